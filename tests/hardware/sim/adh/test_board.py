"""The simulated ADH cards against the sheet: states, results, clearing, faults, power. Virtual time."""

from __future__ import annotations

from typing import Any

import pytest

from hardware.sim.adh import Adh814Board, Adh815Board
from hardware.sim.control import world_record
from hardware.sim.script import ScriptError
from hardware.wire.adh import messages
from hardware.wire.adh.codes import ADH814, ADH815, Dialect
from hardware.wire.adh.frames import Frame, reply_decoder
from hardware.wire.adh.messages import Run
from tests.hardware.sim.card_rig import TURN_MS, TWO_CARDS, CardRig

END_MS = TURN_MS + 500
ON, OFF = b"\x80\x00", b"\x00\x00"


def make_rig(*, detects: bool = True) -> CardRig[Frame]:
    rig: CardRig[Frame] = CardRig(Adh815Board, reply_decoder)
    rig.answer(messages.set_mode(1, ON if detects else OFF))
    return rig


@pytest.fixture
def rig() -> CardRig[Frame]:
    return make_rig()


def polled(rig: CardRig[Frame], card: int = 1, dialect: Dialect = ADH815) -> Run:
    return Run.of(rig.answer(messages.poll(card, dialect)))


def begin(rig: CardRig[Frame], motor: int = 3) -> int:
    """The answer to a run command."""
    return rig.answer(messages.run(1, motor - 1, ADH815)).data[0]


def vend(rig: CardRig[Frame], motor: int = 3) -> Run:
    """Run a motor, let it end, and clear its result."""
    assert begin(rig, motor) == 0
    rig.run(END_MS)
    run = polled(rig)
    rig.answer(messages.clear(1, ADH815))
    return run


def test_states_go_from_idle_through_running_to_done_and_back_when_cleared(rig: CardRig[Frame]) -> None:
    assert polled(rig).state == 0
    assert begin(rig) == 0
    rig.run(200)
    assert (polled(rig).state, polled(rig).motor) == (1, 2)
    rig.run(END_MS)
    done = polled(rig)
    assert (done.state, done.motor, done.result) == (2, 2, 0)
    assert done.peak_ma > done.mean_ma > 0
    assert done.run_tenths_s == TURN_MS // 100
    assert polled(rig) == done
    assert rig.answer(messages.clear(1, ADH815)) == Frame(0, 6)
    assert polled(rig).state == 0
    assert rig.truth() == (1, 1)


def test_result_must_be_cleared_before_the_next_run(rig: CardRig[Frame]) -> None:
    begin(rig)
    rig.run(END_MS)
    assert begin(rig) == 3
    rig.fault("clear_ignored")
    assert rig.ask(messages.clear(1, ADH815)) is None
    assert begin(rig) == 3
    rig.answer(messages.clear(1, ADH815))
    assert begin(rig) == 0
    rig.run(END_MS)
    assert rig.truth() == (2, 2)


@pytest.mark.parametrize(
    ("script", "result", "truth"),
    [
        ("no_drop", 4, (1, 0)),
        ("drop_not_seen", 4, (1, 1)),
        ("jam", 5, (1, 0)),
        ("over_time_dropped", 3, (1, 1)),
        ({"fault": "fault_dropped", "code": 1}, 1, (1, 1)),
        ({"fault": "fault_dropped", "code": 2}, 2, (1, 1)),
        ("fault_dropped", 3, (1, 1)),
        ({"fault": "motor_fault", "code": 1}, 5, (0, 0)),
        ("motor_fault", 6, (0, 0)),
        ({"fault": "motor_fault", "code": 3}, 7, (0, 0)),
        ("motor_missing", 6, (0, 0)),
        ("sensor_blocked", 4, (1, 1)),
        ({"fault": "unknown_status", "code": 0x7E}, 0x7E, (1, 1)),
    ],
)
def test_scripted_fault(rig: CardRig[Frame], script: Any, result: int, truth: tuple[int, int]) -> None:
    rig.fault(script)
    run = vend(rig)
    assert (run.state, run.result) == (2, result)
    assert rig.truth() == truth


@pytest.mark.parametrize(("script", "result"), [("no_drop", 0), ("jam", 1), ("motor_fault", 2)])
def test_without_drop_detection_nothing_is_said_of_a_drop(script: str, result: int) -> None:
    rig = make_rig(detects=False)
    rig.fault(script)
    assert vend(rig).result == result


