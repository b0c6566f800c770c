"""Cups: a clear one with a domed lid and a straw, a paper one with a sipping lid, a tub with a foil lid, a
noodle cup."""

from __future__ import annotations

import math

from parts.canvas import Canvas, dark, ellipse, group, light, line, mix, num, path
from parts.fruit import grape_like
from parts.lathe import Profile, soft, wrap
from parts.surface import drops, gloss, ground_shadow, shade, surface_of, turned

FLOOR_Y = 602.0
CX = 320.0


def clear_cup(c: Canvas, drink: str, syrup: str, art: str, pearls: bool = False) -> None:
    """A sealed cup with syrup running down inside; `art` is laid round at y = 330, half the
    circumference wide."""
    p = Profile(CX, ((212, 138), (222, 140), (590, 100), (FLOOR_Y, 96)), 0.12)
    level = 240.0
    c.add(ground_shadow(c, CX, FLOOR_Y + 8, 104, drink))
    body = c.down((0, light(drink, 0.5)), (0.5, drink), (1, dark(drink, 0.28)))
    inside = [path(p.outline(), "#F6F1EA"), path(p.outline(level, FLOOR_Y), body), _syrup(c, p, syrup, level)]
    inside.append(soft(c, p.band(0.3, 0.72, 250, 560), light(drink, 0.6), 0.45, 20))
    if pearls:
        inside.append(_pearls(c, p))
    inside.append(surface_of(c, p, level, light(drink, 0.4)))
    print_ = wrap(c, art, p, 330, math.pi * 122, 122)
    c.add(turned(c, p, *inside), print_)
    c.add(
        turned(
            c,
            p,
            shade(c, p, dark(syrup, 0.4), 0.75),
            gloss(c, p, 226, 590, 1.0),
            drops(c, p, 300, 590, 80, dark(syrup, 0.5)),
        )
    )
    c.add(_sealed_lid(c, p, light(drink, 0.7)))


def _syrup(c: Canvas, p: Profile, colour: str, level: float) -> str:
    """Tiger stripes down the wall."""
    out = []
    for i in range(13):
        k = -0.95 + i * 0.158 + c.random.uniform(-0.03, 0.03)
        length, wide = c.random.uniform(90, 260), c.random.uniform(9, 24)
        top, low = level + 4, level + 4 + length
        x0, x1 = p.cx + k * p.radius(top), p.cx + (k + 0.05) * p.radius(low)
        out.append(
            f"M{num(x0 - wide)} {num(top)}C{num(x0 - wide * 0.3)} {num(top + length * 0.4)} {num(x1 - 5)} "
            f"{num(low - 30)} {num(x1)} {num(low)}C{num(x1 + 6)} {num(low - 30)} {num(x0 + wide * 0.3)} "
            f"{num(top + length * 0.4)} {num(x0 + wide)} {num(top)}Z"
        )
    return path("".join(out), colour, f'opacity="0.72" {c.blur(2.4)}')


def _pearls(c: Canvas, p: Profile) -> str:
    pearl = c.symbol(grape_like(c, "#3A1C10", 0.75))
    out = []
    for row in range(5):
        y = 588 - row * 21
        half = p.radius(y) - 15
        count = int(half * 2 / 27)
        for i in range(count + 1):
            x = p.cx - half + i * (2 * half / count) + (row % 2) * 8 - 4
            out.append((y + c.random.uniform(-4, 4) + 0.1 * half * (1 - ((x - p.cx) / (half + 14)) ** 2), x))
    return "".join(
        f'<use href="#{pearl}" transform="translate({num(x)} {num(y)}) scale(0.15)"/>' for y, x in sorted(out)
    )


