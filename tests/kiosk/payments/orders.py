"""Orders the tests speak about, and WeChat's true answers about them."""

from __future__ import annotations

import dataclasses
from typing import Any

from kiosk.payments.intent import Method, PaymentOrder, RefundOrder
from tests.kiosk.payments.wechat_server import APPID, MCHID

ORDER = PaymentOrder(
    number="K7SALE0001P1",
    sale="K7SALE0001",
    method=Method.WECHAT,
    amount_fen=350,
    currency="CNY",
    description="可乐 330ml",
    machine="K7",
    created_at_s=1_790_000_000,
    expires_at_s=1_790_000_180,
)
REFUND = RefundOrder(number="K7SALE0001R1", payment=ORDER, amount_fen=150, reason="B2 未出货")


def transaction(state: str, **changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = {
        "appid": APPID,
        "mchid": MCHID,
        "out_trade_no": ORDER.number,
        "trade_state": state,
        "trade_state_desc": "",
        "amount": {"total": 350, "payer_total": 300, "currency": "CNY", "payer_currency": "CNY"},
    }
    if state in {"SUCCESS", "REFUND"}:
        content |= {
            "transaction_id": "4200001234",
            "trade_type": "NATIVE",
            "success_time": "2026-09-21T22:14:00+08:00",
            "payer": {"openid": "o2RW0"},
        }
    return content | changes


def refund_answer(status: str, **changes: Any) -> dict[str, Any]:
    return {
        "refund_id": "5030000",
        "out_refund_no": REFUND.number,
        "transaction_id": "4200001234",
        "out_trade_no": ORDER.number,
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "status": status,
        "amount": {"total": 350, "refund": 150, "currency": "CNY"},
    } | changes


def order(**changes: Any) -> PaymentOrder:
    return dataclasses.replace(ORDER, **changes)
