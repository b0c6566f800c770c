"""Alipay's face-to-face payment (the customer scans a code on the screen, or shows one) as a ``Gateway``.

Rules and limits with their sources: docs/payments.md. Why by hand, and why a trade of a code on the screen is
never cancelled: docs/decisions/0006-alipay.md. Nothing here decides about a sale: each method turns one call
into one value of ``kiosk.payments.intent``.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qsl

from kiosk.clock import Clock
from kiosk.errors import BugError
from kiosk.money import yuan_text
from kiosk.payments.bills.bill import BillResult
from kiosk.payments.gateways.alipay.read import (
    PAID_LIMIT_FEN,
    charge_of,
    code_of,
    notice_of,
    refund_of,
    refund_state_of,
    trade_of,
)
from kiosk.payments.gateways.alipay.settings import AlipaySettings
from kiosk.payments.gateways.alipay.wire import SIGN_TYPE, AlipayWire, beijing_text, notice_text
from kiosk.payments.gateways.alipay.words import NO_TRADE, refusal_of
from kiosk.payments.gateways.exchange import Exchange
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
    answer_without_code,
    more_than_ordered,
)

CODE_LIFE_S = 7200
"""payments.md 2.3: a code lives two hours at most, whatever the order asks for."""
LIFE_MIN_S = 60
"""payments.md 2.3: the shortest time-out is one minute."""
AMOUNT_LIMIT_FEN = 10_000_000
"""100,000 yuan: far above any basket; a larger figure is a fault of ours."""
SUBJECT_LIMIT_CHARS = 256
"""payments.md 2.3."""
REASON_LIMIT_CHARS = 80
"""Alipay takes 256; the intent promises 80."""
PROBE_NUMBER = "HUODAOPROBE0"
"""An order that never exists: asking for it costs nothing and needs keys, clock and network to be right."""
NOTICE_LIMIT_BYTES = 65_536
NOTICE_LIMIT_FIELDS = 200
"""A genuine one has about thirty."""
_NUMBER = re.compile(r"[0-9A-Z]{8,32}")
_NOT_IN_SUBJECTS = str.maketrans("/=&", "   ")
"""payments.md 2.3: three characters that Alipay refuses there."""
_CANNOT_BE_CREATED = frozenset({"ACQ.TRADE_HAS_SUCCESS", "ACQ.TRADE_HAS_CLOSE", "ACQ.CONTEXT_INCONSISTENT"})
"""A trade of this number exists: no refusal of the order, whatever a query says of it by now."""


class AlipayGateway:
    """Implements ``Gateway`` and ``NoticeReader``. Any number of threads may call it at once."""

    def __init__(self, settings: AlipaySettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._exchange = Exchange(settings.base_url, clock)
        self._lock = threading.Lock()
        self._lazy_wire: AlipayWire | None = None
        self._may_charge = True
        """Alipay has not said so far that this application may not charge codes that were read."""

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
        """Alipay's clock minus ours at the last answer, whole seconds."""
        return self._exchange.clock_offset_s

    def close_connections(self) -> None:
        """At the program's end."""
        self._exchange.close()

    @property
    def traits(self) -> Traits:
        # no close: before the scan there is no trade that could be closed (payments.md 2.3)
        return Traits(
            has_close=False,
            close_may_refund=False,
            code_life_s=CODE_LIFE_S,
            has_notice=True,
            can_wait=False,
            has_bills=True,
            takes_pay_codes=self._may_charge,
        )

    def create(self, order: PaymentOrder) -> CreateResult:
        """Order a code. No trade exists until it is scanned."""
        _check_order(order)
        life_min = (max(order.expires_at_s - order.created_at_s, LIFE_MIN_S) + 59) // 60
        content = _content(order) | {"qr_code_timeout_express": f"{life_min}m"}
        reply = self._wire().call("alipay.trade.precreate", content, notify=True)
        if isinstance(reply, Problem):
            return CallUnknown(reply)
        found = code_of(reply, order)
        if not isinstance(found, CreateRefused):
            return found
        return self._refused(order, found, reply.sub_code)

    def charge(self, order: PaymentOrder, code: PayCode) -> ChargeResult:
        """payments.md 2.3, 2.5: 10003 means that the customer is asked on the phone; the query tells more."""
        _check_order(order)
        content = _content(order) | {"scene": "bar_code", "auth_code": code.text}
        reply = self._wire().call("alipay.trade.pay", content, notify=True)
        now_s = self._exchange.now_s()
        said = CallUnknown(reply) if isinstance(reply, Problem) else charge_of(reply, order, now_s)
        found = answer_without_code(said, code)
        if not isinstance(found, CreateRefused):
            return found
        problem = found.problem
        if problem.kind is ProblemKind.PERMISSION:
            self._may_charge = False
        # believed only when nothing is there that could be paid
        asked = self._wire().call("alipay.trade.query", {"out_trade_no": order.number})
        if isinstance(asked, Problem):
            return CallUnknown(problem)
        if asked.sub_code == NO_TRADE:
            return CreateRefused(problem)
        return trade_of(asked, order, self._exchange.now_s())

    def query(self, order: PaymentOrder) -> QueryResult:
        """Ask for the truth. A signed "no such trade" is the truth as well: nobody has scanned it yet."""
        _check_order(order)
        reply = self._wire().call("alipay.trade.query", {"out_trade_no": order.number})
        if isinstance(reply, Problem):
            return CallUnknown(reply)
        return trade_of(reply, order, self._exchange.now_s())

    def wait(self, order: PaymentOrder, timeout_s: float) -> QueryResult:  # noqa: ARG002 named by Gateway
        """Alipay holds no call open: the same as ``query``, at once."""
        return self.query(order)

    def close(self, order: PaymentOrder) -> QueryResult:
        """Close, then ask; only the query decides. For a code on the screen never ``alipay.trade.cancel``,
        which would refund a trade that was paid in the meantime: its money may buy the goods. A code that
        nobody has scanned cannot be closed: ``Unpaid``.

        A scanned one buys nothing once it is to end, so it is cancelled (payments.md 2.6), unless it is known
        to be paid or closed: then no cancel is sent at all."""
        _check_order(order)
        if order.scanned and isinstance(found := self.query(order), Paid | Closed):
            return found
        deed = "alipay.trade.cancel" if order.scanned else "alipay.trade.close"
        reply = self._wire().call(deed, {"out_trade_no": order.number})
        found = self.query(order)
        if isinstance(found, CallUnknown) and isinstance(reply, Problem):
            return CallUnknown(reply)
        return found

    def refund(self, refund: RefundOrder) -> RefundResult:
        """Ask for a refund. The same number is one refund for ever, however often it is sent."""
        _check_refund(refund)
        if (problem := more_than_ordered(refund)) is not None:
            return RefundRefused(problem)
        content = {
            "out_trade_no": refund.payment.number,
            "out_request_no": refund.number,
            "refund_amount": yuan_text(refund.amount_fen),
        }
        if refund.reason:
            content["refund_reason"] = refund.reason
        reply = self._wire().call("alipay.trade.refund", content)
        if isinstance(reply, Problem):
            return CallUnknown(reply)
        found = refund_of(reply, refund)
        return self._reversed(refund) or found if isinstance(found, RefundRefused) else found

    def query_refund(self, refund: RefundOrder) -> RefundResult:
        """How far the refund is. "No such refund" means: send it again under the same number."""
        _check_refund(refund)
        content = {
            "out_trade_no": refund.payment.number,
            "out_request_no": refund.number,
            "query_options": ["gmt_refund_pay"],
        }
        reply = self._wire().call("alipay.trade.fastpay.refund.query", content)
        return CallUnknown(reply) if isinstance(reply, Problem) else refund_state_of(reply, refund)

    def settled(self, order: PaymentOrder) -> None:
        """Alipay does not ask."""

    def probe(self) -> Problem | None:
        """One query for an order that cannot exist: a signed "no such trade" proves network, clock, and the
        keys of both sides."""
        reply = self._wire().call("alipay.trade.query", {"out_trade_no": PROBE_NUMBER})
        if isinstance(reply, Problem):
            return reply
        return None if reply.sub_code == NO_TRADE else refusal_of(reply.content)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Keys do not run out."""
        return ()

    def parse_notice(self, headers: Mapping[str, str], body: bytes) -> Notice | NoticeRejected:  # noqa: ARG002 all stands in the body
        """Verify first, then read (payments.md 2.2). Repeats are the caller's to drop, by ``event_id``."""
        if len(body) > NOTICE_LIMIT_BYTES:
            return _rejected(ProblemKind.BAD_ANSWER, "The notice is too long.", "LENGTH")
        fields = _form_fields(body)
        if fields is None:
            return _rejected(ProblemKind.BAD_ANSWER, "The notice is no form that can be read.", "FORM")
        if fields.get("sign_type") != SIGN_TYPE:
            return _rejected(
                ProblemKind.BAD_SIGNATURE, "The notice is signed in an unknown way.", "SIGN_TYPE"
            )
        if not self._wire().signer.verifies(notice_text(fields), fields.get("sign", "")):
            return _rejected(ProblemKind.BAD_SIGNATURE, "The notice's signature is false.", "SIGNATURE")
        return notice_of(fields, self._settings.app_id, self._exchange.now_s())

    def kept_notice(self, body: bytes) -> str:
        """It names the buyer (``buyer_logon_id``, ``buyer_id``) in the clear."""
        from kiosk.payments.gateways.sealing import seal

        return seal(self._settings.app_key_pem, body)

    def bill(self, day: date) -> BillResult:
        """The merchant's bill of one past day, fetched from Alipay's own servers (payments.md 6.2)."""
        from kiosk.payments.gateways.alipay.bill import bill_of

        return bill_of(self._wire(), self._settings.base_url, self._clock, day, self._exchange.now_s)

    def _reversed(self, refund: RefundOrder) -> RefundDone | None:
        """The cancel of a scanned order gave the whole of it back before: nothing is left to refund."""
        order = refund.payment
        if not order.scanned or refund.amount_fen != order.amount_fen:
            return None
        found = self.query(order)
        if isinstance(found, Paid) and found.refunded and found.amount_fen == refund.amount_fen:
            return RefundDone(found.gateway_reference)
        return None

    def _refused(self, order: PaymentOrder, refused: CreateRefused, sub_code: str) -> CreateResult:
        """A refusal is believed only when a query finds nothing that could be paid."""
        if sub_code in _CANNOT_BE_CREATED:
            return CallUnknown(refused.problem)
        found = self.query(order)
        return refused if isinstance(found, Unpaid | Closed) else CallUnknown(refused.problem)

    def _wire(self) -> AlipayWire:
        """Made at the first call: it loads what is heavy and not needed for the first frame."""
        with self._lock:
            if self._lazy_wire is None:
                self._lazy_wire = AlipayWire(self._settings, self._exchange)
            return self._lazy_wire


