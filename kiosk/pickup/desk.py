"""Pick-up codes at this machine: what is typed becomes a sale that its code pays for, once, also offline."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kiosk.cabinet.incidents.cloud import GUESSED
from kiosk.catalog.basket import Basket
from kiosk.catalog.products import Lane, Shop
from kiosk.clock import Clock
from kiosk.errors import KnownError
from kiosk.front.stock import Stock
from kiosk.ids import sale_number
from kiosk.payments.intent import Method
from kiosk.pickup.codes import (
    DIGITS,
    TRIES_FORGOTTEN_S,
    TRIES_TO_TELL,
    PickUpCode,
    delay_s,
    find_code,
    left,
    promised,
    read_code,
)
from kiosk.pickup.views import PickUpState, PickUpView
from kiosk.sale.events import CancelPressed, MethodChosen
from kiosk.sale.state import Line, Stage, Why, open_sale
from kiosk.vend.live import Live

if TYPE_CHECKING:
    from kiosk.services import Services

log = logging.getLogger(__name__)

KIND = "pickup"
TRIES_KEY = "pickup_tries"
"""How many wrong codes in a row: kept over a restart, which is no way round the delay."""
TRUTH_TOKEN_BYTES = 18


@dataclass(frozen=True, slots=True)
class Door:
    """What the desk asks of the kiosk."""

    services: Callable[[], Services | None]
    may_open: Callable[[], bool]
    """Nobody else is being served, and goods can be given out."""
    serve: Callable[[Live], None]
    """This sale is what the screen is about from now on."""
    renew: Callable[[], None]


class PickUpDesk:
    """Belongs to the loop's thread. ``view`` says how the last typed code fared."""

    def __init__(self, shop: Shop, stock: Stock, clock: Clock, door: Door) -> None:
        self._shop = shop
        self._stock = stock
        self._clock = clock
        self._door = door
        self._codes: dict[str, PickUpCode] = {}
        self._out: Mapping[str, frozenset[int]] = {}
        self._live: Live | None = None
        self._wrong = 0
        self._wrong_at_ms = 0
        self._again_at_ms = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._watchers: list[Callable[[], None]] = []
        self._view = PickUpView()

    # --- the screen ----------------------------------------------------------------------------------

    @property
    def view(self) -> PickUpView:
        return self._view

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._watchers.append(changed)

    def redeem(self, typed: str) -> None:
        """A customer typed a code of ``DIGITS`` digits. What comes of it shows in ``view``, or as a sale."""
        if self._view.state is PickUpState.CHECKING or len(typed) != DIGITS or not typed.isascii():
            return
        if not typed.isdigit():
            return
        if self._clock.monotonic_ms() < self._again_at_ms:
            self._show(PickUpState.TOO_MANY_TRIES)
        elif self._door.services() is None or not self._door.may_open():
            self._show(PickUpState.CANNOT_NOW)
        else:
            self._show(PickUpState.CHECKING)
            self._spawn(self._redeem(typed))

    def clear(self) -> None:
        """The customer reads on, or went away."""
        if self._view.state is not PickUpState.CHECKING:
            self._show(PickUpState.IDLE)

    def _show(self, state: PickUpState) -> None:
        again_at_ms = self._again_at_ms if state is PickUpState.TOO_MANY_TRIES else 0
        shown = PickUpView(state, again_at_ms)
        if shown != self._view:
            self._view = shown
            for changed in self._watchers:
                changed()

    # --- told by the kiosk ---------------------------------------------------------------------------

    def documents_changed(self, kinds: frozenset[str]) -> None:
        services = self._door.services()
        if KIND not in kinds or services is None:
            return
        self._spawn(self._learn(services.documents.of(KIND)))

    def started(self) -> None:
        """The services are up: what of guessing the disk remembers counts from now."""
        self._spawn(self._remember_tries())

    def changed(self, live: Live) -> None:
        """A step of a sale is on the disk."""
        sale = live.sale
        if live is self._live:
            services = self._door.services()
            assert services is not None, "there is no sale before the services"
            if sale.funded_by:
                self._over(PickUpState.IDLE)
                self._door.serve(live)
            elif sale.stage is Stage.OPEN and sale.why is Why.REFUSED:
                services.runner.tell(live.number, CancelPressed())
                self._over(PickUpState.CANNOT_NOW)
            elif sale.stage not in (Stage.OPEN, Stage.PAYING, Stage.CLOSING):
                self._over(PickUpState.USED)
        if any(attempt.method == Method.PICKUP for attempt in sale.attempts):
            self._spawn(self._look())

    def dropped(self, live: Live) -> None:
        """It could not even be written down."""
        if live is self._live:
            self._over(PickUpState.CANNOT_NOW)

    def time_passed(self) -> None:
        """Codes come to the end of their time, and what they held is for sale again."""
        self._promise()
        rested = self._clock.monotonic_ms() >= self._again_at_ms
        if self._view.state is PickUpState.TOO_MANY_TRIES and rested:
            self._show(PickUpState.IDLE)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- inside --------------------------------------------------------------------------------------

    async def _redeem(self, typed: str) -> None:
        services = self._door.services()
        assert services is not None, "redeem looked"
        try:
            self._show(await self._opened(services, typed))
        except KnownError as error:
            log.error("a pick-up code could not be looked up: %s", error.text, extra={"code": error.code})
            self._show(PickUpState.CANNOT_NOW)

    async def _opened(self, services: Services, typed: str) -> PickUpState:
        codes = tuple(self._codes.values())
        code = await asyncio.to_thread(find_code, typed, codes)
        if code is None:
            return self._guessed(services)
        self._keep_tries(services, 0)
        out = await services.store.run(lambda store: store.pickups.out([code.id]))
        units = left(code, out.get(code.id, frozenset()))
        if not units:
            return PickUpState.USED
        if code.until_s <= self._clock.utc_ms() // 1000:
            return PickUpState.OVER
        if not self._door.may_open():
            return PickUpState.CANNOT_NOW
        lanes = self._lanes(code, units)
        if lanes is None:
            return PickUpState.NOT_ENOUGH
        self._open(services, code, units, lanes)
        return PickUpState.CHECKING

    def _lanes(self, code: PickUpCode, units: tuple[int, ...]) -> tuple[Lane, ...] | None:
        """One lane for each unit, in their order."""
        basket = Basket()
        for unit in units:
            sku = code.units[unit].sku
            basket = basket.with_units(sku, basket.of(sku) + 1)
        picked = self._stock.pick_promised(basket)
        if picked is None:
            return None
        by_sku: dict[str, list[Lane]] = {}
        for lane in picked:
            by_sku.setdefault(lane.sku, []).append(lane)
        return tuple(by_sku[code.units[unit].sku].pop(0) for unit in units)

    def _open(
        self, services: Services, code: PickUpCode, units: tuple[int, ...], lanes: tuple[Lane, ...]
    ) -> None:
        from kiosk.store.repositories.pickups import Claim

        now_ms = self._clock.utc_ms()
        lines = tuple(
            Line(index, lane.sku, lane.label, lane.motor, code.units[unit].amount_fen)
            for index, (unit, lane) in enumerate(zip(units, lanes, strict=True))
        )
        number = sale_number(services.outside.machine_id, now_ms)
        names = {line.sku: product.names for line in lines if (product := self._shop.product(line.sku))}
        live = Live(
            sale=open_sale(number, lines, code.currency),
            opened_at_ms=now_ms,
            truth_token=secrets.token_urlsafe(TRUTH_TOKEN_BYTES),
            names=names,
            description=code.id,
        )
        services.pickup.expect(number, Claim(code.id, units))
        self._live = live
        services.runner.open(live, MethodChosen(Method.PICKUP), _quote(live))
        for lane in lanes:
            services.check_lane(lane.label)

    def _over(self, state: PickUpState) -> None:
        """The sale goes on without the keypad."""
        services = self._door.services()
        if self._live is not None and services is not None:
            services.pickup.forget(self._live.number)
        self._live = None
        self._show(state)

    def _guessed(self, services: Services) -> PickUpState:
        now_ms = self._clock.monotonic_ms()
        if now_ms - self._wrong_at_ms > TRIES_FORGOTTEN_S * 1000:
            self._wrong = 0
        self._wrong_at_ms = now_ms
        self._keep_tries(services, self._wrong + 1)
        self._again_at_ms = now_ms + delay_s(self._wrong) * 1000
        if self._wrong >= TRIES_TO_TELL:
            services.call_staff(GUESSED, "", str(self._wrong))
        return PickUpState.TOO_MANY_TRIES if delay_s(self._wrong) else PickUpState.UNKNOWN

    def _keep_tries(self, services: Services, wrong: int) -> None:
        if wrong != self._wrong:
            self._wrong = wrong
            services.disk.later(lambda store: store.machine.put(TRIES_KEY, wrong))

    async def _remember_tries(self) -> None:
        services = self._door.services()
        assert services is not None, "they are up"
        found: Any = await services.disk.write(lambda store: store.machine.get(TRIES_KEY, 0))
        self._wrong = found if type(found) is int else 0
        self._wrong_at_ms = self._clock.monotonic_ms()
        self._again_at_ms = self._wrong_at_ms + delay_s(self._wrong) * 1000

    async def _learn(self, bodies: Mapping[str, Mapping[str, Any]]) -> None:
        """What the cloud told. On a thread: the messages' library takes a while to load."""
        self._codes = await asyncio.to_thread(
            lambda: {key: read_code(key, body) for key, body in bodies.items()}
        )
        await self._look()

    async def _look(self) -> None:
        """What is out of the codes now, as the disk has it: the rest is promised."""
        services = self._door.services()
        if services is None:
            return
        keys = tuple(self._codes)
        self._out = await services.disk.write(lambda store: store.pickups.out(keys)) or {}
        self._promise()
        self._door.renew()

    def _promise(self) -> None:
        self._stock.promise(promised(self._codes.values(), self._out, self._clock.utc_ms() // 1000))

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            task.get_loop().call_exception_handler({"message": "a pick-up died", "exception": error})


def _quote(live: Live) -> dict[str, object]:
    """What the code is worth: nothing is priced again."""
    sale = live.sale
    lines = [
        {
            "sku": line.sku,
            "lane": line.lane,
            "motor": line.motor,
            "list_fen": line.amount_fen,
            "amount_fen": line.amount_fen,
            "because": KIND,
        }
        for line in sale.lines
    ]
    return {"rules": "", "currency": sale.currency, "total_fen": sale.due_fen, "lines": lines}
