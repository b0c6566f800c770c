"""What a machine has sold and suffered, counted twice: since its first day, and within a period. Read-only.

Sold units are counted from the movements that took them out of their lanes, which are written with the step
that found them delivered, once each; what they brought is their line's amount.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from hardware.api import Result
from kiosk.catalog.products import Lane
from kiosk.store import schema
from kiosk.store.database import books_for_reading, rows_of
from kiosk.store.records import DATABASE_NAME, StockReason
from kiosk.store.repositories.stock import stored_lanes
from kiosk.store.sale_json import sale_from

HAPPENED_MAX = 500
"""Incidents of a period told one by one, the newest; the counts know all of them."""
_FAILED = (Result.NOT_DELIVERED.value, Result.FAULT.value)


@dataclass(frozen=True, slots=True)
class Count:
    """How often."""

    ever: int = 0
    period: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.ever + other.ever, self.period + other.period)

    def times(self, fen: int) -> Count:
        """So many at ``fen`` each."""
        return Count(self.ever * fen, self.period * fen)


@dataclass(frozen=True, slots=True)
class SoldAt:
    """Units that were alike: out of one lane, paid in one way, for one price."""

    lane: str
    method: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Emptied:
    """When a lane's last unit fell, and how often one did."""

    count: Count
    last_ms: int


@dataclass(frozen=True, slots=True)
class Happened:
    """One incident that began within the period, or ended there."""

    code: str
    subject: str
    since_ms: int
    cleared_ms: int | None


@dataclass(frozen=True, slots=True)
class Suffered:
    """All incidents of one code and subject. ``ended``: those that are over, by the time of their end."""

    begun: Count = Count()
    ended: Count = Count()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Counters:
    lanes: tuple[Lane, ...]
    """The planogram as it is now."""
    sold: Mapping[SoldAt, Count]
    emptied: Mapping[str, Emptied]
    """By lane."""
    failed: Mapping[str, Count]
    """Turns of a lane after which nothing fell, by lane."""
    suffered: Mapping[tuple[str, str], Suffered]
    """By code and subject."""
    happened: Sequence[Happened]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class _Period:
    since_ms: int
    until_ms: int

    def has(self, at_ms: int | None) -> bool:
        return at_ms is not None and self.since_ms <= at_ms < self.until_ms

    def one(self, at_ms: int) -> Count:
        return Count(1, int(self.has(at_ms)))


def counters(folder: Path, since_ms: int, until_ms: int) -> Counters:
    """Of ``since_ms <= at < until_ms``, and of all time. Raises ``KnownError`` when there are no books or
    they cannot be read."""
    period = _Period(since_ms, until_ms)
    with books_for_reading(folder) as connection:
        # First: it ends its own read, and all that follows is of one instant.
        lanes = stored_lanes(connection, folder / DATABASE_NAME)
        suffered, happened = _incidents(connection, period)
        return Counters(
            lanes=lanes,
            sold=_sold(connection, period),
            emptied=_emptied(connection, period),
            failed=_failed(connection, period),
            suffered=suffered,
            happened=happened,
        )


def _sold(connection: Connection, period: _Period) -> dict[SoldAt, Count]:
    moves, sales = schema.stock_movements, schema.sales
    statement = (
        select(moves.c.sale, moves.c.line, moves.c.at_ms, sales.c.state)
        .join_from(moves, sales)
        .where(moves.c.reason == StockReason.SOLD.value)
        .order_by(moves.c.sale, moves.c.line)
    )
    found: defaultdict[SoldAt, Count] = defaultdict(Count)
    number, sale = "", None
    for row in rows_of(connection, statement):
        if sale is None or row.sale != number:
            number, sale = row.sale, sale_from(row.state)
        line = sale.lines[row.line]
        attempt = sale.attempt(sale.funded_by)
        method = attempt.method if attempt is not None else ""
        found[SoldAt(line.lane, method, line.amount_fen)] += period.one(row.at_ms)
    return dict(found)


def _emptied(connection: Connection, period: _Period) -> dict[str, Emptied]:
    table = schema.stock_movements
    statement = (
        select(table.c.lane, table.c.at_ms)
        .where(table.c.reason == StockReason.SOLD.value, table.c.units_before > 0, table.c.units_after <= 0)
        .order_by(table.c.id)
    )
    found: dict[str, Emptied] = {}
    for row in rows_of(connection, statement):
        before = found.get(row.lane, Emptied(Count(), 0))
        found[row.lane] = Emptied(before.count + period.one(row.at_ms), row.at_ms)
    return found


def _failed(connection: Connection, period: _Period) -> dict[str, Count]:
    vends, outcomes = schema.vends, schema.vend_outcomes
    at_ms = func.min(outcomes.c.at_ms).label("at_ms")
    statement = (
        select(vends.c.lane, at_ms)
        .join_from(outcomes, vends)
        .where(outcomes.c.result.in_(_FAILED))
        .group_by(vends.c.key)
    )
    found: defaultdict[str, Count] = defaultdict(Count)
    for row in rows_of(connection, statement):
        found[row.lane] += period.one(row.at_ms)
    return dict(found)


def _incidents(
    connection: Connection, period: _Period
) -> tuple[dict[tuple[str, str], Suffered], tuple[Happened, ...]]:
    found: dict[tuple[str, str], Suffered] = {}
    happened: deque[Happened] = deque(maxlen=HAPPENED_MAX)
    for row in rows_of(connection, select(schema.incidents).order_by(schema.incidents.c.id)):
        key = (row.code, row.subject)
        before = found.get(key, Suffered())
        ended = Count() if row.cleared_ms is None else period.one(row.cleared_ms)
        found[key] = Suffered(
            begun=before.begun + period.one(row.since_ms),
            ended=before.ended + ended,
            is_open=before.is_open or row.cleared_ms is None,
        )
        if period.has(row.since_ms) or period.has(row.cleared_ms):
            happened.append(Happened(row.code, row.subject, row.since_ms, row.cleared_ms))
    return found, tuple(happened)
