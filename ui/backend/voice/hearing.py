"""The voice's way to the ear: finds the speaker at the first word, at the volume of the hour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from ui.backend.sound.sounds import Sounds
from ui.backend.voice.sayings import Saying
from ui.backend.voice.speech import Speaker, find_speaker
from ui.backend.voice.voice import Hands, Voice

CLIPS = "voice"
"""Folder of recorded sentences beside the sounds."""
SPEAK_MIN_PERCENT = 40
"""Whoever asked to be spoken to must hear it in the quiet hours too."""


class Ear:
    """Hands sentences to whoever can say them."""

    def __init__(self, sounds: Sounds, folder: Path | None, parent: QObject) -> None:
        self._sounds = sounds
        self._clips = folder / CLIPS if folder is not None else None
        self._parent = parent
        self._speaker: Speaker | None = None

    def speak(self, saying: Saying, language: str) -> None:
        if self._speaker is None:
            player = self._sounds.player
            self._speaker = find_speaker(self._clips, player.play, player.stop, self._parent)
        self._speaker.say(saying, language, max(SPEAK_MIN_PERCENT, self._sounds.percent))

    def hush(self) -> None:
        if self._speaker is not None:
            self._speaker.hush()


def speaking(sounds: Sounds, folder: Path | None, buy: Callable[[str], None], parent: QObject) -> Voice:
    """The voice of one screen."""
    ear = Ear(sounds, folder, parent)
    return Voice(Hands(buy, ear.speak, ear.hush), parent)
