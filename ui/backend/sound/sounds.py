"""The sounds of the screen: what is heard when, and how loud at this hour."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject

from kiosk.views import KioskView, SaleView
from ui.backend.sound.moments import Sound, heard
from ui.backend.sound.player import Plays, find_player
from ui.backend.sound.volume import percent_at
from ui.settings import SoundSettings

_HOUR_MINUTES = 60


def minute_of_day() -> int:
    """By the machine's own zone (``TZ`` of the process)."""
    now = time.localtime()
    return now.tm_hour * _HOUR_MINUTES + now.tm_min


class Sounds(QObject):
    """The player is looked for at the first sound, which is never before the first frame."""

    def __init__(
        self,
        settings: SoundSettings,
        parent: QObject,
        find: Callable[[QObject], Plays] = find_player,
        minute: Callable[[], int] = minute_of_day,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._find = find
        self._minute = minute
        self._player: Plays | None = None
        self._sale: SaleView | None = None

    @property
    def player(self) -> Plays:
        if self._player is None:
            self._player = self._find(self)
        return self._player

    @property
    def percent(self) -> int:
        """How loud now, the voice too."""
        return percent_at(self._settings, self._minute())

    def tick(self) -> None:
        """A finger came down."""
        self._play(Sound.TICK)

    def show(self, view: KioskView) -> None:
        sound = heard(self._sale, view.sale)
        self._sale = view.sale
        if sound is not None:
            self._play(sound)

    def _play(self, sound: Sound) -> None:
        if self._settings.folder is not None:
            self.player.play(self._settings.folder / f"{sound.value}.wav", self.percent)
