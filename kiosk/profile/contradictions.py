"""What in a profile cannot be true together. Each check is a small generator of sentences. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from kiosk.profile.profile import LaneKind, Profile

LANES_MAX = 2_000
"""What the store takes for a planogram."""


def contradictions(profile: Profile) -> list[str]:
    """Every contradiction, each a sentence that says what does not fit and what to change."""
    return [sentence for check in CHECKS for sentence in check(profile)]


def _there_is_something(profile: Profile) -> Iterator[str]:
    if not profile.cabinets:
        yield f"profile {profile.id}: there is no [[cabinet]]; a machine has at least one."
    if not profile.lanes:
        yield f"profile {profile.id}: there is no [[tray]] and no [[lane]]; nothing could be sold."
    if len(profile.lanes) > LANES_MAX:
        yield f"profile {profile.id}: {len(profile.lanes)} lanes are more than {LANES_MAX}."


def _names_are_unique(profile: Profile) -> Iterator[str]:
    for what, names in (
        ("cabinet", [cabinet.name for cabinet in profile.cabinets]),
        ("zone", [zone.name for zone in profile.zones]),
        ("lane", [lane.label for lane in profile.lanes]),
        ("peripheral", [peripheral.name for peripheral in profile.peripherals]),
    ):
        for name in _twice(names):
            yield f"{what} {name!r} is there twice; give one of them another name."


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _motors_are_there_and_free(profile: Profile) -> Iterator[str]:
    taken: dict[tuple[int, int], str] = {}
    for lane in profile.lanes:
        cabinet = profile.cabinets[lane.board]
        if lane.motor > cabinet.motors:
            yield (
                f"lane {lane.label} is on motor {lane.motor}, but cabinet {cabinet.name!r} has only "
                f"{cabinet.motors}: correct the motor's number or cabinet.motors."
            )
        other = taken.setdefault((lane.board, lane.motor), lane.label)
        if other != lane.label:
            yield (
                f"lanes {other} and {lane.label} are both on motor {lane.motor} of cabinet {cabinet.name!r}: "
                "each lane has a motor of its own."
            )


def _lanes_ask_for_what_there_is(profile: Profile) -> Iterator[str]:
    for lane in profile.lanes:
        cabinet = profile.cabinets[lane.board]
        if lane.lift and not cabinet.lift:
            yield (
                f"lane {lane.label} needs the lift, but cabinet {cabinet.name!r} has none: "
                "set lift = true there, or lift = false here."
            )
        if lane.drop_sensor and not cabinet.drop_sensor:
            yield (
                f"lane {lane.label} uses the drop sensor, but cabinet {cabinet.name!r} has none: "
                "set drop_sensor = false here."
            )
        if lane.drop_sensor and lane.kind is LaneKind.LOCKER:
            yield f"lane {lane.label} is a locker, where nothing falls: set drop_sensor = false."
        if lane.lift and lane.kind is LaneKind.LOCKER:
            yield f"lane {lane.label} is a locker, which needs no lift: set lift = false."


def _zones_can_be_measured(profile: Profile) -> Iterator[str]:
    probes: dict[tuple[int, int], str] = {}
    for zone in profile.zones:
        cabinet = profile.cabinets[zone.board]
        if zone.probe >= cabinet.probes:
            yield (
                f"zone {zone.name!r} is measured by probe {zone.probe} (counted from 0), but cabinet "
                f"{cabinet.name!r} has {cabinet.probes}: correct zone.probe or cabinet.probes."
            )
        other = probes.setdefault((zone.board, zone.probe), zone.name)
        if other != zone.name:
            yield f"zones {other!r} and {zone.name!r} have the same probe: each zone has its own."
        if zone.min_c is not None and zone.max_c is not None and zone.min_c >= zone.max_c:
            yield f"zone {zone.name!r}: min_c must be below max_c."
        if zone.warm_minutes > zone.out_minutes or zone.recover_minutes > zone.out_minutes:
            yield (
                f"zone {zone.name!r}: out_minutes is the longest time of all, so warm_minutes and "
                "recover_minutes must not be longer."
            )


def _zones_and_lanes_belong_together(profile: Profile) -> Iterator[str]:
    names = {zone.name for zone in profile.zones}
    used = {lane.zone for lane in profile.lanes}
    if names:
        for name in sorted(used - names):
            label = next(lane.label for lane in profile.lanes if lane.zone == name)
            known = ", ".join(sorted(names))
            yield f"lane {label} lies in zone {name!r}, which no [[zone]] describes ({known})."
    for zone in profile.zones:
        for name in zone.locks:
            if name not in names:
                yield f"zone {zone.name!r} locks the zone {name!r}, which no [[zone]] describes."
        if zone.is_limited and not used & {zone.name, *zone.locks}:
            yield f"zone {zone.name!r} has limits, but no lane lies in it: nothing could be locked."


CHECKS: tuple[Callable[[Profile], Iterator[str]], ...] = (
    _there_is_something,
    _names_are_unique,
    _motors_are_there_and_free,
    _lanes_ask_for_what_there_is,
    _zones_can_be_measured,
    _zones_and_lanes_belong_together,
)
