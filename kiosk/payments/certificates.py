"""Certificates of a merchant and of those behind a gateway: valid now, not yet, no longer, or not for long.

Pure: values and the time in, words out. A certificate that runs out is a state of the world that comes while
the program runs, so it is looked at with every probe and not when the keys are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.payments.beijing import beijing_day
from kiosk.payments.intent import Problem, ProblemKind

WARNED_BEFORE_DAYS = 30
"""A new one is applied for on paper at some authorities: a month is what that takes with a holiday in it."""
RUNS_OUT = "RUNS_OUT"
EXPIRED = "EXPIRED"
NOT_YET = "NOT_YET"
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Validity:
    """Of one certificate."""

    what: str
    """Which one, as the beginning of a sentence: *The merchant's certificate in /etc/...*."""
    from_s: int
    until_s: int
    """UTC seconds."""
    cure: str
    """Where a new one comes from: a sentence."""


def invalid(certificates: Iterable[Validity], now_s: int) -> Problem | None:
    """The first one that is not valid at ``now_s`` (UTC seconds)."""
    for one in certificates:
        if now_s > one.until_s:
            text = f"{one.what} was valid until {_day(one.until_s)} only. {one.cure}"
            return Problem(ProblemKind.CONFIG, text, EXPIRED)
        if now_s < one.from_s:
            text = f"{one.what} is valid from {_day(one.from_s)} on."
            cure = "Set the machine's clock, or wait until then."
            return Problem(ProblemKind.CONFIG, f"{text} {cure}", NOT_YET)
    return None


def running_out(certificates: Iterable[Validity], now_s: int) -> tuple[Problem, ...]:
    """Those that are valid, but not for much longer."""
    return tuple(
        Problem(
            ProblemKind.CONFIG,
            f"{one.what} is valid until {_day(one.until_s)}: {_left(one.until_s - now_s)}. {one.cure}",
            RUNS_OUT,
        )
        for one in certificates
        if one.from_s <= now_s <= one.until_s < now_s + WARNED_BEFORE_DAYS * _DAY_S
    )


def _left(for_s: int) -> str:
    days = for_s // _DAY_S
    return (
        "less than a day is left" if days == 0 else "1 day is left" if days == 1 else f"{days} days are left"
    )


def _day(at_s: int) -> str:
    return beijing_day(at_s).isoformat()
