"""The TCN errands played by hand: no port, no clock."""

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
)
from hardware.drivers.asked.steps import NoReply, Verdict
from hardware.drivers.requests import RequestRefused, build
from hardware.drivers.tcn.family import CHECKED_MS, TcnFamily
from hardware.drivers.tcn.options import TcnOptions
from hardware.errors import SettingError
from hardware.wire.tcn.frames import Reply
from tests.hardware.drivers.asked_play import Played, play

OK = Reply(0, 0x5D, 0, 0)
MISSING = Reply(0, 0x5C, 0, 0)
DROPPED = Reply(0, 0x5D, 0, 0xAA)
B27 = Reply(0, 0x42, 0x32, 0x37)
SILENT, UNSENT = NoReply.SILENT, NoReply.UNSENT
_ONLY_SILENCE: list[Reply | NoReply] = [SILENT]
QUERY, VERSION, DRIVE = (bytes.fromhex(text) for text in ("00FF7B8455AA", "00FFE71800FF", "00FF03FCAA55"))


def family(**options: object) -> TcnFamily:
    made = TcnFamily(TcnOptions.read(options), drop_sensor=True)
    made.firmware(B27)
    return made


def vend(
    *replies: Reply | NoReply, made: TcnFamily | None = None, light: bool = True, turn_ms: int = 2_000
) -> Played[Reply, Verdict]:
    return play((made or family()).vend(VendOrder("a", 3), light), replies, turn_ms=turn_ms)


def test_vend_queries_the_lane_and_the_version_then_drives_once() -> None:
    played = vend(OK, B27, DROPPED)
    assert played.asked == [QUERY, VERSION, DRIVE]
    assert [ask.drives for ask in played.asks] == [False, False, True]
    assert played.result.result is Result.DELIVERED
    assert played.asks[2].request.limit_ms == 30_000


def test_without_light_check_the_command_says_so() -> None:
    played = vend(OK, B27, OK, light=False)
    assert played.asked[-1] == bytes.fromhex("00FF03FC55AA")
    assert played.result.result is Result.TURNED_UNCONFIRMED


def test_board_without_a_version_is_not_asked_for_one() -> None:
    made = TcnFamily(TcnOptions(), drop_sensor=True)
    assert made.firmware(OK) == ""
    assert vend(OK, DROPPED, made=made).asked == [QUERY, DRIVE]


def refresh(made: TcnFamily, *replies: Reply | NoReply) -> MachineReport | None:
    return play(made.refresh(), replies).result


def test_lane_of_the_second_board() -> None:
    other = Reply(1, 0x5D, 0, 0)
    played = play(
        family().vend(VendOrder("a", 102), True), [other, Reply(1, 0x42, 0x32, 0x37), Reply(1, 0x5D, 0, 0xAA)]
    )
    assert played.asked[-1] == bytes.fromhex("01FE02FDAA55")
    assert played.result.result is Result.DELIVERED


@pytest.mark.parametrize(
    ("replies", "asked"),
    [
        ([MISSING], 1),
        ([Reply(0, 0x5C, 0x40, 0)], 1),
        ([UNSENT], 1),
        ([SILENT, SILENT], 2),
        ([SILENT, UNSENT], 2),
        ([OK, SILENT, SILENT], 3),
        ([OK, UNSENT], 2),
        ([OK, B27, UNSENT], 3),
    ],
)
def test_what_keeps_the_motor_command_from_going_out_is_a_refusal(
    replies: list[Reply | NoReply], asked: int
) -> None:
    played = vend(*replies)
    assert (played.result.result, played.result.nothing_moved) == (Result.REFUSED, True)
    assert len(played.asked) == asked
    assert played.asked.count(DRIVE) == (replies[-2:] == [B27, UNSENT])


def test_questions_lost_once_are_put_again_and_the_motor_command_never() -> None:
    assert vend(SILENT, OK, SILENT, B27, DROPPED).result.result is Result.DELIVERED
    played = vend(OK, B27, SILENT)
    assert (played.result.result, played.result.block_lane) == (Result.UNKNOWN, True)
    assert played.asked.count(DRIVE) == 1


def test_late_reply_settles_by_the_same_rules() -> None:
    settle = vend(OK, B27, SILENT).asks[-1].settle
    assert settle is not None
    late = settle(DROPPED)
    assert late is not None
    assert late.result is Result.DELIVERED


