"""Telling the merchant: a signed form, repeated until ``success`` is answered (payments.md 2.2, 2.7)."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from cloud.sandbox.alipay.answers import one_fen_more
from cloud.sandbox.alipay.trades import time_text, trade_no
from cloud.sandbox.control.faults import Fault
from cloud.sandbox.keys import ALIPAY_APP_ID
from cloud.sandbox.net.post import Posted
from cloud.sandbox.state import Notice, Order, Refund, RefundStatus
from cloud.sandbox.wechat.notices import Notices
from kiosk.money import yuan_text

REPEATS_S = (240, 600, 600, 3600, 7200, 21_600, 54_000)
"""payments.md 2.7: eight sends in all; of the two published lists the slower one."""
ACKNOWLEDGEMENT = b"success"
OTHER_APP_ID = "2014072300009999"


class TradeNotices(Notices):
    """Alipay tells of payments and of refunds that are done; not of refunds that failed."""

    repeats_s = REPEATS_S

    def order_paid(self, order: Order) -> None:
        if order.notify_url:
            self.add("TRADE_SUCCESS", order.notify_url, order.out_trade_no, None, _trade(order))

    def refund_ended(self, refund: Refund, order: Order) -> None:
        if refund.notify_url is None or refund.status != RefundStatus.SUCCESS:
            return
        refunded = self._state.total(
            Refund, "SUM(amount_fen)", "out_trade_no = ? AND status = 'SUCCESS'", order.out_trade_no
        )
        content = _trade(order) | {
            "trade_status": "TRADE_CLOSED" if (refunded or 0) >= order.amount_fen else "TRADE_SUCCESS",
            "out_biz_no": refund.out_refund_no,
            "refund_fee": yuan_text(refunded or 0),
            "gmt_refund": time_text(refund.success_ms or 0) + ".000",
        }
        self.add("REFUND", refund.notify_url, order.out_trade_no, refund.out_refund_no, content)

    def message(self, notice: Notice, fault: Fault | None) -> tuple[dict[str, str], bytes]:
        fields: dict[str, str] = json.loads(notice.plain)
        fields |= {"notify_id": notice.event_id, "notify_time": time_text(self._clocks.gateway_ms())}
        name = "" if fault is None else fault.name
        if name == "wrong_mchid":
            fields["app_id"] = OTHER_APP_ID
        if name == "wrong_amount":
            fields["total_amount"] = one_fen_more(fields["total_amount"])
        text = "&".join(f"{key}={fields[key]}" for key in sorted(fields))
        if name in ("bad_signature", "signtest"):
            text += " "
        body = urlencode(fields | {"sign_type": "RSA2", "sign": self._keys.sign(text.encode())}).encode()
        return {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, body

    def acknowledged(self, answer: Posted) -> bool:
        return answer.body == ACKNOWLEDGEMENT


def _trade(order: Order) -> dict[str, object]:
    return {
        "notify_type": "trade_status_sync",
        "app_id": ALIPAY_APP_ID,
        "charset": "utf-8",
        "version": "1.0",
        "out_trade_no": order.out_trade_no,
        "trade_no": trade_no(order.out_trade_no),
        "trade_status": "TRADE_SUCCESS",
        "total_amount": yuan_text(order.amount_fen),
        "receipt_amount": yuan_text(order.amount_fen),
        "subject": order.description,
        "body": "",
        "gmt_payment": time_text(order.paid_ms or 0),
    }
