"""All the kiosk needs beside itself: store, gateways, cabinet, runner; brought up and ended in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from kiosk.cabinet.code_desk import Asking, Taker
from kiosk.cabinet.opening import open_boards, open_reader, zones
from kiosk.cabinet.supervision import Kept, Supervision, read_kept
from kiosk.cabinet.supervision import Listener as CabinetListener
from kiosk.catalog.availability import LaneCondition
from kiosk.catalog.products import Lane, Shop
from kiosk.cloud_link import CloudLink, Tie, keep_sending
from kiosk.errors import ConfigError, KnownError
from kiosk.finding.adviser import Adviser
from kiosk.finding.learning import Learning
from kiosk.front.mode import Condition
from kiosk.front.till_view import till_view
from kiosk.outfit import Addresses, Outfit
from kiosk.outside import Outside
from kiosk.payments.desk import Desk
from kiosk.payments.intent import Method, Problem
from kiosk.pickup.gateway import PickUpGateway
from kiosk.profile.layout import Laid, lay, places, strangers_text
from kiosk.promotions.desk import PriceDesk
from kiosk.reconciling.machine import MachineSide
from kiosk.reconciling.night import Night
from kiosk.sale.events import Timer
from kiosk.sale.state import MAY_STILL_BE_PAID, Sale
from kiosk.store import OutboxEvent, StoreThread
from kiosk.sync.documents import DocumentSync
from kiosk.sync.documents import Listener as DocumentListener
from kiosk.tasks import Tasks
from kiosk.till.keeper import TillKeeper
from kiosk.till.opening import open_till, till_gateways
from kiosk.vend.calls import GatewayCalls
from kiosk.vend.deadlines import Deadlines
from kiosk.vend.disk import Disk
from kiosk.vend.dispatch import Dispatch, Staff, unsettled_turns
from kiosk.vend.live import Live
from kiosk.vend.recovery import Found, find, open_worries, revive
from kiosk.vend.runner import Runner, Terms, Watcher
from kiosk.views import NO_TILL, TillView
from kiosk.watches import beside_the_cabinets

if TYPE_CHECKING:
    from kiosk.store.store import Store
    from kiosk.sync.client import CloudClient

log = logging.getLogger(__name__)

TICK_S = 5.0
STOP_WAIT_S = 45.0
"""What a basket may still take when the program is told to end; systemd waits twice as long."""
COINS_WAIT_S = 20.0
"""What change may still take then."""
REFUND_REASON = "未出货退款"
"""What the customer reads beside the refund: goods were not delivered."""


class Listener(CabinetListener, DocumentListener, Watcher, Staff, Protocol):
    """The kiosk, as its services know it."""

    def storage_trouble(self, error: KnownError | None) -> None:
        """The disk takes nothing; None: it does again."""

    def wallets_changed(self) -> None: ...

    def time_passed(self) -> None: ...

    def deadline_passed(self, sale: str, timer: Timer, subject: str) -> None: ...

    def till_changed(self) -> None:
        """What is in it, what it takes, what comes out."""

    def till_lever(self) -> None:
        """A customer wants the money back."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was found on the disk."""

    lanes: tuple[Lane, ...]
    tell: Live | None
    """The newest sale cut short before its customer's eyes."""


