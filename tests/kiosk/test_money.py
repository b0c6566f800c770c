"""Money is whole fen: exact texts, one rounding, shares that add up."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.money import Money, divide_half_up, fen_from_yuan_text, share_out, yuan_text

FEN = st.integers(-10_000_000, 10_000_000)


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "0.00"), (5, "0.05"), (675, "6.75"), (100, "1.00"), (-5, "-0.05"), (-12345, "-123.45")],
)
def test_texts(fen: int, text: str) -> None:
    assert yuan_text(fen) == text
    assert fen_from_yuan_text(text) == fen


@pytest.mark.parametrize(("text", "fen"), [("6", 600), ("6.7", 670), (" 6.75 ", 675)])
def test_shorter_texts(text: str, fen: int) -> None:
    assert fen_from_yuan_text(text) == fen


@pytest.mark.parametrize(
    "text", ["", ".5", "6.", "6.755", "6,75", "--1", "1e3", "６.75", "6.-5", "+1", "abc"]
)
def test_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimals"):
        fen_from_yuan_text(text)


@given(FEN)
def test_text_there_and_back(fen: int) -> None:
    assert fen_from_yuan_text(yuan_text(fen)) == fen


@given(FEN, st.integers(1, 10_000))
def test_rounding_is_to_the_nearest_halves_away_from_zero(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    found = divide_half_up(numerator, denominator)
    assert abs(found - exact) <= Fraction(1, 2)
    if abs(found - exact) == Fraction(1, 2):
        assert abs(found) > abs(exact)


def test_rounding_by_hand() -> None:
    assert [divide_half_up(n, 2) for n in (-3, -1, 0, 1, 3)] == [-2, -1, 0, 1, 2]
    with pytest.raises(ValueError, match="positive"):
        divide_half_up(1, 0)


@given(st.integers(0, 1_000_000), st.lists(st.integers(0, 10_000), min_size=1, max_size=20))
def test_shares_add_up_and_are_off_by_less_than_a_fen(total: int, weights: list[int]) -> None:
    parts = share_out(total, weights)
    assert sum(parts) == total
    even = weights if any(weights) else [1] * len(weights)
    for part, weight in zip(parts, even, strict=True):
        assert abs(part - Fraction(total * weight, sum(even))) < 1


def test_the_fen_that_is_left_goes_to_the_largest_remainder_then_to_the_first() -> None:
    assert share_out(100, [1, 1, 1]) == (34, 33, 33)
    assert share_out(10, [1, 2]) == (3, 7)
    assert share_out(5, [0, 0]) == (3, 2)
    assert share_out(0, []) == ()


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [1, -1]), (1, [])])
def test_shares_that_make_no_sense(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"negative|nothing"):
        share_out(total, weights)


def test_money_keeps_to_its_currency() -> None:
    assert Money(3) + Money(4) - Money(2) == Money(5)
    assert Money(3) * 4 == Money(12)
    assert Money(3) < Money(4) and Money(4) <= Money(4) and not Money(4) < Money(4)
    for mixed in (
        lambda: Money(1) + Money(1, "USD"),
        lambda: Money(1) - Money(1, "USD"),
        lambda: Money(1) < Money(1, "USD"),
        lambda: Money(1) <= Money(1, "USD"),
    ):
        with pytest.raises(ValueError, match="USD"):
            mixed()


@pytest.mark.parametrize("amount", [1.0, True, "1"])
def test_money_is_whole(amount: object) -> None:
    with pytest.raises(TypeError, match="whole fen"):
        Money(amount)  # type: ignore[arg-type] # that is what the test is about
