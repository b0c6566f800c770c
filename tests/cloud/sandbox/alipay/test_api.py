"""The emulated Alipay keeps the published rules, the dangerous ones above all."""

from __future__ import annotations

from typing import Any

import pytest

from cloud.sandbox.client import SandboxProcess
from tests.cloud.sandbox.alipay.application import Application
from tests.cloud.sandbox.receiver import Receiver

NO = "K7ALIPAY0001A"


@pytest.fixture
def application(sandbox: SandboxProcess) -> Application:
    sandbox.refund_plan("SUCCESS", 0)
    return Application(sandbox.wallets["alipay"])


@pytest.fixture
def paid(application: Application, sandbox: SandboxProcess) -> Application:
    application.precreate(NO)
    assert sandbox.phone("pay", out_trade_no=NO).done
    return application


def status(application: Application) -> str:
    told = application.ask("query", NO)
    assert told.is_signed
    return str(told.content.get("trade_status", told.why))


def refund(application: Application, number: str = "R1", yuan: str = "1.50") -> str:
    told = application.ask("refund", NO, out_request_no=number, refund_amount=yuan)
    return str(told.content.get("fund_change", told.why))


# --- the caller


@pytest.mark.parametrize(
    ("changed", "after", "why"),
    [
        ({"app_id": "2014072300009999"}, {}, "isv.invalid-app-id"),
        ({"sign_type": "RSA"}, {}, "isv.invalid-parameter"),
        ({"timestamp": "2026-01-01 00:00:00"}, {}, "isv.invalid-timestamp"),
        ({"timestamp": "now"}, {}, "isv.invalid-timestamp"),
        ({"method": "alipay.trade.nothing"}, {}, "isv.invalid-method"),
        ({}, {"biz_content": "{}"}, "isv.invalid-signature"),
        ({}, {"sign": "AAAA"}, "isv.invalid-signature"),
        ({}, {"sign": ""}, "isv.missing-signature"),
    ],
)
@pytest.mark.parametrize("get", [False, True])
def test_who_is_not_known_is_refused_without_a_signature(
    application: Application, changed: dict[str, str], after: dict[str, str], why: str, get: bool
) -> None:
    parameters = application.parameters("alipay.trade.query", {"out_trade_no": NO}, **changed) | after
    told = application.send(parameters, get=get)
    assert (told.why, told.is_signed) == (why, False)


@pytest.mark.parametrize(
    "changed",
    [
        {"total_amount": 3.5},
        {"total_amount": "0.00"},
        {"total_amount": "3.501"},
        {"subject": "a/b"},
        {"subject": ""},
        {"timeout_express": "5"},
        {"timeout_express": "16d"},
        {"time_expire": "2026-10-01"},
        {"out_trade_no": "a-b"},
        {"nonsense": "1"},
    ],
)
def test_a_wrong_order_is_refused_over_a_signature(application: Application, changed: dict[str, Any]) -> None:
    told = application.precreate(NO, **changed)
    assert (told.why, told.is_signed) == ("ACQ.INVALID_PARAMETER", True)


# --- trades


def test_there_is_no_trade_before_the_scan(application: Application, sandbox: SandboxProcess) -> None:
    code = application.precreate(NO).content["qr_code"]
    assert status(application) == "ACQ.TRADE_NOT_EXIST"
    assert application.ask("close", NO).why == "ACQ.TRADE_NOT_EXIST"
    assert "action" not in application.ask("cancel", NO).content
    assert sandbox.phone("scan", code).done, "neither a close nor a cancel has killed the code"
    assert status(application) == "WAIT_BUYER_PAY"
    assert sandbox.phone("pay_other_payer", code).refused == "other_payer"
    assert sandbox.phone("pay", code).done
    assert status(application) == "TRADE_SUCCESS"


def test_the_same_order_gets_the_same_code_and_another_is_refused(application: Application) -> None:
    first = application.precreate(NO).content["qr_code"]
    assert application.precreate(NO).content["qr_code"] == first
    assert application.precreate(NO, "3.51").why == "ACQ.CONTEXT_INCONSISTENT"


