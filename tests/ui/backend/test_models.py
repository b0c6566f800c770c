"""Finished text: cards, cart lines, the sale."""

from __future__ import annotations

import dataclasses
from typing import cast

import pytest
from PySide6.QtCore import QObject

from kiosk.catalog.availability import Availability
from kiosk.views import KioskView, LineFate, Outcome, Phase, RefundState, RefundView, Trouble
from ui.backend import words
from ui.backend.basket import Basket
from ui.backend.catalogue import NO_PRICE, CardRow, Catalogue, card
from ui.backend.goods import Goods
from ui.backend.place import Place
from ui.backend.rows import RowModel
from ui.backend.sale.checkout import Checkout
from ui.showcase import states

SKU = "soda-cola"


@pytest.fixture
def view(qapp: object) -> KioskView:
    return states.selling()


@pytest.fixture
def parent(qapp: object) -> QObject:
    return QObject()


def with_state(view: KioskView, **changes: object) -> KioskView:
    state = dataclasses.replace(view.products[SKU], **changes)  # type: ignore[arg-type]  # ProductState's own fields
    return dataclasses.replace(view, products={**view.products, SKU: state})


def card_of(view: KioskView, language: str = "zh_CN") -> CardRow:
    product = view.shop.product(SKU)
    assert product is not None
    line = next((line for line in view.cart.lines if line.sku == SKU), None)
    return card(product, view.products[SKU], line, language)


def test_the_counter_names_the_wallets_that_can_be_used_now(view: KioskView, parent: QObject) -> None:
    one = dataclasses.replace(view, methods=("wechat",))
    place = Place(one, "zh_CN", parent)
    wallets = cast(RowModel, place.wallets)
    assert [(row.method, row.name) for row in wallets.rows] == [("wechat", "微信支付")]
    place.show(dataclasses.replace(one, methods=()), "zh_CN")
    assert wallets.rows == ()


def test_a_card_says_price_spec_and_lane(view: KioskView) -> None:
    row = card_of(view)
    assert (row.price, row.detail, row.can_add) == ("3.00", "330ml · B2", True)
    assert card_of(view, "en").name == "Cola"


@pytest.mark.parametrize(
    "reason", [reason for reason in Availability if reason is not Availability.AVAILABLE]
)
def test_a_card_that_cannot_be_bought_is_grey_and_says_why(view: KioskView, reason: Availability) -> None:
    row = card_of(with_state(view, availability=reason))
    assert not row.can_add
    assert not row.available
    assert row.reason
    assert "/grey/" in row.picture


def test_the_last_one_is_said_and_the_one_in_the_cart_is_not_sold_out(view: KioskView) -> None:
    assert card_of(with_state(view, stock=1)).badge_tone == "few"
    taken = states.with_cart(view, {SKU: 1})
    row = card_of(with_state(taken, stock=0, availability=Availability.RESERVED))
    assert (row.available, row.can_add, row.in_cart, row.reason) == (True, False, 1, "")


def test_a_list_price_is_shown_only_above_the_price(view: KioskView) -> None:
    assert card_of(with_state(view, list_price_fen=400)).list_price == "¥4.00"
    assert card_of(with_state(view, list_price_fen=300)).list_price == ""


def test_hidden_goods_are_not_shown(view: KioskView, parent: QObject) -> None:
    shown = Catalogue(view, "zh_CN", parent)
    before = len(shown._cards.rows)
    shown.show(with_state(view, availability=Availability.HIDDEN), "zh_CN")
    assert len(shown._cards.rows) == before - 1


@pytest.mark.parametrize("touches", [[], ["price"], ["price", "price"]], ids=["first", "up", "down"])
def test_what_has_no_price_is_shown_last_with_its_reason_and_no_amount(
    view: KioskView, parent: QObject, touches: list[str]
) -> None:
    unpriced = with_state(view, availability=Availability.NO_PRICE, price_fen=0, list_price_fen=400)
    shown = Catalogue(unpriced, "zh_CN", parent)
    for sort in touches:
        shown.chooseSort(sort)
    row = shown._cards.rows[-1]
    assert (row.sku, row.price, row.list_price, row.can_add) == (SKU, NO_PRICE, "", False)
    assert row.reason == words.unavailable(Availability.NO_PRICE)


def test_sorting_and_categories(view: KioskView, parent: QObject) -> None:
    shown = Catalogue(view, "zh_CN", parent)
    shown.chooseSort("price")
    prices = [float(row.price) for row in shown._cards.rows]
    assert prices == sorted(prices)
    shown.chooseSort("price")
    assert [float(row.price) for row in shown._cards.rows] == sorted(prices, reverse=True)
    assert shown.property("priceFalls")
    shown.chooseSort("sales")
    shown.chooseSort("price")
    assert [float(row.price) for row in shown._cards.rows] == sorted(prices)
    shown.chooseCategory("tea")
    teas = {product.sku for product in view.shop.products if product.category == "tea"}
    assert {row.sku for row in shown._cards.rows} == teas
    assert [row.category for row in shown._categories.rows if row.chosen] == ["tea"]
    shown.chooseSort("nonsense")
    assert shown.property("sort") == "price"


