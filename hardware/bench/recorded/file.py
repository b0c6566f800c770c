"""A recording: what went over a wire, what the driver was asked and what it told, one JSON object a line.

The first line names the board; every other one has ``at_us`` (monotonic microseconds) and ``dir``:

    in, out     hex     bytes from the board, and to it
    note        note    the port was opened, lost, or could not be opened
    tick                the driver was told that time had passed
    call        call    what the driver was asked (with the order's key, motor and so on)
    said        text    one event of the driver, in words
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TextIO

from hardware.api import BoardEvent, BoardSettings
from hardware.bench.words import event_text
from hardware.errors import KnownHardwareError
from hardware.link.trace import Direction, TraceEntry

FORMAT: Final = 1
RECORDING_MAX_BYTES: Final = 200_000_000
"""Days of an idle line; a disk that somebody forgot is not filled."""
CALL: Final = "call"
SAID: Final = "said"
_BYTES: Final = (Direction.IN.value, Direction.OUT.value)


class RecordingError(KnownHardwareError):
    """A file that is no recording, or cannot be read or written; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Call:
    """One thing the driver was asked: the name of a ``Board`` method and what it was given."""

    at_us: int
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """One event of the driver, in words."""

    at_us: int
    text: str


Entry = TraceEntry | Call | Said
"""Of ``TraceEntry`` all but the marks of calls: a ``Call`` says which one it was."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A board and all that happened, in the order in which it did."""

    settings: BoardSettings
    entries: tuple[Entry, ...]
    made: str = ""

    @property
    def sent(self) -> list[bytes]:
        """What the driver wrote, write by write."""
        chunks = [each for each in self.entries if isinstance(each, TraceEntry)]
        return [each.data for each in chunks if each.direction is Direction.OUT]

    @property
    def said(self) -> list[str]:
        """What it told."""
        return [each.text for each in self.entries if isinstance(each, Said)]


class Recorder:
    """Writes a recording as it happens."""

    def __init__(self, path: Path, settings: BoardSettings) -> None:
        """Raises ``RecordingError`` when the file cannot be written."""
        try:
            self._file: TextIO = path.open("w", encoding="utf-8")
        except OSError as error:
            words = f"The recording {path} cannot be written: {error.strerror}. Choose another file."
            raise RecordingError("recording.bad_out", words) from error
        self.path = path
        self._bytes = 0
        self._write(head_record(settings, datetime.now(UTC).isoformat(timespec="seconds")))

    def take(self, item: TraceEntry | Call | BoardEvent, now_us: int) -> None:
        """One thing that happened; ``now_us`` for what bears no time itself.

        Raises ``RecordingError`` when the recording is as long as one may be, or the disk is full.
        """
        entry = item if isinstance(item, TraceEntry | Call) else Said(now_us, event_text(item))
        try:
            self._write(to_record(entry))
        except OSError as error:
            words = f"The recording {self.path} cannot be written any more: {error.strerror}."
            raise RecordingError("recording.disk", words) from error
        if self._bytes > RECORDING_MAX_BYTES:
            words = (
                f"The recording {self.path} is as long as one may be ({self._bytes} bytes): begin another."
            )
            raise RecordingError("recording.full", words)

    def close(self) -> None:
        self._file.close()

    def _write(self, record: Mapping[str, Any]) -> None:
        line = json.dumps(record) + "\n"
        self._bytes += len(line)
        self._file.write(line)
        self._file.flush()


def head_record(settings: BoardSettings, made: str) -> dict[str, Any]:
    """The first line."""
    return {
        "recording": FORMAT,
        "model": settings.model,
        "port": settings.port,
        "baud": settings.baud,
        "drop_sensor": settings.drop_sensor,
        "options": settings.options,
        "made": made,
    }


def to_record(entry: Entry) -> dict[str, Any]:
    """Any other line."""
    match entry:
        case Call(at_us, name, arguments):
            return {"at_us": at_us, "dir": CALL, "call": name, **arguments}
        case Said(at_us, text):
            return {"at_us": at_us, "dir": SAID, "text": text}
        case TraceEntry(at_us, direction, data):
            assert direction is not Direction.CALL, "whoever records knows what was called"
            record: dict[str, Any] = {"at_us": at_us, "dir": direction.value}
            if direction is Direction.NOTE:
                return {**record, "note": data.decode()}
            return record if direction is Direction.TICK else {**record, "hex": data.hex()}


def load(path: Path, unnamed: BoardSettings | None = None) -> Recording:
    """Read a recording; ``unnamed``: the board of one whose first line names none.

    Raises ``RecordingError`` with the line that is wrong.
    """
    try:
        if path.stat().st_size > RECORDING_MAX_BYTES:
            raise RecordingError("recording.full", f"{path} is too long for a recording.")
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        words = f"The recording {path} cannot be read: {error.strerror}."
        raise RecordingError("recording.missing", words) from error
    except UnicodeDecodeError as error:
        raise RecordingError("recording.bad", f"{path} is no recording: it is no text.") from error
    records = [_record(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    head = records[0] if records else {}
    if "recording" in head:
        settings = _settings(path, head)
        del records[0]
    elif unnamed is not None:
        settings = unnamed
    else:
        words = f"{path} does not say on its first line which board it is of: name it by --model."
        raise RecordingError("recording.unnamed", words)
    entries = tuple(_entry(path, number, record) for number, record in enumerate(records, 2))
    return Recording(settings, entries, str(head.get("made", "")))


def _record(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        words = f"{path} is no recording: line {number} is not JSON."
        raise RecordingError("recording.bad", words) from error
    if not isinstance(record, dict):
        words = f"{path} is no recording: line {number} is no JSON object."
        raise RecordingError("recording.bad", words)
    return record


def _settings(path: Path, head: Mapping[str, Any]) -> BoardSettings:
    if head["recording"] != FORMAT:
        words = (
            f"{path} is a recording of another version ({head['recording']}); this program reads {FORMAT}."
        )
        raise RecordingError("recording.version", words)
    try:
        return BoardSettings(
            str(head["model"]), str(head["port"]), head["baud"], bool(head["drop_sensor"]), head["options"]
        )
    except KeyError as error:
        words = f"{path} is no recording: its first line lacks {error}."
        raise RecordingError("recording.bad", words) from error


def _entry(path: Path, number: int, record: Mapping[str, Any]) -> Entry:
    try:
        at_us, kind = int(record["at_us"]), str(record["dir"])
        if kind == CALL:
            arguments = {key: value for key, value in record.items() if key not in ("at_us", "dir", "call")}
            return Call(at_us, str(record["call"]), arguments)
        if kind == SAID:
            return Said(at_us, str(record["text"]))
        if kind in _BYTES:
            return TraceEntry(at_us, Direction(kind), bytes.fromhex(record["hex"]))
        return TraceEntry(at_us, Direction(kind), str(record.get("note", "")).encode())
    except (KeyError, TypeError, ValueError) as error:
        words = f"{path} is no recording: line {number} lacks or garbles {error}."
        raise RecordingError("recording.bad", words) from error
