"""``main.py export``: books, stock and the audit trail as a table, counters as an EVA-DTS report."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.ops import settings
from kiosk.ops.arguments import DTS, Export
from kiosk.ops.books.errors import ExportError
from kiosk.ops.settings import Settings

DTS_ENDINGS = (".dts", ".txt")


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
    from kiosk.ops.books.forms import writer  # with the next, loads the database library
    from kiosk.store.listings import listing

    write = writer(command.out)

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
