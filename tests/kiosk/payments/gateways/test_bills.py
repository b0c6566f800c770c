"""A merchant's day from the emulated gateways: what the till did must stand in the bill, and in no other;
what a bill can have wrong is seen as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cloud.sandbox.bills import FOREIGN_FEN, FOREIGN_NUMBER
from cloud.sandbox.client import SandboxProcess
from kiosk.clock import SystemClock
from kiosk.payments.beijing import BEIJING
from kiosk.payments.bills.bill import (
    Bill,
    BillReady,
    BillUnknown,
    NotMadeYet,
    NoTrade,
    RowKind,
    RowState,
    day_bounds_s,
)
from kiosk.payments.intent import (
    CodeReady,
    Method,
    Paid,
    PaymentOrder,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundOrder,
)
from kiosk.payments.wallets import WALLETS, Signing

WITH_BILLS = (Method.WECHAT, Method.ALIPAY)
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400


@dataclass
class Shop:
    """A wallet with its merchant's keys, and the gateway's own time."""

    sandbox: SandboxProcess
    method: Method
    gateway: Signing

    @property
    def now_s(self) -> int:
        gateway_ms = self.sandbox.control("POST", "/clock", {"advance_s": 0})["gateway_ms"]
        assert isinstance(gateway_ms, int)
        return gateway_ms // 1000

    def until(self, hour: int) -> date:
        """To that hour of Beijing's next day, which is given back."""
        now = datetime.fromtimestamp(self.now_s, BEIJING)
        then = now.replace(hour=0, minute=0, second=0) + timedelta(days=1, hours=hour)
        self.sandbox.advance(int((then - now).total_seconds()))
        return then.date()

    def paid(self, number: str, amount_fen: int, description: str = "可乐 330ml、薯片") -> PaymentOrder:
        now_s = self.now_s
        order = PaymentOrder(
            number, "K7SALE0001", self.method, amount_fen, "CNY", description, "K7", now_s, now_s + 600
        )
        assert isinstance(self.gateway.create(order), CodeReady)
        assert self.sandbox.phone("pay", out_trade_no=number).state == "SUCCESS"
        return order

    def refunded(self, order: PaymentOrder, number: str, amount_fen: int) -> RefundOrder:
        refund = RefundOrder(number, order, amount_fen, "B2 未出货", order.created_at_s)
        assert isinstance(self.gateway.refund(refund), RefundDone | RefundAccepted)
        self.sandbox.refund_plan("SUCCESS", 0)
        assert isinstance(self.gateway.query_refund(refund), RefundDone)
        return refund

    def bill(self, day: date) -> Bill:
        found = self.gateway.bill(day)
        assert isinstance(found, BillReady), found
        assert found.file.content
        return found.bill


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess(keys=tmp_path_factory.mktemp("bills") / "keys") as child:
        yield child


@pytest.fixture(params=WITH_BILLS)
def shop(request: pytest.FixtureRequest, sandbox: SandboxProcess) -> Iterator[Shop]:
    sandbox.reset()
    sandbox.refund_plan("SUCCESS", 0)
    method: Method = request.param
    gateway = WALLETS[method].open(dict(sandbox.wallets[method]), Path("/"), SystemClock(), None)
    yield Shop(sandbox, method, gateway)
    gateway.close_connections()


def told(bill: Bill) -> list[tuple[RowKind, str, str, int]]:
    assert all(row.state is RowState.SUCCESS for row in bill.rows)
    return [(row.kind, row.order_number, row.refund_number, row.amount_fen) for row in bill.rows]


def test_a_day_stands_in_its_bill_and_in_no_other(shop: Shop) -> None:
    today = shop.until(22)
    first = shop.paid("K7BILL0001P1", 350)
    second = shop.paid("K7BILL0002P1", 1275, "茶, 可乐,两瓶 🥤")
    shop.refunded(second, "K7BILL0002R1", 275)
    tomorrow = shop.until(1)
    third = shop.paid("K7BILL0003P1", 99)
    shop.refunded(first, "K7BILL0001R1", 350)
    shop.until(12)
    bill = shop.bill(today)
    assert told(bill) == [
        (RowKind.PAYMENT, "K7BILL0001P1", "", 350),
        (RowKind.PAYMENT, "K7BILL0002P1", "", 1275),
        (RowKind.REFUND, "K7BILL0002P1", "K7BILL0002R1", 275),
    ]
    assert (bill.totals.rows, bill.totals.payments_fen, bill.totals.refunds_fen) == (3, 1625, 275)
    start_s, end_s = day_bounds_s(today)
    assert all(end_s - 2 * HOUR_S <= row.at_s < end_s for row in bill.rows) and start_s == end_s - DAY_S
    next_bill = shop.bill(tomorrow)
    assert told(next_bill) == [
        (RowKind.PAYMENT, "K7BILL0003P1", "", 99),
        (RowKind.REFUND, "K7BILL0001P1", "K7BILL0001R1", 350),
    ]
    found = shop.gateway.query(third)
    assert isinstance(found, Paid)
    assert next_bill.rows[0].gateway_reference == found.gateway_reference
    assert abs(next_bill.rows[0].at_s - found.paid_at_s) <= 1


