"""Cores as children of a warm parent (``tests.chaos.warm.nursery``), for whoever starts and kills them."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.e2e.harness import OFFSCREEN, ROOT, Child, Kiosk, Refused

END_S = 15.0
ANSWER_S = 60.0


class Parent:
    """The warm parent's process. A context manager; its cores die with it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="chaos-")
        self.path = Path(self._folder.name) / "nursery"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.warm.nursery", str(self.path)],
            cwd=ROOT,
            env=os.environ | OFFSCREEN,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n", "the parent of the cores did not start"

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Forked:
    """One core, as ``subprocess.Popen`` would show it. Its parent tells of it over one connection."""

    def __init__(self, parent: Path, argv: list[str], said: Path, told: dict[str, Any]) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(ANSWER_S)
        self._line.connect(str(parent))
        request = {"argv": argv, "said": str(said), "told": told}
        self._line.sendall(json.dumps(request).encode() + b"\n")
        self.pid = self._hear("pid")
        self.returncode: int | None = None
        self._looking = threading.Lock()
        self._handle: int | None = None
        with contextlib.suppress(ProcessLookupError):  # dead already, and buried
            self._handle = os.pidfd_open(self.pid)

    def poll(self) -> int | None:
        return self._look(0.0)

    def wait(self, timeout: float | None = None) -> int:
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("a core", timeout or 0.0)
        return code

    def send_signal(self, number: int) -> None:
        """To this very process: a number may be another's by now, a handle never is."""
        if self.poll() is None and self._handle is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _look(self, timeout_s: float | None) -> int | None:
        with self._looking:
            if self.returncode is None and select.select([self._line], [], [], timeout_s)[0]:
                self.returncode = self._hear("code")
                self._line.close()
                if self._handle is not None:
                    os.close(self._handle)
                    self._handle = None
            return self.returncode

    def _hear(self, word: str) -> int:
        """One line, and not a byte of the next: what is waiting must be seen by ``select``."""
        line = b""
        while not line.endswith(b"\n"):
            piece = self._line.recv(1)
            assert piece, "the parent of the cores is gone"
            line += piece
        return int(json.loads(line)[word])


class Core(Kiosk):
    """The kiosk without its window, forked. ``told`` is what it hears besides its arguments."""

    def __init__(self, data: Path, *arguments: str, parent: Path) -> None:
        super().__init__(data, *arguments)
        self._parent = parent
        self._talk = threading.Lock()
        self.told: dict[str, Any] = {}

    def launch(self, control: Path) -> Child:
        argv = ["--demo", "--control", str(control), "--data", str(self.data), *self._arguments]
        self.said.touch()
        return Forked(self._parent, argv, self.said, self.told)

    def do(self, verb: str, **more: object) -> dict[str, Any]:
        """From any thread. A core that is dead, or dies meanwhile, is a ``ConnectionError``."""
        with self._talk:
            if self._socket is None:
                raise BrokenPipeError("the core is dead")
            try:
                return super().do(verb, **more)
            except Refused:
                raise
            except AssertionError as error:
                raise ConnectionResetError(str(error)) from None

    def strike_dead(self) -> None:
        """SIGKILL from any thread; whoever talks to it finds out."""
        assert self._process is not None, "the core is not running"
        self._process.send_signal(signal.SIGKILL)

    def start_to_die(self, after_s: float) -> None:
        """Start, and be killed after so long, whatever it has come to by then."""
        doomed = self.launch(self.data / "control.sock")
        with contextlib.suppress(subprocess.TimeoutExpired):
            doomed.wait(after_s)
        doomed.kill()
        doomed.wait(END_S)

    def on_sale(self) -> list[str]:
        skus: list[str] = self.do("on_sale")["skus"]
        return skus

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None
