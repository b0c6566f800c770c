"""The shell round the sale without a screen: real store, runner, calls, deadlines and cabinet; scripted
gateway and board; a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from hardware.api import Board, VendOutcome
from kiosk.cabinet.lanes import LaneHealth
from kiosk.cabinet.supervisor import Cabinet
from kiosk.catalog.products import Lane
from kiosk.clock import ManualClock
from kiosk.errors import KnownError
from kiosk.payments.desk import Desk
from kiosk.payments.intent import Gateway, Method, PaymentOrder, Problem
from kiosk.profile.layout import places
from kiosk.sale.effects import Worry
from kiosk.sale.events import Event, MethodChosen, Timer
from kiosk.sale.state import Line, Sale, Stage, open_sale
from kiosk.store import StoreThread
from kiosk.store.audit import AuditReport, audit
from kiosk.store.store import Store
from kiosk.vend.calls import GatewayCalls
from kiosk.vend.deadlines import Deadlines
from kiosk.vend.disk import Disk
from kiosk.vend.dispatch import Dispatch, deadline_event, sale_of, unsettled_turns, vend_event
from kiosk.vend.live import Live
from kiosk.vend.recovery import find, revive
from kiosk.vend.runner import Runner, Terms
from tests.kiosk.vend.outside import ScriptedBoard, ScriptedGateway

LANES = (Lane("A1", 1, "tea", 8, 5), Lane("A2", 2, "cola", 8, 8), Lane("A3", 3, "tea", 8, 5))
WITHIN_S = 10.0
AGAIN_S = 0.01
"""The disk is tried again after this: a test has no two seconds to spare."""
PAY_MS = 180_000


class _Heard(Deadlines):
    """Rings whenever somebody goes to sleep or wakes."""

    def __init__(
        self,
        clock: ManualClock,
        passed: Callable[[str, Timer, str], None],
        ring: Callable[[], None],
    ):
        super().__init__(clock, passed)
        self._ring = ring

    async def nap(self, for_ms: int, name: str = "") -> None:
        self._ring()
        try:
            await super().nap(for_ms, name)
        finally:
            self._ring()


class Rig:
    """Everything on one loop. ``until`` waits for events only."""

    def __init__(
        self,
        folder: Path,
        gateway: ScriptedGateway,
        board: Board,
        clock: ManualClock,
        gateways: Mapping[Method, Gateway] | None = None,
    ) -> None:
        """``gateways``: real ones in place of the scripted one."""
        self.folder = folder
        self._gateways = gateways
        self.clock = clock
        self.gateway = gateway
        self.board = board
        self.store = StoreThread(folder, clock)
        self.disk = Disk(self.store, self.storage_trouble, AGAIN_S)
        self.deadlines = _Heard(clock, self.deadline_passed, self.ring)
        self.desk = Desk(self.wallet_changed, self.clock)
        self.runner = Runner(self.disk, clock, Terms("K1", 180, "not delivered"), self, {})
        self.calls = GatewayCalls(self.desk, self.deadlines, clock, self.runner.tell)
        self.troubles: list[KnownError | None] = []
        self.dropped: list[str] = []
        self.staff: list[tuple[Worry, str, str]] = []
        self.health: dict[str, LaneHealth] = {}
        self.turned: list[tuple[str, VendOutcome]] = []
        self.oddities: list[str] = []
        self.seen: list[Stage] = []
        self.bugs: list[object] = []
        self.due_when_told: list[int] = []
        self.spare: tuple[str, int] | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._loop = asyncio.get_running_loop()
        self._bell = asyncio.Event()

    # --- up and down ---------------------------------------------------------------------------------

    async def start(self) -> None:
        self._loop.set_exception_handler(lambda _loop, context: self._bug(context))
        self.gateway.told = self.ring
        if isinstance(self.board, ScriptedBoard):
            self.board.told = self.ring
        await asyncio.wrap_future(self.store.start())
        await self.store.run(_plan)
        self.cabinet = Cabinet([self.board], self.clock, self, self._post)
        self.cabinet.plan(places(LANES, None), {})
        self.dispatch = Dispatch(
            self.calls, self.deadlines, self.cabinet, self, clock=self.clock, pay_ms=PAY_MS
        )
        self.runner.use(self.dispatch)
        self.desk.set_up(self._gateways or {Method.WECHAT: self.gateway})
        self.cabinet.start()
        self._tasks = [self._loop.create_task(work) for work in (self.deadlines.run(), self.disk.run())]

    async def take_up(self) -> list[Live]:
        """As after a power cut."""
        found = [revive(one, {}) for one in await find(self.store)]
        for live in found:
            self.runner.resume(live)
        return found

    async def stop(self) -> None:
        self.gateway.change(lambda: setattr(self.gateway, "away", True))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.calls.stop()
        await self.runner.stop()
        self.board.close()
        self.desk.close()
        self.store.close()
        assert not self.bugs, self.bugs

    def audit(self) -> AuditReport:
        return audit(self.folder)

    # --- what a test does ----------------------------------------------------------------------------

    def ring(self) -> None:
        """Something happened; may be called on any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._bell.set)

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not condition():
                self._bell.clear()
                await self._bell.wait()

    def asleep(self) -> bool:
        """Somebody naps, and nothing that is due by now is left to be done."""
        now_ms = self.clock.monotonic_ms()
        naps = self.deadlines._naps
        due = any(nap.ends_at_ms <= now_ms for nap in naps) or any(
            at_ms <= now_ms for at_ms in self.deadlines._due.values()
        )
        return bool(naps) and not due

    def pass_time(self, for_ms: int) -> None:
        self.clock.advance(for_ms)
        self.deadlines.poke()

    def begin(self, number: str = "K0000001", units: int = 2, method: str = "wechat") -> Live:
        """Open a sale of tea and cola and choose a wallet."""
        lines = (Line(0, "tea", "A1", 1, 450), Line(1, "cola", "A2", 2, 300))[:units]
        live = Live(open_sale(number, lines), self.clock.utc_ms(), "t" * 24, {}, "tea")
        self.runner.open(live, MethodChosen(method), {})
        return live

    async def shown(self, number: str = "K0000001", units: int = 2) -> Live:
        """A sale whose code is on the screen and waited for."""
        live = self.begin(number, units)
        await self.until(
            lambda: self.gateway.asked[f"wait {number}A"] or self.gateway.asked[f"query {number}A"]
        )
        return live

    async def closed(self, live: Live) -> None:
        await self.until(lambda: live.number not in self.runner.live and live.sale.stage is Stage.CLOSED)

    async def stored(self, number: str) -> Sale:
        found = await self.store.run(lambda store: store.sales.load(number))
        assert found is not None
        return found.sale

    async def disk_refuses(self, refuses: bool) -> None:
        """The database takes nothing, or takes it again: SQLite itself says no."""
        await self.store.run(lambda store: _refuse(store, refuses))

    # --- what the services are told ------------------------------------------------------------------

    def _post(self, call: Callable[[], None]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)

    def _bug(self, context: object) -> None:
        self.bugs.append(context)
        self.ring()

    def wallet_changed(self, method: Method, problem: Problem | None) -> None:
        if problem is None:
            self.calls.gateway_is_back(method)
        self.ring()

    def deadline_passed(self, sale: str, timer: Timer, subject: str) -> None:
        self.runner.tell(sale, deadline_event(timer, subject))

    def sale_changed(self, live: Live, before: Sale) -> None:
        self.seen.append(live.sale.stage)
        self.due_when_told.append(self.deadlines.due_ms(live.number, Timer.PAY))
        self.ring()

    def sale_dropped(self, live: Live) -> None:
        self.dropped.append(live.number)
        self.ring()

    def storage_trouble(self, error: KnownError | None) -> None:
        self.troubles.append(error)
        self.ring()

    def call_staff(self, worry: Worry, sale: str, subject: str, text: str) -> None:
        self.staff.append((worry, sale, subject))

    def cabinet_changed(self) -> None:
        self.ring()

    def vend_started(self, key: str) -> None:
        self.ring()

    def vend_finished(self, outcome: VendOutcome) -> None:
        live = self.runner.live.get(sale_of(outcome.key)[0])
        if live is not None:
            event: Event = vend_event(live, outcome, lambda _sku, _lane: self.spare)
            self.runner.tell(live.number, event, outcome)

    def lane_health(self, label: str, health: LaneHealth, why: str) -> None:
        self.health[label] = health
        self.ring()

    def lane_turned(self, label: str, outcome: VendOutcome) -> None:
        self.turned.append((label, outcome))

    def late_result(self, motors: tuple[int, ...]) -> None:
        for live in self.runner.live.values():
            for turn in unsettled_turns(live.sale, motors):
                self.dispatch.query_vend(turn)

    def board_oddity(self, request: str, text: str) -> None:
        self.oddities.append(request)
        self.ring()


