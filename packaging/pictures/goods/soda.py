"""Sodas: loud colours, big fruit, many bubbles."""

from __future__ import annotations

import math

from forms import bottles, cans
from forms.bottles import Bottle, Label
from parts import fruit, pantry
from parts.canvas import (
    BRUSH,
    ROUND,
    SANS,
    SCRIPT,
    SERIF,
    SLANT,
    SPARTAN,
    TALL,
    Canvas,
    circle,
    group,
    light,
    line,
    path,
    rect,
    text,
)
from parts.lathe import soft
from parts.lettering import outlined, seal, spaced


def _ground(width: float, height: float, paint: str) -> str:
    return rect(-width / 2 - 30, -60, width + 60, height + 140, paint)


def cola(c: Canvas) -> None:
    """Red above, the drink itself below: ice, foam and a storm of bubbles."""
    w, h = cans.art_size(cans.STANDARD)
    level = h * 0.66
    cream = c.radial([(0, "#FFF6E4"), (0.7, "#F3D5A8"), (1, "#D9A66A")], (0.4, 0.3), 0.7)
    foam = rect(-w, level - 9, 2 * w, 18, "#EBC692") + "".join(
        circle(c.random.uniform(-230, 230), level + c.random.uniform(-13, 13), c.random.uniform(3, 8), cream)
        for _ in range(210)
    )
    ice = "".join(
        group(
            pantry.ice_cube(c),
            move=f"translate({x} {h * y:.0f}) rotate({a}) scale({k})",
            attributes='opacity="0.8"',
        )
        for x, y, a, k in ((-84, 0.8, -14, 0.5), (10, 0.84, 18, 0.56), (102, 0.79, -30, 0.46))
    )
    art = "".join(
        [
            _ground(w, h, c.down((0, "#F23A34"), (0.5, "#D0141C"), (1, "#8C0710"))),
            soft(
                c, f"M{-w * 0.4} 40C0 -20 {w * 0.3} 120 {w * 0.2} {h * 0.6}H{-w * 0.3}Z", "#FF6A5A", 0.35, 30
            ),
            rect(-w, level, 2 * w, h, c.down((0, "#7A3210"), (0.4, "#3E1206"), (1, "#1C0602"))),
            ice,
            group(pantry.bubbles(c, (-180, level, 180, h + 20), 90, "#FFD9A8", 0.8)),
            foam,
            text("可乐", 4, h * 0.4, 142, "#7A050C", SANS, 900, 'opacity="0.5"'),
            text("可乐", 0, h * 0.39, 142, "#FFFFFF", SANS, 900),
            spaced("COLA", 0, h * 0.545, 50, "#FFD9A8", SPARTAN, 900, 0.22),
        ]
    )
    cans.can(c, cans.STANDARD, art, "#3A0206", 150)


def orange(c: Canvas) -> None:
    w, h = cans.art_size(cans.STANDARD)
    rays = "".join(
        (
            f"M0 {h * 0.68:.0f}L{700 * math.cos(a):.0f} {h * 0.68 + 700 * math.sin(a):.0f}"
            f"L{700 * math.cos(a + 0.13):.0f} {h * 0.68 + 700 * math.sin(a + 0.13):.0f}Z"
        )
        for a in (i * 0.2618 for i in range(24))
    )
    art = "".join(
        [
            _ground(w, h, c.down((0, "#FFB319"), (0.6, "#FF8A0F"), (1, "#E65F05"))),
            path(rays, "#FFD56A", 'opacity="0.4"'),
            group(
                fruit.citrus_slice(c, "#F57A00", "#FF9E1F", 11),
                move=f"translate(40 {h * 0.7:.0f}) scale(1.02)",
            ),
            group(fruit.orange(c), move=f"translate(-86 {h * 0.76:.0f}) scale(0.66)"),
            group(fruit.leaf(c), move=f"translate(116 {h * 0.54:.0f}) rotate(-40) scale(0.4)"),
            outlined("橘子", 0, h * 0.31, 116, "#FFFFFF", "#D9480F", 14, SANS, 900),
            outlined("汽水", 82, h * 0.43, 42, "#FFF3D6", "#D9480F", 8, SANS, 900),
            text("Orange", -40, h * 0.43, 44, "#8A2C02", SCRIPT, 700),
        ]
    )
    cans.can(c, cans.STANDARD, art, "#5A2000", 150)


def peach(c: Canvas) -> None:
    w, h = cans.art_size(cans.SLIM)
    art = "".join(
        [
            _ground(w, h, c.down((0, "#FFF4F2"), (0.4, "#FFD7DC"), (1, "#F78FA7"))),
            group(pantry.bubbles(c, (-120, h * 0.1, 120, h * 0.95), 46, "#F2668A", 0.5)),
            group(fruit.peach(c, "#FFB3AC", "#EE5C84"), move=f"translate(4 {h * 0.68:.0f}) scale(1.0)"),
            group(
                pantry.blossom(c, 5, "#FFE3EA", "#E8577F"), move=f"translate(-84 {h * 0.84:.0f}) scale(0.34)"
            ),
            group(
                pantry.blossom(c, 5, "#FFE3EA", "#E8577F"),
                move=f"translate(88 {h * 0.52:.0f}) rotate(20) scale(0.26)",
            ),
            outlined("白桃", 0, h * 0.27, 92, "#D6335F", "#FFFFFF", 10, BRUSH, 700),
            text("气泡水", 0, h * 0.37, 40, "#B3264E", BRUSH, 700),
            spaced("WHITE PEACH", 0, h * 0.43, 17, "#B3264E", ROUND, 700, 0.22),
            spaced("0 糖 0 卡", 0, h * 0.93, 18, "#FFFFFF", SANS, 700, 0.14),
        ]
    )
    cans.can(c, cans.SLIM, art, "#5C1228", 130)


