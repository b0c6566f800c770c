"""Exports: the days asked for, whole or not at all, readable by a spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kiosk.errors import KnownError
from kiosk.ops.arguments import Export
from kiosk.ops.export import export
from kiosk.store.records import StockReason
from tests.kiosk.store.machine import filled

FIRST_DAY = "1970-01-01"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    store = filled(tmp_path / "data")
    store.stock.set_stock("A1", 8, StockReason.REFILLED, "=cmd()")
    store.machine.trail("王", "looked", {"at": "A1"})
    store.close()
    return tmp_path / "data"


def table(data: Path, what: str, since: str = FIRST_DAY, until: str = "2030-01-01") -> list[list[str]]:
    out = data.parent / f"{what}.csv"
    assert export(Export(data, what, since, until, out)) == 0
    with out.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_sales_have_a_row_for_each_line(data: Path) -> None:
    head, *rows = table(data, "sales")
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert len(found) == 6
    assert found[3] == {
        "sale": "K0000002",
        "opened": "1970-01-01 08:00:01+08:00",
        "stage": "closed",
        "line": "2",
        "sku": "cola",
        "lane": "A2",
        "amount": "3.00",
        "fate": "not_delivered",
        "turns": "1",
        "method": "wechat",
        "sale_paid": "7.50",
        "sale_refunded": "3.00",
    }


def test_the_ledger_sums_to_zero(data: Path) -> None:
    head, *rows = table(data, "ledger")
    at = head.index("amount")
    assert rows and sum(round(float(row[at]) * 100) for row in rows) == 0


def test_stock_and_audit_are_text_no_spreadsheet_runs(data: Path) -> None:
    assert any(row[7] == "'=cmd()" for row in table(data, "stock"))
    assert table(data, "audit")[1][1:] == ["王", "looked", '{"at": "A1"}']


def test_only_the_days_asked_for(data: Path) -> None:
    assert len(table(data, "sales", FIRST_DAY, FIRST_DAY)) == 7
    assert len(table(data, "sales", "1970-01-02", "2030-01-01")) == 1


@pytest.mark.parametrize(
    ("what", "name", "words"),
    [
        ("eva-dts", "x.txt", "not there yet"),
        ("sales", "x.xlsx", "XlsxWriter"),
        ("sales", "x.pdf", "ending"),
        ("sales", "none/x.csv", "cannot be written"),
    ],
)
def test_what_cannot_be_is_a_sentence(data: Path, what: str, name: str, words: str) -> None:
    with pytest.raises(KnownError, match=words):
        export(Export(data, what, FIRST_DAY, FIRST_DAY, data.parent / name))
    assert not (data.parent / name).exists()


def test_no_books_leave_no_file(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="no books"):
        export(Export(tmp_path, "sales", FIRST_DAY, FIRST_DAY, tmp_path / "x.csv"))
    assert list(tmp_path.iterdir()) == []
