"""Text from outside that will be stored, shown or sent on."""

from __future__ import annotations


def printable(text: str) -> bool:
    """No control characters: gateways refuse them, PostgreSQL cannot store NUL, logs would be broken."""
    return all(char.isprintable() for char in text)
