"""What being a member is worth: levels, welcome and birthday coupons, and the text that is agreed to. Pure.

One table for each; a merchant who wants others changes them here. What a coupon promises is a rule of the
prices (``docs/pricing.md``): here stands only which one is issued, and for how long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

CONSENT_VERSION = "2026-11"
"""Of the words in ``cloud.phone.members.words``: who agreed to older ones is asked again."""
YEAR_S = 365 * 24 * 3600
"""Levels look at the points earned within so long."""


@dataclass(frozen=True, slots=True)
class Level:
    id: str
    """As rules name it (``levels``)."""
    at_points: int
    """Earned within a year."""
    names: Mapping[str, str] = field(default_factory=dict)
    has_priority: bool = False
    """Lanes and flash sales that are kept for some are open to it."""


LEVELS = (
    Level("standard", 0, {"zh_CN": "普通会员", "en": "Member"}),
    Level("silver", 200, {"zh_CN": "银卡会员", "en": "Silver"}),
    Level("gold", 800, {"zh_CN": "金卡会员", "en": "Gold"}, has_priority=True),
)
"""Ascending."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One member's level and the way to the next."""

    level: Level
    next: Level | None
    missing_points: int
    percent: int


def standing(year_points: int) -> Standing:
    """Of whoever earned so many points within a year."""
    reached = max((level for level in LEVELS if level.at_points <= year_points), key=_at)
    ahead = [level for level in LEVELS if level.at_points > year_points]
    if not ahead:
        return Standing(reached, None, 0, 100)
    following = min(ahead, key=_at)
    way = following.at_points - reached.at_points
    gone = year_points - reached.at_points
    return Standing(reached, following, following.at_points - year_points, 100 * gone // way)


def _at(level: Level) -> int:
    return level.at_points


@dataclass(frozen=True, slots=True)
class Issue:
    """A coupon that is given out by itself."""

    coupon: str
    """The rule's id."""
    days: int
    """Good for so many, the first one included."""
    names: Mapping[str, str] = field(default_factory=dict)


WELCOME = Issue("welcome", 30, {"zh_CN": "新人券", "en": "Welcome coupon"})
BIRTHDAY = Issue("birthday", 31, {"zh_CN": "生日券", "en": "Birthday coupon"})
ISSUES = {issue.coupon: issue for issue in (WELCOME, BIRTHDAY)}


def until(issue: Issue, today: date) -> str:
    """ISO date, inclusive."""
    return (today + timedelta(days=issue.days - 1)).isoformat()


def birthday_issue(birthday: str, today: date) -> str:
    """What makes this year's birthday coupon single; empty: not within the week that ends on the day."""
    if not birthday:
        return ""
    month, day = (int(part) for part in birthday.split("-"))
    for ahead in range(7):
        then = today + timedelta(days=ahead)
        is_leapling = (
            (month, day) == (2, 29) and (then.month, then.day) == (2, 28) and not _is_leap(then.year)
        )
        if (then.month, then.day) == (month, day) or is_leapling:
            return f"birthday-{then.year}"
    return ""


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
