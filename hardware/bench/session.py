"""A running board as the tool's commands see it: one queue with everything it says and all of its wire."""

from __future__ import annotations

import argparse
import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hardware.api import BoardDown, BoardEvent, BoardSettings
from hardware.bench.words import Words, event_text
from hardware.errors import PortError
from hardware.link.trace import TraceEntry
from hardware.rig import BOARDS, open_board

Item = BoardEvent | TraceEntry


class Session:
    """Prints what is heard while its ``events`` are taken."""

    def __init__(self, settings: BoardSettings, show_chatter: bool) -> None:
        self.items: queue.Queue[Item] = queue.Queue()
        self.board = open_board(settings, self.items.put)
        self.model = BOARDS[settings.model]
        self.was_open = False
        """The port could be opened at least once."""
        self._words = Words(self.model.speech, show_chatter)
        self._on_entry: Callable[[TraceEntry], None] | None = None

    def record(self, on_entry: Callable[[TraceEntry], None]) -> None:
        self._on_entry = on_entry

    def events(self, limit_s: float | None) -> Iterator[BoardEvent]:
        """Print everything and yield the events, until ``limit_s`` is over (None: for ever)."""
        until_s = None if limit_s is None else time.monotonic() + limit_s
        while True:
            left_s = None if until_s is None else until_s - time.monotonic()
            if left_s is not None and left_s <= 0:
                return
            try:
                item = self.items.get(timeout=left_s)
            except queue.Empty:
                return
            if isinstance(item, TraceEntry):
                self.was_open = True
                if self._on_entry is not None:
                    self._on_entry(item)
                for line in self._words.lines(item):
                    print(line)
            else:
                print(f"          ** {event_text(item)}", flush=True)
                yield item

    def wait_for(self, limit_s: float, wanted: Callable[[BoardEvent], bool]) -> BoardEvent | None:
        """The first wanted event; None when it does not come in time."""
        return next((event for event in self.events(limit_s) if wanted(event)), None)


@contextmanager
def running(arguments: argparse.Namespace) -> Iterator[Session]:
    """The board that the arguments name, started; closed at the end, however that comes."""
    settings = BoardSettings(
        arguments.model, arguments.port, arguments.baud, options=dict(arguments.option or [])
    )
    session = Session(settings, arguments.polls)
    session.board.start(session.items.put)
    try:
        yield session
    finally:
        session.board.close()


def refuse_no_port(session: Session, event: BoardEvent) -> None:
    """A port that was open and is lost may come back; one that cannot be opened is a wrong argument."""
    if isinstance(event, BoardDown) and not session.was_open:
        raise PortError("bench.no_port", event.reason)
