"""The audit: many small checks over rows that never change, and the sums of all sales.

Reads a data folder beside a running kiosk, or alone; writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from kiosk.errors import KnownError
from kiosk.sale.books import Figures, figures
from kiosk.sale.state import Fate
from kiosk.store import schema
from kiosk.store.auditing.pickup_checks import pickup_agrees
from kiosk.store.checks import CHECKS, Finding, SaleBooks, double_vends
from kiosk.store.database import books_for_reading, rows_of
from kiosk.store.repositories.till import BOX_KEY
from kiosk.store.sale_json import UnreadableError, sale_from
from kiosk.store.till_checks import TILL, TillFigures, audit_till, till_agrees
from kiosk.store.till_json import box_from

FINDINGS_MAX = 1_000
"""Enough to see what is wrong; the count goes on."""


@dataclass(frozen=True, slots=True)
class AuditReport:
    sales: int
    lines: int
    figures: Figures
    vends_commanded: int
    vends_delivered: int
    double_vends: int
    findings: tuple[Finding, ...]
    till: TillFigures = field(default_factory=TillFigures)

    @property
    def balanced(self) -> bool:
        return not self.findings

    def as_json(self) -> dict[str, object]:
        """The object of ``audit --json``."""
        return {
            "sales": self.sales,
            "lines": self.lines,
            **asdict(self.figures),
            "vends_commanded": self.vends_commanded,
            "vends_delivered": self.vends_delivered,
            "double_vends": self.double_vends,
            "till": self.till.as_json(),
            "findings": [asdict(finding) for finding in self.findings],
        }


def audit(folder: Path) -> AuditReport:
    """Audit the books of ``folder``. Raises ``KnownError`` when there are none or they cannot be read."""
    with books_for_reading(folder) as connection:
        return _audit(connection)


def _audit(connection: Connection) -> AuditReport:
    sales = lines = commanded = delivered = doubles = 0
    total = Figures()
    findings: list[Finding] = []
    for books, trouble in _all_books(connection):
        sales += 1
        findings += trouble
        if books is None:
            continue
        lines += len(books.sale.lines)
        total += figures(books.sale)
        commanded += len(books.vends)
        delivered += sum(line.fate is Fate.DELIVERED for line in books.sale.lines)
        doubles += len(double_vends(books))
        for check in (*CHECKS, till_agrees, pickup_agrees):
            findings += check(books)
    till, trouble = _till(connection)
    findings += trouble
    return AuditReport(
        sales, lines, total, commanded, delivered, doubles, tuple(findings[:FINDINGS_MAX]), till
    )


def _till(connection: Connection) -> tuple[TillFigures, list[Finding]]:
    rows = rows_of(connection, select(schema.till_entries).order_by(schema.till_entries.c.id))
    statement = select(schema.kept.c.value).where(schema.kept.c.key == BOX_KEY)
    text = connection.execute(statement).scalar()
    try:
        kept = None if text is None else box_from(text)
    except UnreadableError as error:
        return TillFigures(), [Finding("unreadable", TILL, error.text)]
    return audit_till(rows, kept)


def _all_books(connection: Connection) -> Iterator[tuple[SaleBooks | None, list[Finding]]]:
    """Each sale with its rows, in the order of their numbers; ``None`` and why when it cannot be read."""
    steps = _Stream(connection, select(schema.sale_steps), schema.sale_steps.c.sale)
    postings = _Stream(connection, select(schema.postings), schema.postings.c.sale)
    effects = _Stream(connection, select(schema.effects), schema.effects.c.sale)
    vends = _Stream(connection, select(schema.vends), schema.vends.c.sale)
    payments = _Stream(connection, select(schema.payment_orders), schema.payment_orders.c.sale)
    refunds = _Stream(connection, select(schema.refund_orders), schema.refund_orders.c.sale)
    outcomes = _Stream(
        connection,
        select(schema.vend_outcomes, schema.vends.c.sale).join_from(schema.vend_outcomes, schema.vends),
        schema.vends.c.sale,
    )
    till = _Stream(
        connection,
        select(schema.till_entries, schema.payment_orders.c.sale).join_from(
            schema.till_entries, schema.payment_orders
        ),
        schema.payment_orders.c.sale,
    )
    pickup = _Stream(
        connection,
        select(schema.pickup_entries, schema.payment_orders.c.sale).join_from(
            schema.pickup_entries, schema.payment_orders
        ),
        schema.payment_orders.c.sale,
    )
    movements = _Stream(
        connection,
        select(schema.stock_movements).where(schema.stock_movements.c.sale.is_not(None)),
        schema.stock_movements.c.sale,
    )
    for row in rows_of(connection, select(schema.sales).order_by(schema.sales.c.number)):
        children = {
            "steps": steps.of(row.number),
            "postings": postings.of(row.number),
            "effects": effects.of(row.number),
            "vends": vends.of(row.number),
            "outcomes": outcomes.of(row.number),
            "payment_orders": payments.of(row.number),
            "refund_orders": refunds.of(row.number),
            "movements": movements.of(row.number),
            "till": till.of(row.number),
            "pickup": pickup.of(row.number),
        }
        try:
            yield SaleBooks(row=row, sale=sale_from(row.state), **children), []
        except UnreadableError as error:
            yield None, [Finding("unreadable", row.number, error.text)]


class _Stream:
    """The rows of one table in the order of their sales, handed out sale by sale: memory stays small."""

    def __init__(self, connection: Connection, statement: Select[Any], sale: Any) -> None:
        first_column = next(iter(statement.selected_columns))
        self._rows = rows_of(connection, statement.order_by(sale, first_column))
        self._next = next(self._rows, None)

    def of(self, sale: str) -> tuple[Row[Any], ...]:
        """Rows of ``sale``; sales must be asked for in ascending order."""
        found = []
        while self._next is not None and self._next.sale <= sale:
            if self._next.sale == sale:
                found.append(self._next)
            self._next = next(self._rows, None)
        return tuple(found)


def audit_or_error(folder: Path) -> AuditReport | KnownError:
    """For the nightly audit of a running kiosk: what went wrong is a value."""
    try:
        return audit(folder)
    except KnownError as error:
        return error
