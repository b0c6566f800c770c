"""Refunds: accepted is not done, one number is one refund."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from cloud.sandbox.client import SandboxProcess
from tests.cloud.sandbox.merchant import REFUNDS, Merchant

NO = "K7F3A001"


@pytest.fixture
def paid(merchant: Merchant, sandbox: SandboxProcess) -> Merchant:
    """A merchant with one paid order of 350 fen."""
    sandbox.phone("pay", merchant.order(NO, 350))
    return merchant


def test_accepted_then_done(paid: Merchant, sandbox: SandboxProcess) -> None:
    reply = paid.refund("R1", NO, 150, 350, reason="货道卡住")
    assert (reply.status, reply.json["status"]) == (200, "PROCESSING")
    assert paid.verified(reply.headers, reply.body)
    assert paid.state(NO) == "REFUND"
    assert sandbox.books()["refunded_fen"] == 0
    sandbox.advance(5)
    done = paid.send("GET", f"{REFUNDS}/R1").json
    assert (done["status"], done["amount"]["refund"], done["amount"]["total"]) == ("SUCCESS", 150, 350)
    assert done["success_time"]
    assert sandbox.books()["refunded_fen"] == 150


def test_the_same_number_is_the_same_refund(paid: Merchant, sandbox: SandboxProcess) -> None:
    first = paid.refund("R1", NO, 350, 350).json
    again = paid.refund("R1", NO, 350, 350).json
    assert again["refund_id"] == first["refund_id"]
    sandbox.advance(5)
    assert paid.refund("R1", NO, 350, 350).json["status"] == "SUCCESS"
    books = sandbox.books()
    assert books["refunded_fen"] == 350
    assert books["refunds"] == [
        {
            "out_refund_no": "R1",
            "out_trade_no": NO,
            "amount_fen": 350,
            "status": "SUCCESS",
            "requests": 3,
            "wallet": "wechat",
        }
    ]


def test_the_same_number_with_other_content_is_refused(paid: Merchant) -> None:
    paid.refund("R1", NO, 150, 350)
    assert paid.refund("R1", NO, 151, 350).json["code"] == "INVALID_REQUEST"


def test_by_transaction_id(paid: Merchant) -> None:
    body = paid.refund_body("R1", NO, 350, 350)
    body["transaction_id"] = paid.query(NO).json["transaction_id"]
    assert paid.send("POST", REFUNDS, body).status == 400
    del body["out_trade_no"]
    assert paid.send("POST", REFUNDS, body).json["out_trade_no"] == NO


def test_never_more_than_was_paid(paid: Merchant, sandbox: SandboxProcess) -> None:
    assert paid.refund("R0", NO, 351, 350).json["code"] == "INVALID_REQUEST"
    assert paid.refund("R1", NO, 200, 350).status == 200
    sandbox.advance(61)
    assert paid.refund("R2", NO, 151, 350).json["code"] == "INVALID_REQUEST"
    assert paid.refund("R3", NO, 150, 350).status == 200
    sandbox.advance(61)
    assert sandbox.books()["refunded_fen"] == 350


def test_partials_are_a_minute_apart_and_fifty_at_most(merchant: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.phone("pay", merchant.order(NO, 100))
    assert merchant.refund("R0", NO, 1, 100).status == 200
    early = merchant.refund("R1", NO, 1, 100)
    assert (early.status, early.json["code"]) == (429, "FREQUENCY_LIMITED")
    for index in range(1, 50):
        sandbox.advance(60)
        assert merchant.refund(f"R{index}", NO, 1, 100).status == 200
    sandbox.advance(60)
    assert merchant.refund("R50", NO, 1, 100).json["code"] == "INVALID_REQUEST"
    assert merchant.refund("R49", NO, 1, 100).status == 200


@pytest.mark.parametrize("what", ["unknown", "unpaid", "closed"])
def test_only_paid_orders_can_be_refunded(merchant: Merchant, what: str) -> None:
    if what != "unknown":
        merchant.order(NO)
    if what == "closed":
        merchant.close(NO)
    reply = merchant.refund("R1", NO, 350, 350)
    assert (reply.status, reply.json["code"]) == (404, "RESOURCE_NOT_EXISTS")
    assert merchant.send("GET", f"{REFUNDS}/R1").status == 404


def test_up_to_one_year(paid: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.advance(365 * 86400 + 1)
    assert paid.refund("R1", NO, 350, 350).json["code"] == "INVALID_REQUEST"


def test_not_enough_is_no_refund_yet(paid: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.fault("refund", "not_enough", times=2)
    for _ in range(2):
        reply = paid.refund("R1", NO, 350, 350)
        assert (reply.status, reply.json["code"]) == (403, "NOT_ENOUGH")
        assert sandbox.books()["refunds"] == []
    assert paid.state(NO) == "SUCCESS"
    assert paid.refund("R1", NO, 350, 350).status == 200


def test_a_closed_refund_needs_a_new_number(paid: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.refund_plan("CLOSED", 10)
    paid.refund("R1", NO, 350, 350)
    sandbox.advance(11)
    assert paid.refund_status("R1") == "CLOSED"
    sandbox.refund_plan("SUCCESS", 0)
    assert paid.refund("R1", NO, 350, 350).json["status"] == "CLOSED"
    assert paid.refund("R2", NO, 350, 350).status == 200
    assert paid.refund_status("R2") == "SUCCESS"
    assert sandbox.books()["refunded_fen"] == 350


def test_control_decides_a_refund(paid: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.refund_plan("PROCESSING", 0)
    paid.refund("R1", NO, 350, 350)
    sandbox.advance(86400)
    assert paid.refund_status("R1") == "PROCESSING"
    sandbox.refund("R1", "SUCCESS")
    assert paid.refund_status("R1") == "SUCCESS"


def _sealed(merchant: Merchant, text: str) -> str:
    public = load_pem_public_key(Path(merchant.config["platform_public_key_file"]).read_bytes())
    assert isinstance(public, RSAPublicKey)
    oaep = OAEP(mgf=MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)
    return b64encode(public.encrypt(text.encode(), oaep)).decode()


def test_an_abnormal_refund_goes_to_another_card(paid: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.refund_plan("ABNORMAL", 1)
    refund_id = paid.refund("R1", NO, 350, 350).json["refund_id"]
    target = f"{REFUNDS}/{refund_id}/apply-abnormal-refund"
    body: dict[str, Any] = {"out_refund_no": "R1", "type": "MERCHANT_BANK_CARD"}
    assert paid.send("POST", target, body).json["code"] == "INVALID_REQUEST"
    sandbox.advance(2)
    assert paid.refund_status("R1") == "ABNORMAL"
    sandbox.refund_plan("SUCCESS", 1)
    user = {"out_refund_no": "R1", "type": "USER_BANK_CARD"}
    assert paid.send("POST", target, user).status == 400
    assert paid.send("POST", target, user | {"bank_account": "6225", "real_name": "x"}).status == 400
    other = f"{REFUNDS}/{refund_id}9/apply-abnormal-refund"
    assert paid.send("POST", other, body).json["code"] == "RESOURCE_NOT_EXISTS"
    sealed = {
        "bank_account": _sealed(paid, "6225"),
        "real_name": _sealed(paid, "张三"),
        "bank_type": "ICBC_DEBIT",
    }
    assert paid.send("POST", target, user | sealed).json["status"] == "PROCESSING"
    sandbox.advance(2)
    done = paid.send("GET", f"{REFUNDS}/R1").json
    assert (done["status"], done["channel"]) == ("SUCCESS", "OTHER_BANKCARD")
    assert sandbox.books()["refunded_fen"] == 350


@pytest.mark.parametrize(
    "changed",
    [
        {"out_refund_no": "R 1"},
        {"out_refund_no": "R" * 65},
        {"reason": "卡" * 27},
        {"amount": {"refund": 0, "total": 350, "currency": "CNY"}},
        {"amount": {"refund": 350, "total": 350}},
        {"funds_account": "MINE"},
        {"surprise": 1},
    ],
)
def test_wrong_fields_are_refused(paid: Merchant, changed: dict[str, Any]) -> None:
    body = paid.refund_body("R1", NO, 350, 350) | changed
    assert (paid.send("POST", REFUNDS, body).status, paid.state(NO)) == (400, "SUCCESS")


def test_another_total_than_the_order_is_refused(paid: Merchant) -> None:
    assert paid.refund("R1", NO, 100, 300).json["code"] == "INVALID_REQUEST"
