"""The sandbox as one object: built from a state file and a key folder, started on two loopback ports."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, ExceptionHandler

from cloud.sandbox.alipay.api import AlipayApi
from cloud.sandbox.alipay.bills import TradeBills
from cloud.sandbox.alipay.notices import TradeNotices
from cloud.sandbox.alipay.refunds import TradeRefunds
from cloud.sandbox.alipay.trades import Trades
from cloud.sandbox.clock import Clocks, RealTime, SystemTime
from cloud.sandbox.control.calls import CallLog
from cloud.sandbox.control.faults import FaultBook
from cloud.sandbox.control.routes import ADVANCED, WIRE_SKEW, Control
from cloud.sandbox.errors import unknown_word
from cloud.sandbox.keys import Keys, load_or_create
from cloud.sandbox.net.server import LOOPBACK_HOST, Lines, LoopbackOnly, LoopbackServer
from cloud.sandbox.pay_codes import PayCodes
from cloud.sandbox.phone.routes import Phone
from cloud.sandbox.rail import Rail
from cloud.sandbox.state import State
from cloud.sandbox.timeline import Timeline
from cloud.sandbox.unionpay.books import UnionPayOrders, UnionPayRefunds
from cloud.sandbox.unionpay.keys import load_or_create as unionpay_keys
from cloud.sandbox.unionpay.notices import UnionPayNotices
from cloud.sandbox.unionpay.routes import UnionPayApi
from cloud.sandbox.wechat.answers import Code, json_bytes
from cloud.sandbox.wechat.bills import Bills
from cloud.sandbox.wechat.notices import Notices
from cloud.sandbox.wechat.orders import Orders
from cloud.sandbox.wechat.refunds import Refunds
from cloud.sandbox.wechat.routes import WeChatApi


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a started sandbox answers."""

    wechat: str
    control: str
    phone: str
    wallets: Mapping[str, Mapping[str, str]]
    """A ready ``[payments.<wallet>]`` table of each, by wallet."""

    def as_json(self) -> dict[str, object]:
        return {
            "wechat": self.wechat,
            "control": self.control,
            "phone": self.phone,
            "wallets": {wallet: dict(table) for wallet, table in self.wallets.items()},
            # its older name, from when there was one wallet: programs read this line
            "wechat_config": dict(self.wallets["wechat"]),
        }


