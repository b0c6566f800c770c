"""The asking side of a wire on which the board only speaks when spoken to, without I/O (boards.md 3 to 7).

One request is in flight at a time. What is heard is looked up in ``_TABLE``; time is looked at in ``tick``.

**Nothing stale is ever an answer.** Requests go out from ``tick`` alone, which the port calls only when a
read has found nothing: what was said before lies behind us then, and is told as ``Stray``. A request that
was not answered in time still *owes* its reply. Until that has come, or cannot come any more, no request of
the same ``shape`` is sent. It cannot come when a *hello* of another shape was answered, for a board answers
in order; where it does not (``late_ms``), or no hello can be told apart, only time helps. The owed reply
itself, when it comes, is told as ``Late`` under its own ticket.

**Nothing is asked twice here.** Whether a question may be put again is for the driver to say. The one
exception is ``Repeat``: a request for the last *reply* again, where a family has one.

The line is up when a hello was answered and down when, after a request without an answer, hellos get none
either; both are said once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, Final, Generic

from hardware.session.requests import (
    Answered,
    Greeted,
    Late,
    LineDown,
    LineUp,
    Manners,
    NoiseHeard,
    Output,
    ReplyT,
    Request,
    Send,
    Stray,
    Unanswered,
    Unsent,
)
from hardware.wire.noise import Noise

QUEUE_MAX_REQUESTS: Final = 256
HELLO_TRIES: Final = 2
"""Hellos in a row without an answer that make a board silent: one may have met noise."""
NO_ANSWER: Final = "the board does not answer"
"""What ``LineDown`` says of a board; of anything else, whoever it is (``Manners.who``)."""
STRANGER: Final = "what answers is a board of another family"
NEVER_QUIET_MS: Final = 3_000
"""A line on which something talks for so long without a pause cannot be asked anything."""


class Line(StrEnum):
    CLOSED = "closed"
    SILENT = "silent"
    """The port is open, the board has not answered a hello yet, or does not any more."""
    UP = "up"


class Stage(Enum):
    CLOSED = "closed"
    FREE = "free"
    ASKING = "asking"


class Heard(Enum):
    ANSWER = "it fits what was asked"
    LATE = "it fits what is owed"
    ODD = "it fits neither"
    NOISE = "no frame"


@dataclass
class _Entry(Generic[ReplyT]):
    ticket: int
    request: Request[ReplyT]
    urgent: bool = False
    send_by_ms: int | None = None
    is_hello: bool = False
    due_ms: int = 0
    """End of the time in which the answer is awaited."""
    noise_bytes: int = 0
    repeats: int = 0
    repeat_due_ms: int | None = None
    is_answered: bool = False


@dataclass(frozen=True)
class _Owed(Generic[ReplyT]):
    entry: _Entry[ReplyT]
    until_ms: int

    @property
    def ends_with_an_answer(self) -> bool:
        """Any other answer proves that this reply will not come."""
        return self.entry.is_answered or self.entry.request.late_ms is None


class AskingSession(Generic[ReplyT]):
    """One line's conversation. Not thread-safe: it lives on its port's thread."""

    def __init__(self, manners: Manners[ReplyT]) -> None:
        assert manners.hellos, "a family without a hello can never be up"
        self._manners = manners
        self._line = Line.CLOSED
        self._stage = Stage.CLOSED
        self._decoder = manners.decoder()
        self._queue: deque[_Entry[ReplyT]] = deque()
        self._asked: _Entry[ReplyT] | None = None
        self._owed: dict[str, _Owed[ReplyT]] = {}
        self._last_reply: ReplyT | None = None
        self._last_ticket = 0
        self._byte_ms = 0
        self._wanting_ms: int | None = None
        self._known_hellos: list[Request[ReplyT]] = []
        self._unmet_hellos: list[Request[ReplyT]] = []
        self._hello_at = 0
        self._hello_due_ms = 0
        self._misses = 0
        self._is_suspect = False
        self._is_down_said = False

    @property
    def line(self) -> Line:
        return self._line

    def submit(
        self, request: Request[ReplyT], *, urgent: bool = False, send_by_ms: int | None = None
    ) -> int | None:
        """Queue a request; its ticket, or None when the line is not up or too many wait already.

        ``urgent`` goes before everything that is not. Not sent before ``send_by_ms``, it is ``Unsent``.
        """
        if self._line is not Line.UP or len(self._queue) >= QUEUE_MAX_REQUESTS:
            return None
        entry = _Entry(self._next_ticket(), request, urgent, send_by_ms)
        at = len(self._queue)
        while urgent and at and not self._queue[at - 1].urgent:
            at -= 1
        self._queue.insert(at, entry)
        return entry.ticket

    def opened(self, now_ms: int) -> None:
        """The port is open; nothing is known of the board, but a request that survives is waited for."""
        self._line = Line.SILENT
        self._stage = Stage.FREE if self._asked is None else Stage.ASKING
        self._decoder = self._manners.decoder()
        self._byte_ms = self._hello_due_ms = now_ms
        self._hello_at = self._misses = 0
        self._known_hellos.clear()  # it may be another board that was plugged in
        self._is_suspect = False
        self._wanting_ms = None

    def lost(self, reason: str, now_ms: int) -> list[Output[ReplyT]]:
        """The port is gone: everything unsent is dropped, so that nothing stale is sent later."""
        self._line, self._stage = Line.CLOSED, Stage.CLOSED
        out: list[Output[ReplyT]] = []
        entry = self._asked
        if entry is not None and not entry.request.survives_loss:
            out += self._give_up_asked(entry, now_ms)
        return out + self._drop_queue(reason)

    def feed(self, data: bytes, now_ms: int) -> Iterator[Output[ReplyT]]:
        """What the bytes say. Take the outputs as they come; nothing is sent from here."""
        self._byte_ms = now_ms
        yield from self._hear_all(self._decoder.feed(data), now_ms)
        yield from self._pass_time(now_ms)
        if self._line is not Line.CLOSED and self._choose(now_ms) is not None:
            self._wanting_ms = now_ms if self._wanting_ms is None else self._wanting_ms
            if now_ms - self._wanting_ms >= NEVER_QUIET_MS:
                yield from self._go_down("the line is never quiet: something talks all the time")

    def tick(self, now_ms: int) -> Iterator[Output[ReplyT]]:
        """Let time pass; call when ``next_deadline_ms`` is reached **and nothing has come in**."""
        self._wanting_ms = None
        if self._decoder.is_waiting and now_ms - self._byte_ms >= self._manners.frame_gap_ms:
            yield from self._hear_all(self._decoder.expire(), now_ms)
        yield from self._pass_time(now_ms)
        if now_ms < self._byte_ms + self._manners.gap_ms:
            return
        if self._stage is Stage.FREE:
            entry = self._choose(now_ms)
            if entry is not None:
                yield self._send(entry, now_ms)
        elif self._stage is Stage.ASKING and self._asked is not None:
            yield from self._ask_for_repetition(self._asked, now_ms)

    def next_deadline_ms(self) -> int | None:
        """When ``tick`` has something to do if nothing is heard before."""
        due = [entry.send_by_ms for entry in self._queue if entry.send_by_ms is not None]
        if self._decoder.is_waiting:
            due.append(self._byte_ms + self._manners.frame_gap_ms)
        free_ms = self._byte_ms + self._manners.gap_ms
        if self._asked is not None:
            due.append(self._asked.due_ms)
            if self._stage is Stage.ASKING and self._asked.repeat_due_ms is not None:
                due.append(max(free_ms, self._asked.repeat_due_ms))
        elif self._stage is Stage.FREE:
            due += [max(free_ms, at_ms) for at_ms in self._wants_to_send_ms()]
        return min(due, default=None)

    # --- hearing -----------------------------------------------------------------------------------

    def _hear_all(self, found: list[ReplyT | Noise], now_ms: int) -> Iterator[Output[ReplyT]]:
        for item in found:
            heard = Heard.NOISE if isinstance(item, Noise) else self._kind(item)
            reaction = _TABLE[self._stage, heard]
            yield from reaction(self, item, now_ms)

    def _kind(self, reply: ReplyT) -> Heard:
        entry = self._asked
        if entry is not None and self._stage is Stage.ASKING and entry.request.fits(reply):
            # After a Repeat the board may say once more what it had said before this very request.
            is_old = entry.repeats > 0 and reply == self._last_reply
            return Heard.ODD if is_old else Heard.ANSWER
        return Heard.ODD if self._owed_for(reply) is None else Heard.LATE

    def _owed_for(self, reply: ReplyT) -> _Owed[ReplyT] | None:
        return next((owed for owed in self._owed.values() if owed.entry.request.fits(reply)), None)

    # --- the reactions of _TABLE -------------------------------------------------------------------

    def _ignore(self, _item: ReplyT | Noise, _now_ms: int) -> list[Output[ReplyT]]:
        return []

    def _answered(self, reply: ReplyT | Noise, now_ms: int) -> list[Output[ReplyT]]:
        entry = self._asked
        assert entry is not None and not isinstance(reply, Noise)
        self._asked, self._stage, self._last_reply = None, Stage.FREE, reply
        entry.is_answered = True
        shape = entry.request.shape
        # What the board still owed of another shape would have come before this, if it answers in order.
        self._owed = {
            owed: debt for owed, debt in self._owed.items() if owed == shape or not debt.ends_with_an_answer
        }
        if entry.repeats:
            self._owe(entry, now_ms)
        self._is_suspect = False
        if entry.is_hello and self._line is Line.SILENT and not self._manners.proves(reply):
            return self._not_greeted(now_ms, STRANGER)
        self._misses = 0
        if not entry.is_hello:
            return [Answered(entry.ticket, reply)]
        is_new = entry.request not in self._known_hellos
        if is_new:
            self._known_hellos.append(entry.request)
        if self._line is not Line.SILENT:
            return [Greeted(reply)] if is_new else []
        self._line, self._is_down_said = Line.UP, False
        self._unmet_hellos = [hello for hello in self._manners.hellos if hello not in self._known_hellos]
        return [LineUp(reply)]

    def _late(self, reply: ReplyT | Noise, _now_ms: int) -> list[Output[ReplyT]]:
        assert not isinstance(reply, Noise)
        owed = self._owed_for(reply)
        assert owed is not None
        del self._owed[owed.entry.request.shape]
        # A hello's reply tells nothing, and an answer that was repeated has been told.
        is_news = not owed.entry.is_hello and not owed.entry.is_answered
        return [Late(owed.entry.ticket, reply) if is_news else Stray(reply)]

    def _stray(self, reply: ReplyT | Noise, _now_ms: int) -> list[Output[ReplyT]]:
        assert not isinstance(reply, Noise)
        return [Stray(reply)]

    def _odd(self, reply: ReplyT | Noise, now_ms: int) -> list[Output[ReplyT]]:
        """Somebody else's reply while ours is awaited: ours may have been taken for it, or lost in it."""
        assert self._asked is not None
        self._plan_repeat(self._asked, now_ms)
        return self._stray(reply, now_ms)

    def _noise(self, noise: ReplyT | Noise, _now_ms: int) -> list[Output[ReplyT]]:
        assert isinstance(noise, Noise)
        return [NoiseHeard(noise)]

    def _damage(self, noise: ReplyT | Noise, now_ms: int) -> list[Output[ReplyT]]:
        """Noise while a reply is awaited: enough of it was the reply."""
        entry = self._asked
        assert entry is not None and isinstance(noise, Noise)
        entry.noise_bytes += noise.count
        repeat = entry.request.repeat
        if repeat is not None and entry.noise_bytes >= repeat.noise_bytes:
            entry.noise_bytes = 0
            self._plan_repeat(entry, now_ms)
        return [NoiseHeard(noise)]

    # --- time --------------------------------------------------------------------------------------

    def _pass_time(self, now_ms: int) -> Iterator[Output[ReplyT]]:
        self._owed = {shape: debt for shape, debt in self._owed.items() if now_ms < debt.until_ms}
        entry = self._asked
        if entry is not None and now_ms >= entry.due_ms:
            yield from self._give_up_asked(entry, now_ms)
        for late in [entry for entry in self._queue if _is_over(entry, now_ms)]:
            self._queue.remove(late)
            yield Unsent(late.ticket)

    def _give_up_asked(self, entry: _Entry[ReplyT], now_ms: int) -> list[Output[ReplyT]]:
        self._asked = None
        self._stage = Stage.CLOSED if self._line is Line.CLOSED else Stage.FREE
        self._owe(entry, now_ms)
        self._is_suspect = True
        if not entry.is_hello:
            return [Unanswered(entry.ticket)]
        return self._not_greeted(now_ms, f"{self._manners.who} does not answer")

    def _not_greeted(self, now_ms: int, reason: str) -> list[Output[ReplyT]]:
        """A hello was in vain: the next one in its turn. After a round of them there is no board."""
        if self._line is Line.CLOSED:
            return []
        self._misses += 1
        if self._line is Line.SILENT:
            self._hello_at = (self._hello_at + 1) % len(self._manners.hellos)
            self._hello_due_ms = now_ms + (0 if self._hello_at else self._manners.hello_every_ms)
        is_over = self._misses >= max(HELLO_TRIES, len(self._manners.hellos))
        return self._go_down(reason) if is_over else []

    def _owe(self, entry: _Entry[ReplyT], now_ms: int) -> None:
        late_ms = None if entry.is_answered else entry.request.late_ms
        until_ms = now_ms + (self._manners.quiet_ms if late_ms is None else late_ms)
        self._owed[entry.request.shape] = _Owed(entry, until_ms)

    def _go_down(self, reason: str) -> list[Output[ReplyT]]:
        if self._line is Line.UP:
            self._line = Line.SILENT
            self._hello_at = 0
            self._known_hellos.clear()
        return self._drop_queue(reason)

    def _drop_queue(self, reason: str) -> list[Output[ReplyT]]:
        out: list[Output[ReplyT]] = [Unsent(entry.ticket) for entry in self._queue]
        self._queue.clear()
        if not self._is_down_said:
            self._is_down_said = True
            out.append(LineDown(reason))
        return out

    # --- sending -----------------------------------------------------------------------------------

    def _choose(self, now_ms: int) -> _Entry[ReplyT] | None:
        """What is to be sent now, were the line quiet; a hello before anything else while in doubt."""
        if self._stage is not Stage.FREE or any(at_ms > now_ms for at_ms in self._wants_to_send_ms()):
            return None
        hello = self._hello()
        if hello is not None:
            return _Entry(0, hello, is_hello=True)
        return self._queue[0] if self._queue and not self._is_in_doubt else None

    def _wants_to_send_ms(self) -> list[int]:
        """From when on something may be sent; empty when there is nothing."""
        if self._line is Line.UP and not self._is_in_doubt:
            return [self._byte_ms] if self._queue or self._unmet_hellos else []
        if self._hello() is not None:
            return [self._hello_due_ms if self._line is Line.SILENT else self._byte_ms]
        return [min(debt.until_ms for debt in self._owed.values())] if self._owed else []

    @property
    def _is_in_doubt(self) -> bool:
        """The board may be gone, or what it still owes could be taken for the next answer."""
        return self._is_suspect or (bool(self._queue) and self._queue[0].request.shape in self._owed)

    def _hello(self) -> Request[ReplyT] | None:
        """The hello to be sent, None when none is called for or none can be told from what is owed."""
        if self._line is Line.SILENT:
            hellos = self._manners.hellos
            turns = [hellos[(self._hello_at + step) % len(hellos)] for step in range(len(hellos))]
            return next((hello for hello in turns if self._may_greet(hello)), None)
        known = self._known_hellos
        if not self._is_in_doubt:
            return None if self._queue else next(iter(self._unmet_hellos), None)
        told_apart = next((hello for hello in known if hello.shape not in self._owed), None)
        if self._is_suspect:
            return told_apart or next((hello for hello in known if self._may_greet(hello)), None)
        debt = self._owed.get(self._queue[0].request.shape) if self._queue else None
        return told_apart if debt is not None and debt.ends_with_an_answer else None

    def _may_greet(self, hello: Request[ReplyT]) -> bool:
        """A board that is away is greeted with the same words again and again."""
        debt = self._owed.get(hello.shape)
        return debt is None or debt.entry.request == hello

    def _send(self, entry: _Entry[ReplyT], now_ms: int) -> Send:
        if entry.is_hello:
            entry.ticket = self._next_ticket()
            if entry.request in self._unmet_hellos:
                self._unmet_hellos.remove(entry.request)
        else:
            assert self._queue.popleft() is entry
        self._asked, self._stage = entry, Stage.ASKING
        entry.due_ms = now_ms + entry.request.limit_ms
        return Send(entry.request.data, entry.ticket)

    def _plan_repeat(self, entry: _Entry[ReplyT], now_ms: int) -> None:
        repeat = entry.request.repeat
        if repeat is not None and entry.repeats < repeat.times and entry.repeat_due_ms is None:
            entry.repeat_due_ms = now_ms

    def _ask_for_repetition(self, entry: _Entry[ReplyT], now_ms: int) -> Iterator[Output[ReplyT]]:
        repeat = entry.request.repeat
        if repeat is None or entry.repeat_due_ms is None or now_ms < entry.repeat_due_ms:
            return
        entry.repeats += 1
        entry.repeat_due_ms = now_ms + repeat.wait_ms if entry.repeats < repeat.times else None
        yield Send(repeat.data, entry.ticket, is_first=False)

    def _next_ticket(self) -> int:
        self._last_ticket += 1
        return self._last_ticket


def _is_over(entry: _Entry[ReplyT], now_ms: int) -> bool:
    return entry.send_by_ms is not None and now_ms >= entry.send_by_ms


_Reaction = Callable[["AskingSession[Any]", Any, int], "list[Output[Any]]"]

_S = AskingSession[Any]
_TABLE: Final[dict[tuple[Stage, Heard], _Reaction]] = {
    (Stage.CLOSED, Heard.ANSWER): _S._ignore,
    (Stage.CLOSED, Heard.LATE): _S._ignore,
    (Stage.CLOSED, Heard.ODD): _S._ignore,
    (Stage.CLOSED, Heard.NOISE): _S._ignore,
    (Stage.FREE, Heard.ANSWER): _S._stray,
    (Stage.FREE, Heard.LATE): _S._late,
    (Stage.FREE, Heard.ODD): _S._stray,
    (Stage.FREE, Heard.NOISE): _S._noise,
    (Stage.ASKING, Heard.ANSWER): _S._answered,
    (Stage.ASKING, Heard.LATE): _S._late,
    (Stage.ASKING, Heard.ODD): _S._odd,
    (Stage.ASKING, Heard.NOISE): _S._damage,
}
