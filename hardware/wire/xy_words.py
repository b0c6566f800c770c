"""Frames of the XY wire in words, for the bench tool's live view."""

from __future__ import annotations

from typing import Final

from hardware.wire.speech import Speech
from hardware.wire.xy import CMD_ACK, CMD_POLL, Decoder, Frame
from hardware.wire.xy_codes import (
    COMMAND_WORDS,
    LIFT_WORDS,
    MONEY_MODE_WORDS,
    dispensing_code,
    report_status_text,
    slot_status_text,
)
from hardware.wire.xy_menu import answer
from hardware.wire.xy_messages import (
    ChangeGiven,
    Credit,
    Dispensing,
    Firmware,
    LiftStatus,
    MachineStatus,
    MenuReply,
    Message,
    MoneyReceived,
    Other,
    Selection,
    SlotReport,
    SlotStatus,
    parse,
)


def describe(frame: Frame) -> str:
    """One line: what the frame is, its PackNO, and what it says."""
    if frame.cmd in (CMD_POLL, CMD_ACK):
        return COMMAND_WORDS[frame.cmd]
    name = COMMAND_WORDS.get(frame.cmd, f"unknown command {frame.cmd:02X}")
    said = _say(parse(frame))
    return f"{name} #{frame.pack_no}{': ' + said if said else ''}"


def _say(message: Message) -> str:
    match message:
        case SlotStatus(status, slot):
            return f"slot {slot}, {slot_status_text(status)} ({status:02X})"
        case Dispensing(status, slot, seconds_left):
            where = f"slot {slot}" if slot is not None else f"{seconds_left} s left"
            return f"{where}, {dispensing_code(status).text} ({status:02X})"
        case SlotReport():
            return (
                f"slot {message.slot}, price {message.price}, stock {message.stock} of {message.capacity}, "
                f"product {message.product}, {report_status_text(message.status)} ({message.status:02X})"
            )
        case MachineStatus():
            return _say_status(message)
        case MoneyReceived(mode, amount):
            return f"{MONEY_MODE_WORDS.get(mode, f'unknown mode {mode:02X}')} {amount}"
        case Credit(amount):
            return str(amount)
        case Selection(slot):
            return f"slot {slot}" if slot else "cancelled"
        case ChangeGiven(bills, coins):
            return f"bills {bills}, coins {coins}"
        case Firmware(version):
            return version
        case LiftStatus(state):
            return LIFT_WORDS.get(state, f"unknown state {state:02X}")
        case MenuReply(kind, op, _data):
            return f"item {kind:02X} op {op:02X}, {answer(message).text}"
        case Other(frame, malformed):
            return ("too short: " if malformed else "") + frame.body.hex(" ")
    return ""  # Sync


def _say_status(status: MachineStatus) -> str:
    cabinets = ", ".join("-" if c is None else f"{c} °C" for c in status.cabinet_temperatures_c)
    return (
        f"machine {status.machine_id}, door {status.door}, {status.temperature_c} °C, cabinets {cabinets}, "
        f"bill acceptor {status.bill_acceptor}, coin acceptor {status.coin_acceptor}"
    )


SPEECH: Final = Speech(Decoder, Decoder, describe, lambda frame: frame.cmd in (CMD_POLL, CMD_ACK))
"""The idle POLL and ACK are chatter."""
