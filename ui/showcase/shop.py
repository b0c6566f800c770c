"""The demo shop and the settings of a preview window."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.catalog.products import Banner, Category, Lane, Operator, Product, Shop
from ui.settings import DisplaySettings, Orientation

RESOURCES = Path(__file__).parents[2] / "resources"
SHOP_FILE = RESOURCES / "shop" / "shop.toml"

DIAGONALS_INCH = {(1024, 600): 7.0, (1280, 800): 10.1, (800, 1280): 10.1}
"""Panels these resolutions are usually sold as; anything else is taken for 21.5 inch."""
DIAGONAL_DEFAULT_INCH = 21.5


def settings(
    width: int,
    height: int,
    *,
    languages: tuple[str, ...] = ("zh_CN", "en"),
    theme: str = "light",
    still: bool = False,
) -> DisplaySettings:
    """As ``[display]`` would say it for a window of this size."""
    return DisplaySettings(
        media_root=SHOP_FILE.parent,
        icons=RESOURCES / "icons",
        orientation=Orientation.PORTRAIT if height >= width else Orientation.LANDSCAPE,
        diagonal_inch=DIAGONALS_INCH.get((width, height), DIAGONAL_DEFAULT_INCH),
        languages=languages,
        theme=theme,
        windowed=(width, height),
        attract=_attract(),
        reduced_motion=still,
    )


def _table() -> dict[str, Any]:
    return tomllib.loads(SHOP_FILE.read_text(encoding="utf-8"))


def _attract() -> tuple[str, ...]:
    return tuple(_table()["shop"].get("attract", ()))


def demo_shop() -> Shop:
    """The shop of ``resources/shop/shop.toml``."""
    table = _table()
    head = table["shop"]
    who = head["operator"]
    return Shop(
        names=head["name"],
        sites=head["site"],
        operator=Operator(who["name"], who["phone"], who["address"], who["licence"]["zh_CN"]),
        categories=tuple(Category(row["id"], row["name"], row["picture"]) for row in table["category"]),
        products=tuple(_product(row) for row in table["product"]),
        lanes=tuple(
            Lane(row["label"], row["motor"], row["sku"], row["capacity"], row["stock"], row["par"])
            for row in table["lane"]
        ),
        banners=tuple(
            Banner(row["title"], row["subtitle"], row["picture"], tuple(row["skus"]), row["text_colour"])
            for row in table["banner"]
        ),
    )


def _product(row: Mapping[str, Any]) -> Product:
    energy = row.get("energy_kj_per_100")
    return Product(
        sku=row["sku"],
        names=row["name"],
        category=row["category"],
        price_fen=row["price_fen"],
        spec=row["spec"],
        list_price_fen=row.get("list_price_fen"),
        member_price_fen=row.get("member_price_fen"),
        picture=row["picture"],
        tint=row["tint"],
        badge=row.get("badge", ""),
        descriptions=row["description"],
        allergens=row["allergens"],
        nutrition=f"{energy} kJ / {row['energy_unit']}" if energy is not None else "",
        sales_rank=row["sales_rank"],
        added=str(row["added"]),
        goes_with=tuple(row["goes_with"]),
    )
