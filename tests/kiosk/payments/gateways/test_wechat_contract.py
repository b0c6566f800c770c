"""The adapter against the emulated gateway of ``cloud/sandbox``: a separate process, written from the
published rules by other hands. A whole life of orders and refunds, and every fault it can show."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from kiosk.clock import SystemClock
from kiosk.payments.gateways import exchange
from kiosk.payments.gateways.wechat import WechatGateway
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CodeReady,
    CreateRefused,
    Method,
    Notice,
    NoticeRejected,
    Paid,
    PaymentOrder,
    Problem,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    RefundRefused,
    RefundVoid,
    Unpaid,
)
from kiosk.payments.settings import load_wechat

STEP_TIMEOUT_S = 20


class Sandbox:
    """The emulated gateway as a child process, and its control."""

    def __init__(self, folder: Path) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "cloud.sandbox", "--control-stdin", "--keys", str(folder / "keys")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._child.stdout is not None
        self.says: dict[str, Any] = json.loads(self._child.stdout.readline())

    def tell(self, what: str, **content: Any) -> None:
        answer = requests.post(f"{self.says['control']}/{what}", json=content, timeout=STEP_TIMEOUT_S)
        assert answer.status_code == 200, answer.text

    def look(self, what: str) -> Any:
        return requests.get(f"{self.says['control']}/{what}", timeout=STEP_TIMEOUT_S).json()

    def pay(self, order: PaymentOrder) -> None:
        self.tell("phone", act="pay", out_trade_no=order.number)

    def fault(self, call: str, fault: str, **more: Any) -> None:
        self.tell("fault", call=call, fault=fault, **more)

    def close(self) -> None:
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.close()
        self._child.wait(STEP_TIMEOUT_S)
        self._child.stdout.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    made = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield made
    made.close()


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.tell("reset")
    running.tell("refund_plan", status="SUCCESS", after_s=3)
    return running


@pytest.fixture
def gateway(running: Sandbox) -> Iterator[WechatGateway]:
    made = WechatGateway(load_wechat(running.says["wallets"]["wechat"], Path("/")), SystemClock())
    yield made
    made.close_connections()


@pytest.fixture
def order() -> PaymentOrder:
    now_s = int(time.time())
    return PaymentOrder(
        number=f"K7C{time.time_ns()}P1",
        sale="K7SALE0001",
        method=Method.WECHAT,
        amount_fen=350,
        currency="CNY",
        description="可乐 330ml、薯片",
        machine="K7",
        created_at_s=now_s,
        expires_at_s=now_s + 180,
    )


def refund_of(order: PaymentOrder, amount_fen: int = 150, index: int = 1) -> RefundOrder:
    return RefundOrder(f"{order.number[:-2]}R{index}", order, amount_fen, "B2 未出货")


def problem_of(found: object) -> Problem:
    assert isinstance(found, CallUnknown), found
    return found.problem


def test_an_order_is_paid(sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder) -> None:
    assert isinstance(gateway.create(order), CodeReady)
    assert gateway.query(order) == Unpaid()
    sandbox.pay(order)
    found = gateway.query(order)
    assert isinstance(found, Paid)
    assert (found.amount_fen, found.refunded) == (350, False)
    assert found.gateway_reference and abs(found.paid_at_s - time.time()) < STEP_TIMEOUT_S
    assert gateway.close(order) == found, "too late to close: the query says so"
    assert sandbox.look("books")["payments_taken_fen"] == 350


def test_an_order_is_closed_and_stays_closed(
    sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder
) -> None:
    gateway.create(order)
    assert gateway.close(order) == Closed()
    assert gateway.close(order) == Closed()
    assert isinstance(gateway.create(order), CreateRefused)


def test_a_repeated_order_gives_a_new_code(
    sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder
) -> None:
    first, second = gateway.create(order), gateway.create(order)
    assert isinstance(first, CodeReady) and isinstance(second, CodeReady) and first != second


def test_another_order_under_the_same_number_is_unknown(
    sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder
) -> None:
    gateway.create(order)
    other = PaymentOrder(**{f: getattr(order, f) for f in order.__slots__} | {"amount_fen": 100})
    assert problem_of(gateway.create(other)).code == "OUT_TRADE_NO_USED"


def test_an_order_that_never_was_is_unknown(
    sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder
) -> None:
    assert problem_of(gateway.query(order)).code == "ORDER_NOT_EXIST"
    assert problem_of(gateway.close(order)).code == "ORDER_NOT_EXIST"
    assert gateway.probe() is None


def test_after_its_time_an_order_reads_unpaid_until_closed(
    sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder
) -> None:
    gateway.create(order)
    sandbox.tell("clock", advance_s=400)
    assert gateway.query(order) == Unpaid()
    assert gateway.close(order) == Closed()


def test_a_refund_is_accepted_then_done_and_happens_once(
    sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder
) -> None:
    gateway.create(order)
    sandbox.pay(order)
    refund = refund_of(order)
    assert gateway.refund(refund) == RefundAccepted()
    assert gateway.refund(refund) == RefundAccepted()
    sandbox.tell("clock", advance_s=5)
    done = gateway.query_refund(refund)
    assert isinstance(done, RefundDone) and done.gateway_reference
    assert gateway.refund(refund) == done
    found = gateway.query(order)
    assert isinstance(found, Paid) and found.refunded and found.amount_fen == 350
    assert sandbox.look("books")["refunded_fen"] == 150


def test_refunds_that_fail(sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder) -> None:
    gateway.create(order)
    unpaid = gateway.refund(refund_of(order))
    assert isinstance(unpaid, RefundRefused)
    sandbox.pay(order)
    assert isinstance(gateway.query_refund(refund_of(order, index=2)), RefundRefused)
    sandbox.fault("refund", "not_enough")
    poor = gateway.refund(refund_of(order, index=3))
    assert isinstance(poor, RefundRefused) and poor.problem.kind is ProblemKind.BALANCE
    sandbox.tell("refund_plan", status="ABNORMAL", after_s=3)
    frozen = refund_of(order, 100, index=3)
    gateway.refund(frozen)
    sandbox.tell("clock", advance_s=65)
    found = gateway.query_refund(frozen)
    assert isinstance(found, RefundRefused) and found.problem.kind is ProblemKind.ACCOUNT
    sandbox.tell("refund_plan", status="CLOSED", after_s=3)
    void = refund_of(order, 100, index=4)
    gateway.refund(void)
    sandbox.tell("clock", advance_s=65)
    assert isinstance(gateway.query_refund(void), RefundVoid)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("http_500", ProblemKind.GATEWAY),
        ("http_429", ProblemKind.LIMIT),
        ("error_404", ProblemKind.GATEWAY),
        ("html", ProblemKind.BAD_SIGNATURE),
        ("truncated", ProblemKind.BAD_ANSWER),
        ("bad_signature", ProblemKind.BAD_SIGNATURE),
        ("signtest", ProblemKind.BAD_SIGNATURE),
        ("stale_timestamp", ProblemKind.BAD_SIGNATURE),
        ("wrong_mchid", ProblemKind.BAD_ANSWER),
        ("reset_before", ProblemKind.NETWORK),
        ("reset_after", ProblemKind.NETWORK),
    ],
)
def test_each_fault_of_a_query_is_unknown_and_passes(
    sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder, fault: str, kind: ProblemKind
) -> None:
    gateway.create(order)
    sandbox.pay(order)
    sandbox.fault("query", fault, times=-1)
    assert problem_of(gateway.query(order)).kind is kind
    sandbox.tell("fault", clear=True)
    assert isinstance(gateway.query(order), Paid)


def test_a_wrong_amount_is_told_as_it_is(
    sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder
) -> None:
    gateway.create(order)
    sandbox.pay(order)
    sandbox.fault("query", "wrong_amount")
    found = gateway.query(order)
    assert isinstance(found, Paid) and found.amount_fen != 350


@pytest.mark.parametrize("fault", ["reset_before", "reset_after"])
def test_one_cut_is_mended_inside_the_call(
    sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder, fault: str
) -> None:
    sandbox.fault("native", fault)
    assert isinstance(gateway.create(order), CodeReady)
    sandbox.pay(order)
    sandbox.fault("refund", fault)
    refund = refund_of(order)
    assert gateway.refund(refund) == RefundAccepted()
    sandbox.tell("clock", advance_s=5)
    assert isinstance(gateway.query_refund(refund), RefundDone)
    assert sandbox.look("books")["refunded_fen"] == 150


@pytest.mark.parametrize(
    "fault", ["http_500", "truncated", "bad_signature", "reset_before", "reset_after", "html", "error_404"]
)
def test_whatever_becomes_of_a_close_the_query_decides(
    sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder, fault: str
) -> None:
    gateway.create(order)
    sandbox.fault("close", fault, times=-1)
    found = gateway.close(order)
    books = sandbox.look("books")["orders"]
    [mine] = [one for one in books if one["out_trade_no"] == order.number]
    assert found == (Closed() if mine["state"] == "CLOSED" else Unpaid())
    sandbox.tell("fault", clear=True)
    assert gateway.close(order) == Closed()


def test_a_gateway_that_takes_money_after_its_close_is_seen_by_the_query(
    sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder
) -> None:
    gateway.create(order)
    assert gateway.close(order) == Closed()
    sandbox.tell("phone", act="pay", out_trade_no=order.number, force=True)
    assert isinstance(gateway.query(order), Paid)


def test_a_hanging_gateway_is_a_time_out(
    sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.create(order)
    defaults = exchange.Exchange.send.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "read_timeout_s", 0.3)
    sandbox.fault("query", "hang", ms=2_000)
    assert problem_of(gateway.query(order)).kind is ProblemKind.TIMEOUT


def test_a_gateway_whose_clock_is_elsewhere_is_followed(
    sandbox: Sandbox, gateway: WechatGateway, order: PaymentOrder
) -> None:
    sandbox.tell("clock", wire_skew_s=3_600)
    try:
        assert isinstance(gateway.create(order), CodeReady)
        assert abs((gateway.clock_offset_s or 0) - 3_600) < STEP_TIMEOUT_S
    finally:
        sandbox.tell("clock", wire_skew_s=0)


class Inbox:
    """Receives the gateway's notices as the cloud would."""

    def __init__(self) -> None:
        inbox = self
        self.arrived = threading.Event()
        self.headers: dict[str, str] = {}
        self.body = b""

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:
                pass

            def do_POST(self) -> None:
                inbox.body = self.rfile.read(int(self.headers["Content-Length"]))
                inbox.headers = dict(self.headers)
                self.send_response_only(204)
                self.end_headers()
                inbox.arrived.set()

        self._http = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1/notify/wechat"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.mark.parametrize("fault", ["", "bad_signature", "signtest", "stale_timestamp", "wrong_mchid"])
def test_a_notice_is_read_and_a_false_one_rejected(
    sandbox: Sandbox, running: Sandbox, order: PaymentOrder, fault: str
) -> None:
    inbox = Inbox()
    try:
        settings = load_wechat(running.says["wallets"]["wechat"], Path("/"), notify_url=inbox.url)
        reader = WechatGateway(settings, SystemClock())
        assert isinstance(reader.create(order), CodeReady)
        if fault:
            sandbox.fault("notify", fault)
        sandbox.pay(order)
        assert inbox.arrived.wait(STEP_TIMEOUT_S)
        found = reader.parse_notice(inbox.headers, inbox.body)
        if fault:
            assert isinstance(found, NoticeRejected)
        else:
            assert isinstance(found, Notice) and found.order_number == order.number
            assert isinstance(found.result, Paid) and found.result.amount_fen == 350
        reader.close_connections()
    finally:
        inbox.close()
