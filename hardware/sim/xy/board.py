"""The simulated XY board as a whole: bytes in, bytes out, time handed in, a world behind it.

Owner's duties: ``receive`` what comes from the port, call ``advance`` when ``next_due_ms`` is reached, write
each chunk of ``take_output`` in one write, and keep the cable as ``cable_in`` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from hardware.sim.cabinet import Cabinet
from hardware.sim.faults import ENDED_BY, Fault, FaultBook, FaultName, Phase, at_once
from hardware.sim.line import Line
from hardware.sim.world import LOG_SAVED_ENTRIES, Sensor, World
from hardware.sim.xy.desk import Desk
from hardware.sim.xy.link import CMD_SYNC, Link
from hardware.sim.xy.memory import Memory
from hardware.sim.xy.vend import MotorOrder, VendUnit
from hardware.wire.xy import CMD_ACK, FRAME_GAP_MS, Decoder, Frame

TURN_MS_DEFAULT: Final = 1200
ORDERS_LOG_MAX: Final = 1000
"""Orders remembered one by one; their number never is forgotten."""
STRIKES_AFTER_ACK_MS: Final = 50
"""The reader's time to take the ACK out of a line that is about to die."""
WRONG_XOR: Final = (bytes.fromhex("fafb53010252"), bytes.fromhex("fafb1602030510"))
"""Published frames with a wrong XOR (boards.md 2.8)."""
CMD_BUY: Final = 0x03
CMD_DRIVE: Final = 0x06


@dataclass(slots=True)
class OrderSeen:
    """One 06 (or 03) as the board heard it. ``number`` is what falls and turns refer to."""

    number: int
    pack_no: int
    motor: int
    drop_sensor: bool
    executed: bool
    repeated: bool
    at_ms: int
    utc_ms: int

    def to_record(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "pack_no": self.pack_no,
            "motor": self.motor,
            "drop_sensor": self.drop_sensor,
            "executed": self.executed,
            "repeated": self.repeated,
            "at_ms": self.at_ms,
            "utc_ms": self.utc_ms,
        }


