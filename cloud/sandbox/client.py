"""The sandbox as a child process, for tests, benches and the demo."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from cloud.sandbox.errors import SandboxError

ROOT = Path(__file__).resolve().parents[2]
REQUEST_TIMEOUT_S = 30.0
END_TIMEOUT_S = 10.0
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class PhoneAnswer:
    """What came of a phone act. ``refused`` is empty when it was done."""

    state: str
    refused: str
    text: str

    @property
    def done(self) -> bool:
        return not self.refused


class SandboxProcess:
    """Starts on construction and is ready when that returns; a context manager that ends the child."""

    def __init__(
        self,
        *,
        state: Path | None = None,
        keys: Path | None = None,
        port: int = 0,
        control_port: int = 0,
    ) -> None:
        """Raises ``SandboxError`` when the child did not start; its own words are on stderr."""
        words = [sys.executable, "-m", "cloud.sandbox", "--control-stdin"]
        words += ["--port", str(port), "--control-port", str(control_port)]
        words += ["--state", str(state.absolute())] if state else []
        words += ["--keys", str(keys.absolute())] if keys else []
        self._child = subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line:
            self.close()
            raise SandboxError("sandbox.start", "The sandbox did not start; it said why on standard error.")
        self.addresses: Json = json.loads(line)

    @property
    def config(self) -> dict[str, str]:
        """The ``[payments.wechat]`` table."""
        return self.wallets["wechat"]

    @property
    def wallets(self) -> dict[str, dict[str, str]]:
        """The ``[payments.<wallet>]`` tables, by wallet."""
        tables = self.addresses["wallets"]
        assert isinstance(tables, dict)
        return tables

    @property
    def wechat_url(self) -> str:
        return str(self.addresses["wechat"])

    @property
    def control_url(self) -> str:
        return str(self.addresses["control"])

    @property
    def phone_url(self) -> str:
        return str(self.addresses["phone"])

    def phone(
        self,
        act: str,
        code: str = "",
        *,
        out_trade_no: str = "",
        force: bool = False,
        in_s: int | None = None,
    ) -> PhoneAnswer:
        """What the customer's phone does; by the code's text or by the order's number."""
        content: Json = {"act": act, "force": force, "in_s": in_s}
        content.update({"code": code} if code else {"out_trade_no": out_trade_no})
        answer = self.control("POST", "/phone", content)
        state, refused = str(answer.get("state", "")), str(answer.get("refused", ""))
        return PhoneAnswer(state, refused, str(answer.get("text", "")))

    def pay_code(self, wallet: str, does: str = "pays") -> str:
        """What a phone shows to be read: charging it ``pays``, ``asks`` there, or finds it ``poor``."""
        return str(self.control("POST", "/pay_code", {"wallet": wallet, "does": does})["code"])

    def fault(
        self, call: str, fault: str, times: int = 1, ms: int | None = None, processed: bool = False
    ) -> None:
        """The next ``times`` of ``call`` go wrong; -1 until ``clear_faults``."""
        content: Json = {"call": call, "fault": fault, "times": times, "ms": ms, "processed": processed}
        self.control("POST", "/fault", content)

    def clear_faults(self) -> int:
        """How many of them never befell a call."""
        unused = self.control("POST", "/fault", {"clear": True})["unused"]
        assert isinstance(unused, int)
        return unused

    def advance(self, seconds: int) -> None:
        """The gateway's schedules jump ahead."""
        self.control("POST", "/clock", {"advance_s": seconds})

    def wire_skew(self, seconds: int) -> None:
        """The gateway's own wall clock is wrong from now on."""
        self.control("POST", "/clock", {"wire_skew_s": seconds})

    def refund(self, out_refund_no: str, status: str) -> None:
        self.control("POST", "/refund", {"out_refund_no": out_refund_no, "status": status})

    def refund_plan(self, status: str, after_s: int) -> None:
        self.control("POST", "/refund_plan", {"status": status, "after_s": after_s})

    def books(self) -> Json:
        """The gateway's own truth; see the README."""
        return self.control("GET", "/books")

    def calls(self) -> list[Json]:
        records = self.control("GET", "/calls")["calls"]
        assert isinstance(records, list)
        return records

    def reset(self) -> None:
        self.control("POST", "/reset", {})

    def control(self, method: str, path: str, content: Mapping[str, object] | None = None) -> Json:
        """One control request. Raises ``SandboxError`` when it was not understood."""
        parts = urlsplit(self.control_url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=REQUEST_TIMEOUT_S)
        try:
            given = {name: value for name, value in (content or {}).items() if value is not None}
            body = None if content is None else json.dumps(given)
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer: Json = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        if "error" in answer:
            raise SandboxError("sandbox.control", str(answer["error"]))
        return answer

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._child.poll()

    def kill(self) -> None:
        """As a power cut would."""
        self._child.send_signal(signal.SIGKILL)
        self._reap()

    def close(self) -> None:
        """End of standard input, then patience, then force."""
        if self._child.stdin is not None:
            self._child.stdin.close()
        try:
            self._child.wait(END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
        self._reap()

    def _reap(self) -> None:
        self._child.wait(END_TIMEOUT_S)
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
