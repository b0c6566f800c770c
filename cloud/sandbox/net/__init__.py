"""Bytes and connections: serving on loopback, calling on loopback, reading JSON strictly."""
