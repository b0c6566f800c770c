"""The four ends of a refund as people ask for them, made of what is stored. Pure.

"Refunding" is never "refunded": *done* is said only when the gateway has said so.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cloud.pay.states import RefundStep

PATIENCE_MS = 24 * 3600 * 1000
"""The machine calls its staff about a refund after a day (payments.md 5, row 7); so does this page."""


class End(StrEnum):
    """Where a refund is."""

    DONE = "done"
    ON_ITS_WAY = "on_its_way"
    """The gateway has it; the customer has it not yet."""
    BEING_TRIED = "being_tried"
    """Due: its machine sends it again and again, under the same number."""
    WITH_STAFF = "with_staff"
    """Refused, or without an answer for a day. It is sent on; somebody must look why."""
    VOID = "void"
    """This number is dead and moved no money; if money is still owed, another number bears it."""


TONES: Mapping[End, str] = {
    End.DONE: "green",
    End.ON_ITS_WAY: "azure",
    End.BEING_TRIED: "yellow",
    End.WITH_STAFF: "red",
    End.VOID: "secondary",
}


def end_of(step: RefundStep, created_at_ms: int, now_ms: int) -> End:
    """Where a refund is that the cloud has in this state since ``created_at_ms``."""
    is_old = now_ms - created_at_ms >= PATIENCE_MS
    match step:
        case RefundStep.DONE:
            return End.DONE
        case RefundStep.ACCEPTED:
            return End.ON_ITS_WAY
        case RefundStep.VOID:
            return End.VOID
        case RefundStep.REFUSED:
            return End.WITH_STAFF
        case RefundStep.UNKNOWN:
            return End.WITH_STAFF if is_old else End.BEING_TRIED


MACHINES: Mapping[str, End] = {
    "due": End.BEING_TRIED,
    "sending": End.BEING_TRIED,
    "accepted": End.ON_ITS_WAY,
    "done": End.DONE,
    "stuck": End.WITH_STAFF,
}
"""The words of a machine's report (``cloud.phone.order``)."""
