"""Exceptions of a plain Modbus board: the standard's own (the ZDM8's table differs, boards.md 4.2)."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Fault(IntEnum):
    FUNCTION = 1
    ADDRESS = 2
    DATA = 3
    DEVICE = 4
    """It failed while it was at it: something may have been switched."""
    WORKING = 5
    """Accepted and not done yet: no refusal."""
    BUSY = 6


FAULT_WORDS: Final[dict[int, str]] = {
    Fault.FUNCTION: "illegal function",
    Fault.ADDRESS: "illegal address",
    Fault.DATA: "illegal value",
    Fault.DEVICE: "failure of the board",
    Fault.WORKING: "accepted, still working",
    Fault.BUSY: "the board is busy",
}
REFUSING: Final = frozenset({Fault.FUNCTION, Fault.ADDRESS, Fault.DATA, Fault.BUSY})
"""Exceptions after which it is certain that nothing was switched."""


def fault_text(code: int) -> str:
    return f"{FAULT_WORDS[code]} ({code:02X})" if code in FAULT_WORDS else f"unknown exception {code:02X}"
