from __future__ import annotations

import dataclasses

from kiosk.catalog.availability import Availability
from kiosk.views import KioskView
from ui.backend.voice.lanes import Offer, keypad, matching, offers, typing
from ui.showcase.states import selling


def offer(lane: str) -> Offer:
    return Offer(lane, f"sku-{lane}", lane, "", 100)


AMONG = tuple(offer(lane) for lane in ("A1", "A2", "A10", "B1"))


def without(view: KioskView, sku: str, why: Availability) -> KioskView:
    state = dataclasses.replace(view.products[sku], availability=why)
    return dataclasses.replace(view, products=view.products | {sku: state})


def test_every_lane_that_sells_is_offered_in_the_order_of_its_label() -> None:
    view = selling()
    found = offers(view, "en")
    stocked = {lane.label for lane in view.shop.lanes if lane.stock > 0 and not lane.for_priority}
    assert {item.lane for item in found} == stocked
    labels = [(item.lane[0], int(item.lane[1:])) for item in found]
    assert labels == sorted(labels)
    cola = next(item for item in found if item.sku == "soda-cola")
    assert (cola.name, cola.price_fen) == ("Cola", view.products["soda-cola"].price_fen)


def test_what_cannot_be_bought_is_not_offered() -> None:
    for why in (Availability.FAULTY, Availability.TOO_WARM, Availability.SOLD_OUT, Availability.NO_PRICE):
        assert "soda-cola" not in {item.sku for item in offers(without(selling(), "soda-cola", why), "en")}


def test_typing_narrows_and_the_exact_lane_comes_first() -> None:
    assert [item.lane for item in matching(AMONG, "A")] == ["A1", "A2", "A10"]
    assert [item.lane for item in matching(AMONG, "A1")] == ["A1", "A10"]
    assert typing(AMONG, "A", "1") == "A1"
    assert typing(AMONG, "A1", "0") == "A10"


def test_a_key_that_leads_nowhere_begins_anew() -> None:
    assert typing(AMONG, "A2", "B") == "B"
    assert typing(AMONG, "A2", "9") == ""


def test_the_keypad_has_the_keys_that_are_needed_letters_first() -> None:
    assert keypad(AMONG) == ("A", "B", "0", "1", "2")
    assert keypad(()) == ()
