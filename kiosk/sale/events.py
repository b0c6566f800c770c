"""What can happen to a sale. Past tense; facts only, decided elsewhere by nobody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.sale.state import Fate


class Timer(StrEnum):
    """Deadlines the sale asks for; how long each is, the shell knows."""

    PAY = "pay"
    """The code's time on the screen. No subject."""
    CLOSE = "close"
    """How long the customer is kept waiting for the gateway's last word. No subject."""
    WATCH = "watch"
    """No payment of the attempt (subject) can complete any more: the next verified answer is the last."""
    WATCH_GIVE_UP = "watch_give_up"
    """The attempt (subject) is over, yet the gateway would not say for a day."""
    VEND = "vend"
    """A board must have answered by now. Subject: line index."""
    REFUND_GIVE_UP = "refund_give_up"
    """A refund (subject) did not get through for a day."""


@dataclass(frozen=True, slots=True)
class MethodChosen:
    method: str


@dataclass(frozen=True, slots=True)
class CodeRead:
    """The customer's own pay code was read; it is of this wallet. The code is money for a minute: it is no
    part of the event, and nobody writes it down."""

    method: str


@dataclass(frozen=True, slots=True)
class CancelPressed:
    pass


@dataclass(frozen=True, slots=True)
class MoreTimePressed:
    pass


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    timer: Timer
    subject: str = ""


@dataclass(frozen=True, slots=True)
class PaymentReady:
    """The gateway has the order; ``code`` replaces any older one."""

    attempt: str
    code: str


@dataclass(frozen=True, slots=True)
class PaymentSeen:
    """A verified answer or notice says money was taken."""

    attempt: str
    amount_fen: int
    life_over: bool = False
    """The question was sent after the last instant a payment could complete: this amount is the last word."""


@dataclass(frozen=True, slots=True)
class PaymentReversed:
    """A verified answer: it was paid, and the money has been given back by somebody else than us."""

    attempt: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class PaymentUnpaid:
    """A verified answer: not paid so far."""

    attempt: str
    life_over: bool = False
    """The question was sent after the last instant a payment could complete: so it never will be paid.
    An answer that was under way when that instant passed does not count."""


@dataclass(frozen=True, slots=True)
class PaymentClosed:
    """A verified answer: not paid and never will be."""

    attempt: str


@dataclass(frozen=True, slots=True)
class PaymentRefused:
    """The gateway will not make this order and does not have it."""

    attempt: str


@dataclass(frozen=True, slots=True)
class PaymentUnknown:
    """The last call about this attempt told nothing."""

    attempt: str


@dataclass(frozen=True, slots=True)
class VendResult:
    """How a motor turn ended. ``turn`` 1 or 2 tells a late answer to the first from the second."""

    line: int
    turn: int
    fate: Fate
    """DELIVERED, NOT_DELIVERED or UNKNOWN."""
    nothing_moved: bool = False
    """It is certain that no motor turned."""
    spare_lane: str = ""
    """Another lane the same unit could come from, if there is one and a retry makes sense."""
    spare_motor: int = 0


@dataclass(frozen=True, slots=True)
class RefundSeen:
    """A verified answer: the money is back."""

    refund: str


@dataclass(frozen=True, slots=True)
class RefundAccepted:
    refund: str


@dataclass(frozen=True, slots=True)
class RefundRefused:
    refund: str
    hopeless: bool = False
    """Only a person can help (the customer's account is closed, ...)."""


@dataclass(frozen=True, slots=True)
class RefundUnknown:
    refund: str


@dataclass(frozen=True, slots=True)
class RefundVoided:
    refund: str


@dataclass(frozen=True, slots=True)
class Rebooted:
    """The program starts again and finds this sale. Whoever bought is taken to be gone."""


@dataclass(frozen=True, slots=True)
class StaffSettled:
    """A person looked: the doubtful line fell, or it did not."""

    line: int
    delivered: bool


@dataclass(frozen=True, slots=True)
class StaffRetried:
    """A person wants a stuck refund tried again."""

    refund: str


PaymentEvent = (
    PaymentReady
    | PaymentSeen
    | PaymentReversed
    | PaymentUnpaid
    | PaymentClosed
    | PaymentRefused
    | PaymentUnknown
)
RefundEvent = RefundSeen | RefundAccepted | RefundRefused | RefundUnknown | RefundVoided
Event = (
    MethodChosen
    | CodeRead
    | CancelPressed
    | MoreTimePressed
    | DeadlinePassed
    | PaymentEvent
    | VendResult
    | RefundEvent
    | Rebooted
    | StaffSettled
    | StaffRetried
)
