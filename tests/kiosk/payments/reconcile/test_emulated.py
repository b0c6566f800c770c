"""Days at the emulated gateways, over real HTTP and by their own time: what the bill brings out, for each
wallet, and that each difference is seen as what it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar, cast

import pytest

from cloud.sandbox.bills import FOREIGN_NUMBER
from cloud.sandbox.client import SandboxProcess
from kiosk.clock import SystemClock
from kiosk.payments.beijing import BEIJING
from kiosk.payments.bills.bill import BillFile
from kiosk.payments.intent import (
    Closed,
    CodeReady,
    Gateway,
    Method,
    Paid,
    PaymentOrder,
    RefundDone,
    RefundOrder,
)
from kiosk.payments.intent import QueryResult as Answer
from kiosk.payments.intent import RefundResult as RefundAnswer
from kiosk.payments.reconcile.books import Back, Books, OurPayment, OurRefund
from kiosk.payments.reconcile.cases import Case, Deed, Finding, Note
from kiosk.payments.reconcile.day import Day, Known, NoDay, Source, reconcile
from kiosk.payments.wallets import WALLETS, Signing

T = TypeVar("T")
SALE = "K7SALE0001"


@dataclass
class Desk:
    """Implements ``Side`` with books in memory: what a machine or a cloud would keep."""

    sandbox: SandboxProcess
    method: Method
    gateway: Signing
    payments: dict[str, OurPayment] = field(default_factory=dict)
    refunds: dict[str, OurRefund] = field(default_factory=dict)
    days: dict[date, Day] = field(default_factory=dict)
    told: list[tuple[str, Answer | RefundAnswer]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    async def call(self, machine: str, work: Callable[[], T]) -> T:
        return work()

    async def known(self, method: Method, day: date, numbers: Collection[str]) -> Known:
        books = Books(tuple(self.payments.values()), tuple(self.refunds.values()), frozenset({"K7"}))
        before = self.days[day].findings if day in self.days else ()
        others = [one for other, kept in self.days.items() if other != day for one in kept.findings]
        return Known(books, before, tuple(others))

    async def keep(self, day: Day, settled: Collection[Finding]) -> None:
        self.days[day.day] = day
        for one in settled:
            kept = self.days[one.day]
            same = tuple(one if old.key == one.key else old for old in kept.findings)
            self.days[one.day] = replace(kept, findings=same)

    async def keep_file(self, file: BillFile) -> None:
        self.files.append(file.name)

    async def tell_payment(self, payment: OurPayment, answer: Answer) -> None:
        self.told.append((payment.number, answer))
        if isinstance(answer, Paid):
            self.books(payment.order, answer.amount_fen)

    async def tell_refund(self, refund: OurRefund, answer: RefundAnswer) -> None:
        self.told.append((refund.number, answer))
        if isinstance(answer, RefundDone):
            self.refunds[refund.number] = replace(refund, state=Back.DONE, done_at_s=self.now_s)

    async def books_settle(self) -> None: ...

    # --- the gateway's time ------------------------------------------------------------------------------

    @property
    def now_s(self) -> int:
        gateway_ms = self.sandbox.control("POST", "/clock", {"advance_s": 0})["gateway_ms"]
        assert isinstance(gateway_ms, int)
        return gateway_ms // 1000

    def until(self, hour: int, minute: int = 0) -> date:
        """To that time of Beijing's next day, which is given back."""
        now = datetime.fromtimestamp(self.now_s, BEIJING)
        then = now.replace(hour=hour, minute=minute, second=0) + timedelta(days=1)
        self.sandbox.advance(int((then - now).total_seconds()))
        return then.date()

    # --- what happens ------------------------------------------------------------------------------------

    def ordered(self, number: str, fen: int = 350, now_s: int = 0) -> PaymentOrder:
        made_s = now_s or self.now_s
        order = PaymentOrder(number, SALE, self.method, fen, "CNY", "可乐 330ml", "K7", made_s, made_s + 600)
        assert isinstance(self.gateway.create(order), CodeReady)
        self.payments[number] = OurPayment(order, is_paid=False)
        return order

    def pays(self, number: str, *, force: bool = False) -> None:
        answer = self.sandbox.phone("pay", out_trade_no=number, force=force)
        assert answer.done, answer

    def books(self, order: PaymentOrder, fen: int | None = None) -> None:
        """We have heard of it."""
        paid_fen = order.amount_fen if fen is None else fen
        self.payments[order.number] = OurPayment(order, is_paid=True, paid_fen=paid_fen, paid_at_s=self.now_s)

    def sold(self, number: str, fen: int = 350) -> PaymentOrder:
        order = self.ordered(number, fen)
        self.pays(number)
        self.books(order)
        return order

    def refunded(self, order: PaymentOrder, number: str, fen: int, state: Back) -> None:
        refund = RefundOrder(number, order, fen, "未出货", order.created_at_s)
        self.gateway.refund(refund)
        assert isinstance(self.gateway.query_refund(refund), RefundDone)
        self.refunds[number] = OurRefund(refund, state, self.now_s if state is Back.DONE else 0)

    def does(self, day: date, *, without_bill: bool = False) -> Day | NoDay:
        return asyncio.run(reconcile(self, self.gateway, self.method, day, without_bill=without_bill))

    def found(self, day: date) -> list[tuple[str, Case, Deed]]:
        """By number: of the refund, or of the order."""
        kept = self.does(day)
        assert isinstance(kept, Day), kept
        return [(one.key.refund_number or one.key.order_number, one.case, one.deed) for one in kept.findings]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess(keys=tmp_path_factory.mktemp("reconcile") / "keys") as child:
        yield child


