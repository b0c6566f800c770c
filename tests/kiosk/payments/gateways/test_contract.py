"""What the core may rely on, whichever wallet and whichever road: the same scenes over (WeChat Pay, Alipay,
UnionPay) x (direct, by the cloud), against the emulated gateways in processes of their own.

A wallet that joins the table of wallets joins these scenes; what is particular to it has tests of its own.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import requests

from kiosk.clock import SystemClock
from kiosk.payments.bills.bill import BillUnknown, NoTrade
from kiosk.payments.gateways.cloud import CloudGateway
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CodeReady,
    CreateRefused,
    Gateway,
    Method,
    Paid,
    PaymentOrder,
    Problem,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    RefundRefused,
    Unpaid,
)
from kiosk.payments.wallets import WALLETS, Signing
from kiosk.sync.client import CloudClient, enrol
from kiosk.sync.identity import Identity
from tests.cloud.processes import CloudProcess

STEP_TIMEOUT_S = 30
CODE = "CONTRACT-CODE-2"
ORDERS = {Method.WECHAT: "native", Method.ALIPAY: "precreate", Method.UNIONPAY: "native"}
"""What the gateway calls the order of a code, for its script of faults."""
CLOSES_UNSCANNED = frozenset({Method.WECHAT})
"""Alipay has nothing to close before the scan (payments.md 2.3)."""
NEVER_CLOSES = frozenset({Method.UNIONPAY})
"""payments.md 3.2: only the core knows, by the code's life, that it is over."""
ORDERS_ONCE = frozenset({Method.UNIONPAY})
"""The same order again is answered with "had before", and its time must be now: the order bears it."""
NAMES_BALANCE = frozenset({Method.WECHAT, Method.ALIPAY})
"""UnionPay has no published code of its own for a merchant without money."""
WITH_BILLS = frozenset({Method.WECHAT, Method.ALIPAY})
"""payments.md 6.3: UnionPay's file is not read."""
ROADS = ("direct", "cloud")


@dataclass
class Site:
    """One cloud with its emulated gateways, an enrolled machine, and the gateways it would use by itself."""

    control: str
    gateways: dict[tuple[Method, str], Gateway]

    def tell(self, what: str, **content: Any) -> dict[str, Any]:
        answer = requests.post(f"{self.control}/{what}", json=content, timeout=STEP_TIMEOUT_S)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def books(self, order: PaymentOrder) -> tuple[int, list[int]]:
        """What was really taken for this order, and what really went back."""
        books = requests.get(f"{self.control}/books", timeout=STEP_TIMEOUT_S).json()
        mine = [one for one in books["orders"] if one["out_trade_no"] == order.number]
        back = [
            one["amount_fen"]
            for one in books["refunds"]
            if one["out_trade_no"] == order.number and one["status"] == "SUCCESS"
        ]
        return sum(one["taken_fen"] for one in mine), back


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with contextlib.ExitStack() as stack:
        cloud = stack.enter_context(CloudProcess(folder / "data", "--sandbox", "--enrol-code", CODE))
        clock = SystemClock()
        identity = Identity.load_or_create(folder / "machine.pem")
        answer = enrol(cloud.url, CODE, identity, clock, "test")
        client = CloudClient(cloud.url, identity, answer.machine_id, answer.cloud_id, clock)
        stack.callback(client.close_connections)
        tables = _tables(cloud, folder / "data" / "gateway-keys")
        gateways: dict[tuple[Method, str], Gateway] = {}
        for method, wallet in WALLETS.items():
            direct = wallet.open(tables[method], Path("/"), clock, None)
            stack.callback(direct.close_connections)
            gateways |= {(method, "direct"): direct, (method, "cloud"): CloudGateway(client, method)}
        yield Site(str(cloud.line["control"]), gateways)


