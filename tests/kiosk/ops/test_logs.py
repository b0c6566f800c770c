"""The log: JSON lines, bounded, and nothing in it that must not be written down."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ops import logs
from kiosk.ops.logs import BoundedFile, JsonLines, redact


@pytest.mark.parametrize(
    "secret",
    [
        "weixin://wxpay/bizpayurl?pr=pkl8yx9zz",
        "https://qr.alipay.com/bax03431ljhokirwl38f00a7",
        "https://qr.95516.com/00010000/62842093851",
        "http://127.0.0.1:40001/p/Zk3kZlq0aBcD",
        "https://cloud.example/o/abcdefghijklmnop",
        "Authorization: Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJNMSJ9.c2lnbmF0dXJl",
        'WECHATPAY2-SHA256-RSA2048 mchid="1900000001",signature="uOVRnA4qG=="',
        "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJNMSJ9.c2lnbmF0dXJl",
        "apiv3_key = 'EMULATORabcdefghijklmnopqrstu123'",
        "the key EMULATORabcdefghijklmnopqrstu123 was refused",
        "password: hunter2hunter2",
        '{"pin": "4711"}',
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqh\n-----END PRIVATE KEY-----",
        "sign " + "Ab3+/" * 20 + "==",
        "call 13812345678 now",
        "+86 13812345678",
        "the code 134567890123456789 was read",
        "the code 281381234567890138123456 was read",
        '{"code":"6213812345678901234"}',
    ],
)
def test_secrets_are_taken_out(secret: str) -> None:
    clean = redact(f"before {secret} after")
    assert clean.startswith("before")
    for word in (
        "pr=pkl",
        "bax0",
        "6284",
        "Zk3k",
        "abcdefghijkl",
        "eyJ",
        "uOVR",
        "hunter",
        "4711",
        "MII",
        "13812",
    ):
        assert word not in clean
    assert "Ab3+" not in clean


@pytest.mark.parametrize(
    "harmless",
    [
        "sale K0HM2QAAAAR1B4C7D3A is taken up again in vending",
        "payment.wechat.merchant_key_file: /etc/huodao/keys/apiclient_key.pem cannot be read",
        "/root/.venv/lib/python3.11/site-packages/sqlalchemy/engine/base.py:1872 _exec_single_context",
        "at 1790000000000 ms and 1790000000 s",
        "board xy is up on /dev/pts/3 (V1.2)",
        "http://127.0.0.1:40001/p/",
        "lane A3: 04/03 motor stalled",
    ],
)
def test_what_helps_stays(harmless: str) -> None:
    assert redact(harmless) == harmless


def test_long_texts_are_cut() -> None:
    assert len(redact("x y " * 2000)) == logs.TEXT_LIMIT_CHARS


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    found = logging.getLogger("test.logs")
    found.propagate = False
    yield found
    for handler in found.handlers:
        handler.close()
    found.handlers = []


def test_a_line_is_one_object_with_what_was_added_and_where_it_broke(
    logger: logging.Logger, tmp_path: Path
) -> None:
    handler = BoundedFile(tmp_path / "deep" / "log.jsonl")
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    try:
        raise ValueError("password=hunter2")
    except ValueError:
        logger.exception("failed\nbadly %s", 3, extra={"code": "x.y", "ok": False})
    (text,) = (tmp_path / "deep" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    line = json.loads(text)
    assert line["text"] == "failed\nbadly 3" and line["level"] == "error"
    assert line["code"] == "x.y" and line["ok"] is False
    assert "hunter2" not in text and "test_logs.py" in line["trace"][-1]


def test_the_file_is_bounded(logger: logging.Logger, tmp_path: Path) -> None:
    handler = BoundedFile(tmp_path / "log.jsonl")
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.error("first")
    inner = handler._inner
    assert inner is not None
    inner.maxBytes = 500  # type: ignore[attr-defined] # the library's own attribute
    for number in range(100):
        logger.error("line %d", number)
    files = list(tmp_path.iterdir())
    assert len(files) == logs.FILES_KEPT
    assert all(path.stat().st_size <= 500 for path in files)


def test_a_log_that_cannot_be_written_is_said_once(
    logger: logging.Logger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    handler = BoundedFile(tmp_path / "file" / "log.jsonl")
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.error("one")
    logger.error("two")
    (tmp_path / "file").unlink()
    logger.error("three")
    said = [json.loads(line)["text"] for line in capsys.readouterr().err.splitlines()]
    assert len(said) == 2
    assert "cannot be written" in said[0] and "again" in said[1]


def test_where_nothing_at_all_can_be_written_the_program_goes_on(
    logger: logging.Logger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Logs and stderr on one full disk: a sale must not die of what cannot be said about it."""
    (tmp_path / "file").write_text("")
    handler = BoundedFile(tmp_path / "file" / "log.jsonl")
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    with Path("/dev/full").open("wb", buffering=0) as nowhere:
        stderr = io.TextIOWrapper(nowhere)
        monkeypatch.setattr(sys, "stderr", stderr)
        logger.error("one")
        monkeypatch.undo()
        stderr.close()


PROGRAM = """
import logging, pathlib, sys, threading
from kiosk.ops import logs
logs.start(pathlib.Path(sys.argv[1]))
logging.getLogger("kiosk.x").info("hello")
logging.getLogger("library").info("noise")
def die(): raise RuntimeError("in a thread")
thread = threading.Thread(target=die); thread.start(); thread.join()
raise RuntimeError("token=abc")
"""


def test_a_program_that_breaks_leaves_its_last_words_in_both_places(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert [line["level"] for line in lines] == ["info", "critical", "critical"]
    assert lines[1]["error"] == "RuntimeError: in a thread"
    assert "abc" not in run.stderr
    kept = (tmp_path / logs.FOLDER / logs.FILE_NAME).read_text(encoding="utf-8")
    assert kept == run.stderr
