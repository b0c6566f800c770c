"""The payment desk: create, look, wait, close.

A payment is stored before its gateway hears of it; every answer of a gateway ends in ``states.change_of`` and
one guarded update, whether it came from a call, a poll or a notice. Calls go on when the machine that asked
has gone away: its next question finds the result.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar

from cloud.clock import Clock
from cloud.logs import log
from cloud.pay.calls import GatewayCalls
from cloud.pay.messages import payment_state
from cloud.pay.states import PENDING, Change, State, change_of
from cloud.pay.watch import ASK_EVERY_S, LOOK_EVERY_S, Watch
from cloud.store import payments
from cloud.store.answers import Keyed
from cloud.store.database import Database
from cloud.store.payments import StoredPayment
from kiosk.payments.intent import (
    CallUnknown,
    ChargeResult,
    CreateRefused,
    CreateResult,
    Gateway,
    Method,
    PayCode,
    PaymentOrder,
    Problem,
    ProblemKind,
    QueryResult,
)
from kiosk.wire import PaymentState

ANSWER_WITHIN_S = 8.0
"""A machine is answered after this even when the gateway still hangs; the call goes on."""
CREATE_WITHIN_S = 4.0
"""A create sooner: a customer waits, and the machine gives it up after 6 s (``kiosk.sync.client``) to ask a
cloud that may hang again. Told ``creating``, it waits on by long-poll and is woken when the code is there."""
CREATE_HOLD_MS = 30_000
"""Longer than any call of an adapter (connect 3 s, read 10 s, body 10 s): who holds it is done or dead."""
DEFAULT_CODE_LIFE_S = 7200

_CREATE_FINAL = frozenset({State.OPEN, State.PAID, State.CLOSED, State.REFUSED})
_CLOSE_FINAL = frozenset({State.PAID, State.CLOSED, State.REFUSED})

T = TypeVar("T")


class Background:
    """Tasks that outlive the request that began them; none is lost, none dies unheard."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.bug("background", error)

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()


