"""Who speaks: Qt's own engine for tests takes the place of one that can be heard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTextToSpeech import QTextToSpeech
from pytestqt.qtbot import QtBot

from ui.backend.voice import speech
from ui.backend.voice.sayings import Saying
from ui.backend.voice.speech import Clips, Engine, Silent, engines, find_speaker

HELLO = Saying("paid", "Payment received.")


@pytest.fixture
def owner(qapp: object) -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


class Played:
    def __init__(self) -> None:
        self.files: list[tuple[str, int]] = []
        self.stops = 0

    def play(self, file: Path, percent: int) -> None:
        self.files.append((str(file), percent))

    def stop(self) -> None:
        self.stops += 1


def test_an_engine_speaks_cuts_itself_off_and_is_hushed(owner: QObject, qtbot: QtBot) -> None:
    engine = Engine("mock", owner)
    assert engine.works
    tts = engine._tts
    engine.say(HELLO, "en", 70)
    qtbot.waitUntil(lambda: tts.state() is QTextToSpeech.State.Speaking, timeout=20_000)
    engine.say(Saying("take", "Take your goods."), "en", 40)
    assert tts.volume() == pytest.approx(0.4)
    engine.hush()
    qtbot.waitUntil(lambda: tts.state() is QTextToSpeech.State.Ready, timeout=20_000)


def test_the_engine_for_tests_is_never_taken_for_one_that_can_be_heard() -> None:
    assert "mock" in QTextToSpeech.availableEngines()
    assert "mock" not in engines()


def test_an_engine_is_taken_before_clips_and_clips_before_silence(
    owner: QObject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = Played()
    monkeypatch.setattr(speech, "engines", list)
    assert isinstance(find_speaker(tmp_path, played.play, played.stop, owner), Silent)
    assert isinstance(find_speaker(None, played.play, played.stop, owner), Silent)
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "paid.wav").write_bytes(b"")
    assert isinstance(find_speaker(tmp_path, played.play, played.stop, owner), Clips)
    monkeypatch.setattr(speech, "engines", lambda: ["mock"])
    assert isinstance(find_speaker(tmp_path, played.play, played.stop, owner), Engine)


def test_an_engine_whose_library_is_missing_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "LIBRARIES", {"speechd": "libthere-is-none.so.9"})
    assert "speechd" not in engines()


def test_a_recorded_sentence_is_played_and_another_is_only_read(tmp_path: Path) -> None:
    played = Played()
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "paid.wav").write_bytes(b"")
    clips = Clips(tmp_path, played.play, played.stop)
    clips.say(HELLO, "en", 55)
    clips.say(Saying("code", "Please pay."), "en", 55)
    clips.say(HELLO, "zh_CN", 55)
    assert played.files == [(str(tmp_path / "en" / "paid.wav"), 55)]
    assert played.stops == 3
