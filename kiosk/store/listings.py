"""What is exported: rows of the books between two instants, as plain values for a table. Read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from kiosk.catalog.products import Lane
from kiosk.payments.beijing import beijing_day
from kiosk.payments.reconcile.report import AMOUNTS, COLUMNS, row_of
from kiosk.payments.reconcile.stored import finding_from
from kiosk.sale.state import AttemptState, RefundState, Sale
from kiosk.store import schema
from kiosk.store.database import books_for_reading, close_connection, open_for_reading, rows_of
from kiosk.store.records import DATABASE_NAME, Incident
from kiosk.store.repositories.machine import stored_incidents
from kiosk.store.repositories.stock import stored_lanes
from kiosk.store.sale_json import sale_from

DAY_S = 86_400
NOON_MS = 43_200_000


@dataclass(frozen=True, slots=True)
class Moment:
    """A cell that is a time: UTC milliseconds."""

    utc_ms: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A cell that is money: fen."""

    fen: int


Cell = str | int | Moment | Amount


@dataclass(frozen=True, slots=True)
class Listing:
    """``rows`` must be read inside the ``with`` that gave the listing."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Cell, ...]]


@contextmanager
def listing(folder: Path, what: str, since_ms: int, until_ms: int) -> Iterator[Listing]:
    """``what`` is one of ``_LISTINGS``: its rows of ``since_ms <= at < until_ms``, oldest first.

    Raises ``KnownError`` when there are no books or they cannot be read.
    """
    with books_for_reading(folder) as connection:
        yield _LISTINGS[what](connection, since_ms, until_ms)


def planned_lanes(folder: Path) -> tuple[Lane, ...]:
    """The planogram in ``folder``'s books; empty when there are none. Raises ``KnownError``."""
    path = folder / DATABASE_NAME
    if not path.exists():
        return ()
    connection = open_for_reading(path)
    try:
        return stored_lanes(connection, path)
    finally:
        close_connection(connection)


def open_incidents(folder: Path) -> tuple[Incident, ...]:
    """What the kiosk on ``folder`` last said is wrong; empty without books. Raises ``KnownError``."""
    path = folder / DATABASE_NAME
    if not path.exists():
        return ()
    connection = open_for_reading(path)
    try:
        return stored_incidents(connection, open_only=True)
    finally:
        close_connection(connection)


def _sales(connection: Connection, since_ms: int, until_ms: int) -> Listing:
    table = schema.sales
    columns = (
        *("sale", "opened", "stage", "line", "sku", "lane", "amount", "fate", "turns"),
        *("method", "sale_paid", "sale_refunded"),
    )
    statement = (
        select(table)
        .where(table.c.opened_at_ms >= since_ms, table.c.opened_at_ms < until_ms)
        .order_by(table.c.opened_at_ms)
    )

    def rows() -> Iterator[tuple[Cell, ...]]:
        for row in rows_of(connection, statement):
            yield from _lines(sale_from(row.state), row.opened_at_ms)

    return Listing(columns, rows())


def _lines(sale: Sale, opened_at_ms: int) -> Iterator[tuple[Cell, ...]]:
    funded = sale.attempt(sale.funded_by)
    paid = [attempt.method for attempt in sale.attempts if attempt.state is AttemptState.PAID]
    method = funded.method if funded else ", ".join(paid)
    back_fen = sum(refund.amount_fen for refund in sale.refunds if refund.state is RefundState.DONE)
    for line in sale.lines:
        yield (
            sale.number,
            Moment(opened_at_ms),
            sale.stage.value,
            line.index + 1,
            line.sku,
            line.lane,
            Amount(line.amount_fen),
            line.fate.value if sale.funded_by else "",
            line.turns,
            method,
            Amount(sale.paid_fen),
            Amount(back_fen),
        )


def _ledger(connection: Connection, since_ms: int, until_ms: int) -> Listing:
    table = schema.postings
    statement = select(table).where(table.c.at_ms >= since_ms, table.c.at_ms < until_ms).order_by(table.c.id)
    return Listing(
        ("at", "sale", "step", "entry", "account", "amount", "what"),
        (
            (
                Moment(row.at_ms),
                row.sale,
                row.step,
                row.entry + 1,
                row.account,
                Amount(row.amount_fen),
                row.what,
            )
            for row in rows_of(connection, statement)
        ),
    )


def _stock(connection: Connection, since_ms: int, until_ms: int) -> Listing:
    table = schema.stock_movements
    statement = select(table).where(table.c.at_ms >= since_ms, table.c.at_ms < until_ms).order_by(table.c.id)
    return Listing(
        ("at", "lane", "sku", "before", "change", "after", "reason", "who", "sale", "line"),
        (
            (
                Moment(row.at_ms),
                row.lane,
                row.sku,
                row.units_before,
                row.delta,
                row.units_after,
                row.reason,
                row.who,
                row.sale or "",
                row.line + 1 if row.line is not None else "",
            )
            for row in rows_of(connection, statement)
        ),
    )


def _trail(connection: Connection, since_ms: int, until_ms: int) -> Listing:
    table = schema.trail
    statement = select(table).where(table.c.at_ms >= since_ms, table.c.at_ms < until_ms).order_by(table.c.id)
    return Listing(
        ("at", "who", "action", "detail"),
        ((Moment(row.at_ms), row.who, row.action, row.detail) for row in rows_of(connection, statement)),
    )


def _reconciliation(connection: Connection, since_ms: int, until_ms: int) -> Listing:
    """A bill's day is one in Beijing: it counts to the machine's day in which its noon lies."""
    table = schema.bill_findings
    days = [beijing_day((at_ms - NOON_MS) // 1000 + DAY_S - 1).isoformat() for at_ms in (since_ms, until_ms)]
    statement = (
        select(table)
        .where(table.c.day >= days[0], table.c.day < days[1])
        .order_by(*table.primary_key.columns)
    )
    rows = (row_of(finding_from(row)) for row in rows_of(connection, statement))
    return Listing(
        COLUMNS, (tuple(_cell(*named) for named in zip(COLUMNS, row, strict=True)) for row in rows)
    )


def _cell(column: str, value: str | int | None) -> Cell:
    if column in AMOUNTS:
        return "" if value is None else Amount(int(value))
    return str(value)


_LISTINGS: Mapping[str, Callable[[Connection, int, int], Listing]] = {
    "sales": _sales,
    "ledger": _ledger,
    "stock": _stock,
    "audit": _trail,
    "reconciliation": _reconciliation,
}
