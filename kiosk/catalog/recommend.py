"""What to show first, and what goes with what: from this machine's own sales, the hour, the season, the dates
on the goods, and nothing about who stands there. Pure and stable: the same counts give the same order.

How likely a product is bought now is estimated as its share of what is sold in these hours, drawn towards its
share of everything where the hours have seen little (``PRIOR_UNITS``), times how much this season favours it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.catalog.habits import HOURS, Habits, Moment, Season, pair_of
from kiosk.catalog.products import Product

PRIOR_UNITS = 30.0
"""As many units sold in these hours count as much as the product's share of everything."""
NEIGHBOUR = 0.5
"""Weight of the hour before and after."""
OTHER_DAYS = 0.25
"""Weight of the same hours on the other kind of day."""
SEASON_PRIOR = 40.0
SEASON_LIFT = (0.6, 1.6)
"""Least and greatest."""
NEW_DAYS = 30
NEW_LIFT = 1.2
NEAR_DAYS = 3
NEAR_LIFT = 1.5
"""Only of goods whose price is already lowered: nobody is talked into old goods at the full price."""
OWN_LIFT = 4.0
"""Of what a member who signed in has bought before."""
NEW_SHARE_PART = 0.5
"""What nobody has bought yet is taken for this part of an average product."""
HOUR_STANDS_OUT = 1.25
SEASON_STANDS_OUT = 1.15
"""By so much more than its share a product must sell for that to be said as the reason."""
ENOUGH_UNITS = 20
"""Sold here in all before anything is recommended: three sales say nothing."""
SOLD_LEAST = 3
"""Units of a product before it is said to sell."""
TOGETHER_LEAST = 3
"""Sales in which two were bought together before that is called often."""
TOGETHER_PRIOR = 12.0


class Reason(StrEnum):
    """Why a product is shown first; the screen has words for each."""

    OWN = "own"
    TOGETHER = "together"
    SUITS = "suits"
    """The shop's own word that two go together."""
    NEAR_DATE = "near_date"
    HOT_DAY = "hot_day"
    COLD_DAY = "cold_day"
    SEASON = "season"
    HOUR = "hour"
    NEW = "new"
    POPULAR = "popular"


