"""The wire of the ADH815 and ADH814 lane drivers: short frames with a CRC (boards.md 6)."""
