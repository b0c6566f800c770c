"""What a reader told, in order."""

from __future__ import annotations

import queue
from typing import TypeVar

from hardware.api import CodeScanned, ReaderEvent

LIMIT_S = 30.0
"""A busy machine; every wait ends as soon as what it waits for has come."""
EventT = TypeVar("EventT")


class Heard:
    """A listener that keeps everything."""

    def __init__(self) -> None:
        self._events: queue.Queue[ReaderEvent] = queue.Queue()

    def __call__(self, event: ReaderEvent) -> None:
        self._events.put(event)

    def expect(self, kind: type[EventT]) -> EventT:
        """The next event, which must be of this kind."""
        event = self._events.get(timeout=LIMIT_S)
        assert isinstance(event, kind), event
        return event

    def code(self) -> str:
        return self.expect(CodeScanned).code.text

    def is_empty(self) -> bool:
        return self._events.empty()
