"""What the customer has put together so far, over what lies in the lanes. In memory; gone when paid for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.catalog.basket import Basket
from kiosk.catalog.products import Lane
from kiosk.front.stock import Stock
from kiosk.payments.desk import Desk
from kiosk.views import CartView, ProductState


class Cart:
    """Belongs to the loop's thread. ``stock`` says what of it can be given out."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self._basket = Basket()

    @property
    def count(self) -> int:
        """Units."""
        return self._basket.count

    def has(self, sku: str) -> bool:
        return self._basket.of(sku) > 0

    def add(self, sku: str) -> Lane | None:
        """One unit more, and the lane the next one comes from then; None when there is no more to add."""
        if not self._stock.can_add(self._basket, sku):
            return None
        self._basket = self._basket.with_units(sku, self._basket.of(sku) + 1)
        return self._stock.next_lane(sku)

    def remove(self, sku: str) -> None:
        self._basket = self._basket.with_units(sku, max(0, self._basket.of(sku) - 1))

    def discard(self, sku: str) -> None:
        self._basket = self._basket.with_units(sku, 0)

    def clear(self) -> None:
        self._basket = Basket()

    def pick(self) -> tuple[Lane, ...] | None:
        """One lane a unit; None when something ran out."""
        return self._stock.pick(self._basket)

    def products(self) -> Mapping[str, ProductState]:
        """The changing part of every product, less what is in here."""
        return self._stock.states(self._basket)

    def view(self, desk: Desk | None) -> CartView:
        """As the screen shows it. ``desk`` knows what may be paid with (None: nothing yet)."""
        cart = self._stock.cart(self._basket)
        if desk is not None and cart.count and desk.offered and not desk.offered_for(cart.count):
            return replace(cart, can_pay=False, one_at_a_time=True)
        return cart
