"""Play a recording to the driver it came from, in time that is the recording's own: no port, no waiting.

What the board said, what the driver was asked and when it was told that time had passed goes in just as it
was recorded; what the driver writes and tells comes out anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any, Final

from hardware.api import Board, BoardEvent, BoardSettings, VendOrder
from hardware.bench.recorded.file import Call, Entry, Recording, RecordingError, Said
from hardware.bench.words import event_text
from hardware.drivers.xy.board import XyBoard
from hardware.errors import PortError
from hardware.link.port import OpenPort, PortUser
from hardware.link.trace import CLOSED, LOST, NOT_OPENED, OPENED, Direction, Tap, TraceEntry
from hardware.rig import open_board
from hardware.wire.xy import PACK_NO_MAX, Decoder, Frame
from hardware.wire.xy_codes import Cmd
from hardware.wire.xy_menu import ACT, Kind

NO_TIME: Final = datetime(2000, 1, 1)  # noqa: DTZ001 a board's clock has no zone
START_US: Final = 1_000_000_000
"""When a recording begins that has no time of its own: far enough from the start of all time for everything
that was due "long ago"."""
CATCH_UP_MAX_TICKS: Final = 100_000
"""Between two lines of a recording; a day of refreshing."""
_RUN_TIME: Final = re.compile(r"after \d+ ms")


class PlayedPort:
    """``hardware.link.port.Port`` without a port: its owner lets time pass and bytes come."""

    def __init__(self, user: PortUser) -> None:
        self.user = user
        self.now_us = 0
        self.on_write: Callable[[bytes], None] = lambda _data: None
        self._has_ended = False

    def start(self) -> None:
        """Nothing happens by itself."""

    def post(self, call: Callable[[], None]) -> bool:
        if not self._has_ended:
            call()
        return not self._has_ended

    def close(self) -> None:
        if not self._has_ended:
            self._has_ended = True
            self.user.ended(None)

    def trace(self) -> tuple[TraceEntry, ...]:
        return ()

    def write(self, data: bytes) -> None:
        self.on_write(data)

    def now_ms(self) -> int:
        return self.now_us // 1_000

    def hear(self, entry: TraceEntry) -> None:
        """One line of the recording that came from the outside."""
        now_ms = self.now_ms()
        match entry.direction:
            case Direction.IN:
                self.user.received(entry.data, now_ms)
            case Direction.TICK:
                self.user.tick(now_ms)
            case Direction.NOTE:
                self._note(entry.data.decode(), now_ms)
            case Direction.OUT | Direction.CALL:
                """Seen anew, and carried out by the owner."""

    def catch_up(self, until_us: int) -> None:
        """For recordings without ticks: let everything be done that was due before."""
        for _ in range(CATCH_UP_MAX_TICKS):
            due_ms = self.user.next_deadline_ms()
            if due_ms is None or due_ms * 1_000 > until_us:
                return
            self.now_us = max(self.now_us, due_ms * 1_000)
            self.user.tick(self.now_ms())

    def _note(self, words: str, now_ms: int) -> None:
        if words == OPENED:
            self.user.opened(now_ms)
        elif words == CLOSED:
            self.close()
        for beginning, code in ((LOST, "port.lost"), (NOT_OPENED, "port.failed")):
            if words.startswith(beginning):
                self.user.lost(PortError(code, words.removeprefix(beginning)), now_ms)


def play(recording: Recording) -> Recording:
    """The same from outside, and what the driver writes and tells of it now.

    Raises ``SettingError`` for a board or option that this build does not know, ``RecordingError`` for a call
    it does not know.
    """
    return Recording(recording.settings, tuple(_played(recording)), recording.made)


def _played(recording: Recording) -> Iterator[Entry]:
    came: list[Entry] = []
    ports: list[PlayedPort] = []

    def open_port(_url: str, _baud: int, user: PortUser, _tap: Tap | None) -> PlayedPort:
        port = PlayedPort(user)
        port.on_write = lambda data: came.append(TraceEntry(port.now_us, Direction.OUT, data))
        ports.append(port)
        return port

    def told(event: BoardEvent) -> None:
        came.append(Said(port.now_us, event_text(event)))

    board = _board(recording, open_port)
    (port,) = ports
    board.start(told)
    has_ticks = any(_is_tick(entry) for entry in recording.entries)
    for entry in recording.entries:
        if not has_ticks and not isinstance(entry, Said):
            port.catch_up(entry.at_us)
        if not isinstance(entry, Said):  # an event bears the time at which it was taken out of a queue
            port.now_us = max(port.now_us, entry.at_us)
        if isinstance(entry, Call):
            came.append(entry)
            _carry_out(board, entry)
        elif isinstance(entry, TraceEntry) and entry.direction is not Direction.OUT:
            came.append(entry)
            port.hear(entry)
        yield from came
        came.clear()


def _is_tick(entry: Entry) -> bool:
    return isinstance(entry, TraceEntry) and entry.direction is Direction.TICK


_CALLS: Final[Mapping[str, Callable[[Board, Mapping[str, Any]], None]]] = {
    "vend": lambda board, given: board.vend(VendOrder(**given)),
    "query_vend": lambda board, given: board.query_vend(VendOrder(**given)),
    "check_lane": lambda board, given: board.check_lane(**given),
    "refresh": lambda board, _given: board.refresh(),
    "service": lambda board, given: board.service(**given),
}


def _carry_out(board: Board, call: Call) -> None:
    try:
        _CALLS[call.name](board, call.arguments)
    except (KeyError, TypeError) as error:
        words = f"The recording asks the driver for {call.name} with {dict(call.arguments)}: no driver can."
        raise RecordingError("recording.bad_call", words) from error


def _board(recording: Recording, open_port: OpenPort) -> Board:
    """The driver, with what it drew by chance or read off a clock taken from the recording."""
    if recording.settings.model != "xy":
        return open_board(recording.settings, open_port=open_port)
    first, times = _chance_of_xy(recording.sent)
    return XyBoard(
        recording.settings,
        local_time=lambda: next(times, NO_TIME),
        last_pack_no=first,
        open_port=open_port,
    )


def _chance_of_xy(sent: Iterable[bytes]) -> tuple[int, Iterator[datetime]]:
    """The PackNO before the first one that was sent, and what the board's clock was set to, in order."""
    decoder = Decoder()
    found = [each for data in sent for each in decoder.feed(data)]
    commands = [each for each in found if isinstance(each, Frame) and each.pack_no is not None]
    first = 0 if not commands else ((commands[0].pack_no or 1) - 2) % PACK_NO_MAX + 1
    clock = bytes((Kind.CLOCK, ACT))
    # One that was sent again bears the same PackNO: it was read off the clock once.
    settings = {
        (each.pack_no, each.body): each.body[2:]
        for each in commands
        if each.cmd == Cmd.MENU and each.body.startswith(clock)
    }
    times = [datetime.strptime(body.hex(), "%Y%m%d%H%M%S") for body in settings.values()]  # noqa: DTZ007 no zone
    return first, iter(times)


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place at which the driver is no longer the one that was recorded."""

    what: str
    number: int
    """From 1, among those of its kind."""
    recorded: str
    now: str


def differences(recorded: Recording, played: Recording) -> list[Difference]:
    """The first write and the first event that differ; a run's milliseconds are not held against it, nor
    events at all where none were recorded."""
    pairs = {"write": ([each.hex(" ") for each in recorded.sent], [each.hex(" ") for each in played.sent])}
    if recorded.said:
        pairs["event"] = (
            [_timeless(each) for each in recorded.said],
            [_timeless(each) for each in played.said],
        )
    found = []
    for what, (before, now) in pairs.items():
        both = enumerate(zip_longest(before, now, fillvalue="nothing"), start=1)
        found += [Difference(what, at, *pair) for at, pair in both if pair[0] != pair[1]][:1]
    return found


def _timeless(text: str) -> str:
    return _RUN_TIME.sub("after some ms", text)


def settled(recording: Recording, port: str) -> Recording:
    """The same at a port of another name, beginning at ``START_US``: for a file that others read."""
    settings, entries = recording.settings, recording.entries
    # By whole milliseconds, so that everything is rounded as it was.
    base_us = (entries[0].at_us if entries else 0) // 1_000 * 1_000 - START_US
    moved = tuple(_moved(entry, base_us, settings.port, port) for entry in entries)
    named = BoardSettings(settings.model, port, settings.baud, settings.drop_sensor, settings.options)
    return Recording(named, moved, recording.made)


def _moved(entry: Entry, base_us: int, old: str, new: str) -> Entry:
    at_us = entry.at_us - base_us
    match entry:
        case Call(_, name, arguments):
            return Call(at_us, name, arguments)
        case Said(_, text):
            return Said(at_us, text.replace(old, new))
        case TraceEntry(_, direction, data):
            is_note = direction is Direction.NOTE
            return TraceEntry(at_us, direction, data.replace(old.encode(), new.encode()) if is_note else data)
