"""One HTTP POST to a merchant on this machine, on the event loop, without a client library."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from urllib.parse import urlsplit

STATUS_LINE_MAX = 1024
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_loopback(url: str) -> bool:
    """Whether this sandbox may call ``url`` at all: plain HTTP to this machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in LOOPBACK


async def post(url: str, headers: Mapping[str, str], body: bytes, timeout_s: float) -> int | None:
    """The status of the answer; None when there was none within ``timeout_s``. Never raises for the world."""
    if not is_loopback(url):
        raise ValueError("the sandbox calls nobody outside this machine")
    try:
        return await asyncio.wait_for(_exchange(url, headers, body), timeout_s)
    except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None


async def _exchange(url: str, headers: Mapping[str, str], body: bytes) -> int:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80, limit=STATUS_LINE_MAX)
    try:
        lines = [f"POST {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
        lines.append(f"Content-Length: {len(body)}")
        lines.extend(f"{name}: {value}" for name, value in headers.items())
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        status_line = await reader.readuntil(b"\r\n")
        return int(status_line.split(b" ", 2)[1])
    except IndexError as error:
        raise ValueError("not an HTTP answer") from error
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
