"""What polls and answers of an ADH card mean (boards.md 6, 13.2), byte by byte."""

from __future__ import annotations

import pytest

from hardware.api import Result
from hardware.drivers.adh import outcomes
from hardware.drivers.asked.polling import Seen
from hardware.drivers.asked.steps import Verdict
from hardware.wire.adh import vectors
from hardware.wire.adh.codes import ADH814, ADH815
from hardware.wire.adh.frames import Frame
from hardware.wire.adh.messages import Run


def ended(result: int, is_watched: bool) -> Verdict:
    return outcomes.verdict(Run(2, 1, result, 500, 120, 26, 4), f"03/{result:02X}", is_watched)


@pytest.mark.parametrize(
    ("text", "is_watched", "result"),
    [
        ("00 03 02 01 00 01 F4 00 78 1A 04 14 F9", True, Result.DELIVERED),
        ("00 03 02 01 00 01 F4 00 78 1A 04 14 F9", False, Result.TURNED_UNCONFIRMED),
        ("00 03 02 01 04 01 F4 00 78 1A 04 51 39", True, Result.NOT_DELIVERED),
    ],
)
def test_published_poll_means(text: str, is_watched: bool, result: Result) -> None:
    seen = outcomes.judge(vectors.REPLIES[text], 1, is_watched)
    assert isinstance(seen, Verdict)
    assert seen.result is result


@pytest.mark.parametrize("result", [1, 2, 3])
def test_fault_without_the_no_drop_bit_is_a_delivery_and_the_lane_is_looked_at(result: int) -> None:
    verdict = ended(result, True)
    assert (verdict.result, verdict.fault_although_delivered) == (Result.DELIVERED, True)
    assert verdict.block_lane
    # Nobody watched: that it fell is not known.
    assert ended(result, False).result is Result.FAULT


def test_no_drop_is_never_a_sale() -> None:
    for is_watched in (True, False):
        assert ended(4, is_watched).result is Result.NOT_DELIVERED
        for result in (5, 6, 7):
            verdict = ended(result, is_watched)
            assert (verdict.result, verdict.block_lane, verdict.nothing_moved) == (Result.FAULT, True, False)


def test_what_is_in_no_list_is_unknown() -> None:
    for result in range(8, 256):
        for is_watched in (True, False):
            assert ended(result, is_watched).result is Result.UNKNOWN
            assert ended(result, is_watched).block_lane


def test_currents_and_time_are_kept() -> None:
    assert ended(0, True).current_ma == 500
    assert "peak 500 mA, mean 120 mA, 2.6 s" in ended(0, True).text


@pytest.mark.parametrize(
    ("run", "seen"),
    [
        (Run(0, 0, 0, 0, 0, 0, 4), Seen.NOTHING),
        (Run(1, 1, 0, 0, 0, 0, 4), Seen.RUNNING),
        (Run(1, 2, 0, 0, 0, 0, 4), Seen.OTHER),
        (Run(2, 2, 0, 0, 0, 0, 4), Seen.OTHER),
        (Run(9, 1, 0, 0, 0, 0, 4), Seen.OTHER),
    ],
)
def test_poll_that_is_no_result_of_ours(run: Run, seen: Seen) -> None:
    assert outcomes.judge(run.encode(ADH815), 1, True) is seen


@pytest.mark.parametrize(("began", "block_lane"), [(1, True), (2, False), (3, False)])
@pytest.mark.parametrize("dialect", [ADH815, ADH814])
def test_run_that_was_not_taken_is_refused(began: int, block_lane: bool, dialect: object) -> None:
    command = ADH815.run if dialect == ADH815 else ADH814.run
    verdict = outcomes.refusal(Frame(0, command, bytes((began,))))
    assert verdict is not None
    assert (verdict.result, verdict.nothing_moved) == (Result.REFUSED, True)
    assert (verdict.raw_code, verdict.block_lane) == (f"{command:02X}/{began:02X}", block_lane)


def test_every_other_answer_to_a_run_is_no_refusal() -> None:
    for began in set(range(256)) - {1, 2, 3}:
        assert outcomes.refusal(Frame(0, 5, bytes((began,)))) is None
