"""What can be sold now, out of which lane, and what is promised already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.cabinet.lanes import LaneHealth
from kiosk.catalog.availability import Availability, LaneCondition
from kiosk.catalog.basket import Basket
from kiosk.front.stock import Stock
from kiosk.sale.events import CancelPressed, MethodChosen
from kiosk.sale.state import Line, Sale, open_sale
from kiosk.sale.table import step
from tests.kiosk.front.shop import SHOP

TODAY = "2026-09-21"
NOW_MS = 1_790_000_000_000


def _stock(*sales: Sale, health: Mapping[str, LaneHealth] | None = None, today: str = TODAY) -> Stock:
    stock = Stock(SHOP, units_max=6)
    _look(stock, *sales, health=health, today=today)
    return stock


def _look(
    stock: Stock, *sales: Sale, health: Mapping[str, LaneHealth] | None = None, today: str = TODAY
) -> None:
    known = health or {}

    def condition(label: str) -> LaneCondition:
        found = known.get(label, LaneHealth())
        return LaneCondition(faulty=found.faulty, paused=found.paused(NOW_MS))

    stock.look(sales, condition, today)


def _paying(*lanes: tuple[str, int]) -> Sale:
    lines = tuple(Line(index, "tea", label, motor, 450) for index, (label, motor) in enumerate(lanes))
    return step(open_sale("S", lines), MethodChosen("wechat"))[0]


def test_what_perishes_first_is_sold_first() -> None:
    state = _stock().states(Basket())["tea"]
    assert (state.stock, state.lane, state.best_before) == (7, "A3", "2026-09-30")


def test_what_is_past_its_date_is_not_sold() -> None:
    state = _stock(today="2026-10-01").states(Basket())["tea"]
    assert (state.availability, state.stock, state.lane) == (Availability.AVAILABLE, 2, "A1")


def test_a_sale_holds_its_units_until_it_is_over() -> None:
    paying = _paying(("A1", 1), ("A1", 1))
    stock = _stock(paying)
    assert stock.states(Basket())["tea"].stock == 5
    gone, _ = step(paying, CancelPressed())
    _look(stock, gone)
    assert stock.states(Basket())["tea"].stock == 7


def test_a_faulty_lane_is_not_picked_nor_spare() -> None:
    stock = _stock(health={"A3": LaneHealth(out=True)})
    assert [lane.label for lane in stock.pick(Basket((("tea", 2),))) or ()] == ["A1", "A1"]
    assert stock.pick(Basket((("tea", 3),))) is None
    assert stock.spare("tea", "A1") is None


def test_the_spare_lane_is_another_with_a_unit_nobody_was_promised() -> None:
    assert _stock().spare("tea", "A3") == ("A1", 1)
    assert _stock(_paying(("A1", 1), ("A1", 1))).spare("tea", "A3") is None
    assert _stock().spare("nothing", "A1") is None


def test_the_cart_adds_up_and_says_what_has_gone() -> None:
    stock = _stock()
    basket = Basket((("tea", 2), ("cola", 1)))
    cart = stock.cart(basket)
    assert (cart.total_fen, cart.savings_fen, cart.count, cart.can_pay) == (1_200, 50, 3, True)
    for _ in range(2):
        stock.fell("A1")
    for _ in range(5):
        stock.fell("A3")
    _look(stock)
    gone = stock.cart(basket)
    assert not gone.can_pay and gone.lines[0].problem is Availability.SOLD_OUT
    assert not gone.lines[0].can_add and gone.lines[1].can_add


def test_nothing_is_added_beyond_what_there_is_or_what_is_carried() -> None:
    stock = _stock()
    assert stock.can_add(Basket(), "tea") and not stock.can_add(Basket((("tea", 6),)), "cola")
    assert not stock.can_add(Basket(), "free") and not stock.can_add(Basket(), "nothing")
    assert stock.cart(Basket((("tea", 6),))).full


def _kept(*labels: str) -> Stock:
    stock = _stock()
    stock.stored(replace(lane, for_priority=lane.label in labels) for lane in SHOP.lanes)
    return stock


def test_what_is_kept_for_priority_is_neither_offered_nor_picked_nor_spare_for_others() -> None:
    stock = _kept("A1", "A2")
    _look(stock)
    cola = stock.states(Basket())["cola"]
    assert (cola.availability, cola.stock, cola.lane) == (Availability.FOR_PRIORITY, 0, "A2")
    assert not stock.can_add(Basket(), "cola")
    assert stock.pick(Basket((("cola", 1),))) is None
    assert stock.states(Basket())["tea"].stock == 5
    assert stock.spare("tea", "A3") is None
    assert all(lane.label == "A3" for lane in stock.beside(Basket(), lambda _sku: True)), (
        "nor given as a gift"
    )


def test_who_has_priority_buys_it_and_the_cart_says_when_they_have_left() -> None:
    stock = _kept("A1", "A2")
    basket = Basket((("cola", 1), ("tea", 7)))
    stock.look((), lambda _label: LaneCondition(), TODAY, has_priority=True)
    assert stock.can_add(Basket(), "cola") and stock.cart(basket).can_pay
    assert [lane.label for lane in stock.pick(basket) or ()] == ["A2", *["A3"] * 5, "A1", "A1"]
    _look(stock)
    cart = stock.cart(basket)
    assert [line.problem for line in cart.lines] == [Availability.FOR_PRIORITY] * 2
    assert not cart.can_pay and stock.pick(basket) is None
    assert stock.cart(Basket((("tea", 5),))).can_pay, "what lies in an open lane is everybody's"


def test_whoever_was_promised_it_gets_it_out_of_a_kept_lane_too() -> None:
    stock = _kept("A2")
    stock.promise({"cola": 2})
    _look(stock)
    assert [lane.label for lane in stock.pick_promised(Basket((("cola", 2),))) or ()] == ["A2", "A2"]


def test_the_store_has_the_last_word_on_stock() -> None:
    stock = _stock()
    stock.stored(lane for lane in SHOP.lanes if lane.label == "A1")
    _look(stock)
    assert stock.states(Basket())["tea"].stock == 2
    assert stock.states(Basket())["cola"].availability is Availability.SOLD_OUT
    assert [lane.label for lane in stock.lanes] == ["A1"]
