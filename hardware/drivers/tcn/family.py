"""The TCN board's errands: vend, lane check, scan, door and temperature (boards.md 3.4, 13.2). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hardware.api import Capabilities, LaneReport, LaneState, MachineReport, VendOrder
from hardware.drivers.asked.family import Service
from hardware.drivers.asked.steps import Errand, NoReply, Verdict, ask, look, refused, tell, unknown
from hardware.drivers.tcn import services
from hardware.drivers.tcn.options import MODEL, TcnOptions
from hardware.drivers.tcn.outcomes import lane_report, refusal, verdict
from hardware.drivers.tcn.questions import MANNERS, drive, question, reading, version_question
from hardware.session.requests import Manners, Request
from hardware.wire.tcn.codes import NOT_DROPPED
from hardware.wire.tcn.frames import Reply
from hardware.wire.tcn.messages import ask_door, ask_temperature, place, query_lane, temperature_c

BAUD: Final = 9_600
"""boards.md 3.1"""
REFRESH_EVERY_MS: Final = 5_000
"""The maker's own app asks for the door every 1 to 5 s (boards.md 3.4)."""
MISSES_MAX: Final = 2
FASTEST_TURN_MS: Final = 50
"""No motor turns in so little time. Replies bear no command code, and the good answer to a question looks
like a turn without a drop (boards.md 3.1, 13.3): one that comes sooner is an old one, and tells nothing."""
CHECKED_MS: Final = 300_000
"""So long a lane that was asked about and found good needs no second question before its motor is driven: the
kiosk asks when the customer puts the goods into the cart, and again when the code is shown."""
ASK_SELDOM_MS: Final = 60_000
"""What a board does not answer is asked less often: not every machine has a door switch or a cooler."""


@dataclass(slots=True)
class _Seldom:
    """A reading that not every board gives."""

    request: Request[Reply]
    misses: int = 0
    next_ms: int = 0
    last: Reply | None = None

    def read(self) -> Errand[Reply, Reply | None]:
        """The last answer; None when the board gives none. A single miss says nothing of door or cold."""
        now_ms = yield from look()
        if self.misses >= MISSES_MAX and now_ms < self.next_ms:
            return None
        came = yield from ask(self.request)
        if isinstance(came, Reply):
            self.misses, self.last = 0, came if came.is_ok else None
        elif came is NoReply.SILENT:
            self.misses, self.next_ms = self.misses + 1, now_ms + ASK_SELDOM_MS
        if self.misses >= MISSES_MAX:
            self.last = None
        return self.last


def _ask_twice(request: Request[Reply]) -> Errand[Reply, Reply | NoReply]:
    """A question whose answer was lost in noise may be put once more; a motor command never."""
    came = yield from ask(request)
    if came is NoReply.SILENT:
        came = yield from ask(request)
    return came


class TcnFamily:
    """``hardware.drivers.asked.family.Family`` for TCN; keeps only what it asks seldom."""

    model = MODEL
    baud = BAUD
    refresh_every_ms = REFRESH_EVERY_MS
    turning = services.TURNING

    def __init__(self, options: TcnOptions, drop_sensor: bool) -> None:
        self._options = options
        self._drop_sensor = drop_sensor
        self._has_version = False
        self._good_ms: dict[int, int] = {}
        """When each motor was last found good, since the board was last up and since its last turn."""
        self._door = _Seldom(question(ask_door()))
        self._temperature = _Seldom(reading(ask_temperature()))

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            drop_sensor=self._drop_sensor,
            lift=False,
            temperature=self._options.temperature_zones > 0,
            door=True,
            reports_lanes=True,
            tests_drop_sensor=self._drop_sensor,
        )

    @property
    def manners(self) -> Manners[Reply]:
        return MANNERS

    def firmware(self, hello: Reply) -> str:
        self._good_ms.clear()  # it may be another board that was plugged in
        self._has_version = self._has_version or hello.version != ""
        return hello.version

    def impossible(self, motor: int) -> str:
        try:
            place(motor)
        except ValueError as error:
            return str(error)
        return ""

    def vend(self, order: VendOrder, drop_sensor: bool) -> Errand[Reply, Verdict]:
        """Query the lane, then drive it, as the maker's own app does (boards.md 3.4).

        In between the version is asked where the board has one: whatever the board may still say, or say
        again, comes before that answer, which itself can never be taken for a vend's. Then the lane's query
        may also lie a little back: of what is wrong with it now its motor command tells as well.
        """
        checked_ms = self._good_ms.pop(order.motor, None)
        is_fresh = checked_ms is not None and (yield from look()) - checked_ms < CHECKED_MS
        if not (is_fresh and self._has_version):
            found = yield from _ask_twice(question(query_lane(order.motor)))
            if isinstance(found, NoReply):
                return refused(f"the lane could not be asked about: {found.value}")
            no = refusal(found)
            if no is not None:
                return no
        if self._has_version:
            fence = yield from _ask_twice(version_question(place(order.motor)[0]))
            if isinstance(fence, NoReply):
                self._has_version = False  # perhaps another board than the one that told it
                return refused(f"the board could not be asked its version: {fence.value}")
        limit_ms = self._options.vend_timeout_ms
        command = drive(order.motor, light=drop_sensor, limit_ms=limit_ms, resends=self._options.resend)
        asked_ms = yield from look()
        came = yield from ask(command, drives=True, settle=lambda reply: verdict(reply, drop_sensor))
        if came is NoReply.UNSENT:
            return refused(f"the motor command could not be sent: {came.value}")
        if came is NoReply.SILENT:
            return unknown(f"no valid reply in {limit_ms // 1000} s")
        assert isinstance(came, Reply)
        is_plain = came.is_ok and came.drop == NOT_DROPPED
        if is_plain and (yield from look()) - asked_ms < FASTEST_TURN_MS:
            return unknown("a reply came sooner than a motor can turn: it is an old one", came.raw)
        return verdict(came, drop_sensor)

    def check(self, motor: int) -> Errand[Reply, LaneReport | None]:
        self._good_ms.pop(motor, None)
        found = yield from ask(question(query_lane(motor)))
        if isinstance(found, NoReply):
            return None
        if refusal(found) is None:
            self._good_ms[motor] = yield from look()
        return lane_report(motor, found)

    def scan(self) -> Errand[Reply, tuple[int, ...] | None]:
        """A further board that is silent has no lanes; the first one silent ends the scan."""
        motors: list[int] = []
        silent_boards: set[int] = set()
        for motor in range(1, self._options.lanes + 1):
            if self.impossible(motor) or place(motor)[0] in silent_boards:
                continue
            found = yield from ask(question(query_lane(motor)))
            report = None if isinstance(found, NoReply) else lane_report(motor, found)
            if report is None:
                board = place(motor)[0]
                if board == 0:
                    return None
                silent_boards.add(board)
                continue
            yield from tell(report)
            if report.state is not LaneState.MISSING:
                motors.append(motor)
        return tuple(motors)

    def refresh(self) -> Errand[Reply, MachineReport | None]:
        door = yield from self._door.read()
        zones = self._options.temperature_zones
        air = (yield from self._temperature.read()) if zones else None
        if door is None and air is None:
            return None
        is_open = None if door is None else (door.fault != 0) == (self._options.door_open_value == 1)
        if air is None:
            return MachineReport(is_open)
        temperatures = tuple(temperature_c(byte) for byte in (air.fault, air.drop)[:zones])
        faults = tuple(zone for zone, temperature in enumerate(temperatures) if temperature is None)
        return MachineReport(is_open, temperatures, faults)

    def services(self) -> Mapping[str, Service[Reply]]:
        return services.table(self._options)
