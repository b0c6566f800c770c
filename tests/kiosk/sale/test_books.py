"""The books say the same as the state, whatever happens, in whatever order."""

from __future__ import annotations

from hypothesis import given, settings

from kiosk.sale.books import Entry, Figures, balances, entries, fallen, figures, figures_of
from kiosk.sale.events import MethodChosen, PaymentReady, PaymentSeen, RefundSeen, StaffSettled, VendResult
from kiosk.sale.state import Fate, Line, Sale, Stage, open_sale
from kiosk.sale.table import step
from tests.kiosk.sale.happenings import events, sales


def two_lines() -> Sale:
    return open_sale("K0000001", (Line(0, "tea", "A1", 1, 450), Line(1, "cola", "A2", 2, 300)))


def run(sale: Sale, *happened: object) -> tuple[Sale, tuple[Entry, ...]]:
    booked: tuple[Entry, ...] = ()
    for event in happened:
        after, _ = step(sale, event)  # type: ignore[arg-type]  # a short way to write a list of events
        booked += entries(sale, after)
        sale = after
    return sale, booked


PAID = (MethodChosen("wechat"), PaymentReady("K0000001A", "code"), PaymentSeen("K0000001A", 750))


def test_paid_money_is_in_doubt_until_a_line_ends() -> None:
    sale, booked = run(two_lines(), *PAID)
    assert balances(booked) == {"gateway:wechat": 750, "customer": -750}
    assert figures(sale) == figures_of(booked) == Figures(paid_fen=750, in_doubt_fen=750)


def test_one_falls_one_does_not_and_its_money_goes_back() -> None:
    sale, booked = run(
        two_lines(),
        *PAID,
        VendResult(0, 1, Fate.DELIVERED),
        VendResult(1, 1, Fate.NOT_DELIVERED),
    )
    assert figures(sale) == figures_of(booked) == Figures(750, 450, 0, 300, 0)
    sale, more = run(sale, RefundSeen("K0000001R0"))
    assert figures(sale) == figures_of(booked + more) == Figures(750, 450, 300, 0, 0)
    assert balances(booked + more) == {
        "gateway:wechat": 450,
        "customer": 0,
        "goods": -450,
        "refund_due": 0,
    }
    assert sale.stage is Stage.CLOSED


def test_a_doubt_settled_by_a_person_leaves_the_doubt() -> None:
    sale, booked = run(two_lines(), *PAID, VendResult(0, 1, Fate.UNKNOWN))
    assert figures(sale) == Figures(750, 0, 0, 300, 450)
    sale, more = run(sale, StaffSettled(0, delivered=True), RefundSeen("K0000001R0"))
    assert figures(sale) == figures_of(booked + more) == Figures(750, 450, 300, 0, 0)


def test_a_wrong_amount_goes_back_whole() -> None:
    sale, booked = run(
        two_lines(),
        MethodChosen("alipay"),
        PaymentReady("K0000001A", "c"),
        PaymentSeen("K0000001A", 1, life_over=True),
    )
    assert figures(sale) == figures_of(booked) == Figures(1, 0, 0, 1, 0)
    assert balances(booked)["gateway:alipay"] == 1


def test_fallen_names_each_line_once() -> None:
    sale, _ = run(two_lines(), *PAID)
    after, _ = step(sale, VendResult(0, 1, Fate.DELIVERED))
    assert [line.lane for line in fallen(sale, after)] == ["A1"]
    assert fallen(after, after) == ()


@settings(max_examples=300, deadline=None)
@given(sales(), events())
def test_books_and_state_agree_after_every_step(sale: Sale, happened: list[object]) -> None:
    booked: tuple[Entry, ...] = ()
    for event in happened:
        after, _ = step(sale, event)  # type: ignore[arg-type]  # the strategy draws events of every type
        new = entries(sale, after)
        assert all(sum(posting.amount_fen for posting in entry.postings) == 0 for entry in new)
        booked += new
        sale = after
        assert figures(sale) == figures_of(booked)
        assert figures(sale).balanced
        assert min(figures(sale).refund_pending_fen, figures(sale).in_doubt_fen) >= 0
