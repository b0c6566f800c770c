"""A small, strict stand-in for the cloud over real HTTP: checks tokens and keys, answers what a test says."""

from __future__ import annotations

import base64
import io
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.sync.identity import Identity

MACHINE = "m-0007"
CLOUD = "cloud-test"


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def key(self) -> str:
        return self.headers.get("Idempotency-Key", "")


@dataclass
class Said:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: str = ""
    """``before``: reset without an answer. ``half``: whole headers, half the body. ``hang``: silence."""

    @classmethod
    def of(cls, content: object, status: int = 200, **more: Any) -> Said:
        return cls(status=status, body=json.dumps(content).encode(), **more)

    @classmethod
    def error(cls, status: int, code: str = "x", text: str = "words") -> Said:
        return cls.of({"code": code, "text": text}, status)


class CloudServer:
    """Serves the script until closed. Requests with a false token get 401 whatever the script says."""

    def __init__(self, identity: Identity) -> None:

        self.key = Ed25519PublicKey.from_public_bytes(base64.b64decode(identity.public_key))
        self.asked: list[Asked] = []
        self.faults: list[str] = []
        self.script: Callable[[Asked], Said] = lambda _: Said.error(404)
        self.ahead_s = 0
        self.released = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def plays(self, *said: Said) -> None:
        """These answers one after another; the last one again and again."""
        left = list(said)
        self.script = lambda _: left.pop(0) if len(left) > 1 else left[0]

    def close(self) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, format: str, *args: object) -> None:
                pass

            def do_GET(self) -> None:
                self._do()

            def do_POST(self) -> None:
                self._do()

            def _do(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
                server.asked.append(asked)
                refused = server._check(asked)
                server._say(self, refused or server.script(asked))

        return Handler

    def _check(self, asked: Asked) -> Said | None:
        """CONTRACTS 5: a token on everything but enrolment and health, a key on every write."""
        if asked.path in {"/v1/enrol", "/healthz"}:
            if "Authorization" in asked.headers:
                self.faults.append(f"{asked.path} bears a token")
            return None
        if asked.method == "POST" and not asked.key:
            self.faults.append(f"{asked.path} without Idempotency-Key")
        token = asked.headers.get("Authorization", "").removeprefix("Bearer ")
        claims = jwt.decode(
            token,
            self.key,
            algorithms=["EdDSA"],
            audience=CLOUD,
            options={"verify_exp": False, "verify_iat": False},
        )
        if claims["sub"] != MACHINE or not claims["jti"] or claims["exp"] - claims["iat"] > 60:
            self.faults.append(f"token {claims}")
        now_s = int(time.time()) + self.ahead_s
        if not claims["iat"] <= now_s < claims["exp"]:
            return Said.error(401, "token.expired", "The token is not of this minute.")
        return None

    def _say(self, handler: BaseHTTPRequestHandler, said: Said) -> None:
        if said.cut == "hang":
            self.released.wait(30)
        if said.cut in {"before", "hang"}:
            handler.close_connection = True
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
            handler.wfile = io.BytesIO()  # nothing more goes out
            return
        handler.send_response_only(said.status)
        handler.send_header("Date", formatdate(time.time() + self.ahead_s, usegmt=True))
        for name, value in ({"Content-Type": "application/json"} | said.headers).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(said.body)))
        handler.end_headers()
        body = said.body
        if said.cut == "half":
            body = body[: len(body) // 2]
            handler.close_connection = True
        handler.wfile.write(body)


@contextmanager
def serving(identity: Identity) -> Iterator[CloudServer]:
    server = CloudServer(identity)
    try:
        yield server
    finally:
        server.close()
