"""Insert a row unless its key is taken, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Insert, Table
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from cloud.store.models import Base


def insert_once(session: Session, model: type[Base], values: dict[str, Any]) -> bool:
    """True when this call made the row, False when one with the same key was there."""
    table = model.__table__
    assert isinstance(table, Table)
    made: Insert
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgres_insert

        made = postgres_insert(table).values(values).on_conflict_do_nothing()
    else:
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        made = sqlite_insert(table).values(values).on_conflict_do_nothing()
    # what came back is counted: the drivers do not agree on rowcount for an insert
    return session.execute(made.returning(*table.primary_key.columns)).first() is not None


def changed_rows(result: object) -> int:
    """How many rows a statement changed."""
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
