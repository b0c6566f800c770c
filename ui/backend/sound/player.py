"""Plays WAV files through the system's own player: a child process each, none when there is nothing to
hear it with.

Qt Multimedia would do it too, at 13 MB of memory and 0.3 s (measured here), and says several lines of its
own on a machine without sound.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QProcess, QTemporaryDir, QTimer

from ui.backend.sound.volume import softer

log = logging.getLogger(__name__)

DEVICES = Path("/dev/snd")
PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))
"""Programs that play a WAV file named as their last word: PipeWire's, PulseAudio's, ALSA's."""
FILE_MAX_BYTES = 4_000_000
"""A recorded sentence of half a minute; anything larger is the wrong file."""
PLAYING_MAX = 3
"""More at once is noise; the next one is left out."""
PLAY_MAX_MS = 40_000


class Plays(Protocol):
    def play(self, file: Path, percent: int) -> None:
        """Begin to play; never waits, never raises."""

    def stop(self) -> None: ...


class Mute:
    """There is nothing to hear it with."""

    def play(self, file: Path, percent: int) -> None:
        pass

    def stop(self) -> None:
        pass


class Player(QObject):
    """Plays with ``command``. What is made softer is kept in a folder that goes with the program."""

    def __init__(self, command: tuple[str, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._command = command
        self._folder = QTemporaryDir()
        self._ready: dict[tuple[Path, int], Path | None] = {}
        self._playing: list[QProcess] = []
        self._is_told = False

    def play(self, file: Path, percent: int) -> None:
        if percent <= 0 or len(self._playing) >= PLAYING_MAX:
            return
        if (file, percent) not in self._ready:
            self._ready[file, percent] = self._prepared(file, percent)
        ready = self._ready[file, percent]
        if ready is not None:
            self._begin(ready)

    def stop(self) -> None:
        for process in list(self._playing):
            process.kill()

    def _prepared(self, file: Path, percent: int) -> Path | None:
        """The file at this volume; None, told once, when it cannot be played."""
        target = Path(self._folder.path()) / f"{len(self._ready)}.wav"
        try:
            if file.stat().st_size > FILE_MAX_BYTES:
                raise ValueError("too large for a sound")
            target.write_bytes(softer(file.read_bytes(), percent))
        except (OSError, ValueError) as error:
            log.warning("a sound cannot be played", extra={"file": file.name, "why": str(error)})
            return None
        return target

    def _begin(self, file: Path) -> None:
        process = QProcess(self)
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.finished.connect(lambda *_: self._over(process))
        process.errorOccurred.connect(lambda *_: self._over(process))
        self._playing.append(process)
        process.start(self._command[0], [*self._command[1:], str(file)])
        QTimer.singleShot(PLAY_MAX_MS, process, process.kill)

    def _over(self, process: QProcess) -> None:
        if process not in self._playing:
            return
        self._playing.remove(process)
        failed = process.error() is QProcess.ProcessError.FailedToStart or process.exitCode() != 0
        if failed and not self._is_told:
            self._is_told = True
            log.warning("sounds cannot be played", extra={"player": self._command[0]})
        process.deleteLater()


def find_player(parent: QObject, devices: Path = DEVICES) -> Plays:
    """The system's player when a playback device is there; else nobody, without a word."""
    if not any(devices.glob("pcm*p")):
        return Mute()
    for name, *words in PLAYERS:
        path = shutil.which(name)
        if path:
            return Player((path, *words), parent)
    return Mute()
