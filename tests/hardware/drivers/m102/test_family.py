"""The M102 errands played by hand: no port, no clock."""

from __future__ import annotations

import pytest

from hardware.api import (
    DropSensorReport,
    LaneReport,
    LaneState,
    MachineReport,
    Result,
    ServiceAnswer,
    VendOrder,
    VendStarted,
)
from hardware.drivers.asked.steps import NoReply, Pause, Verdict
from hardware.drivers.m102.family import M102Family
from hardware.drivers.m102.options import M102Options
from hardware.drivers.requests import RequestRefused, build
from hardware.errors import SettingError
from hardware.wire.m102 import vectors
from hardware.wire.m102.codes import Curtain, Drive
from hardware.wire.m102.frames import Frame, decoder
from hardware.wire.m102.messages import Run
from tests.hardware.drivers.asked_play import Played, play

SILENT, UNSENT = NoReply.SILENT, NoReply.UNSENT
IDLE = Run(0, 0, 0, 0, 0, 0, 0).encode()
TURNING = Run(1, 2, 0, 0, 0, 0, 0).encode()
DROPPED = Run(2, 2, 0, 1_466, 119, 2_620, 35).encode()
HANGING = Run(2, 2, 0, 1_466, 119, 2_620, 0).encode()
OTHERS = Run(2, 9, 0, 1_400, 118, 2_600, 30).encode()
BLOCKED = Run(2, 2, 4, 0, 0, 0, 0).encode()
STARTED, NO_SUCH, BUSY = (Frame(0, 5, bytes((code,))) for code in range(3))
NORMAL, ABNORMAL = Frame(0, 4, b"\xaa"), Frame(0, 4, b"\xbb")
POLL = vectors.raw("01 03", "D0 E8")


def family(**options: object) -> M102Family:
    return M102Family(M102Options.read(options), drop_sensor=True)


def vend(
    *replies: Frame | NoReply, made: M102Family | None = None, motor: int = 3, drop_sensor: bool = True
) -> Played[Frame, Verdict]:
    return play((made or family()).vend(VendOrder("a", motor), drop_sensor), replies)


def drive_of(played: Played[Frame, Verdict]) -> Frame:
    """The one run command of a vend."""
    (command,) = [ask.request.data for ask in played.asks if ask.drives]
    (frame,) = decoder().feed(command)
    assert isinstance(frame, Frame)
    return frame


def test_vend_polls_runs_once_and_polls_for_the_result() -> None:
    played = vend(IDLE, STARTED, TURNING, DROPPED)
    assert [data[:4].hex(" ") for data in played.asked] == [
        "01 03 00 00",
        "01 05 02 02",
        "01 03 00 00",
        "01 03 00 00",
    ]
    assert [ask.drives for ask in played.asks] == [False, True, False, False]
    assert played.result.result is Result.DELIVERED
    assert played.told == [VendStarted("a", 3)]


@pytest.mark.parametrize(
    ("options", "drop_sensor", "data"),
    [
        ({}, True, "02 02 01 00 00 00"),
        ({}, False, "02 02 00 00 00 00"),
        ({"curtain": 2}, True, "02 02 02 00 00 00"),
        ({"drive": 3}, True, "02 03 01 00 00 00"),
        ({"three_wire_lanes": "1-5"}, True, "02 03 01 00 00 00"),
        ({"drive": 3, "two_wire_lanes": "3"}, True, "02 02 01 00 00 00"),
        ({"lock_lanes": "3, 7"}, True, "02 00 00 00 00 00"),
        ({"feedback_lock_lanes": "3"}, True, "02 01 00 00 00 00"),
        (
            {"over_current_ma": 900, "under_current_ma": 30, "run_timeout_ms": 5_000},
            True,
            "02 02 01 5a 03 32",
        ),
    ],
)
def test_run_command_follows_the_options(options: dict[str, object], drop_sensor: bool, data: str) -> None:
    played = vend(IDLE, STARTED, DROPPED, made=family(**options), drop_sensor=drop_sensor)
    assert drive_of(played).data[:6].hex(" ") == data


def test_turned_and_nothing_fell_is_not_delivered() -> None:
    assert vend(IDLE, STARTED, TURNING, HANGING).result.result is Result.NOT_DELIVERED
    assert vend(IDLE, STARTED, HANGING, drop_sensor=False).result.result is Result.TURNED_UNCONFIRMED


@pytest.mark.parametrize("no", [NO_SUCH, BUSY])
def test_run_that_is_not_taken_is_refused_and_not_polled_for(no: Frame) -> None:
    verdict = vend(IDLE, no).result
    assert (verdict.result, verdict.nothing_moved) == (Result.REFUSED, True)


