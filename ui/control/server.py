"""The control socket: one JSON object a line in, one a line out (the contract's section 4)."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import logging
import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

from kiosk.errors import KnownError
from kiosk.views import Shopping
from ui.app import Ui
from ui.control.finger import CannotTouch
from ui.control.requests import Answer, Unfit, read, unknown
from ui.control.verbs import Hands, Verbs

log = logging.getLogger(__name__)

LINE_MAX_BYTES = 65_536
SOCKET_MODE = 0o600
CLIENTS_MAX = 16
"""A test needs one or two; more is a client that forgets to hang up."""


class SocketError(KnownError):
    """The control socket cannot be opened; the text says why."""


class ControlServer:
    """Belongs to the loop's thread. Clients one after another or side by side."""

    def __init__(
        self, ui: Ui, shopping: Shopping, hands: Hands | None, path: Path, quit_kiosk: Callable[[], None]
    ) -> None:
        """``hands`` None: nothing outside the window can be moved. ``quit_kiosk`` asks for an orderly end."""
        self._path = path
        self._verbs = Verbs(ui, shopping, hands, quit_kiosk)
        self._server: asyncio.AbstractServer | None = None
        self._clients: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open the socket, for its owner only. A dead predecessor's file goes. Raises ``SocketError``."""
        listening = _bound(self._path)
        self._server = await asyncio.start_unix_server(self._serve, sock=listening, limit=LINE_MAX_BYTES)

    async def stop(self) -> None:
        """Hang up on everyone and remove the file. Idempotent; nothing to do when it never started."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        for client in self._clients:
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)
        self._verbs.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None, "streams are served in tasks"
        self._clients.add(task)
        try:
            if len(self._clients) > CLIENTS_MAX:
                await _say(writer, {"ok": False, "error": f"more than {CLIENTS_MAX} clients at once"})
                return
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            log.debug("a control client is gone")
        finally:
            self._clients.discard(task)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                line = await reader.readline()
            except ValueError:
                # The rest of that line cannot be told from the next request: hang up.
                await _say(writer, {"ok": False, "error": f"a line has at most {LINE_MAX_BYTES} bytes"})
                return
            if not line:
                return
            await _say(writer, await self._answer(line))

    async def _answer(self, line: bytes) -> Answer:
        try:
            request = read(line)
            known = self._verbs.known
            verb = known.get(str(request.get("do")))
            if verb is None:
                raise Unfit(unknown("request", str(request.get("do")), known))
            return {"ok": True} | await verb(request)
        except (Unfit, CannotTouch) as error:
            return {"ok": False, "error": str(error)}
        except KnownError as error:
            return {"ok": False, "error": error.text}


async def _say(writer: asyncio.StreamWriter, answer: Answer) -> None:
    writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
    await writer.drain()


def _bound(path: Path) -> socket.socket:
    """A socket bound to ``path``. Its mode is set before it has a name, so nobody else ever gets in."""
    found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _clear(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.fchmod(found.fileno(), SOCKET_MODE)
        found.bind(str(path))
        path.chmod(SOCKET_MODE)
    except (OSError, SocketError) as error:
        found.close()
        if isinstance(error, SocketError):
            raise
        why = "the name is too long" if error.errno is None else error.strerror
        raise SocketError("control.socket", f"The control socket {path} cannot be opened: {why}.") from None
    return found


def _clear(path: Path) -> None:
    """Remove what a killed predecessor left; refuse to touch anything else."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise SocketError("control.socket", f"{path} is there already and is not a socket: choose another.")
    with socket.socket(socket.AF_UNIX) as knock:
        knock.setblocking(False)
        result = knock.connect_ex(str(path))
    if result in (0, errno.EAGAIN, errno.EINPROGRESS):
        raise SocketError("control.socket", f"Another program listens on {path}: choose another.")
    path.unlink()
