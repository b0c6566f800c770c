"""One cabinet and its board: up or away, door, temperature, lane health, and the vends under way."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Protocol

from hardware.api import (
    Board,
    BoardDown,
    BoardEvent,
    BoardUp,
    LaneReport,
    MachineReport,
    ServiceAnswer,
    VendFinished,
    VendOrder,
    VendOutcome,
    VendStarted,
)
from kiosk.cabinet.lanes import LaneHealth, after_report, after_vend
from kiosk.clock import Clock

log = logging.getLogger(__name__)

NEVER_HEARD = "it has not answered since the start"
TURNS_KEPT = 1_000
"""Turns whose end was counted against their lane; asked about again, they do not count again."""
ASK_AGAIN_MS = 60_000
"""Between two questions about a lane the board called faulty: somebody may have mended it."""
LATE_RESULT = "late_result"
"""A driver knows by now how a turn ended that it had called unknown."""
STRANGE = frozenset({"unasked_result", "money_received"})
"""What a board does of its own accord and nobody can settle but a person."""


class Owner(Protocol):
    """Who is told. All calls come on the loop's thread."""

    def cabinet_changed(self) -> None: ...

    def vend_started(self, key: str) -> None: ...

    def vend_finished(self, outcome: VendOutcome) -> None: ...

    def lane_health(self, label: str, health: LaneHealth, why: str) -> None:
        """A lane was paused, taken out, found faulty or well again: to be kept and told to staff."""

    def late_result(self, motors: tuple[int, ...]) -> None:
        """Turns of these motors that were in doubt can be asked about again."""

    def board_oddity(self, request: str, text: str) -> None:
        """The board did something nobody asked for."""


class Cabinet:
    """Belongs to the loop's thread. ``post`` moves a call from the port's thread to the loop."""

    def __init__(
        self, board: Board, clock: Clock, owner: Owner, post: Callable[[Callable[[], None]], None]
    ) -> None:
        self._board = board
        self._clock = clock
        self._owner = owner
        self._post = post
        self._labels: Mapping[int, str] = {}
        self._health: dict[str, LaneHealth] = {}
        self._turning: set[str] = set()
        self._counted: OrderedDict[str, None] = OrderedDict()
        self._asked_again_ms = clock.monotonic_ms()
        self.up = False
        self.why_down = NEVER_HEARD
        self.door_open = False
        self.temperature_c: int | None = None
        self.probe_fault = False

    def plan(self, labels: Mapping[int, str], health: Mapping[str, LaneHealth]) -> None:
        """Motor numbers to lane labels, and what is held against lanes from before."""
        self._labels = dict(labels)
        self._health = dict(health)

    def start(self) -> None:
        self._board.start(lambda event: self._post(lambda: self._hear(event)))

    def close(self) -> None:
        self._board.close()

    def health(self, label: str) -> LaneHealth:
        return self._health.get(label, LaneHealth())

    def vend(self, order: VendOrder) -> None:
        self._turning.add(order.key)
        self._board.vend(order)

    def query_vend(self, order: VendOrder) -> None:
        self._board.query_vend(order)

    def check(self, motor: int) -> None:
        """Ask the board about a lane before money is taken."""
        if self.up:
            self._board.check_lane(motor)

    def time_passed(self) -> None:
        """Every few seconds. Faulty lanes are not sold from, so nobody else would ever ask about them."""
        now_ms = self._clock.monotonic_ms()
        if self._turning or now_ms - self._asked_again_ms < ASK_AGAIN_MS:
            return
        self._asked_again_ms = now_ms
        for motor, label in self._labels.items():
            if self.health(label).board_fault:
                self.check(motor)

    def mend(self, label: str) -> None:
        """A technician says that the lane is well."""
        self._keep(label, LaneHealth(), "cleared by staff")

    def _hear(self, event: BoardEvent) -> None:
        match event:
            case BoardUp(info):
                log.info("board %s is up on %s (%s)", info.model, info.port, info.firmware)
                self.up, self.why_down = True, ""
                self._board.refresh()
                self._owner.cabinet_changed()
            case BoardDown(reason):
                log.warning("board is away: %s", reason)
                self.up, self.why_down = False, reason
                # What it last said of door and temperature is not known to be true any more.
                self.door_open, self.temperature_c, self.probe_fault = False, None, False
                self._owner.cabinet_changed()
            case VendStarted(key):
                self._owner.vend_started(key)
            case VendFinished(outcome):
                self._finished(outcome)
            case LaneReport():
                self._lane_report(event)
            case MachineReport():
                self._machine_report(event)
            case ServiceAnswer(request, ok, text, motors):
                self._service_answer(request, ok, text, motors)

    def _service_answer(self, request: str, ok: bool, text: str, motors: tuple[int, ...]) -> None:
        if request == LATE_RESULT:
            log.warning("late result: %s", text, extra={"ok": ok})
            self._owner.late_result(motors)
        elif request in STRANGE:
            log.warning("the board: %s", text, extra={"ok": ok})
            self._owner.board_oddity(request, text)
        else:
            log.info("board service %s: %s", request, text, extra={"ok": ok})

    def _finished(self, outcome: VendOutcome) -> None:
        log.info(
            "vend %s: %s (%s, %s) after %d ms",
            outcome.key,
            outcome.result,
            outcome.raw_code,
            outcome.text,
            outcome.run_ms,
        )
        self._turning.discard(outcome.key)
        label = self._labels.get(outcome.motor, "")
        if label and self._counts(outcome.key):
            health = after_vend(self.health(label), outcome, self._clock.utc_ms())
            self._keep(label, health, outcome.text)
        self._owner.vend_finished(outcome)

    def _counts(self, key: str) -> bool:
        """The first time this turn's end is told; a question about it is answered again."""
        if key in self._counted:
            return False
        self._counted[key] = None
        if len(self._counted) > TURNS_KEPT:
            self._counted.popitem(last=False)
        return True

    def _lane_report(self, report: LaneReport) -> None:
        label = self._labels.get(report.motor, "")
        if label:
            self._keep(label, after_report(self.health(label), report.state, report.text), report.text)

    def _keep(self, label: str, health: LaneHealth, why: str) -> None:
        before = self.health(label)
        if health == before:
            return
        self._health[label] = health
        self._owner.lane_health(label, health, why)
        self._owner.cabinet_changed()

    def _machine_report(self, report: MachineReport) -> None:
        self.door_open = bool(report.door_open)
        self.temperature_c = report.temperatures_c[0] if report.temperatures_c else None
        self.probe_fault = 0 in report.probe_faults
        self._owner.cabinet_changed()
