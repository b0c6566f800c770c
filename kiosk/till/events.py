"""What the till is asked, what it is made to do, what this run of the program knows of it. Values only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hardware.api import CardAnswer, CardEnded, MoneyIn, PaidOut, TillDown, TillInfo, TillUp
from kiosk.payments.intent import Method

# --- asked --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Began:
    """The program starts: whoever was paying is taken to be gone."""


@dataclass(frozen=True, slots=True)
class Prepare:
    """Could it be paid so now? Takes nothing yet: that the customer is asked must be on the disk before."""

    attempt: str
    amount_fen: int
    method: Method


@dataclass(frozen=True, slots=True)
class OpenCash:
    """The customer is asked to pay: take coins and bills."""

    attempt: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class OpenCard:
    """The customer is asked to pay: ask the reader."""

    attempt: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Close:
    """It must not be paid any more."""

    attempt: str


@dataclass(frozen=True, slots=True)
class PayBack:
    """Of what was taken for ``attempt``, so much goes back under the refund's number ``key``."""

    attempt: str
    key: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Keep:
    """The goods are out, or a person decides: the card is charged for good."""

    attempt: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A person gave what was owed under ``key``, or found that it had come out."""

    attempt: str
    key: str
    who: str


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A person asked the bank about a card payment in doubt."""

    attempt: str
    charged: bool
    who: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """Some seconds passed."""

    attempt: str = ""


Asked = Began | Prepare | OpenCash | OpenCard | Close | PayBack | Keep | HandedOver | LookedUp | Ticked
Told = TillUp | TillDown | MoneyIn | PaidOut | CardAnswer | CardEnded
Happening = Asked | Told


# --- done ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PayOut:
    key: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class RequestCard:
    key: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class CancelCard:
    key: str


@dataclass(frozen=True, slots=True)
class EndCard:
    key: str
    keep: bool


@dataclass(frozen=True, slots=True)
class CallStaff:
    """Something happened that a person should know of."""

    code: str
    subject: str
    text: str


Deed = PayOut | RequestCard | CancelCard | EndCard | CallStaff


SEEN_MAX = 8
"""Attempts of which it is remembered when somebody last did something: the next customer is there by then."""

# --- known --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    utc_ms: int
    run_ms: int
    """By the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Bus:
    """What only this run of the program knows; gone after a power cut."""

    info: TillInfo | None = None
    """None: the till is away."""
    asked: str = ""
    """The pay-out the till was told to make and has not answered: its key as the till knows it."""
    unsure_ms: int | None = None
    """Since when, by the monotonic clock, the counts are waited for that tell what came out."""
    least_fen: int = 0
    """What came out at least."""
    seen: tuple[tuple[str, int], ...] = ()
    """When, by the monotonic clock, somebody last did something for an attempt; the latest last."""
    found_ms: int | None = None
    """When, by the monotonic clock, an approval from before the start was found."""
    closing: frozenset[str] = frozenset()
    """Attempts whose card request is being withdrawn."""

    def seen_ms(self, attempt: str) -> int | None:
        """None: not in this run, or long ago."""
        return dict(self.seen).get(attempt)

    def with_seen(self, attempt: str, run_ms: int) -> Bus:
        others = [pair for pair in self.seen if pair[0] != attempt]
        return replace(self, seen=(*others[1 - SEEN_MAX :], (attempt, run_ms)))

    @property
    def has_changer(self) -> bool:
        return self.info is not None and bool(self.info.coins_fen)
