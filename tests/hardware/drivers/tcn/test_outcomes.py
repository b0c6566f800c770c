"""What each reply means for the customer (boards.md 3.2, 3.3, 13.2)."""

from __future__ import annotations

import pytest

from hardware.api import LaneState, Result
from hardware.drivers.tcn.outcomes import lane_report, refusal, verdict
from hardware.wire.tcn.frames import Reply


def reply(text: str) -> Reply:
    """R2 R3 R4 as hex."""
    status, fault, drop = bytes.fromhex(text)
    return Reply(0, status, fault, drop)


@pytest.mark.parametrize(
    ("text", "light", "result", "still", "fault", "block"),
    [
        ("5D00AA", True, Result.DELIVERED, False, False, False),
        ("5D00CC", True, Result.DELIVERED, False, False, False),
        ("5D00AA", False, Result.DELIVERED, False, False, False),
        ("5D77AA", True, Result.DELIVERED, False, False, False),  # R3 says nothing beside 5D
        ("5D0000", False, Result.TURNED_UNCONFIRMED, False, False, False),
        ("5D0000", True, Result.NOT_DELIVERED, False, False, False),
        ("5D0033", True, Result.NOT_DELIVERED, False, False, False),
        ("5D0033", False, Result.NOT_DELIVERED, False, False, False),
        ("5D0001", True, Result.UNKNOWN, False, False, True),
        ("5C50AA", True, Result.DELIVERED, False, True, True),
        ("5C50CC", True, Result.DELIVERED, False, True, True),
        ("5C01AA", True, Result.DELIVERED, False, True, False),
        ("5C5000", True, Result.FAULT, False, False, True),
        ("5C5033", True, Result.FAULT, False, False, True),
        ("5C5000", False, Result.FAULT, False, False, True),
        ("5C1000", True, Result.FAULT, False, False, True),
        ("5C2000", True, Result.FAULT, False, False, True),
        ("5C3000", True, Result.FAULT, False, False, True),
        ("5C4000", True, Result.FAULT, True, False, True),
        ("5C4000", False, Result.FAULT, False, False, True),
        ("5C4033", True, Result.FAULT, False, False, True),
        ("5C0000", True, Result.FAULT, False, False, True),
        ("5C0100", True, Result.FAULT, False, False, False),
        ("5C0400", True, Result.FAULT, False, False, False),
        ("5C0200", True, Result.REFUSED, True, False, False),
        ("5C0300", True, Result.REFUSED, True, False, False),
        ("5C5200", True, Result.FAULT, False, False, True),
        ("5C6000", True, Result.UNKNOWN, False, False, True),
        ("5C7E00", True, Result.UNKNOWN, False, False, True),
        ("5C0500", True, Result.UNKNOWN, False, False, True),
        ("5C5055", True, Result.UNKNOWN, False, False, True),
    ],
)
def test_vend(text: str, light: bool, result: Result, still: bool, fault: bool, block: bool) -> None:
    said = verdict(reply(text), light)
    assert said.result is result
    assert (said.nothing_moved, said.fault_although_delivered, said.block_lane) == (still, fault, block)
    assert said.raw_code == f"{text[:2]}/{text[2:4]}/{text[4:]}"
    assert said.text


def test_every_reply_has_a_verdict_that_keeps_the_rules() -> None:
    for status in (0x5C, 0x5D):
        for fault in range(256):
            for drop in range(256):
                for light in (True, False):
                    said = verdict(Reply(0, status, fault, drop), light)
                    if drop in (0xAA, 0xCC):
                        assert said.result is Result.DELIVERED
                    else:
                        assert said.result is not Result.DELIVERED
                    if said.nothing_moved:
                        assert (status, drop) == (0x5C, 0)
                    if said.result is Result.TURNED_UNCONFIRMED:
                        assert (status, drop, light) == (0x5D, 0, False)
                    if said.sensor_fault:
                        assert status == 0x5C and fault in (1, 2, 3)
                    assert said.fault_although_delivered == (status == 0x5C and drop in (0xAA, 0xCC))


@pytest.mark.parametrize("text", ["5C0100", "5C0200", "5C0300"])
def test_fault_of_the_light_alone_is_a_sensor_fault(text: str) -> None:
    assert verdict(reply(text), True).sensor_fault
    no = refusal(reply(text))
    assert no is not None and no.sensor_fault
    assert not verdict(reply("5C5300"), True).sensor_fault


@pytest.mark.parametrize(
    ("text", "state", "is_refused", "block"),
    [
        ("5D0000", LaneState.NORMAL, False, False),
        ("5C0000", LaneState.MISSING, True, True),
        ("5C4000", LaneState.FAULT, True, True),
        ("5C0300", LaneState.FAULT, True, False),
    ],
)
def test_lane_query(text: str, state: LaneState, is_refused: bool, block: bool) -> None:
    report = lane_report(7, reply(text))
    assert (report.motor, report.state) == (7, state)
    no = refusal(reply(text))
    assert (no is not None) == is_refused
    if no is not None:
        assert (no.result, no.nothing_moved, no.block_lane) == (Result.REFUSED, True, block)
