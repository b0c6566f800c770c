"""A code reader that stands there and says what a test wants it to; no port, no thread."""

from __future__ import annotations

from hardware.api import (
    CodeScanned,
    ReaderEvent,
    ReaderInfo,
    ReaderListener,
    ReaderUp,
    ScannedCode,
)


class StandingReader:
    def __init__(self) -> None:
        self.is_closed = False
        self.is_attending = False
        self._listener: ReaderListener | None = None

    def start(self, listener: ReaderListener) -> None:
        self._listener = listener

    def close(self) -> None:
        self.is_closed = True

    def attend(self) -> None:
        self.is_attending = True

    def rest(self) -> None:
        self.is_attending = False

    def say(self, event: ReaderEvent) -> None:
        assert self._listener is not None, "start() was not called"
        self._listener(event)

    def up(self) -> None:
        self.say(ReaderUp(ReaderInfo("/dev/reader", is_keyboard=False)))

    def read(self, text: str) -> None:
        self.say(CodeScanned(ScannedCode(text)))
