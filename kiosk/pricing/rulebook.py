"""The published rules made ready: by product and category, and with the version that every quote records.

Made once for each publication; a quote then looks only at the rules that could concern its basket.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import NamedTuple

from kiosk.pricing.moment import ANY_TIME
from kiosk.pricing.occasion import Occasion, Want
from kiosk.pricing.rules import ALL_PEOPLE, NO_CAPS, USES_MAX, Coupon, Layer, PointsScheme, Promotion, Rules

ENGINE = 1
"""Raised when the same rules come to another price than before."""
DIGEST_CHARS = 16


class Chance(NamedTuple):
    """A promotion that may serve this customer now, and the units it may look at."""

    promotion: Promotion
    layer: Layer
    mask: int
    """Bit ``i``: the unit ``i``."""
    left: int
    """Uses that the limits leave, at least 1."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Make one with ``rulebook``."""

    promotions: tuple[Promotion, ...]
    """By id."""
    coupons: Mapping[str, Coupon]
    points: PointsScheme | None
    version: str
    by_sku: Mapping[str, tuple[int, ...]]
    by_category: Mapping[str, tuple[int, ...]]
    everywhere: tuple[int, ...]
    """Places in ``promotions``."""

    def chances(self, wants: Sequence[Want], occasion: Occasion) -> tuple[Chance, ...]:
        """What may serve ``wants`` on this occasion; by id."""
        masks: defaultdict[int, int] = defaultdict(int)
        for place in self.everywhere:
            masks[place] = (1 << len(wants)) - 1
        for unit, want in enumerate(wants):
            for places in (self.by_sku.get(want.sku, ()), self.by_category.get(want.category, ())):
                for place in places:
                    masks[place] |= 1 << unit
        found = []
        for place, mask in sorted(masks.items()):
            promotion = self.promotions[place]
            left = _left(promotion, occasion)
            if left and (mask := _without(promotion, mask, wants)):
                found.append(Chance(promotion, promotion.layer, mask, left))
        return tuple(found)


def rulebook(rules: Rules) -> Rulebook:
    promotions = tuple(sorted(rules.promotions, key=lambda promotion: promotion.id))
    by_sku: defaultdict[str, list[int]] = defaultdict(list)
    by_category: defaultdict[str, list[int]] = defaultdict(list)
    everywhere = []
    for place, promotion in enumerate(promotions):
        scopes = promotion.scopes
        if any(scope.is_everything for scope in scopes):
            everywhere.append(place)
            continue
        for sku in frozenset().union(*(scope.skus for scope in scopes)):
            by_sku[sku].append(place)
        for category in frozenset().union(*(scope.categories for scope in scopes)):
            by_category[category].append(place)
    return Rulebook(
        promotions=promotions,
        coupons={coupon.id: coupon for coupon in rules.coupons},
        points=rules.points,
        version=version_of(rules),
        by_sku={sku: tuple(places) for sku, places in by_sku.items()},
        by_category={category: tuple(places) for category, places in by_category.items()},
        everywhere=tuple(everywhere),
    )


def version_of(rules: Rules) -> str:
    """The engine's own edition and a digest of the rules, whatever their order: two machines with the same
    version come to the same prices."""
    plain = {
        "promotions": {promotion.id: _plain(promotion) for promotion in rules.promotions},
        "coupons": {coupon.id: _plain(coupon) for coupon in rules.coupons},
        "points": _plain(rules.points),
    }
    text = json.dumps(plain, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return f"{ENGINE}-{hashlib.sha256(text.encode()).hexdigest()[:DIGEST_CHARS]}"


def _left(promotion: Promotion, occasion: Occasion) -> int:
    """Uses that are left; 0 when it is not for this customer or not for now."""
    moment, audience = occasion.moment, promotion.audience
    if audience is not ALL_PEOPLE and not audience.fits(occasion.customer, moment):
        return 0
    if promotion.window is not ANY_TIME and not promotion.window.holds(moment):
        return 0
    if promotion.caps is NO_CAPS:
        return USES_MAX
    used = occasion.used_by_customer.get(promotion.id, 0)
    return promotion.caps.left(used, occasion.used_by_all.get(promotion.id, 0))


def _without(promotion: Promotion, mask: int, wants: Sequence[Want]) -> int:
    """Of ``mask``, what is not left out by name. (A bundle's parts look for themselves.)"""
    if promotion.scope.but_skus:
        for unit, want in enumerate(wants):
            if want.sku in promotion.scope.but_skus:
                mask &= ~(1 << unit)
    return mask


def _plain(value: object) -> object:
    """The same value always the same table, with the name of its kind."""
    if is_dataclass(value):
        own = {field.name: _plain(getattr(value, field.name)) for field in fields(value) if field.init}
        return {"is": type(value).__name__, **own}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value


NO_RULES = rulebook(Rules())
