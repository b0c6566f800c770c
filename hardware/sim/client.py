"""A simulated cabinet or till as a child process, for tests, benches and the demo.

The child ends when this process does, however it ends: its standard input closes.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

ANSWER_TIMEOUT_S: Final = 10.0
"""A busy machine may keep a new interpreter waiting; an answer itself takes a few milliseconds."""
END_TIMEOUT_S: Final = 10.0
"""A turning motor finishes first."""
_ROOT: Final = Path(__file__).resolve().parents[2]


class SimError(RuntimeError):
    """The simulator refused a request, said nothing, or is gone; the text is for people."""


class SimProcess:
    """``python -m hardware.sim --control`` and its control lines. Not for several threads at once."""

    def __init__(
        self,
        *,
        model: str | None = None,
        cabinet: Path | None = None,
        till: Path | None = None,
        state: Path | None = None,
        link: Path | None = None,
        script: Path | None = None,
        turn_ms: int | None = None,
        reader: Path | None = None,
        is_keyboard: bool = False,
        baud: int | None = None,
    ) -> None:
        """Start it and wait until its port is there; ``model`` None: as the cabinet says; ``baud`` None: any
        speed is right. ``reader``: where a code reader's port is to be, if there is to be one.

        Raises ``SimError`` with what it said otherwise.
        """
        files = {
            "--cabinet": cabinet,
            "--till": till,
            "--state": state,
            "--link": link,
            "--script": script,
            "--reader": reader,
        }
        command = [sys.executable, "-S", "-m", "hardware.sim", "--control"]
        if model is not None:
            command += ["--model", model]
        for option, path in files.items():
            if path is not None:
                command += [option, str(path.absolute())]
        if is_keyboard:
            command += ["--reader-kind", "keyboard"]
        if turn_ms is not None:
            command += ["--turn-ms", str(turn_ms)]
        if baud is not None:
            command += ["--baud", str(baud)]
        # -S: only the standard library is needed; site-packages would cost start-up time and memory.
        environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )
        self._link = None if link is None else str(link.absolute())
        self._unread = b""
        try:
            hello = self._read()
        except SimError:
            self.kill()
            raise
        self._port = str(hello["port"])
        self.lanes = int(hello.get("lanes", 0))

    @property
    def port(self) -> str:
        """What to open: the link where one was asked for, else the pty as it was at the start."""
        return self._link or self._port

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def current_port(self) -> str | None:
        """The pty of this moment, None while the cable is out."""
        port = self.request({"do": "port"})["port"]
        return None if port is None else str(port)

    def fault(self, script: object) -> dict[str, Any]:
        """Hand over a fault script (``hardware.sim.script``); in force when this returns."""
        return self.request({"do": "fault", "script": script})

    def waiting(self) -> list[str]:
        """Names of the scripted faults that are not used up yet."""
        names: list[str] = self.fault([])["waiting"]
        return names

    def scan(self, code: str = "wechat", **more: object) -> str:
        """Hold a code before the reader, of a kind or this very one; what it was."""
        codes: list[str] = self.fault({"scan": {"code": code, **more}})["codes"]
        return codes[0]

    def world(self) -> dict[str, Any]:
        """The ground truth, see ``hardware.sim.control.world_record``."""
        return self.request({"do": "world"})

    def refill(self, lane: str | None = None, items: int | None = None) -> None:
        """Fill a lane, or all, to ``items`` (default: its capacity)."""
        self.request({"do": "refill", "lane": lane, "items": items})

    def advance(self, advance_ms: int) -> None:
        """Let the cabinet's time jump."""
        self.request({"do": "clock", "advance_ms": advance_ms})

    def coin(self, fen: int) -> bool:
        """A customer puts a coin in; whether it stayed."""
        return bool(self.request({"do": "coin", "fen": fen})["taken"])

    def bill(self, fen: int) -> bool:
        """A customer pushes a bill in; whether it was drawn in."""
        return bool(self.request({"do": "bill", "fen": fen})["taken"])

    def card(self) -> bool:
        """A customer holds a card to the reader; whether it had been asked for."""
        return bool(self.request({"do": "card"})["taken"])

    def lever(self) -> None:
        """A customer presses the changer's return lever."""
        self.request({"do": "lever"})

    def request(self, request: dict[str, Any]) -> dict[str, Any]:
        """One request, one answer. Raises ``SimError`` with the simulator's words when it refuses."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError) as error:
            raise SimError(f"the simulator is gone, it ended with {self._process.poll()}") from error
        reply = self._read()
        if not reply.get("ok"):
            raise SimError(str(reply.get("error")))
        return reply

    def close(self) -> int:
        """Orderly end: a turning motor finishes, the state is saved. Answers the exit code."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            # A broken pipe: it was gone already, which is what is wanted here.
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        try:
            self._process.wait(END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
        return self._let_go()

    def kill(self) -> None:
        """Pull the plug of the whole cabinet (SIGKILL)."""
        self._process.kill()
        self._let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _let_go(self) -> int:
        code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None and not pipe.closed:
                # A broken pipe: unsent bytes of a request nobody will read.
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        return code

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        deadline = time.monotonic() + ANSWER_TIMEOUT_S
        with selectors.PollSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._unread:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise SimError(f"the simulator said nothing for {ANSWER_TIMEOUT_S:.0f} s")
                data = os.read(self._process.stdout.fileno(), 65536)
                if not data:
                    raise SimError(self._last_words())
                self._unread += data
        line, self._unread = self._unread.split(b"\n", 1)
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _last_words(self) -> str:
        assert self._process.stderr is not None
        words = self._process.stderr.read().decode(errors="replace").strip()
        return words or f"the simulator ended with {self._process.wait()} and said nothing"
