"""Sixteen coin or bill types, their values, and masks of them: what changer and validator have in common."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

TYPES: Final = 16
"""Coin types 0 to 15, bill types 0 to 15."""
TOKEN: Final = 0xFF
"""As a credit: a token, worth a vend and no money."""


def value_fen(credit: int, scale: int, decimals: int) -> int:
    """What one piece is worth: ``credit`` times ``scale``, with ``decimals`` places behind the point.

    0 for a type that is not used, a token, or a value of less than whole fen.
    """
    if credit in (0, TOKEN):
        return 0
    smallest = credit * scale * 100
    whole, rest = divmod(smallest, 10**decimals)
    return 0 if rest else whole


def mask(types: Collection[int]) -> bytes:
    """Two bytes, type 15 in the first bit of the first byte, type 0 in the last bit of the last."""
    return sum(1 << kind for kind in types).to_bytes(2, "big")


def types_in(data: bytes) -> frozenset[int]:
    """The types whose bit is set in a mask of two bytes."""
    bits = int.from_bytes(data, "big")
    return frozenset(kind for kind in range(TYPES) if bits >> kind & 1)
