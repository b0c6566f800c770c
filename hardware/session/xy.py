"""The upper computer's side of an XY conversation, without I/O (boards.md 2.2).

The board leads: it sends POLL, we answer at once with ACK or with one command. What is heard is looked
up in ``_TABLE``; nothing else changes the line's state but ``opened``, ``lost`` and the silence that
``tick`` finds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from hardware.wire.xy import ACK, CMD_ACK, CMD_POLL, FRAME_GAP_MS, Decoder, Frame, Noise, next_pack_no
from hardware.wire.xy_codes import Cmd
from hardware.wire.xy_messages import Command
from hardware.wire.xy_messages import synchronise as sync_command

SENDS_MAX: Final = 5
"""The same command with the same PackNO at most so often (boards.md 2.2)."""
OFFLINE_AFTER_MS: Final = 3_000
"""POLL comes every 200 ms and may be set to 2 s at most (boards.md 2.2); one of those may be lost."""
SILENCE: Final = f"the board has not said anything for {OFFLINE_AFTER_MS // 1000} s"
REPEAT_WINDOW_MS: Final = 12_000
"""The board repeats a frame up to 5 times, at most 2 s apart (boards.md 2.2). Later the same PackNO is
news: the number wraps after 255 frames."""
SYNC_ECHO_MS: Final = 1_000
"""A 31 this soon after ours may be its answer: answering it by a 31 again could go on for ever."""
QUEUE_MAX_COMMANDS: Final = 512


class Line(StrEnum):
    CLOSED = "closed"
    SILENT = "silent"
    """The port is open, the board has not been heard, or was given up."""
    SYNCING = "syncing"
    UP = "up"


class Heard(Enum):
    POLL = CMD_POLL
    ACK = CMD_ACK
    SYNC = Cmd.SYNC.value
    DATA = 0


@dataclass(frozen=True, slots=True)
class Send:
    """Bytes to write now. ``ticket`` is None for an ACK."""

    data: bytes
    ticket: int | None


@dataclass(frozen=True, slots=True)
class LineUp:
    """The board acknowledged our synchronisation: commands may be submitted."""


@dataclass(frozen=True, slots=True)
class LineDown:
    """Said once until the next ``LineUp``."""

    reason: str


@dataclass(frozen=True, slots=True)
class Received:
    """A data frame, told once however often the board repeated it."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class Repeated:
    """The board did not hear our ACK and said it again; it was acknowledged and is no news."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class Restarted:
    """The board counts its PackNO from the start: it was reset, and has forgotten what it was doing."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    ticket: int


@dataclass(frozen=True, slots=True)
class GaveUp:
    """A command was dropped. With ``sends`` 0 it is certain that the board never saw it."""

    ticket: int
    sends: int


@dataclass(frozen=True, slots=True)
class NoiseHeard:
    noise: Noise


Output = Send | LineUp | LineDown | Received | Repeated | Restarted | Acknowledged | GaveUp | NoiseHeard


@dataclass(slots=True)
class _Entry:
    ticket: int
    command: Command
    urgent: bool
    patience_ms: int
    sends_max: int
    pack_no: int = 0
    sends: int = 0
    sent_ms: int = 0


