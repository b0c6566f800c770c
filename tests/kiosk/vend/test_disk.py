"""Writing until it is written: in order, once, with one voice for trouble."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.store import OutboxEvent
from kiosk.store.store import Store
from kiosk.vend import disk
from tests.kiosk.vend.rig import Rig, play, running


async def _kept(rig: Rig) -> list[str]:
    def read(store: Store) -> list[str]:
        return [event.kind for event in store.outbox.pending(10)]

    return await rig.store.run(read)


def _event(kind: str) -> Callable[[Store], object]:
    return lambda store: store.outbox.add(OutboxEvent(kind, {}))


def test_small_records_wait_for_the_disk_in_their_order(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(tmp_path) as rig:
            done: list[int] = []

            def last(_store: Store) -> None:
                done.append(1)
                rig.ring()

            await rig.disk_refuses(True)
            for kind in ("one", "two", "three"):
                rig.disk.later(_event(kind))
            rig.disk.later(last)
            await rig.until(lambda: rig.troubles)
            assert await _kept(rig) == [] and not done
            await rig.disk_refuses(False)
            await rig.until(lambda: done)
            assert await _kept(rig) == ["one", "two", "three"]
            assert len(rig.troubles) == 2

    play(work)


def test_one_try_that_fails_is_followed_by_a_look_until_it_works(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(tmp_path) as rig:
            await rig.disk_refuses(True)
            assert not await rig.disk.write_now(lambda store: store.outbox.add(OutboxEvent("lost", {})))
            assert rig.disk.down
            await rig.disk_refuses(False)
            await rig.until(lambda: rig.troubles[-1] is None)
            assert await _kept(rig) == [], "given up is given up"
            assert await rig.disk.write_now(lambda store: store.outbox.add(OutboxEvent("kept", {})))
            assert await _kept(rig) == ["kept"]

    play(work)


def test_what_is_not_wanted_any_more_is_not_written(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(tmp_path) as rig:
            await rig.disk_refuses(True)
            await rig.disk.write(lambda store: store.outbox.add(OutboxEvent("x", {})), lambda: False)
            await rig.disk_refuses(False)
            assert await _kept(rig) == []

    play(work)


def test_there_is_an_end_to_what_waits(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(tmp_path) as rig:
            await rig.disk_refuses(True)
            for _ in range(disk.LATER_MAX + 5):
                rig.disk.later(lambda store: store.machine.put("k", 1))
            assert len(rig.disk._later) == disk.LATER_MAX
            rig.disk._later.clear()
            await rig.disk_refuses(False)

    play(work)
