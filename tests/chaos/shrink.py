"""Making a failing round short: fewer sales, then fewer faults, as long as it still fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.chaos.plan import Round

TRIES_MAX = 40
"""Runs of a round: each takes up to a few minutes."""


def shrink(story: Round, fails: Callable[[Round], bool], tries_max: int = TRIES_MAX) -> Round:
    """The shortest round found within ``tries_max`` runs. It is a real machine that runs it, so what fails
    only now and then is kept longer than it need be, and never thrown away.
    """
    search = _Search(fails, tries_max)
    size = max(1, len(story.plans) // 2)
    while size:
        story = _with_fewer_sales(story, size, search)
        size //= 2
    return _with_fewer_faults(story, search)


class _Search:
    def __init__(self, fails: Callable[[Round], bool], tries_max: int) -> None:
        self._fails = fails
        self._left = tries_max

    def still_fails(self, story: Round) -> bool:
        if not self._left or not story.plans:
            return False
        self._left -= 1
        return self._fails(story)


def _with_fewer_sales(story: Round, size: int, search: _Search) -> Round:
    """Without each run of ``size`` sales that is not needed."""
    first = 0
    while first < len(story.plans):
        rest = story.plans[:first] + story.plans[first + size :]
        if search.still_fails(smaller := replace(story, plans=rest)):
            story = smaller
        else:
            first += size
    return story


def _with_fewer_faults(story: Round, search: _Search) -> Round:
    for number in range(len(story.plans)):
        index = 0
        while index < len(story.plans[number].faults):
            plans = list(story.plans)
            plans[number] = plans[number].without(index)
            if search.still_fails(smaller := replace(story, plans=tuple(plans))):
                story = smaller
            else:
                index += 1
    return story
