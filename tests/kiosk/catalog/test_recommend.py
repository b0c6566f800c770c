from __future__ import annotations

from collections.abc import Sequence

from kiosk.catalog.habits import BoughtUnit, Habits, Moment, Season
from kiosk.catalog.products import Product
from kiosk.catalog.recommend import (
    ENOUGH_UNITS,
    NEAR_DAYS,
    NEW_DAYS,
    SOLD_LEAST,
    Offer,
    Reason,
    Suggestion,
    goes_with,
    recommend,
)

MORNING = Moment(day=20_000, hour=8, is_day_off=False, season=Season.COLD)
EVENING = Moment(day=20_000, hour=20, is_day_off=False, season=Season.COLD)
SUMMER = Moment(day=20_200, hour=20, is_day_off=False, season=Season.HOT)
SKUS = ("coffee", "beer", "tea", "nuts")


def offers(*skus: str, **changes: Offer) -> list[Offer]:
    return [changes.get(sku) or Offer(product(sku)) for sku in skus or SKUS]


def product(sku: str) -> Product:
    return Product(sku, {"en": sku}, "c", 300)


def learnt(*rows: tuple[Moment, int, tuple[str, ...]]) -> Habits:
    """``rows``: when, how many sales, of what."""
    habits, number, sale = Habits(), 0, 0
    for moment, times, skus in rows:
        for _ in range(times):
            sale += 1
            units = [BoughtUnit(number + at, str(sale), sku, moment) for at, sku in enumerate(skus, start=1)]
            number += len(skus)
            habits.learn(units)
    return habits


DAY = learnt((MORNING, 60, ("coffee",)), (EVENING, 50, ("beer",)), (EVENING, 20, ("tea",)))


def skus_of(found: Sequence[Suggestion]) -> list[str]:
    return [one.sku for one in found]


def test_a_machine_that_has_sold_nothing_recommends_nothing() -> None:
    assert recommend(offers(), Habits(), MORNING, 6) == ()
    assert recommend([], DAY, MORNING, 6) == ()


def test_a_few_sales_say_nothing_and_what_hardly_sells_is_not_called_popular() -> None:
    assert recommend(offers(), learnt((MORNING, ENOUGH_UNITS - 1, ("coffee",))), MORNING, 6) == ()
    habits = learnt((MORNING, ENOUGH_UNITS, ("coffee",)), (MORNING, SOLD_LEAST - 1, ("tea",)))
    assert skus_of(recommend(offers(), habits, MORNING, 6)) == ["coffee"]


def test_what_a_member_bought_elsewhere_is_their_own_here_too() -> None:
    assert Suggestion("nuts", Reason.OWN) in recommend(offers(), DAY, EVENING, 6, own=("nuts",))


def test_the_hour_decides_and_is_said() -> None:
    assert recommend(offers(), DAY, MORNING, 1) == (Suggestion("coffee", Reason.HOUR),)
    assert recommend(offers(), DAY, EVENING, 1) == (Suggestion("beer", Reason.HOUR),)


def test_only_what_is_offered_is_recommended() -> None:
    assert "beer" not in skus_of(recommend(offers("coffee", "tea"), DAY, EVENING, 6))


def test_an_hour_that_has_seen_little_falls_back_on_everything() -> None:
    night = Moment(day=20_000, hour=3, is_day_off=False, season=Season.COLD)
    found = recommend(offers(), DAY, night, 1)
    assert found == (Suggestion("coffee", Reason.POPULAR),)


def test_the_season_lifts_and_only_a_thermometer_says_today() -> None:
    habits = learnt(
        (EVENING, 40, ("tea",)), (EVENING, 30, ("coffee",)), (SUMMER, 30, ("beer",)), (SUMMER, 5, ("tea",))
    )
    best = recommend(offers(), habits, SUMMER, 1)
    assert best == (Suggestion("beer", Reason.SEASON),)
    measured = Moment(SUMMER.day, SUMMER.hour, is_day_off=False, season=Season.HOT, is_measured=True)
    assert recommend(offers(), habits, measured, 1) == (Suggestion("beer", Reason.HOT_DAY),)


def test_a_first_season_says_nothing_about_seasons() -> None:
    assert all(one.reason is not Reason.SEASON for one in recommend(offers(), DAY, MORNING, 6))


def test_goods_near_their_date_come_first_only_when_they_cost_less() -> None:
    def of(**changes: bool | int) -> dict[str, Reason]:
        tea = Offer(product("tea"), **changes)  # type: ignore[arg-type]  # Offer's own fields
        return {one.sku: one.reason for one in recommend(offers(tea=tea), DAY, EVENING, 6)}

    assert of(is_lowered=True, days_left=NEAR_DAYS)["tea"] is Reason.NEAR_DATE
    assert of(days_left=NEAR_DAYS)["tea"] is not Reason.NEAR_DATE
    assert of(is_lowered=True, days_left=NEAR_DAYS + 1)["tea"] is not Reason.NEAR_DATE
    assert of(is_lowered=True, days_left=-1)["tea"] is not Reason.NEAR_DATE


def test_what_is_new_gets_its_chance_although_nobody_has_bought_it() -> None:
    new = Offer(product("nuts"), days_here=NEW_DAYS)
    old = Offer(product("nuts"), days_here=NEW_DAYS + 1)
    assert Suggestion("nuts", Reason.NEW) in recommend(offers(nuts=new), DAY, EVENING, 3)
    assert "nuts" not in skus_of(recommend(offers(nuts=old), DAY, EVENING, 3))


def test_a_members_own_goods_come_first() -> None:
    assert recommend(offers(), DAY, EVENING, 1, own=("tea",)) == (Suggestion("tea", Reason.OWN),)


def test_what_is_bought_together_is_learnt_and_then_the_shop_is_heard() -> None:
    habits = learnt((EVENING, 5, ("beer", "nuts")), (EVENING, 2, ("beer", "coffee")), (EVENING, 9, ("tea",)))
    found = goes_with(("beer",), offers(), habits, 4, said=("tea", "nuts", "gone", "beer"))
    assert found == (Suggestion("nuts", Reason.TOGETHER), Suggestion("tea", Reason.SUITS))


def test_nothing_goes_with_itself_and_what_cannot_be_had_is_not_named() -> None:
    habits = learnt((EVENING, 5, ("beer", "nuts")))
    assert goes_with(("beer", "nuts"), offers(), habits, 4) == ()
    assert goes_with(("beer",), offers("beer", "tea"), habits, 4) == ()
