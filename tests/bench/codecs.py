"""Bytes a second through every family's decoder, and good frames found behind noise; pymodbus beside ours.

A line at 115200 baud brings 11,520 bytes a second, so all of this is about how little a noisy line costs.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU

from hardware.wire.noise import Noise
from tests.hardware.wire.streams import STREAMS, Stream, heard, noise, reads

MILLION: Final = 1_000_000
FRAMES: Final = 5_000
TRIALS: Final = 1_000
"""Good frames, each behind a little noise that came in the same read."""
NOISE_MAX_BYTES: Final = 64
MODBUS: Final = "zdm8, relay"


@dataclass(frozen=True, slots=True)
class Pace:
    """Of one decoder."""

    noise_mb_s: float
    frames_mb_s: float
    found: int
    """Of ``tried`` good frames, each behind a million random bytes."""
    tried: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Ours, then pymodbus'."""

    frames_mb_s: tuple[float, float]
    found: tuple[int, int]
    """Of ``TRIALS`` frames behind a little noise in the same read."""


def measure(seeds: int) -> dict[str, Pace]:
    """All families, ``seeds`` times a million bytes each."""
    return {name: _pace(stream, seeds) for name, stream in STREAMS.items()}


def beside(frames: int = FRAMES, trials: int = TRIALS) -> Beside:
    """The same Modbus replies through both, read by read as a port hands them over."""
    stream = STREAMS[MODBUS]
    whole = [stream.raw] * frames
    paces = tuple(_mb_s(count, whole) for count in (_ours(stream), _theirs()))
    dice = random.Random(5)
    dirty = [dice.randbytes(dice.randrange(1, NOISE_MAX_BYTES)) + stream.raw for _ in range(trials)]
    return Beside((paces[0], paces[1]), (_ours(stream)(dirty), _theirs()(dirty)))


def _pace(stream: Stream, seeds: int) -> Pace:
    found, spent_s = 0, 0.0
    for seed in range(seeds):
        data = noise(MILLION, seed) + stream.raw
        began_s = time.perf_counter()
        last = heard(stream, data)[-1]
        spent_s += time.perf_counter() - began_s
        found += last == stream.frame
    frames = list(reads(stream.raw * FRAMES))
    return Pace(seeds / spent_s, _mb_s(_ours(stream), frames), found, seeds)


Count = Callable[[Iterable[bytes]], int]
"""How many good frames a decoder makes of these reads, a silence behind each."""


def _ours(stream: Stream) -> Count:
    def count(chunks: Iterable[bytes]) -> int:
        decoder, found = stream.decoder(), 0
        for chunk in chunks:
            heard_now = [*decoder.feed(chunk), *decoder.expire()]
            found += sum(not isinstance(each, Noise) and each == stream.frame for each in heard_now)
        return found

    return count


def _theirs() -> Count:
    """One read is one call, as its own transport does it."""

    def count(chunks: Iterable[bytes]) -> int:
        framer, found = FramerRTU(DecodePDU(False)), 0
        wanted = STREAMS[MODBUS].frame
        for chunk in chunks:
            pdu: Any = framer.handleFrame(chunk, 0, 0)[1]
            found += pdu is not None and (pdu.dev_id, pdu.registers) == (wanted.address, list(wanted.words))
        return found

    return count


def _mb_s(count: Count, chunks: list[bytes]) -> float:
    began_s = time.perf_counter()
    count(chunks)
    return sum(map(len, chunks)) / 1_000_000 / (time.perf_counter() - began_s)
