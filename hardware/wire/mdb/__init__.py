"""What the devices on an MDB bus are told and say (MDB/ICP 4.2, boards.md 8.1), without adapter and line."""
