"""Framing of Modbus RTU: queries and replies, found by their length and CRC alone (boards.md 4.1, 7).

``address | function | body | CRC``. How long a frame is follows from its function and side; there is no
header. The documents part frames by a silence of 3.5 characters, which no USB adapter hands on: here a frame
is whatever has the right shape and CRC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from hardware.wire.modbus.crc import CRC_BYTES, crc16
from hardware.wire.sliding import Match, NoMatch, SlidingDecoder, begins

ADDRESS_MIN: Final = 1
ADDRESS_MAX: Final = 247
"""0 would speak to all at once and be answered by none: never sent by us."""
FRAME_GAP_MS: Final = 50
"""Silence after which an unfinished frame is given up: a byte takes 1 ms at 9600 8N1, and a USB adapter hands
over what it has every 16 ms."""
HEAD_BYTES: Final = 2
FIXED_BODY_BYTES: Final = 4
"""Two words: address and count, or address and value."""
DATA_MAX_BYTES: Final = 250
"""125 registers; the limit of the protocol itself."""
WINDOW_BYTES: Final = 260
"""The longest frame: a query that writes 123 registers has 255."""
EXCEPTION_BIT: Final = 0x80


class Function(IntEnum):
    READ_COILS = 0x01
    READ_INPUTS = 0x02
    READ_REGISTERS = 0x03
    WRITE_COIL = 0x05
    WRITE_REGISTER = 0x06
    WRITE_COILS = 0x0F
    WRITE_REGISTERS = 0x10


READS: Final = frozenset({Function.READ_COILS, Function.READ_INPUTS, Function.READ_REGISTERS})
SINGLE_WRITES: Final = frozenset({Function.WRITE_COIL, Function.WRITE_REGISTER})
BLOCK_WRITES: Final = frozenset({Function.WRITE_COILS, Function.WRITE_REGISTERS})
_FUNCTIONS: Final = frozenset(Function)
_ADDRESSES: Final = range(ADDRESS_MIN, ADDRESS_MAX + 1)
_QUERY_BEGINS: Final = begins(_ADDRESSES, _FUNCTIONS)
_REPLY_BEGINS: Final = begins(_ADDRESSES, {each | bit for each in _FUNCTIONS for bit in (0, EXCEPTION_BIT)})
_BodyBytes = Callable[[int, bytes], "int | None"]


@dataclass(frozen=True, slots=True)
class _Frame:
    address: int
    function: int
    body: bytes

    def encode(self) -> bytes:
        """The frame's bytes on the wire."""
        head = bytes((self.address, self.function)) + self.body
        return head + crc16(head)


@dataclass(frozen=True, slots=True)
class Query(_Frame):
    """What is asked of a board."""

    def __post_init__(self) -> None:
        _check(self, _query_body_bytes(self.function, self.body))

    @property
    def start(self) -> int:
        """The first coil, input or register it is about."""
        return int.from_bytes(self.body[:2], "big")

    @property
    def count(self) -> int:
        """How many of them; of a single write, the value."""
        return int.from_bytes(self.body[2:4], "big")

    @property
    def data(self) -> bytes:
        """What a block write writes; empty for the others."""
        return self.body[5:]


@dataclass(frozen=True, slots=True)
class Reply(_Frame):
    """What a board answers. ``function`` has the highest bit set when it is an exception."""

    def __post_init__(self) -> None:
        _check(self, _reply_body_bytes(self.function, self.body))

    @property
    def exception(self) -> int | None:
        """The code of a refusal; None when the board did as it was asked."""
        return self.body[0] if self.function & EXCEPTION_BIT else None

    @property
    def asked_function(self) -> int:
        """The function of the query, whether it was refused or not."""
        return self.function & ~EXCEPTION_BIT

    @property
    def data(self) -> bytes:
        """What was read; empty for the others."""
        return self.body[1:] if self.function in READS else b""

    @property
    def words(self) -> tuple[int, ...]:
        """Read registers, or the two words that answer a write."""
        data = self.data if self.function in READS else self.body
        return tuple(int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data) - 1, 2))

    @property
    def raw(self) -> str:
        """Function and the first two bytes of what was said, as hex, for the technician."""
        said = self.data[:2] if self.function in READS else self.body[:2]
        return "/".join(f"{byte:02X}" for byte in bytes((self.function,)) + said)


