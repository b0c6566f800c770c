"""Whole sales a second, runner and store, against as many bare commits of the same disk.

Gateway and board answer at once, in the same process, so what is measured is our own work: the table, the
records, the thread of the store and its commits. One sale after another, as at a real machine.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.catalog.products import Texts
from kiosk.clock import SystemClock
from kiosk.errors import KnownError
from kiosk.sale.effects import CreatePayment, Effect, QueryPayment, Vend
from kiosk.sale.events import MethodChosen, PaymentReady, PaymentSeen, VendResult
from kiosk.sale.state import Fate, Line, Sale, Stage, open_sale
from kiosk.store import StoreThread
from kiosk.vend.disk import Disk
from kiosk.vend.live import Live
from kiosk.vend.runner import Runner, Terms
from tests.e2e.harness import ROOT

AMOUNT_FEN = 300
NAMES: Mapping[str, Texts] = {"water": {"zh_CN": "山泉水", "en": "Spring Water"}}
PAGE_BYTES = 600
"""A bare commit writes about as much text as a step of a sale."""
SALE_LIMIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Medians over the rounds, each for as many sales as commits were made for."""

    sales_per_s: float
    commits_per_sale: float
    bare_per_s: float
    """Sales a second if nothing but the commits cost time."""


class InstantHands:
    """A gateway that has always just been paid and a board that has always just delivered."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._tell = runner.tell

    def carry_out(self, live: Live, effect: Effect) -> None:
        match effect:
            case CreatePayment(attempt):
                self._tell(live.number, PaymentReady(attempt, f"weixin://code/{attempt}"))
                self._tell(live.number, PaymentSeen(attempt, AMOUNT_FEN))
            case QueryPayment(attempt):
                self._tell(live.number, PaymentSeen(attempt, AMOUNT_FEN))
            case Vend(line=line, turn=turn):
                self._tell(live.number, VendResult(line, turn, Fate.DELIVERED))
            case _:
                """Deadlines: nothing is ever late here."""

    def hurry(self, number: str) -> None:
        """Nothing waits."""

    def settled(self, live: Live) -> None:
        """Nobody asks."""

    def forget(self, number: str) -> None:
        """Nothing was kept."""

    def now_s(self, method: str) -> int:
        return 0


class Closing:
    """Says when the sale is closed, and counts the steps that were stored."""

    def __init__(self) -> None:
        self.commits = 0
        self.closed = asyncio.Event()

    def sale_changed(self, live: Live, before: Sale) -> None:
        self.commits += live.sale != before
        if live.sale.stage is Stage.CLOSED:
            self.closed.set()

    def sale_dropped(self, live: Live) -> None:
        raise AssertionError(f"the disk did not take sale {live.number}")


async def _sell(count: int, folder: Path) -> tuple[float, int]:
    """Seconds for ``count`` sales of one item, and how many commits they took."""
    clock = SystemClock()
    thread = StoreThread(folder, clock)
    watcher = Closing()
    runner = Runner(Disk(thread, _disk_failed), clock, Terms("BENCH", 180, "-"), watcher, NAMES)
    runner.use(InstantHands(runner))
    await thread.run(lambda store: store.stock.plan(()))
    try:
        began = time.perf_counter()
        for index in range(count):
            number = f"BENCH{index:08d}"
            sale = open_sale(number, (Line(0, "water", "A1", 1, AMOUNT_FEN),))
            watcher.closed.clear()
            live = Live(sale, clock.utc_ms(), f"truth-{index:016d}", NAMES, "Spring Water")
            runner.open(live, MethodChosen("wechat"), {})
            async with asyncio.timeout(SALE_LIMIT_S):
                await watcher.closed.wait()
        return time.perf_counter() - began, watcher.commits
    finally:
        await runner.stop()
        thread.close()


def _disk_failed(error: KnownError | None) -> None:
    if error is not None:
        raise error


def _bare(commits: int, folder: Path) -> float:
    """Seconds for as many single-row commits: WAL, synchronous=FULL, as the store has it."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE step (number INTEGER, body TEXT)")
    try:
        began = time.perf_counter()
        for index in range(commits):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO step VALUES (?, ?)", (index, "x" * PAGE_BYTES))
            connection.execute("COMMIT")
        return time.perf_counter() - began
    finally:
        connection.close()


def measure(rounds: int, count: int) -> Pace:
    """``rounds`` times ``count`` sales and then as many bare commits, on the project's own disk."""
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    ours, bare, steps = [], [], 0
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(dir=build) as folder:
            seconds, commits = asyncio.run(_sell(count, Path(folder)))
            ours.append(count / seconds)
            bare.append(count / _bare(commits, Path(folder)))
            steps = commits
    return Pace(statistics.median(ours), steps / count, statistics.median(bare))
