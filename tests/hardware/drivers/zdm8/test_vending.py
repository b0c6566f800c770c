"""The ZDM8 board's vend played by hand: what is asked in which order, and what each answer leads to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hardware.api import Result, VendOrder, VendStarted
from hardware.drivers.asked.steps import Ask, Look, NoReply, Pause, Verdict
from hardware.drivers.zdm8.family import Zdm8Family
from hardware.drivers.zdm8.options import Zdm8Options
from hardware.drivers.zdm8.outcomes import Watch, refusal, verdict
from hardware.wire.modbus.frames import Reply
from hardware.wire.zdm8 import messages
from hardware.wire.zdm8.codes import Read
from hardware.wire.zdm8.messages import RunState
from tests.hardware.drivers.asked_play import Played, play

Replies = Sequence[Reply | NoReply]
SILENT, UNSENT = NoReply.SILENT, NoReply.UNSENT
CLEAR = Reply(1, 3, bytes.fromhex("02 00 01"))
BLOCKED = Reply(1, 3, bytes.fromhex("02 00 00"))
IDLE = Reply(1, 3, bytes.fromhex("02 00 00"))
RUNNING = Reply(1, 3, bytes.fromhex("02 01 00"))
DONE = Reply(1, 3, bytes.fromhex("02 02 00"))
FAULT_7 = Reply(1, 3, bytes.fromhex("02 03 07"))
ODD = Reply(1, 3, bytes.fromhex("02 7E 00"))
NO_READ = Reply(1, 0x83, b"\x02")
ACCEPTED = Reply(1, 0x10, bytes.fromhex("20 01 00 02"))
BUSY = Reply(1, 0x90, b"\x06")


def vend(
    replies: Replies,
    *,
    drop_sensor: bool = True,
    is_lifted: bool = False,
    motor: int = 16,
    options: dict[str, object] | None = None,
) -> Played[Reply, Verdict]:
    family = Zdm8Family(Zdm8Options.read({"poll_ms": 100, **(options or {})}), drop_sensor)
    return play(family.vend(VendOrder("a", motor, drop_sensor, is_lifted), drop_sensor), replies)


def test_vend_asks_the_sensor_and_the_state_writes_once_and_takes_the_result() -> None:
    played = vend([CLEAR, IDLE, ACCEPTED, RUNNING, RUNNING, DONE])
    assert [data.hex(" ").upper() for data in played.asked] == [
        "01 03 00 08 00 01 05 C8",
        "01 03 00 03 00 01 74 0A",
        "01 10 20 01 00 02 04 0F 01 01 00 F8 E6",
        *["01 03 00 03 00 01 74 0A"] * 3,
    ]
    assert [ask.drives for ask in played.asks] == [False, False, True, False, False, False]
    assert played.told == [VendStarted("a", 16)]
    assert (played.result.result, played.result.raw_code) == (Result.DELIVERED, "02/00")


def test_without_drop_check_the_sensor_is_not_asked_and_the_drop_is_unconfirmed() -> None:
    played = vend([IDLE, ACCEPTED, DONE], drop_sensor=False)
    assert played.asked[1][7:11].hex() == "0f010000"
    assert played.result.result is Result.TURNED_UNCONFIRMED


def test_sensor_check_can_be_switched_off() -> None:
    assert vend([IDLE, ACCEPTED, DONE], options={"sensor_check": False}).result.result is Result.DELIVERED


@pytest.mark.parametrize(
    ("options", "block"),
    [
        ({"belt_lanes": "16"}, "0f030100"),
        ({"lock_lanes": "1-20"}, "0f020100"),
        ({"timed_lanes": "10, 16"}, "0f040100"),
        ({"lane_type": 0}, "0f000100"),
        ({"lift": True}, "0f010101"),
    ],
)
def test_kind_of_lane_and_lift_are_told_as_the_installer_said(options: dict[str, object], block: str) -> None:
    played = vend([CLEAR, IDLE, ACCEPTED, DONE], is_lifted=True, options=options)
    assert played.asked[2][7:11].hex() == block


def test_vend_can_be_written_to_the_other_register() -> None:
    accepted = Reply(1, 0x10, bytes.fromhex("00 01 00 02"))
    played = vend([CLEAR, IDLE, accepted, DONE], options={"vend_at_0001": True})
    assert played.asked[2][2:4].hex() == "0001"
    assert played.result.result is Result.DELIVERED


def test_motor_101_is_the_first_lane_of_board_2() -> None:
    def from_2(reply: Reply) -> Reply:
        return Reply(2, reply.function, reply.body)

    played = vend([from_2(reply) for reply in (CLEAR, IDLE, ACCEPTED, DONE)], motor=101)
    assert {data[0] for data in played.asked} == {2}
    assert played.asked[2][7] == 0


@pytest.mark.parametrize(
    ("replies", "words"),
    [
        ([BLOCKED], "drop sensor is blocked"),
        ([NO_READ], "does not tell of its drop sensor"),
        ([UNSENT], "could not be asked about"),
        ([SILENT, SILENT, SILENT], "could not be asked about"),
        ([CLEAR, SILENT, SILENT, UNSENT], "state could not be asked about"),
        ([CLEAR, NO_READ], "does not tell its state"),
        ([CLEAR, RUNNING], "still dispensing"),
        ([CLEAR, ODD], "unknown state"),
        ([CLEAR, IDLE, UNSENT], "could not be sent"),
        ([CLEAR, IDLE, BUSY], "busy"),
        ([CLEAR, IDLE, Reply(1, 0x90, b"\x01")], "illegal function"),
        ([CLEAR, IDLE, Reply(1, 0x90, b"\x02")], "illegal address"),
        ([CLEAR, IDLE, Reply(1, 0x90, b"\x03")], "illegal data"),
        ([CLEAR, IDLE, Reply(1, 0x90, b"\x04")], "wrong checksum"),
        ([CLEAR, IDLE, Reply(1, 0x90, b"\x07")], "fault of the board"),
    ],
)
def test_what_is_refused_before_anything_moved(replies: list[Reply | NoReply], words: str) -> None:
    result = vend(replies).result
    assert (result.result, result.nothing_moved) == (Result.REFUSED, True)
    assert words in result.text
    assert result.sensor_fault == ("sensor" in result.text and "asked" not in result.text)


def test_lost_bytes_of_a_question_only_ask_it_again() -> None:
    replies: Replies = [SILENT, CLEAR, SILENT, SILENT, IDLE, ACCEPTED, SILENT, RUNNING, SILENT, DONE]
    assert vend(replies).result.result is Result.DELIVERED


def test_result_of_an_earlier_vend_is_read_away_first() -> None:
    assert vend([CLEAR, DONE, IDLE, ACCEPTED, FAULT_7]).result.result is Result.FAULT
    assert vend([CLEAR, FAULT_7, DONE, IDLE, ACCEPTED, DONE]).result.result is Result.DELIVERED
    assert "old result" in vend([CLEAR, DONE, DONE, DONE]).result.text


def test_fault_shows_its_number_and_blocks_the_lane() -> None:
    result = vend([CLEAR, IDLE, ACCEPTED, RUNNING, FAULT_7]).result
    assert (result.result, result.raw_code, result.block_lane) == (Result.FAULT, "03/07", True)
    assert not result.nothing_moved


@pytest.mark.parametrize("first", [ACCEPTED, SILENT, Reply(1, 0x90, b"\x08"), Reply(1, 0x90, b"\x05")])
def test_three_idles_without_a_result_are_unknown_and_never_a_failure(first: Reply | NoReply) -> None:
    result = vend([CLEAR, IDLE, first, IDLE, IDLE, IDLE]).result
    assert (result.result, result.block_lane, result.nothing_moved) == (Result.UNKNOWN, True, False)
    assert "never seen running" in result.text


def test_idles_count_only_in_a_row_and_a_lost_result_says_that_it_ran() -> None:
    replies: Replies = [CLEAR, IDLE, ACCEPTED, IDLE, IDLE, RUNNING, SILENT, IDLE, IDLE, IDLE]
    result = vend(replies).result
    assert (result.result, result.text) == (Result.UNKNOWN, "it ran, and its result was lost")


def test_vend_whose_acceptance_was_lost_is_started_when_it_is_seen_running() -> None:
    played = vend([CLEAR, IDLE, SILENT, RUNNING, DONE])
    assert played.told == [VendStarted("a", 16)]
    assert played.result.result is Result.DELIVERED


@pytest.mark.parametrize(("last", "words"), [(RUNNING, "dispensing"), (ODD, "7E/00"), (NO_READ, "-")])
def test_what_never_ends_is_unknown_after_the_time_limit(last: Reply, words: str) -> None:
    replies = [CLEAR, IDLE, ACCEPTED, *[last] * 10]
    result = vend(replies, options={"vend_timeout_ms": 1_000}).result
    assert result.result is Result.UNKNOWN
    assert result.text.endswith(f"last state {words}")


def test_late_result_of_a_question_given_up_is_not_lost() -> None:
    watch = Watch(drop_check=True)
    assert watch.hear_late(RUNNING) is None
    assert watch.hear_late(NO_READ) is None
    assert watch.hear_late(IDLE) is None
    assert (watch.result, watch.idles) == (None, 0)
    late = watch.hear_late(DONE)
    assert late is not None
    assert watch.result == late
    assert watch.hear_late(FAULT_7) != late
    assert watch.result == late  # the first one stands


def test_late_refusal_of_the_vend_is_one_and_a_late_acceptance_says_nothing() -> None:
    watch = Watch(drop_check=True)
    assert watch.hear_late(ACCEPTED) is None
    late = watch.hear_late(BUSY)
    assert late is not None
    assert late.nothing_moved


def test_late_answer_ends_the_vend_without_another_question() -> None:
    family = Zdm8Family(Zdm8Options.read({"poll_ms": 100}), True)
    answers: list[Reply | NoReply] = [CLEAR, IDLE, ACCEPTED, SILENT]
    errand = family.vend(VendOrder("a", 16), True)
    came: Reply | NoReply | int | None = None
    asks: list[Ask[Reply]] = []
    with pytest.raises(StopIteration) as done:
        while True:
            step = errand.send(came)
            came = 0 if isinstance(step, Look) else None
            if isinstance(step, Ask):
                asks.append(step)
                came = answers.pop(0)
            if isinstance(step, Pause) and not answers:
                # The answer that nobody waited for any more comes between two questions.
                settle = asks[-1].settle
                assert settle is not None
                settle(DONE)
    assert done.value.value.result is Result.DELIVERED
    assert len(asks) == 4


def test_code_beside_a_success_is_an_old_one() -> None:
    found = verdict(RunState(2, 7), drop_check=True)
    assert found is not None
    assert (found.result, found.fault_although_delivered) == (Result.DELIVERED, False)
    assert verdict(RunState(1, 7), drop_check=True) is None
    assert refusal(ACCEPTED) is None


def test_check_knows_the_boards_rows_and_columns() -> None:
    size = Reply(1, 3, bytes.fromhex("04 20 02 02 05"))
    family = Zdm8Family(Zdm8Options(), True)
    for motor, state in ((1, "normal"), (15, "normal"), (16, "missing"), (21, "missing")):
        report = play(family.check(motor), [size]).result
        assert report is not None
        assert report.state == state
    unknown_size = Reply(1, 3, bytes.fromhex("04 20 02 00 00"))
    for answer in (unknown_size, Reply(1, 0x83, b"\x02")):
        report = play(family.check(100), [answer]).result
        assert report is not None
        assert report.state == "normal"
    assert play(family.check(1), [UNSENT]).result is None


def test_scan_tells_each_board_its_motor_time_out_once_a_line() -> None:
    family = Zdm8Family(Zdm8Options.read({"boards": 2, "motor_timeout_ms": 3000}), True)
    size = [Reply(board, 3, bytes.fromhex("04 20 02 01 02")) for board in (1, 2)]
    done = [Reply(board, 6, bytes.fromhex("10 04 0B B8")) for board in (1, 2)]
    assert play(family.scan(), [size[0], done[0], size[1], done[1]]).result == (1, 2, 101, 102)
    assert play(family.scan(), size).result == (1, 2, 101, 102)
    family.firmware(CLEAR)
    assert play(family.scan(), [size[0], done[0], size[1], done[1]]).result == (1, 2, 101, 102)


def test_scan_ends_at_the_first_silent_board_and_is_nothing_without_the_first() -> None:
    family = Zdm8Family(Zdm8Options(), True)
    size = Reply(1, 3, bytes.fromhex("04 20 02 01 02"))
    found: list[Reply | NoReply] = [SILENT, size, SILENT]
    assert play(family.scan(), found).result == (1, 2)
    gone: list[Reply | NoReply] = [SILENT, SILENT, SILENT]
    assert play(family.scan(), gone).result is None


def test_refresh_reads_temperatures_and_a_door_where_the_machine_has_it() -> None:
    air = Reply(1, 3, bytes.fromhex("04 00 D2 02 26"))
    report = play(Zdm8Family(Zdm8Options(), True).refresh(), [air]).result
    assert report is not None
    assert (report.door_open, report.temperatures_c, report.probe_faults) == (None, (21,), ())
    options = {"door_register": 11, "door_bit": 4, "temperature_zones": 2}
    family = Zdm8Family(Zdm8Options.read(options), True)
    door = Reply(1, 3, bytes.fromhex("02 00 10"))
    broken = Reply(2, 3, bytes.fromhex("04 80 00 00 00"))
    report = play(family.refresh(), [door, air, broken]).result
    assert report is not None
    assert (report.door_open, report.temperatures_c, report.probe_faults) == (True, (21, None), (1,))
    assert play(family.refresh(), [SILENT, SILENT]).result is None
    assert family.capabilities.door


def test_refresh_asks_something_also_where_there_is_nothing_to_read() -> None:
    software = Reply(1, 3, bytes.fromhex("04 20 20 02 20"))
    family = Zdm8Family(Zdm8Options.read({"temperature_zones": 0}), False)
    assert play(family.refresh(), [software]).result is None
    assert not family.capabilities.temperature
    assert family.firmware(software) == "2020-02-20"
    assert family.firmware(CLEAR) == ""


def test_motor_that_cannot_be_is_said_in_words() -> None:
    assert Zdm8Family(Zdm8Options(), True).impossible(801)
    assert not Zdm8Family(Zdm8Options(), True).impossible(800)
    assert "there are 1 boards" in Zdm8Family(Zdm8Options(boards=1), True).impossible(101)


def test_state_is_asked_by_nothing_that_may_run_beside_a_vend() -> None:
    family = Zdm8Family(Zdm8Options.read({"boards": 1, "motor_timeout_ms": 500}), True)
    state = messages.read_state(1).encode()
    size, air = Reply(1, 3, bytes.fromhex("04 20 02 0A 0A")), Reply(1, 3, bytes.fromhex("04 00 D2 02 26"))
    timeout = Reply(1, 6, bytes.fromhex("10 04 01 F4"))
    asked = [
        *play(family.check(1), [size]).asked,
        *play(family.scan(), [size, timeout]).asked,
        *play(family.refresh(), [air]).asked,
        *(hello.data for hello in family.manners.hellos),
    ]
    assert state not in asked
    assert messages.read(1, Read.DROP_SENSOR).encode() in asked
    assert "state_read" in family.turning
