"""What every code on the TCN wire means, as data (boards.md 3.2 to 3.4)."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Code(IntEnum):
    """D3 (boards.md 3.4). 01-50 vend and 79-C8 query a lane; the rest has names."""

    SELF_TEST = 0x64
    HOME_ALL = 0x65
    """Turns every lane once: **dispenses everything**. Never sent by us."""
    RESEND = 0x66
    TEST_MODE = 0x67
    """All motors turn until the power goes. Never sent by us."""
    BELT_LANE = 0x68
    SPRING_LANE = 0x74
    ALL_SPRING = 0x75
    ALL_BELT = 0x76
    SINGLE_LANE = 0xC9
    DOUBLE_LANE = 0xCA
    ALL_SINGLE = 0xCB
    COOLER_ON = 0xCC
    COOLER_MODE = 0xCD
    COOLER_TARGET = 0xCE
    HYSTERESIS = 0xCF
    COMPENSATION = 0xD0
    DEFROST_TIME = 0xD1
    WORK_TIME = 0xD2
    FAN_STOP_TIME = 0xD3
    GLASS_HEATING = 0xD4
    TEMPERATURE = 0xDC
    LIGHT = 0xDD
    BUZZER = 0xDE
    DOOR = 0xDF
    PARAMETERS = 0xE5
    SHAKES = 0xE6
    VERSION = 0xE7
    DROP_SENSOR = 0xE8
    DROP_WAIT = 0xE9
    TRAY_WIDTH = 0xEA


CODE_WORDS: Final[dict[int, str]] = {
    Code.SELF_TEST: "self-test",
    Code.HOME_ALL: "home all lanes",
    Code.RESEND: "resend the last reply",
    Code.TEST_MODE: "test mode",
    Code.BELT_LANE: "belt lane",
    Code.SPRING_LANE: "spring lane",
    Code.ALL_SPRING: "all lanes spring",
    Code.ALL_BELT: "all lanes belt",
    Code.SINGLE_LANE: "single lane",
    Code.DOUBLE_LANE: "double lane",
    Code.ALL_SINGLE: "all lanes single",
    Code.COOLER_ON: "temperature control",
    Code.COOLER_MODE: "temperature mode",
    Code.COOLER_TARGET: "target temperature",
    Code.HYSTERESIS: "hysteresis",
    Code.COMPENSATION: "temperature compensation",
    Code.DEFROST_TIME: "defrost minutes",
    Code.WORK_TIME: "work minutes",
    Code.FAN_STOP_TIME: "fan stop minutes",
    Code.GLASS_HEATING: "glass heating",
    Code.TEMPERATURE: "read temperature",
    Code.LIGHT: "light",
    Code.BUZZER: "buzzer",
    Code.DOOR: "door",
    Code.PARAMETERS: "parameters",
    Code.SHAKES: "shakes after no drop",
    Code.VERSION: "version",
    Code.DROP_SENSOR: "drop sensor",
    Code.DROP_WAIT: "seconds to wait for the drop",
    Code.TRAY_WIDTH: "lanes of a tray",
}

WITH_LIGHT: Final = 0xAA
WITHOUT_LIGHT: Final = 0x55
NO_PARAMETER: Final = 0x55

DROPPED: Final = 0xAA
DROPPED_AFTER_SHAKING: Final = 0xCC
NOT_DROPPED_AFTER_SHAKING: Final = 0x33
NOT_DROPPED: Final = 0x00
DROP_WORDS: Final[dict[int, str]] = {
    NOT_DROPPED: "no drop seen",
    DROPPED: "dropped",
    DROPPED_AFTER_SHAKING: "dropped after shaking",
    NOT_DROPPED_AFTER_SHAKING: "no drop seen, after shaking",
}
"""R4 after a vend. CC and 33 exist since 2020-07-20 (boards.md 3.3)."""


class MotorFault(IntEnum):
    """Y, the high half of R3 (boards.md 3.2)."""

    NONE = 0
    P_MOS_SHORT = 1
    N_MOS_SHORT = 2
    SHORT = 3
    OPEN = 4
    OVER_TIME = 5


class LightFault(IntEnum):
    """Z, the low half of R3 (boards.md 3.2)."""

    NONE = 0
    NO_EMISSION = 1
    NO_CHANGE = 2
    BLOCKED = 3
    NO_DROP = 4
    """Made by the maker's own app, seen on no wire."""


MOTOR_FAULT_WORDS: Final[dict[int, str]] = {
    MotorFault.P_MOS_SHORT: "a P-MOS switch has a short circuit",
    MotorFault.N_MOS_SHORT: "an N-MOS switch has a short circuit",
    MotorFault.SHORT: "the motor has a short circuit",
    MotorFault.OPEN: "the motor is missing or its wire is open",
    MotorFault.OVER_TIME: "the motor did not come home in time",
}
LIGHT_FAULT_WORDS: Final[dict[int, str]] = {
    LightFault.NO_EMISSION: "the drop sensor sees light without sending any",
    LightFault.NO_CHANGE: "the drop sensor sees no change of its light",
    LightFault.BLOCKED: "the drop sensor is blocked all the time",
    LightFault.NO_DROP: "no drop was detected",
}

PROBE_OPEN: Final = -21
PROBE_SHORTED: Final = 101
"""EB and 65h instead of a temperature (boards.md 3.4)."""


def motor_part(fault: int) -> int:
    """Y of R3 = YZ (boards.md 3.2)."""
    return fault >> 4


def light_part(fault: int) -> int:
    """Z of R3 = YZ (boards.md 3.2)."""
    return fault & 0x0F


def is_documented(fault: int) -> bool:
    """Whether both halves of R3 are in the sheet."""
    motor, light = motor_part(fault), light_part(fault)
    return motor in (0, *MOTOR_FAULT_WORDS) and light in (0, *LIGHT_FAULT_WORDS)


def fault_text(fault: int) -> str:
    """R3 of a 5C in words; never raises."""
    motor, light = motor_part(fault), light_part(fault)
    words = []
    if motor:
        words.append(MOTOR_FAULT_WORDS.get(motor, f"unknown motor fault {motor:X}"))
    if light:
        words.append(LIGHT_FAULT_WORDS.get(light, f"unknown drop sensor fault {light:X}"))
    return " and ".join(words) or "failed, no fault named"


def drop_text(drop: int) -> str:
    """R4 of a vend in words; never raises."""
    return DROP_WORDS.get(drop, f"unknown drop flag {drop:02X}")
