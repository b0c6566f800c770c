"""Orders, ratings, tickets and help, as the kiosk would tell them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from kiosk.orders.views import BLAME, NO_ORDERS, NO_RATING, OrdersView, Rating
from kiosk.views import KioskView, LineFate, Outcome, Phase, RefundState, RefundView, SaleView
from ui.showcase.orders import GOOD, REPLY, listed, order_of, ticket
from ui.showcase.state import State


def front_of(view: KioskView) -> OrdersView:
    """Nothing was said yet of the sale on the screen."""
    shown = view.sale or view.earlier
    if shown is None or shown.phase is not Phase.RESULT:
        return NO_ORDERS
    return dataclasses.replace(NO_ORDERS, front=order_of(shown))


def results(view: KioskView, delivered: SaleView, doubtful: SaleView) -> Iterator[State]:
    """The result, after its customer said something."""

    def state(name: str, shown: SaleView, rating: Rating = NO_RATING, *, told: bool = False) -> State:
        tickets = (ticket(shown.number),) if told else ()
        front = order_of(shown, rating, tickets)
        return State(name, dataclasses.replace(view, sale=shown), orders=OrdersView(front=front))

    yield state("result-rated", delivered, dataclasses.replace(GOOD, goods=((delivered.lines[0].sku, 5),)))
    yield state("result-rated-badly", delivered, Rating(2, BLAME[1:2]))
    yield state("result-reported", delivered, told=True)
    yield state("result-did-you-get-it", doubtful)


def pages(view: KioskView, base: SaleView) -> Iterator[State]:
    """The list, one order in its several states, feedback, help."""
    open_orders = (("openOrders",),)
    yield State("orders", view, open_orders, orders=listed())
    yield State(
        "orders-wrong", view, open_orders, orders=dataclasses.replace(listed(), typed="AB7", wrong=True)
    )
    yield State("orders-empty", view, open_orders, orders=OrdersView())
    fell, lost = LineFate.DELIVERED, LineFate.NOT_DELIVERED
    owed = base.lines[1].amount_fen
    over = dataclasses.replace(
        base, phase=Phase.RESULT, can_cancel=False, code="", number="M10000000KSVCXR1AB7Q"
    )
    lines = tuple(
        dataclasses.replace(line, fate=fate)
        for line, fate in zip(base.lines, (fell, lost, fell), strict=True)
    )
    refund = RefundView(f"{over.number}R0", owed, RefundState.ON_ITS_WAY, "wechat")
    partly = dataclasses.replace(over, lines=lines, outcome=Outcome.PARTLY, refunds=(refund,))
    for name, tickets in (
        ("order-refunding", ()),
        ("order-ticket", (ticket(over.number),)),
        ("order-answered", (ticket(over.number, REPLY),)),
    ):
        shown = OrdersView(open=order_of(partly, tickets=tickets))
        yield State(name, view, open_orders, orders=shown)
    whole = dataclasses.replace(
        over,
        lines=tuple(dataclasses.replace(line, fate=fell) for line in base.lines),
        outcome=Outcome.DELIVERED,
    )
    opened = OrdersView(open=order_of(whole, GOOD))
    yield State("order-delivered", view, open_orders, orders=opened)
    yield State(
        "order-unpaid",
        dataclasses.replace(view, sale=base),
        open_orders,
        orders=OrdersView(open=order_of(base)),
    )
    expired = dataclasses.replace(over, outcome=Outcome.EXPIRED)
    yield State("order-expired", view, open_orders, orders=OrdersView(open=order_of(expired)))
    told = dataclasses.replace(view, sale=partly)
    front = OrdersView(front=order_of(partly))
    yield State("feedback", told, (("tellAbout", partly.number),), orders=front)
    yield State("feedback-no-order", view, (("tellAbout", ""),))
    sent = dataclasses.replace(front, ticket=ticket(partly.number))
    yield State(
        "feedback-sent", told, (("tellAbout", partly.number), ("report", "nothing_fell")), orders=sent
    )
    yield State("help-guided", view, (("openHelp",), ("choose", "nothing_fell")))
    yield State("help-cash", view, (("openHelp",), ("choose", "cash_how")))
    typed = tuple(("letter", letter) for letter in "TKDZ")
    yield State("help-faq", view, (("openHelp",), ("setTyping", "1"), *typed))
