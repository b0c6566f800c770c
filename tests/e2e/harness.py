"""The real program as a child process, driven through its control socket; the books checked at the end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0
ANSWER_S = 120.0
END_S = 30.0
LOOK_AGAIN_S = 0.02
AWAY = {
    "result": "done",
    "attract": "attract",
    "product": "back",
    "cart": "back",
    "help": "back",
    "orders": "back",
    "order": "back",
    "feedback": "back",
    "access": "back",
}
"""How a customer leaves a screen."""
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "PYTHONUNBUFFERED": "1"}


class Child(Protocol):
    """A process of ours, as ``subprocess.Popen`` shows it."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, number: int, /) -> None: ...
    def kill(self) -> None: ...


class Refused(AssertionError):
    """The kiosk answered ``ok: false``; the text is its own."""


class Kiosk:
    """One run of ``main.py --demo`` over a data folder. A context manager."""

    def __init__(self, data: Path, *arguments: str, size: str = "1080x1920") -> None:
        self.data = data
        self.said = data / "stderr.txt"
        """Where its stderr is kept."""
        self._arguments = arguments
        self.size = size
        self._process: Child | None = None
        self._socket: socket.socket | None = None
        self._unread = b""

    def __enter__(self) -> Kiosk:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    # --- life ----------------------------------------------------------------------------------------

    def start(self) -> None:
        path = self.data / "control.sock"
        path.unlink(missing_ok=True)
        self._process = self.launch(path)
        self._connect(path)

    def launch(self, control: Path) -> Child:
        """A new process that will listen at ``control``."""
        words = ["main.py", "--demo", "--control", str(control), "--data", str(self.data)]
        with self.said.open("ab") as stderr:
            return subprocess.Popen(
                [sys.executable, *words, "--windowed", self.size, *self._arguments],
                cwd=ROOT,
                env=os.environ | OFFSCREEN,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,
            )

    def _connect(self, path: Path) -> None:
        assert self._process is not None, "started above"
        ends = time.monotonic() + START_S
        while True:
            if self._process.poll() is not None:
                raise AssertionError(f"the kiosk ended with {self._process.returncode}: {self.words()}")
            assert time.monotonic() < ends, f"no control socket: {self.words()}"
            found = socket.socket(socket.AF_UNIX)
            try:
                found.connect(str(path))
            except OSError:
                found.close()
                time.sleep(LOOK_AGAIN_S)
                continue
            found.settimeout(ANSWER_S)
            self._socket, self._unread = found, b""
            return

    @property
    def pid(self) -> int:
        assert self._process is not None, "the kiosk is not running"
        return self._process.pid

    def words(self) -> str:
        """The last lines of what it said on stderr."""
        return self.said.read_text(errors="replace")[-3000:]

    def kill(self) -> None:
        """SIGKILL: no warning, no clean-up."""
        self._drop()
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(END_S)
            self._process = None

    def end(self) -> int:
        """An orderly end; the exit code."""
        self._drop()
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise AssertionError(f"the kiosk would not end: {self.words()}") from None
        self._process = None
        return code

    def _drop(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    # --- requests ------------------------------------------------------------------------------------

    def do(self, verb: str, **more: object) -> dict[str, Any]:
        """One request, one answer. Raises ``Refused`` when the answer is not ok."""
        assert self._socket is not None, "the kiosk is not running"
        self._socket.sendall(json.dumps({"do": verb, **more}).encode() + b"\n")
        while b"\n" not in self._unread:
            piece = self._socket.recv(65536)
            assert piece, f"the kiosk hung up: {self.words()}"
            self._unread += piece
        line, _, self._unread = self._unread.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        if not answer["ok"]:
            raise Refused(f"{verb} {more}: {answer['error']}")
        return answer

    def state(self) -> dict[str, Any]:
        return self.do("state")

    def tap(self, *targets: str) -> None:
        for target in targets:
            self.do("tap", target=target)

    def wait(self, timeout_s: float = 20, **asked: str) -> None:
        self.do("wait", timeout_s=timeout_s, **asked)

    def until(self, so: Callable[[dict[str, Any]], object], timeout_s: float = 40) -> dict[str, Any]:
        """The state once ``so`` holds of it."""
        ends = time.monotonic() + timeout_s
        while not so(found := self.state()):
            assert time.monotonic() < ends, f"not within {timeout_s:g} s: {found}\n{self.words()}"
            time.sleep(LOOK_AGAIN_S)
        return found

    def until_mode(self, mode: str, timeout_s: float = 40) -> None:
        self.until(lambda state: state["mode"] == mode, timeout_s)

    def until_code(self, timeout_s: float = 20) -> dict[str, Any]:
        """The sale once its code is on the screen."""
        found: dict[str, Any] = self.until(lambda state: state["sale"] and state["sale"]["code"], timeout_s)[
            "sale"
        ]
        return found

    def until_read(self, text: str, timeout_s: float = 20) -> list[str]:
        """All that can be read on the screen, once ``text`` is in it."""
        ends = time.monotonic() + timeout_s
        while True:
            found = self.read()
            if any(text in line for line in found):
                return found
            assert time.monotonic() < ends, f"{text!r} is not among {found}"
            time.sleep(LOOK_AGAIN_S)

    def until_said(self, text: str, timeout_s: float = 20) -> None:
        """Until the log says so: a staff member's or an installer's sentence."""
        ends = time.monotonic() + timeout_s
        while text not in (words := self.words()):
            assert time.monotonic() < ends, f"{text!r} is not in {words}"
            time.sleep(LOOK_AGAIN_S)

    def read(self) -> list[str]:
        found: list[str] = self.do("read")["texts"]
        return found

    def targets(self) -> list[str]:
        found: list[str] = self.do("list")["targets"]
        return found

    def until_gone(self, target: str, timeout_s: float = 20) -> None:
        ends = time.monotonic() + timeout_s
        while target in self.targets():
            assert time.monotonic() < ends, f"{target} can still be touched"
            time.sleep(LOOK_AGAIN_S)

    def hurry(self, seconds: float = 60) -> None:
        """Let time pass at once, and the loop have a look."""
        self.do("clock", advance_s=seconds)
        time.sleep(LOOK_AGAIN_S)

    def next_customer(self) -> None:
        """Home, awake, an empty basket; whatever the last one left is put away."""
        self.until_mode("selling")
        if self.state()["screen"] == "pay":
            self.tap("cancel")
        name = self.until(lambda state: state["screen"] not in ("pay", "vending"))["screen"]
        while name in AWAY:
            self.tap(AWAY[name])
            name = self._other_screen(name)
        if self.state()["cart"]["count"]:
            self.tap("cart", "clear")
        self.wait(screen="home")

    def _other_screen(self, than: str) -> str:
        return str(self.until(lambda state: state["screen"] != than)["screen"])

    def sale(self) -> dict[str, Any]:
        found: dict[str, Any] | None = self.state()["sale"]
        assert found is not None, "there is no sale on the screen"
        return found

    # --- the books -----------------------------------------------------------------------------------

    def audit(self) -> dict[str, Any]:
        """The books; they must balance."""
        code, books = audit(self.data)
        assert code == 0, books
        return books


def run(*arguments: str, timeout_s: float = 60) -> subprocess.CompletedProcess[str]:
    """``main.py`` once, to its end."""
    return subprocess.run(
        [sys.executable, "main.py", *arguments],
        cwd=ROOT,
        env=os.environ | OFFSCREEN,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def audit(data: Path) -> tuple[int, dict[str, Any]]:
    """Exit code and the one JSON object."""
    done = run("audit", "--json", "--data", str(data))
    assert done.stdout, done.stderr
    books: dict[str, Any] = json.loads(done.stdout)
    paid = (
        books["delivered_fen"] + books["refunded_fen"] + books["refund_pending_fen"] + books["in_doubt_fen"]
    )
    assert books["paid_fen"] == paid, books
    assert books["double_vends"] == 0, books
    return done.returncode, books


def settings(table: dict[str, object], prefix: str) -> Sequence[str]:
    """``--set`` words for a table of settings."""
    return [word for key, value in table.items() for word in ("--set", f"{prefix}.{key}={value}")]
