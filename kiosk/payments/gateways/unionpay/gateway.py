"""UnionPay QR (the customer scans a code on the screen, or shows one), ACP 5.1.0, as a ``Gateway``.

Rules and limits with their sources: docs/payments.md. Nothing here decides about a sale: each method turns
one call into one value of ``kiosk.payments.intent``.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from kiosk.clock import Clock
from kiosk.errors import BugError
from kiosk.payments.bills.bill import BillResult, BillUnknown
from kiosk.payments.certificates import invalid, running_out
from kiosk.payments.gateways.exchange import Answer, Exchange
from kiosk.payments.gateways.unionpay import message
from kiosk.payments.gateways.unionpay.codes import problem_of
from kiosk.payments.gateways.unionpay.message import CURRENCY_CODES, Fields, stamp
from kiosk.payments.gateways.unionpay.read import (
    CODE_PAY,
    PAID_LIMIT_FEN,
    PAY,
    QR_PAY,
    REFUND,
    REVERSAL,
    charge_of,
    code_of,
    notice_of,
    payment_of,
    refund_answer_of,
    refund_of,
)
from kiosk.payments.gateways.unionpay.settings import UnionPaySettings
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
    answer_without_code,
    more_than_ordered,
)

if TYPE_CHECKING:
    from kiosk.payments.gateways.unionpay.trust import Trust

log = logging.getLogger(__name__)

TRANSACTIONS = "/gateway/api/backTransReq.do"
QUERIES = "/gateway/api/queryTrans.do"
CODE_LIFE_S = 7200
"""payTimeout ends a code, but nothing published promises that no payment under way completes after it, and
there is no close: it is watched as long as the other wallets' codes (payments.md 0.4, 3.2)."""
PAY_TIME_MIN_S = 60
REFUND_SENT_WITHIN_S = 3_000
"""``txnTime`` must be *now* (payments.md 3.2). A refund's is the time its number was stored, so that its
repeats are one transaction; a number older than this that UnionPay does not know is dead, and is never sent
again: only so may another take its place. Far above any call of ours that could still be under way."""
AMOUNT_LIMIT_FEN = 10_000_000
"""100,000 yuan: far above any basket; a larger figure is a fault of ours."""
NOTICE_LIMIT_BYTES = 65_536
PROBE_NUMBER = "HUODAOPROBE0"
"""An order that never exists: asking for it costs nothing and needs keys, clock and network to be right."""
REQUEST_HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    "Accept": "*/*",
    "User-Agent": "huodao-kiosk/1",
}
_NUMBER = re.compile(r"[0-9A-Z]{8,32}")
_NOT_IN_TERMINALS = re.compile(r"[^0-9A-Za-z]")
TERMINAL_CHARS = 8
_NOT_IN_RESERVED = re.compile(r"[^0-9A-Za-z_-]")


