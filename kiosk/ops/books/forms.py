"""A listing as a file: CSV for programs, XLSX for people; the ending chooses."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

from kiosk.money import yuan_text
from kiosk.ops.books.errors import ExportError
from kiosk.store.listings import Amount, Cell, Listing, Moment

_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX_ROWS_MAX = 1_048_575
"""Under the head; the format holds no more."""
XLSX_CELL_LIMIT_CHARS = 32_767
XLSX_COLUMN_CHARS = 18
"""Wide enough for a sale's number and a time."""


Writer = Callable[[Path, Listing, tzinfo], int]
"""Writes the rows to a file and says how many. Raises ``OSError`` and ``ExportError``."""


def writer(out: Path) -> Writer:
    """The one for this ending. Raises ``ExportError`` for an ending nobody knows."""
    found = _WRITERS.get(out.suffix.lower())
    if found is None:
        known = " and ".join(_WRITERS)
        raise ExportError(f"{out.name}: the ending chooses the form; known are {known}.")
    return found


def write_csv(path: Path, found: Listing, zone: tzinfo) -> int:
    # the mark at the beginning lets spreadsheet programs read Chinese
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(found.columns)
        return _count(table.writerow([_text(cell, zone) for cell in row]) for row in found.rows)


def _count(written: Iterable[object]) -> int:
    return sum(1 for _ in written)


def _text(cell: Cell, zone: tzinfo) -> str:
    """One cell as text. What a spreadsheet would take for a formula is made plain text."""
    if isinstance(cell, Moment):
        return _at(cell, zone).isoformat(sep=" ")
    if isinstance(cell, Amount):
        return yuan_text(cell.fen)
    if isinstance(cell, int):
        return str(cell)
    return f"'{cell}" if cell.startswith(_LOOKS_LIKE_FORMULA) else cell


def _at(cell: Moment, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(cell.utc_ms // 1000, UTC).astimezone(zone)


def write_xlsx(path: Path, found: Listing, zone: tzinfo) -> int:
    """Amounts are numbers and times are times, so that a spreadsheet adds and sorts them; texts are texts."""
    from xlsxwriter import Workbook  # loads slowly

    # row by row to the disk: a machine's books are larger than its memory should be
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with path.open("wb") as stream, Workbook(stream, options) as book:
        sheet = book.add_worksheet()
        formats: dict[type, Any] = {
            Amount: book.add_format({"num_format": "0.00"}),
            Moment: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        head = book.add_format({"bold": True})
        sheet.set_column(0, len(found.columns) - 1, XLSX_COLUMN_CHARS)
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(found.columns):
            sheet.write_string(0, column, name, head)
        count = 0
        for count, row in enumerate(found.rows, 1):
            _write_row(sheet, formats, count, row, zone)
        return count


def _write_row(
    sheet: Any, formats: Mapping[type, Any], count: int, row: tuple[Cell, ...], zone: tzinfo
) -> None:
    if count > XLSX_ROWS_MAX:
        raise ExportError(f"XLSX holds {XLSX_ROWS_MAX} rows: take fewer days, or name a .csv file.")
    for column, cell in enumerate(row):
        _put(sheet, formats, count, column, cell, zone)


def _put(sheet: Any, formats: Mapping[type, Any], row: int, column: int, cell: Cell, zone: tzinfo) -> None:
    if isinstance(cell, Moment):
        # the format knows no zones: the machine's own, as in the rest of the file
        sheet.write_datetime(row, column, _at(cell, zone).replace(tzinfo=None), formats[Moment])
    elif isinstance(cell, Amount):
        sheet.write_number(row, column, Decimal(yuan_text(cell.fen)), formats[Amount])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, cell[:XLSX_CELL_LIMIT_CHARS])


_WRITERS: Mapping[str, Writer] = {".csv": write_csv, ".xlsx": write_xlsx}
