"""Bottles: PET with screw caps, glass with crown caps, sturdy opaque ones; each a profile, a drink, a
label."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from parts.canvas import Canvas, Stop, circle, dark, ellipse, group, light, line, num, path, polygon
from parts.lathe import Profile, soft, wrap
from parts.surface import drops, gloss, ground_shadow, liquid, ribs, shade, surface_of, turned

FLOOR_Y = 602.0
CENTRE_X = 320.0


@dataclass(frozen=True, slots=True)
class Label:
    """From y0 to y1 on the sheet; `art` is drawn in 0..(y1 - y0) downwards, half the circumference wide."""

    y0: float
    y1: float
    art: str
    shiny: float = 0.5
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Bottle:
    """`knots` as in Profile; `level` is where the drink ends; `body` paints an opaque bottle instead of
    a drink."""

    knots: tuple[tuple[float, float], ...]
    drink: str
    level: float
    label: Label
    cap: str
    cap_height: float = 50
    cap_radius: float = 0
    crown: bool = False
    body: str = ""
    glass: str = "#DCEBF2"
    rings: tuple[float, ...] = ()
    wet: int = 110
    tone: str = "#241A12"
    wall: float = 1.0
    fizz: int = 0
    cloudy: bool = False
    extra: str = field(default="")


def paint(canvas: Canvas, b: Bottle) -> None:
    """Draw the bottle on the sheet."""
    p = Profile(CENTRE_X, b.knots)
    widest = max(r for _, r in b.knots)
    canvas.add(ground_shadow(canvas, CENTRE_X, FLOOR_Y + 8, widest, b.drink if not b.body else b.body))
    if not b.body:
        canvas.add(_glow(canvas, widest, b.drink))
    inside = _opaque(canvas, p, b) if b.body else _clear(canvas, p, b)
    canvas.add(turned(canvas, p, inside, ribs(p, list(b.rings), b.tone), b.extra))
    canvas.add(label(canvas, p, b.label, b.tone))
    canvas.add(
        turned(
            canvas,
            p,
            shade(canvas, p, b.tone, 0.8 if b.body else 0.5),
            gloss(canvas, p, p.top, b.label.y0 - 8, 0.95),
            gloss(canvas, p, b.label.y1 + 12, p.bottom - 8, 0.95),
            drops(canvas, p, p.top + 90, p.bottom - 16, b.wet, b.tone),
        )
    )
    canvas.add(crown(canvas, p, b) if b.crown else screw_cap(canvas, p, b))


def _glow(canvas: Canvas, half: float, drink: str) -> str:
    """Light that went through the drink and lies on the ground to the right."""
    extra = f'opacity="0.5" {canvas.blur(8)}'
    return ellipse(CENTRE_X + half * 0.7, FLOOR_Y + 10, half * 0.7, half * 0.07, light(drink, 0.25), extra)


def _clear(canvas: Canvas, p: Profile, b: Bottle) -> str:
    """Wall, headspace, drink, its surface, the thick base."""
    inner = Profile(p.cx, tuple((y, r * b.wall) for y, r in p.knots), p.tilt)
    side: list[Stop] = [
        (0, dark(b.glass, 0.3)),
        (0.14, b.glass),
        (0.4, light(b.glass, 0.6)),
        (0.75, light(b.glass, 0.3)),
        (1, dark(b.glass, 0.34)),
    ]
    base = soft(canvas, inner.band(-0.9, 0.9, p.bottom - 30, p.bottom - 12), dark(b.drink, 0.5), 0.4, 8)
    lens = line(inner.ring(p.bottom - 14, True, 0.86), light(b.drink, 0.75), 4, 0.75, canvas.blur(1.2))
    parts = [path(p.outline(), canvas.linear(side), 'opacity="0.92"')]
    parts.append(
        group(
            liquid(canvas, inner, b.level, p.bottom - 3, b.drink, b.cloudy),
            surface_of(canvas, inner, b.level, b.drink),
            base,
            lens,
            attributes=canvas.clip(inner.outline(b.level - 14, p.bottom)),
        )
    )
    if b.fizz:
        parts.append(_fizz(canvas, inner, b))
    return "".join(parts)


def _fizz(canvas: Canvas, p: Profile, b: Bottle) -> str:
    out = []
    for _ in range(b.fizz):
        y = canvas.random.uniform(b.level + 8, p.bottom - 20)
        x = p.cx + 0.85 * p.radius(y) * math.sin(canvas.random.uniform(-1.4, 1.4))
        r = 0.9 + 3 * canvas.random.random() ** 2
        out.append(
            circle(
                x,
                y,
                r,
                "#FFFFFF",
                'fill-opacity="0.22" stroke="#FFF" stroke-width="0.8" stroke-opacity="0.75"',
            )
        )
    return "".join(out)


def _opaque(canvas: Canvas, p: Profile, b: Bottle) -> str:
    return path(
        p.outline(),
        canvas.linear(
            [(0, dark(b.body, 0.22)), (0.3, light(b.body, 0.35)), (0.62, b.body), (1, dark(b.body, 0.28))]
        ),
    )


def label(canvas: Canvas, p: Profile, spec: Label, tone: str) -> str:
    """The printed sleeve with its own shade; a clear one lets the drink through."""
    radius = p.radius((spec.y0 + spec.y1) / 2)
    art = wrap(canvas, spec.art, p, spec.y0, math.pi * radius, radius)
    shape = p.sleeve(spec.y0, spec.y1)
    edges = (
        ""
        if spec.clear
        else line(p.ring(spec.y0), "#FFFFFF", 1.6, 0.6) + line(p.ring(spec.y1), tone, 2, 0.35)
    )
    under = (
        "" if spec.clear else path(shape, tone, f'opacity="0.35" transform="translate(0 3)" {canvas.blur(2)}')
    )
    light_ = gloss(canvas, p, spec.y0 + 4, spec.y1 - 4, spec.shiny)
    inner = group(
        art, "" if spec.clear else shade(canvas, p, tone, 0.7), light_, attributes=canvas.clip(shape)
    )
    return group(under, inner, edges, attributes=canvas.clip(p.outline()))


def screw_cap(canvas: Canvas, p: Profile, b: Bottle) -> str:
    """Cap, its knurls, the tamper ring under it."""
    r = b.cap_radius or p.radius(p.top) * 1.16
    y0, y1 = p.top - b.cap_height + 12, p.top + 12
    cap = Profile(p.cx, ((y0, r * 0.93), (y0 + 7, r), (y1 - 12, r), (y1, r * 0.99)), 0.11)
    ring = Profile(p.cx, ((y1 + 2, r * 1.0), (y1 + 10, r * 1.0)), 0.11)
    knurl = "".join(
        (
            f"M{num(p.cx + r * math.sin(a))} {num(y0 + 12 + 0.1 * r * math.cos(a))}"
            f"V{num(y1 + 0.1 * r * math.cos(a))}"
        )
        for a in (i * 0.105 for i in range(-14, 15))
    )
    body = canvas.linear(
        [
            (0, dark(b.cap, 0.45)),
            (0.16, b.cap),
            (0.3, light(b.cap, 0.5)),
            (0.44, b.cap),
            (0.8, dark(b.cap, 0.14)),
            (0.93, light(b.cap, 0.15)),
            (1, dark(b.cap, 0.5)),
        ]
    )
    cx, cy, rx, ry = cap.disc(y0)
    top = canvas.linear(
        [(0, light(b.cap, 0.55)), (0.6, light(b.cap, 0.15)), (1, dark(b.cap, 0.1))], (0, 0, 1, 1)
    )
    neck = soft(canvas, p.band(-1, 1, y1, y1 + 16), "#000000", 0.22, 4)
    return "".join(
        [
            group(neck, attributes=canvas.clip(p.outline())),
            path(ring.outline(), body),
            line(ring.ring(y1 + 1), dark(b.cap, 0.6), 1.6, 0.6),
            path(cap.outline(), body),
            line(knurl, dark(b.cap, 0.5), 1.8, 0.35),
            line(knurl, light(b.cap, 0.7), 1.2, 0.3, 'transform="translate(1.8 0)"'),
            ellipse(cx, cy + 1, rx, ry, top),
            line(cap.ring(y0 + 1, False), "#FFFFFF", 1.4, 0.7),
            line(cap.ring(y0 + 2), "#FFFFFF", 1.6, 0.45),
        ]
    )


def crown(canvas: Canvas, p: Profile, b: Bottle) -> str:
    """A crimped crown cap."""
    r, y = p.radius(p.top) * 1.28, p.top + 4
    paint_ = canvas.linear(
        [
            (0, dark(b.cap, 0.5)),
            (0.22, light(b.cap, 0.55)),
            (0.42, b.cap),
            (0.8, dark(b.cap, 0.2)),
            (1, dark(b.cap, 0.55)),
        ]
    )
    teeth = [(p.cx - r * 0.84, y - 24)]
    count = 13
    for i in range(count * 2 + 1):
        a = -math.pi / 2 + math.pi * i / (count * 2)
        reach = 1.0 if i % 2 else 0.94
        teeth.append((p.cx + r * math.sin(a) * reach, y + r * 0.13 * math.cos(a) + (4 if i % 2 else -2)))
    teeth.append((p.cx + r * 0.84, y - 24))
    folds = "".join(
        (
            f"M{num(p.cx + r * 0.86 * math.sin(a))} {num(y - 14 + r * 0.1 * math.cos(a))}"
            f"L{num(p.cx + r * math.sin(a))} {num(y + 2 + r * 0.13 * math.cos(a))}"
        )
        for a in (-math.pi / 2 + math.pi * i / count for i in range(count + 1))
    )
    top = canvas.linear(
        [(0, light(b.cap, 0.6)), (0.5, light(b.cap, 0.1)), (1, dark(b.cap, 0.2))], (0, 0, 1, 1)
    )
    return "".join(
        [
            path(polygon(teeth), paint_),
            line(folds, dark(b.cap, 0.55), 2, 0.55),
            line(folds, light(b.cap, 0.8), 1.2, 0.5, 'transform="translate(-2 0)"'),
            ellipse(p.cx, y - 23, r * 0.86, r * 0.17, top),
            ellipse(
                p.cx, y - 23, r * 0.86, r * 0.17, "none", 'stroke="#FFF" stroke-width="1.2" opacity="0.55"'
            ),
        ]
    )


# silhouettes ----------------------------------------------------------------------------------------
def flat_shoulder(radius: float, waist: float = 1.0) -> tuple[tuple[float, float], ...]:
    """The plain water or tea bottle: neck ring, rounded shoulder, straight body; `waist` narrows the
    middle."""
    r = radius
    return (
        (78, 34),
        (96, 34),
        (100, 40),
        (106, 40),
        (110, 34),
        (122, 36),
        (160, 62),
        (200, r * 0.93),
        (232, r),
        (262, r),
        (280, r * waist),
        (430, r * waist),
        (448, r),
        (572, r),
        (590, r * 0.96),
        (FLOOR_Y, r * 0.84),
    )


def tall_shoulder(radius: float) -> tuple[tuple[float, float], ...]:
    """A long sloping shoulder, for waters from high places."""
    r = radius
    return (
        (72, 32),
        (92, 32),
        (96, 38),
        (102, 38),
        (106, 32),
        (126, 35),
        (190, 60),
        (262, r * 0.94),
        (300, r),
        (560, r),
        (586, r * 0.95),
        (FLOOR_Y, r * 0.8),
    )


def contour(radius: float) -> tuple[tuple[float, float], ...]:
    """A soda's waist."""
    r = radius
    return (
        (76, 34),
        (94, 34),
        (98, 40),
        (104, 40),
        (108, 34),
        (126, 38),
        (180, 68),
        (232, r * 0.95),
        (268, r),
        (300, r * 0.98),
        (380, r * 0.86),
        (440, r * 0.88),
        (500, r),
        (560, r),
        (586, r * 0.95),
        (FLOOR_Y, r * 0.8),
    )


