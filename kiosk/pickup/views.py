"""What the screen shows of a pick-up code. Values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class PickUpState(StrEnum):
    IDLE = "idle"
    CHECKING = "checking"
    """Looked up, and the goods are being taken for it: some tenths of a second."""
    UNKNOWN = "unknown"
    USED = "used"
    OVER = "over"
    """Its time is over; the merchant gives the money back or another code."""
    NOT_ENOUGH = "not_enough"
    """What it is for cannot be given out just now; the code stays good."""
    TOO_MANY_TRIES = "too_many_tries"
    CANNOT_NOW = "cannot_now"
    """The machine gives nothing out now."""


@dataclass(frozen=True, slots=True)
class PickUpView:
    state: PickUpState = PickUpState.IDLE
    again_at_ms: int = 0
    """With ``TOO_MANY_TRIES``: when the next code is looked at, by the kiosk's monotonic clock."""


class Codes(Protocol):
    """Where typed codes go, as the screen knows it."""

    @property
    def view(self) -> PickUpView: ...

    def subscribe(self, changed: Callable[[], None]) -> None:
        """``changed`` is called on the loop's thread after each new view."""

    def clear(self) -> None:
        """Something else is being typed: what was said about the last code goes."""