def lime(c: Canvas) -> None:
    w, h = cans.art_size(cans.SLIM)
    art = "".join(
        [
            _ground(w, h, c.down((0, "#0B6B4F"), (0.45, "#17936A"), (1, "#BFE35A"))),
            group(pantry.bubbles(c, (-120, h * 0.1, 120, h * 0.95), 52, "#EAFFD0", 0.55)),
            group(
                fruit.citrus_slice(c, "#6FA512", "#C9EA6A", 10),
                move=f"translate(30 {h * 0.7:.0f}) scale(0.92)",
            ),
            group(
                fruit.citrus_oval(c, "#86BE1E"), move=f"translate(-78 {h * 0.83:.0f}) rotate(-24) scale(0.62)"
            ),
            group(pantry.mint(c), move=f"translate(-40 {h * 0.55:.0f}) rotate(-16) scale(0.6)"),
            outlined("青柠", 0, h * 0.25, 92, "#FFFFFF", "#064E3A", 10, BRUSH, 700),
            text("薄荷气泡水", 0, h * 0.34, 33, "#E9FFC8", BRUSH, 700),
            spaced("LIME & MINT".replace("&", "&amp;"), 0, h * 0.4, 17, "#E9FFC8", ROUND, 700, 0.22),
        ]
    )
    cans.can(c, cans.SLIM, art, "#022A1E", 130)


def ginger(c: Canvas) -> None:
    r, y0, y1 = 102.0, 340.0, 530.0
    w, h = math.pi * r, y1 - y0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#FFF6DD"), (1, "#F4DCA0"))),
            rect(-w, 0, 2 * w, 26, "#7A3B12"),
            rect(-w, h - 30, 2 * w, 60, "#7A3B12"),
            spaced("SMALL BATCH", 0, 18, 13, "#FFE9B8", TALL, 700, 0.3),
            group(pantry.ginger(c), move="translate(58 122) rotate(-8) scale(0.5)"),
            outlined("姜汁", -30, 92, 62, "#7A3B12", "#FFF6DD", 6, SERIF, 900),
            text("汽水", -52, 134, 34, "#7A3B12", SERIF, 900),
            seal("辣", 84, 60, 22),
            spaced("GINGER BREW", -10, h - 10, 15, "#FFE9B8", TALL, 700, 0.26),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.long_neck(r),
            "#D98E2B",
            178,
            Label(y0, y1, art, 0.45),
            "#B3261E",
            crown=True,
            glass="#E7B56A",
            wall=0.94,
            tone="#3A1A04",
            wet=130,
            fizz=70,
        ),
    )


def seasalt(c: Canvas) -> None:
    r, y0, y1 = 104.0, 262.0, 488.0
    w, h = math.pi * r * 0.9, y1 - y0
    sea = f"M{-w} 150C-110 128 -70 172 -20 150S70 128 {w} 152V300H{-w}Z"
    art = "".join(
        [
            _ground(w, h, c.down((0, "#E9FAFF"), (0.5, "#8FDDF0"), (1, "#2AA5CF"))),
            circle(62, 54, 40, light("#FFE04A", 0.3), f'opacity="0.7" {c.blur(8)}'),
            path(sea, c.down((0, "#39B6DE"), (1, "#0B6FA8"))),
            line("M-150 152C-110 130 -70 174 -20 152S70 130 150 154", "#FFFFFF", 5, 0.9),
            line("M-150 176C-100 160 -60 192 -10 176S80 160 150 178", "#FFFFFF", 3, 0.5),
            group(fruit.citrus_slice(c, "#F3C400", "#FFE04A", 9), move="translate(54 150) scale(0.52)"),
            group(fruit.citrus_oval(c, "#F6D21B"), move="translate(-72 172) rotate(-18) scale(0.42)"),
            outlined("海盐柠檬", 0, 76, 50, "#0B5C92", "#FFFFFF", 8, SLANT, 700),
            spaced("SEA SALT LEMON", 0, 102, 14.5, "#0B5C92", ROUND, 700, 0.14),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.contour(r),
            "#E3F1E4",
            150,
            Label(y0, y1, art),
            "#0E7DB8",
            rings=(244, 506, 524, 542),
            tone="#123B52",
            wet=130,
            fizz=80,
        ),
    )


DRAWINGS = {
    "soda-cola": cola,
    "soda-orange": orange,
    "soda-peach": peach,
    "soda-lime": lime,
    "soda-ginger": ginger,
    "soda-seasalt": seasalt,
}
