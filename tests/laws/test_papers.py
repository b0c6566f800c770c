"""Decisions, dependencies and the lock: papers that must agree with the code and with each other."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

import pytest

from tests.laws.tree import ROOT, Finding, report, sample, texts

DECISIONS = ROOT / "docs" / "decisions"
LOCK = ROOT / "packaging" / "locks" / "all.lock"
CHAPTERS = ("Context", "Decision", "What we g[ai]ve up")
REQUIREMENT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?")
PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==\S+", re.MULTILINE)
ADDRESS = re.compile(
    r"://|^\s*(-i|-f|--index-url|--extra-index-url|--find-links)\b|^\s*(file:|\.?/)", re.MULTILINE
)
PLACES = re.compile(r"(?<![\w.])/(" + "|".join(("wo" + "rk", "tmp/br" + "ief", "home/[a-z]")) + r")/")
"""Folders of one machine: nobody else has them."""


def plain(name: str) -> str:
    """One spelling for a library's name: lower case, dashes."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    """Every direct dependency of pyproject.toml, extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = itertools.chain(project["dependencies"], *project["optional-dependencies"].values())
    return {plain(hit.group(1)) for line in lines if (hit := REQUIREMENT.match(line))}


def reasoned(page: str) -> set[str]:
    """The names in the first column of the tables of docs/dependencies.md."""
    cells = re.findall(r"^\| *((?:`[^`|]+`(?:, *)?)+) *\|", page, re.MULTILINE)
    return {plain(name) for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def missing_chapters(text: str) -> list[str]:
    return [chapter for chapter in CHAPTERS if not re.search(rf"^## {chapter}\s*$", text, re.MULTILINE)]


def unhashed(lock: str) -> list[str]:
    """Pinned libraries without a hash."""
    blocks = re.split(r"\n(?=\S)", lock)
    return [block.split("==")[0] for block in blocks if PINNED.match(block) and "--hash=sha256:" not in block]


def records() -> list[Path]:
    return sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")


@pytest.mark.parametrize("path", records(), ids=lambda path: path.stem)
def test_a_decision_says_what_it_costs(path: Path) -> None:
    missing = missing_chapters(path.read_text(encoding="utf-8"))
    assert not missing, f"{path.name} lacks {missing}; docs/decisions/README.md has the form."
    assert re.match(r"\d{4}-[a-z0-9-]+\.md", path.name), f"{path.name}: four digits, dash, a word or two."


def test_decisions_are_numbered_once() -> None:
    numbers = [int(path.name[:4]) for path in records()]
    assert numbers == list(range(1, len(numbers) + 1)), f"{numbers}: one record a number, none left out."


def test_every_dependency_has_its_reason() -> None:
    page = reasoned((ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8"))
    silent, gone = declared() - page, page - declared()
    assert not silent, f"{sorted(silent)}: say in docs/dependencies.md why we need it, or do without."
    assert not gone, f"{sorted(gone)}: no longer in pyproject.toml; take it off docs/dependencies.md."


def test_the_lock_pins_every_dependency() -> None:
    pinned = {plain(name) for name in PINNED.findall(LOCK.read_text())}
    missing = declared() - pinned
    assert not missing, f"{sorted(missing)} not in the lock: make lock"


def test_the_lock_is_hashed_and_names_no_address() -> None:
    lock = LOCK.read_text()
    assert not unhashed(lock), f"{unhashed(lock)} without a hash: make lock"
    found = [line for line in lock.splitlines() if ADDRESS.search(line)]
    assert not found, f"{found}: an address in the lock ties everybody to one registry: make lock"


def test_nothing_names_a_folder_of_one_machine() -> None:
    found = [
        Finding(source, number, line.strip()[:100])
        for source in texts()
        for number, line in enumerate(source.text.splitlines(), 1)
        if PLACES.search(line)
    ]
    assert not found, report(found, "a path relative to the project, or an argument.")


def test_these_laws_bite() -> None:
    assert missing_chapters("# 9\n## Context\n## Decision\n") == ["What we g[ai]ve up"]
    assert unhashed("a==1 \\\n    --hash=sha256:00\nb==2\n    # via a\n") == ["b"]
    assert ADDRESS.search("--index-url https://x/simple") and ADDRESS.search("a @ https://x/a.whl")
    assert not ADDRESS.search("a==1 ; sys_platform == 'linux' \\\n    --hash=sha256:ab")
    assert reasoned("| `a`, `B_c` | why |\n| d | no |") == {"a", "b-c"}
    assert PLACES.search("see /wo" + "rk/main/x") and not PLACES.search("/var/lib/huodao and net/work/x")
    assert not PLACES.search(sample("from ../wo" + "rk/x").text)
