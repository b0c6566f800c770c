"""The till as a value: whose money lies in it, what is to go back, which card is being asked. Pure.

``apply`` is the only way it changes: the box after a restart is the box before it. What cannot be so raises
``ImpossibleError``, so the audit can read a journal by the same rules that wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from hardware.api import CashLevels
from kiosk.till.entries import CARD, CASH, RETURN, CardWord, Entry, What, Why
from kiosk.till.taking import with_coin

LATE_MS = 60_000
"""A coin that was on its way when its attempt was closed belongs to that attempt for so long."""
DUES_MAX = 100
"""Sums that wait for a person: more than that is a till that nobody looks after, and takes no more money."""


class ImpossibleError(ValueError):
    """An entry that contradicts those before it."""


class DueState(StrEnum):
    WAITING = "waiting"
    """To be paid out as soon as the till is free."""
    ACTIVE = "active"
    """The till was told to; it has not said what came out."""
    OWED = "owed"
    DOUBTED = "doubted"


WITH_STAFF = frozenset({DueState.OWED, DueState.DOUBTED})


@dataclass(frozen=True, slots=True)
class Due:
    """A sum that is to go back and has not, or not wholly."""

    key: str
    attempt: str
    why: Why
    amount_fen: int
    """What is left of it."""
    since_ms: int
    """When the money it is about came in: how long its owner may have been waiting."""
    state: DueState = DueState.WAITING
    turn: int = 0
    before: CashLevels | None = None
    """The counts when the till was told to pay."""


class CardState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    """The reader holds the money until it is told how the sale ended."""
    ENDING = "ending"
    DENIED = "denied"
    DOUBTED = "doubted"
    """Perhaps charged; only the bank knows."""


@dataclass(frozen=True, slots=True)
class Card:
    attempt: str
    amount_fen: int
    turn: int = 1
    state: CardState = CardState.ASKED
    is_odd: bool = False
    """Another amount was approved: nothing is sold for it."""
    keeps: bool = True
    """While ``ENDING``: whether the money stays."""
    refund: str = ""
    """The refund that waits for the end."""


BUSY = frozenset({CardState.ASKED, CardState.APPROVED, CardState.ENDING})
"""One reader, one card: meanwhile no other can be asked for."""


@dataclass(frozen=True, slots=True)
class Box:
    levels: CashLevels = field(default_factory=CashLevels)
    """As the devices last counted."""
    is_counted: bool = False
    attempt: str = ""
    """The payment attempt that money is being taken for."""
    amount_fen: int = 0
    credit_fen: int = 0
    """Put in, and neither taken for goods nor due to go back."""
    credit_ms: int = 0
    """When the last of it came."""
    dues: tuple[Due, ...] = ()
    cards: tuple[Card, ...] = ()
    serial: int = 0
    """How many sums have become due so far."""
    last: str = ""
    """The attempt for cash that was decided last, when, and whether it was paid."""
    last_ms: int = 0
    last_taken: bool = False

    @property
    def active(self) -> Due | None:
        return next((due for due in self.dues if due.state is DueState.ACTIVE), None)

    @property
    def card(self) -> Card | None:
        """The one the reader is busy with."""
        return next((card for card in self.cards if card.state in BUSY), None)

    def due(self, key: str) -> Due | None:
        return next((due for due in self.dues if due.key == key), None)

    def card_of(self, attempt: str) -> Card | None:
        return next((card for card in self.cards if card.attempt == attempt), None)

    def owner_at(self, now_ms: int) -> str:
        """Whose money falls now: the open attempt's, or of the one that was decided a moment ago."""
        if self.attempt or not 0 <= now_ms - self.last_ms <= LATE_MS:
            return self.attempt
        return self.last


def apply(box: Box, entry: Entry) -> Box:
    """The box after ``entry``. Raises ``ImpossibleError``."""
    if entry.amount_fen < 0 and entry.what is not What.COUNTED:
        raise ImpossibleError(f"{entry.what} of {entry.amount_fen} fen")
    if entry.levels is not None:
        box = replace(box, levels=merged(box.levels, entry.levels), is_counted=True)
    return _APPLY[entry.what](box, entry)


def replay(entries: Iterable[Entry], box: Box | None = None) -> Box:
    box = box or Box()
    for entry in entries:
        box = apply(box, entry)
    return box


