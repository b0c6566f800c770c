from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.xy import Decoder, Frame
from hardware.wire.xy_codes import (
    DISPENSING_CODES,
    SLOT_STATUS_WORDS,
    Cmd,
    Phase,
    dispensing_code,
    report_status_text,
    slot_status_text,
)
from hardware.wire.xy_messages import (
    ChangeGiven,
    Command,
    Credit,
    Dispensing,
    Firmware,
    LiftStatus,
    MachineStatus,
    MenuReply,
    Message,
    MoneyReceived,
    Other,
    Selection,
    SlotReport,
    SlotStatus,
    Sync,
    ask_status,
    cancel_selection,
    check_slot,
    drive_slot,
    parse,
    synchronise,
)
from hardware.wire.xy_vectors import ID, NONE


def read(text: str) -> Message:
    (frame,) = Decoder().feed(bytes.fromhex(text))
    assert isinstance(frame, Frame)
    return parse(frame)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("FA FB 31 01 02 33", Sync()),
        ("FA FB 02 04 07 04 00 3C 38", SlotStatus(4, 60)),
        ("FA FB 04 04 A3 01 00 3C 9F", Dispensing(1, 60)),
        ("FA FB 04 04 40 03 00 01 43", Dispensing(3, 1)),
        ("FA FB 04 05 08 02 00 3C 01 37", Dispensing(2, 60, microwave=1)),
        ("FA FB 04 03 08 02 3C 30", Dispensing(2, 60)),
        ("FA FB 05 03 04 00 00 03", Selection(0)),
        ("FA FB 11 0C 41 00 01 00 00 26 AC 04 04 00 01 03 D4", SlotReport(1, 9900, 4, 4, 1, 3)),
        ("FA FB 11 0C 0C 00 01 00 00 01 F4 05 08 00 01 00 E8", SlotReport(1, 500, 5, 8, 1, 0)),
        ("FA FB 21 06 D5 01 00 01 86 A0 D5", MoneyReceived(1, 100_000)),
        ("FA FB 21 06 EE 01 00 00 00 02 CB", MoneyReceived(1, 2)),
        ("FA FB 21 06 BF 01 00 1E 84 80 82", MoneyReceived(1, 2_000_000)),
        ("FA FB 21 06 60 01 00 4C 4B 40 00", MoneyReceived(1, 5_000_000)),
        ("FA FB 21 06 83 08 00 01 86 A0 8A", MoneyReceived(8, 100_000)),
        ("FA FB 23 05 D0 00 E4 E1 C0 32", Credit(15_000_000)),
        ("FA FB 23 05 AD 00 00 00 00 8A", Credit(0)),
        ("FA FB 26 09 0B 00 00 00 00 00 00 00 96 B3", ChangeGiven(0, 150)),
        ("FA FB 71 04 22 38 01 04 6B", MenuReply(0x38, 1, b"\x04")),
    ],
)
def test_published_vector_means(text: str, message: Message) -> None:
    assert read(text) == message


@pytest.mark.parametrize(
    ("text", "bill", "coin", "temperature", "main"),
    [
        (f"B5 00 00 00 00 00 00 00 00 00 00 00 00 00 00 {ID} {NONE} C7", 0, 0, 0, None),
        (f"54 00 01 00 00 13 00 00 00 00 00 00 00 00 00 {ID} 13 {'AA' * 7} 8D", 0, 1, 19, 19),
        (f"23 00 00 00 00 0F 00 00 00 00 00 00 00 00 00 {ID} 0F {'AA' * 7} FB", 0, 0, 15, 15),
        (f"0D 01 01 00 00 00 00 00 00 00 00 00 00 00 00 {ID} {NONE} 7F", 1, 1, 0, None),
    ],
)
def test_published_machine_status_means(
    text: str, bill: int, coin: int, temperature: int, main: int | None
) -> None:
    status = read("FA FB 52 21" + text)
    assert isinstance(status, MachineStatus)
    assert (status.bill_acceptor, status.coin_acceptor, status.temperature_c) == (bill, coin, temperature)
    assert status.cabinet_temperatures_c == (main, *[None] * 7)
    assert (status.machine_id, status.door, status.humidities) == ("0" * 10, 0, ())


def test_every_field_of_the_long_machine_status() -> None:
    body = bytes((1, 2, 3, 4, 0xF6, 1)) + bytes.fromhex("00000102 00000304") + b"AB1234\0\0\0\0"
    body += bytes((0xF6, 0xAA, 5, 6, 7, 8, 9, 10)) + bytes(range(50, 58)) + b"more"
    assert parse(Frame(Cmd.MACHINE_STATUS, 1, body)) == MachineStatus(
        bill_acceptor=1,
        coin_acceptor=2,
        card_reader=3,
        temperature_controller=4,
        temperature_c=-10,
        door=1,
        bills_for_change=258,
        coins_for_change=772,
        machine_id="AB1234",
        cabinet_temperatures_c=(-10, None, 5, 6, 7, 8, 9, 10),
        humidities=tuple(range(50, 58)),
    )


