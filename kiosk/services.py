"""All the kiosk needs beside itself: store, gateways, cabinet, runner; brought up and ended in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from hardware.api import BoardSettings
from kiosk.cabinet.lanes import LaneHealth
from kiosk.cabinet.supervisor import Cabinet, Owner
from kiosk.catalog.products import Lane, Shop
from kiosk.cloud_link import Tie, keep_sending, tie
from kiosk.errors import ConfigError
from kiosk.front.mode import Condition
from kiosk.payments.desk import SETUP_TROUBLES, Desk
from kiosk.payments.intent import Gateway, Method
from kiosk.payments.wallets import cloud_wallets, direct_wallets
from kiosk.sale.events import Timer
from kiosk.sale.state import Sale
from kiosk.store import OutboxEvent, Severity, StoreThread
from kiosk.vend.calls import GatewayCalls
from kiosk.vend.deadlines import Deadlines
from kiosk.vend.dispatch import Dispatch, Staff
from kiosk.vend.live import Live
from kiosk.vend.recovery import find, revive
from kiosk.vend.runner import Runner, Terms, Watcher

if TYPE_CHECKING:
    from kiosk.app import Addresses, Outfit
    from kiosk.store.store import Store

log = logging.getLogger(__name__)

BOARD_GRACE_MS = 4_000
"""A board has this long to be heard after the start before the screen says that it is away."""
TICK_S = 5.0
ENROL_AGAIN_S = 5.0
REFUND_REASON = "未出货退款"
"""What the customer reads beside the refund: goods were not delivered."""
LANE_HEALTH_KEY = "lane_health"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Listener(Owner, Watcher, Staff, Protocol):
    """The kiosk, as its services know it."""

    def wallets_changed(self) -> None: ...

    def time_passed(self) -> None: ...

    def deadline_passed(self, sale: str, timer: Timer, subject: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was found on the disk."""

    lanes: tuple[Lane, ...]
    tell: Live | None
    """The newest sale cut short before its customer's eyes."""


