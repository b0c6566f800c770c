"""Breadth-first search over every world a sale can get into; ends at the first broken law, with its story."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from kiosk.sale.state import Line, Stage, open_sale
from tests.worlds.laws import broken_always, broken_at_rest, broken_by_step
from tests.worlds.moves import StepFunction, moves
from tests.worlds.truth import Budget, World

PRICES_FEN = (300, 250, 425)
"""No two sums of these are equal, so a refund of the wrong lines is a wrong amount."""


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


def first_world(lines: int, budget: Budget) -> World:
    basket = tuple(
        Line(index, f"sku{index}", f"A{index + 1}", index + 1, PRICES_FEN[index]) for index in range(lines)
    )
    sale = open_sale("K0000001", basket)
    return World(sale, budget, fell=(0,) * lines, turned=(0,) * lines)


class Explorer:
    """One search. ``worlds_max`` bounds a search for a seeded bug; the proof itself must run to the end."""

    def __init__(self, step: StepFunction, lines: int, budget: Budget, worlds_max: int | None = None) -> None:
        self._step = step
        self._first = first_world(lines, budget)
        self._worlds_max = worlds_max
        self._parent: dict[World, tuple[World, str] | None] = {self._first: None}
        self._before: dict[World, list[World]] = {}
        self._good_ends: list[World] = []
        self.report = Report()

    def run(self) -> Report:
        queue = deque([self._first])
        while queue:
            world = queue.popleft()
            self.report.worlds += 1
            self.report.stages.add(world.sale.stage)
            if not self._judge(world):
                return self.report
            for name, after in moves(world, self._step):
                self.report.moves += 1
                self._before.setdefault(after, []).append(world)
                if after not in self._parent:
                    self._parent[after] = (world, name)
                    queue.append(after)
                    if broken := broken_by_step(world.sale, after.sale):
                        self._tell(after, broken)
                        return self.report
            if self._worlds_max is not None and self.report.worlds >= self._worlds_max:
                return self.report
        self._find_dead_ends()
        return self.report

    def _judge(self, world: World) -> bool:
        broken = next(broken_always(world), "")
        if not broken and world.quiet:
            broken = next(broken_at_rest(world), "")
            if not broken and world.sale.stage is Stage.CLOSED:
                self.report.ends += 1
                self._good_ends.append(world)
        if broken:
            self._tell(world, broken)
        return not broken

    def _find_dead_ends(self) -> None:
        """Every world must be able to reach a closed one: walk back from the good ends."""
        reached = set(self._good_ends)
        queue = deque(self._good_ends)
        while queue:
            for before in self._before.get(queue.popleft(), ()):
                if before not in reached:
                    reached.add(before)
                    queue.append(before)
        stranded = next((world for world in self._parent if world not in reached), None)
        if stranded is not None:
            self._tell(stranded, f"dead end in {stranded.sale.stage}: no way to close this sale")

    def _tell(self, world: World, broken: str) -> None:
        story: list[str] = []
        step_back = self._parent[world]
        while step_back is not None:
            story.append(step_back[1])
            step_back = self._parent[step_back[0]]
        self.report.broken = broken
        self.report.story = tuple(reversed(story))
