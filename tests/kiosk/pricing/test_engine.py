"""A basket priced once, explained line by line: what the layers, priorities and limits come to."""

from __future__ import annotations

import pytest

from kiosk.pricing.occasion import Customer
from kiosk.pricing.quote import Near, QuoteLine, Share, Source
from kiosk.pricing.rulebook import NO_RULES
from kiosk.pricing.rules import (
    AmountOff,
    Audience,
    Bundle,
    Caps,
    FixedPrice,
    Gift,
    NthUnit,
    Part,
    PayPercent,
    Promotion,
    Scope,
    Threshold,
    Who,
)
from tests.kiosk.pricing.baskets import MEMBER, amounts, quoted, saved, unit, units


def test_without_rules_each_unit_has_its_price_and_its_reason() -> None:
    quote = quoted([unit("tea", 450), unit("cola", 300, list_fen=350)])
    assert [(line.list_fen, line.amount_fen, line.because) for line in quote.lines] == [
        (450, 450, "list_price"),
        (350, 300, "reduced"),
    ]
    assert (quote.total_fen, quote.savings_fen, quote.currency) == (750, 50, "CNY")
    assert quote.rules == NO_RULES.version


def test_a_list_price_below_the_price_is_no_reduction() -> None:
    line = quoted([unit("tea", 450, list_fen=400)]).lines[0]
    assert (line.list_fen, line.amount_fen, line.because) == (450, 450, "list_price")


@pytest.mark.parametrize("fen", [0, -1])
def test_what_has_no_price_is_not_sold(fen: int) -> None:
    with pytest.raises(ValueError, match="tea"):
        quoted([unit("cola", 300), unit("tea", fen)])


def test_there_is_no_quote_for_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        quoted([])


@pytest.mark.parametrize("member_fen", [0, -5, 450, 500])
def test_a_member_price_that_is_none_is_not_used(member_fen: int) -> None:
    assert quoted([unit("tea", 450, member_fen=member_fen)], customer=MEMBER).total_fen == 450


def test_a_saving_over_several_units_is_shared_and_each_line_says_whose_it_is() -> None:
    quote = quoted(units(400, 400, 300), Promotion("m", Threshold(1000, 100), {"en": "10 - 1"}))
    assert quote.lines[0] == QuoteLine(
        "tea0", "lane of tea0", 1, 400, 363, "threshold", "", (Share(Source.PROMOTION, "m", "threshold", 37),)
    )
    assert amounts(quote) == [363, 364, 273], "of equal remainders the first in their own order"
    (saving,) = quote.savings
    assert (saving.fen, saving.times, saving.names) == (100, 1, {"en": "10 - 1"})
    assert saving.arguments == {"at_fen": 1000, "off_fen": 100, "each": 0}
    assert quote.uses == {"m": 1}


def test_priority_goes_before_the_greater_saving() -> None:
    low, high = PayPercent(50), PayPercent(90)
    assert quoted(units(400), Promotion("a", low), Promotion("b", high, priority=1)).total_fen == 360


def test_of_equals_the_one_that_saves_more_goes_first_and_then_the_name() -> None:
    assert saved(quoted(units(400), Promotion("a", PayPercent(90)), Promotion("b", AmountOff(50)))) == {
        "b": 50
    }
    assert saved(quoted(units(400), Promotion("b", AmountOff(40)), Promotion("a", PayPercent(90)))) == {
        "a": 40
    }


def test_a_unit_serves_once_in_each_layer() -> None:
    quote = quoted(
        units(600, 600),
        Promotion("second", NthUnit(2, 50, same_product=False)),
        Promotion("ten", PayPercent(90)),
        Promotion("big", Threshold(800, 100)),
        Promotion("small", Threshold(400, 20)),
    )
    assert saved(quote) == {"second": 300, "big": 100}


def test_what_stands_alone_takes_only_the_untouched_and_leaves_nothing() -> None:
    alone = Promotion("alone", FixedPrice(300), scope=Scope(frozenset({"tea0"})), alone=True, priority=1)
    full = Promotion("full", Threshold(600, 100))
    assert saved(quoted(units(400, 400), alone, full)) == {"alone": 100}
    late = Promotion("late", Threshold(300, 50), alone=True)
    assert saved(quoted(units(400, 400), alone, late)) == {"alone": 100, "late": 50}
    first = Promotion("first", AmountOff(10), priority=2)
    assert saved(quoted(units(400, 400), first, late)) == {"first": 20}


