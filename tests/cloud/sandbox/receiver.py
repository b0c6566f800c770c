"""A merchant's notice address: a real HTTP server that answers as it is told."""

from __future__ import annotations

import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE_S = 20


@dataclass(frozen=True, slots=True)
class Notice:
    headers: Mapping[str, str]
    body: bytes


class Receiver:
    """``answers`` are the statuses to give, then 204 for ever; ``words`` the bodies that go with 200."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.words: list[str] = []
        self._got: queue.Queue[Notice] = queue.Queue()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = outer.answers.pop(0) if outer.answers else 204
                said = outer.words.pop(0).encode() if outer.words else b""
                self.send_response(200 if said else status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer._got.put(Notice(headers, body))

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/notify/wechat"

    def next(self) -> Notice:
        """The next notice; fails the test when none comes."""
        return self._got.get(timeout=PATIENCE_S)

    def is_empty(self) -> bool:
        return self._got.empty()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
