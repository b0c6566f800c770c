"""The journal of pick-up codes: each attempt decided once, each refund back once, together with its event.

Units are indices of the code's document. What was taken and did not come back is out: given out, or in doubt.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from kiosk.clock import Clock
from kiosk.sale.state import Fate, Sale
from kiosk.store import schema
from kiosk.store.database import reading, transaction
from kiosk.store.records import OutboxEvent
from kiosk.store.repositories.outbox import Outbox

KIND = "pickup"
"""Of the documents, of the events and of the payments."""
TAKEN, CLOSED, BACK = "taken", "closed", "back"
_TABLE = schema.pickup_entries


@dataclass(frozen=True, slots=True)
class PickUpEntry:
    what: str
    code: str
    attempt: str
    refund: str
    units: tuple[int, ...]
    amount_fen: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sale wants of a code: for each of its lines one unit, in their order."""

    code: str
    units: tuple[int, ...]


class PickUps:
    def __init__(self, connection: Connection, path: Path, clock: Clock) -> None:
        self._connection = connection
        self._path = path
        self._clock = clock
        self._outbox = Outbox(connection, path, clock)

    def out(self, codes: Collection[str]) -> dict[str, frozenset[int]]:
        """By code: its units that are out now."""
        statement = select(_TABLE).where(_TABLE.c.code.in_(sorted(codes))).order_by(_TABLE.c.id)
        with reading(self._connection, self._path) as connection:
            return _out(connection.execute(statement).all())

    def decided(self, attempt: str) -> PickUpEntry | None:
        """How the attempt was decided; None so far."""
        with reading(self._connection, self._path):
            return self._decided(attempt)

    def take(self, attempt: str, sale: str, claim: Claim, amount_fen: int) -> PickUpEntry:
        """Decide it: taken, if the code is still told by the cloud and none of these units is out. Both are
        looked at in the transaction that takes them: a code that the cloud took back before is never paid
        with, and no unit twice."""
        with transaction(self._connection, self._path):
            before = self._decided(attempt)
            if before is not None:
                return before
            rows = self._connection.execute(select(_TABLE).where(_TABLE.c.code == claim.code)).all()
            out = _out(rows).get(claim.code, frozenset())
            if not self._is_told(claim.code) or out.intersection(claim.units):
                return self._write(CLOSED, claim.code, attempt, (), 0)
            entry = self._write(TAKEN, claim.code, attempt, claim.units, amount_fen)
            self._tell(entry, sale)
            return entry

    def close(self, attempt: str) -> PickUpEntry:
        """Decide that it is never paid, unless it is."""
        with transaction(self._connection, self._path):
            return self._decided(attempt) or self._write(CLOSED, "", attempt, (), 0)

    def give_back(self, refund: str, attempt: str, sale: Sale, amount_fen: int) -> bool:
        """Undelivered units go back to their code, worth ``amount_fen`` together; once for a refund's number.
        False: no such units, a person must look."""
        with transaction(self._connection, self._path):
            statement = select(_TABLE).where(_TABLE.c.refund == refund)
            if self._connection.execute(statement).first() is not None:
                return True
            taken = self._decided(attempt)
            if taken is None or taken.what != TAKEN:
                return False
            units = _worth(self._undelivered(sale, taken), amount_fen)
            if units is None:
                return False
            self._tell(self._write(BACK, taken.code, attempt, units, amount_fen, refund), sale.number)
            return True

    def is_back(self, refund: str) -> bool:
        statement = select(_TABLE.c.id).where(_TABLE.c.refund == refund)
        with reading(self._connection, self._path) as connection:
            return connection.execute(statement).first() is not None

    def _undelivered(self, sale: Sale, taken: PickUpEntry) -> dict[int, int]:
        """Unit -> its value, of those that are still out: all of a payment that bought nothing."""
        statement = select(_TABLE).where(_TABLE.c.attempt == taken.attempt).order_by(_TABLE.c.id)
        still_out = _out(self._connection.execute(statement).all()).get(taken.code, frozenset())
        bought = sale.funded_by == taken.attempt
        return {
            unit: line.amount_fen
            for unit, line in zip(taken.units, sale.lines, strict=True)
            if unit in still_out and (not bought or line.fate is Fate.NOT_DELIVERED)
        }

    def _decided(self, attempt: str) -> PickUpEntry | None:
        statement = select(_TABLE).where(_TABLE.c.attempt == attempt, _TABLE.c.what.in_((TAKEN, CLOSED)))
        row = self._connection.execute(statement).first()
        return None if row is None else entry_from(row)

    def _is_told(self, code: str) -> bool:
        table = schema.documents
        statement = select(table.c.key).where(
            table.c.kind == KIND, table.c.key == code, table.c.body.is_not(None)
        )
        return self._connection.execute(statement).first() is not None

    def _write(
        self, what: str, code: str, attempt: str, units: Sequence[int], amount_fen: int, refund: str = ""
    ) -> PickUpEntry:
        now_ms = self._clock.utc_ms()
        entry = PickUpEntry(what, code, attempt, refund, tuple(units), amount_fen, now_ms)
        row = {
            "what": what,
            "code": code,
            "attempt": attempt,
            "refund": refund,
            "units": json.dumps(list(units)),
            "amount_fen": amount_fen,
            "at_ms": now_ms,
        }
        self._connection.execute(insert(_TABLE), row)
        return entry

    def _tell(self, entry: PickUpEntry, sale: str) -> None:
        body = {
            "code": entry.code,
            "what": entry.what,
            "units": list(entry.units),
            "amount_fen": entry.amount_fen,
            "sale": sale,
        }
        self._outbox.write([OutboxEvent(KIND, body)], entry.at_ms)


def entry_from(row: Row[Any]) -> PickUpEntry:
    """Raises ``ValueError`` or ``TypeError`` for what was never written."""
    return PickUpEntry(
        row.what, row.code, row.attempt, row.refund, tuple(json.loads(row.units)), row.amount_fen, row.at_ms
    )


def _out(rows: Sequence[Row[Any]]) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for entry in map(entry_from, rows):
        before = found.get(entry.code, frozenset())
        if entry.what == TAKEN:
            found[entry.code] = before.union(entry.units)
        elif entry.what == BACK:
            found[entry.code] = before.difference(entry.units)
    return found


def _worth(units: Mapping[int, int], amount_fen: int) -> tuple[int, ...] | None:
    """Which of ``units`` (at most six) are worth so much: all of them, or else the most that fit."""
    for count in range(len(units), 0, -1):
        for some in itertools.combinations(units, count):
            if sum(units[unit] for unit in some) == amount_fen:
                return some
    return None
