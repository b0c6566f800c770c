"""What every code on the XY wire means, as data (boards.md 2.3 to 2.7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final


class Cmd(IntEnum):
    """Command bytes; both sides unless said otherwise (boards.md 2.3)."""

    CHECK_SLOT = 0x01
    SLOT_STATUS = 0x02
    BUY_SLOT = 0x03
    DISPENSING = 0x04
    SELECTION = 0x05
    DRIVE_SLOT = 0x06
    SLOT_REPORT = 0x11
    SET_PRICE = 0x12
    SET_STOCK = 0x13
    SET_CAPACITY = 0x14
    SET_PRODUCT = 0x15
    SET_POLL_INTERVAL = 0x16
    FILL_ALL = 0x17
    MONEY_RECEIVED = 0x21
    CREDIT = 0x23
    POS_DISPLAY = 0x24
    GIVE_CHANGE = 0x25
    CHANGE_GIVEN = 0x26
    MONEY_TAKEN = 0x27
    ACCEPT_CHANNELS = 0x28
    SYNC = 0x31
    FIRMWARE = 0x32
    POLL = 0x41
    ACK = 0x42
    ASK_STATUS = 0x51
    MACHINE_STATUS = 0x52
    ASK_LIFT = 0x53
    LIFT_STATUS = 0x54
    ASK_CARD = 0x61
    CARD_BALANCE = 0x62
    ANDROID_MENU = 0x63
    DEDUCT_CARD = 0x64
    MICROWAVES = 0x66
    MACHINE_TEXT = 0x67
    FILL_ALL_HERE = 0x68
    MENU = 0x70
    MENU_REPLY = 0x71


COMMAND_WORDS: Final[dict[int, str]] = {
    Cmd.CHECK_SLOT: "check slot",
    Cmd.SLOT_STATUS: "slot status",
    Cmd.BUY_SLOT: "buy from slot",
    Cmd.DISPENSING: "dispensing",
    Cmd.SELECTION: "selection",
    Cmd.DRIVE_SLOT: "drive slot",
    Cmd.SLOT_REPORT: "slot report",
    Cmd.SET_PRICE: "set price",
    Cmd.SET_STOCK: "set stock",
    Cmd.SET_CAPACITY: "set capacity",
    Cmd.SET_PRODUCT: "set product",
    Cmd.SET_POLL_INTERVAL: "set poll interval",
    Cmd.FILL_ALL: "fill-all key pressed",
    Cmd.MONEY_RECEIVED: "money received",
    Cmd.CREDIT: "credit",
    Cmd.POS_DISPLAY: "POS display",
    Cmd.GIVE_CHANGE: "give change",
    Cmd.CHANGE_GIVEN: "change given",
    Cmd.MONEY_TAKEN: "money taken elsewhere",
    Cmd.ACCEPT_CHANNELS: "accept channels",
    Cmd.SYNC: "synchronise",
    Cmd.FIRMWARE: "firmware version",
    Cmd.POLL: "POLL",
    Cmd.ACK: "ACK",
    Cmd.ASK_STATUS: "ask machine status",
    Cmd.MACHINE_STATUS: "machine status",
    Cmd.ASK_LIFT: "ask lift status",
    Cmd.LIFT_STATUS: "lift status",
    Cmd.ASK_CARD: "ask card balance",
    Cmd.CARD_BALANCE: "card balance",
    Cmd.ANDROID_MENU: "call the Android menu",
    Cmd.DEDUCT_CARD: "deduct from card",
    Cmd.MICROWAVES: "microwaves",
    Cmd.MACHINE_TEXT: "machine state for the screen",
    Cmd.FILL_ALL_HERE: "fill-all key pressed, left to us",
    Cmd.MENU: "menu command",
    Cmd.MENU_REPLY: "menu reply",
}

SLOT_USABLE: Final = 0x01
SLOT_OUT_OF_STOCK: Final = 0x02
SLOT_MISSING: Final = 0x03
SLOT_PAUSED: Final = 0x04
SLOT_STATUS_WORDS: Final[dict[int, str]] = {
    SLOT_USABLE: "usable",
    SLOT_OUT_OF_STOCK: "out of stock",
    SLOT_MISSING: "the slot does not exist",
    SLOT_PAUSED: "the slot is paused",
    0x05: "a product is in the lift",
    0x06: "the delivery door is not closed",
    0x07: "lift error",
    0x08: "lift self-check error",
    **{code: f"microwave door error {code:02X}" for code in (0x09, 0x10, 0x11, 0x14)},
    0x12: "no box detected",
    0x13: "a box is being heated",
    0x15: "take the box out",
    0x16: "stay pole return error",
    0x17: "main motor error",
    0x18: "translation motor error",
    0x19: "stay pole push error",
    **{code: f"error moving the lift at the microwave {code:02X}" for code in (0x20, 0x21)},
    **{code: f"push rod error {code:02X}" for code in (0x22, 0x23)},
}
"""Status in 02 (boards.md 2.4); the numbers are hex as printed there."""


class Phase(StrEnum):
    """What a status in 04 says about the vend (boards.md 2.5)."""

    PROGRESS = "progress"
    SUCCESS = "success"
    TAKE_OUT = "take out"
    """24: the two documents disagree whether this is the success (boards.md 2.5); the driver decides."""
    FAILURE = "failure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DispensingCode:
    phase: Phase
    text: str


DISPENSING_STARTED: Final = 0x01
DISPENSING_SUCCESS: Final = 0x02
DISPENSING_JAM: Final = 0x03
DISPENSING_DID_NOT_STOP: Final = 0x04
DISPENSING_MOTOR_MISSING: Final = 0x06
DISPENSING_LIFT_ERROR: Final = 0x07
DISPENSING_SENSOR_ERROR: Final = 0x0A
DISPENSING_HEATING: Final = 0x23
DISPENSING_TAKE_OUT: Final = 0x24
DISPENSING_TERMINATED: Final = 0xFF

_MECHANISM_ERRORS = (0x12, 0x13, 0x15, 0x17, 0x20, 0x25, 0x27, 0x28, 0x29, 0x30, 0x31, 0x32)
_MECHANISM_MOVES = (0x14, 0x16, 0x18, 0x19, 0x21, 0x22, 0x26)

DISPENSING_CODES: Final[dict[int, DispensingCode]] = {
    DISPENSING_STARTED: DispensingCode(Phase.PROGRESS, "dispensing"),
    DISPENSING_SUCCESS: DispensingCode(Phase.SUCCESS, "dispensed"),
    DISPENSING_JAM: DispensingCode(Phase.FAILURE, "jammed"),
    DISPENSING_DID_NOT_STOP: DispensingCode(Phase.FAILURE, "the motor did not stop normally"),
    DISPENSING_MOTOR_MISSING: DispensingCode(Phase.FAILURE, "the motor is missing"),
    DISPENSING_LIFT_ERROR: DispensingCode(Phase.FAILURE, "lift error"),
    DISPENSING_SENSOR_ERROR: DispensingCode(Phase.FAILURE, "the drop sensor failed its self-check"),
    0x10: DispensingCode(Phase.PROGRESS, "the lift goes up"),
    0x11: DispensingCode(Phase.PROGRESS, "the lift goes down"),
    DISPENSING_HEATING: DispensingCode(Phase.PROGRESS, "heating"),
    DISPENSING_TAKE_OUT: DispensingCode(Phase.TAKE_OUT, "take out the product"),
    DISPENSING_TERMINATED: DispensingCode(Phase.FAILURE, "the purchase was terminated"),
    **{code: DispensingCode(Phase.FAILURE, f"mechanism error {code:02X}") for code in _MECHANISM_ERRORS},
    **{code: DispensingCode(Phase.PROGRESS, f"mechanism step {code:02X}") for code in _MECHANISM_MOVES},
}
"""Status in 04 (boards.md 2.5)."""

REPORT_NORMAL: Final = 0x00
REPORT_PAUSED: Final = 0x01
REPORT_STATUS_WORDS: Final[dict[int, str]] = {REPORT_NORMAL: "normal", REPORT_PAUSED: "paused"}
"""Status in 11. 03 was seen in a capture of a slot in use and is documented nowhere (boards.md 2.3)."""

MONEY_MODE_WORDS: Final[dict[int, str]] = {
    1: "bill",
    2: "coin",
    3: "IC card",
    4: "bank card",
    5: "WeChat",
    6: "Alipay",
    7: "JD",
    8: "swallowed",
    9: "UnionPay scan",
}
"""mode in 21 and 27 (boards.md 2.3)."""

LIFT_WORDS: Final[dict[int, str]] = {
    0: "normal",
    1: "a product is in the lift",
    2: "the delivery door is open",
    3: "lift error",
    4: "lift self-check error",
}
"""54, V3.0 (boards.md 2.3)."""


def slot_status_text(code: int) -> str:
    return SLOT_STATUS_WORDS.get(code, f"unknown status {code:02X}")


def dispensing_code(code: int) -> DispensingCode:
    """Never raises: a code nobody documented is ``Phase.UNKNOWN``."""
    return DISPENSING_CODES.get(code, DispensingCode(Phase.UNKNOWN, f"unknown status {code:02X}"))


def report_status_text(code: int) -> str:
    return REPORT_STATUS_WORDS.get(code, f"undocumented status {code:02X}")