def test_heating_carries_seconds_instead_of_a_slot() -> None:
    assert parse(Frame(Cmd.DISPENSING, 1, bytes.fromhex("23002d"))) == Dispensing(0x23, None, 45)


def test_card_number_firmware_and_lift() -> None:
    assert parse(Frame(Cmd.MONEY_RECEIVED, 1, bytes.fromhex("030000000a9988"))) == MoneyReceived(
        3, 10, b"\x99\x88"
    )
    assert parse(Frame(Cmd.FIRMWARE, 1, b"V3.2.11\x07\0\0junk")) == Firmware("V3.2.11")
    assert parse(Frame(Cmd.LIFT_STATUS, 1, b"\x02")) == LiftStatus(2)


@pytest.mark.parametrize(
    ("cmd", "shortest"),
    [
        (Cmd.SLOT_STATUS, 3),
        (Cmd.DISPENSING, 2),
        (Cmd.SLOT_REPORT, 11),
        (Cmd.MACHINE_STATUS, 32),
        (Cmd.MONEY_RECEIVED, 5),
        (Cmd.CREDIT, 4),
        (Cmd.SELECTION, 2),
        (Cmd.CHANGE_GIVEN, 8),
        (Cmd.FIRMWARE, 1),
        (Cmd.LIFT_STATUS, 1),
        (Cmd.MENU_REPLY, 2),
    ],
)
def test_too_short_is_malformed_and_longer_is_accepted(cmd: int, shortest: int) -> None:
    short = Frame(cmd, 1, bytes(shortest - 1))
    assert parse(short) == Other(short, malformed=True)
    assert not isinstance(parse(Frame(cmd, 1, bytes(shortest))), Other)
    assert not isinstance(parse(Frame(cmd, 1, bytes(shortest + 100))), Other)


@given(st.integers(0, 255), st.binary(max_size=254))
def test_parse_never_raises(cmd: int, body: bytes) -> None:
    assert parse(Frame(cmd, 1, body)) is not None


@pytest.mark.parametrize(
    ("command", "pack_no", "text"),
    [
        (check_slot(60), 1, "FA FB 01 03 01 00 3C 3E"),
        (drive_slot(60, drop_sensor=True, lift=False), 2, "FA FB 06 05 02 01 00 00 3C 3D"),
        (drive_slot(60, drop_sensor=True, lift=False), 0xA6, "FA FB 06 05 A6 01 00 00 3C 99"),
        (drive_slot(1, drop_sensor=True, lift=False), 4, "FA FB 06 05 04 01 00 00 01 06"),
        (drive_slot(300, drop_sensor=True, lift=True), 255, "FA FB 06 05 FF 01 01 01 2C D0"),
        (synchronise(), 1, "FA FB 31 01 01 30"),
        (ask_status(), 1, "FA FB 51 01 01 50"),
        (cancel_selection(), 4, "FA FB 05 03 04 00 00 03"),
    ],
)
def test_command_is_the_published_vector(command: Command, pack_no: int, text: str) -> None:
    assert Frame(command.cmd, pack_no, command.body).encode() == bytes.fromhex(text)


@pytest.mark.parametrize("slot", [0, 1000, -1])
def test_a_tray_or_nothing_cannot_be_driven(slot: int) -> None:
    with pytest.raises(ValueError, match="slot"):
        drive_slot(slot, drop_sensor=True, lift=False)


def test_first_and_last_slot_can() -> None:
    assert [check_slot(slot).body.hex() for slot in (1, 999)] == ["0001", "03e7"]


def test_codes_sort_into_the_phases_of_the_sheet() -> None:
    by_phase = {
        phase: {code for code, row in DISPENSING_CODES.items() if row.phase is phase} for phase in Phase
    }
    mechanism = {0x12, 0x13, 0x15, 0x17, 0x20, 0x25, 0x27, 0x28, 0x29, 0x30, 0x31, 0x32}
    moves = {0x14, 0x16, 0x18, 0x19, 0x21, 0x22, 0x26}
    assert by_phase == {
        Phase.SUCCESS: {2},
        Phase.TAKE_OUT: {0x24},
        Phase.FAILURE: {3, 4, 6, 7, 0x0A, 0xFF} | mechanism,
        Phase.PROGRESS: {1, 0x10, 0x11, 0x23} | moves,
        Phase.UNKNOWN: set(),
    }
    assert dispensing_code(0x77).phase is Phase.UNKNOWN


def test_every_code_has_words_of_its_own() -> None:
    texts = [row.text for row in DISPENSING_CODES.values()]
    assert len(set(texts)) == len(texts)
    assert set(SLOT_STATUS_WORDS) == {*range(1, 10), *range(0x10, 0x1A), *range(0x20, 0x24)}
    assert slot_status_text(0x06) == "the delivery door is not closed"
    assert slot_status_text(0x77) == "unknown status 77"
    assert dispensing_code(0x77).text == "unknown status 77"
    assert (report_status_text(1), report_status_text(3)) == ("paused", "undocumented status 03")
