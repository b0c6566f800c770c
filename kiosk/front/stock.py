"""What lies in the lanes and can be sold from them now. In memory; the store holds the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from kiosk.catalog.availability import Availability, LaneCondition, availability
from kiosk.catalog.basket import Basket, Shelf, pick, shelf
from kiosk.catalog.products import Lane, Product, Shop
from kiosk.sale.state import ENDED, LINES_MAX, Sale, Stage
from kiosk.views import CartLine, CartView, ProductState

UNTIL_MOTORS = frozenset({Stage.OPEN, Stage.PAYING, Stage.CLOSING, Stage.VENDING, Stage.SETTLING})
"""In these stages a sale's lines that have not ended keep their units reserved."""


class Stock:
    """Belongs to the loop's thread."""

    def __init__(self, shop: Shop, units_max: int) -> None:
        self._shop = shop
        self._units_max = units_max
        self._lanes: dict[str, Lane] = {lane.label: lane for lane in shop.lanes}
        self._shelves: dict[str, Shelf] = {}
        self._reserved: dict[str, int] = {}
        self._sold: dict[str, int] = {}
        """Of these, what sales under way will take."""
        self._promised: Mapping[str, int] = {}
        self._known: Callable[[str], LaneCondition] = lambda _label: LaneCondition()
        self._today = ""

    @property
    def lanes(self) -> tuple[Lane, ...]:
        return tuple(self._lanes.values())

    def stored(self, lanes: Iterable[Lane]) -> None:
        """The planogram as the store has it."""
        self._lanes = {lane.label: lane for lane in lanes}

    def fell(self, label: str) -> None:
        """One unit left its lane."""
        lane = self._lanes.get(label)
        if lane is not None:
            self._lanes[label] = replace(lane, stock=max(0, lane.stock - 1))

    def promise(self, units: Mapping[str, int]) -> None:
        """So many of each product are kept for whoever holds a pick-up code, from the next look on."""
        self._promised = units

    def pick_promised(self, basket: Basket) -> tuple[Lane, ...] | None:
        """As ``pick``, for somebody to whom they are promised."""
        return pick(self._laid_out(self._sold, has_priority=True), basket, self._sold)

    def look(
        self,
        sales: Iterable[Sale],
        known: Callable[[str], LaneCondition],
        today: str,
        *,
        has_priority: bool = False,
    ) -> None:
        """Work out anew what can be sold. ``known``: a lane's condition by label; what of it is promised to
        ``sales`` is worked out here. ``today`` is an ISO date here; ``has_priority``: who shops may have
        what is kept for members with priority."""
        reserved: dict[str, int] = {}
        for sale in sales:
            if sale.stage in UNTIL_MOTORS:
                for line in sale.lines:
                    if line.fate not in ENDED:
                        reserved[line.lane] = reserved.get(line.lane, 0) + 1
        self._sold = reserved
        self._known, self._today = known, today
        self._reserved = self._with_promised(reserved)
        self._shelves = self._laid_out(self._reserved, has_priority=has_priority)

    def _with_promised(self, sold: Mapping[str, int]) -> dict[str, int]:
        """The promised units are kept in the lanes that would be sold from last."""
        reserved = dict(sold)
        if not self._promised:
            return reserved
        places = self._laid_out(sold, has_priority=True)
        for sku, units in self._promised.items():
            for lane in reversed(places[sku].lanes if sku in places else ()):
                kept = min(units, max(0, lane.stock - reserved.get(lane.label, 0)))
                reserved[lane.label] = reserved.get(lane.label, 0) + kept
                units -= kept
        return reserved

    def _laid_out(self, reserved: Mapping[str, int], *, has_priority: bool) -> dict[str, Shelf]:
        own: dict[str, list[Lane]] = {}
        for lane in self._lanes.values():
            own.setdefault(lane.sku, []).append(lane)

        def can(product: Product, lane: Lane) -> Availability:
            condition = self._known(lane.label)
            promised = reserved.get(lane.label, 0)
            priority = has_priority and lane.for_priority
            if (condition.reserved, condition.has_priority) != (promised, priority):
                # seldom; and this is done for all lanes many times a sale
                condition = replace(condition, reserved=promised, has_priority=priority)
            return availability(product, lane, condition, self._today)

        return {
            product.sku: shelf(product, own.get(product.sku, ()), reserved, can)
            for product in self._shop.products
        }

    def states(self, basket: Basket) -> dict[str, ProductState]:
        """The changing part of every product, by SKU."""
        found = {}
        for product in self._shop.products:
            place = self._shelves.get(product.sku, Shelf(Availability.SOLD_OUT, 0, ()))
            next_lane = self.next_lane(product.sku)
            found[product.sku] = ProductState(
                sku=product.sku,
                availability=place.availability,
                stock=max(0, place.units - basket.of(product.sku)),
                lane=next_lane.label if next_lane else "",
                price_fen=product.price_fen,
                list_price_fen=product.list_price_fen,
                best_before=next_lane.best_before if next_lane else "",
            )
        return found

    def next_lane(self, sku: str) -> Lane | None:
        """The lane the next unit comes from; when none can be sold, a lane of the product if it has one."""
        place = self._shelves.get(sku)
        if place is not None and place.lanes:
            return place.lanes[0]
        return next((lane for lane in self._lanes.values() if lane.sku == sku), None)

    def cart(self, basket: Basket) -> CartView:
        full = basket.count >= self._units_max
        lines = tuple(self._cart_line(sku, units, full) for sku, units in basket.units)
        sound = all(line.problem is Availability.AVAILABLE for line in lines)
        prices = [(self._product(sku), units) for sku, units in basket.units]
        total = sum(product.price_fen * units for product, units in prices)
        listed = sum(max(product.list_price_fen or 0, product.price_fen) * units for product, units in prices)
        return CartView(
            lines=lines,
            count=basket.count,
            total_fen=total,
            savings_fen=listed - total,
            units_max=self._units_max,
            full=full,
            can_pay=bool(lines) and sound,
        )

    def _cart_line(self, sku: str, units: int, full: bool) -> CartLine:
        place = self._shelves.get(sku, Shelf(Availability.SOLD_OUT, 0, ()))
        enough = place.units >= units
        short = place.availability
        if short is Availability.AVAILABLE:
            short = Availability.FOR_PRIORITY if place.kept else Availability.SOLD_OUT
        return CartLine(
            sku=sku,
            quantity=units,
            amount_fen=self._product(sku).price_fen * units,
            problem=Availability.AVAILABLE if enough else short,
            can_add=not full and place.units > units,
        )

    def _product(self, sku: str) -> Product:
        product = self._shop.product(sku)
        assert product is not None, "only products of the shop get into a basket"
        return product

    def can_add(self, basket: Basket, sku: str) -> bool:
        place = self._shelves.get(sku)
        return place is not None and basket.count < self._units_max and place.units > basket.of(sku)

    def pick(self, basket: Basket) -> tuple[Lane, ...] | None:
        """One lane a unit, in the basket's order; None when something ran out."""
        return pick(self._shelves, basket, self._reserved)

    def units(self, basket: Basket) -> tuple[Lane, ...]:
        """One lane a unit as ``pick``; where something ran out, any lane of the product, so that it has a
        price all the same."""
        return self.pick(basket) or tuple(
            self.next_lane(sku) or Lane("", 0, sku, 0, 0) for sku, units in basket.units for _ in range(units)
        )

    def beside(self, basket: Basket, wanted: Callable[[str], bool]) -> tuple[Lane, ...]:
        """Units that could be given out beside those of ``basket``, at most LINES_MAX of each product that is
        ``wanted``; the next to fall first."""
        taken: dict[str, int] = {}
        for lane in self.pick(basket) or ():
            taken[lane.label] = taken.get(lane.label, 0) + 1
        found: list[Lane] = []
        for sku, place in self._shelves.items():
            if wanted(sku):
                units = [
                    lane
                    for lane in place.lanes
                    for _ in range(lane.stock - self._reserved.get(lane.label, 0) - taken.get(lane.label, 0))
                ]
                found += units[:LINES_MAX]
        return tuple(found)

    def spare(self, sku: str, failed: str) -> tuple[str, int] | None:
        """Another lane the product could come from, label and motor."""
        place = self._shelves.get(sku)
        for lane in place.lanes if place else ():
            if lane.label != failed and lane.stock - self._reserved.get(lane.label, 0) > 0:
                return lane.label, lane.motor
        return None
