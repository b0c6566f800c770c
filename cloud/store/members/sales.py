"""Sales of members: points and coupons held before one opens, booked as its reports come in."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.errors import Refusal
from cloud.store import answers
from cloud.store.answers import Keyed
from cloud.store.members import ledger, sessions
from cloud.store.members.ledger import EARNED, HELD, RETURNED, SPENT, TAKEN, UNEARNED, USED, Of
from cloud.store.members.models import Member, MemberSale
from cloud.store.once import insert_once
from kiosk.wire import MemberReserve, MemberReserved, SaleMemberReport, SaleReport


class SaleState(StrEnum):
    HELD = "held"
    """Points and coupons are held for a sale of which nothing was reported yet."""
    OPEN = "open"
    DONE = "done"
    """Closed, and something of it was bought."""
    OFF = "off"
    """Nothing is bought: whatever still comes of it is older, or money on its way back."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a sale stands for its member. Pure: made of the report alone."""

    is_off: bool
    """Nothing is bought: it was not paid, or all of it went back."""
    fallen: frozenset[int]
    """Lines that fell."""
    undone: frozenset[int]
    """Lines that certainly do not fall, or whose money went back."""


def ended(report: SaleReport) -> Ended:
    given_back_fen = sum(refund.amount_fen for refund in report.refunds if refund.state != "void")
    is_unpaid = report.stage == "closed" and report.paid_fen <= 0
    is_off = is_unpaid or 0 < report.paid_fen <= given_back_fen
    every = frozenset(line.index for line in report.lines)
    fallen = frozenset(line.index for line in report.lines if line.fate == "delivered")
    not_delivered = frozenset(line.index for line in report.lines if line.fate == "not_delivered")
    return Ended(is_off, frozenset() if is_off else fallen, every if is_off else not_delivered)