@dataclass(frozen=True, slots=True)
class Suggestion:
    sku: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be bought now, and what of it changes from day to day."""

    product: Product
    is_lowered: bool = False
    """Its price stands below its list price."""
    days_left: int | None = None
    """Until the date on the next unit; None: unknown."""
    days_here: int | None = None
    """Since it came into the shop; None: unknown."""


def recommend(
    offers: Sequence[Offer], habits: Habits, moment: Moment, most: int, own: Collection[str] = ()
) -> tuple[Suggestion, ...]:
    """The best ``most`` of ``offers``, best first. ``own``: SKUs a member who is signed in has bought before.
    Nothing at all while the machine has sold little: whoever asks has an order of the shop's own then; and
    nothing that neither sells here nor is new or their own."""
    total = sum(habits.units(offer.product.sku) for offer in offers)
    if total < ENOUGH_UNITS:
        return ()
    here = _slot_weights(habits, [offer.product.sku for offer in offers], moment)
    seasons = [
        sum(habits.seasons.get(offer.product.sku, (0,) * len(Season))[season] for offer in offers)
        for season in Season
    ]
    scored = [
        _scored(offer, habits, moment, (here, sum(here.values()), total, len(offers)), seasons, own)
        for offer in offers
    ]
    worth = [at for at, offer in enumerate(offers) if _is_worth(offer, habits, own)]
    best = sorted(worth, key=lambda at: (-scored[at][0], at))[:most]
    return tuple(scored[at][1] for at in best)


def goes_with(
    skus: Sequence[str], offers: Sequence[Offer], habits: Habits, most: int, said: Collection[str] = ()
) -> tuple[Suggestion, ...]:
    """What is bought together with ``skus``, best first: what was bought so here, and then what the shop says
    suits (``said``, in its order). Never one of ``skus``."""
    others = [offer.product.sku for offer in offers if offer.product.sku not in skus]
    total = sum(habits.units(sku) for sku in others) or 1
    scores: dict[str, float] = {}
    often: set[str] = set()
    for sku in others:
        share = habits.units(sku) / total
        for one in skus:
            together = habits.pairs.get(pair_of(one, sku), 0)
            bought = habits.units(one)
            scores[sku] = scores.get(sku, 0.0) + (together + TOGETHER_PRIOR * share) / (
                bought + TOGETHER_PRIOR
            )
            if together >= TOGETHER_LEAST:
                often.add(sku)
    learnt = sorted(often, key=lambda sku: (-scores[sku], sku))
    suits = [sku for sku in said if sku in scores and sku not in often]
    found = [Suggestion(sku, Reason.TOGETHER) for sku in learnt]
    found += [Suggestion(sku, Reason.SUITS) for sku in dict.fromkeys(suits)]
    return tuple(found[:most])


# --- one product -------------------------------------------------------------------------------------


def _slot_weights(habits: Habits, skus: Sequence[str], moment: Moment) -> dict[str, float]:
    """Units sold around this hour, those of the very hour and of the same kind of day counting most."""
    first, other = (HOURS, 0) if moment.is_day_off else (0, HOURS)
    found = {}
    for sku in skus:
        counts = habits.slots.get(sku)
        if counts is None:
            found[sku] = 0.0
            continue
        weight = 0.0
        for step, near in ((-1, NEIGHBOUR), (0, 1.0), (1, NEIGHBOUR)):
            hour = (moment.hour + step) % HOURS
            weight += near * (counts[first + hour] + OTHER_DAYS * counts[other + hour])
        found[sku] = weight
    return found


def _scored(
    offer: Offer,
    habits: Habits,
    moment: Moment,
    sold: tuple[Mapping[str, float], float, int, int],
    seasons: Sequence[int],
    own: Collection[str],
) -> tuple[float, Suggestion]:
    """``sold``: around this hour by SKU and in all, ever in all, and how many products there are."""
    here, here_all, total, kinds = sold
    sku = offer.product.sku
    unsold = NEW_SHARE_PART * total / kinds if _is_new(offer) or sku in own else 0
    share = max(habits.units(sku), unsold) / total
    # Of what nobody has bought yet the hours know nothing.
    seen = habits.units(sku) > 0
    likely = (here[sku] + PRIOR_UNITS * share) / (here_all + PRIOR_UNITS) if seen else share
    hour = likely / share if share else 1.0
    season = _season_lift(habits.seasons.get(sku), seasons, moment.season)
    lifts: list[tuple[bool, float, Reason]] = [
        (sku in own, OWN_LIFT, Reason.OWN),
        (_is_near(offer), NEAR_LIFT, Reason.NEAR_DATE),
        (_is_new(offer), NEW_LIFT, Reason.NEW),
    ]
    score = likely * season
    reason = _seller_reason(hour, season, moment)
    for applies, lift, why in reversed(lifts):
        if applies:
            score *= lift
            reason = why
    return score, Suggestion(sku, reason)


def _seller_reason(hour: float, season: float, moment: Moment) -> Reason:
    """The greater of the two that stand out; a thermometer makes the season a matter of today."""
    if season >= SEASON_STANDS_OUT and season >= hour:
        if not moment.is_measured:
            return Reason.SEASON
        return Reason.HOT_DAY if moment.season is Season.HOT else Reason.COLD_DAY
    return Reason.HOUR if hour >= HOUR_STANDS_OUT else Reason.POPULAR


def _season_lift(counts: Sequence[int] | None, seasons: Sequence[int], now: Season) -> float:
    """How much more of this product is sold in such a season than of the others; 1 when nobody knows."""
    everything = sum(seasons)
    if counts is None or not everything or not seasons[now]:
        return 1.0
    usual = seasons[now] / everything
    own = (counts[now] + SEASON_PRIOR * usual) / (sum(counts) + SEASON_PRIOR)
    least, greatest = SEASON_LIFT
    return min(greatest, max(least, own / usual))


def _is_worth(offer: Offer, habits: Habits, own: Collection[str]) -> bool:
    sku = offer.product.sku
    return habits.units(sku) >= SOLD_LEAST or sku in own or _is_new(offer)


def _is_near(offer: Offer) -> bool:
    return offer.is_lowered and offer.days_left is not None and 0 <= offer.days_left <= NEAR_DAYS


def _is_new(offer: Offer) -> bool:
    return offer.days_here is not None and 0 <= offer.days_here <= NEW_DAYS
