"""When an XY board is told to POLL twice as often, and when no longer."""

from __future__ import annotations

import pytest

from hardware.drivers.xy_tempo import LATE_MS, QUICK, QUICK_WITHIN_MS, USUAL, Tempo


def told(tempo: Tempo, *took_ms: int) -> list[int]:
    """What it says to each of these acknowledgements."""
    said = []
    for ticket, ms in enumerate(took_ms):
        tempo.sent(ticket, 1_000 * ticket)
        said.append(tempo.acknowledged(ticket, 1_000 * ticket + ms))
    return said


def test_quick_line_is_asked_once() -> None:
    assert told(Tempo(is_wanted=True), QUICK_WITHIN_MS, 1, 1) == [QUICK, 0, 0]


def test_slow_line_is_left_as_it_is_until_it_proves_quick() -> None:
    assert told(Tempo(is_wanted=True), QUICK_WITHIN_MS + 1, LATE_MS + 1, 3) == [0, 0, QUICK]


def test_line_that_became_late_is_slowed_down_and_stays_so() -> None:
    assert told(Tempo(is_wanted=True), 2, LATE_MS, LATE_MS + 1, 2) == [QUICK, 0, USUAL, 0]


def test_after_the_line_was_away_it_is_timed_anew() -> None:
    tempo = Tempo(is_wanted=True)
    assert told(tempo, 2, LATE_MS + 1) == [QUICK, USUAL]
    tempo.forget()
    assert told(tempo, LATE_MS + 1, 2) == [0, QUICK]


@pytest.mark.parametrize("is_wanted", [True, False])
def test_an_answer_to_something_else_times_nothing(is_wanted: bool) -> None:
    tempo = Tempo(is_wanted=is_wanted)
    assert tempo.acknowledged(1, 5) == 0
    tempo.sent(2, 100)
    assert tempo.acknowledged(1, 105) == 0
    assert tempo.acknowledged(2, 105) == (QUICK if is_wanted else 0)
