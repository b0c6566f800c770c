"""The store's thread: in order, awaitable, its failures heard."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.errors import DataDamagedError, KnownError
from kiosk.store import OpenRecord, StoreThread
from kiosk.store.records import DATABASE_NAME
from tests.kiosk.store.machine import TOKEN, basket


def test_work_runs_in_order_on_one_thread_and_survives(tmp_path: Path) -> None:
    thread = StoreThread(tmp_path, ManualClock())
    assert thread.start().result().repaired == ""
    names = [thread.submit(lambda _store: threading.current_thread().name).result() for _ in range(2)]
    assert len(set(names)) == 1 and names[0].startswith("store")
    thread.submit(lambda store: store.commit(OpenRecord(basket("K0000001"), 1, TOKEN)))
    found = thread.submit(lambda store: store.sales.open_sales()).result()
    assert [stored.number for stored in found] == ["K0000001"]
    thread.close()
    thread.close()
    with pytest.raises(RuntimeError):
        thread.submit(lambda store: store.outbox.size())


def test_it_can_be_awaited(tmp_path: Path) -> None:
    thread = StoreThread(tmp_path, ManualClock())

    async def main() -> int:
        return await thread.run(lambda store: store.outbox.size())

    assert asyncio.run(main()) == 0
    thread.close()


def test_a_failed_opening_is_heard_by_everybody(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).write_bytes(b"this is no database, " * 400)
    thread = StoreThread(tmp_path, ManualClock())
    with pytest.raises(DataDamagedError):
        thread.start().result()
    with pytest.raises(DataDamagedError):
        thread.submit(lambda store: store.outbox.size()).result()
    thread.close()


def test_work_that_fails_does_not_stop_the_next(tmp_path: Path) -> None:
    thread = StoreThread(tmp_path, ManualClock())

    def fail(_store: object) -> None:
        raise KnownError("test", "As told.")

    with pytest.raises(KnownError, match="As told"):
        thread.submit(fail).result()
    assert thread.submit(lambda store: store.outbox.size()).result() == 0
    thread.close()
