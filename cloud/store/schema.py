"""The schema and how an older database comes up to it."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from cloud.store.database import StoreUnavailable, open_engine, spoken

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0008"
"""The newest revision under ``migrations/versions`` (a test compares)."""
MIGRATION_LOCK = 482_615_703
"""Any number of our own: of several processes that start together one migrates, the others wait."""


def prepare(url: str) -> None:
    """Bring the database up to date if it is not, in a child whose 10 MB of Alembic go with it.

    For the start of a process that has no threads yet. Raises ``StoreUnavailable`` and ``BadDatabaseUrl``.
    """
    if is_current(url):
        return
    child = multiprocessing.get_context("fork").Process(target=migrate, args=(url,))
    child.start()
    child.join()
    if child.exitcode != 0:
        raise StoreUnavailable("The database could not be brought up to date; it was left as it was.")


def is_current(url: str) -> bool:
    """Is nothing to be done? Cheap: Alembic is not loaded for it. Raises ``StoreUnavailable``."""
    engine = open_engine(url)
    try:
        with spoken(), engine.connect() as connection:
            found = _revision(connection)
    finally:
        engine.dispose()
    if found is not None and found > HEAD:
        raise StoreUnavailable(
            f"The database was made by a newer cloud: revision {found}, this one knows {HEAD}. "
            "Update the cloud."
        )
    return found == HEAD


def migrate(url: str) -> None:
    """Bring the database up to ``HEAD`` in one transaction, or leave it as it was."""
    from alembic import command  # heavy, and needed once per release
    from alembic.config import Config

    engine = open_engine(url).execution_options(begin_statement="BEGIN IMMEDIATE")
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])
