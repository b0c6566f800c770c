"""The session alone, and two peers pushed back to back without I/O."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from hardware.session.xy import (
    _TABLE,
    OFFLINE_AFTER_MS,
    QUEUE_MAX_COMMANDS,
    REPEAT_WINDOW_MS,
    SENDS_MAX,
    SYNC_ECHO_MS,
    Acknowledged,
    GaveUp,
    Heard,
    Line,
    LineDown,
    LineUp,
    NoiseHeard,
    Output,
    Received,
    Repeated,
    Restarted,
    Send,
    XySession,
)
from hardware.wire.xy import ACK, FRAME_GAP_MS, POLL, Decoder, Frame
from hardware.wire.xy_codes import Cmd
from hardware.wire.xy_messages import Command, ask_status, check_slot, drive_slot

DRIVE = drive_slot(60, drop_sensor=True, lift=False)


class Bench:
    """A session, its clock, and the frames it sent."""

    def __init__(self, last_pack_no: int = 0) -> None:
        self.session = XySession(last_pack_no)
        self.now_ms = 10_000
        self.session.opened(self.now_ms)

    def hear(self, *frames: Frame) -> list[Output]:
        return list(self.session.feed(b"".join(frame.encode() for frame in frames), self.now_ms))

    def poll(self) -> Frame:
        self.now_ms += 200
        (sent,) = frames_of(self.hear(POLL))
        return sent

    def pass_ms(self, duration_ms: int) -> list[Output]:
        self.now_ms += duration_ms
        return list(self.session.tick(self.now_ms))

    def submit(
        self, command: Command, *, urgent: bool = False, patience_ms: int = 0, sends_max: int = SENDS_MAX
    ) -> int:
        ticket = self.session.submit(command, urgent=urgent, patience_ms=patience_ms, sends_max=sends_max)
        assert ticket is not None
        return ticket


def frames_of(outputs: Iterable[Output]) -> list[Frame]:
    found = Decoder().feed(b"".join(output.data for output in outputs if isinstance(output, Send)))
    return [item for item in found if isinstance(item, Frame)]


def events_of(outputs: Iterable[Output]) -> list[Output]:
    return [output for output in outputs if not isinstance(output, Send)]


@pytest.fixture
def bench() -> Bench:
    """A line that is up, PackNO 1 used for the synchronisation."""
    made = Bench()
    assert made.poll() == Frame(Cmd.SYNC, 1)
    assert LineUp() in made.hear(ACK)
    made.now_ms += SYNC_ECHO_MS
    return made


def test_table_has_a_row_for_everything() -> None:
    assert set(_TABLE) == {(line, heard) for line in Line for heard in Heard}


def test_closed_port_says_nothing() -> None:
    session = XySession()
    assert list(session.feed((POLL.encode() + ACK.encode() + Frame(4, 1).encode()) * 2, 0)) == []
    assert session.line is Line.CLOSED
    assert session.next_deadline_ms() is None
    assert list(session.tick(10**9)) == []


def test_first_poll_synchronises_and_its_ack_brings_the_line_up() -> None:
    bench = Bench()
    lines = [bench.session.line]
    assert bench.poll() == Frame(Cmd.SYNC, 1)
    lines.append(bench.session.line)
    assert bench.hear(ACK) == [Acknowledged(1), LineUp()]
    assert [*lines, bench.session.line] == [Line.SILENT, Line.SYNCING, Line.UP]
    assert bench.poll() == ACK


def test_one_command_a_poll_each_with_the_next_pack_no(bench: Bench) -> None:
    first, second = bench.submit(check_slot(1)), bench.submit(check_slot(2))
    assert bench.poll() == Frame(Cmd.CHECK_SLOT, 2, b"\0\1")
    assert bench.hear(ACK) == [Acknowledged(first)]
    assert bench.poll() == Frame(Cmd.CHECK_SLOT, 3, b"\0\2")
    assert bench.hear(ACK) == [Acknowledged(second)]
    assert bench.poll() == ACK


def test_pack_no_wraps_from_255_to_1(bench: Bench) -> None:
    seen = []
    for _ in range(256):
        bench.submit(ask_status())
        seen.append(bench.poll().pack_no)
        bench.hear(ACK)
    assert seen == [*range(2, 256), 1, 2]


def test_the_first_number_follows_the_one_handed_in() -> None:
    assert [Bench(last).poll().pack_no for last in (0, 1, 254, 255)] == [1, 2, 255, 1]


def test_command_never_bears_the_number_its_kind_bore_last(bench: Bench) -> None:
    bench.submit(DRIVE)
    assert bench.poll().pack_no == 2
    bench.hear(ACK)
    for number in [*range(3, 256), 1]:
        bench.submit(ask_status())
        assert bench.poll().pack_no == number
        bench.hear(ACK)
    bench.submit(DRIVE)
    assert bench.poll().pack_no == 3


def test_unacknowledged_command_is_sent_five_times_alike_then_the_line_is_faulty(bench: Bench) -> None:
    ticket, waiting = bench.submit(check_slot(1)), bench.submit(check_slot(2))
    assert [bench.poll() for _ in range(SENDS_MAX)] == [Frame(Cmd.CHECK_SLOT, 2, b"\0\1")] * 5
    outputs = bench.hear(POLL)
    assert events_of(outputs)[:2] == [GaveUp(ticket, 5), GaveUp(waiting, 0)]
    (down,) = events_of(outputs)[2:]
    assert isinstance(down, LineDown)
    assert "acknowledge" in down.reason
    assert frames_of(outputs) == [ACK]
    assert bench.poll() == Frame(Cmd.SYNC, 3)
    assert LineUp() in bench.hear(ACK)


def test_board_that_never_acknowledges_is_down_once() -> None:
    bench = Bench()
    downs: list[Output] = []
    for _ in range(3 * SENDS_MAX + 5):
        bench.now_ms += 200
        downs += [output for output in bench.hear(POLL) if isinstance(output, LineDown)]
    assert len(downs) == 1


def test_resend_is_acknowledged_in_the_end(bench: Bench) -> None:
    ticket = bench.submit(check_slot(1))
    assert bench.poll() == bench.poll()
    assert bench.hear(ACK) == [Acknowledged(ticket)]
    assert bench.hear(ACK) == []
    assert bench.poll() == ACK


def test_patience_lets_time_pass_before_each_resend(bench: Bench) -> None:
    bench.submit(DRIVE, urgent=True, patience_ms=600)
    cmds = [bench.poll().cmd for _ in range(7)]
    assert cmds == [Cmd.DRIVE_SLOT, Cmd.ACK, Cmd.ACK, Cmd.DRIVE_SLOT, Cmd.ACK, Cmd.ACK, Cmd.DRIVE_SLOT]


def test_command_sent_once_is_given_up_alone(bench: Bench) -> None:
    ticket, waiting = bench.submit(DRIVE, sends_max=1), bench.submit(check_slot(1))
    assert bench.poll().cmd == Cmd.DRIVE_SLOT
    bench.now_ms += 200
    outputs = bench.hear(POLL)
    assert frames_of(outputs) == [Frame(Cmd.CHECK_SLOT, 3, b"\0\1")]
    assert events_of(outputs) == [GaveUp(ticket, 1)]
    assert bench.session.line is Line.UP
    assert bench.hear(ACK) == [Acknowledged(waiting)]


def test_settled_command_is_never_sent_again(bench: Bench) -> None:
    ticket = bench.submit(DRIVE, urgent=True)
    bench.poll()
    bench.session.settle(ticket + 1)  # another one's: no effect
    assert bench.poll().cmd == Cmd.DRIVE_SLOT
    bench.session.settle(ticket)
    assert bench.poll() == ACK
    bench.session.settle(ticket)


def test_what_is_settled_between_two_frames_of_one_read_counts(bench: Bench) -> None:
    ticket = bench.submit(DRIVE, urgent=True)
    bench.poll()
    raw = Frame(Cmd.DISPENSING, 1, b"\1\0\x3c").encode() + POLL.encode()
    sent = []
    for output in bench.session.feed(raw, bench.now_ms):
        if isinstance(output, Received):
            bench.session.settle(ticket)
        elif isinstance(output, Send):
            sent.append(output)
    assert frames_of(sent) == [ACK, ACK]


def test_urgent_command_overtakes_the_queue_and_the_one_in_flight(bench: Bench) -> None:
    flying, queued = bench.submit(check_slot(1)), bench.submit(check_slot(2))
    assert bench.poll().body == b"\0\1"
    vend = bench.submit(DRIVE, urgent=True)
    assert bench.poll() == Frame(Cmd.DRIVE_SLOT, 3, DRIVE.body)
    assert bench.hear(ACK) == [Acknowledged(vend)]
    assert bench.poll() == Frame(Cmd.CHECK_SLOT, 2, b"\0\1")
    assert bench.hear(ACK) == [Acknowledged(flying)]
    assert bench.poll() == Frame(Cmd.CHECK_SLOT, 4, b"\0\2")
    assert bench.hear(ACK) == [Acknowledged(queued)]


def test_two_urgent_commands_do_not_overtake_each_other_in_flight(bench: Bench) -> None:
    bench.submit(DRIVE, urgent=True)
    bench.poll()
    bench.submit(check_slot(9), urgent=True)
    assert bench.poll().cmd == Cmd.DRIVE_SLOT


def test_withdraw_tells_whether_the_board_can_have_seen_it(bench: Bench) -> None:
    unsent = bench.submit(check_slot(1))
    assert bench.session.withdraw(unsent)
    sent, other = bench.submit(check_slot(2)), bench.submit(check_slot(3))
    bench.poll()
    assert not bench.session.withdraw(sent)
    assert bench.poll().body == b"\0\3"
    assert not bench.session.withdraw(unsent)
    bench.submit(DRIVE, urgent=True)
    bench.poll()
    assert not bench.session.withdraw(other)  # back in the queue, but it was sent


def test_queue_has_an_end(bench: Bench) -> None:
    tickets = [bench.session.submit(ask_status()) for _ in range(QUEUE_MAX_COMMANDS + 1)]
    assert tickets[-1] is None
    assert None not in tickets[:-1]


def test_data_is_acknowledged_always_and_told_once(bench: Bench) -> None:
    frame = Frame(Cmd.DISPENSING, 7, b"\2\0\x3c")
    assert bench.hear(frame) == [Send(ACK.encode(), None), Received(frame)]
    assert bench.hear(frame) == [Send(ACK.encode(), None), Repeated(frame)]
    money = Frame(Cmd.MONEY_RECEIVED, 7, bytes(5))
    assert Received(money) in bench.hear(money)
    assert Repeated(frame) in bench.hear(frame)
    other = Frame(Cmd.DISPENSING, 8, b"\2\0\x3c")
    assert Received(other) in bench.hear(other)


def test_same_pack_no_much_later_is_news(bench: Bench) -> None:
    frame = Frame(Cmd.DISPENSING, 7, b"\2\0\x3c")
    bench.hear(frame)
    bench.now_ms += REPEAT_WINDOW_MS - 1
    assert Repeated(frame) in bench.hear(frame)
    bench.now_ms += 1
    assert Received(frame) in bench.hear(frame)


def test_same_pack_no_after_a_synchronisation_is_news(bench: Bench) -> None:
    frame, sync = Frame(Cmd.DISPENSING, 1, b"\2\0\x3c"), Frame(Cmd.SYNC, 2)
    bench.hear(frame)
    assert bench.hear(sync) == [Send(ACK.encode(), None), Received(sync)]
    assert bench.poll() == Frame(Cmd.SYNC, 2)
    assert Received(frame) in bench.hear(frame)


def test_sync_of_the_board_is_sent_back_once_and_its_echo_is_not(bench: Bench) -> None:
    bench.hear(Frame(Cmd.SYNC, 1))
    bench.hear(Frame(Cmd.SYNC, 2))
    assert bench.poll().cmd == Cmd.SYNC
    assert events_of(bench.hear(ACK)) == [Acknowledged(2)]
    echo = Frame(Cmd.SYNC, 3)
    assert bench.hear(echo) == [Send(ACK.encode(), None), Received(echo)]
    assert bench.poll() == ACK


def test_sync_before_the_first_poll_is_answered_too() -> None:
    bench = Bench()
    assert Received(Frame(Cmd.SYNC, 1)) in bench.hear(Frame(Cmd.SYNC, 1))
    assert bench.poll() == Frame(Cmd.SYNC, 1)
    assert bench.hear(ACK)[-1] == LineUp()


def test_sync_out_of_turn_with_number_1_shows_that_the_board_was_reset(bench: Bench) -> None:
    bench.hear(Frame(Cmd.SLOT_REPORT, 41, bytes(11)))
    assert Restarted() not in bench.hear(Frame(Cmd.SYNC, 42))
    assert Restarted() not in bench.hear(Frame(Cmd.SYNC, 42))  # said again
    outputs = bench.hear(Frame(Cmd.SYNC, 1))
    assert outputs == [Send(ACK.encode(), None), Restarted(), Received(Frame(Cmd.SYNC, 1))]
    bench.hear(Frame(Cmd.SLOT_REPORT, 255, bytes(11)))
    assert Restarted() not in bench.hear(Frame(Cmd.SYNC, 1))  # the number after 255
    assert Restarted() not in bench.hear(Frame(Cmd.SYNC, None))


def test_first_word_of_the_board_is_no_restart(bench: Bench) -> None:
    assert Restarted() not in bench.hear(Frame(Cmd.SYNC, 1))


def test_held_sync_goes_out_when_it_is_released(bench: Bench) -> None:
    bench.session.hold_sync(True)
    bench.hear(Frame(Cmd.SYNC, 1))
    bench.session.synchronise()
    assert bench.poll() == ACK
    bench.session.hold_sync(False)
    assert bench.poll().cmd == Cmd.SYNC
    bench.hear(ACK)
    bench.session.hold_sync(False)
    assert bench.poll() == ACK


def test_sync_that_waits_is_held_too_but_not_one_that_was_sent(bench: Bench) -> None:
    bench.submit(check_slot(1))
    bench.session.synchronise()
    bench.session.hold_sync(True)
    assert bench.poll().cmd == Cmd.CHECK_SLOT
    bench.hear(ACK)
    assert bench.poll() == ACK
    bench.session.hold_sync(False)
    assert bench.poll().cmd == Cmd.SYNC
    bench.session.hold_sync(True)
    assert bench.poll().cmd == Cmd.SYNC  # not acknowledged: sent again
    bench.hear(ACK)


def test_greeting_is_never_held_and_a_lost_line_forgets_the_wish(bench: Bench) -> None:
    bench.session.hold_sync(True)
    bench.session.synchronise()
    bench.session.lost("pulled")
    bench.session.opened(bench.now_ms)
    assert bench.poll().cmd == Cmd.SYNC
    bench.hear(ACK)
    bench.session.hold_sync(False)
    assert bench.poll() == ACK


def test_synchronise_asks_for_every_slot(bench: Bench) -> None:
    bench.session.synchronise()
    bench.session.synchronise()
    assert bench.poll().cmd == Cmd.SYNC
    bench.hear(ACK)
    assert bench.poll() == ACK


def test_silence_takes_the_line_down_and_drops_what_waits(bench: Bench) -> None:
    bench.hear(ACK)
    ticket = bench.submit(check_slot(1))
    assert bench.session.next_deadline_ms() == bench.now_ms + OFFLINE_AFTER_MS
    assert bench.pass_ms(OFFLINE_AFTER_MS - 1) == []
    gave_up, down = bench.pass_ms(1)
    assert gave_up == GaveUp(ticket, 0)
    assert isinstance(down, LineDown)
    assert bench.session.next_deadline_ms() is None
    assert bench.pass_ms(OFFLINE_AFTER_MS) == []
    assert bench.poll().cmd == Cmd.SYNC


def test_board_never_heard_is_said_once() -> None:
    bench = Bench()
    assert bench.session.next_deadline_ms() == bench.now_ms + OFFLINE_AFTER_MS
    (down,) = bench.pass_ms(OFFLINE_AFTER_MS)
    assert isinstance(down, LineDown)
    assert bench.pass_ms(OFFLINE_AFTER_MS) == []


def test_lost_port_drops_everything_and_says_so_once(bench: Bench) -> None:
    sent, waiting = bench.submit(check_slot(1)), bench.submit(check_slot(2))
    bench.poll()
    assert bench.session.lost("pulled") == [GaveUp(sent, 1), GaveUp(waiting, 0), LineDown("pulled")]
    assert bench.session.lost("still away") == []
    bench.session.opened(bench.now_ms)
    assert bench.pass_ms(OFFLINE_AFTER_MS) == []
    assert bench.poll() == Frame(Cmd.SYNC, 3)
    bench.hear(ACK)
    assert bench.session.lost("pulled again") == [LineDown("pulled again")]


def test_acks_and_data_before_the_first_poll() -> None:
    bench = Bench()
    assert bench.hear(ACK) == []
    frame = Frame(Cmd.DISPENSING, 1, b"\2\0\x3c")
    assert bench.hear(frame) == [Send(ACK.encode(), None), Received(frame)]


def test_data_while_synchronising() -> None:
    bench = Bench()
    bench.poll()
    frame = Frame(Cmd.DISPENSING, 1, b"\2\0\x3c")
    assert Received(frame) in bench.hear(frame)
    sync = Frame(Cmd.SYNC, 2)
    assert bench.hear(sync) == [Send(ACK.encode(), None), Received(sync)]


def test_noise_is_told_and_a_poll_hidden_behind_it_answered_within_100_ms(bench: Bench) -> None:
    outputs = list(bench.session.feed(b"\xfa\xfb\x01\xf0" + POLL.encode(), bench.now_ms))
    assert outputs == []
    assert bench.session.next_deadline_ms() == bench.now_ms + FRAME_GAP_MS
    assert bench.pass_ms(FRAME_GAP_MS - 1) == []
    outputs = bench.pass_ms(1)
    assert isinstance(outputs[0], NoiseHeard)
    assert frames_of(outputs) == [ACK]
    assert FRAME_GAP_MS < 100


def test_bytes_one_by_one_are_answered_like_one_read(bench: Bench) -> None:
    frame = Frame(Cmd.DISPENSING, 7, b"\2\0\x3c")
    outputs = [
        output for byte in frame.encode() for output in bench.session.feed(bytes((byte,)), bench.now_ms)
    ]
    assert outputs == [Send(ACK.encode(), None), Received(frame)]


class Master:
    """The board's discipline in its smallest form: repeats data until acknowledged, counts commands."""

    def __init__(self, lost: frozenset[int]) -> None:
        self.data = [Frame(Cmd.SLOT_REPORT, number, bytes(11)) for number in range(1, 9)]
        self.commands: list[Frame] = []
        self._lost = lost
        self._acks = 0

    def turn(self, bench: Bench) -> list[Output]:
        """One period of 200 ms."""
        bench.now_ms += 200
        outputs = bench.hear(self.data[0] if self.data else POLL)
        for frame in frames_of(outputs):
            if frame != ACK:
                outputs += self._command(frame, bench)
            elif self.data:
                self._hear_ack()
        return outputs

    def _command(self, frame: Frame, bench: Bench) -> list[Output]:
        if frame not in self.commands[-1:]:
            self.commands.append(frame)
        self._acks += 1
        return [] if self._acks in self._lost else bench.hear(ACK)

    def _hear_ack(self) -> None:
        self._acks += 1
        if self._acks not in self._lost:
            self.data.pop(0)


@pytest.mark.parametrize("lost", [frozenset(), {1}, {2, 3}, {4, 6, 8, 10, 12}, {1, 9, 10, 11, 12}])
def test_two_peers_agree_on_every_frame_whatever_acks_are_lost(bench: Bench, lost: frozenset[int]) -> None:
    master = Master(frozenset(lost))
    tickets = [bench.submit(check_slot(slot)) for slot in range(1, 9)]
    told: list[Output] = []
    for _ in range(40):
        told += master.turn(bench)
    assert [output.frame.pack_no for output in told if isinstance(output, Received)] == [*range(1, 9)]
    assert [output.ticket for output in told if isinstance(output, Acknowledged)] == tickets
    assert [int.from_bytes(frame.body, "big") for frame in master.commands] == [*range(1, 9)]
