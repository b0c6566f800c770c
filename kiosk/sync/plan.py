"""What to send to the cloud next and when, and what an answer of it means here. PURE: events, pages, counts
and a throw of the dice are handed in."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.store.records import DocumentChange, DocumentPlan, Position
from kiosk.wire import EVENT_BATCH_MAX, Document, DocumentPage, Event, EventAck

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


WhyUnread = Callable[[str, str, Mapping[str, object]], str]
"""kind, key, body -> why this version cannot read it, in a sentence; empty when it can."""


def listen_from(position: Position, cloud: str) -> Position:
    """Where to go on listening. From the beginning at another cloud, whose revisions mean something else; and
    when the program ended in the middle of a telling from the beginning, perhaps long ago."""
    if position.cloud == cloud and not position.whole:
        return position
    return _beginning(replace(position, cloud=cloud))


def documents_plan(position: Position, page: DocumentPage, why_unread: WhyUnread) -> DocumentPlan | None:
    """What the answer to ``since=position.revision`` changes; None when it cannot be true.

    Its revisions must go up and not reach beyond what it says it reaches; and who asks again at once must
    have got ahead, or two programs would keep each other busy for ever.
    """
    if page.reset:
        return DocumentPlan(_beginning(position)) if position.revision else None
    revisions = [position.revision, *(document.revision for document in page.documents), page.revision]
    if any(after < before for before, after in itertools.pairwise(revisions)):
        return None
    if page.more and page.revision == position.revision:
        return None
    changes = tuple(_change(document, why_unread) for document in page.documents)
    ends_round = position.whole and not page.more
    after = replace(position, revision=page.revision, whole=position.whole and page.more)
    return DocumentPlan(after, changes, ends_round)


def _beginning(position: Position) -> Position:
    return replace(position, revision=0, round=position.round + 1, whole=True)


def _change(document: Document, why_unread: WhyUnread) -> DocumentChange:
    if document.body is None:
        return DocumentChange(document.kind, document.key, document.revision, None)
    why = why_unread(document.kind, document.key, document.body)
    body = json.dumps(document.body, ensure_ascii=False, separators=(",", ":"))
    return DocumentChange(document.kind, document.key, document.revision, body, why)
