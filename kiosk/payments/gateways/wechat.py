"""WeChat Pay Native (the customer scans a code on the screen) and, where the owner says it is open, codepay
(the customer shows one), API v3, as a ``Gateway``.

Rules and limits with their sources: docs/payments.md. Nothing here decides about a sale: each method turns
one call into one value of ``kiosk.payments.intent``.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from datetime import date
from typing import Any

from kiosk.clock import Clock
from kiosk.errors import BugError
from kiosk.payments.beijing import beijing_time
from kiosk.payments.bills.bill import BillResult
from kiosk.payments.certificates import invalid, running_out
from kiosk.payments.gateways.exchange import Exchange
from kiosk.payments.gateways.wechat_errors import CallFailed, ErrorAnswer
from kiosk.payments.gateways.wechat_read import (
    PAID_LIMIT_FEN,
    code_of,
    notice_of,
    refund_of,
    transaction_of,
)
from kiosk.payments.intent import (
    CallUnknown,
    ChargeResult,
    Closed,
    CreateRefused,
    CreateResult,
    Method,
    Notice,
    NoticeRejected,
    Paid,
    PayCode,
    PaymentOrder,
    Problem,
    ProblemKind,
    QueryResult,
    RefundDone,
    RefundOrder,
    RefundRefused,
    RefundResult,
    Traits,
    Unpaid,
    more_than_ordered,
    without_code,
)
from kiosk.payments.settings import WechatSettings

CODE_LIFE_S = 7200
"""payments.md 1.3: a code_url lives two hours, whatever time_expire says."""
TIME_EXPIRE_MIN_S = 60
"""payments.md 1.3: WeChat raises a shorter life to one minute."""
AMOUNT_LIMIT_FEN = 10_000_000
"""100,000 yuan: far above any basket; a larger figure is a fault of ours."""
DESCRIPTION_LIMIT_BYTES = 127
"""payments.md 1.2."""
ATTACH_MACHINE_CHARS = 64
"""Of the machine's id in ``attach``, which may hold 128 (payments.md 1.2); comes back in bills."""
REASON_LIMIT_CHARS = 80
"""payments.md 1.11."""
PROBE_NUMBER = "HUODAOPROBE0"
"""An order that never exists: asking for it costs nothing and needs keys, clock and network to be right."""
NOTICE_LIMIT_BYTES = 65_536
_NUMBER = re.compile(r"[0-9A-Z]{8,32}")
_DEFINITE_REFUSALS = frozenset({400, 401, 403, 404})
_ASKED_ON_THE_PHONE = frozenset({"USERPAYING", "USER_PAYING"})
"""payments.md 1.12; the second spelling is a guess at what v3 makes of it."""


