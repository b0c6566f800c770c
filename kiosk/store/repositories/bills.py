"""Days that were held against a gateway's bill, and what was found: written whole, read back as values."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kiosk.clock import Clock
from kiosk.payments.intent import Method
from kiosk.payments.reconcile.cases import OPEN, Finding
from kiosk.payments.reconcile.day import Day, Source
from kiosk.payments.reconcile.stored import columns_of, finding_from
from kiosk.store import schema
from kiosk.store.database import reading, transaction

NUMBERS_AT_ONCE = 500
"""In one ``IN`` list."""


class Bills:
    """The writing half belongs to the store's thread."""

    def __init__(self, connection: Connection, path: Path, clock: Clock) -> None:
        self._connection = connection
        self._path = path
        self._clock = clock

    def keep(self, day: Day, settled: Collection[Finding] = ()) -> None:
        """In place of what was kept of this day; ``settled`` in place of the same findings of other days."""
        table = schema.bill_findings
        head = {
            "method": day.method.value,
            "day": day.day.isoformat(),
            "source": day.source.value,
            "file_name": day.file_name,
            "file_sha256": day.file_sha256,
            "is_done": int(day.is_done),
            "at_ms": self._clock.utc_ms(),
        }
        whole_day = (table.c.method == head["method"]) & (table.c.day == head["day"])
        with transaction(self._connection, self._path):
            self._connection.execute(
                upsert(schema.bill_days)
                .values(head)
                .on_conflict_do_update(index_elements=["method", "day"], set_=head)
            )
            self._connection.execute(delete(table).where(whole_day))
            if day.findings:
                self._connection.execute(insert(table), [columns_of(finding) for finding in day.findings])
            for finding in settled:
                row = columns_of(finding)
                self._connection.execute(
                    upsert(table)
                    .values(row)
                    .on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=row)
                )

    def day(self, method: Method, day: date) -> Day | None:
        with reading(self._connection, self._path) as connection:
            return kept_day(connection, method, day)


def kept_day(connection: Connection, method: Method, day: date) -> Day | None:
    """What was kept of one day; None when it was never done."""
    table = schema.bill_days
    wanted = (table.c.method == method.value) & (table.c.day == day.isoformat())
    row = connection.execute(select(table).where(wanted)).first()
    if row is None:
        return None
    return Day(
        method,
        day,
        Source(row.source),
        findings_of(connection, method, day),
        row.file_name,
        row.file_sha256,
        bool(row.is_done),
    )


def done_days(connection: Connection, method: Method) -> frozenset[date]:
    table = schema.bill_days
    rows = connection.execute(select(table.c.day).where(table.c.method == method.value, table.c.is_done == 1))
    return frozenset(date.fromisoformat(row.day) for row in rows)


def findings_of(connection: Connection, method: Method, day: date) -> tuple[Finding, ...]:
    table = schema.bill_findings
    wanted = (table.c.method == method.value) & (table.c.day == day.isoformat())
    rows = connection.execute(select(table).where(wanted)).all()
    return tuple(sorted((finding_from(row) for row in rows), key=lambda finding: finding.key))


def findings_about(connection: Connection, method: Method, numbers: Collection[str]) -> tuple[Finding, ...]:
    """Of any day, about these order numbers, and all that are open."""
    table = schema.bill_findings
    ours = select(table).where(table.c.method == method.value)
    found = {
        (finding.day, finding.key): finding
        for row in connection.execute(ours.where(table.c.deed.in_([deed.value for deed in OPEN])))
        for finding in [finding_from(row)]
    }
    wanted = sorted(numbers)
    for start in range(0, len(wanted), NUMBERS_AT_ONCE):
        part = wanted[start : start + NUMBERS_AT_ONCE]
        for row in connection.execute(ours.where(table.c.order_number.in_(part))):
            finding = finding_from(row)
            found[finding.day, finding.key] = finding
    return tuple(found.values())
