"""Waters: cool blues, much light, little print."""

from __future__ import annotations

import math

from forms import bottles
from forms.bottles import Bottle, Label
from parts import fruit, pantry
from parts.canvas import BRUSH, ROUND, SANS, SERIF, TALL, Canvas, circle, group, line, path, rect, text
from parts.lettering import column, outlined, spaced


def _ground(width: float, height: float, paint: str) -> str:
    return rect(-width / 2 - 30, -40, width + 60, height + 80, paint)


def spring(c: Canvas) -> None:
    r, y0, y1 = 104.0, 276.0, 434.0
    w, h = math.pi * r * 0.96, y1 - y0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#0F6FC0"), (0.55, "#2F97DE"), (1, "#0A5CA8"))),
            circle(72, 40, 22, "#FFFFFF", 'opacity="0.9"'),
            group(pantry.mountain(c, "#BFE2F7", "#6DB8EA"), move="translate(0 100) scale(0.86 0.6)"),
            path(f"M{-w} 92C-90 76 -40 108 20 95S120 80 {w} 95V240H{-w}Z", "#FFFFFF"),
            text("山泉", 0, 147, 54, "#0A5CA8", BRUSH, 700),
            spaced("MOUNTAIN SPRING", -10, 24, 12.5, "#FFFFFF", ROUND, 700, 0.18),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.flat_shoulder(r, 0.96),
            "#BFE1F4",
            150,
            Label(y0, y1, art),
            "#1273C9",
            rings=(236, 252, 462, 486, 510, 534, 556),
            tone="#14405F",
            wet=120,
        ),
    )


def snow(c: Canvas) -> None:
    r, y0, y1 = 100.0, 312.0, 500.0
    w, h = math.pi * r, y1 - y0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#F6FAFD"), (0.62, "#FFFFFF"), (1, "#DCE9F2"))),
            group(pantry.mountain(c, "#2E4A66", "#8FB2CC"), move="translate(-8 192) scale(0.92 0.72)"),
            line("M-64 30H64", "#B08D4C", 1.6),
            text("雪线", 0, 84, 58, "#1C3550", SERIF, 900),
            spaced("SNOWLINE", 0, 110, 17, "#B08D4C", SERIF, 700, 0.34),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.tall_shoulder(r),
            "#D4E6EE",
            158,
            Label(y0, y1, art, 0.55),
            "#E9EEF2",
            rings=(270, 284, 530, 550),
            tone="#2B4256",
            wet=110,
            glass="#E6F0F5",
        ),
    )


def lemon(c: Canvas) -> None:
    r, y0, y1 = 104.0, 276.0, 434.0
    w, h = math.pi * r * 0.96, y1 - y0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#FFF7C2"), (1, "#FFE45C"))),
            group(fruit.citrus_slice(c, "#F3C400", "#FFE04A", 9), move="translate(58 112) scale(0.72)"),
            group(fruit.leaf(c, "#59A52F"), move="translate(-84 128) rotate(28) scale(0.5)"),
            group(fruit.citrus_slice(c, "#F3C400", "#FFE04A", 9), move="translate(-74 136) scale(0.4)"),
            text("柠檬水", -8, 60, 54, "#2E6B2A", SANS, 900),
            spaced("LEMON WATER", -8, 84, 13, "#2E6B2A", ROUND, 700, 0.2),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.flat_shoulder(r, 0.96),
            "#F4EDAE",
            150,
            Label(y0, y1, art),
            "#F6C90E",
            rings=(236, 252, 470, 500, 530),
            tone="#6A5A12",
            wet=120,
            glass="#F3F1DA",
            extra=_floating(c),
        ),
    )


def _floating(c: Canvas) -> str:
    """Two slices of lemon in the drink."""
    slice_ = c.symbol(fruit.citrus_slice(c, "#F3C400", "#FFE04A", 9))
    one = f'<use href="#{slice_}" transform="translate(292 512) rotate(-20) scale(0.42 0.4)" opacity="0.85"/>'
    return (
        one
        + f'<use href="#{slice_}" transform="translate(360 552) rotate(24) scale(0.4 0.3)" opacity="0.7"/>'
    )


def sparkling(c: Canvas) -> None:
    r, y0, y1 = 98.0, 352.0, 520.0
    w, h = math.pi * r, y1 - y0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#FBF8EF"), (1, "#EFE8D6"))),
            rect(-w, 0, w * 2, 7, "#B9933F"),
            rect(-w, h - 7, w * 2, 7, "#B9933F"),
            group(pantry.bubbles(c, (-60, 20, 60, 56), 16, "#2C7A5B", 0.8)),
            text("天然气泡", 0, 92, 40, "#14563F", SERIF, 900),
            spaced("FRIZZANTE", 0, 120, 18, "#B9933F", SERIF, 700, 0.26),
            line("M-50 134H50", "#14563F", 1.2, 0.6),
            spaced("SPARKLING MINERAL", 0, 150, 9.5, "#14563F", SANS, 500, 0.16),
        ]
    )
    bottles.paint(
        c,
        Bottle(
            bottles.long_neck(r),
            "#5FB58C",
            186,
            Label(y0, y1, art, 0.45),
            "#C9A24A",
            crown=True,
            glass="#7CC4A2",
            wall=0.94,
            tone="#06352A",
            wet=130,
            fizz=90,
        ),
    )


def electrolyte(c: Canvas) -> None:
    r, y0, y1 = 106.0, 250.0, 520.0
    w, h = math.pi * r * 0.93, y1 - y0
    art = "".join(
        [
            _ground(w, h, c.down((0, "#FFFFFF"), (0.36, "#FFE3DC"), (1, "#FF8C7A"))),
            path(f"M{-w / 2} 190L{w / 2} 96V150L{-w / 2} 244Z", "#1D4ED8"),
            path(f"M{-w / 2} 250L{w / 2} 156V170L{-w / 2} 264Z", "#1D4ED8", 'opacity="0.35"'),
            group(fruit.citrus_slice(c, "#F28A4B", "#F5615C", 11), move="translate(50 214) scale(0.58)"),
            outlined("ION+", -8, 92, 74, "#1D4ED8", "#FFFFFF", 8, TALL, 700, 'transform="skewX(-8)"'),
            text("电解质水", 6, 168, 34, "#FFFFFF", SANS, 900, 'transform="rotate(-19 0 160)"'),
            column("西柚味", -92, 36, 19, "#E14B4B", SANS, 700),
        ]
    )
    knots = (
        (78, 42),
        (96, 42),
        (100, 48),
        (106, 48),
        (110, 42),
        (124, 46),
        (162, 80),
        (206, 104),
        (236, r),
        (262, r),
        (330, r * 0.93),
        (430, r * 0.93),
        (500, r),
        (572, r),
        (590, r * 0.96),
        (602, r * 0.84),
    )
    bottles.paint(
        c,
        Bottle(
            knots,
            "#FBD0C4",
            148,
            Label(y0, y1, art),
            "#1D4ED8",
            cap_height=62,
            tone="#5B1F2A",
            wet=120,
            glass="#FBEDE8",
        ),
    )


DRAWINGS = {
    "water-spring": spring,
    "water-snow": snow,
    "water-lemon": lemon,
    "water-sparkling": sparkling,
    "water-electrolyte": electrolyte,
}
