from __future__ import annotations

import pytest

from hardware.sim.cabinet import Cabinet, LanePlan
from hardware.sim.relay.board import DOOR_INPUT, DROP_INPUT, INPUTS
from hardware.wire.modbus.frames import Reply
from hardware.wire.modbus.messages import (
    read_coils,
    read_inputs,
    read_registers,
    unpack_bits,
    write_coil,
    write_coils,
)
from hardware.wire.relay.messages import Dialect
from tests.hardware.sim.modbus_host import TURN_MS, Host

BOARD = Dialect()
TWO = Cabinet((LanePlan("A1", 1), LanePlan("B1", 9)))


def on(reply: Reply | None) -> list[int]:
    assert reply is not None
    assert reply.exception is None
    return [number for number, bit in enumerate(unpack_bits(reply.data), start=1) if bit]


@pytest.fixture
def host() -> Host:
    return Host("relay")


def test_pulse_is_honoured_and_turns_the_motor_once(host: Host) -> None:
    assert host.words(BOARD.pulse(3, 700)) == (0x0202, 7)
    assert on(host.ask(BOARD.read_coils(1))) == [3]
    host.run(700)
    assert on(host.ask(BOARD.read_coils(1))) == []
    host.run(2 * TURN_MS)
    assert (host.world.turns_total, host.world.fell_total) == (1, 1)


def test_relay_that_is_switched_on_stays_on_and_turns_the_motor_once(host: Host) -> None:
    host.ask(BOARD.switch(3, on=True))
    host.run(5 * TURN_MS)
    assert on(host.ask(BOARD.read_coils(1))) == [3]
    host.ask(BOARD.switch(3, on=True))
    host.run(2 * TURN_MS)
    assert host.world.turns_total == 1
    host.ask(BOARD.switch(3, on=False))
    assert on(host.ask(BOARD.read_coils(1))) == []
    host.ask(BOARD.switch(3, on=True))
    host.run(2 * TURN_MS)
    assert host.world.turns_total == 2


def test_everything_off_by_either_command(host: Host) -> None:
    for off in (BOARD.all_off(1), write_coil(1, 0xFF, 0)):
        host.ask(BOARD.switch(3, on=True))
        host.ask(off)
        assert on(host.ask(BOARD.read_coils(1))) == []


def test_drop_is_told_for_a_moment_and_a_blocked_sensor_all_the_time(host: Host) -> None:
    host.ask(BOARD.pulse(3, 100))
    host.run(TURN_MS - 150)
    assert DROP_INPUT in on(host.ask(BOARD.read_inputs(1, INPUTS)))
    host.run(TURN_MS)
    assert DROP_INPUT not in on(host.ask(BOARD.read_inputs(1, INPUTS)))
    host.fault("sensor_blocked")
    assert DROP_INPUT in on(host.ask(BOARD.read_inputs(1, INPUTS)))


def test_drop_that_is_not_seen_is_not_told(host: Host) -> None:
    host.fault({"drop_not_seen": "A3"})
    host.ask(BOARD.pulse(3, 100))
    host.run(TURN_MS - 150)
    assert DROP_INPUT not in on(host.ask(BOARD.read_inputs(1, INPUTS)))
    assert host.world.fell_total == 1


def test_door_and_cells(host: Host) -> None:
    host.fault("door_open")
    host.ask(BOARD.pulse(3, 100))
    assert on(host.ask(BOARD.read_inputs(1, INPUTS))) == [3, DOOR_INPUT]
    host.fault("clear")
    assert on(host.ask(BOARD.read_inputs(1, INPUTS))) == []


def test_cells_of_the_second_board_are_its_own() -> None:
    host = Host("relay", TWO)
    host.ask(BOARD.pulse(9, 100))
    assert on(host.ask(BOARD.read_inputs(1, INPUTS))) == []
    assert on(host.ask(BOARD.read_inputs(2, INPUTS))) == [1]


def test_two_motors_pulsed_at_a_time_turn_one_after_the_other(host: Host) -> None:
    host.ask(BOARD.pulse(3, 100))
    host.ask(BOARD.pulse(4, 100))
    host.run(3 * TURN_MS)
    assert host.world.fell_total == 2


@pytest.mark.parametrize(("code", "left_on"), [(0, []), (1, [3])])
def test_stuck_relay(host: Host, code: int, left_on: list[int]) -> None:
    host.fault({"fault": "coil_stuck", "lane": "A3", "code": code})
    host.ask(BOARD.pulse(3, 100))
    host.run(2 * TURN_MS)
    host.ask(BOARD.switch(3, on=False))
    assert on(host.ask(BOARD.read_coils(1))) == left_on
    assert host.world.turns_total == len(left_on)


def test_what_the_board_has_not_is_refused(host: Host) -> None:
    assert host.refusal(read_registers(1, 0, 1)) == 1
    assert host.refusal(read_coils(1, 0, 9)) == 2
    assert host.refusal(read_inputs(1, 16, 1)) == 2
    assert host.refusal(write_coils(1, 1, [False] * 8)) == 2
    assert host.refusal(write_coil(1, 40, 0)) == 2
    assert host.refusal(write_coil(1, 0, 0x0100)) == 3
    assert host.refusal(write_coil(1, 0xFF, 0xFF00)) == 2
    host.fault("no_pulse")
    assert host.refusal(BOARD.pulse(1, 100)) == 2
    host.fault({"fault": "exception", "lane": "A1", "code": 4})
    assert host.refusal(BOARD.switch(1, on=True)) == 4


def test_power_cut_switches_everything_off_and_stops_the_motor(host: Host) -> None:
    host.ask(BOARD.switch(3, on=True))
    host.run(300)
    host.fault({"power_cut": {"for_ms": 100}})
    host.run(3 * TURN_MS)
    assert on(host.ask(BOARD.read_coils(1))) == []
    assert (host.world.turns_total, host.world.fell_total) == (1, 0)


def test_missing_motor_does_not_turn(host: Host) -> None:
    host.fault({"motor_missing": "A3"})
    host.ask(BOARD.pulse(3, 100))
    host.run(2 * TURN_MS)
    assert host.world.turns_total == 0


def test_lost_and_misdirected_answers(host: Host) -> None:
    host.fault({"fault": "lost_ack", "lane": "A3"})
    assert host.ask(BOARD.pulse(3, 100)) is None
    host.fault({"wrong_board": "A4"})
    reply = host.ask(BOARD.pulse(4, 100))
    assert reply is not None
    assert reply.address == 2
    host.fault({"stale_reply": "A5"})
    host.heard.clear()
    host.ask(BOARD.pulse(5, 100))
    assert len(host.heard) == 2


def test_state_outlives_the_process(host: Host) -> None:
    host.ask(BOARD.pulse(3, 100))
    host.run(2 * TURN_MS)
    other = host.reborn("relay")
    assert other.board.to_state() == host.board.to_state()
    assert other.board.record()["board"]["open_cells"] == [3]
    assert host.board.revision > 0
