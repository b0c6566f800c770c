"""The shell round the sale: one event at a time, on the disk before anything is done about it.

For every event: ``step`` (pure), then one transaction with state, postings, effects, stock and outbox,
then the effects, in order. When the disk does not take it, nothing is done and it is tried again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from hardware.api import VendOutcome
from kiosk.catalog.products import Texts
from kiosk.clock import Clock
from kiosk.errors import BugError
from kiosk.payments.intent import Method, PayCode, PaymentOrder, RefundOrder
from kiosk.sale.effects import REPEATABLE, ChargeCode, CreatePayment, Effect, SendRefund, Vend
from kiosk.sale.ending import stays_paid
from kiosk.sale.events import Event, PaymentReady, PaymentReversed, PaymentSeen, Rebooted, StaffRetried
from kiosk.sale.paying import EXTENSIONS_MAX
from kiosk.sale.state import RefundState, Sale, Stage
from kiosk.sale.table import step
from kiosk.store import OpenRecord, OutboxEvent, StepRecord, step_record
from kiosk.vend.disk import Disk
from kiosk.vend.live import Live
from kiosk.vend.recovery import find_one, revive
from kiosk.vend.report import sale_report

log = logging.getLogger(__name__)

EXPIRY_GRACE_S = 30
"""The gateway's expiry lies this much after the last countdown ends, for the question at its end."""
PATIENCE_MS = 60_000
"""A customer who paid and sees nothing move for so long, because the disk takes nothing, is taken to be
gone: the money goes back instead of goods falling before nobody."""

_WAKES_A_CLOSED_SALE = (PaymentSeen, PaymentReversed, PaymentReady)
"""All that can still matter to a closed sale: its other cells in the table are ``ignore``."""


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

    def hurry(self, number: str) -> None:
        """A person wants to know now: whatever waits to be asked about this number is asked at once."""

    def settled(self, live: Live) -> None:
        """What was paid for the goods stays paid, as far as the machine can tell."""

    def forget(self, number: str) -> None:
        """The sale is closed."""

    def now_s(self, method: str) -> int:
        """UTC seconds as the gateway of ``method`` counts them."""


class Watcher(Protocol):
    """Told after each stored step, on the loop's thread."""

    def sale_changed(self, live: Live, before: Sale) -> None: ...

    def sale_dropped(self, live: Live) -> None:
        """The disk did not take its opening: it never was, and nothing was done about it."""


