"""When two equal reports are one coin, and when they are two: both ways, by counts and by time."""

from __future__ import annotations

import pytest

from hardware.drivers.qibixx.coins import COIN_GAP_MS, LOST_MAX_COINS, CoinRule, Judged
from hardware.wire.mdb.changer import Code, CoinIn, CoinsTakenOut, Report, Route, Status, TubeStatus
from hardware.wire.mdb.values import TYPES

POLL_MS = 100
ANSWER_MS = 10


def tube(kind: int, count: int) -> CoinIn:
    return CoinIn(kind, Route.TUBE, count)


def box(kind: int) -> CoinIn:
    return CoinIn(kind, Route.CASH_BOX, 0)


class Wire:
    """Polls a changer that answers what the test says."""

    def __init__(self, counts: dict[int, int] | None = None) -> None:
        self.rule = CoinRule(counts=dict(counts or {}))
        self.now_ms = 10_000
        self.poll()

    def poll(self, *reports: Report, after_ms: int = POLL_MS) -> list[int]:
        """The kinds of the coins that were new in an answer ``after_ms`` behind the last one."""
        sent_ms = self.now_ms + after_ms
        self.now_ms = sent_ms + ANSWER_MS
        return [coin.kind for coin in self.rule.hear(reports, sent_ms, self.now_ms)]

    def judge(self, counts: dict[int, int], *, missed: bool) -> Judged:
        full = tuple(counts.get(kind, self.rule.counts.get(kind, 0)) for kind in range(TYPES))
        return self.rule.judge(TubeStatus(frozenset(), full), may_have_missed=missed)


def test_equal_coins_of_a_tube_are_two_when_its_count_grew() -> None:
    wire = Wire({1: 5})
    assert wire.poll(tube(1, 6)) == [1]
    assert wire.poll(tube(1, 7), after_ms=0) == [1]
    assert wire.poll(tube(1, 8), tube(1, 9)) == [1, 1]
    assert wire.rule.counts[1] == 9


def test_report_of_a_tube_said_again_is_one_coin_however_late() -> None:
    wire = Wire({1: 5})
    assert wire.poll(tube(1, 6)) == [1]
    assert wire.poll(tube(1, 6), after_ms=0) == []
    assert wire.poll(tube(1, 6), after_ms=60_000) == []
    assert wire.rule.repeats == 2
    assert wire.poll(tube(1, 7)) == [1]
    assert wire.rule.repeats == 0


def test_equal_coins_of_the_cash_box_are_two_when_there_was_time_for_two() -> None:
    wire = Wire()
    assert wire.poll(box(3)) == [3]
    assert wire.poll(box(3), after_ms=COIN_GAP_MS) == [3]
    assert wire.poll() == []
    assert wire.poll(box(3)) == [3]
    assert wire.poll(box(3), box(3)) == [3]


@pytest.mark.parametrize(("after_ms", "new"), [(100, []), (300, [3])])
def test_a_hand_needs_a_quarter_second_for_the_next_coin(after_ms: int, new: list[int]) -> None:
    wire = Wire()
    assert wire.poll(box(3)) == [3]
    assert wire.poll(box(3), after_ms=after_ms) == new


def test_report_of_the_cash_box_said_again_at_once_is_one_coin() -> None:
    wire = Wire()
    assert wire.poll(box(3)) == [3]
    assert wire.poll(box(3), after_ms=0) == []


def test_answer_between_makes_equal_coins_of_the_cash_box_two() -> None:
    wire = Wire()
    assert wire.poll(box(3)) == [3]
    assert wire.poll(after_ms=0) == []
    assert wire.poll(box(3), after_ms=0) == [3]


def test_changer_that_missed_one_receipt_is_believed_to_miss_the_next() -> None:
    wire = Wire()
    assert wire.poll(box(3)) == [3]
    assert wire.poll(box(3), after_ms=0) == []
    for _ in range(30):
        assert wire.poll(box(3)) == []
    assert wire.rule.repeats == 31


def test_what_is_added_to_a_repetition_is_new() -> None:
    wire = Wire({1: 5, 2: 5})
    assert wire.poll(tube(1, 6)) == [1]
    assert wire.poll(tube(1, 6), tube(2, 6), after_ms=0) == [2]
    assert wire.poll(tube(1, 6), tube(2, 6), box(3), after_ms=0) == [3]


def test_count_that_did_not_grow_proves_that_all_of_an_answer_is_said_again() -> None:
    wire = Wire({1: 5})
    assert wire.poll(tube(1, 6), box(3), tube(1, 7)) == [1, 3, 1]
    assert wire.poll(tube(1, 6), box(3), tube(1, 7), after_ms=5_000) == []
    assert wire.rule.counts[1] == 7


def test_tube_that_does_not_count_is_told_apart_by_time() -> None:
    wire = Wire({1: 5})
    assert wire.poll(tube(1, 5)) == [1]
    assert wire.poll(tube(1, 5), after_ms=0) == []
    wire.poll()
    assert wire.poll(tube(1, 5)) == [1]
    assert wire.poll(tube(1, 5), after_ms=COIN_GAP_MS) == [1]


def test_first_coin_of_a_tube_nobody_has_counted_is_new() -> None:
    wire = Wire()
    assert wire.poll(tube(1, 40)) == [1]
    assert wire.poll(tube(1, 40), after_ms=0) == []


def test_tube_that_was_emptied_by_hand_takes_coins_again() -> None:
    wire = Wire({1: 5})
    assert wire.poll(tube(1, 6)) == [1]
    wire.poll()
    assert wire.poll(tube(1, 1)) == [1]
    assert wire.poll(tube(1, 2), after_ms=0) == [1]


def test_coin_whose_report_was_lost_is_found_by_counting() -> None:
    wire = Wire({1: 5, 2: 5})
    assert wire.judge({1: 7, 2: 6}, missed=True) == Judged((1, 1, 2))
    # Its report comes all the same: it is not told again.
    assert wire.poll(tube(1, 7)) == []
    assert wire.poll(tube(1, 8)) == [1]


def test_coin_before_the_one_reported_is_found_by_counting() -> None:
    wire = Wire({1: 5})
    assert wire.poll(tube(1, 7)) == [1]
    assert wire.rule.is_behind
    assert wire.judge({1: 7}, missed=False) == Judged((1,))
    assert not wire.rule.is_behind


@pytest.mark.parametrize(
    ("counts", "missed"),
    [({1: 6}, False), ({1: 5 + LOST_MAX_COINS + 1}, True), ({1: 6, 2: 4}, True), ({1: 4}, True)],
)
def test_counts_that_no_lost_answer_explains_are_odd_and_no_money(
    counts: dict[int, int], missed: bool
) -> None:
    wire = Wire({1: 5, 2: 5})
    assert wire.judge(counts, missed=missed) == Judged(is_odd=True)
    assert wire.judge(counts, missed=True) == Judged()


def test_count_far_beyond_any_lost_coins_is_a_damaged_line() -> None:
    wire = Wire({1: 5})
    assert wire.poll(tube(1, 200)) == []
    assert wire.rule.counts[1] == 5 and wire.rule.is_behind


def test_what_came_out_by_hand_lowers_the_count() -> None:
    wire = Wire({1: 5})
    assert wire.poll(CoinsTakenOut(1, 2, 3)) == []
    assert wire.poll(tube(1, 4)) == [1]


def test_rejected_coin_is_no_money() -> None:
    wire = Wire({1: 5})
    assert wire.poll(CoinIn(1, Route.REJECT, 5), CoinIn(1, Route.UNUSED, 5), Status(Code.NO_CREDIT)) == []