def test_reply_of_a_vend_is_no_answer_to_a_question_nor_one_of_another_board() -> None:
    played = vend(OK, B27, DROPPED)
    query, version, drive = (ask.request for ask in played.asks)
    for drop in (0xAA, 0xCC, 0x33):
        assert not query.fits(Reply(0, 0x5D, 0, drop))
        assert drive.fits(Reply(0, 0x5D, 0, drop))
    assert not any(request.fits(Reply(1, 0x5D, 0, 0)) for request in (query, version, drive))
    assert not query.fits(B27)
    assert not drive.fits(B27)
    assert not version.fits(OK)


def test_damaged_reply_is_asked_for_by_66_unless_the_installer_says_no() -> None:
    repeat = vend(OK, B27, DROPPED).asks[-1].request.repeat
    assert repeat is not None
    assert (repeat.data, repeat.times) == (bytes.fromhex("00FF669955AA"), 2)
    assert vend(OK, B27, DROPPED, made=family(resend=False)).asks[-1].request.repeat is None


@pytest.mark.parametrize("motor", [0, 81, 100, 981])
def test_lane_no_board_can_have(motor: int) -> None:
    assert "no lane" in family().impossible(motor)
    assert family().impossible(80) == ""


def test_check() -> None:
    played = [play(family().check(3), came).result for came in ([OK], _ONLY_SILENCE)]
    assert played == [LaneReport(3, LaneState.NORMAL, "5D/00/00", "usable"), None]


def checked(made: TcnFamily, *, ago_ms: int) -> Played[Reply, Verdict]:
    """A vend so long after its lane was asked about and found good."""
    play(made.check(3), [OK], began_ms=1_000)
    replies = [B27, DROPPED] if ago_ms < CHECKED_MS else [OK, B27, DROPPED]
    return play(made.vend(VendOrder("a", 3), True), replies, began_ms=1_000 + ago_ms, turn_ms=2_000)


def test_a_lane_just_found_good_is_not_asked_about_again() -> None:
    played = checked(family(), ago_ms=CHECKED_MS - 1)
    assert (played.asked, played.result.result) == ([VERSION, DRIVE], Result.DELIVERED)


def test_a_look_of_long_ago_tells_nothing() -> None:
    assert checked(family(), ago_ms=CHECKED_MS).asked == [QUERY, VERSION, DRIVE]


@pytest.mark.parametrize("since", ["turn", "bad look", "silent look", "board"])
def test_nor_does_one_before_the_last_turn_or_another_answer_or_board(since: str) -> None:
    made = family()
    play(made.check(3), [OK])
    match since:
        case "turn":
            vend(B27, DROPPED, made=made)
        case "bad look":
            play(made.check(3), [MISSING])
        case "silent look":
            play(made.check(3), _ONLY_SILENCE)
        case "board":
            made.firmware(B27)
    assert vend(OK, B27, DROPPED, made=made).asked == [QUERY, VERSION, DRIVE]


def test_a_look_at_another_lane_or_a_board_without_a_version_leaves_the_question() -> None:
    made = family()
    play(made.check(4), [OK])
    assert vend(OK, B27, DROPPED, made=made).asked == [QUERY, VERSION, DRIVE]
    nameless = TcnFamily(TcnOptions(), drop_sensor=True)
    play(nameless.check(3), [OK])
    assert vend(OK, DROPPED, made=nameless).asked == [QUERY, DRIVE]


def test_scan_tells_every_lane_and_knows_the_motors() -> None:
    played = play(family(lanes=4).scan(), [OK, OK, MISSING, Reply(0, 0x5C, 0x40, 0)])
    assert played.result == (1, 2, 4)
    assert [report.state for report in played.told if isinstance(report, LaneReport)] == [
        LaneState.NORMAL,
        LaneState.NORMAL,
        LaneState.MISSING,
        LaneState.FAULT,
    ]


def test_scan_leaves_a_further_board_that_is_silent_and_ends_at_the_first_ones_silence() -> None:
    came: list[Reply | NoReply] = [*[OK] * 80, SILENT, Reply(2, 0x5D, 0, 0), Reply(2, 0x5C, 0, 0)]
    assert play(family(lanes=202).scan(), came).result == (*range(1, 81), 201)
    came = [OK, SILENT]
    assert play(family(lanes=60).scan(), came).result is None