def test_run_is_refused_while_another_motor_runs_and_for_a_motor_that_is_not_there(
    rig: CardRig[Frame],
) -> None:
    assert begin(rig, 41) == 1
    assert begin(rig, 3) == 0
    assert begin(rig, 4) == 2
    rig.run(END_MS)
    assert rig.truth() == (1, 1)


@pytest.mark.parametrize("code", [1, 2, 3])
def test_run_refused_by_script(rig: CardRig[Frame], code: int) -> None:
    rig.fault({"fault": "run_refused", "code": code})
    assert begin(rig) == code
    rig.run(END_MS)
    assert rig.truth() == (0, 0)


def test_power_cut_in_a_run_loses_the_state_and_keeps_the_mode(rig: CardRig[Frame]) -> None:
    rig.fault({"fault": "power_cut", "lane": "A3", "for_ms": 200})
    begin(rig)
    rig.run(END_MS)
    assert polled(rig).state == 0
    assert rig.answer(messages.read_mode(1)).data == ON


def test_mode_is_answered_under_the_cards_own_address_and_the_rest_is_not(rig: CardRig[Frame]) -> None:
    assert rig.answer(messages.set_mode(1, b"\x10\x01")) == Frame(1, 0x21, b"\x10\x01")
    assert rig.answer(messages.read_mode(1)) == Frame(1, 0x20, b"\x10\x01")
    assert rig.answer(messages.ask_id(1, ADH815)) == Frame(0, 1, b"ADH815 V1.0")
    rig.fault("old_firmware")
    assert rig.ask(messages.read_mode(1)) is None


def test_temperature_and_its_target(rig: CardRig[Frame]) -> None:
    assert polled(rig).temperature_c == 6
    assert rig.answer(messages.set_temperature(1, 1, 2, ADH815)) == Frame(0, 4, b"\x01\x00\x02")
    targets = [rig.world.zones[0].target_c]
    rig.answer(messages.set_temperature(1, 0, 2, ADH815))
    assert [*targets, rig.world.zones[0].target_c] == [2, None]
    rig.fault("probe_fault")
    rig.run(1)
    assert polled(rig).probe_c == -40


def test_second_card_has_its_own_state_and_no_probe() -> None:
    rig: CardRig[Frame] = CardRig(Adh815Board, reply_decoder, TWO_CARDS)
    rig.answer(messages.run(2, 0, ADH815))
    rig.run(END_MS)
    assert (polled(rig, 2).state, polled(rig, 1).state) == (2, 0)
    assert rig.truth(101) == (1, 1)
    assert polled(rig, 2).temperature_c is None
    assert rig.ask(messages.poll(3, ADH815)) is None


def test_adh814_speaks_the_other_dialect_only() -> None:
    rig: CardRig[Frame] = CardRig(Adh814Board, reply_decoder)
    assert rig.ask(messages.poll(1, ADH815)) is None
    assert rig.ask(messages.read_mode(1)) is None
    assert rig.answer(messages.ask_id(1, ADH814)).data == b"ADH814 V1.0"
    rig.answer(messages.run(1, 2, ADH814))
    rig.run(END_MS)
    assert (polled(rig, dialect=ADH814).state, rig.truth()) == (2, (1, 1))
    assert rig.answer(messages.clear(1, ADH814)) == Frame(0, 0xA6)


def test_unknown_and_damaged_requests_are_not_answered(rig: CardRig[Frame]) -> None:
    rig.send(b"\x01\x03\x40")
    rig.run(100)
    assert polled(rig).state == 0
    assert rig.ask(Frame(1, 0x07, b"\x00\x01")) is None
    rig.fault("bad_checksum")
    assert rig.ask(messages.poll(1, ADH815)) is None


def test_record_state_and_what_cannot_be_scripted(rig: CardRig[Frame]) -> None:
    vend(rig)
    assert world_record(rig.board, rig.now_ms)["board"]["modes"] == {"1": "8000"}
    revision = rig.board.revision
    rig.answer(messages.set_mode(1, OFF))
    assert rig.board.revision > revision
    again: CardRig[Frame] = CardRig(Adh815Board, reply_decoder)
    again.board.load_state(rig.board.to_state())
    assert again.answer(messages.read_mode(1)).data == OFF
    assert again.board.orders_total == 1
    with pytest.raises(ScriptError, match="cannot be made to do"):
        rig.fault("salted_crc")
