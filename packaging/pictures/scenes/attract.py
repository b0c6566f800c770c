"""What a passer-by sees: three full screens, each composed for tall and for wide displays. Words are drawn
by the screen,
in the upper quarter (tall) or the left third (wide)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from parts import fruit, pantry
from parts.canvas import Canvas, group, num
from scenes.stage import Place, ProductSvg, backdrop, bokeh, floor, products, rays, sprinkle

TALL_PX = (1080, 1920)
WIDE_PX = (1920, 1080)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the goods stand: the middle, the floor line, the size of the hero."""

    x: float
    floor: float
    size: float


def frame(c: Canvas) -> Frame:
    if c.height > c.width:
        return Frame(c.width / 2, 1560, 1040)
    return Frame(c.width * 0.64, 960, 840)


def _five(f: Frame, skus: tuple[str, str, str, str, str]) -> list[Place]:
    """Two at the back, two beside, the hero in front."""
    far_left, far_right, left, right, hero = skus
    s = f.size
    return [
        Place(far_left, f.x - s * 0.37, f.floor - s * 0.12, s * 0.72, -3),
        Place(far_right, f.x + s * 0.37, f.floor - s * 0.12, s * 0.72, 3),
        Place(left, f.x - s * 0.23, f.floor - s * 0.04, s * 0.82, -2),
        Place(right, f.x + s * 0.23, f.floor - s * 0.04, s * 0.82, 2),
        Place(hero, f.x, f.floor + s * 0.05, s),
    ]


def _around(
    c: Canvas, f: Frame, things: list[tuple[str, float, float, float, float]], blur: float = 0
) -> str:
    """Things placed in shares of the hero's size about the frame's middle floor."""
    k = f.size / 1000
    return sprinkle(
        [(body, f.x + x * f.size, f.floor + y * f.size, a, s * k) for body, x, y, a, s in things], c, blur
    )


@dataclass(frozen=True, slots=True)
class Room:
    """A scene's colours: wall from edge to glow, beams, lights out of focus, table."""

    edge: str
    wall: str
    glow: str
    beam: str
    lights: str
    table: str


def _room(c: Canvas, f: Frame, room: Room) -> str:
    """Wall, beams, lights, table: all that stands behind the goods."""
    wall = backdrop(c, room.edge, room.wall, room.glow, (f.x / c.width, 0.5))
    beams = rays(c, c.width * 0.03, -40, room.beam, c.height * 0.7)
    return wall + beams + bokeh(c, room.lights, 44, 130) + floor(c, f.floor - f.size * 0.14, room.table)


def dew(c: Canvas, drawing_of: ProductSvg) -> None:
    """Cold drinks among ice."""
    f = frame(c)
    ice = f'<use href="#{c.symbol(pantry.ice_cube(c))}"/>'
    lime = fruit.citrus_slice(c, "#6FA512", "#C9EA6A", 10)
    c.add(_room(c, f, Room("#063A5E", "#1C86BE", "#D6F4FF", "#FFFFFF", "#FFFFFF", "#3FA3D1")))
    c.add(
        _around(
            c,
            f,
            [
                (ice, -0.5, -0.16, 8, 1.0),
                (ice, 0.52, -0.15, -10, 1.1),
                (ice, -0.13, -0.16, 30, 0.8),
                (ice, 0.14, -0.17, 12, 0.8),
            ],
            3,
        )
    )
    c.add(
        products(
            _five(f, ("water-spring", "water-electrolyte", "soda-lime", "soda-peach", "soda-cola")),
            drawing_of,
        )
    )
    c.add(
        _around(
            c,
            f,
            [
                (ice, -0.36, 0.04, -14, 1.2),
                (ice, 0.36, 0.05, 16, 1.25),
                (ice, -0.22, 0.1, 30, 0.9),
                (ice, 0.24, 0.11, -24, 0.85),
                (lime, -0.47, 0.09, 12, 0.9),
                (fruit.citrus_slice(c, "#F57A00", "#FF9E1F", 11), 0.48, 0.1, -8, 0.9),
                (pantry.mint(c), -0.31, 0.12, -10, 0.6),
            ],
        )
    )
    c.add(pantry.bubbles(c, (0, 0, c.width, f.floor), 120, "#FFFFFF", 0.5))
    c.add(
        _around(
            c,
            f,
            [
                (fruit.citrus_slice(c, "#F3C400", "#FFE04A", 9), -0.42, -0.92, 20, 0.8),
                (fruit.leaf(c), 0.44, -0.98, 40, 0.7),
                (lime, 0.5, -0.76, 0, 0.5),
            ],
            2.5,
        )
    )


