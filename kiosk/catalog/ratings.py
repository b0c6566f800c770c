"""What customers of this machine think of a product: the mean of their stars, once enough said. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

RATINGS_LEAST = 5
"""Fewer are not told: one bad day would be half of the answer, and whoever rated could be guessed."""
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Rating:
    tenths: int
    """Of a star: 10 to 50."""
    count: int
    """How many rated it."""

    @property
    def text(self) -> str:
        """``4.7``, in figures alone."""
        return f"{self.tenths // TENTHS}.{self.tenths % TENTHS}"


def rating(stars: int, count: int) -> Rating | None:
    """``stars`` altogether, of ``count`` customers; halves of a tenth round up. None: too few said."""
    if count < RATINGS_LEAST:
        return None
    return Rating((2 * TENTHS * stars + count) // (2 * count), count)


def ratings(averages: Mapping[str, tuple[int, int]]) -> Mapping[str, Rating]:
    """By SKU, out of the sum of the stars and how many gave them."""
    found = {sku: rating(stars, count) for sku, (stars, count) in averages.items()}
    return {sku: one for sku, one in found.items() if one is not None}