def test_of_a_group_only_one_serves_in_a_sale() -> None:
    one = Promotion("one", AmountOff(50), scope=Scope(frozenset({"tea0"})), group="g")
    other = Promotion("other", AmountOff(40), scope=Scope(frozenset({"tea1"})), group="g")
    third = Promotion("third", Threshold(700, 30), group="g")
    assert saved(quoted(units(400, 400), other, one, third)) == {"one": 50}
    assert saved(quoted(units(100, 400), Promotion("big", Threshold(900, 1), group="g"), other)) == {
        "other": 40
    }


@pytest.mark.parametrize(
    ("caps", "by_customer", "by_all", "expected"),
    [
        (Caps(), 0, 0, [900, 1800, 2700]),
        (Caps(per_sale=2), 0, 0, [1000, 1800, 2700]),
        (Caps(per_customer=3), 2, 0, [1000, 2000, 2700]),
        (Caps(per_customer=3), 3, 9, [1000, 2000, 3000]),
        (Caps(stock=10), 0, 9, [1000, 2000, 2700]),
        (Caps(stock=10), 0, 11, [1000, 2000, 3000]),
        (Caps(saving_max_fen=60), 0, 0, [990, 1980, 2970]),
        (Caps(saving_max_fen=600), 0, 0, [900, 1800, 2700]),
    ],
)
def test_limits_hold_and_the_dearest_units_come_first(
    caps: Caps, by_customer: int, by_all: int, expected: list[int]
) -> None:
    quote = quoted(
        units(1000, 2000, 3000),
        Promotion("ten", PayPercent(90), caps=caps),
        used_by_customer={"ten": by_customer},
        used_by_all={"ten": by_all},
    )
    assert amounts(quote) == expected


def test_a_price_is_never_raised_and_such_a_rule_uses_nothing_up() -> None:
    dear = Promotion("dear", FixedPrice(500), priority=9)
    assert saved(quoted(units(400), dear, Promotion("ten", PayPercent(90)))) == {"ten": 40}


def test_a_reduction_leaves_a_fen_and_a_basket_costs_one() -> None:
    assert quoted(units(3), Promotion("off", AmountOff(500))).total_fen == 1
    assert quoted(units(1), Promotion("off", PayPercent(1))).total_fen == 1
    free = Promotion("free", NthUnit(2, 0, same_product=False))
    quote = quoted(units(1, 1), free, Promotion("off", Threshold(2, 1)))
    assert quote.total_fen == 1 and saved(quote) == {"free": 1}


def test_groups_of_nth_units_are_of_one_product_unless_told_otherwise() -> None:
    tea, cola = unit("tea", 400), unit("cola", 300)
    half = Promotion("half", NthUnit(2, 50))
    assert amounts(quoted([tea, cola, tea], half)) == [300, 300, 300]
    assert amounts(quoted([tea, cola], half)) == [400, 300]
    mixed = Promotion("half", NthUnit(2, 50, same_product=False))
    assert saved(quoted([tea, cola], mixed)) == {"half": 150}
    assert saved(quoted([tea, tea, cola, cola], mixed)) == {"half": 200 + 150}
    one = Promotion("half", NthUnit(2, 50), caps=Caps(per_sale=1))
    assert saved(quoted([cola, cola, tea, tea], one)) == {"half": 200}, "the group that saves most"


def test_a_bundle_takes_the_dearest_and_finds_the_part_that_can_be_had_once() -> None:
    drinks, tea = Scope(categories=frozenset({"drinks"})), Scope(frozenset({"tea0"}))
    both = Promotion("set", Bundle((Part(drinks), Part(tea)), 700))
    assert saved(quoted(units(500, 400, 300), both)) == {"set": 200}
    twice = Promotion("set", Bundle((Part(drinks, 2),), 500))
    quote = quoted(units(500, 400, 300, 200), twice)
    assert saved(quote) == {"set": 400} and quote.uses == {"set": 1}, "300 and 200 cost no more than the set"
    assert saved(quoted(units(500, 400, 300, 290), twice)) == {"set": 400 + 90}


