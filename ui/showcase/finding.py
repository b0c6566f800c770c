"""Finding: the search screen in its states, sorting, a full cabinet, what goes well with a product."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from kiosk.catalog.availability import Availability
from kiosk.catalog.products import Lane
from kiosk.views import KioskView
from ui.showcase.pickups import FATES
from ui.showcase.states import State, product_states, with_cart

FULL_LANES = 60
LANES_ACROSS = 10


def finding_states(view: KioskView) -> Iterator[State]:
    """``view``: an ordinary day."""
    skus = [product.sku for product in view.shop.products]
    yield State("search-empty", view, (("openSearch",),))
    yield State("search-initials", view, typed("qs"))
    yield State("search-in-cart", with_cart(view, {"soda-cola": 1, skus[1]: 1}), typed("k"))
    yield State("search-latin", view, typed("tea"))
    yield State("search-lane", view, typed("a3"))
    yield State("search-nothing", view, typed("xqz"))
    yield State("search-code", view, typed("30517284"))
    for digit, fate in FATES.items():
        yield State(f"search-code-{fate.value}", view, (*typed(f"3051728{digit}"), ("redeem",)))
    yield State("search-low-reach", view, typed("k"), ("toggleLowReach",))
    yield State("search-large-print", view, typed("k"), ("toggleLargePrint",))
    yield State("home-sorted-price-down", view, (("chooseSort", "price"), ("chooseSort", "price")))
    yield State("home-60-lanes", full_cabinet(view))
    yield State("home-unpriced", unpriced(view, skus[0]))


def typed(text: str) -> tuple[tuple[str, ...], ...]:
    """The touches that open the search and type ``text``."""
    return (("openSearch",), *(("press", char) for char in text))


def full_cabinet(view: KioskView) -> KioskView:
    """``FULL_LANES`` lanes, each with a product of its own."""
    goods = view.shop.products
    products = tuple(
        dataclasses.replace(goods[place % len(goods)], sku=f"full-{place}") for place in range(FULL_LANES)
    )
    lanes = tuple(
        Lane(f"{'ABCDEF'[place // LANES_ACROSS]}{place % LANES_ACROSS + 1}", place + 1, product.sku, 8, 5)
        for place, product in enumerate(products)
    )
    shop = dataclasses.replace(view.shop, products=products, lanes=lanes)
    return dataclasses.replace(view, shop=shop, products=product_states(shop))


def unpriced(view: KioskView, sku: str) -> KioskView:
    """Nobody has set the price of ``sku``."""
    state = dataclasses.replace(
        view.products[sku], price_fen=0, list_price_fen=None, availability=Availability.NO_PRICE
    )
    return dataclasses.replace(view, products={**view.products, sku: state})
