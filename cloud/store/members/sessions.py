"""Codes on machines' screens: each is for one machine, for a minute, for one sign-in.

``waiting`` (shown) -> ``opened`` (a phone has the page, and gets the time to register) -> ``signed_in``
-> ``over``. Whoever comes second finds it ``signed_in`` and is told so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cloud.store import answers
from cloud.store.answers import Keyed
from cloud.store.members.models import MemberSession
from cloud.store.models import Machine
from cloud.store.once import changed_rows

WAITING_MS = 60_000
OPENED_MS = 300_000
"""To register, message and all."""
SIGNED_IN_MS = 30 * 60_000
"""The machine ends it when its customer goes; this is for a machine that cannot."""


class SessionState(StrEnum):
    WAITING = "waiting"
    OPENED = "opened"
    SIGNED_IN = "signed_in"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class KnownSession:
    id: str
    machine_id: str
    site: str
    """Where the machine stands, for the one who is to confirm it."""
    state: SessionState
    left_ms: int
    member_id: str | None


class SignIn(StrEnum):
    DONE = "done"
    TAKEN = "taken"
    """Another phone was first, or the same one pressed twice."""
    TOO_LATE = "too_late"


def begin_keyed(
    session: Session,
    keyed: Keyed,
    session_id: str,
    token_hash: str,
    now_ms: int,
    rendered: Callable[[KnownSession], str],
) -> str:
    """``begin`` as ``rendered``; the same for the same key."""
    kept = answers.claim(session, keyed, now_ms // 1000)
    if kept is not None:
        return kept
    text = rendered(begin(session, keyed.machine_id, session_id, token_hash, now_ms))
    answers.keep(session, keyed, text)
    return text


def begin(session: Session, machine_id: str, session_id: str, token_hash: str, now_ms: int) -> KnownSession:
    session.add(
        MemberSession(
            id=session_id,
            machine_id=machine_id,
            token_hash=token_hash,
            state=SessionState.WAITING.value,
            until_ms=now_ms + WAITING_MS,
            member_id=None,
            created_at_s=now_ms // 1000,
        )
    )
    session.flush()
    found = find(session, machine_id, session_id, now_ms)
    assert found is not None, "it was just made"
    return found


def find(session: Session, machine_id: str, session_id: str, now_ms: int) -> KnownSession | None:
    """Of this machine; another one's is unknown to it."""
    row = session.get(MemberSession, session_id)
    return None if row is None or row.machine_id != machine_id else _value(session, row, now_ms)


def by_token(session: Session, token_hash: str, now_ms: int) -> KnownSession | None:
    row = session.execute(
        select(MemberSession).where(MemberSession.token_hash == token_hash)
    ).scalar_one_or_none()
    return None if row is None else _value(session, row, now_ms)


def open_page(session: Session, token_hash: str, now_ms: int) -> KnownSession | None:
    """A phone has the page: it gets time. A second phone changes nothing."""
    session.execute(
        update(MemberSession)
        .where(
            MemberSession.token_hash == token_hash,
            MemberSession.state == SessionState.WAITING.value,
            MemberSession.until_ms > now_ms,
        )
        .values(state=SessionState.OPENED.value, until_ms=now_ms + OPENED_MS)
    )
    return by_token(session, token_hash, now_ms)


def sign_in(session: Session, token_hash: str, member_id: str, now_ms: int) -> SignIn:
    """One guarded update: of two phones one is first, whatever process they reach."""
    done = session.execute(
        update(MemberSession)
        .where(
            MemberSession.token_hash == token_hash,
            MemberSession.state.in_((SessionState.WAITING.value, SessionState.OPENED.value)),
            MemberSession.until_ms > now_ms,
        )
        .values(state=SessionState.SIGNED_IN.value, until_ms=now_ms + SIGNED_IN_MS, member_id=member_id)
    )
    if changed_rows(done) == 1:
        return SignIn.DONE
    row = session.execute(
        select(MemberSession.member_id).where(MemberSession.token_hash == token_hash)
    ).scalar_one_or_none()
    return SignIn.TOO_LATE if row is None else SignIn.TAKEN


def end(session: Session, machine_id: str, session_id: str) -> None:
    """The customer has gone. Who it was stays known for what the machine still reports of their sales."""
    session.execute(
        update(MemberSession)
        .where(MemberSession.id == session_id, MemberSession.machine_id == machine_id)
        .values(state=SessionState.OVER.value, until_ms=0)
    )


def member_of(session: Session, machine_id: str, session_id: str) -> str | None:
    """Whose sales bear this session, now or since; None: nobody's, another machine's, or erased."""
    row = session.get(MemberSession, session_id)
    return row.member_id if row is not None and row.machine_id == machine_id else None


def forget(session: Session, unsigned_before_s: int, before_s: int) -> None:
    """Codes that nobody used, and those of whom no machine still reports."""
    session.execute(
        delete(MemberSession).where(
            MemberSession.created_at_s < unsigned_before_s, MemberSession.member_id.is_(None)
        )
    )
    session.execute(delete(MemberSession).where(MemberSession.created_at_s < before_s))


def _value(session: Session, row: MemberSession, now_ms: int) -> KnownSession:
    state = SessionState(row.state)
    left_ms = max(0, row.until_ms - now_ms)
    if not left_ms:
        state = SessionState.OVER
    site = session.execute(select(Machine.site).where(Machine.id == row.machine_id)).scalar_one()
    return KnownSession(row.id, row.machine_id, site, state, left_ms, row.member_id)
