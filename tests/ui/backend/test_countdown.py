from __future__ import annotations

import pytest
from PySide6.QtCore import QObject

from kiosk.clock import ManualClock
from ui.backend.countdown import Countdown


class Run:
    def __init__(self, shown_s: int = 0) -> None:
        self.clock = ManualClock()
        self.parent = QObject()
        self.countdown = Countdown(self.clock.monotonic_ms, self.parent, shown_s)
        self.ends = 0
        self.countdown.ended.connect(self._ended)

    def _ended(self) -> None:
        self.ends += 1

    def start(self, span_ms: int) -> None:
        self.countdown.run(self.clock.monotonic_ms() + span_ms, span_ms)

    def after(self, passed_ms: int) -> tuple[bool, int]:
        self.clock.advance(passed_ms)
        self.countdown.look()
        return self.countdown.property("shown"), self.countdown.property("left")


@pytest.fixture
def run(qapp: object) -> Run:
    return Run()


def test_seconds_are_rounded_up_and_end_once(run: Run) -> None:
    run.start(2_500)
    assert (run.countdown.property("left"), run.countdown.property("span")) == (3, 2)
    assert run.after(600) == (True, 2)
    assert run.after(1_899) == (True, 1)
    assert run.ends == 0
    assert run.after(1) == (True, 0)
    assert run.after(5_000) == (True, 0)
    assert run.ends == 1


def test_the_last_seconds_alone_are_shown(qapp: object) -> None:
    run = Run(shown_s=15)
    run.start(60_000)
    assert not run.countdown.property("shown")
    assert run.after(44_999) == (False, 0)
    assert run.after(1) == (True, 15)
    assert run.countdown.property("span") == 15


def test_the_same_end_again_changes_nothing_even_when_it_has_passed(run: Run) -> None:
    end = run.clock.monotonic_ms() + 1_000
    run.countdown.run(end, 1_000)
    run.after(1_000)
    run.countdown.run(end, 1_000)
    assert run.ends == 1


def test_more_time_starts_anew(run: Run) -> None:
    run.start(1_000)
    run.after(900)
    run.start(3_000)
    assert run.countdown.property("left") == 3
    run.after(2_999)
    assert run.ends == 0


def test_stopped_shows_nothing_and_never_ends(run: Run) -> None:
    run.start(1_000)
    run.countdown.stop()
    assert run.after(10_000) == (False, 0)
    assert run.ends == 0
