"""Effects that ask a gateway something: paced, on pool threads, each answer an event of the sale."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from kiosk.clock import Clock
from kiosk.payments.desk import Desk
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CodeReady,
    CreateRefused,
    CreateResult,
    Gateway,
    Paid,
    PaymentOrder,
    Problem,
    ProblemKind,
    QueryResult,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    RefundRefused,
    RefundResult,
    RefundVoid,
    Unpaid,
)
from kiosk.payments.schedule import next_poll_ms, next_refund_s, next_watch_s, watch_ends_at_s
from kiosk.sale import events
from kiosk.vend.deadlines import Deadlines

log = logging.getLogger(__name__)

WAIT_S = 25.0
"""One long-poll; the cloud holds it no longer (wire.WAIT_MAX_S)."""
CREATE_AGAIN_MS = 500
LAST_WORD_MS = 700
"""Between two questions while the customer waits for the gateway's last word."""
FIRST_REFUND_QUERY_S = 3
"""A refund to a wallet is often through within seconds; the customer may still be looking."""

Tell = Callable[[str, events.Event], None]


@dataclass
class _Talk:
    """What was said with a gateway about one attempt or refund so far."""

    running: set[str] = field(default_factory=set)
    asked: int = 0
    first_asked_ms: int = 0
    problem: ProblemKind | None = None