@pytest.mark.parametrize("replies", [[UNSENT], [SILENT] * 3, [IDLE, UNSENT], [TURNING] * 10])
def test_what_keeps_the_run_command_from_going_out_is_a_refusal(replies: list[Frame | NoReply]) -> None:
    verdict = vend(*replies).result
    assert (verdict.result, verdict.nothing_moved) == (Result.REFUSED, True)


def test_motor_that_still_runs_is_waited_for() -> None:
    assert vend(TURNING, TURNING, OTHERS, STARTED, TURNING, DROPPED).result.result is Result.DELIVERED


def test_run_command_is_never_sent_again() -> None:
    played = vend(IDLE, SILENT, TURNING, SILENT, DROPPED)
    assert played.result.result is Result.DELIVERED
    assert len([ask for ask in played.asks if ask.drives]) == 1


def test_answer_to_the_run_in_no_list_is_followed_and_confirms_nothing() -> None:
    odd = Frame(0, 5, b"\x09")
    assert vend(IDLE, odd, DROPPED).told == []
    assert vend(IDLE, odd, TURNING, DROPPED).result.result is Result.DELIVERED
    verdict = vend(OTHERS, odd, *[OTHERS] * 8).result
    assert (verdict.result, verdict.raw_code) == (Result.UNKNOWN, "05/09")


def test_unanswered_run_without_a_trace() -> None:
    assert vend(IDLE, SILENT, *[IDLE] * 8).result.result is Result.UNKNOWN
    assert vend(DROPPED, SILENT, *[DROPPED] * 8).result.result is Result.UNKNOWN
    verdict = vend(OTHERS, SILENT, *[OTHERS] * 8).result
    assert (verdict.result, verdict.nothing_moved) == (Result.REFUSED, True)


def test_result_of_an_earlier_vend_is_not_this_ones() -> None:
    assert vend(DROPPED, STARTED, DROPPED, TURNING, HANGING).result.result is Result.NOT_DELIVERED


def test_card_that_lost_its_power_in_a_run_is_unknown() -> None:
    verdict = vend(OTHERS, STARTED, TURNING, *[IDLE] * 8).result
    assert (verdict.result, verdict.block_lane) == (Result.UNKNOWN, True)


def test_refusal_that_comes_late_settles_the_vend() -> None:
    made = family()
    played = vend(IDLE, SILENT, *[IDLE] * 8, made=made)
    settle = next(ask.settle for ask in played.asks if ask.drives)
    assert settle is not None
    assert settle(STARTED) is None
    late = settle(BUSY)
    assert late is not None
    assert late.result is Result.REFUSED


def test_lane_of_the_second_card() -> None:
    made = family(lanes=120)
    played = vend(IDLE, STARTED, Run(2, 0, 0, 1, 1, 1, 9).encode(), made=made, motor=61)
    assert (drive_of(played).address, drive_of(played).data[0]) == (2, 0)
    # Nobody can tell whose a late reply is.
    assert all(ask.request.late_ms is not None for ask in played.asks)
    assert vend(IDLE, STARTED, DROPPED).asks[0].request.late_ms is None


def test_lanes_a_card_may_be_more_or_fewer() -> None:
    assert family(lanes=120, lanes_a_card=100).impossible(101) == ""
    played = vend(
        IDLE, STARTED, Run(2, 0, 0, 1, 1, 1, 9).encode(), made=family(lanes=120, lanes_a_card=100), motor=101
    )
    assert drive_of(played).address == 2
    assert "lanes 1 to 60" in family().impossible(61)
    assert "lanes 1 to 60" in family().impossible(0)


def test_salted_crc_is_on_every_request() -> None:
    made = family(crc_password=vectors.PASSWORD)
    played = vend(IDLE, STARTED, DROPPED, made=made)
    assert played.asked[0] == vectors.raw("01 03", "EA D1")
    assert decoder(vectors.PASSWORD).feed(made.manners.hellos[1].data) == [vectors.frame("01 03")]
    assert made.manners.decoder().feed(vectors.raw("01 03", "EA D1")) == [vectors.frame("01 03")]


def test_only_a_reply_to_its_own_command_fits() -> None:
    poll, run, _ = (ask.request for ask in vend(IDLE, STARTED, DROPPED).asks)
    assert poll.fits(IDLE) and not poll.fits(STARTED)
    assert run.fits(STARTED) and not run.fits(IDLE)
    # Our own request, heard back, and the same under a card's address.
    assert not poll.fits(vectors.frame("01 03"))
    assert not run.fits(Frame(1, 5, b"\0"))
    assert poll.shape != run.shape


