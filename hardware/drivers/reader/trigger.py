"""When a GM72 is told to read and to stop, and what it makes of that. Pure: time is handed in.

A command goes out behind a byte that wakes the reader, and is said again until it is taken. Reading ends by
itself after each code, and after a time no sheet tells: while codes are wanted the start is said again.
"""

from __future__ import annotations

from typing import Final

from hardware.api import ReaderTrouble
from hardware.wire.reader.gm72 import START, STOP, WAKE, WAKE_MS, Reply

ANSWER_MS: Final = 500
"""The sheet has no figure; a reply of six bytes takes 6 ms at 9600 baud."""
TRIES_MAX: Final = 3
AGAIN_MS: Final = 4_000
"""Readers of this family stop by themselves after some seconds; a start while it reads changes nothing."""

NO_ANSWER: Final = ReaderTrouble(
    "no_answer",
    "The code reader does not answer its commands. Check its wiring, or set scanner.options.trigger = "
    "'always'.",
    lasting=True,
)
REFUSED: Final = ReaderTrouble(
    "refused",
    "The code reader refuses to be started. Put it into host mode: "
    "python -m hardware.bench reader --set host",
    lasting=True,
)

Output = bytes | ReaderTrouble


class Trigger:
    """One reader that reads on command."""

    def __init__(self) -> None:
        self._is_open = False
        self._is_wanted = False
        self._tries = 0
        self._due_ms: int | None = None
        self._is_awake = False
        """The wake byte is out, the command follows at ``_due_ms``."""

    def opened(self, now_ms: int) -> list[Output]:
        """What it was told before is not known. Being told also shows whether it is there."""
        self._is_open = True
        return self._begin(now_ms)

    def lost(self) -> None:
        self._is_open = False
        self._due_ms = None

    def want(self, is_wanted: bool, now_ms: int) -> list[Output]:
        """From now on codes are wanted, or not."""
        self._is_wanted = is_wanted
        return self._begin(now_ms) if self._is_open else []

    def read(self, now_ms: int) -> list[Output]:
        """It has read something, so it has stopped reading."""
        return self._begin(now_ms) if self._is_wanted else []

    def heard(self, reply: Reply, now_ms: int) -> list[Output]:
        if not self._tries:
            return []  # said twice, or to somebody else
        self._tries = 0
        self._due_ms = now_ms + AGAIN_MS if self._is_wanted else None
        return [REFUSED] if reply is Reply.REFUSED and self._is_wanted else []

    def next_due_ms(self) -> int | None:
        return self._due_ms

    def due(self, now_ms: int) -> list[Output]:
        """``next_due_ms`` is reached."""
        if self._due_ms is None or now_ms < self._due_ms:
            return []
        if self._is_awake:
            self._is_awake = False
            self._due_ms = now_ms + ANSWER_MS
            return [START if self._is_wanted else STOP]
        if self._tries < TRIES_MAX:
            return self._wake(now_ms)
        self._tries = 0
        self._due_ms = now_ms + AGAIN_MS if self._is_wanted else None
        return [NO_ANSWER]

    def _begin(self, now_ms: int) -> list[Output]:
        self._tries = 0
        return self._wake(now_ms)

    def _wake(self, now_ms: int) -> list[Output]:
        self._tries += 1
        self._is_awake = True
        self._due_ms = now_ms + WAKE_MS
        return [WAKE]
