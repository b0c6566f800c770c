"""The books on disk. One thread, one connection, one transaction per step of a sale.

Importing this package loads no database library: that happens on the store's own thread, beside the first
frame. How to use it::

    thread = StoreThread(folder, clock)           # folder: the data folder, locked by DataLock before
    thread.start()                                # -> Future[Opened]: migrated, checked; or KnownError
    thread.submit(lambda store: store.commit(record))      # -> concurrent.futures.Future
    await thread.run(lambda store: store.sales.open_sales())   # from asyncio
    thread.close()

``Store`` (lives on its thread; every method either happened or raised ``KnownError``; a broken promise of
ours raises ``BugError``)::

    store.commit(*records: StepRecord | OpenRecord) -> None      one transaction for all of them
    store.sales.open_sales() -> list[StoredSale]                 not CLOSED, oldest first: for recovery
    store.sales.load(number) -> StoredSale | None
    store.sales.recent(limit) -> list[StoredSale]                newest first
    store.sales.payment_order(number) / refund_order(number) / payment_orders(sale) / refund_orders(sale)
    store.sales.record_outcome(outcome: VendOutcome)             what a board said, also when it came late
    store.sales.outcome(vend_key) -> VendOutcome | None          the last thing it said about this key
    store.sales.note(sale, kind, text)                           a rating, a complaint
    store.stock.lanes() -> tuple[Lane, ...]                      as the planogram has them, label order
    store.stock.plan(lanes)                                      a new planogram; stock of known lanes stays
    store.stock.set_stock(label, units, reason, who) -> StockMovement
    store.stock.movements(limit) -> list[StockMovement]
    store.outbox.add(OutboxEvent) / pending(limit) -> list[kiosk.wire.Event] / ack(seq) / size()
    store.machine.raise_incident(code, subject, severity, text) -> bool    True when it is new
    store.machine.clear_incident(code, subject) -> bool
    store.machine.incidents(open_only=True) -> list[Incident]
    store.machine.get(key, default) / put(key, value)            small JSON values of the machine
    store.machine.trail(who, action, detail)                     the audit trail, append-only
    store.till.append(entries, box)                              the journal of the till, append-only
    store.till.box() -> Box                                      the till as the journal has it
    store.till.about(attempt) -> tuple[Entry, ...]               all that happened for one payment attempt
    store.people.all() / find(id) / add(...) / tried(id, free)    who works here; changes are in the trail
    store.voices.history(number) -> History | None               an order with all that was said about it
    store.bills.keep(day, settled) / day(method, day) -> Day | None   what a wallet's day came to
    store.documents.of(kind) -> dict[str, Any]                   key -> body, as this version can read them
    store.pickups.take(...) / close(attempt) / give_back(...)    the journal of pick-up codes, append-only
    store.documents.apply(plan) / position() / judge_again(why)  how they get there (``kiosk.sync.plan``)

``step_record`` makes the record of a step, with its postings and stock movements worked out.
"""

from __future__ import annotations

from kiosk.store.lock import DataLock
from kiosk.store.records import (
    Incident,
    OpenRecord,
    OutboxEvent,
    Severity,
    StepRecord,
    StockMovement,
    StockReason,
    StoredSale,
    step_record,
)
from kiosk.store.thread import Opened, StoreThread

__all__ = [
    "DataLock",
    "Incident",
    "OpenRecord",
    "Opened",
    "OutboxEvent",
    "Severity",
    "StepRecord",
    "StockMovement",
    "StockReason",
    "StoreThread",
    "StoredSale",
    "step_record",
]
