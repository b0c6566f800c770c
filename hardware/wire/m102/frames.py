"""Framing of the M102 wire, the same in both directions (boards.md 5.1).

``address | command | data (16, padded with zeros) | CRC16-Modbus, low byte first``. Cards are addressed by 1
to 8, replies bear 00; FF speaks to whichever single card is on the line. Some firmware computes the CRC over
the frame *and* a suffix that is not sent (the "CRC password"): then both directions are salted so, and to
whoever does not know the suffix the card looks silent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hardware.wire.m102.codes import CARD_MAX, Code
from hardware.wire.modbus.crc import CRC_BYTES, crc16
from hardware.wire.sliding import Match, NoMatch, SlidingDecoder, begins

DATA_BYTES: Final = 16
HEAD_BYTES: Final = 2
FRAME_BYTES: Final = HEAD_BYTES + DATA_BYTES + CRC_BYTES
FRAME_GAP_MS: Final = 50
"""Silence after which an unfinished frame is given up: 20 bytes take 21 ms at 9600 8N1, and a USB adapter
hands over what it has every 16 ms."""
HOST: Final = 0x00
"""The address in every reply: which card answers can only be told by which one was asked."""
ANY_CARD: Final = 0xFF
PASSWORD_MAX_CHARS: Final = 32


@dataclass(frozen=True, slots=True)
class Frame:
    """One request or reply. ``data`` is given without its padding or with it; it is always kept padded."""

    address: int
    command: int
    data: bytes = b""

    def __post_init__(self) -> None:
        if not (HOST <= self.address <= CARD_MAX or self.address == ANY_CARD):
            raise ValueError(f"address {self.address} is not 0 to {CARD_MAX} or {ANY_CARD}")
        if not 0 <= self.command <= 0xFF:
            raise ValueError(f"command {self.command} is not one byte")
        if len(self.data) > DATA_BYTES:
            raise ValueError(f"{len(self.data)} bytes of data, at most {DATA_BYTES} fit")
        object.__setattr__(self, "data", self.data.ljust(DATA_BYTES, b"\0"))

    @property
    def is_reply(self) -> bool:
        return self.address == HOST

    def encode(self, password: str = "") -> bytes:
        """The bytes on the wire; with a ``password``, as firmware wants them that salts its CRC."""
        body = bytes((self.address, self.command)) + self.data
        return body + crc16(body + password.encode("ascii"))


def decoder(password: str = "") -> SlidingDecoder[Frame]:
    """Finds frames of either direction whose CRC is computed with this ``password``, empty for none."""
    return SlidingDecoder(_looker(password.encode("ascii")), FRAME_BYTES, _BEGINS)


def _looker(salt: bytes) -> Callable[[bytes], Match[Frame] | NoMatch]:
    def look(data: bytes) -> Match[Frame] | NoMatch:
        if not _may_begin(data[:HEAD_BYTES]):
            return NoMatch.NONE
        if len(data) < FRAME_BYTES:
            return NoMatch.MORE
        body, check = data[: FRAME_BYTES - CRC_BYTES], data[FRAME_BYTES - CRC_BYTES : FRAME_BYTES]
        if crc16(body + salt) != check:
            return NoMatch.BAD_CHECKSUM
        return Match(Frame(body[0], body[1], body[HEAD_BYTES:]), FRAME_BYTES)

    return look


def _may_begin(head: bytes) -> bool:
    """``head``: the first bytes, one or two of them."""
    address, command = head[0], head[1] if len(head) == HEAD_BYTES else None
    if address == ANY_CARD:
        # The published sample has the new address where the command should be (boards.md 5.2).
        return command is None or 1 <= command <= CARD_MAX or command == Code.SET_ADDRESS
    return address <= CARD_MAX and (command is None or command in _COMMANDS)


_COMMANDS: Final = frozenset(Code)
_BEGINS: Final = begins((*range(CARD_MAX + 1), ANY_CARD), (*_COMMANDS, *range(1, CARD_MAX + 1)))
