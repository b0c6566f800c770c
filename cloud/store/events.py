"""The machines' outboxes as they arrive, and what the order pages are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cloud.errors import Refusal
from cloud.store import answers, voices
from cloud.store.answers import Keyed
from cloud.store.documents import pickups
from cloud.store.documents import rows as documents
from cloud.store.members import sales as member_sales
from cloud.store.models import Machine, MachineEvent, OrderTruth
from cloud.store.once import insert_once
from kiosk.wire import (
    DocumentsReport,
    EventAck,
    Message,
    PickUpReport,
    RatingReport,
    SaleReport,
    TicketReport,
)

AHEAD_MAX = 10_000
"""How far behind a gap events are still kept: a machine sends oldest first, so a gap is its fault."""

REPORTS_BACK = 400
"""How many events of a machine are looked through for one sale's steps: a busy hour or two."""


BODIES: Mapping[str, type[Message]] = {
    "sale": SaleReport,
    "documents": DocumentsReport,
    "pickup": PickUpReport,
    "rating": RatingReport,
    "ticket": TicketReport,
}
"""Kinds of events that change something here; a body of theirs that cannot be read is rejected."""


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    seq: int
    kind: str
    at_ms: int
    body: str
    """JSON as it came."""
    readable: bool
    report: Message | None = None
    """The body, of the kinds in ``BODIES``."""


@dataclass(frozen=True, slots=True)
class StoredTruth:
    machine_id: str
    sale: str
    seq: int
    report: SaleReport


def append(
    session: Session, keyed: Keyed, batch: Sequence[ReceivedEvent], now_ms: int
) -> tuple[str, EventAck | None]:
    """Store a batch and say up to which number nothing is missing; the answer is kept under the key."""
    kept = answers.claim(session, keyed, now_ms // 1000)
    if kept is not None:
        return kept, None
    machine = session.execute(
        select(Machine).where(Machine.id == keyed.machine_id).with_for_update()
    ).scalar_one()
    rejected = []
    for event in batch:
        if event.seq > machine.acked_seq + AHEAD_MAX:
            raise Refusal(
                409, "events.gap", f"Event {machine.acked_seq + 1} is missing; send the oldest events first."
            )
        same = _store(session, machine.id, event, now_ms)
        if not same or not event.readable:
            rejected.append(event.seq)
        else:
            _heard(session, machine.id, event, now_ms)
    machine.acked_seq = _gapless(session, machine)
    ack = EventAck(acked=machine.acked_seq, rejected=sorted(rejected))
    text = ack.model_dump_json()
    answers.keep(session, keyed, text)
    return text, ack


def truth(session: Session, token: str) -> StoredTruth | None:
    row = session.get(OrderTruth, token)
    if row is None:
        return None
    return StoredTruth(row.machine_id, row.sale, row.seq, SaleReport.model_validate_json(row.report))


def reports(session: Session, truth: StoredTruth) -> list[tuple[int, SaleReport]]:
    """What its machine said of this sale step by step, with the machine's UTC milliseconds, oldest first: as
    far as it lies among the last ``REPORTS_BACK`` events up to the newest report."""
    rows = session.execute(
        select(MachineEvent.at_ms, MachineEvent.body)
        .where(
            MachineEvent.machine_id == truth.machine_id,
            MachineEvent.seq <= truth.seq,
            MachineEvent.seq > truth.seq - REPORTS_BACK,
            MachineEvent.kind == "sale",
            MachineEvent.readable,
            MachineEvent.body.contains(truth.sale, autoescape=True),
        )
        .order_by(MachineEvent.seq)
    ).all()
    found = [(row.at_ms, SaleReport.model_validate_json(row.body)) for row in rows]
    return [(at_ms, report) for at_ms, report in found if report.number == truth.sale]


def _store(session: Session, machine_id: str, event: ReceivedEvent, now_ms: int) -> bool:
    """False when the number was used before for something else: the first one stays."""
    new = insert_once(
        session,
        MachineEvent,
        {
            "machine_id": machine_id,
            "seq": event.seq,
            "kind": event.kind,
            "at_ms": event.at_ms,
            "body": event.body,
            "readable": event.readable,
            "received_at_ms": now_ms,
        },
    )
    if new:
        return True
    row = session.get_one(MachineEvent, (machine_id, event.seq))
    return (row.kind, row.at_ms, row.body) == (event.kind, event.at_ms, event.body)


def _heard(session: Session, machine_id: str, event: ReceivedEvent, now_ms: int) -> None:
    """What follows from an event; it may be told again, so doing it twice is doing it once."""
    match event.report:
        case SaleReport() as report:
            _tell_truth(session, machine_id, event.seq, report, event.body, now_ms)
            member_sales.follow(session, machine_id, report, now_ms)
        case DocumentsReport() as report:
            documents.confirm(session, machine_id, event.seq, report, now_ms)
        case PickUpReport() as report:
            pickups.heard(session, machine_id, event.seq, report, event.at_ms)
        case RatingReport() as report:
            voices.keep_rating(session, machine_id, report, event.at_ms)
        case TicketReport() as report:
            voices.open_ticket(session, machine_id, report)


def _gapless(session: Session, machine: Machine) -> int:
    numbers = session.execute(
        select(MachineEvent.seq)
        .where(MachineEvent.machine_id == machine.id, MachineEvent.seq > machine.acked_seq)
        .order_by(MachineEvent.seq)
    ).scalars()
    last = machine.acked_seq
    for number in numbers:
        if number != last + 1:
            break
        last = number
    return last


def _tell_truth(
    session: Session, machine_id: str, seq: int, report: SaleReport, body: str, now_ms: int
) -> None:
    """The newest report wins; a token belongs to the machine and sale that first used it."""
    insert_once(
        session,
        OrderTruth,
        {
            "truth_token": report.truth_token,
            "machine_id": machine_id,
            "sale": report.number,
            "seq": 0,
            "report": body,
            "reported_at_ms": now_ms,
        },
    )
    session.execute(
        update(OrderTruth)
        .where(
            OrderTruth.truth_token == report.truth_token,
            OrderTruth.machine_id == machine_id,
            OrderTruth.sale == report.number,
            OrderTruth.seq < seq,
        )
        .values(seq=seq, report=body, reported_at_ms=now_ms)
    )
