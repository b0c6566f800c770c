"""The outside world of a demo: cabinet, cloud and gateways as child processes, never imported here.

Each speaks the real wire (pty, HTTP) and ends by itself when our end of its standard input closes, so a
kiosk that is killed leaves nothing running. What the configuration names is not started.
"""

from __future__ import annotations

import json
import logging
import secrets
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.errors import KnownError
from kiosk.ops.settings import Settings

log = logging.getLogger(__name__)

START_S = 30.0
"""A part that has not spoken by then is not coming (a slow machine needs about 3 s)."""
ANSWER_S = 15.0
END_S = 5.0
ENROL_CODE_BYTES = 6
REPOSITORY = Path(__file__).resolve().parents[2]


class EmbeddedError(KnownError):
    """A part of the demo did not start or did not answer; the text says which."""


class Child:
    """One part: a process whose first line of output says in JSON where it can be reached."""

    def __init__(self, name: str, arguments: Sequence[str]) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=REPOSITORY,
            text=True,
            start_new_session=True,  # Ctrl-C in the terminal is for the kiosk, which ends its parts in order
        )
        self.hello = self._hello()

    def _hello(self) -> dict[str, Any]:
        timer = threading.Timer(START_S, self._process.kill)
        timer.start()
        try:
            return self._read()
        finally:
            timer.cancel()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None, "opened with a pipe"
        line = self._process.stdout.readline()
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            text = f"The demo's {self.name} did not start or stopped; its own words stand above."
            raise EmbeddedError("demo.part", text)
        return found

    def ask(self, request: Mapping[str, object]) -> dict[str, Any]:
        """One JSON line there, one back. Blocking; raises ``EmbeddedError`` when the part is gone."""
        assert self._process.stdin is not None, "opened with a pipe"
        with self._lock:
            try:
                self._process.stdin.write(json.dumps(request) + "\n")
                self._process.stdin.flush()
            except OSError:
                raise EmbeddedError("demo.part", f"The demo's {self.name} has ended.") from None
            return self._read()

    def stop(self) -> None:
        """Close its input and give it time to end in order."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            log.warning("the demo's %s did not end and was stopped", self.name)
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


@dataclass(frozen=True, slots=True)
class Parts:
    """What was started, and where it is reached. Empty texts: not ours, the configuration names it."""

    board_port: str
    cloud_url: str
    enrol_code: str
    phone_url: str
    gateway_control_url: str
    wechat: Mapping[str, object]
    """A ``[payments.wechat]`` table for the direct route; empty when it is not needed."""
    children: tuple[Child, ...]
    cabinet: Child | None

    def phone(self, act: str, code: str) -> dict[str, Any]:
        """What the customer's phone does with ``code``. Blocking."""
        if not self.gateway_control_url:
            raise EmbeddedError("demo.no_phone", "There is no embedded gateway: the phone is yours to play.")
        return _post(f"{self.gateway_control_url}/phone", {"act": act, "code": code})

    def fault(self, script: Mapping[str, object]) -> dict[str, Any]:
        """Something breaks in the simulated cabinet. Blocking."""
        if self.cabinet is None:
            raise EmbeddedError("demo.no_cabinet", "There is no simulated cabinet: break the real one.")
        return self.cabinet.ask({"do": "fault", "script": script})

    def stop(self) -> None:
        with ThreadPoolExecutor(max(1, len(self.children))) as pool:
            list(pool.map(Child.stop, self.children))


def start_parts(settings: Settings, data: Path) -> Parts:
    """Start, side by side, what ``settings`` leaves open. Blocking; raises ``EmbeddedError`` in words."""
    folder = data / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    code = f"DEMO-{secrets.token_hex(ENROL_CODE_BYTES)}"
    wanted: dict[str, list[str]] = {}
    if not settings.is_given("board.port") and settings.board.model != "none":
        wanted["cabinet"] = _cabinet(settings, folder)
    if settings.payments.route == "direct":
        if "wechat" not in settings.payments.tables:
            wanted["gateway"] = _gateway(folder)
    elif not settings.cloud.url:
        wanted["cloud"] = _cloud(settings, folder, code)
    with ThreadPoolExecutor(max(1, len(wanted))) as pool:
        started = {name: pool.submit(Child, name, words) for name, words in wanted.items()}
    children = {name: future.result() for name, future in started.items() if future.exception() is None}
    if len(children) < len(started):
        for child in children.values():
            child.stop()
        raise next(error for error in (future.exception() for future in started.values()) if error)
    return _parts(settings, children, code)


def _parts(settings: Settings, children: Mapping[str, Child], code: str) -> Parts:
    cabinet, cloud, gateway = children.get("cabinet"), children.get("cloud"), children.get("gateway")
    money = cloud or gateway
    return Parts(
        board_port=str(cabinet.hello["port"]) if cabinet else settings.board.port,
        cloud_url=str(cloud.hello["cloud"]) if cloud else settings.cloud.url,
        enrol_code=code if cloud else "",
        phone_url=str(money.hello.get("phone") or "") if money else "",
        gateway_control_url=str(money.hello.get("control") or "") if money else "",
        wechat=gateway.hello["wechat_config"] if gateway else {},
        children=tuple(children.values()),
        cabinet=cabinet,
    )


def _cabinet(settings: Settings, folder: Path) -> list[str]:
    state, link = str(folder / "cabinet.json"), str(folder / "vending-board")
    words = ["hardware.sim", "--model", settings.board.model, "--state", state, "--link", link]
    return [*words, "--control"]


def _gateway(folder: Path) -> list[str]:
    state, keys = str(folder / "gateway.sqlite"), str(folder / "gateway-keys")
    return ["cloud.sandbox", "--state", state, "--keys", keys, "--control-stdin"]


def _cloud(settings: Settings, folder: Path, code: str) -> list[str]:
    """The embedded cloud; with an outside gateway when the configuration names one."""
    words = ["cloud", "--port", "0", "--data", str(folder / "cloud"), "--stdin-eof", "--enrol-code", code]
    table = settings.payments.tables.get("wechat")
    if not table:
        return [*words, "--sandbox"]
    config = folder / "cloud.toml"
    lines = [f"{key} = {json.dumps(_absolute(key, value, settings.base))}" for key, value in table.items()]
    config.write_text("\n".join(["[payments.wechat]", *lines, ""]), encoding="utf-8")
    return [*words, "--config", str(config)]


def _absolute(key: str, value: object, base: Path) -> object:
    return str((base / str(value)).absolute()) if key.endswith("_file") else value


def _post(url: str, body: Mapping[str, object]) -> dict[str, Any]:
    data = json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310 our own child
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=ANSWER_S) as answer:
            found = json.loads(answer.read())
    except urllib.error.HTTPError as error:
        found = json.loads(error.read() or b"{}")
        error.close()
    except (OSError, ValueError) as error:
        raise EmbeddedError("demo.part", f"The demo's gateway does not answer: {error}.") from None
    return dict(found) if isinstance(found, dict) else {}
