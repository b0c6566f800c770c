"""A day's bill held against our books: each number once, by ``cases``. Pure.

Payments are attributed to the day they were paid on: an order of 23:59 that was paid at 00:01 lies in the
next day's bill (payments.md 6.1). A row is judged by its number, whatever day we have it under; a number that
the bill has not is missed only on the day it was paid on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kiosk.ids import is_attempt_of
from kiosk.payments.bills.bill import BillRow, RowKind, RowState, day_bounds_s
from kiosk.payments.intent import Method
from kiosk.payments.reconcile.books import Back, Books, OurPayment, OurRefund
from kiosk.payments.reconcile.cases import (
    PAYMENTS,
    REFUNDS,
    Case,
    Deed,
    Finding,
    Key,
    Ours,
    Theirs,
    has_moved,
)

EDGE_S = 1_800
"""So near to midnight a payment may lie in the neighbouring day's bill: we keep the time at which we heard of
it, by a clock that may be minutes off, and a customer's phone may take its time."""
REFUND_PATIENCE_DAYS = 3
"""payments.md 6.4: a refund is in a bill within this time, or a person looks."""

_FAILED = frozenset({RowState.FAIL, RowState.CHANGE, RowState.REVOKED})
_MAY_REPEAT = frozenset({Case.FOREIGN_ORDER, Case.FOREIGN_REFUND, Case.NOTHING})
"""Others number as they like, or not at all."""


@dataclass(frozen=True, slots=True)
class Witness:
    """What the gateway says of one day: its bill's rows, or the answers to a question about each order."""

    method: Method
    day: date
    rows: tuple[BillRow, ...]
    unanswered: Collection[tuple[RowKind, str]] = frozenset()
    """Numbers (of an order, of a refund) that were asked about in vain."""


def match(books: Books, witness: Witness, elsewhere: Mapping[Key, Finding]) -> tuple[Finding, ...]:
    """All findings of the day, by key. The same books and the same rows give the same findings.

    ``elsewhere``: what other days' bills have said (``cases.elsewhere``).
    """
    findings = {
        finding.key: finding
        for part in (_of_rows(books, witness, elsewhere), _of_absent(books, witness, elsewhere))
        for finding in part
    }
    return tuple(findings[key] for key in sorted(findings))


# --- rows the bill has -------------------------------------------------------------------------------


def _of_rows(books: Books, witness: Witness, elsewhere: Mapping[Key, Finding]) -> Iterator[Finding]:
    payments = {payment.number: payment for payment in books.payments}
    refunds = {refund.number: refund for refund in books.refunds}
    copies: Counter[Key] = Counter()
    moved: Counter[Key] = Counter()
    for row in witness.rows:
        key = Key(row.kind, row.order_number, row.refund_number)
        copy = copies[key]
        copies[key] += 1
        payment = payments.get(row.order_number)
        finding = _blank(witness, replace(key, copy=copy), payment)
        finding = replace(finding, theirs_fen=row.amount_fen)
        refund = refunds.get(row.refund_number) if row.kind is RowKind.REFUND else None
        if row.kind is RowKind.PAYMENT:
            finding, case = _paid_row(finding, row, payment, books)
        else:
            finding, case = _refund_row(finding, row, payment, refund, books)
        if row.state not in _FAILED:
            again = moved[key] > 0 or _moved_before(elsewhere.get(key), witness.day)
            moved[key] += 1
            case = Case.DOUBLED if again and case not in _MAY_REPEAT else case
        if case is not Case.NOTHING:
            yield finding.found(case)


def _paid_row(
    finding: Finding, row: BillRow, payment: OurPayment | None, books: Books
) -> tuple[Finding, Case]:
    ours_fen = None
    if payment is not None and payment.is_paid:
        ours_fen = payment.paid_fen
    theirs = Theirs.UNDONE if row.state in _FAILED else _same(ours_fen, row)
    return replace(finding, ours_fen=ours_fen), PAYMENTS[_whose(row, payment, books)][theirs]


def _refund_row(
    finding: Finding, row: BillRow, payment: OurPayment | None, refund: OurRefund | None, books: Books
) -> tuple[Finding, Case]:
    ours = _whose(row, payment, books)
    ours_fen = None
    if payment is not None:
        ours = _of_refund(refund) if refund and refund.order.payment == payment.order else Ours.NO_REFUND
        if refund is not None and ours is not Ours.NO_REFUND:
            ours_fen = refund.order.amount_fen
    theirs = Theirs.UNDONE if row.state in _FAILED else _same(ours_fen, row)
    return replace(finding, ours_fen=ours_fen), REFUNDS[ours][theirs]


