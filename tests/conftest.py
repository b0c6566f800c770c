"""For every test: no screen is needed, the long ones begin first, the explorer's figures close the run."""

from __future__ import annotations

import os

# Before anything can load Qt: tests draw without a window system and without a GPU.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

import pytest
from _pytest.terminal import TerminalReporter

SEEDED_BUG = "test_a_seeded_bug_is_caught["


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first: with two workers the last minute then belongs to many short tests."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """How many worlds of a sale were walked through, and how many seeded bugs were noticed."""
    done = [report for name in ("passed", "failed") for report in terminalreporter.stats.get(name, [])]
    searches = [(report, dict(report.user_properties)) for report in done]
    searches = [(report, figures) for report, figures in searches if "worlds" in figures]
    bugs = [report for report in done if SEEDED_BUG in report.nodeid]
    if not searches and not bugs:
        return
    terminalreporter.section("worlds of a sale")
    for report, figures in sorted(searches, key=lambda search: search[0].nodeid):
        name = report.nodeid.partition("[")[2].removesuffix("]")
        terminalreporter.write_line(
            f"{figures['worlds']:>10,} worlds {figures['moves']:>11,} moves  {report.outcome:7} {name}"
        )
    if searches:
        worlds = sum(figures["worlds"] for _, figures in searches)
        moves = sum(figures["moves"] for _, figures in searches)
        terminalreporter.write_line(f"{worlds:>10,} worlds {moves:>11,} moves  in {len(searches)} searches")
    if bugs:
        caught = sum(report.passed for report in bugs)
        terminalreporter.write_line(f"seeded bugs caught: {caught}/{len(bugs)}")
