"""The outside truth of one sale, kept apart from what the machine believes: money really taken and given
back, goods really fallen, calls and answers still under way, timers armed, and how much mischief is left.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple, TypeVar

from kiosk.sale.effects import (
    ArmDeadline,
    CallStaff,
    ChargeCode,
    ClosePayment,
    CreatePayment,
    Effect,
    QueryPayment,
    QueryVend,
    SendRefund,
    Vend,
)
from kiosk.sale.events import Event, PaymentUnknown, PaymentUnpaid, Timer, VendResult
from kiosk.sale.state import MAY_STILL_BE_PAID, AttemptState, Fate, RefundState, Sale, Stage


class Budget(NamedTuple):
    """How often each kind of mischief may still happen; what makes the set of worlds finite."""

    crashes: int = 1
    doubles: int = 1
    """Answers delivered twice."""
    cancels: int = 1
    switches: int = 1
    scans: int = 0
    """The customer holds a pay code to the reader: at first, or with a switch instead of another wallet."""
    lies: int = 0
    """The gateway says closed and takes money all the same, takes or names a wrong amount, or the merchant
    gives the money back behind the machine's back."""
    silences: int = 2
    """Calls that were carried out, or were not, and told nothing."""
    refusals: int = 1
    """Orders or refunds the gateway refuses, refund numbers that die."""
    lates: int = 0
    """Boards that know after all how a turn in doubt ended."""
    retries: int = 1
    """Motors that certainly did not move although another lane has the product."""


class Order(NamedTuple):
    """One payment order as it really is at the gateway."""

    number: str
    amount_fen: int
    exists: bool = False
    closed: bool = False
    lying: bool = False
    """Says closed but can still be paid."""
    paid_fen: int = 0
    life_over: bool = False
    reversed: bool = False
    """The merchant gave the money back at once, behind the machine's back."""
    shown: bool = False
    """Its code was on the screen at some time, so somebody may have it."""
    scanned: bool = False
    """It charges the customer's own code: closing it gives back what it took."""


class PaidBack(NamedTuple):
    """One refund number as it really is at the gateway."""

    number: str
    attempt: str
    amount_fen: int
    state: str
    """accepted, done or void."""


NamedT = TypeVar("NamedT", bound=tuple[Any, ...])


def replace(value: NamedT, **changes: Any) -> NamedT:
    """As ``value._replace``, in a third of the time: a search makes millions."""
    kind = type(value)
    parts, places = list(value), _PLACES[kind]
    for name, part in changes.items():
        parts[places[name]] = part
    return tuple.__new__(kind, parts)


class World(NamedTuple):
    """Compared by content. Hashed by which object its sale is: in one search equal sales are one object
    (``Once``), and hashing a sale through and through is dear. A tuple, because a search makes millions."""

    sale: Sale
    budget: Budget
    calls: frozenset[Effect] = frozenset()
    """Asked for, not yet carried out. One of a key at a time, as in the runner."""
    ghosts: frozenset[Effect] = frozenset()
    """Sent by a program that has died since: may still be carried out, nobody hears the answer."""
    mail: frozenset[Event] = frozenset()
    """Answers and notices on their way, in any order."""
    timers: frozenset[tuple[Timer, str]] = frozenset()
    orders: tuple[Order, ...] = ()
    paid_back: tuple[PaidBack, ...] = ()
    fell: tuple[int, ...] = ()
    """Units that physically fell, by line."""
    turned: tuple[int, ...] = ()
    """Motor turns that really happened, by line."""
    called: frozenset[str] = frozenset()
    """Why staff were called, in effect keys."""

    def __hash__(self) -> int:
        return hash((id(self.sale), self[1:]))

    def order(self, number: str) -> Order | None:
        return next((order for order in self.orders if order.number == number), None)

    def with_order(self, order: Order) -> World:
        return replace(
            self, orders=tuple(order if old.number == order.number else old for old in self.orders)
        )

    def with_paid_back(self, refund: PaidBack) -> World:
        kept = tuple(old for old in self.paid_back if old.number != refund.number)
        return replace(self, paid_back=(*kept, refund))

    @property
    def taken_fen(self) -> int:
        return sum(order.paid_fen for order in self.orders)

    @property
    def returned_fen(self) -> int:
        return sum(refund.amount_fen for refund in self.paid_back if refund.state in ("done", "accepted"))

    @property
    def quiet(self) -> bool:
        """Nothing is under way but what can wait for hours."""
        return not (self.mail or self.ghosts or any(not self.is_slow(call) for call in self.calls))

    def is_slow(self, call: Effect) -> bool:
        """A refund that staff were called about is asked for on and on, a few times a day: everything else
        that is under way is over by then."""
        if not isinstance(call, SendRefund):
            return False
        refund = self.sale.refund(call.refund)
        return refund is not None and refund.state is RefundState.STUCK


