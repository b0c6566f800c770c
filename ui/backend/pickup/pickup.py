"""How the pick-up code fares that was typed last: finished words for the note beside the keypad."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.pickup.views import Codes, PickUpState
from ui.backend import words
from ui.backend.countdown import Countdown

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

ICONS = {
    PickUpState.CHECKING: "clock",
    PickUpState.UNKNOWN: "help",
    PickUpState.USED: "receipt",
    PickUpState.OVER: "clock",
    PickUpState.NOT_ENOUGH: "bottle",
    PickUpState.TOO_MANY_TRIES: "lock",
    PickUpState.CANNOT_NOW: "warning",
}


@QmlElement
class PickUp(QObject):
    """Belongs to the search screen, where codes are typed."""

    changed = Signal()

    def __init__(self, codes: Codes, now_ms: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self._codes = codes
        self._now_ms = now_ms
        self._rest = Countdown(now_ms, self)
        codes.subscribe(self.look)
        self.look()

    @Property(bool, notify=changed)
    def shown(self) -> bool:
        """There is something to say about a code."""
        return self._state is not PickUpState.IDLE

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """It is being looked up, and its goods are being taken for it."""
        return self._state is PickUpState.CHECKING

    @Property(str, notify=changed)
    def icon(self) -> str:
        return ICONS.get(self._state, "receipt")

    @Property(str, notify=changed)
    def title(self) -> str:
        return words.pick_up(self._state)

    @Property(str, notify=changed)
    def text(self) -> str:
        """What to do about it."""
        return words.pick_up_advice(self._state)

    @Property(Countdown, notify=changed)
    def rest(self) -> Countdown:
        """Until the next code is looked at, after too many wrong ones."""
        return self._rest

    @Slot()
    def clear(self) -> None:
        """Something else is being typed."""
        self._codes.clear()

    def look(self) -> None:
        """The kiosk says something new; also when another language is spoken."""
        view = self._codes.view
        if view.again_at_ms:
            self._rest.run(view.again_at_ms, view.again_at_ms - self._now_ms())
        else:
            self._rest.stop()
        self.changed.emit()

    @property
    def _state(self) -> PickUpState:
        return self._codes.view.state
