"""Light meals: rice, bread, noodles."""

from __future__ import annotations

import math

from forms import cups
from parts import fruit
from parts.canvas import (
    BRUSH,
    SANS,
    SCRIPT,
    Canvas,
    circle,
    ellipse,
    group,
    line,
    num,
    path,
    polygon,
    rect,
    text,
)
from parts.lathe import soft
from parts.lettering import outlined
from parts.surface import INK, ground_shadow


def onigiri(c: Canvas) -> None:
    """Rice in its sheet of nori, film and a label: a rounded triangle with thickness."""
    front = (
        "M300 112C330 92 350 100 368 128L536 470C556 516 540 560 488 570C400 588 220 588 130 570C80 "
        "560 66 516 86 470L262 134C272 118 284 116 300 112Z"
    )
    c.add(ground_shadow(c, 330, 586, 226, "#2B2A26"))
    c.add(
        path(front, "#D8D2C6", 'transform="translate(26 -8)"'),
        path(front, INK, f'transform="translate(26 -8)" opacity="0.16" {c.blur(6)}'),
    )
    rice = c.radial([(0, "#FFFFFF"), (0.6, "#FAF7F0"), (1, "#DDD5C6")], (0.36, 0.36), 0.75)
    grains = []
    for _ in range(330):
        x, y, a = c.random.uniform(80, 540), c.random.uniform(100, 580), c.random.uniform(0, 180)
        grains.append(f'<use href="#{_grain(c)}" transform="translate({num(x)} {num(y)}) rotate({a:.0f})"/>')
    film = (
        soft(c, "M286 130L132 462L160 500L300 190Z", "#FFFFFF", 0.5, 14)
        + line("M304 128L120 480", "#FFFFFF", 5, 0.7, c.blur(1.5))
        + line("M372 160L520 478", "#FFFFFF", 4, 0.55, c.blur(1.5))
    )
    shade_ = soft(c, "M420 240L560 520V600H420Z", INK, 0.28, 26) + soft(
        c, "M60 540H560V620H60Z", INK, 0.26, 18
    )
    c.add(group(path(front, rice), *grains, _nori(c), _label(c), shade_, film, attributes=c.clip(front)))
    c.add(
        path("M296 88L332 84L338 130L304 132Z", "#D8431F"),
        text("1", 318, 118, 26, "#FFFFFF", SANS, 900),
        line(front, "#FFFFFF", 2.2, 0.55),
    )


def _nori(c: Canvas) -> str:
    """The dark sheet with its grain."""
    nori = "M196 300C280 282 350 282 432 300L446 600H178Z"
    noise = line(
        "".join(
            (
                f"M{num(c.random.uniform(180, 440))} "
                f"{num(c.random.uniform(296, 584))}l{num(c.random.uniform(-9, 9))} "
                f"{num(c.random.uniform(-5, 5))}"
            )
            for _ in range(240)
        ),
        "#4E6A48",
        2.2,
        0.4,
    )
    return path(nori, c.linear([(0, "#0E1A12"), (0.3, "#2C3F2C"), (0.6, "#16241A"), (1, "#0A120C")])) + noise


def _label(c: Canvas) -> str:
    """The paper label on the nori."""
    tag = (
        "M248 372H380C392 372 396 380 396 390V508C396 520 388 526 378 526H250C238 526 232 518 232 508V390"
        "C232 378 238 372 248 372Z"
    )
    return "".join(
        [
            path(tag, INK, f'opacity="0.4" transform="translate(3 5)" {c.blur(4)}'),
            path(tag, c.down((0, "#FFFFFF"), (1, "#FBEFD8"))),
            rect(232, 486, 164, 44, "#D8431F"),
            text("金枪鱼", 314, 428, 48, "#1F3F73", BRUSH, 700),
            text("饭团", 314, 470, 36, "#1F3F73", BRUSH, 700),
            text("Tuna Onigiri", 314, 512, 24, "#FFFFFF", SCRIPT, 700),
        ]
    )


def _grain(c: Canvas) -> str:
    return c.symbol(
        ellipse(1.5, 2, 13, 6.2, "#A89C86", 'opacity="0.3"')
        + ellipse(0, 0, 12.5, 5.8, c.down((0, "#FFFFFF"), (1, "#EAE4D8")))
        + ellipse(-3, -2, 5, 1.6, "#FFFFFF")
    )


