"""Two times: the wire's (signatures, ``Date``) and the gateway's (expiry, schedules, bills).

They are apart so that a test may jump to tomorrow's bill without making every client's signature stale.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

BEIJING = timezone(timedelta(hours=8))
"""A fixed offset, never the machine's zone: bills and answers are in +08:00 everywhere (payments.md 8.4)."""


class RealTime(Protocol):
    """Where the real time comes from; whole milliseconds since 1970-01-01T00:00Z."""

    def utc_ms(self) -> int: ...


class SystemTime:
    """This machine's clock."""

    def utc_ms(self) -> int:
        return time.time_ns() // 1_000_000


@dataclass(slots=True)
class Clocks:
    """Real time with the two shifts that the control port may set."""

    real: RealTime
    advanced_ms: int = 0
    """How far the gateway's time is ahead of the real one; never negative."""
    wire_skew_ms: int = 0
    """How wrong the gateway's own wall clock is; may be negative."""

    def real_ms(self) -> int:
        return self.real.utc_ms()

    def gateway_ms(self) -> int:
        return self.real.utc_ms() + self.advanced_ms

    def wire_s(self) -> int:
        return (self.real.utc_ms() + self.wire_skew_ms) // 1000


def beijing(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms // 1000, tz=BEIJING)


def rfc3339(at_ms: int) -> str:
    """``2026-10-01T10:05:00+08:00``: how the gateway writes an instant."""
    return beijing(at_ms).isoformat()


def http_date(at_s: int) -> str:
    return datetime.fromtimestamp(at_s, tz=UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
