from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire import xy_menu
from hardware.wire.xy import Frame
from hardware.wire.xy_menu import Kind, MenuAnswer, answer
from hardware.wire.xy_messages import Command, MenuReply

NO_ANSWER = MenuAnswer(False, "the cabinet did not answer")


@pytest.mark.parametrize(
    ("command", "pack_no", "text"),
    [
        (xy_menu.read(Kind.JAMMED_SLOTS), 0x10, "FA FB 70 03 10 32 00 50"),
        (xy_menu.clear(Kind.JAMMED_SLOTS), 0x11, "FA FB 70 03 11 32 01 50"),
        (xy_menu.test_slot(60), 0x12, "FA FB 70 06 12 38 01 01 00 3C 61"),
        (
            xy_menu.set_clock(datetime(2017, 11, 30, 9, 50, 3, tzinfo=UTC)),
            0x0F,
            "FA FB 70 0A 0F 09 01 20 17 11 30 09 50 03 30",
        ),
    ],
)
def test_command_is_the_published_vector(command: Command, pack_no: int, text: str) -> None:
    assert Frame(command.cmd, pack_no, command.body).encode() == bytes.fromhex(text)


@pytest.mark.parametrize(
    ("command", "body"),
    [
        (xy_menu.read_tray(Kind.DROP_SENSOR), "240064"),
        (xy_menu.set_tray(Kind.DROP_SENSOR, 2, 3), "24010302"),
        (xy_menu.set_tray(Kind.AFTER_JAM, 1), "27016401"),
        (xy_menu.read_machine(Kind.TEMPERATURE_MODE, 9), "280009"),
        (xy_menu.set_temperature(2, 5), "2801000205"),
        (xy_menu.set_temperature(3, -18, 1), "28010103ee"),
        (xy_menu.read_machine(Kind.TEMPERATURE_STATUS), "360000"),
        (xy_menu.test_drop_sensor(2), "50010200"),
    ],
)
def test_parameters_follow_type_and_op(command: Command, body: str) -> None:
    assert command == Command(0x70, bytes.fromhex(body))


@pytest.mark.parametrize(
    "build",
    [
        lambda: xy_menu.read_tray(Kind.DROP_SENSOR, 101),
        lambda: xy_menu.set_tray(Kind.DROP_SENSOR, 3),
        lambda: xy_menu.set_tray(Kind.DROP_SENSOR, 0),
        lambda: xy_menu.read_machine(Kind.TEMPERATURE_MODE, 10),
        lambda: xy_menu.set_temperature(5, 5),
        lambda: xy_menu.set_temperature(0, 5),
        lambda: xy_menu.set_temperature(2, 71),
        lambda: xy_menu.set_temperature(2, -31),
        lambda: xy_menu.test_slot(0),
        lambda: xy_menu.test_slot(1000),
    ],
)
def test_values_out_of_range_are_refused_in_words(build: object) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match="must be between"):
        build()


@pytest.mark.parametrize(
    ("kind", "op", "data", "expected"),
    [
        (0x32, 0, "01003c00", MenuAnswer(True, "jammed slots: 60", (60,))),
        (0x32, 0, "0000", MenuAnswer(True, "no jammed slots")),
        (0x32, 0, "", MenuAnswer(True, "no jammed slots")),
        (
            0x32,
            0,
            "02003d003c010005",
            MenuAnswer(True, "jammed slots: 60, 61; failed belt self-tests: 5", (5, 60, 61)),
        ),
        (0x32, 0, "02003c00", MenuAnswer(True, "jammed slots: 60", (60,))),
        (0x32, 1, "00", MenuAnswer(True, "done")),
        (0x32, 1, "01", MenuAnswer(False, "the board refused it")),
        (0x33, 0, "010102", MenuAnswer(True, "motor errors: 258", (258,))),
        (0x34, 0, "07", MenuAnswer(True, "lift errors: 7")),
        (0x34, 0, "", MenuAnswer(False, "the answer is too short: nothing")),
        (0x38, 1, "00", MenuAnswer(True, "ok")),
        (0x38, 1, "04", MenuAnswer(False, "the motor has a short circuit")),
        (0x38, 1, "09", MenuAnswer(False, "unknown value 09")),
        (0x28, 0, "000205", MenuAnswer(True, "cool, target 5 °C")),
        (0x28, 0, "0002050a", MenuAnswer(True, "cool, target 5 °C")),
        (0x28, 0, "0003eef6f8", MenuAnswer(True, "constant, target -18 °C, between -10 and -8 °C")),
        (0x28, 0, "010205", NO_ANSWER),
        (0x28, 0, "01", MenuAnswer(False, "the board refused it")),
        (0x28, 0, "0002", MenuAnswer(False, "the answer is too short: 00 02")),
        (0x36, 0, "00fe00", MenuAnswer(True, "-2 °C, state: ok")),
        (0x36, 0, "000407", MenuAnswer(False, "4 °C, state: probe")),
        (0x36, 0, "010000", NO_ANSWER),
        (0x50, 1, "0000", MenuAnswer(True, "ok")),
        (0x50, 1, "0001", MenuAnswer(False, "failed")),
        (0x50, 1, "0100", NO_ANSWER),
        (0x09, 0, "20171130095003", MenuAnswer(True, "clock digits 20171130095003")),
        (0x09, 1, "00", MenuAnswer(True, "done")),
        (0x24, 0, "02", MenuAnswer(True, "off")),
        (0x24, 0, "6401", MenuAnswer(True, "on")),
        (0x27, 0, "01", MenuAnswer(True, "disable the slot")),
        (0x99, 0, "00", MenuAnswer(False, "unknown menu item 99")),
    ],
)
def test_reply_in_words(kind: int, op: int, data: str, expected: MenuAnswer) -> None:
    assert answer(MenuReply(kind, op, bytes.fromhex(data))) == expected


@given(st.sampled_from(Kind), st.integers(0, 2), st.binary(max_size=40))
def test_no_reply_raises(kind: Kind, op: int, data: bytes) -> None:
    assert answer(MenuReply(kind, op, data)).text
