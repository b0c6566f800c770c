"""The books as one wallet's bill is held against them. Read-only, beside a running kiosk or without one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from kiosk.ids import owner
from kiosk.payments.beijing import beijing_day
from kiosk.payments.bills.bill import day_bounds_s
from kiosk.payments.intent import Method, PaymentOrder
from kiosk.payments.reconcile.books import Back, Books, OurPayment, OurRefund
from kiosk.payments.reconcile.day import Known
from kiosk.payments.reconcile.days import Progress
from kiosk.payments.reconcile.matching import REFUND_PATIENCE_DAYS
from kiosk.sale.books import GATEWAY
from kiosk.sale.state import Attempt, AttemptState, Refund, RefundState, Sale
from kiosk.store import schema
from kiosk.store.database import books_for_reading
from kiosk.store.repositories.bills import NUMBERS_AT_ONCE, done_days, findings_about, findings_of
from kiosk.store.repositories.sales import payment_from, refund_from
from kiosk.store.sale_json import sale_from

DAY_S = 86_400
BACKS: Mapping[RefundState, Back] = {
    RefundState.SENDING: Back.WAITING,
    RefundState.ACCEPTED: Back.WAITING,
    RefundState.STUCK: Back.WAITING,
    RefundState.DONE: Back.DONE,
    RefundState.VOID: Back.VOID,
}


def progress(folder: Path, methods: Collection[Method]) -> dict[Method, Progress]:
    """Raises ``KnownError``."""
    with books_for_reading(folder) as connection:
        return {method: _progress(connection, method) for method in methods}


def _progress(connection: Connection, method: Method) -> Progress:
    table = schema.payment_orders
    statement = select(func.min(table.c.created_at_s)).where(table.c.method == method.value)
    first_s = connection.execute(statement).scalar()
    first = None if first_s is None else beijing_day(first_s)
    return Progress(first, done_days(connection, method))


def known(folder: Path, method: Method, day: date, numbers: Collection[str], machine: str) -> Known:
    """All that this day's matching may need of the books, as they are at one instant: orders and refunds that
    were made near the day, and those of these order numbers. Raises ``KnownError``."""
    with books_for_reading(folder) as connection:
        sales = _sales_near(connection, method, day) | _sales_of(connection, method, numbers)
        payments, refunds = _read(connection, method, sorted(sales))
        books = Books(payments, refunds, _owners(payments, machine))
        about = {payment.number for payment in payments} | set(numbers)
        others = findings_about(connection, method, about)
        return Known(
            books,
            findings_of(connection, method, day),
            tuple(finding for finding in others if finding.day != day),
        )


def _owners(payments: Iterable[OurPayment], machine: str) -> frozenset[str]:
    """A machine had another name before it was enrolled."""
    return frozenset({owner(machine), *(owner(payment.order.machine) for payment in payments)})


def _sales_near(connection: Connection, method: Method, day: date) -> set[str]:
    """An order of a day before is far beyond any code's life; refunds have their patience."""
    since_s, until_s = day_bounds_s(day)
    orders, refunds = schema.payment_orders, schema.refund_orders
    made = select(orders.c.sale).where(
        orders.c.method == method.value,
        orders.c.created_at_s >= since_s - DAY_S,
        orders.c.created_at_s < until_s,
    )
    back = (
        select(refunds.c.sale)
        .join_from(refunds, orders, refunds.c.payment == orders.c.number)
        .where(
            orders.c.method == method.value,
            refunds.c.at_ms >= 1000 * (since_s - (REFUND_PATIENCE_DAYS + 1) * DAY_S),
            refunds.c.at_ms < 1000 * until_s,
        )
    )
    return {row.sale for statement in (made, back) for row in connection.execute(statement)}


def _sales_of(connection: Connection, method: Method, numbers: Collection[str]) -> set[str]:
    table = schema.payment_orders
    statement = select(table.c.sale).where(table.c.method == method.value)
    return {row.sale for row in _in_parts(connection, statement, table.c.number, sorted(numbers))}


def _in_parts(
    connection: Connection, statement: Select[Any], column: Any, values: list[str]
) -> Iterator[Row[Any]]:
    for start in range(0, len(values), NUMBERS_AT_ONCE):
        yield from connection.execute(statement.where(column.in_(values[start : start + NUMBERS_AT_ONCE])))


def _read(
    connection: Connection, method: Method, numbers: list[str]
) -> tuple[tuple[OurPayment, ...], tuple[OurRefund, ...]]:
    def rows(table: Any, column: Any) -> Iterator[Row[Any]]:
        return _in_parts(connection, select(table), column, numbers)

    sales = {row.number: sale_from(row.state) for row in rows(schema.sales, schema.sales.c.number)}
    booked_s = {
        row.what: row.at_ms // 1000
        for row in rows(schema.postings, schema.postings.c.sale)
        if row.account == GATEWAY + method.value
    }
    orders = {
        row.number: payment_from(row)
        for row in rows(schema.payment_orders, schema.payment_orders.c.sale)
        if row.method == method.value
    }
    payments = tuple(
        _payment(orders[attempt.number], attempt, booked_s)
        for attempt in _attempts(sales.values())
        if attempt.number in orders
    )
    found = {row.number: row for row in rows(schema.refund_orders, schema.refund_orders.c.sale)}
    refunds = tuple(
        OurRefund(
            refund_from(found[refund.number], orders[refund.attempt]),
            BACKS[refund.state],
            booked_s.get(f"refund {refund.number}", 0),
        )
        for refund in _refunds(sales.values())
        if refund.number in found and refund.attempt in orders
    )
    return payments, refunds


def _attempts(sales: Iterable[Sale]) -> Iterator[Attempt]:
    for sale in sales:
        yield from sale.attempts


def _refunds(sales: Iterable[Sale]) -> Iterator[Refund]:
    for sale in sales:
        yield from sale.refunds


def _payment(order: PaymentOrder, attempt: Attempt, booked_s: Mapping[str, int]) -> OurPayment:
    return OurPayment(
        order,
        is_paid=attempt.state is AttemptState.PAID,
        paid_fen=attempt.paid_fen,
        paid_at_s=booked_s.get(f"payment {attempt.number}", 0),
        was_shown=bool(attempt.code),
    )
