"""One vend on the simulated XY board: motor, drop sensor, and what is said about it in 04 frames."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from hardware.sim.faults import Fault, FaultBook, FaultName, Phase
from hardware.sim.world import Hitch, Sensor, TurnEnded, World
from hardware.sim.xy.link import CMD_DISPENSING, CMD_SLOT_REPORT, Link
from hardware.sim.xy.memory import Memory

DISPENSING: Final = 0x01
SUCCESS: Final = 0x02
JAM: Final = 0x03
NOT_STOPPED: Final = 0x04
MOTOR_MISSING: Final = 0x06
SENSOR_FAILED: Final = 0x0A
TAKE_OUT: Final = 0x24
TERMINATED: Final = 0xFF
"""Status bytes of frame 04 (boards.md 2.5)."""
CHECK_NORMAL: Final = 0x01
CHECK_EMPTY: Final = 0x02
CHECK_MISSING: Final = 0x03
CHECK_PAUSED: Final = 0x04
"""Status bytes of frame 02 (boards.md 2.4)."""

MOTOR_STARTS_AFTER_MS: Final = 100
"""From the order to the motor; in it the ACK gets out and "after the ACK" has room to strike."""
BEFORE_DROP_PERCENT: Final = 50
AFTER_DROP_PERCENT: Final = 85
"""Of a whole turn; the item falls at 70 (``world.DROP_AT_PERMILLE``)."""
PROGRESS_AGAIN_MS: Final = 2000
"""``only_01_forever`` says so again and again."""
ORDERS_MAX: Final = 8
"""Orders waiting for the motor; more are terminated unturned."""

Strike = Callable[[Fault, int], None]
"""Carries out a line or power fault at a time."""


@dataclass(frozen=True, slots=True)
class MotorOrder:
    """One motor to be driven. ``number`` is the order's in the ground truth, 0 for a technician's test."""

    number: int
    slot: int
    drop_sensor: bool
    tested: Callable[[int], None] | None = None
    """Told the result of a test (menu 38) instead of a 04."""


@dataclass(slots=True)
class _Running:
    order: MotorOrder
    starts_ms: int
    faults: dict[FaultName, Fault] = field(default_factory=dict)
    phases: list[tuple[int, Fault]] = field(default_factory=list)
    says_ms: int | None = None
    """When the result is said; None while the motor has not finished."""
    codes: tuple[int, ...] = ()


@dataclass(slots=True)
class VendUnit:
    """Drives one motor after another and says how it went."""

    world: World
    memory: Memory
    link: Link
    book: FaultBook
    strike: Strike
    turn_ms: int
    _waiting: deque[MotorOrder] = field(default_factory=deque)
    _running: _Running | None = None
    _last_result: bytes = b""
    _nagging: tuple[int, int] | None = None
    """Slot and next time of an 01 that never ends."""

    def power_down(self) -> None:
        """Everything of a vend that lives in memory without power: gone."""
        self._waiting.clear()
        if self._running is not None:
            self.book.vend_ended()
        self._running = self._nagging = None
        self._last_result = b""

    def forget_waiting(self) -> None:
        """Nothing new is started; a motor already ordered finishes."""
        self._waiting.clear()

    def quiet(self) -> None:
        """End an 01 that is said for ever."""
        self._nagging = None

    def order(self, order: MotorOrder, now_ms: int) -> None:
        """Take one order; it runs when the motors before it stand still."""
        if len(self._waiting) >= ORDERS_MAX:
            self._say(order, TERMINATED, now_ms)
            return
        self._nagging = None
        self._waiting.append(order)
        self._begin_next(now_ms)

    def check(self, slot: int, now_ms: int) -> int:
        """The status of frame 02 for one slot."""
        if self._is_missing(slot, now_ms):
            return CHECK_MISSING
        state = self.memory.slots[slot]
        if state.paused or state.jammed:
            return CHECK_PAUSED
        if state.stock == 0 or self.book.lasts(FaultName.OUT_OF_STOCK, now_ms, slot):
            return CHECK_EMPTY
        return CHECK_NORMAL

    def report(self, slot: int, now_ms: int) -> bytes:
        """The body of frame 11 for one slot (boards.md 2.3)."""
        state = self.memory.slots[slot]
        empty = self.book.lasts(FaultName.OUT_OF_STOCK, now_ms, slot)
        return (
            slot.to_bytes(2, "big")
            + state.price.to_bytes(4, "big")
            + bytes((0 if empty else state.stock, state.capacity))
            + state.product.to_bytes(2, "big")
            + bytes((state.paused or state.jammed,))
        )

    def advance(self, now_ms: int) -> None:
        """Let the world move on, strike what is due, start motors, say results."""
        ended = self.world.advance(now_ms)
        if self._running is not None:
            self._strike_phases(self._running, now_ms)
        # A strike may have cut the power: each step looks again at what is still running.
        if self._running is not None and ended is not None:
            self._turn_ended(self._running, ended, now_ms)
        if self._running is not None and self._may_start(self._running, now_ms):
            self._start(self._running, now_ms)
        if (
            self._running is not None
            and self._running.says_ms is not None
            and now_ms >= self._running.says_ms
        ):
            self._finish(self._running, now_ms)
        if self._nagging is not None and now_ms >= self._nagging[1]:
            self._progress(self._nagging[0], now_ms)
            self._nagging = (self._nagging[0], now_ms + PROGRESS_AGAIN_MS)
        self._begin_next(now_ms)

    def _may_start(self, running: _Running, now_ms: int) -> bool:
        return running.says_ms is None and self.world.turning is None and now_ms >= running.starts_ms

    def _may_speak(self, running: _Running, now_ms: int) -> bool:
        return running.says_ms is not None and now_ms >= running.says_ms

    def next_due_ms(self) -> int | None:
        times = [at_ms for at_ms in (self.world.next_due_ms(),) if at_ms is not None]
        if self._nagging is not None:
            times.append(self._nagging[1])
        if self._running is not None:
            times += [at_ms for at_ms, _ in self._running.phases]
            if self._running.says_ms is not None:
                times.append(self._running.says_ms)
            elif self.world.turning is None:
                times.append(self._running.starts_ms)
        return min(times, default=None)

    def _begin_next(self, now_ms: int) -> None:
        if self._running is not None or not self._waiting:
            return
        order = self._waiting.popleft()
        self._running = _Running(order, now_ms + MOTOR_STARTS_AFTER_MS)

    def _start(self, running: _Running, now_ms: int) -> None:
        order = running.order
        refusal = self._refusal(order, now_ms)
        if refusal is None and order.tested is None:
            running.faults = self.book.take_for_vend(order.slot, now_ms)
            odd = running.faults.get(FaultName.TERMINATED)
            if odd is not None and not odd.falls:
                refusal = TERMINATED
        if refusal is not None:
            running.codes, running.says_ms = (refusal,), now_ms
            return
        if order.tested is None:
            if FaultName.STALE_REPLY in running.faults and self._last_result:
                self.link.enqueue(CMD_DISPENSING, self._last_result)
            self._progress(order.slot, now_ms)
            running.phases = self._phases(order.slot, now_ms)
        hitch = self._hitch(running.faults, order.slot, now_ms)
        self.world.start_turn(order.slot, order.number, self.turn_ms, hitch, now_ms)

    def _refusal(self, order: MotorOrder, now_ms: int) -> int | None:
        """Why the motor is not even started, None when it is."""
        if order.slot not in self.memory.slots or self.book.lasts(
            FaultName.MOTOR_MISSING, now_ms, order.slot
        ):
            return MOTOR_MISSING
        if order.tested is not None:
            return None
        state = self.memory.slots[order.slot]
        if state.jammed or state.paused:
            return JAM
        if self.world.sensor is Sensor.BLOCKED and self._drop_sensor_on(order):
            return SENSOR_FAILED
        return None

    def _is_missing(self, slot: int, now_ms: int) -> bool:
        return slot not in self.memory.slots or self.book.lasts(FaultName.MOTOR_MISSING, now_ms, slot)

    def _drop_sensor_on(self, order: MotorOrder) -> bool:
        return order.drop_sensor and self.memory.drop_sensor_on(order.slot)

    def _hitch(self, faults: dict[FaultName, Fault], slot: int, now_ms: int) -> Hitch:
        if FaultName.JAM in faults or FaultName.JAM_THEN_PAUSED in faults:
            return Hitch.JAM
        hangs = FaultName.NO_DROP in faults or any(not fault.falls for fault in faults.values())
        if hangs or self.book.lasts(FaultName.OUT_OF_STOCK, now_ms, slot):
            return Hitch.NO_DROP
        return Hitch.UNSEEN if FaultName.DROP_NOT_SEEN in faults else Hitch.NONE

    def _phases(self, slot: int, now_ms: int) -> list[tuple[int, Fault]]:
        """Line and power faults of this turn with their times."""
        moments = {Phase.BEFORE_DROP: BEFORE_DROP_PERCENT, Phase.AFTER_DROP: AFTER_DROP_PERCENT}
        return [
            (now_ms + self.turn_ms * percent // 100, fault)
            for phase, percent in moments.items()
            for fault in self.book.take_phase(phase, slot, now_ms)
        ]

    def _strike_phases(self, running: _Running, now_ms: int) -> None:
        due = [(at_ms, fault) for at_ms, fault in running.phases if now_ms >= at_ms]
        running.phases = [entry for entry in running.phases if entry not in due]
        for _, fault in due:
            self.strike(fault, now_ms)

    def _turn_ended(self, running: _Running, ended: TurnEnded, now_ms: int) -> None:
        order, faults = running.order, running.faults
        if order.tested is not None:
            running.codes, running.says_ms = (SUCCESS if ended.home else NOT_STOPPED,), now_ms
            return
        for fault in self.book.take_phase(Phase.BEFORE_RESULT, order.slot, now_ms):
            self.strike(fault, now_ms)
        if self._running is None:
            return
        code = self._verdict(order, ended)
        running.codes = self._disguise(code, faults)
        late = faults.get(FaultName.LATE_RESULT)
        running.says_ms = now_ms + (0 if late is None else late.ms)
        self._remember(order.slot, code)

    def _verdict(self, order: MotorOrder, ended: TurnEnded) -> int:
        """What an honest board says of this turn."""
        if not self._drop_sensor_on(order):
            return SUCCESS if ended.home else NOT_STOPPED
        return SUCCESS if ended.seen else JAM

    def _disguise(self, code: int, faults: dict[FaultName, Fault]) -> tuple[int, ...]:
        """What the scripted board says instead."""
        if FaultName.UNKNOWN_STATUS in faults:
            return (faults[FaultName.UNKNOWN_STATUS].code,)
        if FaultName.TERMINATED in faults:
            return (TERMINATED,)
        if FaultName.ONLY_01_FOREVER in faults:
            return ()
        if code == SUCCESS and FaultName.CODE_24_THEN_02 in faults:
            return (TAKE_OUT, SUCCESS)
        if code == SUCCESS and FaultName.CODE_24 in faults:
            return (TAKE_OUT,)
        return (code,)

    def _remember(self, slot: int, code: int) -> None:
        state = self.memory.slots[slot]
        if code == SUCCESS:
            state.stock = max(0, state.stock - 1)
        elif code == JAM:
            state.jammed = self.memory.jam_disables(slot)
        elif code == NOT_STOPPED:
            state.motor_error = True
        self.memory.changed()

    def _finish(self, running: _Running, now_ms: int) -> None:
        self._running = None
        order = running.order
        if order.tested is not None:
            order.tested(running.codes[0])
            return
        self.book.vend_ended()
        if FaultName.ONLY_01_FOREVER in running.faults:
            self._nagging = (order.slot, now_ms + PROGRESS_AGAIN_MS)
        for code in running.codes:
            self._say(order, code, now_ms)
        if FaultName.JAM_THEN_PAUSED in running.faults:
            self.memory.slots[order.slot].paused = True
            self.memory.changed()
            self.link.enqueue(CMD_SLOT_REPORT, self.report(order.slot, now_ms))

    def _say(self, order: MotorOrder, code: int, now_ms: int) -> None:
        self._last_result = self._body(code, order.slot, now_ms)
        self.link.enqueue(CMD_DISPENSING, self._last_result)

    def _progress(self, slot: int, now_ms: int) -> None:
        self.link.enqueue(CMD_DISPENSING, self._body(DISPENSING, slot, now_ms))

    def _body(self, code: int, slot: int, now_ms: int) -> bytes:
        """Four bytes with the PackNO as captured; five with the microwave's (boards.md 2.3)."""
        four = self.book.lasts(FaultName.FOUR_BYTE_04, now_ms, slot)
        five = self.book.lasts(FaultName.FIVE_BYTE_04, now_ms, slot) and not four
        return bytes((code,)) + slot.to_bytes(2, "big") + (b"\x00" if five else b"")
