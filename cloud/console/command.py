"""``python -m cloud console add-owner NAME``: the first person, made by whoever can reach the database."""

from __future__ import annotations

from cloud.clock import HostClock
from cloud.console import passwords
from cloud.console.names import PERSON_NAME
from cloud.console.roles import Role
from cloud.errors import SettingsError
from cloud.store.console import people
from cloud.store.console.people import Deed
from cloud.store.database import Database, StoreUnavailable

USAGE = "console add-owner NAME makes a person who may do everything, and prints a one-time password."


def add_owner(url: str, words: list[str]) -> str:
    """The one-time password. Raises ``SettingsError`` in words."""
    match words:
        case ["add-owner", typed] if PERSON_NAME.fullmatch(typed.strip().lower()):
            name = typed.strip().lower()
        case ["add-owner", _]:
            raise SettingsError("A name has 1 to 39 lower-case letters, digits or Chinese characters.")
        case _:
            raise SettingsError(USAGE)
    password = passwords.new_one_time_password()
    now_ms = HostClock().utc_ms()
    db = Database(url)
    try:
        kept = passwords.hashed(password)
        if not db.write_now(people.add, name, Role.OWNER.value, kept, now_ms // 1000):
            raise SettingsError(f"There is somebody called {name} already. Take another name.")
        db.write_now(people.note, Deed(now_ms, name, "owner_added", name))
    except StoreUnavailable as error:
        raise SettingsError(str(error)) from None
    finally:
        db.close()
    return password
