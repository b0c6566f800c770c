"""What the machine remembers of itself: incidents, small settings, shop versions, the audit trail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kiosk.clock import Clock
from kiosk.store import schema
from kiosk.store.database import reading, transaction
from kiosk.store.records import Incident, Severity

INCIDENTS_MAX = 1_000
SHOPS_KEPT = 5
"""Old versions of the catalogue that stay, for a step back."""


class Machine:
    def __init__(self, connection: Connection, path: Path, clock: Clock) -> None:
        self._connection = connection
        self._path = path
        self._clock = clock

    # --- incidents -----------------------------------------------------------------------------------

    def raise_incident(self, code: str, subject: str, severity: Severity, text: str) -> bool:
        """True when it is new; one that is still open is not raised twice."""
        statement = (
            upsert(schema.incidents)
            .values(
                code=code,
                subject=subject,
                severity=severity.value,
                text=text,
                since_ms=self._clock.utc_ms(),
                cleared_ms=None,
            )
            .on_conflict_do_nothing()
        )
        with transaction(self._connection, self._path):
            return self._connection.execute(statement).rowcount == 1

    def clear_incident(self, code: str, subject: str = "") -> bool:
        """True when there was one open."""
        table = schema.incidents
        statement = (
            update(table)
            .where(table.c.code == code, table.c.subject == subject, table.c.cleared_ms.is_(None))
            .values(cleared_ms=self._clock.utc_ms())
        )
        with transaction(self._connection, self._path):
            return self._connection.execute(statement).rowcount == 1

    def incidents(self, *, open_only: bool = True) -> list[Incident]:
        """Newest first, at most ``INCIDENTS_MAX``."""
        with reading(self._connection, self._path) as connection:
            return list(stored_incidents(connection, open_only=open_only))

    # --- small settings ------------------------------------------------------------------------------

    def get(self, key: str, default: Any = None) -> Any:
        """A JSON value put before, or ``default``."""
        statement = select(schema.kept.c.value).where(schema.kept.c.key == key)
        with reading(self._connection, self._path) as connection:
            text = connection.execute(statement).scalar()
        return default if text is None else json.loads(text)

    def put(self, key: str, value: object) -> None:
        text, now_ms = json.dumps(value, ensure_ascii=False), self._clock.utc_ms()
        statement = upsert(schema.kept).values(key=key, value=text, changed_at_ms=now_ms)
        statement = statement.on_conflict_do_update(
            index_elements=["key"], set_={"value": text, "changed_at_ms": now_ms}
        )
        with transaction(self._connection, self._path):
            self._connection.execute(statement)

    # --- shop versions -------------------------------------------------------------------------------

    def put_shop(self, source: str, body: Mapping[str, object]) -> int:
        """A new version of the catalogue; its number. The oldest beyond ``SHOPS_KEPT`` go."""
        table = schema.shops
        row = {"source": source, "body": json.dumps(body, ensure_ascii=False), "at_ms": self._clock.utc_ms()}
        with transaction(self._connection, self._path):
            newest = self._connection.execute(select(func.max(table.c.version))).scalar() or 0
            self._connection.execute(insert(table), {"version": newest + 1, **row})
            self._connection.execute(delete(table).where(table.c.version <= newest + 1 - SHOPS_KEPT))
        return newest + 1

    def shop(self) -> tuple[int, dict[str, object]] | None:
        """The newest version of the catalogue and its number; None when the cloud never sent one."""
        table = schema.shops
        with reading(self._connection, self._path) as connection:
            row = connection.execute(select(table).order_by(table.c.version.desc()).limit(1)).first()
        return None if row is None else (row.version, json.loads(row.body))

    # --- audit trail ---------------------------------------------------------------------------------

    def trail(self, who: str, action: str, detail: Mapping[str, object]) -> None:
        """Who did what; append-only."""
        row = {
            "who": who,
            "action": action,
            "detail": json.dumps(detail, ensure_ascii=False),
            "at_ms": self._clock.utc_ms(),
        }
        with transaction(self._connection, self._path):
            self._connection.execute(insert(schema.trail), row)


def stored_incidents(connection: Connection, *, open_only: bool) -> tuple[Incident, ...]:
    """Newest first, at most ``INCIDENTS_MAX``."""
    table = schema.incidents
    statement = select(table).order_by(table.c.id.desc()).limit(INCIDENTS_MAX)
    if open_only:
        statement = statement.where(table.c.cleared_ms.is_(None))
    return tuple(
        Incident(row.code, row.subject, Severity(row.severity), row.text, row.since_ms, row.cleared_ms)
        for row in connection.execute(statement)
    )
