"""A wallet whose keys on this machine cannot be used: it stands beside the others and says why."""

from __future__ import annotations

from kiosk.payments.intent import (
    CallUnknown,
    ChargeResult,
    CreateResult,
    PayCode,
    PaymentOrder,
    Problem,
    QueryResult,
    RefundOrder,
    RefundResult,
    Traits,
)

CODE_LIFE_S = 7200
"""The longest of any wallet's codes: what was shown before the keys broke is not forgotten early."""


class UnusableWallet:
    """Implements ``Gateway``. Nothing is sent; what earlier sales wait for stays open until it is mended."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    @property
    def traits(self) -> Traits:
        return Traits(
            has_close=False, close_may_refund=False, code_life_s=CODE_LIFE_S, has_notice=False, can_wait=False
        )

    def create(self, order: PaymentOrder) -> CreateResult:  # noqa: ARG002 named by Gateway
        """Not refused: this order may have been sent while the keys were whole."""
        return CallUnknown(self._problem)

    def charge(self, order: PaymentOrder, code: PayCode) -> ChargeResult:  # noqa: ARG002 as above
        return CallUnknown(self._problem)

    def query(self, order: PaymentOrder) -> QueryResult:  # noqa: ARG002 as above
        return CallUnknown(self._problem)

    def wait(self, order: PaymentOrder, timeout_s: float) -> QueryResult:  # noqa: ARG002 as above
        return CallUnknown(self._problem)

    def close(self, order: PaymentOrder) -> QueryResult:  # noqa: ARG002 as above
        return CallUnknown(self._problem)

    def refund(self, refund: RefundOrder) -> RefundResult:  # noqa: ARG002 as above
        return CallUnknown(self._problem)

    def query_refund(self, refund: RefundOrder) -> RefundResult:  # noqa: ARG002 as above
        return CallUnknown(self._problem)

    def settled(self, order: PaymentOrder) -> None:
        """Nobody to tell."""

    def probe(self) -> Problem | None:
        return self._problem

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return ()

    @property
    def clock_offset_s(self) -> int | None:
        return None
