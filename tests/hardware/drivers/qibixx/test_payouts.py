"""Payouts through every scripted fault, in time that only passes when told to.

Every test ends with the books: no payout paid more than was asked, and what was told as sure came out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hardware.api import PaidOut, TillTrouble, TillUp
from hardware.drivers.qibixx.change import Coins
from hardware.drivers.qibixx.payouts import Payout
from hardware.sim.faults import Phase
from hardware.sim.qibixx.plan import TillPlan, TubePlan
from tests.hardware.drivers.qibixx.timed_till import TimedTill

TUBE_STATUS = 0x0A
DISPENSE = 0x0D
FEW = TillPlan(coins=(TubePlan(10, 3, 80), TubePlan(50, 1, 70), TubePlan(100, 2, 70)))


@pytest.fixture
def line() -> Iterator[TimedTill]:
    made = TimedTill()
    made.begin()
    yield made
    made.check_cash()
    check_payouts(made)


def check_payouts(line: TimedTill) -> None:
    line.run(5_000)
    answers = {event.key: event for event in line.events if isinstance(event, PaidOut)}
    assert all(paid.paid_fen <= paid.asked_fen for paid in answers.values())
    total_fen = sum(paid.paid_fen for paid in answers.values())
    if all(paid.sure for paid in answers.values()):
        assert total_fen == line.sim.world.out_fen
    assert total_fen <= line.sim.world.out_fen
    assert line.sim.adapter.heard.get("R,0D", 0) <= 7


def pay(line: TimedTill, key: str, amount_fen: int) -> PaidOut:
    first = len(line.events)
    line.till.pay_out(key, amount_fen)
    return line.until(PaidOut, such=lambda paid: paid.key == key, first=first)


def test_coins_are_chosen_counted_and_told(line: TimedTill) -> None:
    paid = pay(line, "a", 370)
    assert (paid.paid_fen, paid.sure) == (370, True)
    assert [tube.count for tube in paid.levels.tubes] == [38, 39, 27]


def test_more_coins_than_one_command_can_pay(line: TimedTill) -> None:
    assert pay(line, "a", 2_200).paid_fen == 2_200
    assert line.sim.adapter.heard["R,0D"] == 2


@pytest.mark.parametrize(("asked_fen", "paid_fen"), [(280, 280), (290, 280), (40, 30), (5, 0), (900, 280)])
def test_as_much_is_paid_as_the_tubes_can_make(asked_fen: int, paid_fen: int) -> None:
    line = TimedTill(plan=FEW)
    line.begin()
    paid = pay(line, "a", asked_fen)
    assert (paid.paid_fen, paid.sure) == (paid_fen, True)
    check_payouts(line)


def test_no_coin_is_taken_while_others_go_out_and_afterwards_again(line: TimedTill) -> None:
    line.till.pay_out("a", 500)
    line.run(800)
    assert line.sim.changer is not None and line.sim.changer.is_paying
    assert not line.sim.changer.enabled, "none between two orders to it either"
    assert not line.coin(100)
    line.until(PaidOut)
    line.run(500)
    assert line.coin(100)
    line.run(500)


def test_key_seen_before_pays_nothing_and_is_answered_alike(line: TimedTill) -> None:
    first = pay(line, "a", 120)
    line.till.pay_out("b", 50)
    line.till.pay_out("b", 50)
    line.run(5_000)
    assert pay(line, "a", 999) == first
    answers = [event for event in line.events if isinstance(event, PaidOut)]
    assert [paid.key for paid in answers] == ["a", "b", "a"]
    assert line.sim.world.out_fen == 170


def test_many_at_once_are_paid_one_after_another_or_not_at_all(line: TimedTill) -> None:
    for number in range(20):
        line.till.pay_out(f"k{number}", 10)
    line.run(60_000)
    answers = [event for event in line.events if isinstance(event, PaidOut)]
    assert len(answers) == 20
    assert all(paid.sure and paid.paid_fen in (0, 10) for paid in answers)
    line.sim.adapter.heard["R,0D"] = 0


@pytest.mark.parametrize(
    ("fault", "paid_fen"),
    [
        ({"fault": "lost_line", "code": DISPENSE}, 300),
        ({"fault": "lost_command", "code": DISPENSE}, 0),
        ({"fault": "nack", "code": DISPENSE}, 300),
        ({"fault": "nack", "code": DISPENSE, "falls": False}, 0),
        ({"fault": "damaged_line", "code": DISPENSE}, 300),
    ],
    ids=lambda value: str(value.get("fault")) if isinstance(value, dict) else "",
)
def test_dispense_in_doubt_is_counted_and_never_sent_again(
    line: TimedTill, fault: dict[str, Any], paid_fen: int
) -> None:
    pay(line, "first", 160)
    line.fault(fault)
    paid = pay(line, "a", 300)
    assert (paid.paid_fen, paid.sure) == (paid_fen, True)
    assert line.sim.adapter.heard["R,0D"] in (3, 4)
    line.run(30_000)
    assert line.sim.world.out_fen == 160 + paid_fen


def jams(line: TimedTill) -> list[bool]:
    """What was said of a jam: whether it was over."""
    return [
        event.cleared for event in line.events if isinstance(event, TillTrouble) and event.code == "tube_jam"
    ]


def test_jammed_tube_is_told_and_the_rest_comes_from_others(line: TimedTill) -> None:
    pay(line, "first", 160)
    line.fault({"tube_jam": 100})
    paid = pay(line, "a", 200)
    assert (paid.paid_fen, paid.sure) == (200, True)
    assert line.sim.world.coins_out == {100: 1, 50: 5, 10: 1}
    pay(line, "of others", 50)
    assert jams(line) == [False]
    line.fault({"clear": "tube_jam"})
    pay(line, "b", 100)
    line.run(6_000)
    assert jams(line) == [False, True]


def test_tube_that_jams_half_way(line: TimedTill) -> None:
    line.fault({"fault": "tube_jam", "amount": 100, "code": 2})
    paid = pay(line, "a", 300)
    assert (paid.paid_fen, paid.sure) == (300, True)
    assert line.sim.world.coins_out == {100: 2, 50: 2}


def test_changer_that_does_not_count_makes_nobody_sure_and_pays_once(line: TimedTill) -> None:
    line.fault("no_counting")
    line.run(70_000)
    paid = pay(line, "a", 300)
    assert (paid.paid_fen, paid.sure, paid.levels.tubes) == (0, False, ())
    assert line.sim.world.out_fen == 300
    assert line.until(TillUp).levels.tubes


@pytest.mark.parametrize("phase", [Phase.BEFORE_ACK, Phase.AFTER_ACK, Phase.AFTER_DROP, Phase.BEFORE_RESULT])
def test_line_cut_in_a_payout_is_counted_when_it_is_back(line: TimedTill, phase: Phase) -> None:
    pay(line, "first", 160)
    before_fen = line.sim.world.out_fen
    line.fault({"fault": "cut_cable", "phase": phase.value, "for_ms": 2_000})
    paid = pay(line, "a", 300)
    assert paid.sure
    assert paid.paid_fen == line.sim.world.out_fen - before_fen
    assert line.until(TillUp, 20_000).levels.tubes
    line.run(20_000)
    assert paid.paid_fen == line.sim.world.out_fen - before_fen


@pytest.mark.parametrize("phase", [Phase.BEFORE_ACK, Phase.AFTER_ACK, Phase.AFTER_DROP, Phase.BEFORE_RESULT])
def test_power_cut_in_a_payout_ends_it_with_the_least_that_came_out(line: TimedTill, phase: Phase) -> None:
    pay(line, "first", 160)
    before_fen = line.sim.world.out_fen
    line.fault({"fault": "power_cut", "phase": phase.value, "for_ms": 3_000})
    paid = pay(line, "a", 300)
    out_fen = line.sim.world.out_fen - before_fen
    assert paid.paid_fen <= out_fen
    assert not paid.sure or paid.paid_fen == out_fen
    assert line.until(TillUp, 30_000, first=line.events.index(paid)).levels.tubes
    line.run(20_000)
    assert line.sim.world.out_fen - before_fen == out_fen


def test_line_that_does_not_come_back_ends_a_payout_unsure(line: TimedTill) -> None:
    line.fault({"fault": "cut_cable", "phase": "after_drop", "for_ms": 120_000})
    paid = pay(line, "a", 300)
    assert (paid.paid_fen, paid.sure, paid.levels.tubes) == (0, False, ())
    assert line.until(TillUp, 200_000).levels.tubes[2].count == 27


def test_changer_that_does_not_come_back_ends_a_payout_unsure(line: TimedTill) -> None:
    line.till.pay_out("a", 300)
    line.run(500)
    line.fault({"changer_away": {"for_ms": 120_000}})
    paid = line.until(PaidOut, 40_000)
    assert (paid.paid_fen, paid.sure, paid.levels.tubes) == (0, False, ())


@pytest.mark.parametrize("fault", [{"cut_cable": {"for_ms": 60_000}}, {"changer_away": {"for_ms": 60_000}}])
def test_payout_that_cannot_begin_pays_nothing_for_certain(line: TimedTill, fault: object) -> None:
    line.fault(fault)
    line.run(8_000)
    paid = pay(line, "a", 300)
    assert (paid.paid_fen, paid.sure) == (0, True)
    line.run(90_000)
    assert line.sim.world.out_fen == 0


def test_nothing_is_said_of_the_till_before_the_coins_behind_an_unsure_payout_are_counted(
    line: TimedTill,
) -> None:
    line.till.pay_out("a", 300)
    line.run(500)
    assert line.sim.changer is not None and line.sim.changer.is_paying
    line.fault({"fault": "lost_line", "code": TUBE_STATUS, "times": 1_000})
    first = len(line.events)
    paid = line.until(PaidOut, first=first)
    assert (paid.sure, paid.levels.tubes) == (False, ())
    line.fault({"validator_away": {"for_ms": 9_000}})
    line.run(40_000)
    assert not any(isinstance(event, TillUp) for event in line.events[first:])
    line.fault("clear")
    assert line.until(TillUp, 10_000).levels.tubes[2].count == 27


def test_close_in_the_middle_ends_everything(line: TimedTill) -> None:
    line.till.pay_out("a", 300)
    line.till.pay_out("b", 100)
    line.run(500)
    line.till.close()
    answers = {event.key: event for event in line.events if isinstance(event, PaidOut)}
    assert (answers["a"].sure, answers["a"].paid_fen) == (False, 0)
    assert (answers["b"].sure, answers["b"].paid_fen) == (True, 0)


def test_coin_that_falls_in_meanwhile_is_not_taken_for_one_that_stayed() -> None:
    payout = Payout("a", 500, 0)
    payout.begin(Coins(2, 100, 3), counted_before=30)
    payout.coin_came_in(2)
    payout.coin_came_in(1)
    payout.coin_came_in(1)
    assert payout.count(29) == 2
    assert payout.count(28) == 3
    assert payout.count(31) == 0
    assert payout.count(3) == 3
    payout.settle(2)
    assert (payout.paid_fen, payout.left_fen, payout.sent) == (200, 300, None)


def test_no_payout_can_be_told_to_pay_more_than_was_asked() -> None:
    payout = Payout("a", 250, 0)
    with pytest.raises(AssertionError, match="more than was asked for"):
        payout.begin(Coins(2, 100, 3), counted_before=30)
    payout.begin(Coins(2, 100, 2), counted_before=30)
    with pytest.raises(AssertionError, match="has not been counted"):
        payout.begin(Coins(1, 50, 1), counted_before=30)
