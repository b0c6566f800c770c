"""The one SQLite connection: opened with the right guarantees, migrated, its errors put into words.

WAL with ``synchronous=FULL``: a commit that returned survives a power cut. A commit that raised may, after
a power cut in the same instant, still turn out to have happened (the disk had it, the answer was lost): that
is safe, because an effect stored and not carried out is only ever asked about.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import StaticPool

from kiosk.errors import BugError, DataDamagedError, KnownError
from kiosk.store import schema
from kiosk.store.records import DATABASE_NAME

BUSY_TIMEOUT_MS = 5_000
"""Only an audit or export reads beside us, and WAL readers do not block; this covers a checkpoint."""
BATCH_ROWS = 500
WAL_LIMIT_BYTES = 16 * 1024 * 1024
"""The journal file is cut back to this after a checkpoint."""

_READ_WRITE = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    f"PRAGMA journal_size_limit={WAL_LIMIT_BYTES}",
)
_READ_ONLY = ("PRAGMA query_only=ON", f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


class StoreError(KnownError):
    """The disk would not do it. Nothing was changed; it may be tried again when the cause is gone."""


def open_for_reading(path: Path) -> Connection:
    """A connection that changes nothing, beside a running kiosk or without one, also from a folder this user
    may only read. Raises ``KnownError``."""
    try:
        return _tried(path, "ro")
    except StoreError:
        if _size(path.with_name(f"{path.name}-wal")):
            raise  # the journal holds what the file does not: reading the file alone would be a lie
    return _tried(path, "ro&immutable=1")


def _tried(path: Path, mode: str) -> Connection:
    connection = _connect(path, _READ_ONLY, mode)
    try:
        with reading(connection, path):
            connection.execute(text("SELECT count(*) FROM sqlite_master"))
    except BaseException:
        close_connection(connection)
        raise
    return connection


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def open_connection(path: Path, *, foreign_keys: bool = True) -> Connection:
    """A connection whose transactions are ours alone: ``BEGIN`` and ``COMMIT`` only where ``transaction``
    says so. May be handed to one thread. Raises ``KnownError``."""
    pragmas = _READ_WRITE if foreign_keys else (*_READ_WRITE, "PRAGMA foreign_keys=OFF")
    return _connect(path, pragmas, "rwc")


def _connect(path: Path, pragmas: tuple[str, ...], mode: str) -> Connection:
    engine = _engine(path, pragmas, mode)
    try:
        return engine.connect()
    except DBAPIError as error:
        engine.dispose()
        raise in_words(error, path) from error


def _engine(path: Path, pragmas: tuple[str, ...], mode: str) -> Engine:
    def connect() -> sqlite3.Connection:
        driver = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in pragmas:  # most of them do nothing inside a transaction: so not through the engine
                driver.execute(pragma)
        except sqlite3.Error:
            driver.close()
            raise
        return driver

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # the driver's own way would begin late and read-only; a step must own the write lock from the start
        connection.exec_driver_sql("BEGIN IMMEDIATE" if mode == "rwc" else "BEGIN")

    return engine


def close_connection(connection: Connection) -> None:
    connection.close()
    connection.engine.dispose()


@contextmanager
def transaction(connection: Connection, path: Path) -> Iterator[Connection]:
    """All or nothing. Raises ``KnownError`` for what the disk would not do, ``BugError`` for a broken rule
    of the schema (a vend twice, a posting changed): both leave everything as it was."""
    try:
        with connection.begin():
            yield connection
    except IntegrityError as error:
        raise BugError(f"the books refused a record: {error.orig}") from error
    except DBAPIError as error:
        raise in_words(error, path) from error
    finally:
        _leave_nothing_open(connection)


def _leave_nothing_open(connection: Connection) -> None:
    """A COMMIT that failed (a full disk is often noticed only there) leaves SQLite inside the transaction,
    and the library takes it for ended."""
    driver = connection.connection.driver_connection
    if driver is not None and driver.in_transaction:
        driver.rollback()


@contextmanager
def reading(connection: Connection, path: Path) -> Iterator[Connection]:
    """A read whose errors come in words. Ends the read transaction, so that the journal can be cut."""
    try:
        yield connection
    except DBAPIError as error:
        raise in_words(error, path) from error
    finally:
        if connection.in_transaction():
            connection.rollback()


@contextmanager
def books_for_reading(folder: Path) -> Iterator[Connection]:
    """The books of ``folder`` as they are at one instant, beside a running kiosk or without one. Raises
    ``KnownError`` when there are none, when another version wrote them, or when they cannot be read."""
    path = folder / DATABASE_NAME
    if not path.exists():
        raise StoreError("store.none", f"There are no books in {folder}: no kiosk has run with this folder.")
    connection = open_for_reading(path)
    try:
        version = schema_version(connection, path)
        if version != schema.HEAD:
            raise StoreError(
                "store.version",
                f"The database {path} has schema {version or 'none'}, this program knows {schema.HEAD}. "
                "Start the kiosk once, which brings it up to date.",
            )
        with reading(connection, path):
            yield connection
    finally:
        close_connection(connection)


def rows_of(connection: Connection, statement: Select[Any]) -> Iterator[Row[Any]]:
    """One by one: a machine's books are larger than its memory should be."""
    options = {"stream_results": True, "yield_per": BATCH_ROWS}
    return iter(connection.execute(statement, execution_options=options))


def migrate(connection: Connection, path: Path) -> str:
    """Bring the schema to ``schema.HEAD``; the version it was at before, empty for a new database.

    Raises ``KnownError`` when the database was written by a newer program.
    """
    version = schema_version(connection, path)
    if version == schema.HEAD:
        return version
    if version > schema.HEAD:
        raise KnownError(
            "store.newer",
            f"The database {path} was written by a newer version of this program (schema {version}, "
            f"this one knows {schema.HEAD}). Install that version again.",
        )
    with transaction(connection, path):
        _upgrade(connection)
    return version


def _upgrade(connection: Connection) -> None:
    # Alembic takes a while to load and is only needed when the schema is old
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def schema_version(connection: Connection, path: Path) -> str:
    """The newest migration this database has seen; empty when it is new."""
    with reading(connection, path):
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


_WORDS = {
    sqlite3.SQLITE_FULL: (
        "store.disk_full",
        "The disk is full: nothing can be written to {path}. Free space.",
    ),
    sqlite3.SQLITE_READONLY: ("store.read_only", "{path} may not be written. Check rights and the disk."),
    sqlite3.SQLITE_IOERR: ("store.io_error", "The disk did not read or write {path}. It may be failing."),
    sqlite3.SQLITE_CANTOPEN: (
        "store.cannot_open",
        "{path} cannot be opened. Check that the folder is there.",
    ),
    sqlite3.SQLITE_PERM: ("store.read_only", "{path} may not be opened by this user."),
    sqlite3.SQLITE_BUSY: ("store.busy", "{path} is held by another program for too long."),
    sqlite3.SQLITE_LOCKED: ("store.busy", "{path} is held by another program for too long."),
    sqlite3.SQLITE_NOMEM: ("store.memory", "There is not enough memory to use {path}."),
}
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def in_words(error: DBAPIError, path: Path) -> Exception:
    """What the database said, as an error for a person; a ``BugError`` when it is ours."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is None:
        return BugError(f"the database driver failed: {error.orig}")
    primary = code & 0xFF
    if primary in _DAMAGED:
        return DataDamagedError("store.damaged", f"The database {path} is damaged: {error.orig}.")
    if primary in _WORDS:
        name, words = _WORDS[primary]
        return StoreError(name, words.format(path=path))
    return BugError(f"the database refused a statement: {error.orig}")
