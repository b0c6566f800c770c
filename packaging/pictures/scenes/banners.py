"""Wide artwork for promotions: goods on the right, calm ground for the words on the left. No text in the
picture."""

from __future__ import annotations

from collections.abc import Callable

from parts import fruit, pantry
from parts.canvas import Canvas, light, path, rect
from scenes.stage import Place, ProductSvg, bokeh, products, sprinkle

WIDTH_PX, HEIGHT_PX = 1620, 330


def _ground(c: Canvas, deep: str, mid: str, bright: str) -> str:
    wall = rect(0, 0, WIDTH_PX, HEIGHT_PX, c.linear([(0, deep), (0.5, mid), (1, bright)], (0, 0.1, 1, 0.6)))
    glow = c.radial([(0, light(bright, 0.6), 0.75), (1, bright, 0)])
    halo = f'<ellipse cx="1230" cy="170" rx="520" ry="300" fill="{glow}"/>'
    sweep = path("M760 330C900 180 1060 120 1240 130S1540 90 1620 20V330Z", "#FFFFFF", 'opacity="0.09"')
    return (
        wall
        + halo
        + sweep
        + path("M900 330C1040 240 1200 220 1360 236S1560 210 1620 170V330Z", "#FFFFFF", 'opacity="0.1"')
    )


def afternoon_tea(c: Canvas, drawing_of: ProductSvg) -> None:
    leaf, bean = c.symbol(fruit.leaf(c)), c.symbol(pantry.coffee_bean(c))
    leaves, beans = f'<use href="#{leaf}"/>', f'<use href="#{bean}"/>'
    c.add(_ground(c, "#20402F", "#3F7451", "#8DB86A"), bokeh(c, "#F4FFD8", 20, 70))
    c.add(
        sprinkle(
            [(leaves, 860, 70, 30, 0.4), (leaves, 1560, 60, -40, 0.5), (leaves, 930, 280, -30, 0.34)], c, 3
        )
    )
    c.add(
        products(
            [
                Place("tea-oolong", 1010, 410, 400, -11),
                Place("coffee-oat", 1512, 420, 410, 13),
                Place("tea-mandarin", 1170, 430, 470, -5),
                Place("coffee-latte", 1350, 424, 440, 6),
            ],
            drawing_of,
        )
    )
    c.add(
        sprinkle(
            [
                (fruit.citrus_slice(c, "#7FAE2A", "#D9DB5A", 10), 1092, 290, -10, 0.62),
                (fruit.orange(c, "#8DB52C"), 980, 304, 0, 0.44),
                (beans, 1452, 300, 30, 0.3),
                (beans, 1500, 316, -50, 0.26),
                (beans, 1250, 308, 70, 0.28),
                (leaves, 1262, 282, -20, 0.34),
            ],
            c,
        )
    )


def sparkling(c: Canvas, drawing_of: ProductSvg) -> None:
    c.add(_ground(c, "#8B2340", "#C9476C", "#FFA08F"), bokeh(c, "#FFE3E8", 24, 80))
    c.add(pantry.bubbles(c, (640, 0, 1620, 330), 90, "#FFFFFF", 0.6))
    c.add(
        products(
            [
                Place("water-sparkling", 1020, 420, 400, -10),
                Place("soda-orange", 1510, 420, 410, 12),
                Place("soda-peach", 1180, 430, 450, -5),
                Place("soda-lime", 1348, 426, 440, 5),
            ],
            drawing_of,
        )
    )
    c.add(
        sprinkle(
            [
                (pantry.ice_cube(c), 1092, 282, -14, 0.5),
                (fruit.peach(c), 980, 288, -10, 0.5),
                (pantry.ice_cube(c), 1436, 296, 18, 0.42),
                (fruit.citrus_slice(c, "#6FA512", "#C9EA6A", 10), 1262, 296, 0, 0.5),
                (pantry.mint(c), 1220, 262, -20, 0.36),
            ],
            c,
        )
    )


def light_lunch(c: Canvas, drawing_of: ProductSvg) -> None:
    c.add(_ground(c, "#7A3B10", "#C9761F", "#F8C25A"), bokeh(c, "#FFF3CF", 22, 80))
    c.add(
        products(
            [
                Place("juice-orange", 1000, 360, 350, -6),
                Place("fruit-cup", 1506, 356, 340, 6),
                Place("sandwich-egg", 1340, 336, 320, 2),
                Place("onigiri-tuna", 1164, 340, 320, -3),
            ],
            drawing_of,
        )
    )
    tomato, leaf = fruit.tomato(c), fruit.leaf(c, "#5FA23A")
    c.add(
        sprinkle(
            [
                (tomato, 1060, 306, 0, 0.34),
                (tomato, 1108, 318, 30, 0.24),
                (leaf, 1250, 312, -24, 0.34),
                (fruit.blueberry(c), 1424, 312, 0, 0.2),
                (fruit.blueberry(c), 1452, 318, 40, 0.18),
                (fruit.strawberry(c), 1588, 300, 14, 0.32),
            ],
            c,
        )
    )


BANNERS: dict[str, Callable[[Canvas, ProductSvg], None]] = {
    "afternoon-tea": afternoon_tea,
    "sparkling": sparkling,
    "light-lunch": light_lunch,
}
