"""One state of the screen to draw."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.game.views import NO_GAME, GameView
from kiosk.orders.views import OrdersView
from kiosk.staff.views import NOBODY, StaffView
from kiosk.views import KioskView


@dataclass(frozen=True, slots=True)
class State:
    """``name`` is the picture's; ``touches`` are slots of the backend called before it is looked at."""

    name: str
    view: KioskView
    touches: tuple[tuple[str, ...], ...] = ()
    comfort: tuple[str, ...] = field(default=())
    staff: StaffView = NOBODY
    orders: OrdersView | None = None
    """None: what follows from ``view``."""
    game: GameView = NO_GAME
    drawn: GameView | None = None
    """What came of the draw after the touches."""
    later_s: int = 0
    """Seconds nobody touches the screen before it is looked at."""