def _sealed_lid(c: Canvas, p: Profile, colour: str) -> str:
    cx, cy, rx, ry = p.disc(p.top)
    film = c.linear([(0, light(colour, 0.6)), (0.45, colour), (1, light(colour, 0.3))], (0, 0, 1, 0.6))
    rim = c.linear([(0, "#B9B2A8"), (0.25, "#FFFFFF"), (0.6, "#E8E3DB"), (1, "#A39B90")])
    return "".join(
        [
            ellipse(cx, cy + 8, rx + 5, ry + 1, rim),
            ellipse(cx, cy, rx + 6, ry + 1, rim),
            ellipse(cx, cy, rx - 1, ry - 2, film),
            path(
                (
                    f"M{num(cx - rx * 0.7)} {num(cy + 2)}Q{num(cx - rx * 0.2)} {num(cy - ry * 0.8)} "
                    f"{num(cx + rx * 0.5)} {num(cy - ry * 0.5)}Q{num(cx - rx * 0.1)} {num(cy - 2)} "
                    f"{num(cx - rx * 0.7)} {num(cy + 2)}Z"
                ),
                "#FFFFFF",
                'opacity="0.6"',
            ),
            group(ellipse(cx + 62, cy + 1, 15, 5, "#2A1A12", 'opacity="0.55"')),
            _straw_above(c, cx + 62, cy),
        ]
    )


def _straw_above(c: Canvas, x: float, y: float) -> str:
    """The part of the straw above the lid, painted after it."""
    paint = c.linear([(0, "#7A4B2A"), (0.3, "#E9C9A4"), (0.6, "#A8693A"), (1, "#5A3218")])
    top = y - 168
    return group(
        path(f"M-12 {num(top - y)}H12V0A12 4 0 0 1 -12 0Z", paint),
        ellipse(0, top - y, 12, 4.2, "#5A3218"),
        ellipse(0, top - y, 8.6, 2.6, "#22120A"),
        move=f"translate({num(x)} {num(y)}) rotate(8)",
    )


def paper_cup(c: Canvas, art: str, ground: str, lid: str, tone: str) -> None:
    """A takeaway cup; `art` lies round the body from y = 210, half the circumference wide (about 400),
    380 tall."""
    p = Profile(CX, ((196, 134), (590, 101), (FLOOR_Y, 97)), 0.12)
    c.add(ground_shadow(c, CX, FLOOR_Y + 8, 104, ground))
    print_ = wrap(c, art, p, 200, math.pi * 134, 134)
    body = path(p.outline(), ground)
    fibre = soft(c, p.band(-0.85, -0.2, 200, 600), "#FFFFFF", 0.28, 26)
    foot = line(p.ring(590), dark(ground, 0.5), 4, 0.35) + line(p.ring(594), "#FFFFFF", 2, 0.3)
    c.add(turned(c, p, body, print_, foot, fibre, shade(c, p, tone, 0.85)))
    c.add(sip_lid(c, p, lid))


def sip_lid(c: Canvas, p: Profile, colour: str) -> str:
    skirt = Profile(CX, ((p.top - 20, 138), (p.top - 12, 142), (p.top + 4, 142), (p.top + 12, 138)), 0.12)
    dome = Profile(CX, ((p.top - 62, 112), (p.top - 56, 118), (p.top - 24, 126), (p.top - 14, 130)), 0.12)
    paint = c.linear(
        [
            (0, dark(colour, 0.45)),
            (0.2, light(colour, 0.35)),
            (0.32, light(colour, 0.6)),
            (0.5, colour),
            (0.85, dark(colour, 0.25)),
            (0.95, light(colour, 0.1)),
            (1, dark(colour, 0.4)),
        ]
    )
    cx, cy, rx, ry = dome.disc(dome.top)
    well = c.linear([(0, dark(colour, 0.35)), (1, light(colour, 0.15))], (0, 0, 0.6, 1))
    return "".join(
        [
            path(skirt.outline(), paint),
            line(skirt.ring(p.top + 4), dark(colour, 0.6), 2, 0.5),
            line(skirt.ring(p.top - 10), "#FFFFFF", 2, 0.35),
            path(dome.outline(), paint),
            ellipse(cx, cy, rx, ry, light(colour, 0.25)),
            ellipse(cx, cy + 2, rx * 0.9, ry * 0.84, well),
            ellipse(cx + 4, cy + 9, 17, 4, dark(colour, 0.75)),
            line(dome.ring(dome.top + 1), "#FFFFFF", 2, 0.5),
        ]
    )


