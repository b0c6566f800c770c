"""One decoder of each family with a good frame for it: for what holds of all of them, and for the bench."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from hardware.wire.adh import frames as adh
from hardware.wire.adh import vectors as adh_vectors
from hardware.wire.m102 import frames as m102
from hardware.wire.m102 import vectors as m102_vectors
from hardware.wire.modbus import frames as modbus
from hardware.wire.tcn import frames as tcn
from hardware.wire.xy import Decoder, Frame

READ_BYTES = 4_096
"""As much as a port hands over at once (``hardware.link.serial_port``)."""


@dataclass(frozen=True)
class Stream:
    """What our side of one family's wire hears."""

    decoder: Callable[[], Any]
    frame: Any
    raw: bytes
    """The frame on the wire."""
    chance: int
    """Frames that a million random bytes may hold by accident, at the very most."""


_M102 = m102_vectors.frame("00 03 02 0F 00 05 BA 00 77 0A 3C 23")
_ADH = adh_vectors.REPLIES["00 03 02 01 00 01 F4 00 78 1A 04 14 F9"]
_TCN = tcn.Reply(0, tcn.OK, 0x00, 0xAA)
_MODBUS = modbus.Reply(1, 0x03, bytes.fromhex("02 02 00"))
_XY = Frame(0x04, 8, bytes.fromhex("02 00 3c"))

STREAMS: dict[str, Stream] = {
    "xy": Stream(Decoder, _XY, _XY.encode(), 3),
    # Two of 65536 random places look like 5D or 5C, one of 256 of them has the sum right, on ten boards.
    "tcn": Stream(tcn.reply_decoder, _TCN, _TCN.encode(), 40),
    # 14 of 256 bytes are a function, one of 65536 places has the CRC right: less than one is expected.
    "zdm8, relay": Stream(modbus.reply_decoder, _MODBUS, _MODBUS.encode(), 12),
    # One place of 800 looks like a beginning, one CRC of 65536 is right.
    "m102": Stream(m102.decoder, _M102, _M102.encode(), 3),
    "m102, salted": Stream(
        partial(m102.decoder, m102_vectors.PASSWORD), _M102, _M102.encode(m102_vectors.PASSWORD), 3
    ),
    # One place of 3500 looks like a beginning; where any length will do, 29 CRCs of 65536 are right.
    "adh815, adh814": Stream(adh.reply_decoder, _ADH, _ADH.encode(), 3),
}


def noise(count: int, seed: int) -> bytes:
    return random.Random(seed).randbytes(count)


def reads(data: bytes) -> Iterator[bytes]:
    """As a port hands it over."""
    return (data[at : at + READ_BYTES] for at in range(0, len(data), READ_BYTES))


def heard(stream: Stream, data: bytes) -> list[Any]:
    """Everything one decoder makes of it, the silence behind it included."""
    decoder = stream.decoder()
    found = [each for chunk in reads(data) for each in decoder.feed(chunk)]
    return [*found, *decoder.expire()]
