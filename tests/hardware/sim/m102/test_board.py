"""The simulated M102 cards against the sheet: states, results, faults, power. Virtual time."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from hardware.sim.control import world_record
from hardware.sim.m102 import M102Board
from hardware.sim.m102.board import SALT
from hardware.sim.script import ScriptError
from hardware.wire.m102 import messages
from hardware.wire.m102.codes import Curtain, Drive
from hardware.wire.m102.frames import Frame, decoder
from hardware.wire.m102.messages import Limits, Run
from tests.hardware.sim.card_rig import TURN_MS, TWO_CARDS, CardRig

END_MS = TURN_MS + 500


@pytest.fixture
def rig() -> CardRig[Frame]:
    return CardRig(M102Board, decoder)


def run(motor: int = 3, curtain: Curtain = Curtain.STOP_AT_HOME, card: int = 1) -> Frame:
    return messages.run(card, motor - 1, Drive.TWO_WIRE, curtain, Limits())


def polled(rig: CardRig[Frame], card: int = 1) -> Run:
    return Run.of(rig.answer(messages.poll(card)))


def vend(rig: CardRig[Frame], motor: int = 3, curtain: Curtain = Curtain.STOP_AT_HOME) -> Run:
    """Run a motor and let it end."""
    assert rig.answer(run(motor, curtain)).data[0] == 0
    rig.run(END_MS)
    return polled(rig)


def test_states_go_from_idle_through_running_to_done(rig: CardRig[Frame]) -> None:
    assert polled(rig).state == 0
    assert rig.answer(run()) == Frame(0, 5, b"\0")
    rig.run(200)
    assert (polled(rig).state, polled(rig).motor) == (1, 2)
    rig.run(END_MS)
    done = polled(rig)
    assert (done.state, done.motor, done.outcome) == (2, 2, 0)
    assert done.peak_ma > done.mean_ma > 0
    assert TURN_MS <= done.run_ms < TURN_MS + 100
    assert 1 <= done.drop_ms <= 200
    assert polled(rig) == done
    assert rig.truth() == (1, 1)


def test_no_two_runs_measure_the_same(rig: CardRig[Frame]) -> None:
    assert vend(rig) != vend(rig)


@pytest.mark.parametrize(
    ("script", "curtain", "outcome", "has_drop", "truth"),
    [
        ("no_drop", 1, 0, False, (1, 0)),
        ("drop_not_seen", 1, 0, False, (1, 1)),
        ("no_drop", 2, 3, False, (1, 0)),
        ("jam", 1, 1, False, (1, 0)),
        ("over_time_dropped", 1, 3, True, (1, 1)),
        ({"fault": "fault_dropped", "code": 1}, 1, 1, True, (1, 1)),
        ({"fault": "fault_dropped", "code": 10}, 1, 10, True, (1, 1)),
        ({"fault": "motor_fault", "code": 2}, 1, 2, False, (0, 0)),
        ({"fault": "motor_fault", "code": 5}, 0, 5, False, (0, 0)),
        ("motor_fault", 1, 2, False, (0, 0)),
        ("motor_missing", 1, 2, False, (0, 0)),
        ({"fault": "unknown_status", "code": 0x7E}, 1, 0x7E, True, (1, 1)),
        ({"fault": "unknown_status", "code": 0x7E, "falls": False}, 1, 0x7E, False, (1, 0)),
        ("sensor_blocked", 1, 4, False, (0, 0)),
        ("sensor_blocked", 0, 0, False, (1, 1)),
        ("out_of_stock", 1, 0, False, (1, 0)),
    ],
)
def test_scripted_fault(
    rig: CardRig[Frame],
    script: Any,
    curtain: int,
    outcome: int,
    has_drop: bool,
    truth: tuple[int, int],
) -> None:
    rig.fault(script)
    done = vend(rig, curtain=Curtain(curtain))
    assert (done.state, done.outcome, done.drop_ms > 0) == (2, outcome, has_drop)
    assert rig.truth() == truth


def test_run_is_refused_while_another_motor_runs_and_for_a_motor_that_is_not_there(
    rig: CardRig[Frame],
) -> None:
    assert rig.answer(run(41)).data[0] == 1
    rig.answer(run(3))
    assert rig.answer(run(4)).data[0] == 2
    rig.run(END_MS)
    assert rig.answer(run(4)).data[0] == 0


@pytest.mark.parametrize(("code", "said"), [(None, 2), (1, 1)])
def test_run_refused_by_script(rig: CardRig[Frame], code: int | None, said: int) -> None:
    rig.fault({"fault": "run_refused"} | ({} if code is None else {"code": code}))
    assert rig.answer(run()).data[0] == said
    rig.run(END_MS)
    assert rig.truth() == (0, 0)
    assert rig.answer(run()).data[0] == 0


def test_lost_command_turns_nothing_and_a_lost_answer_does(rig: CardRig[Frame]) -> None:
    rig.fault("lost_command")
    assert rig.ask(run()) is None
    rig.fault("lost_reply")
    assert rig.ask(run()) is None
    rig.run(END_MS)
    assert rig.truth() == (1, 1)
    assert polled(rig).state == 2


def test_answer_under_a_cards_own_address(rig: CardRig[Frame]) -> None:
    rig.fault("wrong_board")
    assert rig.answer(run()).address == 1


def test_stale_reply_comes_before_the_answer(rig: CardRig[Frame]) -> None:
    old = rig.answer(messages.poll(1))
    rig.fault("stale_reply")
    rig.heard.clear()
    rig.send(run().encode())
    rig.run(100)
    assert rig.heard == [old, Frame(0, 5, b"\0")]


def test_late_result_is_running_until_then(rig: CardRig[Frame]) -> None:
    rig.fault({"late_result": 5_000})
    assert vend(rig).state == 1
    rig.run(5_000)
    assert polled(rig).state == 2


def test_power_cut_in_a_run_loses_the_state_and_half_a_turn_is_only_finished(rig: CardRig[Frame]) -> None:
    rig.fault({"fault": "power_cut", "lane": "A3", "phase": "after_drop", "for_ms": 200})
    rig.answer(run())
    rig.run(END_MS)
    assert polled(rig) == Run(0, 0, 0, 0, 0, 0, 0)
    assert rig.truth() == (1, 1)
    assert vend(rig).drop_ms == 0
    assert rig.truth() == (2, 1)


@pytest.mark.parametrize(
    ("request_frame", "data"),
    [
        (messages.ask_id(1), "0064003b0447363233383639"),
        (messages.scan(1, 39), "aa"),
        (messages.scan(1, 40), "bb"),
        (messages.ask_temperature(1), "003c"),
        (messages.ask_inputs(1), "01"),
        (messages.ask_humidity(1), "002d0001"),
        (messages.switch(1, 3, 1), "03f1"),
        (messages.switch(1, 3, 0), "03f0"),
    ],
)
def test_questions(rig: CardRig[Frame], request_frame: Frame, data: str) -> None:
    reply = rig.answer(request_frame)
    assert (reply.address, reply.command) == (0, request_frame.command)
    assert reply.data == bytes.fromhex(data).ljust(16, b"\0")


def test_no_probe_open_door_and_missing_motor_are_told(rig: CardRig[Frame]) -> None:
    rig.fault(["probe_fault", "door_open", {"motor_missing": "A3"}])
    rig.run(1)
    assert rig.answer(messages.ask_temperature(1)).data[:2] == b"\xfe\x0c"
    assert rig.answer(messages.ask_inputs(1)).data[0] == 0
    assert rig.answer(messages.scan(1, 2)).data[0] == 0xBB


def test_second_card_has_its_own_state_and_no_probe() -> None:
    rig: CardRig[Frame] = CardRig(M102Board, decoder, TWO_CARDS)
    rig.answer(run(41, card=2))
    rig.run(END_MS)
    assert (polled(rig, 2).state, polled(rig, 2).motor, polled(rig, 1).state) == (2, 40, 0)
    assert rig.truth(101) == (1, 1)
    assert rig.answer(messages.ask_temperature(2)).data[:2] == b"\xfe\x0c"
    assert rig.ask(messages.poll(3)) is None


def test_salted_firmware_is_silent_to_the_plain_and_answers_salted() -> None:
    rig: CardRig[Frame] = CardRig(M102Board, partial(decoder, SALT))
    rig.fault("salted_crc")
    assert rig.ask(messages.poll(1)) is None
    rig.send(messages.poll(1).encode(SALT))
    rig.run(100)
    assert rig.heard == [Run(0, 0, 0, 0, 0, 0, 0).encode()]


def test_old_firmware_knows_fewer_commands(rig: CardRig[Frame]) -> None:
    rig.fault("old_firmware")
    assert rig.ask(messages.scan(1, 2)) is None
    assert rig.ask(messages.ask_id(1)) is not None


def test_damaged_and_foreign_bytes_are_not_answered(rig: CardRig[Frame]) -> None:
    rig.send(b"\x01\x03\x00")
    rig.run(100)
    assert rig.answer(messages.poll(1)).data[0] == 0
    assert rig.ask(Frame(0xFF, 2)) is None
    assert rig.ask(Frame(0, 3)) is None
    rig.fault("bad_checksum")
    assert rig.ask(messages.poll(1)) is None
    assert rig.answer(messages.poll(1)).data[0] == 0


def test_record_state_and_what_cannot_be_scripted(rig: CardRig[Frame]) -> None:
    rig.answer(messages.switch(1, 3, 1))
    vend(rig)
    record = world_record(rig.board, rig.now_ms)
    assert record["board"]["outputs"] == [3]
    assert record["board"]["cards"]["1"]["state"] == 2
    assert record["orders"][0]["drop_sensor"] is True
    again: CardRig[Frame] = CardRig(M102Board, decoder)
    again.board.load_state(rig.board.to_state())
    assert again.board.orders_total == 1
    with pytest.raises(ScriptError, match="cannot be made to do"):
        rig.fault("code_24")
