"""The XY driver over a real pty, against a board played step by step."""

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
    VendStarted,
)
from hardware.drivers.xy import board as driver
from hardware.drivers.xy import vend as vends
from hardware.drivers.xy.board import XyBoard
from hardware.link.trace import Direction, TraceEntry
from hardware.wire.xy import ACK, POLL, Frame
from hardware.wire.xy_codes import Cmd
from tests.hardware.xy_peer import ANSWER_LIMIT_S, Events, XyPeer


@dataclass
class Bench:
    peer: XyPeer
    board: XyBoard
    events: Events

    def outcome(self) -> VendOutcome:
        return self.events.wait(VendFinished).outcome


def make(*, quick_poll: bool = False, **options: object) -> Bench:
    """Without a beat of its own, so that each POLL here is answered by what its test is about."""
    peer, events = XyPeer(), Events()
    opened = threading.Event()

    def tap(entry: TraceEntry) -> None:
        if entry.direction is Direction.NOTE:
            opened.set()

    board = XyBoard(
        BoardSettings("xy", peer.path, options={"quick_poll": quick_poll, **options}), last_pack_no=0, tap=tap
    )
    board.start(events)
    # Opening a port drops what was sent to it before.
    assert opened.wait(ANSWER_LIMIT_S)
    return Bench(peer, board, events)


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = make()
    made.peer.bring_up(made.events)
    yield made
    made.board.close()
    made.peer.unplug()


def order(key: str, motor: int = 60, **more: bool) -> VendOrder:
    return VendOrder(key, motor, **more)


def test_first_poll_is_answered_by_sync_then_clock_then_status() -> None:
    made = make()
    assert made.peer.poll() == Frame(Cmd.SYNC, 1)
    made.peer.ack()
    clock = made.peer.poll()
    made.peer.ack()
    assert (clock.cmd, clock.pack_no, clock.body[:2], len(clock.body)) == (Cmd.MENU, 2, b"\x09\x01", 9)
    assert made.peer.poll() == Frame(Cmd.ASK_STATUS, 3)
    assert made.events.expect(BoardUp).info.model == "xy"
    made.board.close()
    made.peer.unplug()


def test_vend_is_sent_to_the_very_next_poll_and_delivered(bench: Bench) -> None:
    bench.board.refresh()
    bench.board.check_lane(60)
    bench.board.vend(order("a"))
    assert bench.peer.poll() == Frame(Cmd.DRIVE_SLOT, 4, bytes.fromhex("0100003c"))
    bench.peer.ack()
    bench.peer.dispensing(1, 60)
    assert bench.events.expect(VendStarted) == VendStarted("a", 60)
    bench.peer.dispensing(2, 60)
    outcome = bench.events.expect(VendFinished).outcome
    assert (outcome.result, outcome.raw_code, outcome.block_lane) == (Result.DELIVERED, "04/02", False)


def test_without_drop_sensor_the_turn_stays_unconfirmed(bench: Bench) -> None:
    bench.board.vend(order("a", drop_sensor=False, lift=True))
    assert bench.peer.take(Cmd.DRIVE_SLOT).body == bytes.fromhex("0001003c")
    bench.peer.dispensing(2, 60)
    assert bench.outcome().result is Result.TURNED_UNCONFIRMED


def test_jam_is_a_fault_that_blocks_the_lane(bench: Bench) -> None:
    bench.board.vend(order("a"))
    bench.peer.take(Cmd.DRIVE_SLOT)
    bench.peer.dispensing(1, 60)
    bench.peer.dispensing(3, 60)
    outcome = bench.outcome()
    assert (outcome.result, outcome.raw_code) == (Result.FAULT, "04/03")
    assert outcome.block_lane
    assert not outcome.nothing_moved


def test_a_key_seen_before_is_answered_and_never_driven_again(bench: Bench) -> None:
    bench.board.vend(order("a"))
    bench.peer.take(Cmd.DRIVE_SLOT)
    bench.peer.dispensing(2, 60)
    first = bench.outcome()
    bench.board.vend(order("a"))
    assert bench.outcome() == first
    assert [bench.peer.poll() for _ in range(3)] == [ACK] * 3


