"""``hardware.api.Reader`` over a serial line (or USB-CDC), and over a keyboard of the kernel.

Everything below ``# --- on the port's thread`` runs there and nowhere else, so nothing needs a lock. No code
is kept for longer than it takes to know a repeat, and none stands in the port's trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from hardware.api import (
    CodeScanned,
    ReaderDown,
    ReaderEvent,
    ReaderInfo,
    ReaderListener,
    ReaderSettings,
    ReaderTrouble,
    ReaderUp,
    ScannedCode,
)
from hardware.drivers.reader.options import ReaderOptions
from hardware.drivers.reader.repeats import Repeats
from hardware.drivers.reader.trigger import Output, Trigger
from hardware.errors import PortError
from hardware.link.event_device import open_event_device
from hardware.link.opening import open_port
from hardware.link.serial_port import SerialPort, monotonic_us
from hardware.wire.reader.codes import Codes, Spoilt
from hardware.wire.reader.gm72 import Replies
from hardware.wire.reader.keys import Keys

STEADY_MS: Final = 500
"""A port that stays open for so long, or brings something, is up. A dead adapter can be opened, too, and is
lost at once, again and again (boards.md 12.8): that is one loss, not a hundred."""

_TROUBLES: Final[Mapping[Spoilt, ReaderTrouble]] = {
    Spoilt.GARBLED: ReaderTrouble(
        Spoilt.GARBLED.value,
        "Something with other than printable ASCII characters was read: a code that is none of ours, or "
        "noise on the line. If it goes on, check scanner.baud and the cable.",
    ),
    Spoilt.TOO_LONG: ReaderTrouble(
        Spoilt.TOO_LONG.value,
        "Something longer than any code was read: a code that is none of ours, or scanner.suffix is wrong.",
    ),
    Spoilt.UNFINISHED: ReaderTrouble(
        Spoilt.UNFINISHED.value,
        "Something was read, and the suffix never came. If the reader sends none, set scanner.suffix = "
        "'none'; otherwise set the one it sends.",
        lasting=True,
    ),
}


class CodeReader:
    """One reader at one port."""

    def __init__(self, settings: ReaderSettings) -> None:
        """Raises ``SettingError`` for an option that does not exist or cannot be."""
        self._options = options = ReaderOptions.read(settings)
        self._info = ReaderInfo(settings.port, options.is_keyboard)
        self._listener: ReaderListener | None = None
        self._trigger = Trigger() if options.is_triggered else None
        self._repeats = Repeats(options.repeat_ms)
        self._silent_ms: int | None = None
        """When what has begun is given up, or complete."""
        self._steady_ms: int | None = None
        """When the port that was opened is up; None: it was said, or there is none."""
        self._is_down_said = False
        self._troubles_said: set[str] = set()
        self._begin_anew()
        self._port = SerialPort(
            settings.port,
            options.baud,
            self,
            open_wire=open_event_device if options.is_keyboard else open_port,
            is_secret=True,
        )

    # --- from any thread ---------------------------------------------------------------------------

    def start(self, listener: ReaderListener) -> None:
        self._listener = listener
        self._port.start()

    def close(self) -> None:
        self._port.close()

    def attend(self) -> None:
        self._port.post(lambda: self._want(True))

    def rest(self) -> None:
        self._port.post(lambda: self._want(False))

    # --- on the port's thread ----------------------------------------------------------------------

    def opened(self, now_ms: int) -> None:
        self._begin_anew()
        self._steady_ms = now_ms + STEADY_MS
        if self._trigger is not None:
            self._put_out(self._trigger.opened(now_ms))

    def received(self, data: bytes, now_ms: int) -> None:
        self._say_up()
        if self._options.is_keyboard:
            data = self._keys.feed(data)
        if self._trigger is not None:
            data, replies = self._replies.feed(data)
            for reply in replies:
                self._put_out(self._trigger.heard(reply, now_ms))
        self._found(self._codes.feed(data), now_ms)
        waits = self._codes.is_waiting or self._replies.is_waiting
        self._silent_ms = now_ms + self._options.silence_ms if waits else None

    def lost(self, error: PortError, _now_ms: int) -> None:
        self._silent_ms = self._steady_ms = None
        if self._trigger is not None:
            self._trigger.lost()
        if not self._is_down_said:
            self._is_down_said = True
            self._tell(ReaderDown(error.text))

    def tick(self, now_ms: int) -> None:
        if self._steady_ms is not None and now_ms >= self._steady_ms:
            self._say_up()
        if self._silent_ms is not None and now_ms >= self._silent_ms:
            self._silent_ms = None
            self._found(self._codes.feed(self._replies.expire()), now_ms)
            self._found(self._codes.expire(), now_ms)
        if self._trigger is not None:
            self._put_out(self._trigger.due(now_ms))

    def next_deadline_ms(self) -> int | None:
        trigger_ms = self._trigger.next_due_ms() if self._trigger is not None else None
        times = (self._steady_ms, self._silent_ms, trigger_ms)
        return min((at_ms for at_ms in times if at_ms is not None), default=None)

    def ended(self, bug: BaseException | None) -> None:
        if bug is not None:
            self._tell(ReaderDown(f"the reader's thread died: {type(bug).__name__}"))

    def _say_up(self) -> None:
        if self._steady_ms is not None:
            self._steady_ms = None
            self._is_down_said = False
            self._troubles_said.clear()
            self._tell(ReaderUp(self._info))

    def _begin_anew(self) -> None:
        """What was half read before the port was opened belongs to nothing."""
        self._keys = Keys()
        self._replies = Replies()
        self._codes = Codes(self._options.suffix)

    def _want(self, is_wanted: bool) -> None:
        if is_wanted:
            self._repeats.forget()
        outputs = self._trigger.want(is_wanted, monotonic_us() // 1_000) if self._trigger is not None else []
        if self._port.is_open:  # not while it is being closed
            self._put_out(outputs)

    def _found(self, found: Iterable[str | Spoilt], now_ms: int) -> None:
        for item in found:
            if isinstance(item, Spoilt):
                self._trouble(_TROUBLES[item])
            elif self._repeats.is_new(item, now_ms):
                self._tell(CodeScanned(ScannedCode(item)))
            if self._trigger is not None:
                self._put_out(self._trigger.read(now_ms))

    def _put_out(self, outputs: Iterable[Output]) -> None:
        for output in outputs:
            if isinstance(output, ReaderTrouble):
                self._trouble(output)
            else:
                self._port.write(output)

    def _trouble(self, trouble: ReaderTrouble) -> None:
        if trouble.code not in self._troubles_said:
            self._troubles_said.add(trouble.code)
            self._tell(trouble)

    def _tell(self, event: ReaderEvent) -> None:
        assert self._listener is not None, "start() was not called"
        self._listener(event)
