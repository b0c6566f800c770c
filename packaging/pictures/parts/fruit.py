"""Fruit for labels and scenes. Each drawing is centred on 0,0 and about 100 pixels in radius; light from
the upper left."""

from __future__ import annotations

import math

from parts.canvas import Canvas, circle, dark, ellipse, group, light, line, num, path, polygon


def _petal(r: float, spread: float, inner: float) -> str:
    """A rounded wedge pointing up: one segment of a cut citrus."""
    a = spread / 2
    x0, y0 = inner * math.sin(a * 0.4), -inner * math.cos(a * 0.4)
    x1, y1 = r * math.sin(a), -r * math.cos(a)
    return (
        f"M{num(-x0)} {num(y0)}L{num(-x1)} {num(y1 + 8)}Q{num(-x1 * 0.98)} {num(y1 - 4)} {num(-x1 * 0.7)} "
        f"{num(-r * 0.985)}"
        f"Q0 {num(-r * 1.03)} {num(x1 * 0.7)} {num(-r * 0.985)}Q{num(x1 * 0.98)} {num(y1 - 4)} {num(x1)} "
        f"{num(y1 + 8)}L{num(x0)} {num(y0)}Q0 {num(y0 + 6)} {num(-x0)} {num(y0)}Z"
    )


def citrus_slice(c: Canvas, rind: str, flesh: str, segments: int = 10) -> str:
    """A cut face: rind, pith, juicy segments with their vesicles."""
    juice = c.down((0, light(flesh, 0.38)), (0.55, flesh), (1, dark(flesh, 0.12)))
    rim = c.radial([(0, rind), (0.9, rind), (1, dark(rind, 0.18))])
    out = [
        circle(0, 0, 100, rim),
        circle(0, 0, 91, light(flesh, 0.86)),
        circle(-2, -2, 88, light(flesh, 0.78)),
    ]
    petal = _petal(84, 2 * math.pi / segments - 0.07, 13)
    for i in range(segments):
        veins = []
        for _ in range(7):
            a, r0 = c.random.uniform(-0.2, 0.2), c.random.uniform(28, 62)
            r1 = r0 + c.random.uniform(10, 17)
            veins.append(
                f"M{num(r0 * math.sin(a))} {num(-r0 * math.cos(a))}L{num(r1 * math.sin(a))} "
                f"{num(-r1 * math.cos(a))}"
            )
        turn = f"rotate({num(360 * i / segments)})"
        out.append(group(path(petal, juice), line("".join(veins), "#FFFFFF", 3, 0.38), move=turn))
    out.append(
        path(
            "M-78 -42A88 88 0 0 1 -20 -86",
            "none",
            'stroke="#FFF" stroke-width="5" stroke-linecap="round" opacity="0.75"',
        )
    )
    return "".join(out)


def ball(c: Canvas, colour: str, pores: int = 90) -> str:
    """A whole citrus fruit with its pored peel."""
    skin = c.radial(
        [(0, light(colour, 0.45)), (0.35, colour), (0.8, dark(colour, 0.16)), (1, dark(colour, 0.38))],
        (0.36, 0.32),
        0.72,
    )
    out = [circle(0, 0, 100, skin)]
    dots = []
    for _ in range(pores):
        a, r = c.random.uniform(0, 6.283), 96 * math.sqrt(c.random.random())
        dots.append(f"M{num(r * math.cos(a))} {num(r * math.sin(a))}h0")
    out.append(line("".join(dots), dark(colour, 0.3), 3.4, 0.28))
    out.append(
        ellipse(-36, -44, 26, 17, "#FFFFFF", f'transform="rotate(-38 -36 -44)" opacity="0.6" {c.blur(6)}')
    )
    out.append(
        path("M52 66A86 86 0 0 0 88 6", "none", f'stroke="#FFF" stroke-width="7" opacity="0.22" {c.blur(3)}')
    )
    return "".join(out)


