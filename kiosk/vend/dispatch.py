"""Effect -> device or gateway, and the board's answers back into events."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from hardware.api import Result, VendOrder, VendOutcome
from kiosk.clock import Clock
from kiosk.sale.effects import (
    ArmDeadline,
    CallStaff,
    ChargeCode,
    ClosePayment,
    CreatePayment,
    Effect,
    QueryPayment,
    QueryRefund,
    QueryVend,
    SendRefund,
    Vend,
    Worry,
)
from kiosk.sale.events import DeadlinePassed, Event, Timer, VendResult
from kiosk.sale.state import Fate, Sale, Why
from kiosk.vend.calls import GatewayCalls
from kiosk.vend.deadlines import Deadlines
from kiosk.vend.live import Live

log = logging.getLogger(__name__)

CLOSE_MS = 12_000
"""How long a customer is kept waiting for the gateway's last word."""
VEND_MS = 330_000
"""A board's driver gives its own answer before: five minutes at the longest that can be set, and what it
waits for a line that is away (boards.md 13.2). This is for a driver that hangs."""
DAY_MS = 24 * 60 * 60 * 1000
"""payments.md 5 row 7: after a day, people."""
LAST_TRIES_MS = 10 * 60 * 1000
"""A refund found more than a day old after a restart has this long before people are called."""

FATES: Mapping[Result, Fate] = {
    Result.DELIVERED: Fate.DELIVERED,
    Result.TURNED_UNCONFIRMED: Fate.DELIVERED,
    Result.NOT_DELIVERED: Fate.NOT_DELIVERED,
    Result.FAULT: Fate.NOT_DELIVERED,
    Result.REFUSED: Fate.NOT_DELIVERED,
    Result.UNKNOWN: Fate.UNKNOWN,
}
"""Without a drop sensor the motor's word is all there is: turned counts as delivered (boards.md 13.2)."""

WORRIES: Mapping[Worry, str] = {
    Worry.LINE_IN_DOUBT: "line {subject} of sale {sale} may or may not have fallen: look, then settle it",
    Worry.REFUND_STUCK: "refund {subject} did not get through: retry it or refund by hand at the gateway",
    Worry.WRONG_AMOUNT: "payment {subject} is reported with a wrong amount: look it up at the gateway",
    Worry.PAID_BACK_ELSEWHERE: "payment {subject} was given back by somebody else; nothing was sold",
    Worry.PAYMENT_IN_DOUBT: "the gateway will not say whether payment {subject} was made",
}
ABOUT_A_GIFT = "; it is a gift: no money goes back for it"


class Motors(Protocol):
    """``lane`` is a label; which board it hangs on, and what it can do, is the cabinet's business."""

    def vend(self, lane: str, order: VendOrder) -> None: ...

    def query_vend(self, lane: str, order: VendOrder) -> None: ...


class Staff(Protocol):
    def call_staff(self, worry: Worry, sale: str, subject: str, text: str) -> None: ...