class Sandbox:
    """The emulated gateways. One event loop owns it; nothing in it blocks for longer than a signature."""

    def __init__(
        self, state: State, alipay_state: State, unionpay_state: State, keys: Keys, real: RealTime
    ) -> None:
        """Each wallet has a state of its own. Raises ``SandboxError`` for keys it cannot use."""
        self.state = state
        self.keys = keys
        self._unionpay_keys = unionpay_keys(keys)
        self.clocks = Clocks(real, state.setting(ADVANCED), state.setting(WIRE_SKEW))
        self.faults = FaultBook()
        self.calls = CallLog()
        self._lines = Lines()
        self.pay_codes = PayCodes(self.clocks)
        self.gateway_app: ASGIApp = self._make_gateway_app(state, alipay_state, unionpay_state)
        control_routes = Control(self).routes()
        self.control_app: ASGIApp = LoopbackOnly(
            Starlette(routes=control_routes, exception_handlers=_handlers(control_routes))
        )
        self._servers: list[LoopbackServer] = []
        self._lives: list[asyncio.Task[None]] = []
        self._cleanup = contextlib.ExitStack()
        for rail in self.rails:
            self._cleanup.callback(rail.state.close)

    def _make_gateway_app(self, state: State, alipay_state: State, unionpay_state: State) -> ASGIApp:
        wechat, wechat_routes = self._wechat(state)
        alipay, alipay_routes = self._alipay(alipay_state)
        unionpay, unionpay_routes = self._unionpay(unionpay_state)
        self.rails: tuple[Rail, ...] = (wechat, alipay, unionpay)
        phone = Phone(self.rails, self.clocks, self.settle)
        routes = [*wechat_routes, *alipay_routes, *unionpay_routes, *phone.routes()]
        handlers: dict[object, ExceptionHandler] = {404: _no_such_call, 405: _no_such_call}
        return LoopbackOnly(Starlette(routes=routes, exception_handlers=handlers))

    def _wechat(self, state: State) -> tuple[Rail, list[Route]]:
        timeline = Timeline(state, self.clocks)
        notices = Notices(state, self.clocks, self.keys, self.faults, self.calls, timeline.wake)
        orders, refunds = Orders(state, self.clocks, notices), Refunds(state, self.clocks, notices)
        bills = Bills(state, self.clocks)
        common = (self.faults, self.calls, self._lines, self.settle, self.pay_codes)
        api = WeChatApi(self.keys, self.clocks, orders, refunds, bills, *common)
        return Rail("wechat", state, orders, refunds, notices, timeline), api.routes()

    def _alipay(self, state: State) -> tuple[Rail, list[Route]]:
        timeline = Timeline(state, self.clocks)
        notices = TradeNotices(state, self.clocks, self.keys, self.faults, self.calls, timeline.wake)
        trades, refunds = Trades(state, self.clocks, notices), TradeRefunds(state, self.clocks, notices)
        bills = TradeBills(state, self.clocks, self.faults, self.calls, self._lines)
        common = (self.faults, self.calls, self._lines, self.settle, self.pay_codes)
        api = AlipayApi(self.keys, self.clocks, trades, refunds, bills, *common)
        return Rail("alipay", state, trades, refunds, notices, timeline), api.routes()

    def _unionpay(self, state: State) -> tuple[Rail, list[Route]]:
        timeline, keys = Timeline(state, self.clocks), self._unionpay_keys
        notices = UnionPayNotices(state, self.clocks, keys, self.faults, self.calls, timeline.wake)
        orders = UnionPayOrders(state, self.clocks, notices)
        refunds = UnionPayRefunds(state, self.clocks, notices)
        common = (self.faults, self.calls, self._lines, self.settle, self.pay_codes)
        api = UnionPayApi(keys, self.clocks, state, orders, refunds, *common)
        return Rail("unionpay", state, orders, refunds, notices, timeline), api.routes()

    def settle(self) -> None:
        """Bring the gateways up to their own time; called around every request."""
        for rail in self.rails:
            rail.settle()

    async def start(self, port: int = 0, control_port: int = 0, host: str = LOOPBACK_HOST) -> Addresses:
        """Listen and live. Raises ``SandboxError`` for a port in use or a host other than 127.0.0.1."""
        server, control = (
            LoopbackServer(self.gateway_app, self._lines),
            LoopbackServer(self.control_app, Lines()),
        )
        port = await server.start(port, host)
        self._servers.append(server)
        control_port = await control.start(control_port, host)
        self._servers.append(control)
        self._lives = [asyncio.create_task(rail.run()) for rail in self.rails]
        base_url = f"http://{host}:{port}"
        return Addresses(
            wechat=base_url,
            control=f"http://{host}:{control_port}",
            phone=f"{base_url}/p/",
            wallets={
                "wechat": self.keys.wechat_config(base_url),
                "alipay": self.keys.alipay_config(base_url),
                "unionpay": self._unionpay_keys.config(base_url),
            },
        )

    async def failed(self) -> BaseException | None:
        """Waits until a part of the sandbox ends; returns why, None when it was stopped."""
        assert self._lives, "start first"
        parts = {*self._lives, *(server.task for server in self._servers)}
        done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        return next((task.exception() for task in done if not task.cancelled()), None)

    async def stop(self) -> None:
        """Stop listening, keep what is owed to the merchant in the state file, close it."""
        for server in self._servers:
            await server.stop()
        self._servers.clear()
        for life in self._lives:
            life.cancel()
        if self._lives:
            await asyncio.wait(self._lives)
        self._cleanup.close()

    def keep_until_stop(self, folder: tempfile.TemporaryDirectory[str]) -> None:
        """A temporary key folder goes when the sandbox stops."""
        self._cleanup.callback(folder.cleanup)


def build(*, state: Path | None = None, keys: Path | None = None, real: RealTime | None = None) -> Sandbox:
    """A sandbox that is not listening yet.

    ``state`` is its SQLite file (None: memory; Alipay's books lie beside it), ``keys`` its key folder (None:
    a temporary one). Raises ``SandboxError`` in words for a file or folder it cannot use.
    """
    temporary = tempfile.TemporaryDirectory(prefix="emulator-keys-") if keys is None else None
    made = load_or_create(Path(temporary.name) if temporary is not None else keys or Path())
    alipay, unionpay = (
        None if state is None else state.with_name(f"{state.stem}-{wallet}{state.suffix}")
        for wallet in ("alipay", "unionpay")
    )
    sandbox = Sandbox(State(state), State(alipay), State(unionpay), made, real or SystemTime())
    if temporary is not None:
        sandbox.keep_until_stop(temporary)
    return sandbox


async def _no_such_call(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else Code.NO_SUCH_CALL.status
    body = {
        "code": Code.NO_SUCH_CALL.word,
        "message": f"no such call: {request.method} {request.url.path[:80]}",
    }
    return Response(json_bytes(body), status, media_type="application/json")


def _handlers(routes: list[Route]) -> dict[object, ExceptionHandler]:
    """Errors of the control port, which name the nearest request."""
    known = [
        f"{method} {route.path}"
        for route in routes
        for method in sorted(route.methods or ())
        if method != "HEAD"
    ]

    async def unknown(request: Request, error: Exception) -> Response:
        text = unknown_word("request", f"{request.method} {request.url.path}", known)
        status = error.status_code if isinstance(error, HTTPException) else 404
        return JSONResponse({"ok": False, "error": text}, status)

    return {404: unknown, 405: unknown}