class UnionPayGateway:
    """Implements ``Gateway`` and ``NoticeReader``. Any number of threads may call it at once."""

    def __init__(self, settings: UnionPaySettings, clock: Clock) -> None:
        self._settings = settings
        self._exchange = Exchange(settings.base_url, clock)
        self._lock = threading.Lock()
        self._lazy_trust: Trust | None = None
        self._may_charge = True
        """UnionPay has not said so far that this merchant may not charge codes that were read."""

    @property
    def is_test(self) -> bool:
        return self._settings.is_test

    @property
    def base_url(self) -> str:
        return self._settings.base_url

    @property
    def clock_offset_s(self) -> int | None:
        """UnionPay's clock minus ours at the last answer, whole seconds."""
        return self._exchange.clock_offset_s

    def close_connections(self) -> None:
        """At the program's end."""
        self._exchange.close()

    @property
    def traits(self) -> Traits:
        return Traits(
            has_close=False,
            close_may_refund=False,
            code_life_s=CODE_LIFE_S,
            has_notice=True,
            can_wait=False,
            takes_pay_codes=self._may_charge,
        )

    def create(self, order: PaymentOrder) -> CreateResult:
        """Apply for a code. A repeat is answered with "had before": then only the query tells."""
        _check_order(order)
        pay_until = stamp(max(order.expires_at_s, order.created_at_s + PAY_TIME_MIN_S))
        answer = self._send(TRANSACTIONS, self._paying(order, QR_PAY) | {"payTimeout": pay_until})
        return CallUnknown(answer) if isinstance(answer, Problem) else code_of(answer, order)

    def charge(self, order: PaymentOrder, code: PayCode) -> ChargeResult:
        """payments.md 3.2, 01/06. Its answer says that UnionPay works on it: the query tells the rest."""
        _check_order(order)
        own = {"qrNo": code.text, "termId": _terminal(order.machine)}
        answer = self._send(TRANSACTIONS, self._paying(order, CODE_PAY) | own)
        said = CallUnknown(answer) if isinstance(answer, Problem) else charge_of(answer, order)
        found = answer_without_code(said, code)
        if not isinstance(found, CreateRefused):
            return found
        problem = found.problem
        if problem.kind is ProblemKind.PERMISSION:
            self._may_charge = False
        # believed only when nothing is there that could be paid
        asked = self._ask(order.number, order.created_at_s)
        if isinstance(asked, Problem):
            return CallUnknown(problem)
        if asked.get("respCode") == "34":
            return CreateRefused(problem)
        return payment_of(asked, order, self._exchange.now_s())

    def query(self, order: PaymentOrder) -> QueryResult:
        """Ask for the truth, by the order's number and the time it was made."""
        _check_order(order)
        answer = self._ask(order.number, order.created_at_s)
        if isinstance(answer, Problem):
            return CallUnknown(answer)
        if answer.get("origRespCode") == "A6":
            log.warning("UnionPay reports %s as paid with a defect", order.number, extra={"code": "ACP_A6"})
        return payment_of(answer, order, self._exchange.now_s())

    def wait(self, order: PaymentOrder, timeout_s: float) -> QueryResult:  # noqa: ARG002 named by Gateway
        """UnionPay holds no call open: the same as ``query``, at once."""
        return self.query(order)

    def close(self, order: PaymentOrder) -> QueryResult:
        """A code on the screen has no close (payments.md 3.2): the same as ``query``. A code that was read
        and whose end is unknown is reversed (99/01), under its own number and time."""
        found = self.query(order)
        if not order.scanned or isinstance(found, Paid | Closed):
            return found
        common = self._common(REVERSAL, "01", order.number, order.created_at_s)
        answer = self._send(TRANSACTIONS, common | self._money(order.amount_fen, order.currency))
        if isinstance(answer, Problem):
            return CallUnknown(answer)
        found = self.query(order)
        reversed_now = answer.get("respCode") == "00" and answer.get("orderId") == order.number
        return Closed() if reversed_now and not isinstance(found, Paid) else found

    def refund(self, refund: RefundOrder) -> RefundResult:
        """Ask for a refund. The same number and time is one refund for ever, however often it is sent."""
        _check_refund(refund)
        if (problem := more_than_ordered(refund)) is not None:
            return RefundRefused(problem)
        if not self._may_be_sent(refund):
            return self.query_refund(refund)
        payment = refund.payment
        answer = self._send(
            TRANSACTIONS,
            self._common(REFUND, "00", refund.number, refund.created_at_s)
            | self._money(refund.amount_fen, payment.currency)
            | {"origOrderId": payment.number, "origTxnTime": stamp(payment.created_at_s)},
        )
        if isinstance(answer, Problem):
            return CallUnknown(answer)
        if answer.get("respCode") == "12":
            return self.query_refund(refund)
        whole = refund.amount_fen == payment.amount_fen
        if payment.scanned and whole and answer.get("respCode") == "46":
            return RefundDone("")  # its own reversal gave all of it back before
        return refund_answer_of(answer, refund)

    def query_refund(self, refund: RefundOrder) -> RefundResult:
        """How far the refund is, asked for like any transaction, by its own number and time."""
        _check_refund(refund)
        may_be_sent = self._may_be_sent(refund)
        answer = self._ask(refund.number, refund.created_at_s)
        if isinstance(answer, Problem):
            return CallUnknown(answer)
        # The answer may have told us what the time really is: a number is dead only if it was before, too.
        return refund_of(answer, refund, may_be_sent=may_be_sent or self._may_be_sent(refund))

    def settled(self, order: PaymentOrder) -> None:
        """UnionPay does not ask."""

    def probe(self) -> Problem | None:
        """One query for an order that cannot exist: "no such transaction", signed, proves the rest."""
        now_s = self._exchange.now_s()
        answer = self._ask(PROBE_NUMBER, now_s)
        # after the answer, whose Date puts a wrong clock right
        if (problem := invalid(self._settings.certificates, self._exchange.now_s())) is not None:
            return problem
        if isinstance(answer, Problem):
            return answer
        said = answer.get("respCode", "")
        return None if said in {"34", "00"} else problem_of(said, answer.get("respMsg", ""))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return running_out(self._settings.certificates, self._exchange.now_s())

    def bill(self, day: date) -> BillResult:  # noqa: ARG002 named by Signing
        """UnionPay's file of a day is not read (payments.md 6.3): each order of the day is asked for."""
        text = "UnionPay's bill is not read: ask for each order of the day."
        return BillUnknown(Problem(ProblemKind.ABSENT, text, "NO_BILLS"))

    def parse_notice(self, headers: Mapping[str, str], body: bytes) -> Notice | NoticeRejected:  # noqa: ARG002 named by NoticeReader
        """Verify, then read. UnionPay signs no time, so an old notice shown again verifies: it tells again
        what is true already, and repeats are the caller's to drop, by ``event_id``."""
        if len(body) > NOTICE_LIMIT_BYTES:
            return _rejected("The notice is too long.", "LENGTH")
        fields = message.from_notice(body)
        if fields is None:
            return _rejected("The notice is no web form.", "FORM")
        now_s = self._exchange.now_s()
        if (problem := self._distrusted(fields, now_s)) is not None:
            return NoticeRejected(problem)
        return notice_of(fields, self._settings.mer_id, now_s)

    def kept_notice(self, body: bytes) -> str:
        """It may name the payer's card (``accNo``)."""
        from kiosk.payments.gateways.sealing import seal

        return seal(self._settings.sign_key_pem, body)

    # --- one exchange ------------------------------------------------------------------------------

    def _may_be_sent(self, refund: RefundOrder) -> bool:
        return self._exchange.now_s() - refund.created_at_s <= REFUND_SENT_WITHIN_S

    def _common(self, kind: str, sub_kind: str, number: str, at_s: int) -> dict[str, str]:
        return {
            "version": message.VERSION,
            "encoding": message.ENCODING,
            "signMethod": message.SIGN_METHOD,
            "bizType": "000000",
            "channelType": "08",
            "accessType": "0",
            "merId": self._settings.mer_id,
            "txnType": kind,
            "txnSubType": sub_kind,
            "orderId": number,
            "txnTime": stamp(at_s),
        }

    def _money(self, amount_fen: int, currency: str) -> dict[str, str]:
        return {
            "txnAmt": str(amount_fen),
            "currencyCode": CURRENCY_CODES[currency],
            "backUrl": self._settings.notify_url,
        }

    def _paying(self, order: PaymentOrder, sub_kind: str) -> dict[str, str]:
        """What a code to be shown and one that was read have in common."""
        reserved = f"m={_NOT_IN_RESERVED.sub('', order.machine)[:64]};s={order.sale}"
        return (
            self._common(PAY, sub_kind, order.number, order.created_at_s)
            | self._money(order.amount_fen, order.currency)
            | {"reqReserved": reserved}
        )

    def _ask(self, number: str, at_s: int) -> Fields | Problem:
        return self._send(QUERIES, self._common("00", "00", number, at_s))

    def _send(self, path: str, fields: Fields) -> Fields | Problem:
        """The fields of a verified answer of this merchant's, or why there is none."""
        body = message.encoded(self._trust().signed(fields))
        # a number and its time make a repeat the same transaction
        found = self._exchange.send_repeatable("POST", path, REQUEST_HEADERS, body)
        return found if isinstance(found, Problem) else self._believed(found)

    def _believed(self, answer: Answer) -> Fields | Problem:
        if answer.status >= 500:
            return Problem(ProblemKind.GATEWAY, "UnionPay has a fault of its own.", f"HTTP_{answer.status}")
        fields = message.from_answer(answer.body) if answer.status == 200 else None
        if fields is None or "respCode" not in fields:
            return Problem(
                ProblemKind.BAD_ANSWER, "The answer is not one of UnionPay's.", f"HTTP_{answer.status}"
            )
        problem = self._distrusted(fields, self._exchange.now_s())
        if problem is None and fields.get("merId") != self._settings.mer_id:
            problem = Problem(ProblemKind.BAD_ANSWER, "The answer is for another merchant.", "IDENTITY")
        if problem is not None and problem.code == "UNSIGNED" and fields["respCode"] != "00":
            # an unsigned refusal ends nothing, but it is the best hint at what to mend
            return problem_of(fields["respCode"], fields.get("respMsg", ""))
        return fields if problem is None else problem

    def _distrusted(self, fields: Fields, now_s: int) -> Problem | None:
        from kiosk.payments.gateways.unionpay.trust import Distrust

        try:
            self._trust().verify(fields, now_s)
        except Distrust as error:
            return error.problem
        return None

    def _trust(self) -> Trust:
        """Loaded at the first call: ``cryptography`` is heavy and not needed for the first frame."""
        with self._lock:
            if self._lazy_trust is None:
                from kiosk.payments.gateways.unionpay.trust import Trust

                self._lazy_trust = Trust(self._settings)
            return self._lazy_trust


