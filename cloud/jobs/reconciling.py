"""Each wallet's yesterday held against its bill, by one process of however many there are.

A lease in the database says which; whoever finds that it is another's by now stops, and a process that died
is replaced when its lease runs out. The procedure is the machine's own (``kiosk.payments.reconcile.day``);
different is that no sale is here: late money is booked, and the machine that owns the sale gives it back when
it asks again, as each does every day (docs/decisions/0009-reconciling.md).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from cloud.clock import Clock
from cloud.logs import log
from cloud.pay.calls import GatewayCalls
from cloud.pay.desk import PaymentDesk
from cloud.pay.refunds import RefundDesk
from cloud.pay.states import change_of, refund_change_of
from cloud.store import bills, leases, payments, refunds
from cloud.store.database import Database, StoreUnavailable
from cloud.store.leases import Lease, LeaseLost
from kiosk.payments.bills.bill import BillFile
from kiosk.payments.intent import (
    CallUnknown,
    Method,
    QueryResult,
    RefundAccepted,
    RefundDone,
    RefundResult,
)
from kiosk.payments.reconcile.books import Books, OurPayment, OurRefund
from kiosk.payments.reconcile.cases import Case, Deed, Finding
from kiosk.payments.reconcile.day import Day, Known, NoDay, reconcile
from kiosk.payments.reconcile.days import again_ms, goes_without_bill, is_overdue

LOOK_EVERY_S = 600.0
LEASE_MS = 180_000
"""Renewed at each question; the longest single one is a bill's, which a gateway's own limits end before."""
GONE_S = 7 * 86_400
"""Late money that its machine has not given back for so long: a machine asks about its orders every day, so
this one is gone. The cloud gives it back itself."""
BACK_REASON = "超时支付退款"
"""What the customer reads beside the refund: paid after the time was over."""

AnswerT = TypeVar("AnswerT")


class Reconciling:
    """Belongs to the event loop's thread."""

    def __init__(
        self,
        db: Database,
        calls: Mapping[Method, GatewayCalls],
        desk: PaymentDesk,
        refund_desk: RefundDesk,
        clock: Clock,
    ) -> None:
        self._db = db
        self._calls = calls
        self._desk = desk
        self._refunds = refund_desk
        self._clock = clock
        self._holder = secrets.token_hex(8)
        self._not_before_ms: dict[Method, int] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except StoreUnavailable as error:
                log.error("reconciling.store", error=str(error))
            except Exception as error:  # told to the log; the payments of today go on
                log.bug("reconciling", error)
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Every wallet's days that are due, then late money whose machine is gone."""
        for method in self._calls:
            await self._wallet(method)
        await self._give_back()

    async def day(self, method: Method, day: date) -> Day | NoDay | None:
        """One day on demand; None while another process is at it."""
        return await self._leased(method, lambda side: self._one(side, method, day))

    async def _wallet(self, method: Method) -> None:
        now_ms = self._clock.utc_ms()
        if now_ms < self._not_before_ms.get(method, 0):
            return
        far = await self._db.read(bills.progress, method)
        due = far.due(now_ms // 1000, has_bills=self._calls[method].gateway.traits.has_bills)
        if not due:
            return

        async def work(side: CloudSide) -> bool:
            whole = True
            for day in due:
                found = await self._one(side, method, day)
                whole = whole and isinstance(found, Day) and found.is_done
            return whole

        if await self._leased(method, work) is False:
            self._not_before_ms[method] = now_ms + again_ms(due[0], now_ms // 1000)

    async def _leased(
        self, method: Method, work: Callable[[CloudSide], Awaitable[AnswerT]]
    ) -> AnswerT | None:
        name = f"reconcile:{method.value}"
        if not await self._db.write(leases.take, Lease(name, self._holder, self._clock.utc_ms(), LEASE_MS)):
            return None
        side = CloudSide(self._db, self._calls[method], self._desk, self._clock, name, self._holder)
        try:
            return await work(side)
        except LeaseLost:
            log.warning("reconciling.lease_lost", wallet=method.value)
            return None
        finally:
            await self._db.write(leases.release, name, self._holder)

    async def _one(self, side: CloudSide, method: Method, day: date) -> Day | NoDay:
        alone = goes_without_bill(day, self._clock.utc_ms() // 1000)
        gateway = self._calls[method].gateway
        found = await reconcile(side, gateway, method, day, without_bill=alone)
        facts: dict[str, object] = {"wallet": method.value, "day": day.isoformat()}
        if isinstance(found, NoDay):
            overdue = is_overdue(day, self._clock.utc_ms() // 1000)
            (log.error if overdue else log.info)("reconciling.no_bill", **facts, text=found.why)
        else:
            if found.problem is not None:
                log.error("reconciling.bill_unread", **facts, text=found.problem.text)
            people = len(found.for_a_person)
            (log.error if people else log.info)(
                "reconciling.day", **facts, findings=len(found.findings), people=people, done=found.is_done
            )
        return found

    # --- late money whose machine is gone ----------------------------------------------------------------

    async def _give_back(self) -> None:
        now_ms = self._clock.utc_ms()
        waiting = await self._db.read(bills.with_machines)
        lease = Lease("late_money", self._holder, now_ms, LEASE_MS)
        if not waiting or not await self._db.write(leases.take, lease):
            return
        try:
            for finding, found_ms in waiting:
                is_gone = found_ms <= now_ms - GONE_S * 1000
                deed = await self._deed_of(finding, is_gone=is_gone)
                if deed is not finding.deed:
                    await self._db.write(bills.change, replace(finding, deed=deed))
        finally:
            await self._db.write(leases.release, "late_money", self._holder)

    async def give_back_now(self, finding: Finding) -> Deed | None:
        """A person does not wait for the week: late money goes back at once, and its machine, should it ask
        after all, is told that it did. Returns what has become of it; None while another process is at it."""
        lease = Lease("late_money", self._holder, self._clock.utc_ms(), LEASE_MS)
        if not await self._db.write(leases.take, lease):
            return None
        try:
            deed = await self._deed_of(finding, is_gone=True)
            if deed is not finding.deed:
                await self._db.write(bills.change, replace(finding, deed=deed))
            return deed
        finally:
            await self._db.write(leases.release, "late_money", self._holder)

    async def _deed_of(self, finding: Finding, *, is_gone: bool) -> Deed:
        """Settled as soon as its machine has asked for the money back."""
        number = finding.key.order_number
        own = f"{number}C"
        stored = await self._db.read(payments.find_for_gateway, number)
        asked_fen = await self._db.read(refunds.asked_fen, number)
        ours = await self._db.read(refunds.states, [own])
        if stored is None or (asked_fen >= (stored.paid_fen or 0) and not ours):
            return Deed.SETTLED
        if not is_gone:
            return finding.deed
        result = await self._refunds.give_back(number, own, BACK_REASON)
        if not isinstance(result, RefundDone | RefundAccepted):
            return finding.deed
        log.warning("reconciling.paid_back", payment=number, machine=finding.machine)
        return Deed.PAID_BACK


class CloudSide:
    """Implements ``Side`` for one wallet, while its lease is held."""

    def __init__(
        self, db: Database, calls: GatewayCalls, desk: PaymentDesk, clock: Clock, lease: str, holder: str
    ) -> None:
        self._db = db
        self._calls = calls
        self._desk = desk
        self._clock = clock
        self._lease = lease
        self._holder = holder
        self._books = Books()

    async def call(self, machine: str, work: Callable[[], AnswerT]) -> AnswerT | CallUnknown:
        """By the threads that leave some to whoever waits. Raises ``LeaseLost``."""
        await self._db.write(leases.must_hold, self._lease_now())
        return await self._calls.ask(machine, lambda _: work(), None, can_wait=True)

    def _lease_now(self) -> Lease:
        return Lease(self._lease, self._holder, self._clock.utc_ms(), LEASE_MS)

    async def known(self, method: Method, day: date, numbers: Collection[str]) -> Known:
        found = await self._db.read(bills.known, method, day, numbers)
        self._books = found.books
        return found

    async def keep(self, day: Day, settled: Collection[Finding]) -> None:
        given_fen = _given_back_fen(self._books)
        findings = tuple(_with_its_machine(finding, given_fen) for finding in day.findings)
        held = self._lease_now()
        await self._db.write(bills.keep_leased, held, replace(day, findings=findings), settled)

    async def keep_file(self, file: BillFile) -> None:
        await self._db.write(bills.keep_file, file, self._clock.utc_ms())

    async def tell_payment(self, payment: OurPayment, answer: QueryResult) -> None:
        change, now_ms = change_of(answer), self._clock.utc_ms()
        self._desk.heard(await self._db.write(payments.apply, payment.number, change, now_ms))

    async def tell_refund(self, refund: OurRefund, answer: RefundResult) -> None:
        await self._db.write(refunds.apply, refund.number, refund_change_of(answer), self._clock.utc_ms())

    async def books_settle(self) -> None:
        """They have it already: telling is one transaction."""


def _given_back_fen(books: Books) -> Mapping[str, int]:
    """By order: what its machine has asked back."""
    given: dict[str, int] = {}
    for refund in books.refunds:
        number = refund.order.payment.number
        given[number] = given.get(number, 0) + refund.order.amount_fen
    return given


def _with_its_machine(finding: Finding, given_fen: Mapping[str, int]) -> Finding:
    """Late money is booked here at once; it is put right only when its machine has given it back."""
    if finding.case is not Case.LATE or finding.deed is not Deed.SETTLED:
        return finding
    if given_fen.get(finding.key.order_number, 0) >= (finding.theirs_fen or 0):
        return finding
    return replace(finding, deed=Deed.WITH_MACHINE)
