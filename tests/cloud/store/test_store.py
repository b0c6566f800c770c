"""The schema comes up from nothing, once, and says what the models say."""

from __future__ import annotations

import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from cloud.store import schema
from cloud.store.console.models import ConsolePerson
from cloud.store.database import BadDatabaseUrl, StoreUnavailable, open_engine


def test_the_migrations_make_what_the_models_say(url: str) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), ConsolePerson.metadata) == []
    engine.dispose()


def test_head_is_the_newest_revision() -> None:
    folder = Path(schema.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == schema.HEAD


def test_a_current_database_is_left_alone(url: str) -> None:
    assert schema.is_current(url)
    schema.prepare(url)


def test_several_processes_may_start_on_an_empty_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cloud.sqlite'}"
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=schema.prepare, args=(url,)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0, 0]
    assert schema.is_current(url)


def test_a_newer_database_is_refused_in_words(url: str) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    with pytest.raises(StoreUnavailable, match="newer cloud"):
        schema.is_current(url)


def test_a_damaged_file_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "cloud.sqlite"
    file.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreUnavailable, match="not a database"):
        schema.is_current(f"sqlite:///{file}")


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/name", "://"])
def test_a_bad_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(BadDatabaseUrl):
        open_engine(url)
