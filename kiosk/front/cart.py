"""What the customer has put together so far, over what lies in the lanes. In memory; gone when paid for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.catalog.basket import Basket
from kiosk.catalog.products import Lane
from kiosk.front.stock import Stock
from kiosk.payments.desk import Desk
from kiosk.promotions.views import OfferView
from kiosk.views import CartView, ProductState

if TYPE_CHECKING:
    from kiosk.pricing.quote import Quote
    from kiosk.promotions.prices import Prices


class Cart:
    """Belongs to the loop's thread. ``stock`` says what of it can be given out, ``prices`` what it costs
    (None: nobody can tell yet, and nothing can be sold)."""

    def __init__(self, stock: Stock, prices: Callable[[], Prices | None] = lambda: None) -> None:
        self._stock = stock
        self._prices = prices
        self._basket = Basket()
        self._agreed_fen: int | None = None
        """The total the customer last saw come of their own touch; None: the next one shown."""

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
        self.touched()
        self._basket = self._basket.with_units(sku, self._basket.of(sku) + 1)
        return self._stock.next_lane(sku)

    def remove(self, sku: str) -> None:
        self.touched()
        self._basket = self._basket.with_units(sku, max(0, self._basket.of(sku) - 1))

    def discard(self, sku: str) -> None:
        self.touched()
        self._basket = self._basket.with_units(sku, 0)

    def fill(self, skus: Iterable[str]) -> None:
        """These units instead, as far as they can be had."""
        self.clear()
        for sku in skus:
            self.add(sku)

    def clear(self) -> None:
        self._basket = Basket()
        self.touched()
        prices = self._prices()
        if prices is not None:
            prices.forget_choice()

    def touched(self) -> None:
        """The customer did something: whatever the cart costs now comes of that, or was read."""
        self._agreed_fen = None

    def expected(self, total_fen: int) -> None:
        """What the customer believes it costs."""
        self._agreed_fen = total_fen

    def quote(self) -> Quote | None:
        """The basket priced now, out of the lanes it would come from; None: it cannot be sold as it is."""
        prices, lanes = self._prices(), self.pick()
        if prices is None or not lanes:
            return None
        return prices.quote(lanes, self._spare(prices))

    def _spare(self, prices: Prices) -> tuple[Lane, ...]:
        return self._stock.beside(self._basket, prices.gives)

    def pick(self) -> tuple[Lane, ...] | None:
        """One lane a unit; None when something ran out."""
        return self._stock.pick(self._basket)

    def products(self) -> Mapping[str, ProductState]:
        """The changing part of every product, less what is in here."""
        states, prices = self._stock.states(self._basket), self._prices()
        return states if prices is None else prices.on_shelves(states, self._stock.units(self._basket))

    def promoted(self) -> tuple[OfferView, ...]:
        """What holds now for who shops."""
        prices = self._prices()
        return () if prices is None else prices.promoted()

    def _told(self, cart: CartView) -> CartView:
        """``cart`` by its quote; and whether its total has changed without the customer's doing."""
        prices = self._prices()
        if prices is None or not cart.lines:
            return cart
        cart = prices.explain(cart, self._stock.units(self._basket), self._spare(prices))
        if self._agreed_fen is None:
            self._agreed_fen = cart.total_fen
        return replace(cart, was_fen=self._agreed_fen if self._agreed_fen != cart.total_fen else 0)

    def view(self, desk: Desk | None) -> CartView:
        """As the screen shows it. ``desk`` knows what may be paid with (None: nothing yet)."""
        cart = self._told(self._stock.cart(self._basket))
        units = cart.count + sum(gift.quantity for gift in cart.why.gifts)
        if desk is not None and cart.count and desk.offered and not desk.offered_for(units):
            return replace(cart, can_pay=False, one_at_a_time=True)
        return cart
