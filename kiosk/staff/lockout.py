"""What wrong PINs cost: waiting, longer each time. Pure.

A try is counted before it is looked at and forgiven afterwards, and counts and times are kept on the disk:
pulling the plug in between forgives nothing. With the longest wait between two tries, somebody who may try
day and night finds a six-digit PIN after fifty years.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

WAITS_S = (30, 60, 300, 900, 3_600)
"""After the first, second ... wrong PIN beyond what is free; the last repeats."""
_LONGEST_MS = WAITS_S[-1] * 1_000


@dataclass(frozen=True, slots=True)
class Lock:
    """Of one person. ``until_ms`` is UTC, so that waiting outlives a restart."""

    failures: int = 0
    """Wrong PINs since the last right one."""
    until_ms: int = 0


OPEN = Lock()


def after_try(lock: Lock, now_ms: int, free: int) -> Lock:
    """``lock`` with one more wrong PIN. The waiting begins with the ``free``-th (``staff.lockout``)."""
    failures = lock.failures + 1
    if failures < free:
        return replace(lock, failures=failures)
    wait_s = WAITS_S[min(failures - free, len(WAITS_S) - 1)]
    return Lock(failures, now_ms + wait_s * 1_000)


def wait_ms(lock: Lock, now_ms: int) -> int:
    """How long nothing is accepted yet. Never longer than the longest wait: an end further away was written
    while the clock was wrong."""
    return min(max(0, lock.until_ms - now_ms), _LONGEST_MS)