def test_door_and_temperatures() -> None:
    air = Reply(0, 0x5D, 0x06, 0xFB)
    assert refresh(family(), OK, air) == MachineReport(False, (6,))
    opened = Reply(0, 0x5D, 1, 0)
    assert refresh(family(temperature_zones=2), opened, air) == MachineReport(True, (6, -5))
    assert refresh(family(temperature_zones=0), opened) == MachineReport(True)


@pytest.mark.parametrize(("value", "is_open"), [(0x00, True), (0x01, False), (0x05, False)])
def test_door_of_the_other_polarity(value: int, is_open: bool) -> None:
    report = refresh(family(door_open_value=0, temperature_zones=0), Reply(0, 0x5D, value, 0))
    assert report == MachineReport(is_open)


@pytest.mark.parametrize(
    ("air", "temperatures", "faults"),
    [
        (Reply(0, 0x5D, 0xEB, 0x06), (None, 6), (0,)),
        (Reply(0, 0x5D, 0x06, 0x65), (6, None), (1,)),
        (Reply(0, 0x5D, 0x65, 0xEB), (None, None), (0, 1)),
        (Reply(0, 0x5D, 0xAA, 0x33), (-86, 51), ()),  # any bytes: not a vend's flags here
    ],
)
def test_broken_probe_is_no_temperature(
    air: Reply, temperatures: tuple[int | None, ...], faults: tuple[int, ...]
) -> None:
    report = refresh(family(temperature_zones=2), OK, air)
    assert report == MachineReport(False, temperatures, faults)


def test_one_miss_says_nothing_and_two_make_it_asked_seldom() -> None:
    made, air = family(), Reply(0, 0x5D, 0x06, 0)
    assert refresh(made, OK, air) == MachineReport(False, (6,))
    assert refresh(made, SILENT, SILENT) == MachineReport(False, (6,))
    assert refresh(made, UNSENT, UNSENT) == MachineReport(False, (6,))
    assert refresh(made, SILENT, SILENT) is None
    assert refresh(made) is None  # not asked again within a minute


def test_board_that_has_no_door_switch_still_tells_its_temperature() -> None:
    made = family()
    for _ in range(2):
        refresh(made, SILENT, Reply(0, 0x5D, 0x06, 0))
    assert refresh(made, Reply(0, 0x5D, 0x07, 0)) == MachineReport(None, (7,))


# --- the service desk ---------------------------------------------------------------------------------


def serve(name: str, *replies: Reply | NoReply, **arguments: int) -> tuple[ServiceAnswer, list[str]]:
    played = play(build(name, arguments, family().services()), replies)
    return played.result, [data[::2].hex() for data in played.asked]


@pytest.mark.parametrize(
    ("name", "arguments", "asked"),
    [
        ("self_test", {}, ["0064aa"]),
        ("self_test", {"light": 0, "board": 1}, ["016455"]),
        ("temperature_set", {"cool": 1, "target_c": 5}, ["00cc01", "00cd01", "00ce05"]),
        ("temperature_set", {"cool": 0, "target_c": -5}, ["00cc01", "00cd00", "00cefb"]),
        ("temperature_off", {}, ["00cc00"]),
        ("light_set", {"on": 1}, ["00ddaa"]),
        ("light_set", {"on": 0}, ["00dd55"]),
        ("buzzer_set", {"on": 1}, ["00deaa"]),
        ("glass_heating_set", {"on": 1}, ["00d401"]),
        ("shakes_set", {"times": 2}, ["00e602"]),
        ("drop_wait_set", {"seconds": 3}, ["00e903"]),
        ("defrost_set", {"minutes": 10}, ["00d10a"]),
        ("work_time_set", {"minutes": 30}, ["00d21e"]),
        ("fan_stop_set", {"minutes": 60}, ["00d33c"]),
    ],
)
def test_setting_is_the_command_of_the_sheet(name: str, arguments: dict[str, int], asked: list[str]) -> None:
    done = Reply(arguments.get("board", 0), 0x5D, 0, 0)
    answer, sent = serve(name, *[done] * len(asked), **arguments)
    assert (answer.request, answer.ok, answer.text) == (name, True, "done")
    assert sent == asked


