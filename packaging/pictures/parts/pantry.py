"""Leaves, beans, nuts, water and land for labels and scenes; centred on 0,0, about 100 pixels in radius,
light from upper left."""

from __future__ import annotations

import math

from parts.canvas import Canvas, circle, dark, ellipse, group, light, line, num, path, polygon, rect
from parts.fruit import leaf
from parts.lathe import soft


def tea_sprig(c: Canvas, colour: str = "#5C9A34") -> str:
    """Two leaves and a bud: what good tea is plucked as."""
    return "".join(
        [
            line("M0 100C-2 50 0 10 0 -20", dark(colour, 0.2), 6),
            group(leaf(c, dark(colour, 0.12)), move="translate(-52 4) rotate(214) scale(0.66 0.8)"),
            group(leaf(c, colour), move="translate(54 -8) rotate(-36) scale(0.7 0.85)"),
            group(leaf(c, light(colour, 0.25), False), move="translate(-2 -58) rotate(-84) scale(0.56 0.46)"),
        ]
    )


def mint(c: Canvas) -> str:
    def part(angle: int, size: float) -> str:
        return group(
            leaf(c, "#3FA866"),
            move=f"rotate({angle}) translate({num(62 * size)} 0) scale({num(size * 0.66)} {num(size * 0.9)})",
        )

    return part(-160, 1) + part(-20, 1) + part(-122, 0.9) + part(-58, 0.9) + part(-90, 0.8)


def blossom(c: Canvas, petals: int = 5, colour: str = "#FFFFFF", heart: str = "#F2C230") -> str:
    """Jasmine with five petals, or another small flower."""
    paint = c.radial([(0, "#F4F3DC"), (0.5, colour), (1, dark(colour, 0.08))], (0.5, 0.9), 0.9)
    petal = path(
        "M0 4C-40 -18 -42 -82 0 -100C42 -82 40 -18 0 4Z",
        paint,
        f'stroke="{dark(colour, 0.2)}" stroke-width="1.6"',
    )
    crease = line("M0 -14V-66", dark(colour, 0.24), 2, 0.6)
    turns = "".join(group(petal, crease, move=f"rotate({num(360 * i / petals + 10)})") for i in range(petals))
    return (
        turns
        + circle(0, 0, 15, c.radial([(0, light(heart, 0.6)), (1, heart)]))
        + circle(0, 0, 6, dark(heart, 0.3), 'opacity="0.5"')
    )


def coffee_bean(c: Canvas, colour: str = "#6B3E1E") -> str:
    skin = c.radial([(0, light(colour, 0.45)), (0.4, colour), (1, dark(colour, 0.55))], (0.36, 0.3), 0.75)
    return "".join(
        [
            ellipse(0, 0, 72, 100, skin),
            line("M-4 -98C34 -52 -34 40 6 98", dark(colour, 0.7), 11, 0.9),
            line("M3 -92C40 -48 -26 40 12 92", light(colour, 0.3), 4, 0.5),
            ellipse(-34, -36, 12, 32, "#FFFFFF", f'transform="rotate(12 -34 -36)" opacity="0.4" {c.blur(6)}'),
        ]
    )


def almond(c: Canvas) -> str:
    body = "M0 -100C44 -66 64 -6 54 44C44 88 18 100 0 100C-18 100 -44 88 -54 44C-64 -6 -44 -66 0 -100Z"
    skin = c.radial([(0, "#E7AE6C"), (0.5, "#BD7636"), (1, "#7E441A")], (0.36, 0.34), 0.75)
    grain = "".join(f"M{x * 0.3:g} -78Q{x} 0 {x * 0.5:g} 84" for x in (-44, -30, -15, 0, 15, 30, 44))
    return (
        path(body, skin)
        + line(grain, "#6B3814", 2.6, 0.5)
        + ellipse(-22, -26, 9, 34, "#FFFFFF", f'opacity="0.4" {c.blur(5)}')
    )


def cashew(c: Canvas) -> str:
    body = (
        "M-78 -30C-70 -92 30 -104 72 -50C104 -6 92 66 54 84C24 96 10 62 30 34C44 8 20 -18 -10 -4C-44 12 "
        "-86 12 -78 -30Z"
    )
    skin = c.radial([(0, "#FFF4D6"), (0.45, "#F3D79C"), (1, "#C58F47")], (0.4, 0.26), 0.8)
    return path(body, skin) + line("M-60 -34C-46 -70 20 -80 54 -44", "#FFFFFF", 9, 0.55, c.blur(3))


