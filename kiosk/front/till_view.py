"""The till's part of a sale as its customer understands it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.payments.intent import Shows
from kiosk.sale.state import Sale, Stage
from kiosk.till.entries import CardWord, Entry, What, Why
from kiosk.till.events import Bus
from kiosk.till.taking import Takes, is_exact
from kiosk.views import MoneyBack, TillView

_BACK = (Why.CHANGE, Why.BACK)


def till_view(
    sale: Sale,
    shows: Callable[[str], Shows],
    known: Callable[[str], Sequence[Entry]],
    bus: Bus,
    takes: Takes,
) -> TillView:
    """``shows``: what is shown to pay by a method; ``known``: what the till knows of an attempt."""
    current = sale.current
    entries = [entry for attempt in sale.attempts for entry in known(attempt.number)]
    by = shows(current.method) if current is not None else Shows.CODE
    asked = by if sale.stage in (Stage.PAYING, Stage.CLOSING) else Shows.CODE
    mine = known(current.number) if current is not None else ()
    inserted_fen = sum(entry.amount_fen for entry in mine if entry.what is What.MONEY_IN)
    missing_fen = max(0, sale.due_fen - inserted_fen)
    back_fen = _sum(entries, What.DUE)
    given_fen = _sum(entries, What.ENDED) + _sum(entries, What.HANDED)
    return TillView(
        shows="" if asked is Shows.CODE else asked.value,
        is_up=bus.info is not None,
        inserted_fen=inserted_fen if by is Shows.MONEY else 0,
        missing_fen=missing_fen if by is Shows.MONEY else 0,
        coins_fen=takes.coins_fen if asked is Shows.MONEY else (),
        bills_fen=takes.bills_fen if asked is Shows.MONEY else (),
        exact=asked is Shows.MONEY and bus.info is not None and is_exact(bus.info, takes, missing_fen),
        back=_back(entries, back_fen, given_fen),
        back_fen=back_fen,
        given_fen=given_fen,
        is_change=any(entry.what is What.DUE and entry.word == Why.CHANGE for entry in entries),
        denied=_was_denied(mine),
    )


def _was_denied(entries: Sequence[Entry]) -> bool:
    """The reader said no, and has not said yes since."""
    answers = [entry.word for entry in entries if entry.what is What.CARD_ANSWERED]
    return bool(answers) and answers[-1] == CardWord.DENIED


def _keys(entries: Sequence[Entry]) -> frozenset[str]:
    """Sums that come back by themselves; refunds have their own place on the screen."""
    return frozenset(entry.key for entry in entries if entry.what is What.DUE and entry.word in _BACK)


def _sum(entries: Sequence[Entry], what: What) -> int:
    keys = _keys(entries)
    return sum(entry.amount_fen for entry in entries if entry.what is what and entry.key in keys)


def _back(entries: Sequence[Entry], back_fen: int, given_fen: int) -> MoneyBack:
    if not back_fen:
        return MoneyBack.NOTHING
    if given_fen >= back_fen:
        return MoneyBack.GIVEN
    keys = _keys(entries)
    last = {entry.key: entry.what for entry in entries if entry.key in keys}
    if What.DOUBTED in last.values():
        return MoneyBack.CHECKING
    return MoneyBack.WITH_STAFF if What.OWED in last.values() else MoneyBack.COMING
