"""The XY driver against the simulated cabinet on a real pty: every fault of boards.md 13.3, and beside what
the driver said, what physically happened."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware.api import (
    BoardDown,
    BoardSettings,
    BoardUp,
    LaneReport,
    LaneState,
    MachineReport,
    Result,
    ServiceAnswer,
    VendFinished,
    VendOrder,
)
from hardware.drivers.xy import board as driver
from hardware.drivers.xy.board import XyBoard
from tests.hardware.over_sim import LANE, MOTOR, TURN_MS, Bench
from tests.hardware.xy_peer import Events

VEND_TIMEOUT_MS = 15_000
"""Far more than anything here takes, so that a busy machine changes no outcome."""
SHORT_TIMEOUT_MS = 1_500


def bench_of(folder: Path, **options: object) -> Bench:
    return Bench("xy", folder, options={"vend_timeout_ms": VEND_TIMEOUT_MS, **options})


def xy(bench: Bench) -> XyBoard:
    assert isinstance(bench.board, XyBoard)
    return bench.board


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = bench_of(tmp_path)
    yield made
    made.close()


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Bench]:
    """With a time limit a test can wait for."""
    made = bench_of(tmp_path, vend_timeout_ms=SHORT_TIMEOUT_MS)
    yield made
    made.close()


def test_ordinary_vend(bench: Bench) -> None:
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code) == (Result.DELIVERED, "04/02")
    assert TURN_MS <= outcome.run_ms < VEND_TIMEOUT_MS
    assert bench.truth() == (1, 1)
    (order,) = bench.sim.world()["orders"]
    assert (order["motor"], order["drop_sensor"], order["repeated"]) == (MOTOR, True, False)


def test_start_leaves_the_clock_set_and_every_lane_known(bench: Bench) -> None:
    motors = {bench.events.wait(LaneReport).motor for _ in range(40)}
    assert motors == set(range(1, 41))
    assert bench.events.wait(BoardUp).info.motors == tuple(range(1, 41))
    assert bench.sim.world()["board"]["clock"] is not None


@pytest.mark.parametrize("name", ["jam", "no_drop", "drop_not_seen"])
def test_no_drop_seen_is_a_fault_whatever_fell(bench: Bench, name: str) -> None:
    bench.sim.fault({name: LANE})
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code) == (Result.FAULT, "04/03")
    assert (outcome.block_lane, outcome.nothing_moved) == (True, False)
    assert bench.truth()[1] == (name == "drop_not_seen")
    assert bench.lane().state is LaneState.PAUSED


def test_jammed_lane_is_read_and_cleared(bench: Bench) -> None:
    bench.sim.fault({"no_drop": LANE})
    bench.vend()
    assert bench.service("jammed_read").motors == (MOTOR,)
    assert bench.service("jammed_clear").ok
    assert bench.service("jammed_read").motors == ()
    assert bench.lane().state is LaneState.NORMAL


def test_without_drop_sensor_a_missed_drop_is_only_unconfirmed(bench: Bench) -> None:
    bench.sim.fault({"no_drop": LANE})
    assert bench.vend(drop_sensor=False).result is Result.TURNED_UNCONFIRMED
    assert bench.truth() == (1, 0)


def test_lost_ack_of_the_order_turns_once(bench: Bench) -> None:
    bench.sim.fault({"fault": "lost_ack", "lane": LANE})
    assert bench.vend().result is Result.DELIVERED
    assert bench.truth() == (1, 1)


def test_lost_ack_turns_once_even_on_a_board_that_would_turn_again(bench: Bench) -> None:
    bench.sim.fault({"fault": "lost_ack", "lane": LANE, "turn_again": True})
    assert bench.vend().result is Result.DELIVERED
    assert bench.truth() == (1, 1)
    assert bench.sim.world()["orders_total"] == 1


def test_lost_order_is_sent_again_and_delivered(bench: Bench) -> None:
    bench.sim.fault({"fault": "lost_command", "lane": LANE})
    assert bench.vend().result is Result.DELIVERED
    assert bench.truth() == (1, 1)


def test_order_lost_five_times_is_unknown(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "VEND_PATIENCE_MS", 500)
    bench.sim.fault({"fault": "lost_command", "lane": LANE, "times": 5})
    outcome = bench.vend()
    assert (outcome.result, outcome.block_lane, outcome.nothing_moved) == (Result.UNKNOWN, True, False)
    assert bench.truth() == (0, 0)


def test_lost_ack_of_ours_does_not_double_anything(bench: Bench) -> None:
    bench.sim.fault({"fault": "lost_our_ack", "times": 3})
    assert bench.vend().result is Result.DELIVERED
    assert bench.vend(4).result is Result.DELIVERED
    assert xy(bench).counts.repeats >= 1
    assert bench.sim.world()["fell_total"] == 2


def test_duplicated_money_is_told_once(bench: Bench) -> None:
    bench.sim.fault({"money_duplicate": 500})
    assert bench.events.wait(ServiceAnswer).request == "money_received"
    assert bench.vend().result is Result.DELIVERED
    assert xy(bench).counts.repeats == 1


@pytest.mark.parametrize("name", ["code_24", "code_24_then_02"])
def test_take_out_is_one_delivery(bench: Bench, name: str) -> None:
    bench.sim.fault({name: LANE})
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code) == (Result.DELIVERED, "04/24")
    assert bench.vend().raw_code == "04/02"
    assert bench.truth() == (2, 2)


def test_take_out_is_only_progress_when_the_installer_says_so(tmp_path: Path) -> None:
    made = bench_of(tmp_path, success_24=False)
    made.sim.fault({"code_24_then_02": LANE})
    assert made.vend().raw_code == "04/02"
    made.close()


@pytest.mark.parametrize(
    ("script", "raw_code"),
    [
        ({"fault": "unknown_status", "lane": LANE, "code": 0x7E}, "04/7E"),
        ({"only_01_forever": LANE}, "04/01"),
    ],
)
def test_what_never_ends_is_unknown_after_the_time_limit(
    hasty: Bench, script: dict[str, Any], raw_code: str
) -> None:
    hasty.sim.fault(script)
    outcome = hasty.vend()
    assert (outcome.result, outcome.raw_code, outcome.block_lane) == (Result.UNKNOWN, raw_code, True)
    assert outcome.run_ms >= SHORT_TIMEOUT_MS
    assert hasty.vend(4).result is Result.DELIVERED


def test_late_result_is_not_the_next_vends_and_corrects_the_memory(hasty: Bench) -> None:
    hasty.sim.fault({"fault": "late_result", "lane": LANE, "ms": SHORT_TIMEOUT_MS})
    assert hasty.vend().result is Result.UNKNOWN
    late = hasty.events.wait(ServiceAnswer)
    assert (late.request, late.ok, late.motors) == ("late_result", True, (MOTOR,))
    assert hasty.query(1).result is Result.DELIVERED
    hasty.sim.fault({"no_drop": LANE})
    assert hasty.vend().result is Result.FAULT


def test_reply_of_an_earlier_vend_is_not_this_ones(bench: Bench) -> None:
    assert bench.vend(4).result is Result.DELIVERED
    bench.sim.fault([{"stale_reply": LANE}, {"no_drop": LANE}])
    assert bench.vend().result is Result.FAULT


def test_terminated_is_a_fault_that_blocks_nothing(bench: Bench) -> None:
    bench.sim.fault({"terminated": LANE})
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code, outcome.block_lane) == (Result.FAULT, "04/FF", False)


def test_blocked_drop_sensor_is_found_before_anything_moves(bench: Bench) -> None:
    bench.sim.fault("sensor_blocked")
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code, outcome.block_lane) == (Result.FAULT, "04/0A", False)
    assert outcome.nothing_moved == (bench.truth() == (0, 0))


def test_missing_motor(bench: Bench) -> None:
    bench.sim.fault({"motor_missing": LANE})
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code, outcome.block_lane) == (Result.FAULT, "04/06", True)
    assert bench.truth() == (0, 0)


def test_lane_paused_after_a_jam(bench: Bench) -> None:
    bench.sim.fault([{"jam_then_paused": LANE}, {"no_drop": LANE}])
    assert bench.vend().result is Result.FAULT
    assert bench.lane().state is LaneState.PAUSED


def test_slot_that_does_not_exist(bench: Bench) -> None:
    assert bench.lane(77).state is LaneState.MISSING


def test_empty_slot(bench: Bench) -> None:
    bench.sim.fault({"out_of_stock": LANE})
    assert bench.lane().state is LaneState.OUT_OF_STOCK


@pytest.mark.parametrize("name", ["split", "noise_before", "noise_after", "four_byte_04", "five_byte_04"])
def test_odd_bytes_change_nothing(bench: Bench, name: str) -> None:
    bench.sim.fault({name: True})
    assert bench.vend().result is Result.DELIVERED
    assert bench.lane(4).state is LaneState.NORMAL
    assert bench.truth() == (1, 1)


def test_frames_merged_in_one_read_are_all_heard(bench: Bench) -> None:
    bench.sim.fault({"fault": "merge", "times": 6})
    assert bench.vend().result is Result.DELIVERED
    assert bench.truth() == (1, 1)


def test_wrong_xor_is_noise(bench: Bench) -> None:
    bench.sim.fault([{"wrong_xor": True}, {"fault": "bad_checksum", "times": 3}])
    assert bench.vend().result is Result.DELIVERED
    assert xy(bench).counts.noise_bytes >= 11


def poll_ms(bench: Bench) -> int:
    """How often the board POLLs, once two lanes more were checked: what was to be told it, was told."""
    for motor in (4, 5):
        bench.lane(motor)
    return int(bench.sim.world()["board"]["poll_ms"])


def test_clean_line_at_rest_is_polled_twice_as_often(bench: Bench) -> None:
    assert poll_ms(bench) == 100


def test_after_a_power_cut_it_is_polled_twice_as_often_again(bench: Bench) -> None:
    assert poll_ms(bench) == 100
    bench.sim.fault({"fault": "power_cut", "for_ms": 200})
    bench.events.wait(BoardUp)
    assert poll_ms(bench) == 100


def test_line_that_becomes_late_is_polled_as_before(bench: Bench) -> None:
    assert poll_ms(bench) == 100
    bench.sim.fault({"delay": 150})
    assert poll_ms(bench) == 200


def test_noise_on_the_line_has_it_polled_as_before(bench: Bench) -> None:
    assert poll_ms(bench) == 100
    bench.sim.fault({"wrong_xor": True})
    assert poll_ms(bench) == 200


def test_board_may_be_left_as_it_is(tmp_path: Path) -> None:
    bench = bench_of(tmp_path, quick_poll=False)
    assert poll_ms(bench) == 200
    bench.close()


def test_slow_line_is_only_slow(bench: Bench) -> None:
    bench.sim.fault({"delay": 150})
    assert bench.vend().result is Result.DELIVERED
    assert bench.truth() == (1, 1)


@pytest.mark.parametrize("phase", ["before_ack", "after_ack", "before_result"])
def test_cable_cut_in_a_vend_and_back_at_once_still_ends_by_the_truth(bench: Bench, phase: str) -> None:
    bench.sim.fault({"fault": "cut_cable", "lane": LANE, "phase": phase, "for_ms": 300})
    outcome = bench.vend()
    assert outcome.result in (Result.DELIVERED, Result.UNKNOWN)
    turns, fell = bench.truth()
    assert turns <= 1
    if outcome.result is Result.DELIVERED:
        assert fell == 1
    bench.events.wait(BoardUp)
    assert bench.vend(4).result is Result.DELIVERED


def test_cable_cut_for_long_in_a_vend_is_unknown(bench: Bench) -> None:
    bench.sim.fault({"fault": "cut_cable", "lane": LANE, "phase": "after_ack"})
    outcome = bench.vend()
    assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True)
    assert bench.truth() == (1, 1)
    bench.sim.fault("replug")
    bench.events.wait(BoardUp)
    assert bench.vend(4).result is Result.DELIVERED


def test_cable_cut_and_replugged_sells_again_within_three_seconds(bench: Bench) -> None:
    bench.sim.fault({"cut_cable": {"for_ms": 500}})
    bench.events.wait(BoardDown)
    bench.board.vend(VendOrder("waiting", MOTOR))
    outcome = bench.outcome()
    assert outcome.result is Result.DELIVERED
    assert outcome.run_ms < 3_000
    assert bench.truth() == (1, 1)


def test_power_cut_in_a_vend_is_unknown_and_never_driven_again(bench: Bench) -> None:
    bench.sim.fault({"fault": "power_cut", "lane": LANE, "for_ms": 200})
    outcome = bench.vend()
    assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True)
    assert bench.truth() in ((0, 0), (1, 0), (1, 1))
    assert bench.sim.world()["orders_total"] == 1
    assert bench.vend(4).result is Result.DELIVERED


def test_silence_is_down_and_its_end_is_up(bench: Bench) -> None:
    bench.sim.fault({"silence": {"for_ms": 3_500}})
    assert "not said anything" in bench.events.wait(BoardDown).reason
    bench.events.wait(BoardUp)
    assert bench.vend().result is Result.DELIVERED


@pytest.mark.parametrize("name", ["status_33", "status_41"])
def test_machine_status_short_and_long(bench: Bench, name: str) -> None:
    bench.events.wait(MachineReport)
    bench.sim.fault([name, {"temperature": 9}, "door_open"])
    bench.board.refresh()
    assert bench.events.wait(MachineReport) == MachineReport(True, (9,), ())
    bench.sim.fault(["probe_fault", "door_closed"])
    bench.board.refresh()
    assert bench.events.wait(MachineReport) == MachineReport(False, (None,), (0,))


def test_open_door_is_reported_within_five_seconds_without_being_asked_for(bench: Bench) -> None:
    assert bench.events.wait(MachineReport).door_open is False
    bench.sim.fault("door_open")
    opened_s = time.monotonic()
    while not bench.events.wait(MachineReport).door_open:
        pass  # reports from before
    assert time.monotonic() - opened_s < 5


def test_check_before_a_sale_tells_of_the_door_too(bench: Bench) -> None:
    bench.events.wait(MachineReport)
    bench.sim.fault("door_open")
    bench.board.check_lane(MOTOR)
    while not bench.events.wait(MachineReport).door_open:
        bench.board.check_lane(MOTOR)  # not asked again within a second


def test_program_that_starts_again_begins_at_another_number(bench: Bench) -> None:
    assert bench.vend().result is Result.DELIVERED
    bench.board.close()
    second, events = XyBoard(BoardSettings("xy", bench.sim.port), last_pack_no=200), Events()
    second.start(events)
    events.wait(BoardUp)
    second.vend(VendOrder("after", MOTOR))
    assert events.wait(VendFinished).outcome.result is Result.DELIVERED
    second.close()
    assert bench.sim.world()["orders"][-1]["pack_no"] > 200


def test_lost_order_ends_unknown_when_it_may_be_sent_only_once(tmp_path: Path) -> None:
    made = bench_of(tmp_path, resend_vend=False, vend_timeout_ms=SHORT_TIMEOUT_MS)
    made.sim.fault({"fault": "lost_command", "lane": LANE})
    outcome = made.vend()
    assert (outcome.result, outcome.block_lane, outcome.nothing_moved) == (Result.UNKNOWN, True, False)
    assert made.truth() == (0, 0)
    assert made.vend(4).result is Result.DELIVERED
    made.close()


def test_menu_items(bench: Bench) -> None:
    assert bench.service("test_lane", motor=MOTOR).ok
    assert bench.truth() == (1, 1)
    assert bench.service("motor_errors_read").motors == ()
    assert bench.service("motor_errors_clear").ok
    assert bench.service("temperature_set", mode=2, target_c=4).ok
    assert bench.service("temperature_read").text.startswith("cool, target 4 °C")
    assert "°C" in bench.service("temperature_status").text
    assert bench.service("drop_sensor_set", on=0).ok
    assert bench.service("drop_sensor_read", tray=0).text == "off"
    assert bench.service("after_jam_set", keep_selling=1).ok
    assert bench.service("after_jam_read", tray=0).text == "keep selling"
    assert bench.service("clock_set").ok
    assert bench.service("clock_read").ok


def test_port_can_be_opened_by_one_only(bench: Bench) -> None:
    events = Events()
    second = XyBoard(BoardSettings("xy", bench.sim.port))
    second.start(events)
    assert "in use" in events.expect(BoardDown).reason
    second.close()
    assert bench.vend().result is Result.DELIVERED