def query_decoder() -> SlidingDecoder[Query]:
    """Finds queries: a board's side, and what we sent ourselves in a recording."""
    return SlidingDecoder(_look_for_query, WINDOW_BYTES, _QUERY_BEGINS)


def reply_decoder() -> SlidingDecoder[Reply]:
    """Finds replies: our side of the wire."""
    return SlidingDecoder(_look_for_reply, WINDOW_BYTES, _REPLY_BEGINS)


def _check(frame: _Frame, body_bytes: int | None) -> None:
    if not ADDRESS_MIN <= frame.address <= ADDRESS_MAX:
        raise ValueError(f"address {frame.address} is not between {ADDRESS_MIN} and {ADDRESS_MAX}")
    if body_bytes != len(frame.body):
        raise ValueError(f"function {frame.function:02X} with {frame.body.hex(' ')} is no frame")


def _look_for_query(data: bytes) -> Match[Query] | NoMatch:
    length = _length(data, _query_body_bytes)
    return length if isinstance(length, NoMatch) else Match(Query(*_parts(data, length)), length)


def _look_for_reply(data: bytes) -> Match[Reply] | NoMatch:
    length = _length(data, _reply_body_bytes)
    return length if isinstance(length, NoMatch) else Match(Reply(*_parts(data, length)), length)


def _parts(data: bytes, length: int) -> tuple[int, int, bytes]:
    return data[0], data[1], data[HEAD_BYTES : length - CRC_BYTES]


def _length(data: bytes, body_bytes_of: _BodyBytes) -> int | NoMatch:
    """How long the frame at the start of ``data`` is, its CRC checked."""
    if not ADDRESS_MIN <= data[0] <= ADDRESS_MAX:
        return NoMatch.NONE
    if len(data) < HEAD_BYTES:
        return NoMatch.MORE
    body_bytes = body_bytes_of(data[1], data[HEAD_BYTES:])
    if body_bytes is None:
        return NoMatch.NONE
    length = HEAD_BYTES + body_bytes + CRC_BYTES
    if len(data) < length:
        return NoMatch.MORE
    if crc16(data[: length - CRC_BYTES]) != data[length - CRC_BYTES : length]:
        return NoMatch.BAD_CHECKSUM
    return length


def _query_body_bytes(function: int, body: bytes) -> int | None:
    """Length of a query's body as far as its beginning tells; None when there is no such query."""
    if function not in _FUNCTIONS:
        return None
    if function not in BLOCK_WRITES or len(body) <= FIXED_BODY_BYTES:
        return FIXED_BODY_BYTES if function not in BLOCK_WRITES else FIXED_BODY_BYTES + 2
    count, size = int.from_bytes(body[2:4], "big"), body[FIXED_BODY_BYTES]
    is_right = size == (count * 2 if function == Function.WRITE_REGISTERS else (count + 7) // 8)
    return FIXED_BODY_BYTES + 1 + size if is_right and 0 < size <= DATA_MAX_BYTES else None


def _reply_body_bytes(function: int, body: bytes) -> int | None:
    """Length of a reply's body as far as its beginning tells; None when there is no such reply."""
    if function & EXCEPTION_BIT:
        return 1 if function & ~EXCEPTION_BIT in _FUNCTIONS and body[:1] != b"\0" else None
    if function not in READS:
        return FIXED_BODY_BYTES if function in _FUNCTIONS else None
    if not body:
        return 2
    is_right = 0 < body[0] <= DATA_MAX_BYTES and (function != Function.READ_REGISTERS or body[0] % 2 == 0)
    return 1 + body[0] if is_right else None
