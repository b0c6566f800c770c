"""The ports of this machine at which a board may hang."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PLACES: Final = (
    "serial/by-id/*",
    "serial/by-path/*",
    "vending-board",
    "ttyUSB*",
    "ttyACM*",
    "ttyAMA*",
    "ttymxc*",
)


def candidate_ports(dev: Path = Path("/dev")) -> tuple[str, ...]:
    """Each device once, under its most lasting name."""
    found: dict[Path, str] = {}
    for place in _PLACES:
        for path in sorted(dev.glob(place)):
            found.setdefault(path.resolve(), str(path))
    return tuple(found.values())
