"""Which money may be taken: only what could be given back whole, and changed to the fen."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.api import CashLevels, TillInfo, Tube
from kiosk.till.taking import NOTHING, Takes, came_out, can_make, can_pay, is_exact, takes, with_coin

INFO = TillInfo("scripted", "-", coins_fen=(10, 50, 100), bills_fen=(100, 500, 1_000, 2_000))


def tubes(*filled: tuple[int, int]) -> CashLevels:
    return CashLevels(tuple(Tube(value, count) for value, count in filled))


FULL = tubes((10, 40), (50, 20), (100, 20))
EMPTY = tubes((10, 0), (50, 0), (100, 0))

few_tubes = st.lists(
    st.builds(Tube, st.sampled_from((10, 20, 50, 100)), st.integers(0, 4)), min_size=1, max_size=3
)


@settings(max_examples=150, deadline=None)
@given(few_tubes, st.integers(0, 60).map(lambda tens: 10 * tens))
def test_what_can_be_made_is_what_some_handful_of_coins_is_worth(held: list[Tube], amount_fen: int) -> None:
    handfuls = itertools.product(*(range(tube.count + 1) for tube in held))
    sums = {sum(tube.value_fen * coins for tube, coins in zip(held, some, strict=True)) for some in handfuls}
    assert can_make(held, amount_fen) is (amount_fen in sums)


def test_nothing_can_always_be_made_and_a_fortune_never() -> None:
    assert can_make((), 0) and not can_make((), 10)
    assert not can_make(FULL.tubes, 10_000_000)


def test_full_tubes_take_everything_they_could_give_back() -> None:
    assert takes(INFO, FULL, 0, 450) == Takes((10, 50, 100), (100, 500, 1_000, 2_000))
    assert takes(INFO, tubes((10, 40), (50, 20)), 0, 450).bills_fen == (100, 500, 1_000)


def test_empty_tubes_take_coins_to_the_fen_and_no_bill() -> None:
    """A coin lies in its tube and can go back; a bill can not, and there is no change."""
    assert takes(INFO, EMPTY, 0, 450) == Takes((10, 50, 100), ())
    held = tubes((10, 0), (50, 0), (100, 4))
    assert takes(INFO, held, 400, 450) == Takes((10, 50), ())
    assert is_exact(INFO, takes(INFO, held, 400, 450), 50)


def test_with_change_more_than_is_missing_may_be_put_in() -> None:
    now = takes(INFO, FULL, 400, 450)
    assert now.coins_fen == (10, 50, 100) and not is_exact(INFO, now, 50)


def test_what_would_fall_into_the_cash_box_is_only_taken_if_the_tubes_are_worth_it() -> None:
    full_tube = CashLevels((Tube(100, 3, full=True),))
    info = TillInfo("scripted", "-", coins_fen=(50, 100))
    assert takes(info, full_tube, 0, 1_000).coins_fen == (100,), "no tube takes a fifty"
    assert takes(info, full_tube, 300, 1_000).coins_fen == (), "four would be in, three can be given back"


def test_once_it_is_paid_nothing_more_is_taken() -> None:
    assert takes(INFO, FULL, 450, 450) == NOTHING


def test_a_coin_goes_into_a_tube_with_room() -> None:
    held = (Tube(50, 1, full=True), Tube(50, 1), Tube(100, 1))
    assert [tube.count for tube in with_coin(held, 50)] == [1, 2, 1]
    assert with_coin(held, 10) == held


@settings(max_examples=60, deadline=None)
@given(few_tubes, st.integers(0, 30).map(lambda tens: 10 * tens), st.integers(1, 60).map(lambda n: 10 * n))
def test_whatever_is_taken_can_be_given_back_and_changed(
    held: list[Tube], credit_fen: int, amount_fen: int
) -> None:
    levels = CashLevels(tuple(held))
    now = takes(INFO, levels, credit_fen, amount_fen)
    for value in now.coins_fen:
        after = with_coin(levels.tubes, value)
        assert can_make(after, credit_fen + value)
        assert can_make(after, max(0, credit_fen + value - amount_fen))
    for value in now.bills_fen:
        assert can_make(levels.tubes, credit_fen + value)


@pytest.mark.parametrize(
    ("levels", "amount_fen", "can"),
    [
        (FULL, 450, True),
        (EMPTY, 450, True),
        (EMPTY, 455, False),
        (tubes((100, 0)), 450, False),
        (tubes((100, 0)), 400, True),
        (tubes((50, 1), (100, 0)), 450, True),
        (CashLevels(), 450, False),
    ],
)
def test_an_amount_that_cannot_be_paid_is_not_begun(levels: CashLevels, amount_fen: int, can: bool) -> None:
    assert can_pay(INFO, levels, amount_fen) is can


@pytest.mark.parametrize(
    ("before", "after", "out_fen"),
    [
        (tubes((50, 4), (100, 4)), tubes((50, 4), (100, 4)), 0),
        (tubes((50, 4), (100, 4)), tubes((50, 3), (100, 2)), 250),
        (tubes((50, 4), (100, 4)), tubes((50, 4), (100, 0)), None),
        (tubes((50, 4), (100, 4)), tubes((50, 5), (100, 3)), None),
        (tubes((50, 4), (100, 4)), tubes((50, 4)), None),
        (CashLevels(), CashLevels(), None),
        (tubes((50, 2), (50, 2)), tubes((50, 0), (50, 3)), 50),
    ],
)
def test_what_the_tubes_lost_came_out_or_they_do_not_tell(
    before: CashLevels, after: CashLevels, out_fen: int | None
) -> None:
    assert came_out(before, after, 300) == out_fen