def _tables(cloud: CloudProcess, keys: Path) -> dict[Method, dict[str, object]]:
    """The tables that the cloud's own gateways were opened with, found by its keys."""
    from cloud.sandbox.keys import load_or_create
    from cloud.sandbox.unionpay.keys import load_or_create as unionpay_keys

    endpoint = str(cloud.line["phone"]).removesuffix("/p/")
    made = load_or_create(keys)
    return {
        Method.WECHAT: dict(made.wechat_config(endpoint)),
        Method.ALIPAY: dict(made.alipay_config(endpoint)),
        Method.UNIONPAY: dict(unionpay_keys(made).config(endpoint)),
    }


@dataclass
class Scene:
    """One wallet by one road, and a customer's phone."""

    site: Site
    method: Method
    road: str
    gateway: Gateway
    order: PaymentOrder

    @property
    def refund(self) -> RefundOrder:
        number, at_s = f"{self.order.number[:-2]}R1", self.order.created_at_s
        return RefundOrder(number, self.order, 150, "B2 未出货", at_s)

    @property
    def closed(self) -> Closed | Unpaid:
        """The last word about a code that was scanned and left."""
        return Unpaid() if self.method in NEVER_CLOSES else Closed()

    def phone(self, act: str, **more: Any) -> dict[str, Any]:
        return self.site.tell("phone", act=act, out_trade_no=self.order.number, **more)

    def fault(self, call: str, fault: str, **more: Any) -> None:
        self.site.tell("fault", call=ORDERS[self.method] if call == "order" else call, fault=fault, **more)

    def clear(self) -> None:
        self.site.tell("fault", clear=True)

    def had_before(self, fault: str) -> bool:
        """An order that the gateway took although its answer was lost has no second code."""
        return self.method in ORDERS_ONCE and fault != "http_500"

    def ordered(self) -> None:
        assert isinstance(self.gateway.create(self.order), CodeReady)

    def paid(self) -> None:
        self.ordered()
        self.phone("pay")
        assert isinstance(self.until(self.query, Paid), Paid)

    def query(self) -> object:
        return self.gateway.query(self.order)

    def until(self, ask: Callable[[], object], wanted: type) -> Any:
        """Ask until the answer is of the wanted kind; each question is a whole call over the network."""
        end_s = time.monotonic() + STEP_TIMEOUT_S
        while not isinstance(found := ask(), wanted):
            assert time.monotonic() < end_s, found
        return found


@pytest.fixture(
    params=[(method, road) for method in WALLETS for road in ROADS],
    ids=lambda param: f"{param[0]}-{param[1]}",
)
def scene(request: pytest.FixtureRequest, site: Site) -> Iterator[Scene]:
    method, road = request.param
    now_s = int(time.time())
    order = PaymentOrder(
        number=f"K7Q{time.time_ns()}P1",
        sale="K7SALE0001",
        method=method,
        amount_fen=350,
        currency="CNY",
        description="可乐 330ml、薯片",
        machine="K7",
        created_at_s=now_s,
        expires_at_s=now_s + 180,
    )
    made = Scene(site, method, road, site.gateways[method, road], order)
    site.tell("refund_plan", status="SUCCESS", after_s=0)
    yield made
    made.clear()


def test_paid(scene: Scene) -> None:
    assert scene.gateway.probe() is None
    scene.ordered()
    assert scene.query() == Unpaid()
    scene.phone("pay")
    found = scene.until(lambda: scene.gateway.wait(scene.order, 10), Paid)
    assert (found.amount_fen, found.refunded) == (350, False) and found.gateway_reference
    assert abs(found.paid_at_s - time.time()) < 3600
    assert isinstance(scene.gateway.close(scene.order), Paid), "too late to close"
    assert not isinstance(scene.gateway.create(scene.order), CodeReady | CreateRefused)
    assert scene.site.books(scene.order) == (350, [])


