"""Everything a ZDM8 board is asked or told that turns no lane (boards.md 4.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from hardware.sim.world import Sensor, World
from hardware.wire.modbus.frames import Function, Query
from hardware.wire.zdm8.codes import Fault, Read, Write

HARDWARE_DATE: Final = 0x2002
SOFTWARE: Final = (0x2020, 0x0220)
"""The dates of the published frames (boards.md 4.4)."""
ROWS: Final = 10
COLUMNS: Final = 10
HUMIDITY_TENTHS: Final = 550
NO_PROBE: Final = 0x8000
"""What a missing probe reads as is not documented: something no probe can mean."""
DOOR_BIT: Final = 15
"""Of 000A, where this cabinet's door switch is; machines differ."""
DROP_BIT: Final = 10
CELL_OPEN, CELL_CLOSED = 0, 1


class Refused(Exception):
    """An exception reply; ``code`` is its number."""

    def __init__(self, code: int) -> None:
        super().__init__(f"exception {code}")
        self.code = code


@dataclass(slots=True)
class Registers:
    """One board's. ``settings`` outlive a power cut, the lift's position is where it was left."""

    world: World
    address: int
    settings: dict[int, int] = field(default_factory=dict)
    relays: dict[int, int] = field(default_factory=dict)
    open_cells: dict[int, None] = field(default_factory=dict)
    revision: int = 0

    def read(self, query: Query, now_ms: int) -> bytes:
        """Raises ``Refused`` for what the board has not."""
        if query.start == Read.CELL:
            is_open = query.count in self.open_cells
            return bytes((query.count, CELL_OPEN if is_open else CELL_CLOSED))
        words = self._words(query.start, now_ms)
        if words is None:
            raise Refused(Fault.ADDRESS)
        if query.count != len(words):
            raise Refused(Fault.DATA)
        return b"".join(word.to_bytes(2, "big") for word in words)

    def write(self, query: Query) -> None:
        """Raises ``Refused`` for what the board has not."""
        if query.function != Function.WRITE_REGISTER:
            raise Refused(Fault.FUNCTION)
        if query.start == Write.RELAY:
            self.relays[query.count >> 8] = query.count & 0xFF
        elif query.start in frozenset(Write):
            self.settings[query.start] = query.count
        else:
            raise Refused(Fault.ADDRESS)
        self.revision += 1

    def power_down(self) -> None:
        self.relays.clear()

    def to_state(self) -> dict[str, Any]:
        return {f"{register:04x}": value for register, value in self.settings.items()}

    def load_state(self, state: dict[str, Any]) -> None:
        """Take over what ``to_state`` gave; raises TypeError or ValueError when damaged."""
        self.settings = {int(register, 16): int(value) for register, value in state.items()}

    def _words(self, register: int, now_ms: int) -> tuple[int, ...] | None:
        match register:
            case Read.HARDWARE:
                return (HARDWARE_DATE, ROWS << 8 | COLUMNS)
            case Read.SOFTWARE:
                return SOFTWARE
            case Read.CLIMATE:
                return (self._temperature(now_ms), HUMIDITY_TENTHS)
            case Read.LIFT_Y:
                return (self.settings.get(Write.MOVE_Y, 0),)
            case Read.LIFT_X:
                return (self.settings.get(Write.MOVE_X, 0),)
            case Read.DROP_SENSOR:
                return (int(self.world.sensor is not Sensor.BLOCKED),)
            case Read.OUTPUTS:
                return (0, 0)
            case Read.INPUTS:
                return (int(self.world.door_open) << DOOR_BIT | 1 << DROP_BIT,)
            case Read.Y_INPUTS | Read.X_INPUTS | Read.Y_STATE | Read.X_STATE:
                return (0,)
        return None

    def _temperature(self, now_ms: int) -> int:
        """Tenths, of the zone with this board's place among the zones; the last one for those beyond."""
        zones = self.world.temperatures_c(now_ms)
        zone = min(self.address, len(zones)) - 1
        return zones[zone] * 10 & 0xFFFF if self.world.zones[zone].probe_ok else NO_PROBE
