"""Shown = asked for = recorded = given back: random carts, rules, customers and fates, real parts."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.catalog.basket import UNITS_MAX
from kiosk.front.snapshot import plain_of, savings_of
from kiosk.pricing.occasion import Customer, HeldCoupon
from kiosk.pricing.quote_json import quote_from_json
from kiosk.sale.books import figures
from kiosk.sale.effects import CreatePayment, Effect, SendRefund
from kiosk.sale.events import MethodChosen, PaymentReady, PaymentSeen, VendResult
from kiosk.sale.state import Fate, Sale
from kiosk.sale.table import step
from kiosk.vend.report import sale_report
from kiosk.wire import SaleReport
from tests.kiosk.promotions.counter import CUP, FLASH, FULL_20, SECOND_TEA, Counter

RULES: tuple[dict[str, Any], ...] = (
    dict(SECOND_TEA),
    dict(FULL_20),
    dict(FLASH),
    dict(CUP),
    {"id": "third-free", "kind": "nth_unit", "nth": 3, "percent": 0, "same_product": False},
    {"id": "nuts-less", "kind": "amount_off", "skus": ["nuts"], "off_fen": 155},
    {"id": "members", "kind": "discount", "percent": 85, "who": "members"},
    {"id": "set", "kind": "bundle", "price_fen": 700, "parts": [{"skus": ["tea"]}, {"skus": ["cola"]}]},
    {"id": "each-10", "kind": "threshold", "at_fen": 1_000, "off_fen": 100, "each": True},
    {"id": "cups", "kind": "gift", "sku": "cup", "at_fen": 500, "each": True, "count": 2},
)
COUPONS = (
    {"id": "five", "kind": "threshold", "at_fen": 600, "off_fen": 500},
    {"id": "half", "kind": "discount", "percent": 50, "adds": True},
)
FATES = (Fate.DELIVERED, Fate.NOT_DELIVERED, Fate.UNKNOWN)
CUSTOMERS = (
    Customer(),
    Customer(is_member=True, points=1_000),
    Customer(is_member=True, coupons=(HeldCoupon("A", "five"), HeldCoupon("B", "half"))),
)
FIRST = "K0000001A"

rules = st.lists(st.sampled_from(range(len(RULES))), unique=True).map(lambda at: [RULES[each] for each in at])
carts = st.dictionaries(
    st.sampled_from(("tea", "cola", "coffee", "nuts", "cup")), st.integers(1, 3), min_size=1, max_size=4
).filter(lambda units: sum(units.values()) <= UNITS_MAX)


def vended(sale: Sale, fates: list[Fate]) -> tuple[Sale, list[Effect]]:
    """Paid in full, and each turn ended as drawn."""
    sale, asked = step(sale, MethodChosen("wechat"))
    assert CreatePayment(FIRST) in asked
    sale, _ = step(sale, PaymentReady(FIRST, "code"))
    sale, _ = step(sale, PaymentSeen(FIRST, sale.due_fen))
    told: list[Effect] = []
    for fate in fates:
        moving = next((line for line in sale.lines if line.fate is Fate.MOVING), None)
        if moving is None:
            break
        sale, effects = step(sale, VendResult(moving.index, moving.turns, fate))
        told += effects
    return sale, told


@settings(max_examples=60, deadline=None)
@given(
    chosen=rules,
    cart=carts,
    customer=st.sampled_from(CUSTOMERS),
    points=st.booleans(),
    minute=st.integers(0, 1_439),
    fates=st.lists(st.sampled_from(FATES), min_size=30, max_size=30),
)
def test_one_quote_is_shown_charged_recorded_and_given_back(
    chosen: list[dict[str, Any]],
    cart: dict[str, int],
    customer: Customer,
    points: bool,
    minute: int,
    fates: list[Fate],
) -> None:
    counter = Counter(*chosen, coupons=COUPONS)
    counter.minute = minute
    counter.serve(customer)
    counter.prices.spend_points(points)
    shown = counter.put(**cart).view
    live = counter.sale()
    sale = live.sale
    quote = quote_from_json(live.quote)

    # the screen: goods less each saving is the total
    assert (
        sum(line.plain_fen for line in shown.lines) - sum(one.fen for one in shown.why.savings)
        == shown.total_fen
    )
    assert sum(line.amount_fen for line in shown.lines) == shown.total_fen == sale.due_fen == quote.total_fen
    assert sum(gift.quantity for gift in shown.why.gifts) == sum(line.gift for line in sale.lines)
    assert savings_of(live.quote) == shown.why.savings
    assert sum(plain_of(live.quote)) - sum(one.fen for one in shown.why.savings) == sale.due_fen
    assert quote.rules == shown.why.rules == counter.prices.book.version
    # the gateway
    asked, _ = step(sale, MethodChosen("wechat"))
    assert asked.attempts[0].amount_fen == shown.total_fen
    # the books and what goes back
    ended, effects = vended(sale, fates)
    back = sum(effect.amount_fen for effect in effects if isinstance(effect, SendRefund))
    lost = [line for line in ended.lines if line.fate is Fate.NOT_DELIVERED]
    assert back == sum(line.amount_fen for line in lost)
    assert not any(line.gift and line.amount_fen for line in ended.lines)
    now = figures(ended)
    assert now.balanced and now.paid_fen == shown.total_fen and now.refund_pending_fen == back
    # the order's page
    report = SaleReport.model_validate(sale_report(ended, "t" * 24, 0, live.names, live.quote))
    assert sum(line.amount_fen for line in report.lines) == shown.total_fen
    assert sum(max(0, line.list_fen - line.amount_fen) for line in report.lines) == sum(
        saving.fen for saving in report.savings
    )
