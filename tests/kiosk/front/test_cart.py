"""What the customer puts together, over what the lanes can give."""

from __future__ import annotations

from kiosk.catalog.availability import LaneCondition
from kiosk.clock import ManualClock
from kiosk.front.cart import Cart
from kiosk.front.stock import Stock
from kiosk.payments.desk import Desk
from kiosk.payments.intent import Method
from tests.kiosk.front.shop import SHOP
from tests.kiosk.payments.test_desk import AtTheMachine

TODAY = "2026-09-21"


def _cart(units_max: int = 6) -> Cart:
    stock = Stock(SHOP, units_max)
    stock.look((), lambda _label: LaneCondition(), TODAY)
    return Cart(stock)


def test_what_is_added_is_told_with_its_next_lane() -> None:
    cart = _cart()
    lane = cart.add("tea")
    assert lane is not None
    assert lane.label == "A3", "what perishes first"
    assert (cart.count, cart.has("tea"), cart.has("cola")) == (1, True, False)


def test_what_has_no_price_cannot_be_put_in_and_so_is_never_given_away() -> None:
    cart = _cart()
    assert cart.add("free") is None
    assert (cart.count, cart.pick()) == (0, ())


def test_no_more_than_two_hands_carry() -> None:
    cart = _cart(units_max=2)
    assert cart.add("tea")
    assert cart.add("tea")
    assert cart.add("tea") is None
    assert cart.count == 2
    assert cart.view(None).full


def test_what_is_in_the_cart_is_not_offered_again() -> None:
    cart = _cart()
    before = cart.products()["tea"].stock
    cart.add("tea")
    assert cart.products()["tea"].stock == before - 1


def test_one_unit_less_the_whole_line_or_everything() -> None:
    cart = _cart()
    for _ in range(3):
        cart.add("tea")
    cart.remove("tea")
    assert cart.count == 2
    cart.discard("tea")
    assert cart.count == 0
    cart.add("tea")
    cart.clear()
    assert (cart.count, cart.pick()) == (0, ())


def test_what_pays_for_one_item_only_is_said_at_two() -> None:
    desk = Desk(lambda _method, _problem: None, ManualClock())
    desk.set_up({Method.CARD: AtTheMachine()})
    desk.heard(Method.CARD, None)
    cart = _cart()
    cart.add("tea")
    assert (cart.view(desk).can_pay, cart.view(desk).one_at_a_time) == (True, False)
    cart.add("tea")
    assert (cart.view(desk).can_pay, cart.view(desk).one_at_a_time) == (False, True)
    desk.close()
