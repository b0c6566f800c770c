"""What a sale owes, and which stage it rests in once nobody stands before it and nothing moves."""

from __future__ import annotations

from dataclasses import replace

from kiosk.sale.effects import ArmDeadline, Effect, SendRefund
from kiosk.sale.events import Timer
from kiosk.sale.state import (
    ENDED,
    MAY_STILL_BE_PAID,
    Attempt,
    AttemptState,
    Fate,
    Refund,
    RefundState,
    Sale,
    Stage,
    refund_number,
)

Step = tuple[Sale, tuple[Effect, ...]]

RESTING = frozenset({Stage.REFUNDING, Stage.WATCHING, Stage.NEEDS_STAFF, Stage.CLOSED})
"""Stages that follow from the sale's content alone: they are worked out again after each event."""


def owed_fen(sale: Sale, attempt: Attempt) -> int:
    """What must go back to the payer of ``attempt`` and is not yet covered by a living refund.

    Of the attempt that paid for the goods: its undelivered lines, once every line has ended (one refund a
    basket, not one a line). Of any other paid attempt: all of it.
    """
    if attempt.state is not AttemptState.PAID:
        return 0
    if attempt.number != sale.funded_by:
        gross_fen = attempt.paid_fen
    elif all(line.fate in ENDED for line in sale.lines):
        gross_fen = sum(line.amount_fen for line in sale.lines if line.fate is Fate.NOT_DELIVERED)
    else:
        return 0
    covered_fen = sum(
        refund.amount_fen
        for refund in sale.refunds
        if refund.attempt == attempt.number and refund.state is not RefundState.VOID
    )
    return gross_fen - covered_fen


def pay_back(sale: Sale) -> Step:
    """Open a refund for everything owed."""
    effects: list[Effect] = []
    for attempt in sale.attempts:
        amount_fen = owed_fen(sale, attempt)
        if amount_fen > 0:
            refund = Refund(refund_number(sale.number, len(sale.refunds)), attempt.number, amount_fen)
            sale = replace(sale, refunds=(*sale.refunds, refund))
            effects += send(refund)
    return sale, tuple(effects)


def send(refund: Refund) -> tuple[Effect, ...]:
    """Ask the gateway for a refund, and hear of it if that takes more than a day."""
    return (
        SendRefund(refund.number, refund.attempt, refund.amount_fen),
        ArmDeadline(Timer.REFUND_GIVE_UP, refund.number),
    )


def stays_paid(sale: Sale) -> bool:
    """The goods were paid for, each has come to its end, and none of that money is asked back so far: for a
    line in doubt a person still may."""
    if not sale.funded_by or any(line.fate not in ENDED for line in sale.lines):
        return False
    return all(refund.attempt != sale.funded_by for refund in sale.refunds)


def resting_stage(sale: Sale) -> Stage:
    """The stage that follows from what is still open, most urgent first."""
    if sale.funded_by and any(line.fate not in ENDED for line in sale.lines):
        return Stage.SETTLING
    if any(refund.state in (RefundState.SENDING, RefundState.ACCEPTED) for refund in sale.refunds):
        return Stage.REFUNDING
    if any(attempt.state in MAY_STILL_BE_PAID for attempt in sale.attempts):
        return Stage.WATCHING
    if any(line.fate is Fate.UNKNOWN for line in sale.lines):
        return Stage.NEEDS_STAFF
    if any(refund.state is RefundState.STUCK for refund in sale.refunds):
        return Stage.NEEDS_STAFF
    return Stage.CLOSED


def settle(sale: Sale) -> Step:
    """Nothing is asked of the customer any more: pay back what is owed and rest."""
    sale, effects = pay_back(replace(sale, next_method="", next_scanned=False))
    return replace(sale, stage=resting_stage(sale)), effects


def carry_on(sale: Sale) -> Step:
    """After an event in the background: pay back what is owed; a resting sale finds its stage anew."""
    if sale.stage in RESTING:
        return settle(sale)
    return pay_back(sale)
