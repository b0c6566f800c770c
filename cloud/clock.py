"""The cloud's own time, in the shape the payment adapters ask for."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Whole milliseconds: monotonic for deadlines, UTC for records."""

    def monotonic_ms(self) -> int: ...

    def utc_ms(self) -> int: ...


class HostClock:
    """The host's clocks. A cloud's host keeps time by NTP; machines are judged by it."""

    def monotonic_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000

    def utc_ms(self) -> int:
        return time.time_ns() // 1_000_000
