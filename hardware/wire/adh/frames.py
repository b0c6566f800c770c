"""Framing of the ADH wire: ``address | command | data | CRC16-Modbus``, low byte first (boards.md 6).

There is no header and no length: how long a frame is follows from its command and its direction. Where no
source tells the length of a reply, the first one with a good CRC is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hardware.wire.adh.codes import CARD_MAX, REPLY_BYTES, REQUEST_BYTES, SETTINGS
from hardware.wire.modbus.crc import CRC_BYTES, crc16
from hardware.wire.sliding import Match, NoMatch, SlidingDecoder, begins

HOST: Final = 0x00
HEAD_BYTES: Final = 2
DATA_MAX_BYTES: Final = 28
"""The number of the sibling board ADH812, the longest reply in any source, has 23."""
FRAME_MAX_BYTES: Final = HEAD_BYTES + DATA_MAX_BYTES + CRC_BYTES
FRAME_GAP_MS: Final = 50
"""Silence after which an unfinished frame is given up: 13 bytes take 14 ms at 9600 8N1, and a USB adapter
hands over what it has every 16 ms."""


_REPLY_BEGINS: Final = begins(range(HOST, CARD_MAX + 1), REPLY_BYTES)
_REQUEST_BEGINS: Final = begins(range(HOST + 1, CARD_MAX + 1), REQUEST_BYTES)


@dataclass(frozen=True, slots=True)
class Frame:
    """One request or reply."""

    address: int
    command: int
    data: bytes = b""

    def __post_init__(self) -> None:
        if not HOST <= self.address <= CARD_MAX:
            raise ValueError(f"address {self.address} is not between {HOST} and {CARD_MAX}")
        if self.command not in REQUEST_BYTES:
            raise ValueError(f"there is no command {self.command}")
        if len(self.data) > DATA_MAX_BYTES:
            raise ValueError(f"{len(self.data)} bytes of data, at most {DATA_MAX_BYTES} fit")

    def encode(self) -> bytes:
        """The bytes on the wire."""
        body = bytes((self.address, self.command)) + self.data
        return body + crc16(body)


def reply_decoder() -> SlidingDecoder[Frame]:
    """Finds replies: our side of the wire."""
    return SlidingDecoder(_look_for_reply, FRAME_MAX_BYTES, _REPLY_BEGINS)


def request_decoder() -> SlidingDecoder[Frame]:
    """Finds requests: the cards' side, and what we sent ourselves in a recording."""
    return SlidingDecoder(_look_for_request, FRAME_MAX_BYTES, _REQUEST_BEGINS)


def _look_for_reply(data: bytes) -> Match[Frame] | NoMatch:
    address = data[0]
    if address > CARD_MAX:
        return NoMatch.NONE
    if len(data) == 1:
        return NoMatch.MORE
    command = data[1]
    if command not in REPLY_BYTES or (address != HOST and command not in SETTINGS):
        return NoMatch.NONE
    length = REPLY_BYTES[command]
    return _whole(data, range(DATA_MAX_BYTES + 1) if length is None else (length,))


def _look_for_request(data: bytes) -> Match[Frame] | NoMatch:
    if not HOST < data[0] <= CARD_MAX:
        return NoMatch.NONE
    if len(data) == 1:
        return NoMatch.MORE
    length = REQUEST_BYTES.get(data[1])
    return NoMatch.NONE if length is None else _whole(data, (length,))


def _whole(data: bytes, lengths: Iterable[int]) -> Match[Frame] | NoMatch:
    """The shortest frame of one of these ``lengths`` (of its data), in ascending order."""
    for length in lengths:
        end = HEAD_BYTES + length
        check = data[end : end + CRC_BYTES]
        if len(check) < CRC_BYTES:
            return NoMatch.MORE
        if crc16(data[:end]) == check:
            return Match(Frame(data[0], data[1], data[HEAD_BYTES:end]), end + CRC_BYTES)
    return NoMatch.BAD_CHECKSUM