def _whose(row: BillRow, payment: OurPayment | None, books: Books) -> Ours:
    if payment is not None:
        return Ours.PAID if payment.is_paid else Ours.UNPAID
    return Ours.STRANGE if is_attempt_of(row.order_number, books.owners) else Ours.FOREIGN


def _of_refund(refund: OurRefund) -> Ours:
    return {
        Back.DONE: Ours.REFUND_DONE,
        Back.WAITING: Ours.REFUND_WAITING,
        # it moved no money by the gateway's own word: another number may have taken its place
        Back.VOID: Ours.NO_REFUND,
    }[refund.state]


def _moved_before(other: Finding | None, day: date) -> bool:
    return other is not None and other.day < day and has_moved(other)


def _same(ours_fen: int | None, row: BillRow) -> Theirs:
    return Theirs.EQUAL if ours_fen == row.amount_fen else Theirs.OTHER


# --- numbers the bill has not ------------------------------------------------------------------------


def _of_absent(books: Books, witness: Witness, elsewhere: Mapping[Key, Finding]) -> Iterator[Finding]:
    there = {Key(row.kind, row.order_number, row.refund_number) for row in witness.rows}
    for payment in books.payments:
        key = Key(RowKind.PAYMENT, payment.number)
        if key not in there:
            case = _absent_payment(payment, witness, elsewhere.get(key))
            ours_fen = payment.paid_fen if payment.is_paid else None
            yield from _missed(replace(_blank(witness, key, payment), ours_fen=ours_fen), case, elsewhere)
    payments = {payment.number: payment for payment in books.payments}
    for refund in books.refunds:
        key = Key(RowKind.REFUND, refund.order.payment.number, refund.number)
        if key not in there:
            case = _absent_refund(refund, witness, elsewhere.get(key))
            finding = _blank(witness, key, payments.get(refund.order.payment.number))
            yield from _missed(replace(finding, ours_fen=refund.order.amount_fen), case, elsewhere)


def _missed(finding: Finding, case: Case, elsewhere: Mapping[Key, Finding]) -> Iterator[Finding]:
    if case is Case.NOTHING:
        return
    finding = finding.found(case)
    if case is Case.CARRIED and finding.key in elsewhere:
        finding = replace(finding, deed=Deed.SETTLED)
    yield finding


def _absent_payment(payment: OurPayment, witness: Witness, found: Finding | None) -> Case:
    since_s, until_s = day_bounds_s(witness.day)
    ours = Ours.PAID if payment.is_paid else Ours.UNPAID
    theirs = _silence(RowKind.PAYMENT, payment.number, witness)
    case = PAYMENTS[ours][theirs]
    if case is not Case.MISSING:
        return case if found is None else Case.NOTHING
    at_s = payment.paid_at_s
    if since_s - EDGE_S <= at_s < since_s:
        # carried over from the day before: if that day's bill had it not either, it is missing now
        return Case.MISSING if found is None else Case.NOTHING
    if not since_s <= at_s < until_s:
        return Case.NOTHING
    return Case.CARRIED if found is not None or at_s >= until_s - EDGE_S else Case.MISSING


def _absent_refund(refund: OurRefund, witness: Witness, found: Finding | None) -> Case:
    ours = _of_refund(refund)
    case = REFUNDS[ours][_silence(RowKind.REFUND, refund.number, witness)]
    if found is not None:
        return Case.NOTHING
    if case is not Case.REFUND_MISSING:
        return case
    # said once: on the day that was its last
    since_s, until_s = day_bounds_s(witness.day)
    last_s = refund.done_at_s + REFUND_PATIENCE_DAYS * (until_s - since_s)
    return case if since_s <= last_s < until_s else Case.NOTHING


def _silence(kind: RowKind, number: str, witness: Witness) -> Theirs:
    return Theirs.UNANSWERED if (kind, number) in witness.unanswered else Theirs.ABSENT


def _blank(witness: Witness, key: Key, payment: OurPayment | None) -> Finding:
    sale, machine = (payment.order.sale, payment.order.machine) if payment else ("", "")
    return Finding(witness.method, witness.day, key, Case.NOTHING, sale, machine)