def walnut(c: Canvas) -> str:
    """A half kernel, all folds."""
    lobe = (
        "M0 -94C40 -104 96 -70 92 -24C104 10 88 66 48 78C30 98 8 92 0 84C-8 92 -30 98 -48 78C-88 66 "
        "-104 10 -92 -24C-96 -70 -40 -104 0 -94Z"
    )
    skin = c.radial([(0, "#F0CE96"), (0.5, "#CB9550"), (1, "#8A5622")], (0.36, 0.3), 0.8)
    folds = (
        "M0 -92V84M-20 -72C-60 -70 -66 -30 -30 -30C-70 -20 -84 24 -40 26C-64 44 -40 70 -18 56"
        "M20 -72C60 -70 66 -30 30 -30C70 -20 84 24 40 26C64 44 40 70 18 56M-50 -50C-30 -60 -14 -48 -14 -34"
        "M50 -50C30 -60 14 -48 14 -34"
    )
    return (
        path(lobe, skin)
        + line(folds, "#7A4717", 8, 0.7)
        + line(folds, "#FFE3B4", 3, 0.5, 'transform="translate(-4 -4)"')
    )


def pistachio(c: Canvas) -> str:
    """In its split shell."""
    shell = c.radial([(0, "#FFF6E4"), (0.5, "#EBD3A8"), (1, "#B48A52")], (0.34, 0.3), 0.8)
    kernel = c.radial([(0, "#D7E38A"), (0.5, "#9DB84A"), (1, "#6B7F2C")], (0.4, 0.3), 0.8)
    return "".join(
        [
            path("M-10 -96C60 -80 84 0 62 58C46 96 10 102 -8 96Z", shell),
            path("M0 -84C44 -62 54 10 34 60C20 88 -18 90 -34 66C-54 20 -44 -58 0 -84Z", kernel),
            line("M-14 -50C0 -10 -4 30 -18 64", "#8A4B5C", 6, 0.6),
            path("M-6 -96C-70 -84 -92 0 -70 58C-54 94 -26 104 -6 96C-34 56 -36 -44 -6 -96Z", shell),
            line("M-58 -30C-64 0 -60 34 -50 58", "#FFFFFF", 7, 0.7, c.blur(2)),
        ]
    )


def ginger(c: Canvas) -> str:
    body = (
        "M-96 26C-104 -4 -70 -20 -48 -12C-58 -50 -40 -84 -14 -82C10 -80 12 -50 6 -26C20 -44 50 -62 74 "
        "-50C104 -34 96 -2 66 4C84 14 92 48 62 58C36 66 24 40 16 32C4 62 -44 78 -62 54C-80 62 -92 46 -96 26Z"
    )
    skin = c.radial([(0, "#FBE3A8"), (0.5, "#DDAE62"), (1, "#A06A2C")], (0.38, 0.3), 0.8)
    rings = (
        "M-48 -12Q-36 -4 -22 -6M-40 -56Q-20 -46 0 -56M28 -40Q34 -22 48 -12M50 -54Q54 -40 68 -34M-78 -10"
        "Q-66 14 -78 44M-44 20Q-30 34 -34 58M34 12Q42 30 58 34"
    )
    cut = ellipse(72, 30, 22, 26, "#FFF0B8", 'stroke="#D9AB58" stroke-width="5"')
    return (
        path(body, skin)
        + line(rings, "#8F5D24", 4, 0.6)
        + cut
        + ellipse(-30, -50, 8, 22, "#FFFFFF", f'opacity="0.5" {c.blur(4)}')
    )


def oat_ear(c: Canvas, colour: str = "#D9A94E") -> str:
    out = [line("M0 100C4 40 0 -20 6 -90", dark(colour, 0.15), 5)]
    grain = c.symbol(
        path(
            "M0 -34C20 -16 20 22 0 36C-20 22 -20 -16 0 -34Z",
            c.linear([(0, light(colour, 0.5)), (0.5, colour), (1, dark(colour, 0.25))]),
        )
        + line("M0 -26V28M0 -34V-62", dark(colour, 0.3), 2, 0.7)
    )
    for i, y in enumerate(range(-74, 60, 26)):
        for side in (-1, 1):
            out.append(
                f'<use href="#{grain}" transform="translate({side * (22 + i * 3)} {y}) rotate({side * 32}) '
                f'scale(0.8)"/>'
            )
    return "".join(out) + f'<use href="#{grain}" transform="translate(6 -92) scale(0.8)"/>'


