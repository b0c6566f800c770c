"""The M102 driver on a bad line, in time that only passes when told to."""

from __future__ import annotations

import pytest

from hardware.api import Result
from tests.hardware.drivers.card_soak import soak

FAULTS = (
    lambda lane: {"fault": "motor_fault", "lane": lane, "code": 5},
    lambda lane: {"fault": "fault_dropped", "lane": lane, "code": 10},
    lambda lane: {"fault": "run_refused", "lane": lane, "code": 1},
    lambda _lane: {"fault": "sensor_blocked", "for_ms": 4_000},
)


@pytest.mark.parametrize("options", [{}, {"curtain": 2}, {"scan": False, "temperature_zones": 0}])
def test_sixty_vends_on_a_bad_line(options: dict[str, object]) -> None:
    results = soak("m102", 60, 1, FAULTS, **options)
    assert results.total() == 60
    assert results[Result.DELIVERED] >= 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_four_hundred_vends_on_a_bad_line(seed: int) -> None:
    results = soak("m102", 400, seed, FAULTS)
    assert results.total() == 400
    assert results[Result.DELIVERED] >= 200
    assert results[Result.UNKNOWN] <= 80
