"""Who speaks: the engine's process, clips in its place, or nobody. Processes are real; no engine is heard."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.backend.voice import speech
from ui.backend.voice.sayings import Saying
from ui.backend.voice.speech import STARTS_MAX, Clips, EngineProcess, Silent, find_speaker

HELLO = Saying("paid", "已收到付款。")
TAKE = Saying("take", "Take your goods.")
LISTENS = """
import sys
out = open(sys.argv[1], "a")
print("ready", flush=True)
for line in sys.stdin:
    out.write(line)
    out.flush()
    print("done", flush=True)
"""
HANGS = """
import signal, sys
open(sys.argv[1], "a").write("begun\\n")
signal.pause()
"""
DIES = """
import sys
open(sys.argv[1], "a").write("begun\\n")
print("ready", flush=True)
"""
Make = Callable[..., EngineProcess]


class Heard:
    """Another speaker, who takes down what it is to say."""

    def __init__(self) -> None:
        self.said: list[tuple[Saying, str, int]] = []
        self.hushed = 0

    def say(self, saying: Saying, language: str, percent: int) -> None:
        self.said.append((saying, language, percent))

    def hush(self) -> None:
        self.hushed += 1


@pytest.fixture
def otherwise() -> Heard:
    return Heard()


@pytest.fixture
def make(qapp: object, tmp_path: Path, otherwise: Heard) -> Iterator[Make]:
    owner, made = QObject(), []

    def build(*command: str) -> EngineProcess:
        made.append(EngineProcess((sys.executable, *command, str(tmp_path / "told")), otherwise, owner))
        return made[-1]

    yield build
    for engine in made:
        engine.close()
    owner.deleteLater()


def told(folder: Path) -> list[Any]:
    file = folder / "told"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def begun(folder: Path) -> int:
    file = folder / "told"
    return file.read_text().count("begun") if file.exists() else 0


def test_what_is_said_before_the_engine_is_ready_is_not_lost(
    make: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    engine = make("-c", LISTENS)
    engine.say(HELLO, "zh_CN", 70)
    engine.say(TAKE, "en", 40)
    engine.hush()
    qtbot.waitUntil(lambda: len(told(tmp_path)) == 3, timeout=20_000)
    assert told(tmp_path) == [
        {"say": HELLO.text, "language": "zh_CN", "percent": 70},
        {"say": TAKE.text, "language": "en", "percent": 40},
        {"hush": True},
    ]


def test_nothing_is_begun_before_the_first_word(make: Make, tmp_path: Path, qtbot: QtBot) -> None:
    engine = make("-c", DIES)
    engine.hush()
    qtbot.wait(200)
    assert begun(tmp_path) == 0


def test_the_real_process_answers_each_sentence(qapp: object, otherwise: Heard, qtbot: QtBot) -> None:
    owner = QObject()
    engine = EngineProcess((*speech_command(), "mock"), otherwise, owner)
    engine.say(HELLO, "zh_CN", 70)
    engine.say(TAKE, "en", 70)
    qtbot.waitUntil(lambda: not engine._owed, timeout=60_000)
    engine.hush()
    qtbot.waitUntil(lambda: not engine._owed, timeout=20_000)
    assert not engine.is_over and not otherwise.said
    engine.close()
    assert engine.is_over


def speech_command() -> tuple[str, ...]:
    """As the program has it; the tests' own setting is in its place while they run."""
    return (sys.executable, "-m", "ui.backend.voice.speaking")


def test_one_that_hangs_is_given_up_and_what_it_owed_is_said_otherwise(
    make: Make, tmp_path: Path, otherwise: Heard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "ANSWER_MS", 400)
    engine = make("-c", HANGS)
    engine.say(HELLO, "zh_CN", 70)
    assert not otherwise.said  # and nobody waited
    qtbot.waitUntil(lambda: bool(otherwise.said), timeout=30_000)
    assert otherwise.said == [(HELLO, "zh_CN", 70)]
    assert engine.is_over
    engine.say(TAKE, "en", 70)
    engine.hush()
    assert otherwise.said[1:] == [(TAKE, "en", 70)] and otherwise.hushed == 1


def test_one_that_dies_is_begun_again_and_not_for_ever(
    make: Make, tmp_path: Path, otherwise: Heard, qtbot: QtBot
) -> None:
    engine = make("-c", DIES)
    engine.say(HELLO, "zh_CN", 70)
    qtbot.waitUntil(lambda: bool(otherwise.said), timeout=30_000)
    assert begun(tmp_path) == STARTS_MAX
    assert otherwise.said == [(HELLO, "zh_CN", 70)]


def test_what_was_said_is_not_said_again_when_the_engine_dies_later(
    make: Make, tmp_path: Path, otherwise: Heard, qtbot: QtBot
) -> None:
    engine = make("-c", LISTENS)
    engine.say(HELLO, "zh_CN", 70)
    qtbot.waitUntil(lambda: not engine._owed, timeout=20_000)
    assert engine._process is not None
    engine._process.kill()
    qtbot.waitUntil(lambda: engine._process is None, timeout=20_000)
    assert len(told(tmp_path)) == 1 and not otherwise.said
    engine.say(TAKE, "en", 70)
    qtbot.waitUntil(lambda: len(told(tmp_path)) == 2, timeout=20_000)


@pytest.mark.parametrize("command", [("-c", "print('nobody')"), ("-c", "raise SystemExit(3)")])
def test_without_an_engine_it_is_said_otherwise(
    make: Make, otherwise: Heard, qtbot: QtBot, command: tuple[str, ...]
) -> None:
    engine = make(*command)
    engine.say(HELLO, "zh_CN", 70)
    qtbot.waitUntil(lambda: bool(otherwise.said), timeout=30_000)
    assert engine.is_over


def test_a_program_that_is_not_there_is_no_engine(qapp: object, otherwise: Heard, qtbot: QtBot) -> None:
    owner = QObject()
    engine = EngineProcess(("/nowhere/python", "-m", "nothing"), otherwise, owner)
    engine.say(HELLO, "zh_CN", 70)
    qtbot.waitUntil(lambda: bool(otherwise.said), timeout=30_000)
    assert otherwise.said[-1] == (HELLO, "zh_CN", 70) and engine.is_over


class Played:
    def __init__(self) -> None:
        self.files: list[tuple[str, int]] = []
        self.stops = 0

    def play(self, file: Path, percent: int) -> None:
        self.files.append((str(file), percent))

    def stop(self) -> None:
        self.stops += 1


def test_clips_stand_in_for_an_engine_where_there_are_some(qapp: object, tmp_path: Path) -> None:
    owner, played = QObject(), Played()

    def instead(folder: Path | None) -> object:
        speaker = find_speaker(folder, played.play, played.stop, owner)
        assert isinstance(speaker, EngineProcess)
        return speaker._otherwise

    assert isinstance(instead(tmp_path), Silent)
    assert isinstance(instead(None), Silent)
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "paid.wav").write_bytes(b"")
    assert isinstance(instead(tmp_path), Clips)


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
