"""Stored values in the words of the wire."""

from __future__ import annotations

from cloud.store.payments import StoredPayment
from cloud.store.refunds import StoredRefund
from kiosk.payments.intent import Problem
from kiosk.wire import PaymentState, ProblemMessage, RefundState


def payment_state(payment: StoredPayment, code_life_s: int) -> PaymentState:
    return PaymentState(
        number=payment.order.number,
        version=payment.version,
        state=payment.state.value,
        code=payment.code,
        paid_fen=payment.paid_fen,
        gateway_reference=payment.gateway_reference,
        paid_at_s=payment.paid_at_s,
        refunded=payment.refunded,
        code_life_s=code_life_s,
        problem=problem_message(payment.problem),
    )


def refund_state(refund: StoredRefund) -> RefundState:
    return RefundState(
        number=refund.order.number,
        state=refund.state.value,
        to=refund.sent_to,
        gateway_reference=refund.gateway_reference,
        problem=problem_message(refund.problem),
    )


def problem_message(problem: Problem | None) -> ProblemMessage | None:
    if problem is None:
        return None
    return ProblemMessage(kind=problem.kind.value, text=problem.text, code=problem.code)