class PaymentDesk:
    """Only used from the event loop's thread."""

    def __init__(
        self,
        db: Database,
        calls: Mapping[Method, GatewayCalls],
        clock: Clock,
        look_every_s: float = LOOK_EVERY_S,
        ask_every_s: float = ASK_EVERY_S,
        answer_within_s: float = ANSWER_WITHIN_S,
    ) -> None:
        self._db = db
        self._calls = calls
        self._clock = clock
        self._answer_within_s = answer_within_s
        self._create_within_s = min(answer_within_s, CREATE_WITHIN_S)
        self._background = Background()
        self._queries: dict[str, asyncio.Task[StoredPayment]] = {}
        self._creating: set[str] = set()
        self.watch = Watch(db, self._ask_waiting, look_every_s, ask_every_s)

    async def create(self, keyed: Keyed, order: PaymentOrder, pay_code: PayCode | None = None) -> str:
        """The answer to POST /v1/payments, or with ``pay_code`` to POST /v1/payments/charges, as JSON. Raises
        ``Refusal`` and ``StoreUnavailable``."""
        begun = await self._db.write(payments.begin, keyed, order, self._clock.utc_ms(), CREATE_HOLD_MS)
        if begun.answer is not None:
            return begun.answer
        if begun.must_call:
            task = self._background.start(self._create(keyed, order, pay_code))
            payment = await self._within_limit(task, self._create_within_s)
            if payment is not None:
                return self._text(payment)
        elif begun.payment.state is State.CREATING:
            # another request for the same number is at the gateway: its result is ours too
            await self._wait(keyed.machine_id, order.number, begun.payment.version, self._create_within_s)
        payment = await self._db.write(
            payments.finish, keyed, order.number, None, self._clock.utc_ms(), self._kept_create
        )
        return self._text(payment)

    async def state(self, machine: str, number: str, wait_s: int, version: int | None) -> PaymentState:
        """What is known now, after asking the gateway; with ``wait_s`` after waiting for another version."""
        if wait_s > 0:
            return self._message(await self._wait(machine, number, version, wait_s))
        payment = await self._found(machine, number)
        if payment.state not in PENDING | {State.CLOSED} or number in self._creating:
            return self._message(payment)
        asked = await self._within_limit(self._query(payment))
        if asked is not None:
            return self._message(asked)
        late = Problem(ProblemKind.TIMEOUT, "The gateway has not answered yet.", "CLOUD_WAITS")
        unsure = self._message(payment)
        message = {"kind": late.kind.value, "text": late.text, "code": late.code}
        return PaymentState.model_validate(unsure.model_dump() | {"state": "unknown", "problem": message})

    async def close_payment(self, keyed: Keyed, number: str) -> str:
        """The answer to POST .../close as JSON: what the gateway's signed answer says it is now."""
        begun = await self._db.write(payments.begin_close, keyed, number, self._clock.utc_ms())
        if begun.answer is None and begun.payment.order.scanned and begun.payment.state is State.CREATING:
            # a reversal must not overtake its charge: that one's end is waited for
            await self._wait(keyed.machine_id, number, begun.payment.version, self._create_within_s)
            begun = await self._db.write(payments.begin_close, keyed, number, self._clock.utc_ms())
        if begun.answer is not None:
            return begun.answer
        if begun.must_call:
            task = self._background.start(self._close(keyed, begun.payment.order))
            payment = await self._within_limit(task)
            return self._text(payment or await self._found(keyed.machine_id, number))
        payment = await self._db.write(
            payments.finish, keyed, number, None, self._clock.utc_ms(), self._kept_close
        )
        return self._text(payment)

    def heard(self, payment: StoredPayment) -> None:
        """Somebody else (a notice) has changed this payment."""
        self.watch.ring(payment.order.number, payment.version)

    def close(self) -> None:
        """Let everybody go; what is under way is found again in the database."""
        self.watch.close()
        self._background.close()
        for calls in self._calls.values():
            calls.close()

    async def _create(self, keyed: Keyed, order: PaymentOrder, pay_code: PayCode | None) -> StoredPayment:
        self._creating.add(order.number)
        try:
            result = await self._ask_create(order, pay_code)
            payment = await self._db.write(
                payments.finish_create,
                keyed,
                order.number,
                change_of(result),
                self._clock.utc_ms(),
                self._kept_create,
            )
        finally:
            self._creating.discard(order.number)
        return self._told(payment, result)

    async def _ask_create(self, order: PaymentOrder, pay_code: PayCode | None) -> CreateResult | ChargeResult:
        calls = self._calls.get(order.method)
        if calls is None:
            text = f"This cloud has no {order.method.value} account."
            return CreateRefused(Problem(ProblemKind.CONFIG, text, "NO_ACCOUNT"))
        if pay_code is None:
            return await calls.ask(order.machine, calls.gateway.create, order)
        charge = functools.partial(calls.gateway.charge, code=pay_code)
        return await calls.ask(order.machine, charge, order)

    async def _close(self, keyed: Keyed, order: PaymentOrder) -> StoredPayment:
        calls = self._calls.get(order.method)
        if calls is None:
            result: QueryResult = _no_gateway(order)
        else:
            result = await calls.ask(order.machine, calls.gateway.close, order)
        change = change_of(result)
        payment = await self._db.write(
            payments.finish, keyed, order.number, change, self._clock.utc_ms(), self._kept_close
        )
        return self._told(payment, result)

    def _query(self, payment: StoredPayment, *, can_wait: bool = False) -> asyncio.Task[StoredPayment]:
        """One question at a time about each payment; who asks meanwhile gets the same answer."""
        number = payment.order.number
        task = self._queries.get(number)
        if task is None:
            task = self._background.start(self._ask(payment.order, can_wait=can_wait))
            self._queries[number] = task
            task.add_done_callback(lambda _: self._queries.pop(number, None))
        return task

    async def _ask(self, order: PaymentOrder, *, can_wait: bool) -> StoredPayment:
        calls = self._calls.get(order.method)
        if calls is None:
            result: QueryResult = _no_gateway(order)
        else:
            result = await calls.ask(order.machine, calls.gateway.query, order, can_wait=can_wait)
        return self._told(await self._apply(order.number, change_of(result)), result)

    async def _apply(self, number: str, change: Change) -> StoredPayment:
        return await self._db.write(payments.apply, number, change, self._clock.utc_ms())

    async def _ask_waiting(self, number: str) -> None:
        """The watch's own question, only while an answer can matter."""
        payment = await self._db.read(payments.find_for_gateway, number)
        if payment is not None and payment.state in PENDING and number not in self._creating:
            await asyncio.shield(self._query(payment, can_wait=True))

    async def _wait(self, machine: str, number: str, version: int | None, wait_s: float) -> StoredPayment:
        payment = await self._found(machine, number)
        seen = payment.version if version is None else version
        if payment.version != seen or payment.state is State.PAID:
            return payment
        with self.watch.listening(number, seen) as bell:
            payment = await self._found(machine, number)
            if payment.version == seen:
                await bell.wait(wait_s)
                payment = await self._found(machine, number)
        return payment

    async def _found(self, machine: str, number: str) -> StoredPayment:
        payment = await self._db.read(payments.find, machine, number)
        if payment is None:
            raise payments.unknown_payment(number)
        return payment

    async def _within_limit(self, task: asyncio.Task[T], limit_s: float | None = None) -> T | None:
        """None when it takes too long; the task goes on."""
        done, _ = await asyncio.wait({task}, timeout=limit_s or self._answer_within_s)
        return task.result() if done else None

    def _told(
        self, payment: StoredPayment, result: CreateResult | ChargeResult | QueryResult
    ) -> StoredPayment:
        self.watch.ring(payment.order.number, payment.version)
        if isinstance(result, CallUnknown | CreateRefused):
            problem = result.problem
            log.warning(
                "gateway.problem", payment=payment.order.number, kind=problem.kind.value, text=problem.text
            )
        return payment

    def _message(self, payment: StoredPayment) -> PaymentState:
        calls = self._calls.get(payment.order.method)
        life_s = DEFAULT_CODE_LIFE_S if calls is None else calls.gateway.traits.code_life_s
        return payment_state(payment, life_s)

    def _text(self, payment: StoredPayment) -> str:
        return self._message(payment).model_dump_json()

    def _kept_create(self, payment: StoredPayment) -> str | None:
        settled = payment.state in _CREATE_FINAL and (payment.state is not State.OPEN or payment.code)
        return self._text(payment) if settled else None

    def _kept_close(self, payment: StoredPayment) -> str | None:
        return self._text(payment) if payment.state in _CLOSE_FINAL else None


def gateway_calls(gateways: Mapping[Method, Gateway]) -> dict[Method, GatewayCalls]:
    """Threads for each gateway."""
    return {method: GatewayCalls(method, gateway) for method, gateway in gateways.items()}


def _no_gateway(order: PaymentOrder) -> CallUnknown:
    text = f"This cloud has no {order.method.value} account any more, so it cannot ask."
    return CallUnknown(Problem(ProblemKind.CONFIG, text, "NO_ACCOUNT"))
