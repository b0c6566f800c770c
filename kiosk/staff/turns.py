"""One turn of a motor without a sale, as it is written down before the motor moves."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from hardware.api import Result, VendOutcome

PREFIX = "service:"
"""Of the key of such a turn: no sale's key begins so."""
FELL = frozenset({Result.DELIVERED, Result.TURNED_UNCONFIRMED})
"""What takes a unit out of the lane. Of a lane without a drop sensor the motor's word is all there is."""


@dataclass(frozen=True, slots=True)
class ServiceTurn:
    key: str
    lane: str
    motor: int
    sku: str
    who: str
    """The signature of the person."""

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def is_service(key: str) -> bool:
    return key.startswith(PREFIX)


def fell(outcome: VendOutcome) -> bool:
    return outcome.result in FELL or outcome.fault_although_delivered
