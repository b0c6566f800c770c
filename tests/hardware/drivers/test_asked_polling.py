"""Following a run by polls, and lanes on several cards: by hand, no port and no clock."""

from __future__ import annotations

import pytest

from hardware.api import Result, VendStarted
from hardware.drivers.asked.cards import Cards
from hardware.drivers.asked.polling import Plan, RunAnswer, Seen, follow
from hardware.drivers.asked.steps import NoReply, Verdict, ask_until_answered, refused, unknown
from hardware.session.requests import Request
from tests.hardware.drivers.asked_play import Played, play

EVERY_MS = 500
LIMIT_MS = 10_000
SILENT, UNSENT = NoReply.SILENT, NoReply.UNSENT
DELIVERED = Verdict(Result.DELIVERED, "02", "dropped")
UNHEARD = refused("it was not heard")
STARTED = VendStarted("a", 3)
POLL = Request[str](b"poll", 1_000, "03", lambda _reply: True)
SAYS: dict[str, Verdict | Seen] = {
    "running": Seen.RUNNING,
    "nothing": Seen.NOTHING,
    "other": Seen.OTHER,
    "done": DELIVERED,
}


def judge(reply: str, is_seen: bool) -> Verdict | Seen:
    """``old`` is what was there before; seen turning, it is ours."""
    return (DELIVERED if is_seen else Seen.UNCHANGED) if reply == "old" else SAYS[reply]


def run(
    *replies: str | NoReply, answer: RunAnswer | None = None, limit_ms: int = LIMIT_MS
) -> Played[str, Verdict]:
    plan = Plan(POLL, judge, UNHEARD, EVERY_MS, limit_ms, STARTED)
    return play(follow(plan, answer or RunAnswer(is_confirmed=True)), replies)


def test_result_ends_it_and_the_start_is_told_once() -> None:
    played = run("running", "running", "done")
    assert played.result == DELIVERED
    assert played.told == [STARTED]
    assert played.took_ms == 3 * EVERY_MS


def test_start_nobody_confirmed_is_told_when_it_is_seen() -> None:
    assert run("running", "done", answer=RunAnswer()).told == [STARTED]
    assert run("done", answer=RunAnswer()).told == []


def test_poll_without_an_answer_is_put_again() -> None:
    assert run("running", SILENT, UNSENT, SILENT, "done").result == DELIVERED


def test_board_that_knows_of_no_run_for_two_seconds_has_forgotten_it() -> None:
    played = run("running", *["nothing"] * 5)
    assert (played.result.result, played.result.block_lane) == (Result.UNKNOWN, True)
    assert "no run" in played.result.text
    assert run(*["nothing"] * 4, "running", *["nothing"] * 4, "done").result == DELIVERED


def test_old_result_is_ours_only_when_the_motor_was_seen_turning() -> None:
    assert run("running", "old").result == DELIVERED
    assert run(*["old"] * 5, answer=RunAnswer()).result == UNHEARD


def test_confirmed_run_that_always_looks_old_is_believed_at_the_very_end() -> None:
    played = run(*["old"] * 20)
    assert played.result == DELIVERED
    assert played.took_ms == LIMIT_MS


def test_refusal_that_comes_late_ends_it_unless_the_motor_turns() -> None:
    no = refused("busy", "05/02")
    assert run(answer=RunAnswer(refusal=no)).result == no
    answer = RunAnswer()
    errand = follow(Plan(POLL, judge, UNHEARD, EVERY_MS, LIMIT_MS), answer)
    assert play(errand, ["running", "done"]).result == DELIVERED


@pytest.mark.parametrize("reply", ["other", "running", SILENT])
def test_no_result_in_time_is_unknown(reply: str | NoReply) -> None:
    played = run(*[reply] * 20)
    assert played.result == unknown("no result in 10 s")


def test_late_poll_settles_only_by_a_result() -> None:
    played = run("running", *[SILENT] * 19)
    settle = played.asks[-1].settle
    assert settle is not None
    assert settle("done") == DELIVERED
    assert settle("nothing") is None


def asked(*replies: str | NoReply) -> str | NoReply:
    played: Played[str, str | NoReply] = play(ask_until_answered(POLL), replies)
    return played.result


def test_question_is_asked_until_it_is_answered_three_times_at_most() -> None:
    assert asked(SILENT, "done") == "done"
    assert asked(SILENT, SILENT, SILENT) is SILENT
    assert asked(UNSENT) is UNSENT


def test_lanes_run_through_the_cards() -> None:
    cards = Cards(150, 60)
    assert [cards.place(motor) for motor in (1, 60, 61, 120, 121, 150)] == [
        (1, 0),
        (1, 59),
        (2, 0),
        (2, 59),
        (3, 0),
        (3, 29),
    ]
    assert cards.count == 3
    assert Cards(60, 60).count == 1


@pytest.mark.parametrize("motor", [0, -1, 151])
def test_lane_beyond_the_cards_is_none(motor: int) -> None:
    assert "lanes 1 to 150" in Cards(150, 60).impossible(motor)
    with pytest.raises(ValueError, match="no lane"):
        Cards(150, 60).place(motor)


def test_card_beyond_the_last_one_is_none() -> None:
    assert Cards(60, 60).check(1) == 1
    with pytest.raises(ValueError, match="no card 2"):
        Cards(60, 60).check(2)
