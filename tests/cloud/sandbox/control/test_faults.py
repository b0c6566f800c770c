"""Every fault is visible on the wire, and what was processed behind it is in the books."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable

import pytest

from cloud.sandbox.client import SandboxProcess
from cloud.sandbox.errors import SandboxError
from tests.cloud.sandbox.merchant import NATIVE, REFUNDS, Merchant

NO = "K7F3A001"
Send = Callable[[], object]


def _orders(sandbox: SandboxProcess) -> list[str]:
    orders = sandbox.books()["orders"]
    assert isinstance(orders, list)
    return [order["out_trade_no"] for order in orders]


@pytest.mark.parametrize(("fault", "processed"), [("reset_before", False), ("reset_after", True)])
def test_a_reset_connection(merchant: Merchant, sandbox: SandboxProcess, fault: str, processed: bool) -> None:
    sandbox.fault("native", fault)
    with pytest.raises(ConnectionResetError):
        merchant.order(NO)
    assert _orders(sandbox) == ([NO] if processed else [])
    assert sandbox.calls()[-1]["status"] is None
    assert merchant.order(NO)


def test_a_hang(merchant: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.fault("native", "hang")
    with pytest.raises(TimeoutError):
        merchant.send("POST", NATIVE, merchant.order_body(NO), timeout_s=0.3)
    assert _orders(sandbox) == []


def test_a_hang_ends_with_a_reset(merchant: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.fault("native", "hang", ms=100)
    with pytest.raises(ConnectionResetError):
        merchant.order(NO)


def test_slow_is_processed_at_once(merchant: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.fault("native", "slow", ms=5_000)
    with pytest.raises(TimeoutError):
        merchant.send("POST", NATIVE, merchant.order_body(NO), timeout_s=0.3)
    assert _orders(sandbox) == [NO]


@pytest.mark.parametrize("processed", [False, True])
@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("http_500", 500, "SYSTEM_ERROR"),
        ("http_429", 429, "FREQUENCY_LIMITED"),
        ("error_404", 404, "ORDER_NOT_EXIST"),
    ],
)
def test_an_unsigned_error(
    merchant: Merchant, sandbox: SandboxProcess, fault: str, status: int, code: str, processed: bool
) -> None:
    sandbox.fault("native", fault, processed=processed)
    reply = merchant.send("POST", NATIVE, merchant.order_body(NO))
    assert (reply.status, reply.json["code"]) == (status, code)
    assert "wechatpay-signature" not in reply.headers
    assert _orders(sandbox) == ([NO] if processed else [])


def test_a_web_page(merchant: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.fault("query", "html")
    reply = merchant.query(NO)
    assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"<html>" in reply.body


def test_a_truncated_body(merchant: Merchant, sandbox: SandboxProcess) -> None:
    merchant.order(NO)
    sandbox.fault("query", "truncated")
    with pytest.raises(http.client.IncompleteRead) as cut:
        merchant.query(NO)
    assert cut.value.partial.startswith(b'{"appid"')


@pytest.mark.parametrize("fault", ["bad_signature", "signtest"])
def test_a_bad_signature(merchant: Merchant, sandbox: SandboxProcess, fault: str) -> None:
    merchant.order(NO)
    sandbox.fault("close", fault)
    reply = merchant.close(NO)
    assert reply.status == 204
    assert not merchant.verified(reply.headers, reply.body)
    assert reply.headers["wechatpay-signature"].startswith("WECHATPAY/SIGNTEST/") == (fault == "signtest")


def test_a_stale_answer_is_rightly_signed(merchant: Merchant, sandbox: SandboxProcess) -> None:
    merchant.order(NO)
    sandbox.fault("query", "stale_timestamp")
    reply = merchant.query(NO)
    assert merchant.verified(reply.headers, reply.body)
    assert time.time() - int(reply.headers["wechatpay-timestamp"]) > 590


def test_a_skewed_clock_refuses_and_shows_itself(merchant: Merchant, sandbox: SandboxProcess) -> None:
    merchant.order(NO)
    sandbox.fault("query", "clock_skew", ms=-1_000_000)
    assert merchant.query(NO).json["code"] == "SIGN_ERROR"
    sandbox.fault("query", "clock_skew", ms=-200_000)
    reply = merchant.query(NO)
    assert reply.status == 200
    assert 190 < time.time() - int(reply.headers["wechatpay-timestamp"]) < 260


@pytest.mark.parametrize(("fault", "changed"), [("wrong_amount", "amount"), ("wrong_mchid", "mchid")])
def test_a_rightly_signed_lie(merchant: Merchant, sandbox: SandboxProcess, fault: str, changed: str) -> None:
    merchant.order(NO)
    sandbox.fault("query", fault)
    lie, truth = merchant.query(NO), merchant.query(NO)
    assert merchant.verified(lie.headers, lie.body)
    assert {name for name in truth.json if lie.json[name] != truth.json[name]} == {changed}


def test_a_lie_about_a_refund(merchant: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.phone("pay", merchant.order(NO))
    sandbox.fault("refund", "wrong_amount")
    assert merchant.refund("R1", NO, 100, 350).json["amount"]["refund"] == 101
    assert merchant.send("GET", f"{REFUNDS}/R1").json["amount"]["refund"] == 100


def test_counts_order_and_any(merchant: Merchant, sandbox: SandboxProcess) -> None:
    merchant.order(NO)
    sandbox.fault("query", "http_500", times=2)
    sandbox.fault("any", "http_429")
    assert [merchant.query(NO).status for _ in range(4)] == [500, 500, 429, 200]
    sandbox.fault("query", "http_500", times=-1)
    assert [merchant.query(NO).status for _ in range(5)] == [500] * 5
    sandbox.clear_faults()
    assert merchant.query(NO).status == 200


def test_faults_are_recorded(merchant: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.fault("query", "html")
    merchant.query(NO)
    record = sandbox.calls()[-1]
    assert (record["call"], record["fault"], record["subject"]) == ("query", "html", NO)


@pytest.mark.parametrize(
    ("call", "fault", "times", "words"),
    [
        ("query", "htlm", 1, 'unknown fault "htlm"; the nearest is "html"'),
        ("qery", "html", 1, 'unknown call "qery"; the nearest is "query"'),
        ("native", "wrong_amount", 1, "cannot befall native"),
        ("query", "duplicate_notify", 1, "cannot befall query"),
        ("query", "html", 0, "times must be"),
    ],
)
def test_a_wrong_script_is_told_in_words(
    sandbox: SandboxProcess, call: str, fault: str, times: int, words: str
) -> None:
    with pytest.raises(SandboxError, match=words):
        sandbox.fault(call, fault, times=times)


def test_clearing_tells_how_many_never_struck(merchant: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.fault("native", "http_500")
    sandbox.fault("query", "http_500", times=2)
    sandbox.fault("refund", "http_500", times=-1)
    merchant.send("POST", NATIVE, merchant.order_body(NO))
    assert sandbox.clear_faults() == 2
    assert sandbox.clear_faults() == 0
