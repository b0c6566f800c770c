"""What a control client may ask for, one method each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtQuick import QQuickWindow

from kiosk.views import Shopping
from ui.app import Ui
from ui.control import report, tree
from ui.control.finger import Finger
from ui.control.frames import Frames
from ui.control.requests import Answer, Request, Unfit, number, only, text, unknown

WAIT_DEFAULT_S = 10.0
WAIT_MAX_S = 600.0
LOOK_FOR_TARGET_EVERY_S = 0.05
"""A look through the whole window takes some milliseconds: not at every frame of an animation."""
ADVANCE_MAX_S = 7 * 24 * 3600.0
JUMP_MAX_S = 3650 * 24 * 3600.0
FLICK_PX = 900.0
FLICK_MAX_PX = 4_000.0
HOLD_MAX_S = 15.0
ANSWER_BEFORE_END_S = 0.05
PHONE_ACTS = ("pay", "cancel", "pay_late", "scan", "fail", "pay_other_payer")
"""The first three are the contract's; the others are what else an emulated wallet can do."""

Verb = Callable[[Request], Awaitable[Answer]]


class Hands(Protocol):
    """What a client may move outside the window. Raises ``KnownError`` where that is not possible."""

    async def phone(self, act: str, code: str) -> Mapping[str, Any]: ...

    async def fault(self, script: Mapping[str, object]) -> Mapping[str, Any]: ...

    def advance(self, seconds: float) -> None: ...

    def jump(self, seconds: float) -> None:
        """UTC alone."""


