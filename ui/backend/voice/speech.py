"""Who says it: an engine of Qt TextToSpeech, recorded clips, or nobody (the words stand on the screen).

An engine's library is loaded only when somebody switches the voice on. Of Qt's engines ``speechd`` needs
speech-dispatcher on the machine and says so itself when it is missing: its library is tried for first.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QLocale, QObject
from PySide6.QtTextToSpeech import QTextToSpeech, QVoice

from ui.backend.voice.sayings import Saying

log = logging.getLogger(__name__)

UNHEARD = ("mock",)
"""Qt's engine for tests makes no sound."""
LIBRARIES = {"speechd": "libspeechd.so.2"}
"""What an engine's plug-in links to; a plug-in without it would be loaded in vain."""
VOICES = {
    "zh": ("Chinese (Mandarin, latin as English)", "Chinese (Mandarin)", "Mandarin"),
    "en": ("English (America)", "English (Great Britain)"),
}
"""Voices by name, best first, where the language alone does not choose: espeak-ng calls Mandarin ``cmn``,
which QLocale does not know, and lists the Caribbean one first of its English voices."""
RATE = -0.05
"""A little slower than the engine's own (-1 to 1): heard once, beside a street."""
_FULL_PERCENT = 100


class Speaker(Protocol):
    def say(self, saying: Saying, language: str, percent: int) -> None:
        """Cut off what is being said and say this. Never raises, never waits."""

    def hush(self) -> None: ...


class Silent:
    """Nobody can say it: the words stand on the screen, in large print."""

    def say(self, saying: Saying, language: str, percent: int) -> None:
        pass

    def hush(self) -> None:
        pass


def voice_for(language: str, found: list[QVoice]) -> QVoice | None:
    """The voice of ``found`` that speaks ``language``, or None: better read only than in a foreign tongue."""
    spoken = QLocale(language).language()
    for name in VOICES.get(language.partition("_")[0], ()):
        for voice in found:
            if voice.name() == name:
                return voice
    return next((voice for voice in found if voice.locale().language() == spoken), None)


class Engine:
    """Qt TextToSpeech over what the system has."""

    def __init__(self, name: str, parent: QObject) -> None:
        self._tts = QTextToSpeech(name, parent)
        self._language = ""
        self._speaks = False

    @property
    def works(self) -> bool:
        return self._tts.state() is not QTextToSpeech.State.Error

    def say(self, saying: Saying, language: str, percent: int) -> None:
        self._tts.stop()
        if language != self._language:
            self._language = language
            self._speaks = self._take_up(language)
        if self._speaks:
            self._tts.setVolume(percent / _FULL_PERCENT)
            self._tts.say(saying.text)

    def hush(self) -> None:
        self._tts.stop()

    def _take_up(self, language: str) -> bool:
        """Set the voice of ``language``; False where there is none: to Qt, asking for it is an error."""
        wanted, nobody = QLocale(language), QLocale.Language.C
        # Voices whose language QLocale does not know lie under C.
        fit = [
            each for each in self._tts.availableLocales() if each.language() in (wanted.language(), nobody)
        ]
        for locale in sorted(fit, key=lambda each: (each != wanted, each.language() is nobody, each.name())):
            self._tts.setLocale(locale)
            voice = voice_for(language, self._tts.availableVoices())
            if voice is not None:
                self._tts.setVoice(voice)
                self._tts.setRate(RATE)
                return True
        log.info("no voice speaks the language", extra={"language": language})
        return False


class Clips:
    """Sentences somebody recorded: ``<language>/<key>.wav``. One without a recording is read only."""

    def __init__(self, folder: Path, play: Callable[[Path, int], None], stop: Callable[[], None]) -> None:
        self._folder = folder
        self._play = play
        self._stop = stop

    def say(self, saying: Saying, language: str, percent: int) -> None:
        self._stop()
        file = self._folder / language / f"{saying.key}.wav"
        if file.is_file():
            self._play(file, percent)

    def hush(self) -> None:
        self._stop()


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def engines() -> list[str]:
    """Engines that could be heard here, in Qt's order."""
    return [
        name
        for name in QTextToSpeech.availableEngines()
        if name not in UNHEARD and (name not in LIBRARIES or _loads(LIBRARIES[name]))
    ]


def find_speaker(
    folder: Path | None, play: Callable[[Path, int], None], stop: Callable[[], None], parent: QObject
) -> Speaker:
    """The best there is: found out once, at the first word."""
    for name in engines():
        engine = Engine(name, parent)
        if engine.works:
            return engine
    if folder is not None and any(folder.glob("*/*.wav")):
        return Clips(folder, play, stop)
    log.info("the voice mode has nobody to speak", extra={"engines": QTextToSpeech.availableEngines()})
    return Silent()
