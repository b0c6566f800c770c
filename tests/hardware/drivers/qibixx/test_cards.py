"""Card payments through every scripted fault, in time that only passes when told to.

Every test ends with the books: the card was charged for what was kept and for nothing else, but where the
driver said that it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hardware.api import CardAnswer, CardEnd, CardEnded, CardResult, TillTrouble, TillUp
from hardware.drivers.qibixx.questions import Questions
from hardware.sim.qibixx.plan import TillPlan
from hardware.wire.qibixx.answers import ReaderState, ReaderStatus
from tests.hardware.drivers.qibixx.timed_till import TimedTill

CARDS = 0x10


@pytest.fixture
def line() -> Iterator[TimedTill]:
    made = TimedTill()
    made.begin()
    yield made
    check_cards(made)


def check_cards(line: TimedTill) -> None:
    line.run(5_000)
    answers = {event.key: event for event in line.events if isinstance(event, CardAnswer)}.values()
    ends = {event.key: event.end for event in line.events if isinstance(event, CardEnded)}
    kept = sum(answer.amount_fen for answer in answers if ends.get(answer.key) is CardEnd.KEPT)
    unknown = any(answer.result is CardResult.UNKNOWN for answer in answers) or (
        CardEnd.UNKNOWN in ends.values()
    )
    charged = line.sim.world.charged_fen
    assert charged == kept or (unknown and charged >= kept), (answers, ends, line.sim.world.card_log)


def ask(line: TimedTill, key: str, amount_fen: int = 120) -> None:
    line.till.request_card(key, amount_fen, 5)
    line.run(300)


def answer(line: TimedTill, key: str, limit_ms: int = 120_000) -> CardAnswer:
    return line.until(CardAnswer, limit_ms, such=lambda event: event.key == key, first=0)


def end(line: TimedTill, key: str, *, keep: bool) -> CardEnd:
    first = len(line.events)
    line.till.end_card(key, keep=keep)
    return line.until(CardEnded, 60_000, such=lambda event: event.key == key, first=first).end


def approve(line: TimedTill, key: str, amount_fen: int = 120) -> CardAnswer:
    ask(line, key, amount_fen)
    assert line.sim.reader.tap(line.now_ms)
    return answer(line, key)


@pytest.mark.parametrize(("keep", "ended"), [(True, CardEnd.KEPT), (False, CardEnd.RETURNED)])
def test_approved_and_ended(line: TimedTill, keep: bool, ended: CardEnd) -> None:
    assert approve(line, "a") == CardAnswer("a", CardResult.APPROVED, 120)
    assert line.sim.world.held_fen == 120
    line.run(20_000)
    assert end(line, "a", keep=keep) is ended
    assert (line.sim.world.held_fen, line.sim.world.charged_fen) == (0, 120 if keep else 0)


def test_denied_and_cancelled_at_the_reader(line: TimedTill) -> None:
    ask(line, "a")
    line.fault("card_denied")
    assert line.sim.reader.tap(line.now_ms)
    assert answer(line, "a").result is CardResult.DENIED
    ask(line, "b")
    line.sim.reader.press_cancel(line.now_ms)
    assert answer(line, "b").result is CardResult.DENIED
    assert approve(line, "c").result is CardResult.APPROVED
    end(line, "c", keep=True)


def test_withdrawn_in_time(line: TimedTill) -> None:
    ask(line, "a")
    line.till.cancel_card("a")
    assert answer(line, "a").result is CardResult.DENIED
    assert not line.sim.reader.tap(line.now_ms)
    assert end(line, "a", keep=True) is CardEnd.UNKNOWN, "there is nothing to keep"


def test_withdrawn_too_late_is_approved(line: TimedTill) -> None:
    ask(line, "a")
    line.fault({"late_result": 3_000})
    assert line.sim.reader.tap(line.now_ms)
    line.till.cancel_card("a")
    assert answer(line, "a").result is CardResult.APPROVED
    assert end(line, "a", keep=False) is CardEnd.RETURNED


def test_approval_after_it_was_given_up_is_given_back_and_told(line: TimedTill) -> None:
    ask(line, "a")
    line.fault({"late_result": 20_000})
    assert line.sim.reader.tap(line.now_ms)
    line.till.cancel_card("a")
    assert answer(line, "a").result is CardResult.UNKNOWN
    assert end(line, "a", keep=False) is CardEnd.UNKNOWN, "the card may still be charged"
    while not line.sim.world.held_fen:
        line.run(10)
    line.run(2_000)
    assert "card_late" in [event.code for event in line.events if isinstance(event, TillTrouble)]
    assert (line.sim.world.held_fen, line.sim.world.charged_fen) == (0, 0)


def test_reader_that_does_not_let_go_is_switched_off_and_on(line: TimedTill) -> None:
    ask(line, "a")
    line.fault({"late_result": 300_000})
    assert line.sim.reader.tap(line.now_ms)
    line.till.cancel_card("a")
    assert answer(line, "a").result is CardResult.UNKNOWN
    line.run(45_000)
    assert approve(line, "b").result is CardResult.APPROVED
    assert end(line, "b", keep=False) is CardEnd.RETURNED
    assert line.sim.world.charged_fen == 0


def test_nobody_comes_and_the_readers_own_figure_ends_it() -> None:
    line = TimedTill(plan=TillPlan(reader_limit_s=255), card_limit_s=10)
    line.begin()
    ask(line, "a")
    started_ms = line.now_ms
    assert answer(line, "a").result is CardResult.DENIED
    assert 9_000 < line.now_ms - started_ms < 12_000
    own = TimedTill(plan=TillPlan(reader_limit_s=7))
    own.begin()
    ask(own, "a")
    started_ms = own.now_ms
    assert answer(own, "a").result is CardResult.DENIED
    assert own.now_ms - started_ms < 8_000


@pytest.mark.parametrize("amount_fen", [0, -1, 10_000_000])
def test_amount_no_reader_can_be_asked_for_is_denied(line: TimedTill, amount_fen: int) -> None:
    line.till.request_card("a", amount_fen, 5)
    assert answer(line, "a", 1_000).result is CardResult.DENIED


def test_one_request_at_a_time(line: TimedTill) -> None:
    ask(line, "a")
    line.till.request_card("b", 100, 5)
    assert answer(line, "b", 1_000).result is CardResult.DENIED
    line.till.request_card("a", 120, 5)
    assert line.sim.reader.tap(line.now_ms)
    assert answer(line, "a").result is CardResult.APPROVED
    line.till.request_card("c", 100, 5)
    assert answer(line, "c", 1_000).result is CardResult.DENIED
    end(line, "a", keep=True)
    line.till.request_card("a", 120, 5)
    line.run(1_000)
    answers = [event for event in line.events if isinstance(event, CardAnswer) and event.key == "a"]
    assert answers == [CardAnswer("a", CardResult.APPROVED, 120)] * 2
    assert end(line, "a", keep=False) is CardEnd.KEPT
    assert line.sim.adapter.heard["D,REQ"] == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "lost_line", "code": CARDS, "times": 3},
        {"fault": "damaged_line", "code": CARDS, "times": 3},
        {"fault": "lost_command", "code": CARDS, "times": 2},
        {"fault": "noise_before", "times": 5},
        {"fault": "split", "times": 9},
        {"fault": "delay", "ms": 600, "times": 2},
        {"fault": "stale_reply", "code": 0x0B, "times": 5},
    ],
    ids=lambda fault: str(fault["fault"]),
)
def test_lost_and_damaged_lines_change_nothing(line: TimedTill, fault: dict[str, Any]) -> None:
    for number, keep in enumerate((True, False)):
        key = f"k{number}"
        line.fault(fault)
        line.till.request_card(key, 120, 5)
        line.run(4_000)
        line.fault(fault)
        assert line.sim.reader.tap(line.now_ms)
        assert answer(line, key) == CardAnswer(key, CardResult.APPROVED, 120)
        line.fault(fault)
        assert end(line, key, keep=keep) is (CardEnd.KEPT if keep else CardEnd.RETURNED)
        line.fault("clear")
        line.run(3_000)
    assert line.sim.world.charged_fen == 120


@pytest.mark.parametrize(
    "fault",
    [{"reader_resets": 1}, "adapter_reset", {"power_cut": {"for_ms": 900}}, {"cut_cable": {"for_ms": 900}}],
    ids=str,
)
def test_what_goes_away_before_it_has_said_is_unknown(line: TimedTill, fault: object) -> None:
    ask(line, "a")
    line.fault(fault)
    assert answer(line, "a").result is CardResult.UNKNOWN
    line.run(6_000)
    assert approve(line, "b").result is CardResult.APPROVED
    assert end(line, "b", keep=False) is CardEnd.RETURNED


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize(
    "fault",
    [{"reader_resets": 1}, "adapter_reset", {"power_cut": {"for_ms": 900}}, {"cut_cable": {"for_ms": 900}}],
    ids=str,
)
def test_approval_that_was_lost_before_its_end_is_unknown(line: TimedTill, fault: object, keep: bool) -> None:
    approve(line, "a")
    line.fault(fault)
    line.run(5_000)
    assert not any(isinstance(event, CardEnded) for event in line.events), "nobody has ended it yet"
    assert end(line, "a", keep=keep) is CardEnd.UNKNOWN
    # By MDB's rule the customer is charged.
    assert line.sim.world.charged_fen == 120
    assert approve(line, "b").result is CardResult.APPROVED
    end(line, "b", keep=True)


def test_line_that_was_only_silent_for_a_moment_loses_nothing(line: TimedTill) -> None:
    ask(line, "a")
    line.fault({"silence": {"for_ms": 6_000}})
    assert line.sim.reader.tap(line.now_ms)
    assert answer(line, "a").result is CardResult.APPROVED
    line.fault({"silence": {"for_ms": 6_000}})
    assert end(line, "a", keep=False) is CardEnd.RETURNED


def test_line_that_stays_away_ends_both_as_unknown(line: TimedTill) -> None:
    ask(line, "a")
    line.fault({"silence": {"for_ms": 60_000}})
    assert answer(line, "a").result is CardResult.UNKNOWN
    line.run(60_000)
    approve(line, "b")
    line.fault({"silence": {"for_ms": 60_000}})
    assert end(line, "b", keep=True) is CardEnd.UNKNOWN


def test_request_without_a_reader_is_denied_and_nothing_is_sent(line: TimedTill) -> None:
    line.fault({"reader_away": {"for_ms": 30_000}})
    line.until(TillUp, 20_000, such=lambda up: not up.info.card)
    line.till.request_card("a", 120, 5)
    assert answer(line, "a", 10_000).result is CardResult.DENIED
    assert "D,REQ" not in line.sim.adapter.heard


def test_reader_that_wants_a_session_first_is_no_reader_and_told_of() -> None:
    line = TimedTill(plan=TillPlan(always_idle=False))
    assert not line.until(TillUp).info.card
    line.run(3_000)
    troubles = [event.code for event in line.events if isinstance(event, TillTrouble)]
    assert troubles == ["card_not_always_idle"]


def test_reader_whose_steps_are_too_coarse_is_not_asked(line: TimedTill) -> None:
    line.sim.reader.details = "3,1156,10,2,30,8,2"
    line.run(5_000)
    assert approve(line, "a", 120).result is CardResult.APPROVED
    end(line, "a", keep=True)
    line.till.request_card("b", 125, 5)
    assert answer(line, "b").result is CardResult.DENIED
    assert line.sim.adapter.heard["D,REQ"] == 1
    line.sim.reader.details = "3,1156,1,0,0,8,2"
    line.run(5_000)
    line.till.request_card("c", 150, 5)
    assert answer(line, "c").result is CardResult.DENIED


def test_another_amount_than_asked_is_told_as_it_is(line: TimedTill) -> None:
    ask(line, "a", 120)
    assert line.sim.reader.tap(line.now_ms)
    line.sim.reader.discount_fen = 20
    assert answer(line, "a") == CardAnswer("a", CardResult.APPROVED, 100)
    end(line, "a", keep=True)


def test_unknown_keys(line: TimedTill) -> None:
    line.till.cancel_card("never")
    assert end(line, "never", keep=True) is CardEnd.UNKNOWN
    ask(line, "a")
    line.till.cancel_card("never")
    line.run(3_000)
    assert not any(isinstance(event, CardAnswer) for event in line.events)
    line.till.cancel_card("a")
    assert answer(line, "a").result is CardResult.DENIED
    assert end(line, "a", keep=False) is CardEnd.RETURNED
    assert end(line, "a", keep=False) is CardEnd.RETURNED


@pytest.mark.parametrize("keep", [True, False])
def test_end_of_another_key_moves_nothing_that_is_open(line: TimedTill, keep: bool) -> None:
    ask(line, "a")
    assert end(line, "x", keep=keep) is CardEnd.UNKNOWN
    assert line.sim.reader.tap(line.now_ms)
    assert answer(line, "a").result is CardResult.APPROVED
    assert end(line, "y", keep=keep) is CardEnd.UNKNOWN
    line.run(5_000)
    assert line.sim.world.held_fen == 120
    assert end(line, "a", keep=not keep) is (CardEnd.RETURNED if keep else CardEnd.KEPT)


def test_withdrawn_again_and_again_is_given_up_all_the_same(line: TimedTill) -> None:
    ask(line, "a")
    line.fault({"late_result": 300_000})
    assert line.sim.reader.tap(line.now_ms)
    for _ in range(11):
        line.till.cancel_card("a")
        line.run(1_000)
    assert answer(line, "a", 0).result is CardResult.UNKNOWN


def test_withdrawn_before_the_line_broke_is_given_up_all_the_same(line: TimedTill) -> None:
    ask(line, "a")
    line.fault({"late_result": 300_000})
    assert line.sim.reader.tap(line.now_ms)
    line.till.cancel_card("a")
    line.run(100)
    line.fault({"silence": {"for_ms": 6_000}})
    assert answer(line, "a", 30_000).result is CardResult.UNKNOWN


def test_look_that_was_missed_once_is_no_news(line: TimedTill) -> None:
    first = len(line.events)
    line.fault({"fault": "lost_line", "code": CARDS, "times": 1})
    line.run(10_000)
    assert line.events[first:] == []


def test_item_no_reader_can_be_told_is_denied(line: TimedTill) -> None:
    line.till.request_card("a", 120, 0x10000)
    assert answer(line, "a", 1_000).result is CardResult.DENIED


def heir_of(line: TimedTill) -> TimedTill:
    """Another program at the same till."""
    heir = TimedTill()
    heir.sim, heir._far, heir.now_ms = line.sim, line.sim, line.now_ms
    heir.until(TillUp)
    return heir


@pytest.mark.parametrize(("keep", "ended"), [(True, CardEnd.KEPT), (False, CardEnd.RETURNED)])
def test_next_program_can_end_what_an_earlier_one_had_approved(
    line: TimedTill, keep: bool, ended: CardEnd
) -> None:
    approve(line, "a")
    heir = heir_of(line)
    assert end(heir, "a", keep=keep) is ended
    line.events += [event for event in heir.events if isinstance(event, CardEnded)]


def test_what_an_earlier_program_left_behind_is_given_back(line: TimedTill) -> None:
    approve(line, "a")
    heir = heir_of(line)
    heir.run(30_000)
    assert (line.sim.world.held_fen, line.sim.world.charged_fen) == (0, 0)
    ask(line, "ignored")
    heir.run(1_000)


def test_what_an_earlier_program_left_behind_is_nobody_elses_approval(line: TimedTill) -> None:
    approve(line, "a", 120)
    heir = heir_of(line)
    heir.till.request_card("b", 120, 5)
    assert answer(heir, "b").result is CardResult.DENIED
    heir.run(30_000)
    assert (line.sim.world.held_fen, line.sim.world.charged_fen) == (0, 0)
    assert approve(heir, "c").result is CardResult.APPROVED
    assert end(heir, "c", keep=False) is CardEnd.RETURNED


def test_request_waits_until_the_one_left_open_is_withdrawn(line: TimedTill) -> None:
    ask(line, "a")
    heir = TimedTill()
    heir.sim, heir._far, heir.now_ms = line.sim, line.sim, line.now_ms
    heir.till.request_card("b", 120, 5)
    heir.until(TillUp)
    heir.run(1_000)
    assert line.sim.adapter.heard["D,REQ"] == 3, "asked, withdrawn, asked again"
    assert line.sim.reader.tap(line.now_ms)
    assert answer(heir, "b").result is CardResult.APPROVED
    assert end(heir, "b", keep=False) is CardEnd.RETURNED


def test_request_an_earlier_program_left_open_is_withdrawn_and_certainly_not_charged(line: TimedTill) -> None:
    ask(line, "a")
    heir = heir_of(line)
    heir.run(3_000)
    assert line.sim.reader.state is ReaderState.IDLE
    assert end(heir, "a", keep=False) is CardEnd.RETURNED
    assert end(heir, "another", keep=True) is CardEnd.UNKNOWN


def test_request_left_open_that_is_ended_before_it_is_withdrawn(line: TimedTill) -> None:
    ask(line, "a")
    heir = TimedTill()
    heir.sim, heir._far, heir.now_ms = line.sim, line.sim, line.now_ms
    heir.till.end_card("a", keep=False)
    ended = heir.until(CardEnded, 20_000)
    assert (ended.key, ended.end) == ("a", CardEnd.RETURNED)


def test_request_left_open_that_is_approved_after_all_is_given_back(line: TimedTill) -> None:
    ask(line, "a")
    line.fault({"late_result": 6_000})
    assert line.sim.reader.tap(line.now_ms)
    heir = heir_of(line)
    assert end(heir, "a", keep=False) is CardEnd.RETURNED
    assert (line.sim.world.held_fen, line.sim.world.charged_fen) == (0, 0)


def test_request_left_open_at_a_reader_that_was_reset_is_unknown(line: TimedTill) -> None:
    ask(line, "a")
    heir = TimedTill()
    heir.sim, heir._far, heir.now_ms = line.sim, line.sim, line.now_ms
    line.fault("reader_resets")
    heir.until(TillUp)
    assert end(heir, "a", keep=False) is CardEnd.UNKNOWN


def test_only_an_answer_with_details_is_one_to_the_question_how_it_stands() -> None:
    """A line of its own accord may be older than what was sent before the question."""
    fits = Questions(100).card_status().fits
    assert not fits(ReaderStatus("d,STATUS,IDLE"))
    assert fits(ReaderStatus("d,STATUS,IDLE,#,60,1"))
    assert fits(ReaderStatus("d,STATUS,OFF"))


def test_close_ends_what_is_open(line: TimedTill) -> None:
    ask(line, "a")
    line.till.close()
    assert answer(line, "a", 100).result is CardResult.UNKNOWN
    other = TimedTill()
    other.begin()
    approve(other, "b")
    other.till.end_card("b", keep=True)
    other.run(0)
    other.till.close()
    ends = [event for event in other.events if isinstance(event, CardEnded)]
    assert [event.key for event in ends] == ["b"]
    third = TimedTill()
    third.begin()
    approve(third, "c")
    third.till.close()
    assert not any(isinstance(event, CardEnded) for event in third.events), "the next program may end it"
