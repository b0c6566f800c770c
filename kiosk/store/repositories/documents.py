"""What the cloud told this machine, and how far that goes. A page is there whole, with its revision, or not.

A document that this version cannot read is kept beside the last one it could read, which goes on to be used;
a newer version reads it at its first start (``judge_again``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kiosk.clock import Clock
from kiosk.store import schema
from kiosk.store.database import reading, transaction
from kiosk.store.records import DocumentChange, DocumentPlan, OutboxEvent, Position
from kiosk.store.repositories.outbox import Outbox

POSITION_KEY = "documents"
UNREAD_TOLD_MAX = 100
"""As many are named to the cloud; it knows the rest by their digests."""

WhyUnread = Callable[[str, str, Any], str]
"""kind, key, body -> why this version cannot read it; empty when it can."""


class Documents:
    def __init__(self, connection: Connection, path: Path, clock: Clock) -> None:
        self._connection = connection
        self._path = path
        self._clock = clock
        self._outbox = Outbox(connection, path, clock)

    def of(self, kind: str) -> dict[str, Any]:
        """Key -> body of every document of that kind that can be used, in the keys' order."""
        table = schema.documents
        statement = select(table.c.key, table.c.body).where(table.c.kind == kind, table.c.body.is_not(None))
        with reading(self._connection, self._path) as connection:
            rows = connection.execute(statement.order_by(table.c.key)).all()
        return {row.key: json.loads(row.body) for row in rows}

    def kinds(self) -> frozenset[str]:
        """Of which there is at least one."""
        statement = select(schema.documents.c.kind).distinct()
        with reading(self._connection, self._path) as connection:
            return frozenset(connection.execute(statement).scalars())

    def unread(self) -> tuple[str, ...]:
        """``kind/key`` of those that wait for a version that can read them."""
        table = schema.documents
        statement = select(table.c.kind, table.c.key).where(table.c.unread.is_not(None))
        with reading(self._connection, self._path) as connection:
            rows = connection.execute(statement.order_by(table.c.kind, table.c.key)).all()
        return tuple(f"{row.kind}/{row.key}" for row in rows)

    def position(self) -> Position:
        with reading(self._connection, self._path):
            return self._position()

    def apply(self, plan: DocumentPlan) -> frozenset[str]:
        """Write the whole page and where it leads; the kinds whose usable documents changed. The cloud is
        told in the same transaction what this machine works with now."""
        changed: set[str] = set()
        with transaction(self._connection, self._path):
            for change in plan.changes:
                if self._write(change, plan.position.round):
                    changed.add(change.kind)
            if plan.ends_round:
                changed |= self._forget_before(plan.position.round)
            self._keep(plan.position)
            if plan.changes or changed:
                self._outbox.write([self._report(plan.position.revision)], self._clock.utc_ms())
        return frozenset(changed)

    def judge_again(self, why_unread: WhyUnread) -> tuple[DocumentChange, ...]:
        """At a start, perhaps of a newer version: use what can be read by now. All that waited for that, with
        the reason where it still cannot be read."""
        if not self.unread():
            return ()
        table = schema.documents
        judged = []
        with transaction(self._connection, self._path):
            rows = self._connection.execute(select(table).where(table.c.unread.is_not(None))).all()
            for row in rows:
                why = why_unread(row.kind, row.key, json.loads(row.unread))
                change = DocumentChange(row.kind, row.key, row.revision, row.unread, why)
                judged.append(change)
                if not why:
                    self._write(change, row.round)
            if any(not change.why_unread for change in judged):
                self._outbox.write([self._report(self._position().revision)], self._clock.utc_ms())
        return tuple(judged)

    def _position(self) -> Position:
        statement = select(schema.kept.c.value).where(schema.kept.c.key == POSITION_KEY)
        text = self._connection.execute(statement).scalar()
        return Position() if text is None else Position(**json.loads(text))

    def _write(self, change: DocumentChange, round_: int) -> bool:
        """True when what can be used changed."""
        table = schema.documents
        here = (table.c.kind == change.kind, table.c.key == change.key)
        before = self._connection.execute(select(table).where(*here)).first()
        if change.body is None:
            self._connection.execute(delete(table).where(*here))
            return before is not None and before.body is not None
        used_before = before.body if before is not None else None
        body = used_before if change.why_unread else change.body
        values = {
            "revision": change.revision,
            "body": body,
            "unread": change.body if change.why_unread else None,
            "round": round_,
        }
        statement = upsert(table).values(kind=change.kind, key=change.key, **values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["kind", "key"], set_=values))
        return bool(body != used_before)

    def _forget_before(self, round_: int) -> set[str]:
        table = schema.documents
        old = table.c.round < round_
        kinds = set(
            self._connection.execute(
                select(table.c.kind).where(old, table.c.body.is_not(None)).distinct()
            ).scalars()
        )
        self._connection.execute(delete(table).where(old))
        return kinds

    def _keep(self, position: Position) -> None:
        text, now_ms = json.dumps(asdict(position)), self._clock.utc_ms()
        statement = upsert(schema.kept).values(key=POSITION_KEY, value=text, changed_at_ms=now_ms)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["key"], set_={"value": text, "changed_at_ms": now_ms}
            )
        )

    def _report(self, revision: int) -> OutboxEvent:
        # the messages' library takes a while to load, and nothing is applied before the first frame
        from kiosk.wire import DocumentsReport, documents_digest

        table = schema.documents
        rows = self._connection.execute(select(table).order_by(table.c.kind, table.c.key)).all()
        used: dict[str, dict[str, Any]] = {}
        for row in rows:
            if row.body is not None:
                used.setdefault(row.kind, {})[row.key] = json.loads(row.body)
        message = DocumentsReport(
            revision=revision,
            digests={kind: documents_digest(documents) for kind, documents in used.items()},
            unread=[_name(row) for row in rows if row.unread is not None][:UNREAD_TOLD_MAX],
        )
        return OutboxEvent("documents", message.model_dump())


def _name(row: Row[Any]) -> str:
    return f"{row.kind}/{row.key}"
