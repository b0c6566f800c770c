"""Simulated relay boards on one line, each relay's pulse one turn of one motor, and inputs.

The machine: every motor turns once, home to home, when its relay switches on; how long the relay stays on
does not matter to it. Inputs of the first board: 1 to 8 are the doors of cells (open since the lock of the
same number was pulsed), 9 tells of a drop for a moment, 10 is the cabinet's own door. Further boards have
their own cells.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from hardware.sim.boards.chassis import TURN_MS_DEFAULT
from hardware.sim.boards.modbus import ANSWER_MS, ModbusChassis
from hardware.sim.boards.turning import Turning
from hardware.sim.cabinet import Cabinet
from hardware.sim.faults import COMMON, Fault, FaultName
from hardware.sim.world import Sensor, World
from hardware.wire.modbus.frames import Function, Query
from hardware.wire.modbus.messages import (
    COIL_OFF,
    COIL_ON,
    confirmation,
    pack_bits,
    refusal,
    unpack_bits,
)
from hardware.wire.relay import codes
from hardware.wire.relay.messages import ALL_COILS, FLASH_ON_BASE, FLASH_STEP_MS

CHANNELS: Final = 8
DROP_INPUT: Final = CHANNELS + 1
DOOR_INPUT: Final = CHANNELS + 2
INPUTS: Final = 16
DROP_HOLD_MS: Final = 300
"""How long the drop's input stays on: a latch, without which nobody would catch it."""
STUCK_ON: Final = 1
"""As ``code`` of ``coil_stuck``: the relay hangs when it is on; 0, it does not move at all."""

RELAY_FAULTS: Final = frozenset(
    {
        FaultName.EXCEPTION,
        FaultName.COIL_STUCK,
        FaultName.NO_PULSE,
        FaultName.LOST_ACK,
        FaultName.WRONG_BOARD,
    }
)
NOT_HERE: Final = frozenset(
    {FaultName.UNKNOWN_STATUS, FaultName.LATE_RESULT, FaultName.TEMPERATURE, FaultName.PROBE_FAULT}
)
"""A relay board has no results and no probe."""


@dataclass(slots=True)
class _Coils:
    """One board's relays, by channel from 0; off when the power comes."""

    on: list[bool] = field(default_factory=lambda: [False] * CHANNELS)
    off_ms: dict[int, int] = field(default_factory=dict)
    """When a pulse ends by itself."""


