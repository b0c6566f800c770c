"""The ADH815 and ADH814 lane drivers (boards.md 6)."""