def test_closed_once_scanned_and_never_before_that_is_certain(scene: Scene) -> None:
    scene.ordered()
    closed = scene.gateway.close(scene.order)
    assert closed == (Closed() if scene.method in CLOSES_UNSCANNED else Unpaid())
    if closed == Unpaid():
        scene.phone("scan")
        assert scene.gateway.close(scene.order) == scene.closed
    assert scene.query() == scene.closed
    if scene.method in NEVER_CLOSES:
        return
    refused = requests.post(
        f"{scene.site.control}/phone",
        json={"act": "pay", "out_trade_no": scene.order.number},
        timeout=STEP_TIMEOUT_S,
    )
    assert refused.json()["refused"] == "closed"


def test_expired(scene: Scene) -> None:
    """What the customer left open dies with its time; that it is over, the core knows by the code's life."""
    scene.ordered()
    scene.phone("scan")
    scene.site.tell("clock", advance_s=200)
    refused = requests.post(
        f"{scene.site.control}/phone",
        json={"act": "pay", "out_trade_no": scene.order.number},
        timeout=STEP_TIMEOUT_S,
    )
    assert refused.status_code == 409
    assert scene.gateway.close(scene.order) == scene.closed


def test_paid_late_after_everything_was_over_is_still_found(scene: Scene) -> None:
    scene.ordered()
    scene.phone("scan")
    assert scene.gateway.close(scene.order) == scene.closed
    scene.phone("pay", force=True)
    assert scene.until(scene.query, Paid).amount_fen == 350
    whole = replace(scene.refund, amount_fen=350)
    assert isinstance(scene.gateway.refund(whole), RefundDone | RefundAccepted)
    assert isinstance(scene.until(lambda: scene.gateway.query_refund(whole), RefundDone), RefundDone)
    assert scene.site.books(scene.order) == (350, [350])


@pytest.mark.parametrize("fault", ["reset_after", "http_500", "html", "truncated", "bad_signature"])
def test_an_order_whose_answer_is_lost_gets_its_code_by_the_same_again(scene: Scene, fault: str) -> None:
    scene.fault("order", fault)
    first = scene.gateway.create(scene.order)
    if not isinstance(first, CodeReady):  # a cut is repeated within the call
        assert isinstance(first, CallUnknown), first
        again = scene.gateway.create(scene.order)
        assert isinstance(again, CallUnknown if scene.had_before(fault) else CodeReady), again
    scene.phone("pay")
    assert scene.until(scene.query, Paid).amount_fen == 350
    assert scene.site.books(scene.order) == (350, [])


@pytest.mark.parametrize(
    "fault", ["http_500", "http_429", "error_404", "html", "truncated", "bad_signature", "signtest"]
)
def test_an_answer_that_is_none_finalises_nothing(scene: Scene, fault: str) -> None:
    scene.ordered()
    scene.fault("query", fault, times=-1)
    assert isinstance(scene.query(), CallUnknown)
    assert isinstance(scene.gateway.close(scene.order), CallUnknown)
    scene.clear()
    scene.phone("pay", force=True)
    assert scene.until(scene.query, Paid).amount_fen == 350


def test_a_refund_is_exact_and_goes_through_once(scene: Scene) -> None:
    scene.paid()
    scene.fault("refund", "reset_after")
    answers = [scene.gateway.refund(scene.refund) for _ in range(3)]
    assert any(isinstance(one, RefundDone | RefundAccepted) for one in answers), answers
    assert isinstance(scene.until(lambda: scene.gateway.query_refund(scene.refund), RefundDone), RefundDone)
    assert scene.site.books(scene.order) == (350, [150])


def test_a_refund_that_takes_its_time_is_not_called_done(scene: Scene) -> None:
    scene.site.tell("refund_plan", status="PROCESSING", after_s=0)
    scene.paid()
    assert scene.gateway.refund(scene.refund) == RefundAccepted()
    assert not isinstance(scene.gateway.query_refund(scene.refund), RefundDone)
    scene.site.tell("refund", out_refund_no=scene.refund.number, status="SUCCESS")
    assert isinstance(scene.until(lambda: scene.gateway.query_refund(scene.refund), RefundDone), RefundDone)
    assert scene.site.books(scene.order) == (350, [150])


