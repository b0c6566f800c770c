"""Serving on this machine only, with a hand on each connection so that a fault can really cut it."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import struct
from collections.abc import Iterator

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from cloud.sandbox.errors import SandboxError

LOOPBACK_HOST = "127.0.0.1"
BACKLOG = 128
KEEP_ALIVE_S = 15
SHUTDOWN_S = 1
HOST_NAMES = ("127.0.0.1", "localhost", "[::1]")

Peer = tuple[str, int]


class Lines:
    """The open connections of one server, by the peer's address."""

    def __init__(self) -> None:
        self._transports: dict[Peer, asyncio.Transport] = {}

    def opened(self, transport: asyncio.Transport) -> None:
        self._transports[self._peer(transport)] = transport

    def gone(self, transport: asyncio.Transport) -> None:
        self._transports.pop(self._peer(transport), None)

    def reset(self, scope: Scope) -> None:
        """Cut the caller's connection with a TCP reset: nothing more is sent, not even an end."""
        transport = self._of(scope)
        if transport is None:
            return
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

    def cut_all(self) -> None:
        """Before stopping: callers that a fault keeps waiting would keep the server waiting too."""
        for transport in list(self._transports.values()):
            transport.abort()

    def end(self, scope: Scope) -> None:
        """Close the caller's connection after what was already written."""
        transport = self._of(scope)
        if transport is not None:
            transport.close()

    def _of(self, scope: Scope) -> asyncio.Transport | None:
        client = scope.get("client")
        return self._transports.get((client[0], client[1])) if client else None

    @staticmethod
    def _peer(transport: asyncio.Transport) -> Peer:
        name = transport.get_extra_info("peername")
        return str(name[0]), int(name[1])


def _protocol(lines: Lines) -> type[H11Protocol]:
    class WatchedProtocol(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as its base does
            lines.opened(transport)
            super().connection_made(transport)

        def connection_lost(self, exc: Exception | None) -> None:
            lines.gone(self.transport)
            super().connection_lost(exc)

    return WatchedProtocol


class LoopbackOnly:
    """Refuses callers from elsewhere and web pages that found a name for this address."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _from_here(scope):
            answer = PlainTextResponse(
                "This sandbox answers callers on this machine only.\n", status_code=403
            )
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _from_here(scope: Scope) -> bool:
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    client = scope.get("client")
    return name in HOST_NAMES and client is not None and ipaddress.ip_address(client[0]).is_loopback


def loopback_socket(host: str, port: int) -> socket.socket:
    """A bound socket. Raises ``SandboxError`` for any host but 127.0.0.1, or a port in use."""
    if host != LOOPBACK_HOST:
        raise SandboxError(
            "sandbox.host",
            f"The sandbox listens on {LOOPBACK_HOST} only and refuses {host}.",
        )
    # with its protocol named: asyncio sends small answers at once (TCP_NODELAY) on such sockets only
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise SandboxError("sandbox.port", f"Port {port} cannot be used: {error}.") from error
    return bound


class _Server(uvicorn.Server):
    """Leaves the process's signals to whoever owns the process, and tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


class LoopbackServer:
    """One ASGI application on one loopback port, inside the running event loop."""

    def __init__(self, app: ASGIApp, lines: Lines) -> None:
        config = uvicorn.Config(
            app,
            http=_protocol(lines),
            loop="none",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=SHUTDOWN_S,
        )
        self._server = _Server(config)
        self._lines = lines
        self._task: asyncio.Task[None] | None = None

    async def start(self, port: int, host: str = LOOPBACK_HOST) -> int:
        """Listen; returns the port when connections are accepted."""
        bound = loopback_socket(host, port)
        self._task = asyncio.create_task(self._server.serve(sockets=[bound]))
        listening = asyncio.create_task(self._server.listening.wait())
        await asyncio.wait((self._task, listening), return_when=asyncio.FIRST_COMPLETED)
        listening.cancel()
        if self._task.done():
            self._task.result()
        return int(bound.getsockname()[1])

    async def stop(self) -> None:
        self._server.should_exit = True
        self._lines.cut_all()
        if self._task is not None:
            await self._task

    @property
    def task(self) -> asyncio.Task[None]:
        """The server's life, for whoever must hear its death."""
        assert self._task is not None
        return self._task
