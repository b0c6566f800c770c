"""The recommendation replayed over a held-out part of a made-up year, beside what sells most."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kiosk.catalog.habits import BoughtUnit, Habits
from kiosk.catalog.recommend import Offer, goes_with, recommend
from tests.bench.history import DAYS as DAYS
from tests.bench.history import Visit, year
from ui.control.frames import quantile
from ui.showcase.shop import demo_shop

SHOWN: Final = 6
HELD_OUT: Final = 0.25
"""The last part of the days: what is shown is judged there, and each sale learnt from."""
SEEDS: Final = (1, 2, 3)
LATELY_SALES: Final = 1_100
"""About four weeks, as long as our own counts take to fade by half."""


@dataclass(slots=True)
class Hits:
    """Of so many tried, how many times what was taken had been shown."""

    tried: int = 0
    hit: dict[str, int] = field(default_factory=dict)
    took_ms: list[float] = field(default_factory=list)

    def note(self, taken: str, **shown: Sequence[str]) -> None:
        self.tried += 1
        for name, skus in shown.items():
            self.hit[name] = self.hit.get(name, 0) + (taken in skus)

    def rate(self, name: str) -> float:
        return self.hit.get(name, 0) / max(1, self.tried)


def replay(seed: int, days: int = DAYS) -> tuple[Hits, Hits]:
    """First products, and second ones beside the first."""
    products = demo_shop().products
    habits, ever, lately = Habits(), Counter[str](), Counter[str]()
    window: deque[Visit] = deque()
    first, second = Hits(), Hits()
    visits = list(year(products, seed, days))
    begins = visits[0].moment.day + round(days * (1 - HELD_OUT))
    for visit in visits:
        if visit.moment.day >= begins:
            offers = [Offer(product) for product in products if product.sku in visit.there]
            began_s = time.thread_time()
            ours = [one.sku for one in recommend(offers, habits, visit.moment, SHOWN)]
            first.took_ms.append((time.thread_time() - began_s) * 1000)
            first.note(visit.taken[0], ours=ours, ever=_top(ever, visit), lately=_top(lately, visit))
            if len(visit.taken) > 1:
                beside = _beside(visit, offers, habits)
                without = visit.taken[:1]
                second.note(
                    visit.taken[1],
                    ours=beside,
                    ever=_top(ever, visit, without),
                    lately=_top(lately, visit, without),
                )
        _learn(visit, habits, ever)
        window.append(visit)
        lately.update(visit.taken)
        if len(window) > LATELY_SALES:
            lately.subtract(window.popleft().taken)
    return first, second


def _learn(visit: Visit, habits: Habits, ever: Counter[str]) -> None:
    units = [
        BoughtUnit(visit.number * 2 + at, str(visit.number), sku, visit.moment)
        for at, sku in enumerate(visit.taken)
    ]
    habits.learn(units)
    ever.update(visit.taken)


def _top(counts: Counter[str], visit: Visit, without: Sequence[str] = ()) -> list[str]:
    ranked = sorted(counts, key=lambda sku: (-counts[sku], sku))
    return [sku for sku in ranked if sku in visit.there and sku not in without][:SHOWN]


def _beside(visit: Visit, offers: list[Offer], habits: Habits) -> list[str]:
    """As the product page fills its row: what is bought together, and then what is recommended anyway."""
    skus = [one.sku for one in goes_with(visit.taken[:1], offers, habits, SHOWN)]
    rest = recommend(offers, habits, visit.moment, SHOWN * 2)
    skus += [one.sku for one in rest if one.sku not in (*skus, visit.taken[0])]
    return skus[:SHOWN]


def text(hits: Hits) -> str:
    rates = [f"{hits.rate(name):.3f}" for name in ("ours", "ever", "lately")]
    gain = hits.rate("ours") / max(1e-9, hits.rate("ever"))
    return f"{rates[0]} : {rates[1]} : {rates[2]} of {hits.tried} = {gain:.2f}x the first"


def took(hits: Hits) -> str:
    return f"p50 {quantile(hits.took_ms, 0.5):.2f} p99 {quantile(hits.took_ms, 0.99):.2f} ms"