def test_a_member_pays_what_a_guest_pays_when_that_is_less() -> None:
    full = Promotion("full", Threshold(2000, 300))
    basket = [unit("tea", 1000, member_fen=950), unit("cola", 1000)]
    assert quoted(basket, full).total_fen == 1700
    quote = quoted(basket, full, customer=MEMBER)
    assert quote.total_fen == 1700 and [saving.key for saving in quote.savings] == ["threshold"]
    guests_only = Promotion("full", Threshold(2000, 300), audience=Audience(Who.GUESTS))
    assert quoted(basket, guests_only, customer=MEMBER).total_fen == 1950, "kept from members by a rule"


def test_a_member_takes_the_member_price_when_both_come_to_the_same() -> None:
    basket = [unit("tea", 1000, member_fen=900)]
    quote = quoted(basket, Promotion("fix", FixedPrice(900)), customer=MEMBER)
    assert [saving.key for saving in quote.savings] == ["member_price"]


def test_a_gift_is_a_line_that_costs_nothing_and_names_who_gives_it() -> None:
    gift = Promotion("two", Gift("cup", buy_units=2, each=True))
    spare = (unit("cup", 250, lane="B1"), unit("cup", 250, lane="B2"))
    quote = quoted(units(400, 400, 400, 400, 400), gift, spare=spare)
    assert [(line.lane, line.amount_fen, line.gift_of) for line in quote.lines[5:]] == [
        ("B1", 0, "two"),
        ("B2", 0, "two"),
    ]
    assert quote.total_fen == 2000 and quote.savings_fen == 500 and quote.uses == {"two": 2}


def test_a_gift_that_is_gone_is_said_and_not_counted() -> None:
    gift = Promotion("two", Gift("cup", buy_units=2, each=True))
    quote = quoted(units(400, 400, 400, 400), gift, spare=(unit("cup", 250),))
    assert (quote.uses, [(miss.near, miss.missing) for miss in quote.near]) == (
        {"two": 1},
        [(Near.GIFT_GONE, 1)],
    )
    quote = quoted(units(400, 400), gift)
    assert len(quote.lines) == 2 and quote.uses == {} and quote.near[0].near is Near.GIFT_GONE


def test_two_gifts_do_not_count_the_same_units_nor_give_the_same_one() -> None:
    first = Promotion("a", Gift("cup", buy_units=2), priority=1)
    second = Promotion("b", Gift("cup", buy_units=1))
    spare = (unit("cup", 250, lane="B1"), unit("cup", 250, lane="B2"))
    assert quoted(units(400, 400), first, second, spare=spare).uses == {"a": 1}
    quote = quoted(units(400, 400, 400), first, second, spare=spare)
    assert [(line.lane, line.gift_of) for line in quote.lines[3:]] == [("B1", "a"), ("B2", "b")]


def test_a_gift_from_an_amount_on_looks_at_what_is_paid_after_promotions() -> None:
    gift = Promotion("gift", Gift("cup", at_fen=1000))
    spare = (unit("cup", 250),)
    assert quoted(units(500, 500), gift, spare=spare).uses == {"gift": 1}
    assert quoted(units(500, 500), gift, Promotion("x", AmountOff(1)), spare=spare).uses == {"x": 2}


def test_only_goods_in_scope_are_looked_at() -> None:
    but = Scope(categories=frozenset({"drinks"}), but_skus=frozenset({"tea1"}))
    quote = quoted([*units(400, 400), unit("chips", 400)], Promotion("ten", PayPercent(90), scope=but))
    assert amounts(quote) == [360, 400, 400]
    everything_but = Scope(but_skus=frozenset({"chips"}))
    quote = quoted([*units(400), unit("chips", 400)], Promotion("ten", PayPercent(90), scope=everything_but))
    assert amounts(quote) == [360, 400]


def test_who_is_asked() -> None:
    gold = Customer(is_member=True, level="gold", is_newcomer=True)
    for audience, customer, holds in (
        (Audience(Who.MEMBERS), MEMBER, True),
        (Audience(Who.MEMBERS), Customer(), False),
        (Audience(Who.GUESTS), Customer(), True),
        (Audience(Who.GUESTS), MEMBER, False),
        (Audience(levels=("gold", "black")), gold, True),
        (Audience(levels=("black",)), gold, False),
        (Audience(newcomer=True), gold, True),
        (Audience(newcomer=True), MEMBER, False),
    ):
        quote = quoted(units(400), Promotion("ten", PayPercent(90), audience=audience), customer=customer)
        assert (quote.total_fen == 360) is holds, (audience, customer)