class WechatGateway:
    """Implements ``Gateway`` and ``NoticeReader``. Any number of threads may call it at once."""

    def __init__(self, settings: WechatSettings, clock: Clock) -> None:
        self._settings = settings
        self._exchange = Exchange(settings.base_url, clock)
        self._lock = threading.Lock()
        self._lazy_client: Any = None

    @property
    def is_test(self) -> bool:
        """True when no real money can move."""
        return self._settings.is_test

    @property
    def base_url(self) -> str:
        """Whom it asks."""
        return self._settings.base_url

    @property
    def clock_offset_s(self) -> int | None:
        """WeChat's clock minus ours at the last answer, whole seconds. Beyond 120 s an incident is due;
        calls are then signed with the corrected time."""
        return self._exchange.clock_offset_s

    def close_connections(self) -> None:
        """At the program's end."""
        self._exchange.close()

    @property
    def traits(self) -> Traits:
        return Traits(
            has_close=True,
            close_may_refund=False,
            code_life_s=CODE_LIFE_S,
            has_notice=True,
            can_wait=False,
            has_bills=True,
            takes_pay_codes=self._settings.codepay,
        )

    def create(self, order: PaymentOrder) -> CreateResult:
        """Order a code. A repeat with the same order gives a new code and kills the old one."""
        _check_order(order)
        try:
            _, body = self._client().pay(
                description=order.description,
                out_trade_no=order.number,
                amount={"total": order.amount_fen, "currency": order.currency},
                time_expire=_time_expire(order),
                attach=f"m={order.machine[:ATTACH_MACHINE_CHARS]};s={order.sale}",
            )
        except ErrorAnswer as error:
            return self._refused(order, error)
        except CallFailed as error:
            return CallUnknown(error.problem)
        return code_of(body)

    def charge(self, order: PaymentOrder, code: PayCode) -> ChargeResult:
        """payments.md 1.12: answered with the transaction, or refused; while the customer is asked on the
        phone that is a refusal too. What the order has come to, the query tells."""
        _check_order(order)
        try:
            body = self._client().charge(
                code.text,
                description=order.description,
                out_trade_no=order.number,
                amount={"total": order.amount_fen, "currency": order.currency},
                attach=f"m={order.machine[:ATTACH_MACHINE_CHARS]};s={order.sale}",
            )
        except ErrorAnswer as error:
            problem = without_code(error.problem, code)
            if error.status not in _DEFINITE_REFUSALS or problem.code in _ASKED_ON_THE_PHONE:
                return CallUnknown(problem)
            return self._not_charged(order, problem)
        except CallFailed as error:
            return CallUnknown(without_code(error.problem, code))
        return transaction_of(body, order, self._settings, self._exchange.now_s())

    def _not_charged(self, order: PaymentOrder, problem: Problem) -> ChargeResult:
        """A refusal is unsigned, so it is believed only when a query finds nothing that could be paid."""
        try:
            return self._signed_query(order)
        except ErrorAnswer as second:
            return CreateRefused(problem) if second.status == 404 else CallUnknown(problem)
        except CallFailed:
            return CallUnknown(problem)

    def query(self, order: PaymentOrder) -> QueryResult:
        """Ask for the truth. An unsigned "no such order" is no truth: ``CallUnknown``. A charge is sent only
        once, though, so for want of a signed word it counts as unpaid so far, until its life is over."""
        _check_order(order)
        try:
            return self._signed_query(order)
        except ErrorAnswer as error:
            unheard = order.scanned and error.status == 404
            return Unpaid() if unheard else CallUnknown(error.problem)
        except CallFailed as error:
            return CallUnknown(error.problem)

    def wait(self, order: PaymentOrder, timeout_s: float) -> QueryResult:  # noqa: ARG002 named by Gateway
        """WeChat holds no call open: the same as ``query``, at once."""
        return self.query(order)

    def close(self, order: PaymentOrder) -> QueryResult:
        """Close, then ask. Whatever the close answered, only the signed query decides (payments.md 1.10).
        A charge may not be closed but is reversed, unless it is known to be paid or over (1.10, 1.12)."""
        _check_order(order)
        if order.scanned and isinstance(found := self.query(order), Paid | Closed):
            return found
        end = self._client().codepay_reverse if order.scanned else self._client().close
        try:
            end(out_trade_no=order.number)
        except CallFailed as error:
            found = self.query(order)
            return CallUnknown(error.problem) if isinstance(found, CallUnknown) else found
        return self.query(order)

    def refund(self, refund: RefundOrder) -> RefundResult:
        """Ask for a refund. The same number is one refund for ever, however often it is sent."""
        _check_refund(refund)
        if (problem := more_than_ordered(refund)) is not None:
            return RefundRefused(problem)
        try:
            _, body = self._client().refund(
                out_refund_no=refund.number,
                out_trade_no=refund.payment.number,
                reason=refund.reason or None,
                amount={
                    "refund": refund.amount_fen,
                    "total": refund.payment.amount_fen,
                    "currency": refund.payment.currency,
                },
            )
        except ErrorAnswer as error:
            if error.status >= 500:
                return CallUnknown(error.problem)
            return self._reversed(refund) or RefundRefused(error.problem)
        except CallFailed as error:
            return CallUnknown(error.problem)
        return refund_of(body, refund)

    def query_refund(self, refund: RefundOrder) -> RefundResult:
        """How far the refund is. "No such refund" means: send it again under the same number."""
        _check_refund(refund)
        try:
            _, body = self._client().query_refund(refund.number)
        except ErrorAnswer as error:
            return RefundRefused(error.problem) if error.status == 404 else CallUnknown(error.problem)
        except CallFailed as error:
            return CallUnknown(error.problem)
        return refund_of(body, refund)

    def settled(self, order: PaymentOrder) -> None:
        """WeChat does not ask."""

    def probe(self) -> Problem | None:
        """One query for an order that cannot exist: "no such order" proves network, clock and keys."""
        problem = self._probed()
        # after the answer, whose Date puts a wrong clock right
        return invalid(self._settings.certificates, self._exchange.now_s()) or problem

    def _probed(self) -> Problem | None:
        try:
            self._client().query(out_trade_no=PROBE_NUMBER)
        except ErrorAnswer as error:
            return None if error.status == 404 else error.problem
        except CallFailed as error:
            return error.problem
        return None

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return running_out(self._settings.certificates, self._exchange.now_s())

    def parse_notice(self, headers: Mapping[str, str], body: bytes) -> Notice | NoticeRejected:
        """Verify first, then decrypt (payments.md 1.8). Repeats are the caller's to drop, by ``event_id``."""
        if len(body) > NOTICE_LIMIT_BYTES:
            return _rejected(ProblemKind.BAD_ANSWER, "The notice is too long.", "LENGTH")
        core = self._client()._core
        try:
            signed = core.verify(headers, body)
        except CallFailed as error:
            return NoticeRejected(error.problem)
        try:
            event = core.callback(signed, body)
        except Exception as error:  # bare exceptions of the library (defect 2); the content is a stranger's
            return _rejected(ProblemKind.BAD_ANSWER, "The notice cannot be read.", type(error).__name__)
        if not isinstance(event, dict):
            text = "The notice cannot be decrypted: check payments.wechat.apiv3_key_file."
            return _rejected(ProblemKind.CONFIG, text, "DECRYPT")
        return notice_of(event, self._settings, self._exchange.now_s())

    def kept_notice(self, body: bytes) -> str:
        """WeChat Pay has encrypted it with the merchant's APIv3 key already (payments.md 1.8)."""
        return body.decode("utf-8", "backslashreplace")

    def bill(self, day: date) -> BillResult:
        """The merchant's bill of one past day, proved by the hash in a signed answer (payments.md 6.1)."""
        from kiosk.payments.gateways.wechat_bill import bill_of

        return bill_of(self._client(), self._settings.base_url, day, self._exchange.now_s)

    def _reversed(self, refund: RefundOrder) -> RefundDone | None:
        """The reversal of a charge gave the whole of it back before: nothing is left to refund."""
        order = refund.payment
        if not order.scanned or refund.amount_fen != order.amount_fen:
            return None
        found = self.query(order)
        return RefundDone(found.gateway_reference) if isinstance(found, Paid) and found.refunded else None

    def _signed_query(self, order: PaymentOrder) -> QueryResult:
        _, body = self._client().query(out_trade_no=order.number)
        return transaction_of(body, order, self._settings, self._exchange.now_s())

    def _refused(self, order: PaymentOrder, error: ErrorAnswer) -> CreateResult:
        """A refusal is unsigned, so it is believed only when a query finds nothing that could be paid."""
        if error.status not in _DEFINITE_REFUSALS:
            return CallUnknown(error.problem)
        try:
            found = self._signed_query(order)
        except ErrorAnswer as second:
            nothing_there = second.status in _DEFINITE_REFUSALS and error.problem.code != "OUT_TRADE_NO_USED"
            return CreateRefused(error.problem) if nothing_there else CallUnknown(error.problem)
        except CallFailed:
            return CallUnknown(error.problem)
        return CreateRefused(error.problem) if isinstance(found, Closed) else CallUnknown(error.problem)

    def _client(self) -> Any:
        """The guarded library, loaded at the first call: it is heavy and not needed for the first frame."""
        with self._lock:
            if self._lazy_client is None:
                from kiosk.payments.gateways.wechat_guard import GuardedClient

                self._lazy_client = GuardedClient(self._settings, self._exchange)
            return self._lazy_client


