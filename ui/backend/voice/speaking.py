"""Qt TextToSpeech in a process of its own: ``python -m ui.backend.voice.speaking [ENGINE ...]``.

Qt waits for a speech server without an end, and reads every voice it has before the first word: seconds, with
espeak-ng as it comes (docs/everyone.md). A screen must not stand still for that, and a lock of Python's that
is held meanwhile makes a thread no way out.

Told on stdin, one JSON object a line: ``{"say": text, "language": "zh_CN", "percent": 70}`` cuts off what is
being said, ``{"hush": true}`` only that. Said on stdout, one word a line: ``ready`` once, ``done`` after each
that was told, or ``nobody`` and the end, when no engine can be heard. Ends with stdin, and with whoever
started it.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale, QLoggingCategory, QObject, QSocketNotifier
from PySide6.QtTextToSpeech import QTextToSpeech, QVoice

READY, DONE, NOBODY = "ready", "done", "nobody"
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
QUIET = "qt.multimedia.symbolsresolver=false"
"""Qt's speech brings Qt Multimedia along, which tells which sound systems are not there."""
_FULL_PERCENT = 100
_PIECE_BYTES = 65_536
_STDIN = 0
_DIE_WITH_PARENT = 1
"""``PR_SET_PDEATHSIG`` of ``prctl(2)``: one that hangs in a library reads no end of stdin."""


def voice_for(language: str, found: list[QVoice]) -> QVoice | None:
    """The voice of ``found`` that speaks ``language``, or None: better read only than in a foreign tongue."""
    spoken = QLocale(language).language()
    for name in VOICES.get(language.partition("_")[0], ()):
        for voice in found:
            if voice.name() == name:
                return voice
    return next((voice for voice in found if voice.locale().language() == spoken), None)


class Engine:
    """One engine, and the voice of the language it spoke last."""

    def __init__(self, name: str, parent: QObject) -> None:
        self._tts = QTextToSpeech(name, parent)
        self._language = ""
        self._speaks = False

    @property
    def works(self) -> bool:
        return self._tts.state() is not QTextToSpeech.State.Error

    def say(self, text: str, language: str, percent: int) -> None:
        self._tts.stop()
        if language != self._language:
            self._language = language
            self._speaks = self._take_up(language)
        if self._speaks:
            self._tts.setVolume(percent / _FULL_PERCENT)
            self._tts.say(text)

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
        return False


def engines() -> list[str]:
    """Engines that could be heard here, in Qt's order."""
    return [
        name
        for name in QTextToSpeech.availableEngines()
        if name not in UNHEARD and (name not in LIBRARIES or _loads(LIBRARIES[name]))
    ]


class Listener(QObject):
    """Carries out what stdin says, and ends the program with it."""

    def __init__(self, engine: Engine, parent: QCoreApplication) -> None:
        super().__init__(parent)
        self._engine = engine
        self._begun = b""
        self._notifier = QSocketNotifier(_STDIN, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(lambda *_: self._hear())

    def _hear(self) -> None:
        piece = os.read(_STDIN, _PIECE_BYTES)
        if not piece:
            self._notifier.setEnabled(False)
            QCoreApplication.quit()
            return
        *lines, self._begun = (self._begun + piece).split(b"\n")
        for line in lines:
            told = json.loads(line)
            if "say" in told:
                self._engine.say(told["say"], told["language"], told["percent"])
            else:
                self._engine.hush()
            _tell(DONE)


def _tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def main(names: Sequence[str]) -> int:
    """``names``: the engines to try, in this order; none: those that could be heard here."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    app = QCoreApplication([])
    QLoggingCategory.setFilterRules(QUIET)
    for name in names or engines():
        engine = Engine(name, app)
        if engine.works:
            _tell(READY)
            listener = Listener(engine, app)
            code = app.exec()
            listener.deleteLater()
            return code
    _tell(NOBODY)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
