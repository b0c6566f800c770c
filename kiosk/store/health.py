"""Is the database sound? If not: keep it aside, mend what can be mended, and say so. Never guess at money.

Mended means: every table of money and stock could be read from end to end, and the audit of the copy has
no findings. Otherwise the program ends with 4 and the file stays where it is for a person to look at.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Table, insert, literal_column, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from kiosk.clock import Clock
from kiosk.errors import DataDamagedError, KnownError
from kiosk.store import schema
from kiosk.store.audit import audit
from kiosk.store.database import (
    StoreError,
    close_connection,
    in_words,
    open_connection,
    schema_version,
    transaction,
)
from kiosk.store.records import DATABASE_NAME
from kiosk.store.store import Store

CHECK_LIMIT_MS = 5_000
"""A machine must sell soon after power-on; the nightly audit reads everything anyway."""
_CHECK_STEP_INSTRUCTIONS = 50_000
ASIDE = "damaged"
MARKER_NAME = "huodao.id"
"""Lies beside the database from its first day: without it an emptied file would look like a new machine."""
_PARTS = ("", "-wal", "-shm")
_MAY_BE_LOST = frozenset({"incidents", "shops", "trail", "sale_notes"})


def open_checked(folder: Path, clock: Clock) -> tuple[Store, str]:
    """The store of ``folder``, and in words what had to be mended (empty: nothing).

    Raises ``DataDamagedError`` when the books cannot be trusted, ``KnownError`` for a folder or disk that
    cannot be used.
    """
    path = folder / DATABASE_NAME
    _refuse_folder(folder)
    repaired = ""
    if _size(path):
        trouble = find_trouble(path, clock)
        if trouble:
            repaired = _mend(folder, path, trouble, clock)
    elif (folder / MARKER_NAME).exists():
        raise DataDamagedError(
            "store.gone",
            f"The database {path} is empty or gone, although this folder was in use before. Put back a copy "
            f"of it (look in {folder / ASIDE}); or, to begin with empty books, also remove "
            f"{folder / MARKER_NAME}.",
        )
    store = Store.open(folder, clock)
    _mark(folder)
    return store, repaired


def _refuse_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(
            "store.folder", f"The data folder {folder} cannot be made: {error.strerror}."
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
        raise StoreError(
            "store.read_only",
            f"The data folder {folder} may not be written. Give this user the right to, or name another "
            "with --data.",
        )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise StoreError("store.cannot_open", f"{path} cannot be opened: {error.strerror}.") from None


def _mark(folder: Path) -> None:
    marker = folder / MARKER_NAME
    if marker.exists():
        return
    try:
        with marker.open("w", encoding="ascii") as stream:
            stream.write(f"{secrets.token_hex(8)}\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise StoreError("store.disk_full", f"{marker} cannot be written: {error.strerror}.") from None


# --- looking -----------------------------------------------------------------------------------------


def find_trouble(path: Path, clock: Clock) -> str:
    """What SQLite says is wrong with the file, empty when nothing. Looks for at most ``CHECK_LIMIT_MS``.

    Raises ``KnownError`` for a file that cannot be opened for another reason.
    """
    try:
        connection = open_connection(path)
    except DataDamagedError as error:
        return error.text
    try:
        return _quick_check(connection, clock)
    except DBAPIError as error:
        words = in_words(error, path)
        if isinstance(words, DataDamagedError):
            return words.text
        raise words from error
    finally:
        close_connection(connection)


def _quick_check(connection: Connection, clock: Clock) -> str:
    ends_ms = clock.monotonic_ms() + CHECK_LIMIT_MS
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection), "the store speaks to SQLite"
    driver.set_progress_handler(lambda: int(clock.monotonic_ms() > ends_ms), _CHECK_STEP_INSTRUCTIONS)
    try:
        lines = [str(row[0]) for row in connection.execute(text("PRAGMA quick_check(5)"))]
    except DBAPIError as error:
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            return ""
        raise
    finally:
        driver.set_progress_handler(None, 0)
    return "" if lines == ["ok"] else "; ".join(lines)


# --- mending -----------------------------------------------------------------------------------------


def _mend(folder: Path, path: Path, trouble: str, clock: Clock) -> str:
    aside = _keep_aside(folder, path, clock)
    if _reindexed(path, clock):
        return f"An index of the database was damaged ({trouble}) and was made anew. The old file: {aside}."
    salvaged = aside / "salvaged"
    lost, why_not = _salvage(aside, salvaged, clock)
    if why_not:
        raise DataDamagedError(
            "store.damaged",
            f"The database {path} is damaged ({trouble}) and the books cannot be trusted: {why_not}. "
            f"A copy as it was found, and what could be read of it, is in {aside}. Put back a sound copy; "
            f"or, to begin with empty books, move {path} and {folder / MARKER_NAME} away.",
        )
    _replace(path, salvaged / DATABASE_NAME, aside)
    gone = f" Lost: some of {', '.join(lost)}." if lost else ""
    return f"The database was damaged ({trouble}) and was rebuilt whole.{gone} The old file: {aside}."


def _replace(path: Path, new: Path, aside: Path) -> None:
    """Put the rebuilt file in place. A power cut in between leaves no database, which is noticed: never an
    old one without its journal, which would not be."""
    path.replace(aside / "taken-out.db")
    for part in _PARTS[1:]:
        Path(f"{path}{part}").unlink(missing_ok=True)
    new.replace(path)
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _keep_aside(folder: Path, path: Path, clock: Clock) -> Path:
    """A copy of the database as it was found, under the time of day; and where that is."""
    stamp = datetime.fromtimestamp(clock.utc_ms() / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = folder / ASIDE / f"{stamp}-{secrets.token_hex(2)}"
    try:
        aside.mkdir(parents=True, mode=0o700)
        for part in _PARTS:
            source = Path(f"{path}{part}")
            if source.exists():
                shutil.copy2(source, aside / source.name)
    except OSError as error:
        raise StoreError(
            "store.disk_full",
            f"The database {path} is damaged and no copy of it could be made in {aside}: {error.strerror}. "
            "Free space and start again; nothing was changed.",
        ) from None
    return aside


def _reindexed(path: Path, clock: Clock) -> bool:
    """Were only indexes damaged? Then making them anew heals the file."""
    try:
        connection = open_connection(path)
    except KnownError:
        return False
    try:
        with transaction(connection, path):
            connection.execute(text("REINDEX"))
    except KnownError:
        return False
    finally:
        close_connection(connection)
    return not find_trouble(path, clock)


def _salvage(aside: Path, target: Path, clock: Clock) -> tuple[list[str], str]:
    """Copy every row that can be read into a new database below ``target``.

    Returns what was lost of the lesser tables, and why the copy cannot be trusted (empty: it can).
    """
    target.mkdir(mode=0o700)
    work = target / "source"
    work.mkdir()
    for part in _PARTS:
        source = aside / f"{DATABASE_NAME}{part}"
        if source.exists():
            shutil.copy2(source, work / source.name)  # reading may recover the journal: not in the evidence
    new = Store.open(target, clock)
    new.close()
    try:
        lost = _copy_rows(work / DATABASE_NAME, target / DATABASE_NAME)
    except KnownError as error:
        return [], error.text
    finally:
        shutil.rmtree(work, ignore_errors=True)
    serious = [name for name in lost if name not in _MAY_BE_LOST]
    if serious:
        return lost, f"not all of {', '.join(serious)} can be read"
    report = audit(target)
    if report.findings:
        return lost, f"the audit of what can be read says: {report.findings[0].text}"
    return lost, ""


def _copy_rows(source_path: Path, target_path: Path) -> list[str]:
    """Names of the tables that could not be read from end to end."""
    source = open_connection(source_path)
    target = open_connection(target_path, foreign_keys=False)
    try:
        if schema_version(source, source_path) != schema.HEAD:
            raise DataDamagedError("store.damaged", "its schema version cannot be read")
        with transaction(target, target_path):
            lost = [
                table.name
                for table in schema.metadata.sorted_tables
                if not _copy_table(source, target, table)
            ]
            _copy_counter(source, target)
        return lost
    except DBAPIError as error:
        raise in_words(error, source_path) from error
    finally:
        close_connection(source)
        close_connection(target)


def _copy_table(source: Connection, target: Connection, table: Table) -> bool:
    rows = []
    whole = True
    try:
        for row in source.execute(select(table).order_by(literal_column("rowid"))):
            rows.append(dict(row._mapping))
    except DBAPIError:
        whole = False
    try:
        if rows:
            target.execute(insert(table), rows)
    except IntegrityError:
        whole = False
    return whole


def _copy_counter(source: Connection, target: Connection) -> None:
    """The outbox counts on where it stood, though all its events were acknowledged."""
    last = source.execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")).scalar()
    if last is not None:
        target.execute(text("DELETE FROM sqlite_sequence WHERE name = 'outbox'"))
        target.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', :seq)"), {"seq": last})
