"""Frames of the TCN wire in words, for the bench tool's live view."""

from __future__ import annotations

from typing import Final

from hardware.wire.speech import Speech
from hardware.wire.tcn.codes import CODE_WORDS, WITH_LIGHT, WITHOUT_LIGHT, drop_text, fault_text
from hardware.wire.tcn.frames import Command, Reply, command_decoder, reply_decoder
from hardware.wire.tcn.messages import LANE_MAX, LANES_A_BOARD, QUERY_BASE

_LIGHT_WORDS = {WITH_LIGHT: "with light check", WITHOUT_LIGHT: "without light check"}


def describe(frame: Command | Reply) -> str:
    """One line: what the frame is and what it says. A reply does not tell what it answers."""
    return _command(frame) if isinstance(frame, Command) else _reply(frame)


def _command(command: Command) -> str:
    first = command.board * LANES_A_BOARD
    parameter = f"{command.parameter:02X}"
    if 1 <= command.code <= LANE_MAX:
        how = _LIGHT_WORDS.get(command.parameter, parameter)
        return f"vend lane {first + command.code}, {how}"
    if 1 <= command.code - QUERY_BASE <= LANE_MAX:
        return f"query lane {first + command.code - QUERY_BASE}"
    name = CODE_WORDS.get(command.code, f"unknown command {command.code:02X}")
    return f"{name} {parameter}, board {command.board}"


def _reply(reply: Reply) -> str:
    if reply.version:
        return f"version {reply.version}, board {reply.board}"
    said = f"ok {reply.fault:02X}" if reply.is_ok else f"error {reply.fault:02X}, {fault_text(reply.fault)}"
    return f"{said}; {drop_text(reply.drop)} ({reply.drop:02X}), board {reply.board}"


SPEECH: Final = Speech(incoming=reply_decoder, outgoing=command_decoder, describe=describe)
