"""Where machines read what they are told, and wait for news of it.

Three things wake who waits: a change made by this process (at once), one made by another process on the same
database (seen within ``LOOK_EVERY_S``), and the end of the time asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from cloud.clock import Clock
from cloud.documents.kinds import check_name, checked_body
from cloud.logs import log
from cloud.store.database import Database, StoreUnavailable
from cloud.store.documents import rows
from cloud.store.documents.models import EVERY_MACHINE
from cloud.store.documents.rows import Change
from kiosk.wire import DocumentPage

LOOK_EVERY_S = 0.5


class Board:
    """Used from the event loop's thread only."""

    def __init__(self, db: Database, clock: Clock, look_every_s: float = LOOK_EVERY_S) -> None:
        self._db = db
        self._clock = clock
        self._look_every_s = look_every_s
        self._bells: dict[str, set[asyncio.Event]] = {}
        self._looker: asyncio.Task[None] | None = None
        self._closed = False

    async def publish(self, kind: str, key: str, body: object, machine: str = EVERY_MACHINE) -> int:
        """Tell one machine, or all, from now on; the revision. Raises ``Refusal`` 422 in words."""
        return await self._put(Change(machine, kind, key, checked_body(kind, key, body)))

    async def withdraw(self, kind: str, key: str, machine: str = EVERY_MACHINE) -> int:
        """There is no such document any more: a machine's own one gives way to the one for all."""
        check_name(kind, key)
        return await self._put(Change(machine, kind, key, None))

    async def page(self, machine: str, since: int, wait_s: float = 0, *, whole: bool = False) -> DocumentPage:
        """What changed for ``machine`` after ``since``; held up to ``wait_s`` while nothing did. ``whole``:
        the pages of a telling from the beginning."""
        until_s = asyncio.get_running_loop().time() + wait_s
        with self._listening(machine) as bell:
            while True:
                bell.clear()
                found = await self._db.read(rows.page, machine, since, whole=whole)
                left_s = until_s - asyncio.get_running_loop().time()
                if found.documents or found.more or left_s <= 0 or self._closed:
                    return found
                try:
                    async with asyncio.timeout(left_s):
                        await bell.wait()
                except TimeoutError:
                    return found

    def ring(self, machine: str = EVERY_MACHINE) -> None:
        """Something changed for this machine (empty: for all)."""
        machines = list(self._bells) if machine == EVERY_MACHINE else [machine]
        for one in machines:
            for bell in self._bells.get(one, ()):
                bell.set()

    def close(self) -> None:
        """Everybody who waits gets what is known now; nobody waits from now on."""
        self._closed = True
        self.ring()
        if self._looker is not None:
            self._looker.cancel()

    async def _put(self, change: Change) -> int:
        revision = await self._db.write(rows.put, change, self._clock.utc_ms())
        self.ring(change.machine)
        return revision

    @contextmanager
    def _listening(self, machine: str) -> Iterator[asyncio.Event]:
        """Read after entering: a change before the first look is then not missed."""
        bell = asyncio.Event()
        self._bells.setdefault(machine, set()).add(bell)
        if self._looker is None and not self._closed:
            self._looker = asyncio.create_task(self._look())
        try:
            yield bell
        finally:
            bells = self._bells[machine]
            bells.discard(bell)
            if not bells:
                del self._bells[machine]
            if not self._bells and self._looker is not None:
                self._looker.cancel()
                self._looker = None

    async def _look(self) -> None:
        """What other processes have changed. The first look wakes everybody once: what they read before it
        may be older than what it starts from."""
        seen: int | None = None
        away = False
        while True:
            await asyncio.sleep(self._look_every_s)
            try:
                if seen is None:
                    seen, machines = await self._db.read(rows.newest), None
                else:
                    seen, machines = await self._db.read(rows.changed, seen)
            except StoreUnavailable as error:
                if not away:
                    log.error("documents.store", error=str(error))
                away = True
                continue
            away = False
            for machine in (EVERY_MACHINE,) if machines is None else machines:
                self.ring(machine)
