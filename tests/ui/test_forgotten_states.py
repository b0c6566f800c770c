"""Every state that a toy forgets (UI.md 3) has a picture, on its screen, with the words that matter."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from tests.ui.test_screens import in_sight
from ui.screenshots import Stage, stage
from ui.showcase.states import all_states

FORGOTTEN = {
    "all sold out": ("home-all-sold-out", "home", "都卖完了"),
    "price changed while in the cart": ("pay-price-changed", "pay", "价格刚刚有变"),
    "item gone while paying": ("result-item-gone", "result", "买不到了"),
    "code expired": ("result-expired", "result", "付款时间已过"),
    "paid at the last second": ("result-last-second", "result", "最后一刻"),
    "paid twice": ("result-paid-twice", "result", "两次付款"),
    "network gone while paying": ("pay-network-gone", "pay", "网络断了"),
    "jam with refund": ("result-partly", "result", "退款已受理"),
    "drop not seen": ("result-drop-not-seen", "result", "拿到了吗"),
    "unknown after power cut": ("result-earlier", "result", "上一笔交易被打断了"),
    "refund pending for days": ("result-refund-for-days", "result", "工作人员正在处理退款"),
    "temperature lock": ("out-of-service-temperature", "out_of_service", "温度超出范围"),
    "long names": ("home-long-names", "home", "家庭分享装"),
    "60 lanes": ("home-sixty-lanes", "home", "1 / 7"),
    "3 lanes": ("home-few-lanes", "home", "¥"),
}
"""What UI.md calls it: the state's name, its screen, and words that stand there. Of the list, "empty search"
belongs to the search, and English names are any of these in English."""


def said(made: Stage) -> str:
    root = made.ui.window.contentItem()
    return "\n".join(str(item.property("text")) for item in in_sight(root) if item.inherits("QQuickText"))


def test_each_is_on_its_screen_and_says_what_matters(qapp: QGuiApplication) -> None:
    made = stage((1080, 1920), "zh_CN", "light")
    states = {state.name: state for state in all_states(made.clock())}
    wrong = []
    for what, (name, screen, words) in FORGOTTEN.items():
        made.put(states[name])
        qapp.processEvents()
        found = made.ui.backend.property("screen")
        if found != screen or words not in said(made):
            wrong.append(f"{what}: {name} is on {found!r} and says {said(made)!r}")
    made.close()
    assert not wrong, "\n".join(wrong)


def test_every_state_has_a_name_of_its_own() -> None:
    names = [state.name for state in all_states(0)]
    assert len(names) == len(set(names))
