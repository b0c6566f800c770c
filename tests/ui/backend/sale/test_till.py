"""What a customer at the till is told: finished sentences, and sums to the fen."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from kiosk.views import MoneyBack, Outcome, Phase, RefundState, RefundView, TillView
from ui.backend import words
from ui.backend.sale.checkout import told as told_at_the_end
from ui.backend.sale.till import Till
from ui.showcase.states import sale, selling

TAKING = TillView("money", inserted_fen=250, missing_fen=200, coins_fen=(50, 100), bills_fen=(500,))


@pytest.fixture
def till(qapp: QGuiApplication) -> Iterator[Till]:
    owner = QObject()
    yield Till(owner)
    owner.deleteLater()


def told(till: Till, view: TillView) -> dict[str, object]:
    till.show(view)
    names = ("by", "begun", "missing", "percent", "busy", "warns", "advice", "cancelText", "progress")
    return {name: till.property(name) for name in names}


def test_what_is_missing_and_what_is_in(till: Till) -> None:
    now = told(till, TAKING)
    assert (now["missing"], now["percent"], now["begun"]) == ("2.00", 55, True)
    assert now["progress"] == "已投 ¥2.50 · 共 ¥4.50" and now["cancelText"] == "退回 ¥2.50"
    assert [row.face for row in till.coins.rows] == ["5 角", "1 元"]  # type: ignore[attr-defined]  # a Property to mypy
    assert [row.face for row in till.bills.rows] == ["5 元"]  # type: ignore[attr-defined]  # a Property to mypy


def test_before_the_first_coin_cancel_is_cancel(till: Till) -> None:
    now = told(till, dataclasses.replace(TAKING, inserted_fen=0, missing_fen=450))
    assert (now["cancelText"], now["begun"], now["percent"], now["warns"]) == ("取消", False, 0, False)


@pytest.mark.parametrize(
    ("view", "word"),
    [
        (dataclasses.replace(TAKING, exact=True), "投准"),
        (dataclasses.replace(TAKING, is_up=False), "不会丢"),
        (dataclasses.replace(TAKING, coins_fen=(), bills_fen=()), "请稍候"),
        (
            dataclasses.replace(TAKING, coins_fen=(), bills_fen=(), back=MoneyBack.COMING, back_fen=50),
            "正在退币",
        ),
        (TillView("reader", denied=True), "没有扣款"),
    ],
)
def test_what_must_be_minded_is_said_and_marked(till: Till, view: TillView, word: str) -> None:
    now = told(till, view)
    assert now["warns"] and word in str(now["advice"])


def test_a_reader_promises_what_it_keeps(till: Till) -> None:
    assert told(till, TillView("reader"))["advice"] == "没出货不扣款。"


def test_money_that_comes_back_is_called_back_only_when_it_is_out(till: Till) -> None:
    change = TillView(back_fen=550, given_fen=350, is_change=True)
    titles = {}
    for back in MoneyBack:
        till.show(dataclasses.replace(change, back=back))
        titles[back] = (till.property("backTitle"), till.property("backText"))
        assert till.property("givesBack") is (back is not MoneyBack.NOTHING)
    assert titles[MoneyBack.COMING][0] == "正在找零" and titles[MoneyBack.GIVEN][0] == "已找零"
    assert "¥2.00" in titles[MoneyBack.WITH_STAFF][1], "the rest, to the fen"
    till.show(dataclasses.replace(change, back=MoneyBack.GIVEN, is_change=False))
    assert till.property("backTitle") == "已退币"


def test_a_card_that_was_not_accepted_is_no_time_that_ran_out() -> None:
    now = selling()
    shown = sale(now, (now.shop.products[0].sku,), 0, phase=Phase.RESULT, outcome=Outcome.EXPIRED)
    assert told_at_the_end(shown).title == "付款时间已过"
    refused = dataclasses.replace(shown, till=TillView(denied=True))
    assert told_at_the_end(refused).title == "没有刷成" and "没有扣款" in told_at_the_end(refused).text


def test_a_refund_says_where_it_goes() -> None:
    def way(method: str) -> str:
        return words.refund_way(RefundView("R1", 100, RefundState.DUE, method))

    assert way("cash").startswith("从退币口") and way("card").startswith("退回您的卡")
    assert way("wechat") == "原路退回微信支付 · 退款单 R1"


@pytest.mark.parametrize(("fen", "face"), [(10, "1 角"), (50, "5 角"), (100, "1 元"), (2_000, "20 元")])
def test_a_coin_is_called_what_is_written_on_it(fen: int, face: str) -> None:
    assert words.face(fen) == face
