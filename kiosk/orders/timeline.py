"""The time line of an order, from what its stored steps changed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kiosk.orders.views import Step, StepView
from kiosk.sale.state import AttemptState, Fate, RefundState, Sale, Stage

_FATES = {
    Fate.DELIVERED: Step.DELIVERED,
    Fate.NOT_DELIVERED: Step.NOT_DELIVERED,
    Fate.UNKNOWN: Step.UNKNOWN,
}
_REFUNDS = {
    RefundState.SENDING: Step.REFUND_ASKED,
    RefundState.ACCEPTED: Step.REFUND_ACCEPTED,
    RefundState.DONE: Step.REFUNDED,
    RefundState.STUCK: Step.WITH_STAFF,
}
STEPS_MAX = 80
"""A sale has at most 20 lines and a few refunds; what is beyond that is not drawn."""


def timeline(states: Sequence[tuple[Sale, int]]) -> tuple[StepView, ...]:
    """``states``: the sale after each stored step with its time (UTC ms), the opening first."""
    if not states:
        return ()
    opened, opened_at_ms = states[0]
    found = [StepView(Step.ORDERED, opened_at_ms, amount_fen=opened.due_fen)]
    for (before, _), (after, at_ms) in pairwise(states):
        if after != before:
            found += _between(before, after, at_ms)
    return tuple(found[:STEPS_MAX])


def _between(before: Sale, after: Sale, at_ms: int) -> Iterator[StepView]:
    yield from _payments(before, after, at_ms)
    for line in after.lines:
        was = before.lines[line.index].fate
        if line.fate is not was and line.fate in _FATES:
            yield StepView(_FATES[line.fate], at_ms, sku=line.sku, amount_fen=line.amount_fen)
    for refund in after.refunds:
        old = before.refund(refund.number)
        if refund.state in _REFUNDS and (old is None or old.state is not refund.state):
            yield StepView(_REFUNDS[refund.state], at_ms, amount_fen=refund.amount_fen, number=refund.number)
    if after.stage is Stage.CLOSED and before.stage is not Stage.CLOSED and not after.paid_fen:
        yield StepView(Step.NOT_PAID, at_ms)


def _payments(before: Sale, after: Sale, at_ms: int) -> Iterator[StepView]:
    for attempt in after.attempts:
        old = before.attempt(attempt.number)
        if attempt.state is AttemptState.PAID and (old is None or old.state is not AttemptState.PAID):
            paid_for = attempt.number == after.funded_by
            step = Step.PAID if paid_for else Step.PAID_BACK_LATE
            yield StepView(step, at_ms, amount_fen=attempt.paid_fen)
