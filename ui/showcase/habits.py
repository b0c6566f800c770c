"""What customers of the showcase are used to: a little made-up history, so that suggestions have reasons."""

from __future__ import annotations

from kiosk.catalog.habits import BoughtUnit, Habits, Moment, Season
from kiosk.catalog.ratings import Rating

MOMENT = Moment(day=20_783, hour=14, is_day_off=False, season=Season.MILD)
"""A Thursday afternoon in November."""
_MORNING = Moment(day=20_783, hour=8, is_day_off=False, season=Season.MILD)
_AFTERNOON = ("coffee-latte", "tea-mandarin", "soda-cola", "chips-seasalt", "tea-milk", "juice-orange")
_TOGETHER = (
    ("soda-cola", "chips-seasalt", 9),
    ("soda-cola", "chips-tomato", 6),
    ("soda-cola", "noodle-beef", 5),
    ("coffee-latte", "cookies-butter", 8),
    ("coffee-latte", "sandwich-egg", 6),
    ("water-spring", "onigiri-tuna", 7),
    ("water-snow", "nuts-daily", 5),
    ("water-snow", "onigiri-tuna", 4),
)

RATED = {
    "water-spring": Rating(48, 61),
    "tea-mandarin": Rating(46, 38),
    "soda-cola": Rating(45, 117),
    "coffee-latte": Rating(49, 74),
    "chips-seasalt": Rating(42, 19),
    "water-snow": Rating(47, 52),
}
"""What they think of some of the goods."""


def showcase_habits() -> Habits:
    """Afternoons like coffee and tea; mornings like water; some things are taken together."""
    baskets: list[tuple[Moment, tuple[str, ...]]] = []
    for place, sku in enumerate(_AFTERNOON):
        baskets += [(MOMENT, (sku,))] * (12 - place)
    baskets += [(_MORNING, ("water-spring",))] * 20
    for one, other, times in _TOGETHER:
        baskets += [(_MORNING, (one, other))] * times
    made = Habits()
    units = [(number, moment, sku) for number, (moment, skus) in enumerate(baskets, start=1) for sku in skus]
    made.learn([BoughtUnit(at, str(sale), sku, when) for at, (sale, when, sku) in enumerate(units, start=1)])
    return made
