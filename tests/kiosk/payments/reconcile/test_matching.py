"""The matching: any truth, and each difference is found exactly once and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.payments.bills.bill import RowKind, RowState
from kiosk.payments.reconcile.books import Back
from kiosk.payments.reconcile.cases import ACTIONS, FIRST_DEED, PAYMENTS, REFUNDS, Case, Deed, Ours, Theirs
from kiosk.payments.reconcile.matching import EDGE_S, REFUND_PATIENCE_DAYS, Witness
from tests.kiosk.payments.reconcile.truths import (
    DAY_S,
    FIRST,
    Run,
    World,
    at,
    cases,
    number,
    paid,
    pay_row,
    refund,
    refund_row,
    unpaid,
)

DAYS = 8
LAST_PAID_S = 3 * DAY_S
SLIP_S = EDGE_S // 3
"""Between the gateway's time of a payment and ours of hearing of it, either way."""


def test_every_case_is_in_a_table_and_has_an_action() -> None:
    reachable = {case for table in (PAYMENTS, REFUNDS) for row in table.values() for case in row.values()}
    assert reachable | {Case.CARRIED, Case.DOUBLED} == set(Case)
    assert set(ACTIONS) == set(Case)
    assert set(FIRST_DEED) == set(ACTIONS.values())
    assert set(PAYMENTS) | set(REFUNDS) == set(Ours)
    assert all(set(row) == set(Theirs) for table in (PAYMENTS, REFUNDS) for row in table.values())


# --- one truth at a time -----------------------------------------------------------------------------

Story = Callable[[World, int, int, int], None]
"""Adds what happened to order ``index``, paid at the gateway at ``at_s``, heard of ``slip_s`` later."""


def agrees(world: World, index: int, at_s: int, slip_s: int) -> None:
    world.payments.append(paid(index, at_s + slip_s))
    world.rows.append(pay_row(number(index), at_s))


def never_paid(world: World, index: int, at_s: int, slip_s: int) -> None:
    world.payments.append(unpaid(index, at_s))


def wrong_amount(world: World, index: int, at_s: int, slip_s: int) -> None:
    world.payments.append(paid(index, at_s + slip_s))
    world.rows.append(pay_row(number(index), at_s, 351))
    world.expects(Case.AMOUNT, number(index))


def lost_by_the_bill(world: World, index: int, at_s: int, slip_s: int) -> None:
    world.payments.append(paid(index, at_s + slip_s))
    world.expects(Case.MISSING, number(index))


def paid_late(world: World, index: int, at_s: int, slip_s: int) -> None:
    world.payments.append(unpaid(index, at_s))
    world.rows.append(pay_row(number(index), at_s))
    world.expects(Case.LATE, number(index))


def of_another_system(world: World, index: int, at_s: int, slip_s: int) -> None:
    world.rows.append(pay_row(f"SHOP-{index}", at_s))
    world.expects(Case.FOREIGN_ORDER, f"SHOP-{index}")


def not_in_our_books(world: World, index: int, at_s: int, slip_s: int) -> None:
    world.rows.append(pay_row(number(index), at_s))
    world.expects(Case.STRANGE_ORDER, number(index))


def billed_twice(world: World, index: int, at_s: int, slip_s: int) -> None:
    agrees(world, index, at_s, slip_s)
    world.rows.append(pay_row(number(index), at_s + 60))
    world.expects(Case.DOUBLED, number(index))


def undone_at_a_till(world: World, index: int, at_s: int, slip_s: int) -> None:
    world.payments.append(paid(index, at_s + slip_s))
    world.rows.append(pay_row(number(index), at_s, state=RowState.REVOKED))
    world.expects(Case.UNDONE, number(index))


