"""Each incident is stored, logged and told once when it begins and once when it is over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.cabinet.ledger import Ledger
from kiosk.cabinet.watch import Finding
from kiosk.clock import ManualClock
from kiosk.sale.state import Line, open_sale
from kiosk.store.records import Severity
from kiosk.store.store import Store

DOWN, FAULT = Finding("board_away", "main", "the cable is out"), Finding("lane_fault", "A1", "no motor")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, ManualClock())
    yield opened
    opened.close()


def ledger(store: Store) -> Ledger:
    def later(work: Callable[[Store], object]) -> None:
        work(store)

    made = Ledger(later)
    made.load(store.machine.incidents())
    return made


def told(store: Store) -> list[tuple[str, object]]:
    return [(event.kind, event.body["code"]) for event in store.outbox.pending(100)]


def test_once_down_and_once_up(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    book = ledger(store)
    for now in ([DOWN], [DOWN], [], [], [DOWN, FAULT]):
        book.hold(now)
    assert told(store) == [
        ("incident", "board_away"),
        ("incident_over", "board_away"),
        ("incident", "board_away"),
        ("incident", "lane_fault"),
    ]
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "incident: Cabinet main: the board is away: the cable is out",
        "over: board_away main",
        "incident: Cabinet main: the board is away: the cable is out",
        "incident: Lane A1, says the board: no motor",
    ]
    assert [one.subject for one in store.machine.incidents()] == ["A1", "main"]


def test_the_cloud_hears_it_in_words(store: Store) -> None:
    ledger(store).hold([FAULT])
    body = store.outbox.pending(1)[0].body
    assert (body["severity"], body["text"]) == ("warning", "no motor")
    words = body["words"]
    assert isinstance(words, dict) and "A1" in words["zh_CN"]["restocker"] and words["en"]["next_step"]


def test_an_incident_outlives_a_restart_and_is_not_told_again(store: Store) -> None:
    ledger(store).hold([DOWN])
    again = ledger(store)
    assert again.is_open("board_away", "main") and again.detail("board_away", "main") == "the cable is out"
    again.hold([DOWN])
    assert told(store) == [("incident", "board_away")]
    again.hold([])
    assert store.machine.incidents() == [] and not again.is_open("board_away", "main")


def test_what_happened_is_not_over_by_itself(store: Store) -> None:
    book = ledger(store)
    book.raise_("unasked_result", "board", "slot 9 turned")
    book.hold([])
    assert [one.severity for one in store.machine.incidents()] == [Severity.ERROR]
    book.clear("unasked_result", "board")
    book.clear("unasked_result", "board")
    assert store.machine.incidents() == []


def test_a_closed_sale_settles_what_staff_were_called_for(store: Store) -> None:
    book = ledger(store)
    book.raise_("line_in_doubt", "S1:0", "may or may not have fallen")
    book.raise_("line_in_doubt", "S2:0", "may or may not have fallen")
    book.sale_closed(open_sale("S1", (Line(0, "tea", "A1", 1, 450),)))
    assert [one.subject for one in store.machine.incidents()] == ["S2:0"]


def test_a_code_the_table_does_not_know_is_kept_as_an_error(store: Store) -> None:
    ledger(store).raise_("gremlins", "x", "something odd")
    assert [one.severity for one in store.machine.incidents()] == [Severity.ERROR]
