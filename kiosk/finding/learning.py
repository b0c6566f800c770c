"""The habits kept up with the books, and how goods were rated: read in small chunks on the store's thread,
counted on the loop's."""

from __future__ import annotations

import asyncio
import datetime
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kiosk.catalog.habits import BoughtUnit, habits_from
from kiosk.catalog.ratings import RATINGS_LEAST, ratings
from kiosk.errors import KnownError
from kiosk.finding.adviser import Adviser, moment_of
from kiosk.store.records import SoldRow

if TYPE_CHECKING:
    from kiosk.store import StoreThread
    from kiosk.store.store import Store

KEY = "habits"
"""Under which the counts are kept between two runs."""
WRITE_EVERY_UNITS = 100
"""Between two writings: a power cut costs no more than counting so many again."""
AGAIN_S = 60.0
"""After the disk did not answer: nobody waits for habits."""

log = logging.getLogger(__name__)


class Learning:
    """Belongs to the loop's thread. ``run`` until cancelled; ``more`` when something was sold."""

    def __init__(self, store: StoreThread, adviser: Adviser, zone: datetime.tzinfo) -> None:
        self._store = store
        self._adviser = adviser
        self._zone = zone
        self._more = asyncio.Event()
        self._unwritten = 0

    def more(self) -> None:
        """A sale is over, or its customer has rated it."""
        self._more.set()

    async def run(self) -> None:
        """First everything since the counts were kept, then each sale as it ends."""
        while True:
            try:
                await self._catch_up()
            except KnownError as error:
                log.info("habits are not learnt now: %s", error.text, extra={"code": error.code})
                await asyncio.sleep(AGAIN_S)
                continue
            self._more.clear()
            await self._more.wait()

    async def _catch_up(self) -> None:
        if not self._adviser.habits.last:
            kept = await self._store.run(lambda store: store.machine.get(KEY))
            self._adviser.habits = habits_from(kept)
        while rows := await self._store.run(self._next()):
            self._learn(rows)
            if self._unwritten >= WRITE_EVERY_UNITS:
                table = self._adviser.habits.table()
                await self._store.run(lambda store, table=table: store.machine.put(KEY, table))  # type: ignore[misc]  # mypy cannot see the lambda's default
                self._unwritten = 0

        self._adviser.ratings = ratings(
            await self._store.run(lambda store: store.voices.averages(RATINGS_LEAST))
        )

    def _next(self) -> Callable[[Store], list[SoldRow]]:
        last = self._adviser.habits.last
        return lambda store: store.sold.after(last)

    def _learn(self, rows: Sequence[SoldRow]) -> None:
        units = [
            BoughtUnit(row.number, row.sale, row.sku, moment_of(row.at_ms // 1000, self._zone))
            for row in rows
        ]
        self._adviser.habits.learn(units)
        self._unwritten += len(units)
