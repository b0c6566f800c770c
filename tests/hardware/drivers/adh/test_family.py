"""The ADH errands played by hand: no port, no clock."""

from __future__ import annotations

import pytest

from hardware.api import LaneReport, LaneState, MachineReport, Result, ServiceAnswer, VendOrder, VendStarted
from hardware.drivers.adh.family import AdhFamily
from hardware.drivers.adh.options import MODEL_814, MODEL_815, AdhOptions, Model
from hardware.drivers.asked.steps import NoReply, Verdict
from hardware.drivers.requests import RequestRefused, build
from hardware.errors import SettingError
from hardware.wire.adh.codes import ADH814, ADH815, Dialect
from hardware.wire.adh.frames import Frame, request_decoder
from hardware.wire.adh.messages import Run
from tests.hardware.drivers.asked_play import Played, play

SILENT, UNSENT = NoReply.SILENT, NoReply.UNSENT
ON, OFF = Frame(1, 0x20, b"\x90\x07"), Frame(1, 0x20, b"\x10\x07")
SET_ON = Frame(1, 0x21, b"\x90\x07")
STARTED, INVALID, REJECTED, NOT_CLEARED = (Frame(0, 5, bytes((code,))) for code in range(4))
CLEARED = Frame(0, 6)


def told(state: int, motor: int = 2, result: int = 0, dialect: Dialect = ADH815, probe_c: int = 4) -> Frame:
    return Run(state, motor, result, 500, 120, 26, probe_c).encode(dialect)


IDLE, RUNNING, DONE, HANGING, OLD = told(0), told(1), told(2), told(2, result=4), told(2, motor=9)


def family(model: Model = MODEL_815, **options: object) -> AdhFamily:
    return AdhFamily(model, AdhOptions.read(model, options), drop_sensor=True)


def vend(
    *replies: Frame | NoReply, made: AdhFamily | None = None, motor: int = 3, drop_sensor: bool = True
) -> Played[Frame, Verdict]:
    return play((made or family()).vend(VendOrder("a", motor), drop_sensor), replies)


def frames(played: Played[Frame, Verdict]) -> list[tuple[int, int, str]]:
    """Address, command and data of all that was asked."""
    found = request_decoder().feed(b"".join(played.asked))
    return [(item.address, item.command, item.data.hex()) for item in found if isinstance(item, Frame)]


def test_vend_sees_to_the_detection_and_an_idle_card_runs_once_polls_and_clears() -> None:
    played = vend(ON, IDLE, STARTED, RUNNING, DONE, CLEARED)
    assert frames(played) == [
        (1, 0x20, ""),
        (1, 0x03, ""),
        (1, 0x05, "02"),
        (1, 0x03, ""),
        (1, 0x03, ""),
        (1, 0x06, ""),
    ]
    assert [ask.drives for ask in played.asks].count(True) == 1
    assert played.result.result is Result.DELIVERED
    assert played.told == [VendStarted("a", 3)]


def test_detection_that_is_off_is_set_keeping_the_rest_of_the_mode_and_read_again() -> None:
    played = vend(OFF, SET_ON, ON, IDLE, STARTED, DONE, CLEARED)
    assert frames(played)[:3] == [(1, 0x20, ""), (1, 0x21, "9007"), (1, 0x20, "")]
    assert played.result.result is Result.DELIVERED


def test_detection_follows_the_wish_for_none() -> None:
    played = vend(ON, Frame(1, 0x21, b"\x10\x07"), OFF, IDLE, STARTED, DONE, CLEARED, drop_sensor=False)
    assert frames(played)[1] == (1, 0x21, "1007")
    assert played.result.result is Result.TURNED_UNCONFIRMED


@pytest.mark.parametrize(
    ("replies", "words"),
    [
        ([SILENT] * 3, "could not be asked"),
        ([UNSENT], "could not be asked"),
        ([OFF, SET_ON, OFF], "cannot be set"),
        ([OFF, UNSENT, UNSENT], "could not be asked"),
        ([ON, *[SILENT] * 3], "could not be asked for its state"),
        ([ON, *[RUNNING] * 12], "does not become idle"),
        ([ON, IDLE, UNSENT], "could not be sent"),
        ([ON, IDLE, INVALID], "no such motor"),
        ([ON, IDLE, REJECTED], "rejects"),
        ([ON, IDLE, NOT_CLEARED], "not been cleared"),
    ],
)
def test_what_keeps_the_motor_still_is_a_refusal(replies: list[Frame | NoReply], words: str) -> None:
    verdict = vend(*replies).result
    assert (verdict.result, verdict.nothing_moved) == (Result.REFUSED, True)
    assert words in verdict.text


