"""What an XY board says of itself, in the kiosk's neutral values."""

from __future__ import annotations

from typing import Final

from hardware.api import DropSensorReport, LaneReport, LaneState, MachineReport, ServiceAnswer
from hardware.drivers.xy.options import XyOptions
from hardware.wire import xy_codes
from hardware.wire.xy_messages import MachineStatus, MoneyReceived, SlotReport, SlotStatus

_LANE_STATES: Final = {
    xy_codes.SLOT_USABLE: LaneState.NORMAL,
    xy_codes.SLOT_OUT_OF_STOCK: LaneState.OUT_OF_STOCK,
    xy_codes.SLOT_MISSING: LaneState.MISSING,
    xy_codes.SLOT_PAUSED: LaneState.PAUSED,
}


def lane_of_status(status: SlotStatus) -> LaneReport:
    """02: everything but its first four codes is a fault of the machine around the lane."""
    state = _LANE_STATES.get(status.status, LaneState.FAULT)
    text = xy_codes.slot_status_text(status.status)
    return LaneReport(status.slot, state, f"02/{status.status:02X}", text)


def lane_of_report(report: SlotReport) -> LaneReport:
    """11: an undocumented status was captured on a slot in use, so only the documented one pauses."""
    state = LaneState.PAUSED if report.status == xy_codes.REPORT_PAUSED else LaneState.NORMAL
    return LaneReport(
        report.slot,
        state,
        f"11/{report.status:02X}",
        xy_codes.report_status_text(report.status),
        stock=report.stock,
        capacity=report.capacity,
    )


def machine_report(status: MachineStatus, options: XyOptions) -> MachineReport:
    """52: only cabinets that are there count; one that was not read (AA) has a broken probe."""
    zones = status.cabinet_temperatures_c[: options.temperature_zones]
    return MachineReport(
        door_open=status.door == options.door_open_value,
        temperatures_c=zones,
        probe_faults=tuple(zone for zone, temperature in enumerate(zones) if temperature is None),
    )


def drop_sensor_report(answer: ServiceAnswer | None) -> DropSensorReport | None:
    """50 that was carried out: its data is status 0 and the result (boards.md 2.7). A board that refuses or
    does not know the test says nothing about the sensor."""
    if answer is None or answer.request != "drop_sensor_test" or answer.data[:1] != b"\x00":
        return None
    if len(answer.data) < 2:
        return None
    words = "the drop sensor works" if answer.ok else "the drop sensor failed its test: blocked or dirty"
    return DropSensorReport(answer.ok, words)


def money_received(money: MoneyReceived) -> ServiceAnswer:
    """21: the kiosk keeps no till, so somebody has to know that the machine swallowed money."""
    words = xy_codes.MONEY_MODE_WORDS.get(money.mode, f"mode {money.mode:02X}")
    return ServiceAnswer("money_received", True, f"{words}: {money.amount} minor units")
