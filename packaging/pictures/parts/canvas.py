"""A sheet to draw on: collects gradients, filters and clips, and writes one SVG text.

Everything here is text in, text out. Numbers are pixels of the sheet (640 x 640 for a product), colours
`#RRGGBB`, opacities 0..1. Randomness comes from the sheet's own seed: the same script draws the same picture.
"""

from __future__ import annotations

import colorsys
import random
import zlib
from collections.abc import Iterable, Sequence

SHEET_PX = 640

Stop = tuple[float, str] | tuple[float, str, float]


def num(value: float) -> str:
    """A coordinate with one decimal at most, as short as it can be written."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def rgb(colour: str) -> tuple[int, int, int]:
    """The three bytes of `#RRGGBB`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(one: str, other: str, share: float) -> str:
    """`one` moved towards `other` by `share` 0..1."""
    pairs = zip(rgb(one), rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def light(colour: str, share: float) -> str:
    """Towards white."""
    return mix(colour, "#FFFFFF", share)


def dark(colour: str, share: float) -> str:
    """Towards a darker, slightly richer self: pure black would make food look dirty."""
    r, g, b = (v / 255 for v in rgb(colour))
    hue, lightness, saturation = colorsys.rgb_to_hls(r, g, b)
    r, g, b = colorsys.hls_to_rgb(hue, lightness * (1 - share), min(1.0, saturation * (1 + 0.25 * share)))
    return "#" + "".join(f"{round(v * 255):02X}" for v in (r, g, b))


class Canvas:
    """One sheet. `name` seeds its randomness and keeps its ids apart from other sheets'."""

    def __init__(self, name: str, width: float = SHEET_PX, height: float = SHEET_PX) -> None:
        self.name = name
        self.width = width
        self.height = height
        self.random = random.Random(zlib.crc32(name.encode()))
        self.zoom = 1.0  # grows what is small by nature, about the middle of the floor
        self._defs: dict[str, str] = {}
        self._body: list[str] = []

    def define(self, body: str) -> str:
        """Keep a definition once; returns its id. `body` must contain the word ID where the id belongs."""
        if body not in self._defs:
            self._defs[body] = f"d{len(self._defs)}"
        return self._defs[body]

    def add(self, *parts: str) -> None:
        """Paint over what is there."""
        self._body.extend(parts)

    def svg(self) -> str:
        """The finished document."""
        size = f'width="{num(self.width)}" height="{num(self.height)}"'
        box = f'viewBox="0 0 {num(self.width)} {num(self.height)}"'
        defs = "\n".join(body.replace("ID", ref, 1) for body, ref in self._defs.items())
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box}>'
        body = "\n".join(self._body)
        if self.zoom != 1:
            x, y = self.width / 2, self.height * 0.94
            move = f"translate({num(x)} {num(y)}) scale({self.zoom:g}) translate({num(-x)} {num(-y)})"
            body = f'<g transform="{move}">{body}</g>'
        return f"{head}\n<defs>{defs}</defs>\n{body}\n</svg>\n"

    # paints -----------------------------------------------------------------------------------------
    def linear(self, stops: Iterable[Stop], box: Sequence[float] = (0, 0, 1, 0), user: bool = False) -> str:
        """A straight gradient; `box` is x1, y1, x2, y2 in shares of the shape, or in pixels when `user`."""
        x1, y1, x2, y2 = (f"{v:.3g}" if not user else num(v) for v in box)
        units = ' gradientUnits="userSpaceOnUse"' if user else ""
        head = f'<linearGradient id="ID" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"{units}>'
        return f"url(#{self.define(head + _stops(stops) + '</linearGradient>')})"

    def down(self, *stops: Stop) -> str:
        """A gradient from the top of the shape to its bottom."""
        return self.linear(stops, (0, 0, 0, 1))

    def radial(
        self, stops: Iterable[Stop], centre: tuple[float, float] = (0.5, 0.5), radius: float = 0.5
    ) -> str:
        """A round gradient in shares of the shape."""
        head = f'<radialGradient id="ID" cx="{centre[0]}" cy="{centre[1]}" r="{radius}">'
        return f"url(#{self.define(head + _stops(stops) + '</radialGradient>')})"

    # filters and clips ------------------------------------------------------------------------------
    def blur(self, deviation: float) -> str:
        """An attribute that softens what it is put on."""
        body = (
            '<filter id="ID" x="-60%" y="-60%" width="220%" height="220%">'
            f'<feGaussianBlur stdDeviation="{deviation:g}"/></filter>'
        )
        return f'filter="url(#{self.define(body)})"'

    def clip(self, path: str) -> str:
        """An attribute that shows only what lies within `path` (path data)."""
        return f'clip-path="url(#{self.define(f"""<clipPath id="ID"><path d="{path}"/></clipPath>""")})"'

    def symbol(self, body: str) -> str:
        """Keep a drawing to be used several times; returns its id."""
        return self.define(f'<g id="ID">{body}</g>')


