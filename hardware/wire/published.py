"""Every published frame of every family, held against this build's codecs: the self-check behind the bench
tool's ``vectors``, and what the codecs' own tests go through.

The frames themselves lie with their families (``vectors.py``); here is only how one is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

from hardware.wire import xy, xy_vectors
from hardware.wire.adh import frames as adh
from hardware.wire.adh import vectors as adh_vectors
from hardware.wire.m102 import frames as m102
from hardware.wire.m102 import vectors as m102_vectors
from hardware.wire.modbus import frames as modbus
from hardware.wire.modbus import vectors as modbus_vectors
from hardware.wire.noise import Noise
from hardware.wire.tcn import frames as tcn
from hardware.wire.tcn import vectors as tcn_vectors


class Finder(Protocol):
    """Any decoder of ``hardware.wire``."""

    def feed(self, data: bytes) -> list[Any]: ...

    def expire(self) -> list[Any]: ...


def _encoded(frame: Any) -> bytes:
    raw: bytes = frame.encode()
    return raw


@dataclass(frozen=True, slots=True)
class Vector:
    """One published frame, and what a sound codec makes of it."""

    raw: bytes
    finder: Callable[[], Finder] | None = None
    """The decoder that reads it; None: published with a wrong checksum, no decoder may."""
    frame: object = None
    """What it says; None where its bytes alone are published."""
    encode: Callable[[Any], bytes] = _encoded
    refused_by: tuple[Callable[[], Finder], ...] = ()
    """Decoders to which it is no frame."""

    @property
    def is_wrong(self) -> bool:
        return self.finder is None


def trouble(vector: Vector) -> str:
    """What this build's codec does wrong with a published frame, in words; empty when nothing."""
    for refusing in vector.refused_by:
        if any(not isinstance(each, Noise) for each in _heard(refusing, vector.raw)):
            return "its checksum is wrong, and it is taken for a frame all the same"
    if vector.finder is None:
        return ""
    found = _heard(vector.finder, vector.raw)
    if len(found) != 1 or isinstance(found[0], Noise):
        return f"it is not read as one frame, but as {found}"
    if vector.frame is not None and found[0] != vector.frame:
        return f"it is read as {found[0]}, and means {vector.frame}"
    written = vector.encode(found[0])
    return "" if written == vector.raw else f"it is written as {written.hex(' ')}"


def _heard(finder: Callable[[], Finder], raw: bytes) -> list[Any]:
    decoder = finder()
    return [*decoder.feed(raw), *decoder.expire()]


def _xy() -> Iterator[Vector]:
    yield from (Vector(raw, xy.Decoder) for raw in xy_vectors.ALL)
    yield from (Vector(bytes.fromhex(text), refused_by=(xy.Decoder,)) for text in xy_vectors.WRONG_XOR)


def _tcn() -> Iterator[Vector]:
    for text, command in tcn_vectors.COMMANDS.items():
        yield Vector(bytes.fromhex(text), tcn.command_decoder, command)
    for text, reply in tcn_vectors.REPLIES.items():
        yield Vector(bytes.fromhex(text), tcn.reply_decoder, reply)


def _modbus() -> Iterator[Vector]:
    yield from (Vector(bytes.fromhex(text), modbus.query_decoder) for text in modbus_vectors.QUERIES)
    yield from (Vector(bytes.fromhex(text), modbus.reply_decoder) for text in modbus_vectors.REPLIES)
    for text in modbus_vectors.WRONG_QUERIES:
        yield Vector(bytes.fromhex(text), refused_by=(modbus.query_decoder,))


def _m102() -> Iterator[Vector]:
    for text, check in m102_vectors.FRAMES.items():
        yield Vector(m102_vectors.raw(text, check), m102.decoder, m102_vectors.frame(text))
    password = m102_vectors.PASSWORD
    plain, salted = m102.decoder, partial(m102.decoder, password)
    for text, check in m102_vectors.SALTED.items():
        raw, frame = m102_vectors.raw(text, check), m102_vectors.frame(text)
        yield Vector(raw, salted, frame, lambda frame: frame.encode(password), refused_by=(plain,))
    for text, check in m102_vectors.WRONG.items():
        yield Vector(m102_vectors.raw(text, check), refused_by=(plain, salted))


def _adh() -> Iterator[Vector]:
    for text, request in adh_vectors.REQUESTS.items():
        yield Vector(bytes.fromhex(text), adh.request_decoder, request)
    for text, reply in adh_vectors.REPLIES.items():
        yield Vector(bytes.fromhex(text), adh.reply_decoder, reply)


PUBLISHED: Final[dict[str, tuple[Vector, ...]]] = {
    "xy": tuple(_xy()),
    "tcn": tuple(_tcn()),
    "zdm8, relay (Modbus RTU)": tuple(_modbus()),
    "m102": tuple(_m102()),
    "adh815, adh814": tuple(_adh()),
}
"""The boards that speak it -> its frames."""
