"""What a customer is told of prices: values without words, made out of a quote. The UI has the words.

``names`` is the merchant's own title by language (may be empty), ``arguments`` the figures a sentence about
the rule's kind may say (``kiosk.pricing.bill.arguments_of``). Nothing here loads the price rules: the first
frame does without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

GIFT = "gift"
"""The key of what is given (``pricing.quote.GIFT``)."""
REDUCED = "reduced"
"""The key of a price below the list price (``pricing.quote.REDUCED``)."""
DRAWN = "drawn"
"""The code of a coupon that was won at the machine: it is this visit's, and the cloud knows nothing of it."""
Texts = Mapping[str, str]
Arguments = Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class OfferView:
    """A promotion that holds now, as a card, the product's page or the banner speaks of it."""

    id: str
    kind: str
    names: Texts = field(default_factory=dict)
    arguments: Arguments = field(default_factory=dict)
    until_minute: int = -1
    """Of today (the machine's own), when the span it is in ends; -1: it does not end today."""
    until_date: str = ""
    """Its last day, ISO; empty: no end is known."""
    left: int = 0
    """How many uses its stock has left; 0: it is not counted."""
    everywhere: bool = False
    """For all goods: said once, not on every card."""


@dataclass(frozen=True, slots=True)
class SavingView:
    """One line below the basket."""

    id: str
    """Of the promotion or the coupon's code; the key where it has none."""
    source: str
    """A word of ``pricing.quote.Source``."""
    key: str
    fen: int
    times: int = 1
    names: Texts = field(default_factory=dict)
    arguments: Arguments = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NearView:
    """A little more, and it serves; or a gift that was earned and is not there."""

    id: str
    near: str
    """A word of ``pricing.quote.Near``."""
    missing: int
    kind: str
    names: Texts = field(default_factory=dict)
    arguments: Arguments = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LimitView:
    """Some units of a promotion's goods cost the ordinary price, because its limit is reached."""

    id: str
    limit: str
    """``sale``, ``customer`` or ``stock``."""
    most: int
    """How many uses there are at most: in a sale, for a customer; of the stock how many were left."""
    names: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CouponView:
    code: str
    fate: str
    """A word of ``pricing.quote.CouponFate``: whether it served, or the one reason why not."""
    kind: str = ""
    """Empty: nobody publishes it any more."""
    saving_fen: int = 0
    missing_fen: int = 0
    until_date: str = ""
    names: Texts = field(default_factory=dict)
    arguments: Arguments = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GiftView:
    """Falls with the basket, for nothing."""

    sku: str
    quantity: int
    worth_fen: int


@dataclass(frozen=True, slots=True)
class PointsView:
    """Of a member: what could be, or is, paid with points."""

    held: int
    points: int
    """That are, or would be, spent."""
    worth_fen: int
    spending: bool
    earned: int
    """By what is paid so far."""


@dataclass(frozen=True, slots=True)
class Explained:
    """All that a quote says beside its lines."""

    savings: tuple[SavingView, ...] = ()
    near: tuple[NearView, ...] = ()
    limits: tuple[LimitView, ...] = ()
    coupons: tuple[CouponView, ...] = ()
    chosen: str | None = None
    """The coupon the customer wants; empty: none; None: the best."""
    gifts: tuple[GiftView, ...] = ()
    points: PointsView | None = None
    rules: str = ""
    """The version they were made by."""


PLAIN = Explained()
"""Nothing is saved; or nobody has reckoned yet."""


def coupons_used(quote: Mapping[str, Any]) -> tuple[str, ...]:
    """Out of a kept quote: the codes of those that took something off."""
    return tuple(verdict["code"] for verdict in quote.get("coupons", ()) if verdict["fate"] == "applied")


class Deals(Protocol):
    """The verbs of the cart that are about its price."""

    def choose_coupon(self, code: str | None) -> None:
        """Empty: none. None: the best, as long as nobody chooses."""

    def spend_points(self, spend: bool) -> None: ...
