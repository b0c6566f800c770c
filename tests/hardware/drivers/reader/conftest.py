"""A port is up soon after it was opened: what these tests try is not how long that takes."""

from __future__ import annotations

import pytest

from hardware.drivers.reader import reader


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reader.STEADY_MS >= 500, "a dead adapter must not come and go every second"
    monkeypatch.setattr(reader, "STEADY_MS", 20)
