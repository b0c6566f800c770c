"""``audit`` as a stranger runs it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.errors import KnownError
from kiosk.ops.arguments import Audit
from kiosk.ops.audit_command import audit
from kiosk.store.records import DATABASE_NAME
from tests.kiosk.store.machine import filled


def test_sound_books_end_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(tmp_path).close()
    assert audit(Audit(tmp_path, json=True)) == 0
    found = json.loads(capsys.readouterr().out)
    parts = ("delivered_fen", "refunded_fen", "refund_pending_fen", "in_doubt_fen")
    assert found["paid_fen"] == sum(found[name] for name in parts) == 2250
    assert found["findings"] == []
    assert audit(Audit(tmp_path, json=False)) == 0
    words = capsys.readouterr().out
    assert "22.50" in words and "The books balance." in words


def test_unsound_books_end_with_1_and_say_what(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection, connection:
        connection.execute("DROP TRIGGER postings_no_update")
        connection.execute("UPDATE postings SET amount_fen = amount_fen + 1")
    assert audit(Audit(tmp_path, json=True)) == 1
    assert {"entry", "postings"} <= {
        found["code"] for found in json.loads(capsys.readouterr().out)["findings"]
    }
    assert audit(Audit(tmp_path, json=False)) == 1
    assert "NOT balance" in capsys.readouterr().out


def test_no_books_are_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="no books"):
        audit(Audit(tmp_path, json=True))
