"""A basket priced once, frozen and explained line by line: shown = charged = recorded. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

RULES_VERSION = "list-price-1"
"""Which rules made this quote; recorded with every sale."""


@dataclass(frozen=True, slots=True)
class Want:
    """One unit asked for, from a known lane."""

    sku: str
    lane: str
    motor: int
    price_fen: int
    list_price_fen: int


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One unit: ``amount_fen`` is what it costs here and now, ``because`` a message key for the reason."""

    sku: str
    lane: str
    motor: int
    list_fen: int
    amount_fen: int
    because: str


@dataclass(frozen=True, slots=True)
class Quote:
    lines: tuple[QuoteLine, ...]
    currency: str
    rules: str = RULES_VERSION

    @property
    def total_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)

    @property
    def savings_fen(self) -> int:
        return sum(line.list_fen - line.amount_fen for line in self.lines)


def price(wants: Sequence[Want], currency: str) -> Quote:
    """Raises ``ValueError`` for a unit without a price: it must not have been offered."""
    lines = []
    for want in wants:
        if want.price_fen < 1:
            raise ValueError(f"{want.sku} has no price")
        list_fen = max(want.list_price_fen, want.price_fen)
        because = "reduced" if list_fen > want.price_fen else "list_price"
        lines.append(QuoteLine(want.sku, want.lane, want.motor, list_fen, want.price_fen, because))
    return Quote(tuple(lines), currency)
