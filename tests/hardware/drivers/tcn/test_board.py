"""The TCN driver over a real pty, against a board played step by step."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hardware.api import (
    BoardDown,
    BoardSettings,
    BoardUp,
    LaneReport,
    LaneState,
    MachineReport,
    Result,
    ServiceAnswer,
    VendFinished,
    VendOrder,
    VendOutcome,
)
from hardware.drivers.asked import vends
from hardware.drivers.tcn import questions
from hardware.drivers.tcn.board import TcnBoard
from hardware.drivers.tcn.family import FASTEST_TURN_MS
from hardware.link.trace import Direction, TraceEntry
from hardware.wire.tcn.frames import Reply
from tests.hardware.tcn_peer import B27, DROPPED, OK, VERSION, TcnPeer
from tests.hardware.xy_peer import ANSWER_LIMIT_S, Events

DOOR = 0xDF
LANE = 3
QUERY = 0x78 + LANE


@dataclass
class Bench:
    peer: TcnPeer
    board: TcnBoard
    events: Events

    def outcome(self) -> VendOutcome:
        return self.events.wait(VendFinished).outcome

    def drive(self, key: str = "a", **more: bool) -> None:
        """Order one vend and see its motor command come."""
        self.board.vend(order(key, **more))
        self.peer.take(LANE)

    def settle(self) -> None:
        """Until door, temperature and lanes have been asked about."""
        self.peer.take(QUERY)
        self.peer.say(OK)
        while self.peer.is_asked_within(0.1):
            command = self.peer.read()
            self.peer.say(B27 if command.code == VERSION else OK)

    def close(self) -> None:
        self.board.close()
        self.peer.unplug()


def make(**options: object) -> Bench:
    peer, events = TcnPeer(), Events()
    opened = threading.Event()

    def tap(entry: TraceEntry) -> None:
        if entry.direction is Direction.NOTE:
            opened.set()

    settings = BoardSettings("tcn", peer.path, options={"lanes": LANE, "vend_timeout_ms": 1_000, **options})
    board = TcnBoard(settings, tap=tap)
    board.start(events)
    # Opening a port drops what was sent to it before.
    assert opened.wait(ANSWER_LIMIT_S)
    return Bench(peer, board, events)


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = make()
    assert made.peer.read().code == VERSION
    made.peer.say(B27)
    assert made.events.expect(BoardUp).info.firmware == "B27"
    yield made
    made.close()


def order(key: str, motor: int = LANE, **more: bool) -> VendOrder:
    return VendOrder(key, motor, **more)


def test_start_asks_the_version_then_door_cold_and_lanes_and_says_up_again(bench: Bench) -> None:
    bench.settle()
    assert bench.events.wait(LaneReport).state is LaneState.NORMAL
    assert bench.events.wait(BoardUp).info.motors == (1, 2, 3)
    codes = {command.code for command in bench.peer.seen}
    assert {DOOR, 0xDC, 0x79, 0x7A, 0x7B} <= codes
    assert all(command.code > 0x50 for command in bench.peer.seen), "no motor turns by itself"


def test_vend_goes_before_everything_that_waits_and_is_delivered(bench: Bench) -> None:
    bench.board.vend(order("a"))
    bench.board.refresh()
    bench.peer.take(LANE)
    lanes_asked = [command for command in bench.peer.seen if 0x79 <= command.code <= 0x7B]
    assert len(lanes_asked) <= 2
    bench.peer.say(DROPPED)
    outcome = bench.outcome()
    assert (outcome.result, outcome.raw_code, outcome.block_lane) == (Result.DELIVERED, "5D/00/AA", False)


def test_motor_command_follows_the_lane_query_and_the_version(bench: Bench) -> None:
    bench.settle()
    bench.board.vend(order("a"))
    assert bench.peer.read().code == QUERY
    bench.peer.say(OK)
    assert bench.peer.read().code == VERSION
    bench.peer.say(B27)
    command = bench.peer.read()
    assert (command.code, command.parameter) == (LANE, 0xAA)
    bench.peer.say(DROPPED)
    assert bench.outcome().result is Result.DELIVERED


def test_without_light_check(bench: Bench) -> None:
    bench.drive(drop_sensor=False)
    assert bench.peer.seen[-1].parameter == 0x55
    assert not bench.peer.is_asked_within(2 * FASTEST_TURN_MS / 1_000), "while it turns"
    bench.peer.say(OK)
    assert bench.outcome().result is Result.TURNED_UNCONFIRMED


@pytest.mark.parametrize("drop_sensor", [True, False])
def test_a_turn_that_was_done_at_once_is_an_old_answer_and_in_doubt(bench: Bench, drop_sensor: bool) -> None:
    bench.drive(drop_sensor=drop_sensor)
    bench.peer.say(OK)
    outcome = bench.outcome()
    assert (outcome.result, outcome.block_lane, outcome.nothing_moved) == (Result.UNKNOWN, True, False)


def test_installer_without_a_drop_sensor_is_believed() -> None:
    peer = TcnPeer()
    board = TcnBoard(BoardSettings("tcn", peer.path, drop_sensor=False))
    assert (board.capabilities.drop_sensor, board.capabilities.lift) == (False, False)
    board.close()
    peer.unplug()


def test_key_seen_before_is_answered_and_never_driven_again(bench: Bench) -> None:
    bench.drive()
    bench.peer.say(DROPPED)
    first = bench.outcome()
    bench.board.vend(order("a"))
    assert bench.outcome() == first
    bench.settle()
    assert [command.code for command in bench.peer.seen].count(LANE) == 1


def test_second_order_while_one_runs_is_refused_and_nothing_moved(bench: Bench) -> None:
    bench.drive()
    bench.board.vend(order("b", 2))
    outcome = bench.outcome()
    assert (outcome.key, outcome.result, outcome.nothing_moved) == ("b", Result.REFUSED, True)
    bench.peer.say(DROPPED)
    assert bench.outcome().key == "a"


def test_no_reply_in_time_is_unknown_and_a_late_one_is_not_the_next_answer(bench: Bench) -> None:
    bench.settle()
    bench.drive()
    outcome = bench.outcome()
    assert (outcome.result, outcome.block_lane, outcome.nothing_moved) == (Result.UNKNOWN, True, False)
    assert outcome.run_ms >= 1_000
    bench.board.check_lane(2)
    assert bench.peer.read().code == VERSION
    bench.peer.say(B27)
    assert not bench.peer.is_asked_within(0.3), "a question whose answer looks alike must wait"
    bench.peer.say(Reply(0, 0x5D, 0, 0xAA))
    late = bench.events.wait(ServiceAnswer)
    assert (late.request, late.ok, late.motors) == ("late_result", True, (LANE,))
    bench.peer.take(0x7A)
    bench.peer.say(OK)
    report = bench.events.wait(LaneReport)
    assert (report.motor, report.state) == (2, LaneState.NORMAL)
    bench.board.query_vend(order("a"))
    assert bench.outcome().result is Result.DELIVERED


def test_late_failure_corrects_the_memory_too(bench: Bench) -> None:
    bench.drive()
    assert bench.outcome().result is Result.UNKNOWN
    bench.peer.say(Reply(0, 0x5C, 0x50, 0))
    assert not bench.events.wait(ServiceAnswer).ok
    bench.board.query_vend(order("a"))
    assert bench.outcome().result is Result.FAULT


def test_reply_of_another_board_is_asked_for_again(bench: Bench) -> None:
    bench.drive()
    bench.peer.say(Reply(1, 0x5D, 0, 0xAA))
    assert bench.peer.read().code == 0x66
    bench.peer.say(Reply(0, 0x5D, 0, 0xCC))
    assert bench.outcome().raw_code == "5D/00/CC"
    assert bench.board.counts.repeats == 1


def test_damaged_reply_is_asked_for_again_twice_at_most() -> None:
    made = make(vend_timeout_ms=2_500)
    made.drive()
    made.peer.write(bytes.fromhex("005D00AA08"))
    assert [made.peer.read().code, made.peer.read().code] == [0x66, 0x66]
    assert made.outcome().result is Result.UNKNOWN
    assert made.peer.read().code == VERSION
    made.close()


def test_reply_in_single_bytes_behind_noise(bench: Bench) -> None:
    bench.drive()
    for byte in b"\xff\x00\x5d" + DROPPED.encode():
        bench.peer.write(bytes((byte,)))
    assert bench.outcome().result is Result.DELIVERED


def test_stale_reply_right_before_the_motor_command_is_nobodys(bench: Bench) -> None:
    bench.settle()
    bench.board.vend(order("a"))
    bench.peer.read()
    bench.peer.say(OK, OK)  # said twice
    assert bench.peer.read().code == VERSION
    bench.peer.say(OK, B27)
    assert bench.peer.read().code == LANE
    bench.peer.say(DROPPED)
    assert bench.outcome().result is Result.DELIVERED
    assert bench.board.counts.strays >= 2


def test_lane_that_is_missing_is_refused(bench: Bench) -> None:
    bench.settle()
    bench.board.vend(order("a"))
    assert bench.peer.read().code == QUERY
    bench.peer.say(Reply(0, 0x5C, 0, 0))
    outcome = bench.outcome()
    assert (outcome.result, outcome.nothing_moved, outcome.run_ms) == (Result.REFUSED, True, 0)


@pytest.mark.parametrize("motor", [0, 81, 100])
def test_lane_no_board_can_have_is_refused_and_nothing_is_sent(bench: Bench, motor: int) -> None:
    bench.settle()
    bench.events.wait(MachineReport)
    bench.board.vend(order("a", motor))
    assert bench.outcome().nothing_moved
    bench.board.check_lane(motor)
    bench.board.service("test_lane", motor=motor)
    while bench.events.wait(LaneReport).state is not LaneState.MISSING:
        pass
    assert "no lane" in bench.events.wait(ServiceAnswer).text
    assert all(command.code > 0x78 for command in bench.peer.seen)
    assert not bench.peer.is_asked_within(0.1)


def test_port_pulled_before_the_motor_command_went_out_is_refused(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vends, "START_LIMIT_MS", 300)
    bench.peer.unplug()
    assert "lost" in bench.events.wait(BoardDown).reason
    bench.board.vend(order("a"))
    outcome = bench.outcome()
    assert (outcome.result, outcome.nothing_moved, outcome.run_ms) == (Result.REFUSED, True, 0)


def test_port_pulled_in_a_vend_is_unknown_at_the_end_of_its_time(bench: Bench) -> None:
    bench.drive()
    bench.peer.unplug()
    outcome = bench.outcome()
    assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True)


def test_close_ends_a_vend_in_flight_as_unknown_and_later_ones_refused(bench: Bench) -> None:
    bench.drive()
    bench.board.close()
    assert bench.outcome().result is Result.UNKNOWN
    bench.board.vend(order("b"))
    assert bench.outcome().nothing_moved
    bench.board.vend(order("a"))
    assert bench.outcome().result is Result.UNKNOWN
    bench.board.query_vend(order("c"))
    assert bench.outcome().result is Result.UNKNOWN
    bench.board.service("version_read")
    assert not bench.events.wait(ServiceAnswer).ok
    bench.board.close()


def test_close_answers_what_a_technician_still_waits_for(bench: Bench) -> None:
    bench.settle()
    bench.board.service("light_set", on=1)
    bench.board.service("buzzer_set", on=1)
    bench.peer.take(0xDD)
    bench.board.close()
    answers = [bench.events.wait(ServiceAnswer) for _ in range(2)]
    assert [(answer.request, answer.ok) for answer in answers] == [
        ("light_set", False),
        ("buzzer_set", False),
    ]


def test_lane_test_and_vend_exclude_each_other(bench: Bench) -> None:
    bench.settle()
    bench.board.service("test_lane", motor=LANE)
    bench.board.vend(order("a"))
    assert bench.outcome().nothing_moved
    bench.peer.take(LANE)
    bench.peer.say(OK)
    assert bench.events.wait(ServiceAnswer).ok
    bench.drive("b")
    bench.board.service("test_lane", motor=LANE)
    assert bench.events.wait(ServiceAnswer).text == "a vend is running"


def test_services_run_one_after_another(bench: Bench) -> None:
    bench.settle()
    bench.board.service("temperature_set", cool=1, target_c=4)
    bench.board.service("version_read")
    bench.board.service("nonsense")
    assert "no request nonsense" in bench.events.wait(ServiceAnswer).text
    bench.peer.take(0xCE)
    bench.peer.say(OK)
    assert bench.events.wait(ServiceAnswer).request == "temperature_set"
    bench.peer.take(VERSION)
    bench.peer.say(B27)
    assert bench.events.wait(ServiceAnswer).text == "B27"


def test_report_is_told_when_it_changes_or_is_asked_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.settle()
    assert bench.events.wait(MachineReport) == MachineReport(False, (0,))
    bench.board.refresh()
    bench.peer.take(DOOR)
    bench.peer.say(Reply(0, 0x5D, 1, 0))
    bench.settle()
    assert bench.events.wait(MachineReport) == MachineReport(True, (0,))
    bench.board.refresh()
    bench.peer.take(DOOR)
    bench.peer.say(Reply(0, 0x5D, 1, 0))
    bench.settle()
    assert bench.events.wait(MachineReport) == MachineReport(True, (0,))


def test_board_without_a_version_comes_up_by_its_first_lane() -> None:
    made = make()
    assert made.peer.read().code == VERSION
    assert made.peer.read().code == 0x79
    made.peer.say(OK)
    assert made.events.expect(BoardUp).info.firmware == ""
    made.close()


def test_silent_board_is_down_once_and_up_when_it_answers(bench: Bench) -> None:
    bench.settle()
    bench.board.check_lane(1)
    reason = bench.events.wait(BoardDown).reason
    assert "does not answer" in reason
    bench.board.service("version_read")
    assert bench.events.wait(ServiceAnswer).text == "the board is away"
    while bench.peer.read().code != VERSION or bench.peer.is_asked_within(0.05):
        pass
    bench.peer.say(B27)
    bench.events.wait(BoardUp)


def test_bug_in_an_errand_ends_the_vend_as_unknown_and_is_said(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: queue.Queue[object] = queue.Queue()
    monkeypatch.setattr(threading, "excepthook", lambda arguments: seen.put(arguments.exc_value))
    bench.drive()
    monkeypatch.setattr("hardware.drivers.tcn.family.verdict", lambda *_: 1 // 0)
    bench.peer.say(DROPPED)
    assert "bug" in bench.events.wait(BoardDown).reason
    assert bench.outcome().result is Result.UNKNOWN
    assert isinstance(seen.get(timeout=ANSWER_LIMIT_S), ZeroDivisionError)


def test_vend_ends_though_its_errand_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vends, "VEND_CAP_MS", 500)
    made = make(vend_timeout_ms=300_000)
    made.drive()
    outcome = made.outcome()
    assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True)
    made.close()


def test_limits_are_those_of_the_sheet() -> None:
    assert questions.ANSWER_LIMIT_MS == 1_000
    assert questions.RESENDS_MAX == 2
