"""The machine's mind: owns the services, keeps the one snapshot the screen shows, takes its verbs."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hardware.api import VendOutcome
from kiosk.cabinet.incidents.pictures import UNUSABLE
from kiosk.catalog.availability import LaneCondition
from kiosk.catalog.basket import UNITS_MAX
from kiosk.errors import BugError, ConfigError, DataDamagedError, KnownError
from kiosk.finding.adviser import Adviser, moment_of
from kiosk.finding.finder import Finder
from kiosk.front.buying import Buying, Parties
from kiosk.front.cart import Cart
from kiosk.front.counter import Counter
from kiosk.front.mode import Condition, mode
from kiosk.front.sale_view import before_opening
from kiosk.front.snapshot import first_snapshot, snapshot
from kiosk.front.stock import Stock
from kiosk.game.desk import GameDesk
from kiosk.help.desk import HelpDesk
from kiosk.loading import load_services
from kiosk.members.desk import MemberDesk
from kiosk.orders.desk import OrderDesk
from kiosk.orders.evidence import Seen
from kiosk.outfit import Addresses, Outfit
from kiosk.pickup.desk import Door, PickUpDesk
from kiosk.promotions.desk import RULES, TABLE, PriceDesk
from kiosk.sale.books import fallen
from kiosk.sale.effects import Worry
from kiosk.sale.events import Timer
from kiosk.sale.state import Sale, Stage
from kiosk.staff.room import StaffRoom
from kiosk.staff.turns import is_service
from kiosk.vend.dispatch import deadline_event, sale_of, vend_event
from kiosk.vend.live import Live
from kiosk.views import KioskView, Mode, SaleView

if TYPE_CHECKING:
    from kiosk.services import Services

__all__ = ["Addresses", "Kiosk", "Outfit"]

log = logging.getLogger(__name__)

START_AGAIN_S = 5.0
"""Between two tries to open the store at the start: a disk that was full may have room again."""
BROKEN_PICTURES_MAX = 100
"""Of the first seconds."""


class Kiosk:
    """Belongs to the loop's thread. ``view`` is there at once; ``start`` brings the services up."""

    def __init__(self, outfit: Outfit) -> None:
        self._outfit = outfit
        self._clock = outfit.clock
        self._zone = ZoneInfo(outfit.settings.machine.timezone)
        self._stock = Stock(outfit.shop, UNITS_MAX)
        self.deals = PriceDesk(outfit, lambda: self._cart.touched(), self._renew)
        """What everything costs, and what its customer may choose about that."""
        self._cart = Cart(self._stock, lambda: self.deals.prices)
        self.finder = Finder(Adviser(lambda: moment_of(self._now_s(), self._zone)))
        self._services: Services | None = None
        self._counter = Counter(lambda: self._services, self._renew)
        self.orders = OrderDesk(lambda: self._services, self._counter, self._clock, self._seen, self._fill)
        self.help = HelpDesk()
        self.game = GameDesk(outfit.settings.game, lambda: self._services, self.deals)
        door = Door(lambda: self._services, self._may_open, self._counter.serve, self._renew)
        self.pickup = PickUpDesk(outfit.shop, self._stock, outfit.clock, door)
        about = (self._cart, self._counter, self.deals, self.orders, self.finder.adviser)
        parties = Parties(lambda: self._services, lambda: self._view, self._renew, *about)
        self._buying = Buying(outfit, parties)
        self.members = self._buying.members = MemberDesk(
            outfit.clock,
            lambda: self._services.cloud if self._services is not None else None,
            lambda token: self._services.outside.member_url(token) if self._services is not None else "",
            self._today,
            self._buying.serve,
            self._renew,
        )
        self._storage: KnownError | None = None
        self._watchers: list[Callable[[], None]] = []
        self.staff = StaffRoom(
            outfit,
            lambda: self._services,
            lambda: self._stock.lanes,
            self._stock.fell,
            lambda: self._view.sale is not None,
            self._renew,
        )
        self._starting: asyncio.Task[None] | None = None
        self._broken_pictures: dict[str, str] = {}
        self.bugs: asyncio.Queue[BaseException] = asyncio.Queue()
        """What must end the program."""
        self._look()
        self._view = first_snapshot(outfit.shop, self._cart, self._now_s(), outfit.settings.profile)

    # --- the screen ----------------------------------------------------------------------------------

    @property
    def view(self) -> KioskView:
        return self._view

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._watchers.append(changed)

    def monotonic_ms(self) -> int:
        return self._clock.monotonic_ms()

    def add(self, sku: str) -> None:
        if self._view.sale:
            return
        lane = self._cart.add(sku)
        if lane is not None and self._services is not None:
            # while the customer still shops: a lane that cannot turn is found before it is paid for
            self._services.check_lane(lane.label)
        self._renew()

    def remove(self, sku: str) -> None:
        self._shop(lambda cart: cart.remove(sku))

    def discard(self, sku: str) -> None:
        self._shop(lambda cart: cart.discard(sku))

    def clear_cart(self) -> None:
        self._shop(lambda cart: cart.clear())

    def _shop(self, change: Callable[[Cart], None]) -> None:
        if not self._view.sale:
            change(self._cart)
            self._renew()

    def buy_now(self, sku: str) -> None:
        shown = self._view.products.get(sku)
        alone = not self._cart.count
        if not self._cart.has(sku):
            self.add(sku)
        if alone and shown is not None and self._view.cart.total_fen > shown.price_fen:
            self._cart.expected(shown.price_fen)  # dearer than its card said: told first
            self._renew()
        elif self._cart.has(sku):
            self.pay()

    def pay(self) -> None:
        self._buying.pay()
        self._renew()

    def choose_method(self, method: str) -> None:
        self._counter.choose_method(method)

    def cancel(self) -> None:
        if self._buying.give_up():
            self._renew()
        self._counter.cancel()

    def more_time(self) -> None:
        self._counter.more_time()

    def redeem(self, code: str) -> None:
        """A pick-up code was typed: ``pickup.view`` says how it fares, until it is a sale like any other."""
        self.pickup.redeem(code)

    def done(self) -> None:
        """Leave the result; a sale that could not even be ordered ends here."""
        if self._counter.leave():
            self.members.sign_out()
            self.orders.forget()
            self._renew()

    def picture_broken(self, path: str, why: str) -> None:
        """Before there is a book of incidents it is kept for it; a shop has a bounded number of pictures."""
        if self._services is not None and self._services.up:
            self._services.call_staff(UNUSABLE, path, why)
        elif len(self._broken_pictures) < BROKEN_PICTURES_MAX:
            self._broken_pictures[path] = why

    def reset_session(self) -> None:
        self.clear_cart()
        if not self._view.sale:
            self.game.forget()
            self.members.sign_out()
            self.orders.forget()
            self._renew()

    def _fill(self, skus: Sequence[str]) -> None:
        """These goods again, as far as they can be had."""
        self._look()
        self._cart.fill(skus)
        self._renew()

    def _seen(self) -> Seen:
        services, view = self._services, self._view
        incidents = services.open_incidents() if services is not None else ()
        up = view.network_up, view.board_up
        return Seen(view.mode.value, view.trouble.value, *up, view.temperature_c, incidents)

    # --- life ----------------------------------------------------------------------------------------

    async def start(self, addresses: Addresses) -> None:
        """Bring the services up. The world's faults show in ``view``. Raises bugs, ``KnownError``: a board
        that cannot be as configured; a store that cannot be opened (undamaged, it is tried on beside)."""
        asyncio.get_running_loop().set_exception_handler(self._loop_error)
        try:
            await self._bring_up(addresses)
        except (ConfigError, DataDamagedError):
            raise
        except KnownError:
            self._starting = asyncio.get_running_loop().create_task(self._keep_starting(addresses))
            self._starting.add_done_callback(self._start_ended)
            raise

    async def _bring_up(self, addresses: Addresses) -> None:
        made = await asyncio.to_thread(load_services)
        services = made(self._outfit, addresses, self, self.deals, self.finder.adviser)
        self._services = services
        try:
            pricing = asyncio.get_running_loop().create_task(self.deals.open())
            recovered = await services.start(self._outfit.shop)
        except KnownError as error:
            if self._storage is None or self._storage.text != error.text:
                log.error("%s", error.text, extra={"code": error.code})
            self._storage = error
            await services.stop()
            self._renew()
            raise
        self._storage = None
        self._counter.earlier = recovered.tell
        self._stock.stored(recovered.lanes)
        services.save_shop(self._stock.lanes)
        await pricing
        self.orders.start()
        self.pickup.started()
        self.game.started()
        self.staff.start(is_demo=addresses.is_demo)
        self._renew()
        for path, why in self._broken_pictures.items():
            services.call_staff(UNUSABLE, path, why)
        self._broken_pictures.clear()
        await self.finder.learn(self._outfit.shop.products, self._stock.lanes)
        self._renew()

    async def _keep_starting(self, addresses: Addresses) -> None:
        while True:
            await asyncio.sleep(START_AGAIN_S)
            with contextlib.suppress(KnownError):
                await self._bring_up(addresses)
                log.info("the store could be opened")
                return

    def _start_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._loop_error(task.get_loop(), {"message": "the start died", "exception": error})

    async def stop(self) -> None:
        """Let goods on their way fall, then end in order. No new sale is begun."""
        self._buying.ending, self._buying.waits = True, False
        self.members.close()
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        await self.orders.end()
        await self.pickup.stop()
        await self.game.stop()
        await self.staff.stop()
        if self._services is not None:
            await self._services.stop()

    def clock_moved(self) -> None:
        """The demo let time pass at once."""
        if self._services is not None:
            self._services.deadlines.poke()
            self._services.time_passed()
        self.staff.time_passed()
        self._renew()

    def _loop_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        log.critical("%s", context.get("message"), exc_info=error if isinstance(error, Exception) else None)
        sale, subject = context.get("sale"), context.get("subject")
        if isinstance(sale, str) and isinstance(subject, str):
            # One sale's call to its gateway: that sale was told, the others and the machine go on.
            self.call_staff(Worry.PAYMENT_IN_DOUBT, sale, subject, str(context["message"]))
            return
        self.bugs.put_nowait(error if isinstance(error, BaseException) else BugError(str(context)))

    # --- told by the services (all on the loop's thread) ------------------------------------------------

    def cabinet_changed(self) -> None:
        self.staff.machine_changed()
        self._renew()

    def wallets_changed(self) -> None:
        self._renew()

    def documents_changed(self, kinds: frozenset[str]) -> None:
        """The cloud told something new of these kinds, or the disk had it at the start: it is in
        ``services.documents.of`` from now on."""
        self.pickup.documents_changed(kinds)
        if RULES in kinds and self._services is not None:
            self.deals.publish(self._services.documents.of(RULES).get(TABLE))
        if "faq" in kinds and self._services is not None:
            self.help.use(self._services.documents.of("faq"))
        self._renew()

    def till_changed(self) -> None:
        self._renew()

    def till_lever(self) -> None:
        self._counter.lever()

    def time_passed(self) -> None:
        """Every few seconds: pauses end, the date changes."""
        self.pickup.time_passed()
        self.staff.time_passed()
        self._renew()

    def late_result(self, motors: tuple[int, ...]) -> None:
        assert self._services is not None, "there is no board before the services"
        self._services.late_result(motors)

    def vend_started(self, key: str) -> None:
        live = None if is_service(key) else self._live(sale_of(key)[0])
        if live is not None:
            live.turning = True
            self._renew()

    def vend_finished(self, outcome: VendOutcome) -> None:
        assert self._services is not None, "there is no board before the services"
        if self.staff.vend_finished(outcome):
            return
        live = self._live(sale_of(outcome.key)[0])
        if live is None:
            self._services.disk.later(lambda store: store.sales.record_outcome(outcome))
            return
        self._services.runner.tell(live.number, vend_event(live, outcome, self._stock.spare), outcome)

    def deadline_passed(self, sale: str, timer: Timer, subject: str) -> None:
        if self._services is not None and sale in self._services.runner.live:
            self._services.runner.tell(sale, deadline_event(timer, subject))

    def call_staff(self, worry: Worry, sale: str, subject: str, text: str) -> None:
        assert self._services is not None, "there is no sale before the services"
        self._services.call_staff(worry.value, f"{sale}:{subject}", text)

    def storage_trouble(self, error: KnownError | None) -> None:
        self._storage = error
        self._renew()

    def sale_dropped(self, live: Live) -> None:
        """It could not even be written down: the customer is told that the machine is out of service."""
        self._counter.dropped(live)
        self.deals.uses.dropped(live)
        self.pickup.dropped(live)
        self._renew()

    def sale_changed(self, live: Live, before: Sale) -> None:
        """A step is on the disk."""
        sale = live.sale
        for line in fallen(before, sale):
            self._stock.fell(line.lane)
        if sale.funded_by and not before.funded_by:
            self.members.paid(sale.number)
            if live is self._counter.front:
                self._cart.clear()
        self.deals.uses.stepped(live, before)
        self.game.sale_changed(live, before)
        self._counter.changed(live, before)
        self.orders.sale_changed(live)
        self.pickup.changed(live)
        if sale.stage is Stage.CLOSED and self._services is not None:
            self._services.sale_closed(sale)
            self._services.save_shop(self._stock.lanes)
        self.staff.sale_changed(sale, before)
        self._renew()

    # --- inside --------------------------------------------------------------------------------------

    def _may_open(self) -> bool:
        """A sale that needs no wallet can be opened."""
        gives_out = self._view.mode is Mode.SELLING or self._view.mode is Mode.OFFLINE
        return gives_out and not self._view.sale and not self._buying.ending and not self._buying.waits

    def _live(self, number: str) -> Live | None:
        return self._services.live(number) if self._services is not None else None

    # --- the snapshot --------------------------------------------------------------------------------

    def _look(self) -> None:
        services = self._services
        sales = [live.sale for live in services.runner.live.values()] if services and services.up else []
        known = services.lane if services else lambda _label: LaneCondition()
        self._stock.look(sales, known, self._today(), has_priority=self.members.has_priority)

    def _today(self) -> str:
        return datetime.datetime.fromtimestamp(self._now_s(), self._zone).date().isoformat()

    def _now_s(self) -> int:
        return self._clock.utc_ms() // 1000

    def _condition(self) -> Condition:
        if self._services is None:
            return Condition(storage_down=self._storage is not None)
        found = self._services.condition(
            storage_down=self._storage is not None, in_service=self.staff.is_open
        )
        # no price, no sale: as long as the rules are being read everything is still coming up
        return found if self.deals.prices is not None else replace(found, services_up=False)

    def _renew(self) -> None:
        """Build the next snapshot and tell the screen if anything in it is new."""
        now_mode, trouble = mode(self._condition())
        if self._buying.waits and now_mode is not Mode.STARTING:
            self._buying.waits = False
            if now_mode is Mode.SELLING:
                self._look()
                self._buying.open()
        self._counter.withdraw_what_is_gone(now_mode, trouble)
        self._look()
        new = snapshot(
            self._view,
            (now_mode, trouble),
            self._now_s(),
            self._cart,
            self._services,
            self._sale_view(),
            self._counter.earlier,
            self._counter.aside,
            self.members.view,
            self.deals,
        )
        self._counter.want_codes(new.sale)
        if new != self._view:
            self._view = new
            for changed in self._watchers:
                changed()

    def _sale_view(self) -> SaleView | None:
        shown = self._counter.view()
        if shown is not None or not self._buying.is_asking:
            return shown
        return before_opening(self._cart.view(None).total_fen)