class XyBoard:
    """One board and its cabinet."""

    def __init__(self, cabinet: Cabinet, world: World, now_ms: int, turn_ms: int = TURN_MS_DEFAULT) -> None:
        self.world = world
        self.book = FaultBook()
        self.memory = Memory.build(cabinet)
        self.line = Line(self.book)
        self.link = Link(self.line, self.book)
        self.vend = VendUnit(world, self.memory, self.link, self.book, self._strike, turn_ms)
        self.desk = Desk(world, self.memory, self.link, self.book, self.vend)
        self.cable_in = True
        self.powered = True
        self.silent = False
        self.orders: list[OrderSeen] = []
        self.orders_total = 0
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
        for fault in self.book.take_due(now_ms):
            self._strike(fault, now_ms)
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

    def take_output(self, now_ms: int) -> list[bytes]:
        """Chunks to be written now, each in one write; none while the cable is out."""
        chunks = self.line.take_due(now_ms)
        return chunks if self.cable_in else []

    def to_state(self) -> dict[str, Any]:
        """What outlives a power cut, ready for JSON."""
        return {
            "memory": self.memory.to_state(),
            "orders": [order.to_record() for order in self.orders[-LOG_SAVED_ENTRIES:]],
            "orders_total": self.orders_total,
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Take over what ``to_state`` gave; raises KeyError, TypeError or ValueError when damaged."""
        self.memory.load_state(state["memory"])
        self.orders = [OrderSeen(**entry) for entry in state["orders"]]
        self.orders_total = int(state["orders_total"])

    def _power_up(self, now_ms: int) -> None:
        self.powered = True
        self.line.dead = self.silent
        self.link.power_up(now_ms)
        self.link.ask_sync()

    def _power_down(self, now_ms: int) -> None:
        self.powered = False
        self.world.cut_power(now_ms)
        self.vend.power_down()
        self.desk.power_down()
        self.line.drop_all()
        self.line.dead = True
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
        self.book.add([at_once(fault, STRIKES_AFTER_ACK_MS) for fault in after], now_ms)
        if executed and (frame.cmd == CMD_DRIVE or self.desk.sells(slot, now_ms)):
            drop_sensor = frame.cmd == CMD_BUY or frame.body[0] == 1
            self.vend.order(MotorOrder(order, slot, drop_sensor), now_ms)

    def _log_order(self, frame: Frame, slot: int, executed: bool, repeated: bool, now_ms: int) -> int:
        self.orders_total += 1
        drop_sensor = frame.cmd == CMD_BUY or frame.body[0] == 1
        utc_ms = now_ms + self.world.utc_offset_ms
        seen = OrderSeen(
            self.orders_total, frame.pack_no or 0, slot, drop_sensor, executed, repeated, now_ms, utc_ms
        )
        self.orders.append(seen)
        del self.orders[:-ORDERS_LOG_MAX]
        return seen.number

    def _strike(self, fault: Fault, now_ms: int) -> None:
        """Carry out a fault of the moment."""
        if fault.phase is not Phase.NOW:
            self.book.arm_end(fault, now_ms)
        match fault.name:
            case FaultName.CUT_CABLE | FaultName.REPLUG:
                self._set_cable(fault.name is FaultName.REPLUG)
            case FaultName.POWER_CUT:
                self._power_down(now_ms)
            case FaultName.POWER_ON if not self.powered:
                self._power_up(now_ms)
            case FaultName.SILENCE | FaultName.SPEAK:
                self._set_silent(fault.name is FaultName.SILENCE)
            case FaultName.MONEY_DUPLICATE:
                self.book.add([Fault(FaultName.LOST_OUR_ACK)], now_ms)
                self.desk.take_bill(fault.amount)
            case FaultName.WRONG_XOR:
                for sample in WRONG_XOR:
                    self.line.raw(sample, now_ms)
            case FaultName.CLEAR:
                self._clear(fault, now_ms)
            case _:
                self._change_world(fault, now_ms)

    def _change_world(self, fault: Fault, now_ms: int) -> None:
        match fault.name:
            case FaultName.DOOR_OPEN | FaultName.DOOR_CLOSED:
                # The zones must have warmed up to now with the door as it was.
                self.world.temperatures_c(now_ms)
                self.world.set_door(fault.name is FaultName.DOOR_OPEN)
            case FaultName.SENSOR_BLOCKED:
                self.world.set_sensor(Sensor.BLOCKED)
            case FaultName.SENSOR_OK:
                self.world.set_sensor(Sensor.WORKING)
            case FaultName.JAM if fault.motor is not None:
                self.world.set_jammed(fault.motor, True)
            case FaultName.TEMPERATURE if fault.zone < len(self.world.zones):
                self.world.touch_zone(fault.zone).held_c = fault.celsius
            case FaultName.PROBE_FAULT | FaultName.PROBE_OK if fault.zone < len(self.world.zones):
                self.world.touch_zone(fault.zone).probe_ok = fault.name is FaultName.PROBE_OK

    def _set_cable(self, cable_in: bool) -> None:
        self.cable_in = cable_in
        self.line.drop_all()
        self._decoder = Decoder()

    def _set_silent(self, silent: bool) -> None:
        self.silent = silent
        self.line.dead = silent or not self.powered

    def _clear(self, fault: Fault, now_ms: int) -> None:
        """Nothing is scripted any more; without ``only`` a technician has put everything right as well."""
        self.book.clear(fault.only)
        if fault.only is None:
            self.world.repair()
            self.memory.clear_flags()
            self.vend.quiet()
            self._set_cable(True)
            self._set_silent(False)
            if not self.powered:
                self._power_up(now_ms)
        elif fault.only in ENDED_BY:
            self._strike(Fault(ENDED_BY[fault.only], zone=fault.zone), now_ms)
        elif fault.only is FaultName.JAM:
            for motor in self.world.lanes:
                self.world.set_jammed(motor, False)
        elif fault.only is FaultName.TEMPERATURE:
            for zone in range(len(self.world.zones)):
                self.world.touch_zone(zone).held_c = None