class Dispatch:
    """Carries effects out. Belongs to the loop's thread."""

    def __init__(
        self,
        calls: GatewayCalls,
        deadlines: Deadlines,
        motors: Motors,
        staff: Staff,
        *,
        clock: Clock,
        pay_ms: int,
    ) -> None:
        self._calls = calls
        self._deadlines = deadlines
        self._motors = motors
        self._staff = staff
        self._clock = clock
        self._pay_ms = pay_ms

    def carry_out(self, live: Live, effect: Effect) -> None:
        """Start what ``effect`` asks for; its answer comes as an event. Returns at once."""
        match effect:
            case CreatePayment(number):
                attempt = live.sale.attempt(number)
                self._calls.create(live.orders[number], attempt.asks if attempt else 0)
            case ChargeCode(number):
                self._calls.charge(live.orders[number], live.pay_code)
                live.pay_code = None
            case QueryPayment(number):
                self._calls.query(live.orders[number], urgent=live.urgent_about(number))
            case ClosePayment(number):
                self._calls.close(live.orders[number], urgent=live.urgent_about(number))
            case Vend():
                self._motors.vend(effect.lane, VendOrder(effect.key, effect.motor))
            case QueryVend():
                self.query_vend(effect)
            case SendRefund(number):
                self._calls.refund(live.refund_orders[number])
            case QueryRefund(number):
                self._calls.query_refund(live.refund_orders[number])
            case ArmDeadline(timer, subject):
                after_ms = self._length_ms(live, timer, subject)
                self._deadlines.arm(live.number, timer, subject, after_ms)
            case CallStaff(worry, subject):
                text = _worry(live.sale, worry, subject)
                self._staff.call_staff(worry, live.number, subject, text)

    def query_vend(self, turn: QueryVend) -> None:
        """Ask the board how a turn ended; also when it has just said that it knows more by now."""
        self._motors.query_vend(turn.lane, VendOrder(turn.vend_key, turn.motor))

    def now_s(self, method: str) -> int:
        return self._calls.now_s(method)

    def hurry(self, number: str) -> None:
        self._calls.hurry(number)

    def settled(self, live: Live) -> None:
        self._calls.settled(live.orders[live.sale.funded_by])

    def forget(self, number: str) -> None:
        self._deadlines.forget(number)
        self._calls.forget(number)

    def _waits_for_end(self, live: Live) -> bool:
        """Somebody waits until the code that left the screen is known to be dead. Where nothing can end it, a
        last look is worth the wait only when its time was up: a payment of the last second still buys. Who
        chose another wallet or went away waits for nothing: it is watched, and too much goes back."""
        current = live.sale.current
        if current is None or live.sale.why is Why.EXPIRED:
            return True
        return self._calls.waits_for_end(live.orders[current.number])

    def _length_ms(self, live: Live, timer: Timer, subject: str) -> int:
        match timer:
            case Timer.PAY:
                return self._pay_ms
            case Timer.CLOSE:
                return CLOSE_MS if self._waits_for_end(live) else 0
            case Timer.VEND:
                return VEND_MS
            case Timer.WATCH:
                return self._calls.watch_ms(live.orders[subject])
            case Timer.WATCH_GIVE_UP:
                return DAY_MS
            case Timer.REFUND_GIVE_UP:
                tried_ms = self._clock.utc_ms() - live.refunds_since_ms[subject]
                return min(DAY_MS, max(LAST_TRIES_MS, DAY_MS - tried_ms))


def _worry(sale: Sale, worry: Worry, subject: str) -> str:
    """The sentence for staff."""
    gifts = {str(line.index) for line in sale.lines if line.gift}
    about = ABOUT_A_GIFT if worry is Worry.LINE_IN_DOUBT and subject in gifts else ""
    return WORRIES[worry].format(subject=subject, sale=sale.number) + about


def deadline_event(timer: Timer, subject: str) -> Event:
    return DeadlinePassed(timer, subject)


def fate_of(outcome: VendOutcome) -> Fate:
    """What the customer got, whatever the machine suffered."""
    return Fate.DELIVERED if outcome.fault_although_delivered else FATES[outcome.result]


def unsettled_turns(sale: Sale, motors: Collection[int]) -> tuple[QueryVend, ...]:
    """Turns of these motors whose end nobody knows yet."""
    return tuple(
        QueryVend(sale.number, line.index, line.turns, line.lane, line.motor)
        for line in sale.lines
        if line.fate is Fate.UNKNOWN and line.motor in motors
    )


def sale_of(vend_key: str) -> tuple[str, int, int]:
    """``vend:<sale>:<line>:<turn>`` -> sale, line, turn."""
    _, sale, line, turn = vend_key.split(":")
    return sale, int(line), int(turn)


SpareLane = Callable[[str, str], tuple[str, int] | None]
"""(SKU, label of the lane that failed) -> another lane's label and motor, if there is one to sell from."""


def vend_event(live: Live, outcome: VendOutcome, spare: SpareLane) -> VendResult:
    """A board's answer as the sale understands it."""
    _, index, turn = sale_of(outcome.key)
    line = live.sale.lines[index]
    other = spare(line.sku, line.lane) if outcome.nothing_moved else None
    label, motor = other or ("", 0)
    return VendResult(index, turn, fate_of(outcome), outcome.nothing_moved, label, motor)
