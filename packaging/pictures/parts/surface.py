"""How stuffs take the light: lacquer, bare metal, clear liquids, condensation, the shadow a thing stands in.

The light comes from the upper left, a large soft window; a weaker one from the right gives the thin rim
that lifts a product off
its ground. All functions return SVG text to be painted in order: body first, shade, then gloss, then drops.
"""

from __future__ import annotations

import math

from parts.canvas import Canvas, Stop, dark, ellipse, group, light, line, mix, num, path
from parts.lathe import Profile, soft

INK = "#1A120C"


def ground_shadow(
    canvas: Canvas, cx: float, y: float, half: float, colour: str = INK, strength: float = 1.0
) -> str:
    """The soft contact shadow, falling a little to the right; `half` is half the width of what stands
    there."""
    tone = mix(INK, colour, 0.45)
    return "".join(
        [
            ellipse(
                cx + half * 0.14, y + 2, half * 1.22, half * 0.12, tone, _soft(canvas, 9, 0.26 * strength)
            ),
            ellipse(
                cx + half * 0.04, y + 1, half * 0.98, half * 0.075, INK, _soft(canvas, 4, 0.42 * strength)
            ),
        ]
    )


def _soft(canvas: Canvas, blur: float, opacity: float) -> str:
    return f'opacity="{opacity:g}" {canvas.blur(blur)}'


def turned(
    canvas: Canvas, profile: Profile, *parts: str, y0: float | None = None, y1: float | None = None
) -> str:
    """Parts cut to the silhouette."""
    return group(*parts, attributes=canvas.clip(profile.outline(y0, y1)))


def shade(canvas: Canvas, p: Profile, tone: str = INK, depth: float = 1.0) -> str:
    """Form shadow of any turned body: dark flanks, darker on the right, a thin returned light at the
    right edge."""
    a, b = p.top - 30, p.bottom + 30
    return "".join(
        [
            soft(canvas, p.band(0.42, 1.2, a, b), tone, 0.34 * depth, p.radius((a + b) / 2) * 0.16),
            soft(canvas, p.band(0.8, 1.2, a, b), tone, 0.38 * depth, p.radius((a + b) / 2) * 0.07),
            soft(canvas, p.band(-1.2, -0.86, a, b), tone, 0.46 * depth, p.radius((a + b) / 2) * 0.08),
            soft(canvas, p.band(0.9, 0.96, a, b), "#FFFFFF", 0.34, 2.2),
        ]
    )


def gloss(canvas: Canvas, p: Profile, y0: float, y1: float, power: float = 1.0) -> str:
    """The window's reflection on lacquer, film or glass between y0 and y1."""
    r = p.radius((y0 + y1) / 2)
    return "".join(
        [
            soft(canvas, p.band(-0.78, -0.3, y0, y1), "#FFFFFF", 0.26 * power, r * 0.12),
            soft(canvas, p.band(-0.68, -0.5, y0, y1), "#FFFFFF", 0.66 * power, r * 0.035),
            soft(canvas, p.band(-0.44, -0.405, y0, y1), "#FFFFFF", 0.4 * power, r * 0.014),
            soft(canvas, p.band(0.62, 0.74, y0, y1), "#FFFFFF", 0.2 * power, r * 0.05),
        ]
    )


STEEL: tuple[Stop, ...] = (
    (0, "#6E747C"),
    (0.06, "#B9BFC6"),
    (0.16, "#F7F9FB"),
    (0.26, "#FFFFFF"),
    (0.36, "#C4CAD1"),
    (0.52, "#99A0A9"),
    (0.66, "#D9DEE3"),
    (0.78, "#F2F5F7"),
    (0.9, "#8D949D"),
    (1, "#5C626A"),
)


def steel(canvas: Canvas) -> str:
    """Paint for bare metal lying across the light."""
    return canvas.linear(STEEL)


