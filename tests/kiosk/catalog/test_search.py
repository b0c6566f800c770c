"""What each key finds, in which order; and that the arrays find what a plain look at every product finds."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.catalog.products import Lane, Product
from kiosk.catalog.search import (
    NOTHING,
    RESULTS_MAX,
    TEXT_MAX_CHARS,
    Found,
    SearchIndex,
    normal,
    search_index,
)
from kiosk.catalog.shop_file import parse_shop
from tests.laws.tree import ROOT


def product(
    sku: str, zh: str = "", en: str = "", pinyin: str = "", initials: str = "", words: str = "", rank: int = 0
) -> Product:
    names = {language: name for language, name in (("zh_CN", zh), ("en", en)) if name}
    return Product(
        sku,
        names,
        "c",
        100,
        pinyin=pinyin,
        initials=initials,
        search_keys=tuple(words.split()),
        sales_rank=rank,
    )


GOODS = (
    product("cola", "可口可乐", "Coca-Cola", "kekoukele", "kkkl", rank=2),
    product("pepsi", "百事可乐", "Pepsi", "baishikele", "bskl", rank=1),
    product("kitkat", "奇巧", "Kit Kat", "qiqiao", "qq", rank=5),
    product("coffee", "咖啡", "Café Latte", "kafei", "kf", words="latte 拿铁", rank=3),
    product("tea", "绿茶", "Green Tea", "lǜ chá", words="lvcha"),
    product("milk", "", "Oak Milk"),
)
LANES = (
    Lane("A3", 1, "tea", 8, 8),
    Lane("A30", 2, "cola", 8, 8),
    Lane("A31", 3, "pepsi", 8, 8),
    Lane("B-7", 4, "milk", 8, 8),
    Lane("K1", 5, "milk", 8, 8),
    Lane("C1", 6, "ghost", 8, 8),
)
INDEX = search_index(GOODS, LANES)


def typed(index: SearchIndex, text: str) -> Found:
    """Key by key, as at the machine."""
    found = NOTHING
    for length in range(1, len(text) + 1):
        found = index.find(text[:length], found)
    return found


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("kkkl", ["cola"]),
        ("kekou", ["cola"]),
        ("kele", ["pepsi", "cola"]),
        ("kl", ["pepsi", "cola"]),
        ("k", ["cola", "coffee", "kitkat", "milk", "pepsi"]),
        ("kat", ["kitkat"]),
        ("kitk", ["kitkat"]),
        ("Kit Kat", ["kitkat"]),
        ("latte", ["coffee"]),
        ("CAFE", ["coffee"]),
        ("拿铁", ["coffee"]),
        ("可乐", ["pepsi", "cola"]),
        ("lc", ["tea"]),
        ("lvcha", ["tea"]),
        ("lucha", ["tea"]),
        ("greentea", ["tea"]),
        ("a3", ["tea", "pepsi", "cola"]),
        ("A30", ["cola"]),
        ("b7", ["milk"]),
        ("c1", []),
        ("zzz", []),
        ("", []),
        (" -", []),
    ],
)
def test_each_text_finds_the_best_first(text: str, skus: list[str]) -> None:
    assert list(INDEX.find(text).skus) == skus
    assert typed(INDEX, text) == INDEX.find(text)


def test_the_first_key_finds_initials_then_pinyin_then_words_then_lanes_then_the_rest() -> None:
    goods = (
        product("inside", en="Oak", rank=1),
        product("lane", en="Egg", rank=2),
        product("word", en="Kiwi", rank=3),
        product("pinyin", pinyin="kafei", initials="xx", rank=4),
        product("initials", pinyin="xxx", initials="kf", rank=6),
        product("first", pinyin="xxx", initials="kl", rank=5),
    )
    found = search_index(goods, (Lane("K1", 1, "lane", 1, 1),)).find("k")
    assert found.skus == ("first", "initials", "pinyin", "word", "lane", "inside") and found.count == 6


def test_who_types_a_whole_label_means_that_lane() -> None:
    goods = (product("drink", en="7up", words="a3"), product("tea", en="Tea"))
    index = search_index(goods, (Lane("A3", 1, "tea", 1, 1), Lane("A", 2, "tea", 1, 1)))
    assert index.find("a3").skus == ("tea", "drink")
    assert index.find("a").skus == ("drink", "tea"), "a letter alone is a letter"


def test_a_product_in_two_lanes_is_found_once() -> None:
    index = search_index(GOODS[:1], (Lane("A3", 1, "cola", 1, 1), Lane("A31", 2, "cola", 1, 1)))
    assert index.find("a3").skus == ("cola",) and index.find("a3").count == 1


@pytest.mark.parametrize(
    ("text", "code"), [("12345678", "12345678"), ("1234567", ""), ("123456789", ""), ("1234567a", "")]
)
def test_what_could_be_a_pick_up_code_is_said(text: str, code: str) -> None:
    assert INDEX.find(text).pick_up_code == code


def test_equal_products_stand_in_the_order_of_sales_and_then_of_the_catalogue() -> None:
    goods = [product(f"p{number}", en="Tea", rank=rank) for number, rank in enumerate((0, 3, 0, 1))]
    assert search_index(goods).find("tea").skus == ("p3", "p1", "p0", "p2")


def test_only_so_many_are_handed_over_and_all_are_counted() -> None:
    goods = [product(f"p{number}", en="Tea") for number in range(RESULTS_MAX + 30)]
    found = search_index(goods).find("t")
    assert len(found.skus) == RESULTS_MAX and found.count == RESULTS_MAX + 30
    assert search_index(goods).find("tea" + "x" * 1000).text == ("tea" + "x" * 1000)[:TEXT_MAX_CHARS]


def test_what_another_catalogue_found_is_not_built_upon() -> None:
    other = search_index(GOODS[::-1] * 3)
    assert INDEX.find("kl", other.find("k")).skus == INDEX.find("kl").skus
    assert INDEX.find("kl", INDEX.find("x")) == INDEX.find("kl"), "another beginning"
    assert INDEX.find("k", INDEX.find("kl")) == INDEX.find("k"), "a key taken back"


def test_each_product_of_the_demo_shop_is_found_first_by_its_own_pinyin() -> None:
    shop = parse_shop(tomllib.loads((ROOT / "resources/shop/shop.toml").read_text(encoding="utf-8"))).shop
    index = search_index(shop.products, shop.lanes)
    for each in shop.products:
        assert each.pinyin and each.initials, f"{each.sku} cannot be typed"
        assert typed(index, each.pinyin).skus[0] == each.sku
        assert each.sku in typed(index, each.initials).skus[:3]
    for lane in shop.lanes:
        assert typed(index, lane.label).skus[0] == lane.sku


LETTERS = st.text("abkAé1 ü可", max_size=6)


@st.composite
def goods(draw: st.DrawFn) -> list[Product]:
    return [
        Product(
            sku=f"p{number}",
            names={"en": draw(LETTERS)},
            category="c",
            price_fen=1,
            pinyin=draw(LETTERS),
            initials=draw(LETTERS),
            search_keys=(draw(LETTERS),),
            sales_rank=draw(st.integers(0, 3)),
        )
        for number in range(draw(st.integers(0, 6)))
    ]


def plainly(products: list[Product], lanes: list[Lane], text: str) -> list[str]:
    """Look at every product and sort: what the index must find, said another way."""
    plain = normal(text)
    found = []
    for each in products:
        pinyin = normal(each.pinyin.replace("ü", "v"))
        initials = normal(each.initials) or (
            normal("".join(part[0] for part in each.pinyin.split())) if " " in each.pinyin else ""
        )
        both = [pinyin, pinyin.replace("lv", "lu").replace("nv", "nu")]
        words = []
        for name in (*each.names.values(), *each.search_keys):
            parts = name.split()
            words += [normal("".join(parts[first:])) for first in range(len(parts)) if normal(parts[first])]
        labels = [normal(lane.label) for lane in lanes if lane.sku == each.sku]
        is_label = plain in labels and any(letter in "0123456789" for letter in plain)
        rows = (
            [plain] if is_label else [],
            [key for key in [initials] if key.startswith(plain)],
            [key for key in both if key.startswith(plain)],
            [key for key in words if key.startswith(plain)],
            [key for key in labels if key.startswith(plain)],
            [key for key in [initials, *both, *words] if plain in key],
        )
        tier = next((tier for tier, row in enumerate(rows) if row), None)
        if plain and tier is not None:
            found.append((tier, each.sales_rank or 99, each.sku))
    return [sku for _, _, sku in sorted(found)]


@settings(max_examples=150, deadline=None)
@given(goods(), LETTERS, st.lists(st.tuples(LETTERS, st.integers(0, 6)), max_size=3))
def test_the_index_finds_what_a_plain_look_finds(
    products: list[Product], text: str, lanes: list[tuple[str, int]]
) -> None:
    laid = [Lane(label, 1, f"p{number}", 1, 1) for label, number in lanes]
    index = search_index(products, laid)
    assert list(index.find(text).skus) == plainly(products, laid, text)
    assert typed(index, text) == index.find(text)