def test_detection_is_left_alone_when_told_so_and_on_the_adh814() -> None:
    made = family(set_detection=False)
    assert vend(IDLE, STARTED, DONE, CLEARED, made=made).result.result is Result.DELIVERED
    replies = [
        told(0, dialect=ADH814),
        Frame(0, 0xA5, b"\0"),
        told(2, dialect=ADH814),
        Frame(0, 0xA6),
    ]
    played = vend(*replies, made=family(MODEL_814))
    assert [command for _, command, _ in frames(played)] == [0xA3, 0xA5, 0xA3, 0xA6]
    assert (played.result.result, played.result.raw_code) == (Result.DELIVERED, "A3/00")


def test_result_of_an_earlier_run_is_cleared_first() -> None:
    played = vend(ON, OLD, CLEARED, IDLE, STARTED, DONE, CLEARED)
    assert [command for _, command, _ in frames(played)] == [0x20, 0x03, 0x06, 0x03, 0x05, 0x03, 0x06]
    assert played.result.result is Result.DELIVERED
    assert vend(ON, OLD, SILENT, OLD, CLEARED, IDLE, STARTED, DONE, CLEARED).result.result is Result.DELIVERED


def test_clearing_that_fails_changes_no_outcome() -> None:
    assert vend(ON, IDLE, STARTED, HANGING, SILENT).result.result is Result.NOT_DELIVERED


def test_unanswered_run_is_followed_and_never_sent_again() -> None:
    played = vend(ON, IDLE, SILENT, RUNNING, SILENT, DONE, CLEARED)
    assert played.result.result is Result.DELIVERED
    assert [ask.drives for ask in played.asks].count(True) == 1


def test_answer_to_the_run_in_no_list_is_followed_and_confirms_nothing() -> None:
    played = vend(ON, IDLE, Frame(0, 5, b"\x09"), DONE, CLEARED)
    assert (played.result.result, played.told) == (Result.DELIVERED, [])


def test_card_that_knows_nothing_of_the_run_is_unknown_and_not_cleared() -> None:
    played = vend(ON, IDLE, STARTED, RUNNING, *[IDLE] * 11)
    assert (played.result.result, played.result.block_lane) == (Result.UNKNOWN, True)
    assert vend(ON, IDLE, SILENT, *[IDLE] * 11).result.result is Result.UNKNOWN


def test_lane_of_the_second_card() -> None:
    made = family(lanes=200)
    on, done = Frame(2, 0x20, b"\x80\x00"), told(2, motor=0)
    played = vend(on, IDLE, STARTED, done, CLEARED, made=made, motor=101)
    assert {address for address, _, _ in frames(played)} == {2}
    assert all(ask.request.late_ms is not None for ask in played.asks)
    assert "lanes 1 to 100" in family().impossible(101)


def test_settings_are_answered_under_the_cards_own_address_and_nothing_else_is() -> None:
    mode, poll = (ask.request for ask in vend(ON, *[SILENT] * 3).asks[:2])
    assert mode.fits(ON) and mode.fits(Frame(0, 0x20, b"\x80\x00"))
    assert not mode.fits(Frame(2, 0x20, b"\x80\x00"))
    assert poll.fits(IDLE) and not poll.fits(CLEARED)
    assert poll.shape != mode.shape


def test_late_refusal_settles_the_vend() -> None:
    played = vend(ON, IDLE, SILENT, *[IDLE] * 11)
    settle = next(ask.settle for ask in played.asks if ask.drives)
    assert settle is not None
    late = settle(REJECTED)
    assert late is not None
    assert late.result is Result.REFUSED


def check(made: AdhFamily, *replies: Frame | NoReply) -> LaneReport | None:
    played: Played[Frame, LaneReport | None] = play(made.check(3), replies)
    return played.result


