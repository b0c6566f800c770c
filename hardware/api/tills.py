"""What the kiosk may know of cash and cards on an MDB bus: value types and one Protocol, nothing else.

A till is a coin changer, a bill validator and a card reader behind one adapter, each of them optional. As
with boards, methods return at once and answers arrive at the listener on the port's own thread, which must
only hand them on. Amounts are fen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class MoneyKind(StrEnum):
    COIN = "coin"
    BILL = "bill"


@dataclass(frozen=True, slots=True)
class TillSettings:
    """What an installer chose. ``baud`` None means the adapter's own speed."""

    model: str
    port: str
    baud: int | None = None
    options: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tube:
    """One coin tube of the changer."""

    value_fen: int
    count: int
    full: bool = False


@dataclass(frozen=True, slots=True)
class CashLevels:
    """How much lies in the till, as the devices count it themselves: compared after a power cut with what was
    written down, so that a coin that fell in the dark is found."""

    tubes: tuple[Tube, ...] = ()
    """Coins that can be paid out, by value, ascending."""
    bills_stacked: int | None = None
    """Bills in the cash box; None when the validator cannot say."""

    @property
    def payable_fen(self) -> int:
        return sum(tube.value_fen * tube.count for tube in self.tubes)


@dataclass(frozen=True, slots=True)
class TillInfo:
    """What was found on the bus."""

    model: str
    port: str
    firmware: str = ""
    coins_fen: tuple[int, ...] = ()
    """Values the changer takes, ascending; empty without a changer."""
    bills_fen: tuple[int, ...] = ()
    """Values the validator takes, ascending; empty without a validator."""
    card: bool = False
    """A card reader answers and takes a request without a session (MDB "always idle")."""


@dataclass(frozen=True, slots=True)
class TillUp:
    """The adapter and its devices answer.

    Said again when a device joins or leaves, when tubes or cash box were filled or emptied by hand, and when
    the tubes were counted behind a pay-out that was not sure. ``levels`` are read while the changer stands
    still; they have no tubes while there is no changer. What the devices had not reported yet when the line
    came up is told as ``MoneyIn`` before this, and is in ``levels``.
    """

    info: TillInfo
    levels: CashLevels


@dataclass(frozen=True, slots=True)
class TillDown:
    """The adapter stopped answering or its port went away. Said once until it is up again."""

    reason: str


@dataclass(frozen=True, slots=True)
class MoneyIn:
    """One coin or bill that is ours now (in a tube, the cash box or the stacker). Said exactly once for each,
    also when the device repeats its report. ``levels`` is the count after it, as far as it is known."""

    amount_fen: int
    kind: MoneyKind
    levels: CashLevels


@dataclass(frozen=True, slots=True)
class ReturnPressed:
    """The customer pressed the changer's return lever."""


@dataclass(frozen=True, slots=True)
class PaidOut:
    """The one final answer to one ``pay_out``."""

    key: str
    asked_fen: int
    paid_fen: int
    """What came out, by the tubes' own counts."""
    sure: bool
    """False when the counts could not be read afterwards or cannot be trusted: ``paid_fen`` is then the least
    that came out, and ``levels`` has no tubes; the next ``TillUp`` has them again."""
    levels: CashLevels


class CardResult(StrEnum):
    APPROVED = "approved"
    """The reader holds the money until ``end_card``."""
    DENIED = "denied"
    """Denied, cancelled or timed out: certainly no money."""
    UNKNOWN = "unknown"
    """The adapter or reader went away before it said: money may have been taken."""


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """The one final answer to one ``request_card``."""

    key: str
    result: CardResult
    amount_fen: int
    """What was approved; 0 unless APPROVED."""


class CardEnd(StrEnum):
    KEPT = "kept"
    """The vend was reported as a success: the money is ours."""
    RETURNED = "returned"
    """The vend was reported as failed and the reader has taken that up: the customer is not charged."""
    UNKNOWN = "unknown"
    """The report may not have arrived: by MDB's rule the customer is then charged."""


@dataclass(frozen=True, slots=True)
class CardEnded:
    """The one final answer to one ``end_card``."""

    key: str
    end: CardEnd


@dataclass(frozen=True, slots=True)
class TillTrouble:
    """Something staff should look at: a jammed coin, a full cash box, a removed validator. ``cleared`` when
    it is over."""

    code: str
    """One stable word, e.g. ``coin_jam``, ``stacker_full``, ``bill_sensor``."""
    text: str
    cleared: bool = False


TillEvent = TillUp | TillDown | MoneyIn | ReturnPressed | PaidOut | CardAnswer | CardEnded | TillTrouble
TillListener = Callable[[TillEvent], None]


class Till(Protocol):
    """Cash and card through one adapter. All methods return at once and may be called from any one thread."""

    def start(self, listener: TillListener) -> None:
        """Open the port and keep it open: reconnect with back-off until ``close``. It takes no money yet."""

    def close(self) -> None:
        """Stop the port's thread: acceptance off, what is in flight ends as unknown. Idempotent."""

    def accept(self, coins_fen: Collection[int], bills_fen: Collection[int]) -> None:
        """Take coins and bills of exactly these values from now on; none of either takes none. Said again at
        will; holds through a reconnect. A bill in escrow that is no longer wanted is returned."""

    def pay_out(self, key: str, amount_fen: int) -> None:
        """Pay ``amount_fen`` out of the tubes, or as much of it as they can make exactly up to it. Exactly
        one ``PaidOut`` follows. A key seen before pays nothing: its answer is repeated. A dispense whose
        receipt is in doubt is never sent again (MDB 4.2, double pay-out): the tubes' counts tell what came
        out."""

    def request_card(self, key: str, amount_fen: int, item: int) -> None:
        """Ask the reader for ``amount_fen`` for lane ``item``. Exactly one ``CardAnswer`` follows."""

    def cancel_card(self, key: str) -> None:
        """Withdraw a request that was not answered. Its ``CardAnswer`` still comes: DENIED, or APPROVED when
        it was too late."""

    def end_card(self, key: str, *, keep: bool) -> None:
        """Say how an approved request ended. Exactly one ``CardEnded`` follows."""
