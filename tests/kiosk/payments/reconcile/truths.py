"""Made-up truths for the matching: what was really paid and given back, what we believe, what bills say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kiosk.payments.beijing import beijing_day
from kiosk.payments.bills.bill import BillRow, RowKind, RowState, day_bounds_s
from kiosk.payments.intent import Method, PaymentOrder, RefundOrder
from kiosk.payments.reconcile.books import Back, Books, OurPayment, OurRefund
from kiosk.payments.reconcile.cases import Case, Finding, elsewhere
from kiosk.payments.reconcile.matching import Witness, match

OWNER = "K7"
FIRST = date(2026, 10, 1)
DAY_S = 86_400


def at(day: int, hour: int = 12, minute: int = 0) -> int:
    """UTC seconds of a time in Beijing, ``day`` days after the first."""
    return day_bounds_s(FIRST)[0] + day * DAY_S + hour * 3_600 + minute * 60


def number(index: int) -> str:
    """Of a payment attempt, as our machines number them."""
    return f"{OWNER}{index:014d}A"


def order(index: int, fen: int = 350, created_at_s: int = 0) -> PaymentOrder:
    made_s = created_at_s or at(0)
    name = number(index)
    return PaymentOrder(name, name[:-1], Method.WECHAT, fen, "CNY", "tea", OWNER, made_s, made_s + 570)


def paid(index: int, at_s: int, fen: int = 350) -> OurPayment:
    return OurPayment(order(index, fen, at_s - 20), is_paid=True, paid_fen=fen, paid_at_s=at_s)


def unpaid(index: int, at_s: int, fen: int = 350) -> OurPayment:
    return OurPayment(order(index, fen, at_s - 20), is_paid=False)


def refund(payment: OurPayment, at_s: int, fen: int = 350, state: Back = Back.DONE) -> OurRefund:
    made = RefundOrder(f"{payment.order.sale}R0", payment.order, fen, "not delivered", at_s - 5)
    return OurRefund(made, state, at_s if state is Back.DONE else 0)


def pay_row(name: str, at_s: int, fen: int = 350, state: RowState = RowState.SUCCESS) -> BillRow:
    return BillRow(RowKind.PAYMENT, name, "", "T1", fen, at_s, state)


def refund_row(
    name: str, refund_name: str, at_s: int, fen: int = 350, state: RowState = RowState.SUCCESS
) -> BillRow:
    return BillRow(RowKind.REFUND, name, refund_name, "R1", fen, at_s, state)


@dataclass
class World:
    """What is so, and which differences a bill must bring out: each once, under its number."""

    payments: list[OurPayment] = field(default_factory=list)
    refunds: list[OurRefund] = field(default_factory=list)
    rows: list[BillRow] = field(default_factory=list)
    expected: Counter[tuple[str, str, Case]] = field(default_factory=Counter)

    @property
    def books(self) -> Books:
        return Books(tuple(self.payments), tuple(self.refunds), frozenset({OWNER}))

    def expects(self, case: Case, name: str, refund_name: str = "") -> None:
        self.expected[name, refund_name, case] += 1

    def bill(self, day: date) -> Witness:
        return Witness(Method.WECHAT, day, tuple(row for row in self.rows if beijing_day(row.at_s) == day))


@dataclass
class Run:
    """Days matched one after another, each remembered as a store would."""

    world: World
    found: dict[date, tuple[Finding, ...]] = field(default_factory=dict)

    def day(self, day: date) -> tuple[Finding, ...]:
        others = (finding for found in self.found.values() for finding in found)
        self.found[day] = match(self.world.books, self.world.bill(day), elsewhere(others, day))
        return self.found[day]

    def all(self, days: int) -> None:
        for index in range(days):
            self.day(FIRST + timedelta(days=index))

    def differences(self) -> Counter[tuple[str, str, Case]]:
        """Everything that is not in order, without what another day's bill is to say."""
        agreed = (Case.OK, Case.CARRIED)
        return Counter(
            (finding.key.order_number, finding.key.refund_number, finding.case)
            for day in self.found.values()
            for finding in day
            if finding.case not in agreed
        )


def cases(findings: Sequence[Finding]) -> list[Case]:
    return [finding.case for finding in findings]
