"""The house's plan: what lies where, and under which names."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest

from tests.laws.tree import CACHES, NOT_OURS, PRODUCT, ROOT, files, sources

TOP = {
    *("main.py", "kiosk", "ui", "hardware", "cloud", "resources", "packaging", "tests", "docs"),
    *("Makefile", "pyproject.toml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"),
    *(".ci", ".gitignore", ".gitattributes", ".editorconfig"),
}
DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc", "shared", "stuff", "lib"}
"""Names under which anything may be put, and nothing be found again."""
DATA_ONLY = ("packaging", "resources")
"""Never importable: a package called packaging would hide the library of that name."""


def strangers(names: Iterable[str]) -> set[str]:
    """What does not belong on the top floor."""
    ours = (name for name in names if name not in NOT_OURS and name not in CACHES)
    return {name for name in ours if name not in TOP and not name.endswith(".egg-info")}


def drawers(paths: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    return [path for path in paths if DRAWERS & {part.split(".")[0].lower() for part in path.parts}]


def packages_among_data(paths: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    return [path for path in paths if path.name == "__init__.py" and path.parts[0] in DATA_ONLY]


def without_door(folders: Iterable[Path]) -> list[Path]:
    """Folders of Python files that are no package."""
    return [folder for folder in folders if not (folder / "__init__.py").is_file()]


def ours() -> list[PurePosixPath]:
    return [PurePosixPath(path.relative_to(ROOT).as_posix()) for path in files()]


def test_the_top_floor_holds_only_what_the_plan_shows() -> None:
    found = strangers(entry.name for entry in ROOT.iterdir())
    assert not found, f"{sorted(found)}: put it into the room it belongs to, or into build/ if it is made."


def test_no_file_is_a_drawer_for_anything() -> None:
    found = drawers(ours())
    assert not found, f"{found}: name the file for what it holds, in the words of the trade."


def test_packaging_and_resources_are_no_packages() -> None:
    found = packages_among_data(ours())
    assert not found, f"{found}: delete it; these folders are run or read, never imported."


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {
        path.parent for path in files() if path.suffix == ".py" and path.is_relative_to(ROOT / "tests")
    }
    found = without_door(sorted(folders))
    assert not found, f"{found}: add __init__.py, or two files of one name shadow each other."


def test_every_module_says_what_it_is() -> None:
    found = [
        str(source.path)
        for source in sources(".py", *PRODUCT, "packaging")
        if source.text.strip() and not ast.get_docstring(source.tree)
    ]
    assert not found, f"{found}: one sentence at the top: what is in here, and what it does not do."


def test_tests_mirror_the_tree() -> None:
    """tests/kiosk/x mirrors kiosk/x: a folder of tests without its room tests what is gone."""
    found = [
        str(folder.relative_to(ROOT))
        for part in ("kiosk", "ui", "hardware", "cloud")
        for folder in sorted((ROOT / "tests" / part).rglob("*"))
        if folder.is_dir() and (folder / "__init__.py").is_file()
        if not (ROOT / folder.relative_to(ROOT / "tests")).is_dir()
    ]
    assert not found, f"{found}: move the tests to where their subject went."


def test_these_laws_bite(tmp_path: Path) -> None:
    assert strangers(["kiosk", "scratch.py", ".venv"]) == {"scratch.py"}
    bad = [PurePosixPath("kiosk/utils.py"), PurePosixPath("ui/Common/A.qml"), PurePosixPath("kiosk/money.py")]
    assert drawers(bad) == bad[:2]
    assert packages_among_data([PurePosixPath("packaging/pictures/__init__.py")])
    assert without_door([tmp_path]) == [tmp_path]


@pytest.mark.parametrize("part", ["kiosk", "ui", "hardware", "cloud", "resources", "packaging", "tests"])
def test_the_rooms_are_there(part: str) -> None:
    """Otherwise a law that reads a room would pass because it found nothing."""
    assert any(path.parts[0] == part for path in ours())
