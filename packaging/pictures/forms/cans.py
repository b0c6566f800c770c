"""Drink cans: standard (66 mm) and slim (53 mm), printed all round."""

from __future__ import annotations

import math
from dataclasses import dataclass

from parts.canvas import Canvas, circle, ellipse, group, line, path, rect
from parts.lathe import Profile, soft, wrap
from parts.surface import drops, gloss, ground_shadow, shade, steel, turned

FLOOR_Y = 600.0


@dataclass(frozen=True, slots=True)
class Shape:
    """Pixels of the sheet."""

    radius: float
    height: float


STANDARD = Shape(138, 488)
SLIM = Shape(110, 560)


def profile(shape: Shape) -> Profile:
    """Rim, neck, body, the chamfer it stands on."""
    r, top, floor = shape.radius, FLOOR_Y - shape.height, FLOOR_Y
    rim = r * 0.83
    knots = (
        (top, rim),
        (top + 7, rim),
        (top + 12, rim * 0.975),
        (top + 22, rim * 1.0),
        (top + 56, r),
        (floor - 44, r),
        (floor - 20, r * 0.95),
        (floor - 4, r * 0.83),
        (floor, r * 0.81),
    )
    return Profile(320, knots, 0.125)


def art_size(shape: Shape) -> tuple[float, float]:
    """Width (half the circumference) and height of the printed sheet; its y runs from 0 to height."""
    return math.pi * shape.radius, shape.height - 62


def can(canvas: Canvas, shape: Shape, art: str, tone: str, wet: int = 130) -> None:
    """Draw one can; `art` in the space of `art_size`, `tone` its shadow colour, `wet` how many drops
    stand on it."""
    p = profile(shape)
    top, floor = p.top, FLOOR_Y
    width, _ = art_size(shape)
    canvas.add(ground_shadow(canvas, 320, floor + 10, shape.radius, tone))
    metal = path(p.outline(), steel(canvas))
    # the print begins below the neck and ends above the chamfer; metal shows at both ends
    print_ = group(
        wrap(canvas, art, p, top + 30, width, shape.radius),
        attributes=canvas.clip(p.sleeve(top + 24, floor - 24)),
    )
    edge = line(p.ring(top + 24), "#FFFFFF", 2, 0.5) + line(p.ring(floor - 24), "#FFFFFF", 2, 0.35)
    neck = soft(canvas, p.band(-1.1, 1.1, top + 18, top + 44), tone, 0.3, 7)
    foot = soft(canvas, p.band(-1.1, 1.1, floor - 28, floor + 20), tone, 0.55, 10)
    canvas.add(
        turned(
            canvas,
            p,
            metal,
            print_,
            edge,
            neck,
            foot,
            shade(canvas, p, tone),
            gloss(canvas, p, top + 50, floor - 40, 0.78),
            drops(canvas, p, top + 60, floor - 40, wet, tone),
        ),
        lid(canvas, p),
    )


def lid(canvas: Canvas, p: Profile) -> str:
    """The rolled rim, the sunken panel, the tab."""
    cx, cy, rx, ry = p.disc(p.top)
    rim = ellipse(cx, cy, rx, ry, steel(canvas))
    well = canvas.linear(
        [(0, "#7E858D"), (0.35, "#C9CED4"), (0.7, "#EEF1F3"), (1, "#A9B0B8")], (0, 0, 1, 0.4)
    )
    panel = canvas.linear(
        [(0, "#DDE2E6"), (0.3, "#FAFBFC"), (0.62, "#B4BBC3"), (1, "#E6EAED")], (0, 0, 1, 0.25)
    )
    tab = canvas.linear([(0, "#8E959D"), (0.4, "#F5F7F8"), (1, "#A4ABB3")])
    return "".join(
        [
            rim,
            ellipse(cx, cy + 0.6, rx * 0.93, ry * 0.86, well),
            ellipse(cx, cy + 2.4, rx * 0.86, ry * 0.72, panel),
            ellipse(
                cx, cy + 2.4, rx * 0.86, ry * 0.72, "none", 'stroke="#7C838B" stroke-width="1" opacity="0.6"'
            ),
            ellipse(cx - rx * 0.04, cy + 5, rx * 0.33, ry * 0.3, "#8C939B", 'opacity="0.55"'),
            ellipse(cx, cy + 2.4, rx * 0.3, ry * 0.28, tab, 'stroke="#767D85" stroke-width="0.8"'),
            rect(
                cx - rx * 0.1,
                cy - ry * 0.3,
                rx * 0.5,
                ry * 0.42,
                tab,
                3,
                'stroke="#767D85" stroke-width="0.8"',
            ),
            circle(cx, cy + 2, ry * 0.13, "#6F767E"),
            line(p.ring(p.top, False), "#FFFFFF", 1.6, 0.9),
            line(p.ring(p.top + 4), "#FFFFFF", 1.8, 0.55),
        ]
    )