def leaf(c: Canvas, colour: str = "#4C9A2A", veins: bool = True) -> str:
    """A leaf lying along the x axis from -100 to +100."""
    top = c.down((0, light(colour, 0.36)), (0.5, colour), (0.51, dark(colour, 0.18)), (1, dark(colour, 0.34)))
    out = [path("M-100 4C-62 -52 24 -58 100 0C34 48 -54 46 -100 4Z", top)]
    out.append(line("M-100 4C-40 -6 40 -4 96 0", light(colour, 0.5), 3.4, 0.8))
    if veins:
        side = "".join(
            f"M{x} -3Q{x + 22} -12 {x + 34} -30M{x} -3Q{x + 22} 10 {x + 32} 26" for x in (-66, -34, -2, 30)
        )
        out.append(line(side, light(colour, 0.45), 1.8, 0.5))
    out.append(path("M-86 -2C-48 -40 10 -48 60 -24C10 -34 -44 -28 -86 -2Z", "#FFFFFF", 'opacity="0.22"'))
    return "".join(out)


def orange(c: Canvas, colour: str = "#F58A0B") -> str:
    return (
        ball(c, colour)
        + group(leaf(c), move="translate(34 -104) rotate(-24) scale(0.44)")
        + circle(2, -88, 6, "#5A6B1F")
    )


def citrus_oval(c: Canvas, colour: str) -> str:
    """A lemon or lime: an oval with its two nipples."""
    skin = c.radial(
        [(0, light(colour, 0.55)), (0.4, colour), (0.85, dark(colour, 0.2)), (1, dark(colour, 0.36))],
        (0.36, 0.3),
        0.74,
    )
    body = (
        "M-118 8C-112 -6 -100 -12 -92 -26C-62 -88 52 -90 88 -24C96 -10 110 -8 118 4C108 14 98 14 88 30"
        "C50 88 -60 84 -92 28C-100 18 -110 18 -118 8Z"
    )
    dots = "".join(
        f"M{num(80 * (c.random.random() * 2 - 1))} {num(54 * (c.random.random() * 2 - 1))}h0"
        for _ in range(60)
    )
    shine = ellipse(
        -34, -36, 34, 13, "#FFFFFF", f'transform="rotate(-18 -34 -36)" opacity="0.65" {c.blur(5)}'
    )
    return path(body, skin) + line(dots, dark(colour, 0.3), 3, 0.25) + shine


def peach(c: Canvas, colour: str = "#FF9E8F", blush: str = "#E8436A") -> str:
    """A ripe peach: cream side, blushed side, the cleft, a leaf."""
    body = "M0 -82C30 -104 100 -86 98 -12C96 60 40 96 4 98C-44 96 -98 56 -98 -10C-98 -84 -34 -104 0 -82Z"
    skin = c.radial(
        [(0, "#FFE9CE"), (0.32, light(colour, 0.35)), (0.7, colour), (1, blush)], (0.34, 0.34), 0.78
    )
    side = c.radial([(0, blush, 0.75), (0.6, blush, 0.3), (1, blush, 0)], (0.5, 0.5), 0.5)
    return "".join(
        [
            group(leaf(c, "#5FA23A"), move="translate(52 -96) rotate(-18) scale(0.62)"),
            path(body, skin),
            group(ellipse(52, 26, 74, 84, side), attributes=c.clip(body)),
            line("M0 -82C-16 -40 -16 20 -2 78", blush, 5, 0.5, c.blur(1.6)),
            line("M5 -78C-8 -40 -9 20 4 76", "#FFF3E4", 4, 0.5, c.blur(1.6)),
            ellipse(
                -44, -40, 28, 20, "#FFFFFF", f'transform="rotate(-40 -44 -40)" opacity="0.55" {c.blur(8)}'
            ),
        ]
    )


