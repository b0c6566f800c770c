"""The ADH drivers on a bad line, in time that only passes when told to."""

from __future__ import annotations

import pytest

from hardware.api import Result
from tests.hardware.drivers.card_soak import soak

FAULTS = (
    lambda lane: {"fault": "motor_fault", "lane": lane, "code": 3},
    lambda lane: {"fault": "fault_dropped", "lane": lane, "code": 2},
    lambda lane: {"fault": "fault_dropped", "lane": lane, "code": 3},
    lambda lane: {"fault": "run_refused", "lane": lane, "code": 3},
    lambda _lane: {"fault": "clear_ignored", "times": 2},
)


@pytest.mark.parametrize("model", ["adh815", "adh814"])
def test_sixty_vends_on_a_bad_line(model: str) -> None:
    results = soak(model, 60, 1, FAULTS)
    assert results.total() == 60
    assert results[Result.DELIVERED] >= 20


@pytest.mark.slow
@pytest.mark.parametrize("model", ["adh815", "adh814"])
@pytest.mark.parametrize("seed", [2, 3])
def test_four_hundred_vends_on_a_bad_line(model: str, seed: int) -> None:
    results = soak(model, 400, seed, FAULTS)
    assert results.total() == 400
    assert results[Result.DELIVERED] >= 200
    assert results[Result.UNKNOWN] <= 80