class Verbs:
    """Belongs to the loop's thread."""

    def __init__(
        self, ui: Ui, shopping: Shopping, hands: Hands | None, quit_kiosk: Callable[[], None]
    ) -> None:
        self._ui = ui
        self._window: QQuickWindow = ui.window
        self._shopping = shopping
        self._hands = hands
        self._quit = quit_kiosk
        self._news = asyncio.Event()
        self._frames = Frames(ui.window, self._news.set)
        self._finger = Finger(ui.window, self._frames)
        shopping.subscribe(self._news.set)
        ui.backend.changed.connect(self._news.set)
        self.known: dict[str, Verb] = {
            "state": self._state,
            "tap": self._tap,
            "type": self._type,
            "list": self._list,
            "read": self._read,
            "wait": self._wait,
            "screenshot": self._screenshot,
            "frame_stats": self._frame_stats,
            "touch_stats": self._touch_stats,
            "flick": self._flick,
            "hold": self._hold,
            "phone": self._phone,
            "fault": self._fault,
            "clock": self._clock,
            "quit": self._end,
        }

    def stop(self) -> None:
        self._ui.backend.changed.disconnect(self._news.set)
        self._frames.stop()

    # --- looking -------------------------------------------------------------------------------------

    async def _state(self, request: Request) -> Answer:
        only(request)
        return report.state(self._shopping.view, self._screen(), str(self._ui.backend.language))

    async def _list(self, request: Request) -> Answer:
        """Now, after scrolling, and on the other pages of the catalogue or of what was found."""
        only(request)
        targets = set(self._finger.targets())
        parts = self._ui.backend.parts
        paged: Any = {"home": parts.catalogue, "search": parts.search}.get(self._screen())
        if paged is not None:
            for row in paged.cards.rows:
                targets.add(f"card:{row.sku}")
                if row.can_add:
                    targets.add(f"add:{row.sku}")
        return {"targets": sorted(targets)}

    async def _read(self, request: Request) -> Answer:
        """The words on the screen, so that a test knows what its customer was told."""
        only(request)
        return {"texts": tree.texts(self._window)}

    async def _screenshot(self, request: Request) -> Answer:
        only(request, "path")
        path = _file(request)
        picture = self._window.grabWindow()
        # Packing a large picture takes a tenth of a second: the screen goes on meanwhile.
        if picture.isNull() or not await asyncio.to_thread(picture.save, str(path)):
            raise Unfit(f"the picture could not be written to {path}")
        return {"path": str(path), "width": picture.width(), "height": picture.height()}

    async def _frame_stats(self, request: Request) -> Answer:
        only(request)
        return self._frames.take_frames()

    async def _touch_stats(self, request: Request) -> Answer:
        only(request)
        return self._frames.take_touches()

    # --- touching ------------------------------------------------------------------------------------

    async def _tap(self, request: Request) -> Answer:
        only(request, "target", "scroll")
        await self._finger.tap(text(request, "target"), scrolls=request.get("scroll") is not False)
        return {}

    async def _type(self, request: Request) -> Answer:
        only(request, "text")
        for char in text(request, "text"):
            await self._finger.tap(f"key:{char}")
        return {}

    async def _flick(self, request: Request) -> Answer:
        only(request, "by_px")
        await self._finger.flick(
            round(number(request, "by_px", -FLICK_MAX_PX, FLICK_MAX_PX, default=FLICK_PX))
        )
        return {}

    async def _hold(self, request: Request) -> Answer:
        """A finger on a place, not on a thing: for gestures."""
        only(request, "x", "y", "for_s")
        x, y = number(request, "x", 0, 1, default=0), number(request, "y", 0, 1, default=0)
        await self._finger.hold(x, y, number(request, "for_s", 0, HOLD_MAX_S, default=0.05))
        return {}

    # --- waiting -------------------------------------------------------------------------------------

    async def _wait(self, request: Request) -> Answer:
        """Until screen, sale stage and target, as far as given, are as asked."""
        only(request, "screen", "sale_stage", "target", "timeout_s")
        asked = {name: text(request, name) for name in ("screen", "sale_stage", "target") if name in request}
        if not asked:
            raise Unfit("wait needs screen, sale_stage or target")
        limit_s = number(request, "timeout_s", 0, WAIT_MAX_S, default=WAIT_DEFAULT_S)
        try:
            async with asyncio.timeout(limit_s):
                await self._until(asked)
        except TimeoutError:
            wanted = ", ".join(f"{name} {value!r}" for name, value in asked.items())
            found = f"screen is {self._screen()!r}, sale stage {self._stage()!r}"
            raise Unfit(f"{wanted} did not come within {limit_s:g} s; {found}") from None
        return {}

    async def _until(self, asked: Mapping[str, str]) -> None:
        """Looks again after each snapshot, each turn to another screen, each frame."""
        while not self._is_so(asked):
            self._news.clear()
            await self._news.wait()
            if "target" in asked:
                await asyncio.sleep(LOOK_FOR_TARGET_EVERY_S)

    def _is_so(self, asked: Mapping[str, str]) -> bool:
        return (
            asked.get("screen", self._screen()) == self._screen()
            and asked.get("sale_stage", self._stage()) == self._stage()
            and ("target" not in asked or self._finger.is_there(asked["target"]))
        )

    def _screen(self) -> str:
        return str(self._ui.backend.screen)

    def _stage(self) -> str:
        sale = self._shopping.view.sale
        return sale.stage if sale else ""

    # --- outside the window --------------------------------------------------------------------------

    async def _phone(self, request: Request) -> Answer:
        only(request, "act", "code")
        act = text(request, "act")
        if act not in PHONE_ACTS:
            raise Unfit(unknown("act of phone", act, PHONE_ACTS))
        sale = self._shopping.view.sale
        shown = sale.code if sale else ""
        if "code" not in request and not shown:
            raise Unfit("there is no code on the screen")
        code = text(request, "code", default=shown)
        answer = dict(await self._moved("phone").phone(act, code))
        if answer.get("ok") is False:
            why = answer.get("text") or answer.get("error") or answer.get("refused")
            raise Unfit(f"the gateway refused: {why}")
        return answer

    async def _fault(self, request: Request) -> Answer:
        only(request, "script")
        script = request.get("script")
        if not isinstance(script, dict):
            raise Unfit('fault needs a script: an object like {"jam": "A3"}')
        return dict(await self._moved("fault").fault(script))

    async def _clock(self, request: Request) -> Answer:
        """Time passes at once, or somebody set the system clock: then none passes."""
        only(request, "advance_s", "jump_s")
        hands = self._moved("clock")
        if "jump_s" in request:
            only(request, "jump_s")
            hands.jump(number(request, "jump_s", -JUMP_MAX_S, JUMP_MAX_S))
        else:
            hands.advance(number(request, "advance_s", 0, ADVANCE_MAX_S))
        await self._finger.idle()
        return {}

    def _moved(self, verb: str) -> Hands:
        if self._hands is None:
            raise Unfit(f"{verb} works only with --demo")
        return self._hands

    async def _end(self, request: Request) -> Answer:
        only(request)
        asyncio.get_running_loop().call_later(ANSWER_BEFORE_END_S, self._quit)
        return {}


def _file(request: Request) -> Path:
    return Path(text(request, "path")).absolute()
