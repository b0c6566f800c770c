"""Round things: a profile turned about a vertical axis, seen from slightly above.

Light and shade on a turned body follow its silhouette, so every highlight is a *band*: the strip between two
shares of the radius (-1 left edge, +1 right edge). A horizontal circle appears as an ellipse whose height is
`tilt` times its width.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from parts.canvas import Canvas, num, path, polygon

STEP_PX = 3.0


@dataclass(frozen=True, slots=True)
class Profile:
    """`knots`: (y, radius) from top to bottom, pixels; between them a smooth curve that never overshoots."""

    cx: float
    knots: tuple[tuple[float, float], ...]
    tilt: float = 0.11

    @property
    def top(self) -> float:
        return self.knots[0][0]

    @property
    def bottom(self) -> float:
        return self.knots[-1][0]

    def radius(self, y: float) -> float:
        """The radius at height y (monotone cubic interpolation, Fritsch and Carlson)."""
        knots = self.knots
        if y <= knots[0][0]:
            return knots[0][1]
        if y >= knots[-1][0]:
            return knots[-1][1]
        i = next(k for k in range(len(knots) - 1) if knots[k + 1][0] >= y)
        (y0, r0), (y1, r1) = knots[i], knots[i + 1]
        height = y1 - y0
        t = (y - y0) / height
        m0, m1 = _slope(knots, i), _slope(knots, i + 1)
        return (
            r0 * (1 + 2 * t) * (1 - t) ** 2
            + height * m0 * t * (1 - t) ** 2
            + r1 * t * t * (3 - 2 * t)
            + height * m1 * t * t * (t - 1)
        )

    def samples(self, y0: float, y1: float) -> list[tuple[float, float]]:
        """(y, radius) close enough for the eye, straight stretches without points between."""
        count = max(1, round((y1 - y0) / STEP_PX))
        full = [(y0 + (y1 - y0) * i / count, 0.0) for i in range(count + 1)]
        full = [(y, self.radius(y)) for y, _ in full]
        kept = [full[0]]
        for before, here, after in zip(full, full[1:], full[2:], strict=False):
            if abs(after[1] - 2 * here[1] + before[1]) > 0.004:
                kept.append(here)
        return [*kept, full[-1]]

    def outline(self, y0: float | None = None, y1: float | None = None) -> str:
        """Path data of the silhouette, with the front half of the lower circle and the back half of
        the upper one."""
        a, b = self.top if y0 is None else y0, self.bottom if y1 is None else y1
        side = self.samples(a, b)
        left = polygon([(self.cx - r, y) for y, r in side], close=False)
        right = "L".join(f"{num(self.cx + r)} {num(y)}" for y, r in reversed(side))
        lower, upper = side[-1][1], side[0][1]
        arc = f"A{num(lower)} {num(lower * self.tilt)} 0 0 0 {num(self.cx + lower)} {num(b)}"
        back = f"A{num(upper)} {num(upper * self.tilt)} 0 0 0 {num(self.cx - upper)} {num(a)}"
        return f"{left}{arc}L{right}{back}Z"

    def sleeve(self, y0: float, y1: float) -> str:
        """Path data of a label: both edges bow down in front."""
        side = self.samples(y0, y1)
        left = polygon([(self.cx - r, y) for y, r in side], close=False)
        right = "L".join(f"{num(self.cx + r)} {num(y)}" for y, r in reversed(side))
        lower, upper = side[-1][1], side[0][1]
        arc = f"A{num(lower)} {num(lower * self.tilt)} 0 0 0 {num(self.cx + lower)} {num(y1)}"
        top = f"A{num(upper)} {num(upper * self.tilt)} 0 0 1 {num(self.cx - upper)} {num(y0)}"
        return f"{left}{arc}L{right}{top}Z"

    def band(self, k0: float, k1: float, y0: float, y1: float) -> str:
        """Path data between two shares of the radius, from y0 to y1, ends following the circle."""
        side = self.samples(y0, y1)
        left = [(self.cx + k0 * r, y + _dip(self.tilt, r, k0)) for y, r in side]
        right = [(self.cx + k1 * r, y + _dip(self.tilt, r, k1)) for y, r in reversed(side)]
        return polygon(left + right)

    def ring(self, y: float, front: bool = True, grow: float = 1.0) -> str:
        """Path data of the visible (front) or hidden half of the circle at y."""
        r = self.radius(y) * grow
        sweep = 0 if front else 1
        start, end = f"{num(self.cx - r)} {num(y)}", f"{num(self.cx + r)} {num(y)}"
        return f"M{start}A{num(r)} {num(r * self.tilt)} 0 0 {sweep} {end}"

    def disc(self, y: float, grow: float = 1.0) -> tuple[float, float, float, float]:
        """cx, cy, rx, ry of the circle at y."""
        r = self.radius(y) * grow
        return self.cx, y, r, r * self.tilt


def _dip(tilt: float, r: float, k: float) -> float:
    return tilt * r * math.sqrt(max(0.0, 1 - k * k))


def _slope(knots: Sequence[tuple[float, float]], i: int) -> float:
    if i in (0, len(knots) - 1):
        j = 0 if i == 0 else len(knots) - 2
        return (knots[j + 1][1] - knots[j][1]) / (knots[j + 1][0] - knots[j][0])
    h0, h1 = knots[i][0] - knots[i - 1][0], knots[i + 1][0] - knots[i][0]
    d0, d1 = (knots[i][1] - knots[i - 1][1]) / h0, (knots[i + 1][1] - knots[i][1]) / h1
    if d0 * d1 <= 0:
        return 0.0
    w0, w1 = 2 * h1 + h0, h1 + 2 * h0
    return (w0 + w1) / (w0 / d0 + w1 / d1)


def wrap(canvas: Canvas, art: str, profile: Profile, y: float, width: float, radius: float) -> str:
    """A flat drawing laid round the body.

    `art` is drawn in its own space: x from -width/2 to +width/2 is the front half of the circumference (so
    `width` should be about pi times `radius`), y = 0 lies on the circle at height `y` and grows downwards.
    The strips overlap by a hair, and each is a layer of its own (a mask, not a clip: clips soften every shape
    by itself and would leave a line), so that no seam shows.
    """
    ref = canvas.symbol(art)
    r = radius
    count, overlap = 56, 1.6
    step = width / count
    out = []
    for i in range(count):
        x0 = -width / 2 + i * step
        # the sine of both ends gives the strip its exact width on the screen
        s0, s1 = math.sin(x0 / width * math.pi), math.sin((x0 + step) / width * math.pi)
        scale = r * (s1 - s0) / step
        left = profile.cx + r * s0 - scale * x0
        # leaning each strip along the circle keeps level lines smooth
        d0, d1 = (profile.tilt * r * math.cos(x / width * math.pi) for x in (x0, x0 + step))
        lean = (d1 - d0) / step
        drop = d0 - lean * x0
        a0, a1 = x0, x0 + step + (overlap / max(scale, 0.12) if i < count - 1 else 0)
        strip = f'<rect x="{a0:.2f}" y="-100" width="{a1 - a0:.2f}" height="900" fill="#FFF"/>'
        strip_id = canvas.define(
            f'<mask id="ID" maskUnits="userSpaceOnUse" x="{a0 - 2:.2f}" y="-100" width="{a1 - a0 + 4:.2f}" '
            f'height="900">{strip}</mask>'
        )
        move = f"matrix({scale:.4f} {lean:.4f} 0 1 {left:.2f} {y + drop:.2f})"
        out.append(f'<g transform="{move}"><g mask="url(#{strip_id})"><use href="#{ref}"/></g></g>')
    return "".join(out)


def soft(canvas: Canvas, data: str, colour: str, opacity: float, blur: float) -> str:
    """A softened area: the stuff highlights and shades are made of."""
    return path(data, colour, f'opacity="{opacity:g}" {canvas.blur(blur)}')
