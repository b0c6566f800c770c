"""Framing of the TCN wire, for both ends of it (boards.md 3.1).

A request is ``D1 ~D1 D3 ~D3 D5 ~D5``: board, command, parameter, each followed by its complement. A reply is
``R1 R2 R3 R4 R5``: board, 5D ok or 5C error, fault, drop flag, sum of the four. It bears no command code.
The reply to a version request has three characters of ASCII in the place of R2 to R4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.wire.sliding import Match, NoMatch, SlidingDecoder, begins

BOARD_MAX: Final = 9
"""Boards count from 0, a hundred lanes each (boards.md 3.1); our lanes end at 999."""
COMMAND_BYTES: Final = 6
REPLY_BYTES: Final = 5
FRAME_GAP_MS: Final = 50
"""Silence after which an unfinished frame is given up: six bytes take 6 ms at 9600 8N1, and a USB adapter
hands over what it has every 16 ms."""

OK: Final = 0x5D
ERROR: Final = 0x5C
_LETTERS: Final = range(0x41, 0x5B)
_DIGITS: Final = range(0x30, 0x3A)
_BOARDS: Final = range(BOARD_MAX + 1)
_REPLY_BEGINS: Final = begins(_BOARDS, (OK, ERROR, *_LETTERS))
_COMMAND_BEGINS: Final = begins(_BOARDS, (board ^ 0xFF for board in _BOARDS))


@dataclass(frozen=True, slots=True)
class Command:
    """One request. All three are single bytes."""

    board: int
    code: int
    parameter: int

    def __post_init__(self) -> None:
        if not 0 <= self.board <= BOARD_MAX:
            raise ValueError(f"board {self.board} is not between 0 and {BOARD_MAX}")
        if not (0 <= self.code <= 0xFF and 0 <= self.parameter <= 0xFF):
            raise ValueError(f"command {self.code} with {self.parameter}: each is one byte")

    def encode(self) -> bytes:
        """The request's bytes on the wire."""
        pairs = ((byte, byte ^ 0xFF) for byte in (self.board, self.code, self.parameter))
        return bytes(byte for pair in pairs for byte in pair)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply. ``status`` is 5D, 5C, or the letter a version begins with."""

    board: int
    status: int
    fault: int
    drop: int

    def __post_init__(self) -> None:
        if not 0 <= self.board <= BOARD_MAX:
            raise ValueError(f"board {self.board} is not between 0 and {BOARD_MAX}")
        if not _is_possible(self.status, self.fault, self.drop):
            raise ValueError(f"{self.status:02X} {self.fault:02X} {self.drop:02X} is no reply")

    @property
    def is_ok(self) -> bool:
        return self.status == OK

    @property
    def version(self) -> str:
        """The firmware's version; empty when this is another reply."""
        if self.status in (OK, ERROR):
            return ""
        return bytes((self.status, self.fault, self.drop)).decode("ascii")

    @property
    def raw(self) -> str:
        """R2, R3 and R4 as hex, for the technician."""
        return f"{self.status:02X}/{self.fault:02X}/{self.drop:02X}"

    def encode(self) -> bytes:
        """The reply's bytes on the wire."""
        head = bytes((self.board, self.status, self.fault, self.drop))
        return head + bytes((checksum(head),))


def checksum(data: bytes) -> int:
    """Sum of all bytes, the low eight bits of it."""
    return sum(data) & 0xFF


def reply_decoder() -> SlidingDecoder[Reply]:
    """Finds replies: our side of the wire."""
    return SlidingDecoder(_look_for_reply, REPLY_BYTES, _REPLY_BEGINS)


def command_decoder() -> SlidingDecoder[Command]:
    """Finds requests: the board's side, and what we sent ourselves in a recording."""
    return SlidingDecoder(_look_for_command, COMMAND_BYTES, _COMMAND_BEGINS)


def _look_for_reply(data: bytes) -> Match[Reply] | NoMatch:
    if data[0] > BOARD_MAX:
        return NoMatch.NONE
    if len(data) > 1 and data[1] not in (OK, ERROR) and data[1] not in _LETTERS:
        return NoMatch.NONE
    if len(data) < REPLY_BYTES:
        return NoMatch.MORE
    board, status, fault, drop, total = data[:REPLY_BYTES]
    if not _is_possible(status, fault, drop):
        return NoMatch.NONE
    if checksum(data[: REPLY_BYTES - 1]) != total:
        return NoMatch.BAD_CHECKSUM
    return Match(Reply(board, status, fault, drop), REPLY_BYTES)


def _look_for_command(data: bytes) -> Match[Command] | NoMatch:
    if data[0] > BOARD_MAX or (len(data) > 1 and data[1] != data[0] ^ 0xFF):
        return NoMatch.NONE
    if len(data) < COMMAND_BYTES:
        return NoMatch.MORE
    if data[3] != data[2] ^ 0xFF or data[5] != data[4] ^ 0xFF:
        return NoMatch.BAD_CHECKSUM
    return Match(Command(data[0], data[2], data[4]), COMMAND_BYTES)


def _is_possible(status: int, fault: int, drop: int) -> bool:
    if status in (OK, ERROR):
        return 0 <= fault <= 0xFF and 0 <= drop <= 0xFF
    return status in _LETTERS and fault in _DIGITS and drop in _DIGITS
