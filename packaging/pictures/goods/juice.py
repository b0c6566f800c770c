"""Juices and dairy: full colours, cut fruit, milk white."""

from __future__ import annotations

import math

from forms import bottles, cartons, cups
from forms.bottles import Bottle, Label
from forms.cartons import Box
from parts import fruit, pantry
from parts.canvas import (
    BRUSH,
    ROUND,
    SANS,
    SCRIPT,
    SERIF,
    Canvas,
    circle,
    ellipse,
    group,
    line,
    path,
    rect,
    text,
)
from parts.lathe import soft
from parts.lettering import column, outlined, seal, spaced


def _ground(width: float, height: float, paint: str) -> str:
    return rect(-width / 2 - 30, -60, width + 60, height + 140, paint)


def orange(c: Canvas) -> None:
    r, y0, y1 = 112.0, 340.0, 536.0
    w, h = math.pi * r * 0.97, y1 - y0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#FFFDF6"), (1, "#FFF0CF"))),
            group(fruit.citrus_slice(c, "#F57A00", "#FF9E1F", 11), move="translate(62 148) scale(0.72)"),
            group(fruit.orange(c), move="translate(-72 162) scale(0.5)"),
            group(fruit.leaf(c), move="translate(2 126) rotate(-160) scale(0.3)"),
            text("橙汁", -4, 78, 72, "#E0560A", BRUSH, 700),
            spaced("100% ORANGE", -18, 102, 13, "#2E7D32", ROUND, 700, 0.14),
            seal("鲜榨", 96, 46, 20, "#2E7D32"),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.carafe(r),
            "#FF9A16",
            190,
            Label(y0, y1, art, 0.6),
            "#2E9E4A",
            cap_height=52,
            cap_radius=72,
            rings=(304,),
            tone="#5A2400",
            glass="#FFE7C4",
            wet=130,
            cloudy=True,
        ),
    )


def apple(c: Canvas) -> None:
    r, y0, y1 = 114.0, 326.0, 532.0
    w, h = math.pi * r, y1 - y0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#FBF9EC"), (1, "#E9EFC6"))),
            rect(-w, 0, 2 * w, 8, "#5B7F1F"),
            rect(-w, h - 8, 2 * w, 60, "#5B7F1F"),
            group(fruit.apple(c), move="translate(58 138) scale(0.62)"),
            group(fruit.apple(c, "#BFD046", "#D8322E"), move="translate(-96 164) scale(0.38)"),
            text("雪苹果", -14, 72, 56, "#4C6B18", SERIF, 900),
            text("Cloudy Apple", -42, 110, 30, "#B3342B", SCRIPT, 700),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.stubby(r),
            "#E6B94A",
            222,
            Label(y0, y1, art, 0.5),
            "#B3342B",
            cap_height=46,
            cap_radius=58,
            glass="#F2E6C2",
            wall=0.95,
            tone="#4A3206",
            wet=120,
            cloudy=True,
        ),
    )


def mango(c: Canvas) -> None:
    b = Box(170, 388, 478, 186)
    tall = b.floor - b.top
    front = "".join(
        [
            rect(-10, -10, 240, tall + 30, c.down((0, "#FFE36B"), (0.55, "#FFC21F"), (1, "#FF8E0A"))),
            soft(c, "M-20 250C60 200 150 210 240 280V460H-20Z", "#FFF1A8", 0.7, 14),
            group(fruit.mango(c), move="translate(138 306) scale(0.84)"),
            group(fruit.mango_cheek(c), move="translate(64 366) scale(0.6)"),
            outlined("芒果", 105, 104, 88, "#FFFFFF", "#D9480F", 12, BRUSH, 700),
            text("Mango Nectar", 105, 146, 32, "#9A3B02", SCRIPT, 700),
            spaced("250ML", 44, 176, 16, "#9A3B02", ROUND, 700, 0.16),
        ]
    )
    side = (
        rect(-10, -10, 140, tall + 30, c.down((0, "#FFC93A"), (1, "#F27A08")))
        + column("芒果汁", 44, 60, 44, "#FFF6D6", BRUSH)
        + line("M18 250H70M18 268H70M18 286H60M18 304H66", "#FFF6D6", 4, 0.7)
    )
    cartons.brick(c, b, front, side, "#FFC21F", straw="#FFFFFF")


