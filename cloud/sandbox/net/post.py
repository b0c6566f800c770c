"""One HTTP POST to a merchant on this machine, on the event loop, without a client library."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

HEAD_MAX_BYTES = 8192
BODY_MAX_BYTES = 1024
"""Of an answer: a word of acknowledgement is all that is looked for."""
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d{1,9})\r\n", re.IGNORECASE)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_loopback(url: str) -> bool:
    """Whether this sandbox may call ``url`` at all: plain HTTP to this machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in LOOPBACK


@dataclass(frozen=True, slots=True)
class Posted:
    """What the merchant answered."""

    status: int
    body: bytes
    """Its first ``BODY_MAX_BYTES``."""


async def post(url: str, headers: Mapping[str, str], body: bytes, timeout_s: float) -> Posted | None:
    """The answer; None when there was none within ``timeout_s``. Never raises for the world."""
    if not is_loopback(url):
        raise ValueError("the sandbox calls nobody outside this machine")
    try:
        return await asyncio.wait_for(_exchange(url, headers, body), timeout_s)
    except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None


async def _exchange(url: str, headers: Mapping[str, str], body: bytes) -> Posted:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80, limit=HEAD_MAX_BYTES)
    try:
        lines = [f"POST {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
        lines.append(f"Content-Length: {len(body)}")
        lines.extend(f"{name}: {value}" for name, value in headers.items())
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        size = min(int(length[1]), BODY_MAX_BYTES) if length else 0
        return Posted(int(head.split(b"\r\n", 1)[0].split(b" ", 2)[1]), await reader.readexactly(size))
    except IndexError as error:
        raise ValueError("not an HTTP answer") from error
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
