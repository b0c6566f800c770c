"""One family of icons, four short sounds."""

from __future__ import annotations

import wave
from pathlib import Path
from xml.etree import ElementTree

import pytest

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ICONS = sorted((RESOURCES / "icons").glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
NEEDED = {
    "accessibility",
    "back",
    "backspace",
    "card",
    "cart",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "clock",
    "close",
    "coin",
    "contactless",
    "filter",
    "hatch",
    "help",
    "home",
    "language",
    "minus",
    "phone",
    "plus",
    "search",
    "sort",
    "star",
    "thermometer",
    "trash",
    "warning",
    "wifi-off",
    "wrench",
}
SOUND_MAX_S = 2.0


def test_every_needed_icon_is_there() -> None:
    missing = NEEDED - {file.stem for file in ICONS}
    assert not missing, f"draw these in packaging/pictures/scenes/icons.py: {sorted(missing)}"


@pytest.mark.parametrize("file", ICONS, ids=lambda file: file.stem)
def test_icon_is_one_stroke_of_one_colour(file: Path) -> None:
    root = ElementTree.parse(file).getroot()
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke") == "#1F1B16", "the provider replaces exactly this colour"
    assert root.get("stroke-linecap") == "round"
    assert 1.8 <= float(root.get("stroke-width") or 0) <= 2
    assert {child.tag for child in root} <= {f"{SVG}path", f"{SVG}circle"}, (
        "only what every SVG reader draws alike"
    )
    assert not [child for child in root if child.get("stroke") or child.get("fill")]


@pytest.mark.parametrize("name", ["tick", "paid", "take", "sorry"])
def test_sound_is_short_and_not_loud(name: str) -> None:
    with wave.open(str(RESOURCES / "sounds" / f"{name}.wav"), "rb") as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        assert 0 < sound.getnframes() / sound.getframerate() <= SOUND_MAX_S
        frames = sound.readframes(sound.getnframes())
    peak = max(
        abs(int.from_bytes(frames[i : i + 2], "little", signed=True)) for i in range(0, len(frames), 2)
    )
    assert 3_000 < peak < 20_000
    assert abs(int.from_bytes(frames[-2:], "little", signed=True)) < 400, "it ends without a click"
