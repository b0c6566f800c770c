"""The voice mode over the real screens: everything is read, and a purchase needs two keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.test_screens import in_sight
from ui.backend.voice import looking
from ui.backend.voice.voice import Voice
from ui.control.tree import has_area, is_scroller
from ui.screenshots import Stage, stage
from ui.showcase.states import all_states

ROUND_MAX = 80
"""More things than any screen has."""


@pytest.fixture
def spoken(small: Stage, qapp: QGuiApplication) -> Stage:
    put(small, "home")
    return small


def put(made: Stage, name: str) -> None:
    state = next(state for state in all_states(made.clock()) if state.name == name)
    made.put(state)
    made.ui.backend.parts.comfort.toggleVoice()
    made.settle()


def voice(made: Stage) -> Voice:
    return made.ui.backend._voice


def text(made: Stage) -> str:
    return str(voice(made).property("text"))


def round_trip(made: Stage) -> list[str]:
    """Everything "next" reads until it begins anew."""
    read: list[str] = []
    for _ in range(ROUND_MAX):
        voice(made).next()
        if text(made) in read[:1]:
            return read
        read.append(text(made))
    raise AssertionError(f"no end: {read}")


def until(qtbot: QtBot, so: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(so()), timeout=20_000)


def test_two_keys_buy_the_first_lane(spoken: Stage, qtbot: QtBot) -> None:
    assert "小卖部" in text(spoken)
    voice(spoken).next()
    assert text(spoken).startswith("A1，山泉水") and "¥2.00" in text(spoken)
    asked = spoken.shopping.asked
    voice(spoken).choose()
    assert asked[-1] == ("buy_now", "water-spring")


def test_a_typed_lane_is_read_and_bought(spoken: Stage) -> None:
    voice(spoken).type("B")
    assert "个货道" in text(spoken)
    voice(spoken).type("2")
    assert text(spoken).startswith("B2，可乐")
    voice(spoken).choose()
    assert spoken.shopping.asked[-1] == ("buy_now", "soda-cola")


def test_choose_before_anything_was_read_buys_nothing(spoken: Stage) -> None:
    before = list(spoken.shopping.asked)
    voice(spoken).choose()
    assert spoken.shopping.asked == before
    assert "还没有选中" in text(spoken)


def test_a_lane_that_fails_after_it_was_read_is_not_bought(spoken: Stage) -> None:
    import dataclasses

    from kiosk.catalog.availability import Availability

    voice(spoken).next()
    view = spoken.shopping.view
    gone = dataclasses.replace(view.products["water-spring"], availability=Availability.FAULTY)
    spoken.shopping.show(dataclasses.replace(view, products=view.products | {"water-spring": gone}))
    before = list(spoken.shopping.asked)
    voice(spoken).choose()
    assert spoken.shopping.asked == before


def test_all_that_can_be_touched_on_the_home_screen_is_read(spoken: Stage) -> None:
    read = " ".join(round_trip(spoken))
    for words in ("可乐", "上一页", "下一页", "推荐，已选中", "帮助", "无障碍", "加入购物车：可乐"):
        assert words in read
    assert "选择" not in read.split(), "the panel's own keys are not read"


def test_only_the_open_sheet_and_the_bar_are_read(small: Stage) -> None:
    put(small, "cart")
    read = round_trip(small)
    joined = " ".join(read)
    assert "清空" in joined and "扫码支付" in joined and "加入购物车" not in joined
    assert read.index("返回") < read.index("帮助")


def test_the_warning_stands_alone(small: Stage) -> None:
    put(small, "idle-warning")
    assert round_trip(small) == ["再等等"]


def test_choose_presses_what_was_read_and_tells_what_became_of_it(small: Stage, qtbot: QtBot) -> None:
    put(small, "access")
    while not text(small).startswith("高对比度"):
        voice(small).next()
    assert "未选中" in text(small)
    voice(small).choose()
    assert small.ui.backend.parts.comfort.modes.contrast
    until(qtbot, lambda: "，已选中" in text(small))


def test_what_cannot_be_used_is_said_and_not_pressed(small: Stage) -> None:
    put(small, "pay-last-seconds")
    while not text(small).startswith("再等等"):
        voice(small).next()
    assert "现在不能用" in text(small)
    before = list(small.shopping.asked)
    voice(small).choose()
    assert small.shopping.asked == before


def test_the_voice_ends_with_the_session_and_says_nothing_more(spoken: Stage) -> None:
    spoken.ui.backend.session_over()
    assert not spoken.ui.backend.parts.comfort.modes.voice
    voice(spoken).next()
    assert text(spoken) == ""


STATES = (
    *("home-cart", "product", "cart-full", "access", "help", "pay", "pay-reader-asked", "pay-cash-begun"),
    *("pay-card", "vending", "result-partly", "result-reported", "offline", "out-of-service-door", "attract"),
    "idle-warning",
)
"""One for each screen and each face of it that has controls of its own."""


def test_no_control_is_without_a_name_of_its_own(qapp: QGuiApplication) -> None:
    """The accessible tree of every screen: names that say what happens, not "Button"."""
    made = stage((1080, 1920), "en", "light")
    states = {state.name: state for state in all_states(made.clock())}
    wrong = []
    for name in STATES:
        made.put(states[name])
        made.ui.backend.parts.comfort.toggleVoice()
        qapp.processEvents()
        for item in in_sight(made.ui.window.contentItem()):
            is_control = looking.is_control(item)
            if is_control and looking.name_of(item).strip().lower() in ("", "button", "undefined"):
                wrong.append(f"{name}: {item.objectName() or item.metaObject().className()} has no name")
            if not is_control and item.objectName() and has_area(item) and not is_scroller(item):
                wrong.append(f"{name}: {item.objectName()} is touched but is no control")
    made.close()
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_a_finger_that_stays_on_the_sleeping_screen_asks_for_the_voice(small: Stage, qtbot: QtBot) -> None:
    put(small, "home")
    small.ui.backend.session_over()
    small.settle()
    finger, at = QTest.createTouchDevice(), QPoint(300, 300)
    QTest.touchEvent(small.ui.window, finger, False).press(0, at, small.ui.window).commit(False)
    until(qtbot, lambda: small.ui.backend.parts.comfort.modes.voice)
    QTest.touchEvent(small.ui.window, finger, False).release(0, at, small.ui.window).commit(False)
    assert small.ui.backend.property("screen") == "home"
    assert small.shopping.asked[-1] == ("reset_session",), "what lay under the finger was not pressed"


def test_a_touch_only_wakes(small: Stage, qtbot: QtBot) -> None:
    put(small, "home")
    small.ui.backend.session_over()
    small.settle()
    finger, at = QTest.createTouchDevice(), QPoint(300, 300)
    QTest.touchEvent(small.ui.window, finger, False).press(0, at, small.ui.window).commit(False)
    QTest.touchEvent(small.ui.window, finger, False).release(0, at, small.ui.window).commit(False)
    until(qtbot, lambda: small.ui.backend.property("screen") == "home")
    assert not small.ui.backend.parts.comfort.modes.voice
    assert small.shopping.asked[-1] == ("reset_session",)


def test_a_screen_that_comes_in_two_steps_is_said_once(
    spoken: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what begins to be said is cut off by itself."""
    heard: list[str] = []
    hands = voice(spoken)._hands
    monkeypatch.setattr(
        voice(spoken), "_hands", replace(hands, speak=lambda saying, _language: heard.append(saying.text))
    )
    state = next(state for state in all_states(spoken.clock()) if state.name == "pay")
    spoken.shopping.show(state.view)
    until(qtbot, lambda: heard)
    spoken.settle()
    assert len(heard) == 1 and "¥16.00" in heard[0]
