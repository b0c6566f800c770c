"""Requests and codes against the sheet (boards.md 3.2 to 3.5)."""

from __future__ import annotations

import pytest

from hardware.wire.tcn import codes, messages
from hardware.wire.tcn.codes import Code, drop_text, fault_text, is_documented
from hardware.wire.tcn.frames import Command, Reply
from hardware.wire.tcn.words import describe


@pytest.mark.parametrize(
    ("command", "text"),
    [
        (messages.vend_lane(1, light=False), "00 FF 01 FE 55 AA"),
        (messages.vend_lane(102, light=True), "01 FE 02 FD AA 55"),
        (messages.vend_lane(60, light=True), "00 FF 3C C3 AA 55"),
        (messages.vend_lane(80, light=True), "00 FF 50 AF AA 55"),
        (messages.query_lane(1), "00 FF 79 86 55 AA"),
        (messages.query_lane(80), "00 FF C8 37 55 AA"),
        (messages.self_test(light=True), "00 FF 64 9B AA 55"),
        (messages.resend(0), "00 FF 66 99 55 AA"),
        (messages.ask_temperature(), "00 FF DC 23 55 AA"),
        (messages.switch(Code.LIGHT, 1), "00 FF DD 22 AA 55"),
        (messages.ask_door(), "00 FF DF 20 55 AA"),
        (messages.set_shakes(2), "00 FF E6 19 02 FD"),
        (messages.ask_version(), "00 FF E7 18 00 FF"),
        (messages.set_drop_wait(3), "00 FF E9 16 03 FC"),
    ],
)
def test_request_is_the_published_frame(command: Command, text: str) -> None:
    assert command.encode() == bytes.fromhex(text)


def test_temperature_is_set_by_three_commands_in_order() -> None:
    cool = ["00 FF CC 33 01 FE", "00 FF CD 32 01 FE", "00 FF CE 31 05 FA"]
    assert [command.encode() for command in messages.set_temperature(1, 5)] == [*map(bytes.fromhex, cool)]
    assert messages.set_temperature(0, -5)[2].encode() == bytes.fromhex("00 FF CE 31 FB 04")
    assert messages.set_temperature(0, -5)[1].parameter == 0


@pytest.mark.parametrize(
    ("motor", "place"), [(1, (0, 1)), (80, (0, 80)), (101, (1, 1)), (180, (1, 80)), (980, (9, 80))]
)
def test_lanes_run_through_the_boards(motor: int, place: tuple[int, int]) -> None:
    assert messages.place(motor) == place


@pytest.mark.parametrize("motor", [0, -1, 81, 100, 181, 200, 981, 1_001])
def test_no_board_has_such_a_lane(motor: int) -> None:
    with pytest.raises(ValueError, match="no lane"):
        messages.vend_lane(motor, light=True)


def test_no_lane_is_ever_another_command() -> None:
    """81 to 100 would be self-test, home all and test mode."""
    for motor in range(-10, 1_100):
        try:
            command = messages.vend_lane(motor, light=True)
        except ValueError:
            continue
        assert 1 <= command.code <= 0x50
        assert 0x79 <= messages.query_lane(motor).code <= 0xC8


@pytest.mark.parametrize(
    ("make", "arguments"),
    [
        (messages.set_shakes, {"times": 6}),
        (messages.set_drop_wait, {"seconds": 1}),
        (messages.set_drop_wait, {"seconds": 7}),
        (messages.set_temperature, {"cool": 2, "target_c": 5}),
        (messages.set_temperature, {"cool": 1, "target_c": 200}),
        (messages.set_defrost, {"minutes": 9}),
        (messages.set_work_time, {"minutes": 241}),
        (messages.set_fan_stop, {"minutes": 59}),
        (messages.heat_glass, {"on": 2}),
        (messages.temperature_off, {"board": 10}),
    ],
)
def test_value_out_of_range_is_named(make: object, arguments: dict[str, int]) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match="between"):
        make(**arguments)


@pytest.mark.parametrize(("byte", "celsius"), [(0x06, 6), (0xFB, -5), (0xEB, None), (0x65, None), (0, 0)])
def test_temperature_with_its_sentinels(byte: int, celsius: int | None) -> None:
    assert messages.temperature_c(byte) == celsius


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (0x10, "P-MOS"),
        (0x20, "N-MOS"),
        (0x30, "the motor has a short circuit"),
        (0x40, "missing"),
        (0x50, "did not come home"),
        (0x01, "without sending"),
        (0x02, "no change"),
        (0x03, "blocked"),
        (0x04, "no drop"),
        (0x53, "did not come home in time and the drop sensor is blocked"),
        (0x00, "no fault named"),
        (0x7E, "unknown motor fault 7 and unknown drop sensor fault E"),
    ],
)
def test_fault_in_words(fault: int, words: str) -> None:
    assert words in fault_text(fault)


def test_every_byte_is_documented_or_not_and_has_words() -> None:
    documented = {fault for fault in range(256) if is_documented(fault)}
    assert documented == {16 * motor + light for motor in range(6) for light in range(5)}
    assert all(fault_text(byte) and drop_text(byte) for byte in range(256))


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (Command(1, 0x02, 0xAA), "vend lane 102, with light check"),
        (Command(0, 0x01, 0x55), "vend lane 1, without light check"),
        (Command(0, 0x01, 0x11), "vend lane 1, 11"),
        (Command(0, 0xC8, 0x55), "query lane 80"),
        (Command(0, codes.Code.DOOR, 0x55), "door 55, board 0"),
        (Command(0, 0x51, 0), "unknown command 51 00, board 0"),
        (Reply(0, 0x5D, 0, 0xCC), "ok 00; dropped after shaking (CC), board 0"),
        (Reply(1, 0x5C, 0x50, 0xAA), "error 50, the motor did not come home in time; dropped (AA), board 1"),
        (Reply(0, 0x42, 0x32, 0x37), "version B27, board 0"),
    ],
)
def test_frames_in_words(frame: Command | Reply, words: str) -> None:
    assert describe(frame) == words


def test_every_command_has_words() -> None:
    assert set(codes.CODE_WORDS) == set(Code)
