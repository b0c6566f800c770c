"""Who waits for which payment, and what wakes them.

Three things do: a change made by this process (at once), one made by another process on the same database
(seen within ``LOOK_EVERY_S``), and the answer of the gateway, which is asked again and again while somebody
waits, because its notices are not guaranteed (payments.md 0.2).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from cloud.logs import log
from cloud.store import payments
from cloud.store.database import Database, StoreUnavailable

LOOK_EVERY_S = 0.1
ASK_EVERY_S = 2.0
"""payments.md 1.9: every 2 s while the code is shown."""

Ask = Callable[[str], Awaitable[object]]


class Bell:
    """One waiter. ``seen`` is the version it knows."""

    def __init__(self, seen: int) -> None:
        self.seen = seen
        self._rung = asyncio.Event()

    def ring(self, version: int) -> None:
        if version != self.seen:
            self._rung.set()

    def ring_anyway(self) -> None:
        self._rung.set()

    async def wait(self, timeout_s: float) -> None:
        """Returns when rung or when the time is over."""
        try:
            await asyncio.wait_for(self._rung.wait(), timeout_s)
        except TimeoutError:
            return


class Watch:
    """Everybody who waits in this process. Only used from the event loop's thread."""

    def __init__(
        self, db: Database, ask: Ask, look_every_s: float = LOOK_EVERY_S, ask_every_s: float = ASK_EVERY_S
    ) -> None:
        self._db = db
        self._ask = ask
        self._look_every_s = look_every_s
        self._ask_every_s = ask_every_s
        self._bells: dict[str, set[Bell]] = {}
        self._followers: dict[str, asyncio.Task[None]] = {}
        self._looker: asyncio.Task[None] | None = None
        self._closed = False

    @contextmanager
    def listening(self, number: str, seen: int) -> Iterator[Bell]:
        """A bell for ``number`` that rings for every version but ``seen``.

        Read the payment after entering: a change before the first look is then not missed.
        """
        bell = Bell(seen)
        self._bells.setdefault(number, set()).add(bell)
        if self._closed:
            bell.ring_anyway()
        elif number not in self._followers:
            self._followers[number] = asyncio.create_task(self._follow(number))
        if self._looker is None and not self._closed:
            self._looker = asyncio.create_task(self._look())
        try:
            yield bell
        finally:
            self._leave(number, bell)

    def ring(self, number: str, version: int) -> None:
        """The payment has this version now."""
        for bell in self._bells.get(number, ()):
            bell.ring(version)

    def close(self) -> None:
        """Everybody who waits gets what is known now; nobody waits from now on."""
        self._closed = True
        for bells in self._bells.values():
            for bell in bells:
                bell.ring_anyway()
        for task in self._tasks():
            task.cancel()

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [*self._followers.values(), *([self._looker] if self._looker else [])]

    def _leave(self, number: str, bell: Bell) -> None:
        bells = self._bells[number]
        bells.discard(bell)
        if bells:
            return
        del self._bells[number]
        follower = self._followers.pop(number, None)
        if follower is not None:
            follower.cancel()
        if not self._bells and self._looker is not None:
            self._looker.cancel()
            self._looker = None

    async def _look(self) -> None:
        """What other processes have changed."""
        away = False
        while True:
            await asyncio.sleep(self._look_every_s)
            try:
                found = await self._db.read(payments.versions, list(self._bells))
            except StoreUnavailable as error:
                if not away:
                    log.error("watch.store", error=str(error))
                away = True
                continue
            away = False
            for number, version in found.items():
                self.ring(number, version)

    async def _follow(self, number: str) -> None:
        """Ask the gateway while somebody waits."""
        while True:
            await asyncio.sleep(self._ask_every_s)
            try:
                await self._ask(number)
            except Exception as error:  # the owner hears of it; the next round asks again
                log.bug("watch.ask", error)
