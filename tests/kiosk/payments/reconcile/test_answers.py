"""What a gateway's answer means for a finding, and a whole day made of answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.payments.bills.bill import RowKind, RowState
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    Method,
    Paid,
    Problem,
    ProblemKind,
    QueryResult,
    RefundAccepted,
    RefundDone,
    RefundRefused,
    RefundResult,
    RefundVoid,
    Unpaid,
)
from kiosk.payments.reconcile.answers import (
    judge,
    merged,
    payments_to_ask,
    refunds_to_ask,
    settled_elsewhere,
    witness_of,
)
from kiosk.payments.reconcile.books import Back, Books
from kiosk.payments.reconcile.cases import Case, Deed, Finding, Key, Note
from kiosk.payments.reconcile.days import (
    ORDERS_KEPT_DAYS,
    SPREAD_S,
    due_days,
    is_done,
    is_overdue,
    newest_day,
    spread_s,
)
from kiosk.payments.reconcile.matching import match
from kiosk.payments.reconcile.words import CASES, DEEDS, NOTES, in_one_line, what_was_done
from tests.kiosk.payments.reconcile.truths import FIRST, at, cases, number, paid, refund, unpaid

SILENCE = CallUnknown(Problem(ProblemKind.TIMEOUT, "nothing came"))
REFUSED = RefundRefused(Problem(ProblemKind.GATEWAY, "no"))
VOID = RefundVoid(Problem(ProblemKind.GATEWAY, "dead"))
NEXT = FIRST + timedelta(days=1)


def finding(case: Case, index: int = 1) -> Finding:
    key = Key(RowKind.PAYMENT, number(index))
    return Finding(Method.WECHAT, FIRST, key, Case.NOTHING, "S", "M", 350, 350).found(case)


@pytest.mark.parametrize(
    ("case", "answer", "deed", "note"),
    [
        (Case.LATE, Paid(350, "T", at(0)), Deed.TOLD, Note.NOTHING),
        (Case.LATE, Paid(350, "T", at(0), refunded=True), Deed.TOLD, Note.NOTHING),
        (Case.LATE, Unpaid(), Deed.PERSON, Note.GATEWAY_DENIES),
        (Case.LATE, Closed(), Deed.PERSON, Note.GATEWAY_DENIES),
        (Case.LATE, SILENCE, Deed.TO_ASK, Note.NOTHING),
        (Case.MISSING, Paid(350, "T", at(0)), Deed.PERSON, Note.GATEWAY_HAS_IT),
        (Case.MISSING, Paid(350, "T", at(0, 0) - 1), Deed.SETTLED, Note.OTHER_DAY),
        (Case.MISSING, Closed(), Deed.PERSON, Note.GATEWAY_DENIES),
        (Case.MISSING, SILENCE, Deed.TO_ASK, Note.NOTHING),
        (Case.REFUND_CONFIRMED, RefundDone("R"), Deed.TOLD, Note.NOTHING),
        (Case.REFUND_CONFIRMED, RefundAccepted(), Deed.NOTHING, Note.ON_ITS_WAY),
        (Case.REFUND_CONFIRMED, REFUSED, Deed.PERSON, Note.GATEWAY_DENIES),
        (Case.REFUND_CONFIRMED, VOID, Deed.PERSON, Note.GATEWAY_DENIES),
        (Case.REFUND_CONFIRMED, SILENCE, Deed.TO_ASK, Note.NOTHING),
        (Case.REFUND_FAILED, RefundDone("R"), Deed.SETTLED, Note.GATEWAY_HAS_IT),
        (Case.REFUND_FAILED, RefundAccepted(), Deed.NOTHING, Note.ON_ITS_WAY),
        (Case.REFUND_FAILED, REFUSED, Deed.PERSON, Note.NOTHING),
        (Case.UNANSWERED, Paid(350, "T", at(0)), Deed.TO_ASK, Note.NOTHING),
    ],
)
def test_the_signed_answer_decides(
    case: Case, answer: QueryResult | RefundResult, deed: Deed, note: Note
) -> None:
    judged = judge(finding(case), answer)
    assert (judged.case, judged.deed, judged.note) == (case, deed, note)


# --- a day without a bill ----------------------------------------------------------------------------


def test_only_what_belongs_to_the_day_is_asked() -> None:
    yesterday, today, late = paid(1, at(0)), paid(2, at(1)), unpaid(3, at(1))
    never = replace(unpaid(4, at(1)), was_shown=False)
    books = Books((yesterday, today, late, never))
    assert [one.number for one in payments_to_ask(books, NEXT)] == [number(2), number(3)]
    done, waiting = refund(yesterday, at(1)), refund(today, at(1), state=Back.WAITING)
    void = refund(late, at(1), state=Back.VOID)
    assert refunds_to_ask(Books(refunds=(done, waiting, void)), NEXT) == (done, waiting)
    assert refunds_to_ask(Books(refunds=(done,)), FIRST) == ()


def test_the_same_cases_come_out_of_answers() -> None:
    payments = (paid(1, at(0)), unpaid(2, at(0)), unpaid(3, at(0)), paid(4, at(0)), paid(5, at(0)))
    back = refund(payments[0], at(0, 13), state=Back.WAITING)
    books = Books((*payments, paid(6, at(0))), (back,))
    answers: dict[str, QueryResult] = {
        number(1): Paid(350, "T", at(0), refunded=True),
        number(2): Paid(350, "T", at(0)),
        number(3): Closed(),
        number(4): Paid(351, "T", at(0)),
        number(5): SILENCE,
        number(6): Paid(350, "T", at(0), refunded=True),
    }
    witness = witness_of(Method.UNIONPAY, FIRST, books, answers, {back.number: RefundDone("R")})
    found = {(one.key.order_number, one.key.kind): one.case for one in match(books, witness, {})}
    assert found == {
        (number(1), RowKind.PAYMENT): Case.OK,
        (number(1), RowKind.REFUND): Case.REFUND_CONFIRMED,
        (number(2), RowKind.PAYMENT): Case.LATE,
        (number(4), RowKind.PAYMENT): Case.AMOUNT,
        (number(5), RowKind.PAYMENT): Case.UNANSWERED,
        (number(6), RowKind.PAYMENT): Case.OK,
        (number(6), RowKind.REFUND): Case.FOREIGN_REFUND,
    }


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (RefundDone("R"), RowState.SUCCESS),
        (RefundAccepted(), RowState.PROCESSING),
        (VOID, RowState.FAIL),
        (REFUSED, None),
        (SILENCE, None),
    ],
)
def test_a_refunds_answer_is_a_row_or_none(answer: RefundResult, state: RowState | None) -> None:
    back = refund(paid(1, at(0)), at(0))
    rows = witness_of(Method.UNIONPAY, FIRST, Books((), (back,)), {}, {back.number: answer}).rows
    assert [row.state for row in rows] == ([] if state is None else [state])


# --- done again --------------------------------------------------------------------------------------


def test_what_was_found_stays_found_and_says_that_it_was_put_right() -> None:
    told = replace(finding(Case.LATE), deed=Deed.TOLD)
    (after,) = merged([told], [finding(Case.OK)])
    assert (after.case, after.deed) == (Case.LATE, Deed.SETTLED)
    assert merged([after], [finding(Case.OK)]) == (after,)


def test_what_is_still_so_is_asked_again_until_the_books_have_it() -> None:
    (again,) = merged([replace(finding(Case.LATE), deed=Deed.TOLD)], [finding(Case.LATE)])
    assert again.deed is Deed.TO_ASK


def test_what_is_no_longer_so_is_settled_and_never_forgotten() -> None:
    (kept,) = merged([finding(Case.AMOUNT)], [])
    assert (kept.case, kept.deed) == (Case.AMOUNT, Deed.SETTLED)
    assert merged([finding(Case.OK)], []) == (finding(Case.OK),)


def test_a_later_bill_settles_what_waited_for_it() -> None:
    waits = [finding(Case.CARRIED, 1), finding(Case.MISSING, 2), finding(Case.AMOUNT, 3)]
    today = [replace(finding(Case.OK, index), day=NEXT) for index in (1, 2, 3)]
    settled = settled_elsewhere(waits, today)
    assert cases(settled) == [Case.CARRIED, Case.MISSING]
    assert {one.deed for one in settled} == {Deed.SETTLED}


# --- days --------------------------------------------------------------------------------------------


def test_yesterday_is_due_from_ten_in_beijing() -> None:
    assert newest_day(at(1, 9, 59)) == FIRST - timedelta(days=1)
    assert newest_day(at(1, 10)) == FIRST
    assert due_days(FIRST, (), at(1, 9, 59), 90) == ()
    assert due_days(FIRST, (), at(1, 10), 90) == (FIRST,)
    assert due_days(FIRST, (FIRST,), at(1, 10), 90) == ()
    assert due_days(None, (), at(1, 10), 90) == ()


def test_days_missed_while_off_are_caught_up_as_far_as_the_gateway_keeps() -> None:
    due = due_days(FIRST, (NEXT,), at(4, 12), 90)
    assert due == (FIRST, FIRST + timedelta(days=2), FIRST + timedelta(days=3))
    assert len(due_days(FIRST, (), at(200, 12), ORDERS_KEPT_DAYS)) == ORDERS_KEPT_DAYS


def test_each_machine_comes_at_its_own_time() -> None:
    times = {spread_s(f"M{index}") for index in range(200)}
    assert len(times) > 150 and max(times) < SPREAD_S
    assert spread_s("M1") == spread_s("M1")


def test_a_day_is_done_when_nothing_is_left_to_ask() -> None:
    assert is_done([finding(Case.OK), finding(Case.AMOUNT), finding(Case.CARRIED)])
    assert not is_done([finding(Case.LATE)])
    assert not is_done([replace(finding(Case.LATE), deed=Deed.TOLD)])
    assert not is_overdue(FIRST, at(3, 12)) and is_overdue(FIRST, at(4, 12))


# --- words -------------------------------------------------------------------------------------------


def test_everything_has_words_in_both_languages() -> None:
    assert set(CASES) == set(Case) and set(DEEDS) == set(Deed) and set(NOTES) == set(Note)
    texts = [*CASES.values(), *DEEDS.values(), *(NOTES[note] for note in Note if note)]
    assert all(text["zh_CN"] and text["en"] for text in texts)


def test_a_finding_is_one_line() -> None:
    late = finding(Case.LATE)
    line = in_one_line(replace(late, ours_fen=None), "en")
    assert line == f"2026-10-01 wechat payment {number(1)}: paid by the bill, not in our books " + (
        "(ours -, theirs 3.50)"
    )
    assert "我方 3.50" in in_one_line(late, "zh_CN")
    denied = judge(late, Closed())
    assert what_was_done(denied, "en") == "somebody must look (asked, the gateway says that it is not so)"
