"""The machine's mind: owns the services, keeps the one snapshot the screen shows, takes its verbs."""

from __future__ import annotations

import asyncio
import datetime
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from hardware.api import Board, BoardSettings, VendOutcome
from kiosk.cabinet.lanes import LaneHealth
from kiosk.catalog.basket import UNITS_MAX, Basket
from kiosk.catalog.products import Lane, Product, Shop, in_language
from kiosk.clock import Clock
from kiosk.errors import BugError, KnownError
from kiosk.front.mode import Condition, mode
from kiosk.front.sale_view import nothing_to_tell, sale_view
from kiosk.front.stock import Stock
from kiosk.ids import sale_number
from kiosk.ops.settings import Settings
from kiosk.pricing.quote import Quote, Want, price
from kiosk.sale.books import fallen
from kiosk.sale.effects import Worry
from kiosk.sale.events import CancelPressed, Event, MethodChosen, MoreTimePressed, Timer
from kiosk.sale.state import Line, Sale, Stage, open_sale
from kiosk.services import Services
from kiosk.vend.dispatch import deadline_event, sale_of, vend_event
from kiosk.vend.live import Live
from kiosk.views import KioskView, Mode, Outcome, Phase, SaleView, Trouble

log = logging.getLogger(__name__)

TRUTH_TOKEN_BYTES = 18
"""144 random bits: an order page's address cannot be guessed."""
DESCRIPTION_MAX_BYTES = 120
"""Gateways take 127 bytes (payments.md 1.2)."""


@dataclass(frozen=True, slots=True)
class Outfit:
    """What the composition root hands in."""

    settings: Settings
    data: Path
    clock: Clock
    shop: Shop
    open_board: Callable[[BoardSettings], Board]
    save_shop: Callable[[tuple[Lane, ...]], object]
    """Keep what the next start's first frame shows; called on a worker thread."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the outside is: from the configuration, or from a demo's embedded parts."""

    board_port: str
    cloud_url: str
    enrol_code: str = ""
    wechat: Mapping[str, object] = field(default_factory=dict)
    """A demo's own ``[payments.wechat]``, for the direct route."""


