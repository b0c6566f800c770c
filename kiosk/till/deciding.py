"""What the till does about what happens: entries to write, then deeds. Pure; see ``keeper`` for the shell.

One rule runs through it: an entry is on the disk before the deed it is about, and a deed whose end is not
known is never done again. What came out is then told by the tubes' counts, and what those do not tell, by a
person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hardware.api import CardAnswer, CardEnded, MoneyIn, PaidOut, TillDown, TillUp
from kiosk.payments.intent import Method, Problem
from kiosk.till import cards, cash
from kiosk.till.answers import NOT_TAKEN, Fate, fate
from kiosk.till.box import DUES_MAX, Box, CardState, DueState
from kiosk.till.entries import CARD, RETURN, Entry, What, Why
from kiosk.till.events import (
    Began,
    Bus,
    Close,
    Deed,
    HandedOver,
    Happening,
    Keep,
    LookedUp,
    Moment,
    OpenCard,
    OpenCash,
    PayBack,
    Prepare,
    Ticked,
)
from kiosk.till.step import TOO_MUCH, Step
from kiosk.till.taking import NOTHING, Takes, takes

Known = Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Decision:
    box: Box
    bus: Bus
    entries: tuple[Entry, ...]
    """Stored, all of them or none, before any deed."""
    deeds: tuple[Deed, ...]
    refusal: Problem | None = None
    """Why what was asked is not done."""


def decide(box: Box, bus: Bus, happening: Happening, known: Known, now: Moment) -> Decision:
    """What to write and do about ``happening``. ``known`` are the entries about its attempt."""
    step = Step(box, bus, now)
    HANDLERS[type(happening)](step, happening, known)
    cash.give_back(step)
    cash.begin_next(step)
    return Decision(step.box, step.bus, tuple(step.entries), tuple(step.deeds), step.refusal)


def accepting(box: Box, bus: Bus) -> Takes:
    """What the devices are to take now. While money goes out nothing comes in: the counts must tell."""
    if bus.info is None or not box.attempt or len(box.dues) >= DUES_MAX:
        return NOTHING
    if any(due.state in (DueState.WAITING, DueState.ACTIVE) for due in box.dues):
        return NOTHING
    return takes(bus.info, box.levels, box.credit_fen, box.amount_fen)


def _began(step: Step, _began: Began, _known: Known) -> None:
    """Whoever was paying is taken to be gone; the sales think the same (``sale.rebooting``)."""
    for card in step.box.cards:
        cards.restarted(step, card)
    if step.box.attempt:
        step.write(What.CLOSED, attempt=step.box.attempt)


def _ticked(step: Step, _asked: Ticked, _known: Known) -> None:
    cash.ticked(step)
    cards.ticked(step)


def _prepare(step: Step, asked: Prepare, known: Known) -> None:
    if fate(known) is Fate.NEW:
        is_card = asked.method is Method.CARD
        step.refusal = (
            cards.no_card_because(step) if is_card else cash.no_cash_because(step, asked.amount_fen)
        )


def _close(step: Step, asked: Close, known: Known) -> None:
    """Decided here, once: what was not taken before this can never be."""
    if fate(known) in (Fate.TAKEN, Fate.CLOSED, Fate.DOUBTED):
        return
    card = step.box.card_of(asked.attempt)
    if card is None or card.state is CardState.DENIED:
        step.write(What.CLOSED, attempt=asked.attempt)
    else:
        cards.withdraw(step, card)


def _pay_back(step: Step, asked: PayBack, known: Known) -> None:
    taken = next((entry for entry in known if entry.what is What.TAKEN), None)
    if taken is None:
        step.refusal = NOT_TAKEN
    elif any(entry.key == asked.key for entry in known):
        return
    elif gone_back_fen(known) + asked.amount_fen > taken.amount_fen:
        step.refusal = TOO_MUCH
    elif taken.word == CARD:
        cards.return_card(step, asked)
    else:
        step.make_due(Why.REFUND, asked.attempt, asked.amount_fen, taken.at_ms, asked.key)


def gone_back_fen(known: Known) -> int:
    """What refunds of an attempt were asked for so far: each number once, whichever way it goes back."""
    amounts = {
        entry.key: entry.amount_fen
        for entry in known
        if (entry.what is What.DUE and entry.word in (Why.REFUND, Why.CARD))
        or (entry.what is What.CARD_ENDING and entry.word == RETURN and entry.key)
    }
    return sum(amounts.values())


HANDLERS: Mapping[type[Happening], Callable[[Step, Any, Known], None]] = {
    Began: _began,
    Prepare: _prepare,
    OpenCash: cash.open_cash,
    OpenCard: cards.open_card,
    Close: _close,
    PayBack: _pay_back,
    Keep: cards.keep,
    HandedOver: cash.handed_over,
    LookedUp: cards.looked_up,
    Ticked: _ticked,
    TillUp: cash.up,
    TillDown: cash.down,
    MoneyIn: cash.money_in,
    PaidOut: cash.paid_out,
    CardAnswer: cards.answered,
    CardEnded: cards.ended,
}