def test_an_unpaid_trade_is_closed_by_its_time(application: Application, sandbox: SandboxProcess) -> None:
    application.precreate(NO)
    sandbox.phone("scan", out_trade_no=NO)
    sandbox.advance(299)
    assert status(application) == "WAIT_BUYER_PAY"
    sandbox.advance(2)
    assert status(application) == "TRADE_CLOSED"
    assert sandbox.phone("pay", out_trade_no=NO).refused == "closed"
    assert application.precreate(NO).why == "ACQ.TRADE_HAS_CLOSE"


def test_a_close_refuses_what_is_paid_and_a_cancel_gives_it_back(
    paid: Application, sandbox: SandboxProcess
) -> None:
    assert paid.ask("close", NO).why == "ACQ.TRADE_STATUS_ERROR"
    assert (status(paid), paid.precreate(NO).why) == ("TRADE_SUCCESS", "ACQ.TRADE_HAS_SUCCESS")
    assert paid.ask("cancel", NO).content["action"] == "refund"
    told = paid.ask("query", NO).content
    assert told["trade_status"] == "TRADE_CLOSED" and told["send_pay_date"], "closed, but it had been paid"
    assert sandbox.books()["refunded_fen"] == 350


# --- refunds


def test_one_number_is_one_refund_and_never_more_than_was_paid(
    paid: Application, sandbox: SandboxProcess
) -> None:
    assert [refund(paid), refund(paid)] == ["Y", "N"]
    assert refund(paid, yuan="1.49") == "ACQ.DISCORDANT_REPEAT_REQUEST"
    assert refund(paid, "R2", "2.01") == "ACQ.REASON_TRADE_REFUND_FEE_ERR"
    assert status(paid) == "TRADE_SUCCESS"
    assert refund(paid, "R2", "2.00") == "Y"
    assert status(paid) == "TRADE_CLOSED"
    assert sandbox.books()["refunded_fen"] == 350
    told = paid.ask("fastpay.refund.query", NO, out_request_no="R1").content
    assert (told["refund_status"], told["refund_amount"]) == ("REFUND_SUCCESS", "1.50")
    assert "refund_status" not in paid.ask("fastpay.refund.query", NO, out_request_no="R3").content


def test_a_refund_that_failed_moved_nothing_and_may_try_again(
    paid: Application, sandbox: SandboxProcess
) -> None:
    sandbox.refund_plan("CLOSED", 0)
    assert refund(paid) == "N"
    assert "refund_status" not in paid.ask("fastpay.refund.query", NO, out_request_no="R1").content
    sandbox.fault("refund", "not_enough")
    assert refund(paid) == "ACQ.SELLER_BALANCE_NOT_ENOUGH"
    assert sandbox.books()["refunded_fen"] == 0
    sandbox.refund_plan("SUCCESS", 0)
    assert refund(paid) == "Y"


def test_nothing_unpaid_goes_back(application: Application, sandbox: SandboxProcess) -> None:
    application.precreate(NO)
    assert refund(application) == "ACQ.TRADE_NOT_EXIST"
    sandbox.phone("scan", out_trade_no=NO)
    assert refund(application) == "ACQ.TRADE_STATUS_ERROR"


# --- notices


def test_a_payment_and_a_refund_are_told_until_success_is_answered(
    application: Application, sandbox: SandboxProcess, receiver: Receiver
) -> None:
    receiver.words = ["", "success"]
    application.precreate(NO, notify_url=receiver.url)
    sandbox.phone("pay", out_trade_no=NO)
    first = application.heard(receiver.next().body)
    assert (first["trade_status"], first["total_amount"]) == ("TRADE_SUCCESS", "3.50")
    sandbox.advance(241)
    again = application.heard(receiver.next().body)
    assert again["notify_id"] == first["notify_id"], "204 is not what it waits for"
    refund(application)
    back = application.heard(receiver.next().body)
    assert (back["out_biz_no"], back["refund_fee"], back["trade_status"]) == ("R1", "1.50", "TRADE_SUCCESS")
    assert back["notify_id"] != first["notify_id"]


# --- faults


def test_a_signed_fault_of_its_own_is_carried_out_or_not(
    application: Application, sandbox: SandboxProcess
) -> None:
    sandbox.fault("precreate", "system_error")
    assert application.precreate(NO).why == "isp.unknow-error"
    assert sandbox.books()["orders"] == []
    sandbox.fault("precreate", "system_error", processed=True)
    assert application.precreate(NO).is_signed
    orders = sandbox.books()["orders"]
    assert isinstance(orders, list) and [one["wallet"] for one in orders] == ["alipay"]