class Runner:
    """Belongs to the loop's thread. ``names`` by SKU, for sales taken up from the disk."""

    def __init__(
        self, disk: Disk, clock: Clock, terms: Terms, watcher: Watcher, names: Mapping[str, Texts]
    ) -> None:
        self._disk = disk
        self._clock = clock
        self.terms = terms
        """May be replaced: enrolment gives the machine its name while it runs."""
        self._watcher = watcher
        self._names = names
        self._hands: Hands | None = None
        self._live: dict[str, Live] = {}
        self._waking: dict[str, list[Event]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stepped = asyncio.Event()
        self._stopped = False

    def use(self, hands: Hands) -> None:
        """The hands need the runner and the runner the hands: they are joined once, at the start."""
        self._hands = hands

    @property
    def live(self) -> Mapping[str, Live]:
        """Every sale that is not closed, by number."""
        return self._live

    def open(self, live: Live, first: Event, quote: Mapping[str, object]) -> None:
        """A new sale with its first event, stored together."""
        record = OpenRecord(live.sale, live.opened_at_ms, live.truth_token, quote, live.uses, live.customer)
        self._live[live.number] = live
        live.inbox.put_nowait((first, None))
        self._spawn(self._run(live, record), live.number)

    def resume(self, live: Live) -> None:
        """A sale found on the disk after a restart."""
        self._live[live.number] = live
        live.inbox.put_nowait((Rebooted(), None))
        self._spawn(self._run(live, None), live.number)

    def tell(self, number: str, event: Event, with_it: VendOutcome | PayCode | None = None) -> None:
        """Something happened to sale ``number``. Never blocks. Money that comes for a closed sale takes it
        up again, so that it goes back. ``with_it``: what a board said, or the code of ``CodeRead``."""
        live = self._live.get(number)
        if live is not None:
            live.inbox.put_nowait((event, with_it))
        elif number in self._waking:
            self._waking[number].append(event)
        elif isinstance(event, _WAKES_A_CLOSED_SALE) and not self._stopped:
            self._waking[number] = [event]
            self._spawn(self._wake(number), number)

    async def motors_rest(self, within_s: float) -> None:
        """Until no sale is giving out goods, or ``within_s`` have passed: a program that ends in the middle
        of a turn leaves a line in doubt."""
        try:
            async with asyncio.timeout(within_s):
                while any(live.sale.stage is Stage.VENDING for live in self._live.values()):
                    self._stepped.clear()
                    await self._stepped.wait()
        except TimeoutError:
            log.warning("the program ends although goods are still being given out")

    async def stop(self) -> None:
        """End between two steps: what is on the disk is whole."""
        self._stopped = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- one sale ------------------------------------------------------------------------------------

    def _spawn(self, work: Coroutine[Any, Any, None], number: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=f"sale {number}")
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            task.get_loop().call_exception_handler(
                {"message": f"{task.get_name()} stopped", "exception": error, "task": task}
            )

    async def _wake(self, number: str) -> None:
        found = await self._disk.write(lambda store: find_one(store, number))
        if found is None:
            raise BugError(f"money for sale {number}, which was never opened")
        log.info("closed sale %s is taken up again: its gateway says something new", number)
        live = revive(found, self._names)
        for event in self._waking.pop(number):
            live.inbox.put_nowait((event, None))
        self._live[number] = live
        await self._run(live, None)

    async def _run(self, live: Live, opening: OpenRecord | None) -> None:
        try:
            while True:
                event, with_it = await live.inbox.get()
                outcome = with_it if isinstance(with_it, VendOutcome) else None
                if isinstance(with_it, PayCode) and not live.sale.next_scanned:
                    live.pay_code = with_it
                if not await self._step(live, event, outcome, opening):
                    self._watcher.sale_dropped(live)
                    return
                opening = None
                # Without an await between the look and the leaving, nothing can come in and be lost.
                if live.sale.stage is Stage.CLOSED and live.inbox.empty():
                    self._hands_there().forget(live.number)
                    return
        finally:
            if self._live.get(live.number) is live:
                del self._live[live.number]
            self._stepped.set()

    async def _step(
        self, live: Live, event: Event, outcome: VendOutcome | None, opening: OpenRecord | None = None
    ) -> bool:
        """False: the sale could not even be opened."""
        before = live.sale
        after, effects = step(before, event)
        if after != before or outcome is not None or not _only_asks(effects):
            record = self._record(live, event, after, effects, outcome)
            if opening is not None:
                if not await self._disk.write_now(lambda store: store.commit(opening, record)):
                    return False
            elif not await self._stored(live, record):
                await self._step(live, Rebooted(), None)
                return await self._step(live, event, outcome)
            self._remember(live, record)
        live.sale = after
        hands = self._hands_there()
        if isinstance(event, StaffRetried):
            live.refunds_since_ms[event.refund] = self._clock.utc_ms()
            hands.hurry(event.refund)
        for effect in effects:
            hands.carry_out(live, effect)
        if not after.next_scanned:
            live.pay_code = None
        if stays_paid(after) and not stays_paid(before):
            hands.settled(live)
        # Told last: the motor's order is on its way before the screen is drawn, and a deadline is armed.
        self._watcher.sale_changed(live, before)
        self._stepped.set()
        return True

    def _hands_there(self) -> Hands:
        assert self._hands is not None, "the runner was started before its hands were joined"
        return self._hands

    async def _stored(self, live: Live, record: StepRecord) -> bool:
        """False: the disk took nothing for so long that whoever paid is taken to be gone."""
        began_ms = self._clock.monotonic_ms()
        moves = any(isinstance(effect, Vend) for effect in record.effects)

        def wanted() -> bool:
            return not moves or self._clock.monotonic_ms() - began_ms < PATIENCE_MS

        def commit(store: Any) -> bool:
            store.commit(record)
            return True

        stored = await self._disk.write(commit, wanted)
        if not stored:
            log.error("sale %s: its customer has waited too long for the disk", live.number)
        return bool(stored)

    # --- what goes with a step -----------------------------------------------------------------------

    def _record(
        self, live: Live, event: Event, after: Sale, effects: tuple[Effect, ...], outcome: VendOutcome | None
    ) -> StepRecord:
        report = sale_report(after, live.truth_token, live.opened_at_ms, live.names, live.quote)
        at_ms = self._clock.utc_ms()
        return step_record(
            live.sale,
            event,
            after,
            effects,
            at_ms,
            outbox=(OutboxEvent("sale", report),) if after != live.sale else (),
            payment_orders=self._new_orders(live, after, effects),
            refund_orders=self._new_refunds(live, effects),
            outcomes=(outcome,) if outcome else (),
        )

    def _remember(self, live: Live, record: StepRecord) -> None:
        for order in record.payment_orders:
            live.orders[order.number] = order
        for refund in record.refund_orders:
            live.refund_orders[refund.number] = refund
            live.refunds_since_ms[refund.number] = _owed_since_ms(live, refund, record)

    def _new_orders(self, live: Live, after: Sale, effects: tuple[Effect, ...]) -> tuple[PaymentOrder, ...]:
        """The exact orders these effects will send for the first time: stored before they are sent. A code
        that was read is no part of them."""
        made: list[PaymentOrder] = []
        for effect in effects:
            if not isinstance(effect, CreatePayment | ChargeCode) or effect.attempt in live.orders:
                continue
            attempt = after.attempt(effect.attempt)
            assert attempt is not None, "the table creates payments only for its own attempts"
            now_s = self._hands_there().now_s(attempt.method)
            span_s = self.terms.expire_s * (1 + EXTENSIONS_MAX) + EXPIRY_GRACE_S
            made.append(
                PaymentOrder(
                    number=attempt.number,
                    sale=after.number,
                    method=Method(attempt.method),
                    amount_fen=attempt.amount_fen,
                    currency=after.currency,
                    description=live.description,
                    machine=self.terms.machine,
                    created_at_s=now_s,
                    expires_at_s=now_s + span_s,
                    scanned=attempt.scanned,
                )
            )
        return tuple(made)

    def _new_refunds(self, live: Live, effects: tuple[Effect, ...]) -> tuple[RefundOrder, ...]:
        """Of *now* as their gateway counts it: stored with that, and found again by it."""
        now_s = self._hands_there().now_s
        return tuple(
            RefundOrder(
                effect.refund,
                live.orders[effect.attempt],
                effect.amount_fen,
                self.terms.refund_reason,
                created_at_s=now_s(live.orders[effect.attempt].method),
            )
            for effect in effects
            if isinstance(effect, SendRefund) and effect.refund not in live.refund_orders
        )


def _owed_since_ms(live: Live, refund: RefundOrder, record: StepRecord) -> int:
    """Since when this money is being tried to be given back: a number that took a dead one's place goes on
    from there, so that after a day of dead numbers people are called all the same."""
    dead = (one.number for one in record.after.refunds if one.state is RefundState.VOID)
    attempts = {number: live.refund_orders[number].payment.number for number in dead}
    since = (
        live.refunds_since_ms[number] for number, one in attempts.items() if one == refund.payment.number
    )
    return min(since, default=record.at_ms)


def _only_asks(effects: tuple[Effect, ...]) -> bool:
    return all(isinstance(effect, REPEATABLE) for effect in effects)
