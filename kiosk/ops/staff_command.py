"""``main.py staff``: who works at the machine, told at the machine itself. The kiosk may run meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from kiosk.errors import KnownError
from kiosk.ops.arguments import StaffCommand
from kiosk.staff.people import Person, checked_name
from kiosk.staff.pins import hashed, one_time_pin
from kiosk.staff.roles import Role

if TYPE_CHECKING:
    from kiosk.store.store import Store

WHO = "main.py staff"
"""What the audit trail says for whoever sits at the machine's own terminal."""


def staff(command: StaffCommand) -> int:
    """Carry out one act on the people of ``command.data``. Raises ``KnownError``."""
    from kiosk.store.store import Store  # loads the database library

    try:
        command.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise KnownError(
            "store.folder", f"The data folder {command.data} cannot be made: {error.strerror}."
        ) from None
    store = Store.open(command.data, SystemClock())
    try:
        sys.stdout.write(_ACTS[command.act](store, command))
    finally:
        store.close()
    return 0


def _add(store: Store, command: StaffCommand) -> str:
    pin = one_time_pin()
    person = store.people.add(checked_name(command.name), Role(command.role), hashed(pin), who=WHO)
    return f"{person.name} works here as {person.role} ({person.id}). {_given(pin)}"


def _list(store: Store, _command: StaffCommand) -> str:
    people = store.people.all()
    if not people:
        return "Nobody works here yet. Run: main.py staff add --name NAME --role manager\n"
    return "".join(f"{person.id}  {person.role:<11} {person.name}{_state(person)}\n" for person in people)


def _state(person: Person) -> str:
    return "  (must choose a PIN at the first sign-in)" if person.must_change else ""


def _reset(store: Store, command: StaffCommand) -> str:
    pin = one_time_pin()
    person = _known(store, command.name)
    store.people.give_pin(person, hashed(pin), who=WHO)
    return f"{person.name} ({person.id}) has a new PIN. {_given(pin)}"


def _remove(store: Store, command: StaffCommand) -> str:
    person = _known(store, command.name)
    store.people.remove(person, who=WHO)
    return f"{person.name} ({person.id}) cannot sign in any more. The audit trail keeps the name.\n"


def _given(pin: str) -> str:
    return f"PIN for the first sign-in: {pin}\nIt is shown only here, and must be changed when it is used.\n"


def _known(store: Store, name: str) -> Person:
    people = store.people.all()
    found = next((person for person in people if name in (person.name, person.id)), None)
    if found is None:
        there = ", ".join(person.name for person in people) or "nobody"
        raise KnownError("staff.stranger", f"Nobody here is called {name}. There is: {there}.")
    return found


_ACTS: Mapping[str, Callable[[Store, StaffCommand], str]] = {
    "add": _add,
    "list": _list,
    "reset": _reset,
    "remove": _remove,
}
