"""The control port: words for mistakes, books that add up, records without secrets."""

from __future__ import annotations

import json
import time

import pytest

from cloud.sandbox.client import SandboxProcess
from cloud.sandbox.errors import SandboxError
from tests.cloud.sandbox.merchant import Merchant

NO = "K7F3A001"


@pytest.mark.parametrize(
    ("method", "path", "content", "words"),
    [
        ("POST", "/phone", {"act": "py", "code": "x"}, 'unknown act "py"; the nearest is "pay"'),
        ("POST", "/phone", {"act": "pay"}, "either code or out_trade_no"),
        ("POST", "/phone", {"act": "pay", "code": "x", "cdoe": "y"}, 'the nearest is "code"'),
        ("POST", "/phone", {"act": "pay", "code": "x", "force": 1}, "force must be true or false"),
        ("POST", "/phone", {"act": "scan", "code": "x", "force": True}, "force belongs to pay"),
        ("POST", "/phone", {"act": "pay", "code": "x", "in_s": 5}, "in_s belongs to"),
        ("POST", "/clock", {}, "advance_s"),
        ("POST", "/clock", {"advance_s": -1}, "from 0"),
        ("POST", "/clock", {"advance_s": 1.5}, "whole number"),
        ("POST", "/refund", {"out_refund_no": "R9", "status": "SUCCESS"}, "退款单不存在"),
        ("POST", "/refund_plan", {"status": "DONE", "after_s": 1}, 'unknown status "DONE"'),
        ("POST", "/phnoe", {}, 'unknown request "POST /phnoe"; the nearest is "POST /phone"'),
        ("GET", "/book", None, 'the nearest is "GET /books"'),
        ("GET", "/reset", None, 'the nearest is "POST /reset"'),
    ],
)
def test_mistakes_are_told_in_words(
    sandbox: SandboxProcess, method: str, path: str, content: dict[str, object] | None, words: str
) -> None:
    with pytest.raises(SandboxError, match=words):
        sandbox.control(method, path, content)


def test_unknown_codes_and_orders(sandbox: SandboxProcess) -> None:
    assert sandbox.phone("pay", "weixin://wxpay/bizpayurl?pr=x").refused == "unknown_code"
    assert sandbox.phone("pay", out_trade_no=NO).refused == "unknown_order"


def test_an_order_can_be_named_by_its_number(merchant: Merchant, sandbox: SandboxProcess) -> None:
    merchant.order(NO)
    assert sandbox.phone("pay", out_trade_no=NO).state == "SUCCESS"


def test_pay_late_in_some_seconds(merchant: Merchant, sandbox: SandboxProcess) -> None:
    code = merchant.order(NO)
    assert sandbox.phone("pay_late", code, in_s=30).state == "NOTPAY"
    sandbox.advance(31)
    assert merchant.state(NO) == "SUCCESS"


def test_the_books_are_the_gateways_own_truth(merchant: Merchant, sandbox: SandboxProcess) -> None:
    before_ms = time.time_ns() // 1_000_000
    sandbox.phone("pay", merchant.order(NO, 350))
    after_ms = time.time_ns() // 1_000_000
    merchant.order("K7F3A002", 100)
    merchant.close("K7F3A002")
    merchant.refund("R1", NO, 150, 350)
    sandbox.refund("R1", "SUCCESS")
    books = sandbox.books()
    orders = {order["out_trade_no"]: order for order in books["orders"]}  # type: ignore[attr-defined] # JSON
    paid, closed = orders[NO], orders["K7F3A002"]
    assert (paid["amount_fen"], paid["state"], paid["taken_fen"]) == (350, "REFUND", 350)
    assert before_ms <= paid["paid_at_ms"] <= after_ms
    assert (closed["state"], closed["closed_by"], closed["taken_fen"]) == ("CLOSED", "merchant", 0)
    assert closed["paid_at_ms"] is None
    assert (books["payments_taken_fen"], books["refunded_fen"]) == (350, 150)


def test_the_payment_time_is_real_even_after_a_jump(merchant: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.advance(10 * 86400)
    sandbox.phone("pay", merchant.order(NO, expire_s=None))
    order = sandbox.books()["orders"][0]  # type: ignore[index] # JSON
    assert abs(order["paid_at_ms"] / 1000 - time.time()) < 60


def test_records_hold_no_secrets(merchant: Merchant, sandbox: SandboxProcess) -> None:
    code = merchant.order(NO)
    merchant.query(NO)
    records = sandbox.calls()
    assert [(record["call"], record["subject"], record["status"]) for record in records] == [
        ("native", NO, 200),
        ("query", NO, 200),
    ]
    text = json.dumps(records)
    assert code not in text
    assert "signature" not in text


def test_reset_forgets_everything(merchant: Merchant, sandbox: SandboxProcess) -> None:
    first = merchant.order(NO)
    sandbox.phone("pay", first)
    transaction = merchant.query(NO).json["transaction_id"]
    sandbox.advance(100)
    sandbox.fault("any", "html", times=-1)
    sandbox.reset()
    assert sandbox.books()["orders"] == []
    assert sandbox.calls() == []
    assert sandbox.phone("pay", first).refused == "unknown_code"
    sandbox.phone("pay", merchant.order(NO))
    assert merchant.query(NO).json["transaction_id"] != transaction
