"""A shop, its rules and its cart, priced by the real desk at a moment that a test sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.catalog.availability import LaneCondition
from kiosk.catalog.products import Category, Lane, Operator, Product, Shop
from kiosk.front.cart import Cart
from kiosk.front.order import new_sale
from kiosk.front.stock import Stock
from kiosk.pricing.moment import Moment
from kiosk.pricing.occasion import GUEST, Customer
from kiosk.promotions.prices import Prices
from kiosk.promotions.published import publish
from kiosk.promotions.uses import Uses
from kiosk.vend.live import Live
from kiosk.views import CartView, ProductState

DAY = "2026-11-26"
NOON, AFTERNOON = 12 * 60, 14 * 60 + 30
PRODUCTS = (
    Product("tea", {"en": "Tea"}, "tea", 450, list_price_fen=500, member_price_fen=420),
    Product("cola", {"en": "Cola"}, "soda", 300),
    Product("coffee", {"en": "Coffee"}, "coffee", 900),
    Product("nuts", {"en": "Nuts"}, "snacks", 1_200),
    Product("cup", {"en": "Cup"}, "cups", 250),
    Product("free", {"en": "No price"}, "cups", 0),
)
SHOP = Shop(
    names={"en": "Shop"},
    sites={"en": "Here"},
    operator=Operator({"en": "Somebody"}),
    categories=(Category("tea", {"en": "Tea"}),),
    products=PRODUCTS,
    lanes=tuple(Lane(f"A{at}", at, product.sku, 8, 6) for at, product in enumerate(PRODUCTS, start=1)),
)

SECOND_TEA: Mapping[str, Any] = {
    "id": "second-tea",
    "kind": "nth_unit",
    "categories": ["tea"],
    "nth": 2,
    "percent": 50,
    "hours": ["14:00-17:00"],
}
FULL_20: Mapping[str, Any] = {"id": "full-20", "kind": "threshold", "at_fen": 2_000, "off_fen": 300}
FLASH: Mapping[str, Any] = {
    "id": "flash",
    "kind": "flash_sale",
    "skus": ["coffee"],
    "price_fen": 500,
    "stock": 2,
    "until": "2026-12-31",
}
CUP: Mapping[str, Any] = {"id": "cup", "kind": "gift", "categories": ["coffee"], "sku": "cup", "buy_units": 2}


class Counter:
    """What a customer sees of one machine; ``minute`` and ``table`` may be changed under their eyes."""

    def __init__(self, *promotions: Mapping[str, Any], coupons: tuple[Mapping[str, Any], ...] = ()) -> None:
        self.minute = NOON
        self.uses = Uses()
        self.stock = Stock(SHOP, units_max=6)
        self.prices = Prices(SHOP, "CNY", lambda: Moment(DAY, self.minute), self.uses)
        self.cart = Cart(self.stock, lambda: self.prices)
        self.look()
        self.publish(*promotions, coupons=coupons)

    def publish(self, *promotions: Mapping[str, Any], coupons: tuple[Mapping[str, Any], ...] = ()) -> None:
        table = {"promotion": list(promotions), "coupon": list(coupons)}
        self.prices.publish(publish(table, self.prices.published))
        assert not self.prices.published.findings

    def look(self) -> None:
        self.stock.look((), lambda _label: LaneCondition(), DAY)

    def put(self, **units: int) -> Counter:
        for sku, count in units.items():
            for _ in range(count):
                assert self.cart.add(sku) is not None
        return self

    def serve(self, customer: Customer = GUEST, key: str = "") -> None:
        self.prices.serve(customer, key)
        self.cart.touched()

    @property
    def view(self) -> CartView:
        return self.cart.view(None)

    def card(self, sku: str) -> ProductState:
        return self.cart.products()[sku]

    def sale(self, number: str = "K0000001") -> Live:
        """The cart as a sale, as the kiosk opens it."""
        quote = self.cart.quote()
        assert quote is not None and quote.total_fen == self.view.total_fen
        return new_sale(SHOP, quote, number, 1_000, "en", self.prices.customer_key)
