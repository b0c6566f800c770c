"""Keeps the zones' cut-offs going: time by the clock, readings from the boards, a record on the disk."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from kiosk.cabinet.climate import (
    ZoneState,
    from_record,
    hear,
    locked,
    lose,
    pass_time,
    resume,
    sign_off,
    to_record,
)
from kiosk.cabinet.supervisor import Heard
from kiosk.clock import Clock
from kiosk.profile.profile import Zone

log = logging.getLogger(__name__)

KEEP_MS = 60_000
"""The counts reach the disk so often; a power cut loses no more, and what it loses counts as not known."""
AT, ZONES = "at_ms", "zones"

Record = Mapping[str, object]


class ClimateWatch:
    """Belongs to the loop's thread. ``keep`` stores a record for the next start."""

    def __init__(self, zones: Sequence[Zone], clock: Clock, keep: Callable[[Record], None]) -> None:
        self._clock = clock
        self._keep = keep
        self._zones = tuple(zones)
        self._states = [ZoneState() for _ in zones]
        self._seen: list[tuple[bool, int]] = [(False, 0) for _ in zones]
        self._strange: dict[str, object] = {}
        self._passed_ms = self._kept_ms = clock.monotonic_ms()

    def resume(self, record: object) -> None:
        """What the last run kept; None at the very first start. A latch stays, and so do the counts; the time
        without the program counts as not known. Zones that are planned no more keep their record."""
        if record is None:
            return
        kept = record if isinstance(record, Mapping) else {}
        at_ms, states = kept.get(AT), kept.get(ZONES)
        states = dict(states) if isinstance(states, Mapping) else {}
        now_ms = self._clock.utc_ms()
        off_ms = now_ms - at_ms if isinstance(at_ms, int) and at_ms <= now_ms else None
        for number, zone in enumerate(self._zones):
            if zone.name in states:
                self._states[number] = resume(zone, from_record(states.pop(zone.name)), off_ms, now_ms)
        self._strange = states
        self._store()

    @property
    def zones(self) -> tuple[tuple[Zone, ZoneState], ...]:
        return tuple(zip(self._zones, self._states, strict=True))

    @property
    def locked(self) -> frozenset[str]:
        """Names of the zones whose goods must not be sold."""
        return locked(self.zones)

    def look(self, heard: Sequence[Heard]) -> None:
        """Time went by, and perhaps a board reported since the last look."""
        before = self.locked
        now_ms, utc_ms = self._clock.monotonic_ms(), self._clock.utc_ms()
        elapsed_ms, self._passed_ms = now_ms - self._passed_ms, now_ms
        for number, zone in enumerate(self._zones):
            state = pass_time(zone, self._states[number], elapsed_ms, utc_ms)
            board = heard[zone.board]
            if (board.up, board.reports) != self._seen[number]:
                self._seen[number] = board.up, board.reports
                known = board.up and board.reports
                celsius = board.temperature_c(zone.probe)
                state = hear(zone, state, celsius, board.door_open) if known else lose(state)
            self._states[number] = state
        if self.locked != before or now_ms - self._kept_ms >= KEEP_MS:
            self._store()

    def sign_off(self, name: str) -> bool:
        """A named person undoes the latch of zone ``name``. False: there is no such zone, or its temperature
        is not known to be within limits."""
        for number, zone in enumerate(self._zones):
            if zone.name == name and (after := sign_off(zone, self._states[number])) is not None:
                self._states[number] = after
                self._store()
                return True
        return False

    def _store(self) -> None:
        self._kept_ms = self._clock.monotonic_ms()
        if any(zone.is_limited for zone in self._zones):
            states = {zone.name: to_record(state) for zone, state in self.zones}
            self._keep({AT: self._clock.utc_ms(), ZONES: {**self._strange, **states}})
