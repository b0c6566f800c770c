"""The row of the table for a power cut: ask again, never turn again."""

from __future__ import annotations

from dataclasses import replace

from kiosk.sale.effects import ArmDeadline, Effect, QueryRefund, QueryVend, SendRefund
from kiosk.sale.ending import Step, send, settle
from kiosk.sale.events import Rebooted, Timer
from kiosk.sale.paying import abandon
from kiosk.sale.refunding import UNDER_WAY
from kiosk.sale.state import Fate, RefundState, Sale, Stage, Why

_BEFORE_MONEY = frozenset({Stage.OPEN, Stage.PAYING, Stage.CLOSING})


def rebooted(sale: Sale, _event: Rebooted) -> Step:
    """Whoever bought is taken to be gone: codes are closed, lines not started go back, a motor that was
    turning is asked about, refunds are repeated under their numbers."""
    why = Why.REBOOTED if sale.stage in _BEFORE_MONEY else sale.why
    sale = replace(sale, present=False, why=why)
    effects: tuple[Effect, ...] = ()
    for attempt in sale.attempts:
        sale, more = abandon(sale, attempt)
        effects += more
    for refund in sale.refunds:
        if refund.state is RefundState.SENDING:
            effects += send(refund)
        elif refund.state is RefundState.STUCK:
            effects += (SendRefund(refund.number, refund.attempt, refund.amount_fen),)
        elif refund.state in UNDER_WAY:
            effects += (QueryRefund(refund.number), ArmDeadline(Timer.REFUND_GIVE_UP, refund.number))
    if sale.funded_by:
        sale, more = _lines(sale)
        effects += more
    sale, more = settle(sale)
    return sale, effects + more


def _lines(sale: Sale) -> Step:
    effects: tuple[Effect, ...] = ()
    for line in sale.lines:
        if line.fate is Fate.WAITING:
            sale = sale.with_line(replace(line, fate=Fate.NOT_DELIVERED))
        elif line.fate is Fate.MOVING:
            effects += (
                QueryVend(sale.number, line.index, line.turns, line.lane, line.motor),
                ArmDeadline(Timer.VEND, str(line.index)),
            )
    return sale, effects
