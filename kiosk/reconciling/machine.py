"""The machine's side of a day's reconciliation: its books, its sales, its staff."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar

from kiosk.cabinet.incidents.bills import code_of, detail_of, subject_of
from kiosk.payments.bills.bill import BillFile
from kiosk.payments.desk import Desk
from kiosk.payments.intent import CallUnknown, Method, QueryResult, RefundResult
from kiosk.payments.reconcile import evidence
from kiosk.payments.reconcile.books import OurPayment, OurRefund
from kiosk.payments.reconcile.cases import Deed, Finding
from kiosk.payments.reconcile.day import Day, Known
from kiosk.vend.calls import payment_event, refund_event
from kiosk.vend.deadlines import Deadlines
from kiosk.vend.disk import Disk
from kiosk.vend.runner import Runner

log = logging.getLogger(__name__)

NAP = "reconciling"
QUIET_LOOK_MS = 1_000
QUIET_TRIES_MAX = 300
"""Five minutes of one customer after another: then a question is put all the same, by the threads that no
customer waits for."""
BOOKED_WITHIN_MS = 2_000

AnswerT = TypeVar("AnswerT")


class Staff(Protocol):
    """Who is called: the machine's ledger of incidents."""

    def raise_(self, code: str, subject: str, detail: str) -> None: ...

    def clear(self, code: str, subject: str = "") -> None: ...


class MachineSide:
    """Implements ``Side``. Belongs to the loop's thread; reading and asking run in the desk's pool."""

    def __init__(
        self,
        folder: Path,
        machine: Callable[[], str],
        desk: Desk,
        disk: Disk,
        deadlines: Deadlines,
        runner: Runner,
        staff: Staff,
    ) -> None:
        """``machine``: its present name, by which its orders are told from other systems'."""
        self._folder = folder
        self._machine = machine
        self._desk = desk
        self._disk = disk
        self._deadlines = deadlines
        self._runner = runner
        self._staff = staff

    async def call(self, machine: str, work: Callable[[], AnswerT]) -> AnswerT | CallUnknown:  # noqa: ARG002 one machine
        for _ in range(QUIET_TRIES_MAX):
            if not any(live.cancellable for live in self._runner.live.values()):
                break
            await self._deadlines.nap(QUIET_LOOK_MS, NAP)
        return await self._desk.call(work, urgent=False)

    async def known(self, method: Method, day: date, numbers: Collection[str]) -> Known:
        """Raises ``KnownError`` when the books cannot be read."""
        from kiosk.store.repositories.wallet_books import known  # loads the database library

        machine = self._machine()
        return await self._desk.call(lambda: known(self._folder, method, day, numbers, machine), urgent=False)

    async def keep(self, day: Day, settled: Collection[Finding]) -> None:
        await self._disk.write(lambda store: store.bills.keep(day, settled))
        for finding in (*day.findings, *settled):
            code, subject = code_of(finding.case), subject_of(finding)
            if finding.deed is Deed.PERSON:
                self._staff.raise_(code, subject, detail_of(finding))
            elif finding.deed is not Deed.TO_ASK:
                self._staff.clear(code, subject)

    async def keep_file(self, file: BillFile) -> None:
        """A disk without room for it costs the evidence, not the reconciliation."""
        try:
            await self._desk.call(lambda: evidence.keep(self._folder / evidence.FOLDER, file), urgent=False)
        except OSError as error:
            log.warning("the bill %s could not be kept: %s", file.name, error.strerror)

    async def tell_payment(self, payment: OurPayment, answer: QueryResult) -> None:
        log.info("payment %s: its gateway was asked again because of a bill", payment.number)
        self._runner.tell(payment.order.sale, payment_event(payment.order, answer, over=False))

    async def tell_refund(self, refund: OurRefund, answer: RefundResult) -> None:
        self._runner.tell(refund.order.payment.sale, refund_event(refund.order, answer))

    async def books_settle(self) -> None:
        """The runner stores a step within milliseconds, or as soon as the disk takes it."""
        await asyncio.sleep(0)
        await self._deadlines.nap(BOOKED_WITHIN_MS, NAP)
