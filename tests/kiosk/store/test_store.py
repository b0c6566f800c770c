"""One transaction for each step: all of it or nothing; what was read back is what was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.api import Result, VendOutcome
from kiosk.catalog.products import Lane
from kiosk.clock import ManualClock
from kiosk.errors import BugError
from kiosk.sale.events import MethodChosen, Rebooted, VendResult
from kiosk.sale.state import Fate, Stage
from kiosk.store.records import (
    DATABASE_NAME,
    OpenRecord,
    OutboxEvent,
    Severity,
    StockReason,
)
from kiosk.store.store import Store
from tests.kiosk.store.machine import (
    LANES,
    TOKEN,
    basket,
    delivered,
    filled,
    half_delivered,
    opened,
    paid,
    record,
    run,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path, ManualClock())
    yield store
    store.close()


def rows(store: Store, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(store.path)) as connection:
        return connection.execute(statement).fetchall()


def test_a_step_is_read_back_as_it_was(store: Store) -> None:
    sale = run(store, opened(store, "K0000001"), *paid("K0000001"))
    stored = store.sales.load("K0000001")
    assert stored is not None
    assert stored.sale == sale
    assert (stored.steps, stored.opened_at_ms, stored.changed_at_ms) == (3, 1_000, 2_000)
    assert stored.quote == {"total": 750} and stored.truth_token == TOKEN
    assert [order.number for order in store.sales.payment_orders("K0000001")] == ["K0000001A"]
    assert store.sales.load("K9") is None


def test_several_records_are_one_transaction(store: Store) -> None:
    sale = basket("K0000001")
    first = record(sale, MethodChosen("wechat"))
    with pytest.raises(BugError):
        store.commit(OpenRecord(sale, 1, TOKEN), replace(first, before=first.after))
    assert store.sales.load("K0000001") is None
    store.commit(OpenRecord(sale, 1, TOKEN), first)
    stored = store.sales.load("K0000001")
    assert stored is not None and stored.sale.stage is Stage.PAYING


def test_the_same_vend_cannot_be_written_twice(store: Store) -> None:
    sale = opened(store, "K0000001")
    choose, ready, seen = paid("K0000001")
    sale = run(store, sale, choose, ready)
    paying = record(sale, seen)
    again = (*paying.effects, *paying.effects)
    with pytest.raises(BugError, match="refused"):
        store.commit(replace(paying, effects=again))
    assert rows(store, "SELECT count(*) FROM vends") == [(0,)]
    assert rows(store, "SELECT count(*) FROM postings") == [(0,)]
    store.commit(paying)
    assert rows(store, "SELECT key FROM vends") == [("vend:K0000001:0:1",)]


def test_a_step_from_another_state_is_refused(store: Store) -> None:
    sale = opened(store, "K0000001")
    once = record(sale, MethodChosen("wechat"))
    store.commit(once)
    with pytest.raises(BugError, match="does not begin"):
        store.commit(once)
    with pytest.raises(BugError, match="never opened"):
        store.commit(record(basket("K0000009"), MethodChosen("wechat")))


def test_after_a_restart_open_sales_go_on(tmp_path: Path) -> None:
    store = filled(tmp_path)
    store.close()
    store = Store.open(tmp_path, ManualClock())
    (found,) = store.sales.open_sales()
    assert found.number == "K0000003" and found.sale.stage is Stage.VENDING
    sale = run(store, found.sale, Rebooted(), VendResult(0, 1, Fate.DELIVERED))
    assert sale.stage is Stage.REFUNDING
    assert [stored.number for stored in store.sales.recent(2)] == ["K0000003", "K0000002"]
    refund = store.sales.refund_order("K0000003R0")
    assert refund is not None
    assert refund == store.sales.refund_orders("K0000003")[0]
    assert refund.created_at_s > 0, "some gateways know a refund by its number and its time"
    store.close()


@pytest.mark.parametrize(
    "table",
    [
        "sale_steps",
        "postings",
        "effects",
        "vends",
        "vend_outcomes",
        "payment_orders",
        "refund_orders",
        "sale_notes",
        "stock_movements",
        "trail",
    ],
)
def test_money_and_stock_are_append_only(tmp_path: Path, table: str) -> None:
    store = filled(tmp_path)
    store.sales.record_outcome(
        VendOutcome("vend:K0000001:0:1", 1, Result.DELIVERED, "00", "fell", run_ms=900)
    )
    store.sales.note("K0000001", "rating", "5")
    store.machine.trail("somebody", "looked", {})
    store.close()
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection:
        column = connection.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchone()[0]
        for deed in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = {column}"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(deed)
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            connection.execute("DELETE FROM sales")
        with pytest.raises(sqlite3.IntegrityError, match="never changes"):
            connection.execute("UPDATE sales SET currency = 'USD'")


def test_stock_falls_with_each_unit_and_says_why(tmp_path: Path) -> None:
    store = filled(tmp_path)
    assert {lane.label: lane.stock for lane in store.stock.lanes()} == {"A1": 3, "A2": 7}
    moved = store.stock.set_stock("A1", 8, StockReason.REFILLED, "Wang")
    assert (moved.before, moved.delta, moved.after) == (3, 5, 8)
    assert store.stock.movements(2)[0].who == "Wang"
    assert store.stock.movements(2)[1].sale == "K0000002"
    with pytest.raises(BugError):
        store.stock.set_stock("Z9", 1, StockReason.COUNTED)
    store.close()


def test_a_new_planogram_keeps_the_stock_of_lanes_that_stay(store: Store) -> None:
    store.stock.plan(LANES)
    store.stock.set_stock("A1", 2, StockReason.COUNTED)
    store.stock.plan((Lane("A2", 2, "water", 6, 6), replace(LANES[0], motor=9), Lane("B1", 3, "tea", 4, 4)))
    lanes = {lane.label: (lane.motor, lane.sku, lane.stock) for lane in store.stock.lanes()}
    assert lanes == {"A2": (2, "water", 6), "A1": (9, "tea", 2), "B1": (3, "tea", 4)}
    assert [lane.label for lane in store.stock.lanes()] == ["A2", "A1", "B1"]
    for movement in store.stock.movements(100):
        assert movement.after == movement.before + movement.delta


def test_a_planogram_keeps_which_lanes_are_for_members_with_priority(store: Store) -> None:
    store.stock.plan((LANES[0], replace(LANES[1], for_priority=True)))
    assert [lane.for_priority for lane in store.stock.lanes()] == [False, True]
    store.stock.plan(LANES)
    assert [lane.for_priority for lane in store.stock.lanes()] == [False, False]


def test_a_unit_from_an_unknown_or_empty_lane_does_not_stop_the_sale(store: Store) -> None:
    store.stock.plan([replace(LANES[0], stock=0)])
    run(store, opened(store, "K0000001"), *paid("K0000001"), *delivered())
    assert [lane.stock for lane in store.stock.lanes()] == [-1]
    assert {m.lane for m in store.stock.movements(9) if m.reason is StockReason.SOLD} == {"A1", "A2"}


def test_the_outbox_counts_without_a_gap_also_after_acks_and_failures(store: Store) -> None:
    sale = opened(store, "K0000001")
    sale = run(store, sale, *paid("K0000001"))
    assert [event.seq for event in store.outbox.pending(10)] == [1, 2, 3]
    store.outbox.ack(3)
    bad = record(sale, VendResult(0, 1, Fate.DELIVERED))
    with pytest.raises(BugError):
        store.commit(bad, bad)
    run(store, sale, *half_delivered("K0000001"))
    store.outbox.add(OutboxEvent("incident", {"code": "x"}))
    assert [event.seq for event in store.outbox.pending(10)] == [4, 5, 6, 7]
    assert [event.seq for event in store.outbox.pending(1)] == [4]
    store.outbox.ack(99)
    assert store.outbox.size() == 0
    store.outbox.add(OutboxEvent("incident", {"code": "y"}))
    assert store.outbox.pending(10)[0].seq == 8
    assert store.outbox.pending(10)[0].body == {"code": "y"}


def test_incidents_are_raised_once_and_cleared_once(store: Store) -> None:
    assert store.machine.raise_incident("board.away", "", Severity.ERROR, "No answer.")
    assert not store.machine.raise_incident("board.away", "", Severity.ERROR, "Still none.")
    assert store.machine.raise_incident("lane.fault", "A1", Severity.WARNING, "Jam.")
    assert [found.subject for found in store.machine.incidents()] == ["A1", ""]
    assert store.machine.clear_incident("board.away")
    assert not store.machine.clear_incident("board.away")
    assert store.machine.raise_incident("board.away", "", Severity.ERROR, "Again.")
    assert len(store.machine.incidents(open_only=False)) == 3


def test_small_values_and_shop_versions(store: Store) -> None:
    assert store.machine.get("volume", 50) == 50
    store.machine.put("volume", {"day": 80})
    store.machine.put("volume", {"day": 70})
    assert store.machine.get("volume") == {"day": 70}
    assert store.machine.shop() is None
    for price in range(7):
        version = store.machine.put_shop("cloud", {"price": price})
    assert store.machine.shop() == (version, {"price": 6})
    assert rows(store, "SELECT count(*) FROM shops") == [(5,)]


def test_what_a_board_said_is_kept(tmp_path: Path) -> None:
    store = filled(tmp_path)
    outcome = VendOutcome(
        "vend:K0000003:0:1", 1, Result.UNKNOWN, "-", "nothing was said", nothing_moved=False, run_ms=9
    )
    assert store.sales.outcome(outcome.key) is None
    store.sales.record_outcome(outcome)
    late = replace(outcome, result=Result.DELIVERED, raw_code="00")
    store.sales.record_outcome(late)
    assert store.sales.outcome(outcome.key) == late
    with pytest.raises(BugError):
        store.sales.record_outcome(replace(outcome, key="vend:K9:0:1"))
    store.close()
