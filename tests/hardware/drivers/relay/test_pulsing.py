"""Relay boards' errands played by hand: what is asked in which order, and what each answer leads to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hardware.api import DropSensorReport, LaneReport, LaneState, Result, VendOrder, VendStarted
from hardware.drivers.asked.steps import Ask, Look, NoReply, Pause, Verdict
from hardware.drivers.relay.family import STUCK_TEXT, RelayFamily
from hardware.drivers.relay.options import RelayOptions
from hardware.drivers.relay.outcomes import Seen
from hardware.drivers.relay.pulsing import LATCH_LOOK_MS, LATCH_MS, OFF_AGAIN_MS, OFF_LIMIT_MS
from hardware.drivers.requests import build
from hardware.wire.modbus.frames import Reply
from hardware.wire.modbus.messages import pack_bits
from tests.hardware.drivers.asked_play import Played, play

Replies = Sequence[Reply | NoReply]
SILENT, UNSENT = NoReply.SILENT, NoReply.UNSENT
MOTOR = 3
ALL_OFF = Reply(1, 0x0F, bytes.fromhex("00 00 00 08"))
PULSED = Reply(1, 0x05, bytes.fromhex("02 02 00 03"))
SWITCHED_ON = Reply(1, 0x05, bytes.fromhex("00 02 FF 00"))
SWITCHED_OFF = Reply(1, 0x05, bytes.fromhex("00 02 00 00"))
BUSY = Reply(1, 0x85, b"\x06")
DEVICE_FAILED = Reply(1, 0x85, b"\x04")
NO_BLOCK_WRITE = Reply(1, 0x8F, b"\x01")
NO_COILS, NO_INPUTS = Reply(1, 0x81, b"\x02"), Reply(1, 0x82, b"\x01")
LOOKS = LATCH_MS // LATCH_LOOK_MS + 1
"""At an input that must be quiet and is not."""
WIRED: dict[str, object] = {"channels": 8, "pulse_ms": 300, "turn_ms": 300}
LOOKS_PULSED = 15
"""At the relay while the board's own pulse runs: every 20 ms of 300."""
LOOKS_OURS = 8
"""At the relay that is ours to switch off: none so late that its answer might keep it on."""


def coils(*on: int) -> Reply:
    data = pack_bits([number in on for number in range(1, 9)])
    return Reply(1, 0x01, bytes((len(data),)) + data)


def inputs(*on: int) -> Reply:
    data = pack_bits([number in on for number in range(1, 9)])
    return Reply(1, 0x02, bytes((len(data),)) + data)


def family(**options: object) -> RelayFamily:
    return RelayFamily(RelayOptions.read({**WIRED, **options}), drop_sensor=True)


def vend(replies: Replies, **options: object) -> Played[Reply, Verdict]:
    return play(family(**options).vend(VendOrder("a", MOTOR), True), replies)


def test_pulse_of_the_board_everything_off_before_seen_on_and_off_again() -> None:
    # The play's clock stands while questions are asked: the pauses of 20 ms make up the turn.
    played = vend([ALL_OFF, PULSED, *[coils(MOTOR)] * LOOKS_PULSED, coils()])
    assert [data[:6].hex(" ") for data in played.asked] == [
        "01 0f 00 00 00 08",
        "01 05 02 02 00 03",
        *["01 01 00 00 00 08"] * LOOKS_PULSED,
        "01 01 00 00 00 08",
    ]
    assert [ask.drives for ask in played.asks] == [False, True, *[False] * LOOKS_PULSED, False]
    assert played.told == [VendStarted("a", MOTOR)]
    assert (played.result.result, played.result.raw_code) == (Result.TURNED_UNCONFIRMED, "05/02/02")
    assert played.took_ms >= 300


