"""Wrong PINs cost more and more time, whatever becomes of program and clock."""

from __future__ import annotations

from kiosk.staff.lockout import WAITS_S, Lock, after_try, wait_ms

FREE = 3
NOW_MS = 1_790_000_000_000


def tried(times: int, now_ms: int = NOW_MS) -> Lock:
    lock = Lock()
    for _ in range(times):
        lock = after_try(lock, now_ms, FREE)
    return lock


def test_the_first_ones_are_free_and_the_last_of_them_begins_the_waiting() -> None:
    assert wait_ms(tried(FREE - 1), NOW_MS) == 0
    assert wait_ms(tried(FREE), NOW_MS) == WAITS_S[0] * 1_000


def test_each_further_one_waits_longer_up_to_an_hour() -> None:
    waits = [wait_ms(tried(FREE + more), NOW_MS) // 1_000 for more in range(len(WAITS_S) + 2)]
    assert waits == [*WAITS_S, WAITS_S[-1], WAITS_S[-1]]


def test_waiting_ends_to_the_millisecond() -> None:
    lock = tried(FREE)
    assert wait_ms(lock, lock.until_ms - 1) == 1
    assert wait_ms(lock, lock.until_ms) == 0


def test_after_the_wait_the_count_goes_on() -> None:
    lock = tried(FREE)
    again = after_try(lock, lock.until_ms, FREE)
    assert wait_ms(again, lock.until_ms) == WAITS_S[1] * 1_000


def test_a_clock_that_was_years_ahead_locks_nobody_out_for_years() -> None:
    lock = tried(FREE, NOW_MS + 10**12)
    assert wait_ms(lock, NOW_MS) == WAITS_S[-1] * 1_000
