"""What the core may ask of any payment gateway, and every answer it can get. Values only.

The query is the truth; a notice only speeds it up. Only answers whose signature was verified may say
``Paid``, ``Closed`` or ``RefundDone``; anything else is ``CallUnknown`` and changes nothing.
Numbers, limits and states: reference of the gateways in ``docs/payments.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from kiosk.money import yuan_text


class Method(StrEnum):
    """A way to pay that the customer chooses on the screen."""

    WECHAT = "wechat"
    ALIPAY = "alipay"
    UNIONPAY = "unionpay"
    CASH = "cash"
    """Coins and bills, at this machine's own till."""
    CARD = "card"
    """A card at this machine's own reader."""
    PICKUP = "pickup"
    """A code of what was paid for elsewhere. Never among the ways to pay: it is typed where one searches."""


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """One attempt to be paid. Stored before it is first sent; every repeat sends exactly this."""

    number: str
    """``[0-9A-Z]``, 8 to 32 characters, unique under the merchant; never reused with other content."""
    sale: str
    method: Method
    amount_fen: int
    currency: str
    description: str
    """What the customer reads on the phone, at most 127 bytes of UTF-8."""
    machine: str
    created_at_s: int
    """UTC seconds."""
    expires_at_s: int
    """UTC seconds; the last instant a payment may complete at the gateway."""
    scanned: bool = False
    """Charges a code that the customer's phone showed, by ``charge``; otherwise one to scan is made by
    ``create``. To close a scanned one is to reverse it: what it took goes back at once."""


@dataclass(frozen=True, slots=True, repr=False)
class PayCode:
    """The code a phone shows to pay with: money for a minute. It is handed to ``Gateway.charge`` and kept
    nowhere; whoever writes ``text`` anywhere writes down money."""

    text: str

    def __repr__(self) -> str:
        return "<a pay code>"


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """One refund. Its number is stored before the first call and is the same for ever."""

    number: str
    payment: PaymentOrder
    amount_fen: int
    reason: str
    """At most 80 characters; the customer may see it."""
    created_at_s: int = 0
    """UTC seconds; when its number was stored. Gateways that tell orders apart by number and time take it for
    a part of the refund's name (payments.md 3.2)."""


def without_code(problem: Problem, code: PayCode) -> Problem:
    """A gateway that repeats the code in its words must not bring it into a log."""
    return replace(problem, text=problem.text.replace(code.text, "…"))


def more_than_ordered(refund: RefundOrder) -> Problem | None:
    """More than was ordered never goes back by itself (payments.md 1.11): a gateway that says it took more
    has told an untruth once, and only a person who looks at its books can find out when."""
    if refund.amount_fen <= refund.payment.amount_fen:
        return None
    text = (
        f"The gateway reported {yuan_text(refund.amount_fen)} yuan for an order of "
        f"{yuan_text(refund.payment.amount_fen)} yuan and refunds no more than the order: look up what was "
        "paid on the merchant platform and refund it there."
    )
    return Problem(ProblemKind.ACCOUNT, text, "MORE_THAN_ORDERED")


class ProblemKind(StrEnum):
    """Who must act when a call did not give an answer."""

    NETWORK = "network"
    TIMEOUT = "timeout"
    BAD_ANSWER = "bad_answer"
    BAD_SIGNATURE = "bad_signature"
    CLOCK = "clock"
    CONFIG = "config"
    PERMISSION = "permission"
    LIMIT = "limit"
    """Too many calls: the same again a little later."""
    QUOTA = "quota"
    """The merchant may take no more for now, or not so much at once."""
    BALANCE = "balance"
    ACCOUNT = "account"
    GATEWAY = "gateway"
    ABSENT = "absent"
    """This machine has no such device, or its merchant no such account: nothing to mend."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a call failed: for the log and the installer, in words, without secrets."""

    kind: ProblemKind
    text: str
    code: str = ""
    """The gateway's own code, e.g. ``SIGN_ERROR``."""


@dataclass(frozen=True, slots=True)
class Account:
    """How a merchant's account at a wallet stands."""

    problem: Problem | None = None
    """Why it cannot be used now."""
    warnings: tuple[Problem, ...] = ()
    """What will need a person before long."""


@dataclass(frozen=True, slots=True)
class CodeReady:
    """The order exists; ``code`` is the text to draw as a QR code. A newer answer replaces an older code."""

    code: str


@dataclass(frozen=True, slots=True)
class CreateRefused:
    """The gateway certainly has no such order and will not have it."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class CallUnknown:
    """Nothing is known: timed out, cut, unsigned, badly signed or contradictory."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Paid:
    """Money was taken. ``amount_fen`` is what the gateway says, compared with the order by the caller."""

    amount_fen: int
    gateway_reference: str
    paid_at_s: int
    refunded: bool = False
    """The gateway says a refund was already asked for (perhaps by hand in the merchant's console)."""


@dataclass(frozen=True, slots=True)
class Unpaid:
    """Not paid so far; may still be paid."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Not paid and can never be paid."""


