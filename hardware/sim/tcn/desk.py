"""Everything a TCN board is asked that moves no motor: lanes, settings, door, temperature (boards.md 3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.sim.faults import FaultBook, FaultName
from hardware.sim.tcn.memory import Memory
from hardware.sim.world import Sensor, World
from hardware.wire.tcn.codes import PROBE_OPEN, WITH_LIGHT, Code
from hardware.wire.tcn.frames import ERROR, OK, Command, Reply
from hardware.wire.tcn.messages import LANE_MAX, LANES_A_BOARD, PROBES, QUERY_BASE

VERSION: Final = b"B27"
BLOCKED: Final = 0x03
SINCE_B27: Final = frozenset(
    {Code.PARAMETERS, Code.SHAKES, Code.VERSION, Code.DROP_SENSOR, Code.DROP_WAIT, Code.TRAY_WIDTH}
)
"""Commands that older firmware leaves unanswered; the sheet says so of the first alone."""
SETTINGS: Final = {
    Code.COOLER_ON: range(2),
    Code.COOLER_MODE: range(2),
    Code.COOLER_TARGET: range(256),
    Code.HYSTERESIS: range(256),
    Code.COMPENSATION: range(256),
    Code.DEFROST_TIME: range(10, 61),
    Code.WORK_TIME: range(30, 241),
    Code.FAN_STOP_TIME: range(60, 181),
    Code.GLASS_HEATING: range(2),
    Code.LIGHT: (0x55, 0xAA),
    Code.BUZZER: (0x55, 0xAA),
    Code.SHAKES: range(6),
    Code.DROP_WAIT: range(2, 7),
    Code.TRAY_WIDTH: (0x0A, 0x0C),
}
"""Command -> the parameters it takes; others are answered 5C 00 00."""


@dataclass(slots=True)
class Desk:
    """Answers one command at once; None: this board does not know it."""

    world: World
    memory: Memory
    book: FaultBook

    def is_missing(self, motor: int, now_ms: int) -> bool:
        return motor not in self.world.lanes or self.book.lasts(FaultName.MOTOR_MISSING, now_ms, motor)

    def answer(self, command: Command, now_ms: int) -> Reply | None:
        code, board = command.code, command.board
        if self.book.lasts(FaultName.OLD_FIRMWARE, now_ms) and code in SINCE_B27:
            return None
        if 1 <= code - QUERY_BASE <= LANE_MAX:
            missing = self.is_missing(board * LANES_A_BOARD + code - QUERY_BASE, now_ms)
            return Reply(board, ERROR if missing else OK, 0, 0)
        if code in SETTINGS:
            return self._set(command)
        match code:
            case Code.VERSION:
                return Reply(board, *VERSION)
            case Code.DOOR:
                is_reversed = self.book.lasts(FaultName.DOOR_REVERSED, now_ms)
                return Reply(board, OK, int(self.world.door_open != is_reversed), 0)
            case Code.TEMPERATURE:
                return Reply(board, OK, *self._probes(now_ms))
            case Code.DROP_SENSOR:
                return Reply(board, ERROR if self.world.sensor is Sensor.BLOCKED else OK, 0, 0)
            case Code.SELF_TEST:
                blocked = command.parameter == WITH_LIGHT and self.world.sensor is Sensor.BLOCKED
                return Reply(board, ERROR if blocked else OK, BLOCKED if blocked else 0, 0)
        return None

    def _set(self, command: Command) -> Reply:
        if command.parameter not in SETTINGS[Code(command.code)]:
            return Reply(command.board, ERROR, 0, 0)
        self.memory.set(command.board, command.code, command.parameter)
        if command.code in (Code.COOLER_ON, Code.COOLER_TARGET):
            self._cool(command.board)
        return Reply(command.board, OK, 0, 0)

    def _cool(self, board: int) -> None:
        """The unit heads for its target, or is off."""
        target = self.memory.get(board, Code.COOLER_TARGET, 0)
        is_on = self.memory.get(board, Code.COOLER_ON, 1) == 1
        self.world.touch_zone(0).target_c = (target - 0x100 if target > 0x7F else target) if is_on else None

    def _probes(self, now_ms: int) -> tuple[int, ...]:
        """Two signed bytes; one that is broken or not there is open."""
        celsius = self.world.temperatures_c(now_ms)
        read = [
            degrees if zone.probe_ok else PROBE_OPEN
            for zone, degrees in zip(self.world.zones, celsius, strict=True)
        ]
        probes = [*read, *[PROBE_OPEN] * PROBES][:PROBES]
        return tuple(degrees & 0xFF for degrees in probes)