def tub(c: Canvas, art: str, ground: str, foil: str, tone: str, art_top: float = 300) -> None:
    """A yoghurt pot, wider at the mouth, with a foil lid and its pull tab."""
    p = Profile(CX, ((252, 176), (268, 178), (280, 170), (566, 126), (590, 120), (FLOOR_Y, 112)), 0.13)
    c.add(ground_shadow(c, CX, FLOOR_Y + 8, 124, ground))
    print_ = group(wrap(c, art, p, art_top - 14, math.pi * 164, 164), attributes=c.clip(p.sleeve(286, 578)))
    body = path(
        p.outline(), c.linear([(0, dark(ground, 0.12)), (0.35, light(ground, 0.6)), (1, dark(ground, 0.14))])
    )
    c.add(
        turned(
            c,
            p,
            body,
            print_,
            soft(c, p.band(-1.1, 1.1, 276, 290), tone, 0.35, 6),
            shade(c, p, tone, 0.85),
            gloss(c, p, 300, 580, 0.7),
            drops(c, p, 300, 580, 70, tone),
        )
    )
    cx, cy, rx, ry = p.disc(252)
    rim = c.linear(
        [
            (0, mix(foil, "#777777", 0.4)),
            (0.28, "#FFFFFF"),
            (0.6, light(foil, 0.5)),
            (1, mix(foil, "#666666", 0.4)),
        ]
    )
    sheen = c.linear(
        [(0, light(foil, 0.2)), (0.35, light(foil, 0.75)), (0.6, foil), (1, light(foil, 0.4))], (0, 0, 1, 0.5)
    )
    c.add(
        path(
            (
                f"M{num(cx + rx - 30)} {num(cy + 12)}Q{num(cx + rx + 34)} {num(cy + 12)} {num(cx + rx + 22)} "
                f"{num(cy + 34)}Q{num(cx + rx - 14)} {num(cy + 40)} {num(cx + rx - 44)} {num(cy + 20)}Z"
            ),
            sheen,
        ),
        ellipse(cx, cy + 6, rx + 5, ry + 2, rim),
        ellipse(cx, cy, rx + 5, ry + 2, sheen),
        ellipse(
            cx,
            cy + 1,
            rx - 12,
            ry - 4,
            "none",
            f'stroke="{dark(foil, 0.25)}" stroke-width="1.4" opacity="0.5"',
        ),
        line(p.ring(252, True, 1.03), "#FFFFFF", 2, 0.7),
    )


def fruit_cup(c: Canvas, fill: str, art: str) -> None:
    """A clear cup heaped with fruit under a clear dome; `fill` is drawn on the sheet, cut to the cup."""
    p = Profile(CX, ((252, 158), (262, 160), (586, 116), (FLOOR_Y, 110)), 0.12)
    dome = Profile(CX, ((150, 92), (158, 112), (200, 146), (238, 158), (250, 160)), 0.12)
    c.add(ground_shadow(c, CX, FLOOR_Y + 8, 120, "#C65A2A"))
    c.add(path(dome.outline(), "#FFFFFF", 'opacity="0.35"'), path(p.outline(), "#FFFFFF", 'opacity="0.5"'))
    c.add(group(fill, attributes=c.clip(_join(dome, p))))
    c.add(turned(c, p, shade(c, p, "#4A2412", 0.6), gloss(c, p, 270, 590, 1.0), drops(c, p, 420, 590, 46)))
    c.add(
        turned(
            c,
            dome,
            soft(c, dome.band(0.7, 1.1, 140, 260), "#4A2412", 0.25, 10),
            gloss(c, dome, 168, 244, 1.1),
        )
    )
    cx, cy, rx, ry = dome.disc(150)
    c.add(
        ellipse(cx, cy, rx, ry, "#FFFFFF", 'opacity="0.4"'),
        ellipse(cx, cy, rx, ry, "none", 'stroke="#FFF" stroke-width="2" opacity="0.8"'),
    )
    collar = Profile(CX, ((246, 164), (262, 164)), 0.12)
    c.add(
        path(collar.outline(), "#FFFFFF", 'opacity="0.55"'),
        line(collar.ring(262), "#8A8F95", 1.6, 0.5),
        line(collar.ring(248), "#FFFFFF", 2.4, 0.9),
    )
    c.add(group(wrap(c, art, p, 372, math.pi * 144, 144), attributes=c.clip(p.outline())))


