"""Rules out of a table: read to the letter, or left out with a sentence. Never a crash, never half a rule."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.pricing.moment import Window
from kiosk.pricing.rules import (
    ALL_PEOPLE,
    EVERYTHING,
    KINDS,
    NO_CAPS,
    Audience,
    Birthday,
    Bundle,
    Caps,
    Coupon,
    NthUnit,
    Part,
    PayPercent,
    PointsScheme,
    Promotion,
    Scope,
    Threshold,
    Who,
)
from kiosk.pricing.rules_file import ROWS_MAX, parse_rules

TEN: Mapping[str, Any] = {"id": "a", "kind": "discount", "percent": 90}
FULL: Mapping[str, Any] = {"id": "a", "kind": "threshold", "at_fen": 1000, "off_fen": 100}
FLASH: Mapping[str, Any] = {
    "id": "a",
    "kind": "flash_sale",
    "price_fen": 1,
    "stock": 1,
    "until": "2026-01-01",
}
BUNDLE: Mapping[str, Any] = {"id": "a", "kind": "bundle", "price_fen": 1}


def test_every_key_is_read() -> None:
    row = {
        "id": "half",
        "kind": "nth_unit",
        "name": {"zh_CN": "第二件半价", "en": "Second at half price"},
        "nth": 2,
        "percent": 50,
        "same_product": False,
        "skus": ["tea"],
        "categories": ["soda"],
        "but_skus": ["cola"],
        "who": "members",
        "levels": ["gold"],
        "newcomer": True,
        "birthday": "month",
        "from": datetime.date(2026, 1, 1),
        "until": "2026-12-31",
        "weekdays": [1, 2],
        "month_days": [8],
        "hours": ["14:00-17:00", "22:00-02:00", "20:00-24:00"],
        "priority": 5,
        "group": "g",
        "alone": True,
        "per_sale": 1,
        "per_customer": 2,
        "stock": 3,
        "saving_max_fen": 400,
    }
    parsed = parse_rules({"promotion": [row]})
    assert parsed.problems == ()
    assert parsed.rules.promotions == (
        Promotion(
            id="half",
            action=NthUnit(2, 50, same_product=False),
            names={"zh_CN": "第二件半价", "en": "Second at half price"},
            scope=Scope(frozenset({"tea"}), frozenset({"soda"}), frozenset({"cola"})),
            audience=Audience(Who.MEMBERS, ("gold",), newcomer=True, birthday=Birthday.MONTH),
            window=Window("2026-01-01", "2026-12-31", (1, 2), (8,), ((840, 1020), (1320, 120), (1200, 1440))),
            priority=5,
            group="g",
            alone=True,
            caps=Caps(1, 2, 3, 400),
        ),
    )


def test_what_is_left_out_does_not_limit() -> None:
    (promotion,) = parse_rules({"promotion": [TEN]}).rules.promotions
    assert (promotion.scope, promotion.audience, promotion.caps) == (EVERYTHING, ALL_PEOPLE, NO_CAPS)
    assert promotion.window == Window() and not promotion.alone


def test_coupons_bundles_and_points_are_read() -> None:
    parts = [{"skus": ["tea"], "count": 2}, {"categories": ["snacks"]}]
    parsed = parse_rules(
        {
            "promotion": [{"id": "set", "kind": "bundle", "price_fen": 900, "parts": parts}],
            "coupon": [
                {**FULL, "with_promotions": False, "adds": True, "saving_max_fen": 50, "newcomer": True},
                {**TEN, "id": "b"},
            ],
            "points": {"earn_points": 2, "spend_percent_max": 50},
        }
    )
    assert parsed.problems == ()
    (promotion,) = parsed.rules.promotions
    snacks = Scope(categories=frozenset({"snacks"}))
    assert promotion.action == Bundle((Part(Scope(frozenset({"tea"})), 2), Part(snacks)), 900)
    assert parsed.rules.coupons == (
        Coupon(
            "a",
            Threshold(1000, 100),
            audience=Audience(newcomer=True),
            with_promotions=False,
            adds=True,
            saving_max_fen=50,
        ),
        Coupon("b", PayPercent(90)),
    )
    assert parsed.rules.points == PointsScheme(earn_points=2, spend_percent_max=50)


BAD_ROWS: list[tuple[Any, str]] = [
    ("text", "is not a table"),
    ({**TEN, "id": ""}, "id is missing"),
    ({**TEN, "id": 7}, "id must be a text"),
    ({**TEN, "kind": "lottery"}, "the kind 'lottery' is not known"),
    ({**TEN, "kind": ["discount"]}, "is not known"),
    ({"id": "a", "kind": "discount"}, "percent is missing"),
    ({**TEN, "percent": 0}, "percent must be from 1 to 99"),
    ({**TEN, "percent": 100}, "percent must be from 1 to 99"),
    ({**TEN, "percent": "90"}, "whole number"),
    ({**TEN, "percent": 90.0}, "whole number"),
    ({**TEN, "percent": True}, "whole number"),
    ({**TEN, "per_custmer": 1}, "the key 'per_custmer' is not known"),
    ({**TEN, "nth": 2}, "the key 'nth' is not known"),
    ({**TEN, "skus": []}, "skus must be a list of 1"),
    ({**TEN, "skus": "tea"}, "skus must be a list"),
    ({**TEN, "skus": [1]}, "skus must be a text"),
    ({**TEN, "who": "friends"}, "who must be one of everyone, members, guests"),
    ({**TEN, "who": "guests", "levels": ["gold"]}, "guests have no level"),
    ({**TEN, "birthday": "year"}, "birthday must be one of day, month"),
    ({**TEN, "newcomer": 1}, "true or false"),
    ({**TEN, "from": "2026-12-01", "until": "2026-11-01"}, "before it starts"),
    ({**TEN, "until": "2026-02-30"}, "calendar"),
    ({**TEN, "until": 20260101}, "until must be a text"),
    ({**TEN, "weekdays": [8]}, "Monday"),
    ({**TEN, "hours": ["14:00"]}, "hours must be like"),
    ({**TEN, "hours": ["14:60-15:00"]}, "hours must be like"),
    ({**TEN, "hours": ["14:00-24:01"]}, "hours must be like"),
    ({**TEN, "hours": ["14:00-14:00"]}, "no time of a day"),
    ({**TEN, "priority": 5000}, "priority must be"),
    ({**TEN, "per_sale": 0}, "per_sale must be"),
    ({**TEN, "saving_max_fen": 0}, "saving_max_fen must be"),
    ({**TEN, "name": "九折"}, "one text for each language"),
    ({**TEN, "name": {"en": "x" * 501}}, "up to 500 characters"),
    ({**FULL, "off_fen": 1000}, "off_fen must be below at_fen"),
    ({**FULL, "at_fen": 10**9}, "at_fen must be"),
    ({"id": "a", "kind": "fixed_price", "price_fen": 0}, "price_fen must be"),
    ({key: value for key, value in FLASH.items() if key != "stock"}, "has a stock"),
    ({key: value for key, value in FLASH.items() if key != "until"}, "has an until_date"),
    ({"id": "a", "kind": "gift", "sku": "cup"}, "buy_units or from at_fen"),
    ({"id": "a", "kind": "gift", "sku": "cup", "buy_units": 1, "at_fen": 1}, "buy_units or from at_fen"),
    ({"id": "a", "kind": "gift", "sku": "", "buy_units": 1}, "names its product"),
    ({**BUNDLE, "parts": []}, "the number of parts"),
    ({**BUNDLE, "parts": [{}]}, "two units or more"),
    ({**BUNDLE, "parts": "tea"}, "parts must be a list"),
    ({**BUNDLE, "parts": ["tea"]}, "is not a table"),
    ({**BUNDLE, "parts": [{"sku": "tea"}]}, "the key 'sku' is not known in a part"),
    ({**BUNDLE, "parts": [{"count": 0}, {}]}, "count must be"),
    ({**BUNDLE, "parts": [{}, {}], "skus": ["tea"]}, "parts name its goods"),
    ({"id": "a", "kind": "times_points", "times": 1}, "times must be"),
]


@pytest.mark.parametrize(("row", "why"), BAD_ROWS)
def test_a_broken_rule_is_left_out_and_named(row: Any, why: str) -> None:
    good = {**TEN, "id": "good"}
    parsed = parse_rules({"promotion": [row, good]})
    assert [promotion.id for promotion in parsed.rules.promotions] == ["good"]
    (problem,) = parsed.problems
    assert why in problem.text and problem.text.endswith(". It is not applied.")
    assert problem.rule in ("a", "7", "promotion 1")


def test_the_first_of_two_with_one_id_counts() -> None:
    parsed = parse_rules({"promotion": [TEN, {**TEN, "percent": 10}]})
    assert [promotion.action for promotion in parsed.rules.promotions] == [PayPercent(90)]
    assert "twice" in parsed.problems[0].text


def test_a_coupon_is_not_any_promotion() -> None:
    parsed = parse_rules(
        {"coupon": [{"id": "a", "kind": "gift", "sku": "cup", "buy_units": 1}, {**TEN, "stock": 1}]}
    )
    assert parsed.rules.coupons == ()
    assert "known: threshold, discount" in parsed.problems[0].text and "'stock'" in parsed.problems[1].text


def test_tables_of_the_wrong_shape_are_said_and_bounded() -> None:
    parsed = parse_rules({"promotion": "none", "coupon": {}, "points": [], "lottery": 1})
    assert [problem.rule for problem in parsed.problems] == ["promotion", "coupon", "lottery", "points"]
    assert parse_rules({"points": {"spend_points": 0}}).rules.points is None
    rows = [{**TEN, "id": str(number)} for number in range(ROWS_MAX + 1)]
    parsed = parse_rules({"promotion": rows})
    assert len(parsed.rules.promotions) == ROWS_MAX and "only the first" in parsed.problems[0].text


def test_every_kind_has_a_word_of_its_own() -> None:
    words = [word for word, _ in KINDS.values()]
    assert len(words) == len(set(words))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        "id",
        "kind",
        "name",
        "skus",
        "hours",
        "weekdays",
        "until",
        "who",
        "levels",
        "parts",
        "percent",
        "stock",
        "alone",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, VALUES), st.sampled_from([word for word, _ in KINDS.values()]))
def test_no_table_breaks_the_reader(row: dict[str, Any], kind: str) -> None:
    for table in (row, {"promotion": [{**row, "kind": kind}], "coupon": [row, None], "points": row}):
        parsed = parse_rules(table)
        assert all(problem.text for problem in parsed.problems)
