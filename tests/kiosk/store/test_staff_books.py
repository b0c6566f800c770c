"""What staff are shown of the books: real books, read by a connection of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.api import Result, VendOutcome
from kiosk.clock import ManualClock
from kiosk.sale.events import VendResult
from kiosk.sale.state import Fate, RefundState
from kiosk.store.records import Severity
from kiosk.store.repositories.staff.books import read_books
from kiosk.store.store import Store
from tests.kiosk.store.machine import opened, paid, run


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path, ManualClock())
    yield store
    store.close()


def in_doubt(store: Store, number: str) -> None:
    sale = run(store, opened(store, number), *paid(number))
    run(store, sale, VendResult(0, 1, Fate.UNKNOWN))


def test_a_unit_in_doubt_is_there_with_what_the_board_said(store: Store, tmp_path: Path) -> None:
    in_doubt(store, "K0000001")
    said = VendOutcome("vend:K0000001:0:1", 1, Result.UNKNOWN, "-", "the line was cut", run_ms=700)
    store.sales.record_outcome(said)
    store.sales.note("K0000001", "problem", "not_received")
    books = read_books(tmp_path, 0)
    [doubt] = books.doubts
    assert (doubt.sale, doubt.line.lane, doubt.method, doubt.complained) == ("K0000001", "A1", "wechat", True)
    assert doubt.said == said and doubt.at_ms > 0


def test_the_rest_of_the_basket_is_on_its_way_back(store: Store, tmp_path: Path) -> None:
    in_doubt(store, "K0000001")
    books = read_books(tmp_path, 0)
    [refund] = books.refunds
    assert (refund.sale, refund.refund.state, refund.method) == ("K0000001", RefundState.SENDING, "wechat")
    assert books.figures.balanced and books.figures.in_doubt_fen > 0


def test_what_is_open_is_shown_whatever_its_day_and_is_not_counted_today(
    store: Store, tmp_path: Path
) -> None:
    in_doubt(store, "K0000001")
    books = read_books(tmp_path, 10**15)
    assert (books.sales, books.figures.paid_fen) == (0, 0)
    assert len(books.doubts) == 1 and len(books.refunds) == 1


def test_only_what_is_still_wrong_is_told(store: Store, tmp_path: Path) -> None:
    store.machine.raise_incident("door_open", "main", Severity.INFO, "")
    store.machine.raise_incident("lane_out", "A1", Severity.WARNING, "x")
    store.machine.clear_incident("door_open", "main")
    assert [one.code for one in read_books(tmp_path, 0).incidents] == ["lane_out"]
