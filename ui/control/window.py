"""Finding things on the window and touching them as a finger would: visible, enabled, not covered."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

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
NEXT_PAGE, PREVIOUS_PAGE = "page:next", "page:prev"
PAGED = ("card:", "add:")
"""Targets that may lie on another page of the catalogue."""


class CannotTouch(Exception):
    """Why a target cannot be touched, in words."""


class Finger:
    """One finger on one window. Belongs to the loop's thread."""

    def __init__(self, window: QQuickWindow, frames: Frames) -> None:
        self._window = window
        self._frames = frames
        self._device = QTest.createTouchDevice()

    # --- what there is -------------------------------------------------------------------------------

    def targets(self) -> list[str]:
        """Names that could be touched now, or after scrolling."""
        names: dict[str, None] = {}
        for item in self._named():
            if item.isEnabled() and _has_area(item) and (_scroller(item) or self._covered_by(item) is None):
                names[item.objectName()] = None
        return list(names)

    def find(self, name: str) -> QQuickItem | None:
        """The visible item of that name; the topmost when several bear it."""
        found = [item for item in self._named() if item.objectName() == name]
        open_ones = [item for item in found if item.isEnabled() and self._covered_by(item) is None]
        best = open_ones or found
        return best[-1] if best else None

    def _named(self) -> Iterator[QQuickItem]:
        yield from (item for item in _visible(self._window.contentItem()) if item.objectName())

    # --- touching ------------------------------------------------------------------------------------

    async def tap(self, name: str) -> None:
        """Press and release at the centre of ``name``. Raises ``CannotTouch``."""
        item = self.find(name)
        if item is None and name.startswith(PAGED):
            item = await self._turn_pages(name)
        if item is not None:
            await self._bring_into_view(item)
        trouble = self._trouble(name)
        ends = time.monotonic() + COMES_TO_REST_S
        while trouble and time.monotonic() < ends:
            await self._frame()
            trouble = self._trouble(name)
        item = self.find(name)
        if trouble or item is None:
            raise CannotTouch(trouble)
        await self._touch(_centre(item))

    def _trouble(self, name: str) -> str:
        """Why ``name`` cannot be touched at this moment; empty when it can."""
        item = self.find(name)
        if item is None:
            return f"there is no {name!r} on this screen"
        if not item.isEnabled():
            return f"{name!r} is disabled"
        cover = self._covered_by(item)
        return f"{name!r} is covered by {cover}" if cover else ""

    async def _touch(self, at: QPoint) -> None:
        self._frames.pressed()
        QTest.touchEvent(self._window, self._device, False).press(0, at, self._window).commit(False)
        await self._frame()
        QTest.touchEvent(self._window, self._device, False).release(0, at, self._window).commit(False)
        await self.idle()

    async def flick(self, by_px: int, over_ms: int = 120) -> None:
        """Draw the finger ``by_px`` up (positive) or down through the middle of the window."""
        size = self._window.size()
        x, y = size.width() // 2, size.height() // 2 + by_px // 2
        steps = max(2, over_ms // 12)
        QTest.touchEvent(self._window, self._device, False).press(0, QPoint(x, y), self._window).commit(False)
        for step in range(1, steps + 1):
            await asyncio.sleep(over_ms / steps / 1000)
            point = QPoint(x, y - by_px * step // steps)
            QTest.touchEvent(self._window, self._device, False).move(0, point, self._window).commit(False)
        last = QPoint(x, y - by_px)
        QTest.touchEvent(self._window, self._device, False).release(0, last, self._window).commit(False)

    async def idle(self) -> None:
        """Until what the last event set off has been handled and drawn."""
        for _ in range(3):
            await asyncio.sleep(0)
        await self._frame()

    async def _frame(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._frames.next_frame(), FRAME_WAIT_S)

    # --- bringing into view --------------------------------------------------------------------------

    async def _turn_pages(self, name: str) -> QQuickItem | None:
        """Leaf to the first page, then onward, until ``name`` is there."""
        for button in (PREVIOUS_PAGE, NEXT_PAGE):
            for _ in range(PAGES_MAX):
                key = self.find(button)
                if key is None or not key.isEnabled() or self._covered_by(key) is not None:
                    break
                await self._touch(_centre(key))
                await self._at_rest()
                item = self.find(name)
                if item is not None:
                    return item
        return None

    async def _bring_into_view(self, item: QQuickItem) -> None:
        scroller = _scroller(item)
        if scroller is None:
            return
        box = item.mapRectToItem(scroller, QRectF(0, 0, item.width(), item.height()))
        for property_name, low, high, room in (
            ("contentY", box.top(), box.bottom(), scroller.height()),
            ("contentX", box.left(), box.right(), scroller.width()),
        ):
            beyond = low if low < 0 else max(0.0, high - room)
            if abs(beyond) > 1:
                scroller.setProperty(property_name, float(scroller.property(property_name)) + beyond)
        await self._at_rest()

    async def _at_rest(self) -> None:
        """Until no frame has been drawn for a moment: animations are over."""
        ends = time.monotonic() + SETTLE_S
        while time.monotonic() < ends:
            try:
                await asyncio.wait_for(self._frames.next_frame(), QUIET_FRAMES_S)
            except TimeoutError:
                return

    # --- hit test ------------------------------------------------------------------------------------

    def _covered_by(self, item: QQuickItem) -> str | None:
        """What would take the touch instead; None when ``item`` itself (or a part of it) would."""
        at = QPointF(_centre(item))
        if not QRectF(0, 0, self._window.width(), self._window.height()).contains(at):
            return "the edge of the screen"
        hit = _hit(self._window.contentItem(), at)
        if hit is None:
            return "nothing that can be touched"
        if hit is item or _is_within(hit, item):
            return None
        return hit.objectName() or _owner_name(hit) or hit.metaObject().className()


def _visible(item: QQuickItem) -> Iterator[QQuickItem]:
    for child in item.childItems():
        if child.isVisible() and child.opacity() > 0:
            yield child
            yield from _visible(child)


def _centre(item: QQuickItem) -> QPoint:
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()


def _catches(item: QQuickItem) -> bool:
    """A touch ends here: a mouse area, or an item with a pointer handler."""
    if "MouseArea" in item.metaObject().className():
        return bool(item.property("enabled"))
    return any(_takes(child) for child in _own_objects(item))


def _takes(handler: QObject) -> bool:
    """Point and hover handlers only look on."""
    name = handler.metaObject().className()
    return name.endswith("Handler") and not name.endswith(("PointHandler", "HoverHandler"))


def _own_objects(item: QQuickItem) -> list[QObject]:
    return [child for child in item.children() if not isinstance(child, QQuickItem)]


def _has_area(item: QQuickItem) -> bool:
    return _catches(item) or any(_catches(child) for child in _visible(item))


def _hit(item: QQuickItem, at: QPointF) -> QQuickItem | None:
    """The topmost item below ``item`` that would take a touch at ``at`` (scene)."""
    if not item.isVisible() or not item.isEnabled():
        return None
    inside = item.contains(item.mapFromScene(at))
    if item.clip() and not inside:
        return None
    children = item.childItems()
    order = sorted(range(len(children)), key=lambda index: (children[index].z(), index), reverse=True)
    for index in order:
        found = _hit(children[index], at)
        if found is not None:
            return found
    return item if inside and _catches(item) else None


def _is_within(item: QQuickItem, owner: QQuickItem) -> bool:
    above: QQuickItem | None = item
    while above is not None:
        if above is owner:
            return True
        above = above.parentItem()
    return False


def _owner_name(item: QQuickItem) -> str:
    above: QQuickItem | None = item.parentItem()
    while above is not None:
        if above.objectName():
            return above.objectName()
        above = above.parentItem()
    return ""


def _scroller(item: QQuickItem) -> QQuickItem | None:
    """The list or flickable ``item`` lies in and does not wholly show it."""
    above: QQuickItem | None = item.parentItem()
    while above is not None:
        if above.property("contentY") is not None and above.property("flickDeceleration") is not None:
            box = item.mapRectToItem(above, QRectF(0, 0, item.width(), item.height()))
            shown = QRectF(-1, -1, above.width() + 2, above.height() + 2)
            return None if shown.contains(box) else above
        above = above.parentItem()
    return None
