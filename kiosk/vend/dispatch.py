"""Effect -> device or gateway, and the board's answers back into events."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Protocol

from hardware.api import Result, VendOrder, VendOutcome
from kiosk.sale.effects import (
    ArmDeadline,
    CallStaff,
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
from kiosk.sale.state import Fate
from kiosk.vend.calls import GatewayCalls
from kiosk.vend.deadlines import Deadlines
from kiosk.vend.live import Live

log = logging.getLogger(__name__)

CLOSE_MS = 12_000
"""How long a customer is kept waiting for the gateway's last word."""
VEND_MS = 150_000
"""A board's driver gives its own answer long before (boards.md 13.2); this is for a driver that hangs."""
DAY_MS = 24 * 60 * 60 * 1000
"""payments.md 5 row 7: after a day, people."""

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
    Worry.WRONG_AMOUNT: "payment {subject} arrived with a wrong amount and goes back",
    Worry.PAYMENT_IN_DOUBT: "the gateway will not say whether payment {subject} was made",
}


class Motors(Protocol):
    def vend(self, order: VendOrder) -> None: ...

    def query_vend(self, order: VendOrder) -> None: ...


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
        pay_ms: int,
        drop_sensor: bool,
    ) -> None:
        self._calls = calls
        self._deadlines = deadlines
        self._motors = motors
        self._staff = staff
        self._pay_ms = pay_ms
        self._drop_sensor = drop_sensor

    def carry_out(self, live: Live, effect: Effect) -> None:
        """Start what ``effect`` asks for; its answer comes as an event. Returns at once."""
        match effect:
            case CreatePayment(number):
                attempt = live.sale.attempt(number)
                self._calls.create(live.orders[number], attempt.asks if attempt else 0)
            case QueryPayment(number):
                self._calls.query(live.orders[number], urgent=live.urgent)
            case ClosePayment(number):
                self._calls.close(live.orders[number], urgent=live.urgent)
            case Vend():
                self._motors.vend(VendOrder(effect.key, effect.motor, self._drop_sensor))
            case QueryVend():
                self._motors.query_vend(VendOrder(effect.vend_key, effect.motor, self._drop_sensor))
            case SendRefund(number):
                self._calls.refund(live.refund_orders[number])
            case QueryRefund(number):
                self._calls.query_refund(live.refund_orders[number])
            case ArmDeadline(timer, subject):
                after_ms = self._length_ms(live, timer, subject)
                self._deadlines.arm(live.number, timer, subject, after_ms)
            case CallStaff(worry, subject):
                text = WORRIES[worry].format(subject=subject, sale=live.number)
                self._staff.call_staff(worry, live.number, subject, text)

    def forget(self, number: str) -> None:
        self._deadlines.forget(number)
        self._calls.forget(number)

    def _length_ms(self, live: Live, timer: Timer, subject: str) -> int:
        match timer:
            case Timer.PAY:
                return self._pay_ms
            case Timer.CLOSE:
                return CLOSE_MS
            case Timer.VEND:
                return VEND_MS
            case Timer.WATCH:
                return self._calls.watch_ms(live.orders[subject])
            case Timer.WATCH_GIVE_UP | Timer.REFUND_GIVE_UP:
                return DAY_MS


def deadline_event(timer: Timer, subject: str) -> Event:
    return DeadlinePassed(timer, subject)


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
    return VendResult(index, turn, FATES[outcome.result], outcome.nothing_moved, label, motor)
