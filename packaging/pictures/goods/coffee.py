"""Coffees: roasted browns, cream, quiet type."""

from __future__ import annotations

import math

from forms import bottles, cans, cups
from forms.bottles import Bottle, Label
from parts import fruit, pantry
from parts.canvas import BRUSH, SANS, SCRIPT, SERIF, SPARTAN, TALL, Canvas, group, line, path, rect, text
from parts.lathe import soft
from parts.lettering import outlined, spaced


def _ground(width: float, height: float, paint: str) -> str:
    return rect(-width / 2 - 30, -60, width + 60, height + 140, paint)


def _beans(c: Canvas, places: tuple[tuple[float, float, float, float], ...]) -> str:
    bean = c.symbol(pantry.coffee_bean(c))
    return "".join(
        f'<use href="#{bean}" transform="translate({x} {y}) rotate({a}) scale({s})"/>'
        for x, y, a, s in places
    )


def latte(c: Canvas) -> None:
    w, h = cans.art_size(cans.SLIM)
    pour = (
        f"M{-w} {h * 0.6}C-110 {h * 0.5} -60 {h * 0.72} 0 {h * 0.6}S100 {h * 0.5} {w} {h * 0.62}"
        f"V{h + 90}H{-w}Z"
    )
    art = "".join(
        [
            _ground(w, h, c.down((0, "#4A2A17"), (1, "#6B4226"))),
            path(pour, c.down((0, "#FFF6E8"), (1, "#E9CDA6"))),
            line(
                f"M{-w} {h * 0.6}C-110 {h * 0.5} -60 {h * 0.72} 0 {h * 0.6}S100 {h * 0.5} {w} {h * 0.62}",
                "#FFFFFF",
                5,
                0.9,
            ),
            group(pantry.splash(c, "#FFF4E2"), move=f"translate(20 {h * 0.66:.0f}) scale(0.72)"),
            _beans(
                c,
                (
                    (-66, h * 0.8, 30, 0.3),
                    (66, h * 0.84, -24, 0.34),
                    (0, h * 0.88, 70, 0.28),
                    (-104, h * 0.9, 10, 0.24),
                ),
            ),
            text("拿铁", 0, h * 0.27, 92, "#FFF1DC", SERIF, 900),
            line("M-60 150H60", "#D9A86A", 2),
            text("Latte", 0, h * 0.4, 46, "#E9BE84", SCRIPT, 700),
            spaced("250 ML · 冷藏更佳", 0, h * 0.975, 13, "#5A3820", SANS, 500, 0.08),
        ]
    )
    cans.can(c, cans.SLIM, art, "#1E0F06", 110)


def cold_brew(c: Canvas) -> None:
    r, y0, y1 = 112.0, 330.0, 528.0
    w, h = math.pi * r, y1 - y0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#F3E9DA"), (1, "#E2D2BA"))),
            rect(-w, 8, 2 * w, 2.5, "#2B1A10"),
            rect(-w, h - 11, 2 * w, 2.5, "#2B1A10"),
            text("冷萃", 0, 84, 72, "#2B1A10", SERIF, 900),
            spaced("COLD BREW", 0, 116, 24, "#2B1A10", TALL, 700, 0.24),
            line("M-58 130H-20M20 130H58", "#B4703A", 2),
            _beans(c, ((0, 130, 62, 0.12),)),
            spaced("黑咖啡 · 12 小时", 0, 160, 16, "#8A5228", SANS, 700, 0.1),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.stubby(r),
            "#3B1D0E",
            226,
            Label(y0, y1, art, 0.5),
            "#1C1410",
            cap_height=46,
            cap_radius=58,
            glass="#C9B8A6",
            wall=0.94,
            tone="#120804",
            wet=120,
            fizz=0,
        ),
    )


