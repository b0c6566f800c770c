"""Menu commands of the XY wire: 70 asks, 71 answers (boards.md 2.7).

``kind`` is the section number of the manual written as hex digits: section 32 is the byte 0x32.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final

from hardware.wire.xy_codes import Cmd
from hardware.wire.xy_messages import SLOT_MAX, SLOT_MIN, Command, MenuReply, signed_byte

READ: Final = 0
ACT: Final = 1
ALL_TRAYS: Final = 100
TRAY_MAX: Final = ALL_TRAYS
MACHINE_MAX: Final = 9
"""0 is the main cabinet, 1..9 slaves (boards.md 2.7)."""
TARGET_MIN_C: Final = -30
TARGET_MAX_C: Final = 70
"""Our own guard; the documents give no range."""


class Kind(IntEnum):
    CLOCK = 0x09
    DROP_SENSOR = 0x24
    AFTER_JAM = 0x27
    TEMPERATURE_MODE = 0x28
    JAMMED_SLOTS = 0x32
    MOTOR_ERRORS = 0x33
    LIFT_ERRORS = 0x34
    TEMPERATURE_STATUS = 0x36
    TEST_SLOT = 0x38
    DROP_SENSOR_TEST = 0x50


TEMPERATURE_MODE_WORDS: Final[dict[int, str]] = {1: "heat", 2: "cool", 3: "constant", 4: "off"}
DROP_SENSOR_WORDS: Final[dict[int, str]] = {1: "on", 2: "off"}
AFTER_JAM_WORDS: Final[dict[int, str]] = {1: "disable the slot", 2: "keep selling"}
TEMPERATURE_STATE_WORDS: Final[dict[int, str]] = {
    0: "ok",
    1: "compressor over-current",
    2: "compressor open",
    3: "evaporator fan over-current",
    4: "evaporator fan open",
    5: "condenser fan over-current",
    6: "condenser fan open",
    7: "probe",
}
"""Item 36. For 5/6 the sheet only says condenser fan; their order is taken from 3/4 (boards.md 2.7)."""
TEST_SLOT_WORDS: Final[dict[int, str]] = {
    0: "ok",
    1: "the motor cannot stop",
    2: "the motor is missing",
    3: "communication error",
    4: "the motor has a short circuit",
}


@dataclass(frozen=True, slots=True)
class MenuAnswer:
    """One 71 in words. ``slots`` are the slots it names, ascending."""

    ok: bool
    text: str
    slots: tuple[int, ...] = ()


def _within(name: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError(f"{name} must be between {low} and {high}, not {value}")
    return value


def _menu(kind: Kind, op: int, parameters: bytes = b"") -> Command:
    return Command(Cmd.MENU, bytes((kind, op)) + parameters)


def read(kind: Kind) -> Command:
    """Read an item that has no parameters: jammed slots, motor errors, lift errors, clock."""
    return _menu(kind, READ)


def clear(kind: Kind) -> Command:
    """Clear jammed slots, motor errors or lift errors."""
    return _menu(kind, ACT)


def set_clock(now: datetime) -> Command:
    """09: local time, the decimal digits written as hex digits (BCD reading; boards.md 2.7 and 2.8)."""
    return _menu(Kind.CLOCK, ACT, bytes.fromhex(now.strftime("%Y%m%d%H%M%S")))


def read_tray(kind: Kind, tray: int = ALL_TRAYS) -> Command:
    """24 or 27 of one tray 0..99, or of all (100)."""
    return _menu(kind, READ, bytes((_within("tray", tray, 0, TRAY_MAX),)))


def set_tray(kind: Kind, value: int, tray: int = ALL_TRAYS) -> Command:
    """24 (1 on, 2 off) or 27 (1 disable the slot, 2 keep selling)."""
    return _menu(kind, ACT, bytes((_within("tray", tray, 0, TRAY_MAX), _within("value", value, 1, 2))))


def read_machine(kind: Kind, machine: int = 0) -> Command:
    """28 or 36 of one cabinet."""
    return _menu(kind, READ, bytes((_within("machine", machine, 0, MACHINE_MAX),)))


def set_temperature(mode: int, target_c: int, machine: int = 0) -> Command:
    """28: mode 1 heat, 2 cool, 3 constant, 4 off; target in whole degrees C."""
    _within("machine", machine, 0, MACHINE_MAX)
    _within("mode", mode, 1, 4)
    _within("target", target_c, TARGET_MIN_C, TARGET_MAX_C)
    return _menu(Kind.TEMPERATURE_MODE, ACT, bytes((machine, mode, target_c & 0xFF)))


def test_slot(slot: int) -> Command:
    """38 mode 1: turn the motor once. Moves goods."""
    _within("slot", slot, SLOT_MIN, SLOT_MAX)
    return _menu(Kind.TEST_SLOT, ACT, b"\x01" + slot.to_bytes(2, "big"))


def test_drop_sensor(machine: int = 0) -> Command:
    """50, automatic mode."""
    return _menu(Kind.DROP_SENSOR_TEST, ACT, bytes((_within("machine", machine, 0, MACHINE_MAX), 0)))


def _slots(data: bytes) -> tuple[tuple[int, ...], bytes]:
    """``n`` and that many slots; the rest of the data. Fewer than promised: those that are there."""
    if not data:
        return (), b""
    end = 1 + 2 * data[0]
    found = data[1:end]
    slots = tuple(int.from_bytes(found[at : at + 2], "big") for at in range(0, len(found) - 1, 2))
    return tuple(sorted(slots)), data[end:]


def _named(words: dict[int, str], value: int) -> str:
    return words.get(value, f"unknown value {value:02X}")


def _list(what: str, slots: tuple[int, ...]) -> str:
    return f"{what}: {', '.join(map(str, slots))}" if slots else f"no {what}"


def _jammed(data: bytes) -> MenuAnswer:
    jams, rest = _slots(data)
    belts, _ = _slots(rest)
    text = _list("jammed slots", jams)
    if belts:
        text += "; " + _list("failed belt self-tests", belts)
    return MenuAnswer(True, text, tuple(sorted({*jams, *belts})))


def _motor_errors(data: bytes) -> MenuAnswer:
    slots, _ = _slots(data)
    return MenuAnswer(True, _list("motor errors", slots), slots)


def _temperature_mode(data: bytes) -> MenuAnswer:
    status, mode, target, *limits = data
    if status:
        return MenuAnswer(False, "the cabinet did not answer")
    text = f"{_named(TEMPERATURE_MODE_WORDS, mode)}, target {signed_byte(target)} °C"
    if len(limits) > 1:
        text += f", between {signed_byte(limits[0])} and {signed_byte(limits[1])} °C"
    return MenuAnswer(True, text)


def _temperature_status(data: bytes) -> MenuAnswer:
    status, temperature, state, *_ = data
    if status:
        return MenuAnswer(False, "the cabinet did not answer")
    words = _named(TEMPERATURE_STATE_WORDS, state)
    return MenuAnswer(state == 0, f"{signed_byte(temperature)} °C, state: {words}")


def _test_slot(data: bytes) -> MenuAnswer:
    return MenuAnswer(data[0] == 0, _named(TEST_SLOT_WORDS, data[0]))


def _drop_sensor_test(data: bytes) -> MenuAnswer:
    status, result, *_ = data
    if status:
        return MenuAnswer(False, "the cabinet did not answer")
    return MenuAnswer(result == 0, "ok" if result == 0 else "failed")


def _clock(data: bytes) -> MenuAnswer:
    return MenuAnswer(True, f"clock digits {data.hex()}")


def _tray(words: dict[int, str], data: bytes) -> MenuAnswer:
    # Whether the tray is repeated before the value is not documented: the value is the last byte.
    return MenuAnswer(True, _named(words, data[-1]))


def _set(data: bytes) -> MenuAnswer:
    return MenuAnswer(data[0] == 0, "done" if data[0] == 0 else "the board refused it")


_READERS = {
    (Kind.CLOCK, READ): (0, _clock),
    (Kind.DROP_SENSOR, READ): (1, lambda data: _tray(DROP_SENSOR_WORDS, data)),
    (Kind.AFTER_JAM, READ): (1, lambda data: _tray(AFTER_JAM_WORDS, data)),
    (Kind.TEMPERATURE_MODE, READ): (3, _temperature_mode),
    (Kind.JAMMED_SLOTS, READ): (0, _jammed),
    (Kind.MOTOR_ERRORS, READ): (0, _motor_errors),
    (Kind.LIFT_ERRORS, READ): (1, lambda data: MenuAnswer(True, f"lift errors: {data[0]}")),
    (Kind.TEMPERATURE_STATUS, READ): (3, _temperature_status),
    (Kind.TEST_SLOT, ACT): (1, _test_slot),
    (Kind.DROP_SENSOR_TEST, ACT): (2, _drop_sensor_test),
}
"""(kind, op) -> (shortest data, reader)."""


def answer(reply: MenuReply) -> MenuAnswer:
    """The reply in words. Never raises: an item we do not know, or too little data, is not ``ok``."""
    shortest, reader = 1, _set
    try:
        shortest, reader = _READERS.get((Kind(reply.kind), reply.op), (shortest, reader))
    except ValueError:
        return MenuAnswer(False, f"unknown menu item {reply.kind:02X}")
    if len(reply.data) < shortest:
        if reply.data[:1] == b"\x01":
            return MenuAnswer(False, "the board refused it")
        return MenuAnswer(False, f"the answer is too short: {reply.data.hex(' ') or 'nothing'}")
    return reader(reply.data)