def opened(sandbox: SandboxProcess, method: Method) -> Desk:
    sandbox.reset()
    sandbox.refund_plan("SUCCESS", 0)
    gateway = WALLETS[method].open(dict(sandbox.wallets[method]), Path("/"), SystemClock(), None)
    return Desk(sandbox, method, gateway)


@pytest.fixture(params=[Method.WECHAT, Method.ALIPAY])
def desk(request: pytest.FixtureRequest, sandbox: SandboxProcess) -> Iterator[Desk]:
    made = opened(sandbox, request.param)
    yield made
    made.gateway.close_connections()


@pytest.fixture
def day(desk: Desk) -> date:
    """A day with one payment in order and one of which half went back; the next noon has come."""
    today = desk.until(20)
    desk.sold("K7REC00001P1")
    second = desk.sold("K7REC00002P1", 800)
    desk.refunded(second, "K7REC00002R1", 300, Back.DONE)
    desk.until(12)
    return today


def test_a_day_in_order(desk: Desk, day: date) -> None:
    assert desk.found(day) == [
        ("K7REC00001P1", Case.OK, Deed.NOTHING),
        ("K7REC00002P1", Case.OK, Deed.NOTHING),
        ("K7REC00002R1", Case.OK, Deed.NOTHING),
    ]
    kept = desk.days[day]
    assert kept.is_done and kept.source is Source.BILL and desk.files == [kept.file_name]
    assert desk.told == [], "nobody was asked about what is in order"
    before = desk.found(day)
    assert desk.days[day].findings == kept.findings and before == desk.found(day), "done again, the same"


def test_what_was_never_heard_of_is_asked_for_and_told(desk: Desk) -> None:
    """A notice and every answer were lost; and money came after the code was given up."""
    today = desk.until(20)
    lost = desk.ordered("K7REC00001P1")
    desk.pays(lost.number)
    late = desk.ordered("K7REC00002P1", 500)
    if isinstance(desk.gateway.close(late), Closed):
        desk.pays(late.number, force=True)
    else:
        desk.pays(late.number)
    desk.until(12)
    assert desk.found(today) == [
        ("K7REC00001P1", Case.LATE, Deed.SETTLED),
        ("K7REC00002P1", Case.LATE, Deed.SETTLED),
    ]
    assert [(number, type(answer)) for number, answer in desk.told] == [
        (lost.number, Paid),
        (late.number, Paid),
    ]


def test_a_refund_that_is_through_is_told(desk: Desk) -> None:
    today = desk.until(20)
    order = desk.sold("K7REC00001P1")
    desk.refunded(order, "K7REC00001R1", 350, Back.WAITING)
    desk.until(12)
    assert desk.found(today) == [
        ("K7REC00001P1", Case.OK, Deed.NOTHING),
        ("K7REC00001R1", Case.REFUND_CONFIRMED, Deed.SETTLED),
    ]


