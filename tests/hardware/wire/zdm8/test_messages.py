from __future__ import annotations

import pytest

from hardware.wire.modbus.frames import Query, Reply, reply_decoder
from hardware.wire.zdm8 import messages
from hardware.wire.zdm8.codes import VEND_VARIANT, LaneType, Read, Write
from hardware.wire.zdm8.messages import Climate, Hardware, RunState


def reply(text: str) -> Reply:
    (found,) = reply_decoder().feed(bytes.fromhex(text))
    assert isinstance(found, Reply)
    return found


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (messages.read_hardware(1), "01 03 00 01 00 02 95 CB"),
        (messages.read_software(1), "01 03 00 02 00 02 65 CB"),
        (messages.read_state(1), "01 03 00 03 00 01 74 0A"),
        (messages.read_climate(1), "01 03 00 04 00 02 85 CA"),
        (messages.read(1, Read.DROP_SENSOR), "01 03 00 08 00 01 05 C8"),
        (messages.read(1, Read.INPUTS), "01 03 00 0A 00 01 A4 08"),
        (messages.read_outputs(1), "01 03 00 09 00 02 14 09"),
        (messages.read(1, Read.Y_INPUTS), "01 03 00 0B 00 01 F5 C8"),
        (messages.read(1, Read.LIFT_Y), "01 03 00 06 00 01 64 0B"),
        (messages.vend(1, 1, drop_check=True, lift=False), "01 10 20 01 00 02 04 00 01 01 00 FB F2"),
        (messages.vend(17, 1, drop_check=True, lift=False), "01 10 20 01 00 02 04 10 01 01 00 FF 32"),
        (messages.vend(21, 1, drop_check=False, lift=False), "01 10 20 01 00 02 04 14 01 00 00 FF 92"),
        (messages.vend(16, 1, drop_check=True, lift=False), "01 10 20 01 00 02 04 0F 01 01 00 F8 E6"),
        (
            messages.vend(28, LaneType.BELT, drop_check=True, lift=True, register=VEND_VARIANT),
            "01 10 00 01 00 02 04 1B 03 01 01 04 D7",
        ),
        (messages.reset_lift(1), "01 06 10 02 00 01 ED 0A"),
        (messages.set_motor_timeout(1, 3000), "01 06 10 04 0B B8 CB 89"),
        (messages.set_relay(1, 1, 1), "01 06 10 01 01 01 1C 9A"),
    ],
)
def test_query_is_written_as_published(query: Query, text: str) -> None:
    assert query.encode() == bytes.fromhex(text)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("01 03 02 00 00 B8 44", RunState(0, 0)),
        ("01 03 02 01 00 B9 D4", RunState(1, 0)),
        ("01 03 02 02 00 B9 24", RunState(2, 0)),
        ("01 03 02 03 00 B8 B4", RunState(3, 0)),
        ("01 03 02 03 07 F9 76", RunState(3, 7)),
    ],
)
def test_run_state(text: str, state: RunState) -> None:
    assert messages.run_state(reply(text)) == state
    assert state.is_result == (state.state in (2, 3))


def test_what_registers_say() -> None:
    assert messages.hardware(reply("01 03 04 20 02 0A 0A D6 94")) == Hardware("2020-02", 10, 10)
    assert messages.software(reply("01 03 04 20 20 02 20 F0 81")) == "2020-02-20"
    assert messages.climate(reply("01 03 04 00 D2 02 26 DA B0")) == Climate(210, 550)
    assert messages.climate(Reply(1, 3, bytes.fromhex("04 80 00 02 26"))) == Climate(None, 550)
    assert messages.climate(Reply(1, 3, bytes.fromhex("04 FF CE 00 00"))) == Climate(-50, 0)


@pytest.mark.parametrize(("tenths", "whole"), [(210, 21), (214, 21), (215, 22), (-4, 0), (-5, -1), (-15, -2)])
def test_whole_degrees(tenths: int, whole: int) -> None:
    assert messages.whole_c(tenths) == whole


def test_motors_go_through_the_chained_boards() -> None:
    assert messages.place(1) == (1, 0)
    assert messages.place(100) == (1, 99)
    assert messages.place(101) == (2, 0)
    assert messages.place(800) == (8, 99)
    assert messages.vend(123, 1, drop_check=False, lift=False).address == 2
    assert messages.lane_text(27) == "lane 27, row 2 column 7"


@pytest.mark.parametrize("motor", [0, -1, 801])
def test_motor_that_no_board_can_have_is_refused(motor: int) -> None:
    with pytest.raises(ValueError, match="there is no motor"):
        messages.place(motor)


def test_locker_cell_is_named_in_the_place_of_the_count() -> None:
    assert messages.read_cell(1, 7).body == bytes.fromhex("00 05 00 07")
    assert messages.cell_is_open(Reply(1, 3, bytes.fromhex("02 07 00")))
    assert not messages.cell_is_open(Reply(1, 3, bytes.fromhex("02 07 01")))


def test_positions_are_signed() -> None:
    assert messages.set_position(1, Write.MOVE_Y, -2).count == 0xFFFE


@pytest.mark.parametrize(
    "make",
    [
        lambda: messages.vend(1, 5, drop_check=True, lift=False),
        lambda: messages.set_relay(1, 256, 1),
        lambda: messages.set_relay(1, 1, 2),
        lambda: messages.set_motor_timeout(1, 99),
        lambda: messages.set_position(1, Write.MOVE_X, 0x8000),
        lambda: messages.read_cell(1, 0),
    ],
)
def test_value_out_of_range_is_refused(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match="is not between"):
        make()
