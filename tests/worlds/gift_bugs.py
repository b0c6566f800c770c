"""Seeded bugs with lines that cost nothing: gifts, and units that the others of the basket pay for."""

from __future__ import annotations

from dataclasses import replace

from kiosk.sale import vending
from kiosk.sale.effects import SendRefund
from kiosk.sale.ending import send, settle
from kiosk.sale.events import Event, PaymentSeen, VendResult
from kiosk.sale.state import ENDED, Fate, Refund, Sale, Stage, refund_number
from kiosk.sale.table import step
from tests.worlds.bugs import BUGS, Step, bug, without

__all__ = ["BUGS"]


@bug("bg")
def a_gift_falls_although_nothing_was_bought(sale: Sale, event: Event) -> Step:
    """As if it were any line: the jam of the last bought unit goes on to it."""
    bought = tuple(replace(line, gift=False) for line in sale.lines)
    after, effects = step(replace(sale, lines=bought), event)
    lines = zip(after.lines, sale.lines, strict=True)
    return replace(after, lines=tuple(replace(new, gift=old.gift) for new, old in lines)), effects


@bug("bg")
def the_gift_falls_first(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if isinstance(event, PaymentSeen) and after.stage is Stage.VENDING and not sale.funded_by:
        return vending.turn(replace(after, lines=sale.lines), sale.lines[-1])
    return after, effects


@bug("bg")
def the_gift_is_forgotten(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    gift = after.lines[-1]
    if isinstance(event, VendResult) and gift.fate is Fate.MOVING and not sale.lines[-1].turns:
        return settle(after.with_line(replace(gift, fate=Fate.NOT_DELIVERED, turns=0)))
    return after, effects


@bug("bg")
def a_gift_that_jams_is_paid_back(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if isinstance(event, VendResult) and after.lines[-1].fate is Fate.NOT_DELIVERED and not after.refunds:
        refund = Refund(refund_number(sale.number, 0), sale.funded_by, 100)
        return replace(after, refunds=(refund,), stage=Stage.REFUNDING), effects + send(refund)
    return after, effects


@bug("bg")
def a_gift_that_jams_takes_the_goods_along(sale: Sale, event: Event) -> Step:
    """*One thing failed* becomes *all goes back*."""
    after, effects = step(sale, event)
    if isinstance(event, VendResult) and after.lines[-1].fate is Fate.NOT_DELIVERED and not after.refunds:
        return settle(
            replace(after, lines=tuple(replace(line, fate=Fate.NOT_DELIVERED) for line in after.lines))
        )
    return after, effects


@bug("bg", silences=1)
def a_gift_in_doubt_is_closed_quietly(sale: Sale, event: Event) -> Step:
    """It costs nothing: but it may lie in the hatch, and the lane's count is wrong."""
    after, effects = step(sale, event)
    if after.stage is Stage.NEEDS_STAFF and after.lines[-1].fate is Fate.UNKNOWN:
        return replace(after, stage=Stage.CLOSED), effects
    return after, effects


@bug("b0")
def what_costs_nothing_is_not_given_out(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    free = after.lines[-1]
    if isinstance(event, VendResult) and free.fate is Fate.MOVING and free.turns == 1:
        return settle(after.with_line(replace(free, fate=Fate.NOT_DELIVERED, turns=0)))
    return after, effects


@bug("b0")
def what_costs_nothing_counts_as_delivered(sale: Sale, event: Event) -> Step:
    if isinstance(event, VendResult) and not sale.lines[event.line].amount_fen:
        event = replace(event, fate=Fate.DELIVERED)
    return step(sale, event)


@bug("b0")
def a_refund_is_one_fen_at_least(sale: Sale, event: Event) -> Step:
    """A gateway refuses to give back nothing, so somebody rounds up."""
    after, effects = step(sale, event)
    ended = all(line.fate in ENDED for line in after.lines) and after.lines[-1].fate is Fate.NOT_DELIVERED
    if isinstance(event, VendResult) and ended and not after.refunds:
        refund = Refund(refund_number(sale.number, 0), sale.funded_by, 1)
        rest = without(effects, SendRefund)
        return replace(after, refunds=(refund,), stage=Stage.REFUNDING), rest + send(refund)
    return after, effects
