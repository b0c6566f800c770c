"""From a verified answer of Alipay to a value of the intent. Pure: no network, no clock.

A signature only proves who speaks. Whether the answer is about *this* order is checked here, field by field.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kiosk.money import fen_from_yuan_text
from kiosk.payments.beijing import BEIJING
from kiosk.payments.gateways.alipay.wire import Reply
from kiosk.payments.gateways.alipay.words import IN_PROGRESS, NO_TRADE, is_unsure, refusal_of
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CodeReady,
    CreateRefused,
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
    Unpaid,
)

CODE_LIMIT_CHARS = 1024
"""payments.md 2.3 names no limit; what is longer makes no code that a phone could read."""
PAID_LIMIT_FEN = 100_000_000_00
"""A larger figure is no payment at a vending machine."""
TEXT_LIMIT_CHARS = 64
_WAS_PAID = ("send_pay_date", "gmt_refund", "gmt_payment")
_REFUSED_CALL = Problem(ProblemKind.GATEWAY, "Alipay refused the call.")

Content = Mapping[str, object]


def code_of(reply: Reply, order: PaymentOrder) -> CodeReady | CreateRefused | CallUnknown:
    """The text to draw. A refusal is only a hint for the caller: whether nothing is there, a query tells."""
    if not reply.is_done:
        problem = refusal_of(reply.content) or _REFUSED_CALL
        return CallUnknown(problem) if is_unsure(reply.content) else CreateRefused(problem)
    code = reply.content.get("qr_code")
    if reply.content.get("out_trade_no") != order.number:
        return _unknown("The answer is about another order.", "IDENTITY")
    if not isinstance(code, str) or not 1 <= len(code) <= CODE_LIMIT_CHARS or not code.isprintable():
        return _unknown("The answer bears no code to show.", "QR_CODE")
    return CodeReady(code)


def charge_of(
    reply: Reply, order: PaymentOrder, now_s: int
) -> Paid | Unpaid | Closed | CreateRefused | CallUnknown:
    """What the answer to a charge says. *Done* bears no state of the trade: it is a trade that was paid."""
    content = reply.content
    if not reply.is_done and not is_unsure(content):
        return CreateRefused(refusal_of(content) or _REFUSED_CALL)
    if content.get("code") == IN_PROGRESS:
        return Unpaid()
    if not reply.is_done:
        return CallUnknown(refusal_of(content) or _REFUSED_CALL)
    if content.get("out_trade_no") != order.number:
        return _unknown("The answer is about another order.", "IDENTITY")
    return _state_of({**content, "trade_status": "TRADE_SUCCESS"}, now_s)


def trade_of(reply: Reply, order: PaymentOrder, now_s: int) -> QueryResult:
    """What the answer to a query says about ``order``; ``now_s`` stands in for a missing time."""
    if not reply.is_done:
        if reply.sub_code == NO_TRADE:
            # payments.md 2.3: nobody has scanned the code yet, and it may be scanned any moment
            return Unpaid()
        return CallUnknown(refusal_of(reply.content) or _REFUSED_CALL)
    if reply.content.get("out_trade_no") != order.number:
        return _unknown("The answer is about something else: out_trade_no differs.", "IDENTITY")
    return _state_of(reply.content, now_s)


def _state_of(content: Content, now_s: int) -> QueryResult:
    """payments.md 2.4."""
    state = content.get("trade_status")
    if state == "WAIT_BUYER_PAY":
        return Unpaid()
    if state not in {"TRADE_SUCCESS", "TRADE_FINISHED", "TRADE_CLOSED"}:
        return _unknown("The answer names an unknown state of the trade.", "TRADE_STATUS")
    given_back = state == "TRADE_CLOSED"
    if given_back and not _was_paid(content):
        return Closed()
    # total_amount, not what the buyer paid: coupons make that smaller
    total_fen = _fen(content.get("total_amount"))
    if total_fen is None:
        return _unknown("The answer says paid but not how much.", "AMOUNT")
    return Paid(
        amount_fen=total_fen,
        gateway_reference=_text(content, "trade_no"),
        paid_at_s=_time_s(content.get("send_pay_date") or content.get("gmt_payment"), now_s),
        refunded=given_back or bool(content.get("gmt_refund")),
    )


def _was_paid(content: Content) -> bool:
    """TRADE_CLOSED means unpaid and timed out, or paid and wholly refunded (payments.md 2.4), be it by a
    refund or by a cancel: only what was paid has a time of payment or money that was received."""
    if any(content.get(name) for name in _WAS_PAID):
        return True
    return any(_fen(content.get(name)) for name in ("receipt_amount", "buyer_pay_amount", "refund_fee"))


def refund_of(reply: Reply, refund: RefundOrder) -> RefundResult:
    """What the answer to a refund says. ``fund_change`` Y: this very call moved the money. N: it had been
    asked for before, or nothing is known yet; the question about it tells."""
    if not reply.is_done:
        problem = refusal_of(reply.content) or _REFUSED_CALL
        return CallUnknown(problem) if is_unsure(reply.content) else RefundRefused(problem)
    content = reply.content
    if content.get("out_trade_no") != refund.payment.number:
        return _unknown("The answer is about another order.", "IDENTITY")
    if content.get("fund_change") != "Y":
        return RefundAccepted()
    # refund_fee adds up all refunds of the trade
    back_fen = _fen(content.get("refund_fee"))
    if back_fen is None or not refund.amount_fen <= back_fen <= refund.payment.amount_fen:
        return _unknown("The answer says refunded, but another amount.", "AMOUNT")
    return RefundDone(_text(content, "trade_no"), _text(content, "buyer_logon_id"))


def refund_state_of(reply: Reply, refund: RefundOrder) -> RefundResult:
    """What the answer to a question about a refund says. No status: it never arrived, or it failed; both
    mean: send it again under the same number (payments.md 2.5)."""
    if not reply.is_done:
        problem = refusal_of(reply.content) or _REFUSED_CALL
        return RefundRefused(problem) if reply.sub_code == NO_TRADE else CallUnknown(problem)
    content = reply.content
    status = content.get("refund_status")
    if not status:
        return RefundRefused(Problem(ProblemKind.GATEWAY, "Alipay has no such refund yet.", "NO_REFUND"))
    agrees = {
        "out_trade_no": content.get("out_trade_no") == refund.payment.number,
        "out_request_no": content.get("out_request_no") == refund.number,
        "refund_amount": _fen(content.get("refund_amount")) == refund.amount_fen,
    }
    foreign = [name for name, same in agrees.items() if not same]
    if foreign:
        return _unknown(f"The answer is about another refund: {', '.join(foreign)} differs.", "IDENTITY")
    if status == "REFUND_SUCCESS":
        return RefundDone(_text(content, "trade_no"))
    if status == "REFUND_PROCESSING":
        return RefundAccepted()
    return _unknown("The answer names an unknown state of the refund.", "REFUND_STATUS")


def notice_of(fields: Mapping[str, str], app_id: str, now_s: int) -> Notice | NoticeRejected:
    """From the fields of a verified notice (payments.md 2.7); the caller drops repeats by ``event_id``.

    A notice may be about a payment or a refund: its fields tell, not that it came."""
    event_id, order_number = fields.get("notify_id", ""), fields.get("out_trade_no", "")
    if not event_id or not order_number:
        return _rejected("The notice names no event or no order.", "FIELDS")
    if fields.get("app_id") != app_id:
        return _rejected("The notice is for another application.", "IDENTITY")
    refund_number = fields.get("out_biz_no", "")
    if fields.get("gmt_refund") and refund_number:
        return Notice(event_id, order_number, refund_number, RefundDone(fields.get("trade_no", "")[:64]))
    result = _state_of(fields, now_s)
    if isinstance(result, CallUnknown):
        return NoticeRejected(result.problem)
    return Notice(event_id, order_number, "", result)


def _rejected(text: str, code: str) -> NoticeRejected:
    return NoticeRejected(Problem(ProblemKind.BAD_ANSWER, text, code))


def _unknown(text: str, code: str) -> CallUnknown:
    return CallUnknown(Problem(ProblemKind.BAD_ANSWER, text, code))


def _text(content: Content, key: str) -> str:
    value = content.get(key)
    return value[:TEXT_LIMIT_CHARS] if isinstance(value, str) else ""


def _fen(value: object) -> int | None:
    """Yuan as text to fen; None for anything that is no amount of money that moved."""
    try:
        fen = fen_from_yuan_text(value) if isinstance(value, str) else 0
    except ValueError:
        return None
    return fen if 1 <= fen <= PAID_LIMIT_FEN else None


def _time_s(value: object, otherwise_s: int) -> int:
    """Beijing time to UTC seconds. A payment is not doubted for want of a readable time."""
    try:
        moment = datetime.strptime(str(value), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 the zone is put on below
    except ValueError:
        return otherwise_s
    return int(moment.replace(tzinfo=BEIJING).timestamp())
