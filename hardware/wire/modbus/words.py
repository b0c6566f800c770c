"""Frames of Modbus RTU in words, as far as they mean the same on every board."""

from __future__ import annotations

from typing import Final

from hardware.wire.modbus.frames import Function, Query, Reply

FUNCTION_WORDS: Final[dict[int, str]] = {
    Function.READ_COILS: "read coils",
    Function.READ_INPUTS: "read inputs",
    Function.READ_REGISTERS: "read registers",
    Function.WRITE_COIL: "write coil",
    Function.WRITE_REGISTER: "write register",
    Function.WRITE_COILS: "write coils",
    Function.WRITE_REGISTERS: "write registers",
}


def query_text(query: Query) -> str:
    """What is asked, of which board."""
    value = query.data.hex(" ") if query.data else f"{query.count:04X}"
    return f"{FUNCTION_WORDS[query.function]} {query.start:04X} {value}, board {query.address}"


def reply_text(reply: Reply, exceptions: dict[int, str]) -> str:
    """What is answered; ``exceptions`` are the family's own words for them."""
    asked = FUNCTION_WORDS[reply.asked_function]
    if reply.exception is not None:
        words = exceptions.get(reply.exception, f"unknown exception {reply.exception}")
        return f"{asked} refused, {words} ({reply.exception:02X}), board {reply.address}"
    return f"{asked}: {(reply.data or reply.body).hex(' ')}, board {reply.address}"
