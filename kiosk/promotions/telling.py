"""From a quote and its rules to what the customer is told. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.pricing.bill import arguments_of
from kiosk.pricing.moment import Moment
from kiosk.pricing.occasion import Customer, Occasion, Want
from kiosk.pricing.quote import GIFT, REDUCED, CouponVerdict, Quote, Source
from kiosk.pricing.rulebook import Rulebook
from kiosk.pricing.rules import AmountOff, Caps, FixedPrice, FlashPrice, PayPercent, Promotion
from kiosk.promotions.views import (
    CouponView,
    Explained,
    GiftView,
    LimitView,
    NearView,
    OfferView,
    PointsView,
    SavingView,
)

BADGES = (
    *("flash_sale", "nth_unit", "gift", "bundle", "fixed_price", "discount", "amount_off"),
    *("threshold", "times_points"),
)
"""Of a product's offers the one whose kind stands first here is on its card."""
_BY_UNIT = (PayPercent, AmountOff, FixedPrice, FlashPrice)


def offers(
    book: Rulebook, want: Want, occasion: Occasion, known: dict[str, OfferView]
) -> tuple[OfferView, ...]:
    """What holds for one more unit now, the most telling first. ``known``: what was said on this occasion of
    each promotion so far."""
    found = [chance.promotion for chance in book.chances([want], occasion)]
    found.sort(key=lambda promotion: (BADGES.index(promotion.kind), -promotion.priority, promotion.id))
    for promotion in found:
        if promotion.id not in known:
            known[promotion.id] = offer(promotion, occasion)
    return tuple(known[promotion.id] for promotion in found)


def offer(promotion: Promotion, occasion: Occasion) -> OfferView:
    stock = promotion.caps.stock
    used = occasion.used_by_all.get(promotion.id, 0)
    return OfferView(
        id=promotion.id,
        kind=promotion.kind,
        names=promotion.names,
        arguments=arguments_of(promotion.action),
        until_minute=_until_minute(promotion, occasion.moment),
        until_date=promotion.window.until_date,
        left=max(0, stock - used) if stock is not None else 0,
        everywhere=any(scope.is_everything for scope in promotion.scopes),
    )


def _until_minute(promotion: Promotion, moment: Moment) -> int:
    """When the span that holds now ends, if that is still today."""
    ends = [end for start, end in promotion.window.spans if start <= moment.minute < end]
    return max(ends, default=-1)


def explained(quote: Quote, book: Rulebook, occasion: Occasion, wants: Sequence[Want]) -> Explained:
    return Explained(
        savings=tuple(_savings(quote)),
        near=tuple(
            NearView(miss.promotion, miss.near.value, miss.missing, miss.key, miss.names, miss.arguments)
            for miss in quote.near
        ),
        limits=tuple(_limits(quote, book, occasion, wants)),
        coupons=tuple(_coupon(verdict, book, occasion.customer) for verdict in quote.coupons),
        chosen=occasion.choice.coupon,
        gifts=_gifts(quote),
        rules=quote.rules,
    )


def points_view(held: Customer, with_points: Quote, spending: bool, shown: Quote) -> PointsView | None:
    """``with_points``: the quote with the switch on, ``shown`` the one that stands."""
    if not held.is_member or (not held.points and not shown.points_earned):
        return None
    worth = sum(saving.fen for saving in with_points.savings if saving.source is Source.POINTS)
    return PointsView(held.points, with_points.points_spent, worth, spending, shown.points_earned)


def _savings(quote: Quote) -> Iterator[SavingView]:
    """What is taken off below the basket. A gift has a line of its own, and a price below the list is a price
    like any other there."""
    for saving in quote.savings:
        if saving.key in (GIFT, REDUCED) or saving.fen <= 0:
            continue
        yield SavingView(
            saving.id or saving.key,
            saving.source.value,
            saving.key,
            saving.fen,
            saving.times,
            saving.names,
            saving.arguments,
        )


def _gifts(quote: Quote) -> tuple[GiftView, ...]:
    given: dict[str, GiftView] = {}
    for line in quote.lines:
        if line.gift_of:
            known = given.get(line.sku, GiftView(line.sku, 0, 0))
            given[line.sku] = GiftView(line.sku, known.quantity + 1, known.worth_fen + line.list_fen)
    return tuple(given.values())


def _coupon(verdict: CouponVerdict, book: Rulebook, customer: Customer) -> CouponView:
    published = book.coupons.get(verdict.coupon)
    held = next((coupon for coupon in customer.coupons if coupon.code == verdict.code), None)
    until = [date for date in (held.until_date if held else "",) if date]
    if published is not None and published.window.until_date:
        until.append(published.window.until_date)
    return CouponView(
        code=verdict.code,
        fate=verdict.fate.value,
        kind={"Threshold": "threshold", "PayPercent": "discount"}[type(published.action).__name__]
        if published
        else "",
        saving_fen=verdict.saving_fen,
        missing_fen=verdict.missing_fen,
        until_date=min(until, default=""),
        names=published.names if published else {},
        arguments=arguments_of(published.action) if published else {},
    )


def _limits(quote: Quote, book: Rulebook, occasion: Occasion, wants: Sequence[Want]) -> Iterator[LimitView]:
    """Promotions of unit prices whose limit leaves some of their goods at the ordinary price."""
    for promotion in book.promotions:
        caps = promotion.caps
        limited = caps.per_sale is not None or caps.per_customer is not None or caps.stock is not None
        if not limited or not isinstance(promotion.action, _BY_UNIT):
            continue
        if not promotion.window.holds(occasion.moment):
            continue
        if not promotion.audience.fits(occasion.customer, occasion.moment):
            continue
        served = quote.uses.get(promotion.id, 0)
        by_customer = occasion.used_by_customer.get(promotion.id, 0)
        by_all = occasion.used_by_all.get(promotion.id, 0)
        covered = sum(promotion.scope.covers(want) for want in wants)
        if covered > served >= caps.left(by_customer, by_all):
            limit, most = _tightest(caps, by_customer, by_all)
            yield LimitView(promotion.id, limit, most, promotion.names)


def _tightest(caps: Caps, by_customer: int, by_all: int) -> tuple[str, int]:
    """Which limit it is that says no more, and its figure as the customer knows it."""
    candidates = [
        (left, limit, most)
        for left, limit, most in (
            (caps.per_sale, "sale", caps.per_sale),
            (_less(caps.per_customer, by_customer), "customer", caps.per_customer),
            (_less(caps.stock, by_all), "stock", _less(caps.stock, by_all)),
        )
        if left is not None and most is not None
    ]
    _, limit, most = min(candidates)
    return limit, max(0, most)


def _less(limit: int | None, used: int) -> int | None:
    return None if limit is None else limit - used
