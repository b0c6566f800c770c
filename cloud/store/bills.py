"""Wallets' days: the books as a bill is held against them, what was found, and the bills as they came."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from cloud.pay.states import RefundStep, State
from cloud.store import leases, payments, refunds
from cloud.store.leases import Lease
from cloud.store.models import BillDay, BillFinding, KeptBill, Machine, Payment, Refund
from cloud.store.payments import StoredPayment
from kiosk.payments.beijing import beijing_day
from kiosk.payments.bills.bill import BillFile, day_bounds_s
from kiosk.payments.intent import Method
from kiosk.payments.reconcile.books import Back, Books, OurPayment, OurRefund
from kiosk.payments.reconcile.cases import OPEN, Deed, Finding
from kiosk.payments.reconcile.day import Day, Known, Source
from kiosk.payments.reconcile.days import Progress
from kiosk.payments.reconcile.matching import EDGE_S, REFUND_PATIENCE_DAYS
from kiosk.payments.reconcile.stored import columns_of, finding_from, key_from

DAY_S = 86_400
NUMBERS_AT_ONCE = 500
FILES_MAX = 400
BACKS = {
    RefundStep.DONE: Back.DONE,
    RefundStep.ACCEPTED: Back.WAITING,
    RefundStep.UNKNOWN: Back.WAITING,
    RefundStep.REFUSED: Back.WAITING,
    RefundStep.VOID: Back.VOID,
}
MACHINE_ID_CHARS = 8
"""A number of ours begins with its machine's id (``cloud.enrolment``, ``kiosk.ids``)."""


def progress(session: Session, method: Method) -> Progress:
    first_s = session.execute(
        select(func.min(Payment.created_at_s)).where(Payment.method == method.value)
    ).scalar()
    days = session.execute(
        select(BillDay.day).where(BillDay.method == method.value, BillDay.is_done)
    ).scalars()
    first = None if first_s is None else beijing_day(first_s)
    return Progress(first, frozenset(date.fromisoformat(day) for day in days))


# --- the books ---------------------------------------------------------------------------------------


def known(session: Session, method: Method, day: date, numbers: Collection[str]) -> Known:
    """All that this day's matching may need: what was made or paid near the day, and these order numbers."""
    stored = _near(session, method, day)
    missing = sorted(set(numbers) - set(stored))
    ours = Payment.method == method.value
    for part in _parts(missing):
        stored |= _payments(session, select(Payment).where(ours, Payment.number.in_(part)))
    backs = {row.number: row for part in _parts(sorted(stored)) for row in _refunds(session, part)}
    owners = {number[:MACHINE_ID_CHARS] for number in set(numbers) - set(stored)}
    books = Books(
        tuple(_our_payment(payment) for payment in stored.values()),
        tuple(
            OurRefund(
                refunds.order_of(row, stored[row.payment_number].order),
                BACKS[RefundStep(row.state)],
                row.changed_at_ms // 1000 if row.state == RefundStep.DONE else 0,
            )
            for row in backs.values()
        ),
        frozenset(owner for part in _parts(sorted(owners)) for owner in _machines(session, part)),
    )
    others = [one for one in _about(session, method, {*stored, *numbers}) if one.day != day]
    return Known(books, findings_of(session, method, day), tuple(others))


def _near(session: Session, method: Method, day: date) -> dict[str, StoredPayment]:
    since_s, until_s = day_bounds_s(day)
    ours = select(Payment).where(Payment.method == method.value)
    made = ours.where(Payment.created_at_s >= since_s - DAY_S, Payment.created_at_s < until_s + EDGE_S)
    since_ms = 1000 * (since_s - (REFUND_PATIENCE_DAYS + 1) * DAY_S)
    back = ours.join(Refund, Refund.payment_number == Payment.number).where(
        Refund.created_at_ms >= since_ms, Refund.created_at_ms < 1000 * until_s
    )
    return _payments(session, made) | _payments(session, back)


def _payments(session: Session, statement: Select[Any]) -> dict[str, StoredPayment]:
    rows = session.execute(statement).scalars().unique()
    return {row.number: payments.value_of(row) for row in rows}


def _refunds(session: Session, payment_numbers: list[str]) -> Iterable[Refund]:
    return session.execute(select(Refund).where(Refund.payment_number.in_(payment_numbers))).scalars()


def _machines(session: Session, ids: list[str]) -> Iterable[str]:
    return session.execute(select(Machine.id).where(Machine.id.in_(ids))).scalars()


