"""Everything an M102 card is asked that runs no motor (boards.md 5.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hardware.sim.faults import FaultBook, FaultName
from hardware.sim.world import World
from hardware.wire.m102.codes import INPUTS, NO_PROBE_TENTHS_C, OUTPUT_DONE, OUTPUT_MAX, Code, Scan
from hardware.wire.m102.frames import HOST, Frame

NUMBER: Final = bytes.fromhex("0064003B0447363233383639")
"""As in the manual's sample."""
HUMIDITY: Final = bytes((0, 45, 0, 1))
UNKNOWN_TO_SOME: Final = frozenset({Code.SCAN, Code.INPUTS, Code.HUMIDITY})
"""Commands that the makers of one app do not use, or that are not in the manual."""


@dataclass(slots=True)
class Desk:
    """Answers one request at once; None: this firmware does not know it. Outputs are of the whole line."""

    world: World
    book: FaultBook
    outputs_on: list[int] = field(default_factory=list)

    def answer(self, request: Frame, first_motor: int, now_ms: int) -> Frame | None:
        """``first_motor``: how many lanes the cards before this one have."""
        if request.command in UNKNOWN_TO_SOME and self.book.lasts(FaultName.OLD_FIRMWARE, now_ms):
            return None
        card = request.address
        match request.command:
            case Code.ID:
                data = NUMBER
            case Code.SCAN:
                data = bytes((self._scan(first_motor + request.data[0] + 1, now_ms),))
            case Code.TEMPERATURE:
                data = self._tenths_c(card - 1, now_ms).to_bytes(2, "big", signed=True)
            case Code.OUTPUT if request.data[0] <= OUTPUT_MAX:
                data = self._switch(request.data[0], request.data[1])
            case Code.INPUTS:
                data = bytes((not self.world.door_open,)).ljust(INPUTS, b"\0")
            case Code.HUMIDITY:
                data = HUMIDITY
            case _:
                return None
        return Frame(HOST, request.command, data)

    def _scan(self, motor: int, now_ms: int) -> int:
        is_missing = motor not in self.world.lanes or self.book.lasts(FaultName.MOTOR_MISSING, now_ms, motor)
        return Scan.ABNORMAL if is_missing else Scan.NORMAL

    def _tenths_c(self, zone: int, now_ms: int) -> int:
        if zone >= len(self.world.zones) or not self.world.zones[zone].probe_ok:
            return NO_PROBE_TENTHS_C
        return self.world.temperatures_c(now_ms)[zone] * 10

    def _switch(self, output: int, on: int) -> bytes:
        self.outputs_on = sorted({*self.outputs_on, output} if on else {*self.outputs_on} - {output})
        return bytes((output, OUTPUT_DONE + (on & 1)))