def _refunded(world: World, index: int, at_s: int, slip_s: int, state: Back, row: RowState | None) -> str:
    agrees(world, index, at_s, slip_s)
    back = refund(world.payments[-1], at_s + slip_s + 40, state=state)
    world.refunds.append(back)
    if row is not None:
        world.rows.append(refund_row(number(index), back.number, at_s + 40, state=row))
    return back.number


def refund_agrees(world: World, index: int, at_s: int, slip_s: int) -> None:
    _refunded(world, index, at_s, slip_s, Back.DONE, RowState.SUCCESS)


def refund_confirmed(world: World, index: int, at_s: int, slip_s: int) -> None:
    name = _refunded(world, index, at_s, slip_s, Back.WAITING, RowState.SUCCESS)
    world.expects(Case.REFUND_CONFIRMED, number(index), name)


def refund_waits(world: World, index: int, at_s: int, slip_s: int) -> None:
    _refunded(world, index, at_s, slip_s, Back.WAITING, None)


def refund_never_came(world: World, index: int, at_s: int, slip_s: int) -> None:
    name = _refunded(world, index, at_s, slip_s, Back.DONE, None)
    world.expects(Case.REFUND_MISSING, number(index), name)


def refund_failed(world: World, index: int, at_s: int, slip_s: int) -> None:
    name = _refunded(world, index, at_s, slip_s, Back.DONE, RowState.CHANGE)
    world.expects(Case.REFUND_FAILED, number(index), name)


def void_and_yet_moved(world: World, index: int, at_s: int, slip_s: int) -> None:
    name = _refunded(world, index, at_s, slip_s, Back.VOID, RowState.SUCCESS)
    world.expects(Case.FOREIGN_REFUND, number(index), name)


def refunded_by_hand(world: World, index: int, at_s: int, slip_s: int) -> None:
    agrees(world, index, at_s, slip_s)
    world.rows.append(refund_row(number(index), "M-1", at_s + 90, 100))
    world.rows.append(refund_row(number(index), "", at_s + 90, 50))
    world.expects(Case.FOREIGN_REFUND, number(index), "M-1")
    world.expects(Case.FOREIGN_REFUND, number(index))


STORIES: list[Story] = [
    *(agrees, never_paid, wrong_amount, lost_by_the_bill, paid_late, of_another_system, not_in_our_books),
    *(billed_twice, undone_at_a_till, refund_agrees, refund_confirmed, refund_waits, refund_never_came),
    *(refund_failed, void_and_yet_moved, refunded_by_hand),
]
moments = st.one_of(
    st.integers(0, LAST_PAID_S - 1),
    # around midnight, where one bill ends and the next begins
    st.builds(lambda day, off: day * DAY_S + off, st.integers(1, 2), st.integers(-EDGE_S, EDGE_S)),
)
happenings = st.lists(st.tuples(st.sampled_from(STORIES), moments, st.integers(-SLIP_S, SLIP_S)), max_size=12)


def told(happened: list[tuple[Story, int, int]]) -> World:
    world = World()
    for index, (story, offset_s, slip_s) in enumerate(happened):
        story(world, index, at(0, 0) + DAY_S + offset_s, slip_s)
    return world


@settings(max_examples=150, deadline=None)
@given(happenings)
def test_each_difference_is_found_once_and_nothing_else(happened: list[tuple[Story, int, int]]) -> None:
    run = Run(told(happened))
    run.all(DAYS)
    assert run.differences() == run.world.expected


@settings(max_examples=60, deadline=None)
@given(happenings, st.permutations(range(DAYS)))
def test_any_day_done_again_says_the_same(happened: list[tuple[Story, int, int]], again: list[int]) -> None:
    run = Run(told(happened))
    run.all(DAYS)
    before = {day: cases(found) for day, found in run.found.items()}
    for index in again:
        run.day(FIRST + timedelta(days=index))
    assert {day: cases(found) for day, found in run.found.items()} == before
    assert run.differences() == run.world.expected


