"""The index finds what could serve, and the version tells rules apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.pricing.occasion import Occasion
from kiosk.pricing.rulebook import NO_RULES, rulebook, version_of
from kiosk.pricing.rules import (
    Audience,
    Bundle,
    Caps,
    Coupon,
    Part,
    PayPercent,
    PointsScheme,
    Promotion,
    Rules,
    Scope,
    Threshold,
    Who,
)
from tests.kiosk.pricing.baskets import THURSDAY_NOON, unit

TEN = PayPercent(90)
WANTS = (unit("tea", 400, category="drinks"), unit("chips", 500, category="snacks"))


def found(*promotions: Promotion) -> dict[str, int]:
    chances = rulebook(Rules(promotions)).chances(WANTS, Occasion(THURSDAY_NOON))
    return {chance.promotion.id: chance.mask for chance in chances}


def test_a_rule_is_found_by_product_by_category_and_everywhere() -> None:
    assert found(
        Promotion("sku", TEN, scope=Scope(frozenset({"chips"}))),
        Promotion("category", TEN, scope=Scope(categories=frozenset({"drinks"}))),
        Promotion("either", TEN, scope=Scope(frozenset({"tea"}), frozenset({"snacks"}))),
        Promotion("all", TEN),
        Promotion("other", TEN, scope=Scope(frozenset({"gum"}), frozenset({"sweets"}))),
        Promotion("but", TEN, scope=Scope(but_skus=frozenset({"tea"}))),
        Promotion("nothing", TEN, scope=Scope(frozenset({"tea"}), but_skus=frozenset({"tea"}))),
        Promotion("set", Bundle((Part(Scope(frozenset({"tea"}))), Part(Scope(frozenset({"gum"})))), 1)),
        Promotion("any", Bundle((Part(Scope(frozenset({"tea"}))), Part(Scope())), 1)),
    ) == {"sku": 2, "category": 1, "either": 3, "all": 3, "but": 2, "set": 1, "any": 3}


RULES = Rules((Promotion("a", TEN), Promotion("b", Threshold(100, 1))), (Coupon("c", TEN),), PointsScheme())


@pytest.mark.parametrize(
    "other",
    [
        replace(RULES, promotions=RULES.promotions[:1]),
        replace(RULES, coupons=()),
        replace(RULES, points=None),
        replace(RULES, points=PointsScheme(earn_points=2)),
        replace(RULES, promotions=(Promotion("a", PayPercent(91)), RULES.promotions[1])),
        replace(RULES, promotions=(Promotion("a", TEN, {"en": "Ten"}), RULES.promotions[1])),
        replace(RULES, promotions=(Promotion("a", TEN, caps=Caps(stock=5)), RULES.promotions[1])),
        replace(RULES, promotions=(Promotion("a", TEN, audience=Audience(Who.MEMBERS)), RULES.promotions[1])),
        replace(RULES, promotions=(Promotion("a", TEN, scope=Scope(frozenset({"x"}))), RULES.promotions[1])),
        Rules(),
    ],
)
def test_other_rules_have_another_version(other: Rules) -> None:
    assert version_of(other) != version_of(RULES)


def test_the_version_depends_on_nothing_else() -> None:
    turned = Rules(RULES.promotions[::-1], RULES.coupons, PointsScheme())
    assert version_of(turned) == version_of(RULES)
    assert NO_RULES.version == "1-3f0bf7899d9b70dc", "an edition of the engine: the same on every machine"
    many = Scope(frozenset(f"p{number}" for number in range(50)))
    again = Scope(frozenset(f"p{number}" for number in reversed(range(50))))
    assert version_of(Rules((Promotion("a", TEN, scope=many),))) == version_of(
        Rules((Promotion("a", TEN, scope=again),))
    )


def test_two_rules_of_one_name_cannot_be_published() -> None:
    with pytest.raises(ValueError, match="same id"):
        Rules((Promotion("a", TEN), Promotion("a", TEN)))