def mocha(c: Canvas) -> None:
    drip = (
        "M-300 -40H300V70C280 70 276 118 256 118S236 84 216 84S200 150 178 150S158 78 136 78S118 110 98 "
        "110S82 72 60 72S46 132 24 132S6 80 -16 80S-34 156 -58 156S-76 84 -96 84S-112 120 -134 120S-154 70 "
        "-176 70S-196 140 -216 140S-240 84 -300 70Z"
    )
    art = "".join(
        [
            _ground(420, 400, c.down((0, "#F7E6CF"), (1, "#E8C79B"))),
            path(drip, c.down((0, "#3A1B0C"), (1, "#6B3416"))),
            line("M-58 60V138M24 60V114M178 60V132M-134 60V100", "#FFFFFF", 6, 0.16, c.blur(2)),
            outlined("摩卡", 0, 232, 88, "#4A220E", "#FFF3E0", 8, SERIF, 900),
            text("Hazelnut Mocha", 0, 270, 32, "#9A5A24", SCRIPT, 700),
            group(pantry.hazelnut(c), move="translate(-66 336) rotate(-14) scale(0.38)"),
            group(pantry.hazelnut(c), move="translate(-14 346) rotate(20) scale(0.34)"),
            group(pantry.tiles(c, "#5A2E1A"), move="translate(56 334) rotate(16) scale(0.36)"),
        ]
    )
    cups.paper_cup(c, art, "#F0D8B4", "#3A2114", "#2A1408")


def oat(c: Canvas) -> None:
    r, y0, y1 = 102.0, 226.0, 560.0
    w, h = math.pi * r, y1 - y0
    ears = "".join(
        group(pantry.oat_ear(c), move=f"translate({x} {y}) rotate({a}) scale({s})")
        for x, y, a, s in ((66, 236, 16, 0.86), (98, 260, 34, 0.66), (-92, 262, -26, 0.66))
    )
    art = "".join(
        [
            _ground(w, h, c.down((0, "#F7EFE0"), (0.6, "#F0E0C2"), (1, "#DDBE8C"))),
            path(f"M{-w} 262C-80 236 20 296 {w} 256V440H{-w}Z", "#8A5A30"),
            ears,
            text("OAT", -6, 104, 96, "#7A4A22", SPARTAN, 900),
            text("燕麦拿铁", -6, 158, 43, "#7A4A22", SANS, 900),
            spaced("NO DAIRY AT ALL", -6, 184, 13, "#A5733F", SPARTAN, 700, 0.16),
            text("Latte", -34, 316, 44, "#FFF1DC", SCRIPT, 700),
        ]
    )
    knots = (
        (98, 46),
        (124, 46),
        (128, 50),
        (134, 50),
        (138, 46),
        (170, 62),
        (206, 92),
        (232, 101),
        (250, r),
        (572, r),
        (590, r * 0.97),
        (602, r * 0.88),
    )
    bottles.paint(
        c,
        Bottle(
            knots,
            "#C9A066",
            140,
            Label(y0, y1, art, 0.8),
            "#7A4A22",
            cap_height=46,
            cap_radius=54,
            body="#F4EADA",
            tone="#3A2210",
            wet=90,
        ),
    )


def coconut(c: Canvas) -> None:
    w, h = 400.0, 380.0
    palm = "".join(
        group(fruit.leaf(c, "#2E9A74"), move=f"translate({x} {y}) rotate({a}) scale({s} {s * 0.5})")
        for x, y, a, s in (
            (120, 20, 20, 0.9),
            (150, 60, 60, 0.9),
            (-140, 30, 160, 0.9),
            (-160, 80, 120, 0.8),
            (80, -6, -10, 0.7),
        )
    )
    art = "".join(
        [
            _ground(w, h, c.down((0, "#D8F3EA"), (0.5, "#A8E2D2"), (1, "#5CC3AA"))),
            palm,
            soft(c, "M-90 250H130V390H-90Z", "#FFFFFF", 0.35, 30),
            group(pantry.splash(c, "#FFFFFF"), move="translate(0 292) scale(0.78 0.7)"),
            group(fruit.coconut(c), move="translate(4 296) scale(0.84)"),
            _beans(c, ((-104, 348, 20, 0.22), (112, 344, -40, 0.24), (90, 366, 60, 0.18))),
            outlined("生椰", 0, 136, 96, "#0F6B54", "#FFFFFF", 10, BRUSH, 700),
            text("拿铁", -48, 184, 40, "#0F6B54", BRUSH, 700),
            text("Coconut", 50, 182, 34, "#0F6B54", SCRIPT, 700),
        ]
    )
    cups.paper_cup(c, art, "#A8E2D2", "#FFFFFF", "#0A3A30")


DRAWINGS = {
    "coffee-latte": latte,
    "coffee-coldbrew": cold_brew,
    "coffee-mocha": mocha,
    "coffee-oat": oat,
    "coffee-coconut": coconut,
}
