"""The draw as the screen is told of it, and the verbs it may ask for. Values only; loads nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Draw(StrEnum):
    """How far it is."""

    READY = "ready"
    """The cards lie face down."""
    TURNING = "turning"
    """One was touched; whether it wins is being written down."""
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class GameView:
    place: str = "off"
    """Where one may be invited to it now (``kiosk.game.keys``); ``off``: nowhere."""
    state: Draw = Draw.READY
    card: int = -1
    """The one that was touched, from 0."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of the coupon that can be won, by language."""
    win_percent: int = 0


NO_GAME = GameView()


class Game(Protocol):
    """The verbs of the draw. Each returns at once and never raises for what the world does."""

    @property
    def view(self) -> GameView: ...

    def subscribe(self, changed: Callable[[], None]) -> None:
        """``changed`` is called on the loop's thread when a card was turned."""

    def pick(self, card: int) -> None:
        """A card was touched. Ignored when there is no draw, and for a second card."""
