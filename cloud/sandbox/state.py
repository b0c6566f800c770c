"""Everything the gateway remembers, in one SQLite file: it survives the sandbox's own death.

``takings`` is the gateway's cash box: a row is money really taken. It is kept apart from the orders' states
so that an order which lies about itself cannot change what was taken.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from cloud.sandbox.errors import SandboxError


class TradeState(StrEnum):
    """payments.md 1.4; the other published values belong to payments this sandbox does not play."""

    NOTPAY = "NOTPAY"
    SUCCESS = "SUCCESS"
    CLOSED = "CLOSED"
    REFUND = "REFUND"


class RefundStatus(StrEnum):
    """payments.md 1.11."""

    PROCESSING = "PROCESSING"
    SUCCESS = "SUCCESS"
    ABNORMAL = "ABNORMAL"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Order:
    """One order. Times ending in ``_ms`` are gateway time unless the comment says otherwise."""

    out_trade_no: str
    fingerprint: str
    amount_fen: int
    description: str
    attach: str | None
    notify_url: str
    device_id: str | None
    state: str
    created_ms: int
    expire_ms: int | None
    transaction_id: str = ""
    """The gateway's own number; empty until it is paid."""
    paid_ms: int | None = None
    closed_ms: int | None = None
    closed_by: str | None = None
    payer: str | None = None
    """The first account that scanned; no other can pay."""
    failed_attempts: int = 0
    pay_at_ms: int | None = None
    """A payment the control port has promised for then."""
    pay_forced: int = 0


@dataclass(frozen=True, slots=True)
class Code:
    """One payment code of an order; only the newest is alive."""

    token: str
    out_trade_no: str
    created_ms: int
    alive: int = 1


@dataclass(frozen=True, slots=True)
class Taking:
    """Money really taken from a payer.

    ``at_ms`` is real wall time, for measuring how fast a machine answers to a payment.
    """

    out_trade_no: str
    amount_fen: int
    payer: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Refund:
    out_refund_no: str
    refund_id: str
    out_trade_no: str
    fingerprint: str
    amount_fen: int
    status: str
    created_ms: int
    notify_url: str | None
    channel: str = "ORIGINAL"
    account: str = "支付用户零钱"
    success_ms: int | None = None
    due_ms: int | None = None
    due_status: str | None = None
    requests: int = 1
    """How often the merchant asked for this same refund."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One event to be told to the merchant until it is acknowledged."""

    event_id: str
    event_type: str
    out_trade_no: str
    out_refund_no: str | None
    url: str
    plain: str
    created_ms: int
    due_ms: int | None
    """None: acknowledged, given up, lost or not deliverable."""
    sends: int = 0
    outcome: str = "waiting"


Row = TypeVar("Row", Order, Code, Taking, Refund, Notice)
Value = str | int | None

_KEYS: dict[type, tuple[str, str]] = {
    Order: ("orders", "out_trade_no"),
    Code: ("codes", "token"),
    Taking: ("takings", "out_trade_no"),
    Refund: ("refunds", "out_refund_no"),
    Notice: ("notices", "event_id"),
}
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS codes_by_order ON codes(out_trade_no)",
    "CREATE INDEX IF NOT EXISTS refunds_by_order ON refunds(out_trade_no)",
    "CREATE INDEX IF NOT EXISTS refunds_due ON refunds(due_ms) WHERE due_ms IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS notices_due ON notices(due_ms) WHERE due_ms IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS orders_open ON orders(created_ms) WHERE state = 'NOTPAY'",
    "CREATE INDEX IF NOT EXISTS orders_promised ON orders(pay_at_ms) WHERE pay_at_ms IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS orders_by_id ON orders(transaction_id)",
)
SCHEMA_VERSION = 2
"""Raised with every change of a row: an emulator's memory is thrown away, not migrated."""
LOCK_TIMEOUT_S = 0.5
"""A state file belongs to one running sandbox; a second one is told so at once."""


def _reason(error: sqlite3.Error) -> str:
    return "another sandbox is running on it" if "locked" in str(error) else str(error)


class State:
    """Rows in, rows out. One thread, one connection; not the place for rules."""

    def __init__(self, path: Path | None) -> None:
        """``path`` None keeps everything in memory. Raises ``SandboxError`` for a file it cannot use."""
        try:
            self._db = sqlite3.connect(path or ":memory:", timeout=LOCK_TIMEOUT_S, isolation_level=None)
            self._open()
        except sqlite3.Error as error:
            raise SandboxError(
                "sandbox.state",
                f"The state file {path} cannot be used: {_reason(error)}.",
            ) from error

    def _open(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        (tables,) = self._db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        if tables and version != SCHEMA_VERSION:
            raise sqlite3.DatabaseError("it was written by another version; delete it or name another")
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        for row_type, (table, key) in _KEYS.items():
            columns = ", ".join(
                f"{field.name} PRIMARY KEY" if field.name == key else field.name for field in fields(row_type)
            )
            self._db.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
        for index in _INDEXES:
            self._db.execute(index)
        self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        self._db.execute("CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value)")

    @contextlib.contextmanager
    def change(self) -> Iterator[None]:
        """All or nothing; nested use joins the outer change."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def put(self, row: Order | Code | Taking | Refund | Notice) -> None:
        """Insert, or replace the row of the same key."""
        table, _ = _KEYS[type(row)]
        values = astuple(row)
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", values)  # noqa: S608 fixed names

    def get(self, row_type: type[Row], key: str) -> Row | None:
        return next(iter(self.find(row_type, f"{_KEYS[row_type][1]} = ?", key)), None)

    def find(self, row_type: type[Row], where: str, *values: Value) -> list[Row]:
        """Rows for an SQL condition written by this package; ``values`` fill its question marks."""
        table, _ = _KEYS[row_type]
        cursor = self._db.execute(f"SELECT * FROM {table} WHERE {where}", values)  # noqa: S608 fixed names
        return [row_type(*row) for row in cursor]

    def total(self, row_type: type, expression: str, where: str = "1", *values: Value) -> int | None:
        """One whole number out of a table, e.g. ``SUM(amount_fen)``; None when there is nothing to sum."""
        table, _ = _KEYS[row_type]
        query = f"SELECT {expression} FROM {table} WHERE {where}"  # noqa: S608 fixed names
        value = self._db.execute(query, values).fetchone()[0]
        return None if value is None else int(value)

    def setting(self, name: str, default: int = 0) -> int:
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return int(row[0]) if row else default

    def set_setting(self, name: str, value: int) -> None:
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def next_number(self, name: str) -> int:
        """1, 2, 3 ...; never the same twice in one state file."""
        value = self.setting(name) + 1
        self.set_setting(name, value)
        return value

    def forget_everything(self) -> None:
        with self.change():
            for table, _ in _KEYS.values():
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 fixed names
            # The counters stay: a number once given out is never given out again.
            self._db.execute("DELETE FROM settings WHERE name NOT LIKE 'number:%'")

    def close(self) -> None:
        self._db.close()
