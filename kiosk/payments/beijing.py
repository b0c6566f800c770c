"""Beijing's time, in which all gateways write their orders, bills and certificates' days. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
"""payments.md 8 rule 4: by fixed offset, not by the machine's list of time zones."""


def beijing_time(at_s: int) -> datetime:
    """An instant in UTC seconds."""
    return datetime.fromtimestamp(at_s, BEIJING)


def beijing_day(at_s: int) -> date:
    """The day in Beijing of an instant in UTC seconds."""
    return beijing_time(at_s).date()