def test_before_nine_there_is_none_and_without_trade_neither(shop: Shop) -> None:
    long_ago = (datetime.now(UTC) - timedelta(days=9)).date()
    assert shop.gateway.bill(long_ago) == NoTrade()
    today = shop.until(23)
    shop.paid("K7BILL0001P1", 350)
    assert shop.gateway.bill(today) == NotMadeYet()
    shop.until(8)
    assert shop.gateway.bill(today) == NotMadeYet()
    shop.sandbox.advance(HOUR_S + MINUTE_S)
    assert [row.order_number for row in shop.bill(today).rows] == ["K7BILL0001P1"]


@pytest.fixture
def day(shop: Shop) -> date:
    """A day with one payment and a refund of a part, seen from the noon after it."""
    today = shop.until(22)
    shop.refunded(shop.paid("K7BILL0001P1", 350), "K7BILL0001R1", 150)
    shop.until(12)
    return today


def test_a_bill_that_is_not_true_is_read_as_it_stands(shop: Shop, day: date) -> None:
    """Nothing in the file gives it away: that the books know better, is for the matching to find."""
    honest = shop.bill(day).rows
    shop.sandbox.fault("tradebill", "bill_row_missing")
    assert shop.bill(day).rows == honest[1:]
    shop.sandbox.fault("tradebill", "bill_row_changed")
    assert shop.bill(day).rows == (replace(honest[0], amount_fen=351), honest[1])
    shop.sandbox.fault("tradebill", "bill_row_foreign")
    *ours, foreign = shop.bill(day).rows
    assert tuple(ours) == honest
    assert (foreign.kind, foreign.order_number, foreign.amount_fen) == (
        RowKind.PAYMENT,
        FOREIGN_NUMBER,
        FOREIGN_FEN,
    )
    assert shop.bill(day).rows == honest


def test_a_bill_that_is_damaged_is_kept_and_not_used(shop: Shop, day: date) -> None:
    shop.sandbox.fault("tradebill", "bill_sums_wrong")
    found = shop.gateway.bill(day)
    assert isinstance(found, BillUnknown) and found.file is not None
    assert found.problem.code == "bill.totals" and "351" in found.problem.text
    shop.sandbox.fault("billdownload", "bill_damaged")
    found = shop.gateway.bill(day)
    assert isinstance(found, BillUnknown) and found.file is not None
    assert found.problem.code in ("BILL_HASH", "bill.zip")
    shop.sandbox.fault("tradebill", "bill_creating")
    assert shop.gateway.bill(day) == NotMadeYet()
    assert len(shop.bill(day).rows) == 2


@pytest.mark.parametrize("call", ["tradebill", "billdownload"])
def test_a_bill_that_does_not_come_is_asked_for_again(shop: Shop, day: date, call: str) -> None:
    for fault in ("http_500", "http_429", "error_404", "html", "truncated", "reset_after"):
        shop.sandbox.fault(call, fault, times=2)
        found = shop.gateway.bill(day)
        assert isinstance(found, BillUnknown), (fault, found)
        assert found.problem.kind is not ProblemKind.CONFIG, fault
        shop.sandbox.clear_faults()
    assert len(shop.bill(day).rows) == 2


def test_a_wallet_without_bills_says_so(sandbox: SandboxProcess) -> None:
    table = dict(sandbox.wallets[Method.UNIONPAY])
    gateway = WALLETS[Method.UNIONPAY].open(table, Path("/"), SystemClock(), None)
    assert not gateway.traits.has_bills
    found = gateway.bill(date(2026, 10, 1))
    assert isinstance(found, BillUnknown) and found.problem.kind is ProblemKind.ABSENT
    gateway.close_connections()
