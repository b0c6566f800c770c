"""Snacks: film bags, a tube, a bar, a box, a pouch."""

from __future__ import annotations

import math

from forms import bags, cartons, cups
from forms.cartons import Box
from parts import fruit, pantry
from parts.canvas import (
    SANS,
    SCRIPT,
    SERIF,
    SLANT,
    SPARTAN,
    Canvas,
    circle,
    dark,
    ellipse,
    group,
    light,
    line,
    path,
    polygon,
    rect,
    text,
)
from parts.lathe import soft
from parts.lettering import outlined, spaced
from parts.surface import INK, ground_shadow


def sea_salt(c: Canvas) -> None:
    chip = c.symbol(pantry.chip(c))
    places = (
        (236, 500, -12, 0.7),
        (402, 512, 14, 0.72),
        (322, 470, 4, 0.86),
        (250, 416, 24, 0.56),
        (398, 420, -26, 0.6),
        (322, 396, 0, 0.5),
    )
    chips = "".join(
        (
            f'<use href="#{chip}" transform="translate({x + 6} {y + 12}) rotate({a}) scale({s})" '
            f'style="filter:brightness(0)" opacity="0.22"/><use href="#{chip}" transform="translate({x} '
            f'{y}) rotate({a}) scale({s})"/>'
        )
        for x, y, a, s in reversed(places)
    )
    salt = "".join(
        rect(c.random.uniform(170, 470), c.random.uniform(350, 560), 5, 5, "#FFFFFF", 1, 'opacity="0.95"')
        for _ in range(34)
    )
    art = "".join(
        [
            rect(
                0, 0, 640, 640, c.down((0, "#0B4F9E"), (0.45, "#1E7FD0"), (0.78, "#8FD0F2"), (1, "#1666B8"))
            ),
            path("M120 330C200 290 260 350 330 322S450 290 530 330V420H120Z", "#FFFFFF", 'opacity="0.35"'),
            path(
                "M120 350C200 316 260 372 330 346S450 316 530 352V660H120Z",
                c.down((0, "#CFEBFA"), (1, "#4FA9E0")),
            ),
            line("M120 350C200 316 260 372 330 346S450 316 530 352", "#FFFFFF", 6, 0.95),
            chips,
            salt,
            outlined("海盐薯片", 322, 204, 78, "#FFFFFF", "#083A78", 13, SANS, 900),
            text("Sea Salt Crisps", 322, 254, 44, "#FFE58A", SCRIPT, 700),
            spaced("厚切 · 70G", 322, 292, 21, "#FFFFFF", SANS, 700, 0.14),
        ]
    )
    bags.pillow(c, 176, 54, art, "#1E7FD0", 7)


def tomato(c: Canvas) -> None:
    w = math.pi * 112
    chip = c.symbol(pantry.chip(c))
    stack = "".join(
        f'<use href="#{chip}" transform="translate({x} {y}) rotate({a}) scale({s})"/>'
        for x, y, a, s in (
            (-58, 392, -30, 0.6),
            (50, 420, 16, 0.66),
            (-10, 446, -6, 0.7),
            (84, 366, -50, 0.5),
        )
    )
    art = "".join(
        [
            rect(-w, -60, 2 * w, 700, c.down((0, "#E5261F"), (0.5, "#D0141A"), (1, "#8E0810"))),
            ellipse(0, 380, 190, 170, c.radial([(0, "#FFB23E"), (0.7, "#F2731E", 0.8), (1, "#D0141A", 0)])),
            group(fruit.tomato(c), move="translate(4 322) scale(0.84)"),
            stack,
            outlined("番茄", 0, 128, 96, "#FFFFFF", "#7A050C", 12, SANS, 900),
            outlined("薯片", 0, 196, 56, "#FFE27A", "#7A050C", 9, SANS, 900),
            spaced("TOMATO CRISPS", 0, 228, 19, "#FFFFFF", SPARTAN, 700, 0.12),
            rect(-w, 8, 2 * w, 10, "#FFD34A"),
            rect(-w, 480, 2 * w, 14, "#FFD34A"),
        ]
    )
    cups.canister(c, art, "#D0141A", "#F4C53A", "#3A0206")


