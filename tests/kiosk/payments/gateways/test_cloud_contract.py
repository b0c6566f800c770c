"""The cloud route from end to end: the machine's own client against the real cloud in another process, which
runs the real WeChat adapter against the emulated gateway. Nothing is replaced."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from kiosk.clock import SystemClock
from kiosk.errors import KnownError
from kiosk.payments.gateways.cloud import CloudGateway
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CodeReady,
    Method,
    Paid,
    PaymentOrder,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    RefundRefused,
    Unpaid,
)
from kiosk.sync.client import CloudClient, enrol
from kiosk.sync.identity import Identity
from kiosk.sync.outbox_sender import send_once
from tests.kiosk.sync.test_outbox_sender import ListOutbox

STEP_TIMEOUT_S = 30
CODE = "CONTRACT-CODE-1"


class RunningCloud:
    """``python -m cloud --sandbox`` as a child that ends when its stdin does."""

    def __init__(self, folder: Path) -> None:
        arguments = ["--sandbox", "--port", "0", "--data", str(folder), "--enrol-code", CODE, "--stdin-eof"]
        self._log = (folder.parent / "cloud.log").open("wb")
        self._child = subprocess.Popen(
            [sys.executable, "-m", "cloud", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        assert self._child.stdout is not None
        self.says: dict[str, Any] = json.loads(self._child.stdout.readline())

    def tell(self, what: str, **content: Any) -> None:
        answer = requests.post(f"{self.says['control']}/{what}", json=content, timeout=STEP_TIMEOUT_S)
        assert answer.status_code == 200, answer.text

    def close(self) -> None:
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.close()
        self._child.wait(STEP_TIMEOUT_S)
        self._child.stdout.close()
        self._log.close()


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    folder = tmp_path_factory.mktemp("cloud") / "data"
    folder.mkdir()
    made = RunningCloud(folder)
    yield made
    made.close()


@pytest.fixture(scope="module")
def client(cloud: RunningCloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudClient]:
    identity = Identity.load_or_create(tmp_path_factory.mktemp("keys") / "machine.pem")
    answer = enrol(cloud.says["cloud"], CODE, identity, SystemClock(), "test")
    again = enrol(cloud.says["cloud"], CODE, identity, SystemClock(), "test")
    assert again == answer, "a lost answer must not lock a machine out"
    made = CloudClient(cloud.says["cloud"], identity, answer.machine_id, answer.cloud_id, SystemClock())
    yield made
    made.close_connections()


@pytest.fixture
def gateway(cloud: RunningCloud, client: CloudClient) -> CloudGateway:
    cloud.tell("fault", clear=True)
    return CloudGateway(client, Method.WECHAT)


@pytest.fixture
def order() -> PaymentOrder:
    now_s = int(time.time())
    return PaymentOrder(
        number=f"K7E{time.time_ns()}P1",
        sale="K7SALE0001",
        method=Method.WECHAT,
        amount_fen=350,
        currency="CNY",
        description="可乐 330ml",
        machine="K7",
        created_at_s=now_s,
        expires_at_s=now_s + 180,
    )


def until(ask: Callable[[], object], wanted: type) -> Any:
    """Ask until the answer is of the wanted kind; each question is a whole call over the network."""
    end_s = time.monotonic() + STEP_TIMEOUT_S
    while not isinstance(found := ask(), wanted):
        assert time.monotonic() < end_s, found
    return found


def test_a_stranger_with_the_used_code_stays_out(
    cloud: RunningCloud, client: CloudClient, tmp_path: Path
) -> None:
    stranger = Identity.load_or_create(tmp_path / "stranger.pem")
    with pytest.raises(KnownError) as caught:
        enrol(cloud.says["cloud"], CODE, stranger, SystemClock())
    assert caught.value.code == "enrol.refused"
    impostor = CloudClient(cloud.says["cloud"], stranger, client._machine_id, client._cloud_id, SystemClock())
    problem = impostor.probe()
    assert problem is not None and problem.kind is ProblemKind.CONFIG
    impostor.close_connections()


def test_a_payment_wakes_the_one_who_waits(
    cloud: RunningCloud, gateway: CloudGateway, order: PaymentOrder
) -> None:
    assert gateway.probe() is None
    assert isinstance(gateway.create(order), CodeReady)
    assert gateway.query(order) == Unpaid()
    phone = threading.Thread(target=lambda: cloud.tell("phone", act="pay", out_trade_no=order.number))
    phone.start()
    found = until(lambda: gateway.wait(order, 10), Paid)
    phone.join()
    assert found.amount_fen == 350 and found.gateway_reference
    assert isinstance(gateway.close(order), Paid)
    assert isinstance(gateway.create(order), CallUnknown), "a paid order has no code to show"


def test_a_close_is_certain(cloud: RunningCloud, gateway: CloudGateway, order: PaymentOrder) -> None:
    gateway.create(order)
    assert gateway.close(order) == Closed()
    assert gateway.query(order) == Closed()


def test_a_refund_goes_through_once(cloud: RunningCloud, gateway: CloudGateway, order: PaymentOrder) -> None:
    gateway.create(order)
    cloud.tell("phone", act="pay", out_trade_no=order.number)
    until(lambda: gateway.wait(order, 10), Paid)
    refund = RefundOrder(f"{order.number[:-2]}R1", order, 150, "B2 未出货")
    cloud.tell("fault", call="refund", fault="not_enough")
    refused = gateway.refund(refund)
    assert isinstance(refused, RefundRefused) and refused.problem.kind is ProblemKind.BALANCE
    assert isinstance(gateway.refund(refund), RefundAccepted | RefundDone), (
        "refused once is not refused for ever"
    )
    cloud.tell("clock", advance_s=70)
    assert isinstance(until(lambda: gateway.query_refund(refund), RefundDone), RefundDone)
    books = requests.get(f"{cloud.says['control']}/books", timeout=STEP_TIMEOUT_S).json()
    assert [one["amount_fen"] for one in books["refunds"]] == [150]


def test_an_order_whose_first_call_was_lost_still_gets_its_code(
    cloud: RunningCloud, gateway: CloudGateway, order: PaymentOrder
) -> None:
    cloud.tell("fault", call="native", fault="http_500")
    assert isinstance(gateway.create(order), CallUnknown)
    assert isinstance(gateway.create(order), CodeReady)


def test_events_arrive_and_are_acknowledged(client: CloudClient) -> None:
    outbox = ListOutbox(120)
    assert send_once(outbox, client).forgotten_up_to == 100
    assert send_once(outbox, client).forgotten_up_to == 120
    assert outbox.events == []
