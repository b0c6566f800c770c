"""A made-up year at one machine, to try a recommendation on. Seeded, and made of people, not of the
recommender's own counts: nobody here knows hours, seasons or pairs; they follow from who comes when.

Seven kinds of people pass by, each with a timetable (working days and days off apart) and a taste of its own:
a random liking for each category and each product. The day's temperature is a yearly wave with a random walk
on it; each category is liked more or less with the heat. Whoever comes takes the product of the greatest
liking plus chance (Gumbel noise: a logit choice) among what is not sold out, and now and then a second one,
by a liking for pairs of categories and a few pairs of products that are random too. Likings drift; each day
some lanes are empty.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.catalog.habits import Moment, season_of
from kiosk.catalog.products import Product

DAYS: Final = 365
FIRST_DAY: Final = 20_454
"""2026-01-01, a Thursday, in days since 1970-01-01."""
SALES_A_DAY: Final = 40
EMPTY_SHARE: Final = 0.06
"""Of the products, sold out on any one day."""
SECOND_SHARE: Final = 0.3
"""Of the customers take a second one."""
WARMTH: Final = {
    "water": 1.0,
    "soda": 0.9,
    "tea": 0.5,
    "juice": 0.4,
    "coffee": -0.5,
    "snacks": -0.2,
    "light": -0.4,
}
"""How the liking for a category follows the heat; the generator's own guess about the world."""
TIMETABLE: Final = {
    # kind: (working days, days off), each (hour, weight)
    "commuter": (((7, 5), (8, 8), (9, 3), (18, 4)), ((10, 1),)),
    "office": (((10, 4), (13, 3), (15, 6), (16, 4)), ((14, 1),)),
    "student": (((12, 5), (17, 6), (18, 3)), ((13, 4), (15, 5), (17, 4))),
    "lunch": (((11, 3), (12, 8), (13, 4)), ((12, 3),)),
    "night": (((21, 4), (22, 5), (23, 3), (0, 2)), ((22, 6), (23, 6), (0, 4), (1, 2))),
    "sports": (((18, 3), (19, 5), (20, 3)), ((9, 5), (10, 6), (16, 4))),
    "passer_by": (tuple((hour, 1) for hour in range(7, 23)), tuple((hour, 2) for hour in range(8, 23))),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One sale: when, what could be had, what was taken."""

    number: int
    moment: Moment
    there: frozenset[str]
    taken: tuple[str, ...]


@dataclass(slots=True)
class _Tastes:
    """Of one kind of people."""

    liking: dict[str, float]
    seconds: dict[tuple[str, str], float]


def year(products: tuple[Product, ...], seed: int, days: int = DAYS) -> Iterator[Visit]:
    """Every sale of ``days`` days, in order."""
    dice = random.Random(seed)
    appeal = {product.sku: dice.gauss(0, 0.8) for product in products}
    tastes = {kind: _tastes(products, appeal, dice) for kind in TIMETABLE}
    friends = {tuple(dice.sample([p.sku for p in products], 2)): dice.uniform(1.0, 2.5) for _ in range(25)}
    drift, number, walk = 0.0, 0, 0.0
    for day in range(FIRST_DAY, FIRST_DAY + days):
        walk = 0.8 * walk + dice.gauss(0, 2.5)
        into = (day - FIRST_DAY) % 365
        heat = (14 * math.sin((into - 105) / 365 * 2 * math.pi) + walk) / 14
        is_day_off = (day + 4) % 7 in (0, 6)
        drift += 1
        if drift % 21 == 0:
            sku = dice.choice(products).sku
            for taste in tastes.values():
                taste.liking[sku] += dice.gauss(0, 0.7)
        there = frozenset(product.sku for product in products if dice.random() > EMPTY_SHARE)
        moment_of = {h: Moment(day, h, is_day_off, season_of(into // 31 + 1)) for h in range(24)}
        arrivals = sorted(_arrivals(is_day_off, dice))
        for hour, kind in arrivals:
            number += 1
            taken = _taken(products, tastes[kind], friends, there, heat, dice)
            yield Visit(number, moment_of[hour], there, taken)


def _tastes(products: tuple[Product, ...], appeal: Mapping[str, float], dice: random.Random) -> _Tastes:
    categories = sorted({product.category for product in products})
    by_category = {category: dice.gauss(0, 1.1) for category in categories}
    liking = {
        product.sku: appeal[product.sku] + by_category[product.category] + dice.gauss(0, 0.5)
        for product in products
    }
    seconds = {(one, other): dice.gauss(0, 0.8) for one in categories for other in categories}
    return _Tastes(liking, seconds)


def _arrivals(is_day_off: bool, dice: random.Random) -> Iterator[tuple[int, str]]:
    rows = [
        (hour, kind, weight)
        for kind, (working, off) in TIMETABLE.items()
        for hour, weight in (off if is_day_off else working)
    ]
    many = max(1, round(dice.gauss(SALES_A_DAY, 8)))
    for hour, kind, _ in dice.choices(rows, weights=[weight for _, _, weight in rows], k=many):
        yield hour, kind


def _taken(
    products: tuple[Product, ...],
    tastes: _Tastes,
    friends: Mapping[tuple[str, ...], float],
    there: frozenset[str],
    heat: float,
    dice: random.Random,
) -> tuple[str, ...]:
    def chosen(extra: Mapping[str, float], without: str = "") -> Product:
        return max(
            (product for product in products if product.sku in there and product.sku != without),
            key=lambda product: (
                tastes.liking[product.sku]
                + heat * WARMTH.get(product.category, 0.0)
                + extra.get(product.sku, 0.0)
                - math.log(-math.log(dice.random() or 0.5))
            ),
        )

    first = chosen({})
    if dice.random() >= SECOND_SHARE:
        return (first.sku,)
    pull = {product.sku: tastes.seconds[first.category, product.category] for product in products}
    for pair, weight in friends.items():
        if first.sku in pair:
            other = pair[0] if pair[1] == first.sku else pair[1]
            pull[other] = pull.get(other, 0.0) + weight
    return first.sku, chosen(pull, first.sku).sku
