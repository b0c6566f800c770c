"""Coins and bills through every scripted fault, in time that only passes when told to.

Every test ends with the books: what was told came in physically, and the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest

from hardware.api import MoneyIn, MoneyKind, ReturnPressed, TillDown, TillTrouble, TillUp
from hardware.sim.qibixx.plan import TillPlan, TubePlan
from tests.hardware.drivers.qibixx.timed_till import BILLS, COINS, TimedTill

NO_TUBES = TillPlan(coins=(TubePlan(10, 0, 0), TubePlan(50, 0, 0), TubePlan(100, 0, 0)))
FULL = TillPlan(coins=(TubePlan(50, 68, 70), TubePlan(100, 69, 70)))
POLL = 0x0B
BILL_POLL = 0x33
STACKER = 0x36


@pytest.fixture
def line() -> Iterator[TimedTill]:
    made = TimedTill()
    made.begin()
    yield made
    made.check_cash()


def told(line: TimedTill, first: int = 0) -> list[int]:
    return [event.amount_fen for event in line.events[first:] if isinstance(event, MoneyIn)]


def troubles(line: TimedTill) -> list[tuple[str, bool]]:
    return [(event.code, event.cleared) for event in line.events if isinstance(event, TillTrouble)]


@pytest.mark.parametrize("plan", [TillPlan(), NO_TUBES], ids=["tube", "cash box"])
def test_equal_coins_in_a_row_are_each_a_coin(plan: TillPlan) -> None:
    line = TimedTill(plan=plan)
    line.begin()
    for _ in range(3):
        assert line.coin(100)
        line.run(260)
    line.run(500)
    assert told(line) == [100, 100, 100]
    line.check_cash()


@pytest.mark.parametrize("plan", [TillPlan(), NO_TUBES], ids=["tube", "cash box"])
def test_report_said_again_is_one_coin_and_the_next_coin_another(plan: TillPlan) -> None:
    line = TimedTill(plan=plan)
    line.begin()
    line.fault({"fault": "repeated_report", "times": 3})
    assert line.coin(50)
    line.run(300)
    assert told(line) == [50]
    assert line.coin(50)
    line.run(300)
    assert told(line) == [50, 50]
    line.check_cash()


@pytest.mark.parametrize("plan", [TillPlan(), NO_TUBES], ids=["tube", "cash box"])
def test_changer_that_hears_no_receipt_is_reset_and_told_of(plan: TillPlan) -> None:
    line = TimedTill(plan=plan)
    line.begin()
    line.fault({"fault": "repeated_report", "times": 0})
    assert line.coin(50)
    line.run(5_000)
    assert told(line) == [50]
    assert ("changer_repeats", False) in troubles(line)
    line.fault("clear")
    line.run(20_000)
    assert line.coin(50)
    line.run(500)
    assert told(line) == [50, 50]
    line.check_cash()


@pytest.mark.parametrize("fault", ["lost_line", "damaged_line"])
def test_coin_whose_report_is_lost_is_found_in_its_tube(line: TimedTill, fault: str) -> None:
    line.fault({"fault": fault, "code": POLL})
    assert line.coin(100)
    line.run(2_000)
    assert told(line) == [100]
    assert line.coin(100)
    line.run(500)
    assert told(line) == [100, 100]


def test_coin_of_the_cash_box_whose_report_is_lost_cannot_be_found() -> None:
    line = TimedTill(plan=NO_TUBES)
    line.begin()
    line.fault({"fault": "lost_line", "code": POLL})
    assert line.coin(100)
    line.run(70_000)
    assert told(line) == []
    assert line.sim.adapter.lost_lines == ["p,4200"]


@pytest.mark.parametrize("plan", [TillPlan(), NO_TUBES], ids=["tube", "cash box"])
def test_answer_that_comes_late_is_as_good_as_ever(plan: TillPlan) -> None:
    line = TimedTill(plan=plan)
    line.begin()
    line.fault({"fault": "delay", "ms": 700, "times": 1})
    assert line.coin(100)
    line.run(3_000)
    assert told(line) == [100]


def test_old_line_said_again_is_no_money(line: TimedTill) -> None:
    for code in (POLL, BILL_POLL, 0x0A, 0x36):
        line.fault({"fault": "stale_reply", "code": code, "times": 3})
        assert line.coin(100)
        line.run(3_000)
        line.fault("clear")
    assert told(line) == [100] * 4


def test_whether_a_tube_is_full_is_told_with_the_coin_that_filled_it() -> None:
    line = TimedTill(plan=FULL)
    line.begin()
    assert line.coin(50)
    assert not line.until(MoneyIn).levels.tubes[0].full
    line.run(300)
    assert line.coin(50)
    assert line.until(MoneyIn).levels.tubes[0].full
    line.run(300)
    assert line.coin(50)
    line.run(300)
    assert line.sim.world.cash_box[50] == 1
    line.check_cash()


def test_only_what_is_wanted_is_taken(line: TimedTill) -> None:
    line.till.accept((10, 50), (100, 2_000))
    line.run(500)
    assert not line.coin(100) and line.coin(10)
    assert not line.bill(500) and line.bill(2_000)
    line.run(3_000)
    line.till.accept((), ())
    line.run(500)
    assert not line.coin(10) and not line.bill(100)
    assert told(line) == [10, 2_000]


def test_bill_no_longer_wanted_goes_back_from_escrow(line: TimedTill) -> None:
    assert line.bill(500)
    line.till.accept(COINS, ())
    line.run(3_000)
    assert told(line) == []
    assert line.sim.world.bills_back[500] == 1


def test_what_is_wanted_holds_through_resets_and_a_lost_line(line: TimedTill) -> None:
    line.fault("changer_resets")
    line.fault("validator_resets")
    line.run(1_000)
    assert line.coin(100) and line.bill(100)
    line.run(3_000)
    line.fault({"cut_cable": {"for_ms": 3_000}})
    line.run(8_000)
    assert line.coin(100) and line.bill(100)
    line.run(3_000)
    assert sorted(told(line)) == [100, 100, 100, 100]


@pytest.mark.parametrize("name", ["changer_resets", "validator_resets", "reader_resets"])
def test_storm_of_resets_floods_nobody_and_ends(line: TimedTill, name: str) -> None:
    first = len(line.events)
    line.fault({"fault": name, "times": 0, "for_ms": 20_000})
    line.run(20_000)
    assert len(line.events) - first < 30
    line.run(15_000)
    assert line.said is not None and line.said.info.card
    assert line.coin(50) and line.bill(500)
    line.run(2_000)
    assert told(line) == [50, 500]


def test_coin_in_the_dark_is_told_before_the_till_is_up_again(line: TimedTill) -> None:
    line.run(50)
    line.fault({"cut_cable": {"for_ms": 900}})
    assert line.coin(100)
    line.run(100)
    assert line.coin(50)
    first = len(line.events)
    up = line.until(TillUp)
    told_first = [type(event) for event in line.events[first:]]
    assert told(line) == [100, 50]
    assert told_first.index(MoneyIn) < told_first.index(TillUp)
    assert [tube.count for tube in up.levels.tubes] == [40, 41, 31]


def lost_with_its_report(line: TimedTill, dark_ms: int) -> list[int]:
    """A coin whose report was in the cable when it broke; the tubes are counted once it is whole."""
    line.fault({"fault": "lost_line", "code": POLL})
    assert line.coin(100)
    while not line.sim.adapter.lost_lines:
        line.run(1)
    line.fault({"cut_cable": {"for_ms": dark_ms}})
    assert line.until(TillUp, dark_ms + 30_000).levels.tubes[2].count == 31
    return told(line)


def test_coin_that_fell_when_the_cable_broke_is_found_in_its_tube(line: TimedTill) -> None:
    assert lost_with_its_report(line, 900) == [100]


def test_tube_that_grew_in_a_long_darkness_was_filled_by_hand() -> None:
    line = TimedTill()
    line.begin()
    assert lost_with_its_report(line, 60_000) == []


def test_coin_whose_report_is_under_way_when_the_program_ends_is_told(line: TimedTill) -> None:
    assert line.sim.changer is not None and line.coin(100)
    while line.sim.changer.reports:
        line.run(1)
    line.till._begin_farewell(Event())
    line.run(500)
    assert told(line) == [100]
    assert not line.coin(100)


def test_bill_whose_report_is_under_way_when_the_program_ends_is_told(line: TimedTill) -> None:
    validator = line.sim.validator
    assert validator is not None and line.bill(500)
    while not line.sim.world.stacker[500] or validator.reports:
        line.run(1)
    line.till._begin_farewell(Event())
    line.run(500)
    assert told(line) == [500]
    assert not line.bill(500)


def test_coin_heard_at_the_very_end_is_told(line: TimedTill) -> None:
    assert line.sim.changer is not None and line.coin(100)
    while line.sim.changer.reports:
        line.run(1)
    line.run(6)
    assert told(line) == [], "how full its tube is now is still being asked"
    line.till.close()
    assert told(line) == [100]


def test_coin_that_an_earlier_program_never_heard_of_is_told(line: TimedTill) -> None:
    assert line.coin(100)
    heir = TimedTill()
    heir.sim, heir._far = line.sim, line.sim
    heir.now_ms = line.now_ms
    up = heir.until(TillUp)
    assert told(heir) == [100]
    assert up.levels.tubes[2].count == 31
    heard = [event for event in heir.events if isinstance(event, MoneyIn)]
    assert [event.levels.tubes for event in heard] == [up.levels.tubes]  # none looks empty, as if uncounted
    line.events += heard


@pytest.mark.parametrize("order", [(100, 100), (100, 50)])
def test_coins_reported_together_are_told_one_by_one_with_their_own_levels(
    line: TimedTill, order: tuple[int, ...]
) -> None:
    """Whoever dies between the two must find the second by counting."""
    assert line.said is not None
    before_fen = line.said.levels.payable_fen
    taken = [line.coin(fen) for fen in order]
    assert all(taken)  # before the next poll: one answer reports both
    line.run(3_000)
    heard = [event for event in line.events if isinstance(event, MoneyIn)]
    sums = [sum(event.amount_fen for event in heard[: at + 1]) for at in range(len(heard))]
    assert [event.levels.payable_fen - before_fen for event in heard] == sums


def test_device_that_goes_and_comes_is_told(line: TimedTill) -> None:
    line.fault({"changer_away": {"for_ms": 5_000}})
    up = line.until(TillUp)
    assert (up.info.coins_fen, up.levels.tubes) == ((), ())
    assert up.info.bills_fen == BILLS
    assert line.until(TillUp).info.coins_fen == COINS
    line.fault({"validator_away": {"for_ms": 9_000}})
    up = line.until(TillUp)
    assert (up.info.bills_fen, up.levels.bills_stacked) == ((), None)
    assert line.until(TillUp).info.bills_fen == BILLS
    assert troubles(line) == [
        ("changer_gone", False),
        ("changer_gone", True),
        ("validator_gone", False),
        ("validator_gone", True),
    ]
    assert not any(isinstance(event, TillDown) for event in line.events)


def test_adapter_that_restarts_in_place_is_brought_up_again(line: TimedTill) -> None:
    line.fault("adapter_reset")
    line.run(30_000)
    assert line.coin(50) and line.bill(500)
    line.run(2_000)
    assert told(line) == [50, 500]
    assert line.said is not None and line.said.info.card


def test_down_is_said_once_and_so_is_up(line: TimedTill) -> None:
    for fault in ("silence", "cut_cable"):
        before = line.counts()
        line.fault({"fault": fault, "for_ms": 20_000})
        line.run(40_000)
        after = line.counts()
        assert after["TillDown"] - before["TillDown"] == 1
        assert after["TillUp"] - before["TillUp"] in (1, 2)


@pytest.mark.parametrize(
    "plan",
    [
        TillPlan(has_changer=False),
        TillPlan(has_validator=False),
        TillPlan(has_reader=False),
        TillPlan(has_changer=False, has_validator=False, has_reader=False),
    ],
    ids=["no changer", "no validator", "no reader", "nothing"],
)
def test_each_device_may_be_missing(plan: TillPlan) -> None:
    line = TimedTill(plan=plan)
    up = line.until(TillUp, 20_000)
    assert bool(up.info.coins_fen) == plan.has_changer
    assert bool(up.info.bills_fen) == plan.has_validator
    assert up.info.card == plan.has_reader
    line.till.accept(COINS, BILLS)
    line.run(1_000)
    assert line.coin(100) == plan.has_changer
    assert line.bill(500) == plan.has_validator
    line.run(3_000)
    line.check_cash()


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "lost_line", "code": 0x35},
        {"fault": "lost_command", "code": 0x35},
        {"fault": "nack", "code": 0x35, "falls": False},
        {"fault": "nack", "code": 0x35},
        {"fault": "repeated_report", "times": 4},
        {"fault": "lost_line", "code": BILL_POLL},
        {"fault": "damaged_line", "code": BILL_POLL},
        {"fault": "validator_resets"},
    ],
    ids=lambda fault: f"{fault['fault']} {fault.get('code', '')}",
)
def test_bill_is_ours_and_told_once_or_goes_back(line: TimedTill, fault: dict[str, Any]) -> None:
    for _ in range(2):
        assert line.bill(1_000)
        line.fault(fault)
        line.run(8_000)
        line.fault("clear")
        line.check_cash()
        assert line.sim.validator is not None and line.sim.validator.escrow is None
    assert len(told(line)) + line.sim.world.bills_back[1_000] == 2


def test_stacked_bill_whose_report_is_lost_is_found_in_the_cash_box(line: TimedTill) -> None:
    assert line.bill(1_000)
    line.run(500)
    line.fault({"fault": "lost_line", "code": BILL_POLL, "times": 20})
    line.run(12_000)
    assert told(line) == [1_000]
    assert line.said is not None


def test_bill_found_in_the_cash_box_is_not_money_again_when_it_is_reported_after_all(
    line: TimedTill,
) -> None:
    assert line.sim.validator is not None and line.bill(1_000)
    line.run(500)
    line.fault({"fault": "lost_line", "code": BILL_POLL, "times": 20})
    while not told(line):
        line.run(1)
    line.fault("clear")
    line.sim.validator.report(b"\x82")
    line.fault({"fault": "lost_line", "code": STACKER, "times": 1_000})
    line.run(12_000)
    assert told(line) == [1_000]


def test_power_that_goes_while_a_bill_is_stacked_loses_nothing(line: TimedTill) -> None:
    assert line.bill(1_000)
    line.run(500)
    assert line.sim.validator is not None and line.sim.validator.moving is not None
    line.fault({"power_cut": {"for_ms": 2_000}})
    line.run(20_000)
    assert told(line) == [1_000]


def test_bills_pushed_in_again_and_again_are_each_told(line: TimedTill) -> None:
    for _ in range(4):
        assert line.bill(500)
        line.run(2_000)
    assert told(line) == [500] * 4
    assert line.until(TillUp, 70_000, first=0).levels.bills_stacked == 0
    money = [event for event in line.events if isinstance(event, MoneyIn)]
    assert [event.levels.bills_stacked for event in money] == [1, 2, 3, 4]
    assert {event.kind for event in money} == {MoneyKind.BILL}


def test_stacked_report_nobody_ordered_is_money_only_if_the_cash_box_says_so(line: TimedTill) -> None:
    validator = line.sim.validator
    assert validator is not None
    validator.report(b"\x82")
    line.run(2_000)
    assert told(line) == []
    line.sim.world.stacker[1_000] += 1
    validator.report(b"\x82")
    line.run(2_000)
    assert told(line) == [1_000]


def test_stacked_report_nobody_ordered_waits_until_the_cash_box_can_be_counted(line: TimedTill) -> None:
    validator = line.sim.validator
    assert validator is not None
    line.fault({"fault": "lost_line", "code": STACKER, "times": 0})
    line.sim.world.stacker[500] += 1
    validator.report(b"\x81")
    line.run(10_000)
    assert line.bill(1_000)
    line.run(5_000)
    assert (told(line), line.sim.world.bills_back[1_000]) == ([], 1)
    line.fault("clear")
    line.run(2_000)
    assert told(line) == [500]


def test_stacked_report_is_believed_where_the_cash_box_never_counted() -> None:
    line = TimedTill()
    line.fault({"fault": "lost_line", "code": STACKER, "times": 0})
    line.begin()
    assert line.sim.validator is not None
    line.sim.world.stacker[500] += 1
    line.sim.validator.report(b"\x81")
    line.run(10_000)
    assert told(line) == [500]


def test_bill_that_never_arrives_is_given_up_and_told_of(line: TimedTill) -> None:
    validator = line.sim.validator
    assert validator is not None
    assert line.bill(1_000)
    line.run(500)
    assert validator.moving is not None
    line.fault({"fault": "lost_line", "code": STACKER, "times": 0})
    validator.moving = (*validator.moving[:2], line.now_ms + 90_000)
    line.run(60_000)
    assert troubles(line)[-1] == ("bill_in_doubt", False)
    line.fault("clear")
    line.run(90_000)
    assert told(line) == [1_000]


def test_bug_of_the_listener_takes_the_till_down_and_is_heard(line: TimedTill) -> None:
    line.till.ended(ValueError("spilt"))
    assert isinstance(line.events[-1], TillDown) and "spilt" in line.events[-1].reason


def test_validator_without_escrow(line: TimedTill) -> None:
    plain = TimedTill(plan=TillPlan(has_escrow=False))
    plain.begin()
    plain.fault({"fault": "repeated_report", "times": 2})
    assert plain.bill(500)
    plain.run(2_000)
    assert plain.bill(500)
    plain.run(2_000)
    assert told(plain) == [500, 500]
    plain.check_cash()


def test_full_cash_box_takes_no_bills_until_it_is_emptied(line: TimedTill) -> None:
    line.fault("stacker_full")
    line.run(70_000)
    assert ("stacker_full", False) in troubles(line)
    assert not line.bill(100)
    line.sim.world.stacker.clear()
    line.fault({"clear": "stacker_full"})
    line.run(70_000)
    assert ("stacker_full", True) in troubles(line)
    assert line.bill(100)
    line.run(3_000)
    assert told(line) == [100]


@pytest.mark.parametrize(
    ("fault", "code"),
    [("bill_jam", "bill_jam"), ("cash_box_out", "cash_box_out")],
)
def test_what_lasts_is_told_once_and_once_when_it_is_over(line: TimedTill, fault: str, code: str) -> None:
    line.fault({"fault": fault, "for_ms": 30_000})
    line.run(60_000)
    assert troubles(line) == [(code, False), (code, True)]


def test_coin_jam_is_over_with_the_next_coin(line: TimedTill) -> None:
    line.fault("coin_jam")
    line.run(30_000)
    assert troubles(line) == [("coin_jam", False)]
    assert line.coin(10)
    line.run(500)
    assert troubles(line)[-1] == ("coin_jam", True)


def test_broken_tube_is_told_and_its_coins_go_to_the_cash_box(line: TimedTill) -> None:
    line.fault({"tube_sensor": 50})
    line.run(2_000)
    assert troubles(line)[0] == ("tube_sensor", False)
    assert line.coin(50)
    line.run(500)
    assert line.sim.world.cash_box[50] == 1
    assert told(line) == [50]
    line.fault({"clear": "tube_sensor"})
    line.run(70_000)
    assert troubles(line) == [("tube_sensor", False), ("tube_sensor", True)]


def test_lever_and_coins_by_hand(line: TimedTill) -> None:
    assert line.sim.changer is not None
    line.sim.changer.press_lever()
    line.until(ReturnPressed)
    assert line.sim.changer.take_out(100, line.now_ms)
    assert [tube.count for tube in line.until(TillUp).levels.tubes] == [40, 40, 29]
    line.sim.world.tubes[0].coins = 70
    assert line.until(TillUp, 70_000).levels.tubes[0].count == 70
    assert told(line) == []
