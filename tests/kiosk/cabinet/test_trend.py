"""Which lane will fail next: named when it is sure, silent when it is not. Histories are made from seeds."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from kiosk.cabinet.trend import DAY_MS, HORIZON_TURNS, TURNS_MIN, Sign, Turn, forecast, likely_next

T0_MS = 1_790_000_000_000


def turns(run_ms: Callable[[int], float], count: int = 60, *, seed: int = 1, noise_ms: int = 0) -> list[Turn]:
    rng = random.Random(seed)
    return [Turn(round(run_ms(place) + rng.gauss(0, noise_ms)), True) for place in range(count)]


def test_a_lane_that_gets_slower_is_named_with_the_turns_it_has_left() -> None:
    found = forecast(turns(lambda place: 2000 + 12 * place))
    assert found is not None and found.sign is Sign.SLOWER
    assert found.turns_left == 25, "3000 ms at 12 ms a turn from 2708"


@pytest.mark.parametrize("seed", range(20))
def test_noise_does_not_hide_the_trend(seed: int) -> None:
    found = forecast(turns(lambda place: 2000 + 12 * place, seed=seed, noise_ms=100))
    assert found is not None and 12 <= found.turns_left <= 45


def test_noise_alone_says_nothing() -> None:
    silent = [forecast(turns(lambda _: 2000, seed=seed, noise_ms=150)) is None for seed in range(300)]
    assert all(silent)


def test_a_few_heavy_bottles_are_no_trend_and_hide_none() -> None:
    def heavy(run_ms: Callable[[int], float]) -> list[Turn]:
        rng = random.Random(3)
        spikes = {place for place in range(60) if rng.random() < 0.15}
        return turns(lambda place: 4000 if place in spikes else run_ms(place), noise_ms=40)

    assert forecast(heavy(lambda _: 2000)) is None
    found = forecast(heavy(lambda place: 2000 + 12 * place))
    assert found is not None and 12 <= found.turns_left <= 45


def test_a_step_up_that_stays_is_told_but_a_trend_down_is_not() -> None:
    assert forecast(turns(lambda place: 3000 - 12 * place)) is None
    assert forecast(turns(lambda place: 2000 + place, count=60)) is None, "3 % in sixty turns is nothing"


@pytest.mark.parametrize("count", [0, 1, 2, TURNS_MIN - 1])
def test_a_short_history_is_silent_whatever_it_holds(count: int) -> None:
    assert forecast(turns(lambda place: 2000 + 500 * place, count=count)) is None
    assert forecast([Turn(2000, False)] * count) is None


def test_turns_without_a_time_say_nothing() -> None:
    assert forecast([Turn(0, True)] * 60) is None


def test_what_is_far_away_is_not_told() -> None:
    slow = turns(lambda place: 2000 + 4 * place)
    assert forecast(slow) is None, "190 turns are more than anybody plans for"
    assert HORIZON_TURNS < 190


def test_a_worn_lane_has_none_left() -> None:
    found = forecast(turns(lambda place: 2000 + 30 * place))
    assert found is not None and found.turns_left == 0


def test_current_counts_where_it_is_told() -> None:
    history = [Turn(2000, True, 800 + 6 * place) for place in range(60)]
    found = forecast(history)
    assert found is not None and found.sign is Sign.HARDER and found.turns_left == 8


def test_failures_that_come_often_are_told_and_a_single_one_is_not() -> None:
    good, bad = Turn(2000, True), Turn(2000, False)
    assert forecast([*[good] * 28, bad, good]) is None
    found = forecast([good, good, good, bad, good] * 6)
    assert found is not None and (found.sign, found.turns_left) == (Sign.FAILING, 30)


def test_failed_turns_are_kept_out_of_the_line() -> None:
    history = turns(lambda _: 2000, noise_ms=30)
    history[50] = history[58] = Turn(9000, False)
    assert forecast(history) is None


def test_days_follow_from_how_often_it_is_sold_from() -> None:
    def spaced(gap_ms: int) -> list[Turn]:
        return [Turn(2000 + 12 * place, True, None, T0_MS + place * gap_ms) for place in range(60)]

    daily, hourly = forecast(spaced(DAY_MS)), forecast(spaced(DAY_MS // 100))
    assert daily is not None and daily.days_left == 25
    assert hourly is not None and hourly.days_left is None, "less than a day of history"


def test_the_lane_with_the_fewest_turns_left_comes_first() -> None:
    lanes = {
        "A1": turns(lambda _: 2000, noise_ms=30),
        "A2": turns(lambda place: 2000 + 12 * place),
        "A3": turns(lambda place: 2000 + 16 * place),
        "A4": [],
    }
    found = likely_next(lanes)
    assert found is not None and found[0] == "A3"
    assert likely_next({"A1": lanes["A1"], "A4": []}) is None
