"""Never reachable in production: loaded by nobody who did not ask, on loopback, for callers from here."""

from __future__ import annotations

import ast
import asyncio
import http.client
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from cloud.sandbox.app import build
from cloud.sandbox.client import ROOT, SandboxProcess
from cloud.sandbox.errors import SandboxError
from cloud.sandbox.net.post import is_loopback
from cloud.sandbox.net.server import loopback_socket

SANDBOX = ROOT / "cloud" / "sandbox"


def _imports_on_load(path: Path) -> set[str]:
    """Modules that a file imports when it is loaded; not what a function imports when it is called."""
    found: set[str] = set()
    pending: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        if isinstance(node, ast.ImportFrom):
            found.update({f"{node.module}", *(f"{node.module}.{name.name}" for name in node.names)})
        pending.extend(ast.iter_child_nodes(node))
    return found


def test_nothing_that_sells_loads_the_sandbox() -> None:
    for folder in ("cloud", "kiosk", "ui", "hardware"):
        for path in (ROOT / folder).rglob("*.py"):
            if SANDBOX in path.parents:
                continue
            loaded = {name for name in _imports_on_load(path) if name.startswith("cloud.sandbox")}
            assert not loaded, (
                f"{path.relative_to(ROOT)} loads {loaded}: import it where --sandbox is handled"
            )


def test_the_cloud_without_its_switch_has_not_loaded_it() -> None:
    script = "import sys, cloud.__main__; print([m for m in sys.modules if m.startswith('cloud.sandbox')])"
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ended.stdout.strip() == "[]", ended.stderr


def test_the_sandbox_imports_nothing_of_the_adapter_it_tests() -> None:
    allowed = ("cloud.sandbox", "kiosk.money")
    for path in SANDBOX.rglob("*.py"):
        ours = {
            name
            for name in _imports_on_load(path)
            if name.split(".")[0] in ("kiosk", "cloud", "ui", "hardware")
        }
        strangers = {name for name in ours if not name.startswith(allowed)}
        assert not strangers, f"{path.relative_to(ROOT)} imports {strangers}"


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "192.168.1.1", "localhost", "127.0.0.2"])
def test_no_other_address_is_bound(host: str) -> None:
    with pytest.raises(SandboxError, match=r"listens on 127\.0\.0\.1 only"):
        loopback_socket(host, 0)


def test_it_listens_on_loopback_alone(process: SandboxProcess) -> None:
    ports = {urlsplit(url).port for url in (process.wechat_url, process.control_url)}
    bound: dict[int, str] = {}
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            address, state = line.split()[1], line.split()[3]
            host, port = address.split(":")
            if state == "0A" and int(port, 16) in ports:
                bound[int(port, 16)] = host
    assert bound == dict.fromkeys(ports, "0100007F")


@pytest.mark.parametrize("host", ["pay.example.cn", "192.168.1.1:80", "", "127.0.0.1.example.cn"])
def test_a_web_page_with_a_name_for_this_address_is_refused(process: SandboxProcess, host: str) -> None:
    for url in (process.phone_url, f"{process.control_url}/books"):
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        connection.request("GET", parts.path, headers={"Host": host})
        assert connection.getresponse().status == 403
        connection.close()


def test_mounted_elsewhere_it_refuses_callers_from_elsewhere() -> None:
    sandbox = build()

    async def status_for(caller: str) -> int:
        transport = httpx.ASGITransport(sandbox.control_app, client=(caller, 5000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return (await client.get("/books")).status_code

    async def statuses() -> list[int]:
        try:
            return [await status_for(caller) for caller in ("127.0.0.1", "192.168.1.9")]
        finally:
            await sandbox.stop()

    assert asyncio.run(statuses()) == [200, 403]


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8080/n", True),
        ("http://localhost/n", True),
        ("http://127.0.0.1.example.cn/n", False),
        ("http://127.0.0.1@example.cn/n", False),
        ("https://127.0.0.1/n", False),
        ("http://10.0.0.1/n", False),
    ],
)
def test_whom_it_may_call(url: str, here: bool) -> None:
    assert is_loopback(url) is here
