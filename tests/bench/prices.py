"""Quotes under many promotions, and each key of a search among many products; a plain way beside ours."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.catalog.products import Lane, Product
from kiosk.catalog.search import NOTHING, normal, search_index
from kiosk.pricing.engine import price
from kiosk.pricing.moment import Moment, Window
from kiosk.pricing.occasion import Choice, Customer, HeldCoupon, Occasion, Want
from kiosk.pricing.rulebook import rulebook
from kiosk.pricing.rules import (
    ALL_PEOPLE,
    Action,
    AmountOff,
    Audience,
    Bundle,
    Coupon,
    Gift,
    NthUnit,
    Part,
    PayPercent,
    PointsScheme,
    Promotion,
    Rules,
    Scope,
    Threshold,
    TimesPoints,
    Who,
)
from ui.control.frames import quantile

PROMOTIONS: Final = 200
UNITS: Final = 10
PRODUCTS: Final = 60
"""On one machine: each promotion is about something that lies in it."""
CATEGORIES: Final = 8
COUPONS: Final = 10
MOMENT: Final = Moment("2026-11-26", 870)
ALL_DAY: Final = Window("2026-11-01", "2026-11-30", spans=((0, 1440),))
MEMBERS: Final = Audience(Who.MEMBERS)
CATALOGUE: Final = 10_000
SYLLABLES: Final = tuple(first + rest for first in "bdfghjklmnpqstwxyz" for rest in ("a", "ai", "ei", "ong"))
WORDS: Final = ("apple", "black", "bread", "coffee", "green", "juice", "latte", "lemon", "milk", "tea")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of each call, ours and the plain way's, in turn in the same run: of the calling
    thread's own time, which is what a pure function takes on a core that nobody else wants."""

    ours: list[float]
    plain: list[float]

    @property
    def text(self) -> str:
        """Both, and the ratio of the medians."""
        both = [
            f"p50 {quantile(times, 0.5):.2f} p99 {quantile(times, 0.99):.2f}"
            for times in (self.ours, self.plain)
        ]
        return f"{both[0]} : {both[1]} ms = {quantile(self.ours, 0.5) / quantile(self.plain, 0.5):.2f}x"


def _spent_ms(call: Callable[[], object]) -> float:
    began_s = time.thread_time()
    call()
    return (time.thread_time() - began_s) * 1000


# --- quotes ------------------------------------------------------------------------------------------


def quotes(runs: int) -> Times:
    """``UNITS`` units under ``PROMOTIONS`` that hold now, for a member with coupons who spends points; beside
    it the same basket with every promotion reaching every unit, the most there could be to reckon."""
    dice = random.Random(7)
    shelf = [_unit(place, dice) for place in range(PRODUCTS)]
    coupons = tuple(Coupon(f"k{place}", Threshold(500 + place * 100, 50)) for place in range(COUPONS))
    filed, everywhere = (
        rulebook(Rules(tuple(_promotions(random.Random(7), wide=wide)), coupons, PointsScheme()))
        for wide in (False, True)
    )
    held = tuple(HeldCoupon(f"n{place}", f"k{place}") for place in range(COUPONS))
    member = Customer(is_member=True, points=500, coupons=held)
    when = Occasion(MOMENT, member, Choice(spend_points=True), spare=(shelf[1],) * 3)
    found = Times([], [])
    for _ in range(runs):
        basket = dice.sample(shelf, UNITS)
        found.ours.append(_spent_ms(lambda basket=basket: price(basket, "CNY", filed, when)))  # type: ignore[misc]  # mypy cannot see the lambda's default
        found.plain.append(_spent_ms(lambda basket=basket: price(basket, "CNY", everywhere, when)))  # type: ignore[misc]  # as above
    return found


def _unit(place: int, dice: random.Random) -> Want:
    fen = dice.randrange(200, 2000)
    return Want(f"p{place}", f"A{place}", place, fen, fen + 50, f"c{place % CATEGORIES}", fen - 10)


def _promotions(dice: random.Random, *, wide: bool) -> Iterator[Promotion]:
    for place in range(PROMOTIONS):
        scope, other = (Scope(), Scope()) if wide else (_scope(dice), _scope(dice))
        action = _action(place, scope, other, dice)
        yield Promotion(
            id=f"r{place}",
            action=action,
            scope=Scope() if isinstance(action, Bundle) else scope,
            audience=MEMBERS if place % 5 == 0 else ALL_PEOPLE,
            window=ALL_DAY,
            priority=dice.randrange(5),
        )


