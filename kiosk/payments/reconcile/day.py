"""One wallet's day from the first question to the last: the same procedure for a machine and for a cloud.

What was found is kept before anything is done about it, and the day is done only when the books have what the
sales were told: a program that ends in between does the day again and comes to the same end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar, cast

from kiosk.payments.bills.bill import (
    BillFile,
    BillReady,
    BillResult,
    BillUnknown,
    NotMadeYet,
    NoTrade,
    RowKind,
)
from kiosk.payments.intent import (
    CallUnknown,
    Gateway,
    Method,
    Problem,
    ProblemKind,
    QueryResult,
    RefundResult,
)
from kiosk.payments.reconcile.answers import (
    ABOUT_THE_SALE,
    judge,
    merged,
    payments_to_ask,
    refunds_to_ask,
    settled_elsewhere,
    witness_of,
)
from kiosk.payments.reconcile.books import Books, OurPayment, OurRefund
from kiosk.payments.reconcile.cases import OPEN, Case, Deed, Finding, elsewhere
from kiosk.payments.reconcile.days import is_done
from kiosk.payments.reconcile.matching import Witness, match
from kiosk.payments.wallets import Signing

ROUNDS_MAX = 3
"""How often the books are looked at again after the sales were told; then the day is done another time."""

AnswerT = TypeVar("AnswerT")


class Source(StrEnum):
    """What the day was held against. Stored by name."""

    BILL = "bill"
    ORDERS = "orders"
    """Each order of the day was asked for."""


@dataclass(frozen=True, slots=True)
class Day:
    """One wallet's day as it is kept."""

    method: Method
    day: date
    source: Source
    findings: tuple[Finding, ...]
    file_name: str = ""
    """Of the bill as it came; empty without one."""
    file_sha256: str = ""
    is_done: bool = False
    """False: something is left to be asked, or a sale has not booked yet what it was told."""

    problem: Problem | None = None
    """Why its bill could not be used, so that each order was asked for. Not kept."""

    @property
    def for_a_person(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.deed is Deed.PERSON)


@dataclass(frozen=True, slots=True)
class NoDay:
    """There is nothing to hold the books against yet. Ask again later (``days.AGAIN_S``)."""

    method: Method
    day: date
    problem: Problem | None = None
    """None: the gateway is still making the bill."""

    @property
    def why(self) -> str:
        """For the log."""
        return self.problem.text if self.problem else "The bill is still being made."


@dataclass(frozen=True, slots=True)
class Known:
    """What our side has at one instant."""

    books: Books
    before: tuple[Finding, ...] = ()
    """This day's, from an earlier run."""
    others: tuple[Finding, ...] = field(default=())
    """Of other days: about the same numbers."""


class Side(Protocol):
    """A machine or a cloud."""

    async def call(self, machine: str, work: Callable[[], AnswerT]) -> AnswerT | CallUnknown:
        """Carry out a blocking question to the gateway, when nobody who waits is held up by it."""

    async def known(self, method: Method, day: date, numbers: Collection[str]) -> Known:
        """The books as far as this day may need them: all that is near it, and these order numbers."""

    async def keep(self, day: Day, settled: Collection[Finding]) -> None:
        """In one transaction. ``settled``: findings of other days, as they are from now on."""

    async def keep_file(self, file: BillFile) -> None:
        """The raw file, as evidence."""

    async def tell_payment(self, payment: OurPayment, answer: QueryResult) -> None:
        """Hand a signed answer to the sale it is about."""

    async def tell_refund(self, refund: OurRefund, answer: RefundResult) -> None:
        """The same of a refund."""

    async def books_settle(self) -> None:
        """Wait a moment: what the sales were told is being booked."""


