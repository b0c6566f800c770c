"""Teas: amber and green drinks, brush lettering, paper labels."""

from __future__ import annotations

import math

from forms import bottles, cups
from forms.bottles import Bottle, Label
from parts import fruit, pantry
from parts.canvas import BRUSH, ROUND, SANS, SERIF, SLANT, Canvas, circle, group, path, rect, text
from parts.lettering import column, outlined, seal, spaced


def _ground(width: float, height: float, paint: str) -> str:
    return rect(-width / 2 - 30, -40, width + 60, height + 80, paint)


def mandarin(c: Canvas) -> None:
    r, y0, y1 = 102.0, 258.0, 448.0
    w, h = math.pi * r, y1 - y0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#F7F4DF"), (1, "#E4E9BE"))),
            path(f"M{-w} 150C-60 128 40 176 {w} 140V260H{-w}Z", "#3E7A2C"),
            group(fruit.ball(c, "#8DB52C"), move="translate(56 128) scale(0.5)"),
            group(fruit.leaf(c, "#4C8F2B"), move="translate(24 86) rotate(214) scale(0.4)"),
            group(fruit.citrus_slice(c, "#7FAE2A", "#D9DB5A", 10), move="translate(94 164) scale(0.36)"),
            column("青柑", -34, 18, 62, "#2F5E1E", BRUSH, 700, 0.98),
            seal("茶", 14, 40, 22),
            spaced("MANDARIN TEA", -38, 172, 12.5, "#F7F4DF", SERIF, 700, 0.14),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.flat_shoulder(r),
            "#A9B93A",
            148,
            Label(y0, y1, art),
            "#EDE6CF",
            rings=(240, 470, 500, 530, 556),
            tone="#28330C",
            glass="#E4EBCB",
        ),
    )


def black(c: Canvas) -> None:
    r, y0, y1 = 104.0, 262.0, 474.0
    w, h = math.pi * r * 0.9, y1 - y0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#E8352B"), (0.55, "#D31F22"), (1, "#8E0E14"))),
            path(f"M{-w} 118C-80 168 30 96 {w} 146V178C30 130 -80 200 {-w} 150Z", "#FFD34A"),
            group(fruit.citrus_slice(c, "#F3C400", "#FFE04A", 9), move="translate(66 176) scale(0.46)"),
            group(pantry.ice_cube(c), move="translate(-66 182) rotate(-12) scale(0.3)"),
            group(pantry.ice_cube(c), move="translate(-18 190) rotate(10) scale(0.24)"),
            outlined("冰红茶", 0, 92, 68, "#FFFFFF", "#7A070C", 9, SLANT, 700),
            spaced("ICED BLACK TEA", 0, 120, 14, "#FFE9B0", ROUND, 700, 0.16),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.contour(r),
            "#B4530F",
            150,
            Label(y0, y1, art),
            "#D8251F",
            rings=(244, 500, 520, 540),
            tone="#3A1204",
            glass="#EBD3B8",
        ),
    )


def jasmine(c: Canvas) -> None:
    r, y0, y1 = 98.0, 262.0, 470.0
    w, h = math.pi * r, y1 - y0
    flowers = "".join(
        group(pantry.blossom(c), move=f"translate({x} {y}) rotate({a}) scale({s})")
        for x, y, a, s in (
            (62, 150, 0, 0.44),
            (24, 182, 30, 0.34),
            (98, 188, 60, 0.36),
            (-88, 178, 14, 0.3),
            (88, 104, 40, 0.26),
        )
    )
    leaves = "".join(
        group(fruit.leaf(c, "#4E9A55"), move=f"translate({x} {y}) rotate({a}) scale({s})")
        for x, y, a, s in ((30, 150, 200, 0.44), (100, 150, -50, 0.42), (-50, 190, 24, 0.46))
    )
    art = "".join(
        [
            _ground(w, h, c.down((0, "#FFFFFF"), (0.5, "#EFF7EC"), (1, "#BFE0C2"))),
            leaves,
            flowers,
            column("茉莉", -34, 20, 66, "#20603A", BRUSH, 700, 0.98),
            seal("清茶", 18, 52, 20, "#2E7D4F"),
            spaced("JASMINE", -40, 176, 14, "#20603A", SERIF, 700, 0.16),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.tall_shoulder(r),
            "#D9D88A",
            152,
            Label(y0, y1, art),
            "#2E8B57",
            rings=(496, 516, 536),
            tone="#2B3A14",
            glass="#EEF2DC",
        ),
    )


def oolong(c: Canvas) -> None:
    r, y0, y1 = 98.0, 236.0, 500.0
    w, h = math.pi * r, y1 - y0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#22302C"), (1, "#0F1A18"))),
            group(pantry.mountain(c, "#3B5149", "#2C3F39", False), move="translate(0 250) scale(0.9 0.8)"),
            circle(46, 84, 34, c.radial([(0, "#F6E3B4"), (1, "#D9B160")])),
            rect(-w, 0, 2 * w, 5, "#C9A050"),
            rect(-w, h - 5, 2 * w, 5, "#C9A050"),
            column("乌龙", -30, 26, 74, "#F4EAD2", BRUSH, 700, 1.0),
            seal("冷泡", 48, 84, 22),
            spaced("COLD BREW", 0, 212, 18, "#F0CF86", SERIF, 700, 0.16),
            spaced("0 糖 · 0 能量", 0, 238, 13, "#F4EAD2", SANS, 500, 0.1),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.square_shoulder(r),
            "#C07A22",
            146,
            Label(y0, y1, art, 0.6),
            "#1B2623",
            rings=(206, 218, 522, 542),
            tone="#1A0E04",
            glass="#E9D6B4",
        ),
    )


def peach(c: Canvas) -> None:
    r, y0, y1 = 108.0, 330.0, 520.0
    w, h = math.pi * r * 0.97, y1 - y0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#FFF3EC"), (0.6, "#FFD9CF"), (1, "#FFB3A8"))),
            group(fruit.peach(c), move="translate(64 126) scale(0.6)"),
            group(fruit.peach(c), move="translate(-92 158) scale(0.36)"),
            group(pantry.tea_sprig(c), move="translate(-34 166) rotate(-20) scale(0.3)"),
            outlined("蜜桃", -34, 84, 60, "#C22F52", "#FFFFFF", 7, BRUSH, 700),
            text("乌龙", -40, 126, 36, "#6B4A20", BRUSH, 700),
            spaced("PEACH OOLONG", -6, 24, 12, "#A8324C", ROUND, 700, 0.18),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.carafe(r),
            "#EBA36A",
            214,
            Label(y0, y1, art),
            "#F7A8A0",
            cap_height=54,
            cap_radius=72,
            rings=(300,),
            tone="#5A2412",
            glass="#F7E2D4",
        ),
    )


def milk(c: Canvas) -> None:
    art = "".join(
        [
            outlined("黑糖", 0, 62, 66, "#FFF6E6", "#3A1D0C", 9, BRUSH, 700),
            text(
                "珍珠奶茶",
                0,
                106,
                34,
                "#FFF6E6",
                BRUSH,
                700,
                'stroke="#3A1D0C" stroke-width="5" paint-order="stroke" stroke-linejoin="round"',
            ),
        ]
    )
    cups.clear_cup(c, "#EBCBA2", "#7A3E14", art, pearls=True)


DRAWINGS = {
    "tea-mandarin": mandarin,
    "tea-black": black,
    "tea-jasmine": jasmine,
    "tea-oolong": oolong,
    "tea-peach": peach,
    "tea-milk": milk,
}
