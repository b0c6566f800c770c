"""The demo shop and the settings of a preview window."""

from __future__ import annotations

import tomllib
from pathlib import Path

from kiosk.catalog.products import Shop
from kiosk.catalog.shop_file import ParsedShop, parse_shop
from ui.settings import DisplaySettings, Orientation

RESOURCES = Path(__file__).parents[2] / "resources"
SHOP_FILE = RESOURCES / "shop" / "shop.toml"
RULES_FILE = RESOURCES / "shop" / "rules.toml"

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
        attract=_parsed().attract,
        reduced_motion=still,
    )


def _parsed() -> ParsedShop:
    return parse_shop(tomllib.loads(SHOP_FILE.read_text(encoding="utf-8")))


def demo_shop() -> Shop:
    """The shop of ``resources/shop/shop.toml``."""
    return _parsed().shop
