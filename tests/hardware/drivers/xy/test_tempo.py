"""When an XY board is told to POLL twice as often, and when it gets its own beat back."""

from __future__ import annotations

from itertools import count

import pytest

from hardware.drivers.xy.tempo import AGAIN_MS, CLEAN_MS, QUICK, QUICK_WITHIN_MS, REST_MS, USUAL, Tempo

COMMAND = 1
BEAT = 2
_TICKETS = count(100)


def receipt(tempo: Tempo, took_ms: int = 3, at_ms: int = 0) -> None:
    """Some command went out at ``at_ms`` and was acknowledged."""
    ticket = next(_TICKETS)
    tempo.sent(ticket, at_ms)
    tempo.acknowledged(ticket, at_ms + took_ms)


def told(tempo: Tempo, now_ms: int, *, is_moving: bool = False) -> int:
    """What the board is told now; it takes it."""
    beat = tempo.next(now_ms, is_moving=is_moving)
    if beat:
        ticket = next(_TICKETS)
        tempo.submitted(ticket, beat)
        tempo.sent(ticket, now_ms)
        tempo.acknowledged(ticket, now_ms + 3)
    return beat


def quick(now_ms: int = 100) -> Tempo:
    """A line that was told the quick beat."""
    tempo = Tempo(is_wanted=True)
    receipt(tempo)
    assert told(tempo, now_ms) == QUICK
    return tempo


def test_nothing_is_told_before_a_receipt_was_timed() -> None:
    tempo = Tempo(is_wanted=True)
    assert told(tempo, 0) == 0
    receipt(tempo, QUICK_WITHIN_MS, 10)
    assert told(tempo, 100) == QUICK
    assert told(tempo, 200) == 0


def test_order_gives_the_board_its_own_beat_until_it_has_rested() -> None:
    tempo = quick()
    assert told(tempo, 1_000, is_moving=True) == USUAL
    assert told(tempo, 1_100, is_moving=True) == 0
    assert told(tempo, 1_100 + REST_MS - 1) == 0
    assert told(tempo, 1_100 + REST_MS) == QUICK


def test_board_of_an_earlier_program_is_slowed_down_for_an_order() -> None:
    """Whoever was killed may have left it at the quick beat."""
    assert told(Tempo(is_wanted=True), 0, is_moving=True) == USUAL


@pytest.mark.parametrize("trouble", ["noise", "late", "twice"])
def test_troubled_line_gets_the_usual_beat_until_it_was_clean(trouble: str) -> None:
    tempo = quick()
    if trouble == "noise":
        tempo.trouble(1_000)
    elif trouble == "late":
        receipt(tempo, QUICK_WITHIN_MS + 1, 1_000 - QUICK_WITHIN_MS - 1)
    else:
        tempo.sent(COMMAND, 800)
        tempo.sent(COMMAND, 1_000)
    assert told(tempo, 1_000) == USUAL
    assert told(tempo, 1_000 + CLEAN_MS - 1) == 0
    assert told(tempo, 1_000 + CLEAN_MS) == QUICK


def test_one_beat_at_a_time() -> None:
    tempo = Tempo(is_wanted=True)
    receipt(tempo)
    tempo.submitted(BEAT, tempo.next(100, is_moving=False))
    assert tempo.next(200, is_moving=True) == 0
    tempo.acknowledged(BEAT, 300)
    assert tempo.next(300, is_moving=True) == USUAL


def test_board_that_does_not_know_the_command_is_slowed_down_once_and_left_alone() -> None:
    """It may have taken the quick beat although its receipt was lost."""
    tempo = Tempo(is_wanted=True)
    receipt(tempo)
    tempo.submitted(BEAT, tempo.next(100, is_moving=False))
    tempo.gave_up(BEAT, 300)
    assert tempo.next(300, is_moving=False) == USUAL
    tempo.submitted(BEAT + 1, USUAL)
    tempo.gave_up(BEAT + 1, 700)
    assert tempo.next(700 + CLEAN_MS, is_moving=False) == 0
    assert tempo.next(700 + CLEAN_MS, is_moving=True) == 0
    tempo.line_up()
    receipt(tempo, 3, 40_000)
    assert tempo.next(40_100 + CLEAN_MS, is_moving=False) == QUICK


def test_board_that_knows_it_is_told_until_it_hears() -> None:
    tempo = quick()
    tempo.submitted(BEAT, tempo.next(1_000, is_moving=True))
    tempo.gave_up(BEAT, 1_400)
    assert tempo.next(1_400, is_moving=True) == 0
    assert tempo.next(1_400 + AGAIN_MS, is_moving=True) == USUAL


def test_giving_up_another_command_says_nothing_of_the_beat() -> None:
    tempo = quick()
    tempo.gave_up(COMMAND, 1_000)
    assert tempo.next(1_000, is_moving=False) == 0


def test_board_without_power_begins_as_usual() -> None:
    tempo = quick()
    tempo.restarted()
    assert tempo.next(1_000, is_moving=True) == 0
    assert told(tempo, 1_000 + REST_MS) == QUICK


def test_full_queue_is_tried_again() -> None:
    tempo = Tempo(is_wanted=True)
    receipt(tempo)
    tempo.submitted(None, tempo.next(100, is_moving=False))
    assert tempo.next(200, is_moving=False) == QUICK


def test_installer_may_leave_the_board_alone() -> None:
    tempo = Tempo(is_wanted=False)
    receipt(tempo)
    assert tempo.next(100, is_moving=False) == tempo.next(200, is_moving=True) == 0


def test_deadline_is_when_the_quick_beat_may_be_told_and_none_when_there_is_nothing_to_tell() -> None:
    tempo = Tempo(is_wanted=True)
    assert tempo.next_deadline_ms() is None
    receipt(tempo)
    assert tempo.next_deadline_ms() == 0
    assert told(tempo, 100) == QUICK
    assert tempo.next_deadline_ms() is None
    assert told(tempo, 1_000, is_moving=True) == USUAL
    assert tempo.next_deadline_ms() is None
    assert told(tempo, 1_100) == 0
    assert tempo.next_deadline_ms() == 1_000 + REST_MS
    tempo.trouble(1_200)
    assert tempo.next_deadline_ms() == 1_200 + CLEAN_MS
    tempo.line_down()
    assert tempo.next_deadline_ms() is None
