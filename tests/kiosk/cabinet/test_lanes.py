"""Which lanes may be sold from after what their motors did."""

from __future__ import annotations

import pytest

from hardware.api import LaneState, Result, VendOrder, VendOutcome
from kiosk.cabinet.lanes import PAUSE_MS, LaneHealth, after_report, after_vend
from tests.kiosk.vend.outside import outcome

NOW_MS = 1_790_000_000_000
FAILED = outcome(VendOrder("vend:S:0:1", 1), Result.NOT_DELIVERED)
GOOD = outcome(VendOrder("vend:S:0:1", 1), Result.DELIVERED)


def _after(*outcomes: VendOutcome) -> LaneHealth:
    health = LaneHealth()
    for one in outcomes:
        health = after_vend(health, one, NOW_MS)
    return health


def test_two_failures_pause_three_take_out() -> None:
    assert not _after(FAILED).paused(NOW_MS)
    assert _after(FAILED, FAILED).paused(NOW_MS) and not _after(FAILED, FAILED).faulty
    assert _after(FAILED, FAILED, FAILED).out


def test_a_good_turn_between_clears_the_count() -> None:
    assert not _after(FAILED, GOOD, FAILED).paused(NOW_MS)


def test_doubt_or_a_jam_takes_out_at_once_and_a_good_turn_does_not_bring_back() -> None:
    doubt = outcome(VendOrder("vend:S:0:1", 1), Result.UNKNOWN)
    jam = outcome(VendOrder("vend:S:0:1", 1), Result.FAULT, block_lane=True)
    assert _after(doubt).faulty and _after(jam).faulty and _after(doubt, GOOD).faulty


def test_what_the_board_never_saw_says_nothing_of_the_lane() -> None:
    busy = outcome(VendOrder("vend:S:0:1", 1), Result.REFUSED, nothing_moved=True, raw_code="-")
    said_no = outcome(VendOrder("vend:S:0:1", 1), Result.REFUSED, nothing_moved=True, raw_code="02/05")
    assert _after(busy, busy, busy) == LaneHealth()
    assert _after(said_no).failures == 1


@pytest.mark.parametrize(
    ("at_ms", "paused"), [(0, True), (PAUSE_MS - 1, True), (PAUSE_MS, False), (-1, False), (-PAUSE_MS, False)]
)
def test_a_pause_ends_also_when_the_clock_was_set_back(at_ms: int, paused: bool) -> None:
    assert _after(FAILED, FAILED).paused(NOW_MS + at_ms) is paused


def test_the_boards_opinion_counts_for_faults_alone() -> None:
    faulty = after_report(LaneHealth(), LaneState.FAULT, "no motor")
    assert faulty.faulty and faulty.board_fault == "no motor"
    assert not after_report(faulty, LaneState.NORMAL, "well").faulty
    assert not after_report(LaneHealth(), LaneState.OUT_OF_STOCK, "empty").faulty
    assert after_report(LaneHealth(out=True), LaneState.NORMAL, "well").faulty, "only a person mends doubt"