class Services:
    """Belongs to the loop's thread."""

    def __init__(self, outfit: Outfit, addresses: Addresses, listener: Listener) -> None:
        self._outfit = outfit
        self._addresses = addresses
        self._listener = listener
        self._tasks: list[asyncio.Task[None]] = []
        self._started_ms = outfit.clock.monotonic_ms()
        self._tie: Tie | None = None
        self._lane_health: dict[str, LaneHealth] = {}
        self._was_up = False
        self.up = False
        self.test_money = False
        self.machine_id = outfit.settings.machine.id or "DEMO"
        self.pay_ms = outfit.settings.payments.expire_s * 1000
        self.store = StoreThread(outfit.data, outfit.clock)
        self.deadlines = Deadlines(outfit.clock, listener.deadline_passed)
        self.desk: Desk
        self.cabinet: Cabinet
        self.runner: Runner
        self._calls: GatewayCalls

    # --- up and down ---------------------------------------------------------------------------------

    async def start(self, shop: Shop) -> Recovered:
        """Raises ``KnownError`` when the store cannot be opened or the configuration cannot be used."""
        loop = asyncio.get_running_loop()
        opening = asyncio.wrap_future(self.store.start())
        board = self._outfit.open_board(self._board_settings())
        self.cabinet = Cabinet(board, self._outfit.clock, self._listener, _poster(loop))
        opened = await opening
        if opened.repaired:
            log.error("%s", opened.repaired)
        lanes = await self.store.run(lambda store: _planned(store, shop.lanes))
        kept = await self.store.run(lambda store: store.machine.get(LANE_HEALTH_KEY, {}))
        self._lane_health = {label: LaneHealth(**values) for label, values in kept.items()}
        self.cabinet.plan({lane.motor: lane.label for lane in lanes}, self._lane_health)
        self.cabinet.start()
        try:
            gateways = await loop.run_in_executor(None, self._gateways)
        except ConfigError as error:
            # The machine stays up and says that nothing can be paid; the installer reads why.
            log.error("%s", error.text, extra={"code": error.code})
            gateways = {}
        self._join(gateways)
        tell = await self._take_up(shop)
        self.up = True
        self._spawn(self.deadlines.run())
        self._spawn(self.desk.keep_probing())
        self._spawn(self._tick())
        if self._tie is not None:
            self._spawn(keep_sending(self.store, self._tie.client, self._in_pool))
        return Recovered(lanes, tell)

    def _board_settings(self) -> BoardSettings:
        keys = self._outfit.settings.board
        return BoardSettings(
            keys.model, self._addresses.board_port, keys.baud, keys.drop_sensor, dict(keys.options)
        )

    def _gateways(self) -> dict[Method, Gateway]:
        """On a worker: loads the HTTP libraries and may enrol."""
        settings, clock = self._outfit.settings, self._outfit.clock
        payments = settings.payments
        url = self._addresses.cloud_url
        if url:
            key_file = settings.base / settings.cloud.key_file if settings.cloud.key_file else None
            self._tie = tie(self._outfit.data, key_file, url, self._addresses.enrol_code, clock)
        if self._tie is not None and not settings.machine.id:
            self.machine_id = self._tie.enrolment.machine_id
        if payments.route == "direct":
            tables = dict(payments.tables)
            if self._addresses.wechat:
                tables[Method.WECHAT] = self._addresses.wechat
            wallets, self.test_money = direct_wallets(payments.methods, tables, settings.base, clock)
            return wallets
        self.test_money = urlsplit(url).hostname in LOOPBACK
        return cloud_wallets(payments.methods, self._tie.client) if self._tie else {}

    def _join(self, gateways: dict[Method, Gateway]) -> None:
        clock = self._outfit.clock
        payments = self._outfit.settings.payments
        terms = Terms(self.machine_id, payments.expire_s, REFUND_REASON)
        self.desk = Desk(gateways, clock, self._listener.wallets_changed)
        self.runner = Runner(self.store, clock, terms, self._listener)
        self._calls = GatewayCalls(self.desk, self.deadlines, clock, self.runner.tell)
        self.runner.use(
            Dispatch(
                self._calls,
                self.deadlines,
                self.cabinet,
                self._listener,
                pay_ms=self.pay_ms,
                drop_sensor=self._outfit.settings.board.drop_sensor,
            )
        )

    async def _take_up(self, shop: Shop) -> Live | None:
        """Every sale that was not closed goes on from where it was; nothing is turned again."""
        names = {product.sku: product.names for product in shop.products}
        tell: Live | None = None
        for found in await find(self.store):
            live = revive(found, names)
            if found.tell_customer(self._outfit.clock.utc_ms()):
                tell = live
            log.info("sale %s is taken up again in %s", live.number, live.sale.stage)
            self.runner.resume(live)
        return tell

    async def stop(self) -> None:
        """Orderly: no new work, whole steps only, then the ports and the files."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.up:
            self._calls.stop()
            await self.runner.stop()
            self.cabinet.close()
            self.desk.close()
        if self._tie is not None:
            self._tie.client.close_connections()
        self.store.close()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.append(task)
        task.add_done_callback(_hear_death)

    async def _in_pool(self, work: Callable[[], object]) -> object:
        return await self.desk.call(work, urgent=False)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._listener.time_passed()

    # --- asked by the kiosk --------------------------------------------------------------------------

    def condition(self, *, storage_down: bool) -> Condition:
        if not self.up:
            return Condition(storage_down=storage_down)
        age_ms = self._outfit.clock.monotonic_ms() - self._started_ms
        self._was_up = self._was_up or self.cabinet.up
        troubles = [problem for problem in self.desk.troubles.values() if problem is not None]
        return Condition(
            services_up=True,
            storage_down=storage_down,
            board_up=self.cabinet.up,
            board_given_up=self._was_up or age_ms > BOARD_GRACE_MS,
            door_open=self.cabinet.door_open,
            enrolled=self._outfit.settings.payments.route == "direct" or self._tie is not None,
            wallets=self.desk.count,
            wallets_asked=self.desk.asked,
            wallets_offered=len(self.desk.offered),
            setup_trouble=bool(troubles) and all(problem.kind in SETUP_TROUBLES for problem in troubles),
        )

    def truth_url(self, token: str) -> str:
        """Where the customer's phone follows the order; empty without a cloud."""
        url = self._addresses.cloud_url.rstrip("/")
        return f"{url}/o/{token}" if self._tie else ""

    def check_lane(self, motor: int) -> None:
        if self.up:
            self.cabinet.check(motor)

    def write(self, work: Callable[[Store], object]) -> None:
        """Store something no sale waits for. A failure is logged; the next write tries anew."""
        self.store.submit(work).add_done_callback(_log_failure)

    def save_shop(self, lanes: tuple[Lane, ...]) -> None:
        asyncio.get_running_loop().run_in_executor(None, self._outfit.save_shop, lanes)

    def note(self, sale: str, kind: str, text: str) -> None:
        body = {"sale": sale, "kind": kind, "text": text}
        self.write(lambda store: store.sales.note(sale, kind, text))
        self.write(lambda store: store.outbox.add(OutboxEvent("note", body)))

    def raise_incident(self, code: str, subject: str, text: str) -> None:
        def work(store: Store) -> None:
            if store.machine.raise_incident(code, subject, Severity.ERROR, text):
                body = {"code": code, "subject": subject, "text": text}
                store.outbox.add(OutboxEvent("incident", body))

        self.write(work)

    def keep_lane_health(self, label: str, health: LaneHealth, why: str) -> None:
        """A lane's health outlives a restart; lanes that cannot be sold from are incidents."""
        self._lane_health[label] = health
        kept = {name: asdict(known) for name, known in self._lane_health.items() if known != LaneHealth()}
        bad = health.faulty or health.paused(self._outfit.clock.utc_ms())

        def work(store: Store) -> None:
            store.machine.put(LANE_HEALTH_KEY, kept)
            if not bad:
                store.machine.clear_incident("lane", label)
            elif store.machine.raise_incident("lane", label, Severity.WARNING, why):
                body = {"code": "lane", "subject": label, "text": why}
                store.outbox.add(OutboxEvent("incident", body))

        self.write(work)

    def sale_closed(self, sale: Sale) -> None:
        """What staff were called for about this sale is settled."""
        subjects = [str(line.index) for line in sale.lines]
        subjects += [refund.number for refund in sale.refunds]
        subjects += [attempt.number for attempt in sale.attempts]

        def work(store: Store) -> None:
            for incident in store.machine.incidents(open_only=True):
                number, _, subject = incident.subject.partition(":")
                if number == sale.number and subject in subjects:
                    store.machine.clear_incident(incident.code, incident.subject)

        self.write(work)


def _log_failure(done: Future[object]) -> None:
    if not done.cancelled() and (error := done.exception()) is not None:
        log.error("not stored: %s", error)


def _planned(store: Store, lanes: tuple[Lane, ...]) -> tuple[Lane, ...]:
    """The planogram on the disk; at the very first start, the shop's."""
    known = store.stock.lanes()
    if known:
        return known
    store.stock.plan(lanes)
    return store.stock.lanes()


def _poster(loop: asyncio.AbstractEventLoop) -> Callable[[Callable[[], None]], None]:
    """Hand a call from a port's thread to the loop; after the loop's end there is nobody to tell."""

    def post(call: Callable[[], None]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(call)

    return post


def _hear_death(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        task.get_loop().call_exception_handler(
            {"message": f"{task.get_name()} died", "exception": error, "task": task}
        )