class XySession:
    """One line's conversation. Not thread-safe: it lives on its port's thread.

    ``last_pack_no`` is followed by the first command's. A board that knows repetitions by (cmd, PackNO) may
    still remember the commands of a program that ran before, so a driver begins at any number.
    """

    def __init__(self, last_pack_no: int = 0) -> None:
        self._line = Line.CLOSED
        self._decoder = Decoder()
        self._queue: deque[_Entry] = deque()
        self._in_flight: _Entry | None = None
        self._last_ticket = 0
        self._sync_ticket: int | None = None
        self._sync_ms: int | None = None
        self._sync_is_held = self._sync_is_wanted = False
        self._pack_no = last_pack_no
        self._used_pack_nos: dict[int, int] = {}
        self._last_data: dict[int, tuple[Frame, int]] = {}
        self._board_pack_no: int | None = None
        self._heard_ms = 0
        self._byte_ms = 0
        self._down_said = False

    @property
    def line(self) -> Line:
        return self._line

    def submit(
        self, command: Command, *, urgent: bool = False, patience_ms: int = 0, sends_max: int = SENDS_MAX
    ) -> int | None:
        """Queue a command; its ticket, or None when ``QUEUE_MAX_COMMANDS`` wait already.

        ``urgent`` answers the very next POLL. For so long after each send, ``patience_ms``, POLLs get a bare
        ACK; for the vend, so that a board which heard it can say so before it is sent again (``settle``).
        Not acknowledged after ``SENDS_MAX`` sends the line is faulty; after a smaller ``sends_max`` the
        command alone is given up.
        """
        if len(self._queue) >= QUEUE_MAX_COMMANDS:
            return None
        self._last_ticket += 1
        entry = _Entry(self._last_ticket, command, urgent, patience_ms, sends_max)
        if urgent:
            self._queue.appendleft(entry)
        else:
            self._queue.append(entry)
        return entry.ticket

    def synchronise(self) -> None:
        """Let the board report every slot again (31)."""
        self._queue_sync(urgent=False)

    def hold_sync(self, is_held: bool) -> None:
        """While held, no 31 of ours goes out on a line that is up: the board reports every slot for it, ahead
        of anything else it has to say. What was wanted meanwhile follows when it is released."""
        self._sync_is_held = is_held
        if not is_held:
            if self._sync_is_wanted:
                self._queue_sync(urgent=False)
            return
        for entry in self._queue:
            if entry.ticket == self._sync_ticket and not entry.urgent and not entry.sends:
                self._queue.remove(entry)
                self._sync_ticket, self._sync_is_wanted = None, True
                return

    def settle(self, ticket: int) -> None:
        """The board has shown that it got this command although its ACK was lost: never resend it."""
        if self._in_flight is not None and self._in_flight.ticket == ticket:
            self._in_flight = None

    def withdraw(self, ticket: int) -> bool:
        """Take back a command; True only when it had never been sent, then the board will never see it."""
        for entry in self._queue:
            if entry.ticket == ticket:
                self._queue.remove(entry)
                return entry.sends == 0
        self.settle(ticket)
        return False

    def opened(self, now_ms: int) -> None:
        """The port is open; nothing is known of the board."""
        self._line = Line.SILENT
        self._decoder = Decoder()
        self._last_data.clear()
        self._heard_ms = self._byte_ms = now_ms

    def lost(self, reason: str) -> list[Output]:
        """The port is gone: everything unfinished is dropped, so that nothing stale is sent later."""
        self._line = Line.CLOSED
        return self._drop_all(reason)

    def feed(self, data: bytes, now_ms: int) -> Iterator[Output]:
        """What the bytes say and what must be sent for it, frame by frame.

        Take the outputs as they come: what is submitted, settled or withdrawn meanwhile already counts
        for the next frame of the same read. So a POLL right behind a 04 never repeats the order.
        """
        self._byte_ms = now_ms
        yield from self._hear_all(self._decoder.feed(data), now_ms)

    def tick(self, now_ms: int) -> Iterator[Output]:
        """Let time pass; call when ``next_deadline_ms`` is reached and nothing has come in."""
        if self._decoder.is_waiting and now_ms - self._byte_ms >= FRAME_GAP_MS:
            yield from self._hear_all(self._decoder.expire(), now_ms)
        if self._silence_matters and now_ms - self._heard_ms >= OFFLINE_AFTER_MS:
            self._line = Line.SILENT
            yield from self._drop_all(SILENCE)

    def next_deadline_ms(self) -> int | None:
        """When ``tick`` has something to do if nothing is heard before."""
        due: list[int] = []
        if self._decoder.is_waiting:
            due.append(self._byte_ms + FRAME_GAP_MS)
        if self._silence_matters:
            due.append(self._heard_ms + OFFLINE_AFTER_MS)
        return min(due, default=None)

    @property
    def _silence_matters(self) -> bool:
        return self._line in (Line.SYNCING, Line.UP) or (self._line is Line.SILENT and not self._down_said)

    def _hear_all(self, found: list[Frame | Noise], now_ms: int) -> Iterator[Output]:
        for item in found:
            if isinstance(item, Noise):
                yield NoiseHeard(item)
                continue
            self._heard_ms = now_ms
            heard = _HEARD.get(item.cmd, Heard.DATA)
            yield from _TABLE[self._line, heard](self, item, now_ms)

    # --- the reactions of _TABLE -------------------------------------------------------------------

    def _ignore(self, _frame: Frame, _now_ms: int) -> list[Output]:
        return []

    def _greet(self, frame: Frame, now_ms: int) -> list[Output]:
        """First POLL: synchronise before anything else (31, boards.md 2.3)."""
        self._line = Line.SYNCING
        self._queue_sync(urgent=True)
        return self._answer(frame, now_ms)

    def _answer(self, _frame: Frame, now_ms: int) -> list[Output]:
        entry = self._in_flight
        if entry is not None and not entry.urgent and self._queue and self._queue[0].urgent:
            # The vend goes first: paid -> first byte counts. The other keeps its PackNO and its count.
            self._in_flight = None
            self._queue.insert(1, entry)
            entry = None
        if entry is not None:
            return self._answer_unacknowledged(entry, now_ms)
        return self._answer_next(now_ms)

    def _answer_next(self, now_ms: int) -> list[Output]:
        if self._queue:
            return [self._send(self._queue.popleft(), now_ms)]
        return [_SEND_ACK]

    def _answer_unacknowledged(self, entry: _Entry, now_ms: int) -> list[Output]:
        if now_ms - entry.sent_ms < entry.patience_ms:
            return [_SEND_ACK]
        if entry.sends < entry.sends_max:
            return [self._send(entry, now_ms)]
        if entry.sends < SENDS_MAX:
            self._in_flight = None
            return [*self._answer_next(now_ms), GaveUp(entry.ticket, entry.sends)]
        self._line = Line.SILENT
        return [*self._drop_all(f"the board did not acknowledge a command sent {SENDS_MAX} times"), _SEND_ACK]

    def _acknowledged(self, _frame: Frame, _now_ms: int) -> list[Output]:
        entry, self._in_flight = self._in_flight, None
        if entry is None:
            return []
        out: list[Output] = [Acknowledged(entry.ticket)]
        if entry.ticket == self._sync_ticket:
            self._sync_ticket = None
            if self._line is Line.SYNCING:
                self._line, self._down_said = Line.UP, False
                out.append(LineUp())
        return out

    def _take(self, frame: Frame, now_ms: int) -> list[Output]:
        """A data frame is acknowledged always and told once (boards.md 2.2)."""
        last, last_ms = self._last_data.get(frame.cmd, (None, 0))
        if frame == last and now_ms - last_ms < REPEAT_WINDOW_MS:
            return [_SEND_ACK, Repeated(frame)]
        self._last_data[frame.cmd] = (frame, now_ms)
        self._board_pack_no = frame.pack_no
        return [_SEND_ACK, Received(frame)]

    def _take_sync(self, frame: Frame, now_ms: int) -> list[Output]:
        """The board asks to synchronise: it may count its PackNO from the start again."""
        self._last_data.clear()
        if not self._is_sync_echo(now_ms):
            self._queue_sync(urgent=False)
        restarted: list[Output] = [Restarted()] if self._counts_anew(frame) else []
        self._board_pack_no = frame.pack_no
        return [_SEND_ACK, *restarted, Received(frame)]

    def _counts_anew(self, frame: Frame) -> bool:
        """PackNO grows by one with each frame and is 1 again after 255 (boards.md 2.2); 1 out of turn is the
        first number after a reset."""
        last = self._board_pack_no
        if last is None or frame.pack_no is None or frame.pack_no > 1:
            return False
        return frame.pack_no not in (last, next_pack_no(last))

    # --- sending -----------------------------------------------------------------------------------

    def _is_sync_echo(self, now_ms: int) -> bool:
        return self._sync_ms is not None and now_ms - self._sync_ms < SYNC_ECHO_MS

    def _queue_sync(self, *, urgent: bool) -> None:
        if self._sync_is_held and not urgent:
            self._sync_is_wanted = True
        elif self._sync_ticket is None:
            self._sync_is_wanted = False
            self._sync_ticket = self.submit(sync_command(), urgent=urgent)

    def _send(self, entry: _Entry, now_ms: int) -> Send:
        if not entry.sends:
            entry.pack_no = self._pack_no = self._fresh_pack_no(entry.command.cmd)
        entry.sends += 1
        entry.sent_ms = now_ms
        self._in_flight = entry
        if entry.ticket == self._sync_ticket:
            self._sync_ms = now_ms
        frame = Frame(entry.command.cmd, entry.pack_no, entry.command.body)
        return Send(frame.encode(), entry.ticket)

    def _fresh_pack_no(self, cmd: int) -> int:
        """The next number, but never the one the last command of this kind bore: a vend that meets it
        again after exactly 255 commands would be taken for a repetition and not be carried out."""
        pack_no = next_pack_no(self._pack_no)
        if pack_no == self._used_pack_nos.get(cmd):
            pack_no = next_pack_no(pack_no)
        self._used_pack_nos[cmd] = pack_no
        return pack_no

    def _drop_all(self, reason: str) -> list[Output]:
        entries = [self._in_flight] if self._in_flight else []
        entries += self._queue
        self._in_flight = self._sync_ticket = self._sync_ms = None
        self._sync_is_wanted = False
        self._queue.clear()
        out: list[Output] = [GaveUp(entry.ticket, entry.sends) for entry in entries]
        if not self._down_said:
            self._down_said = True
            out.append(LineDown(reason))
        return out


