"""The ADH drivers against the simulated cabinet on a real pty: every fault of boards.md 13.3, and beside what
the driver said, what physically happened.

Every test ends with the books: motors turned at most once for each order, each outcome true or UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware.api import (
    BoardDown,
    BoardSettings,
    BoardUp,
    LaneState,
    MachineReport,
    Result,
    VendFinished,
    VendOrder,
    VendStarted,
)
from hardware.drivers.adh.board import AdhBoard
from hardware.drivers.adh.options import MODEL_815
from hardware.probe.greeting import greet
from hardware.rig import BOARDS
from tests.hardware.over_sim import LANE, MOTOR, TURN_MS, Bench, Make
from tests.hardware.xy_peer import Events

VEND_TIMEOUT_MS = 15_000
"""Far more than anything here takes, so that a busy machine changes no outcome."""
SHORT_TIMEOUT_MS = 2_000
PHASES = ("before_ack", "after_ack", "before_drop", "after_drop", "before_result")
TWO_CARDS = "[lanes]\nA1 = 1\nA3 = 3\nB1 = 101\nB3 = 103\n"
MODELS = ("adh815", "adh814")


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Bench] = []

    def build(model: str = "adh815", cabinet: str = "", faults: Any = None, **options: object) -> Bench:
        chosen = {"vend_timeout_ms": VEND_TIMEOUT_MS, "poll_ms": 50, "gap_ms": 10, **options}
        made.append(Bench(model, tmp_path, cabinet=cabinet, faults=faults, options=chosen))
        return made[-1]

    yield build
    for bench in made:
        bench.close()


@pytest.fixture
def bench(make: Make) -> Bench:
    return make()


@pytest.mark.parametrize("model", MODELS)
def test_ordinary_vend_leaves_the_card_cleared(make: Make, model: str) -> None:
    made = make(model)
    outcome = made.vend()
    assert outcome.result is Result.DELIVERED
    assert outcome.current_ma is not None and f"peak {outcome.current_ma} mA" in outcome.text
    assert TURN_MS <= outcome.run_ms < VEND_TIMEOUT_MS
    assert made.truth() == (1, 1)
    assert made.sim.world()["board"]["cards"]["1"]["state"] == 0
    made.check_books()


def test_start_of_the_motor_is_told_before_its_end(bench: Bench) -> None:
    bench.board.vend(VendOrder("a", MOTOR))
    assert bench.events.wait(VendStarted) == VendStarted("a", MOTOR)
    bench.events.wait(VendFinished)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "result", "raw_code", "truth"),
    [
        ({"no_drop": LANE}, Result.NOT_DELIVERED, "03/04", (1, 0)),
        ({"jam": LANE}, Result.FAULT, "03/05", (1, 0)),
        ({"motor_missing": LANE}, Result.FAULT, "03/06", (0, 0)),
        ({"fault": "motor_fault", "lane": LANE, "code": 3}, Result.FAULT, "03/07", (0, 0)),
        ({"fault": "run_refused", "lane": LANE, "code": 1}, Result.REFUSED, "05/01", (0, 0)),
        ({"fault": "run_refused", "lane": LANE, "code": 2}, Result.REFUSED, "05/02", (0, 0)),
        ({"fault": "run_refused", "lane": LANE, "code": 3}, Result.REFUSED, "05/03", (0, 0)),
        ({"fault": "unknown_status", "lane": LANE}, Result.UNKNOWN, "03/7E", (1, 1)),
    ],
)
def test_what_the_card_says_of_a_run(
    bench: Bench, script: Any, result: Result, raw_code: str, truth: tuple[int, int]
) -> None:
    bench.sim.fault(script)
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code) == (result, raw_code)
    assert outcome.nothing_moved == (result is Result.REFUSED)
    assert bench.truth() == truth
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


@pytest.mark.parametrize("code", [1, 2, 3])
def test_fault_although_it_dropped_is_a_delivery(bench: Bench, code: int) -> None:
    bench.sim.fault({"fault": "fault_dropped", "lane": LANE, "code": code})
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code) == (Result.DELIVERED, f"03/{code:02X}")
    assert (outcome.fault_although_delivered, outcome.block_lane) == (True, True)
    assert bench.truth() == (1, 1)
    bench.check_books()


def test_drop_that_the_sensor_missed_is_not_delivered(bench: Bench) -> None:
    bench.sim.fault({"drop_not_seen": LANE})
    assert bench.vend().result is Result.NOT_DELIVERED
    bench.sim.fault("sensor_blocked")
    assert bench.vend(4).result is Result.NOT_DELIVERED
    bench.check_books(unseen=2)


def test_drop_detection_is_switched_as_each_order_wants_it(bench: Bench) -> None:
    bench.sim.fault({"no_drop": LANE})
    assert bench.vend(drop_sensor=False).result is Result.TURNED_UNCONFIRMED
    assert bench.sim.world()["board"]["modes"] == {"1": "0000"}
    assert bench.vend(4).result is Result.DELIVERED
    assert bench.sim.world()["board"]["modes"] == {"1": "8000"}


@pytest.mark.slow
def test_card_that_cannot_tell_its_mode_sells_only_when_that_is_allowed(make: Make) -> None:
    made = make(faults=["old_firmware"])
    outcome = made.vend()
    assert (outcome.result, outcome.nothing_moved) == (Result.REFUSED, True)
    made.close()
    trusting = make(faults=["old_firmware"], set_detection=False)
    # Its detection is off, as it came from the maker: everything counts as dropped.
    assert trusting.vend().result is Result.DELIVERED
    trusting.check_books()


def test_clear_that_is_lost_is_made_up_for_before_the_next_run(bench: Bench) -> None:
    bench.sim.fault("clear_ignored")
    assert bench.vend().result is Result.DELIVERED
    assert bench.sim.world()["board"]["cards"]["1"]["state"] == 2
    assert bench.vend(4).result is Result.DELIVERED
    assert bench.sim.world()["board"]["cards"]["1"]["state"] == 0
    bench.check_books()


@pytest.mark.slow
def test_lost_run_command_turns_nothing_and_is_not_sent_again(bench: Bench) -> None:
    bench.sim.fault({"fault": "lost_command", "lane": LANE})
    assert bench.vend().result is Result.UNKNOWN
    assert bench.truth() == (0, 0)
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


@pytest.mark.parametrize("name", ["lost_reply", "wrong_board"])
def test_run_whose_answer_is_lost_is_followed_and_turns_once(bench: Bench, name: str) -> None:
    bench.sim.fault({name: LANE})
    assert bench.vend().result is Result.DELIVERED
    assert bench.truth() == (1, 1)
    bench.check_books()


def test_reply_of_an_earlier_command_is_not_this_ones(bench: Bench) -> None:
    assert bench.vend().result is Result.DELIVERED
    bench.sim.fault([{"stale_reply": LANE}, {"no_drop": LANE}])
    assert bench.vend().result is Result.NOT_DELIVERED
    bench.check_books()


@pytest.mark.slow
def test_late_result_is_unknown_and_never_the_next_vends(make: Make) -> None:
    made = make(vend_timeout_ms=SHORT_TIMEOUT_MS)
    made.sim.fault({"fault": "late_result", "lane": LANE, "ms": 4_000})
    assert made.vend().result is Result.UNKNOWN
    made.sim.advance(5_000)
    made.sim.fault({"no_drop": LANE})
    assert made.vend().result is Result.NOT_DELIVERED
    made.check_books()


@pytest.mark.parametrize(
    "script", ["split", "noise_before", "noise_after", {"bad_checksum": 2}, {"delay": 300}]
)
def test_odd_slow_and_damaged_bytes_change_nothing(bench: Bench, script: Any) -> None:
    bench.sim.fault({script: True} if isinstance(script, str) else script)
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("phase", PHASES)
def test_cable_cut_in_a_vend_and_back(make: Make, phase: str, model: str) -> None:
    made = make(model)
    made.sim.fault({"fault": "cut_cable", "lane": LANE, "phase": phase, "for_ms": 300})
    assert made.vend().result in (Result.DELIVERED, Result.UNKNOWN)
    assert made.truth()[0] <= 1
    assert made.vend(4).result is Result.DELIVERED
    made.check_books()


@pytest.mark.slow
@pytest.mark.parametrize("phase", PHASES)
def test_power_cut_in_a_vend_is_unknown_and_never_driven_again(bench: Bench, phase: str) -> None:
    bench.sim.fault({"fault": "power_cut", "lane": LANE, "phase": phase, "for_ms": 200})
    outcome = bench.vend()
    assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True)
    assert bench.sim.world()["orders_total"] <= 1
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


@pytest.mark.slow
def test_silence_is_down_and_its_end_is_up(bench: Bench) -> None:
    bench.sim.fault({"silence": {"for_ms": 5_000}})
    assert "does not answer" in bench.events.wait(BoardDown).reason
    bench.events.wait(BoardUp)
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


def test_temperature_and_no_probe(bench: Bench) -> None:
    assert bench.events.wait(MachineReport) == MachineReport(None, (6,), ())
    bench.sim.fault("probe_fault")
    bench.board.refresh()
    assert bench.events.wait(MachineReport) == MachineReport(None, (None,), (0,))


@pytest.mark.slow
def test_two_cards_on_one_line(make: Make) -> None:
    made = make(cabinet=TWO_CARDS, lanes=103)
    assert made.vend(103).result is Result.DELIVERED
    assert made.truth(103) == (1, 1)
    assert made.vend(3).result is Result.DELIVERED
    made.check_books()


def test_lane_checks(bench: Bench) -> None:
    assert bench.lane().state is LaneState.NORMAL
    assert bench.lane(101).state is LaneState.MISSING


def test_probe_tells_the_models_apart(make: Make) -> None:
    made = make("adh814")
    made.board.close()
    found = []
    for name in MODELS:
        manners = BOARDS[name].manners
        assert manners is not None
        found.append(greet(made.sim.port, BOARDS[name].baud, manners).reply is not None)
    assert found == [False, True]


def test_services(bench: Bench) -> None:
    assert bench.service("test_lane", motor=MOTOR, drop=1).ok
    assert bench.truth() == (1, 1)
    assert "idle" in bench.service("last_run_read").text
    assert bench.service("mode_read").text == "mode 80 00, drop detection on"
    assert bench.service("drop_detection_set", on=0).ok
    assert bench.service("temperature_set", mode=1, target_c=4).ok
    assert bench.service("result_clear").ok
    assert bench.service("id_read").text == "ADH815 V1.0"


def test_port_can_be_opened_by_one_only(bench: Bench) -> None:
    events = Events()
    second = AdhBoard(MODEL_815, BoardSettings("adh815", bench.sim.port))
    second.start(events)
    assert "in use" in events.expect(BoardDown).reason
    second.close()
    assert bench.vend().result is Result.DELIVERED