def milk(c: Canvas) -> None:
    b = Box(166, 388, 482, 192)
    tall = b.floor - b.top
    hills = path(
        "M-10 300C50 262 110 280 150 296S220 290 240 282V440H-10Z", c.down((0, "#8CCB5E"), (1, "#4E9A3A"))
    ) + path("M-10 336C60 306 130 330 240 312V440H-10Z", c.down((0, "#6DB84B"), (1, "#3A8431")))
    front = "".join(
        [
            rect(-10, -10, 250, tall + 30, c.down((0, "#FFFFFF"), (0.5, "#EAF6FF"), (1, "#CBE8FB"))),
            circle(176, 214, 30, "#FFE9A0", f'opacity="0.9" {c.blur(2)}'),
            hills,
            group(_cow(c), move="translate(124 330) scale(0.76)"),
            text("鲜牛奶", 111, 98, 66, "#0F5FA8", BRUSH, 700, 'stroke="#0F5FA8" stroke-width="1.6"'),
            text("Meadow Milk", 111, 142, 33, "#2F8A3C", SCRIPT, 700),
            spaced("巴氏杀菌 · 冷藏", 111, 170, 14, "#0F5FA8", SANS, 500, 0.08),
        ]
    )
    side = (
        rect(-10, -10, 140, tall + 30, "#E4F2FC")
        + column("牧场鲜奶", 47, 50, 40, "#0F5FA8", BRUSH)
        + rect(-10, 330, 140, 120, "#4E9A3A")
    )
    cartons.gable(c, b, front, side, "#F6FBFF", "#F6FBFF", "#1F7FCE")


def _cow(c: Canvas) -> str:
    """A friendly cow, standing, about 200 wide."""
    body = "M-84 -30C-80 -62 -40 -66 0 -64C40 -66 70 -60 76 -36C84 -6 72 26 60 34H-70C-86 20 -88 -8 -84 -30Z"
    spots = (
        ellipse(-40, -40, 26, 20, "#3A2A22")
        + ellipse(24, -30, 24, 18, "#3A2A22")
        + ellipse(50, 14, 16, 14, "#3A2A22")
        + ellipse(-64, 10, 14, 18, "#3A2A22")
    )
    legs = "".join(
        rect(x, 20, 17, 54, "#FFFDF8", 4) + rect(x, 64, 17, 12, "#4A3A30", 3) for x in (-70, -44, 26, 50)
    )
    head = "".join(
        [
            ellipse(-128, -66, 22, 10, "#3A2A22", 'transform="rotate(24 -128 -66)"'),
            ellipse(-68, -66, 22, 10, "#FFFDF8", 'transform="rotate(-24 -68 -66)"'),
            path("M-124 -76C-120 -94 -78 -94 -74 -76L-78 -34C-82 -14 -116 -14 -120 -34Z", "#FFFDF8"),
            path("M-124 -76C-120 -92 -104 -92 -102 -84L-108 -48C-116 -50 -122 -58 -124 -76Z", "#3A2A22"),
            ellipse(-99, -26, 23, 15, "#F4B6A6"),
            ellipse(-106, -27, 3.4, 4.4, "#8A4B42") + ellipse(-91, -27, 3.4, 4.4, "#8A4B42"),
            circle(-110, -56, 4.4, "#1A120C")
            + circle(-88, -56, 4.4, "#1A120C")
            + circle(-111, -58, 1.5, "#FFF")
            + circle(-89, -58, 1.5, "#FFF"),
            path(
                (
                    "M-118 -88C-124 -100 -118 -106 -112 -108C-114 -98 -110 -92 -108 -88ZM-80 -88C-74 "
                    "-100 -80 "
                    "-106 -86 -108C-84 -98 -88 -92 -90 -88Z"
                ),
                "#E8D9B8",
            ),
        ]
    )
    under = path(
        "M-84 -30C-88 -8 -86 20 -70 34H60C72 26 80 0 78 -20C60 30 -60 34 -84 -30Z", "#C9B8A0", 'opacity="0.4"'
    )
    tail = line("M76 -40C100 -36 98 0 92 24", "#FFFDF8", 7) + ellipse(92, 30, 7, 12, "#3A2A22")
    return (
        tail
        + legs
        + group(path(body, "#FFFDF8"), spots, under, attributes=c.clip(body))
        + ellipse(20, 36, 18, 10, "#F4B6A6")
        + head
    )


