"""Exports: the days asked for, whole or not at all, readable by a spreadsheet."""

from __future__ import annotations

import csv
import tomllib
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kiosk.errors import KnownError
from kiosk.ops.arguments import Export
from kiosk.ops.books.export_command import export
from kiosk.ops.first_shop import save_snapshot
from kiosk.payments.bills.bill import RowKind
from kiosk.payments.intent import Method
from kiosk.payments.reconcile.cases import Case, Deed, Finding, Key
from kiosk.payments.reconcile.day import Day, Source
from kiosk.store.records import StockReason
from kiosk.sync.identity import Enrolment, save_enrolment
from tests.kiosk.ops.dts.parser import parse
from tests.kiosk.store.machine import filled

FIRST_DAY = "1970-01-01"
DAY = date(2026, 10, 1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    store = filled(tmp_path / "data")
    store.stock.set_stock("A1", 8, StockReason.REFILLED, "=cmd()")
    store.machine.trail("王", "looked", {"at": "A1"})
    key = Key(RowKind.PAYMENT, "K0000001A")
    late = Finding(Method.WECHAT, DAY, key, Case.LATE, "K0000001", "K1", None, 350, Deed.TOLD)
    store.bills.keep(Day(Method.WECHAT, DAY, Source.BILL, (late,)))
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
        ("eva-dts", "x.csv", "end its name with .dts or .txt"),
        ("eva-dts", "none/x.dts", "cannot be written"),
        ("sales", "x.dts", "known are .csv and .xlsx"),
        ("sales", "none/x.xlsx", "cannot be written"),
        ("sales", "x.pdf", "ending"),
        ("sales", "none/x.csv", "cannot be written"),
    ],
)
def test_what_cannot_be_is_a_sentence(data: Path, what: str, name: str, words: str) -> None:
    with pytest.raises(KnownError, match=words):
        export(Export(data, what, FIRST_DAY, FIRST_DAY, data.parent / name))
    assert not (data.parent / name).exists()


def cells(path: Path) -> list[dict[str, str]]:
    """The first sheet of an XLSX file as its XML has it: by column's letter, texts looked up."""
    names = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(path) as file:
        sheet = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
    return [
        {
            str(cell.get("r")).rstrip("0123456789"): "".join(cell.itertext())
            for cell in row.findall("m:c", names)
        }
        for row in sheet.findall("m:sheetData/m:row", names)
    ]


@pytest.mark.parametrize("what", ["sales", "ledger", "stock", "audit", "reconciliation"])
def test_every_export_is_a_spreadsheet_too(data: Path, what: str) -> None:
    out = data.parent / f"{what}.xlsx"
    assert export(Export(data, what, FIRST_DAY, "2030-01-01", out)) == 0
    head, *rows = table(data, what)
    sheet = cells(out)
    assert list(sheet[0].values()) == head and len(sheet) == len(rows) + 1
    assert sorted(path.name for path in data.parent.iterdir()) == sorted(("data", out.name, f"{what}.csv"))


def test_a_spreadsheet_adds_amounts_and_runs_no_text(data: Path) -> None:
    out = data.parent / "x.xlsx"
    export(Export(data, "sales", FIRST_DAY, "2030-01-01", out))
    first = cells(out)[1]
    assert (first["G"], first["K"]) == ("4.50", "7.50"), "numbers, in yuan"
    export(Export(data, "stock", FIRST_DAY, "2030-01-01", out))
    assert any(row.get("H") == "=cmd()" for row in cells(out))


def test_the_reconciliation_has_a_row_for_each_finding_in_both_languages(data: Path) -> None:
    head, *rows = table(data, "reconciliation", "2026-10-01", "2026-10-01")
    (found,) = [dict(zip(head, row, strict=True)) for row in rows]
    assert (found["class"], found["ours"], found["theirs"]) == ("late", "", "3.50")
    assert (found["sale"], found["order"], found["wallet"]) == ("K0000001", "K0000001A", "wechat")
    assert found["done_en"].startswith("handed to its sale") and found["done_zh"].startswith("已交给")
    assert table(data, "reconciliation", "2026-10-02", "2026-10-02") == [head]


@pytest.mark.parametrize(("what", "name"), [("sales", "x.csv"), ("eva-dts", "x.dts")])
def test_no_books_leave_no_file(tmp_path: Path, what: str, name: str) -> None:
    with pytest.raises(KnownError, match="no books"):
        export(Export(tmp_path, what, FIRST_DAY, FIRST_DAY, tmp_path / name))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x.dts", "x.TXT"])
def test_eva_dts_is_a_text_of_all_time_and_the_days_asked_for(
    data: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tomllib.loads(
        '[[products]]\nsku = "tea"\nnames = { en = "Tea" }\ncategory = "c"\nprice_fen = 450\n'
    )
    save_snapshot(data / "no-file", data, table, ())
    save_enrolment(data, Enrolment("https://c.example", "M-0042", "C"))
    out = data.parent / name
    assert export(Export(data, "eva-dts", "1970-01-02", "1970-01-03", out)) == 0
    assert "1970-01-02 to 1970-01-03" in capsys.readouterr().out
    dts = parse(out.read_bytes())
    assert dts.numbers("VA1") == [1_200, 3, 0, 0]
    assert dts.one("ID1")[0] == "M-0042"
    assert dts.one("EA3") == ["", "700104", "0000", "", "700102", "0000"]
    assert export(Export(data, "eva-dts", FIRST_DAY, FIRST_DAY, out)) == 0
    assert parse(out.read_bytes()).numbers("VA1") == [1_200, 3, 1_200, 3]
    assert sorted(path.name for path in data.parent.iterdir()) == sorted(("data", name))


def test_eva_dts_of_damaged_books_leaves_the_last_file(data: Path) -> None:
    out = data.parent / "x.dts"
    out.write_text("the last one")
    (data / "huodao.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(KnownError, match="damaged"):
        export(Export(data, "eva-dts", FIRST_DAY, FIRST_DAY, out))
    assert out.read_text() == "the last one"
