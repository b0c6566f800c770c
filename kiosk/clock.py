"""Time is handed in: monotonic for deadlines, UTC for records."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Both readings are whole milliseconds."""

    def monotonic_ms(self) -> int:
        """Never goes back; for deadlines and durations only."""

    def utc_ms(self) -> int:
        """Since 1970-01-01T00:00Z; for records. May jump: nothing may depend on a difference of two."""


class SystemClock:
    """The machine's clocks, plus a shift the demo's control socket may add to try out deadlines."""

    def __init__(self) -> None:
        self._shift_ms = 0
        self._jumped_ms = 0

    def monotonic_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000 + self._shift_ms

    def utc_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self._shift_ms + self._jumped_ms

    def advance(self, shift_ms: int) -> None:
        """Let ``shift_ms`` (>= 0) pass at once."""
        if shift_ms < 0:
            raise ValueError("time does not go back")
        self._shift_ms += shift_ms

    def jump(self, by_ms: int) -> None:
        """Somebody set the clock, forward or back: no time passes."""
        self._jumped_ms += by_ms


class ManualClock:
    """A clock that stands still until told; for tests."""

    def __init__(self, utc_ms: int = 1_790_000_000_000) -> None:
        self._monotonic_ms = 1_000
        self._utc_ms = utc_ms

    def monotonic_ms(self) -> int:
        return self._monotonic_ms

    def utc_ms(self) -> int:
        return self._utc_ms

    def advance(self, shift_ms: int) -> None:
        self._monotonic_ms += shift_ms
        self._utc_ms += shift_ms

    def jump(self, by_ms: int) -> None:
        """Somebody set the clock, forward or back: no time passes."""
        self._utc_ms += by_ms
