"""The requests a TCN board is sent, each checked against the sheet, and what replies say (boards.md 3.4).

Lanes are numbered through all boards as an installer counts them: 1-100 on board 0, 101-200 on board 1 and
so on, of each hundred the first eighty. Home all (65) and test mode (67) are not here: they empty machines.
"""

from __future__ import annotations

from typing import Final

from hardware.wire.tcn.codes import (
    NO_PARAMETER,
    PROBE_OPEN,
    PROBE_SHORTED,
    WITH_LIGHT,
    WITHOUT_LIGHT,
    Code,
)
from hardware.wire.tcn.frames import BOARD_MAX, Command

LANES_A_BOARD: Final = 100
LANE_MAX: Final = 80
"""Of one board; 81 to 100 are no lanes, and their numbers are other commands (boards.md 3.4)."""
MOTOR_MAX: Final = BOARD_MAX * LANES_A_BOARD + LANE_MAX
QUERY_BASE: Final = 0x78
"""A lane is queried by its number plus this."""
PROBES: Final = 2
SHAKES_MAX: Final = 5
DROP_WAIT_MIN_S: Final = 2
DROP_WAIT_MAX_S: Final = 6


def place(motor: int) -> tuple[int, int]:
    """Board and lane on it. Raises ``ValueError`` where no board can have such a lane."""
    board, lane = divmod(motor - 1, LANES_A_BOARD)
    if not 0 <= board <= BOARD_MAX or lane >= LANE_MAX:
        raise ValueError(
            f"there is no lane {motor}: each board has 1 to {LANE_MAX} of its hundred, up to {MOTOR_MAX}"
        )
    return board, lane + 1


def vend_lane(motor: int, *, light: bool) -> Command:
    """Turn one lane once; ``light``: watch the drop sensor."""
    board, lane = place(motor)
    return Command(board, lane, WITH_LIGHT if light else WITHOUT_LIGHT)


def query_lane(motor: int) -> Command:
    """5D: the lane is there; 5C 00: it does not exist."""
    board, lane = place(motor)
    return Command(board, lane + QUERY_BASE, NO_PARAMETER)


def resend(board: int) -> Command:
    return Command(board, Code.RESEND, NO_PARAMETER)


def ask_version(board: int = 0) -> Command:
    return Command(board, Code.VERSION, 0)


def ask_temperature(board: int = 0) -> Command:
    return Command(board, Code.TEMPERATURE, NO_PARAMETER)


def ask_door(board: int = 0) -> Command:
    return Command(board, Code.DOOR, NO_PARAMETER)


def ask_drop_sensor(board: int = 0) -> Command:
    return Command(board, Code.DROP_SENSOR, 0)


def self_test(board: int = 0, *, light: bool) -> Command:
    return Command(board, Code.SELF_TEST, WITH_LIGHT if light else WITHOUT_LIGHT)


def switch(code: Code, on: int, board: int = 0) -> Command:
    """Light or buzzer: AA on, 55 off."""
    return Command(board, code, WITH_LIGHT if _in("on", on, 0, 1) else WITHOUT_LIGHT)


def heat_glass(on: int, board: int = 0) -> Command:
    return Command(board, Code.GLASS_HEATING, _in("on", on, 0, 1))


def set_temperature(cool: int, target_c: int, board: int = 0) -> tuple[Command, ...]:
    """The three in the order the sheet asks for; the target in whole degrees, as a signed byte."""
    return (
        Command(board, Code.COOLER_ON, 1),
        Command(board, Code.COOLER_MODE, _in("cool", cool, 0, 1)),
        Command(board, Code.COOLER_TARGET, _in("target_c", target_c, -128, 127) & 0xFF),
    )


def temperature_off(board: int = 0) -> Command:
    return Command(board, Code.COOLER_ON, 0)


def set_shakes(times: int, board: int = 0) -> Command:
    return Command(board, Code.SHAKES, _in("times", times, 0, SHAKES_MAX))


def set_drop_wait(seconds: int, board: int = 0) -> Command:
    return Command(board, Code.DROP_WAIT, _in("seconds", seconds, DROP_WAIT_MIN_S, DROP_WAIT_MAX_S))


def set_defrost(minutes: int, board: int = 0) -> Command:
    return Command(board, Code.DEFROST_TIME, _in("minutes", minutes, 10, 60))


def set_work_time(minutes: int, board: int = 0) -> Command:
    return Command(board, Code.WORK_TIME, _in("minutes", minutes, 30, 240))


def set_fan_stop(minutes: int, board: int = 0) -> Command:
    return Command(board, Code.FAN_STOP_TIME, _in("minutes", minutes, 60, 180))


def temperature_c(byte: int) -> int | None:
    """One probe's reading in whole degrees; None when the probe is open or shorted (boards.md 3.4)."""
    value = byte - 0x100 if byte > 0x7F else byte
    return None if value in (PROBE_OPEN, PROBE_SHORTED) else value


def _in(name: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError(f"{name} = {value} is not between {low} and {high}")
    return value
