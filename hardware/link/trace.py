"""What went over a wire lately: a bounded ring that can be read from any thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

TRACE_KEPT_ENTRIES: Final = 4_000
"""An idle XY line makes 10 entries a second: a bit less than seven minutes."""


class Direction(StrEnum):
    IN = "in"
    OUT = "out"
    NOTE = "note"
    """Not bytes: the port was opened, lost, or could not be opened; ``data`` holds the words in UTF-8."""
    TICK = "tick"
    """Neither: the port's user was told that time has passed. Only for a tap, which can play it all again."""
    CALL = "call"
    """Nor this: the next of the calls that were posted is carried out now. Only for a tap."""


@dataclass(frozen=True, slots=True)
class TraceEntry:
    at_us: int
    """Monotonic microseconds, taken after a read and before a write."""
    direction: Direction
    data: bytes


Tap = Callable[[TraceEntry], None]


OPENED: Final = "opened"
CLOSED: Final = "closed"
NOT_OPENED: Final = "not opened: "
LOST: Final = "lost: "
"""What notes say, and how they begin: behind the last two stand the words of the ``PortError``."""


class TraceRing:
    """Keeps the last ``TRACE_KEPT_ENTRIES``; a tap, if any, is called for each on the port's thread.

    ``is_secret``: of what came in only the length is kept, a ``*`` for each byte.
    """

    def __init__(self, tap: Tap | None = None, *, is_secret: bool = False) -> None:
        self._entries: deque[TraceEntry] = deque(maxlen=TRACE_KEPT_ENTRIES)
        self._tap = tap
        self._is_secret = is_secret

    def add(self, at_us: int, direction: Direction, data: bytes) -> None:
        if self._is_secret and direction is Direction.IN:
            data = b"*" * len(data)
        entry = TraceEntry(at_us, direction, data)
        self._entries.append(entry)
        if self._tap is not None:
            self._tap(entry)

    def mark(self, at_us: int, direction: Direction, data: bytes = b"") -> None:
        """Tell the tap, and keep nothing: there are as many ticks as there are frames."""
        if self._tap is not None:
            self._tap(TraceEntry(at_us, direction, data))

    def entries(self) -> tuple[TraceEntry, ...]:
        """Oldest first."""
        # copy() is one step for the interpreter; iterating while the port's thread appends would raise.
        return tuple(self._entries.copy())
