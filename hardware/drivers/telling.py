"""A driver's mouth: events to the listener, up and down each said once until the other."""

from __future__ import annotations

from collections.abc import Iterable

from hardware.api import BoardDown, BoardEvent, BoardInfo, BoardUp, Listener


def absence(model: str, *, bytes_come: bool) -> str:
    """Why a board that was never heard may be away, for the technician who has just set it up."""
    if bytes_come:
        return f"bytes come, but not those of the model {model}: board.model or board.baud is wrong"
    return f"no board of the model {model} is heard: check its power and cable, board.model and board.baud"


def stranger(model: str) -> str:
    """Something answers on the family's own wire, and is not of the family."""
    return f"a board answers, but not one of the model {model}: board.model is wrong"


class Telling:
    """``listener`` is set by the driver's ``start``; nothing may be said before."""

    def __init__(self) -> None:
        self.listener: Listener | None = None
        self._said_info: BoardInfo | None = None
        self._is_down_said = False

    @property
    def was_up(self) -> bool:
        """The board has been up since this driver was started."""
        return self._said_info is not None

    def tell(self, event: BoardEvent | None) -> None:
        """None is nothing to tell."""
        if event is not None:
            assert self.listener is not None, "start() was not called"
            self.listener(event)

    def tell_all(self, events: Iterable[BoardEvent]) -> None:
        for event in events:
            self.tell(event)

    def up(self, info: BoardInfo) -> None:
        self._is_down_said = False
        self._said_info = info
        self.tell(BoardUp(info))

    def up_again(self, info: BoardInfo) -> None:
        """The board that is up told more of itself; said only when it is news."""
        if info != self._said_info:
            self.up(info)

    def down(self, reason: str) -> None:
        if not self._is_down_said:
            self._is_down_said = True
            self.tell(BoardDown(reason))