def test_the_first_page_shows_something_of_everything(view: KioskView, parent: QObject) -> None:
    shown = Catalogue(view, "zh_CN", parent)
    categories = {product.sku: product.category for product in view.shop.products}
    first = [categories[row.sku] for row in shown._cards.rows[: len(view.shop.categories)]]
    assert sorted(first) == sorted(category.id for category in view.shop.categories)


def test_a_cart_line_that_cannot_be_sold_says_why(view: KioskView, parent: QObject) -> None:
    full = states.with_cart(view, {SKU: 6})
    basket = Basket(full, "zh_CN", parent)
    assert (basket.property("limit"), basket.property("total")) == (6, "18.00")
    line = dataclasses.replace(full.cart.lines[0], problem=Availability.FAULTY)
    basket.show(dataclasses.replace(full, cart=dataclasses.replace(full.cart, lines=(line,))), "zh_CN")
    assert basket._lines.rows[0].blocked
    assert basket._lines.rows[0].problem == words.unavailable(Availability.FAULTY)
    assert basket.property("hint") == f"可乐：{words.unavailable(Availability.FAULTY)}"


def test_nothing_is_said_of_a_cart_that_can_be_paid(view: KioskView, parent: QObject) -> None:
    basket = Basket(states.with_cart(view, {SKU: 1}), "zh_CN", parent)
    assert basket.property("canPay")
    assert basket.property("hint") == ""


def test_a_product_tells_what_one_asks_before_buying(view: KioskView, parent: QObject) -> None:
    goods = Goods(view, "en", parent)
    assert goods.open(SKU)
    values = {row.value for row in goods._facts.rows}
    assert {"B2", "2027-03-18"} <= values
    assert goods.property("why") == ""
    goods.show(with_state(view, list_price_fen=350), "en")
    assert "¥0.50" in goods.property("why")


def sale_screen(view: KioskView, parent: QObject) -> Checkout:
    return Checkout(view, "zh_CN", lambda: 0, parent)


def test_the_hatch_of_what_falls_is_named_where_it_has_a_name(view: KioskView, parent: QObject) -> None:
    two = dataclasses.replace(states.sale(view, ("water-spring", "soda-cola"), 0), phase=Phase.VENDING)
    first, second = (line.lane for line in two.lines)
    named = {first: {"zh_CN": "左边的取货口"}, second: {"zh_CN": "右边的取货口"}}
    lines = states.fated(two, LineFate.DELIVERED, LineFate.MOVING)
    now = dataclasses.replace(view, sale=dataclasses.replace(two, lines=lines), hatches=named)
    checkout = sale_screen(now, parent)
    assert checkout.property("takeFrom") == "请从右边的取货口取货"
    over = states.fated(two, LineFate.DELIVERED, LineFate.NOT_DELIVERED)
    checkout.show(dataclasses.replace(now, sale=dataclasses.replace(two, lines=over)), "zh_CN")
    assert checkout.property("takeFrom") == "请从左边的取货口取货"
    checkout.show(dataclasses.replace(now, hatches={}), "zh_CN")
    assert checkout.property("takeFrom") == "请从下方取货口取货"


def test_refunding_is_never_refunded(view: KioskView) -> None:
    told = {state: words.refund(RefundView("R1", 100, state)) for state in RefundState}
    assert len(set(told.values())) == len(RefundState)
    assert [state for state, text in told.items() if "已退款" in text] == [RefundState.DONE]


def test_in_doubt_names_the_order_and_promises_the_money(view: KioskView) -> None:
    for outcome in (Outcome.IN_DOUBT, Outcome.CHECKING):
        told = words.outcome(outcome, "1123-0042")
        assert "1123-0042" in told.text
        assert "不会丢" in told.text


def test_every_value_has_words(view: KioskView) -> None:
    assert all(words.outcome(outcome, "1").title for outcome in Outcome)
    assert all(words.trouble(trouble).text for trouble in Trouble)
    assert all(words.fate(fate) for fate in LineFate)
    assert words.notice("no_such_key") == ""


def test_only_a_paid_sale_asks_how_it_went(view: KioskView, parent: QObject) -> None:
    for outcome in Outcome:
        ended = states.sale(view, (SKU,), 0, phase=Phase.RESULT, outcome=outcome)
        screen = sale_screen(dataclasses.replace(view, sale=ended), parent)
        paid = outcome in (
            *(Outcome.DELIVERED, Outcome.GIFT_MISSED),
            *(Outcome.PARTLY, Outcome.NOTHING, Outcome.IN_DOUBT),
        )
        assert screen.property("owed") is paid


def test_the_code_counts_down_only_while_it_can_be_scanned(view: KioskView, parent: QObject) -> None:
    sale = states.sale(view, (SKU,), 0)
    screen = sale_screen(dataclasses.replace(view, sale=sale), parent)
    assert screen.property("timeLeft") == "还有 2 分 18 秒"
    assert screen.property("code").startswith("image://code/")
    paid = dataclasses.replace(sale, phase=Phase.PAID)
    screen.show(dataclasses.replace(view, sale=paid), "zh_CN")
    assert screen._countdown.seconds == 0
