"""The TCN driver against the simulated cabinet on a real pty: every fault of boards.md 13.3, and beside what
the driver said, what physically happened.

Every test ends with the invariant: motors turned at most once for each order, and each outcome is true or
UNKNOWN.
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
    ServiceAnswer,
    VendFinished,
    VendOrder,
)
from hardware.drivers.tcn.board import TcnBoard
from tests.hardware.over_sim import LANE, MOTOR, TURN_MS, Bench, Make
from tests.hardware.xy_peer import Events

VEND_TIMEOUT_MS = 15_000
"""Far more than anything here takes, so that a busy machine changes no outcome."""
SHORT_TIMEOUT_MS = 2_000


def tcn(bench: Bench) -> TcnBoard:
    assert isinstance(bench.board, TcnBoard)
    return bench.board


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Bench] = []

    def build(cabinet: str = "", faults: Any = None, **options: object) -> Bench:
        chosen = {"vend_timeout_ms": VEND_TIMEOUT_MS, "lanes": 8, **options}
        made.append(Bench("tcn", tmp_path, cabinet=cabinet, faults=faults, options=chosen))
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
    assert (outcome.result, outcome.raw_code) == (Result.DELIVERED, "5D/00/AA")
    assert TURN_MS <= outcome.run_ms < VEND_TIMEOUT_MS
    assert bench.truth() == (1, 1)
    (order,) = bench.sim.world()["orders"]
    assert (order["motor"], order["drop_sensor"], order["executed"]) == (MOTOR, True, True)


def test_start_finds_version_and_lanes(make: Make) -> None:
    made = make(lanes=60)
    made.motors()
    info = tcn(made)._info
    assert (info.firmware, info.motors) == ("B27", tuple(range(1, 41)))


@pytest.mark.parametrize(
    ("script", "result", "raw_code", "truth"),
    [
        ({"no_drop": LANE}, Result.NOT_DELIVERED, "5D/00/33", (1, 0)),
        ({"out_of_stock": LANE}, Result.NOT_DELIVERED, "5D/00/33", (1, 0)),
        ({"drops_after_shaking": LANE}, Result.DELIVERED, "5D/00/CC", (1, 1)),
        ({"jam": LANE}, Result.FAULT, "5C/50/00", (1, 0)),
        ({"over_time_dropped": LANE}, Result.DELIVERED, "5C/50/AA", (1, 1)),
        ({"motor_fault": LANE}, Result.FAULT, "5C/40/00", (0, 0)),
        ({"motor_fault": LANE, "code": "10"}, Result.FAULT, "5C/10/00", (0, 0)),
        ({"motor_fault": LANE, "code": "30"}, Result.FAULT, "5C/30/00", (0, 0)),
        ({"light_fault": LANE}, Result.REFUSED, "5C/02/00", (0, 0)),
        ({"light_fault": LANE, "code": "01"}, Result.FAULT, "5C/01/00", (0, 0)),
        ("sensor_blocked", Result.REFUSED, "5C/03/00", (0, 0)),
        ({"motor_missing": LANE}, Result.REFUSED, "5C/00/00", (0, 0)),
        ({"unknown_status": LANE, "code": "7E"}, Result.UNKNOWN, "5C/7E/00", (1, 1)),
        ({"unknown_status": LANE, "code": "7E", "falls": False}, Result.UNKNOWN, "5C/7E/00", (1, 0)),
    ],
)
def test_what_the_board_says_is_what_happened(
    bench: Bench, script: Any, result: Result, raw_code: str, truth: tuple[int, int]
) -> None:
    if isinstance(script, dict) and "unknown_status" in script:
        script = {
            "fault": "unknown_status",
            "lane": LANE,
            **{k: script[k] for k in script if k != "unknown_status"},
        }
    bench.sim.fault(script)
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code) == (result, raw_code)
    assert outcome.fault_although_delivered == (raw_code == "5C/50/AA")
    assert bench.truth() == truth
    bench.check_books()
    bench.sim.fault("clear")
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


def test_drop_past_the_sensor_is_not_delivered_as_far_as_anyone_knows(bench: Bench) -> None:
    bench.sim.fault({"drop_not_seen": LANE})
    assert bench.vend().result is Result.NOT_DELIVERED
    assert bench.truth() == (1, 1)
    bench.check_books(unseen=1)


def test_without_light_check_a_turn_is_unconfirmed_and_a_blocked_sensor_no_hindrance(bench: Bench) -> None:
    bench.sim.fault("sensor_blocked")
    assert bench.vend(drop_sensor=False).result is Result.TURNED_UNCONFIRMED
    bench.check_books()


def test_late_reply_is_not_the_next_answer_and_corrects_the_memory(hasty: Bench) -> None:
    hasty.sim.fault({"fault": "late_result", "lane": LANE, "ms": SHORT_TIMEOUT_MS + 500})
    assert hasty.vend().result is Result.UNKNOWN
    late = hasty.events.wait(ServiceAnswer)
    assert (late.request, late.ok, late.motors) == ("late_result", True, (MOTOR,))
    hasty.sim.fault({"no_drop": "A4"})
    assert hasty.vend(4).result is Result.NOT_DELIVERED
    assert hasty.query(1).result is Result.DELIVERED
    hasty.check_books()


def test_order_while_a_late_reply_may_come_waits_or_is_refused_and_never_gets_it(hasty: Bench) -> None:
    hasty.sim.fault({"fault": "late_result", "lane": LANE, "ms": SHORT_TIMEOUT_MS + 1_500})
    assert hasty.vend().result is Result.UNKNOWN
    hasty.sim.fault({"no_drop": "A4"})
    assert hasty.vend(4).result is Result.NOT_DELIVERED  # waited for the late one, then turned
    hasty.check_books()


def test_lost_reply_is_unknown_and_the_next_order_only_waits(hasty: Bench) -> None:
    hasty.sim.fault({"lost_reply": LANE})
    outcome = hasty.vend()
    assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True)
    assert hasty.vend(4).result is Result.DELIVERED  # once what is owed can come no more
    hasty.check_books()


def test_lost_motor_command_is_unknown(hasty: Bench) -> None:
    hasty.sim.fault({"fault": "lost_command", "lane": LANE})
    assert hasty.vend().result is Result.UNKNOWN
    assert hasty.truth() == (0, 0)
    hasty.check_books()


def test_reply_of_another_board_is_asked_for_again(bench: Bench) -> None:
    bench.sim.fault({"wrong_board": LANE})
    assert bench.vend().result is Result.DELIVERED
    assert bench.sim.world()["wire"]["resends"] == 1
    assert bench.truth() == (1, 1)


def test_resend_that_is_ignored_leaves_it_unknown(make: Make) -> None:
    made = make(vend_timeout_ms=4_000)
    made.sim.fault([{"wrong_board": LANE}, "resend_ignored"])
    assert made.vend().result is Result.UNKNOWN
    assert made.sim.world()["wire"]["resends"] == 2
    made.check_books()


def test_installer_may_forbid_66(make: Make) -> None:
    made = make(vend_timeout_ms=1_500, resend=False)
    made.sim.fault({"wrong_board": LANE})
    assert made.vend().result is Result.UNKNOWN
    assert made.sim.world()["wire"]["resends"] == 0


def test_damaged_reply_is_asked_for_again(bench: Bench) -> None:
    bench.motors()
    bench.sim.fault({"fault": "bad_checksum", "at_ms": 200})
    bench.board.vend(VendOrder("a", MOTOR))
    assert bench.events.wait(VendFinished).outcome.result is Result.DELIVERED
    assert bench.truth() == (1, 1)


def test_reply_said_again_before_the_vends_own_is_nobodys(bench: Bench) -> None:
    bench.sim.fault([{"stale_reply": LANE}, {"no_drop": LANE}])
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code) == (Result.NOT_DELIVERED, "5D/00/33")
    bench.sim.fault({"stale_reply": LANE})
    assert bench.vend().raw_code == "5D/00/AA"
    bench.check_books()


@pytest.mark.parametrize("name", ["split", "noise_before", "noise_after", "merge"])
def test_odd_bytes_change_nothing(bench: Bench, name: str) -> None:
    bench.motors()
    bench.sim.fault({name: True} if name != "merge" else {"fault": "merge", "times": 1})
    outcome = bench.vend()
    assert outcome.result in (Result.DELIVERED, Result.REFUSED)
    bench.check_books()
    bench.sim.fault("clear")
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


def test_slow_line_is_only_slow(bench: Bench) -> None:
    bench.sim.fault({"delay": 150})
    assert bench.vend().result is Result.DELIVERED
    assert bench.truth() == (1, 1)


@pytest.mark.parametrize("phase", ["before_ack", "after_ack", "before_result"])
def test_cable_cut_in_a_vend_and_back_at_once_still_ends_by_the_truth(make: Make, phase: str) -> None:
    made = make(vend_timeout_ms=3_000)
    made.sim.fault({"fault": "cut_cable", "lane": LANE, "phase": phase, "for_ms": 100})
    outcome = made.vend()
    assert outcome.result in (Result.DELIVERED, Result.UNKNOWN)
    assert phase != "after_ack" or outcome.result is Result.DELIVERED
    made.check_books()


def test_cable_cut_for_long_in_a_vend_is_unknown_and_the_next_one_sells(hasty: Bench) -> None:
    hasty.sim.fault({"fault": "cut_cable", "lane": LANE, "phase": "after_ack"})
    outcome = hasty.vend()
    assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True)
    assert hasty.truth() == (1, 1)
    hasty.sim.fault("replug")
    hasty.events.wait(BoardUp)
    hasty.check_books()


def test_cable_cut_and_replugged_sells_again_within_three_seconds(bench: Bench) -> None:
    bench.sim.fault({"cut_cable": {"for_ms": 500}})
    bench.events.wait(BoardDown)
    outcome = bench.vend()
    assert outcome.result is Result.DELIVERED
    assert outcome.run_ms < 3_000
    bench.check_books()


@pytest.mark.parametrize("phase", ["before_ack", "before_drop", "after_drop", "before_result"])
def test_power_cut_in_a_vend_is_unknown_and_never_driven_again(hasty: Bench, phase: str) -> None:
    hasty.sim.fault({"fault": "power_cut", "lane": LANE, "phase": phase, "for_ms": 200})
    outcome = hasty.vend()
    assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True)
    assert hasty.sim.world()["orders_total"] == 1
    hasty.check_books()


def test_silence_is_down_and_its_end_is_up(bench: Bench) -> None:
    bench.motors()
    bench.sim.fault({"silence": {"for_ms": 9_000}})
    bench.board.refresh()
    assert "does not answer" in bench.events.wait(BoardDown).reason
    refused = bench.vend()
    assert (refused.result, refused.nothing_moved) == (Result.REFUSED, True)
    bench.events.wait(BoardUp)
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


def test_door_temperature_and_broken_probe(bench: Bench) -> None:
    bench.events.wait(MachineReport)
    bench.sim.fault([{"temperature": 9}, "door_open"])
    bench.board.refresh()
    assert bench.events.wait(MachineReport) == MachineReport(True, (9,), ())
    bench.sim.fault(["probe_fault", "door_closed"])
    bench.board.refresh()
    assert bench.events.wait(MachineReport) == MachineReport(False, (None,), (0,))


def test_reversed_door_is_set_right_by_the_installer(make: Make) -> None:
    made = make(door_open_value=0)
    made.sim.fault(["door_reversed", "door_open"])
    made.board.refresh()
    while not made.events.wait(MachineReport).door_open:
        pass
    made.sim.fault("door_closed")
    made.board.refresh()
    assert made.events.wait(MachineReport).door_open is False


def test_lane_that_is_missing(bench: Bench) -> None:
    bench.motors()
    assert bench.lane(77).state is LaneState.MISSING
    assert bench.lane().state is LaneState.NORMAL
    bench.sim.fault({"motor_missing": LANE})
    assert bench.lane().state is LaneState.MISSING


def test_old_firmware_without_version_and_shaking(make: Make) -> None:
    made = make(faults=["old_firmware"])
    assert tcn(made)._info.firmware == ""
    made.sim.fault([{"no_drop": LANE}, {"drops_after_shaking": "A4"}])
    assert made.vend().raw_code == "5D/00/00"
    assert made.vend(4).raw_code == "5D/00/AA"
    assert [outcome.result for outcome in made.outcomes] == [Result.NOT_DELIVERED, Result.DELIVERED]
    made.check_books()


def test_board_that_lost_its_version_refuses_once_and_sells_again(make: Make) -> None:
    made = make()
    made.sim.fault("old_firmware")
    assert made.vend().nothing_moved
    made.board.check_lane(1)
    assert made.vend(4).result is Result.DELIVERED
    made.check_books()


def test_two_boards_on_one_line(make: Make, tmp_path: Path) -> None:
    made = make(cabinet="[lanes]\nA1 = 1\nA3 = 3\nB1 = 101\nB2 = 102\n", lanes=103)
    made.motors()
    assert tcn(made)._info.motors == (1, 3, 101, 102)
    assert made.vend(102).result is Result.DELIVERED
    assert made.truth(102) == (1, 1)
    assert made.vend(3).result is Result.DELIVERED
    refused = made.vend(201)
    assert (refused.result, refused.nothing_moved) == (Result.REFUSED, True)
    made.check_books()


def test_services(bench: Bench) -> None:
    assert bench.service("version_read").text == "B27"
    assert bench.service("self_test").ok
    assert bench.service("drop_sensor_test").ok
    assert bench.service("temperature_set", cool=1, target_c=4).ok
    assert bench.service("temperature_read").text == "6 °C, probe fault"
    assert bench.service("door_read").text == "value 00"
    assert bench.service("shakes_set", times=0).ok
    assert bench.service("test_lane", motor=MOTOR).ok
    assert bench.truth() == (1, 1)
    assert bench.sim.world()["board"]["settings"]["0"]["ce"] == 4
    bench.sim.fault("sensor_blocked")
    assert "something stands" in bench.service("drop_sensor_test").text
    assert "blocked" in bench.service("self_test").text


def test_port_can_be_opened_by_one_only(bench: Bench) -> None:
    events = Events()
    second = TcnBoard(BoardSettings("tcn", bench.sim.port))
    second.start(events)
    assert "in use" in events.expect(BoardDown).reason
    second.close()
    assert bench.vend().result is Result.DELIVERED


@pytest.mark.slow
def test_small_faults_all_the_time_and_the_books_still_balance(make: Make) -> None:
    """A hundred vends in a field of noise, damage, lost and late replies, jams and pulled cables."""
    made = make(vend_timeout_ms=1_000)
    scripts: list[Any] = [
        {"no_drop": True},
        {"bad_checksum": 1},
        {"jam": LANE},
        {"noise_before": 2},
        {"fault": "cut_cable", "lane": LANE, "phase": "before_drop", "for_ms": 50},
        {"drops_after_shaking": True},
        {"wrong_board": True},
        {"fault": "stale_reply", "times": 1},
        {"fault": "lost_reply", "lane": "A1"},
    ]
    for number in range(18):
        made.sim.fault(scripts[number % len(scripts)])
        made.vend(1 + number % 8)
    made.check_books()
    assert any(outcome.result is Result.DELIVERED for outcome in made.outcomes)
