"""UnionPay's back notices: a signed form on success alone, five sends in all (payments.md 3.2)."""

from __future__ import annotations

import json
from collections.abc import Callable

from cloud.sandbox.clock import Clocks
from cloud.sandbox.control.calls import CallLog
from cloud.sandbox.control.faults import Fault, FaultBook
from cloud.sandbox.net.post import Posted
from cloud.sandbox.state import Notice, Order, Refund, RefundStatus, State
from cloud.sandbox.unionpay.keys import MER_ID, UnionPayKeys
from cloud.sandbox.unionpay.message import form, signed, stamp
from cloud.sandbox.wechat.notices import Notices

NO_NOTICES_URL = "http://www.specialUrl.com"
"""payments.md 3.2: the merchant wants none."""
ACKNOWLEDGED = (200, 302)
READ_CODE = "UnionPay code that was read"
OTHER_MER_ID = "777290058110049"


class UnionPayNotices(Notices):
    """The shared schedule with UnionPay's envelope."""

    repeats_s = (60, 120, 240, 300)

    def __init__(
        self,
        state: State,
        clocks: Clocks,
        keys: UnionPayKeys,
        faults: FaultBook,
        calls: CallLog,
        wake: Callable[[], None],
    ) -> None:
        super().__init__(state, clocks, keys.keys, faults, calls, wake)
        self._certificates = keys

    def order_paid(self, order: Order) -> None:
        if order.notify_url != NO_NOTICES_URL:
            content = paid_fields(order) | {"respCode": "00", "respMsg": "成功[0000000]"}
            self.add("PAYMENT", order.notify_url, order.out_trade_no, None, {**content})

    def refund_ended(self, refund: Refund, order: Order) -> None:
        if refund.status != RefundStatus.SUCCESS or refund.notify_url in (None, NO_NOTICES_URL):
            return
        content = refund_fields(refund, order) | {"respCode": "00", "respMsg": "成功[0000000]"}
        self.add("REFUND", str(refund.notify_url), refund.out_trade_no, refund.out_refund_no, {**content})

    def message(self, notice: Notice, fault: Fault | None) -> tuple[dict[str, str], bytes]:
        name = "" if fault is None else fault.name
        fields = told_wrongly(_stored(notice), name, 0 if fault is None else fault.ms)
        body = form(signed(fields, self._certificates, broken=name in ("bad_signature", "signtest")))
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "User-Agent": "upacp"}
        return headers, body

    def acknowledged(self, answer: Posted) -> bool:
        return answer.status in ACKNOWLEDGED


def _stored(notice: Notice) -> dict[str, str]:
    content: dict[str, str] = json.loads(notice.plain)
    return content


COMMON = {
    "version": "5.1.0",
    "encoding": "UTF-8",
    "signMethod": "01",
    "bizType": "000000",
    "accessType": "0",
    "merId": MER_ID,
}


def paid_fields(order: Order) -> dict[str, str]:
    """Of a payment that succeeded, in notices and answers."""
    return COMMON | {
        "txnType": "01",
        "txnSubType": "06" if order.description == READ_CODE else "07",
        "orderId": order.out_trade_no,
        "txnTime": order.fingerprint,
        "txnAmt": str(order.amount_fen),
        "currencyCode": "156",
        "queryId": order.transaction_id[-21:],
        "traceNo": order.transaction_id[-6:],
        "traceTime": stamp(order.paid_ms or 0)[4:],
        "settleDate": stamp(order.paid_ms or 0)[4:8],
        "settleAmt": str(order.amount_fen),
        "settleCurrencyCode": "156",
        "reqReserved": order.attach or "",
    }


def refund_fields(refund: Refund, order: Order) -> dict[str, str]:
    """Of a refund, in notices and answers."""
    return COMMON | {
        "txnType": "04",
        "txnSubType": "00",
        "orderId": refund.out_refund_no,
        "txnTime": refund.fingerprint,
        "origOrderId": order.out_trade_no,
        "origTxnTime": order.fingerprint,
        "origQryId": order.transaction_id[-21:],
        "txnAmt": str(refund.amount_fen),
        "currencyCode": "156",
        "queryId": refund.refund_id[-21:],
        "traceTime": stamp(refund.created_ms)[4:],
    }


def told_wrongly(fields: dict[str, str], fault: str, ms: int) -> dict[str, str]:
    """The same message, rightly signed, with one untruth: a fen more, another merchant, another time."""
    if fault == "wrong_amount" and "txnAmt" in fields:
        return {**fields, "txnAmt": str(int(fields["txnAmt"]) + 1)}
    if fault == "wrong_mchid":
        return {**fields, "merId": OTHER_MER_ID}
    if fault == "stale_timestamp":
        return {**fields, "txnTime": str(int(fields["txnTime"]) - max(1, ms // 1000))}
    return fields