async def reconcile(
    side: Side, gateway: Gateway, method: Method, day: date, *, without_bill: bool
) -> Day | NoDay:
    """Do the day, or do it again. ``without_bill``: if there is none to be had, ask for each order instead
    (``days.goes_without_bill``)."""
    known = await side.known(method, day, ())
    got = await _fetch(side, gateway, method, day, known.books)
    if isinstance(got, NoDay) and without_bill:
        problem = got.problem or Problem(ProblemKind.GATEWAY, "The bill was not made in time.")
        witness = await _by_orders(side, gateway, method, day, known.books)
        got = witness, Day(method, day, Source.ORDERS, (), problem=problem)
    if isinstance(got, NoDay):
        return got
    witness, kept = got
    numbers = {row.order_number for row in witness.rows}
    for _ in range(ROUNDS_MAX):
        known = await side.known(method, day, numbers)
        found = match(known.books, witness, elsewhere(known.others, day))
        kept = replace(kept, findings=merged(known.before, found))
        await side.keep(kept, ())
        kept = replace(kept, findings=await _act(side, gateway, known.books, kept.findings))
        kept = replace(kept, is_done=is_done(kept.findings))
        open_others = [finding for finding in known.others if finding.deed in OPEN]
        await side.keep(kept, settled_elsewhere(open_others, kept.findings))
        if kept.is_done or not any(finding.deed is Deed.TOLD for finding in kept.findings):
            break
        await side.books_settle()
    return kept


# --- what the gateway has ----------------------------------------------------------------------------


async def _fetch(
    side: Side, gateway: Gateway, method: Method, day: date, books: Books
) -> tuple[Witness, Day] | NoDay:
    result: BillResult | CallUnknown | None = None
    if gateway.traits.has_bills:
        signing = cast("Signing", gateway)
        result = await side.call("", lambda: signing.bill(day))
    match result:
        case BillReady(bill, file):
            await side.keep_file(file)
            digest = hashlib.sha256(file.content).hexdigest()
            kept = Day(method, day, Source.BILL, (), file.name, digest)
            return Witness(method, day, bill.rows), kept
        case NotMadeYet():
            return NoDay(method, day)
        case BillUnknown(problem, file):
            if file is not None:
                await side.keep_file(file)
            return NoDay(method, day, problem)
        case CallUnknown(problem):
            return NoDay(method, day, problem)
        case NoTrade() | None:
            # "nothing moved" is not signed by every gateway: what our books have of the day is asked for
            return await _by_orders(side, gateway, method, day, books), Day(method, day, Source.ORDERS, ())


async def _by_orders(side: Side, gateway: Gateway, method: Method, day: date, books: Books) -> Witness:
    payments: dict[str, QueryResult] = {}
    refunds: dict[str, RefundResult] = {}
    for payment in payments_to_ask(books, day):
        payments[payment.number] = await _query(side, gateway, payment)
    for refund in refunds_to_ask(books, day):
        refunds[refund.number] = await _query_refund(side, gateway, refund)
    return witness_of(method, day, books, payments, refunds)


async def _query(side: Side, gateway: Gateway, payment: OurPayment) -> QueryResult:
    return await side.call(payment.order.machine, lambda: gateway.query(payment.order))


async def _query_refund(side: Side, gateway: Gateway, refund: OurRefund) -> RefundResult:
    return await side.call(refund.order.payment.machine, lambda: gateway.query_refund(refund.order))


# --- what is done about it ---------------------------------------------------------------------------


async def _act(
    side: Side, gateway: Gateway, books: Books, findings: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    payments = {payment.number: payment for payment in books.payments}
    refunds = {refund.number: refund for refund in books.refunds}
    done = []
    for finding in findings:
        key = finding.key
        about: OurPayment | OurRefund | None
        if key.kind is RowKind.PAYMENT:
            about = payments.get(key.order_number)
        else:
            about = refunds.get(key.refund_number)
        if finding.deed is Deed.TO_ASK and finding.case is not Case.UNANSWERED and about is not None:
            done.append(await _ask(side, gateway, finding, about))
        else:
            done.append(finding)
    return tuple(done)


async def _ask(side: Side, gateway: Gateway, finding: Finding, about: OurPayment | OurRefund) -> Finding:
    of_sale = finding.case in ABOUT_THE_SALE
    if isinstance(about, OurPayment):
        paid = await _query(side, gateway, about)
        if of_sale and not isinstance(paid, CallUnknown):
            await side.tell_payment(about, paid)
        return judge(finding, paid)
    back = await _query_refund(side, gateway, about)
    if of_sale and not isinstance(back, CallUnknown):
        await side.tell_refund(about, back)
    return judge(finding, back)
