"""Refunds: each an entity of its own, stored under its number before the gateway is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cloud.errors import Refusal
from cloud.pay.states import RefundChange, RefundStep, State
from cloud.store import answers, payments
from cloud.store.answers import Keyed
from cloud.store.models import Payment, Refund
from cloud.store.once import insert_once
from cloud.store.payments import StoredPayment, problem_of, problem_values
from kiosk.payments.intent import PaymentOrder, Problem, RefundOrder


@dataclass(frozen=True, slots=True)
class StoredRefund:
    order: RefundOrder
    state: RefundStep
    sent_to: str
    """Where the money went, in the gateway's words."""
    gateway_reference: str
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class BegunRefund:
    refund: StoredRefund
    answer: str | None = None


Rendered = Callable[[StoredRefund], str | None]


def begin(
    session: Session,
    keyed: Keyed,
    payment_number: str,
    number: str,
    amount_fen: int,
    reason: str,
    now_ms: int,
) -> BegunRefund:
    """Store the refund, or find it again.

    Raises ``Refusal``: 404 for an unknown payment, 409 for one that is not paid, for more than was paid, for
    a number with other content.
    """
    answer = answers.claim(session, keyed, now_ms // 1000)
    # the lock makes two refunds of one payment add up one after the other
    session.execute(select(Payment.number).where(Payment.number == payment_number).with_for_update())
    payment = payments.find(session, keyed.machine_id, payment_number)
    if payment is None:
        raise payments.unknown_payment(payment_number)
    row = session.get(Refund, number)
    if row is None:
        _check_amount(session, payment, amount_fen)
        new = insert_once(session, Refund, _first_values(payment_number, number, amount_fen, reason, now_ms))
        row = session.get_one(Refund, number) if new else None
    if row is None or (row.payment_number, row.amount_fen, row.reason) != (
        payment_number,
        amount_fen,
        reason,
    ):
        raise Refusal(409, "refund.other_content", f"Refund {number} exists already with other content.")
    return BegunRefund(_value(row, payment), answer)


def begin_own(
    session: Session, payment_number: str, number: str, reason: str, now_ms: int
) -> StoredRefund | None:
    """This cloud's own refund of all that is left of a payment, stored or found again. None when nothing is
    left to give back, or when it is not known to be paid."""
    session.execute(select(Payment.number).where(Payment.number == payment_number).with_for_update())
    payment = payments.find_for_gateway(session, payment_number)
    row = session.get(Refund, number)
    if row is None and payment is not None and payment.state is State.PAID:
        amount_fen = (payment.paid_fen or 0) - asked_fen(session, payment_number)
        if amount_fen > 0:
            insert_once(session, Refund, _first_values(payment_number, number, amount_fen, reason, now_ms))
            row = session.get_one(Refund, number)
    return None if row is None or payment is None else _value(row, payment)


def asked_fen(session: Session, payment_number: str) -> int:
    """The sum of all refunds of a payment that moved money or still may."""
    return int(
        session.execute(
            select(func.coalesce(func.sum(Refund.amount_fen), 0)).where(
                Refund.payment_number == payment_number, Refund.state != RefundStep.VOID
            )
        ).scalar_one()
    )


def find(session: Session, machine_id: str, payment_number: str, number: str) -> StoredRefund | None:
    payment = payments.find(session, machine_id, payment_number)
    row = session.get(Refund, number)
    if payment is None or row is None or row.payment_number != payment_number:
        return None
    return _value(row, payment)


def find_for_staff(session: Session, number: str) -> StoredRefund | None:
    """By its number alone, whichever machine asked for it."""
    row = session.get(Refund, number)
    payment = None if row is None else payments.find_for_gateway(session, row.payment_number)
    return None if row is None or payment is None else _value(row, payment)


def of_payments(session: Session, payment_numbers: Sequence[str]) -> list[StoredRefund]:
    """Everything that was asked back of these payments, the oldest first."""
    rows = session.execute(
        select(Refund)
        .where(Refund.payment_number.in_(payment_numbers))
        .order_by(Refund.created_at_ms, Refund.number)
    ).scalars()
    found = [(row, payments.find_for_gateway(session, row.payment_number)) for row in rows]
    return [_value(row, payment) for row, payment in found if payment is not None]


def apply(session: Session, number: str, change: RefundChange, now_ms: int) -> StoredRefund | None:
    """Move the refund by ``change`` if its state allows, and return what it is now. None: no such refund."""
    row = session.execute(
        select(Refund).where(Refund.number == number).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        return None
    values: dict[str, object] = {"state": change.to.value, **problem_values(change.problem)}
    if change.done is not None:
        values["sent_to"] = change.done.to
        values["gateway_reference"] = change.done.gateway_reference
    if RefundStep(row.state) in change.from_:
        guarded = update(Refund).where(Refund.number == number, Refund.state.in_(change.from_))
        session.execute(guarded.values(changed_at_ms=now_ms, **values))
        session.refresh(row)
    payment = payments.find_for_gateway(session, row.payment_number)
    assert payment is not None, "a refund's payment is never deleted"
    return _value(row, payment)


def finish(
    session: Session, keyed: Keyed, number: str, change: RefundChange | None, now_ms: int, rendered: Rendered
) -> StoredRefund:
    """Apply the gateway's answer (None: it was not asked) and keep what the machine is told."""
    if change is not None:
        refund = apply(session, number, change, now_ms)
    else:
        row = session.get_one(Refund, number)
        refund = find(session, keyed.machine_id, row.payment_number, number)
    assert refund is not None, "begin has stored it and refunds are never deleted"
    text = rendered(refund)
    if text is not None:
        answers.keep(session, keyed, text)
    return refund


def states(session: Session, numbers: list[str]) -> dict[str, RefundStep]:
    """What the cloud knows of these refunds (those it knows)."""
    rows = session.execute(select(Refund.number, Refund.state).where(Refund.number.in_(numbers)))
    return {number: RefundStep(state) for number, state in rows}


def _check_amount(session: Session, payment: StoredPayment, amount_fen: int) -> None:
    number = payment.order.number
    if payment.state is not State.PAID or payment.paid_fen is None:
        raise Refusal(409, "refund.not_paid", f"Payment {number} is not known to be paid.")
    asked = asked_fen(session, number)
    if asked + amount_fen > payment.paid_fen:
        text = f"Payment {number} was {payment.paid_fen} fen; refunds of {asked} fen were asked for before."
        raise Refusal(409, "refund.too_much", text)


def _first_values(
    payment_number: str, number: str, amount_fen: int, reason: str, now_ms: int
) -> dict[str, object]:
    values: dict[str, object] = {
        "number": number,
        "payment_number": payment_number,
        "amount_fen": amount_fen,
        "reason": reason,
        "state": RefundStep.UNKNOWN.value,
        "sent_to": "",
        "gateway_reference": "",
        "created_at_ms": now_ms,
        "changed_at_ms": now_ms,
    }
    return values | problem_values(None)


def order_of(row: Refund, payment: PaymentOrder) -> RefundOrder:
    return RefundOrder(row.number, payment, row.amount_fen, row.reason, row.created_at_ms // 1000)


def _value(row: Refund, payment: StoredPayment) -> StoredRefund:
    return StoredRefund(
        order_of(row, payment.order),
        RefundStep(row.state),
        row.sent_to,
        row.gateway_reference,
        problem_of(row.problem_kind, row.problem_text, row.problem_code),
    )
