"""What our own books say of a wallet's payments and refunds, as the matching needs it. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.payments.intent import PaymentOrder, RefundOrder


class Back(StrEnum):
    """How far a refund is in our books."""

    DONE = "done"
    WAITING = "waiting"
    """Asked for, on its way, or stuck."""
    VOID = "void"
    """The gateway said that this number moved no money and never will."""


@dataclass(frozen=True, slots=True)
class OurPayment:
    order: PaymentOrder
    is_paid: bool
    """False: closed, refused or still watched; no money was booked."""
    paid_fen: int = 0
    """What was booked; 0 when nothing was."""
    paid_at_s: int = 0
    """UTC seconds: when it was paid, or, where the gateway's time was not kept, when we heard of it."""
    was_shown: bool = True
    """False: nobody ever saw a code of it, so nobody can have paid it, and its gateway may not know it."""

    @property
    def number(self) -> str:
        return self.order.number


@dataclass(frozen=True, slots=True)
class OurRefund:
    order: RefundOrder
    state: Back
    done_at_s: int = 0
    """UTC seconds: when we heard that it is done; 0 before."""

    @property
    def number(self) -> str:
        return self.order.number


@dataclass(frozen=True, slots=True)
class Books:
    """One wallet's, at one instant."""

    payments: tuple[OurPayment, ...] = ()
    refunds: tuple[OurRefund, ...] = ()
    owners: frozenset[str] = frozenset()
    """How the numbers of this merchant's machines begin (``kiosk.ids.owner``)."""
