"""Thousands of vends of one family over a bad line on real ptys, each outcome held against what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from hardware.api import BoardDown, BoardSettings, BoardUp, Result, VendFinished, VendOrder, VendOutcome
from hardware.rig import open_board
from hardware.sim.client import SimError, SimProcess
from tests.hardware.xy_peer import Events
from tests.soak.line import BadLine

TURN_MS = 60
LOST_PERMILLE, UNPLUG_PERMILLE, FAULT_PERMILLE = 10, 2, 100
LANES = tuple(f"A{number}" for number in range(1, 9))
FAST: dict[str, object] = {"vend_timeout_ms": 4_000}
OPTIONS: dict[str, dict[str, object]] = {
    "relay": {"drop_input": 9, "turn_ms": 400, "pulse_ms": 100, "boards": 1},
    "zdm8": {**FAST, "boards": 1},
    # Twenty bytes to a frame: every third exchange loses one, and each of these costs a second.
    "m102": {"vend_timeout_ms": 10_000},
}
PHASES = ("before_ack", "after_ack", "before_drop", "after_drop", "before_result")
EVENT_LIMIT_S = 90.0
"""On a line like these a board may be given up and found again before it answers."""
UNSEEN = ("drop_not_seen",)
"""Faults after which something may have fallen that no board can know of."""

OF_A_LANE = (
    *("jam", "no_drop", "drop_not_seen", "lost_command", "stale_reply", "lost_reply", "unknown_status"),
    *("motor_fault", "over_time_dropped", "code_24", "only_01_forever"),
)
OF_THE_WIRE = ("bad_checksum", "split", "noise_before", "noise_after", "merge", "lost_ack")
STRIKING = ("silence", "power_cut")
FAULTS = (*OF_A_LANE, *OF_THE_WIRE, *STRIKING, "delay", "late_result")


def script(name: str, lane: str, chance: Random) -> object:
    """One fault as it may strike the next vend."""
    if name in OF_A_LANE:
        return {"fault": name, "lane": lane}
    if name in STRIKING:
        more = {"phase": chance.choice(PHASES), "for_ms": chance.choice((200, 1_500))}
        return {"fault": name, "lane": lane, **more}
    if name == "delay":
        return {"fault": name, "ms": 300, "times": 3}
    if name == "late_result":
        return {"fault": name, "lane": lane, "ms": chance.choice((500, 5_000))}
    return {"fault": name, "times": chance.randrange(1, 5)}


class Wrong(AssertionError):
    """A false outcome, a second turn, or no outcome at all; the text says what happened."""


@dataclass
class Figures:
    """What one run came to, or several together."""

    model: str
    vends: int = 0
    turns: int = 0
    fell: int = 0
    faults: int = 0
    unplugs: int = 0
    lost_bytes: int = 0
    results: Counter[Result] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    """Of those that were not delivered, in the driver's words."""

    def __str__(self) -> str:
        ended = " ".join(f"{result}={count}" for result, count in sorted(self.results.items()))
        return (
            f"soak {self.model}: vends={self.vends} turns={self.turns} fell={self.fell} "
            f"faults={self.faults} unplugs={self.unplugs} lost_bytes={self.lost_bytes} wrong=0; {ended}"
        )

    def add(self, other: Figures) -> None:
        for name in ("vends", "turns", "fell", "faults", "unplugs", "lost_bytes"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.results += other.results
        self.reasons += other.reasons


class Soak:
    """One family, one cabinet, one bad line. A context manager would hide nothing: ``run`` does it all."""

    def __init__(self, model: str, seed: int, folder: Path) -> None:
        self.figures = Figures(model)
        self._seed = seed
        self._chance = Random(seed)
        self._folder = folder
        self._events = Events(EVENT_LIMIT_S)
        self._is_up = False

    def run(self, vends: int, told: Callable[[int], None] = lambda _done: None) -> Figures:
        """Raises ``Wrong`` at the first outcome that is not true."""
        model = self.figures.model
        line_chance = Random(self._seed + 1)
        with (
            SimProcess(model=model, link=self._folder / "board", turn_ms=TURN_MS) as self._sim,
            BadLine(self._sim.port, self._folder / "port", line_chance, LOST_PERMILLE) as self._line,
        ):
            self._faults = [name for name in FAULTS if self._is_known(name)]
            options = OPTIONS.get(model, FAST)
            self._board = open_board(BoardSettings(model, self._line.port, options=options))
            self._board.start(self._events)
            try:
                for done in range(vends):
                    self._until_up()
                    self._vend(done)
                    told(done + 1)
            finally:
                self._board.close()
            self.figures.lost_bytes = self._line.lost_bytes
            world = self._sim.world()
            self.figures.turns, self.figures.fell = world["turns_total"], world["fell_total"]
        return self.figures

    def _vend(self, number: int) -> None:
        lane = self._chance.choice(LANES)
        self._sim.refill(lane)
        before = self._sim.world()
        motor = before["lanes"][lane]["motor"]
        fault = self._disturb(lane)
        self._board.vend(VendOrder(f"soak-{number}", motor))
        outcome = self._outcome()
        self.figures.vends += 1
        self.figures.results[outcome.result] += 1
        if outcome.result is not Result.DELIVERED:
            self.figures.reasons[f"{outcome.result}: {outcome.text}"] += 1
        after = self._after_the_turn()
        turned = _sum(after, "turns_by_motor") - _sum(before, "turns_by_motor")
        fell = after["fell_total"] - before["fell_total"]
        self._judge(outcome, turned, fell, fault)
        if outcome.result is not Result.DELIVERED:
            self._mend(lane)

    def _judge(self, outcome: VendOutcome, turned: int, fell: int, fault: str) -> None:
        where = f"{outcome}; fault {fault or 'none'}: turned {turned}, fell {fell}"
        result = outcome.result
        is_true = {
            Result.DELIVERED: fell == 1,
            Result.TURNED_UNCONFIRMED: turned == 1,
            Result.NOT_DELIVERED: not fell or fault in UNSEEN,
            Result.FAULT: not fell or fault in UNSEEN,
            Result.REFUSED: turned == 0,
            Result.UNKNOWN: outcome.block_lane,
        }[result]
        if turned > 1 or fell > turned or not is_true or (outcome.nothing_moved and turned):
            raise Wrong(where)

    def _disturb(self, lane: str) -> str:
        if self._chance.randrange(1000) < UNPLUG_PERMILLE:
            self.figures.unplugs += 1
            self._line.unplug(self._chance.choice((0.2, 1.0, 3.0)))
        if self._chance.randrange(1000) >= FAULT_PERMILLE:
            return ""
        name = self._chance.choice(self._faults)
        self._sim.fault(script(name, lane, self._chance))
        self.figures.faults += 1
        return name

    def _mend(self, lane: str) -> None:
        """Faults over, the lane free again, as after a technician's visit."""
        self._sim.fault("clear")
        self._sim.refill(lane)
        if self.figures.model == "xy":
            self._board.service("jammed_clear")

    def _is_known(self, name: str) -> bool:
        try:
            self._sim.fault(script(name, LANES[0], Random(0)))
        except SimError:
            return False
        finally:
            self._sim.fault("clear")
        return True

    def _until_up(self) -> None:
        while not (self._is_up and self._events.is_empty()):
            self._hear(self._events.next())

    def _outcome(self) -> VendOutcome:
        while True:
            event = self._events.next()
            if isinstance(event, VendFinished):
                return event.outcome
            self._hear(event)

    def _hear(self, event: object) -> None:
        if isinstance(event, BoardUp | BoardDown):
            self._is_up = isinstance(event, BoardUp)

    def _after_the_turn(self) -> dict[str, Any]:
        """What really happened, once nothing turns any more and no power is out."""
        self._sim.request({"do": "clock", "advance_ms": 2 * TURN_MS})
        world = self._sim.world()
        while world["turning"] is not None:
            self._sim.request({"do": "clock", "advance_ms": TURN_MS})
            world = self._sim.world()
        return world


def _sum(world: dict[str, Any], name: str) -> int:
    return sum(world[name].values())
