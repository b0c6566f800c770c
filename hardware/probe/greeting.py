"""Greet the one board that somebody has named: its family's hellos, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

from hardware.errors import PortError
from hardware.link.opening import open_port
from hardware.probe.listening import READ_MAX_BYTES, READ_S
from hardware.session.requests import Manners, ReplyT, Request
from hardware.wire.noise import Noise


@dataclass(frozen=True)
class Greeting(Generic[ReplyT]):
    """What a port answered to one family's hellos."""

    reply: ReplyT | None = None
    error: str = ""
    heard_bytes: int = 0
    """What came although nobody answered: something else talks there, or at another speed."""
    is_stranger: bool = False
    """Somebody refused every question: a board of another family."""


def greet(port: str, baud: int, manners: Manners[ReplyT]) -> Greeting[ReplyT]:
    """Ask each hello once; the first answer ends it. Nothing moves."""
    try:
        line = open_port(port, baud)
    except PortError as error:
        return Greeting(error=error.text)
    line.timeout = READ_S
    heard_bytes, is_stranger = 0, False
    try:
        for hello in manners.hellos:
            line.write(hello.data)
            until_ns = time.monotonic_ns() + hello.limit_ms * 1_000_000
            decoder = manners.decoder()
            while time.monotonic_ns() < until_ns:
                data = line.read(READ_MAX_BYTES)
                heard_bytes += len(data)
                reply = _answer(decoder.feed(data), hello)
                if reply is not None and manners.proves(reply):
                    return Greeting(reply)
                is_stranger = is_stranger or reply is not None
    except OSError as error:
        return Greeting(error=f"it was lost while listening: {error}")
    finally:
        line.close()
    return Greeting(heard_bytes=heard_bytes, is_stranger=is_stranger)


def _answer(found: Sequence[ReplyT | Noise], hello: Request[ReplyT]) -> ReplyT | None:
    return next((item for item in found if not isinstance(item, Noise) and hello.fits(item)), None)
