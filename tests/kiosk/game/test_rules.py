"""The cards of a draw and the prizes of a day."""

from __future__ import annotations

import pytest

from kiosk.game.rules import CARDS, Day, day_from, deal

DRAWS = 2_000


def test_the_same_seed_deals_the_same_cards_and_another_one_others() -> None:
    assert deal(7, 50) == deal(7, 50)
    assert len(deal(7, 50)) == CARDS
    assert len({deal(seed, 50) for seed in range(100)}) > 40


@pytest.mark.parametrize("percent", [1, 20, 65])
def test_so_many_of_all_cards_win_wherever_they_lie(percent: int) -> None:
    dealt = [deal(seed, percent) for seed in range(DRAWS)]
    for card in range(CARDS):
        won = sum(cards[card] for cards in dealt)
        assert abs(won * 100 / DRAWS - percent) < 4, f"card {card}: {won} of {DRAWS}"


def test_hundred_percent_always_wins_and_none_never() -> None:
    assert all(all(deal(seed, 100)) for seed in range(50))
    assert not any(any(deal(seed, 0)) for seed in range(50))


def test_a_day_has_its_prizes_and_no_more() -> None:
    day = Day().on("2026-11-26")
    assert day.left(2) == 2
    day = day.with_prize().on("2026-11-26").with_prize()
    assert day.left(2) == 0
    assert day.with_prize().left(2) == 0, "never below nothing"
    assert day.on("2026-11-27").left(2) == 2


def test_a_clock_that_is_set_back_brings_no_new_prizes() -> None:
    day = Day("2026-11-26", 2)
    assert day.on("2026-11-25").left(2) == 0


@pytest.mark.parametrize("kept", [None, "x", {}, {"date": 3, "won": 1}, {"date": "2026-11-26", "won": -1}])
def test_what_cannot_be_read_begins_anew(kept: object) -> None:
    assert day_from(kept) == Day()


def test_a_day_is_read_as_it_was_written() -> None:
    day = Day("2026-11-26", 3)
    assert day_from(day.table()) == day
