"""What was sold, unit by unit, for the habits of a machine's customers; and the counts made from it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select

from kiosk.store import schema
from kiosk.store.database import reading
from kiosk.store.records import SoldRow, StockReason

CHUNK_MAX = 500
"""Rows a look; some milliseconds on the store's thread, so that a sale's step never waits for history."""


class SoldUnits:
    """Reads the movements of stock, which nobody ever changes."""

    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def after(self, number: int, limit: int = CHUNK_MAX) -> list[SoldRow]:
        """The first ``limit`` (at most ``CHUNK_MAX``) sold after movement ``number``, oldest first. A
        sale's units are not torn apart: those of the last wait for the next look when this one was full."""
        table = schema.stock_movements
        limit = min(limit, CHUNK_MAX)
        statement = (
            select(table.c.id, table.c.sale, table.c.sku, table.c.at_ms)
            .where(table.c.id > number, table.c.reason == StockReason.SOLD.value)
            .order_by(table.c.id)
            .limit(limit)
        )
        with reading(self._connection, self._path) as connection:
            found = connection.execute(statement).all()
        rows = [SoldRow(row.id, row.sale or "", row.sku, row.at_ms) for row in found]
        whole = [row for row in rows if row.sale != rows[-1].sale]
        return whole if whole and len(rows) == limit else rows
