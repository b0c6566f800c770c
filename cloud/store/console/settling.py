"""A person's word about a finding, kept in one transaction with the trail."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from cloud.store import bills
from cloud.store.console import people
from cloud.store.console.people import Deed as Trail
from cloud.store.models import BillFinding
from kiosk.payments.reconcile.cases import OPEN, Deed, Finding

note = people.note


def subject_of(finding: Finding) -> str:
    """How the trail names it: ``2026-10-01 wechat payment K7ABCDEFGA``."""
    key = finding.key
    number = key.refund_number or key.order_number
    copy = f" #{key.copy}" if key.copy else ""
    return f"{finding.day.isoformat()} {finding.method.value} {key.kind.value} {number}{copy}"


def settle(session: Session, finding: Finding, trail: Trail) -> bool:
    """False when it is not open any more. Done again, the day keeps it: what was put right stays so as long
    as the same is found (``kiosk.payments.reconcile.answers.merged``)."""
    key = finding.key
    row = session.get(
        BillFinding,
        (
            *(finding.method.value, finding.day.isoformat(), key.kind.value),
            *(key.order_number, key.refund_number, key.copy),
        ),
        with_for_update=True,
    )
    if row is None or Deed(row.deed) not in OPEN:
        return False
    bills.change(session, replace(finding, deed=Deed.SETTLED))
    people.note(session, trail)
    return True
