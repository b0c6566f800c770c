"""The M102 / M109E motor cards (boards.md 5)."""
