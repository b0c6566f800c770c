"""No words under other things and none out of their button; none smaller than can be read.

``test_fit`` looks at each text in its own box; here at what lies over it. Tried where there is least room.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtQml import QQmlEngine, QQmlExpression
from PySide6.QtQuick import QQuickItem

from tests.ui.test_fit import ONE_OF_EACH
from ui.screenshots import Stage, stage
from ui.showcase.states import all_states

TRIED = (
    *(name for name in ONE_OF_EACH if name not in ("idle-warning", "attract")),
    *(
        "home-test-money",
        "home-member",
        "cart-savings",
        "home-long-names",
        "product-sold-out",
        "search-in-cart",
        "result-did-you-get-it",
    ),
    *("staff-lanes-turning", "out-of-service-temperature", "member", "order-refunding", "search-empty"),
    "member-signed-out",
)
"""The idle warning covers what lies below it on purpose; the waiting screen's words lie on a picture."""
ROOMS = {
    "1024x600": ((1024, 600), "zh_CN", ()),
    "1024x600-large": ((1024, 600), "zh_CN", ("toggleLargePrint",)),
    "1024x600-en": ((1024, 600), "en", ()),
    "1080x1920-low": ((1080, 1920), "zh_CN", ("toggleLowReach",)),
    "800x1280-large": ((800, 1280), "zh_CN", ("toggleLargePrint",)),
    "800x1280-en": ((800, 1280), "en", ()),
    "1280x800-en": ((1280, 800), "en", ()),
}
SLACK_PX = 2.0
BUTTONS = ("Panel", "Choice", "Pill")
DEVICES = ("ReaderBox", "OwnCodeBox")
"""Drawn devices with a drawn amount on them: the amount itself stands beside."""
GLYPHS = 0.64
"""Share of a line's height that characters fill; the rest is leading."""


def kind(item: QQuickItem) -> str:
    return item.metaObject().className().partition("_QML")[0]


def sheet(above: tuple[QQuickItem, ...]) -> QQuickItem | None:
    """The screen that lies over the shop, if it is one: what is below a sheet may be covered by it."""
    return next((item for item in above if kind(item) == "LazyScreen"), None)


def box(item: QQuickItem) -> QRectF:
    return QRectF(
        item.mapToScene(QPointF(0, 0)), item.mapToScene(QPointF(item.width(), item.height()))
    ).normalized()


def painted(
    item: QQuickItem, clip: QRectF, above: tuple[QQuickItem, ...] = ()
) -> Iterator[tuple[QQuickItem, QRectF, tuple[QQuickItem, ...]]]:
    """What is in sight in the order it is painted, with what it is clipped to and what it lies in."""
    if not item.isVisible() or item.opacity() == 0:
        return
    if item.clip():
        clip = clip.intersected(box(item))
    yield item, clip, above
    for child in sorted(item.childItems(), key=QQuickItem.z):
        yield from painted(child, clip, (*above, item))


def drawn_at(item: QQuickItem) -> float:
    """What everything it lies in is scaled by."""
    return box(item).width() / item.width() if item.width() > 0 else 1.0


def glyphs(text: QQuickItem) -> QRectF:
    """Where the characters are, wherever they are aligned in their box."""
    around = box(text)
    scale = drawn_at(text)
    width = float(text.property("contentWidth")) * scale
    height = float(text.property("contentHeight")) * scale
    across, down = (int(told(text, name)) for name in ("horizontalAlignment", "verticalAlignment"))
    spare_x, spare_y = around.width() - width, around.height() - height
    left = around.x() + (0 if across == 1 else spare_x if across == 2 else spare_x / 2)
    top = around.y() + (0 if down == 32 else spare_y if down == 64 else spare_y / 2)
    leading = height * (1 - GLYPHS) / 2
    return QRectF(left, top + leading, width, height * GLYPHS)


def told(item: QQuickItem, asked: str) -> float:
    """A number as QML has it: PySide knows no enumeration of QtQuick's text, nor the theme."""
    value = QQmlExpression(QQmlEngine.contextForObject(item), item, asked).evaluate()[0]
    assert isinstance(value, int | float), asked
    return value


def drawn_px(text: QQuickItem) -> int:
    """The least this text may shrink to."""
    size = int(text.property("font").pixelSize())
    least = min(size, int(text.property("minimumPixelSize"))) if told(text, "fontSizeMode") else size
    return round(least * drawn_at(text))


def unreadable(made: Stage) -> Iterator[str]:
    window = made.ui.window
    least = 0
    seen: list[tuple[str, QRectF, tuple[QQuickItem, ...]]] = []
    for item, clip, below in painted(window.contentItem(), QRectF(0, 0, window.width(), window.height())):
        if item.inherits("QQuickText") and item.property("text"):
            words, where = str(item.property("text")), glyphs(item)
            least = least or int(told(item, "Tokens.smallest"))
            if not where.intersects(clip):
                continue
            button = next((each for each in reversed(below) if kind(each) in BUTTONS), None)
            if button is not None and not box(button).adjusted(-1, -1, 1, 1).contains(where):
                yield f"{words!r} leaves its {kind(button)}"
            if drawn_px(item) < least and words != "¥" and not {kind(each) for each in below} & set(DEVICES):
                yield f"{words!r} may be {drawn_px(item)} px high, under {least}"
            seen.append((words, where.intersected(clip), below))
        elif item.inherits("QQuickRectangle") and QColor(item.property("color")).alpha() == 255:
            cover = box(item).intersected(clip).adjusted(SLACK_PX, SLACK_PX, -SLACK_PX, -SLACK_PX)
            # Covered whole: a sheet lies over it. Covered in part: nobody meant that.
            seen = [each for each in seen if item in each[2] or not box(item).contains(each[1])]
            yield from (
                f"{words!r} is half under {kind(item)}"
                for words, where, above in seen
                if item not in above and where.intersects(cover) and sheet(above) is sheet(below)
            )
    for at, (words, where, _above) in enumerate(seen):
        inner = where.adjusted(SLACK_PX, SLACK_PX, -SLACK_PX, -SLACK_PX)
        yield from (
            f"{words!r} lies on {other!r}" for other, there, _ in seen[:at] if inner.intersects(there)
        )


@pytest.mark.parametrize("room", ROOMS)
def test_words_are_large_enough_and_nothing_lies_over_them(qapp: QGuiApplication, room: str) -> None:
    size, language, modes = ROOMS[room]
    made = stage(size, language, "light")
    wrong = []
    states = {state.name: state for state in all_states(made.clock())}
    for name in TRIED:
        made.put(states[name])
        for mode in modes:
            getattr(made.ui.backend.parts.comfort, mode)()
        qapp.processEvents()
        if any(unreadable(made)):
            # What just moved is laid out with the next frame: only what is still wrong then is wrong.
            made.settle()
            wrong += [f"{name}: {words}" for words in unreadable(made)]
    made.close()
    assert not wrong, "\n".join(sorted(set(wrong)))
