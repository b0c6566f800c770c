"""Contrast of the tokens: 4.5:1 for words, 7:1 in high contrast (UI.md 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtQml import QQmlComponent, QQmlEngine

ROOT = Path(__file__).parents[2]
WORDS_ON_GROUNDS = [
    ("ink", ["ground", "card", "sunken", "accentSoft", "infoSoft", "warningSoft", "successSoft"]),
    ("inkSoft", ["ground", "card", "sunken", "infoSoft", "warningSoft", "successSoft"]),
    ("inkOver", ["ink"]),
    ("accent", ["ground", "card"]),
    ("accentOver", ["accent", "accentPressed"]),
    ("success", ["ground", "card", "successSoft"]),
    ("warning", ["ground", "card", "warningSoft"]),
    ("info", ["ground", "card", "infoSoft"]),
    ("toneOver", ["accent", "success", "warning", "info"]),
    ("testInk", ["testGround"]),
    ("faceInk", ["coinFace", "billFace"]),
    ("paperInk", ["paper"]),
    ("paper", ["bannerGround"]),
    ("memberInk", ["memberGround"]),
]
ALL_PAIRS = [(ink, ground) for ink, grounds in WORDS_ON_GROUNDS for ground in grounds]


def luminance(colour: QColor) -> float:
    """WCAG 2.2, relative luminance."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_ink_that_words_are_written_in_is_measured() -> None:
    """A new one is added to ``WORDS_ON_GROUNDS`` with the grounds it stands on."""
    measured = {ink for ink, _grounds in WORDS_ON_GROUNDS}
    used = {
        ink
        for path in (ROOT / "ui").rglob("*.qml")
        for block in re.findall(r"Words \{(.*?)\n *\}", path.read_text(encoding="utf-8"), re.DOTALL)
        for line in re.findall(r"^ *color: (.*)$", block, re.MULTILINE)
        for ink in re.findall(r"Tokens\.(\w+)\b(?!\()", line)
    }
    assert {"ink", "inkSoft", "warning"} <= used, "else this test looks at nothing"
    assert used <= measured, sorted(used - measured)


def test_words_on_the_waiting_screen_stand_out_from_any_picture(tokens: QObject) -> None:
    """The shade lies over the brightest picture there can be."""
    shade, ink = QColor(tokens.property("attractShade")), QColor(tokens.property("paper"))
    part = shade.alphaF()
    over_white = QColor.fromRgbF(
        *(1 - part + part * channel for channel in (shade.redF(), shade.greenF(), shade.blueF()))
    )
    assert contrast(ink, over_white) >= 4.5


@pytest.fixture
def tokens(qapp: QGuiApplication) -> Iterator[QObject]:
    engine = QQmlEngine()
    component = QQmlComponent(engine, QUrl.fromLocalFile(str(ROOT / "ui/theme/Tokens.qml")))
    # A singleton's file cannot be created on its own: hand it out through a tiny component.
    engine.addImportPath(str(ROOT))
    component.setData(b"import QtQuick\nimport ui.theme\nQtObject { property QtObject it: Tokens }", QUrl())
    holder = component.create()
    assert holder is not None, component.errorString()
    yield holder.property("it")
    holder.deleteLater()
    engine.deleteLater()


@pytest.mark.parametrize(
    ("theme", "high", "least"), [("light", False, 4.5), ("dark", False, 4.5), ("light", True, 7.0)]
)
def test_words_stand_out_from_their_ground(tokens: QObject, theme: str, high: bool, least: float) -> None:
    tokens.setProperty("theme", theme)
    tokens.setProperty("highContrast", high)
    weak = {
        f"{ink} on {ground}": round(contrast(tokens.property(ink), tokens.property(ground)), 2)
        for ink, ground in ALL_PAIRS
        if contrast(tokens.property(ink), tokens.property(ground)) < least
    }
    assert not weak


def test_sizes_are_physical(tokens: QObject) -> None:
    """15 mm to touch, 20 mm for main actions, 4 mm to read; 7 inch have less room and are nearer."""
    for width, height, diagonal_inch, touch_mm, main_mm, text_mm in (
        (1080, 1920, 21.5, 15, 20, 4), (1280, 800, 10.1, 15, 20, 4), (1024, 600, 7.0, 12, 17, 3.6),
    ):  # fmt: skip
        tokens.setProperty("panelWidth", width)
        tokens.setProperty("panelHeight", height)
        tokens.setProperty("diagonalInch", diagonal_inch)
        millimetre = tokens.property("mm")
        assert tokens.property("target") / millimetre >= touch_mm - 0.2
        assert tokens.property("mainTarget") / millimetre >= main_mm - 0.2
        assert tokens.property("label") / millimetre >= text_mm


def test_nothing_moves_in_reduced_motion(tokens: QObject) -> None:
    for name in ("quick", "calm", "flight"):
        assert 150 <= int(tokens.property(name)) <= 250
    tokens.setProperty("still", True)
    assert [tokens.property(name) for name in ("quick", "calm", "flight", "dropTime")] == [0, 0, 0, 0]
