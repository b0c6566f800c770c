"""Levels, and when a birthday's coupon is due."""

from __future__ import annotations

from datetime import date

import pytest

from cloud.members.programme import LEVELS, WELCOME, birthday_issue, standing, until


def test_levels_ascend_from_nothing() -> None:
    assert [level.at_points for level in LEVELS] == sorted({level.at_points for level in LEVELS})
    assert LEVELS[0].at_points == 0
    assert all({"zh_CN", "en"} <= level.names.keys() for level in LEVELS)


@pytest.mark.parametrize(
    ("points", "level", "missing", "percent"),
    [
        (0, "standard", 200, 0),
        (199, "standard", 1, 99),
        (200, "silver", 600, 0),
        (500, "silver", 300, 50),
        (800, "gold", 0, 100),
        (9_999, "gold", 0, 100),
    ],
)
def test_the_way_to_the_next_level(points: int, level: str, missing: int, percent: int) -> None:
    stands = standing(points)
    assert (stands.level.id, stands.missing_points, stands.percent) == (level, missing, percent)


@pytest.mark.parametrize(
    ("birthday", "today", "why"),
    [
        ("", date(2026, 5, 6), ""),
        ("05-06", date(2026, 5, 6), "birthday-2026"),
        ("05-06", date(2026, 4, 30), "birthday-2026"),
        ("05-06", date(2026, 4, 29), ""),
        ("05-06", date(2026, 5, 7), ""),
        ("01-02", date(2026, 12, 28), "birthday-2027"),
        ("02-29", date(2026, 2, 28), "birthday-2026"),
        ("02-29", date(2028, 2, 29), "birthday-2028"),
    ],
)
def test_a_birthdays_coupon_is_due_within_the_week_before(birthday: str, today: date, why: str) -> None:
    assert birthday_issue(birthday, today) == why


def test_a_coupon_counts_its_first_day() -> None:
    assert until(WELCOME, date(2026, 1, 1)) == "2026-01-30"
