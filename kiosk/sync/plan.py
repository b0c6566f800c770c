"""What to send to the cloud next and when. PURE: events, counts and a throw of the dice are handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.wire import EVENT_BATCH_MAX, Event, EventAck

BATCH_LIMIT_BYTES = 262_144
"""Of JSON; a larger single event travels alone."""
FIRST_DELAY_MS = 1_000
DELAY_LIMIT_MS = 300_000
"""Five minutes: a machine that comes back is seen within that time."""
JITTER_STEPS = 1_000
"""The dice have this many sides: ``0 <= jitter < JITTER_STEPS``."""


def next_batch(pending: Sequence[Event]) -> tuple[Event, ...]:
    """The oldest events that may travel together: in order, without a gap, within both limits.

    Empty only when nothing is pending. An event out of order ends the batch before itself.
    """
    batch: list[Event] = []
    size_bytes = 0
    for event in pending[:EVENT_BATCH_MAX]:
        size_bytes += len(event.model_dump_json().encode())
        if batch and (size_bytes > BATCH_LIMIT_BYTES or event.seq != batch[-1].seq + 1):
            break
        batch.append(event)
    return tuple(batch)


def next_delay_ms(failures: int, jitter: int) -> int:
    """How long to wait after ``failures`` (>= 1) failed calls in a row: doubling, then five minutes.

    Half is fixed, half thrown with ``jitter``, so that ten thousand machines do not come back together.
    """
    assert failures >= 1 and 0 <= jitter < JITTER_STEPS
    # beyond 2^9 seconds the limit holds anyway; unbounded powers would grow for ever
    full_ms = min(FIRST_DELAY_MS << min(failures - 1, 9), DELAY_LIMIT_MS)
    half_ms = full_ms // 2
    return full_ms - half_ms + half_ms * jitter // JITTER_STEPS


@dataclass(frozen=True, slots=True)
class Progress:
    """What an acknowledgement allows: all events up to ``forget`` may go; ``rejected`` are named once."""

    forget: int
    rejected: tuple[int, ...]


def progress(batch: Sequence[Event], ack: EventAck) -> Progress | None:
    """What the cloud's answer to ``batch`` means; None when it cannot be true.

    It may be ahead of the batch's end never, behind its start by one at most: an older figure would mean
    that the cloud has lost what this machine has already forgotten.
    """
    first, last = batch[0].seq, batch[-1].seq
    if not first - 1 <= ack.acked <= last:
        return None
    return Progress(ack.acked, tuple(number for number in ack.rejected if first <= number <= ack.acked))
