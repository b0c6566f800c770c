"""The ZDM8 board's errands: vend, lane check, scan, temperature and door (boards.md 4, 13.2). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hardware.api import Capabilities, LaneReport, LaneState, MachineReport, VendOrder
from hardware.drivers.asked.family import Service
from hardware.drivers.asked.steps import TRIES, Errand, NoReply, Verdict, ask, ask_until_answered
from hardware.drivers.zdm8 import services
from hardware.drivers.zdm8.options import MODEL, NO_DOOR, Zdm8Options
from hardware.drivers.zdm8.questions import Questions
from hardware.drivers.zdm8.vending import Vending
from hardware.session.requests import Manners
from hardware.wire.modbus.frames import Reply
from hardware.wire.zdm8 import messages
from hardware.wire.zdm8.codes import Read
from hardware.wire.zdm8.messages import BOARDS_MAX, COLUMNS, LANES_A_BOARD, climate, hardware, place, whole_c

BAUD: Final = 9_600
"""boards.md 4.1"""
REFRESH_EVERY_MS: Final = 5_000
_SOFTWARE_WORDS: Final = 2


class Zdm8Family:
    """``hardware.drivers.asked.family.Family`` for ZDM8.

    It keeps which boards answered. The state (0003) is asked by vends and by requests that never run beside
    one, and by nothing else: whoever reads a result takes it away.
    """

    model = MODEL
    baud = BAUD
    refresh_every_ms = REFRESH_EVERY_MS
    turning = services.TURNING

    def __init__(self, options: Zdm8Options, drop_sensor: bool) -> None:
        self._options = options
        self._drop_sensor = drop_sensor
        self._questions = Questions(options.boards)
        self._vending = Vending(options, self._questions)
        self._addresses: tuple[int, ...] = (1,)
        self._is_new_line = True

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            drop_sensor=self._drop_sensor,
            lift=self._options.lift,
            temperature=self._options.temperature_zones > 0,
            door=self._options.door_register != NO_DOOR,
            reports_lanes=False,
            tests_drop_sensor=self._drop_sensor and self._options.sensor_check,
        )

    @property
    def manners(self) -> Manners[Reply]:
        return self._questions.manners

    def firmware(self, hello: Reply) -> str:
        self._is_new_line = True
        is_software = hello.exception is None and len(hello.words) == _SOFTWARE_WORDS
        return messages.software(hello) if is_software else ""

    def impossible(self, motor: int) -> str:
        try:
            address, _ = place(motor)
        except ValueError as error:
            return str(error)
        boards = self._options.boards
        return (
            f"there are {boards} boards, motor {motor} is on board {address}" if 0 < boards < address else ""
        )

    def vend(self, order: VendOrder, drop_sensor: bool) -> Errand[Reply, Verdict]:
        return self._vending.vend(order, drop_sensor)

    def check(self, motor: int) -> Errand[Reply, LaneReport | None]:
        """Whether the board drives such a lane; of its motor it tells nothing."""
        address, lane = place(motor)
        came = yield from ask_until_answered(self._questions.ask(messages.read_hardware(address)))
        if isinstance(came, NoReply):
            return None
        if came.exception is None and not _has_lane(came, lane):
            return LaneReport(
                motor, LaneState.MISSING, came.raw, f"the board has no {messages.lane_text(lane)}"
            )
        return LaneReport(motor, LaneState.NORMAL, came.raw, "usable")

    def scan(self) -> Errand[Reply, tuple[int, ...] | None]:
        """Rows and columns of each board; the first silent one is taken for the end of the line."""
        motors: list[int] = []
        addresses: list[int] = []
        for address in range(1, (self._options.boards or BOARDS_MAX) + 1):
            tries = TRIES if address == 1 or self._options.boards else 1
            came = yield from ask_until_answered(self._questions.ask(messages.read_hardware(address)), tries)
            if isinstance(came, NoReply):
                if address == 1:
                    return None
                break
            addresses.append(address)
            yield from self._tell_motor_timeout(address)
            if came.exception is None:
                first = (address - 1) * LANES_A_BOARD + 1
                motors += [first + lane for lane in range(LANES_A_BOARD) if _has_lane(came, lane)]
        self._is_new_line = False
        self._addresses = tuple(addresses)
        return tuple(motors)

    def refresh(self) -> Errand[Reply, MachineReport | None]:
        door_open = yield from self._door()
        temperatures: list[int | None] = []
        for address in range(1, self._options.temperature_zones + 1):
            came = yield from ask(self._questions.ask(messages.read_climate(address)))
            if isinstance(came, NoReply) or came.exception is not None:
                break
            tenths = climate(came).tenths_c
            temperatures.append(None if tenths is None else whole_c(tenths))
        if not self._options.temperature_zones:
            # Something must be asked, or nobody hears that the board is gone.
            yield from ask(self._questions.ask(messages.read_software(1)))
        if door_open is None and not temperatures:
            return None
        faults = tuple(zone for zone, temperature in enumerate(temperatures) if temperature is None)
        return MachineReport(door_open, tuple(temperatures), faults)

    def services(self) -> Mapping[str, Service[Reply]]:
        return services.table(self._vending, lambda: self._addresses)

    def _door(self) -> Errand[Reply, bool | None]:
        """None where there is no switch, or no answer."""
        if self._options.door_register == NO_DOOR:
            return None
        came = yield from ask(self._questions.ask(messages.read(1, Read(self._options.door_register))))
        if isinstance(came, NoReply) or came.exception is not None:
            return None
        return (came.words[0] >> self._options.door_bit & 1) == self._options.door_open_value

    def _tell_motor_timeout(self, address: int) -> Errand[Reply, None]:
        """Once for each time the line comes up: a board may forget it with its power."""
        if self._options.motor_timeout_ms == 0 or not self._is_new_line:
            return
        query = messages.set_motor_timeout(address, self._options.motor_timeout_ms)
        yield from ask_until_answered(self._questions.ask(query))


def _has_lane(reply: Reply, lane: int) -> bool:
    """Of the answer to the hardware version; a board that says 0 x 0 does not know its size."""
    size = hardware(reply)
    if 0 in (size.rows, size.columns):
        return True
    return lane // COLUMNS < size.rows and lane % COLUMNS < size.columns
