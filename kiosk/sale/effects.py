"""What a step asks the world to do. Stored with the new state before it is carried out.

Each has a ``key``: the same key is the same deed. Queries and keyed calls may be repeated; ``Vend`` never.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.sale.events import Timer


@dataclass(frozen=True, slots=True)
class CreatePayment:
    attempt: str

    @property
    def key(self) -> str:
        return f"create:{self.attempt}"


@dataclass(frozen=True, slots=True)
class ChargeCode:
    """Charge the code that the customer's phone showed to the reader. Sent once: the code is nowhere but in
    this run's memory, and whether the call arrived is asked, never tried."""

    attempt: str

    @property
    def key(self) -> str:
        return f"charge:{self.attempt}"


@dataclass(frozen=True, slots=True)
class QueryPayment:
    attempt: str

    @property
    def key(self) -> str:
        return f"query:{self.attempt}"


@dataclass(frozen=True, slots=True)
class ClosePayment:
    """Ask that it can never be paid, and for the truth if it was too late."""

    attempt: str

    @property
    def key(self) -> str:
        return f"close:{self.attempt}"


@dataclass(frozen=True, slots=True)
class Vend:
    """Turn one motor once. The only effect that must never be carried out twice."""

    sale: str
    line: int
    turn: int
    lane: str
    motor: int

    @property
    def key(self) -> str:
        return f"vend:{self.sale}:{self.line}:{self.turn}"


@dataclass(frozen=True, slots=True)
class QueryVend:
    """Ask the board how an earlier turn ended; moves nothing."""

    sale: str
    line: int
    turn: int
    lane: str
    motor: int

    @property
    def key(self) -> str:
        return f"query-vend:{self.sale}:{self.line}:{self.turn}"

    @property
    def vend_key(self) -> str:
        """The key of the turn it asks about."""
        return f"vend:{self.sale}:{self.line}:{self.turn}"


@dataclass(frozen=True, slots=True)
class SendRefund:
    refund: str
    attempt: str
    amount_fen: int

    @property
    def key(self) -> str:
        return f"refund:{self.refund}"


@dataclass(frozen=True, slots=True)
class QueryRefund:
    refund: str

    @property
    def key(self) -> str:
        return f"query-refund:{self.refund}"


@dataclass(frozen=True, slots=True)
class ArmDeadline:
    """Replaces an earlier deadline of the same timer and subject."""

    timer: Timer
    subject: str = ""

    @property
    def key(self) -> str:
        return f"arm:{self.timer}:{self.subject}"


class Worry(StrEnum):
    """Why a person is called."""

    LINE_IN_DOUBT = "line_in_doubt"
    REFUND_STUCK = "refund_stuck"
    WRONG_AMOUNT = "wrong_amount"
    PAID_BACK_ELSEWHERE = "paid_back_elsewhere"
    PAYMENT_IN_DOUBT = "payment_in_doubt"


@dataclass(frozen=True, slots=True)
class CallStaff:
    worry: Worry
    subject: str

    @property
    def key(self) -> str:
        return f"staff:{self.worry}:{self.subject}"


Effect = (
    CreatePayment
    | ChargeCode
    | QueryPayment
    | ClosePayment
    | Vend
    | QueryVend
    | SendRefund
    | QueryRefund
    | ArmDeadline
    | CallStaff
)

REPEATABLE = (QueryPayment, QueryVend, QueryRefund, ArmDeadline)
"""Ask only: a step that changes nothing and emits only these need not be stored."""
