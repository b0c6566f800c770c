"""Short words for baskets, rules and occasions, so that a test reads like the merchant's own sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.pricing.engine import price
from kiosk.pricing.moment import Moment
from kiosk.pricing.occasion import GUEST, Choice, Customer, Occasion, Want
from kiosk.pricing.quote import Quote, Source
from kiosk.pricing.rulebook import rulebook
from kiosk.pricing.rules import Coupon, PointsScheme, Promotion, Rules

THURSDAY_NOON = Moment("2026-11-26", 12 * 60)
MEMBER = Customer(is_member=True)
NO_CHOICE = Choice()


def unit(
    sku: str,
    price_fen: int,
    *,
    category: str = "",
    member_fen: int | None = None,
    list_fen: int = 0,
    lane: str = "",
) -> Want:
    return Want(sku, lane or f"lane of {sku}", 1, price_fen, list_fen, category, member_fen)


def units(*prices_fen: int, sku: str = "tea", category: str = "drinks") -> tuple[Want, ...]:
    """One product a price: ``tea0``, ``tea1`` ..."""
    return tuple(unit(f"{sku}{place}", fen, category=category) for place, fen in enumerate(prices_fen))


def quoted(
    wants: Sequence[Want],
    *promotions: Promotion,
    coupons: tuple[Coupon, ...] = (),
    points: PointsScheme | None = None,
    moment: Moment = THURSDAY_NOON,
    customer: Customer = GUEST,
    choice: Choice = NO_CHOICE,
    used_by_customer: Mapping[str, int] | None = None,
    used_by_all: Mapping[str, int] | None = None,
    spare: tuple[Want, ...] = (),
) -> Quote:
    occasion = Occasion(moment, customer, choice, used_by_customer or {}, used_by_all or {}, spare)
    return price(wants, "CNY", rulebook(Rules(promotions, coupons, points)), occasion)


def amounts(quote: Quote) -> list[int]:
    return [line.amount_fen for line in quote.lines]


def saved(quote: Quote, source: Source = Source.PROMOTION) -> dict[str, int]:
    """Fen by the id of what saved them."""
    return {saving.id: saving.fen for saving in quote.savings if saving.source is source}
