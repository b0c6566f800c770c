"""Telling a GM72 when to read, in time that only passes when told to."""

from __future__ import annotations

from hardware.drivers.reader.trigger import (
    AGAIN_MS,
    ANSWER_MS,
    NO_ANSWER,
    REFUSED,
    TRIES_MAX,
    Output,
    Trigger,
)
from hardware.wire.reader.gm72 import START, STOP, WAKE, WAKE_MS, Reply


class Rig:
    def __init__(self) -> None:
        self.trigger = Trigger()
        self.now_ms = 1_000

    def run(self, for_ms: int) -> list[tuple[int, Output]]:
        """What it put out, and how long after the start of this."""
        began_ms, end_ms = self.now_ms, self.now_ms + for_ms
        said: list[tuple[int, Output]] = []
        while (due_ms := self.trigger.next_due_ms()) is not None and due_ms <= end_ms:
            self.now_ms = due_ms
            said += [(due_ms - began_ms, output) for output in self.trigger.due(due_ms)]
        self.now_ms = end_ms
        return said

    def opened(self) -> None:
        """Open, told to stop, and it has taken that."""
        assert self.trigger.opened(self.now_ms) == [WAKE]
        assert self.run(WAKE_MS) == [(WAKE_MS, STOP)]
        assert self.trigger.heard(Reply.TAKEN, self.now_ms) == []
        assert self.trigger.next_due_ms() is None


def test_a_command_goes_out_50_ms_behind_the_byte_that_wakes() -> None:
    rig = Rig()
    rig.opened()
    assert rig.trigger.want(True, rig.now_ms) == [WAKE]
    assert rig.run(WAKE_MS - 1) == []
    assert rig.run(1) == [(1, START)]


def test_a_command_that_is_taken_is_not_said_again_until_reading_may_have_ended() -> None:
    rig = Rig()
    rig.opened()
    rig.trigger.want(True, rig.now_ms)
    rig.run(WAKE_MS)
    rig.trigger.heard(Reply.TAKEN, rig.now_ms)
    assert rig.run(AGAIN_MS + WAKE_MS) == [(AGAIN_MS, WAKE), (AGAIN_MS + WAKE_MS, START)]


def test_a_reader_that_has_read_something_is_started_again_while_codes_are_wanted() -> None:
    rig = Rig()
    rig.opened()
    assert rig.trigger.read(rig.now_ms) == [], "it reads although nobody wants it to"
    rig.trigger.want(True, rig.now_ms)
    rig.run(WAKE_MS)
    rig.trigger.heard(Reply.TAKEN, rig.now_ms)
    assert rig.trigger.read(rig.now_ms) == [WAKE]
    assert rig.run(WAKE_MS) == [(WAKE_MS, START)]


def test_it_is_stopped_when_nobody_wants_codes() -> None:
    rig = Rig()
    rig.opened()
    rig.trigger.want(True, rig.now_ms)
    rig.run(WAKE_MS)
    rig.trigger.heard(Reply.TAKEN, rig.now_ms)
    assert rig.trigger.want(False, rig.now_ms) == [WAKE]
    assert rig.run(WAKE_MS) == [(WAKE_MS, STOP)]
    rig.trigger.heard(Reply.TAKEN, rig.now_ms)
    assert rig.run(10 * AGAIN_MS) == []


def test_a_reader_that_does_not_answer_is_asked_three_times_and_then_told_of() -> None:
    rig = Rig()
    assert rig.trigger.opened(rig.now_ms) == [WAKE]
    said = rig.run(60_000)
    assert [output for _, output in said if output != WAKE] == [STOP] * TRIES_MAX + [NO_ANSWER]
    assert said[-1][0] == TRIES_MAX * (WAKE_MS + ANSWER_MS)


def test_while_codes_are_wanted_a_silent_reader_is_tried_for_ever_and_not_faster() -> None:
    rig = Rig()
    rig.trigger.opened(rig.now_ms)
    rig.trigger.want(True, rig.now_ms)
    said = rig.run(600_000)
    round_ms = TRIES_MAX * (WAKE_MS + ANSWER_MS) + AGAIN_MS
    assert 600_000 // round_ms <= sum(output == NO_ANSWER for _, output in said) <= 600_000 // round_ms + 1
    assert len(said) <= (600_000 // round_ms + 1) * (2 * TRIES_MAX + 1)


def test_a_refused_start_names_the_setting_and_a_refused_stop_is_nothing() -> None:
    rig = Rig()
    rig.trigger.opened(rig.now_ms)
    rig.run(WAKE_MS)
    assert rig.trigger.heard(Reply.REFUSED, rig.now_ms) == []
    rig.trigger.want(True, rig.now_ms)
    rig.run(WAKE_MS)
    assert rig.trigger.heard(Reply.REFUSED, rig.now_ms) == [REFUSED]
    assert REFUSED.lasting and "--set host" in REFUSED.text


def test_a_reply_to_nothing_changes_nothing() -> None:
    rig = Rig()
    rig.opened()
    assert rig.trigger.heard(Reply.TAKEN, rig.now_ms) == []
    assert rig.trigger.heard(Reply.REFUSED, rig.now_ms) == []
    assert rig.trigger.next_due_ms() is None


def test_what_is_wanted_while_the_port_is_away_is_said_when_it_is_back() -> None:
    rig = Rig()
    rig.opened()
    rig.trigger.lost()
    assert rig.trigger.want(True, rig.now_ms) == []
    assert rig.run(60_000) == []
    assert rig.trigger.opened(rig.now_ms) == [WAKE]
    assert rig.run(WAKE_MS) == [(WAKE_MS, START)]
