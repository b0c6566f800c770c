"""What is shown first, and what beside what: the customers' habits here, asked with what lies here."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kiosk.catalog.availability import Availability
from kiosk.catalog.habits import Habits, Moment, season_of
from kiosk.catalog.products import Shop
from kiosk.catalog.ratings import Rating
from kiosk.catalog.recommend import Offer, Suggestion, goes_with, recommend

if TYPE_CHECKING:
    from kiosk.views import ProductState

FIRST_MAX = 6
"""Shown first on the counter, each with its reason."""
BESIDE_MAX = 4
DAYS_OFF = (5, 6)
"""Saturday and Sunday. Which other days are off differs from year to year, and a wrong guess costs little."""
_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()

States = Mapping[str, "ProductState"]


def moment_of(utc_s: int, zone: datetime.tzinfo) -> Moment:
    """An instant as the machine's customers live it."""
    local = datetime.datetime.fromtimestamp(utc_s, zone)
    return Moment(
        day=local.date().toordinal() - _EPOCH_DAY,
        hour=local.hour,
        is_day_off=local.weekday() in DAYS_OFF,
        season=season_of(local.month),
    )


class Adviser:
    """Belongs to the loop's thread. ``now`` is asked at each question."""

    def __init__(self, now: Callable[[], Moment]) -> None:
        self._now = now
        self.habits = Habits()
        self.ratings: Mapping[str, Rating] = {}
        """By SKU, of those that enough customers here have rated."""
        self.own: tuple[str, ...] = ()
        """SKUs a member who is signed in has bought before; whoever signs them out empties it."""

    def first(self, shop: Shop, states: States, most: int = FIRST_MAX) -> tuple[Suggestion, ...]:
        """What can be bought now and is likely wanted, best first; nothing while nothing is known."""
        return recommend(list(self._offers(shop, states)), self.habits, self._now(), most, self.own)

    def beside(self, shop: Shop, states: States, skus: Sequence[str]) -> tuple[Suggestion, ...]:
        """What goes well with ``skus``, can be bought now and is none of them."""
        said = [other for sku in skus for other in _said(shop, sku)]
        return goes_with(skus, list(self._offers(shop, states)), self.habits, BESIDE_MAX, said)

    def _offers(self, shop: Shop, states: States) -> Iterator[Offer]:
        today = self._now().day
        for product in shop.products:
            state = states.get(product.sku)
            if state is None or state.availability is not Availability.AVAILABLE:
                continue
            listed = state.list_price_fen
            yield Offer(
                product,
                is_lowered=listed is not None and listed > state.price_fen,
                days_left=_days(state.best_before, today),
                days_here=None if (days := _days(product.added, today)) is None else -days,
            )


def _said(shop: Shop, sku: str) -> Collection[str]:
    product = shop.product(sku)
    return product.goes_with if product is not None else ()


def _days(date: str, today: int) -> int | None:
    """From ``today`` until an ISO date; None for a text that is none."""
    try:
        return datetime.date.fromisoformat(date).toordinal() - _EPOCH_DAY - today
    except ValueError:
        return None