def strawberry(c: Canvas) -> str:
    body = "M-2 -66C46 -94 92 -64 86 -14C80 40 34 88 2 100C-32 88 -80 40 -86 -14C-92 -64 -46 -94 -2 -66Z"
    skin = c.radial([(0, "#FF8A78"), (0.35, "#F0343C"), (0.8, "#C50F26"), (1, "#8E0418")], (0.36, 0.3), 0.8)
    seeds = []
    for row in range(6):
        for col in range(-3, 4):
            x, y = col * 27 + (row % 2) * 13, -46 + row * 25
            if abs(x) < 78 - max(0, y) * 0.72:
                seeds.append(
                    ellipse(x, y, 3.4, 5.2, "#FFD97A")
                    + ellipse(x + 1.4, y + 2, 3.4, 5.2, "#7C0214", 'opacity="0.4"')
                )
    crown = "".join(
        group(leaf(c, "#56A02C", False), move=f"translate(0 -68) rotate({a}) translate(40 0) scale(0.44 0.5)")
        for a in (-170, -10, -140, -40, -90, 20, 160)
    )
    shine = ellipse(-40, -26, 20, 30, "#FFFFFF", f'transform="rotate(24 -40 -26)" opacity="0.5" {c.blur(7)}')
    return path(body, skin) + "".join(seeds) + shine + crown


def apple(c: Canvas, colour: str = "#C9D64A", blush: str = "#D8322E") -> str:
    body = (
        "M0 -62C28 -92 96 -84 98 -18C100 48 56 98 26 96C12 95 8 90 0 90C-8 90 -12 95 -26 96C-56 98 -100 "
        "48 -98 -18C-96 -84 -28 -92 0 -62Z"
    )
    skin = c.radial(
        [(0, light(colour, 0.5)), (0.4, colour), (0.85, dark(colour, 0.22)), (1, dark(colour, 0.4))],
        (0.36, 0.3),
        0.8,
    )
    red = c.radial([(0, blush, 0.95), (0.6, blush, 0.5), (1, blush, 0)])
    streaks = "".join(f"M{x} -64Q{x * 1.5} 0 {x * 0.8} 74" for x in range(-60, 84, 16))
    return "".join(
        [
            path(body, skin),
            group(
                ellipse(38, 4, 92, 96, red),
                line(streaks, light(blush, 0.35), 3, 0.28, c.blur(1.4)),
                attributes=c.clip(body),
            ),
            ellipse(0, -64, 26, 9, dark(colour, 0.5), f'opacity="0.5" {c.blur(4)}'),
            line("M0 -60C2 -84 8 -96 18 -108", "#5B3A1C", 8),
            group(leaf(c), move="translate(56 -104) rotate(-14) scale(0.44)"),
            ellipse(
                -46, -34, 20, 34, "#FFFFFF", f'transform="rotate(22 -46 -34)" opacity="0.62" {c.blur(6)}'
            ),
        ]
    )


def mango(c: Canvas) -> str:
    body = (
        "M-28 -88C40 -104 104 -42 96 28C88 88 20 104 -34 78C-88 52 -108 -6 -92 -42C-82 -66 -58 -82 -28 -88Z"
    )
    skin = c.radial([(0, "#FFF0A0"), (0.3, "#FFC928"), (0.75, "#F79A12"), (1, "#D9640A")], (0.38, 0.34), 0.8)
    red = c.radial([(0, "#E4412B", 0.85), (0.6, "#E4412B", 0.35), (1, "#E4412B", 0)])
    return "".join(
        [
            path(body, skin),
            group(
                ellipse(66, -36, 84, 70, red),
                ellipse(-70, 70, 70, 60, c.radial([(0, "#9DB42B", 0.8), (1, "#9DB42B", 0)])),
                attributes=c.clip(body),
            ),
            ellipse(
                -36, -36, 34, 18, "#FFFFFF", f'transform="rotate(-38 -36 -36)" opacity="0.6" {c.blur(7)}'
            ),
            group(leaf(c, "#3E8E32"), move="translate(20 -104) rotate(-20) scale(0.66)"),
        ]
    )


def mango_cheek(c: Canvas) -> str:
    """A cheek scored into cubes and pushed open."""
    out = [path("M-100 10C-92 76 -40 98 4 98C58 98 98 64 100 6Z", c.down((0, "#F7A01A"), (1, "#D86A0C")))]
    cube = c.symbol(
        path("M-15 0L0 -9L15 0L0 9Z", "#FFE27A")
        + path("M-15 0L0 9V28L-15 18Z", "#FFB81E")
        + path("M15 0L0 9V28L15 18Z", "#F29A10")
    )
    for row in range(5):
        for col in range(-3, 4):
            x, y = col * 28 + (row % 2) * 14 - 6, -36 + row * 17 - 16 * math.cos(col * 0.5)
            if abs(x) < 92 - abs(row - 2) * 8:
                out.append(f'<use href="#{cube}" x="{num(x)}" y="{num(y)}"/>')
    return "".join(out)


