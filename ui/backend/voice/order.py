"""What is read next. Values only: no Qt, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROW_OVERLAP = 0.5
"""Two things stand in one row when the lower one's middle lies above this part of the upper one's height."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing that can be chosen, where it stands on the screen (pixels)."""

    key: str
    """Stays the same while the thing is there."""
    name: str
    x: float
    y: float
    width: float
    height: float
    is_choice: bool = False
    """One of several, or on and off: whether it is chosen is said too."""
    is_chosen: bool = False
    is_enabled: bool = True
    in_bar: bool = False
    """Of the bar that is the same on every screen: read after all that is the screen's own."""


def in_reading_order(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Row by row, from the left; the bar last."""
    ordered = sorted(spots, key=lambda spot: (spot.in_bar, spot.y, spot.x))
    rows: list[list[Spot]] = []
    for spot in ordered:
        row = rows[-1] if rows else None
        if row is not None and row[0].in_bar == spot.in_bar and _in_row_of(row[0], spot):
            row.append(spot)
        else:
            rows.append([spot])
    return tuple(spot for row in rows for spot in sorted(row, key=lambda spot: spot.x))


def _in_row_of(first: Spot, spot: Spot) -> bool:
    middle = spot.y + spot.height / 2
    return middle < first.y + first.height * (1 + ROW_OVERLAP) / 1.5


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reading has come to."""

    key: str = ""
    """Empty: nothing has been read on this screen yet."""
    at: int = -1


START = Place()


def following(keys: Sequence[str], place: Place) -> Place:
    """The next one, from the last back to the first. What was read last may be gone: then what has moved
    up into its place is next, so that nothing is left out."""
    if not keys:
        return START
    if place.key in keys:
        at = keys.index(place.key) + 1
    else:
        at = max(0, place.at)
    at %= len(keys)
    return Place(keys[at], at)


def here(keys: Sequence[str], place: Place) -> str:
    """The key that "choose" means; empty when what was read last is gone or nothing was read."""
    return place.key if place.key in keys else ""
