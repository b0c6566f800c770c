"""Draws everything the demo shop shows and plays. Data goes to resources/; nothing here runs on a machine.

    .venv/bin/python packaging/pictures/build.py                 all of it
    .venv/bin/python packaging/pictures/build.py soda-cola ...    only these products
    .venv/bin/python packaging/pictures/build.py art|banners|icons|sounds|tints

Needs Chromium (paints the SVGs, because Qt's SVG knows no filters) and Pillow (in the dev extra). The lettering on the packs
uses these free fonts, all packaged by Debian: fonts-noto-cjk fonts-noto-cjk-extra fonts-lxgw-wenkai fonts-smiley-sans
fonts-lobster fonts-quicksand fonts-bebas-neue fonts-league-spartan. The same versions draw the same pictures: nothing is random
that is not seeded by the drawing's own name.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from goods import coffee, juice, light, snacks, soda, tea, water
from parts.canvas import SHEET_PX, Canvas
from raster import Job, paint, tint

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "resources" / "shop"
PICTURES = SHOP / "pictures"

Draw = Callable[[Canvas], None]
PRODUCTS: dict[str, Draw] = {}
for _category in (water, tea, soda, coffee, juice, snacks, light):
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


def main(words: list[str]) -> int:
    unknown = [word for word in words if word not in PRODUCTS and word != "tints"]
    if unknown:
        print(f"no such drawing: {', '.join(unknown)}", file=sys.stderr)
        return 2
    if words == ["tints"]:
        write_tints()
    else:
        build_products([word for word in words if word in PRODUCTS] or list(PRODUCTS))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