def merged(old: CashLevels, new: CashLevels) -> CashLevels:
    """A device that is away says nothing of its counts: what it said last is still the best there is."""
    bills = old.bills_stacked if new.bills_stacked is None else new.bills_stacked
    return CashLevels(new.tubes or old.tubes, bills)


def _need(condition: object, entry: Entry, why: str) -> None:
    if not condition:
        raise ImpossibleError(f"{entry.what} {entry.key or entry.attempt}: {why}")


def _with_due(box: Box, due: Due) -> Box:
    return replace(box, dues=tuple(due if old.key == due.key else old for old in box.dues))


def _without_due(box: Box, key: str) -> Box:
    return replace(box, dues=tuple(due for due in box.dues if due.key != key))


def _with_card(box: Box, card: Card) -> Box:
    return replace(box, cards=tuple(card if old.attempt == card.attempt else old for old in box.cards))


def _without_card(box: Box, attempt: str) -> Box:
    return replace(box, cards=tuple(card for card in box.cards if card.attempt != attempt))


def _due_of(box: Box, entry: Entry, *states: DueState) -> Due:
    due = box.due(entry.key)
    if due is None or due.state not in states:
        raise ImpossibleError(f"{entry.what} {entry.key}: nothing of that name is {' or '.join(states)}")
    return due


def _card_of(box: Box, entry: Entry, *states: CardState) -> Card:
    card = box.card_of(entry.attempt)
    if card is None or card.state not in states:
        raise ImpossibleError(f"{entry.what} {entry.attempt}: no card is {' or '.join(states)}")
    return card


# --- cash in -----------------------------------------------------------------------------------------


def _opened(box: Box, entry: Entry) -> Box:
    _need(not box.attempt and entry.attempt and entry.amount_fen, entry, "one attempt at a time")
    return replace(box, attempt=entry.attempt, amount_fen=entry.amount_fen)


def _money_in(box: Box, entry: Entry) -> Box:
    _need(entry.amount_fen, entry, "worth nothing")
    box = replace(box, credit_fen=box.credit_fen + entry.amount_fen, credit_ms=entry.at_ms)
    due = box.active
    if due is None or due.before is None or entry.word != "coin":
        return box
    # A coin that was on its way when the pay-out began lies in the tubes beside what was there before.
    tubes = with_coin(due.before.tubes, entry.amount_fen)
    return _with_due(box, replace(due, before=replace(due.before, tubes=tubes)))


def _taken(box: Box, entry: Entry) -> Box:
    if entry.word == CARD:
        return box
    _need(entry.word == CASH and box.attempt == entry.attempt, entry, "it was not open")
    _need(entry.amount_fen == box.amount_fen <= box.credit_fen, entry, "the money is not there")
    return _decided(replace(box, credit_fen=box.credit_fen - entry.amount_fen), entry)


def _closed(box: Box, entry: Entry) -> Box:
    card = box.card_of(entry.attempt)
    if card is not None:
        _need(card.state is CardState.DENIED, entry, f"its card is {card.state}")
        return _without_card(box, entry.attempt)
    return _decided(box, entry) if box.attempt == entry.attempt else box


def _decided(box: Box, entry: Entry) -> Box:
    taken = entry.what is What.TAKEN
    return replace(box, attempt="", amount_fen=0, last=entry.attempt, last_ms=entry.at_ms, last_taken=taken)


# --- cash out ----------------------------------------------------------------------------------------


def _due(box: Box, entry: Entry) -> Box:
    _need(entry.amount_fen and entry.key and box.due(entry.key) is None, entry, "it is due already")
    why = Why(entry.word)
    if why in (Why.CHANGE, Why.BACK):
        _need(box.credit_fen >= entry.amount_fen, entry, "more than was put in")
        box = replace(box, credit_fen=box.credit_fen - entry.amount_fen)
    due = Due(entry.key, entry.attempt, why, entry.amount_fen, entry.at_ms)
    return replace(box, dues=(*box.dues, due), serial=box.serial + 1)


def _begun(box: Box, entry: Entry) -> Box:
    due = _due_of(box, entry, DueState.WAITING)
    _need(box.active is None, entry, "one pay-out at a time")
    _need(entry.turn == due.turn + 1 and entry.amount_fen == due.amount_fen, entry, "out of turn")
    active = replace(due, state=DueState.ACTIVE, turn=entry.turn, before=entry.levels)
    return _with_due(box, active)