def _check_order(order: PaymentOrder) -> None:
    """What WeChat would refuse, or the library mangle (defect 5), is a fault of ours."""
    wrong = []
    if order.method is not Method.WECHAT:
        wrong.append("method")
    if not _NUMBER.fullmatch(order.number):
        wrong.append("number")
    if not _NUMBER.fullmatch(order.sale):
        wrong.append("sale")
    if order.currency != "CNY":
        wrong.append("currency")
    if isinstance(order.amount_fen, bool) or not 1 <= order.amount_fen <= AMOUNT_LIMIT_FEN:
        wrong.append("amount_fen")
    if not order.description or len(order.description.encode()) > DESCRIPTION_LIMIT_BYTES:
        wrong.append("description")
    if order.expires_at_s <= order.created_at_s:
        wrong.append("expires_at_s")
    if wrong:
        raise BugError(f"payment {order.number!r} must not be sent: {', '.join(wrong)} out of range")


def _check_refund(refund: RefundOrder) -> None:
    _check_order(refund.payment)
    wrong = []
    if not _NUMBER.fullmatch(refund.number):
        wrong.append("number")
    if isinstance(refund.amount_fen, bool) or not 1 <= refund.amount_fen <= PAID_LIMIT_FEN:
        wrong.append("amount_fen")
    if len(refund.reason) > REASON_LIMIT_CHARS:
        wrong.append("reason")
    if wrong:
        raise BugError(f"refund {refund.number!r} must not be sent: {', '.join(wrong)} out of range")


def _time_expire(order: PaymentOrder) -> str:
    """RFC 3339 in Beijing time; a function of the order alone, so that a repeat is the same bytes."""
    at_s = max(order.expires_at_s, order.created_at_s + TIME_EXPIRE_MIN_S)
    return beijing_time(at_s).isoformat(timespec="seconds")


def _rejected(kind: ProblemKind, text: str, code: str) -> NoticeRejected:
    return NoticeRejected(Problem(kind, text, code))
