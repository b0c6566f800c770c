"""Codes that the machine read, by all three adapters, against the emulated gateways: another process."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloud.sandbox.client import SandboxProcess
from kiosk.clock import SystemClock
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CreateRefused,
    Method,
    Paid,
    PayCode,
    PaymentOrder,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    Unpaid,
)
from kiosk.payments.wallets import WALLETS, Signing

FEN = 350
GONE = {Method.WECHAT: "1300000000000000007"[:18], Method.ALIPAY: "280000000000000007"}
GONE[Method.UNIONPAY] = "6200000000000000007"
"""Codes that no phone shows."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess(keys=tmp_path_factory.mktemp("sandbox")) as child:
        yield child


@pytest.fixture
def sandbox(running: SandboxProcess) -> SandboxProcess:
    running.reset()
    return running


@pytest.fixture(params=list(WALLETS), ids=lambda method: str(method))
def method(request: pytest.FixtureRequest) -> Method:
    found: Method = request.param
    return found


@pytest.fixture
def gateway(sandbox: SandboxProcess, method: Method) -> Iterator[Signing]:
    table: dict[str, object] = dict(sandbox.wallets[method])
    if method is Method.WECHAT:
        table["codepay"] = True
    made = WALLETS[method].open(table, Path("/"), SystemClock(), None)
    yield made
    made.close_connections()


@pytest.fixture
def order(method: Method) -> PaymentOrder:
    now_s = int(time.time())
    number = f"K7C{time.time_ns()}P1"
    return PaymentOrder(
        number, "K7SALE0001", method, FEN, "CNY", "可乐 330ml", "K7 & 机器", now_s, now_s + 180, scanned=True
    )


Shows = Callable[[str], PayCode]


@pytest.fixture
def shows(sandbox: SandboxProcess, method: Method) -> Shows:
    return lambda does: PayCode(sandbox.pay_code(method, does))


def until_paid(gateway: Signing, order: PaymentOrder, first: object) -> Paid:
    found = first if isinstance(first, Paid) else gateway.query(order)
    assert isinstance(found, Paid), found
    return found


def whole_refund(order: PaymentOrder) -> RefundOrder:
    return RefundOrder(f"{order.number[:-2]}R1", order, FEN, "超时支付", int(time.time()))


def test_wechat_charges_codes_only_where_its_owner_says_so(sandbox: SandboxProcess) -> None:
    made = WALLETS[Method.WECHAT].open(sandbox.wallets["wechat"], Path("/"), SystemClock(), None)
    assert not made.traits.takes_pay_codes
    made.close_connections()


def test_paid_at_once(gateway: Signing, order: PaymentOrder, shows: Shows) -> None:
    assert gateway.traits.takes_pay_codes
    paid = until_paid(gateway, order, gateway.charge(order, shows("pays")))
    assert (paid.amount_fen, paid.refunded) == (FEN, False)
    assert isinstance(gateway.query(order), Paid)


def test_asked_on_the_phone_and_then_paid(
    gateway: Signing, order: PaymentOrder, shows: Shows, sandbox: SandboxProcess
) -> None:
    assert isinstance(gateway.charge(order, shows("asks")), Unpaid | CallUnknown)
    assert isinstance(gateway.query(order), Unpaid)
    sandbox.phone("pay", out_trade_no=order.number)
    assert until_paid(gateway, order, None).amount_fen == FEN


def test_a_code_of_no_use_is_refused_for_certain(
    gateway: Signing, order: PaymentOrder, shows: Shows, method: Method, sandbox: SandboxProcess
) -> None:
    found = gateway.charge(order, PayCode(GONE[method]))
    assert isinstance(found, CreateRefused), found
    assert GONE[method] not in found.problem.text
    poor = replace(order, number=f"{order.number[:-1]}2")
    assert isinstance(gateway.charge(poor, shows("poor")), CreateRefused)
    used = shows("pays")
    gateway.charge(replace(order, number=f"{order.number[:-1]}3"), used)
    again = replace(order, number=f"{order.number[:-1]}4")
    assert isinstance(gateway.charge(again, used), CreateRefused), "each code pays once"
    assert sandbox.books()["payments_taken_fen"] == FEN


