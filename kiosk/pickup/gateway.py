"""A pick-up code as one more gateway. It is settled here, by a journal; blocking, on a pool's thread.

Taken and closed are decided by which entry is first; what does not fall goes back to the code, so that it can
be typed again: a refund is done when that is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, TypeVar

from kiosk.errors import BugError, KnownError
from kiosk.payments.intent import (
    CallUnknown,
    ChargeResult,
    Closed,
    CodeReady,
    CreateRefused,
    CreateResult,
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
    Traits,
    Unpaid,
    more_than_ordered,
)
from kiosk.store import StoreThread

if TYPE_CHECKING:
    from kiosk.store.repositories.pickups import Claim, PickUpEntry
    from kiosk.store.store import Store

AnswerT = TypeVar("AnswerT")

ANSWER_S = 5.0
"""The disk answers within milliseconds, unless it takes nothing."""
LIFE_S = 86_400
"""An attempt is decided here, at once; a day later nobody waits for one."""
TAKEN = "taken"
"""As the journal says it (``repositories.pickups``, whose library is not loaded for it)."""

SLOW = Problem(ProblemKind.TIMEOUT, "The journal of pick-up codes cannot be written just now.", "PICKUP_SLOW")
NOBODY = Problem(ProblemKind.GATEWAY, "Nobody typed a pick-up code for this sale.", "PICKUP_NOBODY")
NO_UNITS = Problem(
    ProblemKind.ACCOUNT,
    "No undelivered goods of the pick-up code are worth this refund: give the customer the money by hand.",
    "PICKUP_NO_UNITS",
)


class PickUpGateway:
    """Any thread may call; what a sale claims is handed in before its payment is created."""

    def __init__(self, store: StoreThread) -> None:
        self._store = store
        self._claims: dict[str, Claim] = {}

    def expect(self, sale: str, claim: Claim) -> None:
        """The customer of ``sale`` typed a code."""
        self._claims[sale] = claim

    def forget(self, sale: str) -> None:
        self._claims.pop(sale, None)

    @property
    def traits(self) -> Traits:
        return Traits(
            has_close=True,
            close_may_refund=False,
            code_life_s=LIFE_S,
            has_notice=False,
            can_wait=True,
            is_local=True,
        )

    def create(self, order: PaymentOrder) -> CreateResult:
        """There is nothing to show. Nothing is taken before the first ``wait``, which comes when it is on the
        disk that something may be: so a sale that was cut short before that took nothing."""
        return CodeReady("") if order.sale in self._claims else CreateRefused(NOBODY)

    def charge(self, order: PaymentOrder, code: PayCode) -> ChargeResult:  # noqa: ARG002 named by Gateway
        raise BugError(f"payment {order.number!r} is for a pick-up code, which charges no wallets")

    def query(self, order: PaymentOrder) -> QueryResult:
        return self._payment(lambda store: store.pickups.decided(order.number))

    def wait(self, order: PaymentOrder, timeout_s: float) -> QueryResult:  # noqa: ARG002 named by Gateway
        claim = self._claims.get(order.sale)
        if claim is None:
            return self.query(order)
        return self._payment(
            lambda store: store.pickups.take(order.number, order.sale, claim, order.amount_fen)
        )

    def close(self, order: PaymentOrder) -> QueryResult:
        return self._payment(lambda store: store.pickups.close(order.number))

    def refund(self, refund: RefundOrder) -> RefundResult:
        too_much = more_than_ordered(refund)
        if too_much is not None:
            return RefundRefused(too_much)

        def work(store: Store) -> bool:
            found = store.sales.load(refund.payment.sale)
            if found is None:
                raise BugError(f"refund {refund.number} is of no sale")
            return store.pickups.give_back(
                refund.number, refund.payment.number, found.sale, refund.amount_fen
            )

        done = self._done(work)
        if done is None:
            return CallUnknown(SLOW)
        return RefundDone(refund.number) if done else RefundRefused(NO_UNITS)

    def query_refund(self, refund: RefundOrder) -> RefundResult:
        done = self._done(lambda store: store.pickups.is_back(refund.number))
        if done is None:
            return CallUnknown(SLOW)
        return RefundDone(refund.number) if done else RefundAccepted()

    def settled(self, order: PaymentOrder) -> None:
        """Nobody waits to hear it."""

    def probe(self) -> Problem | None:
        return None

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return ()

    @property
    def clock_offset_s(self) -> None:
        """There is no other clock."""
        return None

    def _payment(self, work: Callable[[Store], PickUpEntry | None]) -> QueryResult:
        found = self._done(lambda store: (work(store),))
        if found is None:
            return CallUnknown(SLOW)
        (entry,) = found
        if entry is None:
            return Unpaid()
        return Paid(entry.amount_fen, entry.code, entry.at_ms // 1000) if entry.what == TAKEN else Closed()

    def _done(self, work: Callable[[Store], AnswerT]) -> AnswerT | None:
        """None: the disk does not do it now, or the program ends; it may still be done."""
        try:
            return self._store.submit(work).result(ANSWER_S)
        except (KnownError, TimeoutError, CancelledError):
            return None
        except RuntimeError:  # the store's thread has ended
            return None
