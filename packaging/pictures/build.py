"""Draws everything the demo shop shows and plays. Data goes to resources/; nothing here runs on a machine.

    .venv/bin/python packaging/pictures/build.py                 all of it
    .venv/bin/python packaging/pictures/build.py soda-cola ...    only these products
    .venv/bin/python packaging/pictures/build.py art|banners|icons|sounds|tints

Needs Chromium (paints the SVGs, because Qt's SVG knows no filters) and Pillow (in the dev extra). The
lettering on the packs uses these free fonts, all packaged by Debian: fonts-noto-cjk fonts-noto-cjk-extra
fonts-lxgw-wenkai fonts-smiley-sans fonts-lobster fonts-quicksand fonts-bebas-neue fonts-league-spartan.
The same versions draw the same pictures: whatever is random is seeded by the drawing's own name.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from goods import coffee, juice, light, meals, snacks, soda, tea, water
from parts.canvas import SHEET_PX, Canvas
from raster import Job, paint, tint
from scenes import art, attract, banners, icons, sounds

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "resources" / "shop"
PICTURES = SHOP / "pictures"

Draw = Callable[[Canvas], None]
PRODUCTS: dict[str, Draw] = {}
for _category in (water, tea, soda, coffee, juice, snacks, light, meals):
    PRODUCTS.update(_category.DRAWINGS)


def product_svg(sku: str) -> str:
    """The drawing of one product."""
    sheet = Canvas(sku)
    PRODUCTS[sku](sheet)
    return sheet.svg()


def build_products(skus: list[str]) -> None:
    jobs = []
    for sku in skus:
        svg = product_svg(sku)
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / f"{sku}.svg").write_text(svg, encoding="utf-8")
        jobs.append(Job(svg, SHEET_PX, SHEET_PX, PICTURES / f"{sku}.webp"))
    paint(jobs)
    write_tints()


def write_tints() -> None:
    """Put each picture's tint into shop.toml, leaving every other byte alone."""
    file = SHOP / "shop.toml"
    text = file.read_text(encoding="utf-8")
    for sku in PRODUCTS:
        picture = PICTURES / f"{sku}.webp"
        if picture.exists():
            pattern = rf'(sku = "{sku}"\n(?:[^\[\n].*\n)*?tint = ")#[0-9A-F]{{6}}'
            text = re.sub(pattern, lambda hit, p=picture: hit.group(1) + tint(p), text, count=1)  # type: ignore[misc]
    file.write_text(text, encoding="utf-8")


def build_art() -> None:
    """Shop sign, categories, illustrations, steps, pay marks, the attract screens."""
    folder = PICTURES / "art"
    folder.mkdir(parents=True, exist_ok=True)
    jobs = []
    for name, spec in art.ART.items():
        sheet = Canvas(name, spec.width_px, spec.height_px)
        spec.draw(sheet)
        (folder / f"{name}.svg").write_text(sheet.svg(), encoding="utf-8")
        jobs.append(Job(sheet.svg(), spec.width_px, spec.height_px, folder / f"{name}.webp"))
    for name, skus in art.CATEGORIES.items():
        sheet = Canvas(f"category-{name}", 256, 256)
        art.category(sheet, skus, product_svg)
        jobs.append(Job(sheet.svg(), 256, 256, folder / f"category-{name}.webp"))
    for name, draw in attract.SCENES.items():
        for ending, (width, height) in (("", attract.TALL_PX), ("-wide", attract.WIDE_PX)):
            sheet = Canvas(f"attract-{name}", width, height)
            draw(sheet, product_svg)
            sheet.add(attract.vignette(sheet))
            jobs.append(Job(sheet.svg(), width, height, folder / f"attract-{name}{ending}.webp", opaque=True))
    paint(jobs)


def build_banners() -> None:
    jobs = []
    for name, draw in banners.BANNERS.items():
        sheet = Canvas(f"banner-{name}", banners.WIDTH_PX, banners.HEIGHT_PX)
        draw(sheet, product_svg)
        target = ROOT / "resources" / "banners" / f"{name}.webp"
        jobs.append(Job(sheet.svg(), banners.WIDTH_PX, banners.HEIGHT_PX, target, opaque=True))
    paint(jobs)


def build_icons() -> None:
    folder = ROOT / "resources" / "icons"
    folder.mkdir(parents=True, exist_ok=True)
    for name in icons.ICONS:
        (folder / f"{name}.svg").write_text(icons.icon_svg(name), encoding="utf-8")


def build_sounds() -> None:
    sounds.write(ROOT / "resources" / "sounds")


PARTS: dict[str, Callable[[], None]] = {
    "art": build_art,
    "banners": build_banners,
    "icons": build_icons,
    "sounds": build_sounds,
    "tints": write_tints,
}


def main(words: list[str]) -> int:
    unknown = [word for word in words if word not in PRODUCTS and word not in PARTS]
    if unknown:
        print(f"no such drawing: {', '.join(unknown)}", file=sys.stderr)
        return 2
    if skus := [word for word in words if word in PRODUCTS] if words else list(PRODUCTS):
        build_products(skus)
    for name, build in PARTS.items():
        if name in words or not words:
            build()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