@dataclass(frozen=True, slots=True)
class RefundDone:
    gateway_reference: str
    to: str = ""
    """Where the money went, in the gateway's words (for the customer)."""


@dataclass(frozen=True, slots=True)
class RefundAccepted:
    """On its way; ask again later. Never shown as refunded."""


@dataclass(frozen=True, slots=True)
class RefundRefused:
    """Not accepted this time, or asked for and failed. Same number again later, or a person."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class RefundVoid:
    """This refund number is dead at the gateway and moved no money; a new number is allowed."""

    problem: Problem


CreateResult = CodeReady | CreateRefused | CallUnknown
ChargeResult = Paid | Unpaid | Closed | CreateRefused | CallUnknown
QueryResult = Paid | Unpaid | Closed | CallUnknown
RefundResult = RefundDone | RefundAccepted | RefundRefused | RefundVoid | CallUnknown


def answer_without_code(found: ChargeResult, code: PayCode) -> ChargeResult:
    """As ``without_code``: what a charge came to."""
    if isinstance(found, CreateRefused | CallUnknown):
        return replace(found, problem=without_code(found.problem, code))
    return found


class Shows(StrEnum):
    """What the customer is shown to pay by."""

    CODE = "code"
    """A code to scan with the phone."""
    MONEY = "money"
    """What to put in, and how much of it is in already."""
    READER = "reader"
    """Where to hold the card."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a gateway can do, so that the core never asks which gateway it is."""

    has_close: bool
    close_may_refund: bool
    code_life_s: int
    """A code that was once shown may be paid until this long after creation, whatever was asked for."""
    has_notice: bool
    can_wait: bool
    """``wait`` blocks until the state changes (a long-poll); otherwise the core polls ``query``."""
    shows: Shows = Shows.CODE
    is_local: bool = False
    """Stands in the machine itself: no network is needed."""
    refunds_parts: bool = True
    """False: the whole payment goes back or nothing, so it pays for one item only."""
    hears_end: bool = False
    """Wants to be told by ``settled`` that a payment stays paid."""
    has_bills: bool = False
    """Its merchant's bill of a day can be asked for with the merchant's keys (``Signing.bill``); where not,
    each order of the day is."""
    takes_pay_codes: bool = False
    """``charge`` works, as far as is known: where a code reader is up it is offered."""


class Gateway(Protocol):
    """One wallet by one route. Blocking; called from a pool thread, never from the loop.

    No method raises for what the world does: every failure is a value.
    """

    @property
    def traits(self) -> Traits: ...

    def create(self, order: PaymentOrder) -> CreateResult: ...

    def charge(self, order: PaymentOrder, code: PayCode) -> ChargeResult:
        """Charge a code that the customer's phone showed. Called once for an order: ``Unpaid`` while the
        customer is asked on the phone, ``CreateRefused`` only when certainly nothing was and will be taken;
        after ``CallUnknown`` the query tells."""

    def query(self, order: PaymentOrder) -> QueryResult: ...

    def wait(self, order: PaymentOrder, timeout_s: float) -> QueryResult:
        """Like ``query``, but may hold the call up to ``timeout_s`` while the answer is ``Unpaid``."""

    def close(self, order: PaymentOrder) -> QueryResult:
        """Ask that it can never be paid: ``Closed`` only when certain, ``Paid`` when it was too late. Of a
        scanned order: reverse it, unless the answer to a question is that it was paid; ``Paid`` with
        ``refunded`` when the reversal gave money back. Never asked once goods were paid for by it."""

    def refund(self, refund: RefundOrder) -> RefundResult: ...

    def query_refund(self, refund: RefundOrder) -> RefundResult: ...

    def settled(self, order: PaymentOrder) -> None:
        """Every item it paid for has come to its end, and none of it is asked back by now."""

    def probe(self) -> Problem | None:
        """Can this method be offered now? None when yes. Costs at most one cheap call."""

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What will need a person before long, as known at the last probe. Asks nobody."""

    @property
    def clock_offset_s(self) -> int | None:
        """The other side's clock minus ours now, whole seconds; None before its first answer, or where there
        is no other side. Beyond two minutes orders and signatures bear its time, and an incident is due."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified message from the gateway: which order or refund to look at, and what it claims."""

    event_id: str
    """The gateway's own id; the same event may arrive many times."""
    order_number: str
    refund_number: str
    result: QueryResult | RefundResult


@dataclass(frozen=True, slots=True)
class NoticeRejected:
    """Not verified: answered with an error, never acted on."""

    problem: Problem


class NoticeReader(Protocol):
    """The receiving side, used by the cloud."""

    def parse_notice(self, headers: Mapping[str, str], body: bytes) -> Notice | NoticeRejected: ...

    def kept_notice(self, body: bytes) -> str:
        """``body`` of a verified notice as it may be stored: whole, and nobody without the merchant's key
        reads a customer's identity in it."""
