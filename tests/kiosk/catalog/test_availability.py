"""One reason why a lane cannot be sold from, the worst first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.catalog.availability import Availability, LaneCondition, availability, of_product
from kiosk.catalog.products import Lane, Product

TEA = Product("tea", {}, "c", 450)
LANE = Lane("A1", 1, "tea", 8, 2, best_before="2026-09-21")
TODAY = "2026-09-21"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (LaneCondition(), Availability.AVAILABLE),
        (LaneCondition(board_up=False), Availability.BOARD_AWAY),
        (LaneCondition(faulty=True), Availability.FAULTY),
        (LaneCondition(paused=True), Availability.PAUSED),
        (LaneCondition(reserved=1), Availability.AVAILABLE),
        (LaneCondition(reserved=2), Availability.RESERVED),
        (LaneCondition(too_warm=True), Availability.TOO_WARM),
        (LaneCondition(hidden=True), Availability.HIDDEN),
        (LaneCondition(in_hours=False), Availability.CLOSED_HOURS),
        (LaneCondition(faulty=True, paused=True, reserved=2), Availability.FAULTY),
    ],
)
def test_one_reason(condition: LaneCondition, expected: Availability) -> None:
    assert availability(TEA, LANE, condition, TODAY) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (LaneCondition(), Availability.FOR_PRIORITY),
        (LaneCondition(has_priority=True), Availability.AVAILABLE),
        (LaneCondition(has_priority=True, faulty=True), Availability.FAULTY),
        (LaneCondition(reserved=2), Availability.RESERVED),
    ],
)
def test_a_kept_lane_is_for_those_with_priority(condition: LaneCondition, expected: Availability) -> None:
    assert availability(TEA, replace(LANE, for_priority=True), condition, TODAY) is expected


def test_sold_on_its_last_day_and_not_after() -> None:
    assert availability(TEA, LANE, LaneCondition(), "2026-09-22") is Availability.EXPIRED


def test_empty_or_over_counted_lanes_are_sold_out() -> None:
    assert availability(TEA, replace(LANE, stock=0), LaneCondition(), TODAY) is Availability.SOLD_OUT
    assert availability(TEA, replace(LANE, stock=-1), LaneCondition(), TODAY) is Availability.SOLD_OUT


def test_without_a_price_nothing_is_sold() -> None:
    assert availability(replace(TEA, price_fen=0), LANE, LaneCondition(), TODAY) is Availability.NO_PRICE


def test_a_product_has_the_reason_nearest_to_a_sale() -> None:
    assert of_product([Availability.FAULTY, Availability.AVAILABLE]) is Availability.AVAILABLE
    assert of_product([Availability.FAULTY, Availability.SOLD_OUT]) is Availability.SOLD_OUT
    assert of_product([]) is Availability.SOLD_OUT
    for reason in Availability:
        assert of_product([reason]) is reason, "every reason has its place in the order"