def sandwich(c: Canvas) -> None:
    """Two halves in a wedge of card: the cut face to us."""
    c.add(ground_shadow(c, 326, 596, 196, "#A8702A"))
    card = c.linear([(0, "#E9B766"), (1, "#A8702A")])
    c.add(path("M492 152L586 556L492 590Z", card), line("M492 152L586 556L492 590", "#FFFFFF", 2, 0.45))
    face = "M132 152H492V590H132Z"
    layers = [path(face, "#FBE9C4")]
    for x in (132, 312):
        layers.append(group(_half(c), move=f"translate({x} 152)"))
    layers.append(line("M312 152V590", INK, 5, 0.35, c.blur(2)))
    layers.append(soft(c, "M120 140H500V186H120Z", INK, 0.34, 14))
    band = "M132 420H492V590H132Z"
    print_ = "".join(
        [
            path(band, c.down((0, "#FFFFFF"), (1, "#FBF1DC"))),
            rect(132, 420, 360, 9, "#F0A51E"),
            text("鸡蛋三明治", 302, 500, 58, "#6B3A10", SANS, 900),
            text("Egg Sandwich", 268, 552, 40, "#E08A12", SCRIPT, 700),
            group(_egg(c), move="translate(436 546) scale(0.36)"),
        ]
    )
    film = (
        soft(c, "M150 170L236 170L176 410L150 410Z", "#FFFFFF", 0.4, 9)
        + line("M268 168L214 410", "#FFFFFF", 8, 0.4, c.blur(3))
        + soft(c, "M470 150H496V600H470Z", INK, 0.24, 8)
    )
    c.add(
        group(*layers, print_, film, attributes=c.clip(face)),
        line("M132 152V590H492V152", "#FFFFFF", 3, 0.5),
        line("M132 152H492", "#FFFFFF", 4, 0.8),
    )


def _half(c: Canvas) -> str:
    """One half, layers standing: crumb, lettuce, egg salad, ham, crumb; 180 wide, 440 tall."""
    crumb = c.linear([(0, "#D9A562"), (0.08, "#FFF1D2"), (0.8, "#FFF7E4"), (1, "#F0DCB4")])
    holes = "".join(
        (
            f"M{num(c.random.uniform(8, 38))} {num(c.random.uniform(10, 430))}h0"
            f"M{num(c.random.uniform(142, 172))} {num(c.random.uniform(10, 430))}h0"
        )
        for _ in range(56)
    )
    frill = [(48 + 7 * math.sin(i * 0.9), i * 11) for i in range(41)] + [
        (62 + 5 * math.sin(i * 0.9 + 1), i * 11) for i in range(40, -1, -1)
    ]
    egg = [(60 + 5 * math.sin(i * 1.3), i * 11) for i in range(41)] + [
        (140 + 5 * math.sin(i * 1.1), i * 11) for i in range(40, -1, -1)
    ]
    filling = path(polygon(egg), c.linear([(0, "#F2B93A"), (0.5, "#FFDC6E"), (1, "#E9A92C")]))
    return "".join(
        [
            rect(0, 0, 46, 440, crumb),
            rect(
                138,
                0,
                42,
                440,
                c.linear([(0, "#F0DCB4"), (0.2, "#FFF7E4"), (0.9, "#FFF1D2"), (1, "#D9A562")]),
            ),
            line(holes, "#D9B878", 5, 0.5),
            filling,
            _egg_salad(c),
            path(polygon(frill), c.linear([(0, "#4E9A2C"), (0.5, "#9BD35A"), (1, "#5FAE36")])),
            soft(c, "M44 0H52V440H44Z", "#3A2A10", 0.4, 3),
            soft(c, "M134 0H144V440H134Z", "#3A2A10", 0.4, 4),
        ]
    )


def _egg_salad(c: Canvas) -> str:
    """White, yolk and pepper."""
    whites = "".join(
        ellipse(
            c.random.uniform(70, 130),
            c.random.uniform(6, 434),
            c.random.uniform(8, 15),
            c.random.uniform(6, 11),
            "#FFFDF4",
            f'opacity="0.95" transform="rotate({c.random.uniform(-20, 20):.0f} 100 220)"',
        )
        for _ in range(40)
    )
    yolks = "".join(
        circle(
            c.random.uniform(66, 134),
            c.random.uniform(6, 434),
            c.random.uniform(5, 11),
            "#F5A61C",
            'opacity="0.9"',
        )
        for _ in range(38)
    )
    pepper = line(
        "".join(f"M{num(c.random.uniform(66, 134))} {num(c.random.uniform(6, 434))}h0" for _ in range(46)),
        "#4A3A1A",
        2.4,
        0.7,
    )
    return whites + yolks + pepper


def _egg(c: Canvas) -> str:
    white = ellipse(0, 0, 100, 78, c.radial([(0, "#FFFFFF"), (0.8, "#FFFDF6"), (1, "#E8DFCC")]))
    return (
        ellipse(6, 10, 100, 78, INK, f'opacity="0.2" {c.blur(6)}')
        + white
        + circle(0, 0, 44, c.radial([(0, "#FFD25A"), (0.7, "#F7A81C"), (1, "#E08A0A")], (0.4, 0.36), 0.65))
        + ellipse(-14, -16, 12, 8, "#FFFFFF", f'opacity="0.7" {c.blur(2)}')
    )


