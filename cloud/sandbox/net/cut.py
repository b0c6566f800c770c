"""Bodies in, and answers that do not come, come late or break off."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cloud.sandbox.net.server import Lines

BODY_MAX_BYTES = 64 * 1024
"""The real gateways take less; nothing a vending machine sends comes near."""
HTML = b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502</h1></center></body></html>"


class CutShort(Response):
    """Part of an answer, or nothing at all, and then the end of the connection."""

    def __init__(
        self,
        lines: Lines,
        body: bytes,
        after_ms: int,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(body, status, headers)
        self._lines = lines
        self._after_ms = after_ms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.body:
            await gone_or_after(receive, self._after_ms)
            self._lines.reset(scope)
        else:
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
            half = bytes(self.body)[: len(self.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            self._lines.end(scope)
        while (await receive())["type"] != "http.disconnect":
            pass


async def gone_or_after(receive: Receive, after_ms: int) -> None:
    """Until the caller has given up, at most ``after_ms``."""

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(gone(), after_ms / 1000)
    except TimeoutError:
        return


async def read_body(http: HttpRequest) -> bytes:
    body = bytearray()
    try:
        async for piece in http.stream():
            body += piece
            if len(body) > BODY_MAX_BYTES:
                break
    except ClientDisconnect:
        return b""
    return bytes(body)
