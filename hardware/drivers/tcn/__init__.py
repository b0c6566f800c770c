"""The TCN motor board (boards.md 3)."""
