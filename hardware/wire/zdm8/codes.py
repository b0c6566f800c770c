"""What registers, states and fault codes of the ZDM8 board mean, as data (boards.md 4.2)."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Read(IntEnum):
    """Registers read by FC 03."""

    HARDWARE = 0x0001
    SOFTWARE = 0x0002
    STATE = 0x0003
    CLIMATE = 0x0004
    CELL = 0x0005
    """The count field holds the cell's number: no standard Modbus."""
    LIFT_Y = 0x0006
    LIFT_X = 0x0007
    DROP_SENSOR = 0x0008
    OUTPUTS = 0x0009
    INPUTS = 0x000A
    Y_INPUTS = 0x000B
    X_INPUTS = 0x000C
    Y_STATE = 0x000D
    X_STATE = 0x000E


class Write(IntEnum):
    """Registers written by FC 06."""

    RELAY = 0x1001
    RESET_LIFT = 0x1002
    LIFT_MOTOR = 0x1003
    """Runs until it is stopped. Never sent by us."""
    MOTOR_TIMEOUT = 0x1004
    PICK_UP_Y = 0x1005
    PICK_UP_X = 0x1006
    MOVE_Y = 0x1007
    MOVE_X = 0x1008


VEND: Final = 0x2001
VEND_VARIANT: Final = 0x0001
"""Where one kiosk in production writes the vend instead (boards.md 4.3)."""

READ_WORDS: Final[dict[int, str]] = {
    Read.HARDWARE: "hardware version",
    Read.SOFTWARE: "software version",
    Read.STATE: "run state",
    Read.CLIMATE: "temperature and humidity",
    Read.CELL: "locker cell",
    Read.LIFT_Y: "lift Y position",
    Read.LIFT_X: "lift X position",
    Read.DROP_SENSOR: "drop sensor",
    Read.OUTPUTS: "matrix outputs",
    Read.INPUTS: "inputs",
    Read.Y_INPUTS: "Y board inputs",
    Read.X_INPUTS: "X board inputs",
    Read.Y_STATE: "Y axis state",
    Read.X_STATE: "X axis state",
}
WRITE_WORDS: Final[dict[int, str]] = {
    Write.RELAY: "relay",
    Write.RESET_LIFT: "reset the lift",
    Write.LIFT_MOTOR: "lift motor",
    Write.MOTOR_TIMEOUT: "motor time-out",
    Write.PICK_UP_Y: "pick-up port Y",
    Write.PICK_UP_X: "pick-up port X",
    Write.MOVE_Y: "move Y",
    Write.MOVE_X: "move X",
}


class State(IntEnum):
    """High byte of 0003. 2 and 3 fall back to 0 once they were read (boards.md 4.3)."""

    IDLE = 0
    RUNNING = 1
    DONE = 2
    FAULT = 3


STATE_WORDS: Final[dict[int, str]] = {
    State.IDLE: "idle",
    State.RUNNING: "dispensing",
    State.DONE: "complete",
    State.FAULT: "fault",
}


class AxisState(IntEnum):
    """High byte of 000D and 000E."""

    IDLE = 0
    SEEKING = 1
    ARRIVED = 2
    FAULT = 3


AXIS_WORDS: Final[dict[int, str]] = {
    AxisState.IDLE: "idle",
    AxisState.SEEKING: "seeking",
    AxisState.ARRIVED: "arrived",
    AxisState.FAULT: "fault",
}


class LaneType(IntEnum):
    """Second byte of a vend; 0 lets the board choose, which is not advised."""

    AUTO = 0
    SPRING = 1
    LOCK = 2
    BELT = 3
    TIMED = 4


LANE_TYPE_WORDS: Final[dict[int, str]] = {
    LaneType.AUTO: "automatic",
    LaneType.SPRING: "spring",
    LaneType.LOCK: "lock",
    LaneType.BELT: "belt",
    LaneType.TIMED: "timed",
}


class Fault(IntEnum):
    """The one published table, of exceptions and of the low byte of 0003 alike."""

    NONE = 0
    FUNCTION = 1
    ADDRESS = 2
    DATA = 3
    CHECKSUM = 4
    BUSY = 6
    SLAVE = 7
    WORKING = 8
    """Accepted and not done yet: no refusal."""


FAULT_WORDS: Final[dict[int, str]] = {
    Fault.FUNCTION: "illegal function",
    Fault.ADDRESS: "illegal address",
    Fault.DATA: "illegal data",
    Fault.CHECKSUM: "wrong checksum",
    Fault.BUSY: "the board is busy",
    Fault.SLAVE: "fault of the board",
    Fault.WORKING: "accepted, still working",
}
REFUSING: Final = frozenset(
    {Fault.FUNCTION, Fault.ADDRESS, Fault.DATA, Fault.CHECKSUM, Fault.BUSY, Fault.SLAVE}
)
"""Exceptions after which it is certain that nothing was done."""


def fault_text(code: int) -> str:
    """A fault code in words; motor-level codes are in no public table, so the number is shown."""
    if code == Fault.NONE:
        return "no fault code"
    return f"{FAULT_WORDS[code]} ({code:02X})" if code in FAULT_WORDS else f"fault code {code:02X}"