def test_check_only_sees_that_the_card_answers() -> None:
    assert check(family(), IDLE) == LaneReport(3, LaneState.NORMAL, "03/00", "its card answers")
    assert check(family(), SILENT, SILENT, SILENT) is None
    assert play(family().scan(), []).result == ()
    assert not family().capabilities.reports_lanes


@pytest.mark.parametrize(
    ("options", "replies", "report"),
    [
        ({}, [told(0)], MachineReport(None, (4,), ())),
        ({}, [told(1, probe_c=-5)], MachineReport(None, (-5,), ())),
        ({}, [told(0, probe_c=-40)], MachineReport(None, (None,), (0,))),
        ({}, [told(0, probe_c=120)], MachineReport(None, (None,), (0,))),
        ({}, [SILENT], None),
        ({"temperature_zones": 0}, [told(0)], None),
        (
            {"lanes": 200, "temperature_zones": 2},
            [told(0), told(0, probe_c=120)],
            MachineReport(None, (4, None), (1,)),
        ),
    ],
)
def test_temperature_comes_with_the_poll(
    options: dict[str, object], replies: list[Frame | NoReply], report: MachineReport | None
) -> None:
    assert play(family(MODEL_815, **options).refresh(), replies).result == report


def test_number_is_the_firmware() -> None:
    assert family().firmware(Frame(0, 1, b"ADH815 V1.0")) == "ADH815 V1.0"
    assert family().firmware(IDLE) == ""
    assert (family().model, family().baud) == ("adh815", 38_400)
    assert (family(MODEL_814).model, family(MODEL_814).baud) == ("adh814", 9_600)


def ask_service(request: str, *replies: Frame | NoReply, **arguments: int) -> ServiceAnswer:
    return play(build(request, arguments, family().services()), replies).result


def test_services() -> None:
    assert ask_service("test_lane", OFF, IDLE, STARTED, DONE, CLEARED, motor=3).ok
    assert not ask_service("test_lane", ON, IDLE, STARTED, HANGING, CLEARED, motor=3, drop=1).ok
    assert ask_service("id_read", Frame(0, 1, b"ADH815 V1.0")).text == "ADH815 V1.0"
    assert "peak 500 mA" in ask_service("last_run_read", DONE).text
    assert ask_service("result_clear", CLEARED).ok
    assert ask_service("temperature_set", Frame(0, 4, b"\x01\x00\x05"), mode=1, target_c=5).ok
    assert ask_service("mode_read", ON).text == "mode 90 07, drop detection on"
    assert ask_service("drop_detection_set", OFF, SET_ON, ON, on=1).ok
    assert not ask_service("drop_detection_set", OFF, SET_ON, OFF, on=1).ok
    assert not ask_service("id_read", SILENT, SILENT, SILENT).ok


def test_adh814_has_no_mode_to_read() -> None:
    assert {"mode_read", "drop_detection_set"} & set(family(MODEL_814).services()) == set()


@pytest.mark.parametrize(
    ("request_name", "arguments", "words"),
    [
        ("test_lane", {"motor": 101}, "no lane 101"),
        ("temperature_set", {"mode": 3, "target_c": 5}, "mode = 3"),
        ("result_clear", {"card": 2}, "no card 2"),
        ("run_pair", {}, "no request run_pair"),
    ],
)
def test_service_that_cannot_be_asked_says_why(
    request_name: str, arguments: dict[str, int], words: str
) -> None:
    with pytest.raises(RequestRefused, match=words):
        build(request_name, arguments, family().services())


@pytest.mark.parametrize(
    ("model", "options", "words"),
    [
        (MODEL_815, {"set_detektion": True}, "Did you mean set_detection?"),
        (MODEL_814, {"set_detection": True}, "no option set_detection"),
        (MODEL_815, {"lanes": 401}, "from 1 to 400"),
        (MODEL_814, {"lanes_a_card": 61}, "from 1 to 60"),
        (MODEL_815, {"temperature_zones": 2}, "which is 1 cards"),
    ],
)
def test_wrong_option_is_named(model: Model, options: dict[str, object], words: str) -> None:
    with pytest.raises(SettingError, match=model.name) as caught:
        AdhOptions.read(model, options)
    assert words in caught.value.text
