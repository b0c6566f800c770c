"""The demo shop is complete and consistent: all that the screen needs is there, in both languages."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
SHOP = RESOURCES / "shop"
TABLE: dict[str, Any] = tomllib.loads((SHOP / "shop.toml").read_text(encoding="utf-8"))
PRODUCTS: list[dict[str, Any]] = TABLE["product"]
LANES: list[dict[str, Any]] = TABLE["lane"]
SKUS = [product["sku"] for product in PRODUCTS]

PRICE_MIN_FEN, PRICE_MAX_FEN = 100, 2_000
PICTURE_PX = 640
FILL_MIN_SHARE = 0.10
"""With less of the square covered a product would look lost on its card (a slim bottle covers a sixth)."""
SHOP_MAX_BYTES = 6_000_000
"""What the demo shop may weigh on the image."""
TINT_MIN_LIGHTNESS = 0.86


def in_both(texts: dict[str, str]) -> bool:
    return set(texts) == {"zh_CN", "en"} and all(text.strip() for text in texts.values())


def test_there_is_enough_to_sell() -> None:
    assert len(PRODUCTS) >= 36, "the demo promises at least 36 products"
    assert len(TABLE["category"]) == 7
    assert len(LANES) == 40, "the demo shop lies in the first 40 lanes of a board"


def test_ids_are_unique_and_plain() -> None:
    for name, ids in {
        "sku": SKUS,
        "category": [row["id"] for row in TABLE["category"]],
        "lane": [row["label"] for row in LANES],
        "motor": [str(row["motor"]) for row in LANES],
        "banner": [row["id"] for row in TABLE["banner"]],
    }.items():
        double = [one for one, count in Counter(ids).items() if count > 1]
        assert not double, f"{name} used twice: {double}"
    odd = [sku for sku in SKUS if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", sku)]
    assert not odd, (
        f"a sku is lower-case letters, digits and single hyphens, because it is a file name too: {odd}"
    )


@pytest.mark.parametrize("product", PRODUCTS, ids=SKUS)
def test_product_is_complete(product: dict[str, Any]) -> None:
    for key in ("name", "description", "allergens", "storage"):
        assert in_both(product[key]), f"{key} needs zh_CN and en"
    assert product["category"] in {row["id"] for row in TABLE["category"]}
    assert re.fullmatch(r"\d+(ml|g)", product["spec"])
    assert re.fullmatch(r"[a-z]+", product["pinyin"])
    assert re.fullmatch(r"[a-z]+", product["initials"])
    assert product["initials"][0] == product["pinyin"][0]
    assert set(product["goes_with"]) <= set(SKUS) - {product["sku"]}
    assert product["best_before_days"] > 0
    assert product.get("badge") in (None, "new")


@pytest.mark.parametrize("product", PRODUCTS, ids=SKUS)
def test_prices_are_whole_fen_and_discounts_are_real(product: dict[str, Any]) -> None:
    price = product["price_fen"]
    assert type(price) is int
    assert PRICE_MIN_FEN <= price <= PRICE_MAX_FEN
    assert type(product.get("list_price_fen", 0)) is int
    assert product.get("list_price_fen", price + 1) > price, "a list price is struck through, so it is higher"
    assert product.get("member_price_fen", price - 1) < price, "a member price is lower"


@pytest.mark.parametrize("product", PRODUCTS, ids=SKUS)
def test_picture_is_a_cut_out_that_fills_its_square(product: dict[str, Any]) -> None:
    file = SHOP / product["picture"]
    assert file.with_suffix(".svg").exists(), "the drawing the picture was painted from is kept beside it"
    with Image.open(file) as opened:
        picture = opened.convert("RGBA")
    assert picture.size == (PICTURE_PX, PICTURE_PX)
    alpha = picture.getchannel("A")
    corners = [alpha.getpixel((x, y)) for x in (0, PICTURE_PX - 1) for y in (0, PICTURE_PX - 1)]
    assert corners == [0, 0, 0, 0], "the ground is transparent"
    solid = sum(alpha.histogram()[200:]) / PICTURE_PX**2
    assert solid >= FILL_MIN_SHARE, f"only {solid:.0%} of the square is filled"
    left, top, right, bottom = alpha.point(lambda a: 255 if a > 200 else 0).getbbox() or (0, 0, 0, 0)
    assert min(left, top, PICTURE_PX - right, PICTURE_PX - bottom) >= 3, "nothing is cut off at an edge"
    assert bottom > PICTURE_PX * 0.9, "goods stand on one line"


def test_no_two_pictures_are_alike() -> None:
    seen: dict[bytes, str] = {}
    for product in PRODUCTS:
        with Image.open(SHOP / product["picture"]) as opened:
            key = opened.convert("RGBA").resize((16, 16)).tobytes()
        assert key not in seen, f"{product['sku']} looks like {seen[key]}"
        seen[key] = product["sku"]


@pytest.mark.parametrize("product", PRODUCTS, ids=SKUS)
def test_tint_is_soft(product: dict[str, Any]) -> None:
    tint = product["tint"]
    assert re.fullmatch(r"#[0-9A-F]{6}", tint)
    parts = [int(tint[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    assert (max(parts) + min(parts)) / 2 >= TINT_MIN_LIGHTNESS


def test_every_lane_holds_a_product_and_every_product_has_a_lane() -> None:
    assert [lane["label"] for lane in LANES] == [
        f"{row}{column}" for row in "ABCDE" for column in range(1, 9)
    ]
    assert [lane["motor"] for lane in LANES] == list(range(1, 41))
    assert {lane["sku"] for lane in LANES} == set(SKUS)
    for lane in LANES:
        assert 0 <= lane["stock"] <= lane["capacity"]
        assert 0 < lane["par"] <= lane["capacity"]


def test_the_states_a_screen_must_show_are_there() -> None:
    stocks = [lane["stock"] for lane in LANES]
    assert 0 in stocks, "one product is sold out"
    assert 1 in stocks, "one product is the last"
    assert any("list_price_fen" in product for product in PRODUCTS)
    assert any("member_price_fen" in product for product in PRODUCTS)
    assert any(product.get("badge") == "new" for product in PRODUCTS)


def test_operator_is_clearly_a_demo() -> None:
    operator = TABLE["shop"]["operator"]
    for key in ("name", "address", "licence", "phone_note"):
        assert "演示" in operator[key]["zh_CN"]
        assert "demo" in operator[key]["en"].lower()


def test_artwork_opens_and_has_its_shape() -> None:
    shop = TABLE["shop"]
    for name in shop["attract"]:
        with Image.open(SHOP / name) as picture:
            assert picture.size == (1080, 1920)
    for name in shop["attract_wide"]:
        with Image.open(SHOP / name) as picture:
            assert picture.size == (1920, 1080)
    for banner in TABLE["banner"]:
        assert in_both(banner["title"])
        assert in_both(banner["subtitle"])
        assert set(banner["skus"]) <= set(SKUS)
        with Image.open(SHOP / banner["picture"]) as picture:
            assert picture.width / picture.height == pytest.approx(1080 / 220, rel=0.01)
    for name in [shop["logo"], *(row["picture"] for row in TABLE["category"])]:
        with Image.open(SHOP / name) as picture:
            assert picture.convert("RGBA").getchannel("A").getpixel((0, 0)) == 0


@pytest.mark.parametrize(
    "name",
    ["sold-out", "offline", "out-of-service", "thank-you", "step-open", "step-scan", "step-take"],
)
def test_illustrations_are_there(name: str) -> None:
    with Image.open(SHOP / "pictures" / "art" / f"{name}.webp") as picture:
        assert picture.convert("RGBA").getchannel("A").getextrema() == (0, 255)
    assert (SHOP / "pictures" / "art" / f"{name}.svg").exists()


@pytest.mark.parametrize("method", ["wechat", "alipay", "unionpay"])
def test_every_way_to_pay_has_its_mark(method: str) -> None:
    with Image.open(SHOP / "pictures" / "art" / f"pay-{method}.webp") as picture:
        assert picture.size == (128, 128)


def test_the_shop_stays_small() -> None:
    size = sum(
        file.stat().st_size for file in RESOURCES.rglob("*") if file.is_file() and file.suffix != ".py"
    )
    assert size < SHOP_MAX_BYTES, f"{size:,} bytes: lower WEBP_QUALITY in packaging/pictures/raster.py"
