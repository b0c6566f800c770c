"""A test's end of a serial cable: a real pty behind a name of its own, gone while the plug is out."""

from __future__ import annotations

import os
import tempfile
import tty
import uuid
from pathlib import Path


class Plug:
    """One pty master. ``path`` names the other end until ``pull``: the kernel gives the number of a closed
    pty to whoever asks next, and a driver must not find another test's cable at its own port.
    """

    def __init__(self) -> None:
        self._name = Path(tempfile.gettempdir()) / f"plug-{uuid.uuid4().hex}"
        self.push()

    def push(self) -> None:
        """Plug in again: a new pty under the old name."""
        self.master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self._name.symlink_to(os.ttyname(self._slave))

    @property
    def path(self) -> str:
        return str(self._name)

    def pull(self) -> None:
        """Name and both ends vanish, as when a USB adapter is pulled. Harmless when it is out."""
        if self.master < 0:
            return
        self._name.unlink()
        os.close(self._slave)
        os.close(self.master)
        self.master = -1
