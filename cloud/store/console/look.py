"""What the console's pages read: one order's whole story, one machine's state, one day's sums."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.pay.states import RefundStep, State
from cloud.store import payments, refunds
from cloud.store.models import BillFinding, Machine, MachineEvent, Notice, OrderTruth, Payment, Refund
from cloud.store.payments import StoredPayment
from cloud.store.refunds import StoredRefund
from kiosk.payments.bills.bill import day_bounds_s
from kiosk.payments.reconcile.cases import Deed
from kiosk.wire import SaleReport

EVENTS_LOOKED_AT = 400
"""Of a machine, back from the newest report of a sale: a sale has about twenty steps."""
INCIDENTS_LOOKED_AT = 1_000
"""Of a machine: an incident that is older and still open is told by the machine's own screen."""
ROWS_MAX = 200
OPEN_REFUNDS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class NoticeSeen:
    gateway: str
    event_id: str
    number: str
    """Of the refund, or else of the payment."""
    processed: bool
    received_at_ms: int


@dataclass(frozen=True, slots=True)
class EventSeen:
    seq: int
    kind: str
    at_ms: int
    body: str


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """Everything that is stored about one sale of one machine."""

    attempts: tuple[StoredPayment, ...]
    refunds: tuple[StoredRefund, ...]
    notices: tuple[NoticeSeen, ...]
    report: SaleReport | None
    truth_token: str
    events: tuple[EventSeen, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Of one group of payments."""

    key: str
    count: int
    fen: int


@dataclass(frozen=True, slots=True)
class DaySums:
    """What was paid on one day of Beijing, and what of it went back so far."""

    by_wallet: tuple[Sum, ...]
    by_machine: tuple[Sum, ...]
    """The largest first, at most ``ROWS_MAX``."""
    refunded: Sum
    """Refunds that were done on that day, whenever their sale was."""


def order(session: Session, machine_id: str, sale: str) -> OrderSeen:
    rows = session.execute(
        select(Payment)
        .where(Payment.machine_id == machine_id, Payment.sale == sale)
        .order_by(Payment.created_at_s, Payment.number)
        .limit(ROWS_MAX)
    ).scalars()
    attempts = tuple(payments.value_of(row) for row in rows)
    numbers = [attempt.order.number for attempt in attempts]
    truth = session.execute(
        select(OrderTruth)
        .where(OrderTruth.machine_id == machine_id, OrderTruth.sale == sale)
        .order_by(OrderTruth.seq.desc())
        .limit(1)
    ).scalar_one_or_none()
    return OrderSeen(
        attempts,
        tuple(refunds.of_payments(session, numbers)),
        _notices(session, numbers),
        None if truth is None else SaleReport.model_validate_json(truth.report),
        "" if truth is None else truth.truth_token,
        () if truth is None else _sale_events(session, machine_id, sale, truth.seq),
    )


def _notices(session: Session, numbers: Sequence[str]) -> tuple[NoticeSeen, ...]:
    rows = session.execute(
        select(Notice)
        .where(Notice.order_number.in_(numbers))
        .order_by(Notice.received_at_ms, Notice.event_id)
        .limit(ROWS_MAX)
    ).scalars()
    return tuple(
        NoticeSeen(
            row.gateway,
            row.event_id,
            row.refund_number or row.order_number,
            row.processed,
            row.received_at_ms,
        )
        for row in rows
    )


def _sale_events(session: Session, machine_id: str, sale: str, newest: int) -> tuple[EventSeen, ...]:
    """By the primary key alone: the reports of one sale lie close together."""
    rows = session.execute(
        select(MachineEvent)
        .where(
            MachineEvent.machine_id == machine_id,
            MachineEvent.seq > newest - EVENTS_LOOKED_AT,
            MachineEvent.seq <= newest,
            MachineEvent.kind == "sale",
            MachineEvent.readable,
        )
        .order_by(MachineEvent.seq)
    ).scalars()
    return tuple(_event(row) for row in rows if json.loads(row.body).get("number") == sale)


def last_contact_s(session: Session, machine_id: str) -> int | None:
    """The newest of its events and orders. Questions leave no trace, so it may be there and say nothing."""
    machine = session.get(Machine, machine_id)
    if machine is None:
        return None
    event_ms = session.execute(
        select(MachineEvent.received_at_ms).where(
            MachineEvent.machine_id == machine_id, MachineEvent.seq == machine.acked_seq
        )
    ).scalar()
    order_s = session.execute(
        select(func.max(Payment.created_at_s)).where(Payment.machine_id == machine_id)
    ).scalar()
    known = [machine.enrolled_at_s, order_s, None if event_ms is None else event_ms // 1000]
    return max(one for one in known if one is not None)


def open_incidents(session: Session, machine_id: str) -> tuple[EventSeen, ...]:
    """Reported and not over yet, the newest first."""
    rows = session.execute(
        select(MachineEvent)
        .where(
            MachineEvent.machine_id == machine_id,
            MachineEvent.kind.in_(("incident", "incident_over")),
            MachineEvent.readable,
        )
        .order_by(MachineEvent.seq.desc())
        .limit(INCIDENTS_LOOKED_AT)
    ).scalars()
    over: set[tuple[str, str]] = set()
    still = []
    for row in rows:
        body = json.loads(row.body)
        about = (str(body.get("code")), str(body.get("subject")))
        if about in over:
            continue
        over.add(about)
        if row.kind == "incident":
            still.append(_event(row))
    return tuple(still)


def day_sums(session: Session, day: date) -> DaySums:
    since_s, until_s = day_bounds_s(day)
    paid = (
        Payment.state == State.PAID.value,
        Payment.paid_at_s >= since_s,
        Payment.paid_at_s < until_s,
        # a payment is made at most a day before it is paid: that column has the index
        Payment.created_at_s >= since_s - 86_400,
        Payment.created_at_s < until_s,
    )
    fen = func.coalesce(func.sum(Payment.paid_fen), 0)
    wallets = session.execute(
        select(Payment.method, func.count(), fen).where(*paid).group_by(Payment.method).order_by(fen.desc())
    )
    machines = session.execute(
        select(Payment.machine_id, func.count(), fen)
        .where(*paid)
        .group_by(Payment.machine_id)
        .order_by(fen.desc(), Payment.machine_id)
        .limit(ROWS_MAX)
    )
    back = session.execute(
        select(func.count(), func.coalesce(func.sum(Refund.amount_fen), 0)).where(
            Refund.state == RefundStep.DONE.value,
            Refund.changed_at_ms >= 1000 * since_s,
            Refund.changed_at_ms < 1000 * until_s,
        )
    ).one()
    return DaySums(
        tuple(Sum(method, int(count), int(total or 0)) for method, count, total in wallets),
        tuple(Sum(machine, int(count), int(total or 0)) for machine, count, total in machines),
        Sum("", int(back[0]), int(back[1])),
    )


def open_refunds(session: Session) -> list[tuple[str, int, int]]:
    """Refunds that are not over: state, when they were asked for (UTC ms), amount in fen."""
    open_steps = (RefundStep.UNKNOWN.value, RefundStep.ACCEPTED.value, RefundStep.REFUSED.value)
    rows = session.execute(
        select(Refund.state, Refund.created_at_ms, Refund.amount_fen)
        .where(Refund.state.in_(open_steps))
        .order_by(Refund.created_at_ms.desc())
        .limit(OPEN_REFUNDS_MAX)
    )
    return [(state, int(at_ms), int(fen)) for state, at_ms, fen in rows]


def findings_for_a_person(session: Session) -> int:
    return int(
        session.execute(
            select(func.count()).select_from(BillFinding).where(BillFinding.deed == Deed.PERSON.value)
        ).scalar_one()
    )


def sites(session: Session, machine_ids: Sequence[str]) -> dict[str, str]:
    rows = session.execute(select(Machine.id, Machine.site).where(Machine.id.in_(machine_ids)))
    return {row.id: row.site for row in rows}


def _event(row: MachineEvent) -> EventSeen:
    return EventSeen(row.seq, row.kind, row.at_ms, row.body)
