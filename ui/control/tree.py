"""Looking at the window as a finger would: what is there, what lies on top, what could be scrolled to."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF
from PySide6.QtQuick import QQuickItem, QQuickWindow

_ONLY_LOOK_ON = ("PointHandler", "HoverHandler")
"""Handlers that see a touch without taking it."""


def named(window: QQuickWindow) -> Iterator[QQuickItem]:
    """Visible items that bear an objectName, in painting order."""
    yield from (item for item in visible(window.contentItem()) if item.objectName())


def visible(item: QQuickItem) -> Iterator[QQuickItem]:
    """Visible items below ``item``. A list's delegates that wait for their next use are not visible."""
    for child in item.childItems():
        if child.isVisible() and child.opacity() > 0:
            yield child
            yield from visible(child)


def texts(window: QQuickWindow) -> list[str]:
    """What can be read, in painting order; also what lies below a sheet or needs scrolling."""
    read = (item for item in visible(window.contentItem()) if item.inherits("QQuickText"))
    return [text for item in read if (text := str(item.property("text")).strip())]


def find(window: QQuickWindow, name: str) -> QQuickItem | None:
    """The visible item of that name; of several the one a finger could touch, or else the topmost."""
    found = [item for item in named(window) if item.objectName() == name]
    if len(found) > 1:
        found = [item for item in found if can_touch(window, item)] or found
    return found[-1] if found else None


def can_touch(window: QQuickWindow, item: QQuickItem) -> bool:
    return item.isEnabled() and covered_by(window, item) is None


def can_reach(window: QQuickWindow, item: QQuickItem) -> bool:
    """It can be touched now, or after a finger has scrolled what it lies in."""
    within = scroller(item)
    if within is None or can_touch(window, item):
        return can_touch(window, item)
    if any(abs(short) > 1 for short in out_of_scroll(within, item)):
        return False
    return item.isEnabled() and covered_by(window, within) is None


def has_area(item: QQuickItem) -> bool:
    """There is something to touch in it, not only to look at."""
    return _catches(item) or any(_catches(child) for child in visible(item))


def centre(item: QQuickItem) -> QPoint:
    """In the window's coordinates."""
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()


def covered_by(window: QQuickWindow, item: QQuickItem) -> str | None:
    """What would take a touch at the centre instead; None when ``item`` itself, or a part of it, would."""
    at = QPointF(centre(item))
    if not QRectF(0, 0, window.width(), window.height()).contains(at):
        return "the edge of the screen"
    hit = _hit(window.contentItem(), at)
    if hit is None:
        return "nothing that can be touched"
    if hit is item or _is_within(hit, item):
        return None
    return _name_of(hit) or hit.metaObject().className()


def scroller(item: QQuickItem) -> QQuickItem | None:
    """The nearest list or flickable that ``item`` lies in and that does not wholly show it now."""
    above: QQuickItem | None = item.parentItem()
    while above is not None:
        if is_scroller(above):
            box = item.mapRectToItem(above, QRectF(0, 0, item.width(), item.height()))
            if not QRectF(-1, -1, above.width() + 2, above.height() + 2).contains(box):
                return above
        above = above.parentItem()
    return None


def beyond(scroller: QQuickItem, item: QQuickItem) -> tuple[float, float]:
    """By how much ``item`` lies outside of it, in x and y: what is to be added to its content's place."""
    box = item.mapRectToItem(scroller, QRectF(0, 0, item.width(), item.height()))
    return (
        _beyond(box.left(), box.right(), scroller.width()),
        _beyond(box.top(), box.bottom(), scroller.height()),
    )


def scrolled(scroller: QQuickItem, by: tuple[float, float]) -> tuple[float, float]:
    """Where its content comes to stand when a finger draws it by so much: never beyond its ends, and nowhere
    when it does not follow a finger."""
    x, y = float(scroller.property("contentX")), float(scroller.property("contentY"))
    if not scroller.property("interactive"):
        return x, y
    wide = float(scroller.property("contentWidth")) - scroller.width()
    high = float(scroller.property("contentHeight")) - scroller.height()
    return (
        _between(x + by[0], float(scroller.property("originX")), wide),
        _between(y + by[1], float(scroller.property("originY")), high),
    )


def out_of_scroll(scroller: QQuickItem, item: QQuickItem) -> tuple[float, float]:
    """What is still missing, in x and y, when it has been scrolled towards ``item`` as far as it goes."""
    by = beyond(scroller, item)
    x, y = scrolled(scroller, by)
    now_x, now_y = float(scroller.property("contentX")), float(scroller.property("contentY"))
    return by[0] - (x - now_x), by[1] - (y - now_y)


def _beyond(low: float, high: float, room: float) -> float:
    return low if low < 0 else max(0.0, high - room)


def _between(value: float, origin: float, span: float) -> float:
    return min(max(value, origin), origin + max(0.0, span))


def is_scroller(item: QQuickItem) -> bool:
    return item.inherits("QQuickFlickable")


def _catches(item: QQuickItem) -> bool:
    """A touch ends here: a mouse area, what can be flicked, or an item with a handler that takes touches."""
    if item.inherits("QQuickMouseArea"):
        return bool(item.property("enabled"))
    if is_scroller(item):
        return bool(item.property("interactive"))
    return any(_takes(child) for child in item.children() if not isinstance(child, QQuickItem))


def _takes(handler: QObject) -> bool:
    name = handler.metaObject().className()
    return name.endswith("Handler") and not name.endswith(_ONLY_LOOK_ON) and bool(handler.property("enabled"))


def _hit(item: QQuickItem, at: QPointF) -> QQuickItem | None:
    """The topmost item at or below ``item`` that would take a touch at ``at`` (scene)."""
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


def _name_of(item: QQuickItem) -> str:
    above: QQuickItem | None = item
    while above is not None:
        if above.objectName():
            return above.objectName()
        above = above.parentItem()
    return ""
