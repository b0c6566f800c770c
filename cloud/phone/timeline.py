"""The order's time line on the phone, from what the machine reported step by step. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cloud.phone.order import local_time, name_of
from cloud.phone.said_words import SaidWords
from cloud.phone.words import Words
from kiosk.money import yuan_text
from kiosk.wire import SaleReport

STEPS_MAX = 60
_ENDED = ("delivered", "not_delivered", "unknown")
_REFUNDS = ("sending", "accepted", "done", "stuck")


@dataclass(frozen=True, slots=True)
class StepView:
    """Finished text."""

    time: str
    text: str


def timeline(
    reports: Sequence[tuple[int, SaleReport]], words: Words, saying: SaidWords
) -> tuple[StepView, ...]:
    """``reports``: with the machine's UTC milliseconds, oldest first. Steps whose reports are not there any
    more are left out."""
    if not reports:
        return ()
    first = reports[0][1]
    found = [StepView(local_time(first.opened_at_s), saying.steps["ordered"])]
    for (_, before), (at_ms, after) in pairwise(reports):
        found += (
            StepView(local_time(at_ms // 1000), text) for text in _between(before, after, words, saying)
        )
    return tuple(found[:STEPS_MAX])


def _between(before: SaleReport, after: SaleReport, words: Words, saying: SaidWords) -> Iterator[str]:
    if after.paid_fen > before.paid_fen:
        yield saying.steps["paid"].format(amount=_price(after.paid_fen - before.paid_fen))
    fates = {line.index: line.fate for line in before.lines}
    for line in after.lines:
        if line.fate in _ENDED and fates.get(line.index) != line.fate:
            yield saying.steps[line.fate].format(name=name_of(line, words))
    states = {refund.number: refund.state for refund in before.refunds}
    for refund in after.refunds:
        if refund.state in _REFUNDS and states.get(refund.number) != refund.state:
            yield saying.steps[refund.state].format(amount=_price(refund.amount_fen))


def _price(fen: int) -> str:
    return f"¥{yuan_text(fen)}"
