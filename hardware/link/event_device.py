"""Open a keyboard of the kernel (``/dev/input``) for this program alone: nobody else hears its keys.

Without that a code would be typed into whatever has the focus, too (boards.md 11). A pipe with the same
events in it has one reader anyway, and needs no grab.
"""

from __future__ import annotations

import errno
import fcntl
import io
import os
import stat
from pathlib import Path
from typing import Final

from hardware.errors import PortError

INPUT_FOLDER: Final = Path("/dev/input")
EVIOCGRAB: Final = 0x40044590
"""``_IOW('E', 0x90, int)`` of the kernel's ``input.h``."""

_DENIED: Final = (
    "port.denied",
    "This user may not read {port}. Put it into the group that owns the device, mostly input.",
)
_NO_KEYBOARD: Final = ("port.no_keyboard", "{port} is not a keyboard of /dev/input.")
_WORDS: Final[dict[int, tuple[str, str]]] = {
    errno.ENOENT: (
        "port.missing",
        "The keyboard {port} is not there. Check the name, and that the code reader is plugged in.",
    ),
    errno.ENXIO: ("port.missing", "The keyboard {port} is there, but no device answers behind it."),
    errno.ENODEV: ("port.missing", "The keyboard {port} is there, but no device answers behind it."),
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EBUSY: ("port.in_use", "Another program has {port} for itself. End that program first."),
    errno.ENOTTY: _NO_KEYBOARD,
    errno.EINVAL: _NO_KEYBOARD,
    errno.EISDIR: _NO_KEYBOARD,
}


def is_event_device(port: str) -> bool:
    """By its name: ``/dev/input/event7``, ``/dev/input/by-id/...``."""
    return "://" not in port and Path(port).is_relative_to(INPUT_FOLDER)


def open_event_device(port: str, _baud: int = 0) -> io.FileIO:
    """Open ``port`` and grab it; closing it lets go. Raises ``PortError`` with a sentence for a person."""
    try:
        descriptor = os.open(port, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _in_words(error, port) from error
    try:
        _take(descriptor)
    except OSError as error:
        os.close(descriptor)
        raise _in_words(error, port) from error
    return io.FileIO(descriptor, "rb")


def _take(descriptor: int) -> None:
    kind = os.fstat(descriptor).st_mode
    if stat.S_ISFIFO(kind):
        return
    if not stat.S_ISCHR(kind):
        raise OSError(errno.ENOTTY, "no device")
    fcntl.ioctl(descriptor, EVIOCGRAB, 1)


def _in_words(error: OSError, port: str) -> PortError:
    code, words = _WORDS.get(
        error.errno or 0, ("port.failed", "The keyboard {port} cannot be opened: {error}.")
    )
    return PortError(code, words.format(port=port, error=error.strerror))
