"""Breadth-first search over every world a sale can get into; ends at the first broken law, with its story."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kiosk.sale.state import Line, Stage, open_sale
from tests.worlds.laws import broken_at_rest
from tests.worlds.moves import Parts, moves, told
from tests.worlds.once import Once, StepFunction
from tests.worlds.truth import Budget, World

PRICES_FEN = (300, 250, 425)
"""No two sums of these are equal, so a refund of the wrong lines is a wrong amount."""
BOUGHT, FREE, GIFT = "b", "0", "g"
"""A basket in letters, a line each: a unit that is paid for; one that others pay for (第三件免费); a gift."""


@dataclass
class Report:
    worlds: int = 0
    moves: int = 0
    ends: int = 0
    stages: set[Stage] = field(default_factory=set)
    broken: str = ""
    story: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.broken


def first_world(basket: str, budget: Budget) -> World:
    lines = tuple(_line(index, kind) for index, kind in enumerate(basket))
    sale = open_sale("K0000001", lines)
    return World(sale, budget, fell=(0,) * len(lines), turned=(0,) * len(lines))


def _line(index: int, kind: str) -> Line:
    amount_fen = PRICES_FEN[index] if kind == BOUGHT else 0
    return Line(index, f"sku{index}", f"A{index + 1}", index + 1, amount_fen, gift=kind == GIFT)


class Explorer:
    """One search. ``worlds_max`` bounds a search for a seeded bug; the proof itself must run to the end.

    Worlds are known by their place in ``_worlds``: hashing one is dear, and a search asks for millions.
    """

    def __init__(
        self, step: StepFunction, basket: str, budget: Budget, worlds_max: int | None = None
    ) -> None:
        self._once = Once(step)
        self._worlds_max = worlds_max
        first = first_world(basket, budget)
        self._worlds = [first]
        self._places = {first: 0}
        self._parents: list[tuple[int, Parts]] = [(-1, ())]
        self._before: list[list[int]] = [[]]
        self._good_ends: list[int] = []
        self.report = Report()

    def run(self) -> Report:
        with no_collection():
            self._search()
        return self.report

    def _search(self) -> None:
        place = 0
        while place < len(self._worlds):
            world = self._worlds[place]
            self.report.worlds += 1
            self.report.stages.add(world.sale.stage)
            if not self._judge(place, world):
                return
            for name, after in moves(world, self._once):
                self.report.moves += 1
                if self._is_new(after, place, name) and (broken := self._once.broken(world.sale, after.sale)):
                    self._tell(len(self._worlds) - 1, broken)
                    return
            if self._worlds_max is not None and self.report.worlds >= self._worlds_max:
                return
            place += 1
        self._find_dead_ends()

    def _is_new(self, world: World, parent: int, name: Parts) -> bool:
        place = self._places.setdefault(world, len(self._worlds))
        is_new = place == len(self._worlds)
        if is_new:
            self._worlds.append(world)
            self._parents.append((parent, name))
            self._before.append([])
        self._before[place].append(parent)
        return is_new

    def _judge(self, place: int, world: World) -> bool:
        broken = self._once.broken_alone(world.sale) or self._once.broken_always(world)
        if not broken and world.quiet:
            broken = next(broken_at_rest(world), "")
            if not broken and world.sale.stage is Stage.CLOSED:
                self.report.ends += 1
                self._good_ends.append(place)
        if broken:
            self._tell(place, broken)
        return not broken

    def _find_dead_ends(self) -> None:
        """Every world must be able to reach a closed one: walk back from the good ends."""
        reached = set(self._good_ends)
        queue = list(self._good_ends)
        while queue:
            for before in self._before[queue.pop()]:
                if before not in reached:
                    reached.add(before)
                    queue.append(before)
        stranded = next((place for place in range(len(self._worlds)) if place not in reached), None)
        if stranded is not None:
            stage = self._worlds[stranded].sale.stage
            self._tell(stranded, f"dead end in {stage}: no way to close this sale")

    def _tell(self, place: int, broken: str) -> None:
        story: list[str] = []
        parent, name = self._parents[place]
        while parent >= 0:
            story.append(told(name))
            parent, name = self._parents[parent]
        self.report.broken = broken
        self.report.story = tuple(reversed(story))


@contextmanager
def no_collection() -> Iterator[None]:
    """Worlds hold no circles: the collector would walk through millions of them again and again in vain."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
