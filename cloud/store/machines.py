"""Machines and how they come in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cloud.store.models import CloudFact, EnrolCode, EnrolFailure, Machine
from cloud.store.once import changed_rows, insert_once


@dataclass(frozen=True, slots=True)
class EnrolledMachine:
    id: str
    public_key: str
    """Ed25519, 32 raw bytes in standard base64."""
    site: str
    revoked: bool


def keep_fact(session: Session, name: str, value: str) -> str:
    """The fact ``name`` of this cloud, which becomes ``value`` if it was never said before."""
    insert_once(session, CloudFact, {"name": name, "value": value})
    return session.execute(select(CloudFact.value).where(CloudFact.name == name)).scalar_one()


def fact(session: Session, name: str) -> str | None:
    """The fact ``name`` if it was ever said."""
    return session.execute(select(CloudFact.value).where(CloudFact.name == name)).scalar_one_or_none()


def find(session: Session, machine_id: str) -> EnrolledMachine | None:
    row = session.get(Machine, machine_id)
    return None if row is None else _value(row)


def add_code(session: Session, code_hash: str, site: str, now_s: int, expires_at_s: int) -> None:
    """Make a code redeemable until ``expires_at_s``. One that was redeemed already stays redeemed."""
    values = {"code_hash": code_hash, "site": site, "created_at_s": now_s, "expires_at_s": expires_at_s}
    if not insert_once(session, EnrolCode, values | {"machine_id": None}):
        session.execute(
            update(EnrolCode)
            .where(EnrolCode.code_hash == code_hash, EnrolCode.machine_id.is_(None))
            .values(expires_at_s=expires_at_s)
        )


def redeem(
    session: Session, code_hash: str, public_key: str, software: str, new_id: str, now_s: int
) -> EnrolledMachine | None:
    """The machine of ``public_key``, made if the code is good; None for every other code alike.

    A code redeemed before answers the same key again: the first answer may have been lost on its way.
    """
    code = session.get(EnrolCode, code_hash, with_for_update=True)
    if code is None:
        return None
    known = session.execute(select(Machine).where(Machine.public_key == public_key)).scalar_one_or_none()
    if code.machine_id is not None:
        again = known is not None and known.id == code.machine_id and not known.revoked
        return _value(known) if again and known is not None else None
    if code.expires_at_s <= now_s or (known is not None and known.revoked):
        return None
    if known is None:
        known = Machine(
            id=new_id,
            public_key=public_key,
            site=code.site,
            software=software,
            enrolled_at_s=now_s,
            revoked=False,
            acked_seq=0,
        )
        session.add(known)
        session.flush()
    code.machine_id = known.id
    return _value(known)


def failures(session: Session, address: str, window_s: int) -> int:
    """Bad codes from ``address`` in the window that began at ``window_s``."""
    row = session.get(EnrolFailure, (address, window_s))
    return 0 if row is None else row.count


def count_failure(session: Session, address: str, window_s: int) -> None:
    insert_once(session, EnrolFailure, {"address": address, "window_s": window_s, "count": 0})
    session.execute(
        update(EnrolFailure)
        .where(EnrolFailure.address == address, EnrolFailure.window_s == window_s)
        .values(count=EnrolFailure.count + 1)
    )


def forget_failures(session: Session, before_s: int) -> int:
    return changed_rows(session.execute(delete(EnrolFailure).where(EnrolFailure.window_s < before_s)))


def _value(row: Machine) -> EnrolledMachine:
    return EnrolledMachine(row.id, row.public_key, row.site, row.revoked)
