"""Every number of the ADH wire with a meaning (boards.md 6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

CARD_MAX: Final = 4
"""Cards are addressed by 1 to 4; the maker's own library knows three, 0A is its lift board."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """The command bytes of one of the two boards, and what else differs."""

    identify: int
    poll: int
    temperature: int
    run: int
    clear: int
    """"ACK" in the documents: the result has been taken, the card may forget it."""
    motors_a_card: int
    reads_mode: bool
    """Whether the card can be asked if its drop detection is on."""


ADH815: Final = Dialect(0x01, 0x03, 0x04, 0x05, 0x06, motors_a_card=100, reads_mode=True)
ADH814: Final = Dialect(0xA1, 0xA3, 0xA4, 0xA5, 0xA6, motors_a_card=60, reads_mode=False)
"""Its motors end at 3C in the only source."""

RUN_PAIR: Final = (0x07, 0xB5)
"""Two motors at once, 815 and 814; known here to read recordings."""
SCAN: Final = 0xA2
"""814: door feedback; its reply is in no source."""
READ_MODE: Final = 0x20
SET_MODE: Final = 0x21
READ_SWAP: Final = 0x34
SET_SWAP: Final = 0x35
SETTINGS: Final = frozenset({READ_MODE, SET_MODE, READ_SWAP, SET_SWAP})
"""Their replies bear the card's own address; all others 00."""

REQUEST_BYTES: Final[dict[int, int]] = {
    **{code: 0 for each in (ADH815, ADH814) for code in (each.identify, each.poll, each.clear)},
    **{each.temperature: 3 for each in (ADH815, ADH814)},
    **{each.run: 1 for each in (ADH815, ADH814)},
    **dict.fromkeys(RUN_PAIR, 2),
    SCAN: 0,
    READ_MODE: 0,
    SET_MODE: 2,
    READ_SWAP: 0,
    SET_SWAP: 1,
}
"""Command -> bytes of data in a request."""
ANY_LENGTH: Final = None
REPLY_BYTES: Final[dict[int, int | None]] = {
    **dict.fromkeys(REQUEST_BYTES, ANY_LENGTH),
    **{each.poll: 9 for each in (ADH815, ADH814)},
    **{each.run: 1 for each in (ADH815, ADH814)},
    **{each.clear: 0 for each in (ADH815, ADH814)},
    ADH815.temperature: 3,
    READ_MODE: 2,
    SET_MODE: 2,
}
"""Command -> bytes of data in a reply; where no source tells, only the CRC shows the end."""


class State(IntEnum):
    """What became of the last run command."""

    IDLE = 0
    RUNNING = 1
    DONE = 2
    """Until it is cleared; no other run is taken before."""


class Began(IntEnum):
    """The answer to a run command."""

    STARTED = 0
    NO_SUCH_MOTOR = 1
    REJECTED = 2
    NOT_CLEARED = 3


class MotorFault(IntEnum):
    """Bits 0 and 1 of a result."""

    NONE = 0
    OVER_CURRENT = 1
    OPEN = 2
    NO_STOP = 3


NO_DROP: Final = 0x04
"""Bit 2 of a result: the drop detection is on and saw nothing fall."""
RESULT_MAX: Final = 7
DROP_DETECTION: Final = 0x80
"""In the first byte of the mode."""
PROBE_OPEN: Final = -40
PROBE_SHORTED: Final = 120

BEGAN_WORDS: Final[dict[int, str]] = {
    Began.STARTED: "started",
    Began.NO_SUCH_MOTOR: "the card has no such motor",
    Began.REJECTED: "the card rejects the run",
    Began.NOT_CLEARED: "the last result has not been cleared",
}
FAULT_WORDS: Final[dict[int, str]] = {
    MotorFault.NONE: "the motor stopped as it should",
    MotorFault.OVER_CURRENT: "the motor had over-current",
    MotorFault.OPEN: "the motor is missing or its wire is open",
    MotorFault.NO_STOP: "the motor's stop signal did not come",
}


def motor_fault(result: int) -> int:
    """Bits 0 and 1."""
    return result & 0x03


def result_text(result: int) -> str:
    """In words; never raises. Whether a drop was watched for, a result does not tell."""
    if result > RESULT_MAX:
        return f"unknown result {result:02X}"
    return FAULT_WORDS[motor_fault(result)] + (", no drop seen" if result & NO_DROP else "")


def began_text(began: int) -> str:
    """The answer to a run command in words; never raises."""
    return BEGAN_WORDS.get(began, f"unknown answer {began:02X} to the run command")
