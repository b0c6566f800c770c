"""Who gets a scanned code: the one who asked, once; and nobody, when nobody did."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from hardware.api import ReaderDown, ReaderTrouble, ScannedCode
from kiosk.cabinet.code_desk import NEVER_UP, CodeDesk
from tests.kiosk.cabinet.standing_reader import StandingReader

A, B = "134567890123456789", "2812345678901234"
LASTING = ReaderTrouble("unfinished", "Set scanner.suffix.", lasting=True)


@dataclass
class Desk:
    """A desk over a reader that says what the test wants."""

    reader: StandingReader = field(default_factory=StandingReader)
    taken: list[str] = field(default_factory=list)
    changes: int = 0

    def __post_init__(self) -> None:
        def at_once(call: Callable[[], None]) -> None:
            call()

        self.desk = CodeDesk(self.reader, at_once, self._changed)
        self.desk.start()

    def _changed(self) -> None:
        self.changes += 1

    def take(self, code: ScannedCode) -> None:
        self.taken.append(code.text)


@pytest.fixture
def at() -> Desk:
    made = Desk()
    made.reader.up()
    return made


def test_a_code_nobody_asked_for_is_ignored_with_a_masked_line(
    at: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "kiosk")
    at.reader.read(A)
    assert at.taken == []
    [line] = caplog.messages
    assert "nobody asked" in line and A not in line and A[3:] not in line
    assert caplog.records[0].levelno == logging.DEBUG


def test_who_asks_gets_the_next_code_and_no_other(at: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "kiosk")
    asking = at.desk.ask(at.take)
    assert [asking.is_open, at.reader.is_attending] == [True, True]
    at.reader.read(A)
    at.reader.read(B)
    assert at.taken == [A]
    assert [asking.is_open, at.reader.is_attending] == [False, False]
    assert not any(text[3:] in line for text in (A, B) for line in caplog.messages)


def test_a_code_from_before_is_not_kept_for_who_asks_later(at: Desk) -> None:
    at.reader.read(A)
    at.desk.ask(at.take)
    assert at.taken == []
    at.reader.read(B)
    assert at.taken == [B]


def test_who_is_not_content_asks_again_from_within(at: Desk) -> None:
    def choosy(code: ScannedCode) -> None:
        at.take(code)
        if code.text == A:
            at.desk.ask(choosy)

    at.desk.ask(choosy)
    for text in (A, B, A):
        at.reader.read(text)
    assert at.taken == [A, B] and not at.reader.is_attending


def test_an_ended_wish_gets_nothing(at: Desk) -> None:
    asking = at.desk.ask(at.take)
    asking.end()
    asking.end()
    assert not at.reader.is_attending
    at.reader.read(A)
    assert at.taken == []


def test_who_asks_last_is_the_one_on_the_screen(at: Desk) -> None:
    other: list[str] = []
    first = at.desk.ask(at.take)
    second = at.desk.ask(lambda code: other.append(code.text))
    first.end()
    assert second.is_open and at.reader.is_attending, "a wish that is over ends no other"
    at.reader.read(A)
    assert (at.taken, other) == ([], [A])


def test_coming_and_going_is_told(at: Desk) -> None:
    assert [at.desk.up, at.changes] == [True, 1]
    at.reader.say(ReaderDown("unplugged"))
    assert [at.desk.up, at.desk.was_up, at.desk.why_down, at.changes] == [False, True, "unplugged", 2]
    at.reader.up()
    assert [at.desk.up, at.desk.why_down, at.changes] == [True, "", 3]


def test_a_wish_outlives_the_loss_of_the_reader(at: Desk) -> None:
    at.desk.ask(at.take)
    at.reader.say(ReaderDown("unplugged"))
    at.reader.up()
    at.reader.read(A)
    assert at.taken == [A]


def test_a_trouble_that_lasts_is_over_with_the_next_code(at: Desk) -> None:
    at.reader.say(LASTING)
    assert at.desk.trouble == LASTING.text
    at.reader.read(A)
    assert at.desk.trouble == ""
    at.reader.say(LASTING)
    at.reader.say(ReaderDown("unplugged"))
    assert at.desk.trouble == ""


def test_a_trouble_of_the_moment_is_a_line_in_the_log(at: Desk, caplog: pytest.LogCaptureFixture) -> None:
    at.reader.say(ReaderTrouble("garbled", "Something odd."))
    assert caplog.messages == ["the code reader: Something odd."]
    assert at.desk.trouble == ""


def test_a_machine_without_a_reader_can_be_asked_and_never_answers() -> None:
    desk = CodeDesk(None, lambda call: call(), lambda: None)
    desk.start()
    asking = desk.ask(lambda _code: pytest.fail("there is no reader"))
    assert asking.is_open and not desk.has_reader and desk.why_down == NEVER_UP
    asking.end()
    desk.close()


def test_closing_closes_the_reader(at: Desk) -> None:
    at.desk.close()
    assert at.reader.is_closed
