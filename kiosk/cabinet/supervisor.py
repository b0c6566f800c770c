"""The machine's cabinets, each with its board: up or away, door, temperatures, lane health, vends under way.

Outside this file a lane is its label. Which board it hangs on, under which motor, and whether its turn asks
for the lift and the drop sensor, is in its ``Place``; what a board cannot do is not asked of it.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from hardware.api import (
    Board,
    BoardDown,
    BoardEvent,
    BoardUp,
    DropSensorReport,
    LaneReport,
    MachineReport,
    Result,
    ServiceAnswer,
    VendFinished,
    VendOrder,
    VendOutcome,
    VendStarted,
)
from kiosk.cabinet.climate import plausible
from kiosk.cabinet.lanes import LaneHealth, after_report, after_vend
from kiosk.clock import Clock
from kiosk.profile.profile import Place

log = logging.getLogger(__name__)

NEVER_HEARD = "it has not answered since the start"
TURNS_KEPT = 1_000
"""Turns whose end was counted against their lane; asked about again, they do not count again."""
ASK_AGAIN_MS = 60_000
"""Between two questions about a lane or a drop sensor that was called faulty: somebody may have mended it.
Also how long the answer of a sensor's test holds."""
DROP_SENSOR_TEST = "drop_sensor_test"
LATE_RESULT = "late_result"
"""A driver knows by now how a turn ended that it had called unknown."""
STRANGE = frozenset({"unasked_result", "money_received"})
"""What a board does of its own accord and nobody can settle but a person."""


class Owner(Protocol):
    """Who is told. All calls come on the loop's thread."""

    def cabinet_changed(self) -> None: ...

    def vend_started(self, key: str) -> None: ...

    def vend_finished(self, outcome: VendOutcome) -> None: ...

    def lane_turned(self, label: str, outcome: VendOutcome) -> None:
        """A turn of this lane ended, told once, before ``vend_finished``."""

    def lane_health(self, label: str, health: LaneHealth, why: str) -> None:
        """A lane was paused, taken out, found faulty or well again: to be kept and told to staff."""

    def late_result(self, motors: tuple[int, ...]) -> None:
        """Turns of these motors that were in doubt can be asked about again."""

    def board_oddity(self, request: str, text: str) -> None:
        """The board did something nobody asked for."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one board last said of itself. Door and temperatures are known only while it speaks."""

    up: bool = False
    was_up: bool = False
    why_down: str = NEVER_HEARD
    motors: frozenset[int] = frozenset()
    reports: int = 0
    """How often it reported door and temperatures since it is up."""
    door_open: bool = False
    temperatures_c: tuple[int | None, ...] = ()
    probe_faults: frozenset[int] = frozenset()
    sensor_trouble: str = ""
    """Why the drop sensor cannot be relied on; empty when nothing is known against it."""

    def temperature_c(self, probe: int) -> int | None:
        return self.temperatures_c[probe] if probe < len(self.temperatures_c) else None


