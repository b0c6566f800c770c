"""``main.py export``: books, stock and the audit trail as a table, counters as an EVA-DTS report."""

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
from kiosk.ops.arguments import DTS, Export
from kiosk.ops.settings import Settings

if TYPE_CHECKING:
    from kiosk.store.listings import Cell, Listing

DTS_ENDINGS = (".dts", ".txt")
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ExportError(KnownError):
    """The export cannot be written; the text says why and what would work."""

    def __init__(self, text: str) -> None:
        super().__init__("export", text)


def export(command: Export) -> int:
    """Write ``command.what`` to ``command.out``; the ending chooses the form. The days are the machine's own.

    The file appears whole or not at all. Raises ``KnownError``.
    """
    chosen = settings.load(None, demo=True)
    zone = _zone(chosen.machine.timezone)
    since_ms = _start_ms(date.fromisoformat(command.since), zone)
    until_ms = _start_ms(date.fromisoformat(command.until) + timedelta(days=1), zone)
    if command.what == DTS:
        return _export_dts(command, chosen, zone, since_ms, until_ms)
    write = _writer(command.out)
    from kiosk.store.listings import listing  # loads the database library

    def write_rows(draft: Path) -> int:
        with listing(command.data, command.what, since_ms, until_ms) as found:
            return write(draft, found, zone)

    count = _whole_or_not(command.out, write_rows)
    sys.stdout.write(f"{count} rows of {command.what} are in {command.out}.\n")
    return 0


def _export_dts(command: Export, chosen: Settings, zone: tzinfo, since_ms: int, until_ms: int) -> int:
    if command.out.suffix.lower() not in DTS_ENDINGS:
        raise ExportError(
            f"{command.out.name}: an EVA-DTS report is a text; end its name with {' or '.join(DTS_ENDINGS)}."
        )
    from kiosk.ops.dts.reading import read_report  # loads the database library

    text = read_report(command.data, chosen.machine, since_ms, until_ms, zone)
    _whole_or_not(command.out, lambda draft: draft.write_bytes(text))
    sys.stdout.write(f"The EVA-DTS report of {command.since} to {command.until} is in {command.out}.\n")
    return 0


def _whole_or_not(out: Path, write: Callable[[Path], int]) -> int:
    """What ``write`` says of the draft it has written, once that is ``out``."""
    draft = out.with_name(f".{out.name}.part")
    try:
        count = write(draft)
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ExportError(f"{out} cannot be written: {error.strerror}.") from None
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return count


def _zone(name: str) -> tzinfo:
    """The machine's own zone, as its configuration says."""
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
