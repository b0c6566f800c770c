"""People and the wrong PINs against them, in a real database that is closed and opened again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.errors import BugError, KnownError
from kiosk.staff.lockout import OPEN, WAITS_S, wait_ms
from kiosk.staff.people import PEOPLE_MAX, Origin
from kiosk.staff.roles import Role
from kiosk.store.database import transaction
from kiosk.store.store import Store

FREE = 3
HASH = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaA"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    store = Store.open(tmp_path, clock)
    yield store
    store.close()


def trail(folder: Path) -> list[tuple[str, str, dict[str, object]]]:
    with closing(sqlite3.connect(folder / "huodao.db")) as connection:
        rows = connection.execute("SELECT who, action, detail FROM trail ORDER BY id").fetchall()
    return [(who, action, json.loads(detail)) for who, action, detail in rows]


def test_people_come_back_as_they_were_added(store: Store, tmp_path: Path) -> None:
    added = store.people.add("王芳", Role.MANAGER, HASH, who="main.py")
    assert store.people.all() == (added,)
    assert store.people.find("P1") == added and store.people.find("P2") is None
    assert added.must_change, "a PIN that was given out must be changed"
    assert HASH not in repr(added)
    assert trail(tmp_path) == [("main.py", "person.added", {"person": "王芳 (P1)", "role": "manager"})]


def test_a_number_is_never_used_again_and_a_name_only_once_at_a_time(store: Store) -> None:
    first = store.people.add("王芳", Role.MANAGER, HASH, who="main.py")
    with pytest.raises(KnownError, match="already"):
        store.people.add("王芳", Role.TECHNICIAN, HASH, who="main.py")
    store.people.remove(first, who="main.py")
    assert store.people.all() == ()
    second = store.people.add("王芳", Role.TECHNICIAN, HASH, who="main.py")
    assert (second.id, second.role) == ("P2", Role.TECHNICIAN)


def test_there_are_not_more_people_than_fit_the_screen(store: Store) -> None:
    for number in range(PEOPLE_MAX):
        store.people.add(f"人{number}", Role.RESTOCKER, HASH, who="main.py")
    with pytest.raises(KnownError, match="Remove"):
        store.people.add("一人", Role.RESTOCKER, HASH, who="main.py")


def test_wrong_pins_are_counted_beyond_a_restart(store: Store, tmp_path: Path, clock: ManualClock) -> None:
    store.people.add("王芳", Role.MANAGER, HASH, who="main.py")
    for _ in range(FREE):
        lock = store.people.tried("P1", FREE)
    store.close()
    again = Store.open(tmp_path, clock)
    (person,) = again.people.all()
    assert person.lock == lock and person.lock.failures == FREE
    assert wait_ms(person.lock, clock.utc_ms()) == WAITS_S[0] * 1_000
    again.people.forgive("P1")
    assert again.people.all()[0].lock == OPEN
    again.close()


def test_a_try_for_nobody_is_counted_against_nobody(store: Store) -> None:
    assert store.people.tried("P9", FREE) is None


def test_a_pin_that_was_reset_forgets_the_wait_and_must_be_changed(store: Store, tmp_path: Path) -> None:
    person = store.people.add("王芳", Role.MANAGER, HASH, who="main.py")
    store.people.own_pin(person, "own")
    for _ in range(FREE):
        store.people.tried("P1", FREE)
    store.people.give_pin(person, "given", who="李雷 (P7)")
    (now,) = store.people.all()
    assert (now.pin_hash, now.must_change, now.lock) == ("given", True, OPEN)
    assert [(who, action) for who, action, _ in trail(tmp_path)] == [
        ("main.py", "person.added"),
        ("王芳 (P1)", "person.pin_changed"),
        ("李雷 (P7)", "person.pin_reset"),
    ]
    assert "given" not in json.dumps([detail for _, _, detail in trail(tmp_path)])


def test_a_demos_person_keeps_the_known_pin(store: Store) -> None:
    person = store.people.add("演示", Role.MANAGER, HASH, who="demo", origin=Origin.DEMO)
    assert (person.must_change, store.people.all()[0].origin) == (False, Origin.DEMO)


@pytest.mark.parametrize("deed", ["UPDATE trail SET who = 'x'", "DELETE FROM trail"])
def test_the_trail_cannot_be_changed(store: Store, deed: str) -> None:
    store.machine.trail("王芳 (P1)", "signed_in", {})
    with pytest.raises(BugError, match="append-only"), transaction(store._connection, store.path):
        store._connection.exec_driver_sql(deed)
