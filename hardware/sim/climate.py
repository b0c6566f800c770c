"""How warm a zone of a simulated cabinet is: one slow exponential towards where it is heading."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

COOLING_TIME_CONSTANT_MS: Final = 20 * 60_000
"""A glass-front cooler needs about an hour from warm to cold; three time constants."""
DOOR_TIME_CONSTANT_MS: Final = 4 * 60_000
"""With the door open the room is stronger than the compressor."""


@dataclass(slots=True)
class Zone:
    """One cooled room with one probe. ``target_c`` None means the unit is off."""

    temperature_c: float
    target_c: int | None
    ambient_c: int
    at_ms: int
    held_c: int | None = None
    """Forced by a fault script: stays there until freed."""
    probe_ok: bool = True

    @classmethod
    def build(cls, temperature_c: int, ambient_c: int, now_ms: int) -> Zone:
        return cls(float(temperature_c), temperature_c, ambient_c, now_ms)

    def read_c(self, now_ms: int, door_open: bool) -> int:
        """Whole degrees now. ``door_open`` must have been so since the last call."""
        gone_ms, self.at_ms = max(0, now_ms - self.at_ms), now_ms
        if self.held_c is not None:
            self.temperature_c = float(self.held_c)
        else:
            heading_c = self.ambient_c if door_open or self.target_c is None else self.target_c
            constant_ms = DOOR_TIME_CONSTANT_MS if door_open else COOLING_TIME_CONSTANT_MS
            self.temperature_c += (heading_c - self.temperature_c) * -math.expm1(-gone_ms / constant_ms)
        return round(self.temperature_c)

    def to_state(self, now_ms: int, door_open: bool) -> dict[str, Any]:
        self.read_c(now_ms, door_open)
        return {
            "temperature_c": round(self.temperature_c, 3),
            "target_c": self.target_c,
            "held_c": self.held_c,
            "probe_ok": self.probe_ok,
        }

    def load_state(self, state: dict[str, Any], now_ms: int) -> None:
        self.temperature_c = float(state["temperature_c"])
        self.target_c = None if state["target_c"] is None else int(state["target_c"])
        self.held_c = None if state["held_c"] is None else int(state["held_c"])
        self.probe_ok = bool(state["probe_ok"])
        self.at_ms = now_ms
