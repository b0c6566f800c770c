"""How much one caller may send, and how often."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import OrderedDict

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cloud.errors import Refusal
from kiosk.wire import ErrorAnswer

BODY_LIMIT_BYTES = 65_536
"""The largest single message is below 2 KiB; a gateway's notice below 8 KiB (payments.md 1.8)."""
EVENTS_BODY_LIMIT_BYTES = 1_048_576
"""100 events (wire.EVENT_BATCH_MAX) of at most 10 KiB, the report of a 20-line sale being about 4 KiB."""
DOCUMENTS_PATH = "/v1/merchant/documents/"
DRAINED_LIMIT_BYTES = 4_194_304
DRAIN_WITHIN_S = 2.0
"""Of a body that is refused anyway: no more is listened to, and no longer."""
REQUESTS_PER_S = 200
BURST = 400
"""One machine needs about ten requests a sale; a soak of many sales a second still passes."""
BUCKETS_MAX = 20_000
"""Machines remembered per process; the ones seen least recently start afresh."""


class Buckets:
    """A token bucket for each machine, in this process only: a brake for a machine gone wild, not a quota."""

    def __init__(self) -> None:
        self._levels: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def take(self, machine: str, now_ms: int) -> None:
        """Raises ``Refusal`` 429 when the machine sent too much too fast."""
        level_milli, at_ms = self._levels.pop(machine, (BURST * 1000, now_ms))
        level_milli = min(BURST * 1000, level_milli + (now_ms - at_ms) * REQUESTS_PER_S)
        refused = level_milli < 1000
        self._levels[machine] = (level_milli if refused else level_milli - 1000, now_ms)
        if len(self._levels) > BUCKETS_MAX:
            self._levels.popitem(last=False)
        if refused:
            raise Refusal(429, "limit.rate", "This machine sends too many requests.", retry_after_s=1)


class BodyLimit:
    """Refuses a body that is too large, by its announced length or as soon as it gets there."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_large = scope["path"] == "/v1/events" or scope["path"].startswith(DOCUMENTS_PATH)
        limit = EVENTS_BODY_LIMIT_BYTES if is_large else BODY_LIMIT_BYTES
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > limit:
            await _too_large(receive, send, limit)
            return
        body = await _read(receive, limit)
        if body is None:
            await _too_large(receive, send, limit)
            return
        await self._app(scope, _replay(body, receive), send)


async def _read(receive: Receive, limit: int) -> bytes | None:
    """The whole body; None when it is longer than ``limit``. A caller who hung up leaves what came."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


async def _too_large(receive: Receive, send: Send, limit: int) -> None:
    """Answer, then listen on for a while: a caller cut off in the middle would see no answer."""
    answer = ErrorAnswer(code="limit.body", text=f"The body is larger than {limit} bytes.")
    content = json.dumps(answer.model_dump()).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": True})
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(_read(receive, DRAINED_LIMIT_BYTES), DRAIN_WITHIN_S)
    await send({"type": "http.response.body", "body": b""})
