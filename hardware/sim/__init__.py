"""Simulated cabinets: the other peer of a board's wire on a real pty, with a physical world behind it."""
