"""Whether one can be sold from a lane now, and the one reason why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.catalog.products import Lane, Product


class Availability(StrEnum):
    AVAILABLE = "available"
    SOLD_OUT = "sold_out"
    FAULTY = "faulty"
    PAUSED = "paused"
    EXPIRED = "expired"
    TOO_WARM = "too_warm"
    RESERVED = "reserved"
    FOR_PRIORITY = "for_priority"
    """The lane is kept for members with priority, and who shops is none."""
    HIDDEN = "hidden"
    CLOSED_HOURS = "closed_hours"
    NO_PRICE = "no_price"
    BOARD_AWAY = "board_away"


_NEAREST_TO_SALE = (
    Availability.AVAILABLE,
    Availability.FOR_PRIORITY,
    Availability.RESERVED,
    Availability.SOLD_OUT,
    Availability.PAUSED,
    Availability.FAULTY,
    Availability.TOO_WARM,
    Availability.EXPIRED,
    Availability.CLOSED_HOURS,
    Availability.NO_PRICE,
    Availability.BOARD_AWAY,
    Availability.HIDDEN,
)
"""Of a product's lanes the customer is told the reason that stands first here."""


@dataclass(frozen=True, slots=True)
class LaneCondition:
    """What is known of one lane beyond the planogram."""

    board_up: bool = True
    faulty: bool = False
    paused: bool = False
    reserved: int = 0
    """Units promised to sales that are being paid or vended."""
    too_warm: bool = False
    hidden: bool = False
    in_hours: bool = True
    has_priority: bool = False
    """Who shops may have what is kept for members with priority."""


def availability(product: Product, lane: Lane, condition: LaneCondition, today: str) -> Availability:
    """The one reason, worst first. ``today`` is an ISO date in the machine's own zone."""
    reasons = (
        (condition.hidden, Availability.HIDDEN),
        (product.price_fen <= 0, Availability.NO_PRICE),
        (not condition.board_up, Availability.BOARD_AWAY),
        (not condition.in_hours, Availability.CLOSED_HOURS),
        (condition.faulty, Availability.FAULTY),
        (condition.too_warm, Availability.TOO_WARM),
        (bool(lane.best_before) and lane.best_before < today, Availability.EXPIRED),
        (condition.paused, Availability.PAUSED),
        (lane.stock <= 0, Availability.SOLD_OUT),
        (lane.stock - condition.reserved <= 0, Availability.RESERVED),
        (lane.for_priority and not condition.has_priority, Availability.FOR_PRIORITY),
    )
    return next((reason for applies, reason in reasons if applies), Availability.AVAILABLE)


def of_product(reasons: Iterable[Availability]) -> Availability:
    """One reason for a product that lies in several lanes; sold out when it lies in none."""
    found = set(reasons)
    return next((reason for reason in _NEAREST_TO_SALE if reason in found), Availability.SOLD_OUT)
