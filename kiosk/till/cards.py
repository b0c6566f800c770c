"""What is decided about a card reader. Pure; the table is in ``deciding``.

A reader holds the money from its approval until it is told how the sale ended; a reset in between counts as
sold (boards.md 8.1). It gives back the whole or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hardware.api import CardAnswer, CardEnd, CardEnded, CardResult
from kiosk.payments.intent import Problem
from kiosk.till.answers import Fate, fate
from kiosk.till.box import Box, Card, CardState
from kiosk.till.entries import CARD, KEEP, RETURN, CardWord, Entry, What, wire_key
from kiosk.till.events import CancelCard, EndCard, Keep, LookedUp, OpenCard, PayBack, RequestCard
from kiosk.till.step import AWAY, BUSY, NO_READER, NOT_OWED, Step

CARD_TURNS_MAX = 20
"""A card refused, or none held to the reader in its time: so often it is asked for one attempt. At the usual
half a minute each that is longer than a customer can ask for more time; a broken reader ends it."""

FOUND_MS = 8_000
"""So long after the start a sale may say that an approval from before goes back: it asks its board first. A
driver keeps such an approval some 20 s, then gives it back by itself; goods may have fallen for it."""

Known = Sequence[Entry]


def open_card(step: Step, asked: OpenCard, known: Known) -> None:
    """Ask the reader for the amount."""
    if fate(known) is not Fate.NEW:
        return
    step.refusal = no_card_because(step)
    if step.refusal is None:
        step.see(asked.attempt)
        _ask(step, asked.attempt, asked.amount_fen, 1)


def no_card_because(step: Step) -> Problem | None:
    """Why no card can be asked for now; None: one can."""
    if step.bus.info is None:
        return AWAY
    if not step.bus.info.card:
        return NO_READER
    return None if step.box.card is None else BUSY


def withdraw(step: Step, card: Card) -> None:
    """The customer pays otherwise, or not at all. The reader's answer decides: it may be too late."""
    step.bus = replace(step.bus, closing=step.bus.closing | {card.attempt})
    if card.state is CardState.ASKED:
        step.deeds.append(CancelCard(wire_key(card.attempt, card.turn)))


def return_card(step: Step, asked: PayBack) -> None:
    """Whole, and while the reader still holds it: by the reader. Otherwise only the bank can."""
    card = step.box.card_of(asked.attempt)
    if card is not None and card.state is CardState.APPROVED and card.amount_fen == asked.amount_fen:
        _end(step, card, RETURN, asked.key)
        return
    if card is not None and card.state is CardState.APPROVED and not card.is_odd:
        _end(step, card, KEEP)
    step.owe_card(asked.attempt, asked.key, asked.amount_fen)


def keep(step: Step, asked: Keep, _known: Known) -> None:
    """The goods are out, or it is for a person to say: the reader is told that they were sold."""
    card = step.box.card_of(asked.attempt)
    if card is not None and card.state is CardState.APPROVED and not card.is_odd:
        _end(step, card, KEEP)


def looked_up(step: Step, asked: LookedUp, _known: Known) -> None:
    """A person asked the bank: that ends the doubt, once."""
    card = step.box.card_of(asked.attempt)
    if card is None or card.state is not CardState.DOUBTED:
        step.refusal = NOT_OWED
        return
    about = {"attempt": card.attempt, "amount_fen": card.amount_fen}
    step.write(What.SETTLED, word=asked.who, **about)
    if asked.charged:
        step.write(What.TAKEN, word=CARD, **about)
    else:
        step.write(What.CLOSED, attempt=card.attempt)


def restarted(step: Step, card: Card) -> None:
    """A new start. A reader that was not reset still knows; one that was counts what it held as sold, and
    whether a request was answered nobody can tell."""
    key = wire_key(card.attempt, card.turn)
    match card.state:
        case CardState.ASKED:
            about = {"attempt": card.attempt, "turn": card.turn, "amount_fen": card.amount_fen}
            step.write(What.CARD_ANSWERED, word=CardWord.UNKNOWN, **about)
            step.deeds.append(EndCard(key, keep=False))
        case CardState.ENDING:
            step.deeds.append(EndCard(key, card.keeps))
        case CardState.APPROVED:
            step.bus = replace(step.bus, found_ms=step.now.run_ms)


