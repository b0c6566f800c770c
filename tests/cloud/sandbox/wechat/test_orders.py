"""Orders: four life times, the dying code, the close that comes too late."""

from __future__ import annotations

from typing import Any

import pytest

from cloud.sandbox.client import SandboxProcess
from tests.cloud.sandbox.merchant import NATIVE, Merchant

NO = "K7F3A001"


def test_from_order_to_paid(merchant: Merchant, sandbox: SandboxProcess) -> None:
    code = merchant.order(
        NO, 350, attach="m=K7;s=12", scene_info={"payer_client_ip": "1.2.3.4", "device_id": "K7"}
    )
    assert len(code) <= 512
    unpaid = merchant.query(NO).json
    assert unpaid["trade_state"] == "NOTPAY"
    assert not {"transaction_id", "success_time", "payer"} & unpaid.keys()
    assert sandbox.phone("scan", code).done
    assert merchant.state(NO) == "NOTPAY"
    assert sandbox.phone("pay", code).state == "SUCCESS"
    paid = merchant.query(NO).json
    assert (paid["trade_state"], paid["trade_type"], paid["attach"]) == ("SUCCESS", "NATIVE", "m=K7;s=12")
    assert paid["amount"] == {"total": 350, "payer_total": 350, "currency": "CNY", "payer_currency": "CNY"}
    assert paid["scene_info"] == {"device_id": "K7"}
    assert paid["success_time"].endswith("+08:00")
    by_id = f"/v3/pay/transactions/id/{paid['transaction_id']}?mchid={merchant.config['mchid']}"
    assert merchant.send("GET", by_id).json == paid


def test_an_unpaid_order_has_no_transaction_to_ask_by(merchant: Merchant, sandbox: SandboxProcess) -> None:
    merchant.order(NO)
    target = f"/v3/pay/transactions/id/42000?mchid={merchant.config['mchid']}"
    assert merchant.send("GET", target).status == 404


def test_the_query_demands_the_merchant(merchant: Merchant) -> None:
    merchant.order(NO)
    path = f"/v3/pay/transactions/out-trade-no/{NO}"
    assert merchant.send("GET", path).status == 400
    assert merchant.send("GET", f"{path}?mchid=1900000009").json["code"] == "MCH_NOT_EXISTS"


def test_an_identical_repeat_kills_the_older_code(merchant: Merchant, sandbox: SandboxProcess) -> None:
    body = merchant.order_body(NO)
    first = merchant.send("POST", NATIVE, body).json["code_url"]
    again = merchant.send("POST", NATIVE, dict(reversed(body.items()))).json["code_url"]
    assert again != first
    assert sandbox.phone("pay", first).refused == "replaced"
    assert sandbox.phone("pay", again).done


@pytest.mark.parametrize("changed", [{"description": "茶"}, {"attach": "x"}, {"amount": {"total": 351}}])
def test_other_content_under_the_same_number_is_refused(merchant: Merchant, changed: dict[str, Any]) -> None:
    body = merchant.order_body(NO)
    merchant.send("POST", NATIVE, body)
    reply = merchant.send("POST", NATIVE, body | changed)
    assert (reply.status, reply.json["code"], reply.number) == (403, "OUT_TRADE_NO_USED", 268498688)


def test_no_new_code_for_a_closed_or_paid_order(merchant: Merchant, sandbox: SandboxProcess) -> None:
    body = merchant.order_body(NO)
    merchant.send("POST", NATIVE, body)
    merchant.close(NO)
    assert merchant.send("POST", NATIVE, body).json["code"] == "ORDER_CLOSED"
    other = merchant.order_body("K7F3A002")
    sandbox.phone("pay", merchant.send("POST", NATIVE, other).json["code_url"])
    assert merchant.send("POST", NATIVE, other).json["code"] == "ORDERPAID"


def test_expiry_ends_paying_but_is_no_close(merchant: Merchant, sandbox: SandboxProcess) -> None:
    code = merchant.order(NO, expire_s=180)
    sandbox.advance(185)
    assert sandbox.phone("pay", code).refused == "expired"
    assert merchant.state(NO) == "NOTPAY"
    assert merchant.close(NO).status == 204
    assert merchant.state(NO) == "CLOSED"


