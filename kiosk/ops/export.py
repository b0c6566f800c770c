"""``main.py export``: books, stock and the audit trail as a table other programs read."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.errors import KnownError
from kiosk.money import yuan_text
from kiosk.ops import settings
from kiosk.ops.arguments import Export

if TYPE_CHECKING:
    from kiosk.store.listings import Cell, Listing

_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ExportError(KnownError):
    """The export cannot be written; the text says why and what would work."""

    def __init__(self, text: str) -> None:
        super().__init__("export", text)


def export(command: Export) -> int:
    """Write ``command.what`` to ``command.out``; the ending chooses the form. The days are the machine's own.

    The file appears whole or not at all. Raises ``KnownError``.
    """
    if command.what == "eva-dts":
        raise ExportError("eva-dts is not there yet. Export sales or ledger as .csv meanwhile.")
    write = _writer(command.out)
    zone = _zone()
    since_ms = _start_ms(date.fromisoformat(command.since), zone)
    until_ms = _start_ms(date.fromisoformat(command.until) + timedelta(days=1), zone)
    from kiosk.store.listings import listing  # loads the database library

    draft = command.out.with_name(f".{command.out.name}.part")
    try:
        with listing(command.data, command.what, since_ms, until_ms) as found:
            count = write(draft, found, zone)
        draft.replace(command.out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ExportError(f"{command.out} cannot be written: {error.strerror}.") from None
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sys.stdout.write(f"{count} rows of {command.what} are in {command.out}.\n")
    return 0


def _zone() -> tzinfo:
    """The machine's own zone, as its configuration says."""
    name = settings.load(None, demo=True).machine.timezone
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ExportError(f"machine.timezone is {name!r}, which this machine does not know.") from None


def _start_ms(day: date, zone: tzinfo) -> int:
    """Midnight of ``day`` in ``zone`` as UTC milliseconds."""
    return int(datetime.combine(day, time(), zone).timestamp()) * 1000


Writer = Callable[[Path, "Listing", tzinfo], int]
"""Writes the rows to a file and says how many."""


def _writer(out: Path) -> Writer:
    ending = out.suffix.lower()
    if ending == ".csv":
        return _write_csv
    if ending == ".xlsx":
        raise ExportError(
            "XLSX is not there yet: it needs XlsxWriter, which is not installed. Name a .csv file."
        )
    raise ExportError(f"{out.name}: the ending chooses the form; known is .csv.")


def _write_csv(path: Path, found: Listing, zone: tzinfo) -> int:
    # the mark at the beginning lets spreadsheet programs read Chinese
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(found.columns)
        return _count(table.writerow([_text(cell, zone) for cell in row]) for row in found.rows)


def _count(written: Iterable[object]) -> int:
    return sum(1 for _ in written)


def _text(cell: Cell, zone: tzinfo) -> str:
    """One cell as text. What a spreadsheet would take for a formula is made plain text."""
    from kiosk.store.listings import Amount, Moment

    if isinstance(cell, Moment):
        return datetime.fromtimestamp(cell.utc_ms // 1000, UTC).astimezone(zone).isoformat(sep=" ")
    if isinstance(cell, Amount):
        return yuan_text(cell.fen)
    if isinstance(cell, int):
        return str(cell)
    return f"'{cell}" if cell.startswith(_LOOKS_LIKE_FORMULA) else cell
