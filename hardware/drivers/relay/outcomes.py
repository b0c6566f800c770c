"""What was seen of one pulse, and what it means for the customer and the lane (boards.md 13.2). Pure.

The relay board knows nothing of motors: that it took the command, that its relay was on, and what an input
said is all the evidence there is.
"""

from __future__ import annotations

from dataclasses import dataclass

from hardware.api import Result
from hardware.drivers.asked.steps import Verdict, refused, unknown
from hardware.wire.modbus.frames import Reply
from hardware.wire.relay.codes import REFUSING, fault_text


def refusal(reply: Reply) -> Verdict | None:
    """What an exception to the pulse means; None when it was taken, or may have been."""
    if reply.exception is None or reply.exception not in REFUSING:
        return None
    return refused(f"the board refused the pulse: {fault_text(reply.exception)}", reply.raw)


@dataclass(slots=True)
class Seen:
    """Evidence of one vend."""

    watches: bool
    """An input tells whether something fell, or the cell's door sprang open."""
    is_taken: bool = False
    """The board confirmed the command."""
    was_on: bool = False
    """The relay was read as on."""
    was_read: bool = False
    """The relay was read at all while it had to be on."""
    went_off: bool = False
    """The relay was read as off after it had been on and before its time was over."""
    fell_silent: bool = False
    """It did not answer for the last part of the pulse, or when asked after it."""
    is_stuck: bool = False
    """The relay was read as on after its time, or could not be switched off for certain."""
    came_out: bool = False
    """The input said so."""
    was_blind: bool = False
    """A reading of the input failed: something may have passed unseen."""
    raw: str = "-"

    def verdict(self) -> Verdict:
        """How the vend ended."""
        stuck = "the relay does not switch off" if self.is_stuck else ""
        if self.came_out:
            text = "seen coming out" + (f", but {stuck}" if stuck else "")
            return Verdict(
                Result.DELIVERED,
                self.raw,
                text,
                fault_although_delivered=self.is_stuck,
                block_lane=self.is_stuck,
            )
        if stuck:
            return unknown(stuck, self.raw)
        if not self.is_taken and not self.was_on:
            return unknown("the board did not say whether it took the pulse", self.raw)
        if self.was_read and not self.was_on:
            return unknown("the board took the pulse, but its relay was never seen on", self.raw)
        if self.went_off:
            return unknown("the relay was off before its time was over", self.raw)
        if self.fell_silent:
            return unknown("the board fell silent while its relay was on", self.raw)
        if not self.watches:
            return Verdict(Result.TURNED_UNCONFIRMED, self.raw, "pulsed, nobody watched the drop")
        if self.was_blind:
            return unknown("pulsed, and the input could not be read all the time", self.raw)
        return Verdict(Result.NOT_DELIVERED, self.raw, "pulsed, nothing was seen coming out")
