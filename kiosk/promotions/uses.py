"""How often each promotion has served, as the next quote must know it. The store holds the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from kiosk.sale.books import came_to_nothing
from kiosk.sale.state import Sale
from kiosk.vend.live import Live


class Uses:
    """Belongs to the loop's thread. A sale counts from the moment it is asked for, before the disk has it:
    the next customer must not be promised the same unit of a flash sale."""

    def __init__(self) -> None:
        self._by_all: Counter[str] = Counter()
        self._customer = ""
        self._by_customer: Counter[str] = Counter()

    @property
    def by_all(self) -> Mapping[str, int]:
        return MappingProxyType(self._by_all)

    def by_customer(self, customer: str) -> Mapping[str, int]:
        """Of the member who was loaded last; of nobody else anything is known."""
        return MappingProxyType(self._by_customer) if customer and customer == self._customer else {}

    def load(self, by_all: Mapping[str, int]) -> None:
        """As the store has them, before any sale is taken up."""
        self._by_all = Counter(by_all)

    def load_customer(self, customer: str, used: Mapping[str, int]) -> None:
        """Who shops now, and what they used before: by the store, or by the cloud where it knows more."""
        self._customer, self._by_customer = customer, Counter(used)

    def opened(self, live: Live) -> None:
        self._add(live, 1)

    def dropped(self, live: Live) -> None:
        """The disk did not take it: it never was."""
        self._add(live, -1)

    def stepped(self, live: Live, before: Sale) -> None:
        """A step is on the disk; the same transaction took the uses back there."""
        if came_to_nothing(live.sale) and not came_to_nothing(before):
            self._add(live, -1)

    def _add(self, live: Live, sign: int) -> None:
        for promotion, uses in live.uses.items():
            self._by_all[promotion] += sign * uses
            if live.customer and live.customer == self._customer:
                self._by_customer[promotion] += sign * uses