@pytest.mark.parametrize("status", [2, 3, 4, 6])
def test_late_answer_to_a_check_is_no_refusal_of_the_vend(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """One purchase checks its lane twice, and the board may be slow to answer (boards.md 2.3)."""
    monkeypatch.setitem(vends._SHORT_LIMIT_MS, vends._Short.SAID_NO, 0)
    bench.board.check_lane(60)
    bench.board.check_lane(60)
    bench.peer.take(Cmd.CHECK_SLOT)
    assert bench.peer.poll() == ACK  # the second check waits for the first one's answer
    bench.board.vend(order("a"))
    bench.peer.take(Cmd.DRIVE_SLOT)
    bench.peer.say(Cmd.SLOT_STATUS, bytes((status, 0, 60)))
    assert bench.events.wait(LaneReport).raw_code == f"02/{status:02X}"
    bench.peer.dispensing(2, 60)
    assert bench.outcome().result is Result.DELIVERED


def test_answer_to_a_check_that_was_sent_twice_may_come_twice(bench: Bench) -> None:
    bench.board.check_lane(60)
    assert [bench.peer.poll().cmd, bench.peer.poll().cmd] == [Cmd.CHECK_SLOT] * 2
    bench.peer.ack()
    bench.board.vend(order("a"))
    bench.peer.take(Cmd.DRIVE_SLOT)
    for pack_no in (11, 12):
        bench.peer.say(Cmd.SLOT_STATUS, bytes.fromhex("06003c"), pack_no)
    bench.peer.dispensing(2, 60)
    assert bench.outcome().result is Result.DELIVERED


def test_02_that_answers_no_check_is_a_refusal_that_proves_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vends._SHORT_LIMIT_MS, vends._Short.SAID_NO, 100)
    bench.board.vend(order("a"))
    bench.peer.take(Cmd.DRIVE_SLOT)
    bench.peer.say(Cmd.SLOT_STATUS, bytes.fromhex("06003c"))
    outcome = bench.outcome()
    assert (outcome.result, outcome.raw_code, outcome.nothing_moved) == (Result.REFUSED, "02/06", False)


def test_check_asks_for_the_door_too_but_not_every_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for fresh_ms, asks in ((60_000, []), (0, [Cmd.ASK_STATUS])):
        monkeypatch.setattr(driver, "FRESH_MS", fresh_ms)
        bench.board.check_lane(60 + len(asks))
        bench.peer.take(Cmd.CHECK_SLOT)
        assert [answer.cmd for answer in (bench.peer.poll(),) if answer != ACK] == asks
        if asks:
            bench.peer.ack()


def test_lost_ack_is_not_followed_by_a_second_order_once_the_board_moves(bench: Bench) -> None:
    bench.board.vend(order("a"))
    assert bench.peer.poll().cmd == Cmd.DRIVE_SLOT
    assert [bench.peer.poll() for _ in range(2)] == [ACK] * 2
    bench.peer.dispensing(1, 60)
    assert [bench.peer.poll() for _ in range(8)] == [ACK] * 8
    bench.peer.dispensing(2, 60)
    assert bench.outcome().result is Result.DELIVERED


def test_lost_ack_of_a_board_that_says_no_01_gives_it_the_time_of_a_turn(bench: Bench) -> None:
    assert driver.VEND_PATIENCE_MS >= 3_000
    bench.board.vend(order("a"))
    assert bench.peer.poll().cmd == Cmd.DRIVE_SLOT
    assert [bench.peer.poll() for _ in range(10)] == [ACK] * 10
    bench.peer.dispensing(2, 60)
    assert bench.outcome().result is Result.DELIVERED


def test_order_never_acknowledged_is_sent_once_when_the_installer_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(driver, "VEND_PATIENCE_MS", 0)
    made = make(resend_vend=False, vend_timeout_ms=1_000)
    made.peer.bring_up(made.events)
    made.board.vend(order("a"))
    assert made.peer.poll().cmd == Cmd.DRIVE_SLOT
    assert [made.peer.poll() for _ in range(6)] == [ACK] * 6
    outcome = made.outcome()
    assert (outcome.result, outcome.block_lane, outcome.nothing_moved) == (Result.UNKNOWN, True, False)
    made.board.close()
    made.peer.unplug()


def test_order_never_acknowledged_is_sent_five_times_then_unknown(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "VEND_PATIENCE_MS", 0)
    bench.board.vend(order("a"))
    drives = [bench.peer.poll() for _ in range(5)]
    assert bench.peer.poll() == ACK
    assert drives == [Frame(Cmd.DRIVE_SLOT, 4, bytes.fromhex("0100003c"))] * 5
    outcome = bench.outcome()
    assert (outcome.result, outcome.block_lane, outcome.nothing_moved) == (Result.UNKNOWN, True, False)
    assert "acknowledge" in bench.events.expect(BoardDown).reason
    assert bench.peer.poll().cmd == Cmd.SYNC


