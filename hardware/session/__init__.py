"""Conversations without I/O: bytes and times in, bytes to send and events out."""
