"""What is asked of the engine: the units, who buys them, when, and what is known of earlier sales. Values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.pricing.moment import Moment, day_of

POINTS_MAX = 1_000_000_000
COUPONS_MAX = 50
"""Held by one customer and looked at; the screen shows no more either."""
A_LEAP_YEAR = "2000"


@dataclass(frozen=True, slots=True)
class Want:
    """One unit asked for, from a known lane."""

    sku: str
    lane: str
    motor: int
    price_fen: int
    list_price_fen: int
    """0 or less than ``price_fen``: nothing is struck through."""
    category: str = ""
    member_price_fen: int | None = None


@dataclass(frozen=True, slots=True)
class HeldCoupon:
    code: str
    """Of this one piece of paper, so to say."""
    coupon: str
    """The id of what it promises."""
    until_date: str = ""
    """Inclusive; empty: as long as the coupon's own window."""

    def __post_init__(self) -> None:
        if self.until_date:
            day_of(self.until_date)


@dataclass(frozen=True, slots=True)
class Customer:
    """A guest, or a member with what is known of them. A guest may hold coupons and nothing else."""

    is_member: bool = False
    level: str = ""
    points: int = 0
    birthday: str = ""
    """``MM-DD``; the year is nobody's business here. Empty: not known."""
    is_newcomer: bool = False
    """Has not bought anything yet."""
    coupons: tuple[HeldCoupon, ...] = ()

    def __post_init__(self) -> None:
        if self.birthday:
            day_of(f"{A_LEAP_YEAR}-{self.birthday}")
        if not 0 <= self.points <= POINTS_MAX:
            raise ValueError(f"points must be from 0 to {POINTS_MAX}")
        if not self.is_member and (self.level or self.points or self.birthday or self.is_newcomer):
            raise ValueError("a guest has no level, points, birthday or first purchase")
        if len(self.coupons) > COUPONS_MAX:
            raise ValueError(f"more than {COUPONS_MAX} coupons")
        if len({held.code for held in self.coupons}) != len(self.coupons):
            raise ValueError("two coupons have the same code")


GUEST = Customer()


@dataclass(frozen=True, slots=True)
class Choice:
    """What the customer decided on the screen."""

    coupon: str | None = None
    """A code: that one. Empty: none. None: the best for the customer."""
    spend_points: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    moment: Moment
    customer: Customer = GUEST
    choice: Choice = Choice()
    used_by_customer: Mapping[str, int] = field(default_factory=dict)
    """Uses of promotions by id in earlier sales that were not given back."""
    used_by_all: Mapping[str, int] = field(default_factory=dict)
    spare: tuple[Want, ...] = ()
    """Units that could fall as gifts, beside those of the basket; the first of a product goes first."""
