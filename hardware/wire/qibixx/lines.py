"""Find the adapter's lines in a stream cut anywhere. A line bears no checksum: only its form tells it.

Whatever stands before a line of good form, back to the last line's end, is noise: bytes from before the plug
was in, or a line whose end was lost. Half a line is never taken for a shorter one of good form, but for an
answer of the bus that lost two digits or more at once; who counts money counts it again (drivers/qibixx).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Final, Generic, TypeVar

from hardware.wire.noise import NOISE_KEPT_BYTES, Noise
from hardware.wire.qibixx.answers import Answer, parse_answer
from hardware.wire.qibixx.commands import Command, parse_command

LineT = TypeVar("LineT")

LINE_MAX_BYTES: Final = 160
"""The longest line there is has 36 bytes as hex behind ``p,``, or a text of 80; and noise before it."""
FRAME_GAP_MS: Final = 50
"""Silence after which an unfinished line is given up: a line takes 7 ms at 115200 8N1, and a USB adapter
hands over what it has every 16 ms."""
_ENDS: Final = re.compile(rb"[\r\n]")
_STARTS: Final = re.compile(r"[a-zA-Z](?:,|$)")


class NoiseReason(StrEnum):
    GARBAGE = "no line of the adapter's"
    INCOMPLETE = "the line never ended"
    TOO_LONG = "longer than any line"


class LineDecoder(Generic[LineT]):
    """Never raises on any input and holds less than ``LINE_MAX_BYTES``."""

    def __init__(self, parse: Callable[[str], LineT | None]) -> None:
        """``parse`` tells a good line's value, None for any other."""
        self._parse = parse
        self._pending = b""
        self._skipped_bytes = 0
        """Of a line that is too long already; its end is awaited."""

    @property
    def is_waiting(self) -> bool:
        return bool(self._pending) or self._skipped_bytes > 0

    def feed(self, data: bytes) -> list[LineT | Noise]:
        """Everything that ``data`` completes, in the order of the wire."""
        found: list[LineT | Noise] = []
        *lines, rest = _ENDS.split(data)
        for line in lines:
            found += self._close(self._pending + line)
            self._pending = b""
        self._hold(rest)
        return found

    def expire(self) -> list[LineT | Noise]:
        """Give up the unfinished line; call after a silence."""
        count = len(self._pending) + self._skipped_bytes
        noise = Noise(NoiseReason.INCOMPLETE, self._pending[:NOISE_KEPT_BYTES], count)
        self._pending, self._skipped_bytes = b"", 0
        return [noise] if count else []

    def _hold(self, rest: bytes) -> None:
        """Of a line that is too long its last bytes are kept: a good line may stand at its end."""
        self._pending += rest
        too_many = max(0, len(self._pending) - LINE_MAX_BYTES + 1)
        self._skipped_bytes += too_many
        self._pending = self._pending[too_many:]

    def _close(self, line: bytes) -> list[LineT | Noise]:
        skipped, self._skipped_bytes = self._skipped_bytes, 0
        if len(line) > LINE_MAX_BYTES:
            skipped += len(line) - LINE_MAX_BYTES
            line = line[-LINE_MAX_BYTES:]
        if not line and not skipped:
            return []  # between CR and LF
        before, answer = self._split(line)
        found: list[LineT | Noise] = []
        if before or skipped:
            reason = NoiseReason.TOO_LONG if skipped else NoiseReason.GARBAGE
            found.append(Noise(reason, before[:NOISE_KEPT_BYTES], len(before) + skipped))
        return found if answer is None else [*found, answer]

    def _split(self, line: bytes) -> tuple[bytes, LineT | None]:
        """The noise a line begins with, and the longest good one it ends with."""
        text = line.decode("latin-1")
        for start in _STARTS.finditer(text):
            found = self._parse(text[start.start() :])
            if found is not None:
                return line[: start.start()], found
        return line, None


def answer_decoder() -> LineDecoder[Answer]:
    """Finds what the adapter says: our side of the wire."""
    return LineDecoder(parse_answer)


def command_decoder() -> LineDecoder[Command]:
    """Finds what the adapter is told: its side, and what we sent ourselves in a recording."""
    return LineDecoder(parse_command)