def test_a_refund_refused_today_is_granted_tomorrow_under_the_same_number(scene: Scene) -> None:
    scene.paid()
    scene.fault("refund", "not_enough")
    refused = scene.gateway.refund(scene.refund)
    kind = ProblemKind.BALANCE if scene.method in NAMES_BALANCE else ProblemKind.GATEWAY
    assert isinstance(refused, RefundRefused) and refused.problem.kind is kind
    assert scene.site.books(scene.order) == (350, [])
    assert isinstance(scene.gateway.refund(scene.refund), RefundDone | RefundAccepted)
    assert isinstance(scene.until(lambda: scene.gateway.query_refund(scene.refund), RefundDone), RefundDone)
    assert scene.site.books(scene.order) == (350, [150])


def test_more_than_was_paid_never_goes_back(scene: Scene) -> None:
    scene.paid()
    found = scene.gateway.refund(replace(scene.refund, amount_fen=351))
    assert isinstance(found, RefundRefused) and found.problem.kind is ProblemKind.ACCOUNT
    assert scene.site.books(scene.order) == (350, [])


def test_a_wrong_amount_is_told_as_it_was_said(scene: Scene) -> None:
    """The core judges it; hiding it would hide what the gateway believes. The notice, which would tell the
    right one, is lost."""
    scene.fault("notify", "lost_notify")
    scene.fault("query", "wrong_amount", times=-1)
    scene.ordered()
    scene.phone("pay")
    assert scene.until(scene.query, Paid).amount_fen == 351


def test_an_answer_about_something_else_changes_nothing(scene: Scene) -> None:
    scene.fault("notify", "lost_notify")
    scene.fault("query", "wrong_mchid", times=-1)
    scene.ordered()
    scene.phone("pay")
    found = scene.query()
    assert isinstance(found, CallUnknown)
    scene.clear()
    assert scene.until(scene.query, Paid).amount_fen == 350


def test_a_gateway_that_hangs_up_is_a_value_and_comes_back(scene: Scene) -> None:
    """The gateway says nothing for a while and then cuts: by the cloud's road it answers in its place."""
    scene.ordered()
    scene.fault("query", "hang", ms=300, times=-1)
    found = scene.query()
    assert isinstance(found, CallUnknown) and isinstance(found.problem, Problem)
    scene.clear()
    scene.phone("pay")
    assert scene.until(scene.query, Paid).amount_fen == 350


def test_a_day_is_told_to_who_holds_the_keys(scene: Scene) -> None:
    """A day of the week before last, on which nothing was sold."""
    assert scene.gateway.traits.has_bills is (scene.road == "direct" and scene.method in WITH_BILLS)
    if scene.road == "cloud":
        return
    found = cast("Signing", scene.gateway).bill((datetime.now(UTC) - timedelta(days=9)).date())
    if scene.method in WITH_BILLS:
        assert found == NoTrade()
    else:
        assert isinstance(found, BillUnknown) and found.problem.kind is ProblemKind.ABSENT


def test_a_machine_whose_clock_is_wrong_still_pays(scene: Scene) -> None:
    """The gateway's clock is two hours off: the refusal's own ``Date`` puts the signature right; where the
    time is the order's own, it is told whose fault it is."""
    scene.site.tell("clock", wire_skew_s=7200)
    try:
        if scene.method in ORDERS_ONCE:
            found = scene.gateway.create(scene.order)
            assert isinstance(found, CallUnknown) and found.problem.kind is ProblemKind.CLOCK
            return
        scene.ordered()
    finally:
        scene.site.tell("clock", wire_skew_s=0)
    scene.phone("pay")
    assert scene.until(scene.query, Paid).amount_fen == 350
