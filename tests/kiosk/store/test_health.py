"""Damage of every kind: mended when the books can be proved whole, otherwise kept and refused in words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kiosk.clock import ManualClock
from kiosk.errors import BugError, DataDamagedError, ExitCode, KnownError
from kiosk.sale.events import MethodChosen
from kiosk.store.audit import audit
from kiosk.store.health import ASIDE, MARKER_NAME, open_checked
from kiosk.store.records import DATABASE_NAME
from kiosk.store.store import Store
from tests.kiosk.store.machine import basket, filled, opened, record, run

PAGE_BYTES = 4096
NOBODY = 65534


def root_page(path: Path, name: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        found: int = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)
        ).fetchone()[0]
    return found


def spoil(path: Path, page: int) -> None:
    """What a worn-out card does: one page is noise."""
    raw = bytearray(path.read_bytes())
    raw[(page - 1) * PAGE_BYTES : page * PAGE_BYTES] = b"\xa5" * PAGE_BYTES
    path.write_bytes(raw)


@pytest.fixture
def books(tmp_path: Path) -> Path:
    filled(tmp_path).close()
    open_checked(tmp_path, ManualClock())[0].close()
    return tmp_path / DATABASE_NAME


def test_a_sound_database_is_opened_as_it_is(books: Path) -> None:
    store, repaired = open_checked(books.parent, ManualClock())
    store.close()
    assert repaired == ""
    assert not (books.parent / ASIDE).exists()


def test_a_damaged_index_is_made_anew(books: Path) -> None:
    spoil(books, root_page(books, "postings_sale"))
    store, repaired = open_checked(books.parent, ManualClock())
    store.close()
    assert repaired and str(books.parent / ASIDE) in repaired
    assert audit(books.parent).findings == ()
    assert len(list((books.parent / ASIDE).iterdir())) == 1


def test_a_damaged_lesser_table_is_left_behind(books: Path) -> None:
    spoil(books, root_page(books, "incidents"))
    store, repaired = open_checked(books.parent, ManualClock())
    assert "incidents" in repaired
    assert audit(books.parent).sales == 3
    assert store.outbox.pending(1)[0].seq == 1
    run(store, opened(store, "K0000009"), MethodChosen("wechat"))
    store.close()
    again, repaired = open_checked(books.parent, ManualClock())
    again.close()
    assert repaired == ""


@pytest.mark.parametrize("table", ["sales", "sale_steps", "postings", "outbox"])
def test_damaged_money_is_never_guessed_at(books: Path, table: str) -> None:
    spoil(books, root_page(books, table))
    before = books.read_bytes()
    for _ in range(2):
        with pytest.raises(DataDamagedError) as caught:
            open_checked(books.parent, ManualClock())
        assert caught.value.exit_code == ExitCode.DATA_DAMAGED
        assert str(books.parent / ASIDE) in caught.value.text
    assert books.read_bytes() == before
    copies = [path for path in (books.parent / ASIDE).rglob(DATABASE_NAME) if path.parent.name != "salvaged"]
    assert copies[0].read_bytes() == before


@pytest.mark.parametrize(
    "ruin",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"\0" * 8192),
        lambda path: path.write_bytes(path.read_bytes()[: 3 * PAGE_BYTES]),
    ],
    ids=["emptied", "gone", "zeroed", "cut"],
)
def test_a_ruined_file_is_refused_in_words(books: Path, ruin: Callable[[Path], object]) -> None:
    ruin(books)
    with pytest.raises(DataDamagedError) as caught:
        open_checked(books.parent, ManualClock())
    assert str(books) in caught.value.text and MARKER_NAME in caught.value.text


def test_a_new_folder_begins_with_empty_books(tmp_path: Path) -> None:
    store, repaired = open_checked(tmp_path / "new", ManualClock())
    store.close()
    assert repaired == ""
    assert (tmp_path / "new" / MARKER_NAME).exists()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownError, match="cannot be made"):
        open_checked(tmp_path / "file" / "x", ManualClock())


def test_a_full_disk_changes_nothing_and_selling_goes_on_when_there_is_space(tmp_path: Path) -> None:
    store = filled(tmp_path)
    driver = store._connection.connection.driver_connection
    assert driver is not None
    pages = driver.execute("PRAGMA page_count").fetchone()[0]
    driver.execute(f"PRAGMA max_page_count={pages}")
    found = []
    for number in range(200):
        try:
            opened(store, f"K1{number:06d}")
        except KnownError as error:
            found.append(error)
            break
    assert found[0].code == "store.disk_full" and str(store.path) in found[0].text
    lost = f"K1{number:06d}"
    assert store.sales.load(lost) is None
    driver.execute("PRAGMA max_page_count=100000")
    run(store, opened(store, lost), MethodChosen("wechat"))
    store.close()
    assert audit(tmp_path).findings == ()


def test_a_read_only_database_is_a_sentence(tmp_path: Path) -> None:
    store = filled(tmp_path)
    sale = opened(store, "K0000004")
    driver = store._connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA query_only=ON")
    with pytest.raises(KnownError) as caught:
        store.commit(record(sale, MethodChosen("wechat")))
    assert caught.value.code == "store.read_only"
    driver.execute("PRAGMA query_only=OFF")
    run(store, basket("K0000004"), MethodChosen("wechat"))
    store.close()


def test_a_folder_in_place_of_the_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).mkdir()
    with pytest.raises(KnownError) as caught:
        Store.open(tmp_path, ManualClock())
    assert caught.value.code == "store.cannot_open"


@contextmanager
def as_a_reader(folder: Path) -> Iterator[None]:
    """Take the right to write away; from root, too, by being nobody for a while."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder anybody may reach: pytest's own are closed to others."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_read_only_folder_can_be_audited_and_is_refused_for_selling(open_folder: Path) -> None:
    filled(open_folder).close()
    with as_a_reader(open_folder):
        report = audit(open_folder)
        with pytest.raises(KnownError) as caught:
            open_checked(open_folder, ManualClock())
    assert report.sales == 3 and report.findings == ()
    assert caught.value.code == "store.read_only" and "--data" in caught.value.text


