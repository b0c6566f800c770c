"""Deadlines and naps by a clock that stands still until told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from kiosk.clock import ManualClock
from kiosk.sale.events import Timer
from kiosk.vend.deadlines import Deadlines
from tests.kiosk.vend.rig import play

Passed = list[tuple[str, Timer, str]]


@asynccontextmanager
async def running(clock: ManualClock) -> AsyncIterator[tuple[Deadlines, Passed, asyncio.Event]]:
    passed: Passed = []
    bell = asyncio.Event()

    def hear(sale: str, timer: Timer, subject: str) -> None:
        passed.append((sale, timer, subject))
        bell.set()

    deadlines = Deadlines(clock, hear)
    task = asyncio.ensure_future(deadlines.run())
    try:
        yield deadlines, passed, bell
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def test_a_deadline_passes_once_when_the_clock_was_moved() -> None:
    async def work() -> None:
        clock = ManualClock()
        async with running(clock) as (deadlines, passed, bell):
            deadlines.arm("S", Timer.PAY, "", 60_000)
            deadlines.arm("S", Timer.WATCH, "SA", 90_000)
            assert deadlines.due_ms("S", Timer.PAY) == clock.monotonic_ms() + 60_000
            clock.advance(60_000)
            deadlines.poke()
            await asyncio.wait_for(bell.wait(), 5)
            assert passed == [("S", Timer.PAY, "")]
            assert deadlines.due_ms("S", Timer.PAY) == 0

    play(work)


def test_arming_again_replaces_and_forgetting_ends() -> None:
    async def work() -> None:
        clock = ManualClock()
        async with running(clock) as (deadlines, passed, bell):
            deadlines.arm("S", Timer.PAY, "", 1_000)
            deadlines.arm("S", Timer.PAY, "", 5_000)
            deadlines.arm("T", Timer.PAY, "", 1_000)
            deadlines.arm("U", Timer.PAY, "", 3_000)
            deadlines.forget("T")
            clock.advance(3_000)
            deadlines.poke()
            await asyncio.wait_for(bell.wait(), 5)
            assert passed == [("U", Timer.PAY, "")]

    play(work)


def test_a_nap_ends_in_time_or_when_it_is_called_by_name() -> None:
    async def work() -> None:
        clock = ManualClock()
        async with running(clock) as (deadlines, _, _):
            by_time = asyncio.ensure_future(deadlines.nap(1_000, "a"))
            by_name = asyncio.ensure_future(deadlines.nap(3_600_000, "b"))
            other = asyncio.ensure_future(deadlines.nap(3_600_000, "c"))
            await asyncio.wait({by_time, by_name, other}, timeout=0)
            deadlines.wake("b")
            await asyncio.wait_for(by_name, 5)
            clock.advance(1_000)
            deadlines.poke()
            await asyncio.wait_for(by_time, 5)
            assert not other.done() and deadlines.napping == 1
            other.cancel()
            with pytest.raises(asyncio.CancelledError):
                await other
            assert deadlines.napping == 0, "a cancelled nap is forgotten"

    play(work)


def test_no_nap_at_all_for_nothing() -> None:
    async def work() -> None:
        await Deadlines(ManualClock(), lambda *_: None).nap(0)

    play(work)


def test_the_end_is_heard_even_in_the_moment_of_a_poke() -> None:
    """A cancellation that meets a poke must not be swallowed: the program would never end."""

    async def work() -> None:
        deadlines = Deadlines(ManualClock(), lambda *_: None)
        task = asyncio.ensure_future(deadlines.run())
        await asyncio.wait({task}, timeout=0)
        deadlines.poke()
        # One turn of the loop: the poke has reached the waiter, which has not yet run.
        await asyncio.wait({asyncio.ensure_future(asyncio.wait({task}, timeout=0))}, timeout=0)
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=5)
        assert task in done and task.cancelled()

    play(work)
