"""One phone held before the reader is one code."""

from __future__ import annotations

from hardware.drivers.reader.repeats import REMEMBERED_MAX, Repeats

A, B = "134567890123456789", "2812345678901234"


def test_a_code_read_again_within_the_window_is_the_same_one() -> None:
    repeats = Repeats(3_000)
    assert [repeats.is_new(A, at) for at in (0, 1, 2_999)] == [True, False, False]


def test_the_window_begins_with_the_last_reading() -> None:
    repeats = Repeats(3_000)
    times = (0, 2_000, 4_000, 6_000, 9_000, 11_999, 15_000)
    assert [repeats.is_new(A, at) for at in times] == [True, False, False, False, True, False, True]


def test_each_code_has_a_window_of_its_own() -> None:
    repeats = Repeats(3_000)
    read = ((A, 0), (B, 1), (A, 2), (B, 3))
    assert [repeats.is_new(text, at) for text, at in read] == [
        True,
        True,
        False,
        False,
    ]


def test_who_waits_anew_hears_the_code_that_is_still_held() -> None:
    repeats = Repeats(3_000)
    repeats.is_new(A, 0)
    repeats.forget()
    assert repeats.is_new(A, 1)


def test_without_a_window_every_reading_counts() -> None:
    repeats = Repeats(0)
    assert [repeats.is_new(A, 0), repeats.is_new(A, 0)] == [True, True]


def test_only_so_many_are_remembered() -> None:
    repeats = Repeats(3_000)
    assert all(repeats.is_new(str(number), 0) for number in range(10_000))
    assert len(repeats._seen_ms) == REMEMBERED_MAX
    assert not repeats.is_new("9999", 1)