def prawn_sticks(c: Canvas) -> None:
    stick = c.symbol(
        rect(-86, -13, 172, 26, c.down((0, "#FFE3B8"), (0.4, "#F5A860"), (1, "#C8662A")), 12)
        + line("".join(f"M{-70 + i * 18} -10L{-76 + i * 18} 10" for i in range(9)), "#B5561E", 4, 0.4)
        + line("M-72 -7H70", "#FFFFFF", 4, 0.5, c.blur(1))
    )
    sticks = "".join(
        f'<use href="#{stick}" transform="translate({x} {y}) rotate({a})"/>'
        for x, y, a in (
            (236, 520, -24),
            (330, 540, 12),
            (420, 520, -16),
            (270, 566, 6),
            (384, 566, -8),
            (210, 560, 30),
            (452, 556, 28),
        )
    )
    art = "".join(
        [
            rect(
                0, 0, 640, 640, c.down((0, "#FF6A3C"), (0.42, "#FF9A6A"), (0.75, "#FFC49A"), (1, "#E8552A"))
            ),
            circle(320, 400, 150, c.radial([(0, "#FFF7EC"), (0.7, "#FFDCC4"), (1, "#FFC4A8", 0)])),
            group(_prawn(c), move="translate(316 388) scale(1.02)"),
            sticks,
            outlined("鲜虾条", 322, 206, 92, "#FFFFFF", "#C2330F", 14, SLANT, 700),
            text("Prawn Sticks", 322, 258, 46, "#FFF1D8", SCRIPT, 700),
        ]
    )
    bags.pillow(c, 170, 60, art, "#F0602C", 21)


def _prawn(c: Canvas) -> str:
    """A curled prawn: shell segments laid one over the other from the tail to the head."""
    out = [line("M66 -44C112 -60 132 -96 130 -130M70 -38C120 -44 146 -72 152 -104", "#C23A16", 4)]
    tail = path(
        "M18 84C44 66 70 70 86 58C82 84 62 98 40 98C66 104 82 120 80 134C52 132 26 114 10 98Z", "#E24A20"
    )
    out.append(tail + line("M26 88Q52 76 76 72M26 94Q52 108 70 122", "#FFB08A", 4, 0.8))
    out.append(line("M-6 30l26 12M-22 14l24 -2M-10 -10l26 -4M10 -26l24 4", "#E2572B", 7))
    shell = c.radial([(0, "#FFE0C8"), (0.45, "#FF9A6C"), (1, "#E2481C")], (0.34, 0.28), 0.85)
    for i in range(9):
        turn = 62 + i * 24
        x, y = 62 * math.cos(math.radians(turn)) - 4, 62 * math.sin(math.radians(turn)) + 6
        size = 23 + 2.5 * i
        piece = ellipse(0, 0, size * 0.74, size, shell, 'stroke="#C23A16" stroke-width="2.4"')
        gleam = ellipse(
            -size * 0.2, -size * 0.4, size * 0.16, size * 0.36, "#FFFFFF", f'opacity="0.75" {c.blur(2)}'
        )
        out.append(group(piece, gleam, move=f"translate({x:.1f} {y:.1f}) rotate({turn:.0f})"))
    head = "M20 -66C48 -92 86 -86 112 -58C92 -34 56 -22 26 -30C10 -38 8 -54 20 -66Z"
    out.append(
        path(head, shell, 'stroke="#C23A16" stroke-width="2.4"') + path("M84 -78L130 -84L104 -62Z", "#E2572B")
    )
    out.append(circle(74, -60, 8, "#1A0A06") + circle(71, -63, 2.6, "#FFFFFF"))
    out.append(line("M32 -64C46 -76 62 -78 76 -74", "#FFFFFF", 6, 0.7, c.blur(2)))
    return "".join(out)


def chocolate(c: Canvas) -> None:
    """An opened bar, leaning: squares above, torn foil, the sleeve below."""
    x, w = 206.0, 228.0
    tile = c.symbol(pantry.tiles(c, "#4A2412"))
    squares = "".join(
        (
            f'<use href="#{tile}" transform="translate({x + 57 + (i % 2) * 114} {96 + (i // 2) * 112}) '
            f'scale(0.6)"/>'
        )
        for i in range(4)
    )
    sleeve_top = 226.0
    sleeve = f"M{x - 4} {sleeve_top}H{x + w + 4}V590H{x - 4}Z"
    art = "".join(
        [
            path(sleeve, c.down((0, "#2A1620"), (1, "#140A10"))),
            path(
                f"M{x - 4} {sleeve_top + 20}H{x + w + 4}M{x - 4} 572H{x + w + 4}",
                "none",
                'stroke="#C9A050" stroke-width="4"',
            ),
            text("72%", x + w / 2, 346, 100, "#E3BE74", SERIF, 900),
            text("黑巧克力", x + w / 2, 408, 47, "#F6E9D2", SERIF, 900),
            spaced("DARK CHOCOLATE", x + w / 2, 438, 16, "#C9A050", SERIF, 700, 0.12),
            group(_cocoa(c), move=f"translate({x + w / 2} 510) rotate(-24) scale(0.5)"),
        ]
    )
    sheen = c.linear(
        [
            (0, INK, 0.5),
            (0.08, "#FFFFFF", 0.16),
            (0.2, "#FFFFFF", 0.34),
            (0.3, "#FFFFFF", 0.05),
            (0.7, INK, 0.05),
            (0.93, INK, 0.4),
            (1, INK, 0.6),
        ]
    )
    bar = [
        group(
            rect(x + 2, 42, w - 4, 250, "#2A1208", 4),
            squares,
            soft(c, f"M{x} 40H{x + 60}V260H{x}Z", "#FFFFFF", 0.16, 20),
            soft(c, f"M{x + w - 30} 30H{x + w + 10}V270H{x + w - 30}Z", "#000000", 0.5, 12),
            attributes=c.clip(f"M{x + 2} 42H{x + w - 2}V292H{x + 2}Z"),
        ),
        cartons.foil_bar(c, x - 3, 196, w + 6, 42),
        art,
        path(sleeve, sheen),
        line(f"M{x - 4} {sleeve_top}H{x + w + 4}", "#FFFFFF", 2, 0.5),
    ]
    c.add(ground_shadow(c, 326, 596, 118, "#2A1208"))
    c.add(group(*bar, move="rotate(5 320 590)"))
    c.add(group(f'<use href="#{tile}" transform="translate(470 566) rotate(14) scale(0.36 0.3)"/>'))


