"""The proof: every world of a sale is sound, and the explorer that says so catches every seeded bug."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.sale.state import Stage
from kiosk.sale.table import step
from tests.worlds.bugs import Bug
from tests.worlds.explorer import Explorer
from tests.worlds.gift_bugs import BUGS
from tests.worlds.truth import Budget

NONE = {
    "crashes": 0,
    "doubles": 0,
    "cancels": 0,
    "switches": 0,
    "scans": 0,
    "lies": 0,
    "lates": 0,
    "silences": 0,
    "refusals": 0,
    "retries": 0,
}

SEARCHES = [
    ("b", {"crashes": 1, "doubles": 1, "cancels": 1, "silences": 1, "refusals": 1, "retries": 1}),
    ("b", {"crashes": 2, "silences": 2, "refusals": 1, "retries": 1}),
    ("b", {"switches": 1, "crashes": 1}),
    ("b", {"switches": 1, "lies": 1}),
    ("b", {"scans": 1, "switches": 1}),
    ("b", {"scans": 1, "crashes": 1, "silences": 1, "refusals": 1}),
    ("b", {"scans": 1, "cancels": 1, "doubles": 1, "lies": 1}),
    ("bb", {"scans": 1, "cancels": 1}),
    ("b", {"lies": 2, "doubles": 1, "silences": 1}),
    ("bb", {"crashes": 1, "silences": 1, "retries": 1}),
    ("bb", {"refusals": 1, "lies": 1}),
    ("bb", {"lates": 1, "crashes": 1}),
    ("bbb", {"crashes": 1}),
    ("bbb", {"lies": 1}),
    ("bb", {"retries": 1, "doubles": 1}),
    ("bbb", {"retries": 1}),
    ("bg", {"crashes": 1, "silences": 1, "retries": 1}),
    ("bg", {"refusals": 1, "lies": 1}),
    ("bg", {"lates": 1, "doubles": 1, "cancels": 1}),
    ("b0", {"crashes": 1, "silences": 1, "retries": 1}),
    ("0b", {"lates": 1, "refusals": 1}),
    ("bbg", {"crashes": 1}),
    ("b0g", {"retries": 1}),
    ("bgg", {"doubles": 1}),
]
SEEDED_BUG_WORLDS_MAX = 400_000


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("basket", "mischief"), SEARCHES, ids=lambda value: str(value).replace(" ", ""))
def test_every_world_is_sound(
    basket: str, mischief: dict[str, int], record_property: Callable[[str, object], None]
) -> None:
    report = Explorer(step, basket, Budget(**{**NONE, **mischief})).run()
    record_property("worlds", report.worlds)
    record_property("moves", report.moves)
    assert report.sound, report.broken + "\n  " + "\n  ".join(report.story)
    assert report.ends > 0
    missing = set(Stage) - report.stages - ({Stage.SETTLING} if not mischief.get("crashes") else set())
    assert not missing, f"never reached: {missing}"


@pytest.mark.parametrize("seeded", BUGS, ids=lambda seeded: str(seeded.name))
def test_a_seeded_bug_is_caught(seeded: Bug) -> None:
    report = Explorer(seeded.wrong, seeded.basket, seeded.budget, SEEDED_BUG_WORLDS_MAX).run()
    assert not report.sound, f"{seeded.name}: {report.worlds} worlds, nothing noticed"


def test_there_are_enough_seeded_bugs() -> None:
    assert len(BUGS) >= 25