def _terminal(machine: str) -> str:
    """payments.md 3.2: eight characters that name where the code was read."""
    return _NOT_IN_TERMINALS.sub("", machine)[-TERMINAL_CHARS:].rjust(TERMINAL_CHARS, "0")


def _check_order(order: PaymentOrder) -> None:
    """What UnionPay would refuse, or another order's query would answer, is a fault of ours."""
    wrong = []
    if order.method is not Method.UNIONPAY:
        wrong.append("method")
    if not _NUMBER.fullmatch(order.number):
        wrong.append("number")
    if not _NUMBER.fullmatch(order.sale):
        wrong.append("sale")
    if order.currency not in CURRENCY_CODES:
        wrong.append("currency")
    if isinstance(order.amount_fen, bool) or not 1 <= order.amount_fen <= AMOUNT_LIMIT_FEN:
        wrong.append("amount_fen")
    if order.created_at_s <= 0:
        wrong.append("created_at_s")
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
    if refund.created_at_s <= 0:
        wrong.append("created_at_s")
    if wrong:
        raise BugError(f"refund {refund.number!r} must not be sent: {', '.join(wrong)} out of range")


def _rejected(text: str, code: str) -> NoticeRejected:
    return NoticeRejected(Problem(ProblemKind.BAD_ANSWER, text, code))
