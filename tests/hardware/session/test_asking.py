"""The asking session alone: a made-up wire of three-byte replies, time handed in."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.session.asking import (
    _TABLE,
    HELLO_TRIES,
    NEVER_QUIET_MS,
    NO_ANSWER,
    QUEUE_MAX_REQUESTS,
    STRANGER,
    AskingSession,
    Heard,
    Line,
    Stage,
)
from hardware.session.requests import (
    Answered,
    Greeted,
    Late,
    LineDown,
    LineUp,
    Manners,
    NoiseHeard,
    Output,
    Repeat,
    Request,
    Send,
    Stray,
    Unanswered,
    Unsent,
)
from hardware.wire.noise import Noise
from hardware.wire.sliding import Match, NoiseReason, NoMatch, SlidingDecoder

GAP_MS, FRAME_GAP_MS, QUIET_MS, EVERY_MS = 10, 50, 3_000, 1_000
LIMIT_MS, VEND_LIMIT_MS, LATE_MS = 1_000, 30_000, 10_000


def look(data: bytes) -> Match[bytes] | NoMatch:
    """A reply is ``=`` and two bytes of which the second is the checksum: the first plus one."""
    if data[0] != ord("="):
        return NoMatch.NONE
    if len(data) < 3:
        return NoMatch.MORE
    return Match(data[1:2], 3) if data[2] == (data[1] + 1) & 0xFF else NoMatch.BAD_CHECKSUM


def reply(text: str) -> bytes:
    return b"=" + text.encode() + bytes((text.encode()[0] + 1,))


def is_plain(found: bytes) -> bool:
    return found.islower()


HELLO = Request[bytes](b"hello", LIMIT_MS, "hello", lambda found: found == b"H")
OLD_HELLO = Request[bytes](b"old hello", LIMIT_MS, "plain", is_plain)
ASK = Request[bytes](b"ask", LIMIT_MS, "plain", is_plain)
OTHER = Request[bytes](b"other", LIMIT_MS, "digit", bytes.isdigit)
VEND = Request[bytes](
    b"vend",
    VEND_LIMIT_MS,
    "plain",
    is_plain,
    late_ms=LATE_MS,
    survives_loss=True,
    repeat=Repeat(b"again", times=2, wait_ms=1_000, noise_bytes=3),
)


@dataclass
class Bench:
    session: AskingSession[bytes]
    now_ms: int = 10_000

    def hear(self, data: bytes) -> list[Output[bytes]]:
        return list(self.session.feed(data, self.now_ms))

    def tick(self) -> list[Output[bytes]]:
        return list(self.session.tick(self.now_ms))

    def run(self, for_ms: int) -> list[Output[bytes]]:
        """Let time pass as the port does: from deadline to deadline, with nothing coming in."""
        end_ms, out, rounds = self.now_ms + for_ms, self.tick(), 0
        while (due_ms := self.session.next_deadline_ms()) is not None and due_ms <= end_ms:
            rounds += 1
            assert rounds < 1_000, "the session asks to be called again and again"
            self.now_ms = max(self.now_ms, due_ms)
            out += self.tick()
        self.now_ms = end_ms
        return out

    def submit(self, request: Request[bytes], *, urgent: bool = False, send_by_ms: int | None = None) -> int:
        ticket = self.session.submit(request, urgent=urgent, send_by_ms=send_by_ms)
        assert ticket is not None
        return ticket

    def ask(self, request: Request[bytes]) -> int:
        """Submit, and see it go out."""
        ticket = self.submit(request)
        assert self.run(GAP_MS) == [Send(request.data, ticket)]
        return ticket

    def greet(self) -> None:
        """Until a hello to a silent board has just gone out."""
        while not sent(self.run(GAP_MS)):
            pass


def make(*hellos: Request[bytes], refusal: bytes = b"") -> Bench:
    """``refusal``: the reply that shows a board of another family."""
    manners = Manners(
        decoder=lambda: SlidingDecoder(look, 3),
        hellos=hellos or (HELLO,),
        gap_ms=GAP_MS,
        frame_gap_ms=FRAME_GAP_MS,
        quiet_ms=QUIET_MS,
        hello_every_ms=EVERY_MS,
        proves=lambda found: found != refusal,
    )
    bench = Bench(AskingSession(manners))
    bench.session.opened(bench.now_ms)
    return bench


@pytest.fixture
def bench() -> Bench:
    """A line that is up."""
    made = make()
    assert sent(made.run(GAP_MS)) == [b"hello"]
    assert made.hear(reply("H")) == [LineUp(b"H")]
    return made


def sent(outputs: list[Output[bytes]]) -> list[bytes]:
    return [output.data for output in outputs if isinstance(output, Send)]


def told(outputs: list[Output[bytes]]) -> list[Output[bytes]]:
    return [output for output in outputs if not isinstance(output, Send)]


def test_table_has_a_row_for_everything() -> None:
    assert set(_TABLE) == {(stage, heard) for stage in Stage for heard in Heard}


def test_closed_port_says_nothing() -> None:
    made = make()
    session = AskingSession(made.session._manners)
    assert list(session.feed(reply("H") * 2 + b"noise", 0)) == []
    assert list(session.tick(10**9)) == []
    assert session.next_deadline_ms() is None
    assert session.submit(ASK) is None


def test_up_is_said_when_a_hello_is_answered() -> None:
    made = make()
    assert made.session.submit(ASK) is None
    assert sent(made.run(GAP_MS)) == [b"hello"]
    assert made.hear(reply("a")) == [Stray(b"a")]
    assert made.hear(reply("H")) == [LineUp(b"H")]
    assert made.session.line is Line.UP
    assert made.run(60_000) == []


def test_board_never_heard_is_said_once_and_greeted_for_ever() -> None:
    made = make()
    outputs = made.run(20_000)
    assert [output for output in outputs if isinstance(output, LineDown)] == told(outputs)
    assert len(told(outputs)) == 1
    assert sent(outputs) == [b"hello"] * 10
    made.greet()
    assert made.hear(reply("H")) == [LineUp(b"H")]


def test_each_hello_is_tried_in_turn() -> None:
    made = make(HELLO, OLD_HELLO)
    assert sent(made.run(LIMIT_MS + 2 * GAP_MS)) == [b"hello", b"old hello"]
    assert made.hear(reply("o")) == [LineUp(b"o")]


def test_a_board_that_refuses_every_hello_is_of_another_family_and_never_up() -> None:
    made = make(OLD_HELLO, HELLO, refusal=b"x")
    assert sent(made.run(GAP_MS)) == [b"old hello"]
    assert made.hear(reply("x")) == []
    assert sent(made.run(GAP_MS)) == [b"hello"], "the next one at once: nothing is owed"
    outputs = made.run(LIMIT_MS)
    assert told(outputs) == [LineDown(NO_ANSWER)]
    made = make(OLD_HELLO, refusal=b"x")
    said: list[Output[bytes]] = []
    for _ in range(3):
        made.greet()
        said += made.hear(reply("x"))
    assert said == [LineDown(STRANGER)]
    assert made.session.line is Line.SILENT
    made.greet()
    assert made.hear(reply("a")) == [LineUp(b"a")], "another board may be plugged in"
    ticket = made.ask(ASK)
    assert made.hear(reply("x")) == [Answered(ticket, b"x")], "of a board that is known it is only an answer"


def test_a_further_hello_that_is_refused_is_only_told() -> None:
    made = make(HELLO, OLD_HELLO, refusal=b"x")
    made.greet()
    assert made.hear(reply("H")) == [LineUp(b"H")]
    assert sent(made.run(GAP_MS)) == [b"old hello"]
    assert made.hear(reply("x")) == [Greeted(b"x")]
    assert made.run(60_000) == []


def test_other_hellos_are_asked_once_when_the_board_is_up() -> None:
    made = make(HELLO, OLD_HELLO)
    made.run(LIMIT_MS + 2 * GAP_MS)
    assert made.hear(reply("o")) == [LineUp(b"o")]
    assert sent(made.run(GAP_MS)) == [b"hello"]
    assert made.hear(reply("H")) == [Greeted(b"H")]
    assert made.run(10_000) == []


def test_hello_the_board_does_not_know_is_asked_no_more_and_harms_nothing() -> None:
    made = make(HELLO, OLD_HELLO)
    made.run(LIMIT_MS + 2 * GAP_MS)
    made.hear(reply("o"))
    outputs = made.run(LIMIT_MS + 3 * GAP_MS)
    assert sent(outputs) == [b"hello", b"old hello"]
    assert made.hear(reply("o")) == []
    ticket = made.ask(ASK)
    assert made.hear(reply("a")) == [Answered(ticket, b"a")]
    assert made.run(10_000) == []


def test_one_request_at_a_time_each_with_its_answer(bench: Bench) -> None:
    first, second = bench.submit(ASK), bench.submit(OTHER)
    assert bench.run(GAP_MS) == [Send(b"ask", first)]
    assert bench.run(LIMIT_MS // 2) == []
    assert bench.hear(reply("a")) == [Answered(first, b"a")]
    assert bench.tick() == []  # the gap
    assert bench.run(GAP_MS) == [Send(b"other", second)]
    assert bench.hear(reply("1")) == [Answered(second, b"1")]


def test_urgent_goes_before_what_is_not_and_behind_what_is(bench: Bench) -> None:
    bench.ask(ASK)
    for request, urgent in ((OTHER, False), (VEND, True), (ASK, True)):
        bench.submit(request, urgent=urgent)
    order = []
    for answer in ("a", "b", "c", "1"):
        bench.hear(reply(answer))
        order += sent(bench.run(GAP_MS))
    assert order == [b"vend", b"ask", b"other"]


def test_what_was_said_before_the_request_is_not_its_answer(bench: Bench) -> None:
    ticket = bench.submit(ASK)
    assert bench.hear(reply("a")) == [Stray(b"a")]  # read after it was submitted, said before
    assert bench.run(GAP_MS) == [Send(b"ask", ticket)]
    assert bench.hear(reply("b")) == [Answered(ticket, b"b")]
    assert bench.hear(reply("b")) == [Stray(b"b")]


def test_half_a_frame_from_before_does_not_spoil_the_answer(bench: Bench) -> None:
    ticket = bench.submit(ASK)
    bench.hear(reply("a")[:2])
    assert sent(bench.run(FRAME_GAP_MS)) == [b"ask"]
    assert Answered(ticket, b"b") in bench.hear(reply("b"))


def test_not_sent_in_time_is_unsent_and_never_goes_out(bench: Bench) -> None:
    bench.ask(VEND)
    ticket = bench.submit(ASK, send_by_ms=bench.now_ms + 500)
    assert bench.run(500) == [Unsent(ticket)]
    bench.hear(reply("v"))
    assert bench.run(10_000) == []


def test_unanswered_then_a_hello_before_anything_else(bench: Bench) -> None:
    ticket = bench.ask(ASK)
    after = bench.submit(OTHER)
    outputs = bench.run(LIMIT_MS)
    assert told(outputs) == [Unanswered(ticket)]
    assert sent(outputs) == [b"hello"]
    assert bench.hear(reply("H")) == []
    assert bench.run(GAP_MS) == [Send(b"other", after)]


def test_late_reply_is_told_as_late_and_is_not_the_next_ones(bench: Bench) -> None:
    ticket, after = bench.ask(ASK), bench.submit(ASK)
    assert sent(bench.run(LIMIT_MS)) == [b"hello"]
    assert bench.hear(reply("l")) == [Late(ticket, b"l")]
    assert bench.hear(reply("H")) == []
    assert bench.run(GAP_MS) == [Send(b"ask", after)]
    assert bench.hear(reply("n")) == [Answered(after, b"n")]


def test_board_that_answers_out_of_order_may_take_its_time(bench: Bench) -> None:
    """A vend's reply may come while the board answers hellos: no like request goes out meanwhile."""
    vend = bench.ask(VEND)
    outputs = bench.run(VEND_LIMIT_MS)
    assert (told(outputs), sent(outputs)) == ([Unanswered(vend)], [b"hello"])
    bench.hear(reply("H"))
    after, other = bench.submit(ASK), bench.submit(OTHER)
    assert bench.run(LATE_MS - 100) == []
    assert bench.hear(reply("l")) == [Late(vend, b"l")]
    assert bench.run(GAP_MS) == [Send(b"ask", after)]
    assert bench.hear(reply("n")) == [Answered(after, b"n")]
    assert bench.run(GAP_MS) == [Send(b"other", other)]


