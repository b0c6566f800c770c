"""The first owner by the command line, and the console of a real process: loaded when it is opened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.cloud.console.office import Browser
from tests.cloud.processes import ROOT, CloudProcess


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cloud", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_first_owner_comes_by_command_and_signs_in_at_a_real_process(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    made = run("console", "add-owner", "Li", "--data", data)
    assert (made.returncode, made.stderr) == (0, "")
    password = made.stdout.strip()
    again = run("console", "add-owner", "li", "--data", data)
    assert (again.returncode, again.stdout) == (2, "")
    assert "somebody called li" in again.stderr
    with CloudProcess(tmp_path / "data", "--sandbox") as cloud:
        one = Browser(cloud.url)
        assert one.sign_in("li", password).status_code == 303
        assert one.get("/").headers["location"] == "/console/account"
        new = {"old": password, "new": "my own word", "again": "my own word"}
        assert one.post("/account/password", **new).status_code == 303
        assert one.sign_in("li", "my own word").status_code == 303
        page = one.get("/")
        assert page.status_code == 200 and "测试环境" in page.text, "an emulated gateway says so"
        assert cloud.end() == 0
        log = cloud.log.read_text()
    for secret in (password, "my own word", "Traceback", "starlette_admin"):
        assert secret not in log


def test_what_is_wrong_with_the_command_is_said(tmp_path: Path) -> None:
    for words in ((), ("add-owner",), ("add-owner", "<b>"), ("remove-owner", "li")):
        done = run("console", *words, "--data", str(tmp_path / "data"))
        assert (done.returncode, done.stdout) == (2, ""), words
        assert done.stderr.startswith("cloud: ") and "Traceback" not in done.stderr
    stray = run("openapi", "console")
    assert stray.returncode == 2 and "takes no" in stray.stderr


def test_a_cloud_that_nobody_visits_loads_nothing_of_it(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "import cloud.serve\n"
        "from cloud.app import openapi_text\n"
        "openapi_text()\n"
        "heavy = {'starlette_admin', 'babel', 'argon2', 'xlsxwriter', 'jinja2', 'greenlet'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
