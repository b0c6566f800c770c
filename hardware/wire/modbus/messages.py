"""The queries of Modbus RTU, each checked against its limits, and what replies answer which of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hardware.wire.modbus.frames import BLOCK_WRITES, Function, Query, Reply

COUNT_MAX: Final = 2_000
"""Coils or inputs of one read; the protocol's own limit."""
COILS_WRITTEN_MAX: Final = 1_968
WORDS_MAX: Final = 123
"""Registers of one write; of a read, 125."""
WORD_MAX: Final = 0xFFFF
COIL_ON: Final = 0xFF00
COIL_OFF: Final = 0x0000


def read_coils(address: int, start: int, count: int) -> Query:
    return _query(address, Function.READ_COILS, start, _in("count", count, 1, COUNT_MAX))


def read_inputs(address: int, start: int, count: int) -> Query:
    """Discrete inputs."""
    return _query(address, Function.READ_INPUTS, start, _in("count", count, 1, COUNT_MAX))


def read_registers(address: int, start: int, count: int) -> Query:
    return _query(address, Function.READ_REGISTERS, start, _in("count", count, 1, WORDS_MAX + 2))


def write_coil(address: int, coil: int, value: int) -> Query:
    """``value``: FF00 on and 0000 off by the standard; clones and timed pulses have words of their own."""
    return _query(address, Function.WRITE_COIL, coil, value)


def write_register(address: int, register: int, value: int) -> Query:
    return _query(address, Function.WRITE_REGISTER, register, value)


def write_coils(address: int, start: int, values: Sequence[bool]) -> Query:
    count = _in("count", len(values), 1, COILS_WRITTEN_MAX)
    return _query(address, Function.WRITE_COILS, start, count, pack_bits(values))


def write_registers(address: int, start: int, words: Sequence[int]) -> Query:
    count = _in("count", len(words), 1, WORDS_MAX)
    data = b"".join(_word("a register", word) for word in words)
    return _query(address, Function.WRITE_REGISTERS, start, count, data)


def answers(reply: Reply, query: Query) -> bool:
    """Whether a reply may be the answer to this query. A read's reply does not say what was read."""
    if reply.address != query.address or reply.asked_function != query.function:
        return False
    if reply.exception is not None:
        return True
    match query.function:
        case Function.READ_COILS | Function.READ_INPUTS:
            return len(reply.data) == (query.count + 7) // 8
        case Function.READ_REGISTERS:
            return len(reply.data) == query.count * 2
    return reply.body == query.body[:4]


def confirmation(query: Query, data: bytes = b"") -> Reply:
    """What a board that did as it was asked answers. ``data``: what was read."""
    if query.function in (Function.WRITE_COIL, Function.WRITE_REGISTER) or query.function in BLOCK_WRITES:
        return Reply(query.address, query.function, query.body[:4])
    return Reply(query.address, query.function, bytes((len(data),)) + data)


def refusal(query: Query, code: int) -> Reply:
    """An exception, 1 to 255."""
    return Reply(query.address, query.function | 0x80, bytes((code,)))


def pack_bits(values: Sequence[bool]) -> bytes:
    """Bits as they stand on the wire: the first is the lowest of the first byte."""
    packed = bytearray((len(values) + 7) // 8)
    for at, value in enumerate(values):
        packed[at // 8] |= value << at % 8
    return bytes(packed)


def unpack_bits(data: bytes) -> tuple[bool, ...]:
    """All bits of the bytes, the filling of the last one included."""
    return tuple(bool(byte >> at & 1) for byte in data for at in range(8))


def signed(word: int) -> int:
    """A register as a two's complement number."""
    return word - 0x1_0000 if word > 0x7FFF else word


def _query(address: int, function: Function, start: int, count: int, data: bytes = b"") -> Query:
    body = _word("address", start) + _word("value", count)
    return Query(address, function, body + bytes((len(data),)) + data if data else body)


def _word(name: str, value: int) -> bytes:
    return _in(name, value, 0, WORD_MAX).to_bytes(2, "big")


def _in(name: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError(f"{name} = {value} is not between {low} and {high}")
    return value
