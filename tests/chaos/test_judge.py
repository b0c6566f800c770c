"""The judge by itself: each way in which books can differ is seen, and none is seen where they agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from kiosk.sale.state import Attempt, AttemptState, Fate, Line, Sale, Stage
from kiosk.till.box import Due, DueState
from kiosk.till.entries import Why
from tests.chaos.figures import Figures
from tests.chaos.judge import Books, judge

ORDER = "K1A"
NO_TILL = {"kept_fen": 0, "handed_fen": 0, "credit_fen": 0, "owed_fen": 0}
AUDIT: dict[str, Any] = {
    "delivered_fen": 300,
    "in_doubt_fen": 0,
    "refund_pending_fen": 0,
    "vends_delivered": 1,
    "double_vends": 0,
    "findings": [],
    "till": NO_TILL,
}
LINE = Line(0, "tea", "A1", 1, 300, Fate.DELIVERED, 1)
PAID = Attempt(ORDER, "wechat", 300, AttemptState.PAID, paid_fen=300)
GOOD = Books(
    audit=AUDIT,
    sales=[Sale("K1", (LINE,), stage=Stage.CLOSED, attempts=(PAID,), funded_by=ORDER)],
    vends=Counter({"A1": 1}),
    gateway_fen=Counter({ORDER: 300}),
    machine_fen=Counter({ORDER: 300}),
    world={"lanes": {"A1": {"turns": 1, "fell": 1}, "A2": {"turns": 0, "fell": 0}}},
    till=None,
    strange_refunds=(),
    dues=(),
)


def judged(books: Books, *, has_eye: bool = True, unseen: int = 0, blinks: int = 0) -> Figures:
    figures = Figures()
    judge(books, figures, has_eye=has_eye, unseen=unseen, blinks=blinks)
    return figures


def world(turns: int, fell: int, other: int = 0) -> dict[str, Any]:
    return {"lanes": {"A1": {"turns": turns, "fell": fell}, "A2": {"turns": other, "fell": other}}}


def test_books_that_agree_are_clean() -> None:
    figures = judged(GOOD)
    assert figures.clean and not figures.stories and figures.delivered == 1


def test_a_refund_under_another_number_is_not_explained_by_the_right_sum() -> None:
    figures = judged(replace(GOOD, strange_refunds=("K1AR77",)))
    assert not figures.clean and "K1AR77" in figures.stories[0]


def test_money_taken_for_one_order_and_given_back_for_another_is_lost_twice() -> None:
    """The sums agree; the customers do not."""
    books = replace(GOOD, gateway_fen=Counter({"K2A": 300}))
    assert judged(books).lost_fen == 600


def test_an_audit_that_forgets_a_sale_is_seen_though_each_order_agrees() -> None:
    assert judged(replace(GOOD, audit=AUDIT | {"delivered_fen": 0})).lost_fen == 300


def test_a_turn_in_another_lane_than_was_ordered_is_one_too_many() -> None:
    assert judged(replace(GOOD, world=world(0, 1, other=1))).double_vends == 1


@pytest.mark.parametrize(
    ("books", "unseen", "wrong"),
    [
        pytest.param(replace(GOOD, world=world(1, 0)), 0, 1, id="sold, and nothing fell"),
        pytest.param(replace(GOOD, vends=Counter({"A1": 2}), world=world(2, 2)), 0, 1, id="fell for nothing"),
        pytest.param(replace(GOOD, vends=Counter({"A1": 2}), world=world(2, 2)), 1, 0, id="not to be seen"),
    ],
)
def test_what_fell_is_what_was_sold(books: Books, unseen: int, wrong: int) -> None:
    assert judged(books, unseen=unseen).unexplained == wrong


def test_without_an_eye_a_turn_is_all_that_can_be_known() -> None:
    assert judged(replace(GOOD, world=world(1, 0)), has_eye=False).clean
    assert not judged(replace(GOOD, world=world(0, 0)), has_eye=False).clean
    assert judged(replace(GOOD, world=world(0, 0)), has_eye=False, blinks=1).clean
    assert not judged(replace(GOOD, world=world(0, 0)), blinks=1).clean


def test_findings_and_money_on_its_way_are_unexplained() -> None:
    books = replace(GOOD, audit=AUDIT | {"findings": ["x"], "refund_pending_fen": 100, "delivered_fen": 200})
    assert judged(books).unexplained == 2


def test_a_till_holds_what_its_journal_says_and_a_doubted_sum_may_be_gone() -> None:
    till = {"in_fen": 500, "out_fen": 100, "held_fen": 0, "charged_fen": 0}
    audit = AUDIT | {"delivered_fen": 600, "till": NO_TILL | {"kept_fen": 300, "owed_fen": 100}}
    books = replace(GOOD, audit=audit, till=till)
    owed = Due("K1A:1", ORDER, Why.CHANGE, 100, 0, DueState.OWED)
    assert judged(replace(books, dues=(owed,))).clean
    gone = replace(books, till=till | {"out_fen": 200})
    assert judged(replace(gone, dues=(owed,))).lost_fen == 100
    assert judged(replace(gone, dues=(replace(owed, state=DueState.DOUBTED),))).clean


def test_coins_found_in_the_tubes_are_explained_when_a_person_was_called() -> None:
    till = {"in_fen": 350, "out_fen": 0, "held_fen": 0, "charged_fen": 0}
    audit = AUDIT | {"delivered_fen": 600, "till": NO_TILL | {"kept_fen": 300}}
    books = replace(GOOD, audit=audit, till=till)
    assert judged(books).lost_fen == 50
    assert judged(replace(books, counted_fen=(50,), counts_told=1)).clean
    assert judged(replace(books, counted_fen=(50,))).unexplained == 1
    assert judged(replace(books, counted_fen=(100,), counts_told=1)).lost_fen == 50


def test_a_unit_that_still_moves_is_waited_for() -> None:
    """The machine sells again, and the board has not said yet how the turn before a power cut ended."""
    moving = replace(GOOD.sales[0], lines=(replace(LINE, fate=Fate.MOVING),), stage=Stage.SETTLING)
    assert GOOD.at_rest
    assert not replace(GOOD, sales=[moving]).at_rest
