from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.drivers.qibixx.change import UNITS_MAX, Coins, best_change

tubes = st.lists(
    st.builds(Coins, st.integers(0, 15), st.sampled_from([10, 20, 50, 100, 200]), st.integers(0, 4)),
    max_size=4,
    unique_by=(lambda coins: coins.kind, lambda coins: coins.value_fen),
)


def fen(plan: tuple[Coins, ...]) -> int:
    return sum(coins.value_fen * coins.count for coins in plan)


@pytest.mark.parametrize(
    ("amount_fen", "lying", "paid"),
    [
        (60, {50: 1, 20: 3}, {20: 3}),
        (70, {50: 1, 20: 3}, {50: 1, 20: 1}),
        (80, {50: 1, 20: 4}, {20: 4}),
        (30, {50: 9, 20: 1}, {20: 1}),
        (90, {50: 9, 20: 0}, {50: 1}),
        (5, {10: 9}, {}),
        (0, {10: 9}, {}),
        (1_000, {100: 3, 10: 2}, {100: 3, 10: 2}),
        (200, {100: 5, 50: 5, 10: 9}, {100: 2}),
        (130, {100: 1, 50: 1, 10: 2, 20: 1}, {100: 1, 20: 1, 10: 1}),
    ],
)
def test_change_is_exact_where_it_can_be_with_the_fewest_coins(
    amount_fen: int, lying: dict[int, int], paid: dict[int, int]
) -> None:
    plan = best_change(amount_fen, [Coins(at, value, lying[value]) for at, value in enumerate(lying)])
    assert {coins.value_fen: coins.count for coins in plan} == paid
    assert [coins.value_fen for coins in plan] == sorted(paid, reverse=True)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 900), tubes)
def test_no_other_choice_of_coins_is_nearer_or_smaller(amount_fen: int, lying: list[Coins]) -> None:
    plan = best_change(amount_fen, lying)
    in_tubes = {coins.kind: coins for coins in lying}
    for coins in plan:
        assert 0 < coins.count <= in_tubes[coins.kind].count
        assert coins.value_fen == in_tubes[coins.kind].value_fen
    sums: dict[int, int] = {}
    for counts in product(*(range(coins.count + 1) for coins in lying)):
        total = sum(coins.value_fen * count for coins, count in zip(lying, counts, strict=True))
        if total <= amount_fen:
            sums[total] = min(sums.get(total, 99), sum(counts))
    assert (fen(plan), sum(coins.count for coins in plan)) == (max(sums), sums[max(sums)])


def test_two_types_of_one_value_are_two_tubes() -> None:
    plan = best_change(300, [Coins(2, 100, 1), Coins(5, 100, 9)])
    assert fen(plan) == 300
    assert {coins.kind: coins.count for coins in plan}[5] >= 2


def test_more_than_any_changer_holds_is_paid_in_parts() -> None:
    assert fen(best_change(10**9, [Coins(0, 10, 10**6)])) == UNITS_MAX * 10
