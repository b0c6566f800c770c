"""The food-safety cut-off of one zone: how long its goods were not known to be safe, and the latch. Pure.

The rule is data (``profile.Zone``; features.md 7.1). Three counts run, each of time that was really lived
through or really not known:

* ``shut_ms``: out of limits with the door shut. ``warm_minutes`` of it trip; after the door was closed (and
  at a machine's very first start) ``recover_minutes``, the time a cabinet needs to cool down again.
* ``unknown_ms``: no temperature known: probe broken, board away, program or power off. Loss of the probe or
  of power counts as unsafe, so ``unknown_minutes`` of it trip.
* ``out_ms``: both together, whatever the door did. ``out_minutes`` of it trip: a door opened every half hour
  must not keep a warm cabinet open for sale.

Only ``WELL_MS`` within limits in a row sets them back to nothing: neither a probe that flickers nor one that
breaks makes warm goods good. A trip latches. No reading, no restart and no setting undoes it: a named person
does, who has seen the goods, and only while the temperature is within limits (``sign_off``).

Not known here: when a cooler defrosts. A cabinet that does gets its defrost's length as ``warm_minutes``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from kiosk.profile.profile import Zone

MINUTE_MS = 60_000
WELL_MS = 2 * MINUTE_MS
"""So long within limits in a row, and the goods count as safe again."""
READING_LIFE_MS = 5 * MINUTE_MS
"""A good temperature older than this is not known any more; boards report every few seconds."""
PLAUSIBLE_MIN_C, PLAUSIBLE_MAX_C = -39, 84
"""Beyond: some board's way of saying that the probe is broken (boards.md 11: -40, -50, 101, 120). What stands
for it within these, like a TCN board's -21, only its driver can know."""


class Trip(StrEnum):
    """Why the cut-off latched."""

    WARM = "warm"
    """Out of limits for too long with the door shut."""
    NOT_RECOVERED = "not_recovered"
    """Not back within limits in time after the door was closed."""
    TOO_LONG = "too_long"
    """Out of limits or not known for too long in all."""
    UNKNOWN = "unknown"
    """The temperature was not known for too long."""


@dataclass(frozen=True, slots=True)
class Latch:
    why: Trip
    since_ms: int
    """UTC."""
    worst_c: int | None
    """The temperature furthest out of limits before it latched; None when none was known."""


@dataclass(frozen=True, slots=True)
class ZoneState:
    """What is known of one zone. A new machine's goods have just been put in: it is recovering."""

    celsius: int | None = None
    """The last reading; None: not known."""
    age_ms: int = 0
    """How old the reading is."""
    door_open: bool = False
    recovering: bool = True
    shut_ms: int = 0
    unknown_ms: int = 0
    out_ms: int = 0
    well_ms: int = 0
    worst_c: int | None = None
    latch: Latch | None = None

    @property
    def known_c(self) -> int | None:
        """The temperature as it may be shown: a stale one is not known."""
        return self.celsius if self.age_ms < READING_LIFE_MS else None


def plausible(celsius: int | None) -> int | None:
    """A reading, or None where it can only mean that the probe is broken."""
    return celsius if celsius is not None and PLAUSIBLE_MIN_C <= celsius <= PLAUSIBLE_MAX_C else None


def within(zone: Zone, celsius: int) -> bool:
    cold_enough = zone.max_c is None or celsius <= zone.max_c
    return cold_enough and (zone.min_c is None or celsius >= zone.min_c)


def pass_time(zone: Zone, state: ZoneState, elapsed_ms: int, utc_ms: int) -> ZoneState:
    """``elapsed_ms`` (monotonic) went by under what was last heard; ``utc_ms`` is now, for the record.

    A good reading holds for its life and is unknown beyond; a bad one is taken to have lasted.
    """
    if state.celsius is None:
        after = _charged(state, unknown_ms=elapsed_ms)
    elif not within(zone, state.celsius):
        after = _charged(state, out_ms=elapsed_ms)
    else:
        fresh_ms = min(elapsed_ms, max(0, READING_LIFE_MS - state.age_ms))
        after = _charged(_well(state, fresh_ms), unknown_ms=elapsed_ms - fresh_ms)
    return _tripped(zone, replace(after, age_ms=state.age_ms + elapsed_ms), utc_ms)


