from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from ui.backend.waiting import TOUCH, in_each


def test_the_sleeping_screen_greets_in_every_language_of_the_machine(qapp: QGuiApplication) -> None:
    assert in_each(TOUCH, ("zh_CN", "en")) == ["触摸屏幕开始选购", "Touch to start"]
    assert in_each(TOUCH, ("en", "zh_CN")) == ["Touch to start", "触摸屏幕开始选购"]
    assert in_each(TOUCH, ("xx",)) == []