def _plan(store: Store) -> None:
    if not store.stock.lanes():
        store.stock.plan(LANES)


def _refuse(store: Store, refuses: bool) -> None:
    driver = store._connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA query_only={'ON' if refuses else 'OFF'}")


@asynccontextmanager
async def running(
    folder: Path,
    gateway: ScriptedGateway | None = None,
    board: Board | None = None,
    clock: ManualClock | None = None,
    gateways: Mapping[Method, Gateway] | None = None,
) -> AsyncIterator[Rig]:
    """One run of the program over ``folder``."""
    scripted, motors = gateway or ScriptedGateway(), board or ScriptedBoard()
    rig = Rig(folder, scripted, motors, clock or ManualClock(), gateways)
    await rig.start()
    try:
        yield rig
    finally:
        await rig.stop()


def play(work: Callable[[], Awaitable[None]]) -> None:
    """Run a test's coroutine."""

    async def all_of_it() -> None:
        await work()

    asyncio.run(all_of_it())


def order(
    number: str = "K0000001A", sale: str = "K0000001", clock: ManualClock | None = None
) -> PaymentOrder:
    """An order for tests of the calls alone."""
    now_s = (clock or ManualClock()).utc_ms() // 1000
    return PaymentOrder(number, sale, Method.WECHAT, 450, "CNY", "tea", "K1", now_s, now_s + 570)
