"""The XY board's answers to menu commands: 70 asks, 71 answers (boards.md 2.7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hardware.sim.world import Sensor, World
from hardware.sim.xy.memory import MODE_SPIRAL, Memory, Slot
from hardware.sim.xy.vend import MOTOR_MISSING, NOT_STOPPED, MotorOrder

CMD_MENU_REPLY: Final = 0x71
READ: Final = 0
ACT: Final = 1
DONE: Final = b"\x00"
FAILED: Final = b"\x01"
CLOCK_BYTES: Final = 7
NUMBERS_MAX: Final = 126
"""A list of slots: one count and two bytes each must fit behind PackNO, type and op."""
TURN: Final = 1
"""Menu 38: mode 1 turns the motor, 2 does not."""
TEST_RESULTS: Final = {NOT_STOPPED: 1, MOTOR_MISSING: 2}
MODE_OFF: Final = 4
TARGET_MIN_C: Final = -25
TARGET_MAX_C: Final = 65
"""What this board says its limits are (menu 28, read)."""
PROBE_FAULT_STATE: Final = 7
SENTINEL: Final = 0xAA
STORED_ITEMS: Final = {0x02: 1, 0x10: 1, 0x16: 2, 0x18: 1, 0x23: 1, 0x26: 1}
"""Settings kept as they were sent: type -> bytes of the value (decimal places, light hours, ...)."""
SLOTTED_ITEMS: Final = {0x02: 1, 0x26: 2}
"""Of these, the ones with an address before the value, and its bytes."""
SELF_TESTS: Final = frozenset({0x54, 0x61, 0x62})
"""Lift, bill and coin diagnosis: this cabinet has none of them that could fail."""


@dataclass(slots=True)
class Menu:
    """Answers one item at a time. ``enqueue`` sends a frame, ``drive`` runs a motor for a test."""

    world: World
    memory: Memory
    enqueue: Callable[[int, bytes], None]
    drive: Callable[[MotorOrder, int], None]
    clock: str = ""
    """Digits as last set; a board without a battery forgets them."""

    def power_down(self) -> None:
        self.clock = ""

    def ask(self, body: bytes, now_ms: int) -> None:
        """Carry out the body of one frame 70; its 71 is enqueued now, or when a tested motor stands."""
        if len(body) < 2:
            return
        kind, op, data = body[0], body[1], body[2:]
        if kind == 0x38:
            self._test_slot(op, data, now_ms)
            return
        reply = FAILED
        if op in (READ, ACT):
            reply = self._answer(kind, op, data, now_ms)
        self._reply(kind, op, reply)

    def _reply(self, kind: int, op: int, data: bytes) -> None:
        self.enqueue(CMD_MENU_REPLY, bytes((kind, op)) + data)

    def _answer(self, kind: int, op: int, data: bytes, now_ms: int) -> bytes:
        if kind in STORED_ITEMS:
            return self._stored(kind, op, data)
        if kind in SELF_TESTS:
            return DONE
        items: dict[int, Callable[[int, bytes], bytes]] = {
            0x09: self._clock,
            0x24: lambda op, data: self._tray_switch(self.memory.drop_sensor, op, data),
            0x27: lambda op, data: self._tray_switch(self.memory.disable_after_jam, op, data),
            0x28: lambda op, data: self._temperature_mode(op, data),
            0x32: self._jammed,
            0x33: self._motor_errors,
            0x34: lambda op, _data: b"\x00" if op == READ else DONE,
            0x36: lambda _op, data: self._temperature_status(data, now_ms),
            0x41: lambda _op, _data: self._slots_present(),
            0x42: lambda _op, data: self._slot_configuration(data),
            0x50: lambda _op, data: self._sensor_test(data),
        }
        item = items.get(kind)
        return FAILED if item is None else item(op, data)

    def _stored(self, kind: int, op: int, data: bytes) -> bytes:
        address = data[: SLOTTED_ITEMS.get(kind, 0)].hex()
        value = data[SLOTTED_ITEMS.get(kind, 0) :]
        key, size = f"{kind:02x}{address}", STORED_ITEMS[kind]
        if op == READ:
            blank = bytes((MODE_SPIRAL if kind == 0x02 else 0,)) * size
            return bytes.fromhex(self.memory.options.get(key, blank.hex()))
        if len(value) < size or len(self.memory.options) > len(self.memory.slots) + 100:
            return FAILED
        self.memory.options[key] = value[:size].hex()
        self.memory.changed()
        return DONE

    def _clock(self, op: int, data: bytes) -> bytes:
        if op == READ:
            return bytes.fromhex(self.clock) if self.clock else bytes(CLOCK_BYTES)
        if len(data) < CLOCK_BYTES:
            return FAILED
        self.clock = data[:CLOCK_BYTES].hex()
        return DONE

    def _tray_switch(self, switch: dict[int, bool], op: int, data: bytes) -> bytes:
        """1 or 2 for one tray or all of them."""
        trays = self.memory.trays(data[0]) if data else []
        if not trays:
            return FAILED
        if op == READ:
            return bytes((1 if switch.get(trays[0], True) else 2,))
        if len(data) < 2 or data[1] not in (1, 2):
            return FAILED
        for tray in trays:
            switch[tray] = data[1] == 1
        self.memory.changed()
        return DONE

    def _temperature_mode(self, op: int, data: bytes) -> bytes:
        machine = data[0] if data else 0
        if machine >= len(self.world.zones):
            return FAILED
        zone = self.world.zones[machine]
        if op == READ:
            target_c = zone.ambient_c if zone.target_c is None else zone.target_c
            values = (0, self.memory.temperature_mode, target_c, TARGET_MIN_C, TARGET_MAX_C)
            return bytes(value & 0xFF for value in values)
        if len(data) < 3 or data[1] not in (1, 2, 3, MODE_OFF):
            return FAILED
        target_c = data[2] - 0x100 if data[2] > 0x7F else data[2]
        self.world.touch_zone(machine).target_c = None if data[1] == MODE_OFF else target_c
        self.memory.temperature_mode = data[1]
        self.memory.changed()
        return DONE

    def _temperature_status(self, data: bytes, now_ms: int) -> bytes:
        machine = data[0] if data else 0
        if machine >= len(self.world.zones):
            return FAILED
        if not self.world.zones[machine].probe_ok:
            return bytes((0, SENTINEL, PROBE_FAULT_STATE))
        return bytes((0, self.world.temperatures_c(now_ms)[machine] & 0xFF, 0))

    def _jammed(self, op: int, _data: bytes) -> bytes:
        if op == READ:
            return _numbers([slot for slot in self.memory.slots.values() if slot.jammed]) + b"\x00"
        for slot in self.memory.slots.values():
            slot.jammed = False
        self.memory.changed()
        return DONE

    def _motor_errors(self, op: int, _data: bytes) -> bytes:
        if op == READ:
            return _numbers([slot for slot in self.memory.slots.values() if slot.motor_error])
        for slot in self.memory.slots.values():
            slot.motor_error = False
        self.memory.changed()
        return DONE

    def _slots_present(self) -> bytes:
        return bytes((1, 0)) + _numbers(list(self.memory.slots.values())) + b"\x00"

    def _slot_configuration(self, data: bytes) -> bytes:
        number = int.from_bytes(data[:2], "big")
        if len(data) < 2 or number not in self.memory.slots:
            return FAILED
        slot = self.memory.slots[number]
        drop = 0 if self.memory.drop_sensor_on(number) else 1
        jam = 0 if self.memory.jam_disables(number) else 1
        return (
            slot.price.to_bytes(4, "big")
            + slot.stock.to_bytes(2, "big")
            + bytes((slot.capacity,))
            + slot.product.to_bytes(2, "big")
            + bytes((MODE_SPIRAL, drop, jam, 0))
        )

    def _sensor_test(self, data: bytes) -> bytes:
        """A blind sensor passes: that is what makes it treacherous."""
        if data and data[0] >= len(self.world.zones):
            return b"\x01\x01"
        return bytes((0, self.world.sensor is Sensor.BLOCKED))

    def _test_slot(self, op: int, data: bytes, now_ms: int) -> None:
        if op != ACT or len(data) < 3:
            self._reply(0x38, op, FAILED)
            return
        slot = int.from_bytes(data[1:3], "big")
        if data[0] != TURN:
            present = slot in self.memory.slots
            self._reply(0x38, op, bytes((0 if present else TEST_RESULTS[MOTOR_MISSING],)))
            return

        def tested(code: int) -> None:
            self._reply(0x38, op, bytes((TEST_RESULTS.get(code, 0),)))

        self.drive(MotorOrder(0, slot, drop_sensor=False, tested=tested), now_ms)


def _numbers(slots: list[Slot]) -> bytes:
    """A count and so many slot numbers."""
    listed = slots[:NUMBERS_MAX]
    return bytes((len(listed),)) + b"".join(slot.slot.to_bytes(2, "big") for slot in listed)