def hear(zone: Zone, state: ZoneState, celsius: int | None, door_open: bool) -> ZoneState:
    """The board reported. Call ``pass_time`` for the time before it first."""
    closed_now = state.door_open and not door_open
    worst = state.worst_c if celsius is None else _worse(zone, state.worst_c, celsius)
    return replace(
        state,
        celsius=celsius,
        age_ms=0,
        door_open=door_open,
        recovering=state.recovering or closed_now,
        shut_ms=0 if closed_now else state.shut_ms,
        worst_c=worst,
    )


def lose(state: ZoneState) -> ZoneState:
    """The board is away: what it last said is not known to be true any more."""
    return replace(state, celsius=None, age_ms=0, door_open=False)


def resume(zone: Zone, state: ZoneState, off_ms: int | None, utc_ms: int) -> ZoneState:
    """The program starts again after ``off_ms`` without it; None: how long cannot be told (the clock stands
    before the last record), and then it was too long. The time off is time not known."""
    off_ms = zone.unknown_minutes * MINUTE_MS + 1 if off_ms is None else off_ms
    return pass_time(zone, replace(lose(state), recovering=False), off_ms, utc_ms)


def sign_off(zone: Zone, state: ZoneState) -> ZoneState | None:
    """A named person has taken out what spoilt and says that the rest is good. None: not while the
    temperature is not known to be within limits."""
    if zone.is_limited and (state.known_c is None or not within(zone, state.known_c)):
        return None
    return replace(_safe(state), latch=None)


def locked(zones: Iterable[tuple[Zone, ZoneState]]) -> frozenset[str]:
    """Names of the zones whose goods must not be sold."""
    return frozenset(name for zone, state in zones if state.latch for name in (zone.name, *zone.locks))


def to_record(state: ZoneState) -> dict[str, Any]:
    """Plain JSON, for the store."""
    return asdict(state)


def from_record(record: object) -> ZoneState:
    """What ``to_record`` gave. What cannot be read any more may have been a latch, and is taken for one."""
    try:
        assert isinstance(record, Mapping)
        latch = record["latch"]
        own = None if latch is None else Latch(Trip(latch["why"]), int(latch["since_ms"]), latch["worst_c"])
        return ZoneState(**{**record, "latch": own})
    except (AssertionError, KeyError, TypeError, ValueError):
        return ZoneState(latch=Latch(Trip.UNKNOWN, 0, None))


def _charged(state: ZoneState, *, out_ms: int = 0, unknown_ms: int = 0) -> ZoneState:
    if not out_ms and not unknown_ms:
        return state
    return replace(
        state,
        shut_ms=state.shut_ms + (0 if state.door_open else out_ms),
        unknown_ms=state.unknown_ms + unknown_ms,
        out_ms=state.out_ms + out_ms + unknown_ms,
        well_ms=0,
    )


def _well(state: ZoneState, for_ms: int) -> ZoneState:
    well_ms = state.well_ms + for_ms
    return _safe(state) if well_ms >= WELL_MS else replace(state, well_ms=well_ms)


def _safe(state: ZoneState) -> ZoneState:
    return replace(state, recovering=False, shut_ms=0, unknown_ms=0, out_ms=0, well_ms=WELL_MS, worst_c=None)


def _worse(zone: Zone, before: int | None, celsius: int) -> int | None:
    if within(zone, celsius):
        return before
    if before is None:
        return celsius
    too_warm = zone.max_c is not None and celsius > zone.max_c
    return max(before, celsius) if too_warm else min(before, celsius)


def _tripped(zone: Zone, state: ZoneState, utc_ms: int) -> ZoneState:
    why = _trip(zone, state)
    if state.latch is not None or why is None:
        return state
    return replace(state, latch=Latch(why, utc_ms, state.worst_c))


def _trip(zone: Zone, state: ZoneState) -> Trip | None:
    """The first limit that is broken; a zone without limits has none."""
    shut_minutes = zone.recover_minutes if state.recovering else zone.warm_minutes
    shut = Trip.NOT_RECOVERED if state.recovering else Trip.WARM
    limits = (
        (state.shut_ms, shut_minutes, shut),
        (state.unknown_ms, zone.unknown_minutes, Trip.UNKNOWN),
        (state.out_ms, zone.out_minutes, Trip.TOO_LONG),
    )
    if not zone.is_limited:
        return None
    return next((why for spent_ms, minutes, why in limits if spent_ms > minutes * MINUTE_MS), None)
