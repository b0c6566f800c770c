"""Frames of relay boards in words, for the bench tool's live view, as the map of boards.md 7 has them."""

from __future__ import annotations

from typing import Final

from hardware.wire.modbus.frames import Function, Query, Reply, query_decoder, reply_decoder
from hardware.wire.modbus.messages import COIL_OFF, COIL_ON, unpack_bits
from hardware.wire.modbus.words import query_text, reply_text
from hardware.wire.relay.codes import FAULT_WORDS
from hardware.wire.relay.messages import ALL_COILS, FLASH_ON_BASE, FLASH_STEP_MS
from hardware.wire.speech import Speech

_VALUES: Final = {COIL_ON: "on", COIL_OFF: "off"}


def describe(frame: Query | Reply) -> str:
    """One line: what the frame is and what it says."""
    if isinstance(frame, Query):
        if frame.function == Function.WRITE_COIL:
            return f"{_switch(frame.start, frame.count)}, board {frame.address}"
        return query_text(frame)
    if frame.exception is None and frame.function in (Function.READ_COILS, Function.READ_INPUTS):
        what = "relays" if frame.function == Function.READ_COILS else "inputs"
        on = [str(at) for at, bit in enumerate(unpack_bits(frame.data), start=1) if bit]
        return f"{what} on: {', '.join(on) or 'none'}, board {frame.address}"
    if frame.exception is None and frame.function == Function.WRITE_COIL:
        return f"done: {_switch(*frame.words)}, board {frame.address}"
    return reply_text(frame, FAULT_WORDS)


def _switch(coil: int, value: int) -> str:
    if FLASH_ON_BASE <= coil < FLASH_ON_BASE + ALL_COILS:
        return f"relay {coil - FLASH_ON_BASE + 1} on for {value * FLASH_STEP_MS} ms"
    which = "all relays" if coil == ALL_COILS else f"relay {coil + 1}"
    return f"{which} {_VALUES.get(value, f'{value:04X}')}"


SPEECH: Final = Speech(incoming=reply_decoder, outgoing=query_decoder, describe=describe)
