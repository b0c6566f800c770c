"""What is wrong with the machine now: from what is known of boards, lanes and zones to findings. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.cabinet.climate import Trip, ZoneState, within
from kiosk.cabinet.lanes import LaneHealth
from kiosk.cabinet.trend import Forecast, Sign
from kiosk.profile.profile import Place, Zone

WEARING_TURNS = 30
"""With so many turns left staff are told: about a week's notice for a lane that sells well."""

_TRIPS = {
    Trip.WARM: "out of limits for too long",
    Trip.NOT_RECOVERED: "not within limits in time after the door was closed or the machine was set up",
    Trip.TOO_LONG: "out of limits or not known for too long in all",
    Trip.UNKNOWN: "the temperature was not known for too long",
}
_SIGNS = {
    Sign.SLOWER: "each turn takes longer",
    Sign.HARDER: "the motor draws more and more current",
    Sign.FAILING: "it fails more and more often",
}


@dataclass(frozen=True, slots=True)
class BoardState:
    """One board, as far as it has been heard."""

    name: str
    up: bool = False
    given_up: bool = False
    """It had its time to come up at the start, or was up before."""
    why_down: str = ""
    door_open: bool = False
    probe_faults: frozenset[int] = frozenset()
    sensor_trouble: str = ""
    """Why the drop sensor cannot be relied on; empty when nothing is known against it."""
    motors: frozenset[int] = frozenset()
    """Those the board told of; empty when it did not."""


@dataclass(frozen=True, slots=True)
class ReaderState:
    """The code reader, as far as it has been heard."""

    up: bool = False
    given_up: bool = False
    """It had its time to come up at the start, or was up before."""
    why_down: str = ""
    trouble: str = ""
    """What will not go away by itself, in the driver's words."""


@dataclass(frozen=True, slots=True)
class Now:
    """Everything findings are made of. ``utc_ms`` decides which pauses are over."""

    utc_ms: int
    boards: Sequence[BoardState] = ()
    lanes: Mapping[str, LaneHealth] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why a lane is as it is, in the board's words, by label."""
    places: Mapping[str, Place] = field(default_factory=dict)
    zones: Sequence[tuple[Zone, ZoneState]] = ()
    forecasts: Mapping[str, Forecast] = field(default_factory=dict)
    strangers: str = ""
    """What of the planogram does not fit the machine, in words."""
    reader: ReaderState | None = None
    """None: the machine has no code reader."""


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    subject: str
    detail: str = ""


def findings(now: Now) -> tuple[Finding, ...]:
    """Each thing that is wrong, once."""
    return (*_of_boards(now), *_of_lanes(now), *_of_zones(now), *_of_layout(now), *_of_reader(now))


def _of_boards(now: Now) -> Iterator[Finding]:
    for board in now.boards:
        if not board.up and board.given_up:
            yield Finding("board_away", board.name, board.why_down)
        if board.door_open:
            yield Finding("door_open", board.name)
        if board.sensor_trouble:
            yield Finding("drop_sensor", board.name, board.sensor_trouble)


def _of_lanes(now: Now) -> Iterator[Finding]:
    for label, health in now.lanes.items():
        if health.out:
            yield Finding("lane_out", label, now.reasons.get(label, ""))
        elif health.board_fault:
            yield Finding("lane_fault", label, health.board_fault)
        elif health.held:
            yield Finding("lane_held", label)
        elif health.paused(now.utc_ms):
            yield Finding("lane_paused", label, now.reasons.get(label, ""))
    for label, ahead in now.forecasts.items():
        if ahead.turns_left <= WEARING_TURNS:
            yield Finding("lane_wearing", label, forecast_text(ahead))


def _of_zones(now: Now) -> Iterator[Finding]:
    for zone, state in now.zones:
        board = now.boards[zone.board] if zone.board < len(now.boards) else None
        if board is not None and board.up and zone.probe in board.probe_faults:
            yield Finding("probe_fault", zone.name)
        if state.latch is not None:
            worst = "" if state.latch.worst_c is None else f", at worst {state.latch.worst_c} °C"
            yield Finding("climate_locked", zone.name, f"{_TRIPS[state.latch.why]}{worst}")
        elif zone.is_limited and state.known_c is not None and not within(zone, state.known_c):
            yield Finding("out_of_limits", zone.name, f"{state.known_c} °C, {limits_text(zone)}")


def _of_layout(now: Now) -> Iterator[Finding]:
    if now.strangers:
        yield Finding("planogram_strangers", "", now.strangers)
    for label, place in now.places.items():
        motors = now.boards[place.board].motors if place.board < len(now.boards) else frozenset()
        if motors and place.motor not in motors:
            yield Finding("lane_missing", label, f"motor {place.motor} is not among its {len(motors)}")


def _of_reader(now: Now) -> Iterator[Finding]:
    reader = now.reader
    if reader is not None and not reader.up and reader.given_up:
        yield Finding("reader_away", "", reader.why_down)
    elif reader is not None and reader.trouble:
        yield Finding("reader_trouble", "", reader.trouble)


def limits_text(zone: Zone) -> str:
    """The limits in words, for the technician."""
    if zone.min_c is None:
        return f"at most {zone.max_c} °C allowed"
    return (
        f"at least {zone.min_c} °C"
        + ("" if zone.max_c is None else f" and at most {zone.max_c} °C")
        + " needed"
    )


def forecast_text(ahead: Forecast) -> str:
    """About when, and why."""
    when = f"about {ahead.turns_left} turns left" if ahead.turns_left else "it may fail at any turn"
    days = "" if ahead.days_left is None else f" ({ahead.days_left} days)"
    return f"{when}{days}: {_SIGNS[ahead.sign]}"