def _cocoa(c: Canvas) -> str:
    pod = c.radial([(0, "#E9A24A"), (0.5, "#B3601E"), (1, "#6A300C")], (0.36, 0.3), 0.8)
    ridges = "".join(f"M-100 0Q0 {y} 100 0" for y in (-76, -40, 0, 40, 76))
    return (
        path("M-108 0C-70 -70 60 -76 108 0C60 76 -70 70 -108 0Z", pod)
        + line(ridges, "#5A2408", 4, 0.5)
        + line("M-70 -24C-30 -44 20 -46 60 -30", "#FFFFFF", 8, 0.5, c.blur(3))
    )


def _cookie(c: Canvas) -> str:
    """A piped butter cookie, seen from above, radius 100."""
    base = c.radial([(0, "#FFE6AE"), (0.6, "#F3BC63"), (0.86, "#D98F36"), (1, "#A8621C")], (0.44, 0.4), 0.62)
    lobes = [
        (
            math.cos(i * math.pi / 18) * (100 if i % 2 else 90),
            math.sin(i * math.pi / 18) * (100 if i % 2 else 90),
        )
        for i in range(36)
    ]
    ridge = []
    for i in range(18):
        a = i * 2 * math.pi / 18
        ridge.append(
            f"M{30 * math.cos(a - 0.5):.0f} {30 * math.sin(a - 0.5):.0f}Q{66 * math.cos(a - 0.22):.0f} "
            f"{66 * math.sin(a - 0.22):.0f} {94 * math.cos(a):.0f} {94 * math.sin(a):.0f}"
        )
    data = "".join(ridge)
    hole = circle(0, 0, 24, c.radial([(0, "#9A5A1A"), (1, "#D98F36")]))
    return (
        path(polygon(lobes), base, 'stroke="#B8702A" stroke-width="3" stroke-linejoin="round"')
        + line(data, "#B06A20", 7, 0.55, c.blur(1.2))
        + line(data, "#FFF3D0", 5, 0.8, 'transform="translate(-5 -4)"')
        + hole
    )


def cookies(c: Canvas) -> None:
    cookie = c.symbol(_cookie(c))
    b = Box(136, 414, 486, 150, 10, 18)
    front = "".join(
        [
            rect(-10, -10, 320, 480, c.down((0, "#F7C948"), (0.55, "#FBE3A0"), (1, "#F2B33A"))),
            path("M-10 -10H300V150C220 196 80 196 -10 150Z", c.down((0, "#13386B"), (1, "#1F58A0"))),
            line("M-10 156C80 202 220 202 300 156", "#FFFFFF", 5, 0.9),
            text("黄油曲奇", 139, 92, 58, "#FFFFFF", SERIF, 900),
            text("Butter Cookies", 139, 138, 36, "#FBD86B", SCRIPT, 700),
            *(
                f'<use href="#{cookie}" transform="translate({x} {y}) rotate({a}) scale({s})"/>'
                for x, y, a, s in ((70, 286, 10, 0.66), (206, 296, 40, 0.72), (140, 390, 70, 0.76))
            ),
            spaced("手工挤花 · 88G", 139, 438, 17, "#7A4A10", SANS, 700, 0.1),
        ]
    )
    side = rect(-10, -10, 120, 480, "#1A4A8A") + group(
        text("黄油曲奇", 0, 0, 40, "#FBD86B", SERIF, 900), move="translate(48 240) rotate(90)"
    )
    cartons.pack(c, b, front, side, "#2A66B0")
    for x, y, a, s in ((470, 548, 20, 0.52), (386, 566, 0, 0.5)):
        c.add(
            ellipse(x + 6, y + 44, 56, 9, INK, f'opacity="0.4" {c.blur(5)}'),
            f'<use href="#{cookie}" transform="translate({x} {y}) rotate({a}) scale({s})"/>',
        )


