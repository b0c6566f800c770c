"""Sales: their steps written, their states read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Integer, Row, Select, bindparam, insert, literal_column, select, update

from hardware.api import Result, VendOutcome
from kiosk.clock import Clock
from kiosk.errors import BugError
from kiosk.payments.intent import Method, PaymentOrder, RefundOrder
from kiosk.sale.effects import Vend
from kiosk.sale.state import Sale, Stage
from kiosk.sale.table import RULES_VERSION
from kiosk.store import schema
from kiosk.store.database import reading, transaction
from kiosk.store.records import OpenRecord, StepRecord, StoredSale
from kiosk.store.sale_json import effect_text, event_text, sale_from, sale_text

RECENT_MAX = 500
NOTE_MAX_CHARS = 500

_INSERT_SALE = insert(schema.sales)
_INSERT_STEP = insert(schema.sale_steps)
_INSERT_POSTINGS = insert(schema.postings)
_INSERT_EFFECTS = insert(schema.effects)
_INSERT_VENDS = insert(schema.vends)
_INSERT_OUTCOMES = insert(schema.vend_outcomes)
_INSERT_PAYMENT_ORDERS = insert(schema.payment_orders)
_INSERT_REFUND_ORDERS = insert(schema.refund_orders)
_UPDATE_SALE = (
    update(schema.sales)
    .where(schema.sales.c.number == bindparam("sale"), schema.sales.c.steps == bindparam("seq") - 1)
    .values(
        stage=bindparam("new_stage"),
        state=bindparam("new_state"),
        changed_at_ms=bindparam("at"),
        steps=bindparam("seq"),
    )
)
Params = dict[str, Any]


class Sales:
    """Reads, and the writing half of a step; ``Store.commit`` makes it one transaction with the rest."""

    def __init__(self, connection: Connection, path: Path, clock: Clock) -> None:
        self._connection = connection
        self._path = path
        self._clock = clock
        self._known: dict[str, tuple[Sale, int]] = {}
        """Open sales as last committed, with their step number: what the next step must begin from."""

    # --- writing, inside Store.commit ----------------------------------------------------------------

    def write_open(self, record: OpenRecord) -> tuple[Sale, int]:
        state = sale_text(record.sale)
        sale = record.sale
        self._connection.execute(
            _INSERT_SALE,
            {
                "number": sale.number,
                "stage": sale.stage.value,
                "state": state,
                "currency": sale.currency,
                "opened_at_ms": record.at_ms,
                "changed_at_ms": record.at_ms,
                "truth_token": record.truth_token,
                "quote": json.dumps(record.quote, ensure_ascii=False),
                "steps": 0,
            },
        )
        self._write_step(sale.number, 0, "", state, record.at_ms)
        return sale, 0

    def write_step(self, record: StepRecord, known: tuple[Sale, int] | None) -> tuple[Sale, int]:
        """``known`` is what this sale was after the record before; it must be what ``record`` begins from."""
        number, at = record.after.number, record.at_ms
        before, steps = known or self._last(number)
        if before != record.before:
            raise BugError(f"a step of sale {number} does not begin where the books stand")
        seq = steps + 1
        state = sale_text(record.after)
        done = self._connection.execute(
            _UPDATE_SALE,
            {
                "sale": number,
                "seq": seq,
                "at": at,
                "new_stage": record.after.stage.value,
                "new_state": state,
            },
        )
        if done.rowcount != 1:
            raise BugError(f"sale {number} was changed behind the store's back")
        self._write_step(number, seq, event_text(record.event), state, at)
        self._write_postings(record, seq)
        self._write_orders(record)
        self._write_effects(record, seq)
        self._many(_INSERT_OUTCOMES, [_outcome_row(outcome, at) for outcome in record.outcomes])
        return record.after, seq

    def remember(self, known: Mapping[str, tuple[Sale, int]]) -> None:
        """The transaction went through: these are the states the next steps begin from."""
        for number, (sale, steps) in known.items():
            if sale.stage is Stage.CLOSED:
                self._known.pop(number, None)
            else:
                self._known[number] = (sale, steps)

    def _last(self, number: str) -> tuple[Sale, int]:
        known = self._known.get(number)
        if known is not None:
            return known
        row = self._connection.execute(
            select(schema.sales.c.state, schema.sales.c.steps).where(schema.sales.c.number == number)
        ).first()
        if row is None:
            raise BugError(f"sale {number} was never opened in the books")
        return sale_from(row.state), row.steps

    def _write_step(self, sale: str, seq: int, event: str, state: str, at_ms: int) -> None:
        self._connection.execute(
            _INSERT_STEP,
            {
                "sale": sale,
                "seq": seq,
                "event": event,
                "state": state,
                "at_ms": at_ms,
                "rules": RULES_VERSION,
            },
        )

    def _write_postings(self, record: StepRecord, seq: int) -> None:
        rows = [
            {
                "sale": record.after.number,
                "step": seq,
                "entry": index,
                "account": posting.account,
                "amount_fen": posting.amount_fen,
                "what": entry.what,
                "at_ms": record.at_ms,
            }
            for index, entry in enumerate(record.entries)
            for posting in entry.postings
        ]
        self._many(_INSERT_POSTINGS, rows)

    def _write_orders(self, record: StepRecord) -> None:
        self._many(_INSERT_PAYMENT_ORDERS, [_payment_row(order) for order in record.payment_orders])
        self._many(
            _INSERT_REFUND_ORDERS, [_refund_row(order, record.at_ms) for order in record.refund_orders]
        )

    def _write_effects(self, record: StepRecord, seq: int) -> None:
        sale, at = record.after.number, record.at_ms
        rows = [
            {
                "sale": sale,
                "step": seq,
                "key": effect.key,
                "kind": type(effect).__name__,
                "body": effect_text(effect),
                "at_ms": at,
            }
            for effect in record.effects
        ]
        self._many(_INSERT_EFFECTS, rows)
        vends = [
            {
                "key": effect.key,
                "sale": sale,
                "line": effect.line,
                "turn": effect.turn,
                "lane": effect.lane,
                "motor": effect.motor,
                "at_ms": at,
            }
            for effect in record.effects
            if isinstance(effect, Vend)
        ]
        self._many(_INSERT_VENDS, vends)

    def _many(self, statement: Any, rows: list[Params]) -> None:
        if rows:
            self._connection.execute(statement, rows)

    # --- writing on its own --------------------------------------------------------------------------

    def record_outcome(self, outcome: VendOutcome) -> None:
        """What a board said about a turn, when it changes no sale (late, said twice)."""
        with transaction(self._connection, self._path):
            self._many(_INSERT_OUTCOMES, [_outcome_row(outcome, self._clock.utc_ms())])

    def note(self, sale: str, kind: str, text: str) -> None:
        """A rating or complaint of the customer, kept with the sale; cut at ``NOTE_MAX_CHARS``."""
        row = {"sale": sale, "kind": kind, "text": text[:NOTE_MAX_CHARS], "at_ms": self._clock.utc_ms()}
        with transaction(self._connection, self._path):
            self._connection.execute(insert(schema.sale_notes), row)

    # --- reading -------------------------------------------------------------------------------------

    def open_sales(self) -> list[StoredSale]:
        """Every sale that is not CLOSED, oldest first: what recovery starts from."""
        table = schema.sales
        found = self._read(
            select(table).where(table.c.stage != Stage.CLOSED.value).order_by(table.c.opened_at_ms)
        )
        self.remember({stored.number: (stored.sale, stored.steps) for stored in found})
        return found

    def load(self, number: str) -> StoredSale | None:
        return next(iter(self._read(select(schema.sales).where(schema.sales.c.number == number))), None)

    def recent(self, limit: int) -> list[StoredSale]:
        """The newest ``limit`` (at most ``RECENT_MAX``) sales, newest first."""
        newest_first = literal_column("rowid", Integer).desc()
        return self._read(select(schema.sales).order_by(newest_first).limit(min(limit, RECENT_MAX)))

    def _read(self, statement: Select[Any]) -> list[StoredSale]:
        with reading(self._connection, self._path) as connection:
            rows = connection.execute(statement).all()
        return [_stored(row) for row in rows]

    def _rows(self, statement: Select[Any]) -> Iterable[Row[Any]]:
        with reading(self._connection, self._path) as connection:
            return connection.execute(statement).all()

    def payment_orders(self, sale: str) -> list[PaymentOrder]:
        table = schema.payment_orders
        return [
            payment_from(row)
            for row in self._rows(select(table).where(table.c.sale == sale).order_by(table.c.number))
        ]

    def payment_order(self, number: str) -> PaymentOrder | None:
        table = schema.payment_orders
        return next(
            (payment_from(row) for row in self._rows(select(table).where(table.c.number == number))), None
        )

    def refund_orders(self, sale: str) -> list[RefundOrder]:
        table = schema.refund_orders
        payments = {order.number: order for order in self.payment_orders(sale)}
        return [
            refund_from(row, payments[row.payment])
            for row in self._rows(select(table).where(table.c.sale == sale).order_by(table.c.number))
        ]

    def refund_order(self, number: str) -> RefundOrder | None:
        table = schema.refund_orders
        row = next(iter(self._rows(select(table).where(table.c.number == number))), None)
        if row is None:
            return None
        return next(order for order in self.refund_orders(row.sale) if order.number == number)

    def outcome(self, vend_key: str) -> VendOutcome | None:
        """The last thing a board said about this turn."""
        with reading(self._connection, self._path) as connection:
            return last_outcome(connection, vend_key)


def last_outcome(connection: Connection, vend_key: str) -> VendOutcome | None:
    """The last thing a board said about a turn."""
    table = schema.vend_outcomes
    statement = select(table).where(table.c.key == vend_key).order_by(table.c.id.desc()).limit(1)
    return next((outcome_from(row) for row in connection.execute(statement)), None)


def _stored(row: Row[Any]) -> StoredSale:
    return StoredSale(
        sale=sale_from(row.state),
        opened_at_ms=row.opened_at_ms,
        changed_at_ms=row.changed_at_ms,
        truth_token=row.truth_token,
        quote=json.loads(row.quote),
        steps=row.steps,
    )


def _payment_row(order: PaymentOrder) -> Params:
    return {
        "number": order.number,
        "sale": order.sale,
        "method": order.method.value,
        "amount_fen": order.amount_fen,
        "currency": order.currency,
        "description": order.description,
        "machine": order.machine,
        "created_at_s": order.created_at_s,
        "expires_at_s": order.expires_at_s,
        "scanned": int(order.scanned),
    }


def payment_from(row: Row[Any]) -> PaymentOrder:
    return PaymentOrder(
        number=row.number,
        sale=row.sale,
        method=Method(row.method),
        amount_fen=row.amount_fen,
        currency=row.currency,
        description=row.description,
        machine=row.machine,
        created_at_s=row.created_at_s,
        expires_at_s=row.expires_at_s,
        scanned=bool(row.scanned),
    )


def refund_from(row: Row[Any], payment: PaymentOrder) -> RefundOrder:
    return RefundOrder(row.number, payment, row.amount_fen, row.reason, row.at_ms // 1000)


def _refund_row(order: RefundOrder, at_ms: int) -> Params:
    return {
        "number": order.number,
        "sale": order.payment.sale,
        "payment": order.payment.number,
        "amount_fen": order.amount_fen,
        "reason": order.reason,
        # when its number was made, by the gateway's clock where ours is wrong: a part of its name (UnionPay)
        "at_ms": order.created_at_s * 1000 or at_ms,
    }


def _outcome_row(outcome: VendOutcome, at_ms: int) -> Params:
    return {
        "key": outcome.key,
        "motor": outcome.motor,
        "result": outcome.result.value,
        "raw_code": outcome.raw_code,
        "text": outcome.text,
        "nothing_moved": int(outcome.nothing_moved),
        "fault_although_delivered": int(outcome.fault_although_delivered),
        "block_lane": int(outcome.block_lane),
        "run_ms": outcome.run_ms,
        "at_ms": at_ms,
    }


def outcome_from(row: Row[Any]) -> VendOutcome:
    return VendOutcome(
        key=row.key,
        motor=row.motor,
        result=Result(row.result),
        raw_code=row.raw_code,
        text=row.text,
        nothing_moved=bool(row.nothing_moved),
        fault_although_delivered=bool(row.fault_although_delivered),
        block_lane=bool(row.block_lane),
        run_ms=row.run_ms,
    )
