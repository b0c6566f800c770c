"""Both sides of a line as a driver meets them: the port it speaks through, and what it must be for the port.

A driver makes its own port by an ``OpenPort`` that it is handed: a serial port, or a recording being played.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hardware.errors import PortError
from hardware.link.trace import Tap, TraceEntry


class PortUser(Protocol):
    """Who speaks over the port. Every method is called on the port's thread only."""

    def opened(self, now_ms: int) -> None: ...

    def received(self, data: bytes, now_ms: int) -> None: ...

    def lost(self, error: PortError, now_ms: int) -> None:
        """The port cannot be opened, or was lost; called at every failed attempt."""

    def tick(self, now_ms: int) -> None:
        """``next_deadline_ms`` is reached and nothing has come in."""

    def next_deadline_ms(self) -> int | None:
        """Monotonic milliseconds, or None when there is nothing to wait for."""

    def ended(self, bug: BaseException | None) -> None:
        """The thread ends; ``bug`` is set when it dies of one. Nothing is called after this."""


class Port(Protocol):
    """One line, kept open for its user from ``start`` to ``close``."""

    def start(self) -> None: ...

    def post(self, call: Callable[[], None]) -> bool:
        """Run ``call`` on the port's thread soon; False when that thread has ended and never will."""

    def close(self) -> None:
        """End the thread and wait for it. Idempotent; also before ``start``."""

    def trace(self) -> tuple[TraceEntry, ...]:
        """What went over the wire lately, oldest first."""

    def write(self, data: bytes) -> None:
        """Only inside a ``PortUser`` call. Raises ``OSError``, which ends this opening of the port."""

    def now_ms(self) -> int:
        """The clock of every ``now_ms`` above; only inside a ``PortUser`` call."""


OpenPort = Callable[[str, int, PortUser, "Tap | None"], Port]
"""Address, baud, user, and who hears what goes over the wire."""
