"""A cloud that is away: said once, waited for longer each time, and said once when it is back."""

from __future__ import annotations

import asyncio
import logging

import pytest

from kiosk.payments.intent import Problem, ProblemKind
from kiosk.sync.patience import Patience
from kiosk.sync.plan import next_delay_ms

AWAY = Problem(ProblemKind.NETWORK, "no road")


def test_away_and_back_are_each_said_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    patience = Patience(logging.getLogger("cloud"), "it cannot be asked", "it answers again")
    assert [patience.heard(problem) for problem in (None, AWAY, AWAY, None, None)] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert [record.getMessage() for record in caplog.records] == [
        "it cannot be asked: no road",
        "it answers again",
    ]


def test_each_failure_in_a_row_makes_the_rest_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr("random.randrange", lambda _most: 500)
    patience = Patience(logging.getLogger("cloud"), "away", "back")

    async def three() -> None:
        for problem in (AWAY, AWAY, None, AWAY):
            if patience.heard(problem):
                await patience.rest()

    asyncio.run(three())
    assert slept == [next_delay_ms(failures, 500) / 1000 for failures in (1, 2, 1)]