def _join(upper: Profile, lower: Profile) -> str:
    return upper.outline() + lower.outline()


def noodle_cup(c: Canvas, art: str, ground: str, lid_art: str, tone: str) -> None:
    """A tall paper cup of noodles with its printed lid tilted to us; `art` lies from y = 232, 340 tall."""
    p = Profile(CX, ((214, 168), (226, 170), (236, 162), (584, 118), (FLOOR_Y, 114)), 0.15)
    c.add(ground_shadow(c, CX, FLOOR_Y + 8, 122, ground))
    print_ = group(wrap(c, art, p, 228, math.pi * 160, 160), attributes=c.clip(p.sleeve(238, 592)))
    c.add(
        turned(
            c,
            p,
            path(p.outline(), ground),
            print_,
            soft(c, p.band(-1.1, 1.1, 232, 246), tone, 0.4, 6),
            shade(c, p, tone, 0.9),
            gloss(c, p, 250, 592, 0.55),
        )
    )
    cx, cy, rx, ry = p.disc(212)
    rim = c.linear([(0, "#B8B0A4"), (0.26, "#FFFFFF"), (0.6, "#EFEAE2"), (1, "#A69D90")])
    c.add(ellipse(cx, cy + 8, rx + 4, ry + 1, rim), ellipse(cx, cy, rx + 4, ry + 1, rim))
    c.add(
        group(
            group(lid_art, move=f"translate({num(cx)} {num(cy)}) scale(1 {num(ry / rx * 10)}e-1)"),
            attributes=c.clip(
                f"M{num(cx - rx + 4)} {num(cy)}A{num(rx - 4)} {num(ry - 3)} 0 0 1 {num(cx + rx - 4)} "
                f"{num(cy)}A{num(rx - 4)} {num(ry - 3)} 0 0 1 {num(cx - rx + 4)} {num(cy)}Z"
            ),
        )
    )
    c.add(
        ellipse(cx - 50, cy - 6, 70, 10, "#FFFFFF", f'opacity="0.35" {c.blur(5)}'),
        line(p.ring(212, True, 1.02), "#FFFFFF", 2, 0.8),
    )


def canister(c: Canvas, art: str, ground: str, lid: str, tone: str) -> None:
    """A tall paper tube of stacked crisps with a plastic lid; `art` from y = 92, 500 tall, half the
    circumference wide."""
    r = 112.0
    p = Profile(CX, ((84, r), (590, r), (594, r + 2), (FLOOR_Y, r + 2)), 0.13)
    c.add(ground_shadow(c, CX, FLOOR_Y + 8, r, ground))
    print_ = wrap(c, art, p, 92, math.pi * r, r)
    base = path(
        p.sleeve(588, 640),
        c.linear([(0, "#6E747C"), (0.25, "#FFFFFF"), (0.6, "#A9B0B8"), (0.8, "#EEF1F3"), (1, "#5C626A")]),
    )
    c.add(
        turned(
            c, p, path(p.outline(), ground), print_, base, shade(c, p, tone, 1.0), gloss(c, p, 104, 580, 0.75)
        )
    )
    cap = Profile(CX, ((58, r), (64, r + 5), (92, r + 5), (96, r + 3)), 0.13)
    paint = c.linear(
        [
            (0, dark(lid, 0.4)),
            (0.22, light(lid, 0.55)),
            (0.5, lid),
            (0.85, dark(lid, 0.2)),
            (1, dark(lid, 0.45)),
        ]
    )
    cx, cy, rx, ry = cap.disc(58)
    c.add(
        path(cap.outline(), paint),
        ellipse(cx, cy, rx, ry, light(lid, 0.35)),
        ellipse(
            cx,
            cy + 1,
            rx * 0.86,
            ry * 0.82,
            c.linear([(0, dark(lid, 0.12)), (0.4, light(lid, 0.5)), (1, lid)], (0, 0, 1, 0.5)),
        ),
        line(cap.ring(59), "#FFFFFF", 2, 0.6),
        line(cap.ring(95), dark(lid, 0.6), 2, 0.5),
    )