def test_second_order_while_one_runs_is_refused_and_nothing_moved(bench: Bench) -> None:
    bench.board.vend(order("a"))
    bench.board.vend(order("b", 61))
    outcome = bench.outcome()
    assert (outcome.key, outcome.result, outcome.nothing_moved) == ("b", Result.REFUSED, True)
    bench.peer.take(Cmd.DRIVE_SLOT)
    bench.peer.dispensing(2, 60)
    assert bench.outcome().key == "a"


def test_repeated_result_is_counted_once(bench: Bench) -> None:
    bench.board.vend(order("a"))
    bench.peer.take(Cmd.DRIVE_SLOT)
    for _ in range(3):
        bench.peer.say(Cmd.DISPENSING, bytes.fromhex("02003c"), pack_no=77)
    bench.outcome()
    bench.board.check_lane(5)
    bench.peer.take(Cmd.CHECK_SLOT)
    bench.peer.say(Cmd.SLOT_STATUS, bytes.fromhex("010005"))
    bench.events.expect(LaneReport)
    assert bench.board.counts.repeats == 2


def test_take_out_then_dispensed_is_one_delivery_even_for_a_second_order_of_the_lane(bench: Bench) -> None:
    bench.board.vend(order("a"))
    bench.peer.take(Cmd.DRIVE_SLOT)
    bench.peer.dispensing(0x24, 60)
    assert bench.outcome().raw_code == "04/24"
    bench.board.vend(order("b"))
    bench.peer.take(Cmd.DRIVE_SLOT)
    bench.peer.dispensing(2, 60)  # still the first one's
    bench.peer.dispensing(1, 60)
    assert bench.events.expect(VendStarted).key == "b"
    bench.peer.dispensing(3, 60)
    assert bench.outcome().result is Result.FAULT


def test_no_result_in_time_is_unknown_and_a_late_one_corrects_the_memory() -> None:
    made = make(vend_timeout_ms=1_000)
    made.peer.bring_up(made.events)
    made.board.vend(order("a"))
    made.peer.take(Cmd.DRIVE_SLOT)
    made.peer.dispensing(1, 60)
    outcome = made.outcome()
    assert (outcome.result, outcome.raw_code) == (Result.UNKNOWN, "04/01")
    assert outcome.run_ms >= 1_000
    made.peer.dispensing(2, 60)
    late = made.events.expect(ServiceAnswer)
    assert (late.request, late.ok, late.motors) == ("late_result", True, (60,))
    made.board.query_vend(order("a"))
    assert made.outcome().result is Result.DELIVERED
    made.board.close()
    made.peer.unplug()


def test_port_pulled_before_the_order_went_out_is_refused_and_nothing_moved(bench: Bench) -> None:
    bench.peer.unplug()
    assert "lost" in bench.events.expect(BoardDown).reason
    bench.board.vend(order("a"))
    outcome = bench.outcome()
    assert (outcome.result, outcome.nothing_moved, outcome.run_ms) == (Result.REFUSED, True, 0)


def test_a_board_that_went_away_does_not_come_up_again_to_tell_more_of_itself(bench: Bench) -> None:
    """What it said of its motors is told a moment later: not when the port was lost in between."""
    bench.peer.say(Cmd.SLOT_REPORT, bytes.fromhex("0001000026ac0404000103"))
    bench.events.expect(LaneReport)
    bench.peer.unplug()
    bench.events.expect(BoardDown)
    assert bench.board.next_deadline_ms() is None, "nothing is left to be said"


def test_close_ends_a_vend_in_flight_as_unknown_and_later_ones_refused(bench: Bench) -> None:
    bench.board.vend(order("a"))
    bench.peer.take(Cmd.DRIVE_SLOT)
    bench.board.close()
    assert bench.outcome().result is Result.UNKNOWN
    bench.board.vend(order("b"))
    assert bench.outcome().nothing_moved
    bench.board.vend(order("a"))
    assert bench.outcome().result is Result.UNKNOWN
    bench.board.query_vend(order("c"))
    assert bench.outcome().result is Result.UNKNOWN
    bench.board.service("jammed_read")
    assert not bench.events.expect(ServiceAnswer).ok
    bench.board.close()