def test_debt_ends_with_time(bench: Bench) -> None:
    bench.ask(VEND)
    bench.run(VEND_LIMIT_MS)
    bench.hear(reply("H"))
    after = bench.submit(ASK)
    assert bench.run(LATE_MS + GAP_MS) == [Send(b"ask", after)]


def test_without_a_hello_of_another_shape_only_silence_helps() -> None:
    made = make(OLD_HELLO)
    made.run(GAP_MS)
    made.hear(reply("o"))
    ticket, after = made.ask(ASK), made.submit(ASK)
    assert made.run(LIMIT_MS + QUIET_MS - GAP_MS) == [Unanswered(ticket)]
    assert sent(made.run(2 * GAP_MS)) == [b"old hello"]
    made.hear(reply("o"))
    assert made.run(GAP_MS) == [Send(b"ask", after)]


def test_late_reply_pays_the_debt_at_once() -> None:
    made = make(OLD_HELLO)
    made.run(GAP_MS)
    made.hear(reply("o"))
    ticket = made.ask(ASK)
    made.run(LIMIT_MS)
    assert made.hear(reply("l")) == [Late(ticket, b"l")]
    assert sent(made.run(GAP_MS)) == [b"old hello"]


def test_down_is_said_once_when_hellos_stay_unanswered_and_what_waits_is_unsent(bench: Bench) -> None:
    ticket, waiting = bench.ask(ASK), bench.submit(OTHER)
    outputs = bench.run(LIMIT_MS * (HELLO_TRIES + 1) + 500)
    assert told(outputs)[:2] == [Unanswered(ticket), Unsent(waiting)]
    (down,) = told(outputs)[2:]
    assert isinstance(down, LineDown)
    assert bench.session.line is Line.SILENT
    assert told(bench.run(10_000)) == []
    bench.greet()
    assert bench.hear(reply("H")) == [LineUp(b"H")]


