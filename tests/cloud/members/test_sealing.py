"""Who a member is lies sealed: without the key the database tells neither names nor numbers."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cloud.errors import SettingsError
from cloud.members.sealing import KEY_BYTES, MemberKeys, Person, fresh_keys, load_or_create
from tests.cloud.members.phones import PHONE, Phone
from tests.cloud.served import Machine

PERSON = Person("13800001234", "王小明", "02-29")


def test_what_is_sealed_opens_with_the_same_key_for_the_same_member() -> None:
    keys = MemberKeys(b"k" * KEY_BYTES)
    sealed = keys.seal("a1", PERSON)
    assert keys.open("a1", sealed) == PERSON
    for other, member in ((keys, "a2"), (fresh_keys(), "a1")):
        with pytest.raises(SettingsError, match="another key"):
            other.open(member, sealed)
    assert keys.seal("a1", PERSON) != sealed, "the same person twice does not look the same"
    assert "k" * 8 not in repr(keys)


def test_names_and_numbers_are_masked() -> None:
    assert PERSON.masked == "王**"
    assert replace(PERSON, name="").masked == "138****1234"


def test_the_key_file_is_made_once_and_for_one_user(tmp_path: Path) -> None:
    path = tmp_path / "members.key"
    made = load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_create(path) == made
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_or_create(path)


@pytest.mark.parametrize("content", ["", "00" * 31, "no hex at all", "00" * 40])
def test_a_damaged_key_file_is_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "members.key"
    path.touch(0o600)
    path.write_text(content)
    with pytest.raises(SettingsError, match="no members' key"):
        load_or_create(path)


def test_the_database_tells_nothing_of_who_is_in_it(
    machine: Machine, phones: Callable[..., Phone], tmp_path: Path
) -> None:
    session = machine.post("/v1/member-sessions", {}).json()
    phone = phones()
    phone.register(session["token"])
    phone.http.post("/m/me/profile", data={"name": "王小明", "month": "5", "day": "6"})
    assert "王小明" in phone.mine()
    with closing(sqlite3.connect(tmp_path / "cloud.sqlite")) as database:
        content = "\n".join(database.iterdump())
    kept = session["token"], phone.http.cookies["huodao_member"]
    for secret in (PHONE, "王小明", "05-06", *kept[1:]):
        assert secret not in content
        assert secret.encode().hex().upper() not in content.upper()
