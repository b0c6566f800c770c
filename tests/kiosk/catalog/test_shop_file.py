"""The shop's file: the demo shop whole, broken rows named and left out."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalog.shop_file import parse_shop, with_stock

SHOP_FILE = Path(__file__).parents[3] / "resources" / "shop" / "shop.toml"


def small() -> dict[str, Any]:
    return {
        "currency": "CNY",
        "shop": {
            "name": {"en": "Shop"},
            "site": {"en": "Gate"},
            "attract": ["a.webp"],
            "operator": {"name": {"en": "Op"}, "licence": {"zh_CN": "执照"}, "phone": "400"},
        },
        "category": [{"id": "tea", "name": {"en": "Tea"}}],
        "product": [
            {"sku": "green", "category": "tea", "name": {"en": "Green"}, "price_fen": 450, "pinyin": "lv"},
            {"sku": "black", "category": "tea", "name": {"en": "Black"}, "price_fen": 500},
        ],
        "lane": [
            {"label": "A1", "motor": 1, "sku": "green", "capacity": 8, "stock": 5},
            {"label": "A2", "motor": 2, "sku": "black", "capacity": 8, "stock": 8},
        ],
        "banner": [{"id": "b", "title": {"en": "Hello"}, "picture": "../banners/b.webp"}],
    }


def test_the_demo_shop_is_whole() -> None:
    parsed = parse_shop(tomllib.loads(SHOP_FILE.read_text(encoding="utf-8")))
    assert parsed.problems == ()
    assert len(parsed.shop.products) >= 36
    assert len(parsed.shop.categories) == 7
    assert len(parsed.shop.lanes) == 40
    assert parsed.shop.operator.phone
    product = parsed.shop.product("water-spring")
    assert product is not None
    assert (product.pinyin, product.initials) == ("shanquanshui", "sqs")
    assert product.search_keys == ("water", "mineral", "矿泉水")
    assert product.added == "2024-03-01"


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        ({"zh_CN": "执照", "en": "Licence"}, {"zh_CN": "执照", "en": "Licence"}),
        ("执照 1", {"zh_CN": "执照 1"}),
        ("", {}),
        (None, {}),
    ],
)
@pytest.mark.parametrize("document", ["licence", "food_permit"])
def test_a_document_is_written_once_or_in_each_language(
    document: str, written: object, texts: dict[str, str]
) -> None:
    table = small()
    table["shop"]["operator"].pop("licence")
    if written is not None:
        table["shop"]["operator"][document] = written
    parsed = parse_shop(table)
    assert parsed.problems == ()
    assert getattr(parsed.shop.operator, document) == texts


def test_a_lane_may_be_kept_for_members_with_priority() -> None:
    table = small()
    table["lane"][0]["for_priority"] = True
    table["lane"][1]["for_priority"] = "yes"
    parsed = parse_shop(table)
    assert [(lane.label, lane.for_priority) for lane in parsed.shop.lanes] == [("A1", True)]
    assert parsed.problems == ("lane black: for_priority must be true or false.",)


def test_a_product_may_wait_for_its_price() -> None:
    table = small()
    table["product"][0]["price_fen"] = 0
    parsed = parse_shop(table)
    assert parsed.problems == ()
    assert [product.price_fen for product in parsed.shop.products] == [0, 500]


@pytest.mark.parametrize(
    ("written", "distance_m", "problem"),
    [
        ({"name": {"en": "North"}, "distance_m": 240}, 240, ""),
        ({"name": {"en": "North"}}, 0, ""),
        (None, None, ""),
        ("North", None, "not a table"),
        ({"name": {"en": "North"}, "distance_m": -1}, None, "distance_m"),
    ],
)
def test_the_neighbour_is_read_or_left_out(written: object, distance_m: int | None, problem: str) -> None:
    table = small()
    if written is not None:
        table["shop"]["neighbour"] = written
    parsed = parse_shop(table)
    found = parsed.shop.neighbour
    assert (found.distance_m if found else None) == distance_m
    assert problem in "".join(parsed.problems) and bool(problem) == bool(parsed.problems)


def test_a_small_shop() -> None:
    parsed = parse_shop(small())
    assert parsed.problems == ()
    assert [lane.label for lane in parsed.shop.lanes] == ["A1", "A2"]
    assert parsed.shop.operator.licence == {"zh_CN": "执照"}
    assert parsed.attract == ("a.webp",)
    assert with_stock(parsed.shop, {"A1": 0}).lanes[0].stock == 0


@pytest.mark.parametrize(
    ("where", "change", "words"),
    [
        ("product", {"price_fen": 4.5}, "fen"),
        ("product", {"price_fen": -1}, "fen"),
        ("product", {"list_price_fen": 0}, "fen"),
        ("product", {"price_fen": True}, "fen"),
        ("product", {"name": "Green"}, "language"),
        ("product", {"name": {}}, "name is missing"),
        ("product", {"sku": ""}, "sku is missing"),
        ("product", {"sku": "black"}, "twice"),
        ("product", {"category": "soda"}, "category"),
        ("product", {"picture": "/etc/passwd"}, "picture"),
        ("product", {"picture": "../../x"}, "picture"),
        ("product", {"added": "soon"}, "date"),
        ("product", {"goes_with": "black"}, "goes_with"),
        ("lane", {"motor": 0}, "motor"),
        ("lane", {"motor": 2}, "motor 2"),
        ("lane", {"sku": "cola"}, "cola"),
        ("lane", {"stock": -1}, "stock"),
        ("lane", {"label": 3}, "label"),
        ("banner", {"title": {}}, "title"),
        ("category", {"id": ""}, "id is missing"),
    ],
)
def test_a_broken_row_is_named_and_left_out(where: str, change: dict[str, Any], words: str) -> None:
    table = small()
    table[where][0].update(change)
    parsed = parse_shop(table)
    assert any(words in problem for problem in parsed.problems), parsed.problems
    whole = parse_shop(small()).shop
    count = {
        "product": (len(parsed.shop.products), len(whole.products)),
        "lane": (len(parsed.shop.lanes), len(whole.lanes)),
        "banner": (len(parsed.shop.banners), len(whole.banners)),
        "category": (len(parsed.shop.categories), len(whole.categories)),
    }[where]
    assert count[0] == count[1] - 1


def test_overfull_lane_and_unknown_companion_are_named_and_kept() -> None:
    table = small()
    table["lane"][0]["stock"] = 9
    table["product"][0]["goes_with"] = ["black", "cola"]
    parsed = parse_shop(table)
    assert parsed.shop.lanes[0].stock == 8
    assert parsed.shop.products[0].goes_with == ("black",)
    assert len(parsed.problems) == 2


@pytest.mark.parametrize("name", ["shop", "category", "product", "lane", "banner"])
@pytest.mark.parametrize("nonsense", [None, 3, "x", [3], [[]], {"a": 1}])
def test_nonsense_is_no_crash(name: str, nonsense: object) -> None:
    table = copy.deepcopy(small())
    table[name] = nonsense
    assert parse_shop(table).problems
    assert parse_shop({}).shop.products == ()
