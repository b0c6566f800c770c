"""Cash and cards as two more gateways. Blocking, on a pool's thread: they ask the loop and wait."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import Any, TypeVar

from kiosk.errors import BugError
from kiosk.payments.intent import (
    CallUnknown,
    ChargeResult,
    CodeReady,
    CreateRefused,
    CreateResult,
    Method,
    PayCode,
    PaymentOrder,
    Problem,
    ProblemKind,
    QueryResult,
    RefundOrder,
    RefundRefused,
    RefundResult,
    Shows,
    Traits,
    more_than_ordered,
)
from kiosk.till import answers
from kiosk.till.answers import Fate, fate
from kiosk.till.events import Close, Keep, OpenCard, OpenCash, PayBack, Prepare
from kiosk.till.keeper import Answer, Look, TillKeeper
from kiosk.till.step import AWAY

AnswerT = TypeVar("AnswerT")

ANSWER_S = 5.0
"""The loop answers within milliseconds, unless the disk takes nothing."""
CLOSE_S = 8.0
"""How long a card reader may take to say whether it was too late to withdraw a request; then the core asks
again, and lets the customer go before long (``dispatch.CLOSE_MS``)."""
REFUND_S = 20.0
"""A changer pays about two coins a second; what takes longer is asked for again."""
START_S = 5.0
"""A till needs about a second to be found and counted."""
LIFE_S = 86_400
"""An attempt is decided here, mostly at once. A reader that never answered has no session a day later."""

SLOW = Problem(ProblemKind.TIMEOUT, "The till's journal cannot be written just now.", "TILL_SLOW")
WITHDRAWN = Problem(ProblemKind.GATEWAY, "This payment was closed before it began.", "WITHDRAWN")
_DECIDED = (Fate.TAKEN, Fate.CLOSED)


class TillGateway:
    """``method`` is CASH or CARD."""

    def __init__(self, method: Method, keeper: TillKeeper) -> None:
        self._method = method
        self._keeper = keeper
        is_card = method is Method.CARD
        self._traits = Traits(
            has_close=True,
            close_may_refund=False,
            code_life_s=LIFE_S,
            has_notice=False,
            can_wait=True,
            shows=Shows.READER if is_card else Shows.MONEY,
            is_local=True,
            refunds_parts=not is_card,
            hears_end=is_card,
        )

    @property
    def traits(self) -> Traits:
        return self._traits

    def create(self, order: PaymentOrder) -> CreateResult:
        """There is no code: the customer sees what to do. Nothing is taken before the first ``wait``, which
        comes when it is on the disk that the customer is asked: so nobody can have paid before that."""
        if order.method is not self._method:
            raise BugError(f"payment {order.number!r} is for {order.method}, not {self._method}")
        prepare = Prepare(order.number, order.amount_fen, order.method)
        answer = self._wait_for(self._keeper.ask(prepare), ANSWER_S)
        if answer is None:
            return CallUnknown(SLOW)
        if answer.refusal is not None or fate(answer.known) is Fate.CLOSED:
            return CreateRefused(answer.refusal or WITHDRAWN)
        return CodeReady("")

    def charge(self, order: PaymentOrder, code: PayCode) -> ChargeResult:  # noqa: ARG002 named by Gateway
        """A till reads no codes."""
        raise BugError(f"payment {order.number!r} is for {self._method}, which charges no codes")

    def query(self, order: PaymentOrder) -> QueryResult:
        return self._payment(self._keeper.ask(Look(order.number)), ANSWER_S)

    def wait(self, order: PaymentOrder, timeout_s: float) -> QueryResult:
        """Takes money, or asks the reader, from the first time on."""
        return self._payment(self._taken(order, timeout_s), timeout_s + ANSWER_S)

    async def _taken(self, order: PaymentOrder, timeout_s: float) -> Answer:
        opens = OpenCard if self._method is Method.CARD else OpenCash
        answer = await self._keeper.ask(opens(order.number, order.amount_fen))
        if answer.refusal is not None or _is_decided(answer):
            return answer
        return await self._keeper.until(order.number, _is_decided, timeout_s)

    def close(self, order: PaymentOrder) -> QueryResult:
        """Decided against a coin that falls in the same instant by the journal: one of them was first."""
        return self._payment(self._closed(order.number), ANSWER_S + CLOSE_S)

    async def _closed(self, attempt: str) -> Answer:
        answer = await self._keeper.ask(Close(attempt))
        if _is_decided(answer):
            return answer
        return await self._keeper.until(attempt, _is_decided, CLOSE_S)

    def refund(self, refund: RefundOrder) -> RefundResult:
        """Out of the tubes, or by the reader while it still holds the money; else a person is called."""
        too_much = more_than_ordered(refund)
        if too_much is not None:
            return RefundRefused(too_much)
        answer = self._wait_for(self._paid_back(refund), ANSWER_S + REFUND_S)
        if answer is None:
            return CallUnknown(SLOW)
        if answer.refusal is not None:
            return RefundRefused(answer.refusal)
        return answers.refund(answer.known, refund)

    async def _paid_back(self, refund: RefundOrder) -> Answer:
        attempt = refund.payment.number
        answer = await self._keeper.ask(PayBack(attempt, refund.number, refund.amount_fen))
        if answer.refusal is not None:
            return answer
        return await self._keeper.until(
            attempt, lambda now: answers.is_over(answers.refund(now.known, refund)), REFUND_S
        )

    def query_refund(self, refund: RefundOrder) -> RefundResult:
        answer = self._wait_for(self._keeper.ask(Look(refund.payment.number)), ANSWER_S)
        return CallUnknown(SLOW) if answer is None else answers.refund(answer.known, refund)

    def settled(self, order: PaymentOrder) -> None:
        self._wait_for(self._keeper.ask(Keep(order.number)), ANSWER_S)

    def probe(self) -> Problem | None:
        """Asks nobody. A till that is only coming up is not away yet."""
        if self._keeper.trouble(self._method) is AWAY:
            self._wait_for(self._keeper.heard_of(START_S), START_S + ANSWER_S)
        return self._keeper.trouble(self._method)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The till's own watch tells of its devices."""
        return ()

    @property
    def clock_offset_s(self) -> None:
        """There is no other clock."""
        return None

    def _payment(self, asking: Coroutine[Any, Any, Answer], within_s: float) -> QueryResult:
        answer = self._wait_for(asking, within_s)
        if answer is None:
            return CallUnknown(SLOW)
        return answers.payment(answer.known) if answer.refusal is None else CallUnknown(answer.refusal)

    def _wait_for(self, asking: Coroutine[Any, Any, AnswerT], within_s: float) -> AnswerT | None:
        """None: not in time, or the program ends."""
        try:
            asked = asyncio.run_coroutine_threadsafe(asking, self._keeper.loop)
        except RuntimeError:  # the loop is closed
            asking.close()
            return None
        try:
            return asked.result(within_s)
        except (TimeoutError, CancelledError):
            asked.cancel()
            return None


def _is_decided(answer: Answer) -> bool:
    return fate(answer.known) in _DECIDED