@pytest.mark.parametrize("fault", ["reset_before", "reset_after", "http_500", "bad_signature", "truncated"])
def test_a_charge_without_an_answer_is_unknown_and_the_query_tells(
    gateway: Signing, order: PaymentOrder, shows: Shows, sandbox: SandboxProcess, fault: str
) -> None:
    sandbox.fault("charge", fault, times=exchange_tries(fault), processed=True)
    found = gateway.charge(order, shows("pays"))
    assert isinstance(found, CallUnknown | Paid), found
    asked = gateway.query(order)
    assert isinstance(asked, Unpaid if fault == "reset_before" else Paid), asked
    assert sandbox.books()["payments_taken_fen"] == (0 if fault == "reset_before" else FEN)


def exchange_tries(fault: str) -> int:
    """A connection that was cut is tried once more with the same bytes."""
    return 2 if fault.startswith("reset") else 1


def test_reversed_while_the_customer_was_asked_it_can_never_be_paid(
    gateway: Signing, order: PaymentOrder, shows: Shows, sandbox: SandboxProcess
) -> None:
    gateway.charge(order, shows("asks"))
    assert isinstance(gateway.close(order), Closed)
    assert not sandbox.phone("pay", out_trade_no=order.number).done
    assert isinstance(gateway.close(order), Closed | Unpaid), "again changes nothing"


def test_a_payment_that_is_known_is_not_reversed_but_told(
    gateway: Signing, order: PaymentOrder, shows: Shows, sandbox: SandboxProcess
) -> None:
    gateway.charge(order, shows("pays"))
    assert isinstance(found := gateway.close(order), Paid)
    assert not found.refunded
    assert not {"cancel", "reverse"} & {str(call["call"]) for call in sandbox.calls()}


def test_paid_between_the_question_and_the_reversal_goes_back_at_once(
    gateway: Signing, order: PaymentOrder, shows: Shows, sandbox: SandboxProcess
) -> None:
    """The one that costs money: the query says unpaid, the customer pays, the reversal arrives."""
    gateway.charge(order, shows("asks"))
    asked = gateway.query
    paid: list[object] = []

    def pays_meanwhile(about: PaymentOrder) -> object:
        found = asked(about)
        if not paid:
            paid.append(sandbox.phone("pay", out_trade_no=about.number))
        return found

    gateway.query = pays_meanwhile  # type: ignore[method-assign,assignment]  # only here can it come between
    gateway.close(order)
    books = sandbox.books()
    assert (books["payments_taken_fen"], books["refunded_fen"]) == (FEN, FEN)
    refund = gateway.refund(whole_refund(order))
    assert isinstance(refund, RefundDone), "nothing is left: the reversal was the refund"
    assert sandbox.books()["refunded_fen"] == FEN


def test_a_charge_that_never_arrived_stays_unpaid_so_far(gateway: Signing, order: PaymentOrder) -> None:
    assert isinstance(gateway.query(order), Unpaid)
    assert isinstance(gateway.close(order), Unpaid), "it may still be under way"


def test_what_was_charged_is_refunded_like_any_other(
    gateway: Signing, order: PaymentOrder, shows: Shows, sandbox: SandboxProcess
) -> None:
    gateway.charge(order, shows("pays"))
    part = replace(whole_refund(order), amount_fen=100)
    assert isinstance(gateway.refund(part), RefundAccepted | RefundDone)


def test_the_code_is_written_nowhere(
    gateway: Signing,
    order: PaymentOrder,
    shows: Shows,
    sandbox: SandboxProcess,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    code = shows("asks")
    sandbox.fault("charge", "truncated")
    told = [gateway.charge(order, code), gateway.close(order), code]
    assert code.text not in caplog.text
    assert all(code.text not in repr(one) for one in told)
