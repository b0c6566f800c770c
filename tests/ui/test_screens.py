"""Every screen in every state: it loads without a word from Qt, can be touched, and nothing overflows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem

from ui.screenshots import LANGUAGES, Stage, stage
from ui.showcase.states import State, all_states

MAY_BE_CUT = ("home-long-names",)
"""States whose names are longer than any screen: these end in dots on purpose."""
SLACK_PX = 2.0
SIZES_TRIED = ((1024, 600), (1080, 1920), (800, 1280))

TOUCHABLE = {
    "home": "card:soda-cola add:soda-cola category:all category:tea "
    "sort:recommended sort:sales sort:price sort:new search page:next page:prev "
    "orders help language:zh_CN language:en",
    "home-cart": "cart buy",
    "search-empty": "back key:a key:z key:0 key:9 card:soda-cola add:soda-cola page:next",
    "search-in-cart": "key:k key:delete key:clear cart buy",
    "product": "back buy add:water-snow",
    "cart": "back buy plus:water-snow minus:water-snow",
    "pay": "pay:wechat pay:alipay pay:unionpay cancel more_time help",
    "pay-cash-begun": "pay:wechat pay:alipay pay:unionpay pay:cash pay:card cancel more_time help",
    "pay-card": "pay:cash pay:card cancel more_time",
    "result-delivered": "done rate:1 rate:5 wrong",
    "offline": "home help orders",
    "attract": "attract",
    "idle-warning": "more_time",
    "out-of-service-door": "staff",
    "staff-login": "person:P1 person:P5 back",
    "staff-login-pin": "pin:0 pin:9 pin:erase person: back",
    "staff-today": "staff:today staff:money staff:lanes leave",
    "staff-today-restocker": "staff:today staff:lanes leave",
    "staff-money": "staff:today staff:lanes leave",
    "staff-lanes": "lane:A1 lane:E8 lane_test lane_clear lane_pause leave",
    "help": "back ask orders topic:nothing_fell topic:cash_how topic:other",
    "help-faq": "back key:q key:backspace answer:refund_when",
    "help-guided": "back orders feedback",
    "orders": "back key:0 key:z order:M1000000000AB7Q no_order",
    "order-unpaid": "back cancel change",
    "order-delivered": "back wrong",
    "feedback": "back report:nothing_fell report:other",
    "feedback-no-order": "back orders report:paid_no_order",
    "result-did-you-get-it": "got:1:yes got:1:no",
    "result-rated": "tag:fast rate:5 wrong done",
}
SCREENS = {
    "home": "home",
    "product": "product",
    "cart": "cart",
    "search-code": "search",
    "pay": "pay",
    "pay-cash": "pay",
    "pay-card": "pay",
    "vending": "vending",
    "result-delivered": "result",
    "help": "help",
    "help-faq": "help",
    "orders": "orders",
    "order-refunding": "order",
    "order-unpaid": "order",
    "feedback": "feedback",
    "offline": "offline",
    "out-of-service-board": "out_of_service",
    "attract": "attract",
    "staff-login": "staff_login",
    "staff-today": "staff:today",
    "staff-money": "staff:money",
    "staff-lanes": "staff:lanes",
}


def in_sight(root: QQuickItem) -> Iterator[QQuickItem]:
    waiting = [root]
    while waiting:
        item = waiting.pop()
        if item.isVisible() and item.opacity() > 0:
            yield item
            waiting.extend(item.childItems())


def by_name(made: Stage) -> dict[str, QQuickItem]:
    return {item.objectName(): item for item in in_sight(made.ui.window.contentItem()) if item.objectName()}


def overflows(made: Stage) -> Iterator[str]:
    """Words that are cut, that are wider than their box, or that leave the window sideways."""
    width = made.ui.window.width()
    for item in in_sight(made.ui.window.contentItem()):
        if not item.inherits("QQuickText"):
            continue
        text = str(item.property("text"))
        left = item.mapToScene(QPointF(0, 0)).x()
        right = item.mapToScene(QPointF(item.width(), 0)).x()
        if item.property("truncated"):
            yield f"{text!r} is cut off"
        elif float(item.property("contentWidth")) > item.width() + SLACK_PX:
            yield f"{text!r} is wider than its box"
        elif float(item.property("contentHeight")) > item.height() + item.height() * 0.25 + SLACK_PX:
            yield f"{text!r} is higher than its box"
        elif (left < -SLACK_PX or right > width + SLACK_PX) and not clipped(item):
            yield f"{text!r} leaves the window"


def clipped(item: QQuickItem | None) -> bool:
    """Inside something that scrolls: what lies outside is reached by a flick."""
    while item is not None:
        if item.inherits("QQuickFlickable"):
            return True
        item = item.parentItem()
    return False


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES_TRIED, ids=lambda size: f"{size[0]}x{size[1]}")
def test_words_fit_in_every_state(qapp: QGuiApplication, size: tuple[int, int], language: str) -> None:
    made = stage(size, language, "light")
    wrong = []
    for state in all_states(made.clock()):
        made.put(state)
        qapp.processEvents()
        if state.name in MAY_BE_CUT or not any(overflows(made)):
            continue
        # What just moved is laid out with the next frame: only what is still wrong then is wrong.
        made.settle()
        wrong += [f"{state.name}: {words}" for words in overflows(made)]
    made.close()
    assert not wrong, "\n".join(sorted(set(wrong)))


def states_by_name(made: Stage) -> dict[str, State]:
    return {state.name: state for state in all_states(made.clock())}


@pytest.mark.parametrize("size", [(1080, 1920), (1280, 800)], ids=["upright", "lying"])
def test_what_must_be_touchable_is_there(qapp: QGuiApplication, size: tuple[int, int]) -> None:
    made = stage(size, "zh_CN", "light")
    states = states_by_name(made)
    missing = []
    for name, targets in TOUCHABLE.items():
        made.put(states[name])
        qapp.processEvents()
        found = by_name(made)
        missing += [f"{name}: {target}" for target in targets.split() if target not in found]
    made.close()
    assert not missing


def test_each_state_is_on_the_screen_of_its_name(small: Stage) -> None:
    states = states_by_name(small)
    for name, screen in SCREENS.items():
        small.put(states[name])
        assert small.ui.backend.property("screen") == screen


def test_the_test_banner_is_on_every_screen(small: Stage, qapp: QGuiApplication) -> None:
    import dataclasses

    for name in SCREENS:
        state = states_by_name(small)[name]
        small.put(dataclasses.replace(state, view=dataclasses.replace(state.view, test_money=True)))
        qapp.processEvents()
        assert "testBanner" in by_name(small), name
        small.put(state)
        qapp.processEvents()
        assert "testBanner" not in by_name(small), name


def test_the_code_is_at_least_sixty_millimetres(qapp: QGuiApplication) -> None:
    """UI.md 3; on a 7 inch panel as near to it as the panel allows."""
    for size, diagonal_inch, least_mm in (
        ((1080, 1920), 21.5, 60),
        ((800, 1280), 10.1, 60),
        ((1024, 600), 7.0, 45),
    ):
        made = stage(size, "zh_CN", "light")
        made.put(states_by_name(made)["pay"])
        made.settle()
        pixels_per_mm = (size[0] ** 2 + size[1] ** 2) ** 0.5 / (diagonal_inch * 25.4)
        code_mm = by_name(made)["code"].width() / pixels_per_mm
        made.close()
        assert code_mm >= least_mm, f"{size}: {code_mm:.0f} mm"


def test_the_language_changes_at_once(small: Stage, qapp: QGuiApplication) -> None:
    small.put(states_by_name(small)["pay"])
    small.ui.backend.speak("en")
    qapp.processEvents()
    said = {
        str(item.property("text"))
        for item in in_sight(small.ui.window.contentItem())
        if item.inherits("QQuickText")
    }
    assert {"Cancel", "More time", "WeChat Pay", "Corner Shop"} <= said
    assert not {text for text in said if any("一" <= char <= "鿿" for char in text)} - {"中"}
