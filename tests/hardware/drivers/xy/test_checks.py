"""Which 02 may be the answer to a check of ours."""

from __future__ import annotations

import pytest

from hardware.drivers.xy.checks import PENDING_MS, STALE_MS, Checks


@pytest.fixture
def asked() -> Checks:
    """Slot 60 was checked at 1000, and the board has seen it."""
    checks = Checks()
    checks.line_up(0)
    checks.submitted(7, 60, 1_000)
    checks.sent(7)
    checks.closed(7)
    return checks


def test_nothing_asked_nothing_answered() -> None:
    checks = Checks()
    assert not checks.is_pending(60, 0)
    assert not checks.answered(60, 0)
    checks.sent(1)
    checks.closed(1)
    assert not checks.answered(60, 0)


def test_each_check_is_answered_once(asked: Checks) -> None:
    assert asked.is_pending(60, 1_001)
    assert not asked.is_pending(61, 1_001)
    assert not asked.answered(61, 1_001)
    assert asked.answered(60, 90_000)
    assert not asked.is_pending(60, 1_001)
    assert not asked.answered(60, 90_000)


def test_check_that_was_not_answered_may_be_put_again_and_then_two_are_owed(asked: Checks) -> None:
    assert asked.is_pending(60, 1_000 + PENDING_MS - 1)
    assert not asked.is_pending(60, 1_000 + PENDING_MS)
    asked.submitted(8, 60, 7_000)
    asked.sent(8)
    assert [asked.answered(60, 600_000) for _ in range(3)] == [True, True, False]


def test_check_sent_twice_may_be_answered_twice() -> None:
    checks = Checks()
    checks.submitted(7, 60, 0)
    checks.sent(7)
    checks.sent(7)
    checks.closed(7)
    checks.sent(7)
    assert [checks.answered(60, 1) for _ in range(3)] == [True, True, False]


def test_check_never_sent_owes_nothing() -> None:
    checks = Checks()
    checks.submitted(7, 60, 0)
    checks.closed(7)
    assert not checks.answered(60, 1)


def test_answer_owed_before_the_line_was_down_may_come_until_it_has_been_up_for_a_while(
    asked: Checks,
) -> None:
    asked.line_down()
    assert not asked.is_pending(60, 1_001)
    assert asked.answered(60, 2_000)
    asked.line_up(5_000)
    assert asked.answered(60, 5_000 + STALE_MS - 1)
    assert not asked.answered(61, 5_001)
    assert not asked.answered(60, 5_000 + STALE_MS)
    asked.line_down()
    asked.line_up(90_000)
    assert not asked.answered(60, 90_001)
