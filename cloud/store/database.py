"""One database, its transactions and the threads they run in.

SQLite (embedded, WAL) by default; PostgreSQL when there is more than one process. Work is a function that
gets a ``Session`` and returns plain values: nothing of SQLAlchemy leaves this folder.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, sessionmaker

STORE_THREADS = 8
"""Each holds at most one connection. SQLite has one writer anyway; more threads only wait."""
BUSY_TIMEOUT_MS = 5_000
"""How long a writer waits for another process's transaction; ours last milliseconds."""
POOL_TIMEOUT_S = 5
CACHE_KIB = 1_024
"""SQLite's page cache per connection: the tables in use are small and memory is dear beside a kiosk."""

P = ParamSpec("P")
T = TypeVar("T")


class StoreUnavailable(Exception):
    """The database did not do its work (locked, full, gone). Nothing changed; the caller may try again."""


class BadDatabaseUrl(Exception):
    """The address names no database the cloud can use; the text says what is allowed."""


class Database:
    """Every access to the cloud's state. Close it at the end."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        self._writer = self._engine.execution_options(begin_statement="BEGIN IMMEDIATE")
        self._threads = ThreadPoolExecutor(STORE_THREADS, thread_name_prefix="store")

    async def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` in a transaction that changes nothing. Raises ``StoreUnavailable``."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: self.read_now(work, *args, **kwargs))

    async def write(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` in one transaction, committed when it returns. Raises ``StoreUnavailable``."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: self.write_now(work, *args, **kwargs))

    def read_now(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with spoken(), Session(self._engine) as session, session.begin():
            return work(session, *args, **kwargs)

    def write_now(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with spoken(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            return work(session, *args, **kwargs)

    def session_maker(self) -> sessionmaker[Session]:
        """For the console's tables, whose library asks for sessions of its own. They only read: what is
        changed goes through ``write``."""
        return sessionmaker(self._engine, expire_on_commit=False)

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._engine.dispose()


@contextmanager
def spoken() -> Iterator[None]:
    """Every way a database can fail to do its work becomes ``StoreUnavailable``."""
    try:
        yield
    except PoolTimeoutError:
        raise StoreUnavailable("The database has no free connection.") from None
    except (IntegrityError, ProgrammingError, DataError):
        raise  # bugs of ours, not the database's
    except (DatabaseError, InterfaceError) as error:
        # the statement and its values stay out of the text: they may hold what must not be logged
        reason = str(error.orig)
        raise StoreUnavailable(f"The database did not answer: {reason.strip()}") from None


def embedded_url(data: Path) -> str:
    """The address of the embedded database in the data folder."""
    return f"sqlite:///{data / 'cloud.sqlite'}"


def open_engine(url: str) -> Engine:
    """Raises ``BadDatabaseUrl`` in words."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadDatabaseUrl("The database address cannot be read; see DATABASE_URL.") from None
    backend = parsed.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_size=STORE_THREADS,
            max_overflow=0,
            pool_timeout=POOL_TIMEOUT_S,
            pool_pre_ping=True,
        )
    if backend == "sqlite":
        engine = create_engine(parsed, pool_size=STORE_THREADS, max_overflow=0, pool_timeout=POOL_TIMEOUT_S)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    raise BadDatabaseUrl(
        f"DATABASE_URL names a {backend} database. "
        "Use postgresql://USER@HOST/NAME, or leave it out for SQLite."
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not guessed by the driver
    cursor = connection.cursor()
    try:
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"cache_size = -{CACHE_KIB}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
    finally:
        cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # a writer takes the lock at once: a reader that turned writer half-way could not wait for its turn
    connection.exec_driver_sql(connection.get_execution_options().get("begin_statement", "BEGIN"))
