"""Which lane is likely to fail next, and in how many turns: read from how its last turns went. Pure.

Three signs, each silent until it is sure; the soonest counts. A lane that has had few turns, or whose turns
only scatter, gets no forecast: a false alarm a week and nobody reads the true one.

**Slower or harder turns** (run time; motor current where the board tells it). A spiral that fouls or a motor
that wears takes longer and longer. Over the good turns kept (at most ``TURNS_KEPT``):

* the slope is Theil and Sen's: the median of the slopes between all pairs of turns. Up to a quarter of the
  turns may be outliers (a heavy bottle, a busy line) without moving it;
* it counts only when Mann and Kendall's test says that the order is no accident (``Z_MIN``), *and* the growth
  over the turns looked at is at least ``GROWTH_MIN`` of the level they began with, *and* more than twice
  their scatter (the median distance from the line);
* the limit is ``WORN_FACTOR`` times the level the turns began with. Turns left: from the line's end to there.

**Failures that come oftener.** Of the last ``RATE_TURNS`` turns at least ``FAILURES_MIN`` failed or needed a
second try. At a rate ``p`` two in a row, which pause the lane, are to be expected after ``(1 + p) / p**2``
turns.

No clock is needed: wear is counted in turns. When that is, in days, follows from how often the lane is sold
from (``days_left``), and is not said when its turns lie less than a day apart in all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from statistics import median

TURNS_KEPT = 60
"""Of each lane: two weeks of a lane that sells well. 1770 pairs, a millisecond of work after a turn."""
TURNS_MIN = 15
"""Good turns with a value: fewer say nothing."""
Z_MIN = 3.3
"""Mann-Kendall: by accident once in 2000 looks."""
GROWTH_MIN = 0.10
WORN_FACTOR = 1.5
"""Half as long again as it used to take. Our own choice: no maker says when a motor is worn."""
HORIZON_TURNS = 100
"""Beyond nothing is said: too far to be sure, and nobody would come for it."""
RATE_TURNS = 30
FAILURES_MIN = 3
DAY_MS = 24 * 60 * 60 * 1000


class Sign(StrEnum):
    SLOWER = "slower"
    HARDER = "harder"
    """The motor draws more and more current."""
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a lane's motor, as far as it says something about the lane."""

    run_ms: int
    """0: not told."""
    good: bool
    """It turned as it should, at once."""
    current_ma: int | None = None
    at_ms: int = 0
    """UTC; only for ``days_left``."""


@dataclass(frozen=True, slots=True)
class Forecast:
    turns_left: int
    """About so many before it fails or is paused; 0: any time now."""
    sign: Sign
    days_left: int | None = None


def forecast(turns: Sequence[Turn]) -> Forecast | None:
    """The soonest end of a lane whose ``turns`` (oldest first) these were; None: nothing to say."""
    kept = turns[-TURNS_KEPT:]
    good = [turn for turn in kept if turn.good]
    signs = (
        (_until_worn([turn.run_ms for turn in good if turn.run_ms > 0]), Sign.SLOWER),
        (_until_worn([turn.current_ma for turn in good if turn.current_ma]), Sign.HARDER),
        (_until_paused(kept[-RATE_TURNS:]), Sign.FAILING),
    )
    told = [(left, sign) for left, sign in signs if left is not None and left <= HORIZON_TURNS]
    if not told:
        return None
    left, sign = min(told, key=lambda one: one[0])
    return Forecast(left, sign, _days(kept, left))


def likely_next(lanes: Mapping[str, Sequence[Turn]]) -> tuple[str, Forecast] | None:
    """The lane (by label) with the fewest turns left, among those something can be said of."""
    told = {label: found for label, turns in lanes.items() if (found := forecast(turns)) is not None}
    if not told:
        return None
    label = min(told, key=lambda one: (told[one].turns_left, one))
    return label, told[label]


def _until_worn(values: Sequence[int]) -> int | None:
    """Turns until the line through ``values`` reaches the limit; None: there is no such line."""
    count = len(values)
    if count < TURNS_MIN or _kendall_z(values) < Z_MIN:
        return None
    slope = median((b - a) / (j - i) for (i, a), (j, b) in combinations(enumerate(values), 2))
    start = median(value - slope * place for place, value in enumerate(values))
    scatter = median(abs(value - start - slope * place) for place, value in enumerate(values))
    growth = slope * (count - 1)
    if slope <= 0 or start <= 0 or growth < GROWTH_MIN * start or growth < 2 * scatter:
        return None
    now = start + growth
    return max(0, math.ceil((WORN_FACTOR * start - now) / slope))


def _kendall_z(values: Sequence[int]) -> float:
    """Mann and Kendall's statistic: above 0 the later are larger. Ties count for neither side."""
    count = len(values)
    score = sum((b > a) - (b < a) for a, b in combinations(values, 2))
    variance = count * (count - 1) * (2 * count + 5) / 18
    return (score - math.copysign(1, score)) / math.sqrt(variance) if score else 0.0


def _until_paused(turns: Sequence[Turn]) -> int | None:
    """Turns until two failures in a row are to be expected; None: too few turns, or too few failures."""
    failures = sum(not turn.good for turn in turns)
    if len(turns) < TURNS_MIN or failures < FAILURES_MIN:
        return None
    rate = failures / len(turns)
    return math.ceil((1 + rate) / rate**2)


def _days(turns: Sequence[Turn], left: int) -> int | None:
    """Days until ``left`` more turns, at the pace of these."""
    times = [turn.at_ms for turn in turns if turn.at_ms > 0]
    if len(times) < TURNS_MIN or times[-1] - times[0] < DAY_MS:
        return None
    pace_ms = (times[-1] - times[0]) / (len(times) - 1)
    return round(left * pace_ms / DAY_MS)
