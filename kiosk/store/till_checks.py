"""The audit of the till: its journal by its own rules, and held against what the sales say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row

from kiosk.money import yuan_text
from kiosk.payments.intent import Method
from kiosk.sale.state import AttemptState, RefundState, Stage
from kiosk.store.checks import Finding, Findings, SaleBooks
from kiosk.store.repositories.till import entry_from
from kiosk.till.answers import is_given_back
from kiosk.till.box import Box, ImpossibleError, apply
from kiosk.till.entries import CASH, Entry, What, Why

AT_THE_TILL = (Method.CASH.value, Method.CARD.value)
TILL = "till"
"""Stands for the sale where a finding is about none."""


@dataclass(frozen=True, slots=True)
class TillFigures:
    """Cash, by the journal. Always ``in = out + handed + credit + owed + kept``."""

    in_fen: int = 0
    out_fen: int = 0
    """Paid out of the tubes: change, money that bought nothing, refunds."""
    handed_fen: int = 0
    """Given by a person instead."""
    credit_fen: int = 0
    """Put in by somebody who has not finished paying."""
    owed_fen: int = 0
    """To go back and not gone yet."""
    kept_fen: int = 0
    """Taken for goods, less what of it is to go back."""

    @property
    def balanced(self) -> bool:
        out_fen = self.out_fen + self.handed_fen
        return self.in_fen == out_fen + self.credit_fen + self.owed_fen + self.kept_fen

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def audit_till(rows: Iterable[Row[Any]], kept: Box | None) -> tuple[TillFigures, list[Finding]]:
    """The journal read again from its first entry. ``kept`` is the box as it is kept beside it."""
    box, sums = Box(), _Sums()
    try:
        for row in rows:
            entry = entry_from(row)
            box = apply(box, entry)
            sums.add(entry)
    except (ImpossibleError, ValueError, KeyError, TypeError) as error:
        return sums.figures(box), [Finding("till_entry", TILL, f"The till's journal: {error}.")]
    figures = sums.figures(box)
    findings = []
    if kept != box and (kept is not None or box != Box()):
        findings.append(Finding("till_box", TILL, "What is kept of the till is not what its journal says."))
    if not figures.balanced:
        text = f"{yuan_text(figures.in_fen)} was put into the till; its parts differ."
        findings.append(Finding("till_sum", TILL, text))
    return figures, findings


class _Sums:
    """Each kind of entry added up by itself: apart from the box, which adds up otherwise."""

    def __init__(self) -> None:
        self._in = self._out = self._handed = self._taken = self._refunds = 0
        self._by_card: set[str] = set()

    def add(self, entry: Entry) -> None:
        match entry.what:
            case What.MONEY_IN:
                self._in += entry.amount_fen
            case What.ENDED:
                self._out += entry.amount_fen
            case What.DUE if entry.word == Why.CARD:
                self._by_card.add(entry.key)
            case What.DUE if entry.word == Why.REFUND:
                self._refunds += entry.amount_fen
            case What.HANDED if entry.key not in self._by_card:
                self._handed += entry.amount_fen
            case What.TAKEN if entry.word == CASH:
                self._taken += entry.amount_fen

    def figures(self, box: Box) -> TillFigures:
        return TillFigures(
            in_fen=self._in,
            out_fen=self._out,
            handed_fen=self._handed,
            credit_fen=box.credit_fen,
            owed_fen=sum(due.amount_fen for due in box.dues if due.why is not Why.CARD),
            kept_fen=self._taken - self._refunds,
        )


def till_agrees(books: SaleBooks) -> Findings:
    """What the sale calls paid or given back at the till is so in the till's journal, and the other way."""
    try:
        entries = [entry_from(row) for row in books.till]
    except (ValueError, KeyError, TypeError) as error:
        yield Finding("till_entry", books.number, f"The till's journal cannot be read: {error}.")
        return
    yield from _payments(books, entries)
    yield from _refunds(books, entries)


def _payments(books: SaleBooks, entries: list[Entry]) -> Iterator[Finding]:
    for attempt in books.sale.attempts:
        about = [entry for entry in entries if entry.attempt == attempt.number]
        taken_fen = sum(entry.amount_fen for entry in about if entry.what is What.TAKEN)
        if attempt.method not in AT_THE_TILL:
            if about:
                text = f"The till's journal names {attempt.number}, which was not paid there."
                yield Finding("till_stranger", books.number, text)
        elif attempt.state is AttemptState.PAID and taken_fen != attempt.paid_fen:
            text = f"{attempt.number} is paid; the till took {yuan_text(taken_fen)} for it."
            yield Finding("till_paid", books.number, text)
        elif taken_fen and attempt.state is not AttemptState.PAID and books.sale.stage is Stage.CLOSED:
            text = f"The till took {yuan_text(taken_fen)} for {attempt.number}, the sale nothing."
            yield Finding("till_taken", books.number, text)


def _refunds(books: SaleBooks, entries: list[Entry]) -> Iterator[Finding]:
    at_the_till = {attempt.number for attempt in books.sale.attempts if attempt.method in AT_THE_TILL}
    for refund in books.sale.refunds:
        if refund.attempt not in at_the_till:
            continue
        about = [entry for entry in entries if entry.attempt == refund.attempt]
        back_fen = sum(
            entry.amount_fen
            for entry in about
            if entry.key == refund.number and entry.what in (What.ENDED, What.HANDED)
        )
        if back_fen > refund.amount_fen:
            text = f"{yuan_text(back_fen)} came out for {refund.number}, more than it is."
            yield Finding("till_refund", books.number, text)
        elif refund.state is RefundState.DONE and not is_given_back(about, refund.number, refund.amount_fen):
            text = f"{refund.number} is called refunded; the till gave {yuan_text(back_fen)}."
            yield Finding("till_refund", books.number, text)
