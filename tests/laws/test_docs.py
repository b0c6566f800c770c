"""The pages that follow the code name things that exist."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from kiosk.ops.arguments import parse

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "docs/path-of-a-sale.md",
    "docs/machines.md",
    "docs/till.md",
    "docs/staff.md",
    "docs/pricing.md",
    "docs/search.md",
    "docs/pricing.md",
    "docs/search.md",
    "docs/orders.md",
    "docs/pricing.md",
    "docs/search.md",
    "docs/console.md",
    *("docs/path-of-a-sale.md", "docs/machines.md", "docs/till.md", "docs/pricing.md", "docs/search.md"),
    "docs/everyone.md",
)
NAME = re.compile(r"`((?:kiosk|ui|hardware|cloud)\.[A-Za-z0-9_.]+)`")
FOLDER = re.compile(r"`((?:kiosk|ui|hardware|cloud|tests|docs|resources)/[A-Za-z0-9_./-]+)`")


def exists(name: str) -> bool:
    """A dotted name of ours: module, then attributes."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        return all((found := getattr(found, part, None)) is not None for part in parts[cut:])
    return False


@pytest.mark.parametrize("page", PAGES)
def test_every_name_on_the_page_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    names = sorted(set(NAME.findall(text)))
    assert names, f"{page} names nothing of ours: is the pattern still right?"
    missing = [name for name in names if not exists(name)]
    assert not missing, (
        f"{page} names what is not there (any more): {missing}. Follow the code, then mend it."
    )


@pytest.mark.parametrize("page", PAGES)
def test_every_folder_and_file_on_the_page_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    missing = [name for name in set(FOLDER.findall(text)) if not (ROOT / name).exists()]
    assert not missing, f"{page} points at what is not there: {missing}"


def test_a_name_that_is_not_there_is_found() -> None:
    assert exists("kiosk.sale.table.step")
    assert not exists("kiosk.sale.table.leap")
    assert not exists("kiosk.nowhere")


COMMAND = re.compile(r"`python main\.py ([^`]+)`")
PLACEHOLDERS = {"D": "2026-01-31", "URL": "https://cloud.example.com"}


def test_every_command_on_the_installers_page_is_one() -> None:
    text = (ROOT / "docs/go-live.md").read_text(encoding="utf-8")
    commands = [words.split() for words in COMMAND.findall(text)]
    assert {words[0] for words in commands} == {"doctor", "enrol", "staff", "audit", "reconcile"}
    for words in commands:
        parse([PLACEHOLDERS.get(word, word) for word in words])
