"""Which answer of a gateway moves a payment or refund from which state to which: two tables.

The stored state only changes by a guarded update (``WHERE state IN from_``), so of two answers that race one
wins and the other finds nothing to do, in one process or in many (payments.md 5, row 13).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.payments.intent import (
    CallUnknown,
    ChargeResult,
    Closed,
    CodeReady,
    CreateRefused,
    CreateResult,
    Paid,
    Problem,
    QueryResult,
    RefundAccepted,
    RefundDone,
    RefundRefused,
    RefundResult,
    RefundVoid,
    Unpaid,
)


class State(StrEnum):
    """Of a payment; the names of ``wire.PaymentState.state``, stored by name."""

    CREATING = "creating"
    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class RefundStep(StrEnum):
    """Of a refund; the names of ``wire.RefundState.state``, stored by name."""

    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    VOID = "void"
    DONE = "done"


PENDING = frozenset({State.CREATING, State.OPEN, State.UNKNOWN})
"""May become anything."""
NOT_PAID = frozenset({State.CREATING, State.OPEN, State.UNKNOWN, State.CLOSED, State.REFUSED})

PAYMENT_TABLE: dict[type, tuple[frozenset[State], State]] = {
    CodeReady: (PENDING, State.OPEN),
    CreateRefused: (PENDING, State.REFUSED),
    CallUnknown: (PENDING, State.UNKNOWN),
    Unpaid: (PENDING, State.OPEN),
    Closed: (PENDING, State.CLOSED),
    # a payment that arrives after everything was over is still money taken: it is stored and given back
    Paid: (NOT_PAID | {State.PAID}, State.PAID),
}

UNSETTLED = frozenset({RefundStep.UNKNOWN, RefundStep.REFUSED})
RETRYABLE = UNSETTLED | {RefundStep.ACCEPTED}

REFUND_TABLE: dict[type, tuple[frozenset[RefundStep], RefundStep]] = {
    RefundAccepted: (RETRYABLE, RefundStep.ACCEPTED),
    RefundRefused: (RETRYABLE, RefundStep.REFUSED),
    RefundVoid: (RETRYABLE, RefundStep.VOID),
    # an accepted refund stays accepted when a question about it goes unanswered
    CallUnknown: (UNSETTLED, RefundStep.UNKNOWN),
    RefundDone: (frozenset(RefundStep) - {RefundStep.DONE}, RefundStep.DONE),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What an answer does to a payment that is in one of ``from_``."""

    from_: frozenset[State]
    to: State
    code: str | None = None
    paid: Paid | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class RefundChange:
    """What an answer does to a refund that is in one of ``from_``."""

    from_: frozenset[RefundStep]
    to: RefundStep
    done: RefundDone | None = None
    problem: Problem | None = None


def change_of(result: CreateResult | ChargeResult | QueryResult) -> Change:
    """The row of ``PAYMENT_TABLE`` with the answer's own content."""
    from_, to = PAYMENT_TABLE[type(result)]
    return Change(
        from_,
        to,
        code=result.code if isinstance(result, CodeReady) else None,
        paid=result if isinstance(result, Paid) else None,
        problem=result.problem if isinstance(result, CreateRefused | CallUnknown) else None,
    )


def refund_change_of(result: RefundResult) -> RefundChange:
    """The row of ``REFUND_TABLE`` with the answer's own content."""
    from_, to = REFUND_TABLE[type(result)]
    return RefundChange(
        from_,
        to,
        done=result if isinstance(result, RefundDone) else None,
        problem=result.problem if isinstance(result, RefundRefused | RefundVoid | CallUnknown) else None,
    )
