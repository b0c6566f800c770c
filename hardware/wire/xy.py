"""Framing of the XY "FA FB" wire, for both ends of it (boards.md 2.1).

A frame is ``FA FB | cmd | len | PackNO + text | XOR``; ``len`` counts PackNO and text, XOR runs over all
bytes before it, header included. POLL and ACK are the only frames without a PackNO.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import xor
from typing import Final

from hardware.wire.noise import NOISE_KEPT_BYTES as NOISE_KEPT_BYTES
from hardware.wire.noise import Noise as Noise

HEADER: Final = b"\xfa\xfb"
BODY_MAX_BYTES: Final = 254
"""len is one byte and counts the PackNO too (boards.md 2.1)."""
FRAME_MAX_BYTES: Final = 2 + 1 + 1 + 255 + 1
FRAME_GAP_MS: Final = 50
"""Silence after which an unfinished frame is given up: the longest one takes 45 ms at 57600 8N1, and a
POLL hidden behind a false header must still be answered within 100 ms (boards.md 2.2)."""

CMD_POLL: Final = 0x41
CMD_ACK: Final = 0x42
PACK_NO_MAX: Final = 255

_LEN_AT = 3
_OVERHEAD_BYTES = 5


def checksum(data: bytes) -> int:
    """XOR of all bytes."""
    return reduce(xor, data, 0)


def next_pack_no(pack_no: int) -> int:
    """1..255, and 1 again after 255 (boards.md 2.2). ``0`` means "none yet" and is followed by 1."""
    return pack_no % PACK_NO_MAX + 1


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. ``body`` is the text after the PackNO; ``pack_no`` is None only where len is 0."""

    cmd: int
    pack_no: int | None
    body: bytes = b""

    def __post_init__(self) -> None:
        if not 0 <= self.cmd <= 0xFF:
            raise ValueError(f"command {self.cmd} is not one byte")
        if self.pack_no is None:
            if self.body:
                raise ValueError("a frame without a PackNO has no text")
        elif not 0 <= self.pack_no <= PACK_NO_MAX:
            raise ValueError(f"PackNO {self.pack_no} is not one byte")
        if len(self.body) > BODY_MAX_BYTES:
            raise ValueError(f"{len(self.body)} bytes of text do not fit, {BODY_MAX_BYTES} do")

    def encode(self) -> bytes:
        """The frame's bytes on the wire."""
        text = b"" if self.pack_no is None else bytes((self.pack_no,)) + self.body
        head = HEADER + bytes((self.cmd, len(text))) + text
        return head + bytes((checksum(head),))


POLL: Final = Frame(CMD_POLL, None)
ACK: Final = Frame(CMD_ACK, None)


class NoiseReason(StrEnum):
    GARBAGE = "no frame starts here"
    BAD_CHECKSUM = "wrong XOR"
    INCOMPLETE = "the frame never ended"


class Decoder:
    """Finds frames in a stream cut anywhere. Never raises on any input and holds less than one frame.

    A wrong frame costs only its first byte: the search goes on right behind it, so that a good frame
    that lies inside the supposed text is still found.
    """

    def __init__(self) -> None:
        self._pending = b""
        self._noise = b""
        self._noise_count = 0
        self._noise_reason = NoiseReason.GARBAGE

    @property
    def is_waiting(self) -> bool:
        """True while the beginning of a frame waits for the rest of it."""
        return bool(self._pending)

    def feed(self, data: bytes) -> list[Frame | Noise]:
        """Everything that ``data`` completes, in the order of the wire."""
        self._pending += data
        return self._scan()

    def expire(self) -> list[Frame | Noise]:
        """Give up the unfinished frame; call after ``FRAME_GAP_MS`` of silence. Frames behind it follow."""
        found: list[Frame | Noise] = []
        while self._pending:
            self._reject(1, NoiseReason.INCOMPLETE)
            found += self._scan(flush=False)
        self._flush_noise(found)
        return found

    def _scan(self, flush: bool = True) -> list[Frame | Noise]:
        found: list[Frame | Noise] = []
        while self._pending:
            self._skip_to_header()
            length = self._frame_length()
            if length is None:
                break
            raw = self._pending[:length]
            if checksum(raw[:-1]) != raw[-1]:
                self._reject(1, NoiseReason.BAD_CHECKSUM)
                continue
            self._pending = self._pending[length:]
            self._flush_noise(found)
            text = raw[_LEN_AT + 1 : -1]
            found.append(Frame(raw[2], text[0] if text else None, text[1:]))
        if flush:
            self._flush_noise(found)
        return found

    def _skip_to_header(self) -> None:
        start = self._pending.find(HEADER)
        if start < 0:
            # A lone FA at the end may be the first half of a header.
            start = len(self._pending) - self._pending.endswith(HEADER[:1])
        if start:
            self._reject(start, NoiseReason.GARBAGE)

    def _frame_length(self) -> int | None:
        """Bytes of the frame that starts the buffer, or None until all of them are here."""
        if len(self._pending) <= _LEN_AT:
            return None
        length = self._pending[_LEN_AT] + _OVERHEAD_BYTES
        return length if len(self._pending) >= length else None

    def _reject(self, count: int, reason: NoiseReason) -> None:
        if self._noise_reason is NoiseReason.GARBAGE:
            self._noise_reason = reason
        self._noise += self._pending[: min(count, NOISE_KEPT_BYTES - len(self._noise))]
        self._noise_count += count
        self._pending = self._pending[count:]

    def _flush_noise(self, found: list[Frame | Noise]) -> None:
        if self._noise_count:
            found.append(Noise(self._noise_reason, self._noise, self._noise_count))
        self._noise, self._noise_count, self._noise_reason = b"", 0, NoiseReason.GARBAGE
