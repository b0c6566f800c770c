"""Draws the nine-patch pictures of ``ui/theme/shadows``: ``python -m ui.theme.draw_shadows`` after a change.

Pictures because the software renderer draws no shader (STYLE 4). Each is a rounded box seen through a soft
edge, its inside left out where the box itself will cover it anyway.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QColor, QImage, qRgba

SIDE_PX = 160
SPREAD_PX = 40
"""Transparent room round the box: ``Tokens.shadowSpread``."""
FOLDER = Path(__file__).parent / "shadows"


@dataclass(frozen=True, slots=True)
class Layer:
    down_px: float
    softness_px: float
    alpha: float


@dataclass(frozen=True, slots=True)
class Shadow:
    radius_px: float
    colour: str
    layers: tuple[Layer, ...]


SHADOWS = {
    "card": Shadow(26, "#2B1B08", (Layer(1, 1.6, 0.07), Layer(9, 11, 0.09))),
    "pill": Shadow(38, "#2B1B08", (Layer(1, 1.6, 0.07), Layer(6, 8, 0.08))),
    "glow": Shadow(39, "#B5320F", (Layer(9, 11, 0.30),)),
}


def _distance(x: float, y: float, radius: float) -> float:
    """Signed distance from the edge of the rounded box; negative inside."""
    half = SIDE_PX / 2 - SPREAD_PX - radius
    dx, dy = abs(x - SIDE_PX / 2) - half, abs(y - SIDE_PX / 2) - half
    return math.hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - radius


def draw(shadow: Shadow) -> QImage:
    colour = QColor(shadow.colour)
    image = QImage(SIDE_PX, SIDE_PX, QImage.Format.Format_ARGB32)
    for y in range(SIDE_PX):
        for x in range(SIDE_PX):
            clear = 1.0
            for layer in shadow.layers:
                distance = _distance(x + 0.5, y + 0.5 - layer.down_px, shadow.radius_px)
                cover = 0.5 * math.erfc(distance / (layer.softness_px * math.sqrt(2)))
                clear *= 1 - layer.alpha * cover
            alpha = round(255 * (1 - clear))
            image.setPixel(x, y, qRgba(colour.red(), colour.green(), colour.blue(), alpha))
    return image


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, shadow in SHADOWS.items():
        draw(shadow).save(str(FOLDER / f"{name}.png"))


if __name__ == "__main__":
    main()
