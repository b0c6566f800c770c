"""The sockets below requests' sessions: another thread can end a call that still waits for its answer.

``requests`` lets nobody at a connection while a call uses it, and a long-poll may be held for 25 s: at the
program's end somebody would stand before a dark screen for as long.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection


class Lines:
    """Every connection of the sessions made here. Any number of threads may use it at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: WeakSet[socket.socket] = WeakSet()
        self._are_cut = False
        self._pools = _pools(self)

    @property
    def are_cut(self) -> bool:
        """For good."""
        return self._are_cut

    def session(self) -> requests.Session:
        made = requests.Session()
        for scheme in ("http://", "https://"):
            made.mount(scheme, _Adapter(self._pools))
        return made

    def note(self, line: socket.socket | None) -> None:
        """It is connected."""
        assert line is not None, "just connected"
        with self._lock:
            self._open.add(line)
            if not self._are_cut:
                return
        _cut(line)

    def cut(self) -> None:
        """End every call under way as if the other side had hung up, and every later one."""
        with self._lock:
            self._are_cut = True
            lines = list(self._open)
        for line in lines:
            _cut(line)


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it is closed already
        line.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """Makes connections that tell of their sockets, through a proxy as well."""

    def __init__(self, pools: dict[str, Any]) -> None:
        self._pools = pools
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *arguments: Any, **named: Any) -> PoolManager:
        manager: PoolManager = super().proxy_manager_for(*arguments, **named)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _pools(lines: Lines) -> dict[str, Any]:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            lines.note(self.sock)

    class Tls(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            lines.note(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}
