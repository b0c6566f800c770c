"""For every test: no screen is needed, the long ones begin first, the explorer's figures close the run."""

from __future__ import annotations

import os

# Before anything can load Qt: tests draw without a window system and without a GPU.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

import pytest
from _pytest.terminal import TerminalReporter
from hypothesis import HealthCheck, settings

settings.register_profile("huodao", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("huodao")
"""How long an example takes says how busy the machine is, nothing about the product."""

SEARCH = "test_every_world_is_sound["
WHOLE_PROGRAM = "tests/e2e/"
SEEDED_BUG = "test_a_seeded_bug_is_caught["


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first: the last minute then belongs to many short tests.

    ``--dist worksteal`` gives every worker one stretch of the list to begin with. The searches keep one
    processor busy from the first minute; the others' long tests, and those of the whole program, mostly wait,
    for boards and screens.
    """

    def is_long(item: pytest.Item) -> bool:
        return item.get_closest_marker("slow") is not None or item.nodeid.startswith(WHOLE_PROGRAM)

    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    searches = [item for item in items if SEARCH in item.nodeid]
    long = [item for item in items if is_long(item) and item not in searches]
    short = [item for item in items if not is_long(item)]
    stretches = [searches, *([] for _ in range(workers - 1))]
    for tests, total in ((long, len(long)), (short, len(items))):
        whole, left = divmod(total, workers)
        for worker, stretch in enumerate(stretches):
            room = max(0, whole + (worker < left) - len(stretch))
            stretch.extend(tests[:room])
            del tests[:room]
    items[:] = [item for stretch in stretches for item in stretch] + long + short


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
