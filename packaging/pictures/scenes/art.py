"""Small pictures of the house: shop sign, categories, what to do, what went wrong, ways to pay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from parts import fruit, pantry
from parts.canvas import Canvas, circle, ellipse, group, light, line, path, rect
from parts.lathe import soft
from scenes.stage import Place, ProductSvg, products

INK = "#1F1B16"
RED, CREAM, TEAL, SAND = "#D9431C", "#FFF4E3", "#2F8F83", "#E8DCC8"


@dataclass(frozen=True, slots=True)
class Art:
    """One picture: its size in pixels and what draws it."""

    width_px: int
    height_px: int
    draw: Callable[[Canvas], None]


def category(c: Canvas, skus: tuple[str, str], drawing_of: ProductSvg) -> None:
    """Two goods leaning together; 256 x 256."""
    c.add(products([Place(skus[1], 158, 244, 222, 7), Place(skus[0], 102, 248, 240, -5)], drawing_of))


CATEGORIES: dict[str, tuple[str, str]] = {
    "water": ("water-spring", "water-sparkling"),
    "tea": ("tea-mandarin", "tea-black"),
    "soda": ("soda-cola", "soda-lime"),
    "coffee": ("coffee-latte", "coffee-mocha"),
    "juice": ("juice-orange", "milk-fresh"),
    "snacks": ("chips-seasalt", "chips-tomato"),
    "light": ("nuts-daily", "onigiri-tuna"),
}


def logo(c: Canvas) -> None:
    """A corner shop under its striped awning; 320 x 320."""
    c.add(rect(0, 0, 320, 320, c.down((0, "#F2693F"), (1, "#D03A14")), 84))
    c.add(rect(70, 136, 180, 128, CREAM, 12), rect(70, 136, 180, 40, INK, extra='opacity="0.12"'))
    c.add(
        rect(92, 172, 62, 56, "#9AD4EA", 8),
        path("M92 228V200L128 172H154V176L104 228Z", "#FFFFFF", 'opacity="0.5"'),
        rect(176, 168, 52, 96, TEAL, 8),
        circle(218, 220, 4.5, CREAM),
    )
    stripes = []
    for i in range(6):
        x = 52 + i * 36
        tone = "#FFFFFF" if i % 2 == 0 else "#FFC23C"
        stripes.append(
            path(f"M{x} 84H{x + 36}V146A18 18 0 0 1 {x} 146Z", c.down((0, light(tone, 0.3)), (1, tone)))
        )
    c.add(
        ellipse(160, 166, 108, 10, INK, f'opacity="0.28" {c.blur(5)}'),
        *stripes,
        rect(46, 68, 228, 22, "#B42F0E", 10),
    )


def _machine(c: Canvas, lit: bool, stocked: bool) -> str:
    """Our machine, 240 wide and 360 tall, its foot on y = 0, its middle on x = 0."""
    shell = rect(-120, -360, 240, 356, c.linear([(0, "#3B4A52"), (0.2, "#5C6E77"), (1, "#2A363C")]), 22)
    glass = rect(
        -102,
        -340,
        140,
        262,
        c.down((0, "#E9F6FA" if lit else "#8A979E"), (1, "#BFE0EA" if lit else "#5E6A71")),
        10,
    )
    rows = []
    tones = ("#E5484D", "#F5A524", "#3DA35D", "#2F80ED", "#B0629F", "#1F9EA8")
    for row in range(4):
        y = -286 + row * 62
        if stocked:
            rows += [
                rect(-94 + i * 26, y - 40, 19, 40, tones[(row * 2 + i) % 6], 5)
                + rect(-91 + i * 26, y - 38, 4, 34, "#FFFFFF", 2, 'opacity="0.45"')
                for i in range(5)
            ]
        else:
            rows += [
                line("".join(f"M{-92 + i * 27} {y - 4}a9 12 0 1 1 16 0" for i in range(5)), "#7F8C93", 3, 0.8)
            ]
        rows.append(rect(-102, y, 140, 7, "#74838B"))
    screen = rect(52, -318, 54, 92, c.down((0, "#FFFFFF"), (1, "#FFE9D6")) if lit else "#2B3338", 8)
    light_ = (
        rect(58, -310, 42, 26, RED, 5)
        + rect(58, -278, 18, 18, "#F5A524", 4)
        + rect(82, -278, 18, 18, "#3DA35D", 4)
        + rect(58, -252, 42, 16, TEAL, 4)
        if lit
        else ""
    )
    hatch = rect(-86, -60, 120, 40, "#1B2327", 10) + rect(-80, -56, 108, 14, "#39464D", 6)
    feet = rect(-104, -8, 40, 10, "#1B2327", 4) + rect(64, -8, 40, 10, "#1B2327", 4)
    shine = path("M-102 -340H-40L-102 -180Z", "#FFFFFF", f'opacity="{0.4 if lit else 0.12}"')
    return (
        ellipse(6, 4, 136, 14, INK, f'opacity="0.25" {c.blur(6)}')
        + feet
        + shell
        + glass
        + "".join(rows)
        + shine
        + screen
        + light_
        + hatch
        + circle(79, -196, 9, "#1B2327")
        + rect(60, -176, 40, 6, "#1B2327", 3)
    )


def _cloud(x: float, y: float, size: float, colour: str) -> str:
    return group(
        path(
            "M-70 30C-104 30 -108 -16 -72 -20C-70 -58 -20 -70 0 -42C22 -62 66 -48 64 -12C100 -8 98 30 66 30Z",
            colour,
        ),
        move=f"translate({x} {y}) scale({size})",
    )


def _ground(c: Canvas, tone: str) -> str:
    return circle(320, 236, 204, c.radial([(0, light(tone, 0.7)), (1, light(tone, 0.35))])) + ellipse(
        320, 436, 250, 22, light(tone, 0.3)
    )


def sold_out(c: Canvas) -> None:
    """An empty lane and the box that is on its way; 640 x 480."""
    c.add(_ground(c, "#E8C48A"), group(_machine(c, True, False), move="translate(270 436)"))
    box = (
        path("M-70 -84L0 -108L70 -84V-10L0 14L-70 -10Z", "#D9A25A")
        + path("M0 -60L70 -84V-10L0 14Z", "#B87D36")
        + path("M-70 -84L0 -60L70 -84L0 -108Z", "#EFC486")
        + line("M-36 -96L34 -72V-50", "#FFF1D8", 9, 0.8)
    )
    c.add(
        ellipse(476, 440, 92, 12, INK, f'opacity="0.25" {c.blur(5)}'),
        group(box, move="translate(474 424) scale(1.15)"),
    )
    c.add(line("M430 250C470 220 520 240 520 290M520 290l-16 -14M520 290l14 -16", RED, 7))


def offline(c: Canvas) -> None:
    """A cloud that is out of reach; 640 x 480."""
    c.add(_ground(c, "#8FC3DE"), group(_machine(c, True, True), move="translate(230 436)"))
    c.add(_cloud(452, 158, 1.5, "#C3D7E2"), _cloud(446, 148, 1.5, "#FFFFFF"))
    c.add(line("M352 300C400 300 400 262 420 248", INK, 8), line("M470 232C480 214 474 204 466 196", INK, 8))
    c.add(line("M424 266l-16 -18M440 252l-16 -18M452 248l14 12M446 232l-2 -18", RED, 6))


def out_of_service(c: Canvas) -> None:
    """The machine sleeps, the wrench is out; 640 x 480."""
    c.add(_ground(c, "#B9B2C9"), group(_machine(c, False, True), move="translate(276 436)"))
    cone = (
        path("M-46 0L-14 -104H14L46 0Z", c.linear([(0, "#FF8A4A"), (0.4, "#FF6A24"), (1, "#C7430E")]))
        + path("M-34 -40L-25 -70H25L34 -40Z", "#FFF4E3")
        + rect(-62, -6, 124, 14, "#C7430E", 6)
    )
    c.add(
        ellipse(480, 442, 80, 10, INK, f'opacity="0.25" {c.blur(5)}'),
        group(cone, move="translate(476 434) scale(1.2)"),
    )
    wrench = path(
        (
            "M-12 90V-20C-46 -30 -46 -82 -14 -96V-54L0 -44L14 -54V-96C46 -82 46 -30 12 -20V90A12 12 0 0 "
            "1 -12 90Z"
        ),
        c.linear([(0, "#8A949C"), (0.4, "#F2F5F7"), (1, "#7A858D")]),
    )
    c.add(group(wrench, move="translate(466 196) rotate(34) scale(0.95)"))


def thank_you(c: Canvas) -> None:
    """The goods in the open hatch, a little joy; 640 x 480."""
    c.add(_ground(c, "#9CCB86"))
    for x, y, tone, turn in (
        (150, 120, "#F5A524", 20),
        (470, 96, "#E5484D", -30),
        (520, 210, "#2F80ED", 40),
        (116, 240, "#B0629F", 10),
        (240, 62, "#3DA35D", 60),
        (400, 50, "#F5A524", 0),
        (560, 320, "#3DA35D", 15),
        (86, 340, "#E5484D", 70),
    ):
        c.add(group(rect(-9, -5, 18, 10, tone, 3), move=f"translate({x} {y}) rotate({turn})"))
    c.add(
        rect(130, 306, 380, 130, c.down((0, "#4A5A63"), (1, "#2A363C")), 26),
        rect(158, 326, 324, 92, "#12181B", 18),
    )
    c.add(
        group(fruit.orange(c), move="translate(250 372) scale(0.44)"),
        group(pantry.ice_cube(c), move="translate(404 384) scale(0.3)"),
    )
    bottle = (
        rect(-26, -150, 52, 150, c.linear([(0, "#7FA82A"), (0.6, "#C6DB6A"), (1, "#6E9222")]), 16)
        + rect(-12, -186, 24, 44, "#A9C94A", 6)
        + rect(-15, -200, 30, 22, "#F5F0DC", 5)
        + rect(-26, -106, 52, 56, CREAM)
        + circle(0, -78, 15, "#7FA82A")
        + rect(-18, -140, 7, 130, "#FFFFFF", 4, 'opacity="0.6"')
    )
    c.add(group(bottle, move="translate(328 410) rotate(6) scale(1.2)"))
    c.add(path("M158 398H482V400A18 18 0 0 1 464 418H176A18 18 0 0 1 158 400Z", "#39464D"))
    heart = "M0 34C-60 -8 -36 -52 0 -22C36 -52 60 -8 0 34Z"
    c.add(
        group(
            path(heart, c.down((0, "#FF7A6E"), (1, "#D9322A"))),
            move="translate(212 214) rotate(-16) scale(1.1)",
        ),
        group(
            path(heart, c.down((0, "#FF7A6E"), (1, "#D9322A"))),
            move="translate(440 230) rotate(18) scale(0.8)",
        ),
    )


def _phone(c: Canvas) -> str:
    """A phone, 120 x 224, its middle on 0,0, with a blank screen."""
    return (
        rect(-56, -106, 124, 224, INK, 24, f'opacity="0.22" {c.blur(7)}')
        + rect(-62, -112, 124, 224, c.linear([(0, "#3A3F45"), (1, "#15181B")]), 24)
        + rect(-53, -102, 106, 204, "#FFFFFF", 16)
        + rect(-16, -97, 32, 7, "#15181B", 4)
    )


def _code(size: float) -> str:
    """A square that says "code" without being one."""
    s = size / 7
    eyes = "".join(
        rect(x * s, y * s, 2.4 * s, 2.4 * s, INK, 3)
        + rect((x + 0.6) * s, (y + 0.6) * s, 1.2 * s, 1.2 * s, "#FFFFFF", 2)
        for x, y in ((0, 0), (4.6, 0), (0, 4.6))
    )
    dots = "".join(
        rect(x * s, y * s, s * 0.8, s * 0.8, INK, 1.5)
        for x, y in (
            (3, 0.4),
            (3.2, 2),
            (2, 3),
            (0.4, 3.2),
            (4.2, 3.2),
            (6, 3),
            (3, 4.4),
            (5.2, 4.8),
            (6.2, 6.2),
            (4.2, 6.2),
            (3, 5.8),
        )
    )
    return eyes + dots


def step_open(c: Canvas) -> None:
    """Take out the phone, open the app; 320 x 320."""
    c.add(circle(160, 160, 140, "#E6F4EA"))
    tiles = "".join(
        rect(-40 + (i % 3) * 29, -72 + (i // 3) * 31, 22, 22, tone, 7)
        for i, tone in enumerate(
            (
                "#F5A524",
                "#2F80ED",
                "#E5484D",
                "#B0629F",
                "#2BAE66",
                "#1F9EA8",
                "#8A949C",
                "#F2693F",
                "#3DA35D",
            )
        )
    )
    touch = circle(0, -30, 30, "none", 'stroke="#2BAE66" stroke-width="6" opacity="0.7"') + circle(
        0, -30, 42, "none", 'stroke="#2BAE66" stroke-width="4" opacity="0.35"'
    )
    c.add(group(_phone(c), tiles, touch, move="translate(160 164) rotate(-6) scale(1.06)"))


def step_scan(c: Canvas) -> None:
    """Hold it before the code on the screen; 320 x 320."""
    c.add(
        circle(160, 160, 140, "#E8F0FC"),
        rect(44, 58, 150, 150, INK, 20, f'opacity="0.16" {c.blur(8)}'),
        rect(40, 52, 150, 150, "#FFFFFF", 20),
        group(_code(112), move="translate(59 71)"),
    )
    corners = line("M-36 -40v-18h18M36 -40v-18h-18M-36 34v18h18M36 34v18h-18", "#2BAE66", 7) + rect(
        -42, -7, 84, 6, "#2BAE66", 3
    )
    c.add(
        group(
            _phone(c),
            group(_code(60), move="translate(-30 -36)"),
            corners,
            move="translate(218 190) rotate(10) scale(0.86)",
        )
    )


def step_take(c: Canvas) -> None:
    """Push the flap, take the goods; 320 x 320."""
    c.add(
        circle(160, 160, 140, "#FDEDE3"),
        rect(56, 128, 208, 116, c.down((0, "#4A5A63"), (1, "#2A363C")), 22),
        rect(76, 146, 168, 78, "#12181B", 14),
    )
    can = (
        rect(
            -24,
            -74,
            48,
            78,
            c.linear([(0, "#B3141A"), (0.3, "#FF6A5E"), (0.5, "#E2231A"), (1, "#8E0810")]),
            9,
        )
        + ellipse(0, -74, 20, 5, "#DDE2E6")
        + rect(-24, -46, 48, 22, "#FFFFFF", extra='opacity="0.9"')
    )
    c.add(
        group(can, move="translate(160 214) rotate(-4) scale(1.1)"),
        path("M76 206H244V210A14 14 0 0 1 230 224H90A14 14 0 0 1 76 210Z", "#39464D"),
    )
    c.add(
        line("M160 40V104M160 104l-22 -22M160 104l22 -22", RED, 11),
        soft(c, "M90 150H140L110 200H90Z", "#FFFFFF", 0.14, 5),
    )


def pay_mark(c: Canvas, colour: str, sign: str) -> None:
    """A coloured tile with a plain sign: no gateway's own logo; 128 x 128."""
    c.add(rect(4, 4, 120, 120, c.down((0, light(colour, 0.22)), (1, colour)), 34))
    signs = {
        "bubble": path(
            (
                "M64 30C90 30 106 45 106 63C106 81 90 96 64 96C59 96 54 95 50 94L32 104L36 87C27 81 22 "
                "73 22 63"
                "C22 45 38 30 64 30Z"
            ),
            "#FFFFFF",
        )
        + line("M50 56l14 16l14 -16M64 72V86M52 74h24", colour, 6),
        "wallet": rect(24, 40, 80, 58, "#FFFFFF", 14)
        + path("M30 44L84 26A8 8 0 0 1 94 34V44Z", "#FFFFFF", 'opacity="0.75"')
        + rect(76, 60, 34, 20, colour, 10)
        + circle(88, 70, 4.5, "#FFFFFF"),
        "card": rect(20, 34, 88, 60, "#FFFFFF", 12)
        + rect(20, 46, 88, 13, colour)
        + rect(30, 72, 30, 9, colour, 4)
        + rect(80, 69, 18, 15, colour, 5),
    }
    c.add(signs[sign])


ART: dict[str, Art] = {
    "logo": Art(320, 320, logo),
    "sold-out": Art(640, 480, sold_out),
    "offline": Art(640, 480, offline),
    "out-of-service": Art(640, 480, out_of_service),
    "thank-you": Art(640, 480, thank_you),
    "step-open": Art(320, 320, step_open),
    "step-scan": Art(320, 320, step_scan),
    "step-take": Art(320, 320, step_take),
    "pay-wechat": Art(128, 128, lambda c: pay_mark(c, "#1FA35B", "bubble")),
    "pay-alipay": Art(128, 128, lambda c: pay_mark(c, "#1677E8", "wallet")),
    "pay-unionpay": Art(128, 128, lambda c: pay_mark(c, "#D3232F", "card")),
}