def yoghurt(c: Canvas) -> None:
    w, h = math.pi * 164, 290.0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#FFFFFF"), (0.4, "#FFEFF2"), (1, "#FFC4CE"))),
            path(
                "M-300 168C-200 140 -150 196 -90 174S20 140 80 172S200 190 300 160V420H-300Z",
                c.down((0, "#FFFFFF"), (1, "#FFE0E6")),
            ),
            line("M-300 168C-200 140 -150 196 -90 174S20 140 80 172S200 190 300 160", "#FFFFFF", 7, 1),
            group(fruit.strawberry(c), move="translate(64 186) rotate(14) scale(0.82)"),
            group(fruit.strawberry(c), move="translate(-44 212) rotate(-22) scale(0.58)"),
            group(fruit.strawberry(c), move="translate(150 206) rotate(30) scale(0.5)"),
            group(pantry.splash(c, "#FFFFFF"), move="translate(-104 236) scale(0.4)"),
            text("草莓酸奶", -6, 96, 74, "#C8213F", BRUSH, 700, 'stroke="#C8213F" stroke-width="1.5"'),
            text("Strawberry Yoghurt", -40, 132, 30, "#E4576F", SCRIPT, 700),
        ]
    )
    c.zoom = 1.16
    cups.tub(c, art, "#FFF4F5", "#F7C9D2", "#5A1624", 286)


def soy(c: Canvas) -> None:
    b = Box(190, 388, 462, 120)
    tall = b.floor - b.top
    bean = c.symbol(pantry.beans_round(c, "#2A222C"))
    beans = "".join(
        f'<use href="#{bean}" transform="translate({x} {y}) rotate({a}) scale({s})"/>'
        for x, y, a, s in (
            (40, 436, 20, 0.26),
            (88, 450, -30, 0.3),
            (142, 440, 50, 0.26),
            (182, 456, 0, 0.28),
            (66, 468, 80, 0.28),
            (120, 474, 10, 0.3),
            (20, 470, -20, 0.24),
            (168, 484, 34, 0.26),
        )
    )
    front = "".join(
        [
            rect(-10, -10, 230, tall + 30, c.down((0, "#F4EEE4"), (1, "#E2D5C0"))),
            path(
                "M-10 288C40 266 80 310 120 292S180 276 220 292V520H-10Z",
                c.down((0, "#FFFDF6"), (1, "#F3E7CF")),
            ),
            rect(-10, -10, 230, 84, "#2F2733"),
            text("Soya", 99, 52, 44, "#F2E3C6", SCRIPT, 700),
            column("黑豆", 70, 96, 84, "#2F2733", BRUSH, 700, 1.0),
            column("豆浆", 152, 122, 46, "#8A5A30", BRUSH, 700, 1.05),
            seal("石磨", 152, 252, 22),
            group(pantry.splash(c, "#FFFBF0"), move="translate(100 418) scale(0.62)"),
            beans,
        ]
    )
    side = rect(-10, -10, 120, tall + 30, "#2F2733") + column("黑豆豆浆", 37, 60, 40, "#F2E3C6", BRUSH)
    cartons.brick(c, b, front, side, "#E9DFCC", cap="#8A5A30")


DRAWINGS = {
    "juice-orange": orange,
    "juice-apple": apple,
    "juice-mango": mango,
    "milk-fresh": milk,
    "yoghurt-strawberry": yoghurt,
    "milk-soy": soy,
}
