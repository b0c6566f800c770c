"""Words on packs: a column of characters, a seal, a spaced line."""

from __future__ import annotations

from parts.canvas import BRUSH, SANS, num, rect, text


def column(
    words: str,
    x: float,
    y: float,
    size: float,
    colour: str,
    font: str = BRUSH,
    weight: int = 700,
    gap: float = 1.08,
) -> str:
    """Characters from top to bottom; y is the top of the first."""
    return "".join(
        text(w, x, y + size * 0.86 + i * size * gap, size, colour, font, weight) for i, w in enumerate(words)
    )


def spaced(
    words: str,
    x: float,
    y: float,
    size: float,
    colour: str,
    font: str = SANS,
    weight: int = 500,
    gap: float = 0.2,
) -> str:
    """A line with air between the letters; `gap` in shares of the size."""
    return text(
        words, x + size * gap / 2, y, size, colour, font, weight, f'letter-spacing="{num(size * gap)}"'
    )


def seal(words: str, x: float, y: float, size: float, colour: str = "#B3261E", paper: str = "#FFFFFF") -> str:
    """A red name stamp, its centre on x, y; one or two characters."""
    tall = size * (0.35 + 0.95 * len(words))
    body = rect(x - size * 0.68, y - tall / 2, size * 1.36, tall, colour, size * 0.2)
    return body + column(words, x, y - tall / 2 + size * 0.13, size * 0.92, paper, BRUSH, 700, 1.02)


def outlined(
    words: str,
    x: float,
    y: float,
    size: float,
    colour: str,
    edge: str,
    width: float,
    font: str = SANS,
    weight: int = 900,
    extra: str = "",
) -> str:
    """A line of letters with a thick edge behind it."""
    behind = f'stroke="{edge}" stroke-width="{num(width)}" stroke-linejoin="round" {extra}'
    return text(words, x, y, size, edge, font, weight, behind) + text(
        words, x, y, size, colour, font, weight, extra
    )
