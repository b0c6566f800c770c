"""One trip of the outbox: take the oldest events, post them, forget what was acknowledged.

No thread and no clock of its own: the kiosk calls ``send_once`` in its pool and waits between trips as
``kiosk.sync.plan`` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kiosk.payments.intent import Problem, ProblemKind
from kiosk.sync.plan import next_batch, progress
from kiosk.wire import EVENT_BATCH_MAX, Event, EventAck, EventBatch


class Outbox(Protocol):
    """Events not yet acknowledged, oldest first."""

    def pending(self, limit: int) -> list[Event]: ...

    def ack(self, seq: int) -> None:
        """All events up to and including ``seq`` may be forgotten."""


class EventsApi(Protocol):
    """The part of the cloud's client that is needed here."""

    def post_events(self, batch: EventBatch) -> EventAck | Problem: ...


@dataclass(frozen=True, slots=True)
class Trip:
    """What one trip did. ``more`` asks for the next one at once."""

    sent: int
    forgotten_up_to: int = 0
    """0 when nothing was acknowledged."""
    rejected: tuple[int, ...] = ()
    """Numbers the cloud keeps but could not read: to be logged once."""
    more: bool = False
    problem: Problem | None = None


def send_once(outbox: Outbox, api: EventsApi) -> Trip:
    """Send the oldest batch. Safe to repeat at any time: the cloud knows each event by its number."""
    pending = outbox.pending(EVENT_BATCH_MAX)
    batch = next_batch(pending)
    if not batch:
        return Trip(0)
    answer = api.post_events(EventBatch(events=list(batch)))
    if isinstance(answer, Problem):
        return Trip(len(batch), problem=answer)
    done = progress(batch, answer)
    if done is None:
        text = (
            f"The cloud says it holds events up to {answer.acked}, but {batch[0].seq} to {batch[-1].seq} "
            "were sent. Its record of this machine was lost or mixed up; nothing is thrown away here."
        )
        return Trip(len(batch), problem=Problem(ProblemKind.BAD_ANSWER, text, "ACK"))
    if done.forget < batch[0].seq:
        text = "The cloud took none of the events."
        return Trip(len(batch), problem=Problem(ProblemKind.GATEWAY, text, "ACK_NONE"))
    outbox.ack(done.forget)
    more = done.forget < batch[-1].seq or len(batch) < len(pending) or len(pending) == EVENT_BATCH_MAX
    return Trip(len(batch), done.forget, done.rejected, more)