def grape_like(c: Canvas, colour: str, bloom: float = 0.5) -> str:
    """A blueberry, a boba pearl, a cranberry: a small shining ball."""
    skin = c.radial(
        [(0, light(colour, 0.55)), (0.4, colour), (0.85, dark(colour, 0.3)), (1, dark(colour, 0.55))],
        (0.36, 0.32),
        0.74,
    )
    shine = ellipse(
        -34, -40, 26, 17, "#FFFFFF", f'transform="rotate(-40 -34 -40)" opacity="{bloom}" {c.blur(6)}'
    )
    back = path(
        "M40 74A84 84 0 0 0 84 20", "none", f'stroke="#FFF" stroke-width="9" opacity="0.2" {c.blur(4)}'
    )
    return circle(0, 0, 100, skin) + shine + back


def blueberry(c: Canvas) -> str:
    star = polygon(
        [
            (
                26 * math.cos(i * 0.628) * (1 if i % 2 else 0.5),
                26 * math.sin(i * 0.628) * (1 if i % 2 else 0.5),
            )
            for i in range(10)
        ]
    )
    return grape_like(c, "#4A5FA8", 0.45) + group(
        circle(0, 0, 26, "#28346B"), path(star, "#5E72B8"), move="translate(26 -40) scale(1 0.8)"
    )


def coconut(c: Canvas) -> str:
    """A half: husk, white meat, milk inside."""
    husk = c.radial([(0, "#8A5A34"), (0.8, "#6B3F20"), (1, "#3E220F")], (0.4, 0.4), 0.7)
    hair = "".join(
        (
            f"M{num(96 * math.cos(a))} {num(20 + 78 * math.sin(a))}l{num(9 * math.cos(a + 0.7))} "
            f"{num(9 * math.sin(a + 0.7))}"
        )
        for a in (i * 0.11 for i in range(2, 27))
    )
    meat = c.radial([(0, "#F2EEE6"), (0.7, "#FFFFFF"), (1, "#F3EEE4")])
    return "".join(
        [
            path("M-100 0C-100 66 -54 100 0 100C54 100 100 66 100 0Z", husk),
            line(hair, "#9C6B42", 3, 0.8),
            ellipse(0, 0, 100, 44, "#5A341A"),
            ellipse(0, 0, 93, 39, meat),
            ellipse(0, 5, 68, 26, c.down((0, "#DDD7CC"), (1, "#FFFFFF"))),
            ellipse(0, 9, 60, 20, c.down((0, "#F4F1EB"), (1, "#FFFFFF"))),
            line("M-52 -26A93 39 0 0 1 0 -37", "#FFFFFF", 4, 0.9),
        ]
    )


def tomato(c: Canvas) -> str:
    crown = "".join(
        group(leaf(c, "#4E8F2B", False), move=f"translate(0 -66) rotate({a}) translate(34 0) scale(0.38 0.3)")
        for a in (-165, -120, -60, -10, 30, 150)
    )
    body = "M0 -70C30 -92 104 -78 104 0C104 66 54 94 0 94C-54 94 -104 66 -104 0C-104 -78 -30 -92 0 -70Z"
    skin = c.radial([(0, "#FF9A7E"), (0.3, "#F2452E"), (0.8, "#CC1F18"), (1, "#8F0B0D")], (0.34, 0.3), 0.8)
    shine = ellipse(
        -48, -34, 26, 17, "#FFFFFF", f'transform="rotate(-36 -48 -34)" opacity="0.75" {c.blur(5)}'
    )
    return path(body, skin) + shine + crown


def melon_ball(c: Canvas, colour: str) -> str:
    skin = c.radial(
        [(0, light(colour, 0.7)), (0.5, light(colour, 0.2)), (1, dark(colour, 0.2))], (0.36, 0.3), 0.75
    )
    return circle(0, 0, 100, skin) + ellipse(-34, -40, 30, 18, "#FFFFFF", f'opacity="0.7" {c.blur(6)}')
