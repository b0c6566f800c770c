"""From a verified answer of UnionPay to a value of the intent. Pure: no network, no clock.

A signature only proves who speaks. Whether the answer is about *this* order is checked here, field by field.
"""

from __future__ import annotations

from kiosk.payments.gateways.unionpay import emv
from kiosk.payments.gateways.unionpay.codes import Fate, meaning_of, problem_of
from kiosk.payments.gateways.unionpay.message import CURRENCY_CODES, Fields, stamp, trace_time_s
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CodeReady,
    CreateRefused,
    CreateResult,
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

CODE_LIMIT_CHARS = 512
PAID_LIMIT_FEN = 100_000_000_00
"""A larger figure is no payment at a vending machine."""
TEXT_LIMIT_CHARS = 64
NEVER_ORDERED = frozenset({"10", "13", "31", "32", "33", "43", "44"})
"""Refusals of the message, the merchant or the amount: a repeat was no better at any time before. Any other
may come from a repeat of an order that went well, whose answer was lost."""
PAY, QR_PAY, CODE_PAY, REFUND, REVERSAL = "01", "07", "06", "04", "99"
"""txnType of a payment, txnSubTypes of a payment by a code the customer scans and by one that was read,
txnTypes of a refund and of a reversal."""


def code_of(fields: Fields, order: PaymentOrder) -> CreateResult:
    """The text to draw, from the answer to an order that names our own number."""
    if (foreign := _foreign(fields, order.number, order.created_at_s)) is not None:
        return foreign
    said = fields.get("respCode", "")
    if said != "00":
        problem = problem_of(said, fields.get("respMsg", ""))
        return CreateRefused(problem) if said in NEVER_ORDERED else CallUnknown(problem)
    code = fields.get("qrCode", "")
    if not 1 <= len(code) <= CODE_LIMIT_CHARS or not code.isprintable():
        return _unknown("The answer bears no code to show.", "QR_CODE")
    return CodeReady(code) if (odd := _odd_emv(code, order)) is None else CallUnknown(odd)


def _odd_emv(code: str, order: PaymentOrder) -> Problem | None:
    """A code in EMV's form is no opaque text: it must be whole and ask for what was ordered."""
    if not code.startswith(emv.PAYLOAD_FORMAT):
        return None
    try:
        found = emv.read(code)
        asked = emv.amount_fen(found)
    except emv.BadCode as error:
        return Problem(ProblemKind.BAD_ANSWER, f"The code to show is not a whole one: {error}.", "QR_CODE")
    if found.get(emv.CURRENCY, CURRENCY_CODES[order.currency]) != CURRENCY_CODES[order.currency]:
        return Problem(ProblemKind.BAD_ANSWER, "The code asks for another currency.", "QR_CODE")
    if asked not in (None, order.amount_fen):
        return Problem(ProblemKind.BAD_ANSWER, "The code asks for another amount.", "QR_CODE")
    return None


def charge_of(fields: Fields, order: PaymentOrder) -> Unpaid | CreateRefused | CallUnknown:
    """What the answer to a charge says: refused, or under way. *Done* is of the call, not of the payment. A
    refusal is only a hint for the caller: whether nothing is there, a query tells."""
    if (foreign := _foreign(fields, order.number, order.created_at_s)) is not None:
        return foreign
    said = fields.get("respCode", "")
    fate = meaning_of(said).fate
    if fate in (Fate.DONE, Fate.UNDER_WAY):
        return Unpaid()
    problem = problem_of(said, fields.get("respMsg", ""))
    return CreateRefused(problem) if fate is Fate.FAILED else CallUnknown(problem)


def payment_of(fields: Fields, order: PaymentOrder, now_s: int) -> QueryResult:
    """What the answer to a query says about ``order``.

    No answer ends an unpaid order of a code on the screen: the customer may pay the same code with another
    card, and there is no way to close it. That it can never be paid is known by its age alone, and that is
    the core's to judge. A code that was read pays once or not at all: when that failed, it is over.
    """
    if (foreign := _foreign(fields, order.number, order.created_at_s)) is not None:
        return foreign
    said = fields.get("respCode", "")
    if said == "34":
        return Unpaid()
    if said != "00":
        return CallUnknown(problem_of(said, fields.get("respMsg", "")))
    original = fields.get("origRespCode", "")
    fate = meaning_of(original).fate
    if fate is Fate.DONE:
        return _paid(fields, CURRENCY_CODES[order.currency], now_s)
    if fate is Fate.IN_DOUBT or not original:
        return CallUnknown(problem_of(original, fields.get("origRespMsg", "")))
    return Closed() if order.scanned and fate is Fate.FAILED else Unpaid()


