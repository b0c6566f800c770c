"""Which lanes may be sold from, worked out from what their motors did. Pure.

Anti-jackpot (features.md 8, DESIGN 5): two failures in a row pause a lane, three take it out until a
technician comes; a good vend in between clears the count. Doubt takes it out at once: what lies before
the hatch is not known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hardware.api import LaneState, Result, VendOutcome

FAILURES_TO_PAUSE = 2
FAILURES_TO_TAKE_OUT = 3
PAUSE_MS = 10 * 60 * 1000
"""features.md 12: 0 to 99 minutes."""

SAID_NOTHING = "-"
"""``VendOutcome.raw_code`` when no board said anything."""

_GOOD = frozenset({Result.DELIVERED, Result.TURNED_UNCONFIRMED})


@dataclass(frozen=True, slots=True)
class LaneHealth:
    """What is held against one lane. ``until_ms`` is UTC, so that a pause survives a restart."""

    failures: int = 0
    paused_until_ms: int = 0
    out: bool = False
    board_fault: str = ""
    """The board's own words when it says that the lane cannot be used; empty when it can."""
    held: bool = False
    """Staff paused it, until they say otherwise."""

    def paused(self, now_ms: int) -> bool:
        """A pause that ends later than any can was written by a clock set wrong: it is over."""
        return self.held or now_ms < self.paused_until_ms <= now_ms + PAUSE_MS

    @property
    def faulty(self) -> bool:
        return self.out or bool(self.board_fault)


def after_vend(health: LaneHealth, outcome: VendOutcome, now_ms: int) -> LaneHealth:
    """The lane's health after one turn. What the board never had a word about (another vend ran, the line was
    away) says nothing of the lane."""
    if outcome.nothing_moved and outcome.raw_code == SAID_NOTHING:
        return health
    if outcome.result is Result.UNKNOWN or outcome.block_lane:
        return replace(health, failures=health.failures + 1, out=True)
    if outcome.result in _GOOD:
        return replace(health, failures=0, paused_until_ms=0, board_fault="")
    failures = health.failures + 1
    if failures >= FAILURES_TO_TAKE_OUT:
        return replace(health, failures=failures, out=True)
    if failures >= FAILURES_TO_PAUSE:
        return replace(health, failures=failures, paused_until_ms=now_ms + PAUSE_MS)
    return replace(health, failures=failures)


def after_report(health: LaneHealth, state: LaneState, text: str) -> LaneHealth:
    """The board's own opinion. Its stock and its pauses do not count: the planogram is ours."""
    bad = state in (LaneState.FAULT, LaneState.MISSING)
    return replace(health, board_fault=text if bad else "")
