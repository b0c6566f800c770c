"""What a serial receiver makes of bytes that were sent at another speed than its own.

A byte goes as one start bit (low), eight data bits, lowest first, and one stop bit (high); the line rests
high. A receiver waits for the fall of a start bit and then looks at the middle of each bit by its own clock.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

BITS_A_BYTE: Final = 10
_DRIFT_SCALE: Final = 1_000


class FramingError(Enum):
    """What a receiver does with a byte whose stop bit is low; chips and drivers differ."""

    KEPT = "the byte is handed on as it was read"
    ZERO = "a zero is handed on in its place"
    DROPPED = "nothing is handed on"


class Recovery(Enum):
    """Where it looks for the next start bit after such a byte."""

    WAITS_FOR_HIGH = "the line must have been high again"
    AT_ONCE = "a line that is low is the next start bit"


def heard(
    data: bytes,
    sent_baud: int,
    heard_baud: int,
    *,
    error: FramingError = FramingError.KEPT,
    recovery: Recovery = Recovery.WAITS_FOR_HIGH,
    drift_permille: int = 0,
) -> bytes:
    """``data``, sent without a pause at ``sent_baud``, as heard at ``heard_baud``. ``drift_permille``: how
    much faster the receiver's clock runs than it should."""
    line = _Line(data, 2 * heard_baud * (_DRIFT_SCALE + drift_permille))
    bit = 2 * sent_baud * _DRIFT_SCALE
    half = bit // 2
    found = bytearray()
    at: int | None = line.next_low(0)
    while at is not None:
        if line.level(at + half):
            at = line.next_low(line.next_high(at))  # too short for a start bit
            continue
        byte = sum(line.level(at + half + bit * (1 + number)) << number for number in range(8))
        stop_at = at + half + bit * 9
        if line.level(stop_at):
            found.append(byte)
            at = line.next_low(stop_at)
            continue
        if error is not FramingError.DROPPED:
            found.append(byte if error is FramingError.KEPT else 0)
        is_patient = recovery is Recovery.WAITS_FOR_HIGH
        at = line.next_low(line.next_high(stop_at) if is_patient else stop_at)
    return bytes(found)


class _Line:
    """The level of the wire over time; one bit of the sender's lasts ``bit`` units."""

    def __init__(self, data: bytes, bit: int) -> None:
        self._bit = bit
        self._levels = [
            level for byte in data for level in (0, *((byte >> number) & 1 for number in range(8)), 1)
        ]

    def level(self, at: int) -> int:
        index = at // self._bit
        return self._levels[index] if index < len(self._levels) else 1

    def next_low(self, at: int) -> int | None:
        """From ``at`` on; None when the line rests for good."""
        index = at // self._bit
        while index < len(self._levels):
            if not self._levels[index]:
                return max(at, index * self._bit)
            index += 1
        return None

    def next_high(self, at: int) -> int:
        index = at // self._bit
        while index < len(self._levels) and not self._levels[index]:
            index += 1
        return max(at, index * self._bit)
