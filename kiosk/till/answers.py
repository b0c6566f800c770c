"""What the journal's entries about one payment attempt say to whoever asks a gateway. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from kiosk.money import yuan_text
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    Paid,
    Problem,
    ProblemKind,
    QueryResult,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    RefundRefused,
    RefundResult,
    Unpaid,
)
from kiosk.till.entries import CARD, CASH, RETURN, CardWord, Entry, What

Known = Sequence[Entry]


class Fate(StrEnum):
    """What became of an attempt."""

    NEW = "new"
    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"
    DOUBTED = "doubted"
    """Perhaps charged to a card; only the bank knows."""


IN_DOUBT = Problem(
    ProblemKind.ACCOUNT,
    "The card reader went away before it said whether it charged the card: look this payment up at the bank.",
    "CARD_IN_DOUBT",
)
NOT_TAKEN = Problem(ProblemKind.ACCOUNT, "No money was taken for this payment.", "NOT_TAKEN")
NOT_ASKED = Problem(ProblemKind.GATEWAY, "The till knows nothing of this refund.", "NOT_ASKED")


def fate(known: Known) -> Fate:
    found = Fate.NEW
    for entry in known:
        match entry.what:
            case What.TAKEN:
                return Fate.TAKEN
            case What.CLOSED:
                return Fate.CLOSED
            case What.OPENED | What.CARD_ASKED:
                found = Fate.OPEN
            case What.CARD_ANSWERED if entry.word == CardWord.UNKNOWN:
                found = Fate.DOUBTED
            case What.CARD_ENDED if found is Fate.OPEN and entry.word != "returned":
                found = Fate.DOUBTED
    return found


def payment(known: Known) -> QueryResult:
    """How a payment stands."""
    match fate(known):
        case Fate.TAKEN:
            entry = next(entry for entry in known if entry.what is What.TAKEN)
            return Paid(entry.amount_fen, entry.wire_key, entry.at_ms // 1000)
        case Fate.CLOSED:
            return Closed()
        case Fate.DOUBTED:
            return CallUnknown(IN_DOUBT)
        case _:
            return Unpaid()


def refund(known: Known, order: RefundOrder) -> RefundResult:
    """How far a refund has come."""
    about = [entry for entry in known if entry.key == order.number]
    if not about:
        return CallUnknown(NOT_ASKED)
    by_card = any(entry.word in (CARD, RETURN) for entry in about)
    if is_given_back(known, order.number, order.amount_fen):
        return RefundDone(order.number, CARD if by_card else CASH)
    if about[-1].what in (What.OWED, What.DOUBTED):
        return RefundRefused(_with_staff(about[-1], by_card=by_card))
    return RefundAccepted()


def is_given_back(known: Known, number: str, amount_fen: int) -> bool:
    """All of this refund is with the customer: coins came out, a person gave it, or the reader undid it."""
    back_fen = 0
    by_reader = False
    for entry in known:
        if entry.key == number:
            by_reader |= entry.what is What.CARD_ENDING and entry.word == RETURN
            back_fen += entry.amount_fen if entry.what in (What.ENDED, What.HANDED) else 0
        elif by_reader and entry.what is What.CARD_ENDED and entry.word == "returned":
            return True
    return back_fen >= amount_fen


def is_over(result: RefundResult) -> bool:
    """Nothing more will become of it by itself."""
    return isinstance(result, RefundDone | RefundRefused)


def _with_staff(last: Entry, *, by_card: bool) -> Problem:
    left = yuan_text(last.amount_fen)
    if by_card:
        text = f"The card reader cannot give back {left} yuan: refund it at the bank's own portal."
        return Problem(ProblemKind.ACCOUNT, text, "CARD_OWED")
    if last.what is What.OWED:
        text = f"The till does not pay out {left} yuan any more: hand it to the customer."
        return Problem(ProblemKind.ACCOUNT, text, "CASH_OWED")
    text = f"Nobody knows whether {left} yuan came out: count the tubes, then hand out what is missing."
    return Problem(ProblemKind.ACCOUNT, text, "CASH_IN_DOUBT")
