"""Open a port, and say in words why it cannot be opened."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from typing import Final

import serial

from hardware.errors import PortError
from hardware.link.holders import Holder, holders

Line = serial.Serial
"""An open port, for whoever speaks over it without the thread of ``hardware.link.serial_port``."""
WRITE_LIMIT_S: Final = 0.5
"""A port that takes no byte for so long is dead: an answer is due within 100 ms (boards.md 2.2)."""

_WORDS: Final[dict[int, tuple[str, str]]] = {
    errno.ENOENT: (
        "port.missing",
        "The port {port} is not there. Check the name, and that its device is plugged in.",
    ),
    errno.ENXIO: ("port.missing", "The port {port} is there, but no device answers behind it."),
    errno.ENODEV: ("port.missing", "The port {port} is there, but no device answers behind it."),
    errno.EIO: ("port.missing", "The port {port} is there, but nothing is connected to it."),
    errno.EACCES: ("port.denied", "This user may not open {port}. Put it into the group that owns the port."),
    errno.EPERM: ("port.denied", "This user may not open {port}. Put it into the group that owns the port."),
    errno.EBUSY: ("port.in_use", "The port {port} is in use by {holder}."),
    errno.EAGAIN: ("port.in_use", "The port {port} is in use by {holder}."),
    errno.ENOTTY: ("port.not_serial", "{port} is not a serial port."),
    errno.EISDIR: ("port.not_serial", "{port} is not a serial port."),
    errno.ECONNREFUSED: ("port.refused", "Nobody listens at {port}."),
}


def open_port(url: str, baud: int) -> Line:
    """Open ``url`` (a path, a symlink, or any pyserial URL) for this program alone; 8N1.

    Reads do not block. Raises ``PortError`` with a sentence for the installer.
    """
    try:
        port = serial.serial_for_url(
            url, baudrate=baud, timeout=0, write_timeout=WRITE_LIMIT_S, exclusive=True
        )
    except ValueError as error:
        raise PortError(
            "port.bad_setting", f"The port {url} cannot be used at {baud} baud: {error}."
        ) from error
    except OSError as error:
        code, words = _WORDS.get(
            _number_of(error), ("port.failed", "The port {port} cannot be opened: {error}.")
        )
        holder = holder_text(holders(url)) if code == "port.in_use" else ""
        raise PortError(code, words.format(port=url, error=error, holder=holder)) from error
    return port


def holder_text(found: Sequence[Holder]) -> str:
    """Who is in the way and what to do about it, to stand behind "in use by" and before a full stop."""
    others = [holder.text for holder in found if not holder.is_us]
    if others:
        return f"another program, {' and '.join(others)}. End that program first"
    if found:
        return "this program itself: two devices are set to one port"
    return "another program. End that program first"


def _number_of(error: BaseException) -> int:
    """The system's error number; pyserial sometimes drops it and only keeps the error it came from."""
    cause: BaseException | None = error
    while cause is not None:
        number = getattr(cause, "errno", None) or next(iter(cause.args), None)
        if isinstance(number, int):
            return number
        cause = cause.__context__
    return 0
