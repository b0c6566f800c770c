"""What a ZDM8 board's answers mean for the customer and for the lane (boards.md 4.2, 4.3, 13.2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.api import Result
from hardware.drivers.asked.steps import Verdict, refused, unknown
from hardware.wire.modbus.frames import Function, Reply
from hardware.wire.zdm8.codes import REFUSING, STATE_WORDS, State, fault_text
from hardware.wire.zdm8.messages import RunState, run_state

IDLES_MAX: Final = 3
"""So many "idle" in a row without a result: there will be none any more (boards.md 4.3)."""


def refusal(reply: Reply) -> Verdict | None:
    """What an exception to the vend forbids; None when it was accepted, or may have been."""
    if reply.exception is None or reply.exception not in REFUSING:
        return None
    return refused(f"the board refused the vend: {fault_text(reply.exception)}", reply.raw)


def verdict(state: RunState, drop_check: bool) -> Verdict | None:
    """What a state says of the vend under way; None when it says nothing final."""
    if state.state == State.DONE:
        result = Result.DELIVERED if drop_check else Result.TURNED_UNCONFIRMED
        seen = "the drop was seen" if drop_check else "turned, nobody watched the drop"
        # The fault code stays from earlier vends: beside a success it says nothing of this one.
        return Verdict(result, state.raw, seen)
    if state.state == State.FAULT:
        # Which codes are the motor's and which the drop check's is in no public table (boards.md 4.2).
        return Verdict(Result.FAULT, state.raw, f"not delivered, {fault_text(state.code)}", block_lane=True)
    return None


@dataclass(slots=True)
class Watch:
    """What was heard of one vend so far, answers that came too late to be waited for included."""

    drop_check: bool
    is_told: bool = False
    """Nobody has to be told (any more) that the motor turns."""
    is_begun: bool = False
    """The vend was accepted, or the board was seen running."""
    was_running: bool = False
    idles: int = 0
    """In a row."""
    last_raw: str = "-"
    result: Verdict | None = None

    def hear(self, reply: Reply) -> None:
        """One answer to the question for the state; an exception says nothing."""
        if reply.exception is not None:
            return
        state = run_state(reply)
        self.last_raw = state.raw
        self.was_running |= state.state == State.RUNNING
        self.is_begun |= self.was_running
        self.idles = self.idles + 1 if state.state == State.IDLE else 0
        self._settle(verdict(state, self.drop_check))

    def hear_late(self, reply: Reply) -> Verdict | None:
        """A state, or the answer to the vend itself, that nobody waited for any more; the wire owes no other.

        What it says stands as if it had come in time: a result is told once (boards.md 4.3). An "idle" is
        not counted: the state may have been another by the time it is heard.
        """
        late: Verdict | None = None
        if reply.asked_function == Function.WRITE_REGISTERS:
            late = refusal(reply)
        elif reply.exception is None:
            late = verdict(run_state(reply), self.drop_check)
        self._settle(late)
        return late

    def _settle(self, found: Verdict | None) -> None:
        if self.result is None:
            self.result = found

    @property
    def is_forgotten(self) -> bool:
        return self.idles >= IDLES_MAX

    def lost(self) -> Verdict:
        """Idle again and again: the result is gone, or there never was one."""
        if self.was_running:
            return unknown("it ran, and its result was lost", self.last_raw)
        return unknown("accepted, but never seen running; some boards do nothing then", self.last_raw)

    def out_of_time(self, limit_ms: int) -> Verdict:
        words = STATE_WORDS.get(int(self.last_raw[:2], 16)) if self.last_raw != "-" else None
        said = f", last state {words or self.last_raw}"
        return unknown(f"no result in {limit_ms // 1000} s{said}", self.last_raw)