def test_scans_keep_away_from_a_turning_motor() -> None:
    made = family()
    vending = made.vend(VendOrder("a", 3), True)
    next(vending)
    check = made.check(4)
    assert isinstance(next(check), Pause)
    assert isinstance(check.send(None), Pause)
    vending.close()
    assert not isinstance(check.send(None), Pause)


def test_turning_motor_waits_for_a_scan_that_is_out() -> None:
    made = family()
    check = made.check(4)
    next(check)
    vending = made.vend(VendOrder("a", 3), True)
    assert isinstance(next(vending), Pause)
    check.close()
    assert not isinstance(vending.send(None), Pause)


def test_curtain_that_fails_and_recovers_is_told_once_each() -> None:
    made = family()
    failed = vend(IDLE, STARTED, BLOCKED, made=made)
    assert failed.result.result is Result.REFUSED
    assert failed.told[1:] == [DropSensorReport(False, "the light curtain failed its self-test")]
    assert vend(IDLE, STARTED, BLOCKED, made=made).told[1:] == []
    assert vend(IDLE, STARTED, HANGING, made=made, drop_sensor=False).told[1:] == []
    test = build("test_lane", {"motor": 3, "curtain": 1}, made.services())
    assert play(test, [IDLE, STARTED, DROPPED]).told == [
        DropSensorReport(True, "the light curtain passed its self-test")
    ]
    assert vend(IDLE, STARTED, DROPPED, made=made).told[1:] == []


def check(made: M102Family, *replies: Frame | NoReply) -> LaneReport | None:
    played: Played[Frame, LaneReport | None] = play(made.check(1), replies)
    return played.result


def scan(made: M102Family, *replies: Frame | NoReply) -> Played[Frame, tuple[int, ...] | None]:
    return play(made.scan(), replies)


def test_check_is_a_scan() -> None:
    assert check(family(), NORMAL) == LaneReport(1, LaneState.NORMAL, "04/AA", "usable")
    assert check(family(), SILENT, ABNORMAL) is not None
    assert check(family(), *[SILENT] * 3) is None


def test_check_without_a_scan_is_a_poll() -> None:
    report = check(family(scan=False), IDLE)
    assert report == LaneReport(1, LaneState.NORMAL, "03/00", "its card answers")
    assert check(family(scan=False), *[SILENT] * 3) is None


def test_scan_tells_every_lane_and_names_those_that_are_there() -> None:
    played = scan(family(lanes=3), NORMAL, ABNORMAL, Frame(0, 4, b"\xcc"))
    assert played.result == (1, 3)
    assert [report.motor for report in played.told if isinstance(report, LaneReport)] == [1, 2, 3]
    assert scan(family(lanes=3, scan=False)).result == ()


def test_first_card_silent_ends_the_scan_and_a_further_one_has_no_lanes() -> None:
    assert scan(family(lanes=3), NORMAL, UNSENT).result is None
    made = family(lanes=4, lanes_a_card=2)
    assert scan(made, NORMAL, NORMAL, *[SILENT] * 3).result == (1, 2)


@pytest.mark.parametrize(
    ("options", "replies", "report"),
    [
        ({}, [Frame(0, 7, b"\x00\x2d")], MachineReport(None, (5,), ())),
        ({}, [Frame(0, 7, b"\xff\xd3")], MachineReport(None, (-4,), ())),
        (
            {"temperature_offset_tenths_c": 20},
            [Frame(0, 7, b"\x00\x2d")],
            MachineReport(None, (3,), ()),
        ),
        ({}, [Frame(0, 7, b"\xfe\x0c")], MachineReport(None, (None,), (0,))),
        ({}, [SILENT], None),
        ({"temperature_zones": 0}, [IDLE], None),
        (
            {"lanes": 120, "temperature_zones": 2},
            [Frame(0, 7, b"\x00\x2d"), Frame(0, 7, b"\xfe\x0c")],
            MachineReport(None, (5, None), (1,)),
        ),
        (
            {"door_input": 2},
            [Frame(0, 9, b"\x00\x01"), Frame(0, 7, b"\x00\x00")],
            MachineReport(False, (0,), ()),
        ),
        (
            {"door_input": 2, "door_open_value": 1, "temperature_zones": 0},
            [Frame(0, 9, b"\x00\x01")],
            MachineReport(True, (), ()),
        ),
        ({"door_input": 1, "temperature_zones": 0}, [SILENT, IDLE], None),
    ],
)
def test_door_and_temperature(
    options: dict[str, object], replies: list[Frame | NoReply], report: MachineReport | None
) -> None:
    # A poll follows where nothing was told, so that a silent card is noticed.
    left = [*replies, IDLE] if report is None and replies == [SILENT] else replies
    assert play(family(**options).refresh(), left).result == report