@pytest.mark.parametrize("expire_s", [-3600, 5])
def test_a_short_expiry_is_raised_to_a_minute(
    merchant: Merchant, sandbox: SandboxProcess, expire_s: int
) -> None:
    code = merchant.order(NO, expire_s=expire_s)
    sandbox.advance(50)
    assert sandbox.phone("scan", code).done
    sandbox.advance(15)
    assert sandbox.phone("pay", code).refused == "expired"


def test_a_code_lives_two_hours_without_an_expiry(merchant: Merchant, sandbox: SandboxProcess) -> None:
    body = merchant.order_body(NO, expire_s=None)
    code = merchant.send("POST", NATIVE, body).json["code_url"]
    sandbox.advance(2 * 3600)
    assert sandbox.phone("pay", code).refused == "code_expired"
    fresh = merchant.send("POST", NATIVE, body).json["code_url"]
    assert sandbox.phone("pay", fresh).done


def test_the_gateway_closes_after_seven_days(merchant: Merchant, sandbox: SandboxProcess) -> None:
    merchant.order(NO, expire_s=None)
    sandbox.advance(7 * 86400 - 60)
    assert merchant.state(NO) == "NOTPAY"
    sandbox.advance(61)
    assert merchant.state(NO) == "CLOSED"
    assert sandbox.books()["orders"][0]["closed_by"] == "gateway"  # type: ignore[index] # JSON


def test_close_is_signed_over_nothing_and_can_be_repeated(
    merchant: Merchant, sandbox: SandboxProcess
) -> None:
    code = merchant.order(NO)
    for _ in range(2):
        reply = merchant.close(NO)
        assert (reply.status, reply.body) == (204, b"")
        assert merchant.verified(reply.headers, b"")
    assert sandbox.phone("pay", code).refused == "closed"


