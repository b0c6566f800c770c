"""What a gateway says it moved on one day, and every answer to the question for it. Values only.

A bill is a second witness beside the queries: it finds what nobody asked for. It finalises nothing by
itself: what it tells of one of our orders is asked for again, and the signed answer decides
(docs/decisions/0008-bills.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kiosk.payments.beijing import BEIJING
from kiosk.payments.intent import Method, Problem


class RowKind(StrEnum):
    """Which way the money went."""

    PAYMENT = "payment"
    REFUND = "refund"


class RowState(StrEnum):
    """How far it was when the bill's day ended; never brought up to date later (payments.md 6.1)."""

    SUCCESS = "success"
    """The money moved. Alipay's bill knows no other."""
    PROCESSING = "processing"
    """A refund on its way."""
    FAIL = "fail"
    """A refund that moved nothing."""
    CHANGE = "change"
    """A refund the customer's account did not take: the merchant has the money and owes it."""
    REVOKED = "revoked"
    """A payment of the merchant's that was undone by its own till; no order of ours ever is."""


@dataclass(frozen=True, slots=True)
class BillRow:
    """One movement of money at the gateway."""

    kind: RowKind
    order_number: str
    """Ours, or of another system under the same merchant: as it stands in the bill."""
    refund_number: str
    """Ours; empty for a payment."""
    gateway_reference: str
    """The gateway's own number: of the payment, or of the refund where it numbers those apart."""
    amount_fen: int
    """What the customer was to pay or to get back, before any coupon; 0 or more, whichever way it goes."""
    at_s: int
    """UTC seconds, as the bill dates it."""
    state: RowState


@dataclass(frozen=True, slots=True)
class BillTotals:
    """What the bill says of itself. A bill that its own rows contradict is never handed out."""

    rows: int
    payments_fen: int
    """Alipay: what the merchant received, so after coupons of the merchant's own."""
    refunds_fen: int
    """0 or more."""


@dataclass(frozen=True, slots=True)
class Bill:
    """One merchant's day at one gateway."""

    method: Method
    day: date
    """In Beijing."""
    rows: tuple[BillRow, ...]
    """In the bill's own order. A number may stand in two rows: judging that is the matching's."""
    totals: BillTotals


@dataclass(frozen=True, slots=True)
class BillFile:
    """The file as it came, byte for byte: kept as evidence."""

    name: str
    """Ours, safe as a file's name: ``wechat-2026-10-01.csv.gz``."""
    content: bytes


@dataclass(frozen=True, slots=True)
class BillReady:
    bill: Bill
    file: BillFile


@dataclass(frozen=True, slots=True)
class NoTrade:
    """The gateway says that nothing moved on that day. WeChat signs no refusal, so where our own books know
    of a payment of that day, each is asked for."""


@dataclass(frozen=True, slots=True)
class NotMadeYet:
    """The day is not over, or the gateway still counts: ask again later (payments.md 6.1: from 9 o'clock the
    next morning, then every half hour)."""


@dataclass(frozen=True, slots=True)
class BillUnknown:
    """No bill to work with: not reached, not believed, or contradictory in itself."""

    problem: Problem
    file: BillFile | None = None
    """What came instead of a sound bill, for a person to look into."""


BillResult = BillReady | NoTrade | NotMadeYet | BillUnknown


def day_bounds_s(day: date) -> tuple[int, int]:
    """UTC seconds of a day in Beijing: its first second, and the first one after it."""
    start = datetime(day.year, day.month, day.day, tzinfo=BEIJING)
    return int(start.timestamp()), int((start + timedelta(days=1)).timestamp())


def is_over(day: date, now_s: int) -> bool:
    """Before that no bill of it can be."""
    return now_s >= day_bounds_s(day)[1]