class Services:
    """Belongs to the loop's thread."""

    def __init__(
        self,
        outfit: Outfit,
        addresses: Addresses,
        listener: Listener,
        deals: PriceDesk,
        adviser: Adviser,
    ) -> None:
        self._outfit = outfit
        self._deals = deals
        self._addresses = addresses
        self._listener = listener
        self._tasks = Tasks()
        self.outside = Outside(outfit, addresses)
        self.up = False
        self.pay_ms = outfit.settings.payments.expire_s * 1000
        self.store = StoreThread(outfit.data, outfit.clock)
        self.learning = Learning(self.store, adviser, ZoneInfo(outfit.settings.machine.timezone))
        self.disk = Disk(self.store, self._storage_trouble)
        self.deadlines = Deadlines(outfit.clock, listener.deadline_passed)
        self.desk = Desk(self._wallet_changed, outfit.clock)
        self.pickup = PickUpGateway(self.store)
        self.machine: Supervision | None = None
        self.till: TillKeeper | None = None
        self.documents: DocumentSync
        self.runner: Runner
        self._calls: GatewayCalls
        self._dispatch: Dispatch

    # --- up and down ---------------------------------------------------------------------------------

    async def start(self, shop: Shop) -> Recovered:
        """Raises ``KnownError`` when the store cannot be opened, ``ConfigError`` when the board cannot be as
        configured; ``stop`` must follow then, too."""
        loop = asyncio.get_running_loop()
        opening = asyncio.wrap_future(self.store.start())
        post = self._tasks.poster(loop)
        machine = self._supervision(post)
        self.till = open_till(self._outfit, self._addresses, self.disk, self, post)
        opened = await opening
        if opened.repaired:
            log.error("%s", opened.repaired)
        laid, kept = await self.store.run(lambda store: self._planned(store, shop.lanes))
        profile = self._outfit.settings.profile
        strangers = strangers_text(laid.strangers, profile) if profile and laid.strangers else ""
        machine.plan(places(laid.lanes, profile), kept, strangers)
        self.machine = machine
        machine.start()
        if self.till is not None:
            self.till.start(await self.store.run(lambda store: store.till.box()))
            self._tasks.spawn(self.till.run())
        has_till = self.till is not None
        gateways = await asyncio.to_thread(self.outside.gateways, has_till=has_till)
        self.desk.set_up({**gateways, **till_gateways(self.till)})
        self.desk.keep_aside(Method.PICKUP, self.pickup)
        self._join(machine, shop)
        self._deals.uses.load(await self.store.run(lambda store: store.promotions.by_all()))
        self.documents = DocumentSync(self.disk, self._listener, machine.ledger)
        await self.documents.start(self.store)
        unfinished = await find(self.store)
        tell = self._take_up(unfinished, shop)
        self.up = True
        for work in (self.disk.run(), self.deadlines.run(), self.desk.keep_probing(), self._tick()):
            self._tasks.spawn(work)
        for work in (self._night(machine).run(), self.learning.run()):
            self._tasks.spawn(work)
        if self.outside.tie is not None:
            self._speak_with(self.outside.tie)
        elif self.outside.link is not None:
            self._tasks.spawn(self._enrol(self.outside.link))
        return Recovered(laid.lanes, tell)

    def _supervision(self, post: Callable[[Callable[[], None]], None]) -> Supervision:
        boards = open_boards(self._outfit, self._addresses)
        return Supervision(
            tuple(boards.values()),
            tuple(boards),
            zones(self._outfit.settings),
            self._outfit.clock,
            self._listener,
            self.disk.later,
            post,
            open_reader(self._outfit, self._addresses),
            beside_the_cabinets(self.desk, lambda: self.till, lambda: self._deals.findings),
        )

    def _planned(self, store: Store, lanes: tuple[Lane, ...]) -> tuple[Laid, Kept]:
        """The planogram on the disk (at the very first start, the shop's) as this machine has it, and what is
        kept of its lanes. A planogram of which nothing fits is for the installer: ``ConfigError``."""
        known = store.stock.lanes()
        if not known:
            store.stock.plan(lanes)
            known = store.stock.lanes()
        profile = self._outfit.settings.profile
        laid = lay(known, profile)
        if profile is not None and known and not laid.lanes:
            raise ConfigError("profile.no_lane", strangers_text(laid.strangers, profile))
        return laid, read_kept(store, [lane.label for lane in laid.lanes])

    async def _enrol(self, link: CloudLink) -> None:
        tie = await self.outside.enrol(link, self._listener.wallets_changed)
        self.runner.terms = replace(self.runner.terms, machine=self.outside.machine_id)
        if self._outfit.settings.payments.route == "cloud":
            wallets = await asyncio.to_thread(self.outside.cloud_wallets)
            self.desk.add(wallets)
            for method in wallets:
                self._calls.gateway_is_back(method)
            self._tasks.spawn(self.desk.keep_probing(wallets))
        self._speak_with(tie)
        self._listener.wallets_changed()

    def _speak_with(self, tie: Tie) -> None:
        self._tasks.spawn(keep_sending(self.store, tie.client, self._in_pool))
        self._tasks.spawn(self.documents.run(tie.client, tie.enrolment.cloud_id))

    def _wallet_changed(self, method: Method, problem: Problem | None) -> None:
        if problem is None:
            self._calls.gateway_is_back(method)
        self._listener.wallets_changed()

    def _join(self, machine: Supervision, shop: Shop) -> None:
        clock = self._outfit.clock
        payments = self._outfit.settings.payments
        terms = Terms(self.outside.machine_id, payments.expire_s, REFUND_REASON)
        names = {product.sku: product.names for product in shop.products}
        self.runner = Runner(self.disk, clock, terms, self._listener, names)
        self._calls = GatewayCalls(self.desk, self.deadlines, clock, self.runner.tell)
        self._dispatch = Dispatch(
            self._calls,
            self.deadlines,
            machine.cabinet,
            self._listener,
            clock=clock,
            pay_ms=self.pay_ms,
        )
        self.runner.use(self._dispatch)

    def _night(self, machine: Supervision) -> Night:
        """What reconciles yesterday with each wallet's bill."""

        def name() -> str:
            return self.outside.machine_id

        data, staff = self._outfit.data, machine.ledger
        side = MachineSide(data, name, self.desk, self.disk, self.deadlines, self.runner, staff)
        return Night(side, data, name, self.desk, self._outfit.clock, self.deadlines, staff)

    def _take_up(self, unfinished: list[Found], shop: Shop) -> Live | None:
        """Every sale that was not closed goes on from where it was; nothing is turned again."""
        names = {product.sku: product.names for product in shop.products}
        tell: Live | None = None
        for found in unfinished:
            live = revive(found, names)
            if found.tell_customer(self._outfit.clock.utc_ms()):
                tell = live
            log.info("sale %s is taken up again in %s", live.number, live.sale.stage)
            for call in open_worries(live.sale):
                self._dispatch.carry_out(live, call)
            self.runner.resume(live)
        return tell

    async def stop(self) -> None:
        """Orderly: goods on their way first, no new work, whole steps only, then the ports and the files."""
        if self.up:
            await self.runner.motors_rest(STOP_WAIT_S)
        if self.up and self.till is not None:
            await self.till.coins_rest(COINS_WAIT_S)
        await self._tasks.end()
        if self.up:
            await self._calls.stop()
            await self.runner.stop()
        if self.till is not None:
            self.till.let_go()
            await asyncio.to_thread(self.till.close)
        if self.machine is not None:
            await asyncio.to_thread(self.machine.close)
        self.desk.close()
        self.outside.close()
        await asyncio.to_thread(self.store.close)

    async def _in_pool(self, work: Callable[[], object]) -> object:
        return await self.desk.call(work, urgent=False)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self.time_passed()
            self._listener.time_passed()

    def time_passed(self) -> None:
        """Every few seconds, and when a demo's clock was moved."""
        if self.till is not None:
            self.till.time_passed()
        if self.machine is not None:
            self.machine.time_passed()

    def _storage_trouble(self, error: KnownError | None) -> None:
        if self.till is not None:
            self.till.disk_changed()
        self._listener.storage_trouble(error)

    # --- told by the till ----------------------------------------------------------------------------

    def till_changed(self) -> None:
        assert self.till is not None, "the till tells of itself"
        if not self.up:
            return
        for method in (Method.CASH, Method.CARD):
            self.desk.heard(method, self.till.trouble(method))
        if self.machine is not None:
            self.machine.look()
        self._listener.till_changed()

    def till_paid_in(self, attempt: str) -> None:
        """Whoever puts money in is busy paying: the time begins anew."""
        for live in self.runner.live.values() if self.up else ():
            if attempt in live.orders and self.deadlines.due_ms(live.number, Timer.PAY):
                self.deadlines.arm(live.number, Timer.PAY, "", self.pay_ms)

    def till_lever(self) -> None:
        self._listener.till_lever()

    def till_view(self, sale: Sale) -> TillView:
        """What the till has to do with ``sale``."""
        if self.till is None or not self.up:
            return NO_TILL
        till = self.till
        return till_view(sale, self.desk.shows, till.known, till.bus, till.takes)

    def till_incident(self, code: str, subject: str, text: str) -> None:
        self.call_staff(code, subject, text)

    # --- asked by the kiosk --------------------------------------------------------------------------

    def condition(self, *, storage_down: bool, in_service: bool = False) -> Condition:
        if not self.up or self.machine is None:
            return Condition(storage_down=storage_down)
        return Condition(
            services_up=True,
            storage_down=storage_down,
            board_up=self.board_up,
            board_given_up=self.machine.all_given_up,
            door_open=self.machine.cabinet.door_open,
            all_too_warm=self.machine.all_too_warm,
            all_blind=self.machine.all_blind,
            enrolled=self.outside.enrolled,
            enrol_tried=self.outside.enrol_tried,
            wallets=self.desk.count,
            wallets_asked=self.desk.asked,
            wallets_offered=len(self.desk.offered),
            setup_trouble=self.desk.only_staff_can_help,
            in_service=in_service,
        )

    def lane(self, label: str) -> LaneCondition:
        return self.machine.lane(label) if self.machine is not None else LaneCondition()

    @property
    def board_up(self) -> bool:
        """Something can be given out: a board answers."""
        return self.up and self.machine is not None and self.machine.cabinet.up

    @property
    def temperature_c(self) -> int | None:
        return self.machine.temperature_c if self.machine is not None else None

    @property
    def reader_up(self) -> bool | None:
        """Codes can be read; None: the machine has no reader."""
        codes = self.machine.codes if self.machine is not None else None
        return codes.up if codes is not None and codes.has_reader else None

    def ask_code(self, taker: Taker) -> Asking | None:
        """Hand over the next code that is read; None: the machine has no reader."""
        codes = self.machine.codes if self.machine is not None else None
        return codes.ask(taker) if codes is not None and codes.has_reader else None

    def own_codes_for(self, items: int) -> tuple[Method, ...]:
        """Wallets whose own codes can be charged now: a reader is up, and the gateway can."""
        return self.desk.charging_for(items) if self.up and self.reader_up else ()

    @property
    def cloud(self) -> CloudClient | None:
        """None before the machine belongs to one."""
        return self.outside.tie.client if self.outside.tie is not None else None

    def live(self, number: str) -> Live | None:
        """The sale of that number while it is not over."""
        return self.runner.live.get(number)

    def waits_for_end(self, live: Live) -> bool:
        """Something that may still be paid can be ended, and is not yet known to be."""
        return any(
            self._calls.waits_for_end(live.orders[attempt.number])
            for attempt in live.sale.attempts
            if attempt.state in MAY_STILL_BE_PAID
        )

    def check_lane(self, label: str) -> None:
        if self.up and self.machine is not None:
            self.machine.cabinet.check(label)

    def late_result(self, motors: tuple[int, ...]) -> None:
        """The board knows more of turns in doubt: ask, whosever they are."""
        if not self.up:
            return
        for live in self.runner.live.values():
            for turn in unsettled_turns(live.sale, motors):
                self._dispatch.query_vend(turn)

    def save_shop(self, lanes: tuple[Lane, ...]) -> None:
        asyncio.get_running_loop().run_in_executor(None, self._outfit.save_shop, lanes)

    def note(self, sale: str, kind: str, text: str) -> None:
        body = {"sale": sale, "kind": kind, "text": text}
        self.disk.later(lambda store: store.sales.note(sale, kind, text))
        self.disk.later(lambda store: store.outbox.add(OutboxEvent("note", body)))

    def call_staff(self, code: str, subject: str, text: str) -> None:
        assert self.machine is not None, "there is no sale before the cabinets"
        self.machine.ledger.raise_(code, subject, text)

    def open_incidents(self) -> tuple[str, ...]:
        """Codes of what is wrong now."""
        return self.machine.ledger.open_codes if self.machine is not None else ()

    def sale_closed(self, sale: Sale) -> None:
        assert self.machine is not None, "there is no sale before the cabinets"
        self.machine.ledger.sale_closed(sale)
        self.learning.more()
