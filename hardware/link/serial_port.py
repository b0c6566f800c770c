"""One serial port and its thread: open, read, write, notice loss, open again with back-off.

Protocol answers are made on this thread, inside ``PortUser.received``, so that nothing else in the
program can delay them (an XY board waits 100 ms, boards.md 2.2). The thread sleeps in ``poll``: no byte,
no wake-up.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

import serial

from hardware.errors import PortError
from hardware.link.opening import open_port
from hardware.link.port import PortUser
from hardware.link.trace import CLOSED, LOST, NOT_OPENED, OPENED, Direction, Tap, TraceEntry, TraceRing

READ_MAX_BYTES: Final = 4_096
RETRY_DELAYS_MS: Final = (*(100,) * 10, *(250,) * 20, 1_000)
"""The last one for ever: after a replug the port is open again within a second, and a sale possible
within three even when the board lets us wait for its POLL."""
PATH_CHECK_MS: Final = 1_000
"""How long a silent port may have lost its path unnoticed."""
NO_FILENO_READ_S: Final = 0.02
"""URLs without a file descriptor (loop://, rfc2217://) are read with this time limit instead."""
CLOSE_LIMIT_S: Final = 5.0
NICE: Final = -15
"""How far the port's thread goes before the rest of the machine, where the kernel allows it (root, or
CAP_SYS_NICE): it runs for microseconds at a time, and a busy screen must not make a board wait."""


class Wire(Protocol):
    """An open port, as far as its thread needs it. What it does not say of itself, its descriptor does."""

    def fileno(self) -> int: ...

    def write(self, data: bytes, /) -> int | None:
        """Raises ``OSError``, also when nothing can be written at all."""

    def close(self) -> None: ...


OpenWire = Callable[[str, int], Wire]
"""Name and baud; raises ``PortError`` with a sentence for the installer."""


def monotonic_us() -> int:
    return time.monotonic_ns() // 1_000


def monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class SerialPort:
    """Keeps ``url`` open for ``user`` from ``start`` to ``close``.

    ``open_wire``: how, if it is no serial port. ``is_secret``: what comes in is kept in no trace.
    """

    def __init__(
        self,
        url: str,
        baud: int,
        user: PortUser,
        tap: Tap | None = None,
        *,
        open_wire: OpenWire = open_port,
        is_secret: bool = False,
    ) -> None:
        self.url = url
        self._baud = baud
        self._user = user
        self._open_wire = open_wire
        self._trace = TraceRing(tap, is_secret=is_secret)
        self._port: Wire | None = None
        self._inbox: deque[Callable[[], None]] = deque()
        self._gate = threading.Lock()
        self._ended = False
        self._closing = False
        self._said_failure = ""
        self._step_us = 0
        self._wake_out, self._wake_in = os.pipe()
        os.set_blocking(self._wake_out, False)
        os.set_blocking(self._wake_in, False)
        self._thread = threading.Thread(target=self._run, name=f"port {url}", daemon=True)

    # --- from any thread ---------------------------------------------------------------------------

    def start(self) -> None:
        self._thread.start()

    def post(self, call: Callable[[], None]) -> bool:
        """Run ``call`` on the port's thread soon; False when that thread has ended and never will."""
        with self._gate:
            if self._ended:
                return False
            self._inbox.append(call)
            self._wake()
        return True

    def close(self) -> None:
        """End the thread and wait for it. Idempotent; also before ``start``."""
        with self._gate:
            self._closing = True
            if not self._ended:
                self._wake()
        if self._thread.ident is None:
            self._finish(None)
        elif threading.current_thread() is not self._thread:
            self._thread.join(CLOSE_LIMIT_S)

    def trace(self) -> tuple[TraceEntry, ...]:
        """What went over the wire lately, oldest first."""
        return self._trace.entries()

    def now_ms(self) -> int:
        """When the call to the user began that is under way: it stands still meanwhile, so that a recording,
        which knows these times alone, can be played."""
        return self._step_us // 1_000

    # --- from the port's thread --------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return self._port is not None

    def write(self, data: bytes) -> None:
        """Only inside a ``PortUser`` call. Raises ``OSError``, which ends this opening of the port."""
        if self._port is None:
            raise OSError("the port is not open")
        self._trace.add(monotonic_us(), Direction.OUT, data)
        self._port.write(data)

    # --- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        _go_first()
        try:
            self._keep_open()
        except BaseException as bug:
            self._finish(bug)
            raise
        self._finish(None)

    def _keep_open(self) -> None:
        attempt = 0
        while not self._closing:
            try:
                self._port = self._open_wire(self.url, self._baud)
            except PortError as error:
                self._cannot_open(error)
            else:
                if self._serve(self._port):
                    attempt = 0
            if not self._closing:
                self._pause(RETRY_DELAYS_MS[min(attempt, len(RETRY_DELAYS_MS) - 1)])
                attempt += 1

    def _serve(self, port: Wire) -> bool:
        """Until the port is lost or closed; True when at least one byte came in."""
        self._note(OPENED)
        self._said_failure = ""
        has_heard = False
        try:
            self._user.opened(self.now_ms())
            wait = self._waiter(port)
            while not self._closing:
                data = wait()
                # First what was asked before these bytes were read: a vend must catch this very POLL.
                self._run_inbox()
                if data:
                    has_heard = True
                    self._trace.add(self._step(), Direction.IN, data)
                    self._user.received(data, self.now_ms())
                elif self._is_due():
                    self._tick()
        except OSError as error:
            words = PortError("port.lost", f"The port {self.url} was lost: {_loss_words(error)}.")
            self._close_port(port)
            self._note(f"{LOST}{words}")
            self._user.lost(words, self.now_ms())
        else:
            self._close_port(port)
        return has_heard

    def _close_port(self, port: Wire) -> None:
        self._port = None
        try:
            port.close()
        except OSError as error:
            # A vanished USB adapter may refuse even this; the descriptor is gone either way.
            self._note(f"close: {error}")

    def _waiter(self, port: Wire) -> Callable[[], bytes]:
        """A function that waits for bytes, a wake-up or the next deadline; it raises ``OSError`` on loss."""
        try:
            descriptor = port.fileno()
        except io.UnsupportedOperation:
            assert isinstance(port, serial.SerialBase), "only pyserial has ports without a descriptor"
            port.timeout = NO_FILENO_READ_S
            return lambda: bytes(port.read(READ_MAX_BYTES))
        poller = select.poll()
        poller.register(descriptor, select.POLLIN)
        poller.register(self._wake_out, select.POLLIN)
        path = None if "://" in self.url else Path(self.url)

        def wait() -> bytes:
            ready = poller.poll(self._wait_ms(PATH_CHECK_MS))
            if any(found == descriptor for found, _ in ready):
                data = os.read(descriptor, READ_MAX_BYTES)
                if not data:
                    raise OSError("the other end closed it")
                return data
            if ready:
                self._drain_wake()
            elif path is not None:
                _check_path(path, descriptor)
            return b""

        return wait

    def _wait_ms(self, limit_ms: int) -> int:
        due_ms = self._user.next_deadline_ms()
        if self._inbox or self._closing:
            return 0
        return limit_ms if due_ms is None else max(0, min(limit_ms, due_ms - monotonic_ms() + 1))

    def _pause(self, delay_ms: int) -> None:
        """Wait ``delay_ms`` while the port is away; calls and deadlines go on."""
        until_ms = monotonic_ms() + delay_ms
        poller = select.poll()
        poller.register(self._wake_out, select.POLLIN)
        while not self._closing and (left_ms := until_ms - monotonic_ms()) > 0:
            if poller.poll(self._wait_ms(left_ms)):
                self._drain_wake()
            self._run_inbox()
            if self._is_due():
                self._tick()

    def _tick(self) -> None:
        self._trace.mark(self._step(), Direction.TICK)
        self._user.tick(self.now_ms())

    def _is_due(self) -> bool:
        due_ms = self._user.next_deadline_ms()
        return due_ms is not None and due_ms <= monotonic_ms()

    def _run_inbox(self) -> None:
        while self._inbox:
            self._trace.mark(self._step(), Direction.CALL)
            self._inbox.popleft()()

    def _finish(self, bug: BaseException | None) -> None:
        with self._gate:
            if self._ended:
                return
            self._ended = True
        try:
            # Whoever called before the end is still answered, by what ``ended`` makes of it.
            self._run_inbox()
        finally:
            self._note(CLOSED)
            self._user.ended(bug)
            os.close(self._wake_in)
            os.close(self._wake_out)

    def _wake(self) -> None:
        try:
            os.write(self._wake_in, b"\0")
        except BlockingIOError:
            return  # full of wake-ups not yet read: it will wake

    def _drain_wake(self) -> None:
        os.read(self._wake_out, READ_MAX_BYTES)

    def _cannot_open(self, error: PortError) -> None:
        """It is tried again every second: of each reason only the first time is kept."""
        words = f"{NOT_OPENED}{error}"
        if words == self._said_failure:
            self._trace.mark(self._step(), Direction.NOTE, words.encode())
        else:
            self._said_failure = words
            self._note(words)
        self._user.lost(error, self.now_ms())

    def _note(self, words: str) -> None:
        self._trace.add(self._step(), Direction.NOTE, words.encode())

    def _step(self) -> int:
        """The user is called now."""
        self._step_us = monotonic_us()
        return self._step_us


def _go_first() -> None:
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def _check_path(path: Path, descriptor: int) -> None:
    """A silent port whose path is gone, or leads elsewhere now, is lost (USB renumbering, boards.md 12.8)."""
    try:
        there = path.stat()
    except FileNotFoundError:
        raise OSError("its path vanished") from None
    if there.st_rdev != os.fstat(descriptor).st_rdev:
        raise OSError("its path leads to another device now")


def _loss_words(error: OSError) -> str:
    return "the other end is gone" if error.errno == errno.EIO else (error.strerror or str(error))
