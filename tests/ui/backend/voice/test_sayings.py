"""Each stage of a purchase is told so that nobody has to see the screen."""

from __future__ import annotations

import dataclasses

import pytest

from kiosk.views import KioskView, LineFate, Outcome, Phase, SaleView, TillView
from ui.backend.voice.sayings import NOTHING, Where, idle_warning, stage
from ui.showcase.states import all_states, fated, sale, selling

VIEW = selling()
SALE = sale(VIEW, ("water-spring", "soda-cola"), 0)


def told(screen: str, now: SaleView | None = None, view: KioskView = VIEW, **where: object) -> str:
    view = dataclasses.replace(view, sale=now)
    return stage(view, Where(screen, **where), "zh_CN").text  # type: ignore[arg-type]  # Where's own fields


def at(phase: Phase, **changes: object) -> SaleView:
    return dataclasses.replace(SALE, phase=phase, **changes)  # type: ignore[arg-type]  # SaleView's own fields


def test_the_code_is_told_with_amount_place_and_how_to_hold_the_phone() -> None:
    text = told("pay", at(Phase.CODE))
    assert "¥5.00" in text and "微信" in text and "上半部分" in text and "手机背面" in text
    assert "左半部分" in told("pay", at(Phase.CODE), lying=True)
    assert "扫码窗口" not in text
    assert "扫码窗口" in told("pay", at(Phase.CODE, own_codes=("alipay",)))


def test_a_code_that_is_not_there_yet_is_not_told() -> None:
    assert told("pay", at(Phase.CODE, code="")) == ""


def test_the_till_says_what_is_still_missing() -> None:
    money = TillView("money", inserted_fen=200, missing_fen=300)
    assert "还差 ¥3.00" in told("pay", at(Phase.CODE, till=money, code=""))
    assert "读卡器" in told("pay", at(Phase.CODE, till=TillView("reader"), code=""))


def test_paid_then_item_by_item_then_the_hatch() -> None:
    assert "已收到付款" in told("pay", at(Phase.PAID))
    first = at(Phase.VENDING, lines=fated(SALE, LineFate.MOVING, LineFate.WAITING))
    assert told("vending", first) == "正在出货：山泉水。"
    second = at(Phase.VENDING, lines=fated(SALE, LineFate.DELIVERED, LineFate.MOVING))
    assert told("vending", second) == "山泉水，已出货，请从下方取货口取货。正在出货：可乐。"
    lost = at(Phase.VENDING, lines=fated(SALE, LineFate.NOT_DELIVERED, LineFate.MOVING))
    assert "抱歉，山泉水 没有出来，钱会自动退回" in told("vending", lost)


def test_a_hatch_that_has_a_name_is_named() -> None:
    named = {"zh_CN": "左边的取货口"}, {"zh_CN": "右边的取货口"}
    view = dataclasses.replace(
        VIEW, hatches=dict(zip((line.lane for line in SALE.lines), named, strict=True))
    )
    second = at(Phase.VENDING, lines=fated(SALE, LineFate.DELIVERED, LineFate.MOVING))
    assert told("vending", second, view).startswith("山泉水，已出货，请从左边的取货口取货。")
    both = at(
        Phase.RESULT, outcome=Outcome.DELIVERED, lines=fated(SALE, LineFate.DELIVERED, LineFate.DELIVERED)
    )
    assert "请从左边的取货口、右边的取货口取货" in told("result", both, view)
    assert "取货口在屏幕下方" in told("result", both)


def test_the_result_says_where_the_goods_are_and_that_money_comes_back() -> None:
    states = {state.name: state.view for state in all_states(0)}
    all_fell = told("result", states["result-delivered"].sale)
    assert "取货口" in all_fell and "退款" not in all_fell
    partly = states["result-partly"].sale
    assert partly is not None
    assert "正在路上" in told("result", partly) and "已退" not in told("result", partly)
    assert "取货口" not in told("result", states["result-nothing"].sale)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_ending_has_words(outcome: Outcome) -> None:
    assert len(told("result", at(Phase.RESULT, outcome=outcome))) > 4


@pytest.mark.parametrize("state", all_states(0), ids=lambda state: state.name)
def test_every_state_can_be_told_and_never_shows_a_raw_key(state: object) -> None:
    view: KioskView = state.view  # type: ignore[attr-defined]  # a State
    for screen in ("home", "pay", "vending", "result", "offline", "out_of_service", "cart"):
        saying = stage(view, Where(screen, title="标题"), "zh_CN")
        assert "%" not in saying.text, saying


def test_an_earlier_sale_is_told_too() -> None:
    earlier = dataclasses.replace(VIEW, earlier=at(Phase.RESULT, outcome=Outcome.IN_DOUBT))
    assert "您的钱不会丢" in stage(earlier, Where("result"), "zh_CN").text


def test_a_product_is_told_with_its_price() -> None:
    text = told("product", sku="soda-cola")
    assert "可乐" in text and "¥3.00" in text
    assert told("product", sku="no-such-thing") == ""


def test_a_screen_without_words_says_nothing() -> None:
    assert stage(VIEW, Where("help"), "zh_CN") is NOTHING
    assert "15 秒" in idle_warning(15).text
