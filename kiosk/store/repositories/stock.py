"""Lanes and what lies in them. The number changes only together with a movement that says why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from kiosk.catalog.products import Lane
from kiosk.clock import Clock
from kiosk.errors import BugError
from kiosk.store import schema
from kiosk.store.database import reading, transaction
from kiosk.store.records import SoldUnit, StockMovement, StockReason

MOVEMENTS_MAX = 10_000
LANES_MAX = 2_000
"""A machine has some hundred lanes; more is a wrong file."""

_INSERT_MOVEMENT = insert(schema.stock_movements)
_STOCK_OF = select(schema.lanes.c.stock).where(schema.lanes.c.label == bindparam("label"))
_SET_STOCK = (
    update(schema.lanes).where(schema.lanes.c.label == bindparam("lane")).values(stock=bindparam("units"))
)


def stored_lanes(connection: Connection, path: Path) -> tuple[Lane, ...]:
    """The planogram of a database that may be open only for reading."""
    with reading(connection, path):
        rows = connection.execute(select(schema.lanes).order_by(schema.lanes.c.position)).all()
    return tuple(_lane(row) for row in rows)


class Stock:
    def __init__(self, connection: Connection, path: Path, clock: Clock) -> None:
        self._connection = connection
        self._path = path
        self._clock = clock

    def lanes(self) -> tuple[Lane, ...]:
        """The planogram with the stock the books say, in the planogram's order."""
        return stored_lanes(self._connection, self._path)

    def plan(self, lanes: Sequence[Lane], who: str = "") -> None:
        """A new planogram. A lane that keeps its product keeps its stock (the books know better than a
        file); any other begins with the stock given, as a movement."""
        labels = [lane.label for lane in lanes]
        if len(set(labels)) != len(labels) or len(labels) > LANES_MAX:
            raise BugError("a planogram names each lane once, and not more than there can be")
        old = {lane.label: lane for lane in self.lanes()}
        with transaction(self._connection, self._path):
            gone = [(lane, 0) for lane in old.values() if lane.label not in labels]
            for lane, units in gone:
                self._move(lane.label, lane.sku, lane.stock, units, StockReason.PLANNED, who)
            self._connection.execute(delete(schema.lanes))
            for position, lane in enumerate(lanes):
                before = old.get(lane.label)
                kept = before is not None and before.sku == lane.sku
                stock = before.stock if before is not None and kept else lane.stock
                self._connection.execute(insert(schema.lanes), _row(lane, position, stock))
                if not kept:
                    self._move(
                        lane.label, lane.sku, before.stock if before else 0, stock, StockReason.PLANNED, who
                    )

    def set_stock(self, label: str, units: int, reason: StockReason, who: str = "") -> StockMovement:
        """Somebody counted or refilled: ``units`` lie there now. Raises ``BugError`` for an unknown lane."""
        lane = next((lane for lane in self.lanes() if lane.label == label), None)
        if lane is None or units < 0 or reason is StockReason.SOLD:
            raise BugError(f"lane {label!r} cannot be set to {units} because of {reason}")
        with transaction(self._connection, self._path):
            movement = self._move(label, lane.sku, lane.stock, units, reason, who)
            self._connection.execute(_SET_STOCK, {"lane": label, "units": units})
        return movement

    def _move(
        self, label: str, sku: str, before: int, after: int, reason: StockReason, who: str
    ) -> StockMovement:
        movement = StockMovement(
            label, sku, after - before, reason, before, after, who=who, at_ms=self._clock.utc_ms()
        )
        self._write(movement)
        return movement

    def write_sold(self, sale: str, unit: SoldUnit, at_ms: int) -> None:
        """Inside a step's transaction: one unit left its lane. A lane that was re-planned meanwhile, or
        held more than was known, does not stop the sale: the movement says what happened."""
        before = self._connection.execute(_STOCK_OF, {"label": unit.lane}).scalar() or 0
        after = before - 1
        movement = StockMovement(
            unit.lane, unit.sku, -1, StockReason.SOLD, before, after, sale, unit.line, at_ms=at_ms
        )
        self._write(movement)
        self._connection.execute(_SET_STOCK, {"lane": unit.lane, "units": after})

    def write_tested(self, label: str, sku: str, who: str, at_ms: int) -> bool:
        """Inside a transaction: a turn without a sale took one unit. False: by the books the lane holds none,
        or another product by now."""
        table = schema.lanes
        statement = select(table.c.stock).where(table.c.label == label, table.c.sku == sku)
        before = self._connection.execute(statement).scalar() or 0
        if before <= 0:
            return False
        after = before - 1
        movement = StockMovement(label, sku, -1, StockReason.TESTED, before, after, who=who, at_ms=at_ms)
        self._write(movement)
        self._connection.execute(_SET_STOCK, {"lane": label, "units": after})
        return True

    def _write(self, movement: StockMovement) -> None:
        row = {
            "lane": movement.lane,
            "sku": movement.sku,
            "delta": movement.delta,
            "units_before": movement.before,
            "units_after": movement.after,
            "reason": movement.reason.value,
            "who": movement.who,
            "sale": movement.sale or None,
            "line": movement.line,
            "at_ms": movement.at_ms,
        }
        self._connection.execute(_INSERT_MOVEMENT, row)

    def movements(self, limit: int) -> list[StockMovement]:
        """The newest ``limit`` (at most ``MOVEMENTS_MAX``), newest first."""
        table = schema.stock_movements
        statement = select(table).order_by(table.c.id.desc()).limit(min(limit, MOVEMENTS_MAX))
        with reading(self._connection, self._path) as connection:
            rows = connection.execute(statement).all()
        return [_movement(row) for row in rows]


def _row(lane: Lane, position: int, stock: int) -> dict[str, Any]:
    return {
        "label": lane.label,
        "position": position,
        "motor": lane.motor,
        "sku": lane.sku,
        "capacity": lane.capacity,
        "stock": stock,
        "par": lane.par,
        "board": lane.board,
        "best_before": lane.best_before,
        "for_priority": int(lane.for_priority),
    }


def _lane(row: Row[Any]) -> Lane:
    return Lane(
        label=row.label,
        motor=row.motor,
        sku=row.sku,
        capacity=row.capacity,
        stock=row.stock,
        par=row.par,
        board=row.board,
        best_before=row.best_before,
        for_priority=bool(row.for_priority),
    )


def _movement(row: Row[Any]) -> StockMovement:
    return StockMovement(
        lane=row.lane,
        sku=row.sku,
        delta=row.delta,
        reason=StockReason(row.reason),
        before=row.units_before,
        after=row.units_after,
        sale=row.sale or "",
        line=row.line,
        who=row.who,
        at_ms=row.at_ms,
    )
