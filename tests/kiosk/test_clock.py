"""Clocks: the machine's own, shifted for demos, and the one that stands still."""

from __future__ import annotations

import time

import pytest

from kiosk.clock import ManualClock, SystemClock


def test_the_machines_clock_can_only_jump_ahead() -> None:
    clock = SystemClock()
    assert abs(clock.utc_ms() - time.time() * 1000) < 5_000
    before_ms, utc_ms = clock.monotonic_ms(), clock.utc_ms()
    clock.advance(3_600_000)
    assert clock.monotonic_ms() - before_ms >= 3_600_000
    assert clock.utc_ms() - utc_ms >= 3_600_000
    with pytest.raises(ValueError, match="back"):
        clock.advance(-1)


def test_the_manual_clock_stands_still_until_told() -> None:
    clock = ManualClock(5)
    assert (clock.utc_ms(), clock.monotonic_ms()) == (5, 1_000)
    assert clock.utc_ms() == 5
    clock.advance(10)
    assert (clock.utc_ms(), clock.monotonic_ms()) == (15, 1_010)