class RelayBoard(ModbusChassis):
    """All boards of one line and the one machine they drive."""

    model: ClassVar[str] = "relay"
    faults: ClassVar[frozenset[FaultName]] = (COMMON - NOT_HERE) | RELAY_FAULTS

    def __init__(self, cabinet: Cabinet, world: World, now_ms: int, turn_ms: int = TURN_MS_DEFAULT) -> None:
        super().__init__(cabinet, world, CHANNELS)
        self.turning = Turning(world, self.book, self._strike, turn_ms)
        self._coils = {address: _Coils() for address in sorted(self.addresses)}
        self._open_cells: dict[int, None] = {}
        self._waiting: deque[tuple[int, int, dict[FaultName, Fault]]] = deque()
        self._power_up(now_ms)

    @property
    def revision(self) -> int:
        return self.world.revision + self.orders_total

    def advance(self, now_ms: int) -> None:
        self._strike_due(now_ms)
        self._expire_input(now_ms)
        if self.powered:
            self._end_pulses(now_ms)
            self.turning.advance(now_ms)
            self._begin_waiting(now_ms)

    def next_due_ms(self, now_ms: int) -> int | None:
        times = [self.book.next_due_ms(now_ms), self.line.next_due_ms(), self._unfinished_ms]
        if self.powered:
            times.append(self.turning.next_due_ms())
            times += [at_ms for coils in self._coils.values() for at_ms in coils.off_ms.values()]
        return min((at_ms for at_ms in times if at_ms is not None), default=None)

    def to_state(self) -> dict[str, Any]:
        return {"open_cells": list(self._open_cells), **self.log.to_state()}

    def load_state(self, state: dict[str, Any]) -> None:
        self._open_cells = dict.fromkeys(int(motor) for motor in state["open_cells"])
        self.log.load_state(state)

    def close_cells(self) -> None:
        """Somebody closes every cell's door."""
        self._open_cells.clear()

    def _beliefs(self) -> dict[str, Any]:
        on = {
            str(address): [channel + 1 for channel, is_on in enumerate(coils.on) if is_on]
            for address, coils in self._coils.items()
        }
        return {"relays_on": on, "open_cells": list(self._open_cells)}

    # --- queries -----------------------------------------------------------------------------------

    def _heard(self, query: Query, now_ms: int) -> None:
        match query.function:
            case Function.READ_COILS:
                self._read(query, self._coils[query.address].on, now_ms)
            case Function.READ_INPUTS:
                self._read(query, self._inputs(query.address, now_ms), now_ms)
            case Function.WRITE_COILS:
                self._write_many(query, now_ms)
            case Function.WRITE_COIL:
                self._write_one(query, now_ms)
            case _:
                self._refuse(query, codes.Fault.FUNCTION, now_ms)

    def _read(self, query: Query, bits: list[bool], now_ms: int) -> None:
        if query.start + query.count > len(bits):
            self._refuse(query, codes.Fault.ADDRESS, now_ms)
        else:
            wanted = bits[query.start : query.start + query.count]
            self._say(confirmation(query, pack_bits(wanted)), now_ms + ANSWER_MS)

    def _write_many(self, query: Query, now_ms: int) -> None:
        if query.start + query.count > CHANNELS:
            self._refuse(query, codes.Fault.ADDRESS, now_ms)
            return
        self._say(confirmation(query), now_ms + ANSWER_MS)
        for at, value in enumerate(unpack_bits(query.data)[: query.count]):
            self._switch(query.address, query.start + at, value, now_ms, off_ms=None)

    def _write_one(self, query: Query, now_ms: int) -> None:
        coil, value = query.start, query.count
        is_pulse = FLASH_ON_BASE <= coil < FLASH_ON_BASE + CHANNELS
        if coil == ALL_COILS and value == COIL_OFF:
            self._say(confirmation(query), now_ms + ANSWER_MS)
            for channel in range(CHANNELS):
                self._switch(query.address, channel, False, now_ms, off_ms=None)
        elif is_pulse and self.book.lasts(FaultName.NO_PULSE, now_ms):
            self._refuse(query, codes.Fault.ADDRESS, now_ms)
        elif is_pulse:
            self._pulse(query, coil - FLASH_ON_BASE, now_ms + value * FLASH_STEP_MS, now_ms)
        elif coil >= CHANNELS:
            self._refuse(query, codes.Fault.ADDRESS, now_ms)
        elif value == COIL_ON:
            self._pulse(query, coil, None, now_ms)
        elif value == COIL_OFF:
            self._say(confirmation(query), now_ms + ANSWER_MS)
            self._switch(query.address, coil, False, now_ms, off_ms=None)
        else:
            self._refuse(query, codes.Fault.DATA, now_ms)

    def _pulse(self, query: Query, channel: int, off_ms: int | None, now_ms: int) -> None:
        """A relay is switched on, by the board's own time or until further notice: a motor command."""
        motor = (query.address - 1) * CHANNELS + channel + 1
        order = self._begins(motor, now_ms, drop_sensor=False)
        if order is None:
            return
        faults = self.book.take_for_vend(motor, now_ms)
        if FaultName.STALE_REPLY in faults:
            self._say_last_again(now_ms)
        if FaultName.EXCEPTION in faults:
            self.book.vend_ended()
            self._refuse(query, faults[FaultName.EXCEPTION].code, now_ms)
            return
        self._say(
            confirmation(query),
            now_ms + ANSWER_MS,
            is_lost=self.book.take(FaultName.LOST_ACK, now_ms, motor) is not None,
            is_from_elsewhere=FaultName.WRONG_BOARD in faults,
        )
        if self._switch(query.address, channel, True, now_ms, off_ms):
            self._open_cells[motor] = None
            self._waiting.append((motor, order, faults))
        else:
            self.book.vend_ended()

    def _refuse(self, query: Query, code: int, now_ms: int) -> None:
        self._say(refusal(query, code), now_ms + ANSWER_MS)

    # --- relays, motors and inputs -----------------------------------------------------------------

    def _switch(self, address: int, channel: int, value: bool, now_ms: int, off_ms: int | None) -> bool:
        """Whether the relay went from off to on."""
        coils = self._coils[address]
        coils.off_ms.pop(channel, None)
        before, after = coils.on[channel], self._settles_as(address, channel, value, now_ms)
        coils.on[channel] = after
        if after and off_ms is not None:
            coils.off_ms[channel] = off_ms
        return after and not before

    def _settles_as(self, address: int, channel: int, value: bool, now_ms: int) -> bool:
        motor = (address - 1) * CHANNELS + channel + 1
        stuck = self.book.lasting(FaultName.COIL_STUCK, now_ms, motor)
        if stuck is None:
            return value
        return stuck.code == STUCK_ON and (value or self._coils[address].on[channel])

    def _end_pulses(self, now_ms: int) -> None:
        for address, coils in self._coils.items():
            for channel in [channel for channel, at_ms in coils.off_ms.items() if now_ms >= at_ms]:
                self._switch(address, channel, False, now_ms, off_ms=None)

    def _begin_waiting(self, now_ms: int) -> None:
        """Two motors at a time are one after the other here: the world knows one."""
        if self.turning.is_busy or not self._waiting:
            return
        motor, order, faults = self._waiting.popleft()
        if self._is_missing(motor, now_ms):
            self.book.vend_ended()
        else:
            self.turning.begin(motor, order, False, faults, now_ms)

    def _inputs(self, address: int, now_ms: int) -> list[bool]:
        first = (address - 1) * CHANNELS + 1
        inputs = [motor in self._open_cells for motor in range(first, first + CHANNELS)]
        inputs += [False] * (INPUTS - CHANNELS)
        if address == 1:
            inputs[DROP_INPUT - 1] = self._drop_is_on(now_ms)
            inputs[DOOR_INPUT - 1] = self.world.door_open
        return inputs

    def _drop_is_on(self, now_ms: int) -> bool:
        if self.world.sensor is Sensor.BLOCKED:
            return True
        seen = [fell.at_ms for fell in self.world.fell[-1:] if fell.seen]
        return any(now_ms < at_ms + DROP_HOLD_MS for at_ms in seen)

    # --- Chassis -----------------------------------------------------------------------------------

    def _power_down(self, now_ms: int) -> None:
        super()._power_down(now_ms)
        self.turning.cut()
        self._waiting.clear()
        self._coils = {address: _Coils() for address in self._coils}

    def _mend(self) -> None:
        self.close_cells()
