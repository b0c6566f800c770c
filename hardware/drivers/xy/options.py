"""``[board] options`` of the XY board: what its documents leave open, to be chosen on the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hardware.drivers.options import Options
from hardware.drivers.xy.vend import VendRules
from hardware.wire.xy_messages import CABINETS

MODEL: Final = "xy"


@dataclass(frozen=True, slots=True)
class XyOptions:
    """``[board] options`` for this model."""

    rules: VendRules
    lift: bool
    temperature_zones: int
    """Cabinets with a probe, main first; 0: no probe, so none can be broken."""
    door_open_value: int
    """What 52 reports when the door is open; the documents do not say (boards.md 2.6)."""
    quick_poll: bool
    """Whether a clean line at rest is told to POLL every 100 ms (``hardware.drivers.xy.tempo``)."""

    @classmethod
    def read(cls, given: Mapping[str, object]) -> XyOptions:
        """Raises ``SettingError`` for a key or value that does not exist."""
        options = Options(f"board model {MODEL}", given)
        result = cls(
            rules=VendRules(
                success_24=options.flag("success_24", True),
                vend_timeout_ms=options.number("vend_timeout_ms", 30_000, 1_000, 300_000),
                lift_timeout_ms=options.number("lift_timeout_ms", 120_000, 1_000, 300_000),
                resend=options.flag("resend_vend", True),
            ),
            lift=options.flag("lift", False),
            temperature_zones=options.number("temperature_zones", 1, 0, CABINETS),
            door_open_value=options.number("door_open_value", 1, 0, 1),
            quick_poll=options.flag("quick_poll", True),
        )
        options.finish()
        return result
