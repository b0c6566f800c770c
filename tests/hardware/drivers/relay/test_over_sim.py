"""The relay driver against the simulated machine on a real pty: every fault of boards.md 13.3, and beside
what the driver said, what physically happened.

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
    BoardSettings,
    BoardUp,
    DropSensorReport,
    LaneReport,
    LaneState,
    MachineReport,
    Result,
    VendFinished,
    VendOrder,
)
from hardware.rig import open_board
from hardware.sim.client import SimProcess
from tests.hardware.over_sim import LANE, MOTOR, TURN_MS, Bench, Make
from tests.hardware.xy_peer import Events

PHASES = ("before_ack", "after_ack", "before_drop", "after_drop", "before_result")
CHANGES = {"board_pulse": False}
"""A clone that cannot time a pulse."""
TWO_BOARDS = "[lanes]\nA1 = 1\nA3 = 3\nB1 = 9\nB3 = 11\n"


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Bench] = []

    def build(cabinet: str = "", faults: Any = None, **options: object) -> Bench:
        # The simulated machine's inputs: cells 1-8, drop 9, door 10 (hardware/sim/relay/board.py).
        chosen = {"boards": 1, "pulse_ms": 200, "turn_ms": 1_000, "drop_input": 9, "door_input": 10}
        wired = {**chosen, **options}
        made.append(Bench("relay", tmp_path, cabinet=cabinet, faults=faults, options=wired))
        return made[-1]

    yield build
    for bench in made:
        bench.close()


@pytest.fixture
def bench(make: Make) -> Bench:
    return make()


def relays_on(bench: Bench) -> list[int]:
    on = bench.sim.world()["board"]["relays_on"]
    return [relay for relays in on.values() for relay in relays]


def test_ordinary_vend(bench: Bench) -> None:
    outcome = bench.vend()
    assert (outcome.result, outcome.text) == (Result.DELIVERED, "seen coming out")
    assert bench.truth() == (1, 1)
    assert relays_on(bench) == []
    bench.check_books()


def test_pulse_is_honoured_by_the_board(make: Make) -> None:
    bench = make(drop_input=0, read_back=False, pulse_ms=500, turn_ms=100)
    assert bench.vend().result is Result.TURNED_UNCONFIRMED
    bench.sim.advance(1_000)
    assert relays_on(bench) == []
    bench.check_books()


def test_pulse_of_ours_ends_off(make: Make) -> None:
    bench = make(faults="no_pulse", **CHANGES)
    assert bench.vend().result is Result.DELIVERED
    assert relays_on(bench) == []
    bench.check_books()


def test_board_that_cannot_time_a_pulse_refuses_it(make: Make) -> None:
    bench = make(faults="no_pulse")
    outcome = bench.vend()
    assert (outcome.result, outcome.raw_code) == (Result.REFUSED, "85/02")
    bench.check_books()


def test_without_drop_input_a_turn_is_only_unconfirmed(make: Make) -> None:
    bench = make(drop_input=0)
    assert bench.vend().result is Result.TURNED_UNCONFIRMED
    bench.check_books()


@pytest.mark.parametrize("name", ["jam", "no_drop", "drop_not_seen"])
def test_no_drop_seen_is_not_delivered_whatever_fell(bench: Bench, name: str) -> None:
    bench.sim.fault({name: LANE})
    outcome = bench.vend()
    assert (outcome.result, outcome.nothing_moved) == (Result.NOT_DELIVERED, False)
    bench.check_books(unseen=1)


def test_exception_is_a_refusal_in_words(bench: Bench) -> None:
    for code in (1, 2, 3, 6):
        bench.sim.fault({"fault": "exception", "lane": LANE, "code": code})
        outcome = bench.vend()
        assert (outcome.result, outcome.raw_code) == (Result.REFUSED, f"85/{code:02X}")
        assert "the board refused the pulse: " in outcome.text
    # 4: it failed while it was at it, so nobody knows.
    bench.sim.fault({"fault": "exception", "lane": LANE, "code": 4})
    assert bench.vend().result is Result.UNKNOWN
    bench.check_books()


@pytest.mark.parametrize("options", [{}, CHANGES])
def test_relay_that_does_not_move_is_unknown(make: Make, options: dict[str, object]) -> None:
    bench = make(**options)
    bench.sim.fault({"coil_stuck": LANE})
    outcome = bench.vend()
    assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True)
    assert bench.truth() == (0, 0)
    bench.check_books()


def test_relay_that_hangs_is_told_of_beside_the_delivery(bench: Bench) -> None:
    bench.sim.fault({"fault": "coil_stuck", "lane": LANE, "code": 1})
    outcome = bench.vend()
    assert (outcome.result, outcome.fault_although_delivered, outcome.block_lane) == (
        Result.DELIVERED,
        True,
        True,
    )
    assert bench.lane().text == "the relay does not switch off"
    bench.sim.fault({"clear": "coil_stuck"})
    bench.service("all_off")
    assert bench.lane().state is LaneState.NORMAL
    bench.check_books()


def test_start_switches_everything_off(tmp_path: Path) -> None:
    # Somebody who died left a relay on.
    sim = SimProcess(model="relay", link=tmp_path / "old", turn_ms=TURN_MS)
    client = ModbusSerialClient(sim.port, baudrate=9_600, timeout=2, retries=0)
    assert client.connect()
    assert not client.write_coil(4, True, device_id=1).isError()
    client.close()  # type: ignore[no-untyped-call]  # the library's own
    assert sim.world()["board"]["relays_on"]["1"] == [5]
    events = Events()
    board = open_board(BoardSettings("relay", sim.port, options={"boards": 1}))
    board.start(events)
    while not events.wait(BoardUp).info.motors:
        pass
    assert sim.world()["board"]["relays_on"]["1"] == []
    board.close()
    sim.close()


def test_blocked_drop_input_refuses_before_anything_moves(bench: Bench) -> None:
    bench.sim.fault("sensor_blocked")
    outcome = bench.vend()
    assert (outcome.result, outcome.nothing_moved, outcome.sensor_fault) == (Result.REFUSED, True, True)
    bench.board.service("drop_sensor_test")
    assert bench.events.wait(DropSensorReport).ok is False
    bench.sim.fault("sensor_ok")
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


def test_locker_cell_is_opened_and_told_as_open(make: Make) -> None:
    bench = make(cell_doors=True)
    assert bench.service("cell_read", motor=MOTOR).text == "the door is closed"
    assert bench.vend().result is Result.DELIVERED
    assert bench.service("cell_read", motor=MOTOR).text == "the door is open"
    assert bench.lane().state is LaneState.FAULT
    outcome = bench.vend()
    assert (outcome.result, outcome.text) == (Result.REFUSED, "the cell's door is open already")
    bench.sim.fault("clear")
    assert bench.lane().state is LaneState.NORMAL
    bench.check_books()


def test_locker_cell_whose_lock_does_not_move_is_unknown(make: Make) -> None:
    bench = make(cell_doors=True)
    bench.sim.fault({"coil_stuck": LANE})
    assert bench.vend().result is Result.UNKNOWN
    bench.check_books()


def test_two_boards_on_one_line(make: Make) -> None:
    bench = make(cabinet=TWO_BOARDS, boards=0)
    assert bench.motors() == tuple(range(1, 17))
    assert bench.vend(11).result is Result.DELIVERED
    assert bench.vend(3).result is Result.DELIVERED
    assert (bench.truth(11), bench.truth(3)) == ((1, 1), (1, 1))
    bench.check_books()


@pytest.mark.parametrize("options", [{}, CHANGES])
def test_lost_command_is_unknown_and_not_sent_again(make: Make, options: dict[str, object]) -> None:
    bench = make(**options)
    bench.sim.fault({"fault": "lost_command", "lane": LANE})
    outcome = bench.vend()
    assert (outcome.result, outcome.nothing_moved) == (Result.UNKNOWN, False)
    assert bench.truth() == (0, 0)
    bench.check_books()


@pytest.mark.parametrize("name", ["lost_ack", "wrong_board"])
@pytest.mark.parametrize("options", [{}, CHANGES])
def test_lost_confirmation_still_ends_with_what_was_seen(
    make: Make, options: dict[str, object], name: str
) -> None:
    bench = make(**options)
    bench.sim.fault({"fault": name, "lane": LANE})
    # The drop may have been over before the confirmation was given up.
    assert bench.vend().result in (Result.DELIVERED, Result.UNKNOWN)
    assert relays_on(bench) == []
    bench.check_books()


def test_stale_answer_is_not_this_vends(bench: Bench) -> None:
    assert bench.vend(4).result is Result.DELIVERED
    bench.sim.fault([{"stale_reply": LANE}, {"no_drop": LANE}])
    assert bench.vend().result in (Result.NOT_DELIVERED, Result.UNKNOWN)
    bench.check_books()


def test_odd_bytes_change_nothing(bench: Bench) -> None:
    for name in ("split", "noise_before", "noise_after"):
        bench.sim.fault({name: True})
        assert bench.vend().result is Result.DELIVERED, name
        bench.sim.fault("clear")
    bench.check_books()


def test_line_that_loses_answers_is_true_or_unknown(bench: Bench) -> None:
    for name, more in (("bad_checksum", {}), ("merge", {}), ("delay", {"ms": 150})):
        bench.sim.fault({"fault": name, "times": 4, **more})
        bench.vend()
        bench.sim.fault("clear")
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


@pytest.mark.parametrize("options", [{}, CHANGES])
def test_cable_cut_in_a_vend_is_true_or_unknown_and_ends_off(make: Make, options: dict[str, object]) -> None:
    bench = make(**options)
    for motor, phase in enumerate(PHASES, start=3):
        bench.sim.fault({"fault": "cut_cable", "lane": motor, "phase": phase, "for_ms": 300})
        outcome = bench.vend(motor)
        assert outcome.result in (Result.DELIVERED, Result.UNKNOWN), (phase, outcome)
        assert relays_on(bench) == []
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


@pytest.mark.parametrize("options", [{}, CHANGES])
def test_power_cut_in_a_vend_is_true_or_unknown_and_never_driven_again(
    make: Make, options: dict[str, object]
) -> None:
    bench = make(**options)
    for motor, phase in enumerate(PHASES, start=3):
        bench.sim.fault({"fault": "power_cut", "lane": motor, "phase": phase, "for_ms": 200})
        outcome = bench.vend(motor)
        assert outcome.result in (Result.DELIVERED, Result.UNKNOWN, Result.NOT_DELIVERED), (phase, outcome)
    assert bench.sim.world()["orders_total"] <= len(PHASES)
    assert bench.vend(4).result is Result.DELIVERED
    bench.check_books()


def test_silence_is_down_and_its_end_is_up(bench: Bench) -> None:
    bench.sim.fault({"silence": True})
    bench.board.refresh()
    assert bench.events.wait(BoardDown).reason
    bench.sim.fault("speak")
    bench.events.wait(BoardUp)
    assert bench.vend().result is Result.DELIVERED
    bench.check_books()


def test_door(bench: Bench) -> None:
    bench.sim.fault("door_open")
    bench.board.refresh()
    while not bench.events.wait(MachineReport).door_open:
        pass
    bench.sim.fault("door_closed")
    bench.board.refresh()
    assert bench.events.wait(MachineReport) == MachineReport(False)


def test_check_of_lanes(bench: Bench) -> None:
    assert bench.lane().state is LaneState.NORMAL
    assert bench.lane(65).state is LaneState.MISSING


def test_relay_found_on_is_switched_off(bench: Bench) -> None:
    bench.sim.fault({"fault": "coil_stuck", "lane": LANE, "code": 1})
    bench.service("test_lane", motor=MOTOR)
    bench.board.refresh()
    report = bench.events.wait(LaneReport)
    assert (report.motor, report.state) == (MOTOR, LaneState.FAULT)
    bench.sim.fault({"clear": "coil_stuck"})
    bench.board.refresh()
    assert bench.service("relays_read").ok
    assert bench.lane().state is LaneState.NORMAL
    assert relays_on(bench) == []


def test_same_key_is_never_driven_twice(bench: Bench) -> None:
    bench.vend()
    bench.board.vend(VendOrder("order-1", MOTOR))
    assert bench.events.wait(VendFinished).outcome.result is Result.DELIVERED
    assert bench.sim.world()["orders_total"] == 1


def test_library_nobody_here_wrote_pulses_a_relay_of_the_simulated_board(tmp_path: Path) -> None:
    with SimProcess(model="relay", link=tmp_path / "board", turn_ms=TURN_MS) as sim:
        client = ModbusSerialClient(sim.port, baudrate=9_600, timeout=2, retries=0)
        assert client.connect()
        try:
            assert not client.write_coil(2, True, device_id=1).isError()
            assert client.read_coils(0, count=8, device_id=1).bits.index(True) == 2
            assert not client.write_coils(0, [False] * 8, device_id=1).isError()
            assert True not in client.read_coils(0, count=8, device_id=1).bits
            assert client.read_discrete_inputs(0, count=16, device_id=1).bits[2]
            refused = client.read_holding_registers(0, count=1, device_id=1)
            assert (refused.isError(), refused.exception_code) == (True, 1)
            sim.advance(TURN_MS + 200)
        finally:
            client.close()  # type: ignore[no-untyped-call]  # the library's own
        assert sim.world()["turns_by_motor"] == {"3": 1}
