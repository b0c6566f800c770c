"""The two tables, told what a gateway can say in every state."""

from __future__ import annotations

import pytest

from cloud.pay.states import (
    NOT_PAID,
    PAYMENT_TABLE,
    PENDING,
    REFUND_TABLE,
    RefundStep,
    State,
    change_of,
    refund_change_of,
)
from kiosk.payments import intent
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CodeReady,
    CreateRefused,
    Paid,
    Problem,
    ProblemKind,
    Unpaid,
)
from kiosk.wire import PaymentState, RefundState

PROBLEM = Problem(ProblemKind.TIMEOUT, "nothing came")
ANSWERS = [CodeReady("c"), CreateRefused(PROBLEM), CallUnknown(PROBLEM), Unpaid(), Closed(), Paid(1, "T", 1)]


def test_every_answer_has_a_row() -> None:
    assert set(PAYMENT_TABLE) == set(intent.CreateResult.__args__) | set(intent.QueryResult.__args__)
    assert set(REFUND_TABLE) == set(intent.RefundResult.__args__)


def test_the_names_are_those_of_the_wire() -> None:
    assert {state.value for state in State} == set(PaymentState.model_fields["state"].annotation.__args__)  # type: ignore[union-attr] # a Literal
    assert {step.value for step in RefundStep} == set(RefundState.model_fields["state"].annotation.__args__)  # type: ignore[union-attr] # a Literal


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("state", list(State))
def test_what_is_final_stays(state: State, answer: intent.CreateResult | intent.QueryResult) -> None:
    change = change_of(answer)
    if state is State.PAID:
        assert state not in change.from_ or change.to is State.PAID, "money taken is never denied"
    elif state not in PENDING:
        assert state not in change.from_ or change.to is State.PAID, "only money opens what was over"


@pytest.mark.parametrize("state", sorted(NOT_PAID))
def test_money_is_believed_in_every_state(state: State) -> None:
    assert state in change_of(Paid(1, "T", 1)).from_


def test_a_missing_answer_finalises_nothing() -> None:
    assert change_of(CallUnknown(PROBLEM)).to is State.UNKNOWN
    assert refund_change_of(CallUnknown(PROBLEM)).to is RefundStep.UNKNOWN
    assert RefundStep.ACCEPTED not in refund_change_of(CallUnknown(PROBLEM)).from_


@pytest.mark.parametrize("step", list(RefundStep))
def test_a_done_refund_is_believed_in_every_state_and_never_undone(step: RefundStep) -> None:
    done = refund_change_of(intent.RefundDone("R"))
    assert (step in done.from_) is (step is not RefundStep.DONE)
    for row in (intent.RefundAccepted(), intent.RefundRefused(PROBLEM), intent.RefundVoid(PROBLEM)):
        assert RefundStep.DONE not in refund_change_of(row).from_