def test_one_hello_lost_in_noise_is_no_reason_to_be_down(bench: Bench) -> None:
    bench.ask(ASK)
    bench.run(LIMIT_MS)
    assert sent(bench.run(LIMIT_MS + GAP_MS)) == [b"hello"]
    assert bench.hear(reply("H")) == []
    assert bench.session.line is Line.UP


def test_reply_to_a_hello_asked_twice_may_come_twice(bench: Bench) -> None:
    bench.ask(ASK)
    bench.run(2 * LIMIT_MS + GAP_MS)
    assert bench.hear(reply("H") * 2) == [Stray(b"H")]
    after = bench.submit(ASK)
    assert bench.run(GAP_MS) == [Send(b"ask", after)]


def test_damaged_reply_is_asked_for_again(bench: Bench) -> None:
    vend = bench.ask(VEND)
    damaged = b"=vv"
    assert bench.hear(damaged) == [NoiseHeard(Noise(NoiseReason.BAD_CHECKSUM, damaged, 3))]
    assert bench.run(GAP_MS) == [Send(b"again", vend, is_first=False)]
    assert bench.hear(reply("v")) == [Answered(vend, b"v")]


def test_a_little_noise_is_no_damaged_reply(bench: Bench) -> None:
    bench.ask(VEND)
    bench.hear(b"zz")
    assert bench.run(1_000) == []
    bench.hear(b"z")
    assert sent(bench.run(1_000)) == [b"again"]


