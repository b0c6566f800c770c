"""A running board as the tool's commands see it: one queue with everything it says and all of its wire."""

from __future__ import annotations

import argparse
import queue
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from hardware.api import BoardDown, BoardEvent, BoardSettings, BoardUp, LaneReport, VendOrder
from hardware.bench.recorded.file import Call, Recorder
from hardware.bench.words import Words, event_text
from hardware.errors import PortError
from hardware.link.serial_port import monotonic_us
from hardware.link.trace import OPENED, Direction, TraceEntry
from hardware.rig import BOARDS, open_board

UP_LIMIT_S: Final = 10.0
"""From the start of a driver to the board's first answer; hellos are repeated every second."""
CHECK_QUIET_S: Final = 5.0
CHECK_MAX_S: Final = 30.0
"""A board may answer a check behind its slot reports: as long as those come, the answer is waited for."""

Item = BoardEvent | TraceEntry


class Session:
    """Shows, and records where wanted, what is heard while its ``events`` are taken."""

    def __init__(
        self, settings: BoardSettings, words: Words | None = None, recorder: Recorder | None = None
    ) -> None:
        """``words`` None: nothing is shown."""
        self.items: queue.Queue[Item] = queue.Queue()
        self.board = open_board(settings, self.items.put)
        self.model = BOARDS[settings.model]
        self.was_open = False
        """The port could be opened at least once."""
        self.away = ""
        """Why the board is away, as long as it is."""
        self._words = words
        self._recorder = recorder
        self._calls: deque[Call] = deque()
        """What the driver was asked and has not begun with."""

    def start(self) -> None:
        self.board.start(self.items.put)

    def vend(self, order: VendOrder) -> None:
        self._calls.append(Call(0, "vend", asdict(order)))
        self.board.vend(order)

    def close(self) -> None:
        """End the board; what it still says is recorded and not shown."""
        self.board.close()
        self._words = None
        while True:
            try:
                self._take(self.items.get_nowait())
            except queue.Empty:
                break

    def events(self, limit_s: float | None) -> Iterator[BoardEvent]:
        """Show everything and yield the events, until ``limit_s`` is over (None: for ever)."""
        until_s = None if limit_s is None else time.monotonic() + limit_s
        while True:
            left_s = None if until_s is None else until_s - time.monotonic()
            if left_s is not None and left_s <= 0:
                return
            try:
                item = self.items.get(timeout=left_s)
            except queue.Empty:
                return
            event = self._take(item)
            if event is not None:
                yield event

    def wait_until_up(self) -> BoardUp | BoardDown | None:
        """The first word about the board; None when there is none in all the time a board may take."""
        said = self.wait_for(UP_LIMIT_S, lambda event: isinstance(event, BoardUp | BoardDown))
        return said if isinstance(said, BoardUp | BoardDown) else None

    def wait_for(self, limit_s: float, wanted: Callable[[BoardEvent], bool]) -> BoardEvent | None:
        """The first wanted event; None when it does not come in time."""
        return next((event for event in self.events(limit_s) if wanted(event)), None)

    def check(self, motor: int) -> LaneReport | None:
        """Have one lane checked; None when the board does not answer."""
        self._calls.append(Call(0, "check_lane", {"motor": motor}))
        self.board.check_lane(motor)
        until_s = time.monotonic() + CHECK_MAX_S
        while (left_s := until_s - time.monotonic()) > 0:
            report = self.wait_for(min(left_s, CHECK_QUIET_S), _ends_a_check)
            if not isinstance(report, LaneReport):
                return None
            if report.motor == motor and self.model.is_check(report):
                return report
        return None

    def _take(self, item: Item) -> BoardEvent | None:
        if isinstance(item, TraceEntry) and item.direction is Direction.CALL:
            self._record(replace(self._calls.popleft(), at_us=item.at_us))
            return None
        self._record(item)
        if not isinstance(item, TraceEntry):
            if self._words is not None:
                print(f"          ** {event_text(item)}", flush=True)
            if isinstance(item, BoardUp | BoardDown):
                self.away = item.reason if isinstance(item, BoardDown) else ""
            return item
        self.was_open = self.was_open or (item.direction is Direction.NOTE and item.data == OPENED.encode())
        for line in self._words.lines(item) if self._words is not None else ():
            print(line)
        return None

    def _record(self, item: Item | Call) -> None:
        if self._recorder is not None:
            self._recorder.take(item, monotonic_us())


def no_board(said: BoardDown | None, session: Session, port: str) -> str:
    """Why a command that needs a board ends, and what to do about it."""
    why = "it says nothing" if said is None else said.reason.removesuffix(".")
    words = f"No board to speak to; nothing was moved. {why[0].upper()}{why[1:]}."
    if session.was_open:
        words += f"\nTo find out what is there: python -m hardware.bench probe --port {port}"
    return words


def _ends_a_check(event: BoardEvent) -> bool:
    return isinstance(event, LaneReport | BoardDown)


@contextmanager
def running(
    arguments: argparse.Namespace, *, record: Path | None = None, is_quiet: bool = False
) -> Iterator[Session]:
    """The board that the arguments name, started; closed at the end, however that comes."""
    settings = BoardSettings(
        arguments.model, arguments.port, arguments.baud, options=dict(arguments.option or [])
    )
    words = None if is_quiet else Words(BOARDS[settings.model].speech, arguments.polls)
    recorder = None if record is None else Recorder(record, settings)
    try:
        session = Session(settings, words, recorder)
        try:
            session.start()
            yield session
        finally:
            session.close()
    finally:
        if recorder is not None:
            recorder.close()


def refuse_no_port(session: Session, event: BoardEvent) -> None:
    """A port that was open and is lost may come back; one that cannot be opened is a wrong argument."""
    if isinstance(event, BoardDown) and not session.was_open:
        raise PortError("bench.no_port", event.reason)
