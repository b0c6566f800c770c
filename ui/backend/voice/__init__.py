"""Buying without seeing: what is said, what is read next, and who says it."""
