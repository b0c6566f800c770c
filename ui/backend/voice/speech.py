"""Who says it: an engine of Qt TextToSpeech, recorded clips, or nobody (the words stand on the screen).

The engine is a process of its own (``ui.backend.voice.speaking``), begun when somebody switches the voice on:
one that hangs or dies takes its words with it and nothing else.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QTimer

from ui.backend.voice.sayings import Saying

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "ui.backend.voice.speaking")
ROOT = Path(__file__).resolve().parents[3]
NOBODY = "nobody"
"""The one word of the process that differs; all it says is in ``ui.backend.voice.speaking``, which brings
Qt's speech along and is not imported here."""
ANSWER_MS = 20_000
"""Four times what the most voices were measured to take; after that it hangs."""
STARTS_MAX = 3
"""In the program's life: an engine that went three times is not begun again."""
END_MS = 500


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


class EngineProcess(QObject):
    """The process that speaks; ``otherwise`` once it is known that it cannot."""

    def __init__(self, command: tuple[str, ...], otherwise: Speaker, parent: QObject) -> None:
        super().__init__(parent)
        self._command = command
        self._otherwise = otherwise
        self._process: QProcess | None = None
        self._starts = 0
        self._owed = 0
        """Answers that it has not given; the first is that it is ready."""
        self._last: tuple[Saying, str, int] | None = None
        """What was to be said last, until it is being said."""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._lose_patience)
        app = QCoreApplication.instance()
        assert app is not None, "the voice belongs to a program with a screen"
        app.aboutToQuit.connect(self.close)

    @property
    def is_over(self) -> bool:
        """No engine can be heard here, or it went too often."""
        return self._starts >= STARTS_MAX and self._process is None

    def say(self, saying: Saying, language: str, percent: int) -> None:
        if self.is_over:
            self._otherwise.say(saying, language, percent)
            return
        self._last = (saying, language, percent)
        if self._process is None:
            self._begin()
        if self._process is not None:
            self._tell(self._process, {"say": saying.text, "language": language, "percent": percent})

    def hush(self) -> None:
        self._last = None
        if self.is_over:
            self._otherwise.hush()
        elif self._process is not None:
            self._tell(self._process, {"hush": True})

    def close(self) -> None:
        """End the process. Waits for it for a moment at most."""
        self._starts, self._last = STARTS_MAX, None
        self._patience.stop()
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.waitForFinished(END_MS)

    def _begin(self) -> None:
        self._starts += 1
        self._owed = 1
        process = QProcess(self)
        process.setWorkingDirectory(str(ROOT))
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(lambda: self._hear(process))
        process.finished.connect(lambda *_: self._ended(process))
        process.errorOccurred.connect(lambda error: self._failed(process, error))
        self._process = process
        process.start(self._command[0], list(self._command[1:]))

    def _tell(self, process: QProcess, what: dict[str, object]) -> None:
        self._owed += 1
        self._patience.start(ANSWER_MS)
        if process.state() is not QProcess.ProcessState.NotRunning:  # else its end is about to be told
            process.write(json.dumps(what).encode() + b"\n")

    def _hear(self, process: QProcess) -> None:
        while process is self._process and process.canReadLine():
            word = bytes(process.readLine().data()).decode(errors="replace").strip()
            if word == NOBODY:
                log.info("the voice mode has no engine to speak with")
                self._starts = STARTS_MAX
                return
            self._owed -= 1
            if self._owed:
                self._patience.start(ANSWER_MS)
            else:
                self._patience.stop()
                self._last = None

    def _lose_patience(self) -> None:
        if self._process is not None:
            log.warning("the voice's engine does not answer", extra={"starts": self._starts})
            self._process.kill()

    def _failed(self, process: QProcess, error: QProcess.ProcessError) -> None:
        """It never began; all else that may go wrong ends it, and is told by that."""
        if error is QProcess.ProcessError.FailedToStart:
            self._ended(process)

    def _ended(self, process: QProcess) -> None:
        """By itself, or because it hung: what it owed is said once more, by it or otherwise."""
        process.deleteLater()
        if process is not self._process:
            return
        self._hear(process)
        self._process = None
        self._patience.stop()
        last, self._last = self._last, None
        if last is not None:
            self.say(*last)


def find_speaker(
    folder: Path | None, play: Callable[[Path, int], None], stop: Callable[[], None], parent: QObject
) -> Speaker:
    """An engine before clips, and clips before silence."""
    has_clips = folder is not None and any(folder.glob("*/*.wav"))
    return EngineProcess(COMMAND, Clips(folder, play, stop) if folder and has_clips else Silent(), parent)
