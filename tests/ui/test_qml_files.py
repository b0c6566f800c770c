"""The QML files as files: listed, linted, and only the theme names colours, sizes and durations."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ui.qmllint import ROOT, qml_files

UI = ROOT / "ui"
MODULES = sorted(path.parent for path in UI.rglob("qmldir"))
LOADED_BY_PATH = re.compile(r"(Screen|IdleWarning|VoicePanel)\.qml$")
"""Whole screens are read when they are first shown, by their path; they are in no module."""
COLOUR = re.compile(r'"#[0-9A-Fa-f]{3,8}"')
DURATION = re.compile(r"\b(duration|interval): *[1-9]\d*\b")
FLOOR = re.compile(
    r"minimumPixelSize: (?!Tokens\.(smallest|label|body)$|Math\.min\(pill\.size, Tokens\.smallest\)$)"
)
SHRINKS = re.compile(r"fontSizeMode: .*Text\.(Fit|HorizontalFit|VerticalFit)")


@pytest.mark.parametrize("folder", MODULES, ids=lambda path: path.name)
def test_a_module_lists_exactly_its_files(folder: Path) -> None:
    lines = (folder / "qmldir").read_text().splitlines()
    assert lines[0] == f"module ui.{folder.name}"
    listed = {line.split()[-1] for line in lines[1:]}
    present = {path.name for path in folder.glob("*.qml")}
    if folder.name in ("deals", "help", "orders", "sale", "screens", "voice"):
        present = {name for name in present if not LOADED_BY_PATH.search(name)}
    assert listed == present, f"bring {folder / 'qmldir'} up to date"


def test_every_folder_of_qml_is_a_module() -> None:
    assert {path.parent for path in qml_files()} - {UI} == set(MODULES)


@pytest.mark.parametrize("path", qml_files(), ids=lambda path: path.name)
def test_only_the_theme_names_colours_and_durations(path: Path) -> None:
    if path.parent.name == "theme":
        return
    text = path.read_text(encoding="utf-8")
    assert not COLOUR.findall(text), f"{path.name}: give the colour a name in ui/theme/Tokens.qml"
    assert not DURATION.findall(text), f"{path.name}: give the duration a name in ui/theme/Tokens.qml"


@pytest.mark.parametrize("path", qml_files(), ids=lambda path: path.name)
def test_what_shrinks_to_fit_stays_readable(path: Path) -> None:
    lines = path.read_text().splitlines()
    wrong = [f"{path.name}:{at}" for at, line in enumerate(lines, 1) if FLOOR.search(line)]
    assert not wrong, (
        f"{wrong}: the floor is Tokens.smallest; what does not fit at that size wraps or is laid out anew"
    )
    shrinking, floors = (
        sum(map(bool, map(re.compile(what).search, lines))) for what in (SHRINKS, "minimumPixelSize:")
    )
    assert shrinking == floors, f"{path.name}: words that shrink without a floor end unreadable"


@pytest.mark.parametrize("path", qml_files(), ids=lambda path: path.name)
def test_nothing_is_drawn_by_a_shader(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for word in ("RectangularShadow", "MultiEffect", "layer.effect", "ShaderEffect", "QtQuick.Controls"):
        assert word not in text, (
            f"{path.name}: {word} is not drawn by the software renderer, or is slow to load"
        )


def test_qmllint_has_nothing_to_say() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui.qmllint"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout + done.stderr == ""
