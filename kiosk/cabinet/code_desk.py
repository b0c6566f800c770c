"""Where scanned codes are handed out: to whoever asked for one, and to nobody else.

The payment page asks while it shows, the pick-up page while it shows. A code that comes while nobody asked is
ignored, and no code is kept or written down here: it is money for a minute (``hardware.api.readers``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from hardware.api import (
    CodeScanned,
    Reader,
    ReaderDown,
    ReaderEvent,
    ReaderTrouble,
    ReaderUp,
    ScannedCode,
)

log = logging.getLogger(__name__)

NEVER_UP = "it has not come up since the start"
Taker = Callable[[ScannedCode], None]
"""Takes one code, on the loop's thread. Whether it is of any use is for the taker to find out."""


class Asking(Protocol):
    """Somebody waits for one code."""

    @property
    def is_open(self) -> bool:
        """No code has come, and nobody else has asked since."""

    def end(self) -> None:
        """No code is wanted any more. Harmless when it is over."""


class CodeDesk:
    """Belongs to the loop's thread; ``post`` moves a call from the reader's thread to the loop.

    ``changed`` is called when the reader comes or goes. ``reader`` None: the machine has none, and no code
    ever comes.
    """

    def __init__(
        self,
        reader: Reader | None,
        post: Callable[[Callable[[], None]], None],
        changed: Callable[[], None],
    ) -> None:
        self._reader = reader
        self._post = post
        self._changed = changed
        self._asking: _Asking | None = None
        self.up = False
        self.was_up = False
        self.why_down = NEVER_UP
        self.trouble = ""
        """One that lasts, in the driver's words; over when a code is read or the port is opened anew."""

    @property
    def has_reader(self) -> bool:
        return self._reader is not None

    def start(self) -> None:
        if self._reader is not None:
            self._reader.start(lambda event: self._post(lambda: self._hear(event)))

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()

    def ask(self, taker: Taker) -> Asking:
        """``taker`` gets the next code and no other: who wants a further one asks again. One page is on the
        screen at a time, so who asked before hears nothing any more."""
        self._asking = _Asking(self, taker)
        if self._reader is not None:
            self._reader.attend()
        return self._asking

    # --- inside ----------------------------------------------------------------------------------------

    def is_asked_by(self, asking: _Asking) -> bool:
        return self._asking is asking

    def end(self, asking: _Asking) -> None:
        if self.is_asked_by(asking):
            self._rest()

    def _rest(self) -> None:
        self._asking = None
        if self._reader is not None:
            self._reader.rest()

    def _hear(self, event: ReaderEvent) -> None:
        match event:
            case ReaderUp(info):
                log.info("the code reader is up at %s", info.port)
                self.up = self.was_up = True
                self.why_down = self.trouble = ""
                self._changed()
            case ReaderDown(reason):
                self.up = False
                self.why_down, self.trouble = reason, ""
                self._changed()
            case CodeScanned(code):
                self._scanned(code)
            case ReaderTrouble():
                self._suffer(event)

    def _suffer(self, trouble: ReaderTrouble) -> None:
        if trouble.lasting:
            self.trouble = trouble.text
            self._changed()
        else:
            log.warning("the code reader: %s", trouble.text, extra={"code": trouble.code})

    def _scanned(self, code: ScannedCode) -> None:
        asking = self._asking
        if asking is None:
            log.debug("nobody asked for a code, ignored: %s", code)
        else:
            log.info("a code was read: %s", code)
            self._rest()
        if self.trouble:
            self.trouble = ""
            self._changed()
        if asking is not None:
            asking.taker(code)


class _Asking:
    def __init__(self, desk: CodeDesk, taker: Taker) -> None:
        self._desk = desk
        self.taker = taker

    @property
    def is_open(self) -> bool:
        return self._desk.is_asked_by(self)

    def end(self) -> None:
        self._desk.end(self)
