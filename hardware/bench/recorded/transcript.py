"""A recording as text that people read and a test holds: one line for each thing that happened.

    51.412 in 00 42 32 37 ab
                # version B27, board 0

Milliseconds since the start, what it is (as in ``hardware.bench.recorded.file``), what it says. A line that
begins with ``+`` goes on with the one before, one with ``#`` explains it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final

from hardware.api import BoardSettings
from hardware.bench.recorded.file import CALL, SAID, Call, Entry, Recording, Said
from hardware.bench.recorded.playing import START_US, play
from hardware.link.trace import Direction, TraceEntry
from hardware.wire.noise import Noise
from hardware.wire.speech import Speech

WIDTH: Final = 104
_INDENT: Final = " " * 16
_BYTES: Final = (Direction.IN.value, Direction.OUT.value)


def lines_of(text: str) -> list[str]:
    """A transcript's lines without explanations, each whole."""
    lines: list[str] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith("+"):
            lines[-1] = f"{lines[-1]} {line[1:].strip()}"
        elif not line.startswith("#"):
            lines.append(line)
    return lines


def replay(settings: BoardSettings, text: str) -> list[str]:
    """What becomes of a transcript when it is played to the driver of today, line by line."""
    recorded = Recording(settings, tuple(entry_of(line) for line in lines_of(text)))
    return [line_of(entry) for entry in play(recorded).entries]


def write(entries: Iterable[Entry], speech: Speech) -> Iterator[str]:
    """A transcript's lines, each frame explained in words; none wider than ``WIDTH`` if it can be helped."""
    decoders = {Direction.IN: speech.incoming(), Direction.OUT: speech.outgoing()}
    for entry in entries:
        yield from _wrapped(line_of(entry), "+ ")
        if isinstance(entry, TraceEntry) and entry.direction in decoders:
            for found in decoders[entry.direction].feed(entry.data):
                words = f"noise, {found.reason}" if isinstance(found, Noise) else speech.describe(found)
                yield from _wrapped(f"{_INDENT}# {words}", "# ")


def line_of(entry: Entry) -> str:
    """One entry as one line, however long."""
    whole_ms, rest_us = divmod(entry.at_us - START_US, 1_000)
    at = f"{whole_ms}.{rest_us:03}"
    match entry:
        case Call(_, name, arguments):
            return f"{at} {CALL} {name} {json.dumps(dict(arguments))}"
        case Said(_, text):
            return f"{at} {SAID} {text}"
        case TraceEntry(_, direction, data):
            told = data.hex(" ") if direction.value in _BYTES else data.decode()
            return f"{at} {direction.value} {told}".rstrip()


def entry_of(line: str) -> Entry:
    """The other way round. Raises ``ValueError`` for a line that is none."""
    at, kind, *rest = line.split(" ", 2)
    whole, _, part = at.partition(".")
    at_us = START_US + int(whole) * 1_000 + int(part)
    told = rest[0] if rest else ""
    if kind == SAID:
        return Said(at_us, told)
    if kind == CALL:
        name, _, arguments = told.partition(" ")
        return Call(at_us, name, json.loads(arguments))
    return TraceEntry(at_us, Direction(kind), bytes.fromhex(told) if kind in _BYTES else told.encode())


def _wrapped(line: str, sign: str) -> Iterator[str]:
    """Cut at spaces; what follows stands behind ``sign``."""
    while len(line) > WIDTH and (at := line.rfind(" ", len(_INDENT) + len(sign), WIDTH)) > 0:
        yield line[:at]
        line = f"{_INDENT}{sign}{line[at + 1 :]}"
    yield line
