"""Find frames without a header: what they must look like and their checksum are all there is to go by.

For the boards that only speak when asked (boards.md 3 to 6). Each family gives a ``Match``, which looks at
the first bytes of what is left and says whether a frame starts there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final, Generic, TypeVar

from hardware.wire.noise import NOISE_KEPT_BYTES, Noise

Frame_co = TypeVar("Frame_co", covariant=True)
FrameT = TypeVar("FrameT")


class NoMatch(Enum):
    MORE = "too short to tell"
    NONE = "no frame starts here"
    BAD_CHECKSUM = "it looks like a frame, but its checksum is wrong"


@dataclass(frozen=True)
class Match(Generic[Frame_co]):
    """A frame at the very start of the bytes that were looked at."""

    frame: Frame_co
    length_bytes: int


Look = Callable[[bytes], Match[FrameT] | NoMatch]
"""Sees up to ``window_bytes`` of what is left, from where a frame might start; must not raise."""


def begins(first: Iterable[int], second: Iterable[int]) -> re.Pattern[bytes]:
    """Where a frame may begin, by its first two bytes, for a fast way over what is none."""
    heads = (b"".join(re.escape(bytes((each,))) for each in sorted(set(side))) for side in (first, second))
    return re.compile(b"[%b](?:[%b]|\\Z)" % tuple(heads), re.DOTALL)


ANYWHERE: Final = re.compile(b".", re.DOTALL)


class NoiseReason(StrEnum):
    GARBAGE = "no frame starts here"
    BAD_CHECKSUM = "wrong checksum"
    INCOMPLETE = "the frame never ended"


class SlidingDecoder(Generic[FrameT]):
    """Finds frames in a stream cut anywhere. Never raises on any input and holds less than one frame.

    What is no frame costs one byte and the search goes on behind it (the maker's own app does the same,
    boards.md 3.4), so that a good frame behind or inside any garbage is found.
    """

    def __init__(
        self, look: Look[FrameT], window_bytes: int, may_begin: re.Pattern[bytes] = ANYWHERE
    ) -> None:
        """``window_bytes``: the longest frame there is. ``may_begin``: every place at which ``look`` may say
        anything else than NONE; on a noisy line most of the time would go into asking it."""
        self._look = look
        self._may_begin = may_begin
        self._window_bytes = window_bytes
        self._pending = b""
        self._noise = bytearray()
        self._noise_count = 0
        self._noise_reason = NoiseReason.GARBAGE

    @property
    def is_waiting(self) -> bool:
        """True while what may be the beginning of a frame waits for the rest of it."""
        return bool(self._pending)

    def feed(self, data: bytes) -> list[FrameT | Noise]:
        """Everything that ``data`` completes, in the order of the wire."""
        return self._scan(self._pending + data, is_over=False)

    def expire(self) -> list[FrameT | Noise]:
        """Give up the unfinished frame; call after a silence. Frames behind it follow."""
        return self._scan(self._pending, is_over=True)

    def _scan(self, data: bytes, *, is_over: bool) -> list[FrameT | Noise]:
        found: list[FrameT | Noise] = []
        at = 0
        while (at := self._skip(data, at)) < len(data):
            seen = self._look(data[at : at + self._window_bytes])
            if isinstance(seen, Match):
                self._flush_noise(found)
                found.append(seen.frame)
                at += seen.length_bytes
            elif seen is NoMatch.MORE and not is_over and len(data) - at < self._window_bytes:
                break
            else:
                self._reject(data[at], seen)
                at += 1
        self._pending = data[at:]
        self._flush_noise(found)
        return found

    def _skip(self, data: bytes, at: int) -> int:
        """Over what cannot begin a frame; where one may begin, or the end."""
        place = self._may_begin.search(data, at)
        start = len(data) if place is None else place.start()
        room = NOISE_KEPT_BYTES - len(self._noise)
        self._noise += data[at : min(start, at + room)]
        self._noise_count += start - at
        return start

    def _reject(self, byte: int, why: NoMatch) -> None:
        if self._noise_reason is NoiseReason.GARBAGE and why is not NoMatch.NONE:
            is_checksum = why is NoMatch.BAD_CHECKSUM
            self._noise_reason = NoiseReason.BAD_CHECKSUM if is_checksum else NoiseReason.INCOMPLETE
        if len(self._noise) < NOISE_KEPT_BYTES:
            self._noise.append(byte)
        self._noise_count += 1

    def _flush_noise(self, found: list[FrameT | Noise]) -> None:
        if self._noise_count:
            found.append(Noise(self._noise_reason, bytes(self._noise), self._noise_count))
        self._noise.clear()
        self._noise_count, self._noise_reason = 0, NoiseReason.GARBAGE
