"""Requests to an ADH card, each checked against the sheet, and what its replies say (boards.md 6).

Motors count from 0 here, as on the wire. Two motors at once, thresholds, two-wire mode and the swap of rows
and columns are not here: one turns two lanes, the others are settings whose layout no document tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.wire.adh.codes import (
    CARD_MAX,
    DROP_DETECTION,
    PROBE_OPEN,
    PROBE_SHORTED,
    READ_MODE,
    SET_MODE,
    Dialect,
)
from hardware.wire.adh.frames import HOST, Frame

TEMPERATURE_MODES: Final = range(3)
"""1 is cool; 0 and 2 are in the sources without a meaning."""
TARGET_MIN_C: Final = -127
TARGET_MAX_C: Final = 127


@dataclass(frozen=True, slots=True)
class Run:
    """The reply to a poll: what the card knows of its last run, and its probe."""

    state: int
    motor: int
    """From 0."""
    result: int
    peak_ma: int
    mean_ma: int
    run_tenths_s: int
    probe_c: int
    """Whole degrees, or one of two sentinels: ``temperature_c``."""

    @property
    def temperature_c(self) -> int | None:
        """None when the probe is open or shorted."""
        return None if self.probe_c in (PROBE_OPEN, PROBE_SHORTED) else self.probe_c

    def encode(self, dialect: Dialect) -> Frame:
        """The reply as a card sends it."""
        data = bytes((self.state, self.motor, self.result))
        data += self.peak_ma.to_bytes(2, "big") + self.mean_ma.to_bytes(2, "big")
        return Frame(HOST, dialect.poll, data + bytes((self.run_tenths_s, self.probe_c & 0xFF)))

    @classmethod
    def of(cls, reply: Frame) -> Run:
        data = reply.data
        return cls(
            state=data[0],
            motor=data[1],
            result=data[2],
            peak_ma=int.from_bytes(data[3:5], "big"),
            mean_ma=int.from_bytes(data[5:7], "big"),
            run_tenths_s=data[7],
            probe_c=int.from_bytes(data[8:9], "big", signed=True),
        )


def ask_id(card: int, dialect: Dialect) -> Frame:
    return _to(card, dialect.identify)


def poll(card: int, dialect: Dialect) -> Frame:
    return _to(card, dialect.poll)


def run(card: int, motor: int, dialect: Dialect) -> Frame:
    """Turn one motor once; refused while a result waits to be cleared."""
    return _to(card, dialect.run, _in("motor", motor, 0, dialect.motors_a_card - 1))


def clear(card: int, dialect: Dialect) -> Frame:
    """The last result has been taken."""
    return _to(card, dialect.clear)


def set_temperature(card: int, mode: int, target_c: int, dialect: Dialect) -> Frame:
    """The target in whole degrees, as two bytes of a signed number."""
    _in("mode", mode, TEMPERATURE_MODES[0], TEMPERATURE_MODES[-1])
    target = _in("target_c", target_c, TARGET_MIN_C, TARGET_MAX_C).to_bytes(2, "big", signed=True)
    return _to(card, dialect.temperature, mode, *target)


def id_text(reply: Frame) -> str:
    """The number as text where it is one, else as hex."""
    text = reply.data.strip(b"\0 ")
    is_text = all(0x20 <= byte < 0x7F for byte in text)
    return text.decode("ascii") if is_text else reply.data.hex()


def read_mode(card: int) -> Frame:
    return _to(card, READ_MODE)


def set_mode(card: int, mode: bytes) -> Frame:
    return _to(card, SET_MODE, *mode)


def detects_drops(mode: bytes) -> bool:
    """Whether the drop detection is on in this mode (two bytes)."""
    return bool(mode[0] & DROP_DETECTION)


def with_detection(mode: bytes, on: bool) -> bytes:
    """The same mode with the drop detection on or off; all its other bits stay."""
    first = mode[0] | DROP_DETECTION if on else mode[0] & ~DROP_DETECTION
    return bytes((first, mode[1]))


def _to(card: int, command: int, *data: int) -> Frame:
    return Frame(_in("card", card, 1, CARD_MAX), command, bytes(data))


def _in(name: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError(f"{name} = {value} is not between {low} and {high}")
    return value