def hazelnut(c: Canvas) -> str:
    body = "M0 -96C60 -74 92 -20 78 38C62 82 28 92 0 92C-28 92 -62 82 -78 38C-92 -20 -60 -74 0 -96Z"
    skin = c.radial([(0, "#E2A469"), (0.45, "#B06D30"), (1, "#6A3812")], (0.36, 0.36), 0.76)
    foot = path(
        "M-78 34C-50 52 50 52 78 34C68 84 30 94 0 94C-30 94 -68 84 -78 34Z", "#E5C79A", 'opacity="0.75"'
    )
    return (
        path(body, skin)
        + foot
        + ellipse(-34, -22, 13, 34, "#FFFFFF", f'transform="rotate(16 -34 -22)" opacity="0.5" {c.blur(6)}')
    )


def chip(c: Canvas) -> str:
    """A thick-cut crisp: a wavering round, ridged, golden, browned at the rim, bent so that one flank
    is in shade."""
    edge = []
    for i in range(40):
        a = i * math.pi / 20
        wobble = 1 + 0.035 * math.sin(3 * a + 1) + 0.03 * math.sin(5 * a) + 0.012 * math.sin(13 * a)
        edge.append((100 * wobble * math.cos(a), 72 * wobble * math.sin(a) - 9 * math.cos(2 * a)))
    body = polygon(edge)
    skin = c.radial(
        [(0, "#FFF0A6"), (0.5, "#FCCB45"), (0.82, "#F0A420"), (0.95, "#C9731A"), (1, "#A85A12")],
        (0.46, 0.44),
        0.62,
    )
    lit = "".join(f"M{-112 + i * 22} -92Q{-96 + i * 22} {-8 + i} {-118 + i * 23} 92" for i in range(11))
    ridges = line(lit, "#D98A16", 8, 0.5, c.blur(1.4)) + line(
        lit, "#FFF6C4", 5, 0.75, f'transform="translate(-9 0)" {c.blur(1)}'
    )
    spots = "".join(
        f"M{num(80 * (c.random.random() * 2 - 1))} {num(50 * (c.random.random() * 2 - 1))}h0"
        for _ in range(22)
    )
    fold = soft(c, "M10 -100C70 -60 110 0 60 100H130V-100Z", "#B5640C", 0.34, 14)
    shine = path(
        "M-84 -14C-66 -50 -20 -60 30 -58C-6 -44 -50 -34 -84 -14Z", "#FFFFFF", f'opacity="0.75" {c.blur(4)}'
    )
    inside = group(ridges, fold, line(spots, "#A85A12", 4, 0.5), shine, attributes=c.clip(body))
    return path(body, skin) + inside + line(body, "#B5690F", 2.4, 0.7)


def beans_round(c: Canvas, colour: str) -> str:
    """A soy bean with its eye."""
    skin = c.radial([(0, light(colour, 0.5)), (0.45, colour), (1, dark(colour, 0.5))], (0.36, 0.3), 0.76)
    return (
        ellipse(0, 0, 100, 84, skin)
        + ellipse(22, 34, 22, 9, light(colour, 0.65), 'transform="rotate(-20 22 34)" opacity="0.8"')
        + ellipse(-34, -34, 30, 14, "#FFFFFF", f'transform="rotate(-28 -34 -34)" opacity="0.6" {c.blur(5)}')
    )


def mountain(c: Canvas, near: str, far: str, snow: bool = True) -> str:
    """Two ranges from x -200 to +200, feet on y = 0, tops at about -170."""
    back = "M-200 0L-150 -54L-116 -38L-60 -112L-24 -84L20 -128L70 -70L104 -96L160 -40L200 -58V0Z"
    front = "M-200 0L-128 -46L-84 -24L-10 -104L14 -92L34 -120L96 -46L128 -62L200 0Z"
    out = [
        path(back, c.down((0, light(far, 0.25)), (1, light(far, 0.65)))),
        path(front, c.down((0, near), (1, light(near, 0.45)))),
    ]
    out.append(
        path("M34 -120L96 -46L128 -62L200 0H70L52 -40L60 -64L40 -80Z", dark(near, 0.25), 'opacity="0.45"')
    )
    if snow:
        caps = (
            "M-30 -82L-10 -104L14 -92L34 -120L60 -89L48 -84L40 -94L28 -76L16 -86L4 -72L-6 -86L-18 -74Z"
            "M-84 -83L-60 -112L-38 -95L-52 -90L-60 -96L-70 -82Z"
        )
        out.append(path(caps, "#FFFFFF", 'opacity="0.95"'))
    return "".join(out)


