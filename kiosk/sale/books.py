"""Double-entry books, worked out from two consecutive states of a sale. Pure.

Every entry sums to zero. What came in is positive in ``gateway:<method>``; what we hold for somebody is
negative in the account that says for whom and why:

* ``customer``: paid, and not yet clear what becomes of it
* ``goods``: paid and delivered: earned
* ``in_doubt``: the line may or may not have fallen
* ``refund_due``: to go back to the payer, however far its refund has come
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.sale.state import AttemptState, Fate, Line, Refund, RefundState, Sale

CUSTOMER = "customer"
GOODS = "goods"
IN_DOUBT = "in_doubt"
REFUND_DUE = "refund_due"
GATEWAY = "gateway:"
"""Followed by the method, e.g. ``gateway:wechat``."""

_ACCOUNT_OF_FATE = {
    Fate.WAITING: CUSTOMER,
    Fate.MOVING: CUSTOMER,
    Fate.DELIVERED: GOODS,
    Fate.NOT_DELIVERED: REFUND_DUE,
    Fate.UNKNOWN: IN_DOUBT,
}


@dataclass(frozen=True, slots=True)
class Posting:
    account: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of money. ``what`` names the payment, line or refund it is about."""

    postings: tuple[Posting, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Where the money of a sale is. Always ``paid = delivered + refunded + refund_pending + in_doubt``."""

    paid_fen: int = 0
    delivered_fen: int = 0
    refunded_fen: int = 0
    refund_pending_fen: int = 0
    in_doubt_fen: int = 0
    """Lines nobody can vouch for, and lines paid for that have not ended yet."""

    @property
    def balanced(self) -> bool:
        ends_fen = self.delivered_fen + self.refunded_fen + self.refund_pending_fen + self.in_doubt_fen
        return self.paid_fen == ends_fen

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.paid_fen + other.paid_fen,
            self.delivered_fen + other.delivered_fen,
            self.refunded_fen + other.refunded_fen,
            self.refund_pending_fen + other.refund_pending_fen,
            self.in_doubt_fen + other.in_doubt_fen,
        )


def entries(before: Sale, after: Sale) -> tuple[Entry, ...]:
    """What the step from ``before`` to ``after`` means for the books; empty when no money changed place."""
    return (*_payments(before, after), *_lines(before, after), *_refunds(before, after))


def balances(booked: Iterable[Entry]) -> dict[str, int]:
    """Each account's sum in fen."""
    sums: dict[str, int] = {}
    for entry in booked:
        for posting in entry.postings:
            sums[posting.account] = sums.get(posting.account, 0) + posting.amount_fen
    return sums


def figures(sale: Sale) -> Figures:
    """Where the money is, straight from the state. A void refund moved nothing and is not counted."""
    by_account = dict.fromkeys(_ACCOUNT_OF_FATE.values(), 0)
    if sale.funded_by:
        for line in sale.lines:
            by_account[_ACCOUNT_OF_FATE[line.fate]] += line.amount_fen
    surplus_fen = sum(
        attempt.paid_fen
        for attempt in sale.attempts
        if attempt.state is AttemptState.PAID and attempt.number != sale.funded_by
    )
    refunded_fen = sum(refund.amount_fen for refund in sale.refunds if refund.state is RefundState.DONE)
    return Figures(
        paid_fen=sale.paid_fen,
        delivered_fen=by_account[GOODS],
        refunded_fen=refunded_fen,
        refund_pending_fen=by_account[REFUND_DUE] + surplus_fen - refunded_fen,
        in_doubt_fen=by_account[CUSTOMER] + by_account[IN_DOUBT],
    )


def figures_of(booked: Iterable[Entry]) -> Figures:
    """The same figures from the books of a sale (or of many)."""
    paid_fen = refunded_fen = 0
    sums: dict[str, int] = {}
    for entry in booked:
        for posting in entry.postings:
            if posting.account.startswith(GATEWAY):
                paid_fen += max(posting.amount_fen, 0)
                refunded_fen += max(-posting.amount_fen, 0)
            sums[posting.account] = sums.get(posting.account, 0) + posting.amount_fen
    return Figures(
        paid_fen=paid_fen,
        delivered_fen=-sums.get(GOODS, 0),
        refunded_fen=refunded_fen,
        refund_pending_fen=-sums.get(REFUND_DUE, 0),
        in_doubt_fen=-sums.get(CUSTOMER, 0) - sums.get(IN_DOUBT, 0),
    )


def fallen(before: Sale, after: Sale) -> tuple[Line, ...]:
    """Lines this step found to be delivered: each took one unit out of its lane."""
    return tuple(
        new
        for old, new in zip(before.lines, after.lines, strict=True)
        if new.fate is Fate.DELIVERED and old.fate is not Fate.DELIVERED
    )


def came_to_nothing(sale: Sale) -> bool:
    """No unit of it was bought, and none can be any more: unpaid and its customer gone (what still comes goes
    back), or every line goes back. Once true, it stays true."""
    if not sale.funded_by:
        return not sale.present
    return all(line.fate is Fate.NOT_DELIVERED for line in sale.lines)


def _move(amount_fen: int, source: str, target: str, what: str) -> Entry:
    """Money held under ``source`` is held under ``target`` from now on."""
    return Entry((Posting(source, amount_fen), Posting(target, -amount_fen)), what)


def _payments(before: Sale, after: Sale) -> Iterable[Entry]:
    for attempt in after.attempts:
        old = before.attempt(attempt.number)
        came_fen = attempt.paid_fen - (old.paid_fen if old else 0)
        if not came_fen:
            continue
        yield _move(came_fen, GATEWAY + attempt.method, CUSTOMER, f"payment {attempt.number}")
        if attempt.number != after.funded_by:
            yield _move(came_fen, CUSTOMER, REFUND_DUE, f"payment {attempt.number} goes back")


def _lines(before: Sale, after: Sale) -> Iterable[Entry]:
    if not after.funded_by:
        return
    for old, new in zip(before.lines, after.lines, strict=True):
        source = _ACCOUNT_OF_FATE[old.fate] if before.funded_by else CUSTOMER
        target = _ACCOUNT_OF_FATE[new.fate]
        if source != target and new.amount_fen:
            yield _move(new.amount_fen, source, target, f"line {new.index} {new.fate}")


def _refunds(before: Sale, after: Sale) -> Iterable[Entry]:
    for refund in after.refunds:
        old = before.refund(refund.number)
        if refund.state is RefundState.DONE and (old is None or old.state is not RefundState.DONE):
            yield _move(
                refund.amount_fen, REFUND_DUE, GATEWAY + _method(after, refund), f"refund {refund.number}"
            )


def _method(sale: Sale, refund: Refund) -> str:
    attempt = sale.attempt(refund.attempt)
    assert attempt is not None, "a refund belongs to an attempt of its sale"
    return attempt.method
