"""A block on the bus: up to 36 bytes, the last of them the sum of all before (boards.md 8.1).

The Qibixx adapter adds and takes away the sum by itself; a box that hands over raw blocks does not.
"""

from __future__ import annotations

from typing import Final

BLOCK_MAX_BYTES: Final = 36
POLL_MAX_BYTES: Final = 16
"""Of an answer to POLL (MDB 5.3, 6.3)."""


def checksum(data: bytes) -> int:
    """Sum of all bytes, the low eight bits of it."""
    return sum(data) & 0xFF


def with_checksum(data: bytes) -> bytes:
    """A whole block. Raises ``ValueError`` when it is longer than a block may be."""
    if not 1 <= len(data) < BLOCK_MAX_BYTES:
        raise ValueError(f"{len(data)} bytes are no block: it has 1 to {BLOCK_MAX_BYTES - 1} and a checksum")
    return data + bytes((checksum(data),))


def without_checksum(block: bytes) -> bytes | None:
    """What a block holds; None when its checksum or length is wrong."""
    if not 2 <= len(block) <= BLOCK_MAX_BYTES or checksum(block[:-1]) != block[-1]:
        return None
    return block[:-1]
