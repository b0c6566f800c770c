from __future__ import annotations

import pytest

from hardware.sim.cabinet import Cabinet, LanePlan
from hardware.wire.modbus.frames import Query
from hardware.wire.modbus.messages import read_coils, write_registers
from hardware.wire.zdm8 import messages
from hardware.wire.zdm8.codes import VEND_VARIANT, Read, Write
from tests.hardware.sim.modbus_host import TURN_MS, Host

STATE = messages.read_state(1)
TWO = Cabinet((LanePlan("A1", 1), LanePlan("B1", 101)))


def vend(motor: int = 3, *, drop_check: bool = True, register: int = 0x2001) -> Query:
    return messages.vend(motor, 1, drop_check=drop_check, lift=False, register=register)


@pytest.fixture
def host() -> Host:
    return Host("zdm8")


def test_state_goes_from_idle_to_running_to_complete_and_is_told_once(host: Host) -> None:
    assert host.words(STATE) == (0x0000,)
    assert host.words(vend()) == (0x2001, 2)
    assert host.words(STATE) == (0x0100,)
    host.run(2 * TURN_MS)
    assert [host.words(STATE) for _ in range(3)] == [(0x0200,), (0x0000,), (0x0000,)]
    assert host.world.fell_total == 1


def test_fault_is_told_once_and_its_code_stays(host: Host) -> None:
    host.fault({"no_drop": "A3"})
    host.ask(vend())
    host.run(2 * TURN_MS)
    (fault,) = host.words(STATE)
    assert fault >> 8 == 3
    assert host.words(STATE) == (fault & 0xFF,)


def test_jam_without_drop_check_is_a_fault_and_a_hanging_item_is_not(host: Host) -> None:
    for name, state in (("jam", 3), ("no_drop", 2)):
        host.fault({name: "A3"})
        host.ask(vend(drop_check=False))
        host.run(2 * TURN_MS)
        assert host.words(STATE)[0] >> 8 == state


def test_result_whose_answer_is_lost_is_forgotten(host: Host) -> None:
    host.fault({"lost_reply": "A3"})
    host.ask(vend())
    assert host.words(STATE) == (0x0100,)
    host.run(2 * TURN_MS)
    assert host.ask(STATE) is None
    assert host.words(STATE) == (0x0000,)


def test_board_that_runs_for_ever_takes_no_vend_until_it_is_mended(host: Host) -> None:
    host.fault({"only_01_forever": "A3"})
    host.ask(vend())
    host.run(5 * TURN_MS)
    assert host.words(STATE) == (0x0100,)
    assert host.refusal(vend(4)) == 6
    host.fault("clear")
    assert host.words(STATE) == (0x0000,)


def test_vend_register_moves(host: Host) -> None:
    assert host.refusal(vend(register=VEND_VARIANT)) == 2
    host.fault("register_0001")
    assert host.refusal(vend()) == 2
    assert host.words(vend(register=VEND_VARIANT)) == (1, 2)


def test_what_a_vend_must_be(host: Host) -> None:
    assert host.refusal(write_registers(1, 0x2001, (1, 2, 3))) == 3
    assert host.refusal(write_registers(1, 0x2001, (0x0009, 0))) == 3
    assert host.refusal(write_registers(1, 0x2001, (0x6401, 0))) == 3
    assert host.board.orders_total == 2


def test_one_motor_at_a_time_on_the_whole_line() -> None:
    host = Host("zdm8", TWO)
    host.ask(vend(1))
    assert host.refusal(vend(101)) == 6
    host.run(2 * TURN_MS)
    assert host.words(vend(101)) == (0x2001, 2)
    assert host.words(messages.read_state(2)) == (0x0100,)
    assert host.words(STATE) == (0x0200,)


def test_board_that_is_not_there_says_nothing(host: Host) -> None:
    assert host.ask(messages.read_state(2)) is None
    assert host.board.record()["wire"]["ignored"] == 1


def test_late_result_comes_when_its_time_is_over(host: Host) -> None:
    host.fault({"fault": "late_result", "lane": "A3", "ms": 3_000})
    host.ask(vend())
    host.run(2 * TURN_MS)
    assert host.words(STATE) == (0x0100,)
    host.run(3_000)
    assert host.words(STATE) == (0x0200,)


def test_power_cut_forgets_the_state_and_the_relays_and_keeps_the_settings(host: Host) -> None:
    host.ask(messages.set_relay(1, 2, 1))
    host.ask(messages.set_motor_timeout(1, 3_000))
    host.fault({"fault": "power_cut", "lane": "A3", "for_ms": 200})
    host.ask(vend())
    host.run(2 * TURN_MS)
    assert host.words(STATE) == (0x0000,)
    beliefs = host.board.record()["board"]
    assert (beliefs["relays"], beliefs["settings"]) == ({"1": {}}, {"1": {"1004": 3_000}})


def test_registers(host: Host) -> None:
    assert host.words(messages.read_hardware(1)) == (0x2002, 0x0A0A)
    assert host.words(messages.read_software(1)) == (0x2020, 0x0220)
    assert host.words(messages.read_climate(1)) == (60, 550)
    assert host.words(messages.read(1, Read.DROP_SENSOR)) == (1,)
    assert host.words(messages.read(1, Read.INPUTS)) == (0x0400,)
    host.fault(["probe_fault", "sensor_blocked", "door_open"])
    assert host.words(messages.read_climate(1)) == (0x8000, 550)
    assert host.words(messages.read(1, Read.DROP_SENSOR)) == (0,)
    assert host.words(messages.read(1, Read.INPUTS)) == (0x8400,)
    host.ask(messages.set_position(1, Write.MOVE_Y, 7))
    assert host.words(messages.read(1, Read.LIFT_Y)) == (7,)


def test_what_the_board_has_not_is_refused(host: Host) -> None:
    assert host.refusal(Query(1, 3, bytes.fromhex("00 77 00 01"))) == 2
    assert host.refusal(messages.read(1, Read.CLIMATE)) == 3
    assert host.refusal(Query(1, 6, bytes.fromhex("00 77 00 01"))) == 2
    assert host.refusal(read_coils(1, 0, 8)) == 1


def test_half_a_query_is_forgotten_after_a_silence(host: Host) -> None:
    raw = STATE.encode()
    host.board.receive(raw[:4], host.now_ms)
    host.run(100)
    assert host.words(STATE) == (0x0000,)
    host.board.receive(b"\xff\xff" + raw, host.now_ms)
    host.run(100)
    assert host.board.record()["wire"]["noise_bytes"] == 2


def test_state_outlives_the_process(host: Host) -> None:
    host.ask(messages.set_motor_timeout(1, 3_000))
    host.ask(vend())
    host.run(2 * TURN_MS)
    other = host.reborn("zdm8")
    assert other.board.orders_total == 1
    assert other.world.fell_total == 1
    assert other.board.to_state() == host.board.to_state()
    assert other.board.record()["board"]["settings"] == {"1": {"1004": 3_000}}
    assert host.board.revision > 0
    strange = {**host.board.to_state(), "settings": {"9": {}}}
    other.board.load_state(strange)  # a board that this cabinet has no more


def test_locker_cell_is_open_after_its_lock_was_driven(host: Host) -> None:
    assert host.words(messages.read_cell(1, 1)) == (0x0101,)
    host.ask(messages.vend(1, 2, drop_check=False, lift=False))
    assert host.words(messages.read_cell(1, 1)) == (0x0100,)
