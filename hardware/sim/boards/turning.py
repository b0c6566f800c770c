"""The motors of a simulated board that is asked: one turn at a time, with all that is scripted for it.

What the board *says* of a turn is its family's; here is only what happens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from hardware.sim.faults import Fault, FaultBook, FaultName, Phase
from hardware.sim.world import Hitch, World

MOTOR_STARTS_AFTER_MS: Final = 100
"""From the command to the motor; "after the command" has room to strike."""
BEFORE_DROP_PERCENT: Final = 50
AFTER_DROP_PERCENT: Final = 85
"""Of a whole turn; the item falls at 70 (``world.DROP_AT_PERMILLE``)."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A motor stands still again."""

    motor: int
    order: int
    """The order's number in the ground truth, 0 for a technician's test."""
    drop_sensor: bool
    home: bool
    seen: bool
    faults: dict[FaultName, Fault]
    """What was scripted for this turn."""


@dataclass(slots=True)
class _Running:
    motor: int
    order: int
    drop_sensor: bool
    starts_ms: int
    faults: dict[FaultName, Fault]
    phases: list[tuple[int, Fault]] = field(default_factory=list)
    has_started: bool = False


@dataclass(slots=True)
class Turning:
    """Drives one motor. ``strike`` carries out a line or power fault at a time."""

    world: World
    book: FaultBook
    strike: Callable[[Fault, int], None]
    turn_ms: int
    _running: _Running | None = None

    @property
    def is_busy(self) -> bool:
        return self._running is not None

    def begin(
        self, motor: int, order: int, drop_sensor: bool, faults: dict[FaultName, Fault], now_ms: int
    ) -> None:
        """Take one command; the motor must exist and no other turn. ``faults``: ``book.take_for_vend``."""
        assert self._running is None, "one motor at a time: the board must see to it"
        starts_ms = now_ms + MOTOR_STARTS_AFTER_MS
        self._running = _Running(motor, order, drop_sensor, starts_ms, faults)

    def cut(self) -> None:
        """The power is gone. The world's own ``cut_power`` stops the motor."""
        if self._running is not None:
            self._running = None
            self.book.vend_ended()

    def advance(self, now_ms: int) -> Turned | None:
        """Let the world move on, strike what is due, start the motor; tell once that it stands."""
        ended = self.world.advance(now_ms)
        # A strike may have cut the power: each step looks again at what is still running.
        if self._running is not None:
            self._strike_phases(self._running, now_ms)
        running = self._running
        if running is None:
            return None
        if not running.has_started and self.world.turning is None and now_ms >= running.starts_ms:
            self._start(running, now_ms)
            return None
        if ended is None or not running.has_started:
            return None
        for fault in self.book.take_phase(Phase.BEFORE_RESULT, running.motor, now_ms):
            self.strike(fault, now_ms)
        if self._running is None:
            return None
        self._running = None
        self.book.vend_ended()
        return Turned(
            running.motor, running.order, running.drop_sensor, ended.home, ended.seen, running.faults
        )

    def next_due_ms(self) -> int | None:
        times = [at_ms for at_ms in (self.world.next_due_ms(),) if at_ms is not None]
        if self._running is not None:
            times += [at_ms for at_ms, _ in self._running.phases]
            if not self._running.has_started:
                times.append(self._running.starts_ms)
        return min(times, default=None)

    def _start(self, running: _Running, now_ms: int) -> None:
        running.has_started = True
        moments = {Phase.BEFORE_DROP: BEFORE_DROP_PERCENT, Phase.AFTER_DROP: AFTER_DROP_PERCENT}
        running.phases = [
            (now_ms + self.turn_ms * percent // 100, fault)
            for phase, percent in moments.items()
            for fault in self.book.take_phase(phase, running.motor, now_ms)
        ]
        hitch = self._hitch(running, now_ms)
        self.world.start_turn(running.motor, running.order, self.turn_ms, hitch, now_ms)

    def _strike_phases(self, running: _Running, now_ms: int) -> None:
        due = [(at_ms, fault) for at_ms, fault in running.phases if now_ms >= at_ms]
        running.phases = [entry for entry in running.phases if entry not in due]
        for _, fault in due:
            self.strike(fault, now_ms)

    def _hitch(self, running: _Running, now_ms: int) -> Hitch:
        if FaultName.JAM in running.faults:
            return Hitch.JAM
        hangs = FaultName.NO_DROP in running.faults or any(
            not fault.falls for fault in running.faults.values()
        )
        if hangs or self.book.lasts(FaultName.OUT_OF_STOCK, now_ms, running.motor):
            return Hitch.NO_DROP
        return Hitch.UNSEEN if FaultName.DROP_NOT_SEEN in running.faults else Hitch.NONE
