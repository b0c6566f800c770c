"""The GM72's commands over its serial line (boards.md 11): read now, stop, and how it is set up.

A frame is its length, what it is, who says it, a state and values, then a checksum of two bytes: the two's
complement of the sum of all before it. The length counts itself and leaves the checksum out.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

HOST, READER = 0x04, 0x00
"""Who speaks."""
FOR_GOOD: Final = 0x08
"""A setting with this state outlives the reader's power."""
_ACK, _NAK = 0xD0, 0xD1
_SET, _START, _STOP = 0xC6, 0xE4, 0xE5

WAKE: Final = b"\x00"
WAKE_MS: Final = 50
"""A reader that sleeps hears the byte, and a command only so much later."""


def frame(*body: int) -> bytes:
    """``body``: what it is, who says it, state, values."""
    data = bytes((len(body) + 1, *body))
    return data + (-sum(data) & 0xFFFF).to_bytes(2, "big")


START: Final = frame(_START, HOST, 0x00)
STOP: Final = frame(_STOP, HOST, 0x00)
ACK: Final = frame(_ACK, READER, 0x00)
NAK: Final = frame(_NAK, READER, 0x00, 0x06)

SETTINGS: Final[Mapping[str, bytes]] = {
    "host": frame(_SET, HOST, FOR_GOOD, 0x00, 0x8A, 0x08),
    "serial": frame(_SET, HOST, FOR_GOOD, 0x00, 0xF2, 0x01, 0x00),
    "keyboard": frame(_SET, HOST, FOR_GOOD, 0x00, 0xF2, 0x01, 0x01),
    "usb-serial": frame(_SET, HOST, FOR_GOOD, 0x00, 0xF2, 0x01, 0x02),
}
"""``host``: it reads only between START and STOP. The others: how its codes reach the machine."""


class Reply(StrEnum):
    TAKEN = "taken"
    REFUSED = "refused"
    """It is not in host mode, or does not know the command."""


_REPLIES: Final = {ACK: Reply.TAKEN, NAK: Reply.REFUSED}


class Replies:
    """Takes the reader's replies out of what it sends, wherever reads are cut. Codes are printable, so the
    first byte of a reply is in none of them."""

    def __init__(self) -> None:
        self._held = b""

    @property
    def is_waiting(self) -> bool:
        return bool(self._held)

    def feed(self, data: bytes) -> tuple[bytes, list[Reply]]:
        """What is no reply, and the replies, in order."""
        data = self._held + data
        self._held = b""
        text, replies = bytearray(), []
        at = 0
        while at < len(data):
            reply = next((known for known in _REPLIES if data.startswith(known, at)), None)
            if reply is not None:
                replies.append(_REPLIES[reply])
                at += len(reply)
            elif any(known.startswith(data[at:]) for known in _REPLIES):
                self._held = data[at:]
                break
            else:
                text.append(data[at])
                at += 1
        return bytes(text), replies

    def expire(self) -> bytes:
        """What looked like the beginning of a reply and was none."""
        held, self._held = self._held, b""
        return held
