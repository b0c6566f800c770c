"""Frames of the ZDM8 board in words, for the bench tool's live view."""

from __future__ import annotations

from typing import Final

from hardware.wire.modbus.frames import Function, Query, Reply, query_decoder, reply_decoder
from hardware.wire.modbus.words import query_text, reply_text
from hardware.wire.speech import Speech
from hardware.wire.zdm8.codes import (
    FAULT_WORDS,
    LANE_TYPE_WORDS,
    READ_WORDS,
    VEND,
    VEND_VARIANT,
    WRITE_WORDS,
    Read,
)
from hardware.wire.zdm8.messages import LANES_A_BOARD, lane_text

_VEND_BYTES: Final = 4


def describe(frame: Query | Reply) -> str:
    """One line: what the frame is and what it says. A reply does not tell what was read."""
    return _query(frame) if isinstance(frame, Query) else reply_text(frame, FAULT_WORDS)


def _query(query: Query) -> str:
    if query.function == Function.READ_REGISTERS and query.start in READ_WORDS:
        cell = f" {query.count}" if query.start == Read.CELL else ""
        return f"read {READ_WORDS[query.start]}{cell}, board {query.address}"
    if query.function == Function.WRITE_REGISTER and query.start in WRITE_WORDS:
        return f"{WRITE_WORDS[query.start]} {query.count:04X}, board {query.address}"
    if query.start in (VEND, VEND_VARIANT) and len(query.data) == _VEND_BYTES:
        lane, kind, drop, lift = query.data
        motor = (query.address - 1) * LANES_A_BOARD + lane + 1
        how = f"{LANE_TYPE_WORDS.get(kind, f'type {kind:02X}')}, drop check {drop}, lift {lift}"
        return f"vend motor {motor} ({lane_text(lane)}), {how}, board {query.address}"
    return query_text(query)


SPEECH: Final = Speech(incoming=reply_decoder, outgoing=query_decoder, describe=describe)
