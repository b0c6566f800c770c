"""The journal of the till, and the box it amounts to."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kiosk.errors import DataDamagedError
from kiosk.store import schema
from kiosk.store.database import reading, transaction
from kiosk.store.sale_json import UnreadableError
from kiosk.store.till_json import box_from, box_text
from kiosk.till.box import Box, ImpossibleError, replay
from kiosk.till.entries import Entry, What, levels_from, levels_text

BOX_KEY = "till"
_INSERT = insert(schema.till_entries)


class TillJournal:
    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def append(self, entries: Sequence[Entry], box: Box) -> None:
        """All of ``entries`` and the ``box`` after them, or nothing."""
        now_ms = entries[-1].at_ms
        kept = upsert(schema.kept).values(key=BOX_KEY, value=box_text(box), changed_at_ms=now_ms)
        kept = kept.on_conflict_do_update(
            index_elements=["key"],
            set_={"value": kept.excluded.value, "changed_at_ms": kept.excluded.changed_at_ms},
        )
        with transaction(self._connection, self._path):
            self._connection.execute(_INSERT, [_row(entry) for entry in entries])
            self._connection.execute(kept)

    def box(self) -> Box:
        """As it was after the last entry; worked out anew where what is kept of it cannot be read. Raises
        ``DataDamagedError`` when the journal contradicts itself."""
        statement = select(schema.kept.c.value).where(schema.kept.c.key == BOX_KEY)
        with reading(self._connection, self._path) as connection:
            text = connection.execute(statement).scalar()
        if text is not None:
            with contextlib.suppress(UnreadableError):
                return box_from(text)
        try:
            return replay(self._all())
        except ImpossibleError as error:
            raise DataDamagedError(
                "store.till", f"The journal of the till in {self._path} contradicts itself: {error}."
            ) from None

    def _all(self) -> tuple[Entry, ...]:
        table = schema.till_entries
        with reading(self._connection, self._path) as connection:
            rows = connection.execute(select(table).order_by(table.c.id)).all()
        return tuple(entry_from(row) for row in rows)

    def about(self, attempt: str) -> tuple[Entry, ...]:
        """Every entry about one payment attempt, oldest first."""
        table = schema.till_entries
        statement = select(table).where(table.c.attempt == attempt).order_by(table.c.id)
        with reading(self._connection, self._path) as connection:
            rows = connection.execute(statement).all()
        return tuple(entry_from(row) for row in rows)


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "what": entry.what.value,
        "attempt": entry.attempt or None,
        "key": entry.key,
        "turn": entry.turn,
        "amount_fen": entry.amount_fen,
        "word": str(entry.word),
        "levels": levels_text(entry.levels),
        "at_ms": entry.at_ms,
    }


def entry_from(row: Row[Any]) -> Entry:
    """Raises ``ValueError``, ``KeyError`` or ``TypeError`` for what was never written."""
    return Entry(
        what=What(row.what),
        at_ms=row.at_ms,
        attempt=row.attempt or "",
        key=row.key,
        turn=row.turn,
        amount_fen=row.amount_fen,
        word=row.word,
        levels=levels_from(row.levels),
    )
