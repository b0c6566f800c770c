"""What has been sold when, and together with what, as bounded counts. Pure; no person is in it.

Made from units that really fell, one chunk after another, and never from scratch: ``last`` says up to where.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

HOURS = 24
SLOTS = 2 * HOURS
"""Hours of a working day, then those of a day off."""
PRODUCTS_MAX = 500
"""A machine sells some sixty at a time; of more, those that sell least are forgotten."""
PAIRS_MAX = 2_000
"""As those that were bought together least often are."""
FADE_DAYS = 28
"""After so many days all counts but the seasons' are halved: what was liked last spring counts for little."""


class Season(IntEnum):
    COLD = 0
    MILD = 1
    HOT = 2


SEASON_OF_MONTH = dict.fromkeys((12, 1, 2), Season.COLD) | dict.fromkeys((6, 7, 8, 9), Season.HOT)
"""Most of China; the other months are mild."""


def season_of(month: int) -> Season:
    """Of a month, 1 to 12."""
    return SEASON_OF_MONTH.get(month, Season.MILD)


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody stands there, by the machine's own zone."""

    day: int
    """Since 1970-01-01."""
    hour: int
    is_day_off: bool
    season: Season
    is_measured: bool = False
    """``season`` is by a thermometer outside, not by the calendar."""

    @property
    def slot(self) -> int:
        return self.hour + (HOURS if self.is_day_off else 0)


@dataclass(frozen=True, slots=True)
class BoughtUnit:
    """One unit that fell."""

    number: int
    """Rising in the order of the books."""
    sale: str
    sku: str
    moment: Moment


Pair = tuple[str, str]
"""Two SKUs in the order of the alphabet."""


def pair_of(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


@dataclass(slots=True)
class Habits:
    """Counts of units by product, by slot, by season; and of sales by pair."""

    last: int = 0
    """Number of the last unit that is counted."""
    faded: int = 0
    """Day of the last halving."""
    slots: dict[str, list[int]] = field(default_factory=dict)
    """``SLOTS`` counts for each SKU."""
    seasons: dict[str, list[int]] = field(default_factory=dict)
    pairs: Counter[Pair] = field(default_factory=Counter)

    def units(self, sku: str) -> int:
        return sum(self.slots.get(sku, ()))

    def learn(self, units: Sequence[BoughtUnit]) -> None:
        """Count ``units``, rising in number, a sale's all together. Those that are counted already do not
        count twice."""
        baskets: defaultdict[str, set[str]] = defaultdict(set)
        for unit in units:
            if unit.number <= self.last:
                continue
            self.last = unit.number
            self._fade(unit.moment.day)
            _add(self.slots, unit.sku, SLOTS, unit.moment.slot)
            _add(self.seasons, unit.sku, len(Season), unit.moment.season)
            baskets[unit.sale].add(unit.sku)
        for skus in baskets.values():
            ordered = sorted(skus)
            self.pairs.update((one, other) for at, one in enumerate(ordered) for other in ordered[at + 1 :])
        self._bound()

    def _fade(self, day: int) -> None:
        if not self.faded or day < self.faded:
            self.faded = day
        while day - self.faded >= FADE_DAYS:
            self.faded += FADE_DAYS
            self.slots = {sku: [count // 2 for count in counts] for sku, counts in self.slots.items()}
            self.pairs = Counter({pair: count // 2 for pair, count in self.pairs.items() if count > 1})

    def _bound(self) -> None:
        if len(self.slots) > PRODUCTS_MAX:
            kept = sorted(self.slots, key=self.units, reverse=True)[:PRODUCTS_MAX]
            self.slots = {sku: self.slots[sku] for sku in kept}
            self.seasons = {sku: self.seasons[sku] for sku in kept if sku in self.seasons}
        if len(self.pairs) > PAIRS_MAX:
            self.pairs = Counter(dict(self.pairs.most_common(PAIRS_MAX)))

    # --- as it is kept -------------------------------------------------------------------------------

    def table(self) -> dict[str, Any]:
        """For a JSON file."""
        return {
            "last": self.last,
            "faded": self.faded,
            "slots": {sku: list(counts) for sku, counts in self.slots.items()},
            "seasons": {sku: list(counts) for sku, counts in self.seasons.items()},
            "pairs": [[*pair, count] for pair, count in self.pairs.items()],
        }


def habits_from(table: Mapping[str, Any] | None) -> Habits:
    """What ``Habits.table`` made. Empty when it is anything else: it is then learnt anew from the books."""
    try:
        if table is None:
            return Habits()
        return Habits(
            last=_count(table["last"]),
            faded=_count(table["faded"]),
            slots=_counts(table["slots"], SLOTS),
            seasons=_counts(table["seasons"], len(Season)),
            pairs=Counter({pair_of(str(one), str(other)): _count(n) for one, other, n in table["pairs"]}),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return Habits()


def _add(counts: dict[str, list[int]], sku: str, length: int, at: int) -> None:
    counts.setdefault(sku, [0] * length)[at] += 1


def _counts(table: Mapping[str, Iterable[Any]], length: int) -> dict[str, list[int]]:
    found = {str(sku): [_count(value) for value in values] for sku, values in table.items()}
    if any(len(values) != length for values in found.values()):
        raise ValueError("not as many counts as there should be")
    return found


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a count")
    return value