def test_reports_of_lanes_and_machine(bench: Bench) -> None:
    bench.peer.say(Cmd.SLOT_REPORT, bytes.fromhex("0001000026ac0404000103"))
    lane = bench.events.expect(LaneReport)
    assert (lane.motor, lane.state, lane.stock, lane.capacity) == (1, LaneState.NORMAL, 4, 4)
    assert "undocumented" in lane.text
    status = bytes(4) + b"\x13\x01" + bytes(8) + b"0" * 10 + b"\x13" + b"\xaa" * 7
    bench.peer.say(Cmd.MACHINE_STATUS, status)
    assert bench.events.expect(MachineReport) == MachineReport(True, (19,), ())
    bench.peer.say(Cmd.MACHINE_STATUS, status[:24] + b"\xaa" * 8)
    assert bench.events.expect(MachineReport).probe_faults == (0,)
    bench.peer.say(Cmd.MONEY_RECEIVED, bytes.fromhex("01000186a0"))
    assert bench.events.expect(ServiceAnswer).text == "bill: 100000 minor units"
    info = bench.events.expect(BoardUp).info
    assert info.motors == (1,)


def test_service_reads_jammed_lanes(bench: Bench) -> None:
    bench.board.service("jammed_read")
    assert bench.peer.take(Cmd.MENU).body == b"\x32\x00"
    bench.peer.say(Cmd.MENU_REPLY, bytes.fromhex("320001003c00"))
    answer = bench.events.expect(ServiceAnswer)
    assert answer == ServiceAnswer("jammed_read", True, "jammed slots: 60", (60,), bytes.fromhex("01003c00"))


def test_lane_test_and_vend_exclude_each_other(bench: Bench) -> None:
    bench.board.service("test_lane", motor=60)
    bench.board.vend(order("a"))
    assert bench.outcome().nothing_moved
    bench.peer.take(Cmd.MENU)
    bench.peer.say(Cmd.MENU_REPLY, b"\x38\x01\x04")
    assert bench.events.expect(ServiceAnswer).text == "the motor has a short circuit"
    bench.board.vend(order("b"))
    bench.peer.take(Cmd.DRIVE_SLOT)
    bench.board.service("test_lane", motor=60)
    assert bench.events.expect(ServiceAnswer).text == "a vend is running"


def test_board_that_synchronises_gets_its_clock_and_an_unsent_vend_survives(bench: Bench) -> None:
    bench.peer.say(Cmd.SYNC, b"")
    bench.board.vend(order("a"))
    assert bench.peer.take(Cmd.DRIVE_SLOT).body[-1] == 60
    bench.peer.take(Cmd.MENU)
    bench.peer.dispensing(2, 60)
    assert bench.outcome().result is Result.DELIVERED


def test_board_that_restarts_in_the_middle_of_a_vend_leaves_it_unknown(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vends._SHORT_LIMIT_MS, vends._Short.RESTARTED, 100)
    bench.board.vend(order("a"))
    assert bench.peer.poll().cmd == Cmd.DRIVE_SLOT  # its ACK is lost with the power
    bench.peer.say(Cmd.CREDIT, bytes(4))
    bench.peer.say(Cmd.SYNC, b"", pack_no=1)  # out of turn: it counts anew
    outcome = bench.outcome()
    assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True)
    assert "restarted" in outcome.text
    assert Cmd.DRIVE_SLOT not in [bench.peer.poll().cmd for _ in range(8)]


