"""Who has signed in, as the screen is told. Values without words; loads nothing.

What is known of a member lies in these values only, in memory, as long as the member stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class SignIn(StrEnum):
    """How far it is."""

    NOBODY = "nobody"
    """A guest; nothing is asked of the cloud."""
    ASKING = "asking"
    """The code is being fetched."""
    CODE = "code"
    """To be scanned with the phone."""
    OPENED = "opened"
    """A phone has the page and goes on there."""
    SIGNED_IN = "signed_in"
    AWAY = "away"
    """The cloud cannot be reached: nobody can sign in; guests shop on."""


@dataclass(frozen=True, slots=True)
class HeldPiece:
    """One coupon of a member's."""

    code: str
    coupon: str
    """The id of what it promises."""
    until_date: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Who stands there. ``session`` is all that is ever written down of them (``docs/members.md``)."""

    session: str
    name: str
    """Masked by the cloud."""
    level: str = ""
    level_names: Mapping[str, str] = field(default_factory=dict)
    next_level_names: Mapping[str, str] = field(default_factory=dict)
    """Empty at the highest level."""
    level_percent: int = 100
    missing_points: int = 0
    points: int = 0
    birthday: str = ""
    """``MM-DD``, or empty."""
    is_newcomer: bool = False
    has_priority: bool = False
    coupons: tuple[HeldPiece, ...] = ()
    history: tuple[str, ...] = ()
    """SKUs bought before, the latest first."""
    orders: tuple[str, ...] = ()
    """Numbers of their sales at this machine, the latest first."""
    uses: Mapping[str, int] = field(default_factory=dict)
    """Of promotions, in earlier sales."""


@dataclass(frozen=True, slots=True)
class PieceView:
    """A coupon, and whether it serves now: for what is in the cart, or at all while that is empty."""

    code: str
    names: Mapping[str, str] = field(default_factory=dict)
    """By language; empty: nobody publishes it any more."""
    until_date: str = ""
    fate: str = ""
    """A word of ``pricing.quote.CouponFate``; empty: it can be used."""
    saving_fen: int = 0
    missing_fen: int = 0

    @property
    def is_usable(self) -> bool:
        return self.fate in ("", "applied", "not_chosen", "less_than_other")


@dataclass(frozen=True, slots=True)
class PerkView:
    """A promotion for members only."""

    id: str
    names: Mapping[str, str]
    day: str = ""
    """ISO date of the next day on which it holds; empty: now."""


@dataclass(frozen=True, slots=True)
class MemberView:
    state: SignIn = SignIn.NOBODY
    code: str = ""
    """What the code on the screen says: the address of the page."""
    ends_at_ms: int = 0
    """By the monotonic clock: when the code is replaced by a new one; 0: not."""
    span_ms: int = 0
    member: Member | None = None
    is_birthday: bool = False
    pieces: tuple[PieceView, ...] = ()
    """Those that can be used first."""
    perks: tuple[PerkView, ...] = ()
    points_worth_fen: int = 0
    """What the points could take off, in whole steps."""


GUEST_VIEW = MemberView()


class MemberVerbs(Protocol):
    """The verbs of the member's screen. Each returns at once and never raises for what the world does."""

    def sign_in(self) -> None:
        """Show a code, and a new one whenever it is over, until somebody signs in or ``leave``."""

    def leave(self) -> None:
        """The screen is gone: nobody may sign in any more; who is signed in stays."""

    def sign_out(self) -> None:
        """Forget who it was, here and now."""
