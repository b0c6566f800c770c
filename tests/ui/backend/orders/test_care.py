"""Orders, feedback and help: which page is shown over which, and what reaches the kiosk."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from kiosk.clock import ManualClock
from kiosk.orders.views import Can, OrdersView, Rating
from kiosk.views import KioskView, LineFate, Mode, Outcome, Phase
from ui.backend.backend import Backend
from ui.showcase import shop, states
from ui.showcase.orders import REPLY, listed, order_of, ticket
from ui.showcase.shopping import StillShopping

IDLE_S = 60


class Screen:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.first = states.selling()
        self.shopping = StillShopping(self.first, self.clock.monotonic_ms)
        self.backend = Backend(self.shopping, shop.settings(1080, 1920), lambda _language: None)
        self.care: Any = self.backend.parts.care

    @property
    def name(self) -> str:
        return str(self.backend.property("screen"))

    def show(self, **changes: object) -> KioskView:
        view = dataclasses.replace(self.first, **changes)  # type: ignore[arg-type]  # KioskView's own fields
        self.shopping.show(view)
        return view

    def result(self, outcome: Outcome = Outcome.DELIVERED, fate: LineFate = LineFate.DELIVERED) -> Any:
        made = states.sale(self.first, tuple(self.first.products)[:2], 0, phase=Phase.RESULT, outcome=outcome)
        made = dataclasses.replace(made, lines=states.fated(made, LineFate.DELIVERED, fate))
        self.show(sale=made)
        return made

    def wait(self, seconds: int) -> str:
        self.clock.advance(seconds * 1000)
        self.backend.clock_moved()
        return self.name


@pytest.fixture
def screen(qapp: object) -> Screen:
    return Screen()


def rows(model: Any) -> Any:
    return model.rows


def test_an_order_that_is_found_opens_itself_and_back_leads_to_the_list(screen: Screen) -> None:
    screen.backend.openHelp()
    screen.backend.openOrders()
    assert screen.name == "orders"
    made = states.sale(screen.first, tuple(screen.first.products)[:1], 0, phase=Phase.RESULT)
    screen.shopping.orders.show(OrdersView(open=order_of(made)))
    assert screen.name == "order"
    screen.care.tellAbout(made.number)
    assert screen.name == "feedback"
    for name in ("order", "orders", "help", "home"):
        screen.backend.back()
        assert screen.name == name


def test_goods_put_back_into_the_cart_are_shown_there(screen: Screen) -> None:
    screen.backend.openOrders()
    screen.shopping.orders.show(OrdersView(changed=1))
    assert screen.name == "cart"
    screen.backend.back()
    assert screen.name == "home"


def test_over_a_result_the_pages_are_not_waited_at_for_ever(screen: Screen) -> None:
    made = screen.result()
    screen.care.tellAbout(made.number)
    assert screen.name == "feedback"
    screen.wait(IDLE_S - 1)
    assert ("done",) not in screen.shopping.asked
    screen.wait(1)
    assert ("done",) in screen.shopping.asked
    screen.show()
    assert screen.name == "home"


def test_motors_that_turn_go_before_every_page(screen: Screen) -> None:
    made = states.sale(screen.first, tuple(screen.first.products)[:1], 0)
    screen.show(sale=made)
    screen.backend.openHelp()
    screen.backend.openOrders()
    assert screen.name == "orders"
    screen.show(sale=dataclasses.replace(made, phase=Phase.VENDING))
    assert screen.name == "vending"
    screen.show(sale=dataclasses.replace(made, phase=Phase.RESULT))
    assert screen.name == "result"


def test_orders_are_there_when_nothing_can_be_sold(screen: Screen) -> None:
    for mode in (Mode.OFFLINE, Mode.OUT_OF_SERVICE):
        screen.show(mode=mode)
        screen.backend.openOrders()
        assert screen.name == "orders"
        screen.backend.back()
        assert screen.name in ("offline", "out_of_service")


def test_an_interrupted_sale_can_be_complained_of(screen: Screen) -> None:
    made = states.sale(screen.first, tuple(screen.first.products)[:1], 0, phase=Phase.RESULT)
    screen.show(earlier=made)
    assert screen.name == "result"
    screen.care.tellAbout(made.number)
    assert screen.name == "feedback"
    screen.backend.back()
    assert screen.name == "result"


def test_what_is_said_of_the_sale_on_the_screen_reaches_the_kiosk(screen: Screen) -> None:
    made = screen.result(Outcome.IN_DOUBT, LineFate.UNKNOWN)
    screen.shopping.orders.show(OrdersView(front=order_of(made)))
    front = screen.care.front
    first, doubtful = made.lines
    assert [row.doubtful for row in rows(front.lines)] == [True, False], "the doubtful one on top"
    front.rate(4)
    front.toggleTag("fast")
    front.rateProduct(first.sku, 5)
    front.sayGot(doubtful.index, False)
    number = made.number
    assert screen.shopping.asked == [
        ("rate", number, "4"),
        ("tag", number, "fast"),
        ("rate_product", number, first.sku, "5"),
        ("got", number, str(doubtful.index), "False"),
    ]


def test_the_words_that_are_offered_go_with_the_stars(screen: Screen) -> None:
    made = screen.result()

    def offered(stars: int) -> list[str]:
        screen.shopping.orders.show(OrdersView(front=order_of(made, Rating(stars))))
        return [row.tag for row in rows(screen.care.front.tags)]

    assert offered(0) == []
    assert "fast" in offered(4) and "slow" not in offered(4)
    assert "slow" in offered(3) and "fast" not in offered(3)


def test_a_ticket_is_told_with_its_number_and_its_answer(screen: Screen) -> None:
    made = screen.result()
    screen.shopping.orders.show(OrdersView(front=order_of(made)))
    screen.care.tellAbout(made.number)
    screen.care.report("damaged")
    assert screen.care.sending and not screen.care.sent
    assert screen.shopping.asked[-1] == ("report", "damaged", made.number)
    told = ticket(made.number)
    screen.shopping.orders.show(OrdersView(front=order_of(made, tickets=(told,)), ticket=told))
    assert screen.care.sent and screen.care.ticketNumber == told.number
    answered = OrdersView(front=order_of(made, tickets=(ticket(made.number, REPLY),)))
    screen.shopping.orders.show(answered)
    (row,) = rows(screen.care.front.tickets)
    assert row.answered and REPLY in row.text


def test_a_strangers_row_bears_no_number(screen: Screen) -> None:
    screen.shopping.orders.show(listed(mine=1))
    own, *others = rows(screen.care.rows)
    assert own.mine and own.number
    assert not any(row.mine or row.number for row in others)


def test_an_unpaid_order_says_so_and_may_be_changed(screen: Screen) -> None:
    made = states.sale(screen.first, tuple(screen.first.products)[:1], 0)
    screen.shopping.orders.show(OrdersView(open=order_of(made)))
    page = screen.care.order
    assert (page.title, page.canCancel, page.canChange, page.canRate) == ("等待付款", True, True, False)
    page.change()
    page.cancel()
    assert screen.shopping.asked[-2:] == [("change_order", made.number), ("cancel_order", made.number)]
    assert Can.CANCEL in order_of(made).can


def test_help_answers_by_initials_and_forgets_when_it_is_left(screen: Screen) -> None:
    screen.backend.openHelp()
    guide = screen.care.guide
    guide.begin()
    assert rows(guide.topics)[0].id == "nothing_fell"
    guide.setTyping(True)
    for letter in "TKDJDZ":
        guide.letter(letter)
    assert rows(guide.hits)[0].id == "refund_when"
    guide.choose("cash_how")
    assert screen.first.shop.operator.phone in guide.answer and "{" not in guide.answer
    screen.backend.back()
    screen.backend.openHelp()
    assert not guide.answering and guide.typed == ""
