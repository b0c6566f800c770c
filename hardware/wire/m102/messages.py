"""Requests to an M102 card, each checked against the sheet, and what its replies say (boards.md 5.2).

Motors count from 0 here, as on the wire. Setting a card's address is not here: it changes whichever card
hears it, and the manual's text and its sample disagree on the frame.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hardware.wire.m102.codes import (
    CARD_MAX,
    HOTTEST_TENTHS_C,
    INPUTS,
    MOTORS_A_CARD_MAX,
    NO_PROBE_TENTHS_C,
    OUTPUT_DONE,
    OUTPUT_MAX,
    Code,
    Curtain,
    Drive,
)
from hardware.wire.m102.frames import HOST, Frame

ID_BYTES: Final = 12
CURRENT_STEP_MA: Final = 10
CURRENT_MAX_MA: Final = 2_550
TIMEOUT_STEP_MS: Final = 100
TIMEOUT_MAX_MS: Final = 10_000
_WORD: Final = re.compile(rb"[ -~]{4,}")


@dataclass(frozen=True, slots=True)
class Limits:
    """When a card stops a motor by itself; 0 leaves it to the card's own defaults."""

    over_current_ma: int = 0
    under_current_ma: int = 0
    timeout_ms: int = 0

    def __post_init__(self) -> None:
        _in("over_current_ma", self.over_current_ma, 0, CURRENT_MAX_MA)
        _in("under_current_ma", self.under_current_ma, 0, CURRENT_MAX_MA)
        _in("timeout_ms", self.timeout_ms, 0, TIMEOUT_MAX_MS)

    def encode(self) -> bytes:
        """Y4 to Y6; what lies between two steps becomes the lower one."""
        return bytes(
            (
                self.over_current_ma // CURRENT_STEP_MA,
                self.under_current_ma // CURRENT_STEP_MA,
                self.timeout_ms // TIMEOUT_STEP_MS,
            )
        )


@dataclass(frozen=True, slots=True)
class Run:
    """The reply to a poll: what the card knows of its last run."""

    state: int
    motor: int
    """From 0."""
    outcome: int
    peak_ma: int
    mean_ma: int
    run_ms: int
    drop_ms: int
    """How long the goods took through the light curtain; 0: none came."""

    def encode(self) -> Frame:
        """The reply as a card sends it."""
        numbers = b"".join(number.to_bytes(2, "big") for number in (self.peak_ma, self.mean_ma, self.run_ms))
        head = bytes((self.state, self.motor, self.outcome))
        return Frame(HOST, Code.POLL, head + numbers + bytes((self.drop_ms,)))

    @classmethod
    def of(cls, reply: Frame) -> Run:
        data = reply.data
        return cls(
            state=data[0],
            motor=data[1],
            outcome=data[2],
            peak_ma=int.from_bytes(data[3:5], "big"),
            mean_ma=int.from_bytes(data[5:7], "big"),
            run_ms=int.from_bytes(data[7:9], "big"),
            drop_ms=data[9],
        )


def ask_id(card: int) -> Frame:
    return _to(card, Code.ID)


def poll(card: int) -> Frame:
    return _to(card, Code.POLL)


def scan(card: int, motor: int) -> Frame:
    """Whether something hangs at the motor's terminals; it does not turn [one app's makers]."""
    return _to(card, Code.SCAN, _motor(motor))


def run(card: int, motor: int, drive: Drive, curtain: Curtain, limits: Limits) -> Frame:
    """Turn one motor once, or open one lock."""
    return _to(card, Code.RUN, _motor(motor), drive, curtain, *limits.encode())


def ask_temperature(card: int) -> Frame:
    return _to(card, Code.TEMPERATURE)


def ask_humidity(card: int) -> Frame:
    return _to(card, Code.HUMIDITY)


def ask_inputs(card: int) -> Frame:
    return _to(card, Code.INPUTS)


def switch(card: int, output: int, on: int) -> Frame:
    """One of the outputs: fan, compressor, light and the like, as the machine is wired."""
    return _to(card, Code.OUTPUT, _in("output", output, 0, OUTPUT_MAX), _in("on", on, 0, 1))


def is_switched(reply: Frame, output: int, on: int) -> bool:
    """Whether the reply says that the output is now as it was asked to be."""
    return reply.data[0] == output and reply.data[1] == OUTPUT_DONE + on


def id_text(reply: Frame) -> str:
    """What can be read of a card's number: its printable part, or all of it as hex."""
    number = reply.data[:ID_BYTES]
    word = max(_WORD.findall(number), key=len, default=b"")
    return word.decode("ascii").strip() or number.hex()


def temperature_tenths_c(reply: Frame, offset_tenths_c: int = 0) -> int | None:
    """In tenths of a degree; None without a probe or when no probe reads so (boards.md 5.2, 11).

    ``offset_tenths_c`` is taken off: 20 for the field firmware of one app's makers.
    """
    raw = int.from_bytes(reply.data[:2], "big", signed=True)
    return raw - offset_tenths_c if NO_PROBE_TENTHS_C < raw <= HOTTEST_TENTHS_C + offset_tenths_c else None


def inputs(reply: Frame) -> tuple[bool, ...]:
    """Whether each input is connected, the first one first."""
    return tuple(bool(byte) for byte in reply.data[:INPUTS])


def _to(card: int, code: Code, *data: int) -> Frame:
    return Frame(_in("card", card, 1, CARD_MAX), code, bytes(data))


def _motor(motor: int) -> int:
    return _in("motor", motor, 0, MOTORS_A_CARD_MAX - 1)


def _in(name: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError(f"{name} = {value} is not between {low} and {high}")
    return value
