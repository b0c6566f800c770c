"""What a little more would bring: 再买 2 元减 3 元, one more for the second at half price. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.pricing.bill import Bill, arguments_of, units_in
from kiosk.pricing.offers import one_set
from kiosk.pricing.quote import Near, NearMiss
from kiosk.pricing.rulebook import Chance
from kiosk.pricing.rules import Bundle, Gift, Layer, NthUnit, Promotion, Threshold

NEAR_MAX = 3
"""More are not read by anybody in a hurry."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What each unit cost before 满减, and what after it and before coupons; in the bill's order."""

    before_total_fen: Sequence[int]
    after_total_fen: Sequence[int]


def near_misses(bill: Bill, chances: Sequence[Chance], standing: Standing) -> tuple[NearMiss, ...]:
    """At most NEAR_MAX, those that need least first, units before fen. A 满减 and a gift from an amount on
    are near from half of it on, everything else from one unit away."""
    found = []
    for chance in chances:
        near, missing = _missing(chance, bill, standing)
        if missing > 0:
            found.append(_near_miss(chance.promotion, near, missing))
    found.sort(key=lambda miss: (miss.near is Near.MORE_FEN, miss.missing, miss.promotion))
    return tuple(found[:NEAR_MAX])


def gift_gone(promotion: Promotion, missing: int) -> NearMiss:
    return _near_miss(promotion, Near.GIFT_GONE, missing)


def _near_miss(promotion: Promotion, near: Near, missing: int) -> NearMiss:
    arguments = arguments_of(promotion.action)
    return NearMiss(promotion.id, near, missing, promotion.kind, promotion.names, arguments)


def _missing(chance: Chance, bill: Bill, standing: Standing) -> tuple[Near, int]:
    """How much is missing; 0 when nothing is, or too much."""
    promotion = chance.promotion
    if chance.layer is not Layer.TOTAL and promotion.group in bill.groups:
        return Near.MORE_UNITS, 0
    free = units_in(bill.free(promotion, chance.mask))
    match promotion.action:
        case Threshold() as action:
            return Near.MORE_FEN, _fen_to_threshold(action, chance, standing)
        case Gift(at_fen=at_fen) if at_fen:
            return Near.MORE_FEN, _at_most_half(at_fen, sum(standing.after_total_fen[unit] for unit in free))
        case Gift(buy_units=units):
            return Near.MORE_UNITS, int(len(free) == units - 1 and bool(free))
        case NthUnit(nth=nth, same_product=same):
            rows = Counter(bill.wants[unit].sku if same else "" for unit in free)
            return Near.MORE_UNITS, int(any(count % nth == nth - 1 for count in rows.values()))
        case Bundle(in_turn=parts):
            members, missing = one_set(parts, free, bill)
            return Near.MORE_UNITS, int(bool(members) and missing == 1)
    return Near.MORE_UNITS, 0


def _fen_to_threshold(action: Threshold, chance: Chance, standing: Standing) -> int:
    """Also behind a lower step that has served (满20减3, then 满50减10), when it would save more."""
    units = units_in(chance.mask)
    before_fen = sum(standing.before_total_fen[unit] for unit in units)
    saved_fen = before_fen - sum(standing.after_total_fen[unit] for unit in units)
    return _at_most_half(action.at_fen, before_fen) if action.off_fen > saved_fen else 0


def _at_most_half(at_fen: int, reached_fen: int) -> int:
    missing_fen = at_fen - reached_fen
    return missing_fen if 0 < 2 * missing_fen <= at_fen else 0
