from __future__ import annotations

import dataclasses
from zoneinfo import ZoneInfo

from kiosk.catalog.availability import Availability
from kiosk.catalog.habits import BoughtUnit, Moment, Season
from kiosk.catalog.recommend import Reason
from kiosk.finding.adviser import Adviser, moment_of
from ui.showcase import states

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = Moment(day=20_783, hour=14, is_day_off=False, season=Season.MILD)


def test_the_moment_is_the_machines_own_not_utc() -> None:
    found = moment_of(1_793_466_000, ZoneInfo("UTC"))
    here = moment_of(1_793_466_000, SHANGHAI)
    assert (here.hour - found.hour) % 24 == 8
    assert moment_of(0, SHANGHAI) == Moment(0, 8, is_day_off=False, season=Season.COLD)
    assert moment_of(2 * 86_400, SHANGHAI).is_day_off


def test_only_what_can_be_bought_now_is_advised_with_its_dates() -> None:
    view = states.selling()
    cola, latte = "soda-cola", "coffee-latte"
    adviser = Adviser(lambda: NOW)
    adviser.habits.learn(
        [BoughtUnit(at, str(at), sku, NOW) for at, sku in enumerate([cola] * 30 + [latte] * 20, 1)]
    )
    assert [one.sku for one in adviser.first(view.shop, view.products, 1)] == [cola]
    near = dataclasses.replace(
        view.products[latte], best_before="2026-11-27", price_fen=500, list_price_fen=800
    )
    gone = dataclasses.replace(view.products[cola], availability=Availability.SOLD_OUT)
    products = {**view.products, latte: near, cola: gone}
    (best,) = adviser.first(view.shop, products, 1)
    assert (best.sku, best.reason) == (latte, Reason.NEAR_DATE)


def test_the_shops_own_word_is_heard_where_nothing_was_learnt() -> None:
    view = states.selling()
    said = next(product for product in view.shop.products if product.goes_with)
    found = Adviser(lambda: NOW).beside(view.shop, view.products, (said.sku,))
    assert {one.reason for one in found} == {Reason.SUITS}
    assert {one.sku for one in found} <= set(said.goes_with)