_PLACES: dict[type, dict[str, int]] = {
    kind: {name: place for place, name in enumerate(kind._fields)}
    for kind in (Budget, Order, PaidBack, World)
}


class Under(NamedTuple):
    """What of a world is under way because of the machine's own effects."""

    calls: frozenset[Effect]
    timers: frozenset[tuple[Timer, str]]
    called: frozenset[str]
    orders: tuple[Order, ...]


def under_way(sale: Sale, effects: tuple[Effect, ...], before: Under) -> Under:
    """After the machine has stored ``sale`` and issued ``effects``."""
    calls, timers, called = set(before.calls), set(before.timers), set(before.called)
    orders = before.orders
    for effect in effects:
        if isinstance(effect, ArmDeadline):
            timers.add((effect.timer, effect.subject))
        elif isinstance(effect, CallStaff):
            called.add(effect.key)
        else:
            calls.add(effect)
            if isinstance(effect, CreatePayment | ChargeCode):
                orders = _with_order_of(sale, effect, orders)
    for attempt in sale.attempts:
        if attempt.state is AttemptState.SHOWN:
            orders = tuple(
                replace(order, shown=True) if order.number == attempt.number and not order.shown else order
                for order in orders
            )
    # a set's copy keeps the hashes of what is in it; a new one would ask for each
    calls -= {call for call in calls if not _wanted(sale, call, calls)}
    timers -= {timer for timer in timers if not _matters(sale, *timer)}
    return Under(frozenset(calls), frozenset(timers), frozenset(called), orders)


def _with_order_of(
    sale: Sale, effect: CreatePayment | ChargeCode, orders: tuple[Order, ...]
) -> tuple[Order, ...]:
    if any(order.number == effect.attempt for order in orders):
        return orders
    attempt = sale.attempt(effect.attempt)
    assert attempt is not None, "a payment is created for an attempt the sale does not have"
    return (*orders, Order(attempt.number, attempt.amount_fen, scanned=isinstance(effect, ChargeCode)))


def news(sale: Sale, mail: frozenset[Event]) -> frozenset[Event]:
    """What of ``mail`` is still read by somebody."""
    return mail - {event for event in mail if not _news(sale, event)}


def _paid(sale: Sale, number: str) -> bool:
    attempt = sale.attempt(number)
    return attempt is not None and attempt.state is AttemptState.PAID


def _wanted(sale: Sale, call: Effect, calls: Collection[Effect]) -> bool:
    """As in the runner: a question about an attempt that turned out paid is not sent any more. And a driver
    that is asked about a turn which is still on its way knows nothing yet: its answer comes by itself."""
    if isinstance(call, QueryVend) and sale.lines[call.line].fate is Fate.UNKNOWN:
        return not any(isinstance(other, Vend) and other.key == call.vend_key for other in calls)
    return not (isinstance(call, QueryPayment | ClosePayment) and _paid(sale, call.attempt))


def _news(sale: Sale, event: Event) -> bool:
    """Empty answers about a paid attempt, or about a line in doubt, are read by nobody; they would only
    multiply equal worlds."""
    if isinstance(event, VendResult) and event.fate is Fate.UNKNOWN:
        return sale.lines[event.line].fate is not Fate.UNKNOWN
    return not (isinstance(event, PaymentUnpaid | PaymentUnknown) and _paid(sale, event.attempt))


def _matters(sale: Sale, timer: Timer, subject: str) -> bool:
    """Deadlines that can still change something; the others would only multiply equal worlds."""
    if timer is Timer.PAY:
        return sale.stage in (Stage.OPEN, Stage.PAYING)
    if timer is Timer.CLOSE:
        return sale.stage is Stage.CLOSING
    if timer is Timer.VEND:
        return sale.lines[int(subject)].fate is Fate.MOVING
    if timer is Timer.REFUND_GIVE_UP:
        refund = sale.refund(subject)
        return refund is not None and refund.state in (RefundState.SENDING, RefundState.ACCEPTED)
    attempt = sale.attempt(subject)
    return attempt is not None and attempt.state in MAY_STILL_BE_PAID