def test_pulse_of_ours_is_switched_off_in_time_and_again_until_it_is_confirmed() -> None:
    on = [coils(MOTOR)] * LOOKS_OURS
    replies: Replies = [ALL_OFF, SWITCHED_ON, *on, SILENT, UNSENT, SWITCHED_OFF, coils()]
    played = vend(replies, board_pulse=False)
    assert [data[1:6].hex(" ") for data in played.asked if data[1] == 0x05] == [
        "05 00 02 ff 00",
        *["05 00 02 00 00"] * 3,
    ]
    assert played.took_ms == 300
    assert played.result.result is Result.TURNED_UNCONFIRMED


def test_pulse_of_ours_whose_answer_was_lost_is_switched_off_all_the_sooner() -> None:
    replies: Replies = [ALL_OFF, SILENT, SWITCHED_OFF, coils()]
    played = vend(replies, board_pulse=False)
    assert played.asked[2][1:6].hex(" ") == "05 00 02 00 00"
    assert played.told == []
    assert (played.result.result, played.result.block_lane) == (Result.UNKNOWN, True)


def test_relay_that_cannot_be_switched_off_is_told_so_for_a_while_and_is_unknown() -> None:
    refused = [BUSY] * (OFF_LIMIT_MS // OFF_AGAIN_MS)
    replies: Replies = [
        *(ALL_OFF, SWITCHED_ON, *[coils(MOTOR)] * LOOKS_OURS),
        *(*refused, coils(MOTOR), *refused, coils(MOTOR)),
    ]
    result = vend(replies, board_pulse=False).result
    assert (result.result, result.text) == (Result.UNKNOWN, "the relay does not switch off")


def test_relay_that_hangs_after_the_boards_pulse_is_switched_off_by_us() -> None:
    on = [coils(MOTOR)] * LOOKS_PULSED
    replies: Replies = [ALL_OFF, PULSED, *on, coils(MOTOR), SWITCHED_OFF, coils()]
    assert vend(replies).result.result is Result.TURNED_UNCONFIRMED


@pytest.mark.parametrize(
    ("replies", "words"),
    [
        ([*[coils(MOTOR)] * 5, *[coils()] * 10, coils()], "off before its time"),
        ([*[coils(MOTOR)] * LOOKS_PULSED, SILENT, SILENT, SILENT], "fell silent"),
    ],
)
def test_board_that_lost_its_power_in_the_middle_of_a_pulse_leaves_it_in_doubt(
    replies: Replies, words: str
) -> None:
    result = vend([ALL_OFF, PULSED, *replies]).result
    assert (result.result, result.block_lane, words in result.text) == (Result.UNKNOWN, True, True)


def test_board_that_was_away_for_long_in_the_middle_of_a_pulse_leaves_it_in_doubt() -> None:
    """Back when it is asked at the end, its relay off as it should be: perhaps since long before."""
    pulsed = Reply(1, 0x05, bytes.fromhex("02 02 00 14"))
    looks = 2_000 // 20
    replies: Replies = [ALL_OFF, pulsed, *[coils(MOTOR)] * 15, *[SILENT] * (looks - 15), coils()]
    result = vend(replies, pulse_ms=2_000, turn_ms=2_000).result
    assert (result.result, "fell silent" in result.text) == (Result.UNKNOWN, True)


def test_drop_is_watched_until_it_is_seen() -> None:
    replies: Replies = [
        *(inputs(), ALL_OFF, PULSED),
        *(coils(MOTOR), inputs(), inputs(), inputs(7), coils()),
    ]
    played = vend(replies, drop_input=7)
    assert (played.result.result, played.result.text) == (Result.DELIVERED, "seen coming out")


def test_input_that_still_tells_of_the_last_drop_is_waited_for() -> None:
    replies: Replies = [inputs(7), inputs(7), inputs(), ALL_OFF, PULSED, coils(MOTOR), inputs(7), coils()]
    assert vend(replies, drop_input=7).result.result is Result.DELIVERED


def test_drop_that_is_not_seen_is_not_delivered() -> None:
    replies: Replies = [inputs(), ALL_OFF, PULSED, coils(MOTOR), *[inputs()] * 16, coils()]
    result = vend(replies, drop_input=7).result
    assert (result.result, result.nothing_moved) == (Result.NOT_DELIVERED, False)


def test_drop_that_may_have_been_missed_is_unknown() -> None:
    replies: Replies = [inputs(), ALL_OFF, PULSED, coils(MOTOR), SILENT, *[inputs()] * 15, coils()]
    assert vend(replies, drop_input=7).result.result is Result.UNKNOWN


def test_cell_that_is_open_was_opened_however_late_it_was_read() -> None:
    replies: Replies = [inputs(), ALL_OFF, PULSED, coils(MOTOR), SILENT, inputs(MOTOR), coils()]
    assert vend(replies, cell_doors=True).result.result is Result.DELIVERED


def test_cell_that_stays_shut_is_not_delivered_although_a_reading_failed() -> None:
    replies: Replies = [inputs(), ALL_OFF, PULSED, coils(MOTOR), SILENT, *[inputs()] * 15, coils()]
    assert vend(replies, cell_doors=True).result.result is Result.NOT_DELIVERED


@pytest.mark.parametrize(
    ("replies", "options", "words"),
    [
        ([inputs(7)] * LOOKS, {"drop_input": 7}, "drop sensor is blocked"),
        ([inputs(MOTOR)], {"cell_doors": True}, "open already"),
        ([NO_INPUTS], {"drop_input": 7}, "does not tell its inputs"),
        ([SILENT, SILENT, SILENT], {"drop_input": 7}, "inputs could not be asked about"),
        ([UNSENT], {}, "could not be switched off before"),
        ([NO_BLOCK_WRITE, Reply(1, 0x85, b"\x02")], {}, "does not switch its relays"),
        ([NO_BLOCK_WRITE, UNSENT], {}, "could not be switched off before"),
        ([ALL_OFF, UNSENT], {}, "could not be sent"),
        ([ALL_OFF, BUSY], {}, "the board is busy"),
        ([ALL_OFF, Reply(1, 0x85, b"\x01")], {}, "illegal function"),
        ([ALL_OFF, Reply(1, 0x85, b"\x02")], {}, "illegal address"),
        ([ALL_OFF, Reply(1, 0x85, b"\x03")], {}, "illegal value"),
    ],
)
def test_what_is_refused_before_anything_moved(
    replies: Replies, options: dict[str, object], words: str
) -> None:
    result = vend(replies, **options).result
    assert (result.result, result.nothing_moved) == (Result.REFUSED, True)
    assert words in result.text
    assert result.sensor_fault == (replies[0] in (inputs(7), NO_INPUTS))


def test_clone_without_block_write_is_switched_off_one_by_one() -> None:
    off = [Reply(1, 0x05, bytes((0, at, 0, 0))) for at in range(8)]
    played = vend([NO_BLOCK_WRITE, *off, PULSED, *[coils(MOTOR)] * LOOKS_PULSED, coils()])
    assert played.result.result is Result.TURNED_UNCONFIRMED


@pytest.mark.parametrize("first", [SILENT, DEVICE_FAILED, Reply(1, 0x85, b"\x05")])
def test_command_that_may_have_been_taken_is_unknown_unless_the_relay_was_seen_on(
    first: Reply | NoReply,
) -> None:
    assert vend([ALL_OFF, first, *[coils()] * 15, coils()]).result.result is Result.UNKNOWN
    played = vend([ALL_OFF, first, *[coils(MOTOR)] * LOOKS_PULSED, coils()])
    assert played.result.result is Result.TURNED_UNCONFIRMED


def test_relay_that_is_never_seen_on_is_unknown_unless_nobody_may_ask() -> None:
    result = vend([ALL_OFF, PULSED, *[coils()] * 15, coils()]).result
    assert (result.result, "never seen on" in result.text) == (Result.UNKNOWN, True)
    assert vend([ALL_OFF, PULSED], read_back=False).result.result is Result.TURNED_UNCONFIRMED
    # A board that does not tell its relays is believed.
    played = vend([ALL_OFF, PULSED, *[NO_COILS] * 15, NO_COILS])
    assert played.result.result is Result.TURNED_UNCONFIRMED


def test_stuck_relay_beside_a_seen_drop_is_a_delivery_with_a_fault() -> None:
    result = Seen(watches=True, is_taken=True, came_out=True, is_stuck=True).verdict()
    assert (result.result, result.fault_although_delivered, result.block_lane) == (
        Result.DELIVERED,
        True,
        True,
    )


def test_late_refusal_of_the_pulse_is_one() -> None:
    settle = vend([ALL_OFF, PULSED, *[coils(MOTOR)] * LOOKS_PULSED, coils()]).asks[1].settle
    assert settle is not None
    late = settle(BUSY)
    assert late is not None
    assert late.nothing_moved
    assert settle(PULSED) is None


@pytest.mark.parametrize(
    ("replies", "options", "state"),
    [
        ([coils()], {}, LaneState.NORMAL),
        ([coils(4)], {}, LaneState.NORMAL),
        ([coils(MOTOR)], {}, LaneState.FAULT),
        ([NO_COILS], {}, LaneState.FAULT),
        ([coils(), inputs()], {"cell_doors": True}, LaneState.NORMAL),
        ([coils(), inputs(MOTOR)], {"cell_doors": True}, LaneState.FAULT),
    ],
)
def test_check(replies: Replies, options: dict[str, object], state: LaneState) -> None:
    report = play(family(**options).check(MOTOR), replies).result
    assert report is not None
    assert (report.motor, report.state) == (MOTOR, state)


def test_check_that_is_not_answered_tells_nothing() -> None:
    assert play(family().check(MOTOR), [UNSENT]).result is None
    unread: Replies = [coils(), SILENT, SILENT, SILENT]
    assert play(family(cell_doors=True).check(MOTOR), unread).result is None


def test_check_waits_until_nobody_switches_and_asks_again_if_somebody_began() -> None:
    board = family()
    clearing, check = board.refresh(), board.check(MOTOR)
    assert isinstance(check.send(None), Ask)
    clearing.send(None)
    clearing.send(coils(MOTOR))  # found on: it is being switched off
    assert isinstance(check.send(coils(MOTOR)), Pause)
    assert isinstance(check.send(None), Pause)
    clearing.send(ALL_OFF)
    assert isinstance(check.send(None), Ask)
    with pytest.raises(StopIteration) as ended:
        check.send(coils(MOTOR))
    assert (ended.value.value.state, ended.value.value.text) == (LaneState.FAULT, STUCK_TEXT)


def test_the_drop_sensor_is_tried_when_nothing_falls() -> None:
    """What a vend drops would look like an input that stays on, and the machine would go out of service."""
    board = family(drop_input=7)
    vend_under_way = board.vend(VendOrder("a", MOTOR), True)
    assert isinstance(vend_under_way.send(None), Look | Ask)
    assert isinstance(board.services()["drop_sensor_test"]().send(None), Pause)


def test_scan_switches_everything_off_and_counts_the_boards() -> None:
    second = Reply(2, 0x0F, bytes.fromhex("00 00 00 08"))
    found: Replies = [ALL_OFF, second, SILENT]
    assert play(family().scan(), found).result == tuple(range(1, 17))
    alone: Replies = [SILENT, ALL_OFF, SILENT]
    assert play(family().scan(), alone).result == tuple(range(1, 9))
    gone: Replies = [SILENT, SILENT, SILENT]
    assert play(family().scan(), gone).result is None
    assert play(family(boards=1).scan(), [ALL_OFF]).result == tuple(range(1, 9))


def test_relay_found_on_is_switched_off_and_told_of_once_when_it_stays_on() -> None:
    board = family()
    assert play(board.refresh(), [coils(5), ALL_OFF, coils()]).told == []
    (told,) = play(board.refresh(), [coils(5), ALL_OFF, coils(5)]).told
    assert isinstance(told, LaneReport)
    assert (told.motor, told.state) == (5, LaneState.FAULT)
    assert play(board.refresh(), [coils(5), ALL_OFF, coils(5)]).told == []
    assert play(board.refresh(), [coils()]).told == []
    assert len(play(board.refresh(), [coils(5), ALL_OFF, coils(5)]).told) == 1


def test_refresh_tells_the_door_where_there_is_a_switch() -> None:
    assert play(family().refresh(), [coils()]).result is None
    report = play(family(door_input=8).refresh(), [coils(), inputs(8)]).result
    assert report is not None
    assert report.door_open
    shut: Replies = [SILENT, inputs()]
    report = play(family(door_input=8, door_open_value=0).refresh(), shut).result
    assert report is not None
    assert report.door_open
    unread: Replies = [coils(), SILENT]
    assert play(family(door_input=8).refresh(), unread).result is None


def test_capabilities_are_what_is_wired() -> None:
    plain = family().capabilities
    assert (plain.drop_sensor, plain.door, plain.tests_drop_sensor) == (False, False, False)
    wired = family(drop_input=7, door_input=8).capabilities
    assert (wired.drop_sensor, wired.door, wired.tests_drop_sensor) == (True, True, True)
    unused = RelayFamily(RelayOptions.read({"drop_input": 7}), drop_sensor=False)
    assert not unused.capabilities.drop_sensor
    locker = family(cell_doors=True).capabilities
    assert (locker.drop_sensor, locker.tests_drop_sensor) == (True, False)


def test_motor_that_cannot_be_is_said_in_words() -> None:
    assert not family().impossible(64)
    assert "there is no motor 65" in family().impossible(65)
    assert "there are 1 boards" in family(boards=1).impossible(9)
    assert family().firmware(coils()) == ""


@pytest.mark.parametrize(
    ("name", "arguments", "replies", "ok", "words"),
    [
        (
            "test_lane",
            {"motor": 3},
            [ALL_OFF, PULSED, *[coils(3)] * LOOKS_PULSED, coils()],
            True,
            "nobody watched",
        ),
        ("test_lane", {"motor": 3}, [ALL_OFF, BUSY], False, "busy"),
        ("cell_open", {"motor": 3}, [ALL_OFF, PULSED, *[coils(3)] * LOOKS_PULSED, coils()], True, "pulsed"),
        ("cell_read", {"motor": 3}, [inputs(3)], True, "the door is open"),
        ("cell_read", {"motor": 3}, [inputs()], True, "the door is closed"),
        ("all_off", {}, [ALL_OFF], True, "done"),
        ("all_off", {}, [UNSENT], False, "not sent"),
        ("relays_read", {}, [coils(1, 3)], True, "on: 1, 3"),
        ("relays_read", {}, [NO_COILS], False, "illegal address"),
        ("inputs_read", {"count": 8}, [inputs()], True, "all off"),
        ("drop_sensor_test", {}, [], False, "no input"),
    ],
)
def test_requests(name: str, arguments: dict[str, int], replies: Replies, ok: bool, words: str) -> None:
    played = play(build(name, arguments, family().services()), replies)
    assert (played.result.request, played.result.ok) == (name, ok)
    assert words in played.result.text
    assert played.told == []


def test_drop_sensor_test_tells_whether_it_can_be_relied_on() -> None:
    services = family(drop_input=7).services()
    good = play(build("drop_sensor_test", {}, services), [inputs()])
    assert good.told == [DropSensorReport(True, "quiet")]
    blocked = play(build("drop_sensor_test", {}, services), [inputs(7)] * LOOKS)
    assert blocked.told == [DropSensorReport(False, "the drop sensor is blocked")]
    assert play(build("drop_sensor_test", {}, services), [UNSENT]).told == []


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("test_lane", {"motor": 65}), ("inputs_read", {"count": 65}), ("all_off", {"board": 9})],
)
def test_request_out_of_range_is_refused_in_words(name: str, arguments: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"there is no motor|is not between"):
        play(build(name, arguments, family().services()), [])