def splash(c: Canvas, colour: str) -> str:
    """A crown of milk or juice, from x -150 to +150, its foot on y = 0."""
    body = (
        "M-150 6C-120 -6 -104 -16 -96 -44C-92 -66 -104 -84 -96 -92C-86 -98 -78 -80 -76 -60C-72 -38 -58 -26 "
        "-46 -40C-36 -56 -42 -92 -30 -110"
        "C-22 -122 -12 -108 -16 -88C-20 -64 -14 -40 2 -40C20 -40 22 -66 20 -92C18 -112 32 -122 38 -104C42 "
        "-86 36 -62 46 -46C58 -30 72 -42 78 -62"
        "C82 -82 96 -92 102 -80C108 -70 92 -60 94 -42C98 -18 120 -6 150 6C100 26 -100 26 -150 6Z"
    )
    paint = c.down((0, light(colour, 0.6)), (0.6, colour), (1, colour))
    beads = "".join(
        circle(
            x,
            y,
            r,
            c.radial([(0, light(colour, 0.7)), (0.6, colour), (1, dark(colour, 0.16))], (0.36, 0.3), 0.7),
        )
        for x, y, r in (
            (-100, -112, 8),
            (-62, -98, 5),
            (2, -134, 9),
            (62, -124, 6),
            (110, -100, 7),
            (-8, -104, 4),
        )
    )
    shine = line(
        (
            "M-90 -60C-88 -44 -82 -34 -74 -26M-26 -90C-28 -70 -26 -56 -20 -44M26 -84C26 -68 24 -54 20 -46M84 "
            "-58C80 -46 84 -34 94 -20"
        ),
        "#FFFFFF",
        5,
        0.7,
        c.blur(1.2),
    )
    return path(body, paint) + beads + shine


def bubbles(
    c: Canvas,
    box: tuple[float, float, float, float],
    count: int,
    colour: str = "#FFFFFF",
    opacity: float = 0.7,
) -> str:
    """Rising bubbles within x0, y0, x1, y1."""
    one = c.symbol(
        circle(0, 0, 10, "none", f'stroke="{colour}" stroke-width="1.8"')
        + circle(0, 0, 10, colour, 'opacity="0.16"')
        + ellipse(-3.6, -4, 2.6, 1.8, colour)
    )
    x0, y0, x1, y1 = box
    return group(
        *(
            (
                f'<use href="#{one}" transform="translate({num(c.random.uniform(x0, x1))} '
                f'{num(c.random.uniform(y0, y1))}) scale({0.16 + 0.8 * c.random.random() ** 2:.2f})"/>'
            )
            for _ in range(count)
        ),
        attributes=f'opacity="{opacity:g}"',
    )


def ice_cube(c: Canvas) -> str:
    """A clear cube for drinks and scenes, corner towards us."""
    return "".join(
        [
            path("M0 -88L86 -44L0 2L-86 -44Z", c.down((0, "#FFFFFF", 0.95), (1, "#CFE8F6", 0.75))),
            path("M-86 -44L0 2V98L-80 52Z", c.down((0, "#E4F3FB", 0.85), (1, "#9CCBE6", 0.7))),
            path("M86 -44L0 2V98L80 52Z", c.down((0, "#BFE0F2", 0.75), (1, "#7FB6D8", 0.75))),
            line("M-86 -44L0 2L86 -44M0 2V98", "#FFFFFF", 5, 0.9),
            soft(c, "M-60 -20L-20 0V50L-58 30Z", "#FFFFFF", 0.6, 6),
        ]
    )


def tiles(c: Canvas, colour: str) -> str:
    """Broken chocolate: four squares with bevelled faces."""
    lit, mid, low = light(colour, 0.22), colour, dark(colour, 0.45)
    one = c.symbol(
        rect(-46, -46, 92, 92, mid)
        + path("M-46 -46H46L32 -32H-32Z", lit)
        + path("M-46 -46L-32 -32V32L-46 46Z", light(colour, 0.1))
        + path("M46 -46V46L32 32V-32Z", dark(colour, 0.3))
        + path("M-46 46H46L32 32H-32Z", low)
        + path(
            "M-32 -32H32V32H-32Z", c.linear([(0, light(colour, 0.14)), (1, dark(colour, 0.12))], (0, 0, 1, 1))
        )
    )
    return "".join(f'<use href="#{one}" x="{x}" y="{y}"/>' for x in (-47, 47) for y in (-47, 47))