def _scope(dice: random.Random) -> Scope:
    """Seven of ten for some products, two for a category, one for everything."""
    kind = dice.randrange(10)
    if kind < 7:
        return Scope(frozenset(f"p{dice.randrange(PRODUCTS)}" for _ in range(dice.randrange(1, 6))))
    return Scope(categories=frozenset({f"c{dice.randrange(CATEGORIES)}"})) if kind < 9 else Scope()


def _action(place: int, scope: Scope, other: Scope, dice: random.Random) -> Action:
    actions: tuple[Action, ...] = (
        PayPercent(dice.randrange(60, 99)),
        AmountOff(dice.randrange(1, 100)),
        NthUnit(2, 50, same_product=False),
        Threshold(dice.randrange(1000, 5000), 300, each=True),
        Bundle((Part(scope), Part(other)), dice.randrange(500, 3000)),
        Gift("p1", buy_units=3),
        TimesPoints(2),
    )
    return actions[place % len(actions)]


# --- search ------------------------------------------------------------------------------------------


def keys(texts: int) -> Times:
    """Each key of ``texts`` texts typed, among ``CATALOGUE`` products; beside it a look at every product."""
    dice = random.Random(11)
    goods = [_product(number, dice) for number in range(CATALOGUE)]
    lanes = [
        Lane(f"{'ABCDEF'[place // 10]}{place % 10}", place + 1, f"p{place * 7}", 8, 8) for place in range(60)
    ]
    index = search_index(goods, lanes)
    looked = _looked_at(goods, lanes)
    found = Times([], [])
    for text in _typed(goods, lanes, texts, dice):
        earlier = NOTHING
        for length in range(1, len(text) + 1):
            began_s = time.thread_time()
            earlier = index.find(text[:length], earlier)
            found.ours.append((time.thread_time() - began_s) * 1000)
            found.plain.append(_spent_ms(lambda text=text[:length]: _scan(looked, text)))  # type: ignore[misc]  # mypy cannot see the lambda's default
    return found


def build_ms() -> float:
    """The index of ``CATALOGUE`` products, once for each catalogue."""
    goods = [_product(number, random.Random(number)) for number in range(CATALOGUE)]
    return _spent_ms(lambda: search_index(goods))


def _product(number: int, dice: random.Random) -> Product:
    syllables = dice.choices(SYLLABLES, k=dice.randrange(2, 6))
    name = " ".join(dice.choices(WORDS, k=dice.randrange(1, 4))).title()
    return Product(
        sku=f"p{number}",
        names={"zh_CN": "商品", "en": f"{name} {number}"},
        category="c",
        price_fen=100,
        pinyin="".join(syllables),
        initials="".join(syllable[0] for syllable in syllables),
        search_keys=(dice.choice(WORDS),),
        sales_rank=dice.randrange(CATALOGUE),
    )


def _typed(goods: Sequence[Product], lanes: Sequence[Lane], texts: int, dice: random.Random) -> Iterator[str]:
    """Initials, pinyin, a Latin name, a lane, in turn; and first the letters that find most."""
    yield from ("s", "k", "e", "n")
    for number in range(texts):
        each = dice.choice(goods)
        rows = (each.initials, each.pinyin[:10], normal(each.names["en"])[:10], dice.choice(lanes).label)
        yield rows[number % len(rows)]


Looked = list[tuple[int, str, tuple[tuple[str, ...], ...]]]
"""Of each product: its rank, its SKU, and its keys in the order in which they count."""


def _looked_at(goods: Sequence[Product], lanes: Sequence[Lane]) -> Looked:
    labels: dict[str, list[str]] = {}
    for lane in lanes:
        labels.setdefault(lane.sku, []).append(normal(lane.label))
    return [
        (
            each.sales_rank,
            each.sku,
            (
                (each.initials,),
                (each.pinyin,),
                tuple(normal(word) for word in (*each.names["en"].split(), *each.search_keys)),
                tuple(labels.get(each.sku, ())),
            ),
        )
        for each in goods
    ]


def _scan(looked: Looked, text: str) -> list[str]:
    found = []
    for rank, sku, kinds in looked:
        for tier, own in enumerate(kinds):
            if any(key.startswith(text) for key in own):
                found.append((tier, rank, sku))
                break
        else:
            if any(text in key for own in kinds[:3] for key in own):
                found.append((len(kinds), rank, sku))
    return [sku for _, _, sku in sorted(found)]