def test_reply_from_elsewhere_is_asked_for_again_twice_at_most_and_an_old_answer_is_none(
    bench: Bench,
) -> None:
    bench.ask(ASK)
    bench.hear(reply("o"))
    vend = bench.ask(VEND)
    assert bench.hear(reply("X")) == [Stray(b"X")]
    outputs = bench.run(GAP_MS)
    assert bench.hear(reply("o")) == [Stray(b"o")]  # what it had answered before the vend
    outputs += bench.run(VEND_LIMIT_MS)
    assert sent(outputs) == [b"again", b"again", b"hello"]
    assert told(outputs) == [Unanswered(vend)]
    assert bench.hear(reply("v")) == [Late(vend, b"v")]


def test_copy_of_a_repeated_answer_is_not_the_next_ones(bench: Bench) -> None:
    vend = bench.ask(VEND)
    bench.hear(reply("X"))
    bench.run(GAP_MS)
    assert bench.hear(reply("v") + reply("v")) == [Answered(vend, b"v"), Stray(b"v")]
    bench.run(QUIET_MS)
    vend = bench.ask(VEND)
    bench.hear(reply("X"))
    bench.run(GAP_MS)
    bench.hear(reply("w"))
    after = bench.submit(ASK)
    assert sent(bench.run(GAP_MS)) == [b"hello"]
    assert bench.hear(reply("w")) == [Stray(b"w")]
    assert bench.hear(reply("H")) == []
    assert bench.run(GAP_MS) == [Send(b"ask", after)]


