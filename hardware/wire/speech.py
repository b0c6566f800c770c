"""How to show one family's wire to a person: what the bench tool needs to know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from hardware.wire.noise import Noise


class Encodes(Protocol):
    def encode(self) -> bytes: ...


class FindsFrames(Protocol):
    """Any decoder of ``hardware.wire``; what it finds is a frame of its family or ``Noise``."""

    def feed(self, data: bytes) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Speech:
    """One decoder each way, since a frame may come in pieces, and the frames in words."""

    incoming: Callable[[], FindsFrames]
    outgoing: Callable[[], FindsFrames]
    describe: Callable[[Any], str]
    is_chatter: Callable[[Any], bool] = lambda _frame: False
    """A frame that only keeps the line alive."""


def in_words(speech: Speech, found: Encodes | Noise) -> str:
    """One line for a frame with its bytes, or for noise."""
    if isinstance(found, Noise):
        return f"noise, {found.reason}: {found.data.hex(' ')}"
    return f"{speech.describe(found)}   [{found.encode().hex(' ')}]"
