"""Modbus RTU as far as motor and relay boards use it (boards.md 4 and 7), for both ends of the wire."""
