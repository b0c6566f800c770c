"""Money is integer fen with a currency. No float, no ``/``; one rounding function, one way to share out.

Amounts inside one sale share the sale's currency and are plain ``int`` with a name ending in ``_fen``;
``Money`` is used where an amount travels alone. ``fen`` is the hundredth of the currency's unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FEN_PER_YUAN = 100
AMOUNT_MAX_FEN = 10_000_000
"""No single amount in a vending machine is above 100,000 yuan: a larger one is a bug, not a sale."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in ``fen`` (may be negative in a difference) of one ISO 4217 currency."""

    fen: int
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise TypeError(f"money is whole fen, got {self.fen!r}")

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + self._same(other).fen, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - self._same(other).fen, self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.fen * count, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.fen < self._same(other).fen

    def __le__(self, other: Money) -> bool:
        return self.fen <= self._same(other).fen

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot combine {self.currency} with {other.currency}")
        return other


def yuan_text(fen: int) -> str:
    """``675`` -> ``"6.75"``: the decimal text gateways, bills and screens use. Sign in front."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // FEN_PER_YUAN}.{abs(fen) % FEN_PER_YUAN:02d}"


def fen_from_yuan_text(text: str) -> int:
    """``"6.75"`` -> ``675``. Accepts at most two decimals; raises ``ValueError`` on anything else."""
    body = text.strip()
    sign = -1 if body.startswith("-") else 1
    whole, dot, part = body.removeprefix("-").partition(".")
    if not (whole.isascii() and whole.isdigit()) or (dot and not (part.isascii() and part.isdigit())):
        raise ValueError(f"not an amount: {text!r}")
    if len(part) > 2:
        raise ValueError(f"more than two decimals: {text!r}")
    return sign * (int(whole) * FEN_PER_YUAN + int(part.ljust(2, "0")))


def divide_half_up(numerator: int, denominator: int) -> int:
    """The one rounding: ``numerator : denominator`` to the nearest integer, halves away from zero."""
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    quotient, rest = divmod(abs(numerator), denominator)
    rounded = quotient + (1 if 2 * rest >= denominator else 0)
    return rounded if numerator >= 0 else -rounded


def share_out(total_fen: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split ``total_fen`` (>= 0) over ``weights`` (>= 0) so that the parts add up to the fen.

    Largest remainder first, ties to the earlier part: defined once, so a refund of one line of a
    discounted basket is always the same amount. All-zero weights share equally.
    """
    if total_fen < 0 or any(weight < 0 for weight in weights):
        raise ValueError("neither the total nor a weight may be negative")
    if not weights:
        if total_fen:
            raise ValueError("nothing to share the amount over")
        return ()
    effective = weights if any(weights) else [1] * len(weights)
    whole = sum(effective)
    parts = [total_fen * weight // whole for weight in effective]
    remainders = [total_fen * weight % whole for weight in effective]
    by_remainder = sorted(range(len(parts)), key=lambda index: (-remainders[index], index))
    for index in by_remainder[: total_fen - sum(parts)]:
        parts[index] += 1
    return tuple(parts)
