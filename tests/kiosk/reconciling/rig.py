"""A machine with real store, runner and calls that reconciles against a gateway with bills of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from kiosk.clock import ManualClock
from kiosk.payments.beijing import beijing_day
from kiosk.payments.bills.bill import (
    Bill,
    BillFile,
    BillReady,
    BillResult,
    BillRow,
    BillTotals,
    NoTrade,
    RowKind,
    RowState,
    day_bounds_s,
)
from kiosk.payments.intent import Method, Traits
from kiosk.payments.reconcile.cases import Finding
from kiosk.payments.reconcile.day import Day
from kiosk.payments.reconcile.days import READY_S
from kiosk.reconciling.machine import BOOKED_WITHIN_MS, NAP, MachineSide
from kiosk.reconciling.night import Night
from kiosk.sale.events import CancelPressed
from kiosk.vend.live import Live
from tests.kiosk.vend.outside import CODE_LIFE_S, ScriptedGateway
from tests.kiosk.vend.rig import Rig, running

MACHINE = "K1"


@dataclass
class BillingGateway(ScriptedGateway):
    """A gateway whose bills say what the test wants; without any it is asked order by order."""

    rows: list[BillRow] = field(default_factory=list)
    says: dict[date, BillResult] = field(default_factory=dict)
    """Instead of a bill made of ``rows``."""
    has_bills: bool = True
    billed: list[date] = field(default_factory=list)

    @property
    def traits(self) -> Traits:
        return Traits(self.has_close, False, CODE_LIFE_S, False, self.can_wait, has_bills=self.has_bills)

    def bill(self, day: date) -> BillResult:
        with self._call("bill", day.isoformat()):
            self.billed.append(day)
        if day in self.says:
            return self.says[day]
        rows = tuple(row for row in self.rows if beijing_day(row.at_s) == day)
        if not rows:
            return NoTrade()
        totals = BillTotals(len(rows), 0, 0)
        file = BillFile(f"wechat-{day.isoformat()}.csv", b"as it came")
        return BillReady(Bill(Method.WECHAT, day, rows, totals), file)

    def has_row(self, number: str, at_s: int, fen: int, refund: str = "") -> None:
        kind = RowKind.REFUND if refund else RowKind.PAYMENT
        self.rows.append(BillRow(kind, number, refund, "T", fen, at_s, RowState.SUCCESS))


@dataclass
class Called:
    """Who was called, and what is over."""

    open: dict[tuple[str, str], str] = field(default_factory=dict)

    def raise_(self, code: str, subject: str, detail: str) -> None:
        self.open[code, subject] = detail

    def clear(self, code: str, subject: str = "") -> None:
        self.open.pop((code, subject), None)


@dataclass
class Reconciler:
    """One run of the program over a folder."""

    rig: Rig
    gateway: BillingGateway
    night: Night
    staff: Called

    @property
    def now_s(self) -> int:
        return self.rig.clock.utc_ms() // 1000

    async def cancelled(self, number: str = "K0000001") -> Live:
        """A sale whose customer went away; its gateway confirmed that the code is dead, also to whoever still
        waited for the money: nobody hears of what is paid from now on."""
        live = await self.rig.shown(number)
        self.rig.runner.tell(number, CancelPressed())
        await self.rig.closed(live)
        await self.rig.until(lambda: not self.gateway.under_way)
        return live

    def next_morning(self) -> date:
        """Let the time come when yesterday's bill is there for every machine: yesterday."""
        today = beijing_day(self.now_s)
        _, until_s = day_bounds_s(today)
        self.rig.pass_time(1000 * (until_s + READY_S + 3_600 - self.now_s))
        return today

    async def look(self) -> None:
        """One look to its end; whenever it waits for the books, time passes."""
        task = asyncio.get_running_loop().create_task(self.night.look())
        task.add_done_callback(lambda _: self.rig.ring())
        while not task.done():
            await self.rig.until(lambda: task.done() or (self._naps() and self._rests()))
            if not task.done():
                self.rig.pass_time(BOOKED_WITHIN_MS)
                await self.rig.until(lambda: task.done() or not self._naps())
        await task

    def _naps(self) -> bool:
        return any(nap.name == NAP for nap in self.rig.deadlines._naps)

    def _rests(self) -> bool:
        """No sale is about to book anything."""
        return not self.rig.runner._waking and not self.rig.runner.live

    async def kept(self, day: date) -> Day:
        found = await self.rig.store.run(lambda store: store.bills.day(Method.WECHAT, day))
        assert found is not None
        return found

    async def findings(self, day: date) -> tuple[Finding, ...]:
        return (await self.kept(day)).findings


@asynccontextmanager
async def reconciling(
    folder: Path, gateway: BillingGateway | None = None, clock: ManualClock | None = None
) -> AsyncIterator[Reconciler]:
    scripted = gateway or BillingGateway()
    async with running(folder, scripted, clock=clock) as rig:
        staff = Called()

        def name() -> str:
            return MACHINE

        side = MachineSide(folder, name, rig.desk, rig.disk, rig.deadlines, rig.runner, staff)
        night = Night(side, folder, name, rig.desk, rig.clock, rig.deadlines, staff)
        yield Reconciler(rig, scripted, night, staff)


def later(day: date, days: int = 1) -> date:
    return day + timedelta(days=days)
