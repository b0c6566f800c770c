"""What an ADH card's replies mean for the customer and for the lane (boards.md 6, 13.2). Pure."""

from __future__ import annotations

from functools import partial
from typing import Final

from hardware.api import Result
from hardware.drivers.asked.polling import Seen
from hardware.drivers.asked.steps import Verdict, refused
from hardware.wire.adh.codes import (
    NO_DROP,
    RESULT_MAX,
    Began,
    MotorFault,
    State,
    began_text,
    motor_fault,
    result_text,
)
from hardware.wire.adh.frames import Frame
from hardware.wire.adh.messages import Run
from hardware.wire.adh.words import run_text

_REFUSALS: Final = (Began.NO_SUCH_MOTOR, Began.REJECTED, Began.NOT_CLEARED)


def verdict(run: Run, raw: str, is_watched: bool) -> Verdict:
    """How a run ended. ``is_watched``: the card's drop detection is on.

    A motor's fault without the no-drop bit is a delivery then: the product fell, the customer has it.
    """
    text = f"{result_text(run.result)}; {run_text(run)}"
    told = partial(Verdict, raw_code=raw, text=text, current_ma=run.peak_ma)
    if run.result > RESULT_MAX:
        # Taken for a failure, it might be refunded although the goods came out (boards.md 12.15).
        return told(Result.UNKNOWN, block_lane=True)
    is_fault, fell_not = motor_fault(run.result) != MotorFault.NONE, bool(run.result & NO_DROP)
    if is_watched and not fell_not:
        return told(Result.DELIVERED, fault_although_delivered=is_fault, block_lane=is_fault)
    if is_fault:
        return told(Result.FAULT, block_lane=True)
    return told(Result.NOT_DELIVERED if fell_not else Result.TURNED_UNCONFIRMED)


def judge(reply: Frame, motor: int, is_watched: bool) -> Verdict | Seen:
    """What a poll says of the run of ``motor`` (from 0). The card was idle before it: any result is new."""
    run = Run.of(reply)
    if run.state == State.IDLE:
        return Seen.NOTHING
    if run.motor != motor:
        return Seen.OTHER
    if run.state == State.RUNNING:
        return Seen.RUNNING
    if run.state == State.DONE:
        return verdict(run, f"{reply.command:02X}/{run.result:02X}", is_watched)
    return Seen.OTHER


def refusal(reply: Frame) -> Verdict | None:
    """What the answer to a run command forbids; None when the motor may be turning."""
    began = reply.data[0]
    if began not in _REFUSALS:
        return None
    raw = f"{reply.command:02X}/{began:02X}"
    return refused(began_text(began), raw, block_lane=began == Began.NO_SUCH_MOTOR)
