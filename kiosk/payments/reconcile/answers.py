"""What a gateway's answer means for a finding, and a day's witness made of answers alone. Pure.

A wallet without bills, one that says that nothing moved though our books know better, and the machine on the
cloud's route ask about each order of the day instead: the same cases come out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from kiosk.payments.bills.bill import BillRow, RowKind, RowState, day_bounds_s
from kiosk.payments.intent import (
    CallUnknown,
    Method,
    Paid,
    QueryResult,
    RefundAccepted,
    RefundDone,
    RefundRefused,
    RefundResult,
    RefundVoid,
)
from kiosk.payments.reconcile.books import Back, Books, OurPayment, OurRefund
from kiosk.payments.reconcile.cases import Case, Deed, Finding, Note
from kiosk.payments.reconcile.matching import Witness

# --- one finding -------------------------------------------------------------------------------------


ABOUT_THE_SALE = frozenset({Case.LATE, Case.REFUND_CONFIRMED, Case.REFUND_FAILED})
"""What is answered about these is handed to the sale, too: its own table decides."""


def judge(finding: Finding, answer: QueryResult | RefundResult) -> Finding:
    """The finding after its gateway was asked; unchanged when that told nothing."""
    if isinstance(answer, CallUnknown):
        return finding
    match finding.case:
        case Case.LATE:
            return _after(finding, Deed.TOLD) if isinstance(answer, Paid) else _denied(finding)
        case Case.MISSING:
            return _missing(finding, answer)
        case Case.REFUND_CONFIRMED:
            return _confirmed(finding, answer)
        case Case.REFUND_FAILED:
            return _failed(finding, answer)
        case _:
            return finding


def _after(finding: Finding, deed: Deed, note: Note = Note.NOTHING) -> Finding:
    return replace(finding, deed=deed, note=note)


def _denied(finding: Finding) -> Finding:
    return _after(finding, Deed.PERSON, Note.GATEWAY_DENIES)


def _missing(finding: Finding, answer: QueryResult | RefundResult) -> Finding:
    if not isinstance(answer, Paid):
        return _denied(finding)
    since_s, _ = day_bounds_s(finding.day)
    if 0 < answer.paid_at_s < since_s:
        return _after(finding, Deed.SETTLED, Note.OTHER_DAY)
    return _after(finding, Deed.PERSON, Note.GATEWAY_HAS_IT)


def _confirmed(finding: Finding, answer: QueryResult | RefundResult) -> Finding:
    match answer:
        case RefundDone():
            return _after(finding, Deed.TOLD)
        case RefundAccepted():
            return _after(finding, Deed.NOTHING, Note.ON_ITS_WAY)
        case _:
            return _denied(finding)


def _failed(finding: Finding, answer: QueryResult | RefundResult) -> Finding:
    match answer:
        case RefundDone():
            return _after(finding, Deed.SETTLED, Note.GATEWAY_HAS_IT)
        case RefundAccepted():
            return _after(finding, Deed.NOTHING, Note.ON_ITS_WAY)
        case RefundRefused() | RefundVoid():
            return _after(finding, Deed.PERSON)
        case _:
            return finding


# --- a day without a bill ----------------------------------------------------------------------------


def payments_to_ask(books: Books, day: date) -> tuple[OurPayment, ...]:
    """Those that were paid on this day, and those of this day that anybody could have paid."""
    since_s, until_s = day_bounds_s(day)
    return tuple(
        payment
        for payment in books.payments
        if since_s <= (payment.paid_at_s if payment.is_paid else payment.order.created_at_s) < until_s
        and (payment.is_paid or payment.was_shown)
    )


def refunds_to_ask(books: Books, day: date) -> tuple[OurRefund, ...]:
    """Those that came through on this day, and those that were asked for on it and have not."""
    since_s, until_s = day_bounds_s(day)
    return tuple(
        refund
        for refund in books.refunds
        if refund.state is not Back.VOID
        and since_s <= (refund.done_at_s or refund.order.created_at_s) < until_s
    )


def witness_of(
    method: Method,
    day: date,
    books: Books,
    payments: Mapping[str, QueryResult],
    refunds: Mapping[str, RefundResult],
) -> Witness:
    """The day as the gateway tells it, order by order. ``payments`` and ``refunds`` by our numbers."""
    since_s, _ = day_bounds_s(day)
    rows: list[BillRow] = []
    for payment in books.payments:
        match payments.get(payment.number):
            case Paid() as paid:
                rows += _paid_rows(payment, paid, paid.paid_at_s or since_s, _has_refund(books, payment))
            case _:
                continue
    for refund in books.refunds:
        state = _STATES.get(type(refunds.get(refund.number)))
        if state is not None:
            rows.append(_refund_row(refund, state, since_s))
    unanswered = {(RowKind.PAYMENT, number) for number in _unknown(payments)}
    unanswered |= {(RowKind.REFUND, number) for number in _unknown(refunds)}
    return Witness(method, day, tuple(rows), frozenset(unanswered))


_STATES: Mapping[type, RowState] = {
    RefundDone: RowState.SUCCESS,
    RefundAccepted: RowState.PROCESSING,
    RefundVoid: RowState.FAIL,
}
"""A refund that was refused is no row: it never arrived, or moved nothing."""


def _paid_rows(payment: OurPayment, paid: Paid, at_s: int, refunds_are_ours: bool) -> Iterable[BillRow]:
    number = payment.number
    yield BillRow(
        RowKind.PAYMENT, number, "", paid.gateway_reference, paid.amount_fen, at_s, RowState.SUCCESS
    )
    if paid.refunded and payment.is_paid and not refunds_are_ours:
        # the answer does not tell how much of it (docs/decisions/0004)
        yield BillRow(RowKind.REFUND, number, "", "", paid.amount_fen, at_s, RowState.SUCCESS)


def _has_refund(books: Books, payment: OurPayment) -> bool:
    return any(refund.order.payment.number == payment.number for refund in books.refunds)


def _refund_row(refund: OurRefund, state: RowState, at_s: int) -> BillRow:
    order = refund.order
    return BillRow(
        RowKind.REFUND,
        order.payment.number,
        order.number,
        "",
        order.amount_fen,
        refund.done_at_s or at_s,
        state,
    )


def _unknown(answers: Mapping[str, QueryResult] | Mapping[str, RefundResult]) -> set[str]:
    return {number for number, answer in answers.items() if isinstance(answer, CallUnknown)}


# --- a day done once more ----------------------------------------------------------------------------


def merged(before: Iterable[Finding], now: Iterable[Finding]) -> tuple[Finding, ...]:
    """The day's findings after it was matched again: what was found stays found, and what was put right since
    says so. A day done twice without anything happening in between is the same."""
    old = {finding.key: finding for finding in before}
    new = {finding.key: finding for finding in now}
    return tuple(_merge(old.get(key), new.get(key)) for key in sorted({*old, *new}))


def _merge(old: Finding | None, new: Finding | None) -> Finding:
    if old is None:
        assert new is not None, "a key comes from one of them"
        return new
    if new is None or (new.case is Case.OK and old.case is not Case.OK):
        kept = old if new is None else replace(old, ours_fen=new.ours_fen, theirs_fen=new.theirs_fen)
        return kept if old.deed in (Deed.NOTHING, Deed.PAID_BACK) else replace(kept, deed=Deed.SETTLED)
    if new.case is old.case and old.deed in (Deed.SETTLED, Deed.NOTHING, Deed.PAID_BACK):
        return old
    return new


def settled_elsewhere(open_findings: Iterable[Finding], today: Iterable[Finding]) -> tuple[Finding, ...]:
    """Open findings of other days that this day's bill puts right, as they are from now on."""
    there = {finding.key for finding in today if finding.case is Case.OK}
    return tuple(
        replace(finding, deed=Deed.SETTLED, note=Note.OTHER_DAY)
        for finding in open_findings
        if finding.key in there and finding.case in _PUT_RIGHT
    )


_PUT_RIGHT = frozenset({Case.MISSING, Case.CARRIED, Case.REFUND_MISSING})
