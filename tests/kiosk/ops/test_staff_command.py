"""``main.py staff``: the first person of a machine, and what the trail says of it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.errors import KnownError
from kiosk.ops.arguments import ArgumentsError, StaffCommand, parse
from kiosk.ops.staff_command import staff
from kiosk.staff.pins import fits
from kiosk.store.store import Store
from main import main


def asked(folder: Path, *words: str) -> StaffCommand:
    command = parse(["staff", *words, "--data", str(folder)])
    assert isinstance(command, StaffCommand)
    return command


def printed_pin(capsys: pytest.CaptureFixture[str]) -> str:
    found = re.search(r"\b(\d{6})\b", capsys.readouterr().out)
    assert found is not None
    return found[1]


def stored_hash(folder: Path) -> str:
    store = Store.open(folder, SystemClock())
    try:
        return store.people.all()[0].pin_hash
    finally:
        store.close()


def test_the_first_person_gets_a_pin_that_is_printed_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert staff(asked(tmp_path, "add", "--name", " 王  芳 ", "--role", "manager")) == 0
    pin = printed_pin(capsys)
    assert fits(pin, stored_hash(tmp_path))
    with closing(sqlite3.connect(tmp_path / "huodao.db")) as connection:
        rows = connection.execute("SELECT who, action, detail FROM trail").fetchall()
    assert rows == [("main.py staff", "person.added", '{"person": "王 芳 (P1)", "role": "manager"}')]
    assert pin.encode() not in (tmp_path / "huodao.db").read_bytes()


def test_reset_list_and_remove(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    staff(asked(tmp_path, "list"))
    assert "staff add" in capsys.readouterr().out
    staff(asked(tmp_path, "add", "--name", "李雷", "--role", "technician"))
    first = printed_pin(capsys)
    staff(asked(tmp_path, "reset", "--name", "李雷"))
    second = printed_pin(capsys)
    assert fits(second, stored_hash(tmp_path)) and not fits(first, stored_hash(tmp_path))
    staff(asked(tmp_path, "list"))
    assert re.search(r"P1 +technician +李雷", capsys.readouterr().out)
    staff(asked(tmp_path, "remove", "--name", "P1"))
    with pytest.raises(KnownError, match="nobody"):
        staff(asked(tmp_path, "remove", "--name", "李雷"))


@pytest.mark.parametrize("name", ["", "   ", "x" * 21, "a\x07b"])
def test_a_name_that_cannot_be_shown_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(KnownError, match="1 to 20"):
        staff(asked(tmp_path, "add", "--name", name, "--role", "manager"))


@pytest.mark.parametrize(
    "words", [["staff"], ["staff", "add"], ["staff", "add", "--name", "x", "--role", "king"]]
)
def test_what_makes_no_sense_is_said(words: list[str]) -> None:
    with pytest.raises(ArgumentsError):
        parse(words)


def test_the_door_knows_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staff", "list", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out
