"""The audit of pick-up codes: what a sale calls paid or given back by a code is so in the codes' journal."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.money import yuan_text
from kiosk.payments.intent import Method
from kiosk.sale.state import AttemptState, Fate, RefundState, Stage
from kiosk.store.checks import Finding, Findings, SaleBooks
from kiosk.store.repositories.pickups import BACK, TAKEN, PickUpEntry, entry_from


def pickup_agrees(books: SaleBooks) -> Findings:
    """Both ways: a code is out for nothing that was not paid with it, and back for nothing that fell."""
    try:
        entries = [entry_from(row) for row in books.pickup]
    except (ValueError, TypeError) as error:
        yield Finding("pickup_entry", books.number, f"The journal of pick-up codes cannot be read: {error}.")
        return
    yield from _payments(books, entries)
    yield from _refunds(books, entries)
    yield from _units(books, entries)


def _payments(books: SaleBooks, entries: list[PickUpEntry]) -> Iterator[Finding]:
    for attempt in books.sale.attempts:
        taken_fen = sum(
            entry.amount_fen for entry in entries if entry.attempt == attempt.number and entry.what == TAKEN
        )
        if attempt.method != Method.PICKUP:
            if taken_fen:
                text = f"A pick-up code was taken for {attempt.number}, which was not paid by one."
                yield Finding("pickup_stranger", books.number, text)
        elif attempt.state is AttemptState.PAID and taken_fen != attempt.paid_fen:
            text = f"{attempt.number} is paid; of its code {yuan_text(taken_fen)} was taken."
            yield Finding("pickup_paid", books.number, text)
        elif taken_fen and attempt.state is not AttemptState.PAID and books.sale.stage is Stage.CLOSED:
            text = f"{yuan_text(taken_fen)} of a code was taken for {attempt.number}, the sale got nothing."
            yield Finding("pickup_taken", books.number, text)


def _refunds(books: SaleBooks, entries: list[PickUpEntry]) -> Iterator[Finding]:
    by_code = {one.number for one in books.sale.attempts if one.method == Method.PICKUP}
    for refund in books.sale.refunds:
        if refund.attempt not in by_code:
            continue
        back_fen = sum(
            entry.amount_fen for entry in entries if entry.refund == refund.number and entry.what == BACK
        )
        if refund.state is RefundState.DONE and back_fen != refund.amount_fen:
            text = f"{refund.number} is called refunded; {yuan_text(back_fen)} went back to its code."
            yield Finding("pickup_refund", books.number, text)


def _units(books: SaleBooks, entries: list[PickUpEntry]) -> Iterator[Finding]:
    """A unit that fell is not on its code again: it would be given out twice."""
    for taken in entries:
        if taken.what != TAKEN:
            continue
        back = {
            unit for one in entries if one.what == BACK and one.attempt == taken.attempt for unit in one.units
        }
        fell = {
            unit
            for unit, line in zip(taken.units, books.sale.lines, strict=False)
            if line.fate is Fate.DELIVERED and books.sale.funded_by == taken.attempt
        }
        if fell & back:
            text = f"Goods of code {taken.code} fell and are on the code again."
            yield Finding("pickup_twice", books.number, text)
