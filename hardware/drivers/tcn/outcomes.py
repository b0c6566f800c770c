"""What a TCN board's replies mean for the customer and for the lane (boards.md 3.2, 3.3, 13.2). Pure."""

from __future__ import annotations

from typing import Final

from hardware.api import LaneReport, LaneState, Result
from hardware.drivers.asked.steps import Verdict, refused, unknown
from hardware.wire.tcn import codes
from hardware.wire.tcn.codes import LightFault, MotorFault, drop_text, fault_text, light_part, motor_part
from hardware.wire.tcn.frames import Reply

LANE_MISSING_TEXT: Final = "the lane does not exist"
_DROPPED: Final = (codes.DROPPED, codes.DROPPED_AFTER_SHAKING)
_DID_NOT_TURN: Final = (LightFault.NO_CHANGE, LightFault.BLOCKED)
"""5C x2 and x3: the light is checked before the motor is driven (boards.md 3.5, 13.2)."""

_SENSOR_FAULTS: Final = (LightFault.NO_EMISSION, *_DID_NOT_TURN)


def verdict(reply: Reply, light: bool) -> Verdict:
    """How a vend ended. ``light``: the drop sensor was asked to watch."""
    if reply.drop not in codes.DROP_WORDS:
        return unknown(drop_text(reply.drop), reply.raw)
    if reply.is_ok:
        return _turned(reply, light)
    if reply.drop in _DROPPED:
        # 5C 50 AA: the motor never came home, yet the product fell. The customer has it.
        return Verdict(
            Result.DELIVERED,
            reply.raw,
            f"{drop_text(reply.drop)}, but {fault_text(reply.fault)}",
            fault_although_delivered=True,
            block_lane=motor_part(reply.fault) != MotorFault.NONE,
        )
    return _failed(reply, light)


def _turned(reply: Reply, light: bool) -> Verdict:
    """R3 says nothing beside 5D (boards.md 3.2)."""
    if reply.drop in _DROPPED:
        return Verdict(Result.DELIVERED, reply.raw, drop_text(reply.drop))
    if not light and reply.drop == codes.NOT_DROPPED:
        return Verdict(Result.TURNED_UNCONFIRMED, reply.raw, "turned, nobody watched the drop")
    return Verdict(Result.NOT_DELIVERED, reply.raw, f"turned, {drop_text(reply.drop)}")


def _failed(reply: Reply, light: bool) -> Verdict:
    motor, text = motor_part(reply.fault), fault_text(reply.fault)
    if not codes.is_documented(reply.fault):
        # Taken for a failure, it might be refunded although the goods came out (boards.md 12.15).
        return unknown(text, reply.raw)
    is_untouched = reply.drop == codes.NOT_DROPPED  # 33 would mean that the lane was shaken
    if motor == MotorFault.NONE and light_part(reply.fault) in _DID_NOT_TURN and is_untouched:
        return refused(f"{text}, the motor was not driven", reply.raw, sensor_fault=True)
    # An open motor cannot have turned; a wire that breaks on the way is seen by the light at least.
    is_still = motor == MotorFault.OPEN and light and is_untouched
    is_lanes_own = motor != MotorFault.NONE or reply.fault == 0
    return Verdict(
        Result.FAULT,
        reply.raw,
        text,
        nothing_moved=is_still,
        block_lane=is_lanes_own,
        sensor_fault=is_sensor_fault(reply.fault),
    )


def is_sensor_fault(fault: int) -> bool:
    """R3 names the light and no motor: no lane that needs the drop sensor can be driven."""
    return motor_part(fault) == MotorFault.NONE and light_part(fault) in _SENSOR_FAULTS


def refusal(reply: Reply) -> Verdict | None:
    """What the answer to a lane query forbids; None when the lane may be driven."""
    if reply.is_ok:
        return None
    text = LANE_MISSING_TEXT if reply.fault == 0 else fault_text(reply.fault)
    is_lanes_own = reply.fault == 0 or motor_part(reply.fault) != MotorFault.NONE
    sensor_fault = is_sensor_fault(reply.fault)
    return refused(text, reply.raw, block_lane=is_lanes_own, sensor_fault=sensor_fault)


def lane_report(motor: int, reply: Reply) -> LaneReport:
    """The answer to a lane query as the kiosk knows it."""
    no = refusal(reply)
    if no is None:
        return LaneReport(motor, LaneState.NORMAL, reply.raw, "usable")
    state = LaneState.MISSING if reply.fault == 0 else LaneState.FAULT
    return LaneReport(motor, state, reply.raw, no.text)
