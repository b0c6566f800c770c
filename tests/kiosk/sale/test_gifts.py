"""Lines that cost nothing: gifts fall last, for goods that fell, and never move money."""

from __future__ import annotations

from kiosk.sale.books import balances, came_to_nothing, entries
from kiosk.sale.effects import Effect, SendRefund, Vend
from kiosk.sale.events import (
    CancelPressed,
    Event,
    MethodChosen,
    PaymentReady,
    PaymentSeen,
    Rebooted,
    VendResult,
)
from kiosk.sale.state import Fate, Line, Sale, Stage, open_sale
from kiosk.sale.table import step

BOUGHT = Line(0, "tea", "A1", 1, 100)
GIVEN = Line(1, "cup", "A2", 2, 0, gift=True)
FIRST = "K0000001A"
PAID = (MethodChosen("wechat"), PaymentReady(FIRST, "c"), PaymentSeen(FIRST, 100))
FELL, JAMMED = VendResult(0, 1, Fate.DELIVERED), VendResult(0, 1, Fate.NOT_DELIVERED)


def told(*events: Event) -> tuple[Sale, tuple[Effect, ...]]:
    """A tea and the cup that comes with it, after ``events``."""
    sale = open_sale("K0000001", (BOUGHT, GIVEN))
    effects: tuple[Effect, ...] = ()
    for event in events:
        sale, effects = step(sale, event)
    return sale, effects


def test_a_gift_falls_behind_what_was_bought() -> None:
    sale, effects = told(*PAID, FELL)
    assert sale.lines[1].fate is Fate.MOVING and Vend("K0000001", 1, 1, "A2", 2) in effects


def test_nothing_is_given_for_goods_of_which_none_fell() -> None:
    sale, effects = told(*PAID, JAMMED)
    assert (sale.lines[1].fate, sale.lines[1].turns) == (Fate.NOT_DELIVERED, 0)
    assert [effect.amount_fen for effect in effects if isinstance(effect, SendRefund)] == [100]


def test_a_gift_that_jams_gives_nothing_back() -> None:
    sale, effects = told(*PAID, FELL, VendResult(1, 1, Fate.NOT_DELIVERED))
    assert (sale.stage, sale.refunds, effects) == (Stage.CLOSED, (), ())


def test_a_gift_moves_no_money_in_the_books() -> None:
    before, _ = told(*PAID, FELL)
    after, _ = step(before, VendResult(1, 1, Fate.DELIVERED))
    assert entries(before, after) == () and balances(entries(*_paying())) == {
        "gateway:wechat": 100,
        "customer": -100,
    }


def _paying() -> tuple[Sale, Sale]:
    before, _ = told(*PAID[:2])
    return before, step(before, PAID[2])[0]


def test_what_came_to_nothing_is_known_once_it_is_sure() -> None:
    assert not came_to_nothing(told(*PAID[:2])[0]), "it may still be paid"
    assert came_to_nothing(told(*PAID[:1], CancelPressed())[0])
    assert came_to_nothing(told(*PAID[:2], Rebooted())[0]), "what comes now buys nothing"
    assert not came_to_nothing(told(*PAID)[0])
    assert not came_to_nothing(told(*PAID, FELL, VendResult(1, 1, Fate.NOT_DELIVERED))[0])
    assert came_to_nothing(told(*PAID, JAMMED)[0]), "all of it goes back"
    assert not came_to_nothing(told(*PAID, VendResult(0, 1, Fate.UNKNOWN))[0])
