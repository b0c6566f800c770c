"""The M102 driver against the simulated cabinet on a real pty: every fault of boards.md 13.3, and beside what
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
    DropSensorReport,
    LaneState,
    MachineReport,
    Result,
    VendFinished,
    VendOrder,
    VendStarted,
)
from hardware.drivers.m102.board import M102Board
from hardware.probe.greeting import greet
from hardware.rig import BOARDS
from hardware.wire.m102.vectors import PASSWORD
from tests.hardware.over_sim import LANE, MOTOR, TURN_MS, Bench, Make
from tests.hardware.xy_peer import Events

VEND_TIMEOUT_MS = 15_000
"""Far more than anything here takes, so that a busy machine changes no outcome."""
SHORT_TIMEOUT_MS = 2_000
PHASES = ("before_ack", "after_ack", "before_drop", "after_drop", "before_result")
TWO_CARDS = "[lanes]\nA1 = 1\nA3 = 3\nB1 = 61\nB3 = 63\n"


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Bench] = []

    def build(cabinet: str = "", faults: Any = None, drop_sensor: bool = True, **options: object) -> Bench:
        quick = {"vend_timeout_ms": VEND_TIMEOUT_MS, "poll_ms": 50, "gap_ms": 20, "lanes": 8}
        chosen = {**quick, **options}
        made.append(
            Bench("m102", tmp_path, cabinet=cabinet, faults=faults, drop_sensor=drop_sensor, options=chosen)
        )
        return made[-1]

    yield build
    for bench in made:
        bench.close()


@pytest.fixture
def bench(make: Make) -> Bench:
    return make()


@pytest.fixture
def hasty(make: Make) -> Bench:
    """With a time limit a test can wait for."""
    return make(vend_timeout_ms=SHORT_TIMEOUT_MS)


def test_ordinary_vend(bench: Bench) -> None:
    outcome = bench.vend()
    assert outcome.result is Result.DELIVERED
    assert outcome.raw_code.startswith("03/00/")
    assert TURN_MS <= outcome.run_ms < VEND_TIMEOUT_MS
    assert outcome.current_ma is not None and f"peak {outcome.current_ma} mA" in outcome.text
    assert bench.truth() == (1, 1)
    (order,) = bench.sim.world()["orders"]
    assert (order["motor"], order["drop_sensor"]) == (MOTOR, True)
    bench.check_books()


def test_start_of_the_motor_is_told_before_its_end(bench: Bench) -> None:
    bench.board.vend(VendOrder("a", MOTOR))
    assert bench.events.wait(VendStarted) == VendStarted("a", MOTOR)
    bench.events.wait(VendFinished)


@pytest.mark.slow
def test_start_tells_number_and_motors(make: Make) -> None:
    made = make(lanes=60)
    assert made.motors() == tuple(range(1, 41))
    assert made.service("id_read").text == "G623869"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "result", "start", "truth"),
    [
        ({"no_drop": LANE}, Result.NOT_DELIVERED, "03/00/00", (1, 0)),
        ({"out_of_stock": LANE}, Result.NOT_DELIVERED, "03/00/00", (1, 0)),
        ({"jam": LANE}, Result.FAULT, "03/01/00", (1, 0)),
        ({"motor_missing": LANE}, Result.FAULT, "03/02/00", (0, 0)),
        ({"fault": "motor_fault", "lane": LANE, "code": 3}, Result.FAULT, "03/03/00", (0, 0)),
        ({"fault": "motor_fault", "lane": LANE, "code": 5}, Result.FAULT, "03/05/00", (0, 0)),
        ({"fault": "motor_fault", "lane": LANE, "code": 10}, Result.FAULT, "03/0A/00", (0, 0)),
        ("sensor_blocked", Result.REFUSED, "03/04/00", (0, 0)),
        ({"fault": "run_refused", "lane": LANE, "code": 1}, Result.REFUSED, "05/01", (0, 0)),
        ({"fault": "run_refused", "lane": LANE, "code": 2}, Result.REFUSED, "05/02", (0, 0)),
        ({"fault": "unknown_status", "lane": LANE}, Result.UNKNOWN, "03/7E/", (1, 1)),
        (
            {"fault": "unknown_status", "lane": LANE, "falls": False},
            Result.UNKNOWN,
            "03/7E/00",
            (1, 0),
        ),
    ],
)
def test_what_the_card_says_of_a_run(
    bench: Bench, script: Any, result: Result, start: str, truth: tuple[int, int]
) -> None:
    bench.sim.fault(script)
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code.startswith(start)) == (result, True), outcome
    assert outcome.nothing_moved == (result is Result.REFUSED)
    assert bench.truth() == truth
    bench.check_books()


@pytest.mark.slow
@pytest.mark.parametrize("code", [1, 2, 3, 5, 10])
def test_fault_although_it_dropped_is_a_delivery(bench: Bench, code: int) -> None:
    bench.sim.fault({"fault": "fault_dropped", "lane": LANE, "code": code})
    outcome = bench.vend()
    assert (outcome.result, outcome.fault_although_delivered, outcome.block_lane) == (
        Result.DELIVERED,
        True,
        True,
    )
    assert bench.truth() == (1, 1)
    bench.check_books()


def test_drop_that_the_curtain_missed_is_not_delivered(bench: Bench) -> None:
    bench.sim.fault({"drop_not_seen": LANE})
    assert bench.vend().result is Result.NOT_DELIVERED
    bench.check_books(unseen=1)


def test_curtain_mode_2_runs_into_the_time_out_when_nothing_falls(make: Make) -> None:
    made = make(curtain=2)
    made.sim.fault({"no_drop": LANE})
    outcome = made.vend()
    assert (outcome.result, outcome.raw_code) == (Result.FAULT, "03/03/00")
    assert made.vend(4).result is Result.DELIVERED
    made.check_books()


def test_without_the_curtain_a_turn_is_only_unconfirmed(bench: Bench) -> None:
    bench.sim.fault(["sensor_blocked", {"no_drop": LANE}])
    outcome = bench.vend(drop_sensor=False)
    assert (outcome.result, outcome.sensor_fault) == (Result.TURNED_UNCONFIRMED, False)
    assert bench.truth() == (1, 0)


def test_blocked_curtain_is_told_and_so_is_its_recovery(bench: Bench) -> None:
    bench.sim.fault("sensor_blocked")
    assert bench.vend().sensor_fault
    bench.sim.fault("sensor_ok")
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


def test_curtain_report_comes_before_the_outcome(bench: Bench) -> None:
    bench.sim.fault("sensor_blocked")
    bench.board.vend(VendOrder("a", MOTOR))
    assert not bench.events.wait(DropSensorReport).ok
    assert bench.events.wait(VendFinished).outcome.result is Result.REFUSED


@pytest.mark.slow
def test_lost_run_command_turns_nothing_and_is_not_sent_again(bench: Bench) -> None:
    bench.sim.fault({"fault": "lost_command", "lane": LANE})
    assert bench.vend().result is Result.UNKNOWN
    assert bench.truth() == (0, 0)
    assert bench.vend(4).result is Result.DELIVERED
    # Now the card still tells of lane 4: that ours was not heard is certain.
    bench.sim.fault({"fault": "lost_command", "lane": LANE})
    outcome = bench.vend()
    assert (outcome.result, outcome.nothing_moved) == (Result.REFUSED, True)
    bench.check_books()


@pytest.mark.parametrize("name", ["lost_reply", "wrong_board"])
def test_run_whose_answer_is_lost_is_followed_and_turns_once(bench: Bench, name: str) -> None:
    bench.sim.fault({name: LANE})
    outcome = bench.vend()
    # The turn may be over before the first poll: it is new, so it is ours.
    assert outcome.result is Result.DELIVERED
    assert bench.truth() == (1, 1)
    bench.check_books()


def test_lost_polls_are_asked_again(bench: Bench) -> None:
    bench.sim.fault({"fault": "bad_checksum", "times": 2})
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


def test_reply_of_an_earlier_command_is_not_this_ones(bench: Bench) -> None:
    assert bench.vend().result is Result.DELIVERED
    bench.sim.fault([{"stale_reply": LANE}, {"no_drop": LANE}])
    assert bench.vend().result is Result.NOT_DELIVERED
    bench.check_books()


@pytest.mark.slow
def test_result_that_never_comes_is_unknown_and_settled_by_nothing(hasty: Bench) -> None:
    hasty.sim.fault({"fault": "late_result", "lane": LANE, "ms": 4_000})
    outcome = hasty.vend()
    assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True)
    hasty.sim.advance(5_000)
    assert hasty.vend(4).result is Result.DELIVERED
    assert hasty.query(1).result is Result.UNKNOWN
    hasty.check_books()


@pytest.mark.slow
def test_next_order_waits_for_a_motor_that_still_runs(hasty: Bench) -> None:
    hasty.sim.fault({"fault": "late_result", "lane": LANE, "ms": 2_000})
    assert hasty.vend().result is Result.UNKNOWN
    assert hasty.vend(4).result in (Result.DELIVERED, Result.REFUSED)
    hasty.check_books()


@pytest.mark.parametrize("name", ["split", "noise_before", "noise_after"])
def test_odd_bytes_change_nothing(bench: Bench, name: str) -> None:
    bench.sim.fault({name: True})
    assert bench.vend().result is Result.DELIVERED
    assert bench.lane(4).state is LaneState.NORMAL
    bench.check_books()


@pytest.mark.slow
def test_two_frames_in_one_write(bench: Bench) -> None:
    bench.sim.fault({"fault": "merge", "times": 2})
    assert bench.vend().result in (Result.DELIVERED, Result.UNKNOWN, Result.REFUSED)
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


def test_slow_line_is_only_slow(bench: Bench) -> None:
    bench.sim.fault({"delay": 400})
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


@pytest.mark.slow
@pytest.mark.parametrize("phase", PHASES)
def test_cable_cut_in_a_vend_and_back(bench: Bench, phase: str) -> None:
    bench.sim.fault({"fault": "cut_cable", "lane": LANE, "phase": phase, "for_ms": 300})
    assert bench.vend().result in (Result.DELIVERED, Result.UNKNOWN)
    assert bench.truth()[0] <= 1
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


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
    bench.sim.fault({"silence": {"for_ms": 6_000}})
    assert "does not answer" in bench.events.wait(BoardDown).reason
    bench.events.wait(BoardUp)
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


@pytest.mark.slow
def test_order_while_the_cable_is_out_waits_and_is_refused_when_that_takes_too_long(bench: Bench) -> None:
    bench.sim.fault({"cut_cable": {"for_ms": 500}})
    bench.events.wait(BoardDown)
    assert bench.vend().result is Result.DELIVERED
    bench.sim.fault("cut_cable")
    bench.events.wait(BoardDown)
    outcome = bench.vend(4)
    assert (outcome.result, outcome.nothing_moved) == (Result.REFUSED, True)
    bench.check_books()


def test_door_temperature_and_no_probe(make: Make) -> None:
    made = make(door_input=1)
    assert made.events.wait(MachineReport) == MachineReport(False, (6,), ())
    made.sim.fault(["probe_fault", "door_open"])
    made.board.refresh()
    while (report := made.events.wait(MachineReport)).probe_faults == ():
        pass
    assert report == MachineReport(True, (None,), (0,))


def test_salted_card_is_found_only_with_its_password(make: Make, tmp_path: Path) -> None:
    made = make(faults=["salted_crc"], crc_password=PASSWORD)
    assert made.vend().result is Result.DELIVERED
    made.check_books()
    made.board.close()
    model = BOARDS["m102"]
    assert model.manners is not None
    assert greet(made.sim.port, model.baud, model.manners).reply is None


def test_lane_checks(bench: Bench) -> None:
    bench.sim.fault({"motor_missing": "A4"})
    assert bench.lane(MOTOR).state is LaneState.NORMAL
    assert bench.lane(4).state is LaneState.MISSING
    assert bench.lane(9).state is LaneState.MISSING
    assert "lanes 1 to 8" in bench.lane(9).text


def test_firmware_without_scan_can_sell_all_the_same(make: Make) -> None:
    made = make(faults=["old_firmware"], scan=False)
    assert made.lane().state is LaneState.NORMAL
    assert made.vend().result is Result.DELIVERED
    made.check_books()


@pytest.mark.slow
def test_two_cards_on_one_line(make: Make) -> None:
    made = make(cabinet=TWO_CARDS, lanes=63)
    assert made.motors() == (1, 3, 61, 63)
    assert made.vend(63).result is Result.DELIVERED
    assert made.truth(63) == (1, 1)
    assert made.vend(3).result is Result.DELIVERED
    made.check_books()


@pytest.mark.slow
def test_lane_of_a_card_that_is_not_there_is_refused(make: Make) -> None:
    made = make(lanes=61, scan=False)
    outcome = made.vend(61)
    assert (outcome.result, outcome.nothing_moved) == (Result.REFUSED, True)
    assert made.vend(3).result is Result.DELIVERED
    made.check_books()


def test_services(bench: Bench) -> None:
    assert bench.service("test_lane", motor=MOTOR, curtain=1).ok
    assert bench.truth() == (1, 1)
    assert "motor 3" in bench.service("last_run_read").text
    assert bench.service("scan_lane", motor=MOTOR).ok
    assert bench.service("output_set", output=3, on=1).ok
    assert bench.sim.world()["board"]["outputs"] == [3]
    assert bench.service("inputs_read").text == "inputs 10000000"
    assert bench.service("temperature_read").text == "6.0 °C"
    assert bench.service("humidity_read").ok
    assert not bench.service("test_lane", motor=99).ok


def test_port_can_be_opened_by_one_only(bench: Bench) -> None:
    events = Events()
    second = M102Board(BoardSettings("m102", bench.sim.port))
    second.start(events)
    assert "in use" in events.expect(BoardDown).reason
    second.close()
    assert bench.vend().result is Result.DELIVERED


@pytest.mark.slow
def test_small_faults_all_the_time_and_the_books_still_balance(make: Make) -> None:
    """On a real port; hundreds of vends on a worse line are in ``test_soak.py``."""
    made = make(vend_timeout_ms=3_000)
    scripts: list[Any] = [
        {"no_drop": True},
        {"bad_checksum": 1},
        {"jam": LANE},
        {"fault": "noise_before", "times": 2},
        {"fault": "cut_cable", "lane": LANE, "phase": "before_drop", "for_ms": 50},
        {"over_time_dropped": True},
        {"wrong_board": True},
        {"stale_reply": True},
        {"fault": "lost_reply", "lane": "A1"},
    ]
    for number in range(18):
        made.sim.fault(scripts[number % len(scripts)])
        made.vend(1 + number % 8)
    made.check_books()
    assert any(outcome.result is Result.DELIVERED for outcome in made.outcomes)