def _ended(box: Box, entry: Entry) -> Box:
    due = _due_of(box, entry, DueState.ACTIVE)
    _need(entry.turn == due.turn and entry.amount_fen <= due.amount_fen, entry, "more than was asked for")
    left_fen = due.amount_fen - entry.amount_fen
    if not left_fen:
        return _without_due(box, due.key)
    return _with_due(box, replace(due, amount_fen=left_fen, state=DueState.WAITING, before=None))


def _owed(box: Box, entry: Entry) -> Box:
    due = _due_of(box, entry, DueState.WAITING)
    _need(entry.amount_fen == due.amount_fen, entry, "another amount is left")
    return _with_due(box, replace(due, state=DueState.OWED))


def _doubted(box: Box, entry: Entry) -> Box:
    due = _due_of(box, entry, DueState.WAITING)
    _need(entry.amount_fen == due.amount_fen, entry, "another amount is left")
    return _with_due(box, replace(due, state=DueState.DOUBTED))


def _handed(box: Box, entry: Entry) -> Box:
    due = _due_of(box, entry, DueState.OWED, DueState.DOUBTED)
    _need(entry.amount_fen == due.amount_fen and entry.word, entry, "another amount is left")
    return _without_due(box, due.key)


def _counted(box: Box, entry: Entry) -> Box:
    _need(entry.levels is not None, entry, "without counts")
    return box


# --- cards -------------------------------------------------------------------------------------------


def _card_asked(box: Box, entry: Entry) -> Box:
    card = box.card_of(entry.attempt)
    if card is None:
        _need(entry.turn == 1 and entry.amount_fen and box.card is None, entry, "the reader is busy")
        return replace(box, cards=(*box.cards, Card(entry.attempt, entry.amount_fen)))
    _need(card.state is CardState.DENIED and entry.turn == card.turn + 1, entry, "out of turn")
    return _with_card(box, replace(card, turn=entry.turn, state=CardState.ASKED))


_CARD_AFTER: Mapping[str, CardState] = {
    CardWord.APPROVED: CardState.APPROVED,
    CardWord.ODD: CardState.APPROVED,
    CardWord.DENIED: CardState.DENIED,
    CardWord.UNKNOWN: CardState.DOUBTED,
}


def _card_answered(box: Box, entry: Entry) -> Box:
    card = _card_of(box, entry, CardState.ASKED)
    _need(entry.turn == card.turn and entry.word in _CARD_AFTER, entry, "out of turn")
    return _with_card(box, replace(card, state=_CARD_AFTER[entry.word], is_odd=entry.word == CardWord.ODD))


def _card_ending(box: Box, entry: Entry) -> Box:
    card = _card_of(box, entry, CardState.APPROVED)
    keeps = entry.word != RETURN
    return _with_card(box, replace(card, state=CardState.ENDING, keeps=keeps, refund=entry.key))


def _card_ended(box: Box, entry: Entry) -> Box:
    card = _card_of(box, entry, CardState.ENDING)
    if not card.is_odd:
        return _without_card(box, card.attempt)
    state = CardState.DENIED if entry.word == "returned" else CardState.DOUBTED
    return _with_card(box, replace(card, state=state, is_odd=False))


def _settled(box: Box, entry: Entry) -> Box:
    card = _card_of(box, entry, CardState.DOUBTED)
    _need(entry.word, entry, "nobody says so")
    return _without_card(box, card.attempt)


_APPLY: Mapping[What, Callable[[Box, Entry], Box]] = {
    What.OPENED: _opened,
    What.MONEY_IN: _money_in,
    What.TAKEN: _taken,
    What.CLOSED: _closed,
    What.DUE: _due,
    What.BEGUN: _begun,
    What.ENDED: _ended,
    What.OWED: _owed,
    What.DOUBTED: _doubted,
    What.HANDED: _handed,
    What.COUNTED: _counted,
    What.CARD_ASKED: _card_asked,
    What.CARD_ANSWERED: _card_answered,
    What.CARD_ENDING: _card_ending,
    What.CARD_ENDED: _card_ended,
    What.SETTLED: _settled,
}
