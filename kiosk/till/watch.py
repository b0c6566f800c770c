"""What is wrong with the till now, as findings for staff. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kiosk.cabinet.incidents.table import INCIDENTS
from kiosk.cabinet.watch import Finding
from kiosk.money import yuan_text
from kiosk.till.box import Box, CardState, Due, DueState
from kiosk.till.entries import Why
from kiosk.till.events import Bus

FEW_FEN = 1_000
"""Below ten yuan of change staff are told: a handful of sales with a large coin are left."""
ENOUGH_FEN = 2_000
"""From here on it is enough again: a sale more or less does not call anybody twice."""


@dataclass(frozen=True, slots=True)
class TillNow:
    box: Box
    bus: Bus
    given_up: bool = False
    """It had its time to come up at the start, or was up before."""
    why_down: str = ""
    troubles: Mapping[str, str] = field(default_factory=dict)
    """What the devices complain of, by the driver's code."""
    few_coins: bool = False


def is_few(before: bool, box: Box, bus: Bus) -> bool:
    """Whether the tubes hold too little change: with some slack, so that it does not come and go."""
    if not bus.has_changer or not box.is_counted:
        return before
    payable_fen = box.levels.payable_fen
    return payable_fen < (ENOUGH_FEN if before else FEW_FEN)


def till_findings(now: TillNow) -> Iterator[Finding]:
    """Each thing that is wrong, once."""
    if now.bus.info is None and now.given_up:
        yield Finding("till_away", "", now.why_down or "it was never heard since the program started")
    for code, text in now.troubles.items():
        yield Finding(code if code in INCIDENTS else "till_trouble", code, text)
    if now.few_coins:
        yield Finding("till_few_coins", "", f"¥{yuan_text(now.box.levels.payable_fen)}")
    for due in now.box.dues:
        yield from _of_due(due)
    for card in now.box.cards:
        if card.state is CardState.DOUBTED:
            yield Finding("card_in_doubt", card.attempt, f"¥{yuan_text(card.amount_fen)}")


def _of_due(due: Due) -> Iterator[Finding]:
    detail = f"¥{yuan_text(due.amount_fen)} ({due.key})"
    if due.state is DueState.DOUBTED:
        yield Finding("till_in_doubt", due.key, detail)
    elif due.state is DueState.OWED:
        yield Finding("card_owes" if due.why is Why.CARD else "till_owes", due.key, detail)
