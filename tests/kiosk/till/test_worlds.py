"""Every order of coin, cancel, pay-out, cable and power cut: no fen is lost, none is given twice.

Seeded mistakes show that the search would see them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from hardware.api import CashLevels, PaidOut
from kiosk.till import box, cash, deciding
from kiosk.till.answers import Fate
from kiosk.till.box import Due
from kiosk.till.entries import Entry, How
from kiosk.till.step import Step
from tests.kiosk.till.world import Budget, World, broken_always, broken_at_rest, first_world, moves

BUDGETS = {
    "power": Budget(coins=2, cuts=0, shorts=0),
    "power twice": Budget(coins=2, crashes=2, cuts=0, shorts=0, jams=0),
    "cable": Budget(coins=2, crashes=0),
    "both": Budget(coins=2, shorts=0, jams=0),
    "dark": Budget(coins=1, crashes=0, unseen=2),
}
SEEDED_WORLDS_MAX = 30_000


def search(budget: Budget, worlds_max: int | None = None) -> tuple[str, list[str], int]:
    """What is broken (empty: nothing), the story of it, and how many worlds were seen."""
    came: dict[World, tuple[World, str] | None] = {}
    first = first_world(budget)
    came[first] = None
    queue = deque([first])
    while queue and (worlds_max is None or len(came) < worlds_max):
        world = queue.popleft()
        broken = broken_always(world) or (broken_at_rest(world) if world.at_rest else "")
        if broken:
            return broken, _story(came, world), len(came)
        for name, after in moves(world):
            if after not in came:
                came[after] = (world, name)
                queue.append(after)
    return "", [], len(came)


def _story(came: Mapping[World, tuple[World, str] | None], world: World) -> list[str]:
    story: list[str] = []
    step = came[world]
    while step is not None:
        story.append(step[1])
        step = came[step[0]]
    return story[::-1]


@pytest.mark.parametrize("name", BUDGETS)
def test_no_fen_is_lost_and_none_given_twice(name: str) -> None:
    broken, story, seen = search(BUDGETS[name])
    assert not broken, "\n".join([broken, *story])
    assert seen > 4_000, "the search ended early"


def _pays_again(step: Step, due: Due, levels: CashLevels) -> None:
    step.end(due, 0, How.COUNTED, levels)


def _takes_doubt_for_nothing(step: Step, told: PaidOut, known: tuple[Entry, ...]) -> None:
    cash.paid_out(step, replace(told, sure=True), known)


def _keeps_what_falls_late(step: Step) -> None:
    if not step.box.last:
        _GIVE_BACK(step)


def _asks_no_tube_that_paid(before: CashLevels, now: CashLevels, paid_fen: int = 0) -> int:
    return 0 if paid_fen else _STRANGE_FEN(before, now)


_GIVE_BACK = cash.give_back
_STRANGE_FEN = cash._strange_fen

Seed = tuple[Any, str, Callable[..., object]]
SEEDS: dict[str, Seed] = {
    "pays again what was interrupted": (cash, "_judge", _pays_again),
    "closes what was taken": (deciding, "fate", lambda _known: Fate.OPEN),
    "keeps what falls late": (cash, "give_back", _keeps_what_falls_late),
    "counts a late coin as not paid out": (box, "with_coin", lambda tubes, _value: tubes),
    "hides a lost coin behind the next": (cash, "_with_this_alone", lambda _box, told: told.levels),
    "hides a lost coin behind change": (cash, "_strange_fen", _asks_no_tube_that_paid),
    "believes that all came out": (cash, "came_out", lambda _before, _after, asked_fen: asked_fen),
}


@pytest.mark.parametrize("name", SEEDS)
def test_the_search_sees_this_mistake(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, what, wrong = SEEDS[name]
    monkeypatch.setattr(place, what, wrong)
    assert any(search(budget, SEEDED_WORLDS_MAX)[0] for budget in BUDGETS.values())


def test_the_search_sees_that_doubt_is_taken_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(deciding.HANDLERS, PaidOut, _takes_doubt_for_nothing)
    assert search(BUDGETS["cable"], SEEDED_WORLDS_MAX)[0]
