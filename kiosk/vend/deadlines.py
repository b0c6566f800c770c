"""Deadlines by the monotonic clock that was handed in, so that a demo or a test may let time pass."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.clock import Clock
from kiosk.sale.events import Timer

LOOK_AGAIN_MS = 500
"""Longest nap between two looks at the clock: the clock may have been moved."""


@dataclass(frozen=True, slots=True)
class Due:
    """Which deadline of which sale."""

    sale: str
    timer: Timer
    subject: str


@dataclass(frozen=True, slots=True, eq=False)
class _Nap:
    ends_at_ms: int
    name: str
    over: asyncio.Future[None]

    def end(self) -> None:
        if not self.over.done():
            self.over.set_result(None)


class Deadlines:
    """Belongs to the loop's thread. ``passed`` is called there for each deadline that is over."""

    def __init__(self, clock: Clock, passed: Callable[[str, Timer, str], None]) -> None:
        self._clock = clock
        self._passed = passed
        self._due: dict[Due, int] = {}
        self._naps: list[_Nap] = []
        self._poked = asyncio.Event()

    def arm(self, sale: str, timer: Timer, subject: str, after_ms: int) -> None:
        """Replaces an earlier deadline of the same sale, timer and subject."""
        self._due[Due(sale, timer, subject)] = self._clock.monotonic_ms() + after_ms
        self._poked.set()

    def due_ms(self, sale: str, timer: Timer, subject: str = "") -> int:
        """When it passes, by the monotonic clock; 0 when it is not armed."""
        return self._due.get(Due(sale, timer, subject), 0)

    def forget(self, sale: str) -> None:
        """The sale is over: none of its deadlines matters any more."""
        self._due = {due: at for due, at in self._due.items() if due.sale != sale}

    @property
    def napping(self) -> int:
        """How many sleep now."""
        return len(self._naps)

    async def nap(self, for_ms: int, name: str = "") -> None:
        """Sleep by the handed-in clock, or until ``wake`` calls that name."""
        if for_ms <= 0:
            return
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        nap = _Nap(self._clock.monotonic_ms() + for_ms, name, over)
        self._naps.append(nap)
        self._poked.set()
        try:
            await over
        finally:
            self._naps.remove(nap)

    def wake(self, name: str) -> None:
        """Whoever naps under this name has slept enough."""
        for nap in self._naps:
            if nap.name == name:
                nap.end()

    def poke(self) -> None:
        """The clock was moved: look at once."""
        self._poked.set()

    async def run(self) -> None:
        """Watch the clock until cancelled."""
        while True:
            wait_ms = self._look()
            self._poked.clear()
            # Not wait_for: in Python 3.11 that swallows a cancellation which meets a poke, and never ends.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(wait_ms, LOOK_AGAIN_MS) / 1000):
                    await self._poked.wait()

    def _look(self) -> int:
        """Let everything pass that is due; milliseconds until the next is."""
        now = self._clock.monotonic_ms()
        for due in [due for due, at in self._due.items() if at <= now]:
            del self._due[due]
            self._passed(due.sale, due.timer, due.subject)
        for nap in self._naps:
            if nap.ends_at_ms <= now:
                nap.end()
        times = [*self._due.values(), *(nap.ends_at_ms for nap in self._naps if not nap.over.done())]
        return max(1, min(times) - now) if times else LOOK_AGAIN_MS
