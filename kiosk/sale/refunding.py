"""Rows of the table about money going back. One number for ever; *accepted* is not *refunded*."""

from __future__ import annotations

from dataclasses import replace

from kiosk.sale.effects import ArmDeadline, CallStaff, QueryRefund, SendRefund, Worry
from kiosk.sale.ending import Step, carry_on, send
from kiosk.sale.events import (
    DeadlinePassed,
    RefundAccepted,
    RefundRefused,
    RefundSeen,
    RefundUnknown,
    RefundVoided,
    StaffRetried,
    Timer,
)
from kiosk.sale.state import REFUND_NUMBERS_MAX, Refund, RefundState, Sale

UNDER_WAY = frozenset({RefundState.SENDING, RefundState.ACCEPTED})


def refund_seen(sale: Sale, event: RefundSeen) -> Step:
    refund = sale.refund(event.refund)
    if refund is None or refund.state not in (*UNDER_WAY, RefundState.STUCK):
        return sale, ()
    return carry_on(sale.with_refund(replace(refund, state=RefundState.DONE)))


def refund_accepted(sale: Sale, event: RefundAccepted) -> Step:
    refund = sale.refund(event.refund)
    if refund is None or refund.state not in (*UNDER_WAY, RefundState.STUCK):
        return sale, ()
    sale, effects = carry_on(sale.with_refund(replace(refund, state=RefundState.ACCEPTED)))
    return sale, (QueryRefund(refund.number), *effects)


def refund_unknown(sale: Sale, event: RefundUnknown) -> Step:
    refund = sale.refund(event.refund)
    if refund is None or refund.state not in (*UNDER_WAY, RefundState.STUCK):
        return sale, ()
    if refund.state is RefundState.ACCEPTED:
        return sale, (QueryRefund(refund.number),)
    return sale, (_ask(refund),)


def _ask(refund: Refund) -> SendRefund:
    return SendRefund(refund.number, refund.attempt, refund.amount_fen)


def refund_refused(sale: Sale, event: RefundRefused) -> Step:
    """Not now (no balance, too many calls): the same number again later. Not ever: a person."""
    refund = sale.refund(event.refund)
    if refund is None or refund.state not in (*UNDER_WAY, RefundState.STUCK):
        return sale, ()
    if refund.state is RefundState.STUCK:
        return sale, (_ask(refund),)
    if event.hopeless:
        sale, effects = _stuck(sale, refund)
        return sale, (*effects, _ask(refund))
    return sale.with_refund(replace(refund, state=RefundState.SENDING)), (_ask(refund),)


def _stuck(sale: Sale, refund: Refund) -> Step:
    """A person is called. The asking goes on, ever more slowly: a gateway that was away for a day, or
    somebody who puts money into the merchant's account, must be enough."""
    sale, effects = carry_on(sale.with_refund(replace(refund, state=RefundState.STUCK)))
    return sale, (CallStaff(Worry.REFUND_STUCK, refund.number), *effects)


def refund_voided(sale: Sale, event: RefundVoided) -> Step:
    """The number is dead and moved no money: what it covered is owed again, under a new number."""
    refund = sale.refund(event.refund)
    if refund is None or refund.state not in (*UNDER_WAY, RefundState.STUCK):
        return sale, ()
    if len(sale.refunds) >= REFUND_NUMBERS_MAX:
        return _stuck(sale, refund)
    return carry_on(sale.with_refund(replace(refund, state=RefundState.VOID)))


def refund_give_up(sale: Sale, event: DeadlinePassed) -> Step:
    """A day without getting through is a person's business; the call that is under way is not the last one.
    An accepted one may take the bank for days."""
    refund = sale.refund(event.subject)
    if refund is None or refund.state not in UNDER_WAY:
        return sale, ()
    if refund.state is RefundState.ACCEPTED:
        return sale, (ArmDeadline(Timer.REFUND_GIVE_UP, refund.number),)
    return _stuck(sale, refund)


def staff_retried(sale: Sale, event: StaffRetried) -> Step:
    refund = sale.refund(event.refund)
    if refund is None or refund.state is not RefundState.STUCK:
        return sale, ()
    sale, effects = carry_on(sale.with_refund(replace(refund, state=RefundState.SENDING)))
    return sale, send(refund) + effects