def test_close_is_refused_when_paid_or_unknown(merchant: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.phone("pay", merchant.order(NO))
    reply = merchant.close(NO)
    assert (reply.status, reply.json["code"], reply.number) == (400, "ORDERPAID", 268449538)
    assert merchant.state(NO) == "SUCCESS"
    assert merchant.close("K7F3A999").json["code"] == "ORDER_NOT_EXIST"


def test_only_the_first_account_can_pay(merchant: Merchant, sandbox: SandboxProcess) -> None:
    code = merchant.order(NO)
    sandbox.phone("scan", code)
    assert sandbox.phone("pay_other_payer", code).refused == "other_payer"
    assert sandbox.phone("pay", code).done
    assert sandbox.phone("pay", code).refused == "paid"
    assert sandbox.books()["payments_taken_fen"] == 350


def test_a_failed_or_cancelled_attempt_stays_unpaid(merchant: Merchant, sandbox: SandboxProcess) -> None:
    code = merchant.order(NO)
    assert sandbox.phone("fail", code).state == "NOTPAY"
    assert sandbox.phone("cancel", code).state == "NOTPAY"
    assert merchant.state(NO) == "NOTPAY"
    assert sandbox.phone("pay", code).done


def test_pay_late_completes_just_before_the_expiry(merchant: Merchant, sandbox: SandboxProcess) -> None:
    code = merchant.order(NO, expire_s=120)
    assert sandbox.phone("pay_late", code).state == "NOTPAY"
    sandbox.advance(100)
    assert merchant.state(NO) == "NOTPAY"
    sandbox.advance(30)
    paid = merchant.query(NO).json
    assert paid["trade_state"] == "SUCCESS"
    order = sandbox.books()["orders"][0]  # type: ignore[index] # JSON
    assert order["taken_fen"] == 350


def test_a_close_wins_over_a_late_payment(merchant: Merchant, sandbox: SandboxProcess) -> None:
    code = merchant.order(NO, expire_s=120)
    sandbox.phone("pay_late", code)
    assert merchant.close(NO).status == 204
    sandbox.advance(200)
    assert merchant.state(NO) == "CLOSED"
    assert sandbox.books()["payments_taken_fen"] == 0


def test_a_lying_gateway_takes_money_after_its_close(merchant: Merchant, sandbox: SandboxProcess) -> None:
    code = merchant.order(NO, expire_s=120)
    sandbox.phone("pay_late", code, force=True)
    assert merchant.close(NO).status == 204
    assert merchant.state(NO) == "CLOSED"
    sandbox.advance(200)
    assert merchant.state(NO) == "SUCCESS"
    second = merchant.order("K7F3A002")
    merchant.close("K7F3A002")
    assert sandbox.phone("pay", second, force=True).state == "SUCCESS"
    assert sandbox.phone("pay", second, force=True).refused == "paid"
    assert sandbox.books()["payments_taken_fen"] == 700


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"appid": "wx0"}, "APPID_MCHID_NOT_MATCH"),
        ({"mchid": "1900000009"}, "MCH_NOT_EXISTS"),
        ({"description": "茶" * 43}, "PARAM_ERROR"),
        ({"description": ""}, "PARAM_ERROR"),
        ({"out_trade_no": "K7F3A"}, "PARAM_ERROR"),
        ({"out_trade_no": "K" * 33}, "PARAM_ERROR"),
        ({"out_trade_no": "K7F3 001"}, "PARAM_ERROR"),
        ({"attach": "x" * 129}, "PARAM_ERROR"),
        ({"notify_url": "https://pay.example.cn/n?x=1"}, "PARAM_ERROR"),
        ({"notify_url": "/n"}, "PARAM_ERROR"),
        ({"notify_url": "https://10.0.0.1/n"}, "PARAM_ERROR"),
        ({"notify_url": "https://pay.example.cn/" + "n" * 240}, "PARAM_ERROR"),
        ({"notify_url": None}, "PARAM_ERROR"),
        ({"amount": {"total": 0}}, "PARAM_ERROR"),
        ({"amount": {"total": 3.5}}, "PARAM_ERROR"),
        ({"amount": {"total": True}}, "PARAM_ERROR"),
        ({"amount": {"total": "350"}}, "PARAM_ERROR"),
        ({"amount": {"total": 350, "currency": "USD"}}, "PARAM_ERROR"),
        ({"time_expire": "2099-10-01T10:05:00"}, "PARAM_ERROR"),
        ({"time_expire": "2099-13-01T10:05:00+08:00"}, "PARAM_ERROR"),
        ({"scene_info": {"device_id": "K7"}}, "PARAM_ERROR"),
    ],
)
def test_wrong_fields_are_refused(merchant: Merchant, changed: dict[str, Any], code: str) -> None:
    reply = merchant.send("POST", NATIVE, merchant.order_body(NO) | changed)
    assert (400, code) == (reply.status, reply.json["code"])
    assert merchant.query(NO).status == 404


@pytest.mark.parametrize(
    "changed",
    [{"openid": "x"}, {"amount": {"total": 350, "tax": 1}}, {"scene_info": {"payer_client_ip": "1", "x": 1}}],
)
def test_unknown_fields_are_refused(merchant: Merchant, changed: dict[str, Any]) -> None:
    reply = merchant.send("POST", NATIVE, merchant.order_body(NO) | changed)
    assert (reply.status, reply.number) == (400, 270924358)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b'{"a":1,"a":1}', b"\xff", b"[" * 50_000])
def test_a_body_that_is_no_object_is_refused(merchant: Merchant, body: bytes) -> None:
    assert merchant.send("POST", NATIVE, body).status == 400


def test_an_endless_body_is_refused(merchant: Merchant) -> None:
    reply = merchant.send("POST", NATIVE, b" " * 70_000)
    assert (reply.status, reply.json["code"]) == (400, "PARAM_ERROR")


def test_every_published_optional_field_is_taken(merchant: Merchant) -> None:
    goods = {"merchant_goods_id": "A3", "quantity": 1, "unit_price": 350, "goods_name": "可乐"}
    store = {"id": "7", "name": "南门", "area_code": "440305", "address": "x"}
    merchant.order(
        NO,
        goods_tag="WXG",
        support_fapiao=False,
        detail={"cost_price": 350, "invoice_id": "1", "goods_detail": [goods]},
        scene_info={"payer_client_ip": "1.2.3.4", "store_info": store},
        settle_info={"profit_sharing": False},
    )
