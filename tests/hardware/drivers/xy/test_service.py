from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hardware.api import ServiceAnswer
from hardware.drivers.requests import REQUESTS_MAX
from hardware.drivers.xy.service import ANSWER_LIMIT_MS, TEST_LIMIT_MS, ServiceDesk
from hardware.wire.xy_messages import MenuReply


def local_time() -> datetime:
    return datetime(2017, 11, 30, 9, 50, 3, tzinfo=UTC)


@pytest.fixture
def desk() -> ServiceDesk:
    return ServiceDesk(local_time)


@pytest.mark.parametrize(
    ("name", "arguments", "body"),
    [
        ("jammed_read", {}, "3200"),
        ("jammed_clear", {}, "3201"),
        ("motor_errors_read", {}, "3300"),
        ("motor_errors_clear", {}, "3301"),
        ("lift_errors_read", {}, "3400"),
        ("lift_errors_clear", {}, "3401"),
        ("test_lane", {"motor": 60}, "380101003c"),
        ("temperature_read", {}, "280000"),
        ("temperature_read", {"machine": 2}, "280002"),
        ("temperature_set", {"mode": 2, "target_c": 4}, "2801000204"),
        ("temperature_status", {}, "360000"),
        ("clock_read", {}, "0900"),
        ("clock_set", {}, "090120171130095003"),
        ("drop_sensor_read", {"tray": 3}, "240003"),
        ("drop_sensor_set", {"on": 1}, "24016401"),
        ("drop_sensor_set", {"on": 0, "tray": 3}, "24010302"),
        ("drop_sensor_test", {}, "50010000"),
        ("after_jam_read", {}, "270064"),
        ("after_jam_set", {"keep_selling": 1}, "27016402"),
        ("after_jam_set", {"keep_selling": 0, "tray": 1}, "27010101"),
    ],
)
def test_request_is_the_menu_command_of_the_sheet(
    desk: ServiceDesk, name: str, arguments: dict[str, int], body: str
) -> None:
    assert desk.ask(name, arguments) is None
    command = desk.next_command()
    assert command is not None
    assert (command.cmd, command.body.hex()) == (0x70, body)


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("jamed_read", {}, "no request"),
        ("test_lane", {}, "motor"),
        ("test_lane", {"motor": 0}, "between 1 and 999"),
        ("jammed_read", {"motor": 3}, "motor"),
        ("temperature_set", {"mode": 9, "target_c": 4}, "between 1 and 4"),
    ],
)
def test_request_that_cannot_be_asked_is_answered_in_words(
    desk: ServiceDesk, name: str, arguments: dict[str, int], words: str
) -> None:
    answer = desk.ask(name, arguments)
    assert answer is not None
    assert not answer.ok
    assert words in answer.text
    assert desk.next_command() is None


def test_one_after_another_each_with_its_own_answer(desk: ServiceDesk) -> None:
    desk.ask("jammed_read", {})
    desk.ask("test_lane", {"motor": 60})
    is_testing = [desk.is_testing]
    desk.submitted(1, 0)
    assert desk.next_command() is None
    assert desk.next_deadline_ms() == ANSWER_LIMIT_MS
    assert desk.replied(MenuReply(0x33, 0, b"\0")) is None
    first = desk.replied(MenuReply(0x32, 0, b"\0\0"))
    assert first is not None
    assert first.request == "jammed_read"
    desk.submitted(2, 0)
    is_testing.append(desk.is_testing)
    assert desk.next_deadline_ms() == TEST_LIMIT_MS
    second = desk.replied(MenuReply(0x38, 1, b"\0"))
    assert second == ServiceAnswer("test_lane", True, "ok", (60,), b"\0")
    assert [*is_testing, desk.is_testing] == [True, True, False]
    assert desk.replied(MenuReply(0x38, 1, b"\0")) is None


def test_no_answer_in_time_no_ack_and_no_room(desk: ServiceDesk) -> None:
    for _ in range(3):
        desk.ask("jammed_read", {})
    desk.submitted(1, 0)
    assert desk.tick(ANSWER_LIMIT_MS - 1) is None
    late = desk.tick(ANSWER_LIMIT_MS)
    assert late is not None
    assert not late.ok
    desk.submitted(2, 0)
    assert desk.gave_up(99) is None
    unheard = desk.gave_up(2)
    assert unheard is not None
    assert "acknowledge" in unheard.text
    full = desk.submitted(None, 0)
    assert full is not None
    assert not full.ok
    assert desk.next_deadline_ms() is None


def test_too_many_requests_are_refused(desk: ServiceDesk) -> None:
    answers = [desk.ask("jammed_read", {}) for _ in range(REQUESTS_MAX + 1)]
    assert answers[:-1] == [None] * REQUESTS_MAX
    assert answers[-1] is not None


def test_line_down_answers_everything_but_the_drivers_own(desk: ServiceDesk) -> None:
    desk.ask("clock_set", {}, is_quiet=True)
    desk.ask("jammed_read", {})
    desk.submitted(1, 0)
    assert desk.drop_all("away") == [ServiceAnswer("jammed_read", False, "away")]
    assert desk.drop_all("away") == []


def test_the_drivers_own_wish_is_only_told_when_it_fails(desk: ServiceDesk) -> None:
    for data in (b"\0", b"\1"):
        desk.ask("clock_set", {}, is_quiet=True)
        desk.submitted(1, 0)
        answer = desk.replied(MenuReply(0x09, 1, data))
        assert (answer is None) == (data == b"\0")