class GatewayCalls:
    """Belongs to the loop's thread. ``tell`` hands an event to the sale it is about."""

    def __init__(self, desk: Desk, deadlines: Deadlines, clock: Clock, tell: Tell) -> None:
        self._desk = desk
        self._deadlines = deadlines
        self._clock = clock
        self._tell = tell
        self._talks: dict[str, _Talk] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    # --- payments ------------------------------------------------------------------------------------

    def create(self, order: PaymentOrder, asks: int) -> None:
        """Send the order; ``asks`` is how often it has been sent already."""
        self._once(order.number, "create", self._create(order, asks))

    def query(self, order: PaymentOrder, *, urgent: bool) -> None:
        self._once(order.number, "query", self._ask(order, "query", urgent))

    def close(self, order: PaymentOrder, *, urgent: bool) -> None:
        self._once(order.number, "close", self._ask(order, "close", urgent))

    def forget(self, sale: str) -> None:
        """The sale is closed: nothing more is asked about it."""
        for number in [number for number in self._talks if number.startswith(sale)]:
            if not self._talks[number].running:
                del self._talks[number]

    async def _create(self, order: PaymentOrder, asks: int) -> None:
        gateway = self._desk.gateway(order.method)
        if gateway is None:
            self._tell(order.sale, events.PaymentRefused(order.number))
            return
        await self._deadlines.nap(CREATE_AGAIN_MS * asks)
        result = await self._desk.call(lambda: gateway.create(order), urgent=True)
        self._note(order, result)
        match result:
            case CodeReady(code):
                event: events.Event = events.PaymentReady(order.number, code)
            case CreateRefused():
                event = events.PaymentRefused(order.number)
            case CallUnknown():
                event = events.PaymentUnknown(order.number)
        self._tell(order.sale, event)

    async def _ask(self, order: PaymentOrder, kind: str, urgent: bool) -> None:
        gateway = self._desk.gateway(order.method)
        talk = self._talks[order.number]
        if gateway is None:
            await self._deadlines.nap(next_watch_s(talk.asked) * 1000)
            self._tell(order.sale, events.PaymentUnknown(order.number))
            return
        await self._deadlines.nap(self._pause_ms(talk, gateway, kind, urgent))
        talk.asked += 1
        if talk.asked == 1:
            talk.first_asked_ms = self._clock.monotonic_ms()
        over = self._life_is_over(order, gateway)
        result = await self._desk.call(_question(gateway, order, kind, urgent), urgent=urgent)
        self._note(order, result)
        self._tell(order.sale, _payment_event(order, result, over))

    def _pause_ms(self, talk: _Talk, gateway: Gateway, kind: str, urgent: bool) -> int:
        if talk.asked == 0:
            return 0
        if not urgent:
            return next_watch_s(talk.asked) * 1000
        if kind == "close":
            return LAST_WORD_MS if talk.problem or talk.asked > 1 else 0
        if gateway.traits.can_wait and talk.problem is None:
            return 0
        return next_poll_ms(self._clock.monotonic_ms() - talk.first_asked_ms, talk.problem)

    def _life_is_over(self, order: PaymentOrder, gateway: Gateway) -> bool:
        return self._clock.utc_ms() >= 1000 * watch_ends_at_s(order.created_at_s, gateway.traits.code_life_s)

    def watch_ms(self, order: PaymentOrder) -> int:
        """How long from now until no payment of ``order`` can complete."""
        gateway = self._desk.gateway(order.method)
        life_s = gateway.traits.code_life_s if gateway else 0
        ends_ms = 1000 * watch_ends_at_s(order.created_at_s, life_s)
        return max(0, ends_ms - self._clock.utc_ms())

    # --- refunds -------------------------------------------------------------------------------------

    def refund(self, refund: RefundOrder) -> None:
        self._once(refund.number, "refund", self._refund(refund, "refund"))

    def query_refund(self, refund: RefundOrder) -> None:
        self._once(refund.number, "query", self._refund(refund, "query"))

    async def _refund(self, refund: RefundOrder, kind: str) -> None:
        gateway = self._desk.gateway(refund.payment.method)
        talk = self._talks[refund.number]
        if kind == "query" and talk.asked <= 1:
            pause_s = FIRST_REFUND_QUERY_S
        else:
            pause_s = next_refund_s(talk.asked - 1) if talk.asked else 0
        await self._deadlines.nap(pause_s * 1000)
        talk.asked += 1
        sale = refund.payment.sale
        if gateway is None:
            self._tell(sale, events.RefundUnknown(refund.number))
            return
        ask = gateway.refund if kind == "refund" else gateway.query_refund
        result = await self._desk.call(lambda: ask(refund), urgent=False)
        problem = getattr(result, "problem", None)
        if problem is not None:
            log.warning("refund %s: %s", refund.number, problem.text, extra={"code": problem.code})
        self._tell(sale, _refund_event(refund, result))

    # --- common --------------------------------------------------------------------------------------

    def _once(self, number: str, kind: str, work: Coroutine[Any, Any, None]) -> None:
        """One question of a kind about one number at a time; a second is already being answered."""
        talk = self._talks.setdefault(number, _Talk())
        if kind in talk.running:
            work.close()
            return
        talk.running.add(kind)
        task = asyncio.get_running_loop().create_task(self._guarded(talk, kind, work))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def _guarded(self, talk: _Talk, kind: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        finally:
            talk.running.discard(kind)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            asyncio.get_running_loop().call_exception_handler(
                {"message": "a gateway call died", "exception": error, "task": task}
            )

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _note(self, order: PaymentOrder, result: CreateResult | QueryResult) -> None:
        problem: Problem | None = getattr(result, "problem", None)
        self._talks[order.number].problem = problem.kind if problem else None
        if problem is not None:
            log.warning("payment %s: %s", order.number, problem.text, extra={"code": problem.code})
        self._desk.heard(order.method, problem)


def _question(gateway: Gateway, order: PaymentOrder, kind: str, urgent: bool) -> Callable[[], QueryResult]:
    if kind == "close":
        return lambda: gateway.close(order)
    if urgent and gateway.traits.can_wait:
        return lambda: gateway.wait(order, WAIT_S)
    return lambda: gateway.query(order)


def _payment_event(order: PaymentOrder, result: QueryResult, over: bool) -> events.Event:
    match result:
        case Paid(amount_fen=amount_fen):
            return events.PaymentSeen(order.number, amount_fen)
        case Unpaid():
            return events.PaymentUnpaid(order.number, life_over=over)
        case Closed():
            return events.PaymentClosed(order.number)
        case CallUnknown():
            return events.PaymentUnknown(order.number)


def _refund_event(refund: RefundOrder, result: RefundResult) -> events.Event:
    match result:
        case RefundDone():
            return events.RefundSeen(refund.number)
        case RefundAccepted():
            return events.RefundAccepted(refund.number)
        case RefundRefused(problem):
            return events.RefundRefused(refund.number, hopeless=problem.kind is ProblemKind.ACCOUNT)
        case RefundVoid():
            return events.RefundVoided(refund.number)
        case CallUnknown():
            return events.RefundUnknown(refund.number)
