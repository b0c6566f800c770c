"""One decision while it is being made: entries that change the box at once, deeds that wait for the disk."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hardware.api import CashLevels
from kiosk.payments.intent import Problem, ProblemKind
from kiosk.till.box import Box, Due, apply
from kiosk.till.entries import Entry, How, What, Why
from kiosk.till.events import Bus, Deed, Moment

PRESENT_MS = 10 * 60 * 1000
"""So long after a customer last did something here, somebody is taken to be there who would take the coins.
Later they would fall before a stranger: they are kept, and a person hands them over."""

BUSY = Problem(ProblemKind.LIMIT, "The till is busy with another payment.", "TILL_BUSY")
AWAY = Problem(ProblemKind.NETWORK, "The till does not answer.", "TILL_AWAY")
NO_CHANGER = Problem(ProblemKind.ABSENT, "There is no coin changer at the till.", "NO_CHANGER")
NO_READER = Problem(ProblemKind.ABSENT, "There is no card reader at the till.", "NO_READER")
NO_CASH = Problem(
    ProblemKind.BALANCE, "This amount cannot be paid in cash: the tubes hold no change for it.", "NO_CHANGE"
)
TOO_MUCH = Problem(ProblemKind.ACCOUNT, "More is to go back than was taken.", "MORE_THAN_TAKEN")
NOT_OWED = Problem(ProblemKind.ACCOUNT, "Nothing is owed under this number.", "NOT_OWED")


class Step:
    """``now`` is the same for all of it."""

    def __init__(self, box: Box, bus: Bus, now: Moment) -> None:
        self.box = box
        self.bus = bus
        self.now = now
        self.entries: list[Entry] = []
        self.deeds: list[Deed] = []
        self.refusal: Problem | None = None

    def write(self, what: What, **more: Any) -> None:
        entry = Entry(what, self.now.utc_ms, **more)
        self.box = apply(self.box, entry)
        self.entries.append(entry)

    def see(self, attempt: str) -> None:
        """Somebody did something for this attempt."""
        self.bus = self.bus.with_seen(attempt, self.now.run_ms)

    def is_fresh(self, attempt: str, utc_ms: int) -> bool:
        """Whoever paid by this attempt, not before ``utc_ms``, is taken to be here still. In this run the
        monotonic clock tells: the other may be set right at any time. One that stands before ``utc_ms`` (no
        battery, no network yet) does not know; power cuts are short, so the coins come out."""
        seen_ms = self.bus.seen_ms(attempt)
        if seen_ms is not None:
            return self.now.run_ms - seen_ms <= PRESENT_MS
        return self.now.utc_ms - utc_ms <= PRESENT_MS

    # --- sums that go back ---------------------------------------------------------------------------

    def make_due(self, why: Why, attempt: str, amount_fen: int, since_ms: int, key: str = "") -> None:
        """``amount_fen`` is to go back: by the till while its owner is there, else by a person."""
        fresh = self.is_fresh(attempt, since_ms)
        key = key or f"{attempt or 'stray'}.{self.box.serial + 1}"
        self.write(What.DUE, attempt=attempt, key=key, amount_fen=amount_fen, word=why)
        if not fresh:
            self.write(What.OWED, attempt=attempt, key=key, amount_fen=amount_fen)

    def owe(self, due: Due) -> None:
        """The till does not pay the rest of it."""
        self.write(What.OWED, attempt=due.attempt, key=due.key, amount_fen=due.amount_fen)

    def owe_card(self, attempt: str, key: str, amount_fen: int) -> None:
        """Only the bank can give it back."""
        self.write(What.DUE, attempt=attempt, key=key, amount_fen=amount_fen, word=Why.CARD)
        self.write(What.OWED, attempt=attempt, key=key, amount_fen=amount_fen)

    def end(self, due: Due, out_fen: int, how: How, levels: CashLevels | None) -> Due | None:
        """``out_fen`` came out; what is left of the sum, if anything."""
        about = {"attempt": due.attempt, "key": due.key, "turn": due.turn}
        self.write(What.ENDED, amount_fen=out_fen, word=how, levels=levels, **about)
        self.bus = replace(self.bus, asked="", unsure_ms=None, least_fen=0)
        return self.box.due(due.key)

    def end_in_doubt(self, due: Due, levels: CashLevels | None) -> None:
        """Nobody knows what came out beyond the least."""
        left = self.end(due, min(self.bus.least_fen, due.amount_fen), How.UNSURE, levels)
        if left is not None:
            self.write(What.DOUBTED, attempt=left.attempt, key=left.key, amount_fen=left.amount_fen)
