"""One embedded part of the demo: a child process that says where it serves and ends when we do.

Each child keeps a lock file of its own open for as long as it lives, so the parts of a kiosk that was
killed are out of the way before the next ones use the same files.
"""

from __future__ import annotations

import fcntl
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kiosk.errors import KnownError

START_TIMEOUT_S = 60.0
"""A new interpreter on a small busy machine takes its time."""
ANSWER_TIMEOUT_S = 10.0
END_TIMEOUT_S = 5.0
"""A turning motor finishes first."""
PREDECESSOR_TIMEOUT_S = 15.0
_LOOK_AGAIN_S = 0.05
LINE_LIMIT_BYTES = 1_048_576
LAST_WORDS_BYTES = 2_000
_ROOT = Path(__file__).resolve().parents[2]

Ended = Callable[[str, str], None]
"""Told on a thread of its own when a part ended by itself: its name and its last words."""


class PartError(KnownError):
    """An embedded part of the demo did not do what it should; the text names it and its last words."""

    def __init__(self, text: str) -> None:
        super().__init__("demo.part", text)


class Part:
    """Blocking; used from worker threads, one request at a time."""

    def __init__(self, name: str, command: Sequence[str], folder: Path, on_end: Ended) -> None:
        """``command`` follows the interpreter; ``folder`` takes the part's lock and log."""
        self.folder = folder
        self._name = name
        self._command = [sys.executable, *command]
        self._log = folder / f"{name}.log"
        self._lock_file = folder / f"{name}.lock"
        self._on_end = on_end
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""
        self._turn = threading.Lock()
        self._state = threading.Lock()
        self._stopping = False

    def start(self) -> Mapping[str, Any]:
        """Start it and return what its first line says. Raises ``PartError``."""
        handle = self._own_files()
        try:
            with self._state, self._log.open("wb") as log:
                if self._stopping:
                    raise PartError(f"The demo's {self._name} was ended before it began.")
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    pass_fds=(handle,),
                    env={**os.environ, "PYTHONPATH": str(_ROOT)},
                    start_new_session=True,  # Ctrl-C is for the kiosk; its children end with their stdin
                )
        except OSError as error:
            raise PartError(f"The demo's {self._name} cannot be started: {error.strerror}.") from None
        finally:
            os.close(handle)
        with self._turn:
            hello = self._read(START_TIMEOUT_S)
        threading.Thread(target=self._hear_end, name=f"{self._name}-end", daemon=True).start()
        return hello

    def request(self, body: Mapping[str, object]) -> dict[str, Any]:
        """One JSON line in, one out. Raises ``PartError`` when it is gone or says nothing."""
        with self._turn:
            process = self._running()
            assert process.stdin is not None
            try:
                process.stdin.write(json.dumps(body).encode() + b"\n")
                process.stdin.flush()
            except (OSError, ValueError):
                raise PartError(f"The demo's {self._name} is gone. {self._last_words()}") from None
            return self._read(ANSWER_TIMEOUT_S)

    def let_go(self) -> None:
        """Ask it to end: its standard input closes. Returns at once; idempotent."""
        with self._state:
            self._stopping = True
            process = self._process
        if process is not None and process.stdin is not None:
            try:
                process.stdin.close()
            except OSError:
                return

    def wait_end(self) -> None:
        """After ``let_go``: until it is gone, by force when it takes too long. Idempotent."""
        process = self._process
        if process is None:
            return
        try:
            process.wait(END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

    # --- inside --------------------------------------------------------------------------------------

    def _own_files(self) -> int:
        """The lock, once the part of an earlier kiosk let go of it."""
        try:
            self._lock_file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise PartError(f"{self._lock_file} cannot be used: {error.strerror}.") from None
        ends = time.monotonic() + PREDECESSOR_TIMEOUT_S
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return handle
            except BlockingIOError:
                if self._stopping or time.monotonic() > ends:
                    os.close(handle)
                    raise PartError(f"An earlier {self._name} of this folder still runs.") from None
                time.sleep(_LOOK_AGAIN_S)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._stopping:
            raise PartError(f"The demo's {self._name} does not run.")
        return self._process

    def _read(self, timeout_s: float) -> dict[str, Any]:
        process = self._running()
        assert process.stdout is not None
        ends = time.monotonic() + timeout_s
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._unread:
                left_s = ends - time.monotonic()
                if left_s <= 0 or not selector.select(left_s):
                    raise PartError(f"The demo's {self._name} said nothing for {timeout_s:.0f} s.")
                piece = os.read(process.stdout.fileno(), 65_536)
                if not piece or len(self._unread) > LINE_LIMIT_BYTES:
                    raise PartError(f"The demo's {self._name} ended. {self._last_words()}")
                self._unread += piece
        line, _, self._unread = self._unread.partition(b"\n")
        try:
            answer = json.loads(line)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise PartError(f"The demo's {self._name} said {line[:80]!r}, which is no answer.")
        return answer

    def _last_words(self) -> str:
        try:
            text = self._log.read_bytes()[-LAST_WORDS_BYTES:].decode("utf-8", "replace").strip()
        except OSError:
            return ""
        return f"Its last words: {text.splitlines()[-1]}" if text else "It left no word."

    def _hear_end(self) -> None:
        process = self._process
        assert process is not None
        process.wait()
        if not self._stopping:
            self._on_end(self._name, self._last_words())
