"""Where a refund is, in the four words people ask for."""

from __future__ import annotations

import pytest

from cloud.console.ends import MACHINES, PATIENCE_MS, TONES, End, end_of
from cloud.console.roles import MAY, Right, Role, may
from cloud.console.wordlist import WORDS
from cloud.pay.states import RefundStep
from cloud.store.console.people import Brake


@pytest.mark.parametrize(
    ("step", "age_ms", "end"),
    [
        (RefundStep.DONE, 0, End.DONE),
        (RefundStep.DONE, PATIENCE_MS, End.DONE),
        (RefundStep.ACCEPTED, PATIENCE_MS, End.ON_ITS_WAY),
        (RefundStep.UNKNOWN, 0, End.BEING_TRIED),
        (RefundStep.UNKNOWN, PATIENCE_MS - 1, End.BEING_TRIED),
        (RefundStep.UNKNOWN, PATIENCE_MS, End.WITH_STAFF),
        (RefundStep.REFUSED, 0, End.WITH_STAFF),
        (RefundStep.VOID, PATIENCE_MS, End.VOID),
    ],
)
def test_an_end_is_said_only_when_it_is_so(step: RefundStep, age_ms: int, end: End) -> None:
    assert end_of(step, 1_000, 1_000 + age_ms) is end


def test_only_done_is_called_refunded_and_no_two_ends_look_alike() -> None:
    said = {WORDS[f"end.{end}"] for end in End}
    assert len(said) == len(End) == len({TONES[end] for end in End})
    assert [end for end in End if WORDS[f"end.{end}"][1] == "Refunded"] == [End.DONE]
    assert set(MACHINES.values()) <= set(End)


def test_each_right_is_somebodys_and_a_viewer_has_none() -> None:
    assert set().union(*MAY.values()) == set(Right)
    assert not MAY[Role.VIEWER]
    assert MAY[Role.OWNER] == set(Right)
    assert not any(may("a role of a newer cloud", right) for right in Right)


def test_guessing_gets_ever_slower_up_to_a_limit() -> None:
    brake = Brake(free=3, first_s=5, most_s=60)
    assert [brake.lock_s(count) for count in range(1, 9)] == [0, 0, 5, 10, 20, 40, 60, 60]
    assert brake.lock_s(10_000) == 60


def test_every_word_is_said_in_both_languages() -> None:
    silent = [word for word, (zh, en) in WORDS.items() if not zh or not en]
    assert not silent
    holes = [
        word
        for word, (zh, en) in WORDS.items()
        if {part.split("}")[0] for part in zh.split("{")[1:]}
        != {part.split("}")[0] for part in en.split("{")[1:]}
    ]
    assert not holes, "both languages fill in the same values"
