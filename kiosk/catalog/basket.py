"""What the customer has put together, and which lanes it comes from. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.catalog.availability import Availability, of_product
from kiosk.catalog.products import Lane, Product

UNITS_MAX = 6
"""More than that is not carried in two hands, nor vended while somebody waits (features.md 12: 3 and up)."""

LaneAvailability = Callable[[Product, Lane], Availability]


@dataclass(frozen=True, slots=True)
class Basket:
    """Units by product, in the order they were first put in."""

    units: tuple[tuple[str, int], ...] = ()

    @property
    def count(self) -> int:
        return sum(units for _, units in self.units)

    def of(self, sku: str) -> int:
        return dict(self.units).get(sku, 0)

    def with_units(self, sku: str, units: int) -> Basket:
        """``units`` of ``sku``; 0 takes it out."""
        if sku not in dict(self.units):
            return replace(self, units=(*self.units, (sku, units))) if units > 0 else self
        changed = tuple((known, units if known == sku else count) for known, count in self.units)
        return replace(self, units=tuple((known, count) for known, count in changed if count > 0))


@dataclass(frozen=True, slots=True)
class Shelf:
    """All lanes of one product: what could be sold now."""

    availability: Availability
    units: int
    """Over all lanes that can be sold from."""
    lanes: tuple[Lane, ...]
    """Those lanes, the next to sell from first."""
    kept: bool = False
    """More of it lies in lanes that are kept for members with priority, and who shops is none."""


def shelf(
    product: Product, lanes: Sequence[Lane], reserved: Mapping[str, int], can: LaneAvailability
) -> Shelf:
    """``reserved``: units by lane label that are promised already; ``can`` knows the lane's condition.

    Sells what perishes first; then to whoever may have it what is kept for them, so that the open lanes stay
    everybody's; then out of the fuller lane, so that lanes wear evenly; then by label.
    """
    own = [lane for lane in lanes if lane.sku == product.sku]
    reasons = {lane.label: can(product, lane) for lane in own}
    open_lanes = [lane for lane in own if reasons[lane.label] is Availability.AVAILABLE]
    open_lanes.sort(key=_turn)
    units = sum(max(0, lane.stock - reserved.get(lane.label, 0)) for lane in open_lanes)
    kept = Availability.FOR_PRIORITY in reasons.values()
    return Shelf(of_product(reasons.values()), units, tuple(open_lanes), kept)


def _turn(lane: Lane) -> tuple[str, bool, int, str]:
    return lane.best_before or "9999", not lane.for_priority, -lane.stock, lane.label


def pick(
    shelves: Mapping[str, Shelf], basket: Basket, reserved: Mapping[str, int]
) -> tuple[Lane, ...] | None:
    """One lane for each unit, in the basket's order; None when there are not enough."""
    left: dict[str, int] = {}
    picked: list[Lane] = []
    for sku, wanted in basket.units:
        for _ in range(wanted):
            lane = _next(shelves[sku], left, reserved) if sku in shelves else None
            if lane is None:
                return None
            left[lane.label] = left.get(lane.label, lane.stock - reserved.get(lane.label, 0)) - 1
            picked.append(lane)
    return tuple(picked)


def _next(found: Shelf, left: Mapping[str, int], reserved: Mapping[str, int]) -> Lane | None:
    return next(
        (lane for lane in found.lanes if left.get(lane.label, lane.stock - reserved.get(lane.label, 0)) > 0),
        None,
    )