def _gummy(c: Canvas, colour: str) -> str:
    """A bear with a round belly, all jelly."""
    skin = c.radial([(0, light(colour, 0.55)), (0.5, colour), (1, dark(colour, 0.35))], (0.4, 0.32), 0.75)
    parts = [
        circle(-34, -78, 18, skin),
        circle(34, -78, 18, skin),
        ellipse(0, -50, 48, 42, skin),
        ellipse(0, 30, 54, 62, skin),
    ]
    parts += [
        ellipse(-44, 2, 18, 26, skin, 'transform="rotate(28 -44 2)"'),
        ellipse(44, 2, 18, 26, skin, 'transform="rotate(-28 44 2)"'),
        ellipse(-28, 86, 24, 18, skin),
        ellipse(28, 86, 24, 18, skin),
    ]
    eyes = (
        circle(-16, -56, 5, dark(colour, 0.6))
        + circle(16, -56, 5, dark(colour, 0.6))
        + ellipse(0, -40, 9, 6, dark(colour, 0.45))
    )
    shine = (
        ellipse(-18, -70, 16, 8, "#FFFFFF", f'opacity="0.8" {c.blur(2)}')
        + ellipse(-20, 8, 13, 24, "#FFFFFF", f'opacity="0.6" {c.blur(4)}')
        + path(
            "M30 60A56 60 0 0 0 48 20", "none", f'stroke="#FFF" stroke-width="7" opacity="0.4" {c.blur(2)}'
        )
    )
    return "".join(parts) + eyes + shine


def gummies(c: Canvas) -> None:
    bears = [
        c.symbol(_gummy(c, colour)) for colour in ("#F2382F", "#FF9A12", "#F7CE18", "#4DB83A", "#B0389A")
    ]
    window = "M186 430C186 340 454 340 454 430V520C454 580 186 580 186 520Z"
    heap = []
    for i in range(34):
        x, y = 190 + (i % 7) * 43 + c.random.uniform(-9, 9), 392 + (i // 7) * 40 + c.random.uniform(-8, 8)
        heap.append(
            f'<use href="#{bears[c.random.randrange(5)]}" transform="translate({x:.0f} {y:.0f}) '
            f'rotate({c.random.uniform(-50, 50):.0f}) scale(0.36)"/>'
        )
    art = "".join(
        [
            rect(0, 0, 640, 640, c.down((0, "#8A2BE2"), (0.3, "#D63BB0"), (0.62, "#FF7AA8"), (1, "#FFC06A"))),
            *(
                circle(x, y, r, "#FFFFFF", 'opacity="0.14"')
                for x, y, r in ((170, 180, 60), (470, 250, 80), (440, 120, 40), (200, 330, 34))
            ),
            outlined("果汁软糖", 320, 226, 74, "#FFFFFF", "#7A1C8A", 13, SANS, 900),
            text(
                "Fruit Gummies",
                320,
                284,
                46,
                "#FFF0A8",
                SCRIPT,
                700,
                'stroke="#7A1C8A" stroke-width="6" paint-order="stroke"',
            ),
            path(window, c.down((0, "#FFF3F8"), (1, "#FFE0C4"))),
            group(*heap, soft(c, "M180 340H460V380H180Z", "#3A0A2A", 0.35, 14), attributes=c.clip(window)),
            path(window, "none", 'stroke="#FFF" stroke-width="7"'),
            path(
                "M214 400C260 366 330 362 360 366C300 384 250 420 226 500C206 470 202 424 214 400Z",
                "#FFFFFF",
                f'opacity="0.35" {c.blur(4)}',
            ),
            group(fruit.orange(c), move="translate(196 352) scale(0.34)"),
            group(fruit.strawberry(c), move="translate(442 356) rotate(14) scale(0.36)"),
        ]
    )
    bags.pouch(c, 174, 70, art, "#D63BB0", 5)


DRAWINGS = {
    "chips-seasalt": sea_salt,
    "chips-tomato": tomato,
    "prawn-crisps": prawn_sticks,
    "chocolate-dark": chocolate,
    "cookies-butter": cookies,
    "gummies-fruit": gummies,
}