def _content(order: PaymentOrder) -> dict[str, str]:
    """What every order says: functions of the order alone, so that a repeat says the same."""
    return {
        "out_trade_no": order.number,
        "total_amount": yuan_text(order.amount_fen),
        "subject": order.description.translate(_NOT_IN_SUBJECTS).strip() or order.number,
        "product_code": "FACE_TO_FACE_PAYMENT",
        "time_expire": beijing_text(max(order.expires_at_s, order.created_at_s + LIFE_MIN_S)),
        "body": f"m={order.machine[:64]};s={order.sale}",
    }


def _form_fields(body: bytes) -> dict[str, str] | None:
    """None when it cannot be read, or names a field twice: which of the two was signed?"""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=NOTICE_LIMIT_FIELDS,
        )
    except ValueError:
        return None
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else None


def _check_order(order: PaymentOrder) -> None:
    """What Alipay would refuse is a fault of ours."""
    wrong = []
    if order.method is not Method.ALIPAY:
        wrong.append("method")
    if not _NUMBER.fullmatch(order.number):
        wrong.append("number")
    if not _NUMBER.fullmatch(order.sale):
        wrong.append("sale")
    if order.currency != "CNY":
        wrong.append("currency")
    if isinstance(order.amount_fen, bool) or not 1 <= order.amount_fen <= AMOUNT_LIMIT_FEN:
        wrong.append("amount_fen")
    if not order.description or len(order.description) > SUBJECT_LIMIT_CHARS:
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


def _rejected(kind: ProblemKind, text: str, code: str) -> NoticeRejected:
    return NoticeRejected(Problem(kind, text, code))