def tea(c: Canvas, drawing_of: ProductSvg) -> None:
    """Tea in a garden."""
    f = frame(c)
    leaf = f'<use href="#{c.symbol(fruit.leaf(c, "#6BAE3C"))}"/>'
    blossom = f'<use href="#{c.symbol(pantry.blossom(c))}"/>'
    c.add(_room(c, f, Room("#1E4D2B", "#79AE4E", "#FBFBD8", "#FFFBD0", "#FFFFDC", "#A9C86A")))
    c.add(
        _around(
            c,
            f,
            [
                (leaf, -0.5, -1.0, 40, 1.6),
                (leaf, 0.52, -1.04, 150, 1.8),
                (leaf, -0.56, -0.6, 100, 1.3),
                (leaf, 0.56, -0.6, 20, 1.3),
            ],
            9,
        )
    )
    c.add(
        products(
            _five(f, ("tea-oolong", "tea-black", "tea-jasmine", "tea-peach", "tea-mandarin")), drawing_of
        )
    )
    c.add(
        _around(
            c,
            f,
            [
                (fruit.orange(c, "#8DB52C"), -0.4, 0.05, -10, 0.95),
                (fruit.citrus_slice(c, "#7FAE2A", "#D9DB5A", 10), -0.25, 0.1, 0, 0.8),
                (fruit.peach(c), 0.42, 0.05, 8, 1.0),
                (fruit.peach(c), 0.27, 0.11, -14, 0.66),
                (blossom, 0.14, 0.13, 20, 0.5),
                (blossom, -0.12, 0.13, 60, 0.42),
                (leaf, -0.52, 0.12, -24, 0.9),
                (leaf, 0.53, 0.13, 200, 0.8),
            ],
        )
    )
    c.add(
        _around(
            c,
            f,
            [
                (leaf, -0.36, -0.86, 70, 0.6),
                (leaf, 0.34, -0.92, -30, 0.6),
                (blossom, 0.46, -0.8, 10, 0.5),
                (blossom, -0.48, -0.78, 40, 0.4),
                (leaf, 0.06, -1.06, 20, 0.5),
            ],
        )
    )


def snack(c: Canvas, drawing_of: ProductSvg) -> None:
    """A shower of crisps, nuts and fruit."""
    f = frame(c)
    chip = f'<use href="#{c.symbol(pantry.chip(c))}"/>'
    almond, cashew = (
        f'<use href="#{c.symbol(pantry.almond(c))}"/>',
        f'<use href="#{c.symbol(pantry.cashew(c))}"/>',
    )
    berry = f'<use href="#{c.symbol(fruit.blueberry(c))}"/>'
    c.add(_room(c, f, Room("#A63A0C", "#F2932B", "#FFF3C4", "#FFF6CF", "#FFF8DC", "#F4B04A")))
    c.add(
        _around(
            c,
            f,
            [(chip, -0.48, -0.98, 20, 1.3), (almond, 0.5, -0.9, 60, 1.0), (chip, 0.3, -1.12, -40, 1.1)],
            7,
        )
    )
    c.add(
        products(
            _five(f, ("chips-tomato", "gummies-fruit", "nuts-daily", "cookies-butter", "chips-seasalt")),
            drawing_of,
        )
    )
    c.add(
        _around(
            c,
            f,
            [
                (almond, -0.42, 0.07, 60, 0.6),
                (cashew, -0.33, 0.11, 10, 0.6),
                (pantry.walnut(c), -0.5, 0.1, 20, 0.7),
                (berry, -0.24, 0.13, 0, 0.34),
                (chip, 0.44, 0.07, -10, 0.8),
                (chip, 0.32, 0.12, 20, 0.6),
                (pantry.tiles(c, "#5A2E1A"), 0.53, 0.12, 24, 0.5),
                (fruit.strawberry(c), -0.14, 0.15, 40, 0.4),
            ],
        )
    )
    c.add(
        _around(
            c,
            f,
            [
                (chip, -0.3, -0.9, -20, 0.7),
                (almond, 0.36, -0.86, -30, 0.5),
                (cashew, 0.14, -0.98, 40, 0.5),
                (berry, -0.12, -1.02, 0, 0.3),
                (chip, 0.5, -0.7, 50, 0.5),
                (berry, -0.5, -0.72, 0, 0.32),
            ],
        )
    )


SCENES: dict[str, Callable[[Canvas, ProductSvg], None]] = {"dew": dew, "tea": tea, "snack": snack}


def vignette(c: Canvas) -> str:
    """Darker corners keep the eye on the goods and light words readable at the edges."""
    paint = c.radial([(0, "#000000", 0), (0.7, "#000000", 0), (1, "#000000", 0.34)], (0.5, 0.5), 0.78)
    return group(f'<rect width="{num(c.width)}" height="{num(c.height)}" fill="{paint}"/>')
