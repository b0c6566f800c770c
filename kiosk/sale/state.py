"""One customer's purchase as a value. Nothing here changes anything: see ``table`` for what may happen.

Amounts are whole fen of ``Sale.currency``. Each line is one unit out of one lane, so every drop belongs
to one line and every refund is the sum of whole lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

LINES_MAX = 20
ATTEMPTS_MAX = 17
"""Letters A to Q (R marks refunds): more switching than that is somebody playing."""
REFUND_NUMBERS_MAX = 8
"""More dead refund numbers than this go to staff (payments.md 1.11: only CLOSED needs a new number)."""


class Stage(StrEnum):
    """Where the sale stands. Stored by name; never rename one without a migration."""

    OPEN = "open"
    """Priced and frozen; no wallet chosen, or the last one refused."""
    PAYING = "paying"
    """A code is being made or is on the screen."""
    CLOSING = "closing"
    """The code left the screen; the gateway is asked for the last word."""
    VENDING = "vending"
    """Paid; one motor at a time."""
    SETTLING = "settling"
    """After a power cut: a motor was turning, the board is asked how that ended."""
    REFUNDING = "refunding"
    """Every line has ended; money is on its way back."""
    WATCHING = "watching"
    """Nobody waits, but an old code might still be paid; it would go back by itself."""
    NEEDS_STAFF = "needs_staff"
    """Something can only be settled by a person; it is named."""
    CLOSED = "closed"


class Fate(StrEnum):
    WAITING = "waiting"
    MOVING = "moving"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    UNKNOWN = "unknown"


ENDED = frozenset({Fate.DELIVERED, Fate.NOT_DELIVERED, Fate.UNKNOWN})


class AttemptState(StrEnum):
    CREATING = "creating"
    """Asked for; no code has been on the screen, so nobody can have paid it."""
    SHOWN = "shown"
    """It may be paid any moment: its code is on the screen, or (``scanned``) the customer's own was sent."""
    CLOSING = "closing"
    """Was shown; must not be paid any more; the gateway has not confirmed that yet."""
    CLOSED = "closed"
    """The gateway confirmed that it can never be paid, or its life is over and it was asked after that."""
    REFUSED = "refused"
    """The gateway has no such order."""
    PAID = "paid"


MAY_STILL_BE_PAID = frozenset({AttemptState.SHOWN, AttemptState.CLOSING})


class RefundState(StrEnum):
    SENDING = "sending"
    """To be asked for, again and again under the same number, until the gateway has it."""
    ACCEPTED = "accepted"
    """The gateway has it; it is not there yet. Never called refunded."""
    DONE = "done"
    STUCK = "stuck"
    """Not through after a day, or refused for good: a person must act."""
    VOID = "void"
    """The number died at the gateway without moving money; another number took its place."""


class Why(StrEnum):
    """Why the code left the screen."""

    NOTHING = ""
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    SWITCHED = "switched"
    REBOOTED = "rebooted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    index: int
    sku: str
    lane: str
    motor: int
    amount_fen: int
    """What the customer pays for this unit after every discount, 0 where others pay for it: the sum of all
    lines is the total."""
    fate: Fate = Fate.WAITING
    turns: int = 0
    """How often a motor was ordered to turn for it: 0, 1, or 2 after the one safe retry."""
    gift: bool = False
    """Given for what was bought: it costs nothing and falls last, and only when something bought has fallen
    (docs/decisions/0012)."""


@dataclass(frozen=True, slots=True)
class Attempt:
    number: str
    method: str
    amount_fen: int
    state: AttemptState = AttemptState.CREATING
    code: str = ""
    asks: int = 0
    """How often its creation has been repeated."""
    paid_fen: int = 0
    doubted: bool = False
    """The gateway has named an amount that was never asked for; staff know."""
    scanned: bool = False
    """Charged to the code that the customer's phone showed to the reader; none of ours is on the screen. What
    ends it also gives back what it has taken, so once it is to end it pays for no goods."""


@dataclass(frozen=True, slots=True)
class Refund:
    number: str
    attempt: str
    amount_fen: int
    state: RefundState = RefundState.SENDING


@dataclass(frozen=True, slots=True)
class Sale:
    number: str
    lines: tuple[Line, ...]
    currency: str = "CNY"
    stage: Stage = Stage.OPEN
    attempts: tuple[Attempt, ...] = ()
    refunds: tuple[Refund, ...] = ()
    present: bool = True
    """The customer is believed to stand there. Once False, nothing is ever vended."""
    why: Why = Why.NOTHING
    next_method: str = ""
    """Chosen while the old code was still being closed."""
    next_scanned: bool = False
    """The next attempt charges a code that was read; the code itself is never a part of the sale."""
    extensions: int = 0
    funded_by: str = ""
    """Number of the one attempt whose money pays for the lines."""

    @property
    def due_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)

    @property
    def paid_fen(self) -> int:
        return sum(attempt.paid_fen for attempt in self.attempts)

    @property
    def current(self) -> Attempt | None:
        """The attempt whose code is, or will be, on the screen."""
        return self.attempts[-1] if self.attempts else None

    def attempt(self, number: str) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.number == number), None)

    def refund(self, number: str) -> Refund | None:
        return next((refund for refund in self.refunds if refund.number == number), None)

    def with_line(self, line: Line) -> Sale:
        return replace(self, lines=tuple(line if old.index == line.index else old for old in self.lines))

    def with_attempt(self, attempt: Attempt) -> Sale:
        return replace(
            self, attempts=tuple(attempt if old.number == attempt.number else old for old in self.attempts)
        )

    def with_refund(self, refund: Refund) -> Sale:
        return replace(
            self, refunds=tuple(refund if old.number == refund.number else old for old in self.refunds)
        )


def attempt_number(sale: str, index: int) -> str:
    """The number of payment attempt ``index`` (from 0): the sale's plus a letter."""
    return f"{sale}{chr(ord('A') + index)}"


def refund_number(sale: str, index: int) -> str:
    """The number of refund ``index`` (from 0): the sale's plus ``R`` and a digit."""
    return f"{sale}R{index}"


def foreign_refund_number(attempt: str) -> str:
    """What the books call money of ``attempt`` that somebody else gave back; no gateway knows this number."""
    return f"{attempt}X"


def open_sale(number: str, lines: tuple[Line, ...], currency: str = "CNY") -> Sale:
    """A frozen basket. ``lines`` 1 to LINES_MAX, indices 0.., gifts behind; at least 1 fen in all: no gateway
    takes an order of nothing. Raises ``ValueError``."""
    if not 1 <= len(lines) <= LINES_MAX:
        raise ValueError(f"a sale has 1 to {LINES_MAX} lines, not {len(lines)}")
    if [line.index for line in lines] != list(range(len(lines))):
        raise ValueError("lines are numbered from 0 in order")
    if any(line.amount_fen < 0 or line.fate is not Fate.WAITING for line in lines):
        raise ValueError("no line costs less than nothing, and each starts waiting")
    if sum(line.amount_fen for line in lines) < 1:
        raise ValueError("a sale costs at least 1 fen")
    if any(line.gift and line.amount_fen for line in lines):
        raise ValueError("a gift costs nothing")
    if [line.gift for line in lines] != sorted(line.gift for line in lines):
        raise ValueError("gifts stand behind what is bought")
    return Sale(number=number, lines=lines, currency=currency)
