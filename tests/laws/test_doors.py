"""The doors a newcomer uses are there and do what they promise: make's targets, CI, the set-up."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from tests.laws.tree import ROOT

PROMISED = ("venv", "demo", "test", "test-fast", "bench", "screenshots", "chaos", "image", "cloud")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
LIST = ROOT / "packaging" / "system-packages.txt"
ENTRY = re.compile(r"(screen|voice|test|bench) [a-z0-9][a-z0-9.+|-]+ (lib|bin|font):\S+")
GATE = ("ruff format --check", "ruff check", "mypy", "ui.qmllint")


def targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def bad_entries(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [line for line in lines if not ENTRY.fullmatch(line)]


def dry_run(target: str) -> str:
    """What make would do."""
    done = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "MAKEFLAGS": ""},
    )
    return done.stdout


@pytest.mark.parametrize("target", PROMISED)
def test_a_promised_target_is_there(target: str) -> None:
    assert target in targets(MAKEFILE), f"make {target} is promised to newcomers: bring it back."
    assert re.search(rf"^{target}:.*## \S", MAKEFILE, re.MULTILINE), (
        f"say in one line what {target} does (##)"
    )


@pytest.mark.parametrize("target", [name for name in PROMISED if name != "image"])
def test_a_target_prepares_what_it_needs(target: str) -> None:
    assert "packaging/setup.sh" in dry_run(target), f"make {target} must work in a fresh clone"


def test_the_gate_is_whole() -> None:
    gate = dry_run("test")
    missing = [step for step in GATE if step not in gate]
    assert not missing, f"make test no longer runs {missing}: CI runs what make test runs, nothing less."
    last = gate.strip().splitlines()[-1]
    chosen = re.search(r"pytest.*(-m|-k|--ignore|--deselect)\b", last)
    assert "pytest" in last and not chosen, f"make test must run every test, not: {last}"


def test_ci_calls_the_gate() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK), "git update-index --chmod=+x .ci/run"
    assert "make test" in script.read_text()


@pytest.mark.parametrize("path", [".ci/run", "packaging/setup.sh"])
def test_a_script_parses(path: str) -> None:
    done = subprocess.run(["bash", "-n", path], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_system_packages_are_well_formed() -> None:
    assert not bad_entries(LIST.read_text()), "GROUP PACKAGE[|OTHER] PROBE, see the top of the list"


def test_nothing_is_missing_after_setting_up() -> None:
    """Also: looking is silent, changes nothing, and finds what make has just prepared."""
    done = subprocess.run(
        ["packaging/setup.sh", "check", "screen", "test"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), "make venv-test"


def test_these_laws_bite() -> None:
    assert targets("venv: ## x\n\ttrue\nA := b\n") == {"venv"}
    assert bad_entries("# c\nscreen liba lib:liba.so.1\nscreen libb\n") == ["screen libb"]