def test_board_that_only_synchronises_in_the_middle_of_a_vend_still_tells_the_result(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own 31 would make it report every slot first, so it follows the vend."""
    monkeypatch.setitem(vends._SHORT_LIMIT_MS, vends._Short.RESTARTED, 0)
    monkeypatch.setattr(driver, "SYNC_AFTER_MS", 100)
    monkeypatch.setattr(driver, "FRESH_MS", 0)
    bench.board.vend(order("a"))
    bench.board.refresh()
    bench.peer.take(Cmd.DRIVE_SLOT)
    bench.peer.dispensing(1, 60)
    bench.peer.say(Cmd.SYNC, b"")
    sent = [bench.peer.poll() for _ in range(2)]
    bench.peer.ack()
    assert Cmd.SYNC not in [answer.cmd for answer in sent]
    bench.peer.dispensing(2, 60)
    assert bench.outcome().result is Result.DELIVERED
    assert bench.peer.poll().cmd != Cmd.SYNC  # the basket's next vend may follow
    while bench.peer.poll().cmd != Cmd.SYNC:
        bench.peer.ack()


def test_refresh_right_after_the_start_does_not_make_it_report_every_slot_again(bench: Bench) -> None:
    bench.board.refresh()
    assert [bench.peer.poll().cmd for _ in range(3)].count(Cmd.SYNC) == 0


def test_poll_in_the_same_read_as_the_proof_of_arrival_does_not_repeat_the_order(bench: Bench) -> None:
    bench.board.vend(order("a"))
    assert bench.peer.poll().cmd == Cmd.DRIVE_SLOT
    for _ in range(4):
        assert bench.peer.poll() == ACK
    bench.peer.write(Frame(Cmd.DISPENSING, 9, bytes.fromhex("01003c")).encode() + POLL.encode())
    assert [bench.peer.read(), bench.peer.read()] == [ACK, ACK]


def test_status_is_asked_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "REFRESH_EVERY_MS", 50)
    made = make()
    made.peer.bring_up(made.events)
    for _ in range(3):
        made.peer.take_in_time(Cmd.ASK_STATUS)
    made.board.vend(order("a"))
    made.peer.take(Cmd.DRIVE_SLOT)
    made.peer.dispensing(1, 60)  # whatever was asked before is out by now
    assert Cmd.ASK_STATUS not in [made.peer.poll().cmd for _ in range(3)]
    made.board.close()
    made.peer.unplug()


def test_open_door_is_noticed_within_five_seconds() -> None:
    assert driver.REFRESH_EVERY_MS <= 4_000


def test_first_number_is_drawn_anew_at_each_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A board that knows repetitions by (cmd, PackNO) may remember those of the program that ran before."""
    monkeypatch.setattr("hardware.drivers.xy.board.os.urandom", lambda count: b"\x4d" * count)
    peer, opened = XyPeer(), threading.Event()
    board = XyBoard(BoardSettings("xy", peer.path), tap=lambda _entry: opened.set())
    board.start(Events())
    assert opened.wait(ANSWER_LIMIT_S)
    assert peer.poll() == Frame(Cmd.SYNC, 0x4E)
    board.close()
    peer.unplug()


def test_bug_in_the_listener_ends_the_vend_as_unknown_and_is_said(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: queue.Queue[object] = queue.Queue()
    monkeypatch.setattr(threading, "excepthook", lambda arguments: seen.put(arguments.exc_value))
    bench.board.vend(order("a"))
    bench.peer.take(Cmd.DRIVE_SLOT)
    monkeypatch.setattr(driver, "parse", lambda _frame: 1 // 0)
    bench.peer.say(Cmd.DISPENSING, bytes.fromhex("01003c"))
    assert "bug" in bench.events.wait(BoardDown).reason
    assert bench.outcome().result is Result.UNKNOWN
    assert isinstance(seen.get(timeout=ANSWER_LIMIT_S), ZeroDivisionError)


def test_service_without_a_line_and_a_check_of_no_slot_are_answered_at_once(bench: Bench) -> None:
    bench.board.check_lane(1000)
    assert bench.events.expect(LaneReport).state is LaneState.MISSING
    bench.peer.unplug()
    bench.events.wait(BoardDown)
    bench.board.service("jammed_read")
    assert bench.events.expect(ServiceAnswer).text == "the board is away"
    bench.board.refresh()
    bench.board.check_lane(1)
    bench.board.close()
    assert bench.events.is_empty()


def test_lane_test_the_line_loses_is_answered(bench: Bench) -> None:
    bench.board.service("test_lane", motor=60)
    bench.peer.take(Cmd.MENU)
    bench.peer.unplug()
    answer = bench.events.wait(ServiceAnswer)
    assert (answer.request, answer.ok, answer.motors) == ("test_lane", False, (60,))


def test_clean_line_is_polled_quickly_and_as_usual_from_an_order_on() -> None:
    made = make(quick_poll=True)
    made.peer.take(Cmd.SYNC)
    assert made.peer.take(Cmd.SET_POLL_INTERVAL).body == b"\x01"
    made.board.vend(order("s1/1"))
    assert made.peer.take_in_time(Cmd.DRIVE_SLOT).body == bytes.fromhex("0100003c")
    assert made.peer.take_in_time(Cmd.SET_POLL_INTERVAL).body == b"\x02"
    made.peer.dispensing(0x02, 60)
    assert made.outcome().result is Result.DELIVERED
    answer = made.peer.poll()
    if answer.cmd == Cmd.ASK_STATUS:  # asked for every few seconds, whatever else happens
        made.peer.ack()
        answer = made.peer.poll()
    assert answer == ACK  # the basket's next order may follow at once
    made.board.close()
    made.peer.unplug()


def test_order_goes_ahead_of_any_beat() -> None:
    made = make(quick_poll=True)
    made.board.vend(order("s1/1"))
    made.peer.take(Cmd.SYNC)
    assert made.peer.poll().cmd == Cmd.DRIVE_SLOT
    made.peer.ack()
    assert made.peer.poll().body == b"\x02"
    made.board.close()
    made.peer.unplug()
