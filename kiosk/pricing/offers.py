"""What each kind of action would take off the units it may use now. One table; pure.

A saving that needs several units (第N件, a bundle, 满减) is shared among all of them by what each costs, so
that no single unit bears or keeps all of it when one of them does not fall.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kiosk.money import divide_half_up
from kiosk.pricing.bill import Bill, Deal, bits, deal, shared, within
from kiosk.pricing.rules import (
    AmountOff,
    Bundle,
    FixedPrice,
    FlashPrice,
    NthUnit,
    Part,
    PayPercent,
    Promotion,
    Threshold,
)

UNIT_MIN_FEN = 1
"""A price is never reduced to nothing by a percentage or an amount; 第N件 may be free, the others pay."""

Offer = Callable[[Any, Sequence[int], Bill, int], Deal | None]
"""(action, free units, bill, uses left) -> what it would do."""


def offer(promotion: Promotion, free: Sequence[int], bill: Bill, left: int) -> Deal | None:
    """None when nothing would be saved. ``free``: units in the bill's order; ``left``: uses, at least 1."""
    most_fen = bill.room_fen
    if promotion.caps.saving_max_fen is not None:
        most_fen = min(most_fen, promotion.caps.saving_max_fen)
    return within(OFFERS[type(promotion.action)](promotion.action, free, bill, left), most_fen)


def percent_of(amount_fen: int, percent: int) -> int:
    return divide_half_up(amount_fen * percent, 100)


def _each(free: Sequence[int], bill: Bill, left: int, price: Callable[[int], int]) -> Deal | None:
    """Units at a new price where that is less; when not all may, those that save most."""
    amounts_fen = bill.amounts_fen
    cuts = [(unit, amounts_fen[unit] - max(UNIT_MIN_FEN, price(amounts_fen[unit]))) for unit in free]
    cuts = [cut for cut in cuts if cut[1] > 0]
    if len(cuts) > left:
        cuts = sorted(cuts, key=lambda cut: -cut[1])[:left]
    return deal(bits([unit for unit, _ in cuts]), cuts, len(cuts)) if cuts else None


def _percent(action: PayPercent, free: Sequence[int], bill: Bill, left: int) -> Deal | None:
    return _each(free, bill, left, lambda fen: percent_of(fen, action.percent))


def _amount(action: AmountOff, free: Sequence[int], bill: Bill, left: int) -> Deal | None:
    return _each(free, bill, left, lambda fen: fen - action.off_fen)


def _fixed(action: FixedPrice | FlashPrice, free: Sequence[int], bill: Bill, left: int) -> Deal | None:
    return _each(free, bill, left, lambda _: action.price_fen)


def _nth(action: NthUnit, free: Sequence[int], bill: Bill, left: int) -> Deal | None:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for unit in free:
        rows[bill.wants[unit].sku if action.same_product else ""].append(unit)
    groups = []
    for row in rows.values():
        row.sort(key=lambda unit: -bill.amounts_fen[unit])
        for first in range(0, len(row) - action.nth + 1, action.nth):
            group = row[first : first + action.nth]
            last_fen = bill.amounts_fen[group[-1]]
            if (off_fen := last_fen - percent_of(last_fen, action.percent)) > 0:
                groups.append((off_fen, group))
    groups = sorted(groups, key=lambda found: -found[0])[:left]
    cuts = [cut for off_fen, group in groups for cut in shared(group, bill.amounts_fen, off_fen)]
    return deal(bits([unit for unit, _ in cuts]), cuts, len(groups)) if groups else None


def _bundle(action: Bundle, free: Sequence[int], bill: Bill, left: int) -> Deal | None:
    rest, cuts, times = list(free), list[tuple[int, int]](), 0
    while times < left:
        members, missing = one_set(action.in_turn, rest, bill)
        off_fen = sum(bill.amounts_fen[unit] for unit in members) - action.price_fen
        if missing or off_fen <= 0:
            break
        cuts += shared(members, bill.amounts_fen, off_fen)
        rest = [unit for unit in rest if unit not in members]
        times += 1
    return deal(bits([unit for unit, _ in cuts]), cuts, times) if times else None


def one_set(parts: Sequence[Part], free: Sequence[int], bill: Bill) -> tuple[list[int], int]:
    """The dearest units for each part, one part after another; and how many units are missing."""
    members: list[int] = []
    missing = 0
    for part in parts:
        fitting = [unit for unit in free if unit not in members and part.scope.covers(bill.wants[unit])]
        if len(fitting) > part.count:
            fitting.sort(key=lambda unit: -bill.amounts_fen[unit])
        chosen = fitting[: part.count]
        missing += part.count - len(chosen)
        members += chosen
    return sorted(members), missing


def _threshold(action: Threshold, free: Sequence[int], bill: Bill, left: int) -> Deal | None:
    reached = sum([bill.amounts_fen[unit] for unit in free]) // action.at_fen
    times = min(left, reached if action.each else min(1, reached))
    if times < 1:
        return None
    return deal(bits(free), shared(free, bill.amounts_fen, action.off_fen * times), times)


OFFERS: Mapping[type, Offer] = {
    PayPercent: _percent,
    AmountOff: _amount,
    FixedPrice: _fixed,
    FlashPrice: _fixed,
    NthUnit: _nth,
    Bundle: _bundle,
    Threshold: _threshold,
}
