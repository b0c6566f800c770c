"""The machine's mind: owns the services, keeps the one snapshot the screen shows, takes its verbs."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import logging
from collections.abc import Callable
from importlib import import_module
from zoneinfo import ZoneInfo

from hardware.api import VendOutcome
from kiosk.cabinet.code_desk import Asking, Taker
from kiosk.catalog.availability import LaneCondition
from kiosk.catalog.basket import UNITS_MAX
from kiosk.errors import BugError, ConfigError, DataDamagedError, KnownError
from kiosk.front import own_code
from kiosk.front.cart import Cart
from kiosk.front.gone import GONE_NOTICES, gone
from kiosk.front.mode import Condition, mode
from kiosk.front.own_code import OwnCode
from kiosk.front.sale_view import before_opening, nothing_to_tell
from kiosk.front.snapshot import first_snapshot, snapshot, told
from kiosk.front.stock import Stock
from kiosk.ids import sale_number
from kiosk.outfit import Addresses, Outfit
from kiosk.payments.intent import PayCode
from kiosk.sale.books import fallen
from kiosk.sale.effects import Worry
from kiosk.sale.events import CancelPressed, CodeRead, Event, MethodChosen, MoreTimePressed, Timer
from kiosk.sale.state import Sale, Stage
from kiosk.services import Services
from kiosk.vend.dispatch import deadline_event, sale_of, vend_event
from kiosk.vend.live import Live
from kiosk.views import KioskView, Mode, Phase, SaleView, Trouble

__all__ = ["Addresses", "Kiosk", "Outfit"]

log = logging.getLogger(__name__)

START_AGAIN_S = 5.0
"""Between two tries to open the store at the start: a disk that was full may have room again."""
LAST_SECOND = "last_second"
ORDERING = "kiosk.front.order"
"""Loaded beside the first customer, not before the first frame, which shows no price that a rule made."""
CANCELLED_WATCHED = "cancelled_watched"
"""Nothing was paid, and what might still be goes back by itself."""


class Kiosk:
    """Belongs to the loop's thread. ``view`` is there at once; ``start`` brings the services up."""

    def __init__(self, outfit: Outfit) -> None:
        self._outfit = outfit
        self._clock = outfit.clock
        self._zone = ZoneInfo(outfit.settings.machine.timezone)
        self._stock = Stock(outfit.shop, UNITS_MAX)
        self._cart = Cart(self._stock)
        self._services: Services | None = None
        self._front: Live | None = None
        self._earlier: Live | None = None
        self._aside = ""
        self._own_code = OwnCode(self._ask_code, self._code_read, self._odd_code)
        self._pay_when_ready = False
        self._storage: KnownError | None = None
        self._watchers: list[Callable[[], None]] = []
        self._starting: asyncio.Task[None] | None = None
        self._ending = False
        self.bugs: asyncio.Queue[BaseException] = asyncio.Queue()
        """What must end the program."""
        self._look()
        self._view = first_snapshot(outfit.shop, self._cart, self._now_s())

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
        if not self._cart.has(sku):
            self.add(sku)
        if self._cart.has(sku):
            self.pay()

    def pay(self) -> None:
        if self._view.sale or not self._cart.count or self._ending:
            return
        if self._view.mode is Mode.STARTING:
            self._pay_when_ready = True
        elif self._view.mode is Mode.SELLING:
            self._open_sale()
        self._renew()

    def choose_method(self, method: str) -> None:
        front, services = self._front, self._services
        if front and services and method in services.desk.offered_for(len(front.sale.lines)):
            self._tell_front(MethodChosen(method))

    def cancel(self) -> None:
        if self._front is None and self._pay_when_ready:
            self._pay_when_ready = False
            self._renew()
        self._tell_front(CancelPressed())

    def more_time(self) -> None:
        self._tell_front(MoreTimePressed())

    def done(self) -> None:
        """Leave the result; a sale that could not even be ordered ends here."""
        if self._front is not None:
            if self._view.sale is None or self._view.sale.phase is not Phase.RESULT:
                return
            if self._front.sale.stage is Stage.OPEN:
                self._tell_front(CancelPressed())
            self._front = None
        self._earlier = None
        self._renew()

    def rate(self, stars: int) -> None:
        if self._front is not None and 1 <= stars <= 5:
            self._note(self._front.number, "rating", str(stars))

    def report_problem(self, sale: str, kind: str) -> None:
        self._note(sale, "problem", kind)

    def reset_session(self) -> None:
        self.clear_cart()

    # --- life ----------------------------------------------------------------------------------------

    async def start(self, addresses: Addresses) -> None:
        """Bring the services up. What the world does wrong shows in ``view``; only bugs are raised, and
        ``KnownError``: for a board that cannot be as configured, and when the store cannot be opened. A store
        that is not damaged is tried again and again beside, and the machine is out of service so long."""
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
        services = Services(self._outfit, addresses, self)
        self._services = services
        try:
            recovered = await services.start(self._outfit.shop)
        except KnownError as error:
            if self._storage is None or self._storage.text != error.text:
                log.error("%s", error.text, extra={"code": error.code})
            self._storage = error
            await services.stop()
            self._renew()
            raise
        self._storage = None
        self._earlier = recovered.tell
        self._stock.stored(recovered.lanes)
        services.save_shop(self._stock.lanes)
        self._renew()
        await asyncio.to_thread(import_module, ORDERING)

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
        self._ending = True
        self._pay_when_ready = False
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._services is not None:
            await self._services.stop()

    def clock_moved(self) -> None:
        """The demo let time pass at once."""
        if self._services is not None:
            self._services.deadlines.poke()
            self._services.time_passed()
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
        self._renew()

    def wallets_changed(self) -> None:
        self._renew()

    def till_changed(self) -> None:
        self._renew()

    def till_lever(self) -> None:
        """Pressed while money is being put in: as good as *cancel* on the screen."""
        front = self._front
        services = self._services
        if front and services and front.cancellable and told(front, services).till.shows:
            self._tell_front(CancelPressed())

    def time_passed(self) -> None:
        """Every few seconds: pauses end, the date changes."""
        self._renew()

    def late_result(self, motors: tuple[int, ...]) -> None:
        assert self._services is not None, "there is no board before the services"
        self._services.late_result(motors)

    def vend_started(self, key: str) -> None:
        live = self._live(sale_of(key)[0])
        if live is not None:
            live.turning = True
            self._renew()

    def vend_finished(self, outcome: VendOutcome) -> None:
        assert self._services is not None, "there is no board before the services"
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
        if live is self._front:
            self._front = None
        self._renew()

    def sale_changed(self, live: Live, before: Sale) -> None:
        """A step is on the disk."""
        sale = live.sale
        for line in fallen(before, sale):
            self._stock.fell(line.lane)
        if sale.funded_by and not before.funded_by:
            live.notice = LAST_SECOND if before.stage is Stage.CLOSING else ""
            if live is self._front:
                self._cart.clear()
        self._note_code(live, before)
        if live is self._front:
            self._let_go(live)
        if sale.stage is Stage.CLOSED and self._services is not None:
            self._services.sale_closed(sale)
            self._services.save_shop(self._stock.lanes)
        self._renew()

    # --- inside --------------------------------------------------------------------------------------

    def _let_go(self, live: Live) -> None:
        """Whoever has cancelled goes on shopping; where their code cannot be ended, with a word about it."""
        services = self._services
        assert services is not None, "there is no sale before the services"
        back_fen = services.till_view(live.sale).back_fen
        waits = services.waits_for_end(live)
        if nothing_to_tell(live.sale, live.notice, back_fen, waits_for_end=waits):
            self._front = None
            self._aside = "" if live.sale.stage is Stage.CLOSED else CANCELLED_WATCHED

    def _ask_code(self, taker: Taker) -> Asking | None:
        return self._services.ask_code(taker) if self._services is not None else None

    def _code_read(self, method: str, code: PayCode) -> None:
        front = self._front
        if front is not None and self._live(front.number) is not None:
            assert self._services is not None, "a live sale has a runner"
            front.notice = "" if front.notice in own_code.NOTICES else front.notice
            self._services.runner.tell(front.number, CodeRead(method), code)

    def _odd_code(self, why: str) -> None:
        if self._front is not None:
            self._front.notice = why
            self._renew()

    def _note_code(self, live: Live, before: Sale) -> None:
        """What was said about a code that was read goes with the page; that one was refused is said."""
        sale, was = live.sale, before.current
        if sale.stage is not Stage.PAYING and live.notice in own_code.NOTICES:
            live.notice = ""
        elif was is not None and was.scanned and sale.stage is before.stage is Stage.PAYING:
            is_over = sale.current is not None and sale.current.number != was.number
            live.notice = own_code.REFUSED if is_over else live.notice

    def _live(self, number: str) -> Live | None:
        return self._services.runner.live.get(number) if self._services else None

    def _tell_front(self, event: Event) -> None:
        if self._front is not None and self._live(self._front.number) is not None:
            assert self._services is not None, "a live sale has a runner"
            self._services.runner.tell(self._front.number, event)

    def _withdraw_what_is_gone(self, now_mode: Mode, trouble: Trouble) -> None:
        """Better no money than a refund."""
        front, services = self._front, self._services
        if front is None or services is None or not front.cancellable or front.notice in GONE_NOTICES:
            return
        found = gone(front.sale, now_mode, trouble, services.lane)
        if found is not None:
            front.notice, why = found
            log.warning("sale %s is cancelled: %s", front.number, why)
            self._tell_front(CancelPressed())

    def _note(self, sale: str, kind: str, text: str) -> None:
        if self._services is not None and sale:
            self._services.note(sale, kind, text)

    def _open_sale(self) -> None:
        from kiosk.front.order import new_sale, quote_for  # loads the price rules: no first frame needs them
        from kiosk.pricing.quote_json import quote_json

        services = self._services
        lanes = self._cart.pick()
        methods = services.desk.offered_for(self._cart.count) if services is not None else ()
        if services is None or lanes is None or not methods:
            return
        shop, machine = self._outfit.shop, self._outfit.settings.machine
        quote = quote_for(shop, lanes, machine.currency)
        now_ms = self._clock.utc_ms()
        self._aside = ""
        number = sale_number(services.outside.machine_id, now_ms)
        self._front = new_sale(shop, quote, number, now_ms, machine.languages[0])
        services.runner.open(self._front, MethodChosen(methods[0]), quote_json(quote))
        for lane in lanes:
            services.check_lane(lane.label)

    # --- the snapshot --------------------------------------------------------------------------------

    def _look(self) -> None:
        services = self._services
        sales = [live.sale for live in services.runner.live.values()] if services and services.up else []
        today = datetime.datetime.fromtimestamp(self._now_s(), self._zone).date().isoformat()
        self._stock.look(
            sales,
            services.lane if services else lambda _label: LaneCondition(),
            today,
        )

    def _now_s(self) -> int:
        return self._clock.utc_ms() // 1000

    def _condition(self) -> Condition:
        if self._services is None:
            return Condition(storage_down=self._storage is not None)
        return self._services.condition(storage_down=self._storage is not None)

    def _renew(self) -> None:
        """Build the next snapshot and tell the screen if anything in it is new."""
        now_mode, trouble = mode(self._condition())
        if self._pay_when_ready and now_mode is not Mode.STARTING:
            self._pay_when_ready = False
            if now_mode is Mode.SELLING:
                self._look()
                self._open_sale()
        self._withdraw_what_is_gone(now_mode, trouble)
        self._look()
        new = snapshot(
            self._view,
            (now_mode, trouble),
            self._now_s(),
            self._cart,
            self._services,
            self._sale_view(),
            self._earlier,
            self._aside,
        )
        self._own_code.want(new.sale.own_codes if new.sale is not None else ())
        if new != self._view:
            self._view = new
            for changed in self._watchers:
                changed()

    def _sale_view(self) -> SaleView | None:
        if self._front is not None and self._services is not None:
            return told(self._front, self._services)
        if not self._pay_when_ready:
            return None
        return before_opening(self._cart.view(None).total_fen)
