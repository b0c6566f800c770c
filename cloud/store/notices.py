"""What gateways told us by themselves: kept as it came, and acted on once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from cloud.pay.states import Change, RefundChange
from cloud.store import payments, refunds
from cloud.store.models import Notice
from cloud.store.once import insert_once
from cloud.store.payments import StoredPayment


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """A verified notice with the raw evidence."""

    gateway: str
    event_id: str
    order_number: str
    refund_number: str
    headers: str
    body: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of it."""

    repeated: bool
    """Acted on before; nothing was done now."""
    known: bool
    """It was about a payment or refund of ours."""
    payment: StoredPayment | None = None


def record(session: Session, notice: NoticeRecord, now_ms: int) -> bool:
    """Keep the evidence; False when this event was acted on before."""
    insert_once(
        session,
        Notice,
        {
            "gateway": notice.gateway,
            "event_id": notice.event_id,
            "headers": notice.headers,
            "body": notice.body,
            "order_number": notice.order_number,
            "refund_number": notice.refund_number,
            "processed": False,
            "received_at_ms": now_ms,
        },
    )
    row = session.get_one(Notice, (notice.gateway, notice.event_id), with_for_update=True)
    return not row.processed


def act(session: Session, notice: NoticeRecord, change: Change | RefundChange, now_ms: int) -> Heard:
    """Record and apply in one transaction: acknowledged means done, and a crash before it means a repeat."""
    if not record(session, notice, now_ms):
        return Heard(repeated=True, known=True)
    payment: StoredPayment | None = None
    if isinstance(change, Change):
        if payments.find_for_gateway(session, notice.order_number) is not None:
            payment = payments.apply(session, notice.order_number, change, now_ms)
        known = payment is not None
    else:
        known = refunds.apply(session, notice.refund_number, change, now_ms) is not None
    session.execute(
        update(Notice)
        .where(Notice.gateway == notice.gateway, Notice.event_id == notice.event_id)
        .values(processed=True)
    )
    return Heard(repeated=False, known=known, payment=payment)
