"""A keyboard's events in a named pipe: what stands in for ``/dev/input/event7`` where the kernel has none.

As with ``Cable``, nothing is kept for a reader who comes later, and none hears what another left.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import Final

from hardware.sim.cable import CableError

MODE: Final = 0o600


class Pipe:
    """The writing end. The pipe is there while the keyboard is plugged in."""

    def __init__(self, path: Path) -> None:
        if path.exists() and not stat.S_ISFIFO(path.stat().st_mode):
            raise CableError(f"{path} exists and is no pipe: it would be overwritten")
        self._path = path
        self._writer: int | None = None
        self.path = str(path)
        self.is_in = False

    def plug_in(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
            os.mkfifo(self._path, MODE)
        except OSError as error:
            raise CableError(f"cannot make the pipe {self._path}: {error.strerror}") from error
        self.is_in = True

    def pull_out(self) -> None:
        """The reader sees the end and the pipe is gone. Harmless when it is out already."""
        if not self.is_in:
            return
        self.has_peer()  # who opened it before there was anything to write sees the end, too
        self.is_in = False
        self._let_go()
        self._path.unlink(missing_ok=True)

    def has_peer(self) -> bool:
        """Whether somebody reads. An end that reads is told by a writer that comes, so this one stays."""
        if self.is_in and self._writer is None:
            with contextlib.suppress(OSError):
                self._writer = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        return self._writer is not None

    def write(self, data: bytes) -> None:
        """Events for whoever reads; lost when nobody does, or has not read for long."""
        for _ in range(2):  # once more for a reader who came after the last one went
            if not self.has_peer():
                return
            assert self._writer is not None
            try:
                os.write(self._writer, data)
            except BrokenPipeError:
                self._let_go()
            except BlockingIOError:
                return
            else:
                return

    def _let_go(self) -> None:
        if self._writer is not None:
            os.close(self._writer)
            self._writer = None