def test_a_refund_by_hand_is_foreign(desk: Desk) -> None:
    today = desk.until(20)
    order = desk.sold("K7REC00001P1")
    desk.refunded(order, "BYHAND0001", 100, Back.DONE)
    del desk.refunds["BYHAND0001"]
    desk.until(12)
    assert desk.found(today)[1] == ("BYHAND0001", Case.FOREIGN_REFUND, Deed.PERSON)


def test_one_minute_to_midnight_and_one_past(desk: Desk) -> None:
    today = desk.until(23, 58)
    before = desk.sold("K7REC00001P1")
    over = desk.ordered("K7REC00002P1")
    desk.sandbox.advance(180)
    desk.pays(over.number)
    desk.books(over)
    tomorrow = desk.until(12) - timedelta(days=1)
    assert tomorrow == today + timedelta(days=1)
    desk.until(12)
    assert desk.found(today) == [(before.number, Case.OK, Deed.NOTHING)]
    assert desk.found(tomorrow) == [(over.number, Case.OK, Deed.NOTHING)]


def test_an_order_of_another_system_is_left_alone(desk: Desk, day: date) -> None:
    desk.sandbox.fault("tradebill", "bill_row_foreign")
    assert (FOREIGN_NUMBER, Case.FOREIGN_ORDER, Deed.NOTHING) in desk.found(day)
    assert desk.days[day].is_done and not desk.days[day].for_a_person


def test_another_amount_is_for_a_person_until_a_sound_bill_says_otherwise(desk: Desk, day: date) -> None:
    desk.sandbox.fault("tradebill", "bill_row_changed")
    (changed,) = [one for one in desk.found(day) if one[1] is not Case.OK]
    assert changed[1:] == (Case.AMOUNT, Deed.PERSON)
    (settled,) = [one for one in desk.found(day) if one[1] is not Case.OK]
    assert settled[1:] == (Case.AMOUNT, Deed.SETTLED)


def test_a_payment_that_the_bill_lacks_is_asked_for(desk: Desk, day: date) -> None:
    desk.sandbox.fault("tradebill", "bill_row_missing")
    (missing,) = [one for one in desk.found(day) if one[1] is not Case.OK]
    assert missing == ("K7REC00001P1", Case.MISSING, Deed.PERSON)
    (finding,) = desk.days[day].for_a_person
    assert finding.note is Note.GATEWAY_HAS_IT


def test_an_unsound_bill_is_none(desk: Desk, day: date) -> None:
    desk.sandbox.fault("tradebill", "bill_sums_wrong", times=2)
    nothing = desk.does(day)
    assert isinstance(nothing, NoDay) and nothing.problem is not None
    assert desk.days == {} and len(desk.files) == 1, "the file is kept for a person"
    whole = desk.does(day, without_bill=True)
    assert isinstance(whole, Day)
    assert (whole.source, whole.is_done, whole.problem) == (Source.ORDERS, True, nothing.problem)


@pytest.mark.parametrize("method", list(WALLETS))
def test_each_wallet_by_its_orders_alone(sandbox: SandboxProcess, method: Method) -> None:
    """As UnionPay is always asked, and every wallet on a machine that has no keys."""
    desk = opened(sandbox, method)
    plain = replace(desk.gateway.traits, has_bills=False)
    now_s = int(datetime.now(UTC).timestamp())
    today = datetime.fromtimestamp(now_s, BEIJING).date()
    late, sold, open_ = (desk.ordered(f"K7REC0000{index}P1", now_s=now_s) for index in range(3))
    desk.pays(late.number)
    desk.pays(sold.number)
    desk.books(sold)
    try:
        day = asyncio.run(
            reconcile(desk, cast("Gateway", _Plain(desk.gateway, plain)), method, today, without_bill=False)
        )
    finally:
        desk.gateway.close_connections()
    assert isinstance(day, Day) and day.is_done and day.source is Source.ORDERS
    assert {(one.key.order_number, one.case, one.deed) for one in day.findings} == {
        (late.number, Case.LATE, Deed.SETTLED),
        (sold.number, Case.OK, Deed.NOTHING),
    }
    assert open_.number not in {number for number, _ in desk.told}


class _Plain:
    """The same gateway without its bills."""

    def __init__(self, gateway: Signing, traits: object) -> None:
        self.traits = traits
        self.query, self.query_refund = gateway.query, gateway.query_refund
