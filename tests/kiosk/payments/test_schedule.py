from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.payments.intent import ProblemKind
from kiosk.payments.schedule import (
    WATCH_MARGIN_S,
    next_poll_ms,
    next_refund_s,
    next_watch_s,
    refund_needs_staff,
    watched_ms,
)


@pytest.mark.parametrize(
    ("age_ms", "problem", "expected"),
    [
        (0, None, 150),
        (89_999, None, 150),
        (90_000, None, 500),
        (179_999, None, 500),
        (180_000, None, 2_000),
        (7_200_000, None, 2_000),
        (0, ProblemKind.LIMIT, 3_000),
        (0, ProblemKind.NETWORK, 1_000),
        (0, ProblemKind.TIMEOUT, 1_000),
        (0, ProblemKind.GATEWAY, 1_000),
        (200_000, ProblemKind.GATEWAY, 2_000),
        (0, ProblemKind.CONFIG, 10_000),
        (0, ProblemKind.CLOCK, 10_000),
        (0, ProblemKind.PERMISSION, 10_000),
    ],
)
def test_polling_is_quick_while_fresh_and_yields_to_age_and_trouble(
    age_ms: int, problem: ProblemKind | None, expected: int
) -> None:
    assert next_poll_ms(age_ms, problem) == expected


@given(st.integers(0, 10**8), st.integers(0, 10**8), st.sampled_from([None, *ProblemKind]))
def test_polling_never_gets_quicker_with_age_nor_with_trouble(
    age_ms: int, more_ms: int, problem: ProblemKind | None
) -> None:
    assert next_poll_ms(age_ms + more_ms, problem) >= next_poll_ms(age_ms, problem)
    assert next_poll_ms(age_ms, problem) >= next_poll_ms(age_ms, None) >= 150


def test_a_poll_and_its_answer_fit_into_the_promise() -> None:
    """Paid to first vend byte within 400 ms: the wait, one query on this machine and the way to the board."""
    assert next_poll_ms(60_000, None) <= 400 - 200


def test_the_watch_thins_out_and_outlives_the_code() -> None:
    delays = [next_watch_s(asked) for asked in range(9)]
    assert delays == [30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 3_600]
    assert sum(delays[:8]) > 7_200 + WATCH_MARGIN_S
    assert watched_ms(7_200) == 7_500_000


def test_a_refund_is_asked_about_from_ten_seconds_to_six_hours_and_then_somebody_is_called() -> None:
    delays = [next_refund_s(asked) for asked in range(10)]
    assert delays[0] == 10 and delays[-1] == delays[-2] == 21_600
    assert delays == sorted(delays)
    assert not refund_needs_staff(1_000, 1_000 + 86_399)
    assert refund_needs_staff(1_000, 1_000 + 86_400)
