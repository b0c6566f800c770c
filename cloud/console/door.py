"""The console's door: in front of everything else the cloud answers, and light until somebody knocks.

What lies behind it (an admin library, its templates, a language library) is loaded with the first visit; a
cloud beside a kiosk, which nobody ever visits, pays nothing for it.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cloud.cloud import Cloud
from cloud.errors import Refusal
from cloud.logs import log
from cloud.store.database import StoreUnavailable

PATH = "/console"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""The library's pages have scripts in them; nothing comes from another host, and nothing goes to one."""
STORE_AWAY = (
    "数据库没有应答，什么都没有改动，请稍后再试。\n"
    "The database does not answer. Nothing was changed; try again."
)
BROKEN = "云端出错，已记录。\nThe cloud made a mistake; it was recorded."
PLAIN = (
    "控制台只经 HTTPS 打开：请用转发时带 X-Forwarded-Proto: https 的反向代理，或在本机打开。\n"
    "The console opens over HTTPS only: use a reverse proxy that sends X-Forwarded-Proto: https, or "
    "open it on this host itself."
)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
FOREIGN = "请从控制台的页面上操作。\nThis must be sent from a page of the console."


class ConsoleDoor:
    """``/console`` to the console, everything else to ``app``."""

    def __init__(self, app: ASGIApp, cloud: Cloud) -> None:
        self._app = app
        self._cloud = cloud
        self._console: ASGIApp | None = None
        self._building = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        if scope["type"] != "http" or not (path == PATH or path.startswith(f"{PATH}/")):
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, is_static=path.startswith(f"{PATH}/static/"))
        try:
            await self._answered(path, scope, receive, answer)
        except StoreUnavailable as error:
            log.error("store.unavailable", error=str(error))
            await answer.instead(scope, receive, STORE_AWAY, 503)
        except Refusal as refusal:
            await answer.instead(scope, receive, refusal.text, refusal.status)
        except Exception as error:
            log.bug("console", error)
            await answer.instead(scope, receive, BROKEN, 500)

    async def _answered(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        host = urlsplit(f"//{headers.get('host', '')}").hostname
        # whoever lies about it gets links that do not work, nothing else
        is_tls = scope["scheme"] == "https" or headers.get("x-forwarded-proto") == "https"
        if not is_tls and host not in LOOPBACK:
            await PlainTextResponse(PLAIN, 403)(scope, receive, send)
        elif path == PATH:
            await RedirectResponse(f"{PATH}/", 303)(scope, receive, send)
        elif scope["method"] not in SAFE_METHODS and not comes_from_here(headers):
            await PlainTextResponse(FOREIGN, 403)(scope, receive, send)
        else:
            console = await self._opened()
            await console(_with_language(scope, "https" if is_tls else "http"), receive, send)

    async def _opened(self) -> ASGIApp:
        async with self._building:
            if self._console is None:
                from cloud.console.build import build_console  # heavy, and for many a cloud never needed

                self._console = await build_console(self._cloud)
            return self._console


def comes_from_here(headers: Headers) -> bool:
    """By what the browser says and a foreign page cannot change. One that says nothing is left to the
    form's own token."""
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host", "")
    return headers.get("sec-fetch-site", "same-origin") == "same-origin"


def _with_language(scope: Scope, scheme: str) -> Scope:
    """The library reads one plain name; browsers send a list. Its links bear the scheme the browser used."""
    wanted = Headers(scope=scope).get("accept-language", "")
    first = wanted.split(",")[0].strip().lower()
    named = b"en" if first.startswith("en") else b"zh"
    others = [(name, value) for name, value in scope["headers"] if name != b"accept-language"]
    return {**scope, "scheme": scheme, "headers": [*others, (b"accept-language", named)]}


class _Answer:
    """Gives every answer the headers that keep it to its reader."""

    def __init__(self, send: Send, *, is_static: bool) -> None:
        self._send = send
        self._is_static = is_static
        self._has_begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._has_begun = True
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = POLICY
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "same-origin"
            headers["Cache-Control"] = "private, max-age=86400" if self._is_static else "no-store"
            message["headers"] = [_strict(name, value) for name, value in message["headers"]]
        await self._send(message)

    async def instead(self, scope: Scope, receive: Receive, text: str, status: int) -> None:
        """What went wrong, unless half an answer is on its way already."""
        if not self._has_begun:
            await PlainTextResponse(text, status)(scope, receive, self)


def _strict(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """The library's own cookies (form token, messages) are no other site's business either."""
    if name.lower() != b"set-cookie":
        return name, value
    return name, value.replace(b"SameSite=lax", b"SameSite=strict").replace(
        b"samesite=lax", b"SameSite=strict"
    )
