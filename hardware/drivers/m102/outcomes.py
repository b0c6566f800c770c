"""What an M102 card's replies mean for the customer and for the lane (boards.md 5.2, 13.2). Pure."""

from __future__ import annotations

from functools import partial
from typing import Final

from hardware.api import LaneReport, LaneState, Result
from hardware.drivers.asked.polling import Seen
from hardware.drivers.asked.steps import Verdict, refused, unknown
from hardware.wire.m102.codes import (
    DROP_MAX_MS,
    OUTCOME_WORDS,
    Began,
    Curtain,
    Outcome,
    Scan,
    State,
    began_text,
    outcome_text,
    scan_text,
)
from hardware.wire.m102.frames import Frame
from hardware.wire.m102.messages import Run
from hardware.wire.m102.words import run_text

_REFUSALS: Final = (Began.NO_SUCH_MOTOR, Began.BUSY)


def verdict(run: Run, curtain: Curtain) -> Verdict:
    """How a run ended. Its currents and times are told with it: they show how the lane's motor ages."""
    text = f"{outcome_text(run.outcome)}; {run_text(run)}"
    told = partial(Verdict, raw_code=raw_code(run), text=text, current_ma=run.peak_ma)
    if run.outcome == Outcome.CURTAIN_FAILED:
        return told(Result.REFUSED, nothing_moved=True, sensor_fault=True)
    if run.outcome not in OUTCOME_WORDS or (curtain and run.drop_ms > DROP_MAX_MS):
        # Taken for a failure, it might be refunded although the goods came out (boards.md 12.15).
        return told(Result.UNKNOWN, block_lane=True)
    is_fault = run.outcome != Outcome.OK
    if curtain and run.drop_ms:
        return told(Result.DELIVERED, fault_although_delivered=is_fault, block_lane=is_fault)
    if is_fault:
        return told(Result.FAULT, block_lane=True)
    # "Result 0" alone is no sale: with the curtain on, it turned and nothing fell (boards.md 5.2).
    return told(Result.NOT_DELIVERED if curtain else Result.TURNED_UNCONFIRMED)


def judge(reply: Frame, motor: int, curtain: Curtain, before: Run, is_seen: bool) -> Verdict | Seen:
    """What a poll says of the run of ``motor`` (from 0). ``before``: the poll before the run command.

    The card keeps its last result: the very same one is ours only when the motor was seen turning.
    """
    run = Run.of(reply)
    if run.state == State.IDLE:
        return Seen.NOTHING
    if run == before and not is_seen:
        return Seen.UNCHANGED
    if run.motor != motor:
        return Seen.OTHER
    if run.state == State.RUNNING:
        return Seen.RUNNING
    return verdict(run, curtain) if run.state == State.DONE else Seen.OTHER


def unconfirmed(motor: int, before: Run, answer: Frame | None) -> Verdict:
    """The run command was not confirmed, and polls go on saying what they said before it.

    ``answer``: one that is in no list. When none came and another motor's result is still there, the card has
    neither run ours nor lost its power since.
    """
    if answer is not None:
        return unknown(
            f"{began_text(answer.data[0])}, and nothing of it in the polls", f"05/{answer.data[0]:02X}"
        )
    if before.state == State.DONE and before.motor != motor:
        return refused("the run command was not heard: the card still tells of another motor", "03/02")
    return unknown("no answer to the run command, and nothing of it in the polls")


def refusal(reply: Frame) -> Verdict | None:
    """What the answer to a run command forbids; None when the motor may be turning."""
    began = reply.data[0]
    if began not in _REFUSALS:
        return None
    return refused(began_text(began), f"05/{began:02X}", block_lane=began == Began.NO_SUCH_MOTOR)


def lane_report(motor: int, reply: Frame) -> LaneReport:
    """The answer to a scan as the kiosk knows it."""
    scan = reply.data[0]
    states = {Scan.NORMAL.value: LaneState.NORMAL, Scan.ABNORMAL.value: LaneState.MISSING}
    return LaneReport(motor, states.get(scan, LaneState.FAULT), f"04/{scan:02X}", scan_text(scan))


def raw_code(run: Run) -> str:
    """Command, Z3 and Z10, for the technician."""
    return f"03/{run.outcome:02X}/{run.drop_ms:02X}"
