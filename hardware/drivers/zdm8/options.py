"""``[board] options`` of the ZDM8 board: what its documents leave open, to be chosen on the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hardware.drivers.options import Options
from hardware.wire.zdm8.codes import VEND, VEND_VARIANT, LaneType, Read
from hardware.wire.zdm8.messages import BOARDS_MAX, TIMEOUT_MAX_MS

MODEL: Final = "zdm8"
NO_DOOR: Final = 0


@dataclass(frozen=True, slots=True)
class Zdm8Options:
    """``[board] options`` for this model."""

    boards: int = 0
    """Boards on the line, addresses 1 to 8; 0: as many as answer. 1 makes a lost answer cost less time."""
    vend_at_0001: bool = False
    """Write the vend to register 0001, as one kiosk in production does, and not to 2001 (boards.md 4.3)."""
    lane_type: int = LaneType.SPRING
    """Of lanes that are in none of the three lists below; 0 (automatic) is not advised (boards.md 4.2)."""
    lock_lanes: frozenset[int] = frozenset()
    belt_lanes: frozenset[int] = frozenset()
    timed_lanes: frozenset[int] = frozenset()
    lift: bool = False
    sensor_check: bool = True
    """Ask 0008 before a vend with the drop sensor, and refuse when it is blocked or not connected."""
    temperature_zones: int = 1
    """Boards whose probe is read, from address 1 on."""
    door_register: int = NO_DOOR
    """10, 11 or 12 (000A to 000C): where the door's switch is, which every machine has elsewhere; 0: none."""
    door_bit: int = 0
    door_open_value: int = 1
    motor_timeout_ms: int = 0
    """Told to every board at the start; 0: theirs is left alone."""
    vend_timeout_ms: int = 60_000
    """boards.md 4.3"""
    poll_ms: int = 950
    """Between two questions for the state (boards.md 4.3)."""

    @property
    def vend_register(self) -> int:
        return VEND_VARIANT if self.vend_at_0001 else VEND

    def type_of(self, motor: int) -> int:
        if motor in self.lock_lanes:
            return LaneType.LOCK
        if motor in self.belt_lanes:
            return LaneType.BELT
        return LaneType.TIMED if motor in self.timed_lanes else self.lane_type

    @classmethod
    def read(cls, given: Mapping[str, object]) -> Zdm8Options:
        """Raises ``SettingError`` for a key or value that does not exist."""
        options, usual = Options(f"board model {MODEL}", given), cls()
        result = cls(
            boards=options.number("boards", usual.boards, 0, BOARDS_MAX),
            vend_at_0001=options.flag("vend_at_0001", usual.vend_at_0001),
            lane_type=options.number("lane_type", usual.lane_type, LaneType.AUTO, LaneType.TIMED),
            lock_lanes=options.motors("lock_lanes"),
            belt_lanes=options.motors("belt_lanes"),
            timed_lanes=options.motors("timed_lanes"),
            lift=options.flag("lift", usual.lift),
            sensor_check=options.flag("sensor_check", usual.sensor_check),
            temperature_zones=options.number("temperature_zones", usual.temperature_zones, 0, BOARDS_MAX),
            door_register=options.number("door_register", usual.door_register, NO_DOOR, Read.X_INPUTS),
            door_bit=options.number("door_bit", usual.door_bit, 0, 15),
            door_open_value=options.number("door_open_value", usual.door_open_value, 0, 1),
            motor_timeout_ms=options.number("motor_timeout_ms", usual.motor_timeout_ms, 0, TIMEOUT_MAX_MS),
            vend_timeout_ms=options.number("vend_timeout_ms", usual.vend_timeout_ms, 1_000, 240_000),
            poll_ms=options.number("poll_ms", usual.poll_ms, 50, 5_000),
        )
        options.finish()
        return result
