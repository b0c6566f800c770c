"""Leases: of all processes on one database one does a job, and another takes over when it has died.

The processes' clocks are kept by NTP (``cloud.clock``): a difference of a second is nothing against a lease.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from cloud.store.models import JobLease
from cloud.store.once import changed_rows, insert_once


class LeaseLost(Exception):
    """Another process does this job now: whoever finds that stops and leaves everything as it is."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A job, who does it, and from when on for how long that counts."""

    name: str
    holder: str
    now_ms: int
    hold_ms: int


def take(session: Session, lease: Lease) -> bool:
    """True when its holder has the job from now on; also to hold on to one it has."""
    until_ms = lease.now_ms + lease.hold_ms
    values = {"name": lease.name, "holder": lease.holder, "until_ms": until_ms}
    if insert_once(session, JobLease, values):
        return True
    free = or_(JobLease.holder == lease.holder, JobLease.until_ms <= lease.now_ms)
    taken = session.execute(update(JobLease).where(JobLease.name == lease.name, free).values(values))
    return changed_rows(taken) == 1


def release(session: Session, name: str, holder: str) -> None:
    session.execute(delete(JobLease).where(JobLease.name == name, JobLease.holder == holder))


def must_hold(session: Session, lease: Lease) -> None:
    """Hold on to it in the same transaction as what is written under it. Raises ``LeaseLost``.

    A lease that ran out and that nobody has taken is taken again; one that somebody has is not.
    """
    if not take(session, lease):
        raise LeaseLost(lease.name)
