"""The till's part of a sale as its customer sees it: what is in, what is missing, what has come back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hardware.api import TillInfo
from kiosk.front.till_view import till_view
from kiosk.payments.intent import Shows
from kiosk.sale.events import CancelPressed, Event, MethodChosen, PaymentReady, PaymentSeen
from kiosk.sale.state import Line, Sale, open_sale
from kiosk.sale.table import step
from kiosk.till.entries import Entry, What, Why
from kiosk.till.events import Bus
from kiosk.till.taking import NOTHING, Takes
from kiosk.views import MoneyBack, TillView

A, B = "K0000001A", "K0000001B"
INFO = TillInfo("scripted", "-", coins_fen=(50, 100), bills_fen=(500,))
SHOWS = {"wechat": Shows.CODE, "cash": Shows.MONEY, "card": Shows.READER}


def sale_after(*events: Event) -> Sale:
    sale = open_sale("K0000001", (Line(0, "tea", "A1", 1, 450),))
    for event in events:
        sale, _ = step(sale, event)
    return sale


def paying(method: str) -> Sale:
    return sale_after(MethodChosen(method), PaymentReady(A, ""))


def seen(sale: Sale, *entries: Entry, takes: Takes = NOTHING, up: bool = True) -> TillView:
    def known(attempt: str) -> Sequence[Entry]:
        return [entry for entry in entries if entry.attempt == attempt]

    bus = Bus(INFO if up else None)
    return till_view(sale, SHOWS.__getitem__, known, bus, takes)


def put_in(*values: int, attempt: str = A) -> list[Entry]:
    return [Entry(What.MONEY_IN, 1, attempt, amount_fen=value, word="coin") for value in values]


def due(why: Why, fen: int, key: str = "k") -> Entry:
    return Entry(What.DUE, 2, A, key, amount_fen=fen, word=why)


def ended(fen: int, key: str = "k") -> Entry:
    return Entry(What.ENDED, 3, A, key, 1, fen, "sure")


def test_a_wallet_has_nothing_to_do_with_the_till() -> None:
    assert seen(paying("wechat")) == TillView()


def test_what_is_in_and_what_is_missing() -> None:
    view = seen(paying("cash"), *put_in(100, 50), takes=Takes((50, 100), (500,)))
    assert (view.shows, view.inserted_fen, view.missing_fen) == ("money", 150, 300)
    assert (view.coins_fen, view.bills_fen, view.exact) == ((50, 100), (500,), False)


def test_the_exact_amount_is_asked_for_when_nothing_larger_is_taken() -> None:
    assert seen(paying("cash"), *put_in(100, 100, 100, 100), takes=Takes((50,), ())).exact


def test_a_till_that_is_away_is_said_to_be() -> None:
    assert not seen(paying("cash"), up=False).is_up


def test_a_refused_card_is_told_until_one_is_accepted() -> None:
    def answered(turn: int, word: str) -> Entry:
        return Entry(What.CARD_ANSWERED, 2, A, turn=turn, word=word)

    assert not seen(paying("card")).denied
    view = seen(paying("card"), answered(1, "denied"))
    assert view.denied and view.shows == "reader"
    assert not seen(paying("card"), answered(1, "denied"), answered(2, "approved")).denied


@pytest.mark.parametrize(
    ("entries", "back", "given_fen"),
    [
        ([], MoneyBack.COMING, 0),
        ([ended(30)], MoneyBack.COMING, 30),
        ([ended(50)], MoneyBack.GIVEN, 50),
        ([ended(30), Entry(What.OWED, 4, A, "k", amount_fen=20)], MoneyBack.WITH_STAFF, 30),
        ([ended(0), Entry(What.DOUBTED, 4, A, "k", amount_fen=50)], MoneyBack.CHECKING, 0),
        (
            [
                ended(30),
                Entry(What.OWED, 4, A, "k", amount_fen=20),
                Entry(What.HANDED, 5, A, "k", amount_fen=20, word="x"),
            ],
            MoneyBack.GIVEN,
            50,
        ),
    ],
)
def test_change_is_called_given_only_when_it_is_out(
    entries: list[Entry], back: MoneyBack, given_fen: int
) -> None:
    paid = sale_after(MethodChosen("cash"), PaymentReady(A, ""), PaymentSeen(A, 450))
    view = seen(paid, *put_in(500), due(Why.CHANGE, 50), *entries)
    assert (view.back, view.back_fen, view.given_fen, view.is_change) == (back, 50, given_fen, True)
    assert view.shows == "", "nothing is asked for any more"


def test_a_refund_is_the_sales_and_not_counted_here() -> None:
    view = seen(paying("cash"), *put_in(450), due(Why.REFUND, 450, "K0000001R0"), ended(450, "K0000001R0"))
    assert (view.back, view.back_fen) == (MoneyBack.NOTHING, 0)


def test_coins_of_an_attempt_before_another_wallet_are_still_told_of() -> None:
    switched = sale_after(MethodChosen("cash"), PaymentReady(A, ""), MethodChosen("wechat"), CancelPressed())
    view = seen(switched, *put_in(100), due(Why.BACK, 100), ended(100))
    assert (view.back, view.back_fen, view.is_change) == (MoneyBack.GIVEN, 100, False)