def test_setting_that_fails_ends_there() -> None:
    answer, sent = serve("temperature_set", OK, MISSING, cool=1, target_c=5)
    assert (answer.ok, len(sent)) == (False, 2)
    assert serve("light_set", SILENT, on=1)[0].text == SILENT.value
    answer, _ = serve("self_test", Reply(0, 0x5C, 0x33, 0))
    assert "short circuit and the drop sensor is blocked" in answer.text


@pytest.mark.parametrize(
    ("name", "reply", "ok", "words"),
    [
        ("version_read", B27, True, "B27"),
        ("temperature_read", Reply(0, 0x5D, 0x06, 0xEB), True, "6 °C, probe fault"),
        ("temperature_read", MISSING, False, "no fault named"),
        ("door_read", Reply(0, 0x5D, 1, 0), True, "value 01"),
        ("drop_sensor_test", OK, True, "free"),
        ("drop_sensor_test", MISSING, False, "something stands"),
        ("drop_sensor_test", UNSENT, False, "not sent"),
        ("version_read", UNSENT, False, "not sent"),
    ],
)
def test_reading(name: str, reply: Reply | NoReply, ok: bool, words: str) -> None:
    answer, _ = serve(name, reply)
    assert (answer.request, answer.ok) == (name, ok)
    assert words in answer.text


@pytest.mark.parametrize(
    ("came", "report"),
    [
        ([OK], DropSensorReport(True, "the light is free")),
        ([MISSING], DropSensorReport(False, "something stands in the light")),
        ([SILENT, OK], DropSensorReport(True, "the light is free")),
        ([SILENT, Reply(0, 0x5C, 0x40, 0)], DropSensorReport(True, "the light is free")),
        (
            [SILENT, Reply(0, 0x5C, 0x43, 0)],
            DropSensorReport(False, "the drop sensor is blocked all the time"),
        ),
        ([SILENT, SILENT], None),
        ([UNSENT], None),
    ],
)
def test_drop_sensor_test_tells_whether_it_can_be_relied_on(
    came: list[Reply | NoReply], report: DropSensorReport | None
) -> None:
    played = play(build("drop_sensor_test", {}, family().services()), came)
    assert played.told == ([report] if report else [])
    assert played.result.ok == (report is not None and report.ok)
    assert family().capabilities.tests_drop_sensor


@pytest.mark.parametrize(
    ("replies", "ok", "words"),
    [
        ([OK, OK], True, "nobody watched"),
        ([OK, Reply(0, 0x5C, 0x50, 0)], False, "did not come home"),
        ([MISSING], False, "does not exist"),
        ([SILENT], False, "no valid reply"),
        ([OK, SILENT], False, "no valid reply"),
    ],
)
def test_lane_test(replies: list[Reply | NoReply], ok: bool, words: str) -> None:
    answer, _ = serve("test_lane", *replies, motor=3)
    assert (answer.ok, answer.motors) == (ok, (3,))
    assert words in answer.text
    assert "test_lane" in family().turning


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("selftest", {}, "no request"),
        ("test_lane", {}, "motor"),
        ("test_lane", {"motor": 100}, "no lane"),
        ("shakes_set", {"times": 9}, "between 0 and 5"),
        ("light_set", {"on": 7}, "between 0 and 1"),
        ("home_all", {}, "no request"),
    ],
)
def test_request_that_cannot_be_asked(name: str, arguments: dict[str, int], words: str) -> None:
    with pytest.raises(RequestRefused, match=words):
        build(name, arguments, family().services())


# --- options ------------------------------------------------------------------------------------------


def test_options() -> None:
    assert TcnOptions.read({}) == TcnOptions()
    assert TcnOptions.read({"lanes": 180, "door_open_value": 0}) == TcnOptions(lanes=180, door_open_value=0)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"door_open": 1}, "Did you mean door_open_value?"),
        ({"vend_timeout_ms": 0}, "a whole number from 1000 to 300000"),
        ({"temperature_zones": 3}, "from 0 to 2"),
        ({"lanes": 981}, "from 1 to 980"),
        ({"resend": 1}, "must be true or false"),
        ({"lift": True}, "has no option lift"),
    ],
)
def test_wrong_option_is_named(options: dict[str, object], words: str) -> None:
    with pytest.raises(SettingError, match="tcn") as caught:
        TcnOptions.read(options)
    assert words in caught.value.text