def ticked(step: Step) -> None:
    """An approval found at the start: its sale had its time to say that it goes back."""
    card, found_ms = step.box.card, step.bus.found_ms
    if found_ms is None or step.now.run_ms - found_ms <= FOUND_MS:
        return
    step.bus = replace(step.bus, found_ms=None)
    if card is not None and card.state is CardState.APPROVED:
        _end(step, card, KEEP)


# --- told by the reader ----------------------------------------------------------------------------------


def answered(step: Step, told: CardAnswer, _known: Known) -> None:
    """Approved, to the fen: taken. Another amount than was asked for buys nothing and goes back at once."""
    card = _named(step.box, told.key, CardState.ASKED)
    if card is None:
        return
    about = {"attempt": card.attempt, "turn": card.turn}
    match told.result:
        case CardResult.APPROVED if told.amount_fen == card.amount_fen:
            step.see(card.attempt)
            step.write(What.CARD_ANSWERED, word=CardWord.APPROVED, amount_fen=card.amount_fen, **about)
            step.write(What.TAKEN, word=CARD, amount_fen=card.amount_fen, **about)
        case CardResult.APPROVED:
            step.write(What.CARD_ANSWERED, word=CardWord.ODD, amount_fen=told.amount_fen, **about)
            _end(step, card, RETURN)
            return
        case CardResult.DENIED:
            step.write(What.CARD_ANSWERED, word=CardWord.DENIED, **about)
            _after_denied(step, card)
        case CardResult.UNKNOWN:
            step.write(What.CARD_ANSWERED, word=CardWord.UNKNOWN, **about)
    _let_go(step, card)


def ended(step: Step, told: CardEnded, _known: Known) -> None:
    """The reader has heard how it ended, or nobody knows whether it has: then it charges."""
    card = _named(step.box, told.key, CardState.ENDING)
    if card is None:
        _perhaps_settled(step, told)
        return
    about = {"attempt": card.attempt, "turn": card.turn, "amount_fen": card.amount_fen}
    step.write(What.CARD_ENDED, word=told.end.value, **about)
    if told.end is CardEnd.RETURNED and card.is_odd:
        _after_denied(step, card)
        _let_go(step, card)
    elif told.end is not CardEnd.RETURNED and card.refund:
        step.owe_card(card.attempt, card.refund, card.amount_fen)


def _perhaps_settled(step: Step, told: CardEnded) -> None:
    """The reader itself says of a payment in doubt that nothing is charged."""
    card = _named(step.box, told.key, CardState.DOUBTED)
    if card is not None and told.end is CardEnd.RETURNED:
        step.write(What.SETTLED, attempt=card.attempt, amount_fen=card.amount_fen, word="reader")
        step.write(What.CLOSED, attempt=card.attempt)


def _after_denied(step: Step, card: Card) -> None:
    """Perhaps another card; unless the customer went, the reader is away, or this leads nowhere."""
    info = step.bus.info
    gone = card.attempt in step.bus.closing or info is None or not info.card
    if gone or card.turn >= CARD_TURNS_MAX:
        step.write(What.CLOSED, attempt=card.attempt)
    else:
        _ask(step, card.attempt, card.amount_fen, card.turn + 1)


def _let_go(step: Step, card: Card) -> None:
    step.bus = replace(step.bus, closing=step.bus.closing - {card.attempt})


def _named(box: Box, key: str, state: CardState) -> Card | None:
    named = (card for card in box.cards if wire_key(card.attempt, card.turn) == key and card.state is state)
    return next(named, None)


def _ask(step: Step, attempt: str, amount_fen: int, turn: int) -> None:
    step.write(What.CARD_ASKED, attempt=attempt, turn=turn, amount_fen=amount_fen)
    step.deeds.append(RequestCard(wire_key(attempt, turn), amount_fen))


def _end(step: Step, card: Card, how: str, refund: str = "") -> None:
    about = {"attempt": card.attempt, "turn": card.turn, "amount_fen": card.amount_fen}
    step.write(What.CARD_ENDING, word=how, key=refund, **about)
    step.deeds.append(EndCard(wire_key(card.attempt, card.turn), how == KEEP))