def _stops(stops: Iterable[Stop]) -> str:
    text = []
    for stop in stops:
        opacity = f' stop-opacity="{stop[2]:g}"' if len(stop) == 3 else ""
        text.append(f'<stop offset="{stop[0]:g}" stop-color="{stop[1]}"{opacity}/>')
    return "".join(text)


# shapes ---------------------------------------------------------------------------------------------
def group(*parts: str, move: str = "", attributes: str = "") -> str:
    """Several parts as one; `move` is a transform."""
    transform = f' transform="{move}"' if move else ""
    return f"<g{transform} {attributes}>{''.join(parts)}</g>"


def path(data: str, fill: str = "none", extra: str = "") -> str:
    return f'<path d="{data}" fill="{fill}" {extra}/>'


def line(data: str, colour: str, width: float, opacity: float = 1, extra: str = "") -> str:
    """A stroke with round ends."""
    style = f'stroke="{colour}" stroke-width="{width:g}" stroke-opacity="{opacity:g}" stroke-linecap="round"'
    return f'<path d="{data}" fill="none" {style} stroke-linejoin="round" {extra}/>'


def ellipse(cx: float, cy: float, rx: float, ry: float, fill: str, extra: str = "") -> str:
    return f'<ellipse cx="{num(cx)}" cy="{num(cy)}" rx="{num(rx)}" ry="{num(ry)}" fill="{fill}" {extra}/>'


def circle(cx: float, cy: float, r: float, fill: str, extra: str = "") -> str:
    return ellipse(cx, cy, r, r, fill, extra)


def rect(x: float, y: float, w: float, h: float, fill: str, r: float = 0, extra: str = "") -> str:
    corner = f' rx="{num(r)}"' if r else ""
    place = f'x="{num(x)}" y="{num(y)}" width="{num(w)}" height="{num(h)}"'
    return f'<rect {place}{corner} fill="{fill}" {extra}/>'


SANS = "Noto Sans CJK SC"
SERIF = "Noto Serif CJK SC"
BRUSH = "LXGW WenKai"
SLANT = "Smiley Sans"
SCRIPT = "Lobster Two"
ROUND = "Quicksand"
TALL = "Bebas Neue"
SPARTAN = "League Spartan"


def text(
    words: str,
    x: float,
    y: float,
    size: float,
    colour: str,
    font: str = SANS,
    weight: int = 700,
    extra: str = "",
) -> str:
    """One line, centred on x, standing on y; `size` in pixels of the sheet."""
    face = f'font-family="{font}" font-size="{num(size)}" font-weight="{weight}"'
    return (
        f'<text x="{num(x)}" y="{num(y)}" {face} text-anchor="middle" fill="{colour}" {extra}>{words}</text>'
    )


def polygon(points: Iterable[tuple[float, float]], close: bool = True) -> str:
    """Path data through the points."""
    body = "L".join(f"{num(x)} {num(y)}" for x, y in points)
    return f"M{body}" + ("Z" if close else "")
