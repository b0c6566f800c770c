"""The books as staff look at them: today's sales, units in doubt with their evidence, refunds, what the bills
brought out, what is wrong. Read-only, by a connection of its own: no customer waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from kiosk.payments.reconcile.cases import Deed, Finding
from kiosk.payments.reconcile.stored import finding_from
from kiosk.sale.books import Figures, figures
from kiosk.sale.state import Fate, RefundState, Sale, Stage
from kiosk.staff.books import Doubt, RefundRow, StaffBooks
from kiosk.store import schema
from kiosk.store.database import books_for_reading
from kiosk.store.repositories.machine import stored_incidents
from kiosk.store.repositories.sales import last_outcome
from kiosk.store.sale_json import sale_from

SALES_MAX = 2_000
"""A busy machine sells some hundred times a day; the newest count."""
DOUBTS_MAX = 100
REFUNDS_MAX = 100
FINDINGS_MAX = 100


def read_books(folder: Path, since_ms: int) -> StaffBooks:
    """As they are at one instant. Blocking. Raises ``KnownError``."""
    with books_for_reading(folder) as connection:
        return _read(connection, since_ms)


def _read(connection: Connection, since_ms: int) -> StaffBooks:
    table = schema.sales
    statement = (
        select(table)
        .where(or_(table.c.stage != Stage.CLOSED.value, table.c.opened_at_ms >= since_ms))
        .order_by(table.c.opened_at_ms.desc())
        .limit(SALES_MAX)
    )
    sold = units = 0
    total = Figures()
    doubts: list[Doubt] = []
    refunds: list[RefundRow] = []
    for row in connection.execute(statement).all():
        sale = sale_from(row.state)
        if row.opened_at_ms >= since_ms and sale.paid_fen:
            sold += bool(sale.funded_by)
            units += sum(line.fate is Fate.DELIVERED for line in sale.lines)
            total += figures(sale)
        doubts += _doubts(connection, sale)
        refunds += _refunds(connection, sale)
    return StaffBooks(
        sold,
        units,
        total,
        tuple(doubts[:DOUBTS_MAX]),
        tuple(sorted(refunds, key=_most_urgent)[:REFUNDS_MAX]),
        _findings(connection),
        stored_incidents(connection, open_only=True),
    )


def _doubts(connection: Connection, sale: Sale) -> Iterator[Doubt]:
    funded = sale.attempt(sale.funded_by)
    for line in sale.lines:
        if line.fate is Fate.UNKNOWN:
            key = f"vend:{sale.number}:{line.index}:{line.turns}"
            vends = schema.vends
            turned = connection.execute(select(vends.c.at_ms).where(vends.c.key == key)).scalar()
            notes = schema.sale_notes
            complaint = select(notes.c.id).where(notes.c.sale == sale.number, notes.c.kind == "problem")
            yield Doubt(
                sale.number,
                line,
                funded.method if funded else "",
                sale.stage,
                turned or 0,
                last_outcome(connection, key),
                connection.execute(complaint.limit(1)).first() is not None,
            )


def _refunds(connection: Connection, sale: Sale) -> Iterator[RefundRow]:
    if not sale.refunds:
        return
    table = schema.refund_orders
    rows: dict[str, Row[Any]] = {
        row.number: row for row in connection.execute(select(table).where(table.c.sale == sale.number))
    }
    for refund in sale.refunds:
        if refund.state is RefundState.VOID:
            continue
        attempt = sale.attempt(refund.attempt)
        since_ms = rows[refund.number].at_ms if refund.number in rows else 0
        yield RefundRow(sale.number, refund, attempt.method if attempt else "", since_ms)


_URGENCY = (RefundState.STUCK, RefundState.SENDING, RefundState.ACCEPTED, RefundState.DONE)


def _most_urgent(row: RefundRow) -> tuple[int, int]:
    return _URGENCY.index(row.refund.state), -row.since_ms


def _findings(connection: Connection) -> tuple[Finding, ...]:
    table = schema.bill_findings
    statement = (
        select(table)
        .where(table.c.deed == Deed.PERSON.value)
        .order_by(table.c.day.desc(), table.c.order_number)
        .limit(FINDINGS_MAX)
    )
    return tuple(finding_from(row) for row in connection.execute(statement))
