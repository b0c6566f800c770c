"""``[sound]`` of the configuration: how loud, and when it is to be quiet."""

from __future__ import annotations

from dataclasses import dataclass

_HOUR_MINUTES = 60


@dataclass(frozen=True, slots=True)
class SoundKeys:
    volume: int = 70
    """0 to 100."""
    quiet_volume: int = 15
    """In the quiet hours; 0 is silence."""
    quiet_from: str = "22:00"
    quiet_until: str = "07:00"
    """Local time. The quiet hours may go over midnight; two equal times: there are none."""


def minutes(clock: str) -> int:
    """``22:30`` as minutes after midnight."""
    hours, _, rest = clock.partition(":")
    return int(hours) * _HOUR_MINUTES + int(rest)