def test_a_read_only_folder_with_an_unread_journal_is_not_audited_without_it(open_folder: Path) -> None:
    store = filled(open_folder)
    path = open_folder / DATABASE_NAME
    journal = Path(f"{path}-wal").read_bytes()
    store.close()
    Path(f"{path}-wal").write_bytes(journal)
    Path(f"{path}-wal").chmod(0o600)
    with as_a_reader(open_folder), pytest.raises(KnownError):
        audit(open_folder)


def test_a_commit_that_fails_at_its_very_end_leaves_the_store_usable(tmp_path: Path) -> None:
    store = filled(tmp_path)
    sale = opened(store, "K0000004")
    driver = store._connection.connection.driver_connection
    assert driver is not None
    driver.execute("CREATE TABLE pledges (sale TEXT REFERENCES sales (number) DEFERRABLE INITIALLY DEFERRED)")
    driver.execute(
        "CREATE TRIGGER pledge AFTER INSERT ON outbox BEGIN INSERT INTO pledges VALUES ('nobody'); END"
    )
    with pytest.raises(BugError):
        store.commit(record(sale, MethodChosen("wechat")))
    driver.execute("DROP TRIGGER pledge")
    assert store.outbox.pending(500)[-1].seq == 14
    run(store, sale, MethodChosen("wechat"))
    assert store.outbox.pending(500)[-1].seq == 15
    store.close()


def test_a_database_held_by_another_program_is_a_sentence_and_works_afterwards(tmp_path: Path) -> None:
    store = filled(tmp_path)
    sale = opened(store, "K0000004")
    driver = store._connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA busy_timeout=1")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(KnownError) as caught:
            store.commit(record(sale, MethodChosen("wechat")))
        assert caught.value.code == "store.busy"
        other.execute("ROLLBACK")
    run(store, sale, MethodChosen("wechat"))
    store.close()
    assert audit(tmp_path).findings == ()
