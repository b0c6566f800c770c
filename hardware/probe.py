"""Find out what is at a port without moving anything.

An XY board says POLL by itself, we only listen. The other families only speak when spoken to: they are
greeted with a question that changes nothing, and only when somebody named the family.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic

from hardware.errors import PortError
from hardware.link.opening import open_port
from hardware.session.requests import Manners, ReplyT, Request
from hardware.wire.noise import Noise
from hardware.wire.xy import CMD_POLL, Decoder, Frame

LISTEN_MS: Final = 2_500
"""POLL comes every 200 ms, every 2 s at the slowest setting (boards.md 2.2)."""
BAUDS: Final = (57_600, 9_600, 38_400, 115_200)
"""XY first; the others are the speeds of the other families (boards.md 1)."""
READ_S: Final = 0.1
READ_MAX_BYTES: Final = 4_096

_PLACES: Final = (
    "serial/by-id/*",
    "serial/by-path/*",
    "vending-board",
    "ttyUSB*",
    "ttyACM*",
    "ttyAMA*",
    "ttymxc*",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one port said at one speed."""

    port: str
    baud: int
    error: str = ""
    polls: int = 0
    frames: int = 0
    noise_bytes: int = 0

    @property
    def is_xy(self) -> bool:
        return self.polls > 0

    @property
    def text(self) -> str:
        where = f"{self.port} at {self.baud} baud"
        if self.error:
            return f"{where}: {self.error}"
        if self.is_xy:
            return f"{where}: an XY board, {self.polls} POLLs heard"
        if self.frames:
            return f"{where}: {self.frames} XY frames, but no POLL"
        if self.noise_bytes:
            return f"{where}: {self.noise_bytes} bytes, none of them an XY frame: another speed or family"
        return f"{where}: silence"


def candidate_ports(dev: Path = Path("/dev")) -> tuple[str, ...]:
    """Ports a board may hang at, each device once, under its most lasting name."""
    found: dict[Path, str] = {}
    for place in _PLACES:
        for path in sorted(dev.glob(place)):
            found.setdefault(path.resolve(), str(path))
    return tuple(found.values())


def probe(ports: Sequence[str], bauds: Sequence[int], listen_ms: int = LISTEN_MS) -> Iterator[Finding]:
    """Listen at every port with every speed; a port that cannot be opened, or has answered, is left."""
    for port in ports:
        for baud in bauds:
            finding = listen(port, baud, listen_ms)
            yield finding
            if finding.error or finding.is_xy:
                break


def listen(port: str, baud: int, listen_ms: int = LISTEN_MS) -> Finding:
    """Listen once; ends early when the second POLL is heard. Sends nothing."""
    decoder = Decoder()
    polls = frames = noise = 0
    try:
        line = open_port(port, baud)
    except PortError as error:
        return Finding(port, baud, error.text)
    line.timeout = READ_S
    until_ns = time.monotonic_ns() + listen_ms * 1_000_000
    try:
        while time.monotonic_ns() < until_ns and polls < 2:
            for item in decoder.feed(line.read(READ_MAX_BYTES)):
                if isinstance(item, Frame):
                    frames += 1
                    polls += item.cmd == CMD_POLL
                else:
                    noise += item.count
    except OSError as error:
        return Finding(port, baud, f"it was lost while listening: {error}")
    finally:
        line.close()
    noise += sum(0 if isinstance(item, Frame) else item.count for item in decoder.expire())
    return Finding(port, baud, "", polls, frames, noise)


@dataclass(frozen=True)
class Greeting(Generic[ReplyT]):
    """What a port answered to one family's hellos."""

    reply: ReplyT | None = None
    error: str = ""


def greet(port: str, baud: int, manners: Manners[ReplyT]) -> Greeting[ReplyT]:
    """Ask each hello once; the first answer ends it. Nothing moves."""
    try:
        line = open_port(port, baud)
    except PortError as error:
        return Greeting(error=error.text)
    line.timeout = READ_S
    try:
        for hello in manners.hellos:
            line.write(hello.data)
            until_ns = time.monotonic_ns() + hello.limit_ms * 1_000_000
            decoder = manners.decoder()
            while time.monotonic_ns() < until_ns:
                reply = _answer(decoder.feed(line.read(READ_MAX_BYTES)), hello)
                if reply is not None:
                    return Greeting(reply)
    except OSError as error:
        return Greeting(error=f"it was lost while listening: {error}")
    finally:
        line.close()
    return Greeting()


def _answer(found: Sequence[ReplyT | Noise], hello: Request[ReplyT]) -> ReplyT | None:
    return next((item for item in found if not isinstance(item, Noise) and hello.fits(item)), None)
