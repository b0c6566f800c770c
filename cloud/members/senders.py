"""How a code reaches a phone. A real provider is one more class here; none is wired in."""

from __future__ import annotations

from typing import Protocol


class CodeSender(Protocol):
    """Called on the event loop's thread: a provider that has to wait does so in a task of its own."""

    @property
    def is_there(self) -> bool:
        """False: nobody can register, or come in by a new phone."""

    def send(self, phone: str, code: str, /) -> str:
        """Text that the page shows in place of a message on the phone; empty where a message is sent."""


class NoSender:
    """No provider is set up."""

    is_there = False

    def send(self, _phone: str, _code: str, /) -> str:
        return ""


class ShownSender:
    """Of the emulated phone (``--sandbox``): the page shows the message, for nothing is sent to anybody."""

    is_there = True

    def send(self, _phone: str, code: str, /) -> str:
        return code
