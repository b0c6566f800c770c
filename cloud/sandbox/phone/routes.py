"""The wallet over HTTP: what happens when a browser opens a payment code."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from cloud.sandbox.clock import Clocks
from cloud.sandbox.phone import pages
from cloud.sandbox.phone.words import Words, words_for
from cloud.sandbox.rail import Rail, by_token
from cloud.sandbox.state import Code, Order
from cloud.sandbox.wechat.orders import Orders, PhoneRefused

PAYER_COOKIE = "payer"
PAYER_PATTERN = re.compile(r"oEmulatedPayer_[0-9a-f]{16}")
LIST_MAX = 50
FORM_MAX_BYTES = 1024


class Phone:
    """The pages under ``/p/``. A browser (its cookie) is one account."""

    def __init__(self, rails: Sequence[Rail], clocks: Clocks, settle: Callable[[], None]) -> None:
        self._rails = rails
        self._clocks = clocks
        self._settle = settle

    def routes(self) -> list[Route]:
        return [
            Route("/p/", self._home, methods=["GET"]),
            Route("/p", lambda _: RedirectResponse("/p/"), methods=["GET"]),
            Route("/p/{token}", self._open, methods=["GET"]),
            Route("/p/{token}/pay", self._pay, methods=["POST"]),
            Route("/p/{token}/cancel", self._cancel, methods=["POST"]),
        ]

    async def _home(self, request: Request) -> Response:
        self._settle()
        words, nonce = _words(request), secrets.token_urlsafe(12)
        every = [found for rail in self._rails for found in rail.orders.payable(LIST_MAX)]
        payable = sorted(every, key=lambda found: -found[1].created_ms)[:LIST_MAX]
        now_ms = self._clocks.gateway_ms()
        if request.query_params.get("part") == "list":
            return HTMLResponse(
                pages.home_list(words, payable, now_ms), headers={"Cache-Control": "no-store"}
            )
        return _html(pages.home(words, nonce, payable, now_ms), nonce)

    async def _open(self, request: Request) -> Response:
        """Opening is scanning: from here on no other account can pay."""
        self._settle()
        words, nonce, payer = _words(request), secrets.token_urlsafe(12), _payer(request)
        order: Order | None = None
        try:
            orders, order, code = self._scanned(request)
            if "cancelled" in request.query_params and order.state == "NOTPAY":
                return _html(pages.cancelled(words, nonce, order, code), nonce)
            order = orders.scan(order, code, payer)
            page = pages.cashier(words, nonce, order, code, payer, self._left_s(order))
        except PhoneRefused as refused:
            if order is not None and refused.code == "paid" and order.payer == payer:
                return _html(pages.paid(words, nonce, order), nonce)
            status = 404 if order is None else 200
            return _html(pages.refusal(words, nonce, refused.code, order), nonce, status)
        answer = _html(page, nonce)
        return _known_as(payer, answer)

    async def _pay(self, request: Request) -> Response:
        self._settle()
        payer = await self._paying(request)
        words, nonce = _words(request), secrets.token_urlsafe(12)
        order: Order | None = None
        try:
            orders, order, code = self._scanned(request)
            orders.pay(order, code, payer)
            self._settle()
        except PhoneRefused as refused:
            if order is None or refused.code == "other_payer":
                status = 404 if order is None else 409
                return _html(pages.refusal(words, nonce, refused.code, order), nonce, status)
        return _known_as(payer, _back_to(request))

    def _scanned(self, request: Request) -> tuple[Orders, Order, Code]:
        token = request.path_params["token"]
        orders = by_token(self._rails, token).orders
        return orders, *orders.by_token(token)

    async def _cancel(self, request: Request) -> Response:
        return _back_to(request, "?cancelled")

    async def _paying(self, request: Request) -> str:
        """The account the page was drawn for: from the form, so that a phone without cookies can pay too."""
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > FORM_MAX_BYTES:
                break
        match = PAYER_PATTERN.search(body.decode("ascii", "replace"))
        return match[0] if match else _payer(request)

    def _left_s(self, order: Order) -> int | None:
        if order.expire_ms is None:
            return None
        return max(0, order.expire_ms - self._clocks.gateway_ms()) // 1000


def _known_as(payer: str, answer: Response) -> Response:
    answer.set_cookie(PAYER_COOKIE, payer, path="/p", httponly=True, samesite="lax")
    return answer


def _payer(request: Request) -> str:
    known = request.cookies.get(PAYER_COOKIE, "")
    return known if PAYER_PATTERN.fullmatch(known) else f"oEmulatedPayer_{secrets.token_hex(8)}"


def _words(request: Request) -> Words:
    return words_for(request.headers.get("accept-language", ""))


def _back_to(request: Request, query: str = "") -> Response:
    token = request.path_params["token"]
    return RedirectResponse(f"/p/{token}{query}", status_code=303)


def _html(page: str, nonce: str, status: int = 200) -> HTMLResponse:
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self';"
        " img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(page, status, headers)
