"""Turns of a motor without a sale: written down before the motor moves, ended with what they took.

At most one is under way. The one that was when the power went is found at the next start.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from kiosk.clock import Clock
from kiosk.errors import BugError
from kiosk.staff.turns import ServiceTurn
from kiosk.store import schema
from kiosk.store.database import reading, transaction
from kiosk.store.repositories.stock import Stock

UNDER_WAY_KEY = "service_turn"


class ServiceTurns:
    def __init__(self, connection: Connection, path: Path, clock: Clock, stock: Stock) -> None:
        self._connection = connection
        self._path = path
        self._clock = clock
        self._stock = stock

    def begin(self, turn: ServiceTurn) -> None:
        """On return it survives a power cut: only then may the motor move."""
        if self.under_way() is not None:
            raise BugError("two service turns at once")
        row = {"key": UNDER_WAY_KEY, "value": json.dumps(turn.as_json(), ensure_ascii=False)}
        with transaction(self._connection, self._path):
            self._connection.execute(insert(schema.kept), {**row, "changed_at_ms": self._clock.utc_ms()})
            self._trail(turn, "lane.test_ordered", {})

    def end(self, turn: ServiceTurn, result: str, *, fell: bool) -> bool:
        """How it ended. True: one unit less lies in the lane, by the books, too. A lane that holds nothing by
        the books stays at nothing."""
        with transaction(self._connection, self._path):
            took = fell and self._stock.write_tested(turn.lane, turn.sku, turn.who, self._clock.utc_ms())
            self._connection.execute(delete(schema.kept).where(schema.kept.c.key == UNDER_WAY_KEY))
            self._trail(turn, "lane.tested", {"result": result, "units": -1 if took else 0})
        return took

    def under_way(self) -> ServiceTurn | None:
        statement = select(schema.kept.c.value).where(schema.kept.c.key == UNDER_WAY_KEY)
        with reading(self._connection, self._path) as connection:
            text = connection.execute(statement).scalar()
        return None if text is None else ServiceTurn(**json.loads(text))

    def _trail(self, turn: ServiceTurn, action: str, more: dict[str, Any]) -> None:
        detail = {"lane": turn.lane, "sku": turn.sku, "key": turn.key, **more}
        row = {
            "who": turn.who,
            "action": action,
            "detail": json.dumps(detail, ensure_ascii=False),
            "at_ms": self._clock.utc_ms(),
        }
        self._connection.execute(insert(schema.trail), row)
