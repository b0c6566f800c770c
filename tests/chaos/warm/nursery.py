"""A warm parent of cores: it has imported all that a core needs, and each core is forked from it.

A core is a process of its own and dies by SIGKILL for real; what it does not do again at each start is read
the same hundred modules, which took half of a soak. The parent has one thread, no store, no port and no
connection but those to whoever asks for cores; it makes nothing but children, and says how each ended.

One Unix connection a core: a line of JSON in (``argv``, ``said``, and what ``tests.chaos.warm.core`` is told
besides), ``{"pid": N}`` out, and ``{"code": N}`` when it is dead. Ends when its standard input does.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

import hardware
import kiosk
from tests.chaos.warm import core

REQUEST_MAX_BYTES = 65_536
NOT_TO_LOAD = ("hardware.sim", "hardware.__main__", "hardware.bench", "kiosk.store.migrations")
"""What a core does not load either, or what runs when it is loaded."""
LOADED_LATE = (
    "cryptography.hazmat.primitives.serialization.pkcs12",
    "cryptography.hazmat.backends.openssl.backend",
    "sqlalchemy.dialects.sqlite",
    "alembic.command",
    "requests",
    "logging.handlers",
    "zoneinfo",
)
"""Of others' modules, what a core loads only once it runs."""


def load() -> None:
    """Whatever a core will import."""
    for name in LOADED_LATE:
        importlib.import_module(name)
    for package in (kiosk, hardware):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.startswith(NOT_TO_LOAD):
                importlib.import_module(found.name)
    gc.collect()
    gc.freeze()


class Nursery:
    """Belongs to the one thread there is."""

    def __init__(self, path: Path) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(64)
        self._selector = selectors.DefaultSelector()
        self._children: dict[int, socket.socket] = {}
        self._ending = False
        self._woken = os.pipe()

    def run(self) -> None:
        """Until standard input ends; the children that still live are killed then."""
        for end in self._woken:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._woken[1])
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._selector.register(self._woken[0], selectors.EVENT_READ, self._bury)
        self._selector.register(self._listener, selectors.EVENT_READ, self._hear)
        self._selector.register(0, selectors.EVENT_READ, self._end)
        while not self._ending:
            for key, _ in self._selector.select():
                key.data()
        for pid in self._children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _end(self) -> None:
        self._ending = not os.read(0, 64)

    def _hear(self) -> None:
        asker, _ = self._listener.accept()
        line = b""
        while not line.endswith(b"\n") and len(line) < REQUEST_MAX_BYTES:
            piece = asker.recv(REQUEST_MAX_BYTES)
            if not piece:
                asker.close()
                return
            line += piece
        assert threading.active_count() == 1, "a process with threads must not be forked"
        pid = os.fork()
        if not pid:
            self._be_born(asker, json.loads(line))
        self._children[pid] = asker
        _say(asker, {"pid": pid})

    def _be_born(self, asker: socket.socket, told: dict[str, Any]) -> None:
        """In the child: nothing of the parent is left open, and it never comes back."""
        code = 70
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            self._selector.close()
            for line in (self._listener, asker, *self._children.values()):
                line.close()
            for end in self._woken:
                os.close(end)
            quiet, said = os.open(os.devnull, os.O_RDWR), os.open(told["said"], os.O_WRONLY | os.O_APPEND)
            for number, opened in enumerate((quiet, quiet, said)):
                os.dup2(opened, number)
            code = core.main(told["argv"], core.Told(**told["told"]))
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _bury(self) -> None:
        os.read(self._woken[0], 4_096)
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                asker = self._children.pop(ended[0])
                _say(asker, {"code": os.waitstatus_to_exitcode(ended[1])})
                asker.close()


def _say(asker: socket.socket, words: dict[str, int]) -> None:
    with contextlib.suppress(OSError):  # nobody wants to know any more
        asker.sendall(json.dumps(words).encode() + b"\n")


def main(path: Path) -> int:
    load()
    nursery = Nursery(path)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    nursery.run()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
