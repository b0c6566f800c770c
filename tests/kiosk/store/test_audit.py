"""The audit is silent over sound books and finds every single thing that is changed behind its back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from hardware.api import Result, VendOutcome
from kiosk.clock import ManualClock
from kiosk.errors import KnownError
from kiosk.sale.events import Event, Rebooted, RefundSeen, StaffSettled, VendResult
from kiosk.sale.state import Fate
from kiosk.sale.table import step
from kiosk.store.audit import audit, audit_or_error
from kiosk.store.records import DATABASE_NAME, OpenRecord
from kiosk.store.store import Store
from tests.kiosk.sale.happenings import events
from tests.kiosk.store.machine import TOKEN, basket, filled, opened, paid, record, run


def tamper(folder: Path, *statements: str) -> None:
    """Change rows as a broken disk or a bug would: past the triggers."""
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            done = connection.execute(statement)
            assert done.rowcount != 0, f"changed nothing: {statement}"


def codes(folder: Path) -> set[str]:
    return {finding.code for finding in audit(folder).findings}


def test_sound_books_balance(tmp_path: Path) -> None:
    filled(tmp_path).close()
    assert audit(tmp_path).as_json() == {
        "sales": 3,
        "lines": 6,
        "paid_fen": 2250,
        "delivered_fen": 1200,
        "refunded_fen": 300,
        "refund_pending_fen": 0,
        "in_doubt_fen": 750,
        "vends_commanded": 5,
        "vends_delivered": 3,
        "double_vends": 0,
        "till": dict.fromkeys(("in_fen", "out_fen", "handed_fen", "credit_fen", "owed_fen", "kept_fen"), 0),
        "findings": [],
    }


def test_it_reads_beside_a_running_store(tmp_path: Path) -> None:
    store = filled(tmp_path)
    sale = run(store, opened(store, "K0000004"), *paid("K0000004"))
    assert audit(tmp_path).sales == 4
    run(store, sale, VendResult(0, 1, Fate.DELIVERED))
    assert audit(tmp_path).vends_delivered == 4
    store.close()
    assert audit(tmp_path).balanced


STATE = "UPDATE sales SET state = replace(state, {old}, {new}) WHERE number = 'K0000001'"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE sales SET stage = 'paying' WHERE number = 'K0000001'", "row"),
        ("DELETE FROM sale_steps WHERE sale = 'K0000001' AND seq = 2", "steps"),
        (STATE.format(old="'\"present\":true'", new="'\"present\":false'"), "state"),
        (
            "UPDATE sale_steps SET state = replace(state, 'A1', 'A7') WHERE sale='K0000002' AND seq=3",
            "replay",
        ),
        ("UPDATE sale_steps SET event = replace(event, '750', '751') WHERE sale = 'K0000002'", "replay"),
        ("UPDATE sale_steps SET event = 'x' WHERE sale = 'K0000002' AND seq = 3", "unreadable"),
        ("UPDATE sales SET state = '{}' WHERE number = 'K0000001'", "unreadable"),
        ("DELETE FROM effects WHERE sale = 'K0000001' AND kind = 'QueryPayment'", "effects"),
        ("UPDATE postings SET amount_fen = amount_fen + 1 WHERE id = 1", "entry"),
        ("UPDATE postings SET account = 'gifts' WHERE account = 'goods'", "postings"),
        ("DELETE FROM postings WHERE sale = 'K0000002' AND step = 4", "figures"),
        ("UPDATE refund_orders SET amount_fen = 299", "refund_order"),
        ("DELETE FROM payment_orders WHERE number = 'K0000001A'", "payment_order"),
        ("UPDATE payment_orders SET amount_fen = 1 WHERE number = 'K0000001A'", "payment_order"),
        ("DELETE FROM vends WHERE key = 'vend:K0000001:0:1'", "vends"),
        ("DELETE FROM vends WHERE key = 'vend:K0000001:0:1'", "no_vend"),
        ("DELETE FROM stock_movements WHERE sale = 'K0000001' AND line = 1", "stock"),
        ("UPDATE stock_movements SET line = 7 WHERE sale = 'K0000001' AND line = 1", "stock"),
        (
            "INSERT INTO vends VALUES ('vend:K0000001:0:2', 'K0000001', 0, 2, 'A2', 2, 9)",
            "double_vend",
        ),
        (STATE.format(old='\'"stage":"closed"\'', new='\'"stage":"open"\''), "row"),
        (STATE.format(old="'delivered'", new="'unknown'"), "closed"),
        (STATE.format(old="'delivered'", new="'moving'"), "closed"),
    ],
)
def test_each_change_is_found(tmp_path: Path, statement: str, code: str) -> None:
    filled(tmp_path).close()
    tamper(tmp_path, statement)
    assert code in codes(tmp_path)
    assert not audit(tmp_path).balanced


def test_a_step_taken_by_older_rules_is_not_judged_by_todays(tmp_path: Path) -> None:
    filled(tmp_path).close()
    other_event = "UPDATE sale_steps SET event = replace(event, '750', '751') WHERE sale = 'K0000002'"
    tamper(tmp_path, other_event)
    assert "replay" in codes(tmp_path)
    tamper(tmp_path, "UPDATE sale_steps SET rules = 0")
    assert "replay" not in codes(tmp_path)


def test_a_vend_without_money_is_found(tmp_path: Path) -> None:
    filled(tmp_path).close()
    unpaid = "UPDATE sale_steps SET state = replace(state, '\"paid_fen\":750', '\"paid_fen\":0')"
    tamper(tmp_path, f"{unpaid} WHERE sale = 'K0000001' AND seq = 3")
    assert "vend_unpaid" in codes(tmp_path)


def test_refunds_beyond_the_payment_are_found(tmp_path: Path) -> None:
    filled(tmp_path).close()
    more = '"amount_fen":900,"state":"done"'
    tamper(
        tmp_path,
        "UPDATE sales SET state = "
        f"replace(state, '\"amount_fen\":300,\"state\":\"done\"', '{more}') WHERE number = 'K0000002'",
    )
    assert {"refund", "negative"} <= codes(tmp_path)


def test_too_many_turns_are_found_and_counted(tmp_path: Path) -> None:
    filled(tmp_path).close()
    turns = ", ".join(f"('vend:K0000001:0:{turn}', 'K0000001', 0, {turn}, 'A1', 1, 9)" for turn in (2, 3))
    tamper(tmp_path, f"INSERT INTO vends VALUES {turns}")
    assert "turns" in codes(tmp_path)
    assert audit(tmp_path).double_vends == 1


def test_a_safe_retry_is_no_double_vend_unless_the_first_moved_after_all(tmp_path: Path) -> None:
    store = Store.open(tmp_path, ManualClock())
    refused = VendResult(0, 1, Fate.NOT_DELIVERED, nothing_moved=True, spare_lane="A3", spare_motor=3)
    run(
        store,
        opened(store, "K0000001"),
        *paid("K0000001"),
        refused,
        VendResult(0, 2, Fate.DELIVERED),
        VendResult(1, 1, Fate.DELIVERED),
    )
    report = audit(tmp_path)
    assert (report.double_vends, report.findings, report.vends_commanded) == (0, (), 3)
    store.sales.record_outcome(VendOutcome("vend:K0000001:0:1", 1, Result.DELIVERED, "00", "fell"))
    store.close()
    assert audit(tmp_path).double_vends == 1
    assert codes(tmp_path) == {"double_vend"}


def test_a_drop_after_the_money_went_back_is_named(tmp_path: Path) -> None:
    store = Store.open(tmp_path, ManualClock())
    run(
        store,
        opened(store, "K0000001"),
        *paid("K0000001"),
        VendResult(0, 1, Fate.UNKNOWN),
        StaffSettled(0, delivered=False),
        RefundSeen("K0000001R0"),
        RefundSeen("K0000001R1"),
    )
    assert audit(tmp_path).findings == ()
    store.sales.record_outcome(VendOutcome("vend:K0000001:0:1", 1, Result.DELIVERED, "00", "fell"))
    store.close()
    assert codes(tmp_path) == {"late_drop"}


def test_no_books_and_foreign_books_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="no books"):
        audit(tmp_path)
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection, connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    found = audit_or_error(tmp_path)
    assert isinstance(found, KnownError) and "Start the kiosk once" in found.text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events())
def test_whatever_happens_the_books_balance(
    tmp_path_factory: pytest.TempPathFactory, happened: list[Event]
) -> None:
    folder = tmp_path_factory.mktemp("books")
    store = Store.open(folder, ManualClock())
    sale = basket("K0000001")
    store.commit(OpenRecord(sale, 1_000, TOKEN))
    for event in [*happened, Rebooted()]:
        if step(sale, event) != (sale, ()):
            one = record(sale, event)
            store.commit(one)
            sale = one.after
    store.close()
    report = audit(folder)
    assert report.findings == ()
    assert report.figures.balanced
