"""The points' ledger and the coupons: append-only, by sale and line, never below nothing.

``spent`` takes points off when a sale is begun, ``returned`` gives them back when its line does not fall or
is not paid, ``earned`` adds when it falls, ``unearned`` takes that back when all of the money went back.
Each happens once for a line, in whatever order and however often reports arrive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cloud.store.members.models import Member, MemberCoupon, PointEntry
from cloud.store.once import changed_rows, insert_once

SPENT, RETURNED, EARNED, UNEARNED = "spent", "returned", "earned", "unearned"
HELD, TAKEN, USED = "held", "taken", "used"


@dataclass(frozen=True, slots=True)
class Of:
    """One sale of one member."""

    member_id: str
    machine_id: str
    sale: str
    now_s: int


@dataclass(frozen=True, slots=True)
class HeldPiece:
    code: str
    coupon: str
    until_date: str
    state: str


def lock(session: Session, member_id: str) -> Member | None:
    """The member, whose points nobody else moves until this transaction ends."""
    return session.execute(
        select(Member).where(Member.id == member_id).with_for_update()
    ).scalar_one_or_none()


def book(session: Session, member: Member, of: Of, line: int, kind: str, points: int) -> int:
    """Book once; what was booked by this call. Never takes more than there is."""
    points = max(points, -member.points)
    if points == 0:
        return 0
    made = insert_once(
        session,
        PointEntry,
        {
            "machine_id": of.machine_id,
            "sale": of.sale,
            "line": line,
            "kind": kind,
            "member_id": of.member_id,
            "points": points,
            "at_s": of.now_s,
        },
    )
    if not made:
        return 0
    member.points += points
    session.flush()
    return points


def entries(session: Session, of: Of) -> Mapping[tuple[int, str], int]:
    """What is booked for a sale of this very member."""
    rows = session.execute(
        select(PointEntry.line, PointEntry.kind, PointEntry.points).where(
            PointEntry.machine_id == of.machine_id,
            PointEntry.sale == of.sale,
            PointEntry.member_id == of.member_id,
        )
    )
    return {(line, kind): points for line, kind, points in rows}


def balance(session: Session, member_id: str) -> int:
    """By the ledger itself; what ``Member.points`` must be."""
    total = session.execute(
        select(func.coalesce(func.sum(PointEntry.points), 0)).where(PointEntry.member_id == member_id)
    ).scalar_one()
    return int(total)


def earned_since(session: Session, member_id: str, since_s: int) -> int:
    """What makes a level."""
    total = session.execute(
        select(func.coalesce(func.sum(PointEntry.points), 0)).where(
            PointEntry.member_id == member_id,
            PointEntry.at_s >= since_s,
            PointEntry.kind.in_((EARNED, UNEARNED)),
        )
    ).scalar_one()
    return max(0, int(total))


def latest(session: Session, member_id: str, limit: int) -> list[PointEntry]:
    return list(
        session.execute(
            select(PointEntry)
            .where(PointEntry.member_id == member_id)
            .order_by(PointEntry.at_s.desc(), PointEntry.sale.desc(), PointEntry.line)
            .limit(limit)
        ).scalars()
    )


# --- coupons -----------------------------------------------------------------------------------------


def issue(session: Session, member_id: str, piece: Mapping[str, str], now_s: int) -> bool:
    """``piece``: code, coupon, why, until_date. False when this member has it for this reason already."""
    return insert_once(
        session,
        MemberCoupon,
        {
            **piece,
            "member_id": member_id,
            "state": HELD,
            "machine_id": "",
            "sale": "",
            "issued_at_s": now_s,
        },
    )


def pieces(session: Session, member_id: str, limit: int) -> list[HeldPiece]:
    """Those not used, the ones that end first before the others."""
    rows = session.execute(
        select(MemberCoupon)
        .where(MemberCoupon.member_id == member_id, MemberCoupon.state != USED)
        .order_by(MemberCoupon.until_date, MemberCoupon.code)
        .limit(limit)
    ).scalars()
    return [HeldPiece(row.code, row.coupon, row.until_date, row.state) for row in rows]


def take(session: Session, of: Of, code: str) -> bool:
    """For this sale alone. True also when it has it already."""
    done = session.execute(
        update(MemberCoupon)
        .where(
            MemberCoupon.code == code,
            MemberCoupon.member_id == of.member_id,
            (MemberCoupon.state == HELD)
            | ((MemberCoupon.sale == of.sale) & (MemberCoupon.machine_id == of.machine_id)),
        )
        .values(state=TAKEN, machine_id=of.machine_id, sale=of.sale)
    )
    return changed_rows(done) == 1


def settle(session: Session, of: Of, code: str, state: str) -> None:
    """What becomes of a piece that this sale has taken. ``HELD``: it is the member's again."""
    sale, machine_id = ("", "") if state == HELD else (of.sale, of.machine_id)
    session.execute(
        update(MemberCoupon)
        .where(
            MemberCoupon.code == code,
            MemberCoupon.sale == of.sale,
            MemberCoupon.machine_id == of.machine_id,
            MemberCoupon.member_id == of.member_id,
        )
        .values(state=state, sale=sale, machine_id=machine_id)
    )


def taken_by(session: Session, of: Of) -> list[str]:
    return list(
        session.execute(
            select(MemberCoupon.code).where(
                MemberCoupon.sale == of.sale,
                MemberCoupon.machine_id == of.machine_id,
                MemberCoupon.member_id == of.member_id,
            )
        ).scalars()
    )
