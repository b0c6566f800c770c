"""The shell round the sale: one event at a time, on the disk before anything is done about it.

For every event: ``step`` (pure), then one transaction with state, postings, effects, stock and outbox,
then the effects, in order. When the disk does not take it, nothing is done and it is tried again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from hardware.api import VendOutcome
from kiosk.clock import Clock
from kiosk.errors import KnownError
from kiosk.payments.intent import Method, PaymentOrder, RefundOrder
from kiosk.sale.effects import REPEATABLE, CreatePayment, Effect, SendRefund
from kiosk.sale.events import Event, Rebooted
from kiosk.sale.paying import EXTENSIONS_MAX
from kiosk.sale.state import Sale, Stage
from kiosk.sale.table import step
from kiosk.store import OpenRecord, OutboxEvent, StepRecord, StoreThread, step_record
from kiosk.vend.live import Live
from kiosk.vend.report import sale_report

log = logging.getLogger(__name__)

STORE_AGAIN_S = 2.0
"""Between two tries when the disk would not take a step."""
EXPIRY_GRACE_S = 30
"""The gateway's expiry lies this much after the last countdown ends, for the question at its end."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What every order of this machine has in common."""

    machine: str
    expire_s: int
    """One countdown on the screen; *more time* starts it anew."""
    refund_reason: str


class Hands(Protocol):
    """Carries effects out; see ``dispatch``."""

    def carry_out(self, live: Live, effect: Effect) -> None: ...

    def forget(self, number: str) -> None:
        """The sale is closed."""


class Watcher(Protocol):
    """Told after each stored step, on the loop's thread."""

    def sale_changed(self, live: Live, before: Sale) -> None: ...

    def storage_trouble(self, error: KnownError | None) -> None:
        """The disk does not take a step; None: it does again."""


class Runner:
    """Belongs to the loop's thread."""

    def __init__(self, store: StoreThread, clock: Clock, terms: Terms, watcher: Watcher) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms
        self._watcher = watcher
        self._hands: Hands | None = None
        self._live: dict[str, Live] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._storage_down = False

    def use(self, hands: Hands) -> None:
        """The hands need the runner and the runner the hands: they are joined once, at the start."""
        self._hands = hands

    @property
    def live(self) -> Mapping[str, Live]:
        """Every sale that is not closed, by number."""
        return self._live

    def open(self, live: Live, first: Event, quote: Mapping[str, object]) -> None:
        """A new sale with its first event, stored together."""
        record = OpenRecord(live.sale, live.opened_at_ms, live.truth_token, quote)
        self._adopt(live, record)
        self.tell(live.number, first)

    def resume(self, live: Live) -> None:
        """A sale found on the disk after a restart."""
        self._adopt(live, None)
        self.tell(live.number, Rebooted())

    def tell(self, number: str, event: Event, outcome: VendOutcome | None = None) -> None:
        """Something happened to sale ``number``. Never blocks."""
        live = self._live.get(number)
        if live is None:
            log.warning("nobody waits for %s of sale %s", type(event).__name__, number)
            return
        live.inbox.put_nowait((event, outcome))

    async def stop(self) -> None:
        """End between two steps: what is on the disk is whole."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    # --- one sale ------------------------------------------------------------------------------------

    def _adopt(self, live: Live, opening: OpenRecord | None) -> None:
        self._live[live.number] = live
        task = asyncio.get_running_loop().create_task(self._run(live, opening))
        self._tasks[live.number] = task
        task.add_done_callback(lambda done: self._ended(live.number, done))

    async def _run(self, live: Live, opening: OpenRecord | None) -> None:
        while True:
            event, outcome = await live.inbox.get()
            before = live.sale
            after, effects = step(before, event)
            if after != before or outcome is not None or not _only_asks(effects):
                record = self._record(live, event, after, effects, outcome)
                await self._commit(*([opening, record] if opening else [record]))
                opening = None
            live.sale = after
            self._watcher.sale_changed(live, before)
            assert self._hands is not None, "the runner was started before its hands were joined"
            for effect in effects:
                self._hands.carry_out(live, effect)
            if after.stage is Stage.CLOSED and live.inbox.empty():
                self._hands.forget(live.number)
                return

    def _ended(self, number: str, task: asyncio.Task[None]) -> None:
        self._live.pop(number, None)
        self._tasks.pop(number, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            asyncio.get_running_loop().call_exception_handler(
                {"message": f"sale {number} stopped", "exception": error, "task": task}
            )

    async def _commit(self, *records: OpenRecord | StepRecord) -> None:
        while True:
            try:
                await self._store.run(lambda store: store.commit(*records))
            except KnownError as error:
                if not self._storage_down:
                    log.error("a sale's step could not be stored: %s", error.text)
                self._storage_down = True
                self._watcher.storage_trouble(error)
                await asyncio.sleep(STORE_AGAIN_S)
                continue
            if self._storage_down:
                self._storage_down = False
                log.info("sales can be stored again")
                self._watcher.storage_trouble(None)
            return

    # --- what goes with a step -----------------------------------------------------------------------

    def _record(
        self, live: Live, event: Event, after: Sale, effects: tuple[Effect, ...], outcome: VendOutcome | None
    ) -> StepRecord:
        report = sale_report(after, live.truth_token, live.opened_at_ms, live.names)
        return step_record(
            live.sale,
            event,
            after,
            effects,
            self._clock.utc_ms(),
            outbox=(OutboxEvent("sale", report),),
            payment_orders=self._new_orders(live, after, effects),
            refund_orders=self._new_refunds(live, effects),
            outcomes=(outcome,) if outcome else (),
        )

    def _new_orders(self, live: Live, after: Sale, effects: tuple[Effect, ...]) -> tuple[PaymentOrder, ...]:
        """The exact orders these effects will send for the first time: stored before they are sent."""
        made: list[PaymentOrder] = []
        for effect in effects:
            if not isinstance(effect, CreatePayment) or effect.attempt in live.orders:
                continue
            attempt = after.attempt(effect.attempt)
            assert attempt is not None, "the table creates payments only for its own attempts"
            now_s = self._clock.utc_ms() // 1000
            span_s = self._terms.expire_s * (1 + EXTENSIONS_MAX) + EXPIRY_GRACE_S
            order = PaymentOrder(
                number=attempt.number,
                sale=after.number,
                method=Method(attempt.method),
                amount_fen=attempt.amount_fen,
                currency=after.currency,
                description=live.description,
                machine=self._terms.machine,
                created_at_s=now_s,
                expires_at_s=now_s + span_s,
            )
            live.orders[attempt.number] = order
            made.append(order)
        return tuple(made)

    def _new_refunds(self, live: Live, effects: tuple[Effect, ...]) -> tuple[RefundOrder, ...]:
        made: list[RefundOrder] = []
        for effect in effects:
            if not isinstance(effect, SendRefund) or effect.refund in live.refund_orders:
                continue
            payment = live.orders[effect.attempt]
            order = RefundOrder(effect.refund, payment, effect.amount_fen, self._terms.refund_reason)
            live.refund_orders[effect.refund] = order
            made.append(order)
        return tuple(made)


def _only_asks(effects: tuple[Effect, ...]) -> bool:
    return all(isinstance(effect, REPEATABLE) for effect in effects)
