"""Full sale lifecycles a second through table and store, against as many bare commits of the same kind."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.payments.intent import Method, PaymentOrder
from kiosk.sale.effects import CreatePayment, Effect
from kiosk.sale.events import Event, MethodChosen, PaymentReady, PaymentSeen, VendResult
from kiosk.sale.state import Fate, Line, Sale, open_sale
from kiosk.sale.table import step
from kiosk.store import OpenRecord, step_record
from kiosk.store.store import Store

COMMITS = 4
"""Opened and wallet chosen; code shown; paid and motor ordered; delivered and closed."""


def _events(number: str) -> list[Event]:
    attempt = f"{number}A"
    return [
        MethodChosen("wechat"),
        PaymentReady(attempt, f"code-{number}"),
        PaymentSeen(attempt, 300),
        VendResult(0, 1, Fate.DELIVERED),
    ]


def _orders(sale: Sale, effects: tuple[Effect, ...]) -> tuple[PaymentOrder, ...]:
    return tuple(
        PaymentOrder(effect.attempt, sale.number, Method.WECHAT, 300, "CNY", "water", "K", 0, 300)
        for effect in effects
        if isinstance(effect, CreatePayment)
    )


def sales_seconds(count: int, folder: Path) -> float:
    """Seconds for ``count`` sales of one item, every step on the disk."""
    store = Store.open(folder, SystemClock())
    store.stock.plan(())
    try:
        began = time.perf_counter()
        for index in range(count):
            sale = open_sale(f"BENCH{index:08d}", (Line(0, "water", "A1", 1, 300),))
            opening = [OpenRecord(sale, 0, f"token-{index:016d}")]
            for event in _events(sale.number):
                after, effects = step(sale, event)
                record = step_record(sale, event, after, effects, 0, payment_orders=_orders(after, effects))
                store.commit(*opening, record)
                sale, opening = after, []
        return time.perf_counter() - began
    finally:
        store.close()


def bare_seconds(count: int, folder: Path) -> float:
    """Seconds for as many single-row commits on the same disk: WAL, synchronous=FULL."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE row (n INTEGER, body TEXT)")
    try:
        began = time.perf_counter()
        for index in range(count * COMMITS):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO row VALUES (?, ?)", (index, "x" * 600))
            connection.execute("COMMIT")
        return time.perf_counter() - began
    finally:
        connection.close()


def measure(rounds: int, count: int) -> tuple[float, float]:
    """Medians: sales a second, and the same number of bare commits in sales a second."""
    ours, bare = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(dir=".") as folder:
            ours.append(sales_seconds(count, Path(folder)))
            bare.append(bare_seconds(count, Path(folder)))
    return count / statistics.median(ours), count / statistics.median(bare)
