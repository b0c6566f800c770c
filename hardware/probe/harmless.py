"""What bytes on a line could do to a board, whatever its family is and at whatever speed it stands.

A probe does not know who listens. So everything it sends is read here as each family's boards would read it,
at the probe's own speed and, as far as a receiver can be modelled (``hardware.wire.uart``), at every other
one; what comes out may be a harmless question of that family, or nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product
from typing import Any, Final

from hardware.wire.adh.codes import ADH814, ADH815, READ_MODE, READ_SWAP
from hardware.wire.adh.frames import request_decoder
from hardware.wire.m102.codes import KNOWN_PASSWORDS
from hardware.wire.m102.codes import Code as M102Code
from hardware.wire.m102.frames import ANY_CARD, decoder
from hardware.wire.modbus.crc import CRC_BYTES, crc16
from hardware.wire.modbus.frames import (
    BLOCK_WRITES,
    FIXED_BODY_BYTES,
    HEAD_BYTES,
    READS,
    Function,
    query_decoder,
)
from hardware.wire.noise import Noise
from hardware.wire.tcn.codes import Code as TcnCode
from hardware.wire.tcn.frames import command_decoder
from hardware.wire.tcn.messages import LANE_MAX, QUERY_BASE
from hardware.wire.uart import FramingError, Recovery, heard
from hardware.wire.xy import CMD_ACK, CMD_POLL, Decoder
from hardware.wire.xy_codes import Cmd
from hardware.wire.zdm8.codes import Read

SPEEDS: Final = (9_600, 19_200, 38_400, 57_600, 115_200)
"""Those of the families, and those an installer may have set."""
DRIFTS_PERMILLE: Final = (-20, 0, 20)
"""How far the clocks of two cheap boards may be apart."""
EVERYBODY: Final = 0
BLOCK_HEAD_BYTES: Final = HEAD_BYTES + FIXED_BODY_BYTES + 1
"""Up to the count of the bytes that follow."""

_XY: Final = frozenset({CMD_POLL, CMD_ACK, Cmd.CHECK_SLOT.value, Cmd.ASK_STATUS.value})
_TCN: Final = frozenset(
    {TcnCode.RESEND, TcnCode.TEMPERATURE, TcnCode.DOOR, TcnCode.VERSION, TcnCode.DROP_SENSOR}
)
_M102: Final = frozenset(
    {M102Code.ID, M102Code.POLL, M102Code.TEMPERATURE, M102Code.INPUTS, M102Code.HUMIDITY}
)
_ADH: Final = frozenset({ADH815.identify, ADH815.poll, ADH814.identify, ADH814.poll, READ_MODE, READ_SWAP})


@dataclass(frozen=True, slots=True)
class Ear:
    """How the boards of one family read a line, and which of their commands change nothing."""

    family: str
    finder: Callable[[], Any]
    is_harmless: Callable[[Any], bool]


class _Broadcasts:
    """Finds Modbus writes to address 0, which every board on a line obeys and our own codec never sends."""

    def feed(self, data: bytes) -> list[str]:
        ends = ((at, at + length) for at in range(len(data)) for length in _write_bytes(data[at:]))
        found = (data[at:end] for at, end in ends if end <= len(data))
        return [raw.hex(" ") for raw in found if crc16(raw[:-CRC_BYTES]) == raw[-CRC_BYTES:]]

    def expire(self) -> list[str]:
        return []


def _write_bytes(data: bytes) -> list[int]:
    """How long a write to everybody is that begins here; nothing when none does."""
    if (
        data[0] != EVERYBODY
        or len(data) < BLOCK_HEAD_BYTES
        or data[1] in READS
        or data[1] not in set(Function)
    ):
        return []
    if data[1] in BLOCK_WRITES:
        return [BLOCK_HEAD_BYTES + data[BLOCK_HEAD_BYTES - 1] + CRC_BYTES]
    return [HEAD_BYTES + FIXED_BODY_BYTES + CRC_BYTES]


def _is_lane_query(code: int) -> bool:
    return 1 <= code - QUERY_BASE <= LANE_MAX


EARS: Final = (
    Ear("xy", Decoder, lambda frame: frame.cmd in _XY),
    Ear("tcn", command_decoder, lambda command: command.code in _TCN or _is_lane_query(command.code)),
    # Reading the run state takes a result away from whoever waits for it (boards.md 4.3).
    Ear("zdm8", query_decoder, lambda query: query.function in READS and query.start != Read.STATE),
    Ear("relay", query_decoder, lambda query: query.function in READS),
    Ear("Modbus, address 0", _Broadcasts, lambda _write: False),
    *(
        Ear(
            "m102", partial(decoder, salt), lambda frame: frame.command in _M102 and frame.address != ANY_CARD
        )
        for salt in ("", *KNOWN_PASSWORDS)
    ),
    Ear("adh815, adh814", request_decoder, lambda frame: frame.command in _ADH),
)


def harm(data: bytes, baud: int) -> list[str]:
    """Every command that some board could read out of ``data``, sent at ``baud``, and that is no harmless
    question; in words, empty when there is none."""
    return [
        f"a board of the family {ear.family} at {speed} baud could read {frame}"
        for speed in SPEEDS
        for stream in _streams(data, baud, speed)
        for ear in EARS
        for frame in _frames(ear, stream)
        if not ear.is_harmless(frame)
    ]


def _frames(ear: Ear, stream: bytes) -> Iterator[Any]:
    finder = ear.finder()
    for found in (*finder.feed(stream), *finder.expire()):
        if not isinstance(found, Noise):
            yield found


@lru_cache(maxsize=256)
def _streams(data: bytes, baud: int, speed: int) -> frozenset[bytes]:
    """What receivers at ``speed`` may make of it."""
    if baud == speed:
        return frozenset({data})
    ways = product(FramingError, Recovery, DRIFTS_PERMILLE)
    return frozenset(
        heard(data, baud, speed, error=error, recovery=recovery, drift_permille=drift)
        for error, recovery, drift in ways
    )
