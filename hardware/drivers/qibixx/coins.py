"""Each coin once: which reports of the changer are new, by the tubes' own counts and by time. Pure.

A changer that missed our receipt says the same again; two equal coins in a row say the same, too. What tells
them apart:

* **A coin that went into a tube is new when the tube's count grew.** The report bears the count, TUBE STATUS
  tells it as well, and both come from one counter: whichever is heard first counts the coin, the other does
  not. So a coin whose report was lost on the way is found by counting the tubes. Counts are judged only
  behind a poll that had no coin to report: what fell before they were read would have been reported by then.
* **A coin that went into the cash box** (or into a tube of a changer that does not count, of which nobody has
  seen the count move) is told apart by time. After every coin the changer is polled again at once. The first
  coin came after the poll before its report; if the answer that says it again is here less than
  ``COIN_GAP_MS`` after that poll, no second coin can have come, for no acceptor takes two in so short a
  time. If one of our polls was late or its answer lost, it is taken for a second coin: customers do put in
  two equal coins within half a second, while a receipt is hardly ever lost. But a changer that has missed one
  receipt is believed to miss the next ones, until it says something else.

A coin of the second kind whose report is lost on the wire cannot be found by anybody: MDB has no count of the
cash box.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hardware.wire.mdb.changer import CoinIn, CoinsTakenOut, Report, Route, TubeStatus

COIN_GAP_MS: Final = 250
"""Two coins do not come closer: acceptors take two or three a second (makers' figures; MDB has none)."""
LOST_MAX_COINS: Final = 8
"""One answer holds no more reports than this (16 bytes, MDB 5.3); a tube that grew by more was filled."""
REPEATS_MAX: Final = 20
"""A changer that says the same so often in a row does not hear us at all."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What TUBE STATUS brought to light."""

    found: tuple[int, ...] = ()
    """Types of coins that came in and were not reported, one entry for each."""
    is_odd: bool = False
    """The counts differ from ours for a reason we do not know: filled or emptied by hand."""


@dataclass
class CoinRule:
    """Remembers what the changer said and how many coins lie in each tube; outlives a lost line."""

    counts: dict[int, int] = field(default_factory=dict)
    """By type; a type not heard of yet is missing."""
    counting: set[int] = field(default_factory=set)
    """Types whose count was seen to move by as many coins as went in or out: it is a real counter."""
    repeats: int = 0
    """Answers in a row that only said again what had been said."""
    is_behind: bool = False
    """A count grew by more than the coin that was reported: the others are found by counting."""
    _before: tuple[Report, ...] = ()
    _since_ms: int | None = None
    """When the poll before the first of these answers was sent: what it tells came later."""
    _last_sent_ms: int | None = None

    def hear(self, reports: tuple[Report, ...], sent_ms: int, heard_ms: int) -> list[CoinIn]:
        """The coins that are new in this answer to the poll of ``sent_ms``."""
        same = _common_length(self._before, reports)
        is_soon = self._since_ms is not None and heard_ms - self._since_ms < COIN_GAP_MS
        is_repetition = is_soon or self.repeats > 0 or self._is_proven(reports[:same])
        new: list[CoinIn] = []
        old = 0
        for at, report in enumerate(reports):
            if isinstance(report, CoinsTakenOut):
                self.counts[report.kind] = report.tube_count
            elif isinstance(report, CoinIn) and report.route in (Route.TUBE, Route.CASH_BOX):
                is_new = self._is_new(report, at < same and is_repetition)
                new += [report] * is_new
                old += not is_new
        self.repeats = self.repeats + 1 if old and not new else 0
        if not self.repeats:
            self._since_ms = self._last_sent_ms
        self._before, self._last_sent_ms = reports, sent_ms
        return new

    def judge(self, status: TubeStatus, *, may_have_missed: bool) -> Judged:
        """Take over the tubes' counts, behind a poll without coins.

        ``may_have_missed``: coins were accepted since the last count, and an answer was lost or damaged.
        """
        grown = {
            kind: count - self.counts[kind] for kind, count in enumerate(status.counts) if kind in self.counts
        }
        may_have_missed |= self.is_behind
        self.is_behind = False
        self.counts = dict(enumerate(status.counts))
        total = sum(grown.values())
        if may_have_missed and min(grown.values(), default=0) >= 0 and 0 < total <= LOST_MAX_COINS:
            found = tuple(kind for kind, more in grown.items() for _ in range(more))
            self.counting.update(found)
            return Judged(found)
        return Judged(is_odd=any(grown.values()))

    def went_out(self, kind: int, tube_count: int, *, exactly: bool) -> None:
        """A payout left so many coins in the tube. ``exactly``: its count moved by as many as were paid."""
        self.counts[kind] = tube_count
        if exactly:
            self.counting.add(kind)

    def _is_proven(self, said_before: tuple[Report, ...]) -> bool:
        """Among what was said before is a coin in a tube that counts, and its count has not grown since."""
        return any(
            isinstance(report, CoinIn)
            and report.route is Route.TUBE
            and report.kind in self.counting
            and report.tube_count <= self.counts[report.kind]
            for report in said_before
        )

    def _is_new(self, coin: CoinIn, is_again: bool) -> bool:
        if coin.route is Route.CASH_BOX:
            return not is_again
        known = self.counts.get(coin.kind)
        if is_again and known is not None and coin.tube_count <= known:
            return False
        if known is not None and coin.tube_count > known + LOST_MAX_COINS:
            # So many coins cannot have been missed: the line is damaged, and counting will tell.
            self.is_behind = True
            return False
        if known is not None and coin.tube_count > known:
            self.is_behind |= coin.tube_count > known + 1
            if coin.tube_count == known + 1:
                self.counting.add(coin.kind)
            self.counts[coin.kind] = known + 1
            return True
        self.counts[coin.kind] = coin.tube_count
        return not is_again and (known != coin.tube_count or coin.kind not in self.counting)


def _common_length(before: tuple[Report, ...], after: tuple[Report, ...]) -> int:
    """How many reports both answers begin with: a changer may add to what it says again."""
    length = 0
    while length < min(len(before), len(after)) and before[length] == after[length]:
        length += 1
    return length
