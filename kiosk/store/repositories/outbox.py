"""What the cloud has not acknowledged yet. Numbers count up from 1 without a gap, for ever."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, insert, select

from kiosk.clock import Clock
from kiosk.store import schema
from kiosk.store.database import reading, transaction
from kiosk.store.records import OutboxEvent

if TYPE_CHECKING:
    from kiosk.wire import Event

PENDING_MAX = 500
_INSERT = insert(schema.outbox)


class Outbox:
    """A number is given inside the transaction that stores its event, so a step that was rolled back took
    none (SQLite keeps the counter in the same transaction) and no number is given twice after an ack."""

    def __init__(self, connection: Connection, path: Path, clock: Clock) -> None:
        self._connection = connection
        self._path = path
        self._clock = clock

    def write(self, events: Iterable[OutboxEvent], at_ms: int) -> None:
        """Inside a transaction of the store."""
        for event in events:
            body = json.dumps(event.body, ensure_ascii=False, separators=(",", ":"))
            self._connection.execute(_INSERT, {"kind": event.kind, "body": body, "at_ms": at_ms})

    def add(self, event: OutboxEvent) -> None:
        """An event that belongs to no step of a sale."""
        with transaction(self._connection, self._path):
            self.write([event], self._clock.utc_ms())

    def pending(self, limit: int) -> list[Event]:
        """The oldest ``limit`` (at most ``PENDING_MAX``) events not acknowledged, oldest first."""
        # the messages' library takes a while to load, and nothing is sent before the first frame
        from kiosk.wire import Event

        statement = select(schema.outbox).order_by(schema.outbox.c.seq).limit(min(limit, PENDING_MAX))
        with reading(self._connection, self._path) as connection:
            rows = connection.execute(statement).all()
        return [Event(seq=row.seq, kind=row.kind, at_ms=row.at_ms, body=json.loads(row.body)) for row in rows]

    def ack(self, seq: int) -> None:
        """The cloud holds everything up to ``seq``: it may be forgotten here. Repeating it is harmless."""
        with transaction(self._connection, self._path):
            self._connection.execute(delete(schema.outbox).where(schema.outbox.c.seq <= seq))

    def size(self) -> int:
        with reading(self._connection, self._path) as connection:
            return connection.execute(select(func.count()).select_from(schema.outbox)).scalar() or 0
