"""Listen at a port for an XY board, which says POLL by itself. Nothing is sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from hardware.errors import PortError
from hardware.link.opening import open_port
from hardware.wire.xy import CMD_POLL, Decoder, Frame

LISTEN_MS: Final = 2_500
"""POLL comes every 200 ms, every 2 s at the slowest setting (boards.md 2.2)."""
POLLS_WANTED: Final = 2
"""One could be made by noise."""
READ_S: Final = 0.1
READ_MAX_BYTES: Final = 4_096


@dataclass(frozen=True, slots=True)
class Heard:
    """What one port said at one speed while nobody spoke to it."""

    port: str
    baud: int
    error: str = ""
    polls: int = 0
    frames: int = 0
    noise_bytes: int = 0

    @property
    def is_xy(self) -> bool:
        return self.polls > 0


class Ears:
    """Counts what an XY board would say; also for whoever reads the port himself."""

    def __init__(self) -> None:
        self._decoder = Decoder()
        self.polls = self.frames = self.noise_bytes = 0

    def hear(self, data: bytes) -> None:
        self._count(self._decoder.feed(data))

    def end(self) -> None:
        """Nothing more will be heard: what began like a frame was none."""
        self._count(self._decoder.expire())

    def _count(self, found: Sequence[object]) -> None:
        for item in found:
            if isinstance(item, Frame):
                self.frames += 1
                self.polls += item.cmd == CMD_POLL
            else:
                self.noise_bytes += getattr(item, "count", 0)


def listen(port: str, baud: int, listen_ms: int = LISTEN_MS) -> Heard:
    """Listen once; ends early when the second POLL is heard. Sends nothing."""
    ears = Ears()
    try:
        line = open_port(port, baud)
    except PortError as error:
        return Heard(port, baud, error.text)
    line.timeout = READ_S
    try:
        listen_at(lambda: bytes(line.read(READ_MAX_BYTES)), ears, listen_ms)
    except OSError as error:
        return Heard(port, baud, f"it was lost while listening: {error}")
    finally:
        line.close()
    ears.end()
    return Heard(port, baud, "", ears.polls, ears.frames, ears.noise_bytes)


def listen_at(read: Callable[[], bytes], ears: Ears, listen_ms: int) -> None:
    """Until POLL was heard often enough, or the time is over."""
    until_ns = time.monotonic_ns() + listen_ms * 1_000_000
    while time.monotonic_ns() < until_ns and ears.polls < POLLS_WANTED:
        ears.hear(read())
