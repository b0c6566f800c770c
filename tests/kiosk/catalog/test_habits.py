from __future__ import annotations

import json

import pytest

from kiosk.catalog import habits as module
from kiosk.catalog.habits import FADE_DAYS, BoughtUnit, Habits, Moment, Season, habits_from, season_of

NOON = Moment(day=20_000, hour=12, is_day_off=False, season=Season.MILD)
LATER = Moment(day=20_000 + FADE_DAYS, hour=12, is_day_off=True, season=Season.HOT)


def sold(first: int, moment: Moment, *baskets: str) -> list[BoughtUnit]:
    """Each basket is a text of one-letter SKUs; units are numbered from ``first`` on."""
    pairs = [(f"{first}-{at}", sku) for at, basket in enumerate(baskets) for sku in basket]
    return [BoughtUnit(first + at, sale, sku, moment) for at, (sale, sku) in enumerate(pairs)]


def test_units_count_by_hour_day_and_season_and_baskets_by_pair() -> None:
    habits = Habits()
    habits.learn(sold(1, NOON, "ab", "ba", "a"))
    assert habits.slots["a"][12] == 3
    assert habits.seasons["b"] == [0, 2, 0]
    assert dict(habits.pairs) == {("a", "b"): 2}
    habits.learn(sold(6, LATER, "a"))
    assert habits.slots["a"][24 + 12] == 1


def test_nothing_is_counted_twice() -> None:
    habits = Habits()
    units = sold(1, NOON, "ab")
    habits.learn(units)
    habits.learn(units)
    assert (habits.units("a"), habits.last, habits.pairs["a", "b"]) == (1, 2, 1)


def test_old_counts_fade_and_the_seasons_do_not() -> None:
    habits = Habits()
    habits.learn(sold(1, NOON, *["ab"] * 4))
    habits.learn(sold(9, LATER, "b"))
    assert (habits.units("a"), habits.pairs["a", "b"]) == (2, 2)
    assert sum(habits.seasons["a"]) == 4


def test_a_clock_set_back_or_far_ahead_neither_hangs_nor_breaks() -> None:
    habits = Habits()
    habits.learn(sold(1, Moment(9_999_999, 1, is_day_off=False, season=Season.HOT), "a"))
    habits.learn(sold(2, NOON, "a", "a"))
    habits.learn(sold(4, LATER, "a"))
    assert habits.units("a") >= 1


def test_only_the_best_sellers_and_the_commonest_pairs_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PRODUCTS_MAX", 2)
    monkeypatch.setattr(module, "PAIRS_MAX", 1)
    habits = Habits()
    habits.learn(sold(1, NOON, "ab", "ab", "bc", "d"))
    assert set(habits.slots) == set(habits.seasons) == {"a", "b"}
    assert dict(habits.pairs) == {("a", "b"): 2}


def test_what_is_kept_comes_back_the_same() -> None:
    habits = Habits()
    habits.learn(sold(1, NOON, "ab", "c"))
    assert habits_from(json.loads(json.dumps(habits.table()))) == habits


@pytest.mark.parametrize(
    "table",
    [
        None,
        {},
        {"last": -1},
        [],
        {"last": 5, "faded": 0, "slots": {"a": [1]}, "seasons": {}, "pairs": []},
        {"last": 5, "faded": 0, "slots": {}, "seasons": {"a": [1, 2, "3"]}, "pairs": []},
        {"last": 5, "faded": 0, "slots": {}, "seasons": {}, "pairs": [["a", "b"]]},
    ],
)
def test_anything_else_is_learnt_anew(table: object) -> None:
    assert habits_from(table) == Habits()  # type: ignore[arg-type]  # a file can hold anything


def test_seasons_of_the_year() -> None:
    assert [season_of(month) for month in (1, 4, 7, 10)] == [0, 1, 2, 1]
