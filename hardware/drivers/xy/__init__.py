"""The XY board (boards.md 2)."""
