"""Sounds through a real child process: a player that writes down what it was given."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from kiosk.views import Phase
from ui.backend.sound import player
from ui.backend.sound.player import FILE_MAX_BYTES, PLAYING_MAX, Mute, Player, find_player
from ui.backend.sound.sounds import Sounds
from ui.backend.sound.volume import softer
from ui.settings import SoundSettings
from ui.showcase import states
from ui.showcase.shop import RESOURCES

SOUNDS = RESOURCES / "sounds"


@pytest.fixture
def owner(qapp: object) -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


def program(folder: Path, body: str, name: str = "aplay") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def recording(folder: Path) -> tuple[str, ...]:
    """Copies the file it is to play; one copy for each sound."""
    return (str(program(folder, f'cat "$2" > "$(mktemp {folder}/heard.XXXXXX)"')), "-q")


def heard(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.glob("heard.*")]


def test_a_sound_is_played_at_the_volume_of_the_hour(owner: QObject, tmp_path: Path, qtbot: QtBot) -> None:
    command = recording(tmp_path)
    settings = SoundSettings(folder=SOUNDS, percent=60, quiet_percent=20)
    minute = [12 * 60]
    sounds = Sounds(settings, owner, lambda parent: Player(command, parent), lambda: minute[0])
    tick = (SOUNDS / "tick.wav").read_bytes()
    sounds.tick()
    qtbot.waitUntil(lambda: heard(tmp_path) == [softer(tick, 60)], timeout=20_000)
    minute[0] = 23 * 60
    sounds.tick()
    qtbot.waitUntil(lambda: softer(tick, 20) in heard(tmp_path), timeout=20_000)


def test_a_sale_is_heard(owner: QObject, tmp_path: Path, qtbot: QtBot) -> None:
    view = states.selling()
    command = recording(tmp_path)
    sounds = Sounds(SoundSettings(folder=SOUNDS), owner, lambda parent: Player(command, parent), lambda: 720)
    for phase in (Phase.CODE, Phase.PAID):
        import dataclasses

        sale = states.sale(view, ("water-spring",), 0, phase=phase)
        sounds.show(dataclasses.replace(view, sale=sale))
    paid = softer((SOUNDS / "paid.wav").read_bytes(), 70)
    qtbot.waitUntil(lambda: heard(tmp_path) == [paid], timeout=20_000)


def test_zero_is_silence(owner: QObject, tmp_path: Path) -> None:
    made = Player(recording(tmp_path), owner)
    made.play(SOUNDS / "tick.wav", 0)
    assert not made._playing


def test_too_many_at_once_are_left_out_and_stop_ends_them(
    owner: QObject, tmp_path: Path, qtbot: QtBot
) -> None:
    made = Player((str(program(tmp_path, "exec sleep 60")),), owner)
    for _ in range(PLAYING_MAX + 2):
        made.play(SOUNDS / "tick.wav", 50)
    assert len(made._playing) == PLAYING_MAX
    made.stop()
    qtbot.waitUntil(lambda: not made._playing, timeout=20_000)


def test_a_player_that_fails_is_told_once(
    owner: QObject, tmp_path: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    made = Player((str(program(tmp_path, "exit 1")),), owner)
    for _ in range(2):
        made.play(SOUNDS / "tick.wav", 50)
        qtbot.waitUntil(lambda: not made._playing, timeout=20_000)
    gone = Player((str(tmp_path / "nothing"),), owner)
    gone.play(SOUNDS / "tick.wav", 50)
    qtbot.waitUntil(lambda: not gone._playing, timeout=20_000)
    assert [record.message for record in caplog.records] == ["sounds cannot be played"] * 2


def test_a_broken_or_missing_or_huge_file_is_told_once(
    owner: QObject, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken, huge = tmp_path / "broken.wav", tmp_path / "huge.wav"
    broken.write_bytes(b"not a sound")
    with huge.open("wb") as stream:
        stream.truncate(FILE_MAX_BYTES + 1)
    made = Player(recording(tmp_path), owner)
    for file in (broken, broken, tmp_path / "missing.wav", huge):
        made.play(file, 50)
    assert len(caplog.records) == 3
    assert not made._playing


def test_without_a_device_or_a_player_there_is_silence_without_a_word(
    owner: QObject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    devices = tmp_path / "snd"
    devices.mkdir()
    assert isinstance(find_player(owner, devices), Mute)
    (devices / "pcmC0D0p").touch()
    assert isinstance(find_player(owner, devices), Mute)
    program(tmp_path, "exit 0")
    assert isinstance(find_player(owner, devices), Player)
    assert not caplog.records
    assert player.PLAYERS[-1][0] == "aplay"
