"""From a verified answer of WeChat Pay to a value of the intent. Pure: no network, no clock.

A signature only proves who speaks. Whether the answer is about *this* order is checked here, field by field
(payments.md 1.4): an answer about another order, merchant or application changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CodeReady,
    Notice,
    NoticeRejected,
    Paid,
    PaymentOrder,
    Problem,
    ProblemKind,
    QueryResult,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    RefundRefused,
    RefundResult,
    RefundVoid,
    Unpaid,
)
from kiosk.payments.settings import WechatSettings

CODE_LIMIT_CHARS = 512
"""payments.md 1.1: code_url is opaque, at most this long."""
PAID_LIMIT_FEN = 100_000_000_00
"""A larger figure is no payment at a vending machine."""
TEXT_LIMIT_CHARS = 64

Content = Mapping[str, object]


def content_of(body: bytes | str) -> Content | Problem:
    """The JSON object an answer must be."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return Problem(ProblemKind.BAD_ANSWER, "The answer is not whole JSON.", "JSON")
    if not isinstance(content, dict):
        return Problem(ProblemKind.BAD_ANSWER, "The answer is not a JSON object.", "JSON")
    return content


def code_of(body: bytes) -> CodeReady | CallUnknown:
    """The text to draw, from the answer to an order."""
    content = content_of(body)
    if isinstance(content, Problem):
        return CallUnknown(content)
    code = content.get("code_url")
    if not isinstance(code, str) or not 1 <= len(code) <= CODE_LIMIT_CHARS or not code.isprintable():
        return _unknown("The answer bears no code to show.", "CODE_URL")
    return CodeReady(code)


def transaction_of(body: bytes, order: PaymentOrder, settings: WechatSettings, now_s: int) -> QueryResult:
    """What the answer to a query says about ``order``; ``now_s`` stands in for a missing time."""
    content = content_of(body)
    if isinstance(content, Problem):
        return CallUnknown(content)
    ours = {"appid": settings.appid, "mchid": settings.mchid, "out_trade_no": order.number}
    foreign = [key for key, value in ours.items() if content.get(key) != value]
    if foreign:
        return _unknown(f"The answer is about something else: {', '.join(foreign)} differs.", "IDENTITY")
    if content.get("trade_state") == "REVOKED" and not order.scanned:
        return _unknown("The answer says reversed, of an order that nothing reverses.", "TRADE_STATE")
    return _state_of(content, order.currency, now_s)


def _state_of(content: Content, currency: str, now_s: int) -> QueryResult:
    """payments.md 1.4. USERPAYING, PAYERROR and REVOKED belong to codes that were read; the first two may
    still be paid, the last was reversed: what it took has gone back."""
    state = content.get("trade_state")
    if state in {"NOTPAY", "USERPAYING", "PAYERROR", "ACCEPT"}:
        return Unpaid()
    if state == "CLOSED" or (state == "REVOKED" and not content.get("success_time")):
        return Closed()
    if state not in {"SUCCESS", "REFUND", "REVOKED"}:
        return _unknown("The answer names an unknown state of the order.", "TRADE_STATE")
    amount = _object(content, "amount")
    total = amount.get("total")
    # total, not payer_total: coupons make the latter smaller (payments.md 1.4)
    if not _is_fen(total):
        return _unknown("The answer says paid but not how much.", "AMOUNT")
    if amount.get("currency") != currency:
        return _unknown("The answer says paid in another currency.", "CURRENCY")
    assert isinstance(total, int)
    return Paid(
        amount_fen=total,
        gateway_reference=_text(content, "transaction_id"),
        paid_at_s=_time_s(content.get("success_time"), now_s),
        refunded=state != "SUCCESS",
    )


def refund_of(body: bytes, refund: RefundOrder) -> RefundResult:
    """What the answer to a refund, or to a question about it, says about ``refund``."""
    content = content_of(body)
    if isinstance(content, Problem):
        return CallUnknown(content)
    amount = _object(content, "amount")
    agrees = {
        "out_refund_no": content.get("out_refund_no") == refund.number,
        "out_trade_no": content.get("out_trade_no") == refund.payment.number,
        "amount.refund": amount.get("refund") == refund.amount_fen,
        "amount.currency": amount.get("currency", refund.payment.currency) == refund.payment.currency,
    }
    foreign = [key for key, same in agrees.items() if not same]
    if foreign:
        return _unknown(f"The answer is about another refund: {', '.join(foreign)} differs.", "IDENTITY")
    return _refund_state(content.get("status"), content)


def _refund_state(status: object, content: Content) -> RefundResult:
    """payments.md 1.11."""
    if status == "SUCCESS":
        return RefundDone(_text(content, "refund_id"), _text(content, "user_received_account"))
    if status == "PROCESSING":
        return RefundAccepted()
    if status == "ABNORMAL":
        text = (
            "The customer's account cannot take the refund (closed or frozen). It must be sent to another "
            "account on the merchant platform."
        )
        return RefundRefused(Problem(ProblemKind.ACCOUNT, text, "ABNORMAL"))
    if status == "CLOSED":
        text = "WeChat Pay has closed this refund without moving money. A new one may be asked for."
        return RefundVoid(Problem(ProblemKind.GATEWAY, text, "CLOSED"))
    return _unknown("The answer names an unknown state of the refund.", "REFUND_STATE")


def notice_of(event: Content, settings: WechatSettings, now_s: int) -> Notice | NoticeRejected:
    """From a verified and decrypted notice (payments.md 1.8); the caller drops repeats by ``event_id``."""
    resource = _object(event, "resource")
    event_id, order_number = _text(event, "id"), _text(resource, "out_trade_no")
    if not event_id or not order_number:
        return _rejected("The notice names no event or no order.", "FIELDS")
    if resource.get("mchid") != settings.mchid:
        return _rejected("The notice is for another merchant.", "IDENTITY")
    result: QueryResult | RefundResult
    refund_number = ""
    kind = str(event.get("event_type", ""))
    if kind == "TRANSACTION.SUCCESS":
        if resource.get("appid") != settings.appid:
            return _rejected("The notice is for another application.", "IDENTITY")
        result = _state_of(resource, "CNY", now_s)
    elif kind.startswith("REFUND."):
        refund_number = _text(resource, "out_refund_no")
        result = _refund_state(resource.get("refund_status"), resource)
        if not refund_number:
            return _rejected("The notice names no refund.", "FIELDS")
    else:
        return _rejected("The notice is of an unknown kind.", "EVENT_TYPE")
    if isinstance(result, CallUnknown):
        return NoticeRejected(result.problem)
    return Notice(event_id, order_number, refund_number, result)


def _rejected(text: str, code: str) -> NoticeRejected:
    return NoticeRejected(Problem(ProblemKind.BAD_ANSWER, text, code))


def _unknown(text: str, code: str) -> CallUnknown:
    return CallUnknown(Problem(ProblemKind.BAD_ANSWER, text, code))


def _object(content: Content, key: str) -> Content:
    value = content.get(key)
    return value if isinstance(value, dict) else {}


def _text(content: Content, key: str) -> str:
    value = content.get(key)
    return value[:TEXT_LIMIT_CHARS] if isinstance(value, str) else ""


def _is_fen(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= PAID_LIMIT_FEN


def _time_s(value: object, otherwise_s: int) -> int:
    """RFC 3339 to UTC seconds. A payment is not doubted for want of a readable time."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return otherwise_s
    return int(moment.timestamp()) if moment.tzinfo else otherwise_s
