"""What customers say of their orders, and what they are answered."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.errors import Refusal
from cloud.store.models import Machine, SaleRating, Ticket
from kiosk.wire import RatingReport, TicketList, TicketReport, TicketState

TICKETS_PAGE_MAX = 50
LISTED_MAX = 500
TICKETS_OF_A_SALE_MAX = 6
REPLY_MAX_CHARS = 400


@dataclass(frozen=True, slots=True)
class Said:
    """All about one sale."""

    rating: RatingReport | None = None
    tickets: tuple[TicketState, ...] = ()


@dataclass(frozen=True, slots=True)
class WholeTicket:
    """For whoever answers it."""

    machine_id: str
    state: TicketState
    words: str
    evidence: dict[str, object] = field(default_factory=dict)


def keep_rating(session: Session, machine_id: str, report: RatingReport, at_ms: int) -> None:
    """The newest word counts; an older one that comes late changes nothing."""
    row = session.get(SaleRating, (machine_id, report.sale))
    if row is None:
        row = SaleRating(machine_id=machine_id, sale=report.sale, at_ms=at_ms)
        session.add(row)
    elif row.at_ms > at_ms:
        return
    row.stars, row.at_ms = report.stars, at_ms
    row.tags, row.goods = json.dumps(report.tags), json.dumps(report.goods)


def open_ticket(session: Session, machine_id: str, report: TicketReport, words: str = "") -> None:
    """A number that was used before changes nothing, whoever sends it."""
    if session.get(Ticket, report.number) is not None:
        return
    session.add(
        Ticket(
            number=report.number,
            machine_id=machine_id,
            sale=report.sale,
            kind=report.kind,
            evidence=json.dumps(report.evidence),
            words=words,
            opened_at_s=report.opened_at_s,
            due_at_s=report.due_at_s,
            reply="",
            replied_at_s=0,
            revision=_next_revision(session, machine_id),
        )
    )


def rate_on_the_phone(
    session: Session, machine_id: str, sale: str, stars: int, tags: list[str], now_ms: int
) -> None:
    """The products' own stars stay: they are given at the machine."""
    before = said(session, machine_id, sale).rating
    report = RatingReport(sale=sale, stars=stars, tags=tags, goods=before.goods if before else {})
    keep_rating(session, machine_id, report, now_ms)


def open_on_the_phone(session: Session, machine_id: str, report: TicketReport, words: str) -> str:
    """The ticket's number: of the one there is about the same mishap, or of ``report``. Raises
    ``Refusal``."""
    before = said(session, machine_id, report.sale).tickets
    same = next((one.number for one in before if one.kind == report.kind), "")
    if same:
        return same
    if len(before) >= TICKETS_OF_A_SALE_MAX:
        raise Refusal(409, "ticket.enough", "There are tickets about this order already.")
    open_ticket(session, machine_id, report, words)
    return report.number


def reply(session: Session, number: str, text: str, now_s: int) -> bool:
    """Answer a ticket; a second answer takes the place of the first. False when there is none."""
    row = session.get(Ticket, number)
    if row is None:
        return False
    row.reply, row.replied_at_s = text[:REPLY_MAX_CHARS], now_s
    row.revision = _next_revision(session, row.machine_id)
    return True


def _next_revision(session: Session, machine_id: str) -> int:
    """One at a time for each machine: its row is held until the end of the transaction."""
    session.execute(select(Machine.id).where(Machine.id == machine_id).with_for_update())
    newest = select(func.max(Ticket.revision)).where(Ticket.machine_id == machine_id)
    return (session.execute(newest).scalar() or 0) + 1


def said(session: Session, machine_id: str, sale: str) -> Said:
    row = session.get(SaleRating, (machine_id, sale))
    rows = session.execute(
        select(Ticket)
        .where(Ticket.machine_id == machine_id, Ticket.sale == sale)
        .order_by(Ticket.opened_at_s)
        .limit(TICKETS_OF_A_SALE_MAX)
    ).scalars()
    return Said(_rating(row) if row is not None else None, tuple(_state(one) for one in rows))


def changed(session: Session, machine_id: str, after: int) -> TicketList:
    """The oldest ``TICKETS_PAGE_MAX`` changes after revision ``after``."""
    rows = session.execute(
        select(Ticket)
        .where(Ticket.machine_id == machine_id, Ticket.revision > after)
        .order_by(Ticket.revision)
        .limit(TICKETS_PAGE_MAX)
    ).scalars()
    found = list(rows)
    return TicketList(tickets=[_state(row) for row in found], revision=found[-1].revision if found else after)


def tickets(session: Session, *, open_only: bool) -> list[WholeTicket]:
    """Whatever waits longest first, at most ``LISTED_MAX``."""
    statement = select(Ticket).order_by(Ticket.due_at_s).limit(LISTED_MAX)
    if open_only:
        statement = statement.where(Ticket.replied_at_s == 0)
    return [
        WholeTicket(row.machine_id, _state(row), row.words, json.loads(row.evidence))
        for row in session.execute(statement).scalars()
    ]


def _rating(row: SaleRating) -> RatingReport:
    return RatingReport(
        sale=row.sale, stars=row.stars, tags=json.loads(row.tags), goods=json.loads(row.goods)
    )


def _state(row: Ticket) -> TicketState:
    return TicketState(
        number=row.number,
        sale=row.sale,
        kind=row.kind,
        opened_at_s=row.opened_at_s,
        due_at_s=row.due_at_s,
        reply=row.reply,
        replied_at_s=row.replied_at_s,
    )