def reserve_keyed(session: Session, keyed: Keyed, session_id: str, asked: MemberReserve, now_ms: int) -> str:
    """``reserve`` as JSON; the same for the same key."""
    kept = answers.claim(session, keyed, now_ms // 1000)
    if kept is not None:
        return kept
    text = reserve(session, keyed.machine_id, session_id, asked, now_ms).model_dump_json()
    answers.keep(session, keyed, text)
    return text


def reserve(
    session: Session, machine_id: str, session_id: str, asked: MemberReserve, now_ms: int
) -> MemberReserved:
    """All or nothing; repeating it for the same sale holds nothing twice. Raises ``Refusal`` 409."""
    found = sessions.find(session, machine_id, session_id, now_ms)
    if found is None or found.state is not sessions.SessionState.SIGNED_IN or found.member_id is None:
        raise Refusal(409, "member.not_signed_in", "Nobody is signed in by this session.")
    member = ledger.lock(session, found.member_id)
    if member is None:
        raise Refusal(409, "member.not_signed_in", "Nobody is signed in by this session.")
    of = Of(found.member_id, machine_id, asked.sale, now_ms // 1000)
    if asked.instead_of and asked.instead_of != asked.sale:
        _let_go(session, member, replace(of, sale=asked.instead_of))
    _row(session, of, SaleState.HELD)
    held = ledger.entries(session, of)
    missing = [
        (line, points)
        for line, points in enumerate(asked.points_spent)
        if points and (line, SPENT) not in held
    ]
    if sum(points for _, points in missing) > member.points:
        raise Refusal(409, "member.points", "There are not so many points any more.")
    for line, points in missing:
        ledger.book(session, member, of, line, SPENT, -points)
    for code in asked.coupons:
        if not ledger.take(session, of, code):
            raise Refusal(409, "member.coupon", "A coupon is used already, or is somebody else's.")
    return MemberReserved(sale=asked.sale, points_left=member.points)


def follow(session: Session, machine_id: str, report: SaleReport, now_ms: int) -> None:
    """Book what a report says about its member; nothing when it names none that is known here."""
    said = report.member
    if said is None:
        return
    member_id = sessions.member_of(session, machine_id, said.session)
    member = ledger.lock(session, member_id) if member_id is not None else None
    if member is None:
        return
    of = Of(member.id, machine_id, report.number, now_ms // 1000)
    how = ended(report)
    row = _row(session, of, SaleState.OPEN)
    was = SaleState(row.state)
    if row.member_id != of.member_id or was is SaleState.OFF:
        return
    if was is SaleState.DONE and report.stage != "closed":
        return  # an older report, overtaken
    _book_points(session, member, of, said, how)
    _settle_coupons(session, of, said, how)
    _note(row, member, report, how)


def release_forgotten(session: Session, before_s: int, now_s: int, batch: int) -> int:
    """Give back what was held for sales that never were reported; how many."""
    rows = session.execute(
        select(MemberSale)
        .where(MemberSale.state == SaleState.HELD.value, MemberSale.at_s < before_s)
        .limit(batch)
    ).scalars()
    forgotten = list(rows)
    for row in forgotten:
        member = ledger.lock(session, row.member_id)
        assert member is not None, "a sale has its member: both are erased together"
        _let_go(session, member, Of(row.member_id, row.machine_id, row.sale, now_s))
    return len(forgotten)


def _let_go(session: Session, member: Member, of: Of) -> None:
    """Give back what a sale holds of which nothing was bought; no report of it counts from now on."""
    row = session.get(MemberSale, (of.machine_id, of.sale))
    if row is None or row.member_id != of.member_id or row.skus != "[]":
        return
    for (line, kind), points in ledger.entries(session, of).items():
        if kind == SPENT:
            ledger.book(session, member, of, line, RETURNED, -points)
    for code in ledger.taken_by(session, of):
        ledger.settle(session, of, code, HELD)
    row.state, row.uses = SaleState.OFF.value, "{}"


def _book_points(session: Session, member: Member, of: Of, said: SaleMemberReport, how: Ended) -> None:
    known = ledger.entries(session, of)
    for line, points in enumerate(said.points_spent):
        if points and (line, SPENT) not in known and line not in how.undone:
            ledger.book(session, member, of, line, SPENT, -points)
    known = ledger.entries(session, of)
    spent = dict(enumerate(said.points_spent))
    for (line, kind), points in known.items():
        if kind == SPENT and (line in how.undone or not spent.get(line)):
            ledger.book(session, member, of, line, RETURNED, -points)
    for line, points in enumerate(said.points_earned):
        if line in how.fallen:
            ledger.book(session, member, of, line, EARNED, points)
    for (line, kind), points in known.items():
        if kind == EARNED and line in how.undone:
            ledger.book(session, member, of, line, UNEARNED, -points)


def _settle_coupons(session: Session, of: Of, said: SaleMemberReport, how: Ended) -> None:
    for code in said.coupons:
        ledger.take(session, of, code)
    for code in ledger.taken_by(session, of):
        if how.is_off or code not in said.coupons:
            ledger.settle(session, of, code, HELD)
        else:
            ledger.settle(session, of, code, USED if how.fallen else TAKEN)


def _note(row: MemberSale, member: Member, report: SaleReport, how: Ended) -> None:
    """The history: what fell, and what counts towards a promotion's limit."""
    assert report.member is not None, "only a member's sale is noted"
    is_closed = report.stage == "closed"
    row.state = (SaleState.OFF if how.is_off else SaleState.DONE if is_closed else SaleState.OPEN).value
    row.skus = json.dumps([line.sku for line in report.lines if line.index in how.fallen])
    row.uses = json.dumps({} if how.is_off else dict(report.member.uses))
    member.has_bought = member.has_bought or bool(how.fallen)


def _row(session: Session, of: Of, state: SaleState) -> MemberSale:
    insert_once(
        session,
        MemberSale,
        {
            "machine_id": of.machine_id,
            "sale": of.sale,
            "member_id": of.member_id,
            "state": state.value,
            "at_s": of.now_s,
            "skus": "[]",
            "uses": "{}",
        },
    )
    return session.get_one(MemberSale, (of.machine_id, of.sale))
