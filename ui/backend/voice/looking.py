"""What can be chosen on the screen, as assistive technology sees it: names and roles from QAccessible."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtQuick import QQuickItem

from ui.backend.voice.order import Spot

_ROLE = QAccessible.Role
_CHOICES = (_ROLE.RadioButton, _ROLE.CheckBox)
CHOOSABLE = (_ROLE.Button, *_CHOICES)
"""Roles of what a touch does something with."""


def visible(item: QQuickItem) -> Iterator[QQuickItem]:
    """``item`` and what is visible below it, in painting order; what says ``unread`` is left out."""
    if item.isVisible() and not item.property("unread"):
        yield item
        for child in item.childItems():
            yield from visible(child)


def _screens(stage: QQuickItem) -> list[QQuickItem]:
    """What to read: the topmost screen that is open, and the bar unless that screen stands alone."""
    seen = list(visible(stage))
    bars = [item for item in seen if item.property("isBar")]
    opened = [item for item in seen if item.property("isScreen")]
    if not opened:
        return [stage]
    top = opened[-1]
    return [top] if top.property("alone") else [top, *bars]


def spots(stage: QQuickItem) -> dict[str, tuple[Spot, QQuickItem]]:
    """All that can be chosen now, by key."""
    found: dict[str, tuple[Spot, QQuickItem]] = {}
    for root in _screens(stage):
        for item in visible(root):
            spot = _spot(item, found)
            if spot is not None:
                found[spot.key] = (spot, item)
    return found


def _spot(item: QQuickItem, taken: dict[str, tuple[Spot, QQuickItem]]) -> Spot | None:
    access = QAccessible.queryAccessibleInterface(item)
    if access is None or access.role() not in CHOOSABLE:
        return None
    name = access.text(QAccessible.Text.Name)
    key = item.objectName() or name
    if not name or key in taken:
        return None
    at, state = item.mapToScene(QPointF(0, 0)), access.state()
    return Spot(
        key=key,
        name=name,
        x=at.x(),
        y=at.y(),
        width=item.width(),
        height=item.height(),
        is_choice=access.role() in _CHOICES,
        is_chosen=bool(state.checked),
        is_enabled=item.isEnabled(),
        in_bar=_is_in_bar(item),
    )


def is_control(item: QQuickItem) -> bool:
    """A touch does something with it, and it says so to assistive technology."""
    access = QAccessible.queryAccessibleInterface(item)
    return access is not None and access.role() in CHOOSABLE


def name_of(item: QQuickItem) -> str:
    """What assistive technology calls it; empty for none."""
    access = QAccessible.queryAccessibleInterface(item)
    return str(access.text(QAccessible.Text.Name)) if access is not None else ""


def _is_in_bar(item: QQuickItem) -> bool:
    above: QQuickItem | None = item
    while above is not None:
        if above.property("isBar"):
            return True
        above = above.parentItem()
    return False


def press(item: QQuickItem) -> None:
    """As assistive technology would: the control's own press action."""
    access = QAccessible.queryAccessibleInterface(item)
    action = access.actionInterface() if access is not None else None
    if action is not None and item.isEnabled():
        action.doAction(QAccessibleActionInterface.pressAction())


def title(stage: QQuickItem) -> str:
    """What the topmost screen is called: the first of its largest words."""
    texts = [str(item.property("text")) for item in _texts(stage)]
    sizes = [(item.property("font").pixelSize(), -at) for at, item in enumerate(_texts(stage))]
    words = [(size, text) for size, text in zip(sizes, texts, strict=True) if any(map(str.isalpha, text))]
    return max(words)[1] if words else ""


def _texts(stage: QQuickItem) -> list[QQuickItem]:
    return [item for item in visible(_screens(stage)[0]) if item.inherits("QQuickText")]
