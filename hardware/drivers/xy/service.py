"""A technician's requests to an XY board by name: which menu command each is, and whose answer is whose.

================== ============================== ==========================================
request            arguments                      what it does (boards.md 2.7)
================== ============================== ==========================================
jammed_read        -                              32: lists jammed slots and failed belts
jammed_clear       -                              32: frees them for sale again
motor_errors_read  -                              33
motor_errors_clear -                              33
lift_errors_read   -                              34
lift_errors_clear  -                              34
test_lane          motor                          38: turns the motor once; goods may fall
temperature_read   machine=0                      28: mode, target, limits
temperature_set    mode, target_c, machine=0      28: 1 heat, 2 cool, 3 constant, 4 off
temperature_status machine=0                      36: temperature now, state of the cooler
clock_read         -                              09
clock_set          -                              09: the machine's local time
drop_sensor_read   tray=100                       24: 100 is all trays
drop_sensor_set    on, tray=100                   24: on is 1 or 0
drop_sensor_test   machine=0                      50
after_jam_read     tray=100                       27
after_jam_set      keep_selling, tray=100         27: keep_selling is 1 or 0
================== ============================== ==========================================
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hardware.api import ServiceAnswer
from hardware.drivers.requests import REQUESTS_MAX, RequestRefused, build, motors_of
from hardware.wire import xy_menu
from hardware.wire.xy_menu import ALL_TRAYS, Kind
from hardware.wire.xy_messages import Command, MenuReply

ANSWER_LIMIT_MS: Final = 5_000
TEST_LIMIT_MS: Final = 30_000
"""A slot test answers when the motor has stopped; as long as a vend may take."""

LocalTime = Callable[[], datetime]
_Builder = Callable[..., Command]


def _builders(local_time: LocalTime) -> dict[str, _Builder]:
    def drop_sensor_set(on: int, tray: int = ALL_TRAYS) -> Command:
        return xy_menu.set_tray(Kind.DROP_SENSOR, 1 if on else 2, tray)

    def after_jam_set(keep_selling: int, tray: int = ALL_TRAYS) -> Command:
        return xy_menu.set_tray(Kind.AFTER_JAM, 2 if keep_selling else 1, tray)

    def test_lane(motor: int) -> Command:
        return xy_menu.test_slot(motor)

    def temperature_read(machine: int = 0) -> Command:
        return xy_menu.read_machine(Kind.TEMPERATURE_MODE, machine)

    def temperature_status(machine: int = 0) -> Command:
        return xy_menu.read_machine(Kind.TEMPERATURE_STATUS, machine)

    def drop_sensor_read(tray: int = ALL_TRAYS) -> Command:
        return xy_menu.read_tray(Kind.DROP_SENSOR, tray)

    def after_jam_read(tray: int = ALL_TRAYS) -> Command:
        return xy_menu.read_tray(Kind.AFTER_JAM, tray)

    return {
        "jammed_read": lambda: xy_menu.read(Kind.JAMMED_SLOTS),
        "jammed_clear": lambda: xy_menu.clear(Kind.JAMMED_SLOTS),
        "motor_errors_read": lambda: xy_menu.read(Kind.MOTOR_ERRORS),
        "motor_errors_clear": lambda: xy_menu.clear(Kind.MOTOR_ERRORS),
        "lift_errors_read": lambda: xy_menu.read(Kind.LIFT_ERRORS),
        "lift_errors_clear": lambda: xy_menu.clear(Kind.LIFT_ERRORS),
        "test_lane": test_lane,
        "temperature_read": temperature_read,
        "temperature_set": xy_menu.set_temperature,
        "temperature_status": temperature_status,
        "clock_read": lambda: xy_menu.read(Kind.CLOCK),
        "clock_set": lambda: xy_menu.set_clock(local_time()),
        "drop_sensor_read": drop_sensor_read,
        "drop_sensor_set": drop_sensor_set,
        "drop_sensor_test": xy_menu.test_drop_sensor,
        "after_jam_read": after_jam_read,
        "after_jam_set": after_jam_set,
    }


@dataclass(slots=True)
class _Request:
    name: str
    command: Command
    motors: tuple[int, ...]
    is_quiet: bool
    """The driver's own: only a failure is worth telling."""
    ticket: int | None = None
    due_ms: int = 0


class ServiceDesk:
    """Requests one after another, so that each answer belongs to one of them. Pure."""

    def __init__(self, local_time: LocalTime) -> None:
        self._builders = _builders(local_time)
        self._waiting: deque[_Request] = deque()
        self._current: _Request | None = None

    @property
    def is_testing(self) -> bool:
        """A lane test is under way or waits: no vend may start beside it."""
        requests = [self._current, *self._waiting] if self._current else [*self._waiting]
        return any(request.name == "test_lane" for request in requests)

    def ask(self, name: str, arguments: Mapping[str, int], *, is_quiet: bool = False) -> ServiceAnswer | None:
        """Take a request; an answer at once when it cannot even be asked."""
        try:
            command = build(name, arguments, self._builders)
        except RequestRefused as refused:
            return ServiceAnswer(name, False, str(refused))
        if len(self._waiting) >= REQUESTS_MAX:
            return ServiceAnswer(name, False, f"{REQUESTS_MAX} requests wait already")
        self._waiting.append(_Request(name, command, motors_of(arguments), is_quiet))
        return None

    def next_command(self) -> Command | None:
        """The command to submit now; follow with ``submitted``."""
        return self._waiting[0].command if self._current is None and self._waiting else None

    def submitted(self, ticket: int | None, now_ms: int) -> ServiceAnswer | None:
        """``ticket`` None: the session has no room."""
        request = self._waiting.popleft()
        if ticket is None:
            return ServiceAnswer(request.name, False, "too many commands wait for the board")
        request.ticket = ticket
        request.due_ms = now_ms + (TEST_LIMIT_MS if request.name == "test_lane" else ANSWER_LIMIT_MS)
        self._current = request
        return None

    def replied(self, reply: MenuReply) -> ServiceAnswer | None:
        """A 71; None when it answers nothing that was asked, or only confirms the driver's own wish."""
        request = self._current
        if request is None or request.command.body[:2] != bytes((reply.kind, reply.op)):
            return None
        self._current = None
        answer = xy_menu.answer(reply)
        if request.is_quiet and answer.ok:
            return None
        return ServiceAnswer(request.name, answer.ok, answer.text, answer.slots or request.motors, reply.data)

    def gave_up(self, ticket: int) -> ServiceAnswer | None:
        if self._current is None or self._current.ticket != ticket:
            return None
        return self._fail("the board does not acknowledge it")

    def tick(self, now_ms: int) -> ServiceAnswer | None:
        if self._current is None or now_ms < self._current.due_ms:
            return None
        return self._fail("the board acknowledged or ignored it, but gave no answer in time")

    def next_deadline_ms(self) -> int | None:
        return self._current.due_ms if self._current else None

    def drop_all(self, text: str) -> list[ServiceAnswer]:
        """The line is down: every request is answered now, none is sent later."""
        requests = [self._current, *self._waiting] if self._current else [*self._waiting]
        self._current = None
        self._waiting.clear()
        return [
            ServiceAnswer(request.name, False, text, request.motors)
            for request in requests
            if not request.is_quiet
        ]

    def _fail(self, text: str) -> ServiceAnswer:
        request, self._current = self._current, None
        assert request is not None
        return ServiceAnswer(request.name, False, text, request.motors)