def liquid(canvas: Canvas, p: Profile, y0: float, y1: float, colour: str, cloudy: bool = False) -> str:
    """A drink: dark where one looks along the wall; a clear one glows on the side away from the light
    (the body is a lens)."""
    r = p.radius((y0 + y1) / 2)
    deep, glow = dark(colour, 0.26 if cloudy else 0.42), light(colour, 0.18 if cloudy else 0.42)
    return "".join(
        [
            path(p.outline(y0, y1), colour),
            soft(canvas, p.band(-1.2, -0.8, y0 - 30, y1 + 30), deep, 0.9, r * 0.1),
            soft(canvas, p.band(0.86, 1.2, y0 - 30, y1 + 30), deep, 0.85, r * 0.07),
            soft(canvas, p.band(-0.6, 0.05, y0, y1), deep, 0.3, r * 0.2),
            soft(canvas, p.band(0.24, 0.74, y0 - 10, y1 + 6), glow, 0.95, r * 0.13),
            "" if cloudy else soft(canvas, p.band(0.48, 0.66, y0, y1), "#FFFFFF", 0.5, r * 0.06),
        ]
    )


def surface_of(canvas: Canvas, p: Profile, y: float, colour: str) -> str:
    """The drink's own level inside a clear body: a bright rim round a lit disc."""
    cx, cy, rx, ry = p.disc(y, 0.97)
    disc = canvas.linear([(0, dark(colour, 0.2)), (0.4, light(colour, 0.55)), (1, light(colour, 0.15))])
    return ellipse(cx, cy, rx, ry, disc, 'opacity="0.9"') + line(
        p.ring(y, True, 0.97), light(colour, 0.7), 2, 0.8
    )


def ribs(p: Profile, levels: list[float], tone: str, depth: float = 1.0) -> str:
    """Moulded rings: a dark groove with a lit lower lip."""
    return "".join(
        line(p.ring(y), tone, 3.2, 0.34 * depth) + line(p.ring(y + 3.4), "#FFFFFF", 2.2, 0.5 * depth)
        for y in levels
    )


def drops(canvas: Canvas, p: Profile, y0: float, y1: float, count: int, tone: str = INK) -> str:
    """Condensation between y0 and y1: many fine beads, some larger, a few running down."""
    bead = _bead(canvas, tone)
    rng = canvas.random
    placed: list[tuple[float, float, float]] = []
    out = []
    for _ in range(count * 3):
        if len(placed) >= count:
            break
        y = rng.uniform(y0, y1)
        k = math.sin(rng.uniform(-1.42, 1.42))
        size = 1.3 + 5.2 * rng.random() ** 3.2
        x = p.cx + k * p.radius(y)
        if any((x - a) ** 2 + (y - b) ** 2 < (size + c + 1) ** 2 * 1.5 for a, b, c in placed):
            continue
        placed.append((x, y, size))
        squeeze = 0.45 + 0.55 * math.sqrt(1 - k * k)
        tall = 1.14 + (0.5 if size > 5 else 0)
        out.append(
            f'<use href="#{bead}" transform="matrix({size * squeeze:.2f} 0 0 {size * tall:.2f} {num(x)} '
            f'{num(y)})"/>'
        )
        if size > 5.2:
            trail = f"M{num(x)} {num(y - size)}V{num(y - size - rng.uniform(14, 34))}"
            out.insert(0, line(trail, "#FFFFFF", size * 0.7, 0.22))
    return _mist(canvas, p, y0, y1, count * 2) + "".join(out)


def _mist(canvas: Canvas, p: Profile, y0: float, y1: float, count: int) -> str:
    """The breath on something cold: beads too small to be drawn one by one."""
    data = []
    for _ in range(count):
        y, k = canvas.random.uniform(y0, y1), math.sin(canvas.random.uniform(-1.45, 1.45))
        data.append(f"M{num(p.cx + k * p.radius(y))} {num(y)}h0")
    half = len(data) // 2
    return line("".join(data[:half]), "#FFFFFF", 1.6, 0.5) + line("".join(data[half:]), "#FFFFFF", 2.4, 0.34)


def _bead(canvas: Canvas, tone: str) -> str:
    body = canvas.linear([(0, tone, 0.24), (0.45, tone, 0.05), (1, "#FFFFFF", 0.75)], (0.15, 0, 0.8, 1))
    return canvas.symbol(
        ellipse(0.12, 0.34, 1.04, 1.04, tone, 'opacity="0.17"')
        + ellipse(0, 0, 1, 1, body)
        + ellipse(-0.34, -0.4, 0.27, 0.22, "#FFFFFF", 'opacity="0.95"')
    )
