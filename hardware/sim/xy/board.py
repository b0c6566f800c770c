"""The simulated XY board as a whole: bytes in, bytes out, time handed in, a world behind it."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from hardware.sim.boards.chassis import STRIKES_LATER_MS, TURN_MS_DEFAULT, Chassis
from hardware.sim.cabinet import Cabinet
from hardware.sim.faults import COMMON, XY_ONLY, Fault, FaultName, Phase, at_once
from hardware.sim.world import World
from hardware.sim.xy.desk import Desk
from hardware.sim.xy.link import CMD_SYNC, Link
from hardware.sim.xy.memory import Memory
from hardware.sim.xy.vend import MotorOrder, VendUnit
from hardware.wire.xy import CMD_ACK, FRAME_GAP_MS, Decoder, Frame

WRONG_XOR: Final = (bytes.fromhex("fafb53010252"), bytes.fromhex("fafb1602030510"))
"""Published frames with a wrong XOR (boards.md 2.8)."""
CMD_BUY: Final = 0x03
CMD_DRIVE: Final = 0x06


class XyBoard(Chassis):
    """One board and its cabinet."""

    model: ClassVar[str] = "xy"
    faults: ClassVar[frozenset[FaultName]] = COMMON | XY_ONLY

    def __init__(self, cabinet: Cabinet, world: World, now_ms: int, turn_ms: int = TURN_MS_DEFAULT) -> None:
        super().__init__(world)
        self.memory = Memory.build(cabinet)
        self.link = Link(self.line, self.book)
        self.vend = VendUnit(world, self.memory, self.link, self.book, self._strike, turn_ms)
        self.desk = Desk(world, self.memory, self.link, self.book, self.vend)
        self._decoder = Decoder()
        self._unfinished_ms: int | None = None
        self._last_motor_command: Frame | None = None
        self._turns_again = False
        self._power_up(now_ms)

    @property
    def revision(self) -> int:
        """Grows with everything that must outlive the process."""
        return self.world.revision + self.memory.revision + self.orders_total

    def receive(self, data: bytes, now_ms: int) -> None:
        """Bytes from the upper computer."""
        if not self.powered or self.silent:
            return
        self._unfinished_ms = None
        for found in self._decoder.feed(data):
            if isinstance(found, Frame):
                self._heard(found, now_ms)
            else:
                self.link.counters.noise_bytes += found.count
        if self._decoder.is_waiting:
            self._unfinished_ms = now_ms + FRAME_GAP_MS
        self.advance(now_ms)

    def advance(self, now_ms: int) -> None:
        """Do everything that is due."""
        self._strike_due(now_ms)
        if self._unfinished_ms is not None and now_ms >= self._unfinished_ms:
            self._unfinished_ms = None
            for found in self._decoder.expire():
                if isinstance(found, Frame):
                    self._heard(found, now_ms)
        if self.powered:
            self.vend.advance(now_ms)
        if self.powered:
            self.link.advance(now_ms)

    def next_due_ms(self, now_ms: int) -> int | None:
        """When ``advance`` or ``take_output`` has something to do."""
        times = [self.book.next_due_ms(now_ms), self.line.next_due_ms(), self._unfinished_ms]
        if self.powered:
            times += [self.vend.next_due_ms(), self.link.next_due_ms()]
        return min((at_ms for at_ms in times if at_ms is not None), default=None)

    def forget_waiting(self) -> None:
        self.vend.forget_waiting()

    def filled(self, motor: int, items: int) -> None:
        self.memory.slots[motor].stock = items
        self.memory.changed()

    def record(self) -> dict[str, Any]:
        slots = self.memory.slots
        return {
            "board": {
                "powered": self.powered,
                "online": self.link.online,
                "cable": self.cable_in,
                "clock": self.desk.menu.clock,
                "poll_ms": self.link.interval_ms,
                "stock": {self.world.lanes[slot.slot].label: slot.stock for slot in slots.values()},
                "jammed": [slot.slot for slot in slots.values() if slot.jammed],
                "paused": [slot.slot for slot in slots.values() if slot.paused],
                "motor_errors": [slot.slot for slot in slots.values() if slot.motor_error],
            },
            "wire": self.link.counters.to_record(),
        }

    def to_state(self) -> dict[str, Any]:
        return {"memory": self.memory.to_state(), **self.log.to_state()}

    def load_state(self, state: dict[str, Any]) -> None:
        self.memory.load_state(state["memory"])
        self.log.load_state(state)

    def _power_up(self, now_ms: int) -> None:
        super()._power_up(now_ms)
        self.link.power_up(now_ms)
        self.link.ask_sync()

    def _power_down(self, now_ms: int) -> None:
        super()._power_down(now_ms)
        self.vend.power_down()
        self.desk.power_down()
        self._decoder = Decoder()
        self._unfinished_ms = self._last_motor_command = None
        self._turns_again = False

    def _heard(self, frame: Frame, now_ms: int) -> None:
        if frame.cmd == CMD_ACK:
            if self.link.heard_ack(now_ms):
                self.link.ask_sync()
            return
        if frame.pack_no is None:
            return
        was_away = self.link.heard_command(now_ms)
        if was_away and frame.cmd != CMD_SYNC:
            self.link.ask_sync()
        if frame.cmd in (CMD_BUY, CMD_DRIVE):
            self._motor_command(frame, now_ms)
            return
        if frame.cmd == CMD_SYNC:
            self._last_motor_command = None
        if self.desk.knows(frame.cmd):
            self.link.acknowledge(now_ms)
            self.desk.carry_out(frame, now_ms)

    def _motor_command(self, frame: Frame, now_ms: int) -> None:
        slot_at = 2 if frame.cmd == CMD_DRIVE else 0
        if len(frame.body) < slot_at + 2:
            return
        slot = int.from_bytes(frame.body[slot_at : slot_at + 2], "big")
        if self.book.take(FaultName.LOST_COMMAND, now_ms, slot) is not None:
            return
        repeated = frame == self._last_motor_command
        for fault in self.book.take_phase(Phase.BEFORE_ACK, slot, now_ms):
            self._strike(fault, now_ms)
        executed = self.powered and (not repeated or self._turns_again)
        self._last_motor_command = frame
        order = self._log_order(frame, slot, executed, repeated, now_ms)
        if not self.powered:
            self._last_motor_command = None
            return
        lost = self.book.take(FaultName.LOST_ACK, now_ms, slot)
        self._turns_again = lost is not None and lost.turn_again
        if lost is None:
            self.link.acknowledge(now_ms)
        after = self.book.take_phase(Phase.AFTER_ACK, slot, now_ms)
        self.book.add([at_once(fault, STRIKES_LATER_MS) for fault in after], now_ms)
        if executed and (frame.cmd == CMD_DRIVE or self.desk.sells(slot, now_ms)):
            drop_sensor = frame.cmd == CMD_BUY or frame.body[0] == 1
            self.vend.order(MotorOrder(order, slot, drop_sensor), now_ms)

    def _log_order(self, frame: Frame, slot: int, executed: bool, repeated: bool, now_ms: int) -> int:
        return self.log.add(
            slot,
            now_ms,
            self.world.utc_offset_ms,
            drop_sensor=frame.cmd == CMD_BUY or frame.body[0] == 1,
            executed=executed,
            repeated=repeated,
            pack_no=frame.pack_no or 0,
        )

    def _strike_own(self, fault: Fault, now_ms: int, /) -> bool:
        match fault.name:
            case FaultName.MONEY_DUPLICATE:
                self.book.add([Fault(FaultName.LOST_OUR_ACK)], now_ms)
                self.desk.take_bill(fault.amount)
            case FaultName.WRONG_XOR:
                for sample in WRONG_XOR:
                    self.line.raw(sample, now_ms)
            case _:
                return False
        return True

    def _forget_input(self) -> None:
        self._decoder = Decoder()

    def _mend(self) -> None:
        self.memory.clear_flags()
        self.vend.quiet()