class Kiosk:
    """Belongs to the loop's thread. ``view`` is there at once; ``start`` brings the services up."""

    def __init__(self, outfit: Outfit) -> None:
        self._outfit = outfit
        self._clock = outfit.clock
        self._zone = ZoneInfo(outfit.settings.machine.timezone)
        self._basket = Basket()
        self._stock = Stock(outfit.shop, UNITS_MAX)
        self._services: Services | None = None
        self._front: Live | None = None
        self._earlier: Live | None = None
        self._pay_when_ready = False
        self._storage: KnownError | None = None
        self._watchers: list[Callable[[], None]] = []
        self.bugs: asyncio.Queue[BaseException] = asyncio.Queue()
        """What must end the program."""
        self._view = self._first_view()

    # --- the screen ----------------------------------------------------------------------------------

    @property
    def view(self) -> KioskView:
        return self._view

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._watchers.append(changed)

    def monotonic_ms(self) -> int:
        return self._clock.monotonic_ms()

    def add(self, sku: str) -> None:
        if self._stock.can_add(self._basket, sku) and not self._view.sale:
            self._basket = self._basket.with_units(sku, self._basket.of(sku) + 1)
            self._check_lanes(sku)
            self._renew()

    def remove(self, sku: str) -> None:
        if not self._view.sale:
            self._basket = self._basket.with_units(sku, max(0, self._basket.of(sku) - 1))
            self._renew()

    def discard(self, sku: str) -> None:
        if not self._view.sale:
            self._basket = self._basket.with_units(sku, 0)
            self._renew()

    def clear_cart(self) -> None:
        if not self._view.sale:
            self._basket = Basket()
            self._renew()

    def buy_now(self, sku: str) -> None:
        if not self._basket.of(sku):
            self.add(sku)
        if self._basket.of(sku):
            self.pay()

    def pay(self) -> None:
        if self._view.sale or not self._basket.count:
            return
        if self._view.mode is Mode.STARTING:
            self._pay_when_ready = True
        elif self._view.mode is Mode.SELLING:
            self._open_sale()
        self._renew()

    def choose_method(self, method: str) -> None:
        if self._services and method in self._services.desk.offered:
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
        """Bring the services up. What the world does wrong shows in ``view``; only bugs are raised."""
        asyncio.get_running_loop().set_exception_handler(self._loop_error)
        self._services = Services(self._outfit, addresses, self)
        try:
            recovered = await self._services.start(self._outfit.shop)
        except KnownError as error:
            log.error("%s", error.text, extra={"code": error.code})
            self._storage = error
            self._renew()
            raise
        self._earlier = recovered.tell
        self._stock.stored(recovered.lanes)
        self._services.save_shop(self._stock.lanes)
        self._renew()

    async def stop(self) -> None:
        if self._services is not None:
            await self._services.stop()

    def clock_moved(self) -> None:
        """The demo let time pass at once."""
        if self._services is not None:
            self._services.deadlines.poke()
        self._renew()

    def _loop_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        log.critical("%s", context.get("message"), exc_info=error if isinstance(error, Exception) else None)
        self.bugs.put_nowait(error if isinstance(error, BaseException) else BugError(str(context)))

    # --- told by the services (all on the loop's thread) ------------------------------------------------

    def cabinet_changed(self) -> None:
        self._renew()

    def wallets_changed(self) -> None:
        self._renew()

    def time_passed(self) -> None:
        """Every few seconds: pauses end, the date changes."""
        self._renew()

    def lane_health(self, label: str, health: LaneHealth, why: str) -> None:
        assert self._services is not None, "there is no cabinet before the services"
        self._services.keep_lane_health(label, health, why)

    def vend_started(self, key: str) -> None:
        live = self._live(sale_of(key)[0])
        if live is not None:
            live.turning = True
            self._renew()

    def vend_finished(self, outcome: VendOutcome) -> None:
        assert self._services is not None, "there is no board before the services"
        live = self._live(sale_of(outcome.key)[0])
        if live is None:
            self._services.write(lambda store: store.sales.record_outcome(outcome))
            return
        self._services.runner.tell(live.number, vend_event(live, outcome, self._stock.spare), outcome)

    def deadline_passed(self, sale: str, timer: Timer, subject: str) -> None:
        if self._services is not None and sale in self._services.runner.live:
            self._services.runner.tell(sale, deadline_event(timer, subject))

    def call_staff(self, worry: Worry, sale: str, subject: str, text: str) -> None:
        assert self._services is not None, "there is no sale before the services"
        log.warning("staff: %s", text)
        self._services.raise_incident(worry.value, f"{sale}:{subject}", text)

    def storage_trouble(self, error: KnownError | None) -> None:
        self._storage = error
        self._renew()

    def sale_changed(self, live: Live, before: Sale) -> None:
        """A step is on the disk."""
        sale = live.sale
        for line in fallen(before, sale):
            self._stock.fell(line.lane)
        if sale.funded_by and not before.funded_by:
            live.last_second = before.stage is Stage.CLOSING
            if live is self._front:
                self._basket = Basket()
        if live is self._front and nothing_to_tell(sale):
            self._front = None
        if sale.stage is Stage.CLOSED and self._services is not None:
            self._services.sale_closed(sale)
            self._services.save_shop(self._stock.lanes)
        self._renew()

    # --- inside --------------------------------------------------------------------------------------

    def _live(self, number: str) -> Live | None:
        return self._services.runner.live.get(number) if self._services else None

    def _tell_front(self, event: Event) -> None:
        if self._front is not None and self._live(self._front.number) is not None:
            assert self._services is not None, "a live sale has a runner"
            self._services.runner.tell(self._front.number, event)

    def _note(self, sale: str, kind: str, text: str) -> None:
        if self._services is not None and sale:
            self._services.note(sale, kind, text)

    def _check_lanes(self, sku: str) -> None:
        """Ask the board about the lane the next unit comes from, while the customer still shops."""
        state = self._view.products.get(sku)
        lane = next((lane for lane in self._stock.lanes if state and lane.label == state.lane), None)
        if lane is not None and self._services is not None:
            self._services.check_lane(lane.motor)

    def _open_sale(self) -> None:
        services = self._services
        lanes = self._stock.pick(self._basket)
        if services is None or lanes is None or not services.desk.offered:
            return
        quote = self._quote(lanes)
        now_ms = self._clock.utc_ms()
        sale = open_sale(
            sale_number(services.machine_id, now_ms),
            tuple(
                Line(index, line.sku, line.lane, line.motor, line.amount_fen)
                for index, line in enumerate(quote.lines)
            ),
            quote.currency,
        )
        names = {line.sku: self._product(line.sku).names for line in quote.lines}
        self._front = Live(
            sale=sale,
            opened_at_ms=now_ms,
            truth_token=secrets.token_urlsafe(TRUTH_TOKEN_BYTES),
            names=names,
            description=self._description(lanes),
        )
        self._pay_when_ready = False
        services.runner.open(self._front, MethodChosen(services.desk.offered[0]), _quote_json(quote))

    def _quote(self, lanes: tuple[Lane, ...]) -> Quote:
        products = [self._product(lane.sku) for lane in lanes]
        wants = [
            Want(lane.sku, lane.label, lane.motor, product.price_fen, product.list_price_fen or 0)
            for lane, product in zip(lanes, products, strict=True)
        ]
        return price(wants, self._outfit.settings.machine.currency)

    def _product(self, sku: str) -> Product:
        product = self._outfit.shop.product(sku)
        if product is None:
            raise BugError(f"{sku} was sold but is not in the shop")
        return product

    def _description(self, lanes: tuple[Lane, ...]) -> str:
        language = self._outfit.settings.machine.languages[0]
        name = in_language(self._product(lanes[0].sku).names, language)
        more = f" +{len(lanes) - 1}" if len(lanes) > 1 else ""
        room = DESCRIPTION_MAX_BYTES - len(more)
        return name.encode()[:room].decode(errors="ignore") + more

    # --- the snapshot --------------------------------------------------------------------------------

    def _first_view(self) -> KioskView:
        self._look()
        return KioskView(
            shop=self._outfit.shop,
            mode=Mode.STARTING,
            trouble=Trouble.NONE,
            since_s=self._clock.utc_ms() // 1000,
            network_up=False,
            board_up=False,
            test_money=False,
            temperature_c=None,
            products=self._stock.states(self._basket),
            cart=self._stock.cart(self._basket),
            sale=None,
        )

    def _look(self) -> None:
        services = self._services
        sales = [live.sale for live in services.runner.live.values()] if services and services.up else []
        now_ms = self._clock.utc_ms()
        today = datetime.datetime.fromtimestamp(now_ms / 1000, self._zone).date().isoformat()
        self._stock.look(
            sales,
            services.cabinet.health if services and services.up else lambda _label: LaneHealth(),
            board_up=True,
            now_ms=now_ms,
            today=today,
        )

    def _renew(self) -> None:
        """Build the next snapshot, keeping every part that did not change, and tell the screen."""
        old = self._view
        condition = self._condition()
        now_mode, trouble = mode(condition)
        if now_mode is Mode.SELLING and self._pay_when_ready:
            self._pay_when_ready = False
            self._look()
            self._open_sale()
        self._look()
        products = self._stock.states(self._basket)
        cart = self._stock.cart(self._basket)
        services = self._services
        new = replace(
            old,
            mode=now_mode,
            trouble=trouble,
            since_s=old.since_s if (now_mode, trouble) == (old.mode, old.trouble) else self._now_s(),
            network_up=condition.wallets_offered > 0,
            board_up=condition.board_up,
            test_money=services.test_money if services else False,
            temperature_c=services.cabinet.temperature_c if services and services.up else None,
            products=old.products if products == old.products else products,
            cart=old.cart if cart == old.cart else cart,
            sale=self._sale_view(),
            earlier=self._show(self._earlier) if self._earlier else None,
        )
        if new != old:
            self._view = new
            for changed in self._watchers:
                changed()

    def _now_s(self) -> int:
        return self._clock.utc_ms() // 1000

    def _condition(self) -> Condition:
        if self._services is None:
            return Condition(storage_down=self._storage is not None)
        return self._services.condition(storage_down=self._storage is not None)

    def _sale_view(self) -> SaleView | None:
        if self._front is not None:
            return self._show(self._front)
        if not self._pay_when_ready:
            return None
        return SaleView(
            number="",
            stage=Stage.OPEN.value,
            phase=Phase.PREPARING,
            method="",
            methods=(),
            code="",
            amount_fen=self._stock.cart(self._basket).total_fen,
            lines=(),
            refunds=(),
            outcome=Outcome.OPEN,
            ends_at_ms=0,
            span_ms=0,
            can_cancel=True,
            can_extend=False,
        )

    def _show(self, live: Live) -> SaleView:
        services = self._services
        assert services is not None, "a sale needs the services"
        return sale_view(
            live.sale,
            services.desk.offered,
            turning=live.turning,
            last_second=live.last_second,
            ends_at_ms=services.deadlines.due_ms(live.number, Timer.PAY),
            span_ms=services.pay_ms,
            truth_url=services.truth_url(live.truth_token),
        )


def _quote_json(quote: Quote) -> Mapping[str, object]:
    return {
        "rules": quote.rules,
        "currency": quote.currency,
        "total_fen": quote.total_fen,
        "lines": [
            {
                "sku": line.sku,
                "lane": line.lane,
                "list_fen": line.list_fen,
                "amount_fen": line.amount_fen,
                "because": line.because,
            }
            for line in quote.lines
        ],
    }
