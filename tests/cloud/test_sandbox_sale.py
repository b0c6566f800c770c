"""The whole way, nothing in between: machine's client, cloud process, real adapter, emulated WeChat Pay."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

import httpx
import pytest

from cloud.sandbox.client import SandboxProcess
from kiosk.clock import SystemClock
from kiosk.payments.intent import Problem
from kiosk.sync.client import CloudClient, enrol
from kiosk.sync.identity import Identity
from kiosk.wire import PaymentCreate, PaymentState, RefundCreate, RefundState
from tests.cloud.processes import CloudProcess

T = TypeVar("T")

REFUND_CHECKS_MAX = 400
"""At 50 ms: far above the emulator's 3 s until a refund is done."""


@dataclass
class Shop:
    """A cloud with emulated gateways and one machine."""

    cloud: CloudProcess
    folder: Path
    sandbox: SandboxProcess | None = None
    sales: int = 0
    pause: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        clock = SystemClock()
        identity = Identity.load_or_create(self.folder / "machine.key")
        enrolled = enrol(self.cloud.url, str(self.cloud.line["enrol_code"]), identity, clock)
        self.machine = CloudClient(self.cloud.url, identity, enrolled.machine_id, enrolled.cloud_id, clock)
        self.clock = clock

    def order(self, fen: int = 350, method: Literal["wechat", "unionpay"] = "wechat") -> PaymentCreate:
        self.sales += 1
        now_s = self.clock.utc_ms() // 1000
        sale = f"K7SALE{self.sales:04d}"
        return PaymentCreate(
            number=f"{sale}A",
            sale=sale,
            method=method,
            amount_fen=fen,
            currency="CNY",
            description="可口可乐 330ml",
            created_at_s=now_s,
            expires_at_s=now_s + 180,
        )

    def create(self, order: PaymentCreate | None = None) -> PaymentState:
        return good(self.machine.create_payment(order or self.order()))

    def control(self, path: str, **content: Any) -> dict[str, Any]:
        address = self.sandbox.control_url if self.sandbox else self.cloud.line["control"]
        answer = httpx.request("POST" if content else "GET", f"{address}/{path}", json=content or None)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def pay(self, payment: PaymentState) -> None:
        self.control("phone", act="pay", code=payment.code)

    def until(self, payment: PaymentState, state: str) -> PaymentState:
        """Long-poll until the payment is in ``state``."""
        for _ in range(10):
            if payment.state == state:
                return payment
            payment = good(self.machine.payment(payment.number, wait_s=25, version=payment.version))
        raise AssertionError(f"still {payment}")

    def refunded(self, payment: PaymentState, number: str) -> RefundState:
        for _ in range(REFUND_CHECKS_MAX):
            refund = good(self.machine.refund(payment.number, number))
            if refund.state == "done":
                return refund
            self.pause.wait(0.05)
        raise AssertionError("the refund never ended")

    def notices(self, number: str, count: int) -> list[str]:
        """What became of ``count`` notices about this payment, once none of them waits."""
        for _ in range(REFUND_CHECKS_MAX):
            found = [
                one["outcome"] for one in self.control("books")["notices"] if one["out_trade_no"] == number
            ]
            if len(found) == count and "waiting" not in found:
                return found
            self.pause.wait(0.05)
        raise AssertionError(f"{found} still")

    def close(self) -> None:
        self.machine.close_connections()


