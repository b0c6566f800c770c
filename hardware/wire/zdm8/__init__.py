"""What the ZDM8 board's registers mean (boards.md 4)."""
