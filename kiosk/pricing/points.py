"""Points as money, and points for money. Members only; the last thing taken off."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.money import share_out
from kiosk.pricing.bill import Bill, bits, deal, shared, units_in
from kiosk.pricing.occasion import Occasion
from kiosk.pricing.quote import POINTS, Source
from kiosk.pricing.rulebook import Chance
from kiosk.pricing.rules import PointsScheme, TimesPoints


def spend(bill: Bill, scheme: PointsScheme | None, occasion: Occasion) -> list[int]:
    """Takes off what the member's points are worth, in whole steps, when the member wants it; the points that
    each unit had."""
    nothing = [0] * len(bill.wants)
    if scheme is None or not occasion.customer.is_member or not occasion.choice.spend_points:
        return nothing
    most_fen = min(bill.room_fen, sum(bill.amounts_fen) * scheme.spend_percent_max // 100)
    steps = min(occasion.customer.points // scheme.spend_points, most_fen // scheme.spend_worth_fen)
    if steps < 1:
        return nothing
    units = range(len(bill.wants))
    cuts = shared(units, bill.amounts_fen, steps * scheme.spend_worth_fen)
    bill.take(Source.POINTS, "", POINTS, deal(bits(units), cuts, steps))
    return list(share_out(steps * scheme.spend_points, [fen for _, fen in cuts]))


def earned(
    bill: Bill, scheme: PointsScheme | None, occasion: Occasion, chances: Sequence[Chance]
) -> list[int]:
    """Points each unit earns when it falls: of what is really paid, with the greatest multiple it has; the
    sum is rounded down once."""
    if scheme is None or not occasion.customer.is_member:
        return [0] * len(bill.wants)
    times = [1] * len(bill.wants)
    for chance in chances:
        if isinstance(chance.promotion.action, TimesPoints):
            for unit in units_in(chance.mask):
                times[unit] = max(times[unit], chance.promotion.action.times)
    weights = [fen * many for fen, many in zip(bill.amounts_fen, times, strict=True)]
    return list(share_out(sum(weights) * scheme.earn_points // scheme.earn_per_fen, weights))
