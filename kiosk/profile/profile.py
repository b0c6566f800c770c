"""A machine's profile: what it is built of and what each part can do. Values only.

Capabilities, not types: a locker wall is a profile whose lanes are of kind ``locker``, a lift machine one
whose lanes ask for the lift. The files are read by ``profile_file``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.catalog.products import Texts

BOARD_MODELS = ("xy", "tcn", "zdm8", "m102", "adh815", "adh814", "relay", "none")
"""The families of boards a configuration may name."""
MAIN = "main"
"""The first cabinet and its zone, where nobody gave them another name."""

WARM_MINUTES = 15
"""features.md 7.1: out of limits for longer than this with the door shut trips the cut-off."""
RECOVER_MINUTES = 30
"""features.md 7.1: back within limits so soon after the door was closed."""
OUT_MINUTES = 60
"""features.md 7.1: more than an hour out of limits is too long, whatever the door did."""
UNKNOWN_MINUTES = 30
"""features.md 7.1: loss of the probe, or of power, counts as unsafe."""


class LaneKind(StrEnum):
    """How a lane gives out its goods."""

    SPIRAL = "spiral"
    BELT = "belt"
    HOOK = "hook"
    LOCKER = "locker"
    """A door that opens: nothing falls, so no drop sensor can see it."""


class PeripheralKind(StrEnum):
    """What else hangs on a machine."""

    SCANNER = "scanner"
    CARD_READER = "card_reader"
    HEATER = "heater"
    """Warms goods on their way out (a microwave)."""
    LIGHT = "light"
    DEMISTER = "demister"
    HATCH = "hatch"
    """A delivery door that is driven."""


@dataclass(frozen=True, slots=True)
class CabinetPlan:
    """One box and the board in it. Its place in ``Profile.cabinets`` is the number lanes name it by."""

    name: str = MAIN
    models: tuple[str, ...] = BOARD_MODELS
    """The families of boards that are built into it, the usual one first."""
    motors: int = 999
    """The highest motor (or door) number there is."""
    lift: bool = False
    drop_sensor: bool = True
    door: bool = True
    """The board knows whether the service door is open."""
    probes: int = 1
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """By model: what ``[board] options`` must say; the configuration may override each."""
    hatch: Texts = field(default_factory=dict)
    """Where its goods are taken, as the end of "take it from": ``%1`` stands for the lane. None: the hatch
    below the screen, which needs no name."""


@dataclass(frozen=True, slots=True)
class Zone:
    """One cooled or heated room with one probe, and its food-safety rule (``cabinet.climate``).

    Without ``min_c`` and ``max_c`` (whole degrees Celsius) it is only shown and never locks anything.
    """

    name: str = MAIN
    board: int = 0
    probe: int = 0
    min_c: int | None = None
    max_c: int | None = None
    warm_minutes: int = WARM_MINUTES
    recover_minutes: int = RECOVER_MINUTES
    out_minutes: int = OUT_MINUTES
    unknown_minutes: int = UNKNOWN_MINUTES
    locks: tuple[str, ...] = ()
    """Further zones whose goods are locked together with this one's."""

    @property
    def is_limited(self) -> bool:
        return self.min_c is not None or self.max_c is not None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lane is and what giving out from it takes."""

    label: str
    motor: int
    """Its number on its board, from 1."""
    board: int = 0
    kind: LaneKind = LaneKind.SPIRAL
    tray: str = ""
    zone: str = MAIN
    drop_sensor: bool = True
    lift: bool = False
    spoils: bool = True
    """False: what lies here may get warm (features.md 7.1, Sielaff: a flag per tray)."""


@dataclass(frozen=True, slots=True)
class Peripheral:
    name: str
    kind: PeripheralKind
    board: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """A whole machine. What ``profile_file.read_profile`` gives is free of contradictions."""

    id: str
    names: Texts
    cabinets: tuple[CabinetPlan, ...]
    lanes: tuple[Place, ...]
    """In the order they are filled: by tray from the top, left to right."""
    zones: tuple[Zone, ...] = ()
    peripherals: tuple[Peripheral, ...] = ()

    @property
    def hatches(self) -> dict[str, Texts]:
        """Where the goods of each lane are taken, where that has a name."""
        return {
            lane.label: {
                language: text.replace("%1", lane.label)
                for language, text in self.cabinets[lane.board].hatch.items()
            }
            for lane in self.lanes
            if self.cabinets[lane.board].hatch
        }

    def lane(self, label: str) -> Place | None:
        return next((lane for lane in self.lanes if lane.label == label), None)
