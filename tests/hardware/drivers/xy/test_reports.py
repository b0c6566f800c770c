"""What an XY board says of its drop sensor, in the kiosk's neutral values."""

from __future__ import annotations

import pytest

from hardware.api import DropSensorReport, ServiceAnswer
from hardware.drivers.xy.reports import drop_sensor_report


@pytest.mark.parametrize(("data", "ok"), [(b"\x00\x00", True), (b"\x00\x01", False)])
def test_a_test_that_was_carried_out_says_whether_the_sensor_works(data: bytes, ok: bool) -> None:
    report = drop_sensor_report(ServiceAnswer("drop_sensor_test", ok, "", data=data))
    assert isinstance(report, DropSensorReport) and report.ok is ok
    assert ("works" in report.text) is ok


@pytest.mark.parametrize(
    "answer",
    [
        None,
        ServiceAnswer("drop_sensor_test", False, "no answer in time"),
        ServiceAnswer("drop_sensor_test", False, "the cabinet did not answer", data=b"\x01\x00"),
        ServiceAnswer("drop_sensor_test", True, "cut short", data=b"\x00"),
        ServiceAnswer("clock_set", True, "done", data=b"\x00\x00"),
    ],
)
def test_a_test_that_was_not_says_nothing(answer: ServiceAnswer | None) -> None:
    assert drop_sensor_report(answer) is None
