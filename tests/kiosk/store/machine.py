"""A tiny machine for the tests: sales stepped through the real table into a real database."""

from __future__ import annotations

from pathlib import Path

from kiosk.catalog.products import Lane
from kiosk.clock import ManualClock
from kiosk.payments.intent import Method, PaymentOrder, RefundOrder
from kiosk.sale.effects import ChargeCode, CreatePayment, SendRefund
from kiosk.sale.events import (
    Event,
    MethodChosen,
    PaymentReady,
    PaymentSeen,
    RefundSeen,
    VendResult,
)
from kiosk.sale.state import Fate, Line, Sale, open_sale
from kiosk.sale.table import step
from kiosk.store.records import OpenRecord, OutboxEvent, StepRecord, step_record
from kiosk.store.store import Store

TOKEN = "t" * 24
LANES = (Lane("A1", 1, "tea", 8, 5), Lane("A2", 2, "cola", 8, 8))


def basket(number: str) -> Sale:
    return open_sale(number, (Line(0, "tea", "A1", 1, 450), Line(1, "cola", "A2", 2, 300)))


def opened(store: Store, number: str) -> Sale:
    sale = basket(number)
    store.commit(OpenRecord(sale, 1_000, TOKEN, {"total": 750}))
    return sale


def payment_order(sale: Sale, number: str) -> PaymentOrder:
    attempt = sale.attempt(number)
    assert attempt is not None
    return PaymentOrder(
        number, sale.number, Method(attempt.method), attempt.amount_fen, "CNY", "tea", "K1", 1_000, 2_000
    )


def record(before: Sale, event: Event, at_ms: int = 2_000) -> StepRecord:
    """The record of one step, orders for the gateway and an outbox event included."""
    after, effects = step(before, event)
    payments = tuple(
        payment_order(after, effect.attempt)
        for effect in effects
        if isinstance(effect, CreatePayment | ChargeCode) and before.attempt(effect.attempt) is None
    )
    refunds = tuple(
        RefundOrder(effect.refund, payment_order(after, effect.attempt), effect.amount_fen, "not delivered")
        for effect in effects
        if isinstance(effect, SendRefund) and before.refund(effect.refund) is None
    )
    return step_record(
        before,
        event,
        after,
        effects,
        at_ms,
        outbox=(OutboxEvent("sale", {"number": after.number, "stage": after.stage.value}),),
        payment_orders=payments,
        refund_orders=refunds,
    )


def run(store: Store, sale: Sale, *events: Event) -> Sale:
    for event in events:
        one = record(sale, event)
        store.commit(one)
        sale = one.after
    return sale


def paid(number: str) -> tuple[Event, ...]:
    attempt = f"{number}A"
    return MethodChosen("wechat"), PaymentReady(attempt, "weixin://code"), PaymentSeen(attempt, 750)


def delivered() -> tuple[Event, ...]:
    return VendResult(0, 1, Fate.DELIVERED), VendResult(1, 1, Fate.DELIVERED)


def half_delivered(number: str) -> tuple[Event, ...]:
    return (
        VendResult(0, 1, Fate.DELIVERED),
        VendResult(1, 1, Fate.NOT_DELIVERED),
        RefundSeen(f"{number}R0"),
    )


def filled(folder: Path) -> Store:
    """A store with one sale delivered, one half delivered and refunded, one open."""
    store = Store.open(folder, ManualClock())
    store.stock.plan(LANES)
    run(store, opened(store, "K0000001"), *paid("K0000001"), *delivered())
    run(store, opened(store, "K0000002"), *paid("K0000002"), *half_delivered("K0000002"))
    run(store, opened(store, "K0000003"), *paid("K0000003"))
    return store
