"""Simulated ZDM8 boards on one line: a vend is accepted at once, its result is told to who asks first.

States 2 and 3 fall back to 0 when they have been read, whether the answer arrives or not; the fault code
stays (boards.md 4.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from hardware.sim.boards.chassis import TURN_MS_DEFAULT
from hardware.sim.boards.modbus import ANSWER_MS, ModbusChassis
from hardware.sim.boards.turning import Turned, Turning
from hardware.sim.cabinet import Cabinet
from hardware.sim.faults import COMMON, Fault, FaultName
from hardware.sim.world import World
from hardware.sim.zdm8.registers import Refused, Registers
from hardware.wire.modbus.frames import Function, Query
from hardware.wire.modbus.messages import confirmation, refusal
from hardware.wire.zdm8 import codes
from hardware.wire.zdm8.codes import VEND, VEND_VARIANT, LaneType, Read, State
from hardware.wire.zdm8.messages import LANES_A_BOARD

ZDM8_FAULTS: Final = frozenset(
    {
        FaultName.LOST_ACK,
        FaultName.LOST_REPLY,
        FaultName.ONLY_01_FOREVER,
        FaultName.IDLE_AT_ONCE,
        FaultName.EXCEPTION,
        FaultName.MOTOR_FAULT,
        FaultName.WRONG_BOARD,
        FaultName.REGISTER_0001,
    }
)
NO_DROP: Final = 0x10
OVER_TIME: Final = 0x11
MOTOR_OPEN: Final = 0x12
"""Motor-level codes are in no public table; any will do, and drivers must only show them."""
VEND_BYTES: Final = 4


@dataclass(slots=True)
class _Run:
    """One board's run state, gone with its power."""

    state: int = State.IDLE
    code: int = 0
    result: int | None = None
    """2, 3 or an odd one that is due at ``due_ms``."""
    due_ms: int = 0
    is_answer_lost: bool = False
    """Of the read that takes the result away."""
    is_stuck: bool = False
    """It says 1 for ever."""