def good(answer: T | Problem) -> T:
    assert not isinstance(answer, Problem), answer
    return answer


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    with CloudProcess(folder / "data", "--sandbox") as cloud:
        made = Shop(cloud, folder)
        yield made
        made.close()


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The emulator as a process of its own, given to the cloud by its configuration file alone."""
    folder = tmp_path_factory.mktemp("outside")
    with SandboxProcess(keys=folder / "keys") as sandbox:
        table = "\n".join(f'{key} = "{value}"' for key, value in sandbox.config.items())
        (folder / "cloud.toml").write_text(f"[payments.wechat]\n{table}\n")
        with CloudProcess(folder / "data", "--config", str(folder / "cloud.toml")) as cloud:
            made = Shop(cloud, folder, sandbox)
            yield made
            made.close()


def test_a_sale_with_a_refund(shop: Shop) -> None:
    payment = shop.create()
    assert payment.state == "open"
    shop.pay(payment)
    paid = shop.until(payment, "paid")
    assert (paid.paid_fen, paid.refunded) == (350, False)
    refund = RefundCreate(number=f"{payment.number[:-1]}R0", amount_fen=100, reason="未出货")
    assert good(shop.machine.create_refund(payment.number, refund)).state == "accepted"
    assert good(shop.machine.create_refund(payment.number, refund)).state == "accepted"
    assert shop.refunded(payment, refund.number).gateway_reference
    books = shop.control("books")
    assert [r["amount_fen"] for r in books["refunds"] if r["out_refund_no"] == refund.number] == [100]


def test_a_notice_that_is_lost_is_made_up_for_by_asking(shop: Shop) -> None:
    shop.control("fault", call="notify", fault="lost_notify", times=1)
    payment = shop.create()
    shop.pay(payment)
    assert shop.until(payment, "paid").paid_fen == 350


def test_a_doubled_notice_pays_once(shop: Shop) -> None:
    shop.control("fault", call="notify", fault="duplicate_notify", times=1)
    payment = shop.create()
    shop.pay(payment)
    paid = shop.until(payment, "paid")
    assert good(shop.machine.payment(payment.number)) == paid


@pytest.mark.parametrize("fault", ["bad_signature", "signtest", "stale_timestamp", "wrong_mchid"])
def test_a_notice_that_lies_is_not_believed(shop: Shop, fault: str) -> None:
    shop.control("fault", call="notify", fault=fault, times=1)
    payment = shop.create()
    shop.pay(payment)
    assert shop.until(payment, "paid").paid_fen == 350, "by the cloud's own question"


def test_unionpay_tells_and_is_told_that_it_was_heard(shop: Shop) -> None:
    payment = shop.create(shop.order(method="unionpay"))
    shop.pay(payment)
    assert shop.until(payment, "paid").paid_fen == 350
    assert good(shop.machine.close_payment(payment.number)).state == "paid"
    refund = RefundCreate(number=f"{payment.number[:-1]}R0", amount_fen=100, reason="未出货")
    assert good(shop.machine.create_refund(payment.number, refund)).state == "accepted"
    shop.refunded(payment, refund.number)
    assert shop.notices(payment.number, 2) == ["acknowledged", "acknowledged"]


@pytest.mark.parametrize("fault", ["bad_signature", "stale_timestamp", "wrong_mchid"])
def test_a_notice_in_unionpays_name_is_not_believed(shop: Shop, fault: str) -> None:
    shop.control("fault", call="notify", fault=fault, times=1)
    payment = shop.create(shop.order(method="unionpay"))
    shop.pay(payment)
    assert shop.until(payment, "paid").paid_fen == 350, "by the cloud's own question"


def test_what_has_no_close_stays_open(shop: Shop) -> None:
    payment = shop.create(shop.order(method="unionpay"))
    closed = good(shop.machine.close_payment(payment.number))
    assert closed.state == "open"
    shop.pay(payment)
    assert shop.until(closed, "paid").paid_fen == 350


def test_closing_and_closing_too_late(shop: Shop) -> None:
    unpaid, paid = shop.create(), shop.create()
    assert good(shop.machine.close_payment(unpaid.number)).state == "closed"
    shop.pay(paid)
    assert good(shop.machine.close_payment(paid.number)).state == "paid"


def test_a_gateway_that_takes_money_after_the_close_is_found_out(shop: Shop) -> None:
    payment = shop.create()
    closed = good(shop.machine.close_payment(payment.number))
    shop.control("phone", act="pay", code=payment.code, force=True)
    assert shop.until(closed, "paid").paid_fen == 350


@pytest.mark.parametrize("fault", ["reset_after", "http_500", "html", "truncated", "bad_signature"])
def test_an_order_without_an_answer_is_repeated(shop: Shop, fault: str) -> None:
    shop.control("fault", call="native", fault=fault, times=1)
    order = shop.order()
    payment = shop.create(order)
    if payment.state != "open":
        payment = shop.create(order)
    assert payment.state == "open"
    shop.pay(payment)
    assert shop.until(payment, "paid").paid_fen == 350


def test_an_emulator_outside_is_used_by_configuration_alone(outside: Shop) -> None:
    assert outside.cloud.line["control"] is None
    payment = outside.create(outside.order(1))
    outside.pay(payment)
    assert outside.until(payment, "paid").paid_fen == 1


def test_a_cloud_killed_while_waiting_finds_the_payment(tmp_path: Path) -> None:
    with SandboxProcess(keys=tmp_path / "keys") as sandbox:
        table = "\n".join(f'{key} = "{value}"' for key, value in sandbox.config.items())
        (tmp_path / "cloud.toml").write_text(f"[payments.wechat]\n{table}\n")
        arguments = ("--config", str(tmp_path / "cloud.toml"), "--enrol-code", "AGAIN-1234")
        with CloudProcess(tmp_path / "data", *arguments) as first:
            shop = Shop(first, tmp_path, sandbox)
            payment = shop.create()
            first.kill()
        shop.close()
        shop.pay(payment)
        with CloudProcess(tmp_path / "data", *arguments) as second:
            again = Shop(second, tmp_path, sandbox)
            assert good(again.machine.payment(payment.number)).state == "paid"
            again.close()