class Cabinet:
    """All cabinets of the machine, by their place in ``boards``. Belongs to the loop's thread; ``post`` moves
    a call from a port's thread to the loop."""

    def __init__(
        self,
        boards: Sequence[Board],
        clock: Clock,
        owner: Owner,
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self._boards = tuple(boards)
        self._clock = clock
        self._owner = owner
        self._post = post
        self._places: Mapping[str, Place] = {}
        self._labels: Mapping[tuple[int, int], str] = {}
        self._health: dict[str, LaneHealth] = {}
        self._turning: dict[str, int] = {}
        self._counted: OrderedDict[str, None] = OrderedDict()
        self._asked_again_ms = clock.monotonic_ms()
        self._tested_ms: dict[int, int] = {}
        self.heard: tuple[Heard, ...] = tuple(Heard() for _ in self._boards)

    def plan(self, places: Mapping[str, Place], health: Mapping[str, LaneHealth]) -> None:
        """Where each lane is, by label, and what is held against lanes from before."""
        self._places = dict(places)
        self._labels = {(place.board, place.motor): label for label, place in places.items()}
        self._health = dict(health)

    def distrust(self, board: int, why: str) -> None:
        """The drop sensor was not to be relied on when the program ended."""
        self._note(board, replace(self.heard[board], sensor_trouble=why), say=False)

    def start(self) -> None:
        for number, board in enumerate(self._boards):
            board.start(self._listener(number))

    def _listener(self, number: int) -> Callable[[BoardEvent], None]:
        return lambda event: self._post(lambda: self._hear(number, event))

    def close(self) -> None:
        for board in self._boards:
            board.close()

    # --- asked -----------------------------------------------------------------------------------------

    @property
    def up(self) -> bool:
        """Anything can be sold at all."""
        return any(heard.up for heard in self.heard)

    @property
    def why_down(self) -> str:
        return next((heard.why_down for heard in self.heard if not heard.up), "")

    @property
    def door_open(self) -> bool:
        return any(heard.door_open for heard in self.heard)

    def health(self, label: str) -> LaneHealth:
        return self._health.get(label, LaneHealth())

    @property
    def all_health(self) -> Mapping[str, LaneHealth]:
        return self._health

    def answers(self, label: str) -> bool:
        """The board this lane hangs on is up."""
        return self.heard[self._board_of(label)].up

    def sees_drops(self, label: str) -> bool:
        """False: this lane needs the drop sensor, and it cannot be relied on."""
        return not (self.heard[self._board_of(label)].sensor_trouble and self._watches(label))

    def vend(self, lane: str, order: VendOrder) -> None:
        board = self._board_of(lane)
        self._turning[order.key] = board
        self._boards[board].vend(self._possible(lane, order))

    def query_vend(self, lane: str, order: VendOrder) -> None:
        self._boards[self._board_of(lane)].query_vend(self._possible(lane, order))

    def check(self, label: str) -> None:
        """Ask the board about a lane, and about the drop sensor it needs, before money is taken."""
        place = self._places.get(label)
        if place is None or not self.heard[place.board].up:
            return
        self._boards[place.board].check_lane(place.motor)
        if self._watches(label):
            self._test_sensor(place.board)

    def time_passed(self) -> None:
        """Every few seconds. Faulty lanes are not sold from, so nobody else would ever ask about them."""
        now_ms = self._clock.monotonic_ms()
        if self._turning or now_ms - self._asked_again_ms < ASK_AGAIN_MS:
            return
        self._asked_again_ms = now_ms
        for label in self._places:
            if self.health(label).board_fault:
                self.check(label)
        for number, heard in enumerate(self.heard):
            if heard.up and heard.sensor_trouble:
                self._test_sensor(number)

    def mend(self, label: str) -> None:
        """A technician says that the lane is well."""
        self._keep(label, LaneHealth(held=self.health(label).held), "cleared by staff")

    def hold(self, label: str, *, held: bool) -> None:
        """Staff pause a lane, or let it be sold from again."""
        self._keep(label, replace(self.health(label), held=held), "paused by staff" if held else "")

    @property
    def turning(self) -> bool:
        """A motor was ordered to turn and has not ended."""
        return bool(self._turning)

    def trust_sensor(self, board: int) -> None:
        """A technician says that the drop sensor works."""
        self._note(board, replace(self.heard[board], sensor_trouble=""))

    def _board_of(self, label: str) -> int:
        """A lane that is planned no more hung on the first: its old turns can still be asked about."""
        place = self._places.get(label)
        return place.board if place is not None else 0

    def _watches(self, label: str) -> bool:
        place = self._places.get(label)
        board = self._boards[self._board_of(label)]
        return (place is None or place.drop_sensor) and board.capabilities.drop_sensor

    def _possible(self, lane: str, order: VendOrder) -> VendOrder:
        """The order as this lane and its board can carry it out."""
        place = self._places.get(lane)
        can = self._boards[self._board_of(lane)].capabilities
        return replace(
            order,
            drop_sensor=order.drop_sensor and self._watches(lane),
            lift=can.lift and (place.lift if place is not None else order.lift),
        )

    def _test_sensor(self, number: int) -> None:
        board, now_ms = self._boards[number], self._clock.monotonic_ms()
        tested_ms = self._tested_ms.get(number)
        if tested_ms is not None and now_ms - tested_ms < ASK_AGAIN_MS:
            return
        if board.capabilities.tests_drop_sensor and number not in self._turning.values():
            self._tested_ms[number] = now_ms
            board.service(DROP_SENSOR_TEST)

    # --- heard -----------------------------------------------------------------------------------------

    def _hear(self, number: int, event: BoardEvent) -> None:
        heard = self.heard[number]
        match event:
            case BoardUp(info):
                log.info("board %s is up on %s (%s)", info.model, info.port, info.firmware)
                motors = frozenset(info.motors)
                now = replace(heard, up=True, was_up=True, why_down="", motors=motors)
                self._note(number, now, say=False)
                if not heard.up:  # else it only told more of itself
                    self._boards[number].refresh()
                self._owner.cabinet_changed()
            case BoardDown(reason):
                now = Heard(was_up=heard.was_up, why_down=reason, sensor_trouble=heard.sensor_trouble)
                self._note(number, now)
            case VendStarted(key):
                self._owner.vend_started(key)
            case VendFinished(outcome):
                self._finished(number, outcome)
            case LaneReport():
                self._lane_report(number, event)
            case MachineReport():
                self._note(number, after_machine_report(heard, event))
            case DropSensorReport(ok, text):
                self._note(number, replace(heard, sensor_trouble="" if ok else text))
            case ServiceAnswer(request, ok, text, motors):
                self._service_answer(request, ok, text, motors)

    def _note(self, number: int, now: Heard, *, say: bool = True) -> None:
        self.heard = (*self.heard[:number], now, *self.heard[number + 1 :])
        if say:
            self._owner.cabinet_changed()

    def _service_answer(self, request: str, ok: bool, text: str, motors: tuple[int, ...]) -> None:
        if request == LATE_RESULT:
            log.warning("late result: %s", text, extra={"ok": ok})
            self._owner.late_result(motors)
        elif request in STRANGE:
            log.warning("the board: %s", text, extra={"ok": ok})
            self._owner.board_oddity(request, text)
        else:
            log.info("board service %s: %s", request, text, extra={"ok": ok})

    def _finished(self, number: int, outcome: VendOutcome) -> None:
        log.info(
            "vend %s: %s (%s, %s) after %d ms",
            outcome.key,
            outcome.result,
            outcome.raw_code,
            outcome.text,
            outcome.run_ms,
        )
        self._turning.pop(outcome.key, None)
        label = self._labels.get((number, outcome.motor), "")
        if label and self._counts(outcome.key):
            if not outcome.sensor_fault:
                health = after_vend(self.health(label), outcome, self._clock.utc_ms())
                self._keep(label, health, outcome.text)
            self._owner.lane_turned(label, outcome)
        heard = self.heard[number]
        if outcome.sensor_fault:
            self._note(number, replace(heard, sensor_trouble=outcome.text))
        elif heard.sensor_trouble and outcome.result is Result.DELIVERED:
            self._note(number, replace(heard, sensor_trouble=""))
        self._owner.vend_finished(outcome)

    def _counts(self, key: str) -> bool:
        """The first time this turn's end is told; a question about it is answered again."""
        if key in self._counted:
            return False
        self._counted[key] = None
        if len(self._counted) > TURNS_KEPT:
            self._counted.popitem(last=False)
        return True

    def _lane_report(self, number: int, report: LaneReport) -> None:
        label = self._labels.get((number, report.motor), "")
        if label:
            self._keep(label, after_report(self.health(label), report.state, report.text), report.text)

    def _keep(self, label: str, health: LaneHealth, why: str) -> None:
        before = self.health(label)
        if health == before:
            return
        self._health[label] = health
        self._owner.lane_health(label, health, why)
        self._owner.cabinet_changed()


def after_machine_report(heard: Heard, report: MachineReport) -> Heard:
    """Pure. A sentinel the driver let through is a probe fault, too. A door that was open and is closed again
    means that somebody was inside: a drop sensor that was blocked has earned another chance."""
    readings = tuple(plausible(celsius) for celsius in report.temperatures_c)
    lost = {probe for probe, celsius in enumerate(report.temperatures_c) if readings[probe] != celsius}
    door_open = bool(report.door_open)
    closed_now = heard.door_open and not door_open
    return replace(
        heard,
        reports=heard.reports + 1,
        door_open=door_open,
        temperatures_c=readings,
        probe_faults=frozenset(report.probe_faults) | lost,
        sensor_trouble="" if closed_now else heard.sensor_trouble,
    )