def noodles(c: Canvas) -> None:
    art = "".join(
        [
            rect(-300, -20, 600, 420, c.down((0, "#C8161D"), (0.5, "#A80E16"), (1, "#6E060C"))),
            rect(-300, 8, 600, 12, "#E9B84A"),
            rect(-300, 334, 600, 12, "#E9B84A"),
            group(_bowl(c), move="translate(10 258) scale(0.98)"),
            outlined("红烧牛肉面", 0, 92, 62, "#FFE9B0", "#4A0408", 12, BRUSH, 700),
            text("Braised Beef Noodles", 0, 132, 32, "#FFFFFF", SCRIPT, 700),
        ]
    )
    lid = (
        rect(-180, -180, 360, 360, c.linear([(0, "#D8232A"), (0.4, "#F0504A"), (1, "#A80E16")], (0, 0, 1, 1)))
        + circle(0, 0, 122, "none", 'stroke="#E9B84A" stroke-width="7"')
        + text("牛肉面", 0, 34, 92, "#FFE9B0", BRUSH, 700)
    )
    c.zoom = 1.12
    cups.noodle_cup(c, art, "#A80E16", lid, "#2A0204")


def _bowl(c: Canvas) -> str:
    """Soup from above at an angle: noodles, beef, greens, chilli oil; about 260 wide."""
    rim = ellipse(0, 0, 134, 62, c.linear([(0, "#3A2A20"), (0.3, "#8A7464"), (1, "#2A1A12")])) + path(
        "M-134 0C-126 60 -70 84 0 84S126 60 134 0C120 44 60 62 0 62S-120 44 -134 0Z", "#241610"
    )
    soup = ellipse(0, 2, 122, 54, c.radial([(0, "#C8641E"), (0.7, "#9A3E0E"), (1, "#6A2406")]))
    beef = c.symbol(
        path(
            "M-30 -8C-26 -24 20 -26 32 -10C38 6 24 20 -4 20C-30 20 -36 6 -30 -8Z",
            c.radial([(0, "#B5653A"), (0.6, "#7A3418"), (1, "#4A1A0A")], (0.36, 0.3), 0.8),
        )
        + line("M-20 -6Q0 -14 22 -4M-18 4Q2 -2 24 8", "#D9946A", 3, 0.6)
        + ellipse(-8, -12, 12, 4, "#FFFFFF", f'opacity="0.6" {c.blur(2)}')
    )
    meat = "".join(
        f'<use href="#{beef}" transform="translate({x} {y}) rotate({a}) scale({s})"/>'
        for x, y, a, s in ((-42, -8, -14, 1.1), (10, -20, 8, 1.06), (30, 14, -6, 1.16), (-18, 22, 16, 1.0))
    )
    green = "".join(
        group(fruit.leaf(c, "#4E9A2C", False), move=f"translate({x} {y}) rotate({a}) scale(0.26 0.3)")
        for x, y, a in ((76, -6, -30), (88, 10, 20), (64, 18, 60))
    )
    onion = "".join(
        circle(
            c.random.uniform(-80, 80),
            c.random.uniform(-30, 34),
            4.6,
            "none",
            'stroke="#8FCB4A" stroke-width="3"',
        )
        for _ in range(16)
    )
    oil = "".join(
        ellipse(c.random.uniform(-96, 96), c.random.uniform(-36, 44), 4.4, 2.6, "#FF6A1E", 'opacity="0.85"')
        for _ in range(22)
    )
    egg = group(_egg(c), move="translate(-78 18) scale(0.36 0.3)")
    steam = line(
        "M-40 -62C-60 -80 -24 -92 -42 -114M20 -66C4 -84 36 -96 20 -118M70 -60C56 -76 84 -88 72 -106",
        "#FFFFFF",
        9,
        0.4,
        c.blur(4),
    )
    return rim + soup + _strands() + meat + green + egg + onion + oil + steam


def _strands() -> str:
    """Noodles, looped."""
    strands = []
    for i in range(26):
        x = -100 + i * 6.4
        strands.append(
            f"M{num(x)} {num(-6 + 16 * math.sin(i))}C{num(x + 20)} {num(-40 + 6 * math.sin(i * 2))} "
            f"{num(x + 40)} {num(34 + 8 * math.cos(i))} {num(x + 62)} {num(2 + 14 * math.sin(i * 1.7))}"
        )
    return line("".join(strands), "#B9772A", 7.4) + line("".join(strands), "#FFDf94", 4.6, 1)


DRAWINGS = {"onigiri-tuna": onigiri, "sandwich-egg": sandwich, "noodle-beef": noodles}
