"""One finger that touches the window: presses, holds until it is drawn, lets go, flicks, turns pages."""

from __future__ import annotations

import asyncio
import time

from PySide6.QtCore import QPoint
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from ui.control import tree
from ui.control.frames import Frames

PAGES_MAX = 40
"""More pages than any shop has: looking for a card ends."""
FRAME_WAIT_S = 0.25
"""A window that has nothing to draw draws nothing: do not wait longer for a frame."""
SETTLE_S = 2.0
"""Animations are 250 ms (UI.md 2); a list that has not come to rest by then is not going to."""
QUIET_FRAMES_S = 0.06
COMES_TO_REST_S = 1.0
"""A sheet that is still rising can be touched a moment later, as a finger would find."""
FLICK_STEP_MS = 12
"""About what a touch panel reports (80 a second)."""
LOOP_ROUNDS = 3
"""Turns of the loop in which what a touch asked for is begun: slot, snapshot, what follows it."""
NEXT_PAGE, PREVIOUS_PAGE = "page:next", "page:prev"
PAGED = ("card:", "add:")
"""Targets that may lie on another page of the catalogue."""


class CannotTouch(Exception):
    """Why a target cannot be touched, in words."""


class Finger:
    """One finger on one window: clients take turns. Belongs to the loop's thread."""

    def __init__(self, window: QQuickWindow, frames: Frames) -> None:
        self._window = window
        self._frames = frames
        self._device = QTest.createTouchDevice()
        self._turn = asyncio.Lock()

    def targets(self) -> list[str]:
        """Names that could be touched now, or after scrolling."""
        names: dict[str, None] = {}
        for item in tree.named(self._window):
            if tree.has_area(item) and tree.can_reach(self._window, item):
                names[item.objectName()] = None
        return list(names)

    def is_there(self, name: str) -> bool:
        """It can be seen; and touched, or scrolled to, if it is something to touch."""
        item = tree.find(self._window, name)
        if item is None or not tree.has_area(item):
            return item is not None
        return tree.can_reach(self._window, item)

    async def tap(self, name: str, *, scrolls: bool = True) -> None:
        """Press and release at the centre of ``name``. Raises ``CannotTouch``. Without ``scrolls`` only where
        it lies in sight now: the finger of somebody who does not know that a list can be drawn.
        """
        async with self._turn:
            await self._touch(tree.centre(await self._within_reach(name, scrolls=scrolls)))

    async def hold(self, x: float, y: float, for_s: float) -> None:
        """Press at a part of the window's width and height, whatever lies there; let go after ``for_s``."""
        async with self._turn:
            size = self._window.size()
            at = QPoint(round(x * (size.width() - 1)), round(y * (size.height() - 1)))
            self._press(at)
            await asyncio.sleep(for_s)
            self._release(at)
            await self.idle()

    async def flick(self, by_px: int, over_ms: int = 120) -> None:
        """Draw the finger ``by_px`` up (positive) or down through the middle of the window."""
        async with self._turn:
            size = self._window.size()
            x, y = size.width() // 2, size.height() // 2 + by_px // 2
            steps = max(2, over_ms // FLICK_STEP_MS)
            self._press(QPoint(x, y))
            for step in range(1, steps + 1):
                await asyncio.sleep(over_ms / steps / 1000)
                at = QPoint(x, y - by_px * step // steps)
                QTest.touchEvent(self._window, self._device, False).move(0, at, self._window).commit(False)
            self._release(QPoint(x, y - by_px))

    async def idle(self) -> None:
        """Until what the last event set off has been handled and drawn."""
        for _ in range(LOOP_ROUNDS):
            await asyncio.sleep(0)
        await self._frames.next_frame(FRAME_WAIT_S)

    # --- inside --------------------------------------------------------------------------------------

    def _press(self, at: QPoint) -> None:
        QTest.touchEvent(self._window, self._device, False).press(0, at, self._window).commit(False)

    def _release(self, at: QPoint) -> None:
        QTest.touchEvent(self._window, self._device, False).release(0, at, self._window).commit(False)

    async def _touch(self, at: QPoint) -> None:
        self._frames.pressed()
        self._press(at)
        await self._frames.next_frame(FRAME_WAIT_S)
        self._frames.lifted()
        self._release(at)
        await self.idle()

    async def _within_reach(self, name: str, *, scrolls: bool) -> QQuickItem:
        """The item, scrolled to, once what moves has come to rest. Raises ``CannotTouch`` when it stays out
        of reach. It is looked for as often as needed: a page that was still turning may have taken it away.
        """
        ends = time.monotonic() + COMES_TO_REST_S
        while True:
            if scrolls:
                await self._look_for(name)
            item = tree.find(self._window, name)
            trouble = self._trouble(name, item)
            if item is not None and not trouble:
                return item
            if time.monotonic() >= ends:
                raise CannotTouch(trouble)
            await self._frames.next_frame(FRAME_WAIT_S)

    async def _look_for(self, name: str) -> None:
        """On the other pages, and beyond what is seen of a list."""
        if tree.find(self._window, name) is None and name.startswith(PAGED):
            await self._turn_pages(name)
        if (hidden := tree.find(self._window, name)) is not None:
            await self._bring_into_view(hidden)

    def _trouble(self, name: str, item: QQuickItem | None) -> str:
        """Why it cannot be touched at this moment; empty when it can."""
        if item is None:
            return f"there is no {name!r} on this screen"
        if not item.isEnabled():
            return f"{name!r} is disabled"
        if tree.scroller(item) is not None and not tree.can_reach(self._window, item):
            return f"{name!r} lies where no finger can scroll to"
        cover = tree.covered_by(self._window, item)
        return f"{name!r} is covered by {cover}" if cover else ""

    async def _turn_pages(self, name: str) -> None:
        """Leaf to the first page, then onward, until ``name`` is there."""
        for button in (PREVIOUS_PAGE, NEXT_PAGE):
            for _ in range(PAGES_MAX):
                key = tree.find(self._window, button)
                if key is None or not tree.can_touch(self._window, key):
                    break
                await self._touch(tree.centre(key))
                await self._at_rest()
                if tree.find(self._window, name) is not None:
                    return

    async def _bring_into_view(self, item: QQuickItem) -> None:
        scroller = tree.scroller(item)
        if scroller is None:
            return
        by = tree.beyond(scroller, item)
        x, y = tree.scrolled(scroller, by)
        for name, value in (("contentX", x), ("contentY", y)):
            if abs(float(scroller.property(name)) - value) > 1:
                scroller.setProperty(name, value)
        await self._at_rest()

    async def _at_rest(self) -> None:
        """Until no frame has been drawn for a moment: animations are over."""
        ends = time.monotonic() + SETTLE_S
        while time.monotonic() < ends and await self._frames.next_frame(QUIET_FRAMES_S):
            pass
