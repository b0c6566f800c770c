"""What is written down about the till: one entry for each thing that happened to money. Values only. Pure.

The journal is append-only; everything else about the till follows from it (``box.apply``). Amounts are fen,
times UTC milliseconds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from hardware.api import CashLevels, Tube


class What(StrEnum):
    """Stored by name; never rename one without a migration."""

    OPENED = "opened"
    """Money is taken for a payment attempt from now on."""
    MONEY_IN = "money_in"
    """One coin or bill is ours. ``word`` is its kind."""
    TAKEN = "taken"
    """The attempt is paid: decided once, against ``CLOSED``. ``word`` is ``cash`` or ``card``."""
    CLOSED = "closed"
    """The attempt can never be paid: decided once, against ``TAKEN``."""
    DUE = "due"
    """Money is to go back. ``word`` is ``Why``."""
    BEGUN = "begun"
    """The till is about to be told to pay out; ``levels`` are the counts before."""
    ENDED = "ended"
    """What came out. ``word`` is ``How``."""
    OWED = "owed"
    """The till will not pay the rest of it: a person must."""
    DOUBTED = "doubted"
    """Nobody knows how much of the rest came out: a person must look."""
    HANDED = "handed"
    """A person gave it, or says that it had come out. ``word`` is who."""
    COUNTED = "counted"
    """The devices' own counts are believed from here on; the amount is what nothing explains."""
    CARD_ASKED = "card_asked"
    CARD_ANSWERED = "card_answered"
    """``word`` is ``CardWord``."""
    CARD_ENDING = "card_ending"
    """The reader is about to be told. ``word`` is ``keep`` or ``return``, ``key`` the refund it is for."""
    CARD_ENDED = "card_ended"
    """``word`` is ``kept``, ``returned`` or ``unknown``."""
    SETTLED = "settled"
    """A person looked up a card payment in doubt. ``word`` is who; the decision follows as an entry."""


CASH = "cash"
CARD = "card"
KEEP = "keep"
RETURN = "return"


class Why(StrEnum):
    """Why money goes back."""

    CHANGE = "change"
    """More was put in than the goods cost."""
    BACK = "back"
    """It bought nothing."""
    REFUND = "refund"
    """Taken for goods that were not given out; the key is the refund's number."""
    CARD = "card"
    """Charged to a card for goods that were not given out. Only the bank gives it back, never the tubes."""


class How(StrEnum):
    """How it is known what came out."""

    SURE = "sure"
    """The till said so."""
    COUNTED = "counted"
    """The till was interrupted; its counts before and after say so."""
    UNSURE = "unsure"
    """At least so much; the counts tell nothing."""


class CardWord(StrEnum):
    """What a card reader said to one request."""

    APPROVED = "approved"
    DENIED = "denied"
    UNKNOWN = "unknown"
    ODD = "odd"
    """Approved, but another amount than was asked for: it is given back at once."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal. ``attempt`` is the payment attempt it is about, empty for none."""

    what: What
    at_ms: int
    attempt: str = ""
    key: str = ""
    """Which sum to go back it is about: a refund's number, or one of ours."""
    turn: int = 0
    """The how-manieth order to the device under this key or attempt, from 1."""
    amount_fen: int = 0
    word: str = ""
    levels: CashLevels | None = None

    @property
    def wire_key(self) -> str:
        """The key the device is told: once used it is never used again."""
        return wire_key(self.key or self.attempt, self.turn)


def wire_key(key: str, turn: int) -> str:
    return f"{key}#{turn}"


def levels_text(levels: CashLevels | None) -> str:
    """Counts as they are stored; empty when there are none."""
    if levels is None:
        return ""
    tubes = [[tube.value_fen, tube.count, int(tube.full)] for tube in levels.tubes]
    return json.dumps({"tubes": tubes, "bills": levels.bills_stacked}, separators=(",", ":"))


def levels_from(text: str) -> CashLevels | None:
    """Raises ``ValueError``, ``KeyError`` or ``TypeError`` for what ``levels_text`` never wrote."""
    if not text:
        return None
    body = json.loads(text)
    tubes = tuple(Tube(int(value), int(count), bool(full)) for value, count, full in body["tubes"])
    bills = body["bills"]
    return CashLevels(tubes, None if bills is None else int(bills))
