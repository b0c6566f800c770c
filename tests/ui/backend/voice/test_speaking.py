"""The engine itself: Qt's own for tests takes the place of one that can be heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import pytest
from PySide6.QtCore import QLocale, QObject
from PySide6.QtTextToSpeech import QTextToSpeech, QVoice
from pytestqt.qtbot import QtBot

from ui.backend.voice import speaking
from ui.backend.voice.speaking import Engine, engines, voice_for

HELLO = "Payment received."


@pytest.fixture
def owner(qapp: object) -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


def test_an_engine_speaks_cuts_itself_off_and_is_hushed(owner: QObject, qtbot: QtBot) -> None:
    engine = Engine("mock", owner)
    assert engine.works
    tts = engine._tts
    engine.say(HELLO, "en", 70)
    qtbot.waitUntil(lambda: tts.state() is QTextToSpeech.State.Speaking, timeout=20_000)
    engine.say("Take your goods.", "en", 40)
    assert tts.volume() == pytest.approx(0.4)
    engine.hush()
    qtbot.waitUntil(lambda: tts.state() is QTextToSpeech.State.Ready, timeout=20_000)


def test_the_engine_for_tests_is_never_taken_for_one_that_can_be_heard() -> None:
    assert "mock" in QTextToSpeech.availableEngines()
    assert "mock" not in engines()


def test_an_engine_whose_library_is_missing_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaking, "LIBRARIES", {"speechd": "libthere-is-none.so.9"})
    assert "speechd" not in engines()


@dataclass(frozen=True)
class Named:
    """A voice as QVoice tells of itself; QVoice cannot be made by hand."""

    called: str
    spoken: str

    def name(self) -> str:
        return self.called

    def locale(self) -> QLocale:
        return QLocale(self.spoken)


MANDARIN = Named("Chinese (Mandarin, latin as English)", "C")
ESPEAK = {
    "C": [Named("Lule Saami", "C"), Named("Hakka Chinese", "C"), MANDARIN],
    "en_US": [Named("English (Caribbean)", "en_US"), Named("English (America)", "en_US")],
    "en_GB": [Named("English (Great Britain)", "en_GB")],
    "de_DE": [Named("German", "de_DE")],
}
"""As espeak-ng 1.51 offers them through speech-dispatcher 0.11, shortened; Qt groups them by locale."""


@dataclass
class Espeak:
    """Qt's engine with the voices of espeak-ng: goes wrong at a locale it does not have, as the real one."""

    said: list[tuple[str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    at: str = "C"
    chosen: str = "Lule Saami"

    def availableLocales(self) -> list[QLocale]:
        return [QLocale(name) for name in ("en_GB", "de_DE", "C", "en_US")]

    def availableVoices(self) -> list[Named]:
        return ESPEAK[self.at]

    def setLocale(self, locale: QLocale) -> None:
        if locale.name() not in ESPEAK:
            self.errors.append(locale.name())
            return
        self.at = locale.name()
        self.chosen = ESPEAK[self.at][0].name()

    def setVoice(self, voice: Named) -> None:
        self.chosen = voice.name()

    def setRate(self, rate: float) -> None: ...

    def setVolume(self, volume: float) -> None: ...

    def stop(self) -> None:
        self.said.append(("stop", ""))

    def say(self, text: str) -> None:
        self.said.append((self.chosen, text))


@pytest.fixture
def espeak(owner: QObject) -> tuple[Engine, Espeak]:
    engine, inner = Engine("mock", owner), Espeak()
    engine._tts = inner  # type: ignore[assignment]  # the same calls
    return engine, inner


def test_each_language_is_spoken_by_its_own_voice(espeak: tuple[Engine, Espeak]) -> None:
    """Measured: without this, Chinese was read by an English voice and English with a Caribbean one."""
    engine, inner = espeak
    engine.say("已收到付款。", "zh_CN", 70)
    engine.say(HELLO, "en", 70)
    stop = ("stop", "")
    chinese, english = (MANDARIN.called, "已收到付款。"), ("English (America)", HELLO)
    assert inner.said == [stop, chinese, stop, english]
    assert not inner.errors


def test_a_language_without_a_voice_is_read_only_and_still_cuts_off(espeak: tuple[Engine, Espeak]) -> None:
    engine, inner = espeak
    engine.say(HELLO, "en", 70)
    engine.say("支払いました", "ja", 70)
    assert [who for who, _text in inner.said] == ["stop", "English (America)", "stop"]
    assert not inner.errors


def test_a_voice_is_chosen_by_name_then_by_language() -> None:
    def chosen(language: str, *locales: str) -> str:
        found = cast("list[QVoice]", [voice for locale in locales for voice in ESPEAK[locale]])
        voice = voice_for(language, found)
        return "" if voice is None else voice.name()

    assert chosen("zh_CN", *ESPEAK) == MANDARIN.called
    assert chosen("de", *ESPEAK) == "German"
    assert chosen("en", "en_GB") == "English (Great Britain)"
    assert chosen("zh_CN", "en_US") == ""
