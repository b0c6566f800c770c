"""The refund desk: a refund is stored under its own number before the gateway is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from cloud.clock import Clock
from cloud.errors import Refusal
from cloud.logs import log
from cloud.pay.calls import GatewayCalls
from cloud.pay.desk import ANSWER_WITHIN_S, Background
from cloud.pay.messages import refund_state
from cloud.pay.states import RefundStep, refund_change_of
from cloud.store import payments, refunds
from cloud.store.answers import Keyed
from cloud.store.database import Database
from cloud.store.refunds import StoredRefund
from kiosk.payments.intent import (
    CallUnknown,
    Method,
    Problem,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    RefundResult,
)
from kiosk.wire import RefundCreate, RefundState

_SETTLED = frozenset({RefundStep.ACCEPTED, RefundStep.DONE, RefundStep.VOID})
"""Not sent again: the gateway has it, or the number is dead."""
_FINAL = frozenset({RefundStep.DONE, RefundStep.VOID})


class RefundDesk:
    """Only used from the event loop's thread."""

    def __init__(
        self,
        db: Database,
        calls: Mapping[Method, GatewayCalls],
        clock: Clock,
        answer_within_s: float = ANSWER_WITHIN_S,
    ) -> None:
        self._db = db
        self._calls = calls
        self._clock = clock
        self._answer_within_s = answer_within_s
        self._background = Background()

    async def refund(self, keyed: Keyed, payment_number: str, wanted: RefundCreate) -> str:
        """The answer to POST .../refunds as JSON. The same number is one refund for ever."""
        begun = await self._db.write(
            refunds.begin,
            keyed,
            payment_number,
            wanted.number,
            wanted.amount_fen,
            wanted.reason,
            self._clock.utc_ms(),
        )
        if begun.answer is not None:
            return begun.answer
        task = self._background.start(self._send(keyed, begun.refund))
        done, _ = await asyncio.wait({task}, timeout=self._answer_within_s)
        refund = task.result() if done else begun.refund
        return refund_state(refund).model_dump_json()

    async def give_back(self, payment_number: str, number: str, reason: str) -> RefundResult | None:
        """This cloud's own refund of all that is left of a payment whose machine is gone: the same number
        until it is through. None when there is nothing (left) to give back."""
        refund = await self._db.write(refunds.begin_own, payment_number, number, reason, self._clock.utc_ms())
        calls = self._calls.get(refund.order.payment.method) if refund is not None else None
        if refund is None or calls is None:
            return None
        result = await calls.ask(refund.order.payment.machine, calls.gateway.refund, refund.order)
        _note(refund.order, result)
        now_ms = self._clock.utc_ms()
        await self._db.write(refunds.apply, number, refund_change_of(result), now_ms)
        if isinstance(result, RefundDone | RefundAccepted):
            # a machine that comes back after all is told that it was paid and given back
            await self._db.write(payments.given_back, payment_number, now_ms)
        return result

    async def again(self, number: str) -> StoredRefund | None:
        """A person wants to know, or has put right what stood in the way: what the gateway has is asked for,
        what it has not is sent once more, under the same number. The machine learns of the end by its own
        next question. None: there is no such refund."""
        refund = await self._db.read(refunds.find_for_staff, number)
        if refund is None or refund.state in _FINAL:
            return refund
        work = self._ask(refund) if refund.state in _SETTLED else self._resend(refund)
        task = self._background.start(work)
        done, _ = await asyncio.wait({task}, timeout=self._answer_within_s)
        return task.result() if done else refund

    async def state(self, machine: str, payment_number: str, number: str) -> RefundState:
        """Where the refund is; the gateway is asked again until it is done or void."""
        refund = await self._db.read(refunds.find, machine, payment_number, number)
        if refund is None:
            raise Refusal(404, "refund.unknown", f"This machine has no refund {number} of that payment.")
        if refund.state in _FINAL:
            return refund_state(refund)
        task = self._background.start(self._ask(refund))
        done, _ = await asyncio.wait({task}, timeout=self._answer_within_s)
        return refund_state(task.result() if done else refund)

    def close(self) -> None:
        self._background.close()

    async def _send(self, keyed: Keyed, refund: StoredRefund) -> StoredRefund:
        change = None
        if refund.state not in _SETTLED:
            result = await self._call(refund.order)
            _note(refund.order, result)
            change = refund_change_of(result)
        return await self._db.write(
            refunds.finish, keyed, refund.order.number, change, self._clock.utc_ms(), _kept
        )

    async def _ask(self, refund: StoredRefund) -> StoredRefund:
        calls = self._calls.get(refund.order.payment.method)
        if calls is None:
            result = _no_gateway(refund.order)
        else:
            gateway = calls.gateway
            result = await calls.ask(refund.order.payment.machine, gateway.query_refund, refund.order)
        return await self._answered(refund, result)

    async def _resend(self, refund: StoredRefund) -> StoredRefund:
        return await self._answered(refund, await self._call(refund.order))

    async def _call(self, order: RefundOrder) -> RefundResult:
        calls = self._calls.get(order.payment.method)
        if calls is None:
            return _no_gateway(order)
        return await calls.ask(order.payment.machine, calls.gateway.refund, order)

    async def _answered(self, refund: StoredRefund, result: RefundResult) -> StoredRefund:
        _note(refund.order, result)
        now_ms = self._clock.utc_ms()
        found = await self._db.write(refunds.apply, refund.order.number, refund_change_of(result), now_ms)
        assert found is not None, "it was read before and refunds are never deleted"
        return found


def _kept(refund: StoredRefund) -> str | None:
    return refund_state(refund).model_dump_json() if refund.state in _SETTLED else None


def _note(order: RefundOrder, result: RefundResult) -> None:
    problem = getattr(result, "problem", None)
    if isinstance(problem, Problem):
        log.warning("gateway.refund_problem", refund=order.number, kind=problem.kind.value, text=problem.text)


def _no_gateway(order: RefundOrder) -> RefundResult:
    text = f"This cloud has no {order.payment.method.value} account any more, so it cannot refund."
    return CallUnknown(Problem(ProblemKind.CONFIG, text, "NO_ACCOUNT"))
