"""The hidden gesture: found by who knows it, never by a shopping finger."""

from __future__ import annotations

import pytest

from kiosk.staff.gesture import GESTURES, NEXT_WITHIN_MS, Corner, Progress, Step, corner_at, pressed, released

Touch = tuple[float, float, int, int]
"""x, y, milliseconds since the last touch ended, how long it lasts."""
LEFT, RIGHT = (0.05, 0.03), (0.95, 0.03)
MIDDLE = (0.5, 0.5)


def opens(steps: tuple[Step, ...], *touches: Touch) -> bool:
    now_ms, progress, found = 50_000, Progress(), False
    for x, y, after_ms, lasts_ms in touches:
        now_ms += after_ms
        progress = pressed(steps, progress, x, y, now_ms)
        now_ms += lasts_ms
        progress, found = released(steps, progress, x, y, now_ms)
    return found


CORNERS, HOLD = GESTURES["corners"], GESTURES["hold"]
RIGHT_WAY: tuple[Touch, ...] = ((*LEFT, 0, 80), (*RIGHT, 500, 80), (*LEFT, 500, 2_000))


def test_the_right_corners_in_time_open() -> None:
    assert opens(CORNERS, *RIGHT_WAY)
    assert opens(HOLD, (*LEFT, 0, 5_000))


def test_it_may_come_after_any_other_touch() -> None:
    assert opens(CORNERS, (*MIDDLE, 0, 50), *RIGHT_WAY)
    assert opens(CORNERS, (*LEFT, 0, 50), *RIGHT_WAY)


@pytest.mark.parametrize(
    "touches",
    [
        ((*LEFT, 0, 80), (*RIGHT, 500, 80), (*LEFT, 500, 1_999)),
        ((*LEFT, 0, 80), (*RIGHT, 500, 80), (*RIGHT, 500, 3_000)),
        ((*LEFT, 0, 80), (*LEFT, 500, 3_000)),
        ((*LEFT, 0, 80), (*RIGHT, NEXT_WITHIN_MS + 1, 80), (*LEFT, 500, 3_000)),
        ((*LEFT, 0, 80), (*RIGHT, 500, 80), (*MIDDLE, 100, 50), (*LEFT, 500, 3_000)),
        ((*LEFT, 0, 3_000),),
        ((*MIDDLE, 0, 9_000),),
    ],
    ids=[
        "too short",
        "wrong corner",
        "one left out",
        "too slow",
        "something between",
        "only held",
        "elsewhere",
    ],
)
def test_anything_else_does_not(touches: tuple[Touch, ...]) -> None:
    assert not opens(CORNERS, *touches)


def test_a_finger_that_slides_out_of_the_corner_does_not_count() -> None:
    progress = pressed(HOLD, Progress(), *LEFT, 0)
    assert released(HOLD, progress, *MIDDLE, 9_000) == (Progress(), False)


def test_a_release_without_its_press_is_nothing() -> None:
    assert released(HOLD, Progress(), *LEFT, 9_000) == (Progress(), False)


def test_every_gesture_takes_at_least_two_seconds() -> None:
    for steps in GESTURES.values():
        assert sum(step.hold_ms for step in steps) >= 2_000


def test_where_the_corners_are() -> None:
    assert corner_at(0.0, 0.0) is Corner.TOP_LEFT
    assert corner_at(1.0, 1.0) is Corner.BOTTOM_RIGHT
    assert corner_at(0.5, 0.0) is None and corner_at(0.0, 0.5) is None
