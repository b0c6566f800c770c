"""A pretended desk of orders: stands still in a given state and writes down what was asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from kiosk.orders.views import (
    NO_ORDERS,
    NO_RATING,
    Can,
    Mishap,
    OrderRow,
    OrdersView,
    OrderView,
    Rating,
    Step,
    StepView,
    Tag,
    TicketView,
)
from kiosk.views import LineFate, Outcome, RefundState, SaleView

NOW_MS = 1_790_000_000_000
_MINUTE_MS = 60_000
REPLY = "您好，A3 货道的检测已修好，¥4.50 已于今天上午退回微信。给您添麻烦了。"


class StillOrders:
    def __init__(self, asked: list[tuple[str, ...]]) -> None:
        self._view = NO_ORDERS
        self._changed: list[Callable[[], None]] = []
        self._asked = asked

    @property
    def view(self) -> OrdersView:
        return self._view

    def show(self, view: OrdersView) -> None:
        if view != self._view:
            self._view = view
            for changed in self._changed:
                changed()

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._changed.append(changed)

    def look(self) -> None:
        self._asked.append(("look",))

    def type(self, text: str) -> None:
        self._asked.append(("type", text))

    def open(self, number: str) -> None:
        self._asked.append(("open", number))

    def scan(self) -> None:
        self._asked.append(("scan",))

    def close(self) -> None:
        self._asked.append(("close",))

    def own(self, numbers: Sequence[str]) -> None:
        self._asked.append(("own", *numbers))

    def cancel(self, number: str) -> None:
        self._asked.append(("cancel_order", number))

    def change(self, number: str) -> None:
        self._asked.append(("change_order", number))

    def rate(self, number: str, stars: int) -> None:
        self._asked.append(("rate", number, str(stars)))

    def tag(self, number: str, tag: str) -> None:
        self._asked.append(("tag", number, tag))

    def rate_product(self, number: str, sku: str, stars: int) -> None:
        self._asked.append(("rate_product", number, sku, str(stars)))

    def got(self, number: str, line: int, has_it: bool) -> None:
        self._asked.append(("got", number, str(line), str(has_it)))

    def report(self, kind: str, number: str = "") -> None:
        self._asked.append(("report", kind, number))

    def forget(self) -> None:
        self._asked.append(("forget",))


def listed(mine: int = 1) -> OrdersView:
    """A day's orders; the first ``mine`` are the customer's own."""
    bought = ((2, 950), (1, 450), (3, 1650), (1, 200), (1, 350), (2, 700), (1, 500), (4, 2150), (1, 300))
    return OrdersView(
        rows=tuple(
            OrderRow(
                f"k{at}", f"M10000000{at:02d}AB7Q" if at < mine else "", NOW_MS - at * 23 * _MINUTE_MS, *one
            )
            for at, one in enumerate(bought)
        )
    )


def order_of(sale: SaleView, rating: Rating = NO_RATING, tickets: tuple[TicketView, ...] = ()) -> OrderView:
    """The order of a sale in whatever state, with a time line that fits."""
    paid = sale.outcome in (Outcome.DELIVERED, Outcome.PARTLY, Outcome.NOTHING, Outcome.IN_DOUBT)
    can = {Can.RATE, Can.REPORT} if paid else {Can.CANCEL, Can.CHANGE} if sale.can_cancel else {Can.CHANGE}
    return OrderView(sale, NOW_MS, tuple(_steps(sale, paid)), rating, tickets, frozenset(can))


def _steps(sale: SaleView, paid: bool) -> list[StepView]:
    steps = [StepView(Step.ORDERED, NOW_MS, amount_fen=sale.amount_fen)]
    if not paid:
        return steps
    steps.append(StepView(Step.PAID, NOW_MS + _MINUTE_MS, amount_fen=sale.amount_fen))
    fates = {
        LineFate.DELIVERED: Step.DELIVERED,
        LineFate.NOT_DELIVERED: Step.NOT_DELIVERED,
        LineFate.UNKNOWN: Step.UNKNOWN,
    }
    steps += [
        StepView(fates[line.fate], NOW_MS + _MINUTE_MS, line.sku) for line in sale.lines if line.fate in fates
    ]
    for refund in sale.refunds:
        asked = StepView(Step.REFUND_ASKED, NOW_MS + _MINUTE_MS, "", refund.amount_fen, refund.number)
        steps.append(asked)
        if refund.state is RefundState.ON_ITS_WAY:
            steps.append(dataclasses.replace(asked, step=Step.REFUND_ACCEPTED))
    return steps


def ticket(number: str, reply: str = "") -> TicketView:
    due_ms = NOW_MS + 24 * 60 * _MINUTE_MS
    return TicketView("T01KSVCXR1B7Q", number, Mishap.NOTHING_FELL, NOW_MS, due_ms, reply)


GOOD = Rating(5, (Tag.FAST, Tag.CLEAN), ())
