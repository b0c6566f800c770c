"""The schema of the code is the schema of the migrations, and every released one can still be opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import kiosk.store
from kiosk.clock import ManualClock
from kiosk.errors import KnownError
from kiosk.store import schema
from kiosk.store.audit import audit
from kiosk.store.database import close_connection, open_connection
from kiosk.store.records import DATABASE_NAME
from kiosk.store.store import Store

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
"""One dump of a filled database for each released schema; never changed once released."""


def test_code_and_migrations_agree(tmp_path: Path) -> None:
    Store.open(tmp_path, ManualClock()).close()
    connection = open_connection(tmp_path / DATABASE_NAME)
    assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    close_connection(connection)
    config = Config()
    config.set_main_option("script_location", str(Path(kiosk.store.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_money_and_stock_have_their_triggers(tmp_path: Path) -> None:
    Store.open(tmp_path, ManualClock()).close()
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection:
        triggers = {
            row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        }
    for table in schema.APPEND_ONLY:
        assert {f"{table.name}_no_update", f"{table.name}_no_delete"} <= triggers


def test_every_released_schema_is_kept() -> None:
    assert [path.stem for path in SCHEMAS][-1] == schema.HEAD


@pytest.mark.parametrize("dump", SCHEMAS, ids=lambda path: path.stem)
def test_books_of_every_released_schema_open_and_balance(tmp_path: Path, dump: Path) -> None:
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    store = Store.open(tmp_path, ManualClock())
    assert [stored.number for stored in store.sales.open_sales()] == ["K0000003"]
    assert store.outbox.pending(1)[0].seq == 1
    store.close()
    report = audit(tmp_path)
    assert report.findings == ()
    assert report.sales == 3


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    Store.open(tmp_path, ManualClock()).close()
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(KnownError, match="newer version"):
        Store.open(tmp_path, ManualClock())