_SEND_ACK: Final = Send(ACK.encode(), None)

_HEARD: Final = {heard.value: heard for heard in Heard if heard is not Heard.DATA}

_Reaction = Callable[[XySession, Frame, int], list[Output]]

_S = XySession
_TABLE: Final[dict[tuple[Line, Heard], _Reaction]] = {
    (Line.CLOSED, Heard.POLL): _S._ignore,
    (Line.CLOSED, Heard.ACK): _S._ignore,
    (Line.CLOSED, Heard.SYNC): _S._ignore,
    (Line.CLOSED, Heard.DATA): _S._ignore,
    (Line.SILENT, Heard.POLL): _S._greet,
    (Line.SILENT, Heard.ACK): _S._ignore,
    (Line.SILENT, Heard.SYNC): _S._take_sync,
    (Line.SILENT, Heard.DATA): _S._take,
    (Line.SYNCING, Heard.POLL): _S._answer,
    (Line.SYNCING, Heard.ACK): _S._acknowledged,
    (Line.SYNCING, Heard.SYNC): _S._take_sync,
    (Line.SYNCING, Heard.DATA): _S._take,
    (Line.UP, Heard.POLL): _S._answer,
    (Line.UP, Heard.ACK): _S._acknowledged,
    (Line.UP, Heard.SYNC): _S._take_sync,
    (Line.UP, Heard.DATA): _S._take,
}
