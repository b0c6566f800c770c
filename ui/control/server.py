"""The control socket: one JSON object a line in, one a line out (the contract's section 4)."""

from __future__ import annotations

import asyncio
import contextlib
import difflib
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from kiosk.catalog.availability import Availability
from kiosk.errors import KnownError
from kiosk.views import SaleView, Shopping
from ui.app import Ui
from ui.control.frames import Frames
from ui.control.window import CannotTouch, Finger

log = logging.getLogger(__name__)

LINE_MAX_BYTES = 65_536
SOCKET_MODE = 0o600
LOOK_AGAIN_S = 0.01
WAIT_DEFAULT_S = 10.0
WAIT_MAX_S = 600.0
FLICK_PX = 900

Answer = dict[str, Any]


class Hands(Protocol):
    """What a client may move outside the window. Raises ``KnownError`` where that is not possible."""

    async def phone(self, act: str, code: str) -> Mapping[str, Any]: ...

    async def fault(self, script: Mapping[str, object]) -> Mapping[str, Any]: ...

    def advance(self, seconds: float) -> None: ...


class Unfit(Exception):
    """The request makes no sense; the text says why."""


class ControlServer:
    """Belongs to the loop's thread. Clients one after another or side by side."""

    def __init__(
        self, ui: Ui, shopping: Shopping, hands: Hands, path: Path, quit_kiosk: Callable[[], None]
    ) -> None:
        self._ui = ui
        self._shopping = shopping
        self._hands = hands
        self._path = path
        self._quit = quit_kiosk
        self._server: asyncio.AbstractServer | None = None
        self._frames = Frames(ui.window)
        self._finger = Finger(ui.window, self._frames)
        self._clients: set[asyncio.Task[None]] = set()
        self._verbs: dict[str, Callable[[Mapping[str, Any]], Awaitable[Answer]]] = {
            "state": self._state,
            "tap": self._tap,
            "type": self._type,
            "list": self._list,
            "wait": self._wait,
            "screenshot": self._screenshot,
            "frame_stats": self._frame_stats,
            "touch_stats": self._touch_stats,
            "flick": self._flick,
            "phone": self._phone,
            "fault": self._fault,
            "clock": self._clock,
            "quit": self._end,
        }

    async def start(self) -> None:
        """Open the socket, readable and writable for its owner only. A dead predecessor's file goes."""
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self._path, limit=LINE_MAX_BYTES)
        self._path.chmod(SOCKET_MODE)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for client in self._clients:
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)
        self._frames.stop()
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None, "streams are served in tasks"
        self._clients.add(task)
        try:
            while line := await reader.readline():
                answer = await self._answer(line)
                writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError, asyncio.CancelledError):
            log.debug("a control client is gone")
        finally:
            self._clients.discard(task)
            writer.close()

    async def _answer(self, line: bytes) -> Answer:
        try:
            request = json.loads(line)
            if not isinstance(request, dict):
                raise Unfit("a request is a JSON object")
            verb = self._verbs.get(str(request.get("do")))
            if verb is None:
                raise Unfit(_unknown(str(request.get("do")), list(self._verbs)))
            return {"ok": True} | await verb(request)
        except ValueError as error:
            return {"ok": False, "error": f"not JSON: {error}"}
        except (Unfit, CannotTouch) as error:
            return {"ok": False, "error": str(error)}
        except KnownError as error:
            return {"ok": False, "error": error.text}

    # --- looking -------------------------------------------------------------------------------------

    async def _state(self, _request: Mapping[str, Any]) -> Answer:
        view, backend = self._shopping.view, self._ui.backend
        return {
            "screen": str(backend.screen),
            "language": str(backend.language),
            "sale": _sale(view.sale) if view.sale else None,
            "earlier": _sale(view.earlier) if view.earlier else None,
            "cart": {"count": view.cart.count, "total_fen": view.cart.total_fen},
            "network": "up" if view.network_up else "down",
            "board": "up" if view.board_up else "down",
            "mode": view.mode.value,
            "trouble": view.trouble.value,
            "temperature_c": view.temperature_c,
            "test_money": view.test_money,
        }

    async def _list(self, _request: Mapping[str, Any]) -> Answer:
        targets = self._finger.targets()
        if self._finger.find("page:next") is not None and str(self._ui.backend.screen) == "home":
            shown = self._shopping.view.products
            cards: Any = self._ui.backend.parts.catalogue.cards
            for sku in (row.sku for row in cards.rows):
                targets.append(f"card:{sku}")
                if shown[sku].availability is Availability.AVAILABLE:
                    targets.append(f"add:{sku}")
        return {"targets": sorted(set(targets))}

    async def _screenshot(self, request: Mapping[str, Any]) -> Answer:
        path = Path(str(request.get("path") or ""))
        if not path.name:
            raise Unfit("screenshot needs a path")
        picture = self._ui.window.grabWindow()
        if picture.isNull() or not picture.save(str(path)):
            raise Unfit(f"the picture could not be written to {path}")
        return {"width": picture.width(), "height": picture.height()}

    async def _frame_stats(self, _request: Mapping[str, Any]) -> Answer:
        return self._frames.take_frames()

    async def _touch_stats(self, _request: Mapping[str, Any]) -> Answer:
        return self._frames.take_touches()

    # --- touching ------------------------------------------------------------------------------------

    async def _tap(self, request: Mapping[str, Any]) -> Answer:
        await self._finger.tap(str(request.get("target") or ""))
        return {}

    async def _type(self, request: Mapping[str, Any]) -> Answer:
        for char in str(request.get("text") or ""):
            await self._finger.tap(f"key:{char}")
        return {}

    async def _flick(self, request: Mapping[str, Any]) -> Answer:
        await self._finger.flick(int(request.get("by_px", FLICK_PX)))
        return {}

    async def _wait(self, request: Mapping[str, Any]) -> Answer:
        """Until screen, sale stage and target, as far as given, are as asked."""
        asked = {name: str(request[name]) for name in ("screen", "sale_stage", "target") if name in request}
        if not asked:
            raise Unfit("wait needs screen, sale_stage or target")
        limit_s = min(float(request.get("timeout_s", WAIT_DEFAULT_S)), WAIT_MAX_S)
        ends = time.monotonic() + limit_s
        while not self._is(asked):
            if time.monotonic() >= ends:
                found = f"screen {self._ui.backend.screen}, sale stage {self._stage() or 'none'}"
                raise Unfit(f"not so after {limit_s:g} s: {asked}; it is {found}")
            await asyncio.sleep(LOOK_AGAIN_S)
        return {}

    def _is(self, asked: Mapping[str, str]) -> bool:
        return (
            asked.get("screen", str(self._ui.backend.screen)) == str(self._ui.backend.screen)
            and asked.get("sale_stage", self._stage()) == self._stage()
            and ("target" not in asked or self._finger.find(asked["target"]) is not None)
        )

    def _stage(self) -> str:
        sale = self._shopping.view.sale
        return sale.stage if sale else ""

    # --- outside the window --------------------------------------------------------------------------

    async def _phone(self, request: Mapping[str, Any]) -> Answer:
        sale = self._shopping.view.sale
        code = str(request.get("code") or (sale.code if sale else ""))
        if not code:
            raise Unfit("there is no code on the screen")
        return dict(await self._hands.phone(str(request.get("act")), code))

    async def _fault(self, request: Mapping[str, Any]) -> Answer:
        script = request.get("script")
        if not isinstance(script, dict):
            raise Unfit("fault needs a script: a JSON object")
        return dict(await self._hands.fault(script))

    async def _clock(self, request: Mapping[str, Any]) -> Answer:
        seconds = request.get("advance_s")
        if not isinstance(seconds, int | float) or seconds < 0:
            raise Unfit("clock needs advance_s, 0 or more")
        self._hands.advance(seconds)
        await self._finger.idle()
        return {}

    async def _end(self, _request: Mapping[str, Any]) -> Answer:
        asyncio.get_running_loop().call_later(0.05, self._quit)
        return {}


def _unknown(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, 1)
    hint = f"; the nearest is {near[0]!r}" if near else ""
    return f"unknown request {word!r}{hint}. Known: {', '.join(known)}"


def _sale(sale: SaleView) -> Answer:
    return {
        "number": sale.number,
        "stage": sale.stage,
        "phase": sale.phase.value,
        "outcome": sale.outcome.value,
        "amount_fen": sale.amount_fen,
        "method": sale.method,
        "methods": list(sale.methods),
        "code": sale.code,
        "notice": sale.notice,
        "truth_url": sale.truth_url,
        "lines": [
            {"sku": line.sku, "lane": line.lane, "amount_fen": line.amount_fen, "fate": line.fate.value}
            for line in sale.lines
        ],
        "refunds": [
            {"number": refund.number, "amount_fen": refund.amount_fen, "state": refund.state.value}
            for refund in sale.refunds
        ],
    }
