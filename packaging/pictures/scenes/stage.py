"""Products set on a scene: light behind, things floating, a floor that mirrors a little."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from parts.canvas import SHEET_PX, Canvas, circle, ellipse, group, light, num, path, rect

ProductSvg = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Place:
    """One product: its middle and floor on the scene, its size (side of its sheet), its lean in degrees."""

    sku: str
    x: float
    floor: float
    size: float
    lean: float = 0


def product(place: Place, drawing: str, number: int) -> str:
    """A product's own drawing, put on the scene with its ids kept apart."""
    mark = f"p{number}"
    inner = re.sub(r'id="d(\d+)"', rf'id="{mark}d\1"', drawing)
    inner = re.sub(r"#d(\d+)", rf"#{mark}d\1", inner)
    inner = re.sub(r"^<svg [^>]*>", "", inner).removesuffix("</svg>\n")
    scale = place.size / SHEET_PX
    x, y = place.x - place.size / 2, place.floor - place.size * 0.945
    turn = f"rotate({num(place.lean)} {num(place.x)} {num(place.floor)}) " if place.lean else ""
    return group(inner, move=f"{turn}translate({num(x)} {num(y)}) scale({scale:.4f})")


def products(places: list[Place], drawing_of: ProductSvg) -> str:
    """All of them, the first at the back."""
    return "".join(product(place, drawing_of(place.sku), i) for i, place in enumerate(places))


def backdrop(c: Canvas, deep: str, mid: str, glow: str, centre: tuple[float, float] = (0.5, 0.45)) -> str:
    """A lit wall: bright behind the goods, deep at the edges."""
    wall = c.radial([(0, glow), (0.45, mid), (1, deep)], centre, 0.85)
    return rect(0, 0, c.width, c.height, wall)


def bokeh(c: Canvas, colour: str, count: int, largest: float) -> str:
    """Soft lights out of focus."""
    out = []
    for _ in range(count):
        r = largest * (0.2 + 0.8 * c.random.random() ** 2)
        x, y = c.random.uniform(0, c.width), c.random.uniform(0, c.height)
        out.append(
            circle(
                x,
                y,
                r,
                colour,
                f'opacity="{0.05 + 0.11 * c.random.random():.2f}" {c.blur(max(1.5, r * 0.09))}',
            )
        )
    return "".join(out)


def floor(c: Canvas, y: float, colour: str) -> str:
    """The table the goods stand on: its edge soft, its middle lit."""
    top = c.down((0, light(colour, 0.25)), (0.3, colour), (1, colour))
    pool = c.radial([(0, "#FFFFFF", 0.55), (1, "#FFFFFF", 0)])
    plane = rect(0, y, c.width, c.height - y, top, extra='opacity="0.9"')
    return plane + ellipse(
        c.width * 0.48, y + (c.height - y) * 0.3, c.width * 0.46, (c.height - y) * 0.42, pool
    )


def rays(c: Canvas, x: float, y: float, colour: str, reach: float) -> str:
    """Broad beams falling from the upper left."""
    out = []
    for i in range(5):
        a = x + i * reach * 0.2
        out.append(
            f"M{num(a)} {num(y)}L{num(a + reach * 0.08)} {num(y)}L{num(a + reach * 0.75)} "
            f"{num(y + reach * 1.5)}L{num(a + reach * 0.45)} {num(y + reach * 1.5)}Z"
        )
    return path(
        "".join(out), c.down((0, colour, 0.5), (1, colour, 0)), f'opacity="0.35" {c.blur(reach * 0.02)}'
    )


def sprinkle(parts: list[tuple[str, float, float, float, float]], c: Canvas, blur: float = 0) -> str:
    """Things in the air: (drawing, x, y, turn, scale); `blur` puts them out of focus."""
    extra = c.blur(blur) if blur else ""
    return group(
        *(
            group(body, move=f"translate({num(x)} {num(y)}) rotate({num(a)}) scale({s:g})")
            for body, x, y, a, s in parts
        ),
        attributes=extra,
    )
