"""People of the console: their passwords' hashes, their browsers, their tries, and the trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from cloud.errors import Refusal
from cloud.store.console.models import (
    DEED_TEXT_CHARS,
    NAME_CHARS,
    ConsoleDeed,
    ConsolePerson,
    ConsoleSession,
    ConsoleTry,
)
from cloud.store.once import insert_once

OWNER = "owner"
IDLE_S = 30 * 60
"""A browser that nobody touched for so long is signed out."""
SEEN_EVERY_S = 60
"""How exactly that is kept: not every page costs a write."""


@dataclass(frozen=True, slots=True)
class StoredPerson:
    name: str
    role: str
    password_hash: str
    must_change: bool
    is_active: bool
    created_at_s: int
    signed_in_at_s: int | None


@dataclass(frozen=True, slots=True)
class Deed:
    """One row of the trail."""

    at_ms: int
    person: str
    deed: str
    subject: str = ""
    text: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Brake:
    """After ``free`` failures each further one locks ``first_s``, then twice as long, up to ``most_s``."""

    free: int
    first_s: int
    most_s: int

    def lock_s(self, count: int) -> int:
        """Seconds to wait after the ``count``-th failure."""
        over = count - self.free
        return 0 if over < 0 else min(self.first_s * 2 ** min(over, 20), self.most_s)


# --- people ------------------------------------------------------------------------------------------


def add(
    session: Session, name: str, role: str, password_hash: str, now_s: int, *, must_change: bool = True
) -> bool:
    """False when there is somebody of that name."""
    return insert_once(
        session,
        ConsolePerson,
        {
            "name": name,
            "role": role,
            "password_hash": password_hash,
            "must_change": must_change,
            "is_active": True,
            "created_at_s": now_s,
            "signed_in_at_s": None,
        },
    )


def find(session: Session, name: str) -> StoredPerson | None:
    row = session.get(ConsolePerson, name)
    return None if row is None else _value(row)


def everybody(session: Session) -> list[StoredPerson]:
    rows = session.execute(select(ConsolePerson).order_by(ConsolePerson.name)).scalars()
    return [_value(row) for row in rows]


def set_password(session: Session, name: str, password_hash: str, *, must_change: bool) -> None:
    """Every browser of this person is signed out: whoever had the old password is out, too."""
    session.execute(
        update(ConsolePerson)
        .where(ConsolePerson.name == name)
        .values(password_hash=password_hash, must_change=must_change)
    )
    session.execute(delete(ConsoleSession).where(ConsoleSession.person == name))


def change(session: Session, name: str, role: str, *, is_active: bool) -> None:
    """Raises ``Refusal`` when nobody would be left who may change people."""
    row = session.get(ConsolePerson, name)
    if row is None:
        raise Refusal(404, "console.nobody", f"There is nobody called {name}.")
    # all owners are locked together: two of them cannot take each other's role at the same time
    owners = session.execute(
        select(ConsolePerson.name)
        .where(ConsolePerson.role == OWNER, ConsolePerson.is_active)
        .with_for_update()
    ).scalars()
    others = [owner for owner in owners if owner != name]
    if not others and row.role == OWNER and row.is_active and (role != OWNER or not is_active):
        raise Refusal(409, "console.last_owner", "The last owner stays an owner: name another one first.")
    row.role, row.is_active = role, is_active
    if not is_active:
        session.execute(delete(ConsoleSession).where(ConsoleSession.person == name))


# --- browsers ----------------------------------------------------------------------------------------


def sign_in(session: Session, name: str, token_sha256: str, now_s: int, life_s: int) -> None:
    session.execute(delete(ConsoleSession).where(ConsoleSession.expires_at_s <= now_s))
    session.execute(update(ConsolePerson).where(ConsolePerson.name == name).values(signed_in_at_s=now_s))
    session.add(
        ConsoleSession(token_sha256=token_sha256, person=name, expires_at_s=now_s + life_s, seen_at_s=now_s)
    )


def signed_in(session: Session, token_sha256: str, now_s: int) -> tuple[StoredPerson | None, bool]:
    """Whose browser it is, if it still counts; and whether ``seen`` should be written."""
    row = session.get(ConsoleSession, token_sha256)
    if row is None or row.expires_at_s <= now_s or row.seen_at_s <= now_s - IDLE_S:
        return None, False
    person = session.get(ConsolePerson, row.person)
    if person is None or not person.is_active:
        return None, False
    return _value(person), row.seen_at_s <= now_s - SEEN_EVERY_S


def seen(session: Session, token_sha256: str, now_s: int) -> None:
    session.execute(
        update(ConsoleSession).where(ConsoleSession.token_sha256 == token_sha256).values(seen_at_s=now_s)
    )


def sign_out(session: Session, token_sha256: str) -> None:
    session.execute(delete(ConsoleSession).where(ConsoleSession.token_sha256 == token_sha256))


# --- tries -------------------------------------------------------------------------------------------


def take_try(session: Session, brakes: Mapping[str, Brake], now_s: int) -> int:
    """Count a try before it is judged, so that many at once are as slow as one after the other.

    Returns how many seconds to wait; 0: it may be judged.
    """
    # who has to wait leaves no new row: names made up by a stranger fill nothing
    locked = select(func.max(ConsoleTry.locked_until_s)).where(ConsoleTry.subject.in_(sorted(brakes)))
    until_s = session.execute(locked).scalar()
    if until_s is not None and until_s > now_s:
        return int(until_s) - now_s
    for subject in sorted(brakes):
        insert_once(session, ConsoleTry, {"subject": subject, "count": 0, "locked_until_s": 0, "at_s": now_s})
        row = session.execute(
            select(ConsoleTry).where(ConsoleTry.subject == subject).with_for_update()
        ).scalar_one()
        if row.locked_until_s > now_s:  # another request was quicker
            return row.locked_until_s - now_s
        row.count += 1
        row.at_s = now_s
        row.locked_until_s = now_s + brakes[subject].lock_s(row.count)
    return 0


def forget_tries(session: Session, subjects: list[str]) -> None:
    """It was the right password."""
    session.execute(delete(ConsoleTry).where(ConsoleTry.subject.in_(subjects)))


def forget_old_tries(session: Session, before_s: int) -> None:
    """Longer ago than anything is locked for."""
    session.execute(delete(ConsoleTry).where(ConsoleTry.at_s < before_s))


# --- the trail ---------------------------------------------------------------------------------------


def note(session: Session, deed: Deed) -> None:
    session.add(
        ConsoleDeed(
            at_ms=deed.at_ms,
            person=deed.person[:NAME_CHARS],
            deed=deed.deed,
            subject=deed.subject[:200],
            text=deed.text[:DEED_TEXT_CHARS],
            address=deed.address[:64],
        )
    )


def deeds_about(session: Session, subject: str, limit: int) -> list[Deed]:
    """The newest first."""
    rows = session.execute(
        select(ConsoleDeed).where(ConsoleDeed.subject == subject).order_by(ConsoleDeed.id.desc()).limit(limit)
    ).scalars()
    return [Deed(row.at_ms, row.person, row.deed, row.subject, row.text, row.address) for row in rows]


def count_people(session: Session) -> int:
    return int(session.execute(select(func.count()).select_from(ConsolePerson)).scalar_one())


def _value(row: ConsolePerson) -> StoredPerson:
    return StoredPerson(
        row.name,
        row.role,
        row.password_hash,
        row.must_change,
        row.is_active,
        row.created_at_s,
        row.signed_in_at_s,
    )
