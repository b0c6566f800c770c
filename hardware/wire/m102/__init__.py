"""The wire of the M102 / M109E motor cards: fixed frames of 20 bytes with a CRC (boards.md 5)."""
