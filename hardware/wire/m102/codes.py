"""Every number of the M102 wire with a meaning (boards.md 5.2)."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

CARD_MAX: Final = 8
"""Cards are addressed by 1 to 8."""
MOTORS_A_CARD_MAX: Final = 100
"""The manual says 00-59 of the run command and 00-99 elsewhere."""

KNOWN_PASSWORDS: Final = ("18633695826",)
"""Suffixes of firmware that salts its CRC, as the makers of one app found them."""


class Code(IntEnum):
    """The command byte; a reply repeats it."""

    ID = 0x01
    POLL = 0x03
    SCAN = 0x04
    RUN = 0x05
    TEMPERATURE = 0x07
    OUTPUT = 0x08
    INPUTS = 0x09
    HUMIDITY = 0x10
    """Not in the manual."""
    SET_ADDRESS = 0xFF


class State(IntEnum):
    """Z1 of a poll: what became of the last run command."""

    IDLE = 0
    RUNNING = 1
    DONE = 2


class Outcome(IntEnum):
    """Z3 of a poll, once the run is done."""

    OK = 0
    OVER_CURRENT = 1
    UNDER_CURRENT = 2
    TIMED_OUT = 3
    CURTAIN_FAILED = 4
    """The self-test before the run: the motor was not started."""
    LOCK_STAYED_SHUT = 5
    NO_SWITCH = 10
    """Not in the manual; met by the makers of one app."""


class Began(IntEnum):
    """Z1 of the answer to a run command."""

    STARTED = 0
    NO_SUCH_MOTOR = 1
    BUSY = 2


class Scan(IntEnum):
    """Z1 of the answer to a scan."""

    NORMAL = 0xAA
    ABNORMAL = 0xBB
    OVERLOAD = 0xCC


class Drive(IntEnum):
    """Y2 of a run command: what hangs at the motor's terminals."""

    LOCK = 0
    LOCK_WITH_FEEDBACK = 1
    TWO_WIRE = 2
    THREE_WIRE = 3
    """Driven so, a motor without a home switch turns until the time-out."""


class Curtain(IntEnum):
    """Y3 of a run command: what the light curtain has to say in it."""

    IGNORED = 0
    STOP_AT_HOME = 1
    """Self-test first; the motor stops when it is home."""
    STOP_AT_DROP = 2
    """Self-test first; the motor stops at the drop, or after 7 s."""


OUTCOME_WORDS: Final[dict[int, str]] = {
    Outcome.OK: "the motor came home",
    Outcome.OVER_CURRENT: "over-current: jammed, or too heavy a load",
    Outcome.UNDER_CURRENT: "under-current: no motor, or its wire is open",
    Outcome.TIMED_OUT: "the motor did not come home in time",
    Outcome.CURTAIN_FAILED: "the light curtain failed its self-test, the motor was not started",
    Outcome.LOCK_STAYED_SHUT: "the lock did not open",
    Outcome.NO_SWITCH: "the motor's switch was not pressed",
}
BEGAN_WORDS: Final[dict[int, str]] = {
    Began.STARTED: "started",
    Began.NO_SUCH_MOTOR: "the card has no such motor",
    Began.BUSY: "another motor is running",
}
SCAN_WORDS: Final[dict[int, str]] = {
    Scan.NORMAL: "usable",
    Scan.ABNORMAL: "the motor is missing or its wire is open",
    Scan.OVERLOAD: "the motor is overloaded or has a short circuit",
}
DROP_MAX_MS: Final = 200
"""Z10 of a poll: 1 to 200 is how long the goods took through the curtain; 0, that none came."""
OUTPUT_MAX: Final = 6
OUTPUT_DONE: Final = 0xF0
"""The answer to an output command bears this plus 1 for on, 0 for off."""
INPUTS: Final = 8
HOTTEST_TENTHS_C: Final = 500
NO_PROBE_TENTHS_C: Final = -500
"""FE0C, 50.0 degrees below zero: no probe is connected."""


def outcome_text(outcome: int) -> str:
    """Z3 in words; never raises."""
    return OUTCOME_WORDS.get(outcome, f"unknown result {outcome:02X}")


def began_text(began: int) -> str:
    """Z1 of the answer to a run command in words; never raises."""
    return BEGAN_WORDS.get(began, f"unknown answer {began:02X} to the run command")


def scan_text(scan: int) -> str:
    """Z1 of the answer to a scan in words; never raises."""
    return SCAN_WORDS.get(scan, f"unknown scan result {scan:02X}")
