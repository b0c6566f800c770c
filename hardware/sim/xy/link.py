"""The board's side of the XY conversation: it is the master, we are asked (boards.md 2.2).

Pure: bytes go out through a ``Line``, time is handed in.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

from hardware.sim.faults import FaultBook, FaultName
from hardware.sim.line import Line
from hardware.wire.xy import ACK, POLL, Frame, next_pack_no

POLL_INTERVAL_MS: Final = 200
"""boards.md 2.2; menu of frame 16 in units of 100 ms, at most 2 s."""
POLL_INTERVAL_MAX_MS: Final = 2000
ANSWER_WINDOW_MS: Final = 100
"""boards.md 2.2."""
RESENDS_MAX: Final = 5
"""boards.md 2.2: resent up to five times with the same PackNO."""
OFFLINE_AFTER_POLLS: Final = 10
"""Unanswered POLLs in a row; the document names no number."""
DATA_GAP_MS: Final = 20
"""Between two exchanges when data is waiting; POLLs keep their own beat."""
QUEUE_MAX_FRAMES: Final = 512
HISTOGRAM_MS: Final = 256
"""Answer times from here on share the last bucket."""

CMD_DISPENSING: Final = 0x04
CMD_SLOT_REPORT: Final = 0x11
CMD_MONEY: Final = 0x21
CMD_SYNC: Final = 0x31


@dataclass(slots=True)
class _Data:
    cmd: int
    body: bytes
    frame: Frame | None = None
    sends: int = 0

    @property
    def is_waiting_report(self) -> bool:
        return self.cmd == CMD_SLOT_REPORT and not self.sends


@dataclass(slots=True)
class Counters:
    """What happened on the wire, for tests and benches."""

    polls: int = 0
    answered: int = 0
    missed: int = 0
    late: int = 0
    resent: int = 0
    dropped: int = 0
    unasked: int = 0
    """Commands that were no answer to a POLL."""
    noise_bytes: int = 0
    answer_ms: list[int] = field(default_factory=lambda: [0] * HISTOGRAM_MS)
    """POLLs answered, by whole milliseconds they took."""

    def to_record(self) -> dict[str, Any]:
        """Counters and the answer times that occurred, as ms -> count."""
        return {
            "polls": self.polls,
            "answered": self.answered,
            "missed": self.missed,
            "late": self.late,
            "resent": self.resent,
            "dropped": self.dropped,
            "unasked": self.unasked,
            "noise_bytes": self.noise_bytes,
            "answer_ms": {str(ms): count for ms, count in enumerate(self.answer_ms) if count},
        }


@dataclass(slots=True)
class Link:
    """POLL beat, answers, data with resends. The board calls ``heard_*`` for what arrives."""

    line: Line
    book: FaultBook
    interval_ms: int = POLL_INTERVAL_MS
    online: bool = False
    counters: Counters = field(default_factory=Counters)
    _queue: deque[_Data] = field(default_factory=deque)
    _pack_no: int = 0
    _missed_in_a_row: int = 0
    _next_poll_ms: int = 0
    _quiet_until_ms: int = 0
    _polled_ms: int | None = None
    """When the last POLL went out, None once it was answered."""
    _window_ms: int | None = None
    """End of the time in which an answer is awaited, None when none is."""
    _awaits_data: bool = False

    def power_up(self, now_ms: int) -> None:
        """Start anew, everything but the counters forgotten."""
        self.interval_ms, self.online, self._pack_no = POLL_INTERVAL_MS, False, 0
        self._queue.clear()
        self._missed_in_a_row = 0
        self._next_poll_ms = self._quiet_until_ms = now_ms
        self._polled_ms = self._window_ms = None
        self._awaits_data = False

    def enqueue(self, cmd: int, body: bytes = b"") -> None:
        """Data for the upper computer, sent in turn until acknowledged or given up.

        Slot reports, forty at a time after a sync, let everything else pass before them.
        """
        if len(self._queue) >= QUEUE_MAX_FRAMES:
            self.counters.dropped += 1
            return
        at = len(self._queue)
        while cmd != CMD_SLOT_REPORT and at and self._queue[at - 1].is_waiting_report:
            at -= 1
        self._queue.insert(at, _Data(cmd, body))

    def ask_sync(self) -> None:
        """Have the upper computer synchronise, once however often this is wanted before it is sent."""
        if all(data.cmd != CMD_SYNC for data in self._queue):
            self.enqueue(CMD_SYNC)

    def forget(self, cmd: int) -> None:
        """Drop waiting data of one kind that was not sent yet."""
        kept = [data for data in self._queue if data.cmd != cmd or data.sends]
        self._queue = deque(kept)

    def heard_ack(self, now_ms: int) -> bool:
        """An ACK arrived. True when it brought the upper computer back from being away."""
        if self._window_ms is None or not self._awaits_data:
            return self._answered(now_ms)
        head = self._queue[0]
        if head.cmd in (CMD_DISPENSING, CMD_MONEY) and self.book.take(FaultName.LOST_OUR_ACK, now_ms):
            self._window_ms, self._awaits_data = None, False
            return False
        self._finish_head(now_ms)
        # Whoever took a sync need not be asked for one.
        return self._back_online() and head.cmd != CMD_SYNC

    def heard_command(self, now_ms: int) -> bool:
        """A command arrived, so the POLL is answered. True as for ``heard_ack``."""
        if self._polled_ms is None:
            self.counters.unasked += 1
        return self._answered(now_ms)

    def acknowledge(self, now_ms: int) -> None:
        """Tell the upper computer that its command was taken."""
        self.line.send(ACK.encode(), now_ms)
        self._quiet_until_ms = max(self._quiet_until_ms, now_ms + DATA_GAP_MS)

    def advance(self, now_ms: int) -> None:
        """Send what is due: a POLL on its beat, data in between."""
        if self._window_ms is not None:
            if now_ms < self._window_ms:
                return
            self._give_up_waiting(now_ms)
        head = self._queue[0] if self._queue else None
        if now_ms >= self._next_poll_ms:
            self._next_poll_ms = max(self._next_poll_ms + self.interval_ms, now_ms + self.interval_ms // 2)
            if head is not None and head.sends:
                self._send_data(head, now_ms)
            else:
                self._poll(now_ms)
        elif head is not None and not head.sends and now_ms >= self._quiet_until_ms:
            self._send_data(head, now_ms)

    def next_due_ms(self) -> int:
        if self._window_ms is not None:
            return self._window_ms
        if self._queue and not self._queue[0].sends:
            return min(self._next_poll_ms, self._quiet_until_ms)
        return self._next_poll_ms

    def _poll(self, now_ms: int) -> None:
        if self._polled_ms is not None:
            self.counters.missed += 1
            self._missed_in_a_row += 1
            if self._missed_in_a_row >= OFFLINE_AFTER_POLLS:
                self.online = False
                self.forget(CMD_SLOT_REPORT)
        self.counters.polls += 1
        self._polled_ms = self.line.send(POLL.encode(), now_ms, is_poll=True)
        self._window_ms, self._awaits_data = self._polled_ms + ANSWER_WINDOW_MS, False

    def _send_data(self, head: _Data, now_ms: int) -> None:
        if head.frame is None:
            self._pack_no = next_pack_no(self._pack_no)
            head.frame = Frame(head.cmd, self._pack_no, head.body)
        self.counters.resent += bool(head.sends)
        head.sends += 1
        sent_ms = self.line.send(head.frame.encode(), now_ms, is_data=True)
        self._window_ms, self._awaits_data = sent_ms + ANSWER_WINDOW_MS, True

    def _give_up_waiting(self, now_ms: int) -> None:
        self._window_ms = None
        if self._awaits_data and self._queue[0].sends > RESENDS_MAX:
            self.counters.dropped += 1
            self._finish_head(now_ms)
            self.forget(CMD_SLOT_REPORT)
        self._awaits_data = False

    def _finish_head(self, now_ms: int) -> None:
        self._queue.popleft()
        self._window_ms, self._awaits_data = None, False
        self._quiet_until_ms = now_ms + DATA_GAP_MS

    def _answered(self, now_ms: int) -> bool:
        if self._polled_ms is None:
            return False
        took_ms = max(0, now_ms - self._polled_ms)
        self.counters.answered += 1
        self.counters.late += took_ms > ANSWER_WINDOW_MS
        self.counters.answer_ms[min(took_ms, HISTOGRAM_MS - 1)] += 1
        self._polled_ms = None
        if not self._awaits_data:
            self._window_ms = None
            self._quiet_until_ms = now_ms + DATA_GAP_MS
        return self._back_online()

    def _back_online(self) -> bool:
        self._missed_in_a_row = 0
        was_online, self.online = self.online, True
        return not was_online
