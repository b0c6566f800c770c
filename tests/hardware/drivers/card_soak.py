"""Hundreds of vends of a family of motor cards on a bad line, each outcome held against what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from hardware.api import BoardSettings, BoardUp, Result, VendOutcome
from hardware.drivers.asked.board import AskedBoard
from hardware.rig import open_board
from hardware.sim.boards.carded import Carded
from hardware.sim.boards.models import MODELS
from hardware.sim.cabinet import demo_cabinet
from hardware.sim.world import World
from tests.hardware.drivers.timed_line import Losses, TimedLine

TURN_MS = 1_200
LANES = 8
ENDED_LIMIT_MS = 30_000
COMMON_FAULTS: tuple[Callable[[str], object], ...] = (
    lambda lane: {"no_drop": lane},
    lambda lane: {"jam": lane},
    lambda _lane: {"bad_checksum": 2},
    lambda _lane: {"fault": "split", "times": 4},
    lambda _lane: {"fault": "noise_before", "times": 3},
    lambda _lane: {"fault": "noise_after", "times": 3},
    lambda _lane: {"fault": "merge", "times": 1},
    lambda _lane: {"fault": "delay", "ms": 700, "times": 2},
    lambda lane: {"fault": "lost_command", "lane": lane},
    lambda lane: {"lost_reply": lane},
    lambda lane: {"wrong_board": lane},
    lambda lane: {"stale_reply": lane},
    lambda lane: {"fault": "late_result", "lane": lane, "ms": 2_000},
    lambda lane: {"fault": "unknown_status", "lane": lane},
    lambda lane: {"over_time_dropped": lane},
    lambda lane: {"fault": "fault_dropped", "lane": lane, "code": 1},
    lambda lane: {"fault": "motor_fault", "lane": lane, "code": 2},
    lambda lane: {"fault": "run_refused", "lane": lane, "code": 2},
    lambda lane: {"fault": "cut_cable", "lane": lane, "phase": "before_ack", "for_ms": 700},
    lambda lane: {"fault": "cut_cable", "lane": lane, "phase": "before_drop", "for_ms": 700},
    lambda lane: {"fault": "cut_cable", "lane": lane, "phase": "before_result", "for_ms": 700},
    lambda lane: {"fault": "power_cut", "lane": lane, "phase": "after_ack", "for_ms": 900},
    lambda lane: {"fault": "power_cut", "lane": lane, "phase": "before_drop", "for_ms": 900},
    lambda lane: {"fault": "power_cut", "lane": lane, "phase": "after_drop", "for_ms": 900},
    lambda lane: {"fault": "power_cut", "lane": lane, "phase": "before_result", "for_ms": 900},
    lambda lane: {"fault": "silence", "lane": lane, "phase": "after_ack", "for_ms": 2_500},
)
"""Each for the lane of the next vend."""


@dataclass
class Soak:
    """One model on one line; ``run`` gives how its vends ended."""

    model: str
    seed: int
    faults: tuple[Callable[[str], object], ...] = COMMON_FAULTS
    options: dict[str, object] = field(default_factory=dict)
    results: Counter[Result] = field(default_factory=Counter)

    def run(self, vends: int, losses: Losses) -> Counter[Result]:
        line, sim = self._line(losses)
        chance = Random(self.seed)
        line.until(BoardUp)
        for _ in range(vends):
            motor = chance.randrange(LANES) + 1
            sim.world.fill(motor, sim.world.lanes[motor].capacity)
            if chance.randrange(1000) < losses.unplug:
                line.fault({"cut_cable": {"for_ms": 1_000}})
            if chance.randrange(3) == 0:
                line.fault(chance.choice(self.faults)(f"A{motor}"))
            self._vend(line, sim, motor)
        return self.results

    def _line(self, losses: Losses) -> tuple[TimedLine, Carded]:
        cabinet = demo_cabinet()
        sim = MODELS[self.model](cabinet, World.build(cabinet, 1_000), 1_000, TURN_MS)
        assert isinstance(sim, Carded)
        settings = BoardSettings(self.model, "nowhere", options={"lanes": LANES, **self.options})
        board = open_board(settings)
        assert isinstance(board, AskedBoard)
        return TimedLine(board, sim, cabinet, losses), sim

    def _vend(self, line: TimedLine, sim: Carded, motor: int) -> None:
        lane = sim.world.lanes[motor]
        turns, fell = sim.world.turns_total, sim.world.fell_total
        of_lane = lane.turns, lane.fell
        outcome = line.vend(motor)
        # A vend may be given up while its motor still turns; then the books are looked at.
        line.run(ENDED_LIMIT_MS if outcome.result is Result.UNKNOWN else TURN_MS)
        assert sim.world.turning is None
        turned, dropped = sim.world.turns_total - turns, sim.world.fell_total - fell
        assert (lane.turns - of_lane[0], lane.fell - of_lane[1]) == (turned, dropped), "another lane moved"
        self._check(outcome, turned, dropped)
        self.results[outcome.result] += 1
        line.fault("clear")

    @staticmethod
    def _check(outcome: VendOutcome, turned: int, dropped: int) -> None:
        """Motors turn at most once for each order; each outcome is true or UNKNOWN."""
        told = f"{outcome}, and it turned {turned} times, {dropped} fell"
        assert turned <= 1 and dropped <= turned, told
        assert outcome.nothing_moved <= (turned == 0), told
        match outcome.result:
            case Result.DELIVERED:
                assert dropped == 1, told
            case Result.NOT_DELIVERED:
                assert (turned, dropped) == (1, 0), told
            case Result.FAULT | Result.REFUSED:
                assert dropped == 0, told
            case Result.UNKNOWN:
                assert outcome.block_lane, told
            case Result.TURNED_UNCONFIRMED:
                raise AssertionError(f"the drop sensor was wanted: {told}")


def soak(
    model: str, vends: int, seed: int, faults: tuple[Callable[[str], object], ...] = (), **options: object
) -> Counter[Result]:
    """1 % of all bytes are lost, 0.2 % of the vends begin with a pulled cable, one in three has a fault."""
    losses = Losses(byte=10, unplug=2, random=Random(seed))
    return Soak(model, seed, (*COMMON_FAULTS, *faults), dict(options)).run(vends, losses)