class Zdm8Board(ModbusChassis):
    """All boards of one line and the one cabinet they drive."""

    model: ClassVar[str] = "zdm8"
    faults: ClassVar[frozenset[FaultName]] = COMMON | ZDM8_FAULTS

    def __init__(self, cabinet: Cabinet, world: World, now_ms: int, turn_ms: int = TURN_MS_DEFAULT) -> None:
        super().__init__(cabinet, world, LANES_A_BOARD)
        self.turning = Turning(world, self.book, self._strike, turn_ms)
        self.registers = {address: Registers(world, address) for address in sorted(self.addresses)}
        self._runs = {address: _Run() for address in self.addresses}
        self._power_up(now_ms)

    @property
    def revision(self) -> int:
        changes = sum(registers.revision for registers in self.registers.values())
        return self.world.revision + changes + self.orders_total

    def advance(self, now_ms: int) -> None:
        self._strike_due(now_ms)
        self._expire_input(now_ms)
        if self.powered:
            ended = self.turning.advance(now_ms)
            if ended is not None:
                self._ended(ended, now_ms)
        for run in self._runs.values():
            if run.result is not None and now_ms >= run.due_ms:
                run.state, run.result = run.result, None

    def next_due_ms(self, now_ms: int) -> int | None:
        times = [self.book.next_due_ms(now_ms), self.line.next_due_ms(), self._unfinished_ms]
        times += [run.due_ms for run in self._runs.values() if run.result is not None]
        if self.powered:
            times.append(self.turning.next_due_ms())
        return min((at_ms for at_ms in times if at_ms is not None), default=None)

    def to_state(self) -> dict[str, Any]:
        settings = {str(address): registers.to_state() for address, registers in self.registers.items()}
        return {"settings": settings, **self.log.to_state()}

    def load_state(self, state: dict[str, Any]) -> None:
        for address, settings in state["settings"].items():
            if int(address) in self.registers:
                self.registers[int(address)].load_state(settings)
        self.log.load_state(state)

    def _beliefs(self) -> dict[str, Any]:
        return {
            "states": {str(address): [run.state, run.code] for address, run in self._runs.items()},
            "settings": {str(address): registers.to_state() for address, registers in self.registers.items()},
            "relays": {str(address): dict(registers.relays) for address, registers in self.registers.items()},
        }

    # --- queries -----------------------------------------------------------------------------------

    def _heard(self, query: Query, now_ms: int) -> None:
        if query.function == Function.WRITE_REGISTERS:
            self._block_write(query, now_ms)
            return
        if query.function == Function.READ_REGISTERS and query.start == Read.STATE and query.count == 1:
            self._tell_state(query, now_ms)
            return
        registers = self.registers[query.address]
        try:
            if query.function == Function.READ_REGISTERS:
                reply = confirmation(query, registers.read(query, now_ms))
            else:
                registers.write(query)
                reply = confirmation(query)
        except Refused as refused:
            reply = refusal(query, refused.code)
        self._say(reply, now_ms + ANSWER_MS)

    def _tell_state(self, query: Query, now_ms: int) -> None:
        """The result is forgotten with the telling, whether it is heard or not."""
        run = self._runs[query.address]
        reply = confirmation(query, bytes((run.state, run.code)))
        is_result = run.state not in (State.IDLE, State.RUNNING)
        self._say(reply, now_ms + ANSWER_MS, is_lost=is_result and run.is_answer_lost)
        if is_result:
            run.state, run.is_answer_lost = State.IDLE, False

    def _block_write(self, query: Query, now_ms: int) -> None:
        is_variant = self.book.lasts(FaultName.REGISTER_0001, now_ms)
        if query.start != (VEND_VARIANT if is_variant else VEND):
            self._say(refusal(query, codes.Fault.ADDRESS), now_ms + ANSWER_MS)
        elif len(query.data) != VEND_BYTES:
            self._say(refusal(query, codes.Fault.DATA), now_ms + ANSWER_MS)
        else:
            self._vend(query, now_ms)

    def _vend(self, query: Query, now_ms: int) -> None:
        lane, kind, check, _lift = query.data
        motor = (query.address - 1) * LANES_A_BOARD + lane + 1
        order = self._begins(motor, now_ms, drop_sensor=check == 1)
        if order is None:
            return
        faults = self.book.take_for_vend(motor, now_ms)
        if FaultName.STALE_REPLY in faults:
            self._say_last_again(now_ms)
        refused = self._refused(lane, kind, query.address, faults)
        if refused is not None:
            self.book.vend_ended()
            self._say(refusal(query, refused), now_ms + ANSWER_MS)
            return
        self._say(
            confirmation(query),
            now_ms + ANSWER_MS,
            is_lost=self.book.take(FaultName.LOST_ACK, now_ms, motor) is not None,
            is_from_elsewhere=FaultName.WRONG_BOARD in faults,
        )
        self._start(motor, order, check == 1, faults, now_ms)
        if kind == LaneType.LOCK:
            self.registers[query.address].open_cells[lane + 1] = None

    def _refused(self, lane: int, kind: int, address: int, faults: dict[FaultName, Fault]) -> int | None:
        if FaultName.EXCEPTION in faults:
            return faults[FaultName.EXCEPTION].code
        if lane >= LANES_A_BOARD or kind not in frozenset(LaneType):
            return codes.Fault.DATA
        is_busy = self.turning.is_busy or self._runs[address].state == State.RUNNING
        return codes.Fault.BUSY if is_busy else None

    def _start(
        self, motor: int, order: int, check: bool, faults: dict[FaultName, Fault], now_ms: int
    ) -> None:
        run = self._runs[(motor - 1) // LANES_A_BOARD + 1]
        if FaultName.IDLE_AT_ONCE in faults:
            self.book.vend_ended()
            return
        run.state, run.is_answer_lost = State.RUNNING, FaultName.LOST_REPLY in faults
        run.is_stuck = FaultName.ONLY_01_FOREVER in faults
        if self._is_missing(motor, now_ms) or FaultName.MOTOR_FAULT in faults:
            wrong = faults.get(FaultName.MOTOR_FAULT)
            run.code = MOTOR_OPEN if wrong is None else wrong.code
            run.result, run.due_ms = State.FAULT, now_ms + ANSWER_MS
            self.book.vend_ended()
        else:
            self.turning.begin(motor, order, check, faults, now_ms)

    # --- results -----------------------------------------------------------------------------------

    def _ended(self, ended: Turned, now_ms: int) -> None:
        run = self._runs[(ended.motor - 1) // LANES_A_BOARD + 1]
        if run.is_stuck:
            return
        if FaultName.UNKNOWN_STATUS in ended.faults:
            run.result = ended.faults[FaultName.UNKNOWN_STATUS].code
        elif not ended.home or (ended.drop_sensor and not ended.seen):
            run.result, run.code = State.FAULT, NO_DROP if ended.home else OVER_TIME
        else:
            run.result = State.DONE
        late = ended.faults.get(FaultName.LATE_RESULT)
        run.due_ms = now_ms + (0 if late is None else late.ms)
        if now_ms >= run.due_ms:
            run.state, run.result = run.result, None

    # --- Chassis -----------------------------------------------------------------------------------

    def _power_down(self, now_ms: int) -> None:
        super()._power_down(now_ms)
        self.turning.cut()
        self._runs = {address: _Run() for address in self.addresses}
        for registers in self.registers.values():
            registers.power_down()

    def _mend(self) -> None:
        for run in self._runs.values():
            if run.is_stuck:
                run.state, run.is_stuck = State.IDLE, False