def _our_payment(payment: StoredPayment) -> OurPayment:
    is_paid = payment.state is State.PAID
    return OurPayment(
        payment.order,
        is_paid=is_paid,
        paid_fen=(payment.paid_fen or 0) if is_paid else 0,
        paid_at_s=(payment.paid_at_s or payment.order.created_at_s) if is_paid else 0,
        was_shown=payment.code is not None,
    )


def _parts(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), NUMBERS_AT_ONCE):
        yield values[start : start + NUMBERS_AT_ONCE]


# --- what was found ----------------------------------------------------------------------------------


def keep_leased(session: Session, lease: Lease, day: Day, settled: Collection[Finding]) -> None:
    """``keep``, in one transaction with holding on to the lease: two processes never write one day.

    Raises ``LeaseLost``.
    """
    leases.must_hold(session, lease)
    keep(session, day, settled, lease.now_ms)


def keep(session: Session, day: Day, settled: Collection[Finding], now_ms: int) -> None:
    """In place of what was kept of this day; ``settled`` in place of the same findings of other days."""
    head = {
        "source": day.source.value,
        "file_name": day.file_name,
        "file_sha256": day.file_sha256,
        "is_done": day.is_done,
        "at_ms": now_ms,
    }
    session.merge(BillDay(method=day.method.value, day=day.day.isoformat(), **head))
    whole_day = (BillFinding.method == day.method.value) & (BillFinding.day == day.day.isoformat())
    first_ms = {
        key_from(row): row.at_ms for row in session.execute(select(BillFinding).where(whole_day)).scalars()
    }
    session.execute(delete(BillFinding).where(whole_day))
    for finding in day.findings:
        session.add(BillFinding(**columns_of(finding), at_ms=first_ms.get(finding.key, now_ms)))
    session.flush()
    for finding in settled:
        change(session, finding)


def change(session: Session, finding: Finding) -> None:
    """What became of a finding that is kept."""
    key = finding.key
    identity = (
        *(finding.method.value, finding.day.isoformat(), key.kind.value),
        *(key.order_number, key.refund_number, key.copy),
    )
    row = session.get(BillFinding, identity)
    if row is not None:
        row.deed, row.note = finding.deed.value, finding.note.value


def findings_of(session: Session, method: Method, day: date) -> tuple[Finding, ...]:
    rows = session.execute(
        select(BillFinding).where(BillFinding.method == method.value, BillFinding.day == day.isoformat())
    ).scalars()
    return tuple(sorted((finding_from(row) for row in rows), key=lambda finding: finding.key))


def kept_day(session: Session, method: Method, day: date) -> Day | None:
    row = session.get(BillDay, (method.value, day.isoformat()))
    if row is None:
        return None
    found = findings_of(session, method, day)
    return Day(method, day, Source(row.source), found, row.file_name, row.file_sha256, row.is_done)


def with_machines(session: Session) -> list[tuple[Finding, int]]:
    """Late money that its machine has not asked for, and when it was found (UTC milliseconds)."""
    rows = session.execute(select(BillFinding).where(BillFinding.deed == Deed.WITH_MACHINE.value)).scalars()
    return [(finding_from(row), row.at_ms) for row in rows]


def _about(session: Session, method: Method, numbers: Collection[str]) -> list[Finding]:
    ours = select(BillFinding).where(BillFinding.method == method.value)
    found = {}
    statements = [ours.where(BillFinding.deed.in_([deed.value for deed in OPEN]))]
    statements += [ours.where(BillFinding.order_number.in_(part)) for part in _parts(sorted(numbers))]
    for statement in statements:
        for row in session.execute(statement).scalars():
            finding = finding_from(row)
            found[finding.day, finding.key] = finding
    return list(found.values())


# --- the bills as they came --------------------------------------------------------------------------


def keep_file(session: Session, file: BillFile, now_ms: int) -> None:
    """A bill fetched again replaces the earlier copy; beyond ``FILES_MAX`` the oldest go."""
    session.merge(KeptBill(name=file.name, content=file.content, kept_at_ms=now_ms))
    session.flush()
    newest = select(KeptBill.name).order_by(KeptBill.kept_at_ms.desc(), KeptBill.name).limit(FILES_MAX)
    session.execute(delete(KeptBill).where(KeptBill.name.not_in(newest)))


def kept_file(session: Session, name: str) -> bytes | None:
    row = session.get(KeptBill, name)
    return None if row is None else row.content