@pytest.mark.parametrize("story", STORIES)
def test_each_story_alone_at_noon(story: Story) -> None:
    run = Run(told([(story, DAY_S // 2, 1)]))
    run.all(DAYS)
    assert run.differences() == run.world.expected


# --- the day's edge ----------------------------------------------------------------------------------


def test_ordered_at_2359_and_paid_at_0001_lies_in_the_next_days_bill() -> None:
    world = World()
    world.payments.append(paid(1, at(1, 0, 1)))
    world.rows.append(pay_row(number(1), at(1, 0, 1)))
    run = Run(world)
    assert run.day(FIRST) == ()
    assert cases(run.day(FIRST + timedelta(days=1))) == [Case.OK]


def test_heard_of_before_midnight_by_a_fast_clock_waits_for_the_next_day() -> None:
    world = World()
    world.payments.append(paid(1, at(0, 23, 59)))
    world.rows.append(pay_row(number(1), at(1, 0, 1)))
    run = Run(world)
    (carried,) = run.day(FIRST)
    assert (carried.case, carried.deed) == (Case.CARRIED, Deed.WAITS)
    assert cases(run.day(FIRST + timedelta(days=1))) == [Case.OK]
    (again,) = run.day(FIRST)
    assert (again.case, again.deed) == (Case.CARRIED, Deed.SETTLED)


def test_heard_of_after_midnight_was_in_the_bill_before() -> None:
    world = World()
    world.payments.append(paid(1, at(1, 0, 2)))
    world.rows.append(pay_row(number(1), at(0, 23, 58)))
    run = Run(world)
    assert cases(run.day(FIRST)) == [Case.OK]
    (other,) = run.day(FIRST + timedelta(days=1))
    assert (other.case, other.deed) == (Case.CARRIED, Deed.SETTLED)


def test_a_number_of_yesterdays_bill_in_todays_is_doubled() -> None:
    world = World()
    world.payments.append(paid(1, at(0)))
    world.rows += [pay_row(number(1), at(0)), pay_row(number(1), at(1))]
    run = Run(world)
    assert cases(run.day(FIRST)) == [Case.OK]
    assert cases(run.day(FIRST + timedelta(days=1))) == [Case.DOUBLED]


def test_a_refund_is_missed_on_its_third_day_and_only_then() -> None:
    world = World()
    world.payments.append(paid(1, at(0)))
    world.rows.append(pay_row(number(1), at(0)))
    world.refunds.append(refund(world.payments[0], at(0, 13)))
    run = Run(world)
    run.all(DAYS)
    missed = [day for day, found in run.found.items() if Case.REFUND_MISSING in cases(found)]
    assert missed == [FIRST + timedelta(days=REFUND_PATIENCE_DAYS)]


def test_a_refund_of_another_order_under_our_number_is_foreign() -> None:
    world = World()
    world.payments += [paid(1, at(0)), paid(2, at(0))]
    world.rows += [pay_row(number(1), at(0)), pay_row(number(2), at(0))]
    back = refund(world.payments[0], at(0, 13))
    world.refunds.append(back)
    world.rows.append(refund_row(number(2), back.number, at(0, 13)))
    (found,) = [one for one in Run(world).day(FIRST) if one.case is not Case.OK]
    assert (found.case, found.ours_fen, found.theirs_fen) == (Case.FOREIGN_REFUND, None, 350)


def test_a_silent_gateway_is_not_taken_for_a_missing_payment() -> None:
    world = World()
    world.payments += [paid(1, at(0)), unpaid(2, at(0))]
    silent = {(RowKind.PAYMENT, number(1)), (RowKind.PAYMENT, number(2))}
    bill = world.bill(FIRST)
    from kiosk.payments.reconcile.matching import match

    found = match(world.books, Witness(bill.method, bill.day, (), silent), {})
    assert cases(found) == [Case.UNANSWERED, Case.UNANSWERED]
    assert {finding.deed for finding in found} == {Deed.TO_ASK}
