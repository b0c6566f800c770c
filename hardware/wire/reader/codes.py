"""Codes in a stream of characters that is cut anywhere, by the reader's suffix or by its silence.

Pure: the caller says when it has been silent for long enough (``expire``). What cannot be a code is told as
``Spoilt`` and never with its characters: a code that lost one of them on the line is not guessed at.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from hardware.api import Suffix

CODE_MAX_CHARS: Final = 512
"""Payment codes have at most 24 digits (boards.md 11), a link printed on paper some hundred characters."""

ENDS: Final[Mapping[Suffix, tuple[bytes, ...]]] = {
    Suffix.AUTO: (b"\r", b"\n"),
    Suffix.CR: (b"\r",),
    Suffix.LF: (b"\n",),
    Suffix.CRLF: (b"\r\n",),
    Suffix.TAB: (b"\t",),
    Suffix.NONE: (),
}
_BLANK: Final = b"\0\t\n\r "
"""Around a code they are the rest of somebody's suffix."""
_FIRST, _LAST = 0x20, 0x7E
"""Printable ASCII."""


class Spoilt(StrEnum):
    """Why something that was read is no code."""

    GARBLED = "garbled"
    """It has characters beyond printable ASCII: noise, or a code with other text in it."""
    TOO_LONG = "too_long"
    UNFINISHED = "unfinished"
    """Its suffix never came."""


class Codes:
    """Finds the codes of one reader."""

    def __init__(self, suffix: Suffix) -> None:
        self._ends = ENDS[suffix]
        self._buffer = bytearray()
        self._is_too_long = False

    @property
    def is_waiting(self) -> bool:
        """Something has begun and not ended."""
        return bool(self._buffer) or self._is_too_long

    def feed(self, data: bytes) -> list[str | Spoilt]:
        """All that ``data`` completes."""
        found: list[str | Spoilt] = []
        self._buffer += data
        while (end := self._first_end()) is not None:
            at, length = end
            found += self._closed(bytes(self._buffer[:at]))
            del self._buffer[: at + length]
        if len(self._buffer) > CODE_MAX_CHARS:
            # What may be half a suffix stays.
            del self._buffer[:-1]
            self._is_too_long = True
        return found

    def expire(self) -> list[str | Spoilt]:
        """It has been silent: without a suffix the code is complete, with one it never will be."""
        rest = bytes(self._buffer)
        self._buffer.clear()
        if self._ends and not self._is_too_long:
            return [Spoilt.UNFINISHED] if rest.strip(_BLANK) else []
        return self._closed(rest)

    def _first_end(self) -> tuple[int, int] | None:
        places = [(at, len(end)) for end in self._ends if (at := self._buffer.find(end)) >= 0]
        return min(places, default=None)

    def _closed(self, raw: bytes) -> list[str | Spoilt]:
        if self._is_too_long or len(raw) > CODE_MAX_CHARS:
            self._is_too_long = False
            return [Spoilt.TOO_LONG]
        code = raw.strip(_BLANK)
        if not code:
            return []
        if any(not _FIRST <= char <= _LAST for char in code):
            return [Spoilt.GARBLED]
        return [code.decode("ascii")]
