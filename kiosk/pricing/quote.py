"""A basket priced once, frozen and explained line by line: shown = charged = recorded. Values.

In every line ``list_fen - savings = amount_fen``, and over all lines each ``Saving`` is the sum of its
shares: so what a line gives back when it does not fall is exactly ``amount_fen``; nobody reckons again.
Texts for people are made elsewhere, from keys and their arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

TOTAL_MIN_FEN = 1
"""No gateway takes an order of nothing (``kiosk.wire.Fen``): a basket always costs this much at least."""

Arguments = Mapping[str, int | str]


class Source(StrEnum):
    """Where a saving comes from."""

    PRICE = "price"
    """The product's own: below its list price, or a member's."""
    PROMOTION = "promotion"
    COUPON = "coupon"
    POINTS = "points"


LIST_PRICE = "list_price"
"""The reason of a line on which nothing was saved."""
REDUCED = "reduced"
MEMBER_PRICE = "member_price"
GIFT = "gift"
POINTS = "points"
"""Keys that no rule's kind names; the others are the words of ``rules.KINDS``."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one saving takes off one line."""

    source: Source
    id: str
    """Of the promotion; the coupon's code; empty for the product's own price and for points."""
    key: str
    fen: int


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One unit: ``amount_fen`` is what it costs here and now, ``because`` the key of its greatest saving."""

    sku: str
    lane: str
    motor: int
    list_fen: int
    amount_fen: int
    because: str
    gift_of: str = ""
    """The promotion that gives it; empty: it is bought. A gift costs nothing and falls like any other unit;
    when it does not fall, nothing goes back for it."""
    savings: tuple[Share, ...] = ()
    points_spent: int = 0
    """Go back to the member together with ``amount_fen``."""
    points_earned: int = 0
    """Are earned only when this line falls."""


@dataclass(frozen=True, slots=True)
class Saving:
    """One line below the basket: a promotion, a coupon, the points, a price below the list."""

    source: Source
    id: str
    key: str
    fen: int
    """Positive. Of a gift: what it would have cost."""
    times: int = 1
    """Uses, as ``rules.Caps`` counts them."""
    names: Mapping[str, str] = field(default_factory=dict)
    arguments: Arguments = field(default_factory=dict)


class CouponFate(StrEnum):
    """Whether a held coupon served, and the one reason why not."""

    APPLIED = "applied"
    NOT_CHOSEN = "not_chosen"
    """The customer wanted another one, or none."""
    LESS_THAN_OTHER = "less_than_other"
    """Another one saves more, and only one goes."""
    UNKNOWN = "unknown"
    """No published coupon has this id."""
    EXPIRED = "expired"
    NOT_NOW = "not_now"
    """Its days or hours are others."""
    NOT_FOR_YOU = "not_for_you"
    NO_GOODS = "no_goods"
    """Nothing in the basket is what it is for."""
    ONLY_FULL_PRICE = "only_full_price"
    """What it is for is reduced by a promotion already."""
    BELOW_THRESHOLD = "below_threshold"
    NOTHING_LEFT = "nothing_left"
    """There is nothing left that it could take off."""


@dataclass(frozen=True, slots=True)
class CouponVerdict:
    code: str
    coupon: str
    fate: CouponFate
    saving_fen: int = 0
    """Taken off; or, of one that fits and was not taken, what it would take off alone."""
    missing_fen: int = 0
    """Below its threshold: by how much."""


class Near(StrEnum):
    MORE_FEN = "more_fen"
    MORE_UNITS = "more_units"
    GIFT_GONE = "gift_gone"
    """Earned, but there is none (or not enough) left in the machine."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """``missing`` fen or units more, and the promotion serves."""

    promotion: str
    near: Near
    missing: int
    key: str
    names: Mapping[str, str] = field(default_factory=dict)
    arguments: Arguments = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    lines: tuple[QuoteLine, ...]
    """In the order of the basket, gifts behind."""
    currency: str
    rules: str
    """The version of the rules that made it (``kiosk.pricing.rulebook``)."""
    savings: tuple[Saving, ...] = ()
    coupons: tuple[CouponVerdict, ...] = ()
    near: tuple[NearMiss, ...] = ()

    @property
    def total_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)

    @property
    def savings_fen(self) -> int:
        return sum(line.list_fen - line.amount_fen for line in self.lines)

    @property
    def points_spent(self) -> int:
        return sum(line.points_spent for line in self.lines)

    @property
    def points_earned(self) -> int:
        return sum(line.points_earned for line in self.lines)

    @property
    def uses(self) -> Mapping[str, int]:
        """How often each promotion served: what the counters behind ``rules.Caps`` go up by."""
        return {saving.id: saving.times for saving in self.savings if saving.source is Source.PROMOTION}
