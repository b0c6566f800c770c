"""``[game]`` of the configuration: whether there is a draw at all, and how much it may give away."""

from __future__ import annotations

from dataclasses import dataclass

OFF, AFTER_SALE, WAITING = "off", "after_sale", "waiting"
PLACES = (OFF, AFTER_SALE, WAITING)
PRIZES_MAX = 1_000
"""In one day, at one machine."""


@dataclass(frozen=True, slots=True)
class GameKeys:
    place: str = OFF
    """Where one is invited to it: ``after_sale`` on the result of a paid sale that gave something,
    ``waiting`` on the screen of a machine that nobody uses."""
    coupon: str = "game"
    """The id of the coupon that is won (docs/pricing.md); without such a rule there is no draw."""
    win_percent: int = 20
    """Of all cards that lie there; said to whoever plays."""
    prizes_per_day: int = 20
    """No more are given away on one day: then nobody is invited until the next."""
