"""The basket, and which lanes it comes from."""

from __future__ import annotations

from kiosk.catalog.availability import Availability
from kiosk.catalog.basket import Basket, pick, shelf
from kiosk.catalog.products import Lane, Product

TEA = Product("tea", {}, "c", 450)
LANES = (
    Lane("A1", 1, "tea", 8, 2),
    Lane("A2", 2, "tea", 8, 5),
    Lane("A3", 3, "tea", 8, 1, best_before="2026-09-30"),
    Lane("A4", 4, "cola", 8, 5),
)


def _open(_product: Product, _lane: Lane) -> Availability:
    return Availability.AVAILABLE


def test_units_come_and_go_in_the_order_of_first_touch() -> None:
    basket = Basket().with_units("tea", 1).with_units("cola", 2).with_units("tea", 3)
    assert basket.units == (("tea", 3), ("cola", 2)) and basket.count == 5
    assert basket.with_units("tea", 0).units == (("cola", 2),)
    assert basket.with_units("ghost", 0) == basket and basket.of("ghost") == 0


def test_what_perishes_first_then_the_fuller_lane_then_the_label() -> None:
    found = shelf(TEA, LANES, {}, _open)
    assert [lane.label for lane in found.lanes] == ["A3", "A2", "A1"] and found.units == 8


def test_whoever_may_have_what_is_kept_gets_it_before_the_open_lanes() -> None:
    kept = (*LANES, Lane("A5", 5, "tea", 8, 1, for_priority=True))
    assert [lane.label for lane in shelf(TEA, kept, {}, _open).lanes] == ["A3", "A5", "A2", "A1"]


def test_promised_units_are_not_counted() -> None:
    assert shelf(TEA, LANES, {"A2": 4, "A1": 9}, _open).units == 2


def test_closed_lanes_hold_nothing() -> None:
    found = shelf(
        TEA, LANES, {}, lambda _p, lane: Availability.FAULTY if lane.label == "A2" else Availability.AVAILABLE
    )
    assert found.units == 3 and found.availability is Availability.AVAILABLE


def test_a_basket_is_picked_whole_or_not_at_all() -> None:
    shelves = {"tea": shelf(TEA, LANES, {}, _open)}
    picked = pick(shelves, Basket((("tea", 7),)), {})
    assert picked is not None
    assert [lane.label for lane in picked] == ["A3", *["A2"] * 5, "A1"]
    assert pick(shelves, Basket((("tea", 9),)), {}) is None
    assert pick(shelves, Basket((("ghost", 1),)), {}) is None


def test_what_others_were_promised_is_not_picked() -> None:
    shelves = {"tea": shelf(TEA, LANES, {"A3": 1, "A2": 5}, _open)}
    picked = pick(shelves, Basket((("tea", 2),)), {"A3": 1, "A2": 5})
    assert picked is not None and [lane.label for lane in picked] == ["A1", "A1"]
