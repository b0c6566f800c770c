"""Promotions as the kiosk would tell of them: for pictures and tests of the screens."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from kiosk.catalog.availability import LaneCondition
from kiosk.catalog.basket import UNITS_MAX
from kiosk.front.cart import Cart
from kiosk.front.stock import Stock
from kiosk.pricing.moment import Moment
from kiosk.pricing.occasion import GUEST, Customer, HeldCoupon
from kiosk.promotions.prices import Prices
from kiosk.promotions.published import Published, read_file
from kiosk.promotions.uses import Uses
from kiosk.views import KioskView, LineFate, Outcome, Phase, SaleLineView, SaleView
from ui.showcase.shop import RULES_FILE
from ui.showcase.states import State, fated, sale

AFTERNOON = Moment("2026-11-26", 14 * 60 + 32)
"""A Thursday, in the demo's afternoon tea."""
MEMBER = Customer(
    is_member=True,
    level="gold",
    points=1260,
    is_newcomer=True,
    coupons=(
        HeldCoupon("C-1", "welcome", "2026-12-31"),
        HeldCoupon("C-2", "snack-10"),
        HeldCoupon("C-3", "tea-half"),
        HeldCoupon("C-4", "gone"),
    ),
)


def priced(
    view: KioskView,
    units: dict[str, int],
    customer: Customer = GUEST,
    *,
    was_fen: int = 0,
    points: bool = False,
) -> KioskView:
    """``view`` as the demo's rules price it in the afternoon, with ``units`` in the cart."""
    prices = Prices(view.shop, "CNY", lambda: AFTERNOON, Uses())
    prices.publish(read_file(RULES_FILE, Published()))
    prices.serve(customer)
    prices.spend_points(points)
    stock = Stock(view.shop, UNITS_MAX)
    stock.look((), lambda _label: LaneCondition(), AFTERNOON.date)
    cart = Cart(stock, lambda: prices)
    for sku, count in units.items():
        for _ in range(count):
            cart.add(sku)
    if was_fen:
        cart.expected(was_fen)
    return dataclasses.replace(
        view, products=dict(cart.products()), cart=cart.view(None), promoted=cart.promoted()
    )


def told(shown: SaleView, view: KioskView, gift: str) -> SaleView:
    """``shown`` with the savings of the cart, and ``gift`` behind what is bought."""
    lines = shown.lines
    if gift:
        lane = view.products[gift].lane
        lines = (*lines, SaleLineView(len(lines), gift, lane, 0, LineFate.WAITING, gift=True))
    return dataclasses.replace(
        shown, lines=lines, savings=view.cart.why.savings, amount_fen=view.cart.total_fen
    )


def deal_states(view: KioskView, now_ms: int) -> Iterator[State]:
    """Every picture that is about a price."""
    teas = priced(view, {"tea-mandarin": 2, "coffee-latte": 2, "chips-tomato": 1})
    yield State("home-flash", priced(view, {}))
    yield State("home-offer-goods", priced(view, {}), (("chooseOffer", "tea-afternoon"),))
    yield State("cart-savings", teas, (("openCart",),))
    near = priced(view, {"tea-mandarin": 1, "coffee-latte": 1, "chips-tomato": 1})
    yield State("cart-near", near, (("openCart",),))
    limited = priced(view, {"chips-tomato": 3})
    yield State("cart-limit", limited, (("openCart",),))
    member = priced(view, {"coffee-oat": 1, "chips-seasalt": 1, "tea-oolong": 1}, MEMBER, points=True)
    yield State("cart-member", member, (("openCart",),))
    yield State("cart-coupons", member, (("openCoupons",),))
    yield State("product-why", priced(view, {}), (("openProduct", "chips-tomato"),))
    yield State("product-member-price", priced(view, {}), (("openProduct", "tea-peach"),))
    changed = priced(view, {"tea-mandarin": 2, "coffee-latte": 1}, was_fen=1_510)
    yield State("cart-price-changed", changed, (("openCart",),))
    base = sale(teas, ("coffee-latte", "coffee-latte"), now_ms)
    paying = told(sale(teas, ("tea-mandarin", "tea-mandarin"), now_ms), teas, "")
    yield State("pay-savings", dataclasses.replace(teas, sale=paying))
    given = told(base, teas, "water-spring")
    fell = LineFate.DELIVERED
    moving = fated(given, fell, fell, LineFate.MOVING)
    vending = dataclasses.replace(given, phase=Phase.VENDING, lines=moving)
    yield State("vending-gift", dataclasses.replace(teas, sale=vending))
    missed = dataclasses.replace(
        given,
        phase=Phase.RESULT,
        outcome=Outcome.GIFT_MISSED,
        lines=fated(given, fell, fell, LineFate.NOT_DELIVERED),
    )
    yield State("result-gift-jam", dataclasses.replace(teas, sale=missed))
