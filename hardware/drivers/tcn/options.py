"""``[board] options`` of the TCN board: what its documents leave open, to be chosen on the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hardware.drivers.options import Options
from hardware.wire.tcn.messages import MOTOR_MAX, PROBES

MODEL: Final = "tcn"


@dataclass(frozen=True, slots=True)
class TcnOptions:
    """``[board] options`` for this model."""

    vend_timeout_ms: int = 30_000
    """The document says 6 s at most, the maker's own app waits 30 (boards.md 3.4)."""
    temperature_zones: int = 1
    """Probes that are connected, 1 before 2; 0: none, so none can be broken."""
    door_open_value: int = 1
    """1: R3 other than 00 means open, as the document says; 0: it means closed, as the maker's own code
    and another one have it (boards.md 3.4)."""
    lanes: int = 60
    """The highest lane asked about at the start; the maker's own app asks 1 to 60 (boards.md 3.4)."""
    resend: bool = True
    """Ask for a damaged reply again (66). Only the maker's code of 2018 knows this command."""

    @classmethod
    def read(cls, given: Mapping[str, object]) -> TcnOptions:
        """Raises ``SettingError`` for a key or value that does not exist."""
        options, usual = Options(f"board model {MODEL}", given), cls()
        result = cls(
            vend_timeout_ms=options.number("vend_timeout_ms", usual.vend_timeout_ms, 1_000, 300_000),
            temperature_zones=options.number("temperature_zones", usual.temperature_zones, 0, PROBES),
            door_open_value=options.number("door_open_value", usual.door_open_value, 0, 1),
            lanes=options.number("lanes", usual.lanes, 1, MOTOR_MAX),
            resend=options.flag("resend", usual.resend),
        )
        options.finish()
        return result
