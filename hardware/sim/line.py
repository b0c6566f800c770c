"""The outgoing half of a simulated serial line, with everything that can happen to bytes on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hardware.sim.faults import FaultBook, FaultName

SPLIT_GAP_MS: Final = 2
"""Between single bytes of a split frame: apart for every reader, far below any frame time-out."""
NOISE: Final = bytes.fromhex("00 fa 7f fb fa 41 fa fb 13 37")
"""Garbage with false headers in it; the last one starts a frame that never ends by itself."""
LINE_MAX_CHUNKS: Final = 4096
"""Chunks waiting to be written; a split frame is one chunk a byte."""


@dataclass(slots=True)
class Line:
    """Frames go in with a time, chunks come out at theirs. One chunk is one write to the port."""

    book: FaultBook
    dead: bool = False
    """Nothing gets out (silence, power cut)."""
    _chunks: list[tuple[int, bytes]] = field(default_factory=list)
    _held: bytes = b""

    def send(self, frame: bytes, now_ms: int, *, is_poll: bool = False, is_data: bool = False) -> int:
        """Put one whole frame on the line. Answers the time its last byte goes out."""
        if self.dead:
            return now_ms
        if is_data and self.book.take(FaultName.BAD_CHECKSUM, now_ms) is not None:
            frame = frame[:-1] + bytes((frame[-1] ^ 0xFF,))
        # A counted fault is not wasted on a POLL; a lasting one spares nothing.
        if self.book.take(FaultName.NOISE_BEFORE, now_ms, lasting_only=is_poll) is not None:
            frame = NOISE + frame
        if self.book.take(FaultName.NOISE_AFTER, now_ms, lasting_only=is_poll) is not None:
            frame += NOISE
        delay = self.book.take(FaultName.DELAY, now_ms, lasting_only=is_poll)
        due_ms = now_ms + (0 if delay is None else delay.ms)
        if self._chunks:
            due_ms = max(due_ms, self._chunks[-1][0])
        # Two frames in one write: the first is held until the second comes.
        if not is_poll and not self._held and self.book.take(FaultName.MERGE, now_ms) is not None:
            self._held = frame
            return due_ms
        frame, self._held = self._held + frame, b""
        split = self.book.take(FaultName.SPLIT, now_ms, lasting_only=is_poll) is not None
        return self._queue(frame, due_ms, split)

    def raw(self, data: bytes, now_ms: int) -> None:
        """Bytes of no meaning, untouched by faults."""
        if not self.dead:
            self._queue(data, now_ms, split=False)

    def take_due(self, now_ms: int) -> list[bytes]:
        """Chunks to be written now, oldest first."""
        due = [chunk for due_ms, chunk in self._chunks if due_ms <= now_ms]
        del self._chunks[: len(due)]
        return due

    def next_due_ms(self) -> int | None:
        return self._chunks[0][0] if self._chunks else None

    def drop_all(self) -> None:
        """Forget what has not been written yet."""
        self._chunks.clear()
        self._held = b""

    def _queue(self, frame: bytes, due_ms: int, split: bool) -> int:
        if len(self._chunks) >= LINE_MAX_CHUNKS:
            return due_ms
        if not split:
            self._chunks.append((due_ms, frame))
            return due_ms
        self._chunks += [(due_ms + at * SPLIT_GAP_MS, bytes((byte,))) for at, byte in enumerate(frame)]
        return self._chunks[-1][0]
