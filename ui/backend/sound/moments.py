"""Which sound a change on the screen makes. Values only."""

from __future__ import annotations

from enum import StrEnum

from kiosk.views import LineFate, Outcome, Phase, SaleView


class Sound(StrEnum):
    """The files of ``resources/sounds``."""

    TICK = "tick"
    PAID = "paid"
    TAKE = "take"
    SORRY = "sorry"


_PAID = (Phase.PAID, Phase.VENDING, Phase.SETTLING)
_SORRY = (LineFate.NOT_DELIVERED, LineFate.UNKNOWN)
_REFUSED = (Outcome.REFUSED,)


def _ended(sale: SaleView, *fates: LineFate) -> int:
    return sum(line.fate in fates for line in sale.lines)


def heard(before: SaleView | None, now: SaleView | None) -> Sound | None:
    """Bad news goes before good, goods before money; one sound for each change. A sale that is first seen
    in the middle (a restart) is not heard: what it tells happened before anybody stood here."""
    if before is None or now is None or before.number != now.number:
        return None
    if _ended(now, *_SORRY) > _ended(before, *_SORRY):
        return Sound.SORRY
    if now.outcome in _REFUSED and before.outcome not in _REFUSED:
        return Sound.SORRY
    if _ended(now, LineFate.DELIVERED) > _ended(before, LineFate.DELIVERED):
        return Sound.TAKE
    if now.phase in _PAID and before.phase not in _PAID:
        return Sound.PAID
    return None
