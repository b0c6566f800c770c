"""Nuts and fruit: a sachet, a pouch, a cup."""

from __future__ import annotations

from forms import bags, cups
from parts import fruit, pantry
from parts.canvas import (
    BRUSH,
    SANS,
    SCRIPT,
    SERIF,
    Canvas,
    ellipse,
    group,
    line,
    num,
    path,
    rect,
    text,
)
from parts.lathe import soft
from parts.lettering import outlined, seal, spaced
from parts.surface import INK


def _scatter(
    c: Canvas, kinds: list[tuple[str, float]], box: tuple[float, float, float, float], step: float
) -> str:
    """A heap: rows from the back to the front, each piece with a little shadow."""
    x0, y0, x1, y1 = box
    out, y, i = [], y0, 0
    while y <= y1:
        x = x0 + (i % 2) * step / 2
        while x <= x1:
            ref, size = kinds[c.random.randrange(len(kinds))]
            px, py, turn = x + c.random.uniform(-7, 7), y + c.random.uniform(-6, 6), c.random.uniform(0, 360)
            out.append(ellipse(px + 4, py + 7, size * 74, size * 66, INK, f'opacity="0.3" {c.blur(4)}'))
            out.append(
                f'<use href="#{ref}" transform="translate({num(px)} {num(py)}) rotate({turn:.0f}) '
                f'scale({size})"/>'
            )
            x += step
        y += step * 0.7
        i += 1
    return "".join(out)


def daily_nuts(c: Canvas) -> None:
    kinds = [
        (c.symbol(pantry.almond(c)), 0.36),
        (c.symbol(pantry.cashew(c)), 0.38),
        (c.symbol(pantry.walnut(c)), 0.38),
        (c.symbol(fruit.grape_like(c, "#B3162E", 0.6)), 0.2),
        (c.symbol(fruit.blueberry(c)), 0.22),
        (c.symbol(pantry.hazelnut(c)), 0.3),
    ]
    window = "M320 348C420 348 470 400 470 462S420 566 320 566S170 524 170 462S220 348 320 348Z"
    art = "".join(
        [
            rect(0, 0, 640, 640, c.down((0, "#7FA03A"), (0.5, "#5E8428"), (1, "#3C5E16"))),
            path("M100 320C200 260 300 330 380 290S500 260 560 300V680H100Z", "#DCE5B4", 'opacity="0.3"'),
            outlined("每日坚果", 320, 206, 76, "#FFFFFF", "#33500F", 12, SANS, 900),
            text("Daily Nuts", 320, 262, 52, "#FFF0B8", SCRIPT, 700),
            spaced("六种坚果果干 · 30G", 320, 304, 21, "#FFFFFF", SANS, 700, 0.08),
            path(window, "#F4EAD2"),
            group(
                _scatter(c, kinds, (176, 366, 476, 570), 54),
                soft(c, "M160 330H480V372H160Z", INK, 0.4, 14),
                attributes=c.clip(window),
            ),
            path(window, "none", 'stroke="#FFF7DC" stroke-width="8"'),
            group(fruit.leaf(c, "#8FBF4A"), move="translate(190 356) rotate(-130) scale(0.4)"),
            group(fruit.leaf(c, "#8FBF4A"), move="translate(452 358) rotate(-46) scale(0.4)"),
        ]
    )
    bags.pillow(c, 166, 52, art, "#5E8428", 11)


def pistachios(c: Canvas) -> None:
    nut = c.symbol(pantry.pistachio(c))
    window = "M186 356H454V520C454 556 420 566 320 566S186 556 186 520Z"
    art = "".join(
        [
            rect(0, 0, 640, 640, c.down((0, "#F6F0DF"), (1, "#E6DABA"))),
            path(
                "M100 40H560V300C460 350 400 290 320 312S180 350 100 300Z",
                c.down((0, "#1F4A3A"), (1, "#2F6B52")),
            ),
            line("M100 304C180 354 240 294 320 316S460 354 560 304", "#D2B062", 5),
            text("开心果", 320, 216, 94, "#F8EFD6", SERIF, 900),
            text("Salted Pistachios", 320, 272, 42, "#E3C274", SCRIPT, 700),
            seal("盐焗", 452, 172, 25),
            path(window, "#EADDBE"),
            group(
                _scatter(c, [(nut, 0.4), (nut, 0.36)], (190, 380, 460, 580), 58),
                soft(c, "M180 330H460V376H180Z", INK, 0.45, 14),
                attributes=c.clip(window),
            ),
            path(window, "none", 'stroke="#D2B062" stroke-width="5"'),
            path(
                "M200 372H330C270 400 230 460 222 540C204 536 200 520 200 500Z",
                "#FFFFFF",
                f'opacity="0.26" {c.blur(4)}',
            ),
        ]
    )
    bags.pouch(c, 176, 60, art, "#E6DABA", 31)


def fruit_cup(c: Canvas) -> None:
    kinds = [
        (c.symbol(fruit.citrus_slice(c, "#F57A00", "#FF9E1F", 10)), 0.52),
        (c.symbol(fruit.strawberry(c)), 0.44),
        (c.symbol(fruit.melon_ball(c, "#F5813A")), 0.4),
        (c.symbol(fruit.melon_ball(c, "#8CCB4A")), 0.4),
        (c.symbol(fruit.melon_ball(c, "#E8384F")), 0.4),
        (c.symbol(fruit.strawberry(c)), 0.4),
    ]
    berry = c.symbol(fruit.blueberry(c))
    heap = rect(140, 140, 360, 480, c.down((0, "#FFD9A0"), (1, "#F08A4A"))) + _scatter(
        c, kinds, (176, 196, 470, 640), 70
    )
    berries = "".join(
        f'<use href="#{berry}" transform="translate({x} {y}) rotate({a}) scale(0.24)"/>'
        for x, y, a in (
            (250, 196, 0),
            (392, 226, 40),
            (308, 270, 20),
            (216, 330, 70),
            (420, 350, 10),
            (286, 500, 30),
            (370, 530, 80),
            (240, 560, 120),
            (400, 456, 200),
        )
    )
    leaf = group(pantry.mint(c), move="translate(324 196) scale(0.5)")
    tag = (
        "M-96 0H96C108 0 114 8 114 18V96C114 108 106 116 96 116H-96C-108 116 -114 108 -114 96V18C-114 8 "
        "-106 0 -96 0Z"
    )
    art = (
        path(tag, c.down((0, "#FFFFFF"), (1, "#F3FBE8")), 'opacity="0.96"')
        + text("鲜果杯", 0, 58, 54, "#2E7D32", BRUSH, 700, 'stroke="#2E7D32" stroke-width="1.4"')
        + text("Fresh Fruit", 0, 98, 34, "#E0560A", SCRIPT, 700)
    )
    c.zoom = 1.1
    cups.fruit_cup(c, heap + berries + leaf, art)


DRAWINGS = {
    "nuts-daily": daily_nuts,
    "nuts-pistachio": pistachios,
    "fruit-cup": fruit_cup,
}
