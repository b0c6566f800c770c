"""When: a moment of the machine's own place, and windows of dates, weekdays and hours. Pure: no clock.

Days are counted from 1970-01-01 (day 0, a Thursday) by the civil calendar; weekdays are ISO's, 1 Monday.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MINUTES_OF_DAY = 24 * 60
_DAYS_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS_OF_ERA = 146_097
"""400 Gregorian years: the calendar repeats after them."""
_DAYS_BEFORE_1970 = 719_468
"""From 0000-03-01, where an era begins, to 1970-01-01."""
_WALK_MAX_DAYS = 1_500
"""Every pair of weekday and day of the month comes up in a bit over four years."""
_ALWAYS = (-(10**9), 10**9)


@dataclass(frozen=True, slots=True)
class Day:
    number: int
    """Since 1970-01-01."""
    year: int
    month: int
    month_day: int

    @property
    def weekday(self) -> int:
        """1 Monday to 7 Sunday."""
        return (self.number + 3) % 7 + 1

    @property
    def before(self) -> Day:
        return day_at(self.number - 1)


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def day_of(date: str) -> Day:
    """The day of an ISO date, ``2026-02-28``. Raises ``ValueError`` for anything that is no day."""
    parts = date.split("-")
    if [len(part) for part in parts] != [4, 2, 2] or not all(
        part.isascii() and part.isdigit() for part in parts
    ):
        raise ValueError(f"{date!r} is not a date like 2026-01-31")
    year, month, month_day = (int(part) for part in parts)
    if year < 1 or not 1 <= month <= 12 or not 1 <= month_day <= days_of_month(year, month):
        raise ValueError(f"{date} is not in the calendar")
    from_march = (month + 9) % 12
    years = year - (1 if month <= 2 else 0)
    era, of_era = divmod(years, 400)
    of_year = (153 * from_march + 2) // 5 + month_day - 1
    number = era * _DAYS_OF_ERA + of_era * 365 + of_era // 4 - of_era // 100 + of_year - _DAYS_BEFORE_1970
    return Day(number, year, month, month_day)


def day_at(number: int) -> Day:
    """The day ``number`` days after 1970-01-01."""
    era, of_era = divmod(number + _DAYS_BEFORE_1970, _DAYS_OF_ERA)
    years = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    from_march = (5 * of_year + 2) // 153
    month = from_march + 3 if from_march < 10 else from_march - 9
    month_day = of_year - (153 * from_march + 2) // 5 + 1
    return Day(number, era * 400 + years + (1 if month <= 2 else 0), month, month_day)


def days_of_month(year: int, month: int) -> int:
    return 29 if month == 2 and is_leap(year) else _DAYS_OF_MONTH[month - 1]


@dataclass(frozen=True, slots=True)
class Moment:
    """``date``: ISO, in the machine's own zone; ``minute``: since its midnight, 0 to 1439."""

    date: str
    minute: int
    day: Day = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "day", day_of(self.date))
        if not 0 <= self.minute < MINUTES_OF_DAY:
            raise ValueError(f"minute {self.minute} is not in a day")


@dataclass(frozen=True, slots=True)
class Window:
    """When something holds; what is left empty does not limit. All of it must fit. Raises ``ValueError`` for
    a window that never opens.

    A span whose end lies before its start goes on past midnight and belongs to the day on which it started:
    Friday 22:00 to 02:00 includes Saturday 01:00 and not Friday 01:00.
    """

    from_date: str = ""
    until_date: str = ""
    """Inclusive, both."""
    weekdays: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    """Minutes since midnight: from (inclusive), to (exclusive)."""
    bounds: tuple[int, int] = field(init=False, repr=False, compare=False)
    """First and last day by number."""

    def __post_init__(self) -> None:
        first = day_of(self.from_date).number if self.from_date else _ALWAYS[0]
        last = day_of(self.until_date).number if self.until_date else _ALWAYS[1]
        object.__setattr__(self, "bounds", (first, last))
        if first > last:
            raise ValueError(f"ends on {self.until_date}, before it starts on {self.from_date}")
        if not all(1 <= day <= 7 for day in self.weekdays):
            raise ValueError("weekdays are 1 (Monday) to 7 (Sunday)")
        if not all(1 <= day <= 31 for day in self.month_days):
            raise ValueError("days of the month are 1 to 31")
        for start, end in self.spans:
            if not (0 <= start < MINUTES_OF_DAY and 0 <= end <= MINUTES_OF_DAY) or start == end:
                raise ValueError(f"from minute {start} to minute {end} is no time of a day")
        if last - first < _WALK_MAX_DAYS and not any(
            self._on(day_at(number)) for number in range(first, last + 1)
        ):
            raise ValueError(f"no day from {self.from_date} to {self.until_date} is one of its days")

    def holds(self, moment: Moment) -> bool:
        minute = moment.minute
        if not self.spans:
            return self._on(moment.day)
        for start, end in self.spans:
            if start < end:
                if start <= minute < end and self._on(moment.day):
                    return True
            elif (minute >= start and self._on(moment.day)) or (minute < end and self._on(moment.day.before)):
                return True
        return False

    def is_over(self, moment: Moment) -> bool:
        """It will not open again; the hours of the last day are not looked at."""
        return moment.day.number > self.bounds[1] and not self.holds(moment)

    def _on(self, day: Day) -> bool:
        return (
            self.bounds[0] <= day.number <= self.bounds[1]
            and (not self.weekdays or day.weekday in self.weekdays)
            and (not self.month_days or day.month_day in self.month_days)
        )


ANY_TIME = Window()
