"""What a little more would bring; and that it then really does."""

from __future__ import annotations

from kiosk.pricing.quote import Near, Quote
from kiosk.pricing.rules import (
    Bundle,
    Caps,
    Gift,
    NthUnit,
    Part,
    PayPercent,
    Promotion,
    Scope,
    Threshold,
    TimesPoints,
)
from tests.kiosk.pricing.baskets import MEMBER, quoted, unit, units


def near(quote: Quote) -> list[tuple[str, Near, int]]:
    return [(miss.promotion, miss.near, miss.missing) for miss in quote.near]


def test_a_threshold_is_near_from_its_half_on_and_the_missing_brings_it() -> None:
    full = Promotion("full", Threshold(1000, 100), {"en": "10 - 1"})
    assert near(quoted(units(499), full)) == []
    quote = quoted(units(500), full)
    assert near(quote) == [("full", Near.MORE_FEN, 500)]
    assert (quote.near[0].names, quote.near[0].key) == ({"en": "10 - 1"}, "threshold")
    assert quote.near[0].arguments["at_fen"] == 1000
    assert near(quoted(units(999), full)) == [("full", Near.MORE_FEN, 1)]
    served = quoted(units(500, 500), full)
    assert near(served) == [] and served.uses == {"full": 1}


def test_the_next_step_is_near_when_it_saves_more_and_only_then() -> None:
    low, high = Promotion("low", Threshold(1000, 300)), Promotion("high", Threshold(2000, 400), priority=1)
    assert near(quoted(units(1500), low, high)) == [("high", Near.MORE_FEN, 500)]
    poor = Promotion("high", Threshold(2000, 300), priority=1)
    assert near(quoted(units(1500), low, poor)) == []


def test_one_unit_more() -> None:
    tea = Scope(frozenset({"tea0"}))
    chips = Part(Scope(frozenset({"chips"})))
    spare = (unit("cup", 100),)
    for promotion in (
        Promotion("a", NthUnit(2, 50)),
        Promotion("a", Gift("cup", buy_units=2)),
        Promotion("a", Bundle((Part(tea), chips), 1)),
    ):
        assert near(quoted(units(400), promotion, spare=spare)) == [("a", Near.MORE_UNITS, 1)], promotion
    assert near(quoted(units(400), Promotion("a", NthUnit(3, 50)))) == []
    assert near(quoted(units(400), Promotion("a", Gift("cup", buy_units=3)))) == []
    assert near(quoted(units(400), Promotion("a", Bundle((Part(tea, 2), chips), 1)))) == []
    assert near(quoted(units(400), Promotion("a", Bundle((chips, chips), 1)))) == []


def test_a_gift_from_an_amount_on_is_near_from_its_half_on() -> None:
    gift = Promotion("a", Gift("cup", at_fen=1000))
    assert near(quoted(units(500), gift)) == [("a", Near.MORE_FEN, 500)]
    assert near(quoted(units(499), gift)) == []


def test_what_cannot_serve_any_more_is_not_near() -> None:
    used = Promotion("a", NthUnit(2, 50), caps=Caps(stock=1))
    assert near(quoted(units(400), used, used_by_all={"a": 1})) == []
    group = Promotion("ten", PayPercent(90), group="g", priority=1)
    assert near(quoted(units(400), group, Promotion("a", Gift("cup", buy_units=2), group="g"))) == []
    double = Promotion("p", TimesPoints(2))
    assert near(quoted(units(400), double, customer=MEMBER)) == []


def test_few_are_told_units_before_fen_and_the_nearest_first() -> None:
    promotions = [Promotion(f"t{at}", Threshold(at, 1)) for at in (700, 500, 600, 800)]
    quote = quoted(units(400), *promotions, Promotion("z", Gift("cup", buy_units=2)))
    assert [miss.promotion for miss in quote.near] == ["z", "t500", "t600"]
