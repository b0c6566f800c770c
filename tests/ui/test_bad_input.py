"""A shop as somebody careless writes it: shown as far as it goes, said once, nothing that Qt complains of."""

from __future__ import annotations

import dataclasses

from kiosk.catalog.availability import Availability
from ui.screenshots import Stage
from ui.showcase.finding import typed
from ui.showcase.states import State, product_states, selling

LONG = "Ämil's extraordinarily long product name"
NOWHERE = "nowhere/at-all.webp"


def test_careless_goods_are_on_every_screen_and_a_lost_picture_is_told_once(small: Stage) -> None:
    view = selling()
    goods = view.shop.products
    careless = (
        dataclasses.replace(goods[0], sku="no-picture", picture=""),
        dataclasses.replace(goods[0], sku="lost-picture", picture=NOWHERE, goes_with=("no-price",)),
        dataclasses.replace(goods[0], sku="no-price", price_fen=0),
        dataclasses.replace(goods[0], sku="long-name", names={"en": LONG}, spec="s" * 60),
    )
    shop = dataclasses.replace(view.shop, products=careless, lanes=())
    states = product_states(shop)
    stocked = {
        sku: dataclasses.replace(
            state, stock=5, availability=Availability.AVAILABLE if state.price_fen else Availability.NO_PRICE
        )
        for sku, state in states.items()
    }
    view = dataclasses.replace(view, shop=shop, products=stocked)
    for touches in ((), *((("openProduct", product.sku),) for product in careless), typed("long")):
        small.put(State("careless", view, touches))
        small.settle()
    told = [asked for asked in small.shopping.asked if asked[0] == "picture_broken"]
    assert told == [("picture_broken", NOWHERE, "there is no such file")]
    small.put(State("careless", view, (("openProduct", "no-price"),)))
    goods_shown = small.ui.backend.parts.goods
    assert not goods_shown.property("canBuy") and not goods_shown.property("canAdd")
    assert goods_shown.property("reason")
