"""Members, their phones and the codes sent to them; and how all of a member is erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cloud.store.members.models import (
    Member,
    MemberCode,
    MemberCoupon,
    MemberDevice,
    MemberLimit,
    MemberSale,
    MemberSession,
    PointEntry,
)
from cloud.store.once import changed_rows, insert_once

CODE_TRIES_MAX = 5


@dataclass(frozen=True, slots=True)
class KnownMember:
    id: str
    person: bytes
    """Sealed."""
    consent: str
    points: int
    has_bought: bool


@dataclass(frozen=True, slots=True)
class NewMember:
    id: str
    phone_hash: str
    person: bytes
    consent: str


def by_device(session: Session, token_hash: str, now_s: int) -> KnownMember | None:
    """Whose phone this is; it and its member count as seen."""
    device = session.get(MemberDevice, token_hash)
    if device is None:
        return None
    device.seen_at_s = now_s
    member = session.get_one(Member, device.member_id)
    member.seen_at_s = now_s
    return _value(member)


def by_phone(session: Session, phone_hash: str) -> KnownMember | None:
    row = session.execute(select(Member).where(Member.phone_hash == phone_hash)).scalar_one_or_none()
    return None if row is None else _value(row)


def enter(session: Session, new: NewMember, device_hash: str, now_s: int) -> KnownMember:
    """The member of this phone number, made if there is none, who has agreed now; on a known device."""
    insert_once(
        session,
        Member,
        {
            "id": new.id,
            "phone_hash": new.phone_hash,
            "person": new.person,
            "consent": new.consent,
            "consented_at_s": now_s,
            "created_at_s": now_s,
            "seen_at_s": now_s,
            "points": 0,
            "has_bought": False,
        },
    )
    member = session.execute(select(Member).where(Member.phone_hash == new.phone_hash)).scalar_one()
    if member.consent != new.consent:
        member.consent, member.consented_at_s = new.consent, now_s
    member.seen_at_s = now_s
    device = {"token_hash": device_hash, "member_id": member.id, "seen_at_s": now_s}
    insert_once(session, MemberDevice, device)
    return _value(member)


def tell(session: Session, member_id: str, person: bytes) -> None:
    """The member told more about themself."""
    session.execute(update(Member).where(Member.id == member_id).values(person=person))


def forget_device(session: Session, token_hash: str) -> None:
    session.execute(delete(MemberDevice).where(MemberDevice.token_hash == token_hash))


def erase(session: Session, member_id: str) -> None:
    """All of a member: nothing here leads to them any more. What a machine reports of them later is let
    fall, because its session has no member."""
    gone = session.execute(
        select(Member.phone_hash).where(Member.id == member_id).with_for_update()
    ).scalar_one_or_none()
    if gone is None:
        return
    session.execute(delete(MemberCode).where(MemberCode.phone_hash == gone))
    session.execute(
        update(MemberSession)
        .where(MemberSession.member_id == member_id)
        .values(member_id=None, state="over", until_ms=0)
    )
    for table in (MemberDevice, PointEntry, MemberCoupon, MemberSale):
        session.execute(delete(table).where(table.member_id == member_id))
    session.execute(delete(Member).where(Member.id == member_id))


# --- codes -------------------------------------------------------------------------------------------


def count_within(session: Session, limits: Mapping[str, int], window_s: int) -> bool:
    """Count one more for each name; may it be, by all their limits?"""
    return all(_count(session, name, window_s) <= most for name, most in sorted(limits.items()))


def _count(session: Session, name: str, window_s: int) -> int:
    insert_once(session, MemberLimit, {"name": name, "window_s": window_s, "count": 0})
    where = (MemberLimit.name == name, MemberLimit.window_s == window_s)
    session.execute(update(MemberLimit).where(*where).values(count=MemberLimit.count + 1))
    return int(session.execute(select(MemberLimit.count).where(*where)).scalar_one())


def keep_code(session: Session, phone_hash: str, code_hash: str, now_s: int, life_s: int) -> None:
    """The one code of this phone from now on."""
    values = {"code_hash": code_hash, "sent_at_s": now_s, "expires_at_s": now_s + life_s, "tries": 0}
    if not insert_once(session, MemberCode, values | {"phone_hash": phone_hash}):
        session.execute(update(MemberCode).where(MemberCode.phone_hash == phone_hash).values(**values))


def use_code(session: Session, phone_hash: str, code_hash: str, now_s: int) -> bool:
    """True once for the right code in time; a few wrong ones are its end, too."""
    row = session.execute(
        select(MemberCode).where(MemberCode.phone_hash == phone_hash).with_for_update()
    ).scalar_one_or_none()
    if row is None or now_s >= row.expires_at_s or row.tries >= CODE_TRIES_MAX:
        return False
    if row.code_hash != code_hash:
        row.tries += 1
        return False
    session.delete(row)
    return True


# --- in time -----------------------------------------------------------------------------------------


def forget(session: Session, now_s: int, device_life_s: int, member_life_s: int, batch: int) -> int:
    """What is not needed any more; how many members were erased for not having been seen for so long."""
    session.execute(delete(MemberCode).where(MemberCode.expires_at_s < now_s))
    session.execute(delete(MemberLimit).where(MemberLimit.window_s < now_s - 2 * 24 * 3600))
    session.execute(delete(MemberDevice).where(MemberDevice.seen_at_s < now_s - device_life_s))
    unseen = session.execute(
        select(Member.id)
        .where(Member.seen_at_s < now_s - member_life_s)
        .order_by(Member.seen_at_s)
        .limit(batch)
    ).scalars()
    gone = list(unseen)
    for member_id in gone:
        erase(session, member_id)
    return len(gone)


def forget_sales(session: Session, before_s: int) -> int:
    return changed_rows(session.execute(delete(MemberSale).where(MemberSale.at_s < before_s)))


def _value(row: Member) -> KnownMember:
    return KnownMember(row.id, row.person, row.consent, row.points, row.has_bought)