def _paid(fields: Fields, currency_code: str, now_s: int) -> Paid | CallUnknown:
    amount = _fen(fields.get("txnAmt", ""))
    if amount is None:
        return _unknown("The answer says paid but not how much.", "AMOUNT")
    if fields.get("currencyCode") != currency_code:
        return _unknown("The answer says paid in another currency.", "CURRENCY")
    return Paid(
        amount_fen=amount,
        gateway_reference=fields.get("queryId", "")[:TEXT_LIMIT_CHARS],
        paid_at_s=trace_time_s(fields.get("traceTime", ""), now_s),
    )


def refund_answer_of(fields: Fields, refund: RefundOrder) -> RefundResult:
    """What the answer to a refund's own call says. *Accepted* is the best it can be."""
    if (foreign := _foreign(fields, refund.number, refund.created_at_s)) is not None:
        return foreign
    said = fields.get("respCode", "")
    fate = meaning_of(said).fate
    if fate is Fate.DONE:
        return RefundAccepted()
    problem = problem_of(said, fields.get("respMsg", ""))
    return RefundRefused(problem) if fate is Fate.FAILED else CallUnknown(problem)


def refund_of(fields: Fields, refund: RefundOrder, *, may_be_sent: bool) -> RefundResult:
    """What the answer to a question about a refund says. ``may_be_sent``: its time is still one that UnionPay
    takes, so one that never arrived is sent again; otherwise its number is dead."""
    if (foreign := _foreign(fields, refund.number, refund.created_at_s)) is not None:
        return foreign
    said = fields.get("respCode", "")
    problem = problem_of(said, fields.get("respMsg", ""))
    if said == "34":
        return RefundRefused(problem) if may_be_sent else RefundVoid(problem)
    if said != "00":
        return CallUnknown(problem)
    original = fields.get("origRespCode", "")
    fate = meaning_of(original).fate
    if fate is Fate.DONE:
        if _fen(fields.get("txnAmt", "")) != refund.amount_fen:
            return _unknown("The answer is about a refund of another amount.", "IDENTITY")
        return RefundDone(fields.get("queryId", "")[:TEXT_LIMIT_CHARS])
    if fate is Fate.FAILED:
        return RefundVoid(problem_of(original, fields.get("origRespMsg", "")))
    return RefundAccepted() if original else _unknown("The answer names no state of the refund.", "STATE")


def notice_of(fields: Fields, mer_id: str, now_s: int) -> Notice | NoticeRejected:
    """From a verified notice. UnionPay sends it only when something succeeded (payments.md 3.2); the caller
    drops repeats by ``event_id``."""
    event_id, order_number = fields.get("queryId", ""), fields.get("orderId", "")
    if not event_id or len(event_id) > TEXT_LIMIT_CHARS or not order_number:
        return _rejected("The notice names no transaction or no order.", "FIELDS")
    if fields.get("merId") != mer_id:
        return _rejected("The notice is for another merchant.", "IDENTITY")
    if meaning_of(fields.get("respCode", "")).fate is not Fate.DONE:
        return _rejected("The notice is not of a success.", "RESP_CODE")
    kind = (fields.get("txnType"), fields.get("txnSubType"))
    if kind in ((PAY, QR_PAY), (PAY, CODE_PAY)):
        paid = _paid(fields, CURRENCY_CODES["CNY"], now_s)
        if isinstance(paid, CallUnknown):
            return NoticeRejected(paid.problem)
        return Notice(event_id, order_number, "", paid)
    if kind[0] == REFUND:
        return Notice(event_id, fields.get("origOrderId", ""), order_number, RefundDone(event_id))
    return _rejected("The notice is of an unknown kind.", "TXN_TYPE")


def _foreign(fields: Fields, number: str, created_at_s: int) -> CallUnknown | None:
    """An answer about another order changes nothing."""
    ours = {"orderId": number, "txnTime": stamp(created_at_s)}
    odd = [name for name, value in ours.items() if fields.get(name) != value]
    if not odd:
        return None
    return _unknown(f"The answer is about something else: {', '.join(odd)} differs.", "IDENTITY")


def _fen(text: str) -> int | None:
    """Whole fen in digits, as UnionPay writes every amount."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(PAID_LIMIT_FEN)):
        return None
    return int(text) if 1 <= int(text) <= PAID_LIMIT_FEN else None


def _rejected(text: str, code: str) -> NoticeRejected:
    return NoticeRejected(Problem(ProblemKind.BAD_ANSWER, text, code))


def _unknown(text: str, code: str) -> CallUnknown:
    return CallUnknown(Problem(ProblemKind.BAD_ANSWER, text, code))
