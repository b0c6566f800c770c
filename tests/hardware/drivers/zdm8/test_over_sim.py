"""The ZDM8 driver against the simulated cabinet on a real pty: every fault of boards.md 13.3, and beside what
the driver said, what physically happened.

Every test ends with the books: motors turned at most once for each order, each outcome true or UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymodbus.client import ModbusSerialClient

from hardware.api import (
    BoardDown,
    BoardUp,
    DropSensorReport,
    LaneState,
    MachineReport,
    Result,
    VendFinished,
    VendOrder,
    VendStarted,
)
from hardware.sim.client import SimProcess
from tests.hardware.over_sim import LANE, MOTOR, TURN_MS, Bench, Make

VEND_TIMEOUT_MS = 15_000
"""Far more than anything here takes, so that a busy machine changes no outcome."""
SHORT_TIMEOUT_MS = 2_000
PHASES = ("before_ack", "after_ack", "before_drop", "after_drop", "before_result")
TWO_BOARDS = "[lanes]\nA1 = 1\nA3 = 3\nB1 = 101\nB3 = 103\n"


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Bench] = []

    def build(cabinet: str = "", faults: Any = None, **options: object) -> Bench:
        chosen = {"vend_timeout_ms": VEND_TIMEOUT_MS, "poll_ms": 100, "boards": 1, **options}
        made.append(Bench("zdm8", tmp_path, cabinet=cabinet, faults=faults, options=chosen))
        return made[-1]

    yield build
    for bench in made:
        bench.close()


@pytest.fixture
def bench(make: Make) -> Bench:
    return make()


def test_ordinary_vend(bench: Bench) -> None:
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code) == (Result.DELIVERED, "02/00")
    assert TURN_MS <= outcome.run_ms < VEND_TIMEOUT_MS
    assert bench.truth() == (1, 1)
    (order,) = bench.sim.world()["orders"]
    assert (order["motor"], order["drop_sensor"]) == (MOTOR, True)
    bench.check_books()


def test_start_tells_version_and_motors(bench: Bench) -> None:
    assert bench.motors() == tuple(range(1, 101))
    answer = bench.service("version_read")
    assert answer.text == "hardware 2020-02, 10 rows, 10 columns, software 2020-02-20"


@pytest.mark.parametrize("name", ["jam", "no_drop", "drop_not_seen"])
def test_no_drop_seen_is_a_fault_whatever_fell(bench: Bench, name: str) -> None:
    bench.sim.fault({name: LANE})
    outcome = bench.vend()
    assert (outcome.result, outcome.block_lane, outcome.nothing_moved) == (Result.FAULT, True, False)
    assert bench.truth()[1] == (name == "drop_not_seen")
    bench.check_books(unseen=1)


def test_without_drop_sensor_a_missed_drop_is_only_unconfirmed(bench: Bench) -> None:
    bench.sim.fault({"drop_not_seen": LANE})
    assert bench.vend(drop_sensor=False).result is Result.TURNED_UNCONFIRMED
    bench.check_books()


def test_lost_answer_to_the_result_is_unknown_and_never_a_failure(bench: Bench) -> None:
    bench.sim.fault({"lost_reply": LANE})
    outcome = bench.vend()
    assert (outcome.result, outcome.text) == (Result.UNKNOWN, "it ran, and its result was lost")
    assert bench.truth() == (1, 1)
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


def test_board_that_runs_for_ever_is_unknown_and_takes_no_further_vend(make: Make) -> None:
    bench = make(vend_timeout_ms=SHORT_TIMEOUT_MS)
    bench.sim.fault({"only_01_forever": LANE})
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code, outcome.block_lane) == (Result.UNKNOWN, "01/00", True)
    outcome = bench.vend(4)
    assert (outcome.result, outcome.nothing_moved) == (Result.REFUSED, True)
    assert "still dispensing" in outcome.text
    bench.sim.fault("clear")
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


def test_board_that_is_idle_at_once_is_unknown(bench: Bench) -> None:
    bench.sim.fault({"idle_at_once": LANE})
    outcome = bench.vend()
    assert (outcome.result, outcome.nothing_moved) == (Result.UNKNOWN, False)
    assert bench.truth() == (0, 0)
    bench.check_books()


def test_exception_is_a_refusal_in_words(bench: Bench) -> None:
    for code in (1, 2, 3, 4, 6, 7):
        bench.sim.fault({"fault": "exception", "lane": LANE, "code": code})
        outcome = bench.vend()
        assert (outcome.result, outcome.raw_code) == (Result.REFUSED, f"90/{code:02X}")
        assert "the board refused the vend: " in outcome.text
        assert outcome.nothing_moved
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


def test_blocked_drop_sensor_refuses_before_anything_moves(bench: Bench) -> None:
    bench.sim.fault("sensor_blocked")
    outcome = bench.vend()
    assert (outcome.result, outcome.nothing_moved, outcome.sensor_fault) == (Result.REFUSED, True, True)
    assert bench.truth() == (0, 0)
    assert not bench.service("drop_sensor_test").ok
    bench.sim.fault("sensor_ok")
    bench.board.service("drop_sensor_test")
    assert bench.events.wait(DropSensorReport) == DropSensorReport(True, "clear")
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


def test_blocked_drop_sensor_does_not_matter_to_a_lane_without_it(bench: Bench) -> None:
    bench.sim.fault("sensor_blocked")
    assert bench.vend(drop_sensor=False).result is Result.TURNED_UNCONFIRMED
    bench.check_books()


def test_vend_register_0001(make: Make) -> None:
    bench = make(faults="register_0001", vend_at_0001=True)
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


def test_wrong_vend_register_is_a_refusal(make: Make) -> None:
    bench = make(faults="register_0001")
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code) == (Result.REFUSED, "90/02")
    bench.check_books()


def test_two_boards_on_one_line(make: Make) -> None:
    bench = make(cabinet=TWO_BOARDS, boards=0)
    assert bench.motors() == tuple(range(1, 201))
    assert bench.vend(103).result is Result.DELIVERED
    assert bench.vend(3).result is Result.DELIVERED
    assert (bench.truth(103), bench.truth(3)) == ((1, 1), (1, 1))
    outcome = bench.vend(203)
    assert (outcome.result, outcome.nothing_moved) == (Result.REFUSED, True)
    assert bench.vend(101).result is Result.DELIVERED
    bench.check_books()


def test_lost_acceptance_still_ends_with_the_result(bench: Bench) -> None:
    bench.sim.fault({"fault": "lost_ack", "lane": LANE})
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


def test_lost_vend_is_unknown_and_not_sent_again(bench: Bench) -> None:
    bench.sim.fault({"fault": "lost_command", "lane": LANE})
    outcome = bench.vend()
    assert (outcome.result, outcome.nothing_moved) == (Result.UNKNOWN, False)
    assert bench.truth() == (0, 0)
    bench.check_books()


def test_acceptance_from_another_board_is_not_ours(bench: Bench) -> None:
    bench.sim.fault({"wrong_board": LANE})
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


def test_motor_fault_shows_its_number(bench: Bench) -> None:
    bench.sim.fault({"fault": "motor_fault", "lane": LANE, "code": 0x21})
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code) == (Result.FAULT, "03/21")
    assert "fault code 21" in outcome.text
    bench.check_books()


def test_missing_motor_is_a_fault(bench: Bench) -> None:
    bench.sim.fault({"motor_missing": LANE})
    assert bench.vend().result is Result.FAULT
    assert bench.truth() == (0, 0)
    bench.check_books()


def test_unknown_state_is_unknown(bench: Bench) -> None:
    bench.sim.fault({"unknown_status": LANE})
    assert bench.vend().result is Result.UNKNOWN
    bench.check_books()


def test_late_result_is_waited_for(bench: Bench) -> None:
    bench.sim.fault({"fault": "late_result", "lane": LANE, "ms": 1_500})
    outcome = bench.vend()
    assert outcome.result is Result.DELIVERED
    assert outcome.run_ms >= 1_500
    bench.check_books()


def test_result_nobody_waited_for_is_not_the_next_vends(make: Make) -> None:
    bench = make(vend_timeout_ms=SHORT_TIMEOUT_MS)
    bench.sim.fault({"fault": "late_result", "lane": LANE, "ms": 2 * SHORT_TIMEOUT_MS})
    assert bench.vend().result is Result.UNKNOWN
    bench.sim.advance(2 * SHORT_TIMEOUT_MS)
    bench.sim.fault({"no_drop": "A4"})
    assert bench.vend(4).result is Result.FAULT
    bench.check_books()


def test_stale_answer_is_not_this_vends(bench: Bench) -> None:
    assert bench.vend(4).result is Result.DELIVERED
    bench.sim.fault([{"stale_reply": LANE}, {"no_drop": LANE}])
    assert bench.vend().result is Result.FAULT
    bench.check_books()


def test_odd_bytes_change_nothing(bench: Bench) -> None:
    for name in ("split", "noise_before", "noise_after", "delay"):
        bench.sim.fault({name: True})
        assert bench.vend().result is Result.DELIVERED
        bench.sim.fault("clear")
    bench.check_books()


def test_answers_merged_into_one_come_too_late_and_nothing_is_taken_for_another(bench: Bench) -> None:
    bench.sim.fault({"fault": "merge", "times": 4})
    assert bench.vend().result in (Result.DELIVERED, Result.UNKNOWN, Result.REFUSED)
    bench.sim.fault("clear")
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


def test_damaged_answers_are_asked_for_again_or_unknown(bench: Bench) -> None:
    bench.sim.fault({"fault": "bad_checksum", "times": 3})
    assert bench.vend().result in (Result.DELIVERED, Result.UNKNOWN)
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


def test_cable_cut_in_a_vend_and_back_at_once_still_ends_by_the_truth(bench: Bench) -> None:
    for phase in PHASES:
        bench.sim.fault({"fault": "cut_cable", "lane": LANE, "phase": phase, "for_ms": 300})
        # The board keeps its result until somebody asks.
        assert bench.vend().result is Result.DELIVERED, phase
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


def test_cable_cut_for_long_in_a_vend_is_unknown(make: Make) -> None:
    bench = make(vend_timeout_ms=SHORT_TIMEOUT_MS)
    bench.sim.fault({"fault": "cut_cable", "lane": LANE, "phase": "after_ack"})
    outcome = bench.vend()
    assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True)
    assert bench.truth() == (1, 1)
    bench.sim.fault("replug")
    bench.events.wait(BoardUp)
    assert bench.vend(4).result is Result.DELIVERED
    assert bench.query(1).result is Result.UNKNOWN
    bench.check_books()


def test_power_cut_in_a_vend_is_unknown_and_never_driven_again(bench: Bench) -> None:
    for motor, phase in enumerate(PHASES, start=10):
        bench.sim.fault({"fault": "power_cut", "lane": motor, "phase": phase, "for_ms": 200})
        outcome = bench.vend(motor)
        assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True), phase
        assert bench.truth(motor)[0] <= 1
    assert bench.sim.world()["orders_total"] == len(PHASES)
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


def test_silence_is_down_and_its_end_is_up(bench: Bench) -> None:
    bench.sim.fault({"silence": True})
    bench.board.refresh()
    assert bench.events.wait(BoardDown).reason
    outcome = bench.vend()
    assert (outcome.result, outcome.nothing_moved) == (Result.REFUSED, True)
    bench.sim.fault("speak")
    bench.events.wait(BoardUp)
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


def test_temperature_probe_and_door(make: Make) -> None:
    bench = make(door_register=10, door_bit=15)
    bench.events.wait(MachineReport)
    bench.sim.fault([{"temperature": 9}, "door_open"])
    bench.board.refresh()
    assert bench.events.wait(MachineReport) == MachineReport(True, (9,), ())
    bench.sim.fault(["probe_fault", "door_closed"])
    bench.board.refresh()
    assert bench.events.wait(MachineReport) == MachineReport(False, (None,), (0,))


def test_check_of_lanes(bench: Bench) -> None:
    assert bench.lane().state is LaneState.NORMAL
    assert bench.lane(801).state is LaneState.MISSING


def test_same_key_is_never_driven_twice(bench: Bench) -> None:
    bench.vend()
    bench.board.vend(VendOrder("order-1", MOTOR))
    assert bench.events.wait(VendFinished).outcome.result is Result.DELIVERED
    assert bench.sim.world()["orders_total"] == 1


def test_motor_is_told_to_turn_before_its_result(bench: Bench) -> None:
    bench.board.vend(VendOrder("told", MOTOR))
    assert bench.events.wait(VendStarted) == VendStarted("told", MOTOR)
    assert bench.events.wait(VendFinished).outcome.result is Result.DELIVERED


REQUESTS: tuple[tuple[str, dict[str, int], bool, str], ...] = (
    ("test_lane", {"motor": MOTOR, "drop_check": 1}, True, "the drop was seen"),
    ("cell_open", {"motor": MOTOR}, True, "nobody watched"),
    ("state_read", {}, True, "idle"),
    ("drop_sensor_test", {}, True, "clear"),
    ("climate_read", {}, True, "6.0 °C, 55.0 %"),
    ("inputs_read", {}, True, "0000010000000000"),
    ("outputs_read", {}, True, "0000000000000000 0000000000000000"),
    ("lift_reset", {}, True, "done"),
    ("lift_move_y", {"position": -5}, True, "done"),
    ("lift_move_x", {"position": 5}, True, "done"),
    ("lift_read", {}, True, "Y -5, idle, no fault code, X 5, idle, no fault code"),
    ("lift_inputs_read", {}, True, "Y 0000000000000000, X 0000000000000000"),
    ("pick_up_y_set", {"position": 1}, True, "done"),
    ("pick_up_x_set", {"position": 1}, True, "done"),
    ("motor_timeout_set", {"timeout_ms": 3000}, True, "done"),
    ("relay_set", {"number": 1, "on": 1}, True, "done"),
    ("cell_read", {"cell": 3}, True, "cell 3 is open"),
    ("relay_set", {"number": 300, "on": 1}, False, "is not between"),
    ("climate_read", {"board": 9}, False, "is not between"),
    ("climate_read", {"board": 2}, False, "no valid reply"),
    ("test_lane", {"motor": 900}, False, "there is no motor"),
    ("nonsense", {}, False, "the board has no request"),
)


def test_requests(bench: Bench) -> None:
    for request, arguments, ok, words in REQUESTS:
        answer = bench.service(request, **arguments)
        assert (answer.request, answer.ok) == (request, ok), answer
        assert words in answer.text


def test_opened_cell_is_open_and_settings_are_kept(bench: Bench) -> None:
    bench.service("cell_open", motor=7)
    assert bench.service("cell_read", cell=7).text == "cell 7 is open"
    bench.service("relay_set", number=1, on=1)
    bench.service("motor_timeout_set", timeout_ms=3000)
    board = bench.sim.world()["board"]
    assert (board["relays"], board["settings"]) == ({"1": {"1": 1}}, {"1": {"1004": 3000}})


def test_technicians_test_and_a_vend_never_run_together(bench: Bench) -> None:
    bench.board.service("test_lane", motor=4)
    outcome = bench.vend()
    assert (outcome.result, outcome.nothing_moved) == (Result.REFUSED, True)


def test_library_nobody_here_wrote_vends_from_the_simulated_board(tmp_path: Path) -> None:
    with SimProcess(model="zdm8", link=tmp_path / "board", turn_ms=TURN_MS) as sim:
        client = ModbusSerialClient(sim.port, baudrate=9_600, timeout=2, retries=0)
        assert client.connect()
        try:
            assert client.read_holding_registers(2, count=2, device_id=1).registers == [0x2020, 0x0220]
            assert not client.write_registers(0x2001, [0x0201, 0x0100], device_id=1).isError()
            while (state := client.read_holding_registers(3, count=1, device_id=1).registers[0]) >> 8 == 1:
                continue
            assert state == 0x0200
            assert client.read_holding_registers(3, count=1, device_id=1).registers == [0]
            refused = client.read_holding_registers(0x77, count=1, device_id=1)
            assert (refused.isError(), refused.exception_code) == (True, 2)
        finally:
            client.close()  # type: ignore[no-untyped-call]  # the library's own
        assert sim.world()["fell_by_motor"] == {"3": 1}
