"""The draw in pictures: an invitation, the cards, a prize, none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from kiosk.game.keys import AFTER_SALE, WAITING
from kiosk.game.views import NO_GAME, Draw, GameView
from kiosk.views import KioskView
from ui.showcase.state import State

INVITED = GameView(
    WAITING, names={"zh_CN": "幸运券 满3减0.5", "en": "Lucky: 0.50 off from 3.00"}, win_percent=20
)
_OPEN = (("deals.draw.open",),)


class StillGame:
    """Stands in for ``kiosk.game.desk``."""

    def __init__(self, asked: list[tuple[str, ...]]) -> None:
        self._asked = asked
        self._changed: list[Callable[[], None]] = []
        self.view = NO_GAME

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._changed.append(changed)

    def pick(self, card: int) -> None:
        self._asked.append(("pick", str(card)))

    def show(self, view: GameView) -> None:
        self.view = view
        for changed in self._changed:
            changed()


def game_states(view: KioskView, sold: KioskView) -> Iterator[State]:
    """``sold``: the result of a sale of which all fell."""
    yield State("attract-game", view, (("session_over",),), game=INVITED)
    yield State("result-game", sold, game=replace(INVITED, place=AFTER_SALE))
    yield State("game", view, _OPEN, game=INVITED)
    for state in (Draw.TURNING, Draw.WON, Draw.LOST):
        drawn = replace(INVITED, place="off", state=state, card=2)
        yield State(f"game-{state.value}", view, _OPEN, game=INVITED, drawn=drawn)