def test_number_is_the_firmware_and_a_poll_tells_none() -> None:
    number = vectors.frame("00 01 00 64 00 3B 04 47 36 32 33 38 36 39")
    assert family().firmware(number) == "G623869"
    assert family().firmware(IDLE) == ""


def ask_service(request: str, *replies: Frame | NoReply, **arguments: int) -> ServiceAnswer:
    return play(build(request, arguments, family().services()), replies).result


def test_services() -> None:
    assert ask_service("test_lane", IDLE, STARTED, HANGING, motor=3).ok
    assert not ask_service("test_lane", IDLE, STARTED, HANGING, motor=3, curtain=1).ok
    assert ask_service("scan_lane", NORMAL, motor=3).ok
    assert not ask_service("scan_lane", ABNORMAL, motor=3).ok
    assert ask_service("id_read", Frame(0, 1, b"mj2310 v1.0")).text == "mj2310 v1.0"
    assert "peak 1466 mA" in ask_service("last_run_read", DROPPED).text
    assert ask_service("output_set", Frame(0, 8, b"\x03\xf1"), output=3, on=1).ok
    assert not ask_service("output_set", Frame(0, 8, b"\x03\xf0"), output=3, on=1).ok
    assert ask_service("inputs_read", Frame(0, 9, b"\x01")).text == "inputs 10000000"
    assert ask_service("temperature_read", Frame(0, 7, b"\x00\x2d")).text == "4.5 °C"
    assert ask_service("humidity_read", Frame(0, 0x10, b"\x00\x2d")).text == "humidity, raw 00 2d 00 00"
    assert family().turning == {"test_lane"}


@pytest.mark.parametrize(
    ("request_name", "arguments"),
    [("scan_lane", {"motor": 3}), ("id_read", {}), ("output_set", {"output": 0, "on": 1})],
)
def test_service_without_an_answer_fails_in_words(request_name: str, arguments: dict[str, int]) -> None:
    answer = ask_service(request_name, *[SILENT] * 3, **arguments)
    assert (answer.ok, answer.text) == (False, SILENT.value)


@pytest.mark.parametrize(
    ("request_name", "arguments", "words"),
    [
        ("test_lane", {"motor": 61}, "no lane 61"),
        ("test_lane", {"motor": 3, "curtain": 3}, "3"),
        ("scan_lane", {"motor": 0}, "no lane 0"),
        ("output_set", {"output": 7, "on": 1}, "output = 7"),
        ("id_read", {"card": 2}, "no card 2"),
        ("address_set", {"card": 2}, "no request address_set"),
    ],
)
def test_service_that_cannot_be_asked_says_why(
    request_name: str, arguments: dict[str, int], words: str
) -> None:
    with pytest.raises(RequestRefused, match=words):
        build(request_name, arguments, family().services())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"crc_pasword": "1"}, "Did you mean crc_password?"),
        ({"crc_password": 18633695826}, "printable ASCII"),
        ({"crc_password": "é"}, "printable ASCII"),
        ({"crc_password": "x" * 33}, "at most 32"),
        ({"lanes": 481}, "from 1 to 480"),
        ({"drive": 4}, "from 0 to 3"),
        ({"curtain": 0}, "from 1 to 2"),
        ({"temperature_zones": 2}, "which is 1 cards"),
        ({"lock_lanes": 3}, "lock_lanes"),
    ],
)
def test_wrong_option_is_named(options: dict[str, object], words: str) -> None:
    with pytest.raises(SettingError, match="m102") as caught:
        M102Options.read(options)
    assert words in caught.value.text


def test_capabilities_follow_the_options() -> None:
    plain = family().capabilities
    assert (plain.drop_sensor, plain.lift, plain.temperature, plain.door, plain.reports_lanes) == (
        True,
        False,
        True,
        False,
        True,
    )
    other = M102Family(M102Options.read({"door_input": 1, "temperature_zones": 0, "scan": False}), False)
    assert (other.capabilities.drop_sensor, other.capabilities.temperature) == (False, False)
    assert (other.capabilities.door, other.capabilities.reports_lanes) == (True, False)


def test_locks_are_never_watched_by_the_curtain() -> None:
    options = M102Options.read({"lock_lanes": "3"})
    assert options.drive_of(3) is Drive.LOCK
    assert options.curtain_of(3, True) is Curtain.IGNORED
    assert options.curtain_of(4, True) is Curtain.STOP_AT_HOME
