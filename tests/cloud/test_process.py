"""The cloud as its owner starts it: one line, two ends, nothing forgotten, no emulator unless asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.sync.client import CloudClient, enrol
from kiosk.sync.identity import Identity
from kiosk.wire import Event, EventAck, EventBatch, PaymentState
from tests.cloud import plain
from tests.cloud.processes import ROOT, CloudProcess


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "cloud", *arguments]
    return subprocess.run(
        words,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_first_line_says_everything(tmp_path: Path) -> None:
    with CloudProcess(tmp_path / "data", "--enrol-code", "DEMO-CODE") as cloud:
        assert cloud.line == {"cloud": cloud.url, "enrol_code": "DEMO-CODE", "control": None, "phone": None}
        assert plain.get(f"{cloud.url}/healthz").json()["money"] == "none"
        assert cloud.end() == 0, "it ends with its parent"


def test_it_ends_on_sigterm(tmp_path: Path) -> None:
    with CloudProcess(tmp_path / "data") as cloud:
        assert cloud.terminate() in (0, -15)


def test_a_killed_cloud_forgets_nothing(tmp_path: Path) -> None:
    clock = SystemClock()
    identity = Identity.load_or_create(tmp_path / "machine.key")
    with CloudProcess(tmp_path / "data") as first:
        enrolled = enrol(first.url, str(first.line["enrol_code"]), identity, clock)
        machine = CloudClient(first.url, identity, enrolled.machine_id, enrolled.cloud_id, clock)
        batch = EventBatch(events=[Event(seq=1, kind="board", at_ms=1, body={})])
        assert machine.post_events(batch) == EventAck(acked=1)
        machine.close_connections()
        first.kill()
    with CloudProcess(tmp_path / "data") as second:
        machine = CloudClient(second.url, identity, enrolled.machine_id, enrolled.cloud_id, clock)
        assert machine.probe() is None, "the machine is still known"
        assert machine.post_events(batch) == EventAck(acked=1)
        machine.close_connections()


def test_two_processes_serve_one_database(tmp_path: Path) -> None:
    clock = SystemClock()
    identity = Identity.load_or_create(tmp_path / "machine.key")
    with CloudProcess(tmp_path / "data") as one, CloudProcess(tmp_path / "data") as two:
        enrolled = enrol(one.url, str(two.line["enrol_code"]), identity, clock)
        there = CloudClient(two.url, identity, enrolled.machine_id, enrolled.cloud_id, clock)
        assert there.probe() is None
        there.close_connections()


def test_without_an_account_payments_are_refused_in_words(tmp_path: Path) -> None:
    from tests.cloud.served import Machine

    with CloudProcess(tmp_path / "data") as cloud:
        clock = SystemClock()
        machine = Machine(cloud.url, clock)  # type: ignore[arg-type] # any clock will do
        machine.enrol(str(cloud.line["enrol_code"]))
        answer = PaymentState.model_validate_json(machine.post("/v1/payments", machine.order()).text)
        assert answer.state == "refused"
        assert answer.problem is not None
        assert "no wechat account" in answer.problem.text
        machine.http.close()


def test_production_never_loads_the_emulator(tmp_path: Path) -> None:
    program = (
        "import sys, asyncio, pathlib\n"
        "from cloud.__main__ import main\n"
        "import cloud.serve\n"
        "real = cloud.serve._Server.startup\n"
        "async def once(self, sockets=None):\n"
        "    await real(self, sockets)\n"
        "    self.should_exit = True\n"
        "cloud.serve._Server.startup = once\n"
        f"code = main(['--port', '0', '--data', {str(tmp_path / 'data')!r}])\n"
        "loaded = [name for name in sys.modules if name.startswith('cloud.sandbox')]\n"
        "sys.exit(code or (f'loaded: {loaded}' if loaded else 0))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_code_can_be_made_for_an_installer(tmp_path: Path) -> None:
    made = run("enrol-code", "--data", str(tmp_path / "data"), "--site", "南门", DATABASE_URL="")
    assert made.returncode == 0, made.stderr
    with CloudProcess(tmp_path / "data") as cloud:
        identity = Identity.load_or_create(tmp_path / "machine.key")
        assert enrol(cloud.url, made.stdout.strip(), identity, SystemClock()).site == "南门"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "70000"], "no port"),
        (["--port", "x"], "no port"),
        (["--enrol-code", "abc"], "4 to 64"),
        (["--host", "999.1.1.1"], "cannot be used"),
        (["--config", "/nowhere/at/all.toml"], "cannot be read"),
        (["--public-url", "ftp://x"], "--public-url"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_wrong_arguments_are_said_and_exit_2(tmp_path: Path, arguments: list[str], words: str) -> None:
    done = run("--data", str(tmp_path / "data"), "--port", "0", *arguments, DATABASE_URL="")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_real_account_needs_an_address_that_can_be_reached(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('[payments.wechat]\nappid = "wx1234"\n')
    done = run("--data", str(tmp_path / "data"), "--port", "0", "--config", str(tmp_path / "c.toml"))
    assert done.returncode == 2
    assert "--public-url" in done.stderr


@pytest.mark.parametrize("endpoint", ["", 'endpoint = "production"\n'])
def test_the_emulated_gateway_never_runs_beside_a_real_account(tmp_path: Path, endpoint: str) -> None:
    config = tmp_path / "c.toml"
    config.write_text(f'[payments.wechat]\nappid = "wx1234"\n{endpoint}')
    arguments = ("--sandbox", "--public-url", "https://cloud.example.com", "--config", str(config))
    done = run("--data", str(tmp_path / "data"), "--port", "0", *arguments, DATABASE_URL="")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Leave out --sandbox" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "data" / "gateway.sqlite").exists(), "it was not even started"


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with CloudProcess(tmp_path / "data") as cloud:
        port = cloud.url.rsplit(":", 1)[1]
        done = run("--data", str(tmp_path / "data"), "--port", port, DATABASE_URL="")
    assert done.returncode == 2
    assert f"Port {port}" in done.stderr


@pytest.mark.parametrize("url", ["mysql://h/n", "nonsense", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_cannot_be_used_is_said(tmp_path: Path, url: str) -> None:
    done = run("--data", str(tmp_path / "data"), "--port", "0", DATABASE_URL=url)
    assert done.returncode == 2
    assert done.stderr.startswith("cloud: ")
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file is in the way")
    done = run("--data", str(tmp_path / "data"), "--port", "0", DATABASE_URL="")
    assert done.returncode == 2
    assert "data folder" in done.stderr


def test_the_log_is_lines_of_json_without_secrets(tmp_path: Path) -> None:
    with CloudProcess(tmp_path / "data", "--enrol-code", "SECRET-CODE") as cloud:
        plain.post(f"{cloud.url}/v1/enrol", json={"code": "WRONG-CODE", "public_key": "A" * 43 + "="})
        cloud.end()
    lines = [json.loads(line) for line in cloud.log.read_text().splitlines()]
    assert {line["event"] for line in lines} >= {"cloud.serving", "cloud.ended"}
    assert "SECRET-CODE" not in cloud.log.read_text()


def test_the_published_document_is_current() -> None:
    printed = run("openapi")
    assert printed.returncode == 0, printed.stderr
    stored = (ROOT / "cloud" / "openapi.json").read_text()
    assert stored == printed.stdout, "run: python -m cloud openapi > cloud/openapi.json"
