"""The simulated cabinet's end of the serial cable: a pty that can be pulled out and plugged in again.

Only while somebody holds the other end open do bytes get across, as on a serial port: nothing is kept for
a reader who comes later.
"""

from __future__ import annotations

import contextlib
import os
import select
import termios
import tty
from pathlib import Path
from typing import Final

READ_MAX_BYTES: Final = 4096
_OUTPUT_SPEED: Final = 5
"""Its place in what ``termios`` tells."""
_BAUDS: Final = {
    getattr(termios, f"B{baud}"): baud
    for baud in (1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200)
}


class CableError(OSError):
    """The cable cannot be laid; the text says why."""


class Cable:
    """One pty master. ``link`` is kept as a symbolic link to the other end while the cable is in."""

    def __init__(self, link: Path | None = None) -> None:
        if link is not None and link.exists() and not link.is_symlink():
            raise CableError(f"{link} exists and is no symbolic link: it would be overwritten")
        self._link = link
        self._master: int | None = None
        self.path = ""

    @property
    def is_in(self) -> bool:
        return self._master is not None

    def plug_in(self) -> None:
        """Make a new pty, perhaps with another number than the last one."""
        assert self._master is None, "the cable is in already"
        master, slave = os.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        os.close(slave)
        os.set_blocking(master, False)
        self._master = master
        if self._link is not None:
            self._point_link()

    def pull_out(self) -> None:
        """The other side sees a hang-up and the path is gone. Harmless when it is out already."""
        if self._master is None:
            return
        if self._link is not None and self._points_here():
            self._link.unlink()
        os.close(self._master)
        self._master = None

    def fileno(self) -> int:
        assert self._master is not None, "no cable, no file"
        return self._master

    def has_peer(self) -> bool:
        """Whether somebody has the other end open now."""
        if self._master is None:
            return False
        poll = select.poll()
        poll.register(self._master, select.POLLIN)
        return not any(events & select.POLLHUP for _, events in poll.poll(0))

    def peer_baud(self) -> int:
        """The speed that whoever opened the other end has set; 0 when it is none of the usual ones."""
        assert self._master is not None, "no cable, no speed"
        return _BAUDS.get(termios.tcgetattr(self._master)[_OUTPUT_SPEED], 0)

    def read(self) -> bytes | None:
        """What has arrived; empty when nothing has, None when nobody is at the other end."""
        try:
            return os.read(self.fileno(), READ_MAX_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            return None

    def write(self, data: bytes) -> None:
        """Bytes for whoever listens; lost when nobody does or the reader has not read for long."""
        if self._master is None or not self.has_peer():
            return
        with contextlib.suppress(OSError):
            os.write(self._master, data)

    def discard_unread(self) -> None:
        """Forget what a reader who has gone left unread: a serial port keeps nothing for the next one."""
        with contextlib.suppress(OSError, termios.error):
            slave = os.open(self.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
            try:
                termios.tcflush(slave, termios.TCIOFLUSH)
            finally:
                os.close(slave)

    def _point_link(self) -> None:
        assert self._link is not None
        fresh = self._link.with_name(f".{self._link.name}.{os.getpid()}")
        try:
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(self.path)
            fresh.replace(self._link)
        except OSError as error:
            raise CableError(f"cannot make the link {self._link}: {error.strerror}") from error

    def _points_here(self) -> bool:
        assert self._link is not None
        return self._link.is_symlink() and str(self._link.readlink()) == self.path