def square_shoulder(radius: float) -> tuple[tuple[float, float], ...]:
    """High, tight shoulders: reads as a modern tea or cold-brew bottle."""
    r = radius
    return (
        (80, 40),
        (98, 40),
        (102, 46),
        (108, 46),
        (112, 40),
        (126, 42),
        (146, 66),
        (166, r * 0.9),
        (190, r),
        (566, r),
        (588, r * 0.97),
        (FLOOR_Y, r * 0.86),
    )


def carafe(radius: float) -> tuple[tuple[float, float], ...]:
    """A wide mouth over a narrow neck and a full belly: fresh juice."""
    r = radius
    return (
        (118, 62),
        (142, 62),
        (146, 68),
        (152, 68),
        (156, 60),
        (196, 56),
        (250, 76),
        (330, r * 0.94),
        (400, r),
        (520, r * 0.99),
        (578, r * 0.93),
        (FLOOR_Y, r * 0.8),
    )


def long_neck(radius: float) -> tuple[tuple[float, float], ...]:
    """A glass bottle for a crown cap."""
    r = radius
    return (
        (62, 26),
        (76, 28),
        (84, 30),
        (92, 27),
        (200, 36),
        (248, 58),
        (292, r * 0.92),
        (326, r),
        (570, r),
        (590, r * 0.96),
        (FLOOR_Y, r * 0.86),
    )


def stubby(radius: float) -> tuple[tuple[float, float], ...]:
    """A short glass bottle for cold brew or cloudy juice."""
    r = radius
    return (
        (136, 50),
        (160, 50),
        (164, 55),
        (170, 55),
        (174, 48),
        (200, 50),
        (236, 74),
        (276, r * 0.93),
        (306, r),
        (566, r),
        (588, r * 0.96),
        (FLOOR_Y, r * 0.86),
    )
