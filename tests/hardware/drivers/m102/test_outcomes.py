"""What polls and answers of an M102 card mean (boards.md 5.2, 13.2), byte by byte."""

from __future__ import annotations

import pytest

from hardware.api import LaneState, Result
from hardware.drivers.asked.polling import Seen
from hardware.drivers.asked.steps import Verdict
from hardware.drivers.m102 import outcomes
from hardware.wire.m102 import vectors
from hardware.wire.m102.codes import Curtain
from hardware.wire.m102.frames import Frame
from hardware.wire.m102.messages import Run

IDLE = Run(0, 0, 0, 0, 0, 0, 0)
DONE = Run(2, 15, 0, 1_466, 119, 2_620, 35)
WATCHED, IGNORED = Curtain.STOP_AT_HOME, Curtain.IGNORED


def ended(outcome: int, drop_ms: int, curtain: Curtain) -> Verdict:
    return outcomes.verdict(Run(2, 15, outcome, 1_466, 119, 2_620, drop_ms), curtain)


@pytest.mark.parametrize(
    ("text", "curtain", "result"),
    [
        ("00 03 02 0F 00 05 BA 00 77 0A 3C 23", WATCHED, Result.DELIVERED),
        ("00 03 02 0F 00 05 BA 00 77 0A 3C 00", WATCHED, Result.NOT_DELIVERED),
        ("00 03 02 0F 00 05 BA 00 77 0A 3C 00", Curtain.STOP_AT_DROP, Result.NOT_DELIVERED),
        ("00 03 02 0F 00 05 BA 00 77 0A 3C 00", IGNORED, Result.TURNED_UNCONFIRMED),
        ("00 03 02 0F 01 09 F6 03 84 04 B0 00", WATCHED, Result.FAULT),
        ("00 03 02 0F 02 00 00 00 00 00 64 00", WATCHED, Result.FAULT),
        ("00 03 02 0F 03 01 90 00 78 1B 58 00", IGNORED, Result.FAULT),
        ("00 03 02 0F 04", WATCHED, Result.REFUSED),
    ],
)
def test_published_poll_means(text: str, curtain: Curtain, result: Result) -> None:
    seen = outcomes.judge(vectors.frame(text), 15, curtain, IDLE, False)
    assert isinstance(seen, Verdict)
    assert seen.result is result
    assert seen.raw_code == f"03/{bytes.fromhex(text)[4]:02X}/{vectors.frame(text).data[9]:02X}"


@pytest.mark.parametrize("curtain", [WATCHED, Curtain.STOP_AT_DROP])
def test_turned_with_the_curtain_and_no_drop_is_never_a_sale(curtain: Curtain) -> None:
    for outcome in range(256):
        assert ended(outcome, 0, curtain).result not in (Result.DELIVERED, Result.TURNED_UNCONFIRMED)


@pytest.mark.parametrize("outcome", [1, 2, 3, 5, 10])
def test_fault_with_a_drop_is_a_delivery_and_the_lane_is_looked_at(outcome: int) -> None:
    for drop_ms in (1, 35, 200):
        verdict = ended(outcome, drop_ms, WATCHED)
        assert (verdict.result, verdict.fault_although_delivered) == (Result.DELIVERED, True)
        assert verdict.block_lane
    verdict = ended(outcome, 0, WATCHED)
    assert (verdict.result, verdict.block_lane, verdict.nothing_moved) == (Result.FAULT, True, False)
    # The curtain has no power when it is ignored: what it says then means nothing.
    assert ended(outcome, 35, IGNORED).result is Result.FAULT


def test_curtain_that_failed_its_test_is_no_fault_of_the_lane() -> None:
    verdict = ended(4, 0, WATCHED)
    assert (verdict.result, verdict.nothing_moved) == (Result.REFUSED, True)
    assert (verdict.block_lane, verdict.sensor_fault) == (False, True)


@pytest.mark.parametrize("curtain", [*Curtain])
def test_what_is_in_no_list_is_unknown(curtain: Curtain) -> None:
    for outcome in set(range(256)) - {0, 1, 2, 3, 4, 5, 10}:
        for drop_ms in (0, 35):
            verdict = ended(outcome, drop_ms, curtain)
            assert (verdict.result, verdict.block_lane) == (Result.UNKNOWN, True)
    if curtain:
        assert ended(0, 201, curtain).result is Result.UNKNOWN


def test_currents_and_times_are_kept() -> None:
    verdict = ended(0, 35, WATCHED)
    assert verdict.current_ma == 1_466
    assert "peak 1466 mA, mean 119 mA, 2620 ms, drop 35 ms" in verdict.text


@pytest.mark.parametrize(
    ("run", "seen"),
    [
        (IDLE, Seen.NOTHING),
        (Run(1, 15, 0, 0, 0, 0, 0), Seen.RUNNING),
        (Run(1, 14, 0, 0, 0, 0, 0), Seen.OTHER),
        (Run(2, 14, 0, 1, 1, 1, 35), Seen.OTHER),
        (Run(7, 15, 0, 0, 0, 0, 0), Seen.OTHER),
    ],
)
def test_poll_that_is_no_result_of_ours(run: Run, seen: Seen) -> None:
    assert outcomes.judge(run.encode(), 15, WATCHED, DONE, False) is seen


def test_result_that_was_there_before_is_ours_only_when_ours_was_seen_turning() -> None:
    assert outcomes.judge(DONE.encode(), 15, WATCHED, DONE, False) is Seen.UNCHANGED
    seen = outcomes.judge(DONE.encode(), 15, WATCHED, DONE, True)
    assert isinstance(seen, Verdict)
    assert seen.result is Result.DELIVERED


def test_run_that_left_no_trace_is_refused_only_when_another_motors_result_is_still_there() -> None:
    verdict = outcomes.unconfirmed(3, DONE, None)
    assert (verdict.result, verdict.nothing_moved) == (Result.REFUSED, True)
    for motor, before in ((15, DONE), (3, IDLE), (3, Run(7, 15, 0, 0, 0, 0, 0))):
        assert outcomes.unconfirmed(motor, before, None).result is Result.UNKNOWN


@pytest.mark.parametrize(
    ("text", "raw", "block_lane"), [("00 05 01", "05/01", True), ("00 05 02", "05/02", False)]
)
def test_run_that_was_not_taken_is_refused(text: str, raw: str, block_lane: bool) -> None:
    verdict = outcomes.refusal(vectors.frame(text))
    assert verdict is not None
    assert (verdict.result, verdict.nothing_moved) == (Result.REFUSED, True)
    assert (verdict.raw_code, verdict.block_lane) == (raw, block_lane)


def test_every_other_answer_to_a_run_is_no_refusal() -> None:
    for began in set(range(256)) - {1, 2}:
        assert outcomes.refusal(Frame(0, 5, bytes((began,)))) is None


@pytest.mark.parametrize(
    ("scan", "state"),
    [
        (0xAA, LaneState.NORMAL),
        (0xBB, LaneState.MISSING),
        (0xCC, LaneState.FAULT),
        (0x00, LaneState.FAULT),
    ],
)
def test_scan_as_a_lane_report(scan: int, state: LaneState) -> None:
    report = outcomes.lane_report(7, Frame(0, 4, bytes((scan,))))
    assert (report.motor, report.state, report.raw_code) == (7, state, f"04/{scan:02X}")
