"""Effects that ask a gateway something: paced, on pool threads, each answer an event of the sale."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from kiosk.clock import Clock
from kiosk.payments.desk import DOUBTS, METHOD_TROUBLES, Desk
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CodeReady,
    CreateRefused,
    CreateResult,
    Gateway,
    Method,
    Paid,
    PayCode,
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
from kiosk.payments.schedule import next_poll_ms, next_refund_s, next_watch_s, watched_ms
from kiosk.payments.standing import REFUND_TROUBLES
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
    """What was said with a gateway about one attempt or refund so far. Questions a customer waits for and
    those nobody waits for are counted apart: each has its own pace."""

    sale: str
    method: Method
    known_ms: int
    """Since when this run of the program knows of it, by the monotonic clock."""
    running: set[str] = field(default_factory=set)
    asked: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """How often each kind of question was put, urgently or not."""
    first_ms: dict[str, int] = field(default_factory=dict)
    problem: ProblemKind | None = None
    dead: bool = False
    """The gateway will never know this refund's number."""
    behind: int = 0
    """How often numbers were asked about in whose place this refund's came."""
    over: bool = False
    """The sale is closed."""
    charged: asyncio.Event = field(default_factory=asyncio.Event)
    """The one call with the code that was read has come to its end."""


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
        talk = self._talk(order.number, order)
        doubt = events.PaymentUnknown(order.number)
        self._once(order.number, talk, "create", lambda: self._create(order, talk, asks), doubt)

    def charge(self, order: PaymentOrder, code: PayCode | None) -> None:
        """Send the code that was read, once. None: it is gone (the program was started anew), so nothing was
        sent and nothing is."""
        if code is None:
            self._tell(order.sale, events.PaymentRefused(order.number))
            return
        talk = self._talk(order.number, order)
        doubt = events.PaymentUnknown(order.number)
        self._once(order.number, talk, "charge", lambda: self._charge(order, talk, code), doubt)

    def query(self, order: PaymentOrder, *, urgent: bool) -> None:
        talk = self._talk(order.number, order)
        doubt = events.PaymentUnknown(order.number)
        self._once(order.number, talk, "query", lambda: self._ask(order, talk, "query", urgent), doubt)

    def close(self, order: PaymentOrder, *, urgent: bool) -> None:
        talk = self._talk(order.number, order)
        doubt = events.PaymentUnknown(order.number)
        self._once(order.number, talk, "close", lambda: self._ask(order, talk, "close", urgent), doubt)

    def hurry(self, number: str) -> None:
        """Whatever waits to be asked about this attempt or refund is asked now, and its pace begins anew."""
        talk = self._talks.get(number)
        if talk is not None:
            talk.asked.clear()
            talk.problem = None
            self._deadlines.wake(number)

    def gateway_is_back(self, method: Method) -> None:
        """What got no answer while this wallet was away need not wait for its turn."""
        for number, talk in self._talks.items():
            if talk.method is method and talk.problem in METHOD_TROUBLES | DOUBTS | REFUND_TROUBLES:
                self.hurry(number)

    def settled(self, order: PaymentOrder) -> None:
        """It stays paid: whoever wants to hear that is told, once. Not hearing it changes nothing (a reader
        that hears nothing charges), so nobody waits for this and it is not repeated."""
        gateway = self._desk.gateway(order.method)
        if gateway is not None and gateway.traits.hears_end:
            talk = self._talk(order.number, order)
            doubt = events.PaymentUnknown(order.number)
            work = functools.partial(self._desk.call, lambda: gateway.settled(order), urgent=False)
            self._once(order.number, talk, "settled", work, doubt)

    def forget(self, sale: str) -> None:
        """The sale is closed: nothing more is asked about it; what is under way may still be answered."""
        for number in [number for number, talk in self._talks.items() if talk.sale == sale]:
            talk = self._talks[number]
            talk.over = True
            self._desk.forget_refund(talk.method, number)
            self._deadlines.wake(number)
            self._drop_if_done(number, talk)

    async def _create(self, order: PaymentOrder, talk: _Talk, asks: int) -> None:
        if await self._nap(order.number, talk, CREATE_AGAIN_MS * asks):
            return
        gateway = self._desk.gateway(order.method)
        if gateway is None:
            self._tell(order.sale, events.PaymentRefused(order.number))
            return
        result = await self._desk.call(lambda: gateway.create(order), urgent=True)
        problem: Problem | None = getattr(result, "problem", None)
        _note_problem(f"payment {order.number}", talk, problem)
        self._desk.heard_of_order(order.method, problem)
        match result:
            case CodeReady(code):
                event: events.Event = events.PaymentReady(order.number, code)
            case CreateRefused():
                event = events.PaymentRefused(order.number)
            case CallUnknown():
                event = events.PaymentUnknown(order.number)
        self._tell(order.sale, event)

    async def _charge(self, order: PaymentOrder, talk: _Talk, code: PayCode) -> None:
        gateway = self._desk.gateway(order.method)
        if gateway is None:
            self._tell(order.sale, events.PaymentRefused(order.number))
            return
        try:
            result = await self._desk.call(lambda: gateway.charge(order, code), urgent=True)
        finally:
            talk.charged.set()
        # said here only: what is wrong with codes that are read is not wrong with the wallet
        _note_problem(f"payment {order.number}", talk, getattr(result, "problem", None))
        if isinstance(result, CreateRefused):
            self._tell(order.sale, events.PaymentRefused(order.number))
        else:
            self._tell(order.sale, payment_event(order, result, over=False))

    async def _ask(self, order: PaymentOrder, talk: _Talk, kind: str, urgent: bool) -> None:
        talk.first_ms.setdefault(kind, self._clock.monotonic_ms())
        if await self._nap(order.number, talk, self._pause_ms(order, talk, kind, urgent)):
            return
        talk.asked[kind, urgent] += 1
        gateway = self._desk.gateway(order.method)
        if gateway is None:
            talk.problem = ProblemKind.CONFIG
            self._tell(order.sale, events.PaymentUnknown(order.number))
            return
        if "charge" in talk.running:
            # a reversal that overtook the charge would find nothing, and the charge be made after it
            await talk.charged.wait()
        over = self._life_is_over(talk, gateway)
        result = await self._desk.call(_question(gateway, order, kind, urgent), urgent=urgent)
        self._note(order, talk, result)
        self._tell(order.sale, payment_event(order, result, over=over))
        if kind == "close" and urgent and isinstance(result, Unpaid) and not can_end(gateway, order):
            # asking once more would change nothing: nobody is kept waiting for what cannot come
            self._tell(order.sale, events.DeadlinePassed(events.Timer.CLOSE))

    def _pause_ms(self, order: PaymentOrder, talk: _Talk, kind: str, urgent: bool) -> int:
        asked = talk.asked[kind, urgent]
        if not urgent:
            if asked == 0 and not talk.asked[kind, True]:
                return 0
            return next_watch_s(max(0, asked - 1)) * 1000
        if asked == 0:
            return 0
        by_age_ms = next_poll_ms(self._clock.monotonic_ms() - talk.first_ms[kind], talk.problem)
        if kind == "close":
            return max(LAST_WORD_MS, by_age_ms)
        gateway = self._desk.gateway(order.method)
        if gateway is not None and gateway.traits.can_wait and talk.problem is None:
            return 0
        return by_age_ms

    def _life_is_over(self, talk: _Talk, gateway: Gateway) -> bool:
        """By the monotonic clock alone, from when this run of the program first knew of it, which is no
        earlier than its order. UTC may have jumped (a machine without a battery, set right by the network):
        ahead, and money would come that nobody looks for any more; back, and it would be looked for for
        years. A restart begins the watch anew."""
        return self._clock.monotonic_ms() - talk.known_ms >= watched_ms(gateway.traits.code_life_s)

    def waits_for_end(self, order: PaymentOrder) -> bool:
        """A close can come: it is worth a customer's waiting."""
        gateway = self._desk.gateway(order.method)
        return gateway is not None and can_end(gateway, order)

    def watch_ms(self, order: PaymentOrder) -> int:
        """How long from now until no payment of ``order`` can complete, by the monotonic clock."""
        gateway = self._desk.gateway(order.method)
        life_s = gateway.traits.code_life_s if gateway else 0
        talk = self._talk(order.number, order)
        return max(0, watched_ms(life_s) - (self._clock.monotonic_ms() - talk.known_ms))

    def now_s(self, method: str) -> int:
        """See ``Desk.now_s``."""
        return self._desk.now_s(method)

    # --- refunds -------------------------------------------------------------------------------------

    def refund(self, refund: RefundOrder) -> None:
        talk = self._talk(refund.number, refund.payment)
        talk.behind = self._asked_in_vain(talk.sale)
        doubt = events.RefundRefused(refund.number, hopeless=True)
        self._once(refund.number, talk, "refund", lambda: self._refund(refund, talk, "refund"), doubt)

    def query_refund(self, refund: RefundOrder) -> None:
        talk = self._talk(refund.number, refund.payment)
        doubt = events.RefundUnknown(refund.number)
        self._once(refund.number, talk, "query", lambda: self._refund(refund, talk, "query"), doubt)

    def _asked_in_vain(self, sale: str) -> int:
        """How often refunds of this sale were asked for whose numbers died: a number that takes their place
        keeps their pace. It is sent at once, and what is refused is not asked for ever faster."""
        return sum(talk.asked.total() for talk in self._talks.values() if talk.sale == sale and talk.dead)

    async def _refund(self, refund: RefundOrder, talk: _Talk, kind: str) -> None:
        asked = talk.asked.total()
        if kind == "query" and asked <= 1:
            pause_s = FIRST_REFUND_QUERY_S
        else:
            pause_s = next_refund_s(talk.behind + asked - 1) if asked else 0
        if await self._nap(refund.number, talk, pause_s * 1000):
            return
        talk.asked[kind, False] += 1
        sale = refund.payment.sale
        gateway = self._desk.gateway(refund.payment.method)
        if gateway is None:
            talk.problem = ProblemKind.CONFIG
            self._tell(sale, events.RefundUnknown(refund.number))
            return
        ask = gateway.refund if kind == "refund" else gateway.query_refund
        result = await self._desk.call(lambda: ask(refund), urgent=False)
        _note_problem(f"refund {refund.number}", talk, getattr(result, "problem", None))
        self._judge_refund(refund, kind, result)
        talk.dead = isinstance(result, RefundVoid)
        self._tell(sale, refund_event(refund, result))

    def _judge_refund(self, refund: RefundOrder, kind: str, result: RefundResult) -> None:
        """What it says about the merchant's account. That a refund of earlier is through says nothing of the
        next one."""
        method = refund.payment.method
        if isinstance(result, RefundRefused):
            self._desk.heard_of_refund(method, refund.number, result.problem)
        elif isinstance(result, RefundDone | RefundAccepted):
            if kind == "refund":
                self._desk.heard_of_refund(method, refund.number, None)
            self._desk.forget_refund(method, refund.number)

    # --- common --------------------------------------------------------------------------------------

    def _talk(self, number: str, order: PaymentOrder) -> _Talk:
        if number not in self._talks:
            self._talks[number] = _Talk(order.sale, order.method, self._clock.monotonic_ms())
        return self._talks[number]

    async def _nap(self, number: str, talk: _Talk, for_ms: int) -> bool:
        """True when there is nothing left to ask: the sale was closed meanwhile."""
        if for_ms <= 0:
            return False
        await self._deadlines.nap(for_ms, number)
        return talk.over

    def _once(
        self,
        number: str,
        talk: _Talk,
        kind: str,
        work: Callable[[], Coroutine[Any, Any, None]],
        doubt: events.Event,
    ) -> None:
        """One question of a kind about one number at a time; a second is already being answered. ``doubt`` is
        what the sale is told when a bug of ours ends the call."""
        if kind in talk.running:
            return
        talk.running.add(kind)
        talk.over = False
        task = asyncio.get_running_loop().create_task(self._guarded(number, talk, kind, work, doubt))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def _guarded(
        self,
        number: str,
        talk: _Talk,
        kind: str,
        work: Callable[[], Coroutine[Any, Any, None]],
        doubt: events.Event,
    ) -> None:
        try:
            await work()
        except Exception as error:
            # Ours. If it ended the program it would end it again at every start: this sale learns nothing
            # from the call and goes on slowly, or rests with a person; the loop's handler records the bug.
            talk.problem = ProblemKind.CONFIG
            about = {"message": f"{kind} of {number} died of a bug", "exception": error}
            asyncio.get_running_loop().call_exception_handler(about | {"sale": talk.sale, "subject": number})
            self._tell(talk.sale, doubt)
        finally:
            talk.running.discard(kind)
            self._drop_if_done(number, talk)

    def _drop_if_done(self, number: str, talk: _Talk) -> None:
        if talk.over and not talk.running and self._talks.get(number) is talk:
            del self._talks[number]

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            asyncio.get_running_loop().call_exception_handler(
                {"message": "a gateway call died", "exception": error, "task": task}
            )

    @property
    def busy(self) -> int:
        """Attempts and refunds that something is still known about."""
        return len(self._talks)

    async def stop(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _note(self, order: PaymentOrder, talk: _Talk, result: CreateResult | QueryResult) -> None:
        problem: Problem | None = getattr(result, "problem", None)
        _note_problem(f"payment {order.number}", talk, problem)
        self._desk.heard(order.method, problem)


def can_end(gateway: Gateway, order: PaymentOrder) -> bool:
    """To wait for its end is of use: the gateway closes codes, or what it charged can be reversed."""
    return gateway.traits.has_close or order.scanned


def _note_problem(what: str, talk: _Talk, problem: Problem | None) -> None:
    """Said once, not at every try."""
    if problem is not None and problem.kind is not talk.problem:
        log.warning("%s: %s", what, problem.text, extra={"code": problem.code})
    talk.problem = problem.kind if problem else None


def _question(gateway: Gateway, order: PaymentOrder, kind: str, urgent: bool) -> Callable[[], QueryResult]:
    if kind == "close":
        return lambda: gateway.close(order)
    if urgent and gateway.traits.can_wait:
        return lambda: gateway.wait(order, WAIT_S)
    return lambda: gateway.query(order)


def payment_event(order: PaymentOrder, result: QueryResult, *, over: bool) -> events.Event:
    """What a sale hears of an answer. ``over``: the question was put after the code's life."""
    match result:
        case Paid(amount_fen=amount_fen, refunded=True):
            # Nobody asks about a payment whose refunds are ours: somebody else gave this one back.
            return events.PaymentReversed(order.number, amount_fen)
        case Paid(amount_fen=amount_fen):
            return events.PaymentSeen(order.number, amount_fen, life_over=over)
        case Unpaid():
            return events.PaymentUnpaid(order.number, life_over=over)
        case Closed():
            return events.PaymentClosed(order.number)
        case CallUnknown():
            return events.PaymentUnknown(order.number)


def refund_event(refund: RefundOrder, result: RefundResult) -> events.Event:
    """What a sale hears of an answer."""
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
