"""The doctor: every missing thing is a line in words, and the exit code says whether there is one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kiosk.ops import doctor_machine, doctor_outside
from kiosk.ops.arguments import Doctor
from kiosk.ops.doctor import Finding, Verdict, doctor
from kiosk.ops.settings import Settings, load
from kiosk.store.lock import DataLock
from tests.kiosk.store.machine import filled


def asked(data: Path, *overrides: str) -> tuple[Settings, Doctor]:
    return load(None, overrides, demo=True), Doctor(None, data, overrides)


def missing(found: Iterator[Finding]) -> list[str]:
    return [finding.text for finding in found if finding.verdict is Verdict.MISSING]


@contextmanager
def server(status: int, date: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(status)
            self.send_header("Date", date)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_it_goes_on_after_a_broken_configuration_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text("[board]\nprot = 1\n")
    assert doctor(Doctor(config, tmp_path, ())) == 1
    said = capsys.readouterr().out
    assert "board.prot" in said and "defaults" in said
    assert "/dev/vending-board is not there" in said
    assert said.splitlines()[-1].endswith("things are missing.")


def test_a_machine_that_has_everything_ends_with_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All but fonts, which this machine need not have."""
    monkeypatch.setattr(doctor_machine, "FREE_MIN_BYTES", 1)
    (tmp_path / "data").mkdir()
    filled(tmp_path / "data").close()
    config = tmp_path / "kiosk.toml"
    with server(200, formatdate(usegmt=True)) as url:
        config.write_text(
            f'[machine]\nlanguages = ["en"]\n[board]\nport = "/dev/null"\n[cloud]\nurl = "{url}"\n'
        )
        (tmp_path / "data" / "cloud.json").write_text('{"url": "u", "machine_id": "M1", "cloud_id": "c"}')
        (tmp_path / "data" / "cloud.json").chmod(0o600)
        code = doctor(Doctor(config, tmp_path / "data", ()))
    said = capsys.readouterr().out
    assert code == 0, said
    assert "Nothing is missing." in said and "3 sales balance" in said and "It is M1" in said


def test_the_board_port(tmp_path: Path) -> None:
    assert "Serial ports found" in missing(doctor_machine.board(*asked(tmp_path, "board.port=/dev/none")))[0]
    assert missing(doctor_machine.board(*asked(tmp_path, "board.port=/dev/null"))) == []
    assert missing(doctor_machine.board(*asked(tmp_path, "board.port=socket://h:1"))) == []


def test_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_machine, "FREE_MIN_BYTES", 1)
    (tmp_path / "file").write_text("")
    assert "not a folder" in missing(doctor_machine.folder(*asked(tmp_path / "file")))[0]
    assert missing(doctor_machine.folder(*asked(tmp_path / "new" / "data"))) == []
    monkeypatch.setattr(doctor_machine, "FREE_MIN_BYTES", 1 << 60)
    assert "free" in missing(doctor_machine.folder(*asked(tmp_path)))[0]
    with DataLock(tmp_path):
        assert "runs on it" in [finding.text for finding in doctor_machine.folder(*asked(tmp_path))][-1]


def test_books_that_do_not_open(tmp_path: Path) -> None:
    assert list(doctor_machine.books(*asked(tmp_path))) == []
    (tmp_path / "huodao.db").write_bytes(b"no database at all" * 100)
    assert "damaged" in missing(doctor_machine.books(*asked(tmp_path)))[0]


def test_a_zone_nobody_knows(tmp_path: Path) -> None:
    assert missing(doctor_machine.timezone(*asked(tmp_path, "machine.timezone=Moon/Base")))
    assert missing(doctor_machine.timezone(*asked(tmp_path))) == []


def test_a_cloud_that_is_not_there_not_ours_or_of_another_time(tmp_path: Path) -> None:
    with server(200, formatdate(usegmt=True)) as url:
        assert missing(doctor_outside.cloud(*asked(tmp_path, f"cloud.url={url}"))) == []
    assert "cannot be reached" in missing(doctor_outside.cloud(*asked(tmp_path, f"cloud.url={url}")))[0]
    with server(404, formatdate(usegmt=True)) as url:
        assert "404" in missing(doctor_outside.cloud(*asked(tmp_path, f"cloud.url={url}")))[0]
    with server(200, formatdate(0, usegmt=True)) as url:
        assert "clock" in missing(doctor_outside.cloud(*asked(tmp_path, f"cloud.url={url}")))[0]


def test_enrolment_and_keys(tmp_path: Path) -> None:
    assert "main.py enrol" in missing(doctor_outside.enrolment(*asked(tmp_path)))[0]
    direct = asked(tmp_path, "payments.route=direct", "payments.wechat.appid=wx1")
    assert "payments.wechat" in missing(doctor_outside.wechat(*direct))[0]
    assert missing(doctor_outside.wechat(*asked(tmp_path))) == []
    assert missing(doctor_outside.enrolment(*direct)) == []
