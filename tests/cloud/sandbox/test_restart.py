"""The gateway's own death loses nothing; its books belong to one process."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cloud.sandbox.client import ROOT, SandboxProcess
from cloud.sandbox.errors import SandboxError
from tests.cloud.sandbox.merchant import Merchant
from tests.cloud.sandbox.receiver import Receiver

NO = "K7F3A001"


def test_a_killed_gateway_remembers(tmp_path: Path, key_folder: Path, receiver: Receiver) -> None:
    state = tmp_path / "gateway.sqlite"
    receiver.answers = [500]
    with SandboxProcess(state=state, keys=key_folder) as sandbox:
        merchant = Merchant(sandbox.config)
        sandbox.advance(1000)
        sandbox.phone("pay", merchant.order(NO, 350, notify_url=receiver.url))
        receiver.next()
        open_code = merchant.order("K7F3A002", 100)
        merchant.refund("R1", NO, 150, 350)
        books = sandbox.books()
        sandbox.kill()
    with SandboxProcess(state=state, keys=key_folder) as sandbox:
        merchant = Merchant(sandbox.config)
        assert sandbox.books()["orders"] == books["orders"]
        assert merchant.state(NO) == "REFUND"
        sandbox.advance(15)
        assert merchant.opened(receiver.next().body)["out_trade_no"] == NO
        assert merchant.refund_status("R1") == "SUCCESS"
        assert sandbox.phone("pay", open_code).done
        assert sandbox.books()["payments_taken_fen"] == 450


def test_two_gateways_on_one_state_file(tmp_path: Path, key_folder: Path) -> None:
    state = tmp_path / "gateway.sqlite"
    with SandboxProcess(state=state, keys=key_folder):
        ended = _run("--state", str(state), "--keys", str(key_folder))
    assert ended.returncode == 2
    assert "another sandbox is running on it" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--state", "{tmp}/no/such/folder/s.sqlite"), "state file"),
        (("--state", "{tmp}/damaged"), "state file"),
        (("--keys", "{tmp}/damaged"), "key folder"),
        (("--port", "{taken}"), "cannot be used"),
        (("--port", "99999"), "cannot be used"),
        (("--port", "x"), "invalid int"),
        (("--host", "0.0.0.0"), "unrecognized"),
    ],
)
def test_what_cannot_be_used_is_told_in_words(
    tmp_path: Path, process: SandboxProcess, words: tuple[str, str], said: str
) -> None:
    (tmp_path / "damaged").write_bytes(b"this is no database at all, and no folder" * 100)
    taken = process.wechat_url.rsplit(":", 1)[1]
    ended = _run(words[0], words[1].format(tmp=tmp_path, taken=taken))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_state_file_of_another_version_is_left_alone(tmp_path: Path, key_folder: Path) -> None:
    state = tmp_path / "gateway.sqlite"
    with contextlib.closing(sqlite3.connect(state)) as db:
        db.execute("CREATE TABLE orders (out_trade_no PRIMARY KEY)")
    before = state.read_bytes()
    ended = _run("--state", str(state), "--keys", str(key_folder))
    assert ended.returncode == 2
    assert "another version" in ended.stderr
    assert state.read_bytes() == before


def test_damaged_keys_are_refused_and_not_replaced(tmp_path: Path) -> None:
    with SandboxProcess(keys=tmp_path):
        pass
    (tmp_path / "emulator_apiv3_key.txt").write_text("0" * 32)
    ended = _run("--keys", str(tmp_path))
    assert ended.returncode == 2
    assert "not an emulator's key" in ended.stderr


def test_keys_are_kept_private_and_marked(key_folder: Path, process: SandboxProcess) -> None:
    config = process.config
    for path in key_folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert path.name.startswith("emulator")
    apiv3_key = Path(config["apiv3_key_file"]).read_text()
    assert len(apiv3_key) == 32
    assert apiv3_key.startswith("EMULATOR")
    assert config["platform_public_key_id"].removeprefix("PUB_KEY_ID_").isdigit()
    assert config["endpoint"] == process.wechat_url
    with SandboxProcess(keys=key_folder) as again:
        unchanged = {name: value for name, value in again.config.items() if name != "endpoint"}
    assert unchanged.items() <= config.items()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(key_folder: Path, number: signal.Signals) -> None:
    child = _start("--keys", str(key_folder))
    assert child.stdout is not None
    assert child.stdout.readline().startswith('{"wechat"')
    os.kill(child.pid, number)
    _, errors = child.communicate(timeout=20)
    assert (child.returncode, errors) == (0, "")


@pytest.mark.parametrize("stdin", ["pipe", "/dev/null", __file__])
def test_the_end_of_stdin_ends_it(key_folder: Path, stdin: str) -> None:
    words = [sys.executable, "-m", "cloud.sandbox", "--keys", str(key_folder), "--control-stdin"]
    if stdin == "pipe":
        ended = subprocess.run(words, cwd=ROOT, input="", capture_output=True, text=True, timeout=20)
    else:
        with Path(stdin).open() as file:
            ended = subprocess.run(words, cwd=ROOT, stdin=file, capture_output=True, text=True, timeout=20)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith('{"wechat"')


def test_it_ends_while_a_fault_keeps_a_caller_waiting(key_folder: Path) -> None:
    with SandboxProcess(keys=key_folder) as sandbox:
        merchant = Merchant(sandbox.config)
        merchant.order(NO)
        sandbox.fault("query", "hang")
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(merchant.query, NO)
            while not (calls := sandbox.calls()) or calls[-1]["fault"] != "hang":
                pass
            sandbox.close()
            assert isinstance(waiting.exception(20), ConnectionError)
    assert sandbox.exit_code == 0


def test_a_start_that_failed_is_an_error_of_the_client(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="did not start"):
        SandboxProcess(state=tmp_path / "no" / "folder.sqlite", keys=tmp_path / "keys")


def _start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cloud.sandbox", *words],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cloud.sandbox", *words], cwd=ROOT, capture_output=True, text=True, timeout=20
    )
