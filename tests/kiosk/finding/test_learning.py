"""The habits against a real store on its own thread: nothing lost, nothing twice, also after a restart."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.catalog.habits import Moment, Season
from kiosk.catalog.ratings import RATINGS_LEAST
from kiosk.clock import ManualClock
from kiosk.finding import learning as module
from kiosk.finding.adviser import Adviser
from kiosk.finding.learning import Learning
from kiosk.store import StoreThread
from kiosk.store.records import OutboxEvent, SoldUnit
from kiosk.store.repositories import habits as repository
from kiosk.store.store import Store
from tests.kiosk.store.machine import LANES, opened

LIMIT_S = 30.0
ZONE = ZoneInfo("Asia/Shanghai")
NOON_MS = 1_793_505_600_000


def sell(numbers: range) -> Callable[[Store], None]:
    """A tea and a cola each."""

    def work(store: Store) -> None:
        for number in numbers:
            opened(store, f"S{number}")
            for line, lane in enumerate(LANES):
                unit = SoldUnit(lane.label, lane.sku, line)
                with store.sales._connection.begin():
                    store.stock.write_sold(f"S{number}", unit, NOON_MS)

    return work


@pytest.fixture
def thread(tmp_path: Path) -> StoreThread:
    made = StoreThread(tmp_path, ManualClock())
    made.start().result(LIMIT_S)
    made.submit(lambda store: store.stock.plan(LANES)).result(LIMIT_S)
    return made


def adviser() -> Adviser:
    return Adviser(lambda: Moment(20_000, 12, is_day_off=False, season=Season.MILD))


async def until(learning: Learning, is_so: Callable[[], bool]) -> None:
    """Let ``learning`` run until that is so."""
    running = asyncio.ensure_future(learning.run())
    try:
        async with asyncio.timeout(LIMIT_S):
            while not is_so():  # noqa: ASYNC110 bounded; nobody tells of a count
                await asyncio.sleep(0)
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def test_the_books_are_read_in_chunks_and_each_new_sale_as_it_ends(
    thread: StoreThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "CHUNK_MAX", 5)
    monkeypatch.setattr(repository.SoldUnits.after, "__defaults__", (5,))
    thread.submit(sell(range(7))).result(LIMIT_S)
    advised = adviser()
    learning = Learning(thread, advised, ZONE)

    async def both() -> None:
        await until(learning, lambda: advised.habits.units("tea") == 7)
        await thread.run(sell(range(7, 8)))
        learning.more()
        await until(learning, lambda: advised.habits.units("tea") == 8)

    asyncio.run(both())
    assert advised.habits.pairs["cola", "tea"] == 8, "no chunk tears a sale apart"
    thread.close()


def test_what_was_counted_is_kept_and_not_counted_again(
    thread: StoreThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WRITE_EVERY_UNITS", 4)
    thread.submit(sell(range(3))).result(LIMIT_S)
    first, second = adviser(), adviser()
    asyncio.run(until(Learning(thread, first, ZONE), lambda: first.habits.units("cola") == 3))
    kept = thread.submit(lambda store: store.machine.get(module.KEY)).result(LIMIT_S)
    assert kept == first.habits.table()
    thread.submit(sell(range(3, 4))).result(LIMIT_S)
    asyncio.run(until(Learning(thread, second, ZONE), lambda: second.habits.units("cola") >= 4))
    assert second.habits.units("cola") == 4
    thread.close()


def test_what_enough_customers_rated_is_told(thread: StoreThread) -> None:
    def rate(store: Store) -> None:
        for number in range(RATINGS_LEAST):
            event = OutboxEvent("rating", {})
            few = {"sku:cola": 1} if number else {}
            store.voices.rate(f"S{number}", {"sku:tea": 4 + number % 2, **few}, event)

    thread.submit(sell(range(RATINGS_LEAST))).result(LIMIT_S)
    thread.submit(rate).result(LIMIT_S)
    advised = adviser()
    asyncio.run(until(Learning(thread, advised, ZONE), lambda: bool(advised.ratings)))
    assert {sku: (one.text, one.count) for sku, one in advised.ratings.items()} == {"tea": ("4.4", 5)}
    thread.close()


def test_counts_that_cannot_be_read_are_made_again_from_the_books(thread: StoreThread) -> None:
    thread.submit(lambda store: store.machine.put(module.KEY, {"last": "many"})).result(LIMIT_S)
    thread.submit(sell(range(2))).result(LIMIT_S)
    advised = adviser()
    asyncio.run(until(Learning(thread, advised, ZONE), lambda: advised.habits.units("tea") == 2))
    thread.close()