def test_reply_from_elsewhere_to_a_request_without_repetition_changes_nothing(bench: Bench) -> None:
    ticket = bench.ask(ASK)
    assert bench.hear(reply("X") + b"???") == [
        Stray(b"X"),
        NoiseHeard(Noise(NoiseReason.GARBAGE, b"???", 3)),
    ]
    assert bench.run(100) == []
    assert bench.hear(reply("a")) == [Answered(ticket, b"a")]


def test_lost_port_drops_everything_and_says_so_once(bench: Bench) -> None:
    asked, waiting = bench.ask(ASK), bench.submit(OTHER)
    outputs = bench.session.lost("pulled", bench.now_ms)
    assert outputs == [Unanswered(asked), Unsent(waiting), LineDown("pulled")]
    assert bench.session.lost("still away", bench.now_ms) == []
    assert bench.session.line is Line.CLOSED
    bench.session.opened(bench.now_ms)
    assert sent(bench.run(GAP_MS)) == [b"hello"]
    assert bench.hear(reply("H")) == [LineUp(b"H")]


def test_request_that_survives_is_answered_after_the_port_came_back(bench: Bench) -> None:
    vend = bench.ask(VEND)
    assert bench.session.lost("pulled", bench.now_ms) == [LineDown("pulled")]
    bench.now_ms += 2_000
    bench.session.opened(bench.now_ms)
    assert bench.run(1_000) == []
    assert bench.hear(reply("v")) == [Answered(vend, b"v")]
    assert sent(bench.run(GAP_MS)) == [b"hello"]
    assert bench.hear(reply("H")) == [LineUp(b"H")]


def test_request_that_survives_ends_in_time_though_the_port_stays_away(bench: Bench) -> None:
    vend = bench.ask(VEND)
    bench.session.lost("pulled", bench.now_ms)
    assert bench.run(VEND_LIMIT_MS) == [Unanswered(vend)]
    bench.session.opened(bench.now_ms)
    assert bench.hear(reply("l")) == [Late(vend, b"l")]


def test_line_that_is_never_quiet_is_down(bench: Bench) -> None:
    waiting = bench.submit(ASK)
    outputs: list[Output[bytes]] = []
    for _ in range(NEVER_QUIET_MS // 5 + 1):
        outputs += [output for output in bench.hear(b"~") if not isinstance(output, NoiseHeard)]
        bench.now_ms += 5
    assert outputs[0] == Unsent(waiting)
    (down,) = outputs[1:]
    assert isinstance(down, LineDown)
    assert "never quiet" in down.reason


def test_time_out_is_noticed_on_a_noisy_line_too(bench: Bench) -> None:
    ticket = bench.ask(ASK)
    bench.now_ms += LIMIT_MS
    assert Unanswered(ticket) in bench.hear(b"~")


def test_queue_has_an_end(bench: Bench) -> None:
    tickets = [bench.session.submit(ASK) for _ in range(QUEUE_MAX_REQUESTS + 1)]
    assert tickets[-1] is None
    assert None not in tickets[:-1]


happenings = st.lists(
    st.one_of(
        st.sampled_from([ASK, OTHER, VEND]),
        st.sampled_from([reply(text) for text in "aoH1X"] + [b"=", b"???", b"=vv"]),
        st.integers(1, 2_000),
        st.just("lost"),
    ),
    max_size=60,
)


@given(happenings)
def test_whatever_happens_each_ticket_ends_once_and_one_request_is_out_at_a_time(
    events: list[Request[bytes] | bytes | int | str],
) -> None:
    made = make(HELLO, OLD_HELLO)
    asked: set[int] = set()
    out: list[Output[bytes]] = []
    for event in events:
        if isinstance(event, Request):
            ticket = made.session.submit(event)
            asked |= {ticket} if ticket is not None else set()
        elif isinstance(event, bytes):
            out += made.hear(event)
        elif isinstance(event, int):
            out += made.run(event)
        else:
            out += made.session.lost("pulled", made.now_ms)
            made.session.opened(made.now_ms)
    out += made.session.lost("pulled", made.now_ms)
    out += made.run(VEND_LIMIT_MS)
    ends = [output.ticket for output in out if isinstance(output, Answered | Unanswered | Unsent)]
    assert sorted(ends) == sorted(asked)
    firsts = [output.ticket for output in out if isinstance(output, Send) and output.is_first]
    assert len(firsts) == len(set(firsts))
    unsent = {output.ticket for output in out if isinstance(output, Unsent)}
    assert not unsent & set(firsts)
