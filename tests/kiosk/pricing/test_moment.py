"""Days by number against Python's own calendar, and windows at their very edges."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pricing.moment import Moment, Window, day_at, day_of

EPOCH = datetime.date(1970, 1, 1)


@given(st.dates(datetime.date(1, 1, 2)))
def test_days_are_those_of_the_calendar(date: datetime.date) -> None:
    day = day_of(date.isoformat())
    assert (day.number, day.weekday, day.month_day) == ((date - EPOCH).days, date.isoweekday(), date.day)
    assert day_at(day.number) == day and day.before.number == day.number - 1
    assert (day.year, day.month) == (date.year, date.month)


@pytest.mark.parametrize(
    "text", ["", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-01-32", "20260101", "٢٠٢٦-01-01"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        day_of(text)


@pytest.mark.parametrize("minute", [-1, 1440])
def test_a_moment_lies_in_its_day(minute: int) -> None:
    with pytest.raises(ValueError, match="not in a day"):
        Moment("2026-11-26", minute)


def at(text: str) -> Moment:
    date, clock = text.split(" ")
    return Moment(date, int(clock[:2]) * 60 + int(clock[3:]))


AFTERNOON = Window(spans=((14 * 60, 17 * 60),))
FRIDAY_NIGHT = Window("2026-11-27", "2026-11-27", spans=((22 * 60, 2 * 60),))
UNTIL_MIDNIGHT = Window(spans=((22 * 60, 24 * 60),))
TWICE = Window(weekdays=(4,), spans=((60, 120), (180, 240)))


@pytest.mark.parametrize(
    ("window", "when", "holds"),
    [
        (Window(), "2026-11-26 00:00", True),
        (Window(until_date="2026-11-26"), "2026-11-26 23:59", True),
        (Window(until_date="2026-11-26"), "2026-11-27 00:00", False),
        (Window("2026-11-27"), "2026-11-26 23:59", False),
        (Window("2026-11-27"), "2026-11-27 00:00", True),
        (Window(weekdays=(4,)), "2026-11-26 12:00", True),
        (Window(weekdays=(4,)), "2026-11-27 12:00", False),
        (Window(month_days=(26,)), "2026-11-26 12:00", True),
        (Window(month_days=(26,)), "2026-11-27 12:00", False),
        (AFTERNOON, "2026-11-26 13:59", False),
        (AFTERNOON, "2026-11-26 14:00", True),
        (AFTERNOON, "2026-11-26 16:59", True),
        (AFTERNOON, "2026-11-26 17:00", False),
        (FRIDAY_NIGHT, "2026-11-27 01:00", False),
        (FRIDAY_NIGHT, "2026-11-27 21:59", False),
        (FRIDAY_NIGHT, "2026-11-27 22:00", True),
        (FRIDAY_NIGHT, "2026-11-28 01:59", True),
        (FRIDAY_NIGHT, "2026-11-28 02:00", False),
        (FRIDAY_NIGHT, "2026-11-28 22:00", False),
        (UNTIL_MIDNIGHT, "2026-11-26 23:59", True),
        (UNTIL_MIDNIGHT, "2026-11-27 00:00", False),
        (TWICE, "2026-11-26 01:30", True),
        (TWICE, "2026-11-26 02:30", False),
        (TWICE, "2026-11-26 03:30", True),
    ],
)
def test_windows_open_and_close_to_the_minute(window: Window, when: str, holds: bool) -> None:
    assert window.holds(at(when)) is holds


def test_a_window_is_over_when_its_last_night_is() -> None:
    assert not FRIDAY_NIGHT.is_over(at("2026-11-27 23:00"))
    assert not FRIDAY_NIGHT.is_over(at("2026-11-28 01:00"))
    assert FRIDAY_NIGHT.is_over(at("2026-11-28 02:00")) and not Window().is_over(at("2026-11-28 02:00"))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (lambda: Window("2026-11-27", "2026-11-26"), "before it starts"),
        (lambda: Window("2026-02-30"), "calendar"),
        (lambda: Window(weekdays=(0,)), "Monday"),
        (lambda: Window(weekdays=(8,)), "Monday"),
        (lambda: Window(month_days=(32,)), "1 to 31"),
        (lambda: Window(month_days=(0,)), "1 to 31"),
        (lambda: Window(spans=((60, 60),)), "no time of a day"),
        (lambda: Window(spans=((-1, 60),)), "no time of a day"),
        (lambda: Window(spans=((1440, 60),)), "no time of a day"),
        (lambda: Window(spans=((60, 1441),)), "no time of a day"),
        (lambda: Window("2026-02-01", "2026-02-28", month_days=(29,)), "no day from"),
        (lambda: Window("2026-11-26", "2026-11-26", weekdays=(5,)), "no day from"),
    ],
)
def test_a_window_that_never_opens_cannot_be_made(wrong: object, why: str) -> None:
    assert callable(wrong)
    with pytest.raises(ValueError, match=why):
        wrong()


def test_a_rare_day_is_a_day() -> None:
    assert Window("2026-01-01", "2026-12-31", weekdays=(7,), month_days=(31,)).holds(at("2026-05-31 10:00"))
