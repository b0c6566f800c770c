"""The machine's people and the wrong PINs against them; every change of them with its line in the trail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from kiosk.clock import Clock
from kiosk.errors import KnownError
from kiosk.staff.lockout import OPEN, Lock, after_try
from kiosk.staff.people import PEOPLE_MAX, Origin, Person
from kiosk.staff.roles import Role
from kiosk.store import schema
from kiosk.store.database import reading, transaction

AT_THE_MACHINE = "main.py"
"""Who a change is written down to that nobody signed in for."""


class People:
    def __init__(self, connection: Connection, path: Path, clock: Clock) -> None:
        self._connection = connection
        self._path = path
        self._clock = clock

    def all(self) -> tuple[Person, ...]:
        """Who may sign in, by name."""
        table = schema.people
        statement = select(table).where(table.c.active == 1).order_by(table.c.name)
        with reading(self._connection, self._path) as connection:
            return tuple(_person(row) for row in connection.execute(statement))

    def find(self, number: str) -> Person | None:
        return next((person for person in self.all() if person.id == number), None)

    def add(
        self, name: str, role: Role, pin_hash: str, *, who: str, origin: Origin = Origin.MACHINE
    ) -> Person:
        """A new person, who must change a PIN that was given out. Raises ``KnownError`` for a name that is
        taken, and when there are too many."""
        people = self.all()
        if any(person.name == name for person in people):
            raise KnownError(
                "staff.known", f"There is a {name} already. Choose another name, or reset the PIN."
            )
        if len(people) >= PEOPLE_MAX:
            raise KnownError("staff.full", f"There are {PEOPLE_MAX} people already. Remove whoever has left.")
        table = schema.people
        with transaction(self._connection, self._path):
            count = self._connection.execute(select(func.count()).select_from(table)).scalar() or 0
            person = Person(
                f"P{count + 1}", name, role, pin_hash, must_change=origin is not Origin.DEMO, origin=origin
            )
            self._connection.execute(insert(table), self._row(person))
            self._trail(who, "person.added", {"person": person.signature, "role": role.value})
        return person

    def remove(self, person: Person, *, who: str) -> None:
        self._change(person.id, who, "person.removed", person.signature, active=0)

    def give_pin(self, person: Person, pin_hash: str, *, who: str) -> None:
        """One that was given out, and must be changed; what was held against them is forgotten."""
        self._change(
            person.id,
            who,
            "person.pin_reset",
            person.signature,
            pin_hash=pin_hash,
            must_change=1,
            **_columns(OPEN),
        )

    def own_pin(self, person: Person, pin_hash: str) -> None:
        """The one they chose themselves."""
        self._change(
            person.id,
            person.signature,
            "person.pin_changed",
            person.signature,
            pin_hash=pin_hash,
            must_change=0,
        )

    def tried(self, number: str, free: int) -> Lock | None:
        """A PIN is about to be looked at: counted as wrong until ``forgive``. None: nobody by that number."""
        person = self.find(number)
        if person is None:
            return None
        lock = after_try(person.lock, self._clock.utc_ms(), free)
        self._write_lock(number, lock)
        return lock

    def forgive(self, number: str) -> None:
        """It was the right one."""
        self._write_lock(number, OPEN)

    def _write_lock(self, number: str, lock: Lock) -> None:
        table = schema.people
        with transaction(self._connection, self._path):
            self._connection.execute(update(table).where(table.c.id == number).values(**_columns(lock)))

    def _change(self, number: str, who: str, action: str, signature: str, **columns: object) -> None:
        table = schema.people
        now_ms = self._clock.utc_ms()
        with transaction(self._connection, self._path):
            self._connection.execute(
                update(table).where(table.c.id == number).values(changed_at_ms=now_ms, **columns)
            )
            self._trail(who, action, {"person": signature})

    def _trail(self, who: str, action: str, detail: Mapping[str, object]) -> None:
        """Inside a transaction: the change and who made it are true together."""
        row = {
            "who": who,
            "action": action,
            "detail": json.dumps(detail, ensure_ascii=False),
            "at_ms": self._clock.utc_ms(),
        }
        self._connection.execute(insert(schema.trail), row)

    def _row(self, person: Person) -> dict[str, Any]:
        return {
            "id": person.id,
            "name": person.name,
            "role": person.role.value,
            "pin_hash": person.pin_hash,
            "must_change": int(person.must_change),
            "active": 1,
            "origin": person.origin.value,
            **_columns(person.lock),
            "changed_at_ms": self._clock.utc_ms(),
        }


def _columns(lock: Lock) -> dict[str, int]:
    return {"failures": lock.failures, "locked_until_ms": lock.until_ms}


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        pin_hash=row.pin_hash,
        must_change=bool(row.must_change),
        origin=Origin(row.origin),
        lock=Lock(row.failures, row.locked_until_ms),
    )
