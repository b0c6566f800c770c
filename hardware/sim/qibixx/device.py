"""What the simulated devices on the bus have in common: power, a queue of reports, being polled."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

from hardware.sim.faults import FaultBook, FaultName
from hardware.sim.qibixx.world import TillWorld
from hardware.wire.mdb.blocks import POLL_MAX_BYTES

REPORTS_MAX: Final = 64
UNPOLLED_MS: Final = 2_000
"""A device nobody polls for so long takes nothing any more: it believes that the machine is off."""


class Device(ABC):
    """One device. Commands arrive by ``hear`` as blocks without checksum."""

    resets: FaultName
    """The fault that lets it reset itself when it is polled."""
    away: FaultName

    def __init__(self, world: TillWorld, book: FaultBook) -> None:
        self.world = world
        self.book = book
        self.is_powered = True
        self.reports: list[bytes] = []
        """What it has to say, oldest first; each stays until its receipt."""
        self._sent: list[bytes] = []
        self._polled_ms: int | None = None
        self.begin_anew()

    @abstractmethod
    def begin_anew(self) -> None:
        """Power-up, RESET, or a reset of its own: nothing is enabled, and the next poll says so."""

    @abstractmethod
    def command(self, block: bytes, now_ms: int) -> bytes | None:
        """Anything but POLL: data, nothing for ACK, None when it does not know the command."""

    @abstractmethod
    def state(self) -> bytes:
        """What a poll says when there is nothing to report."""

    @abstractmethod
    def advance(self, now_ms: int) -> None: ...

    @abstractmethod
    def next_due_ms(self) -> int | None: ...

    def is_taking(self, now_ms: int) -> bool:
        """It is powered and somebody polls it."""
        is_polled = self._polled_ms is not None and now_ms - self._polled_ms < UNPOLLED_MS
        return self.is_powered and is_polled and not self.book.lasts(self.away, now_ms)

    def hear(self, block: bytes, poll: bytes, now_ms: int) -> bytes | None:
        """The answer; None is silence."""
        if not self.is_powered or self.book.lasts(self.away, now_ms):
            return None
        if block != poll:
            return self.command(block, now_ms)
        self._polled_ms = now_ms
        if self.book.take(self.resets, now_ms) is not None:
            self.begin_anew()
        self._sent = []
        for report in self.reports:
            if sum(map(len, self._sent)) + len(report) > POLL_MAX_BYTES:
                break
            self._sent.append(report)
        if not self._sent:
            return self.state()
        answer = b"".join(self._sent)
        if self.book.take(FaultName.REPEATED_REPORT, now_ms) is None:
            # The adapter acknowledges every answer; a device that misses that says it all again.
            del self.reports[: len(self._sent)]
        return answer

    def report(self, data: bytes) -> None:
        if len(self.reports) < REPORTS_MAX:
            self.reports.append(data)

    def power(self, is_on: bool) -> None:
        if is_on and not self.is_powered:
            self.is_powered = True
            self._polled_ms = None
            self.begin_anew()
        elif not is_on:
            self.is_powered = False
