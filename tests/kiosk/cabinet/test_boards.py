"""Several boards in one machine, and what each can do: nothing is asked of a board that it cannot do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hardware.api import (
    BoardInfo,
    BoardUp,
    Capabilities,
    DropSensorReport,
    LaneReport,
    LaneState,
    MachineReport,
    Result,
    VendFinished,
    VendOrder,
    VendOutcome,
)
from kiosk.cabinet.lanes import LaneHealth
from kiosk.cabinet.supervisor import ASK_AGAIN_MS, Cabinet
from kiosk.clock import ManualClock
from kiosk.profile.profile import LaneKind, Place
from tests.kiosk.vend.outside import ScriptedBoard, outcome

ALL = Capabilities(
    drop_sensor=True, lift=True, temperature=True, door=True, reports_lanes=True, tests_drop_sensor=True
)
PLAIN = Capabilities(drop_sensor=False, lift=False, temperature=False, door=False, reports_lanes=False)
PLACES = {
    "A1": Place("A1", 1, 0, lift=True),
    "A2": Place("A2", 2, 0, drop_sensor=False),
    "L01": Place("L01", 1, 1, LaneKind.LOCKER, drop_sensor=False, lift=True),
}


@dataclass
class AbleBoard(ScriptedBoard):
    """A scripted board that can do what ``able`` says."""

    able: Capabilities = ALL
    asked: list[str] = field(default_factory=list)

    @property
    def capabilities(self) -> Capabilities:
        return self.able

    def service(self, request: str, **_arguments: int) -> None:
        self.asked.append(request)


@dataclass
class Listening:
    """The cabinet's owner; writes down what it is told."""

    turned: list[tuple[str, VendOutcome]] = field(default_factory=list)
    health: dict[str, LaneHealth] = field(default_factory=dict)
    late: list[tuple[int, ...]] = field(default_factory=list)
    changes: int = 0

    def cabinet_changed(self) -> None:
        self.changes += 1

    def vend_started(self, key: str) -> None:
        return

    def vend_finished(self, outcome: VendOutcome) -> None:
        return

    def lane_turned(self, label: str, outcome: VendOutcome) -> None:
        self.turned.append((label, outcome))

    def lane_health(self, label: str, health: LaneHealth, why: str) -> None:
        self.health[label] = health

    def late_result(self, motors: tuple[int, ...]) -> None:
        self.late.append(motors)

    def board_oddity(self, request: str, text: str) -> None:
        raise AssertionError(f"{request}: {text}")


class Two:
    """A full board and a plain one, started and up."""

    def __init__(self, first: Capabilities = ALL, second: Capabilities = PLAIN) -> None:
        self.clock = ManualClock()
        self.owner = Listening()
        self.boards = (AbleBoard(able=first), AbleBoard(able=second))

        def at_once(call: Callable[[], None]) -> None:
            call()

        self.cabinet = Cabinet(self.boards, self.clock, self.owner, at_once)
        self.cabinet.plan(PLACES, {})
        self.cabinet.start()


def order(number: int, motor: int) -> VendOrder:
    return VendOrder(f"vend:S:0:{number}", motor, lift=False)


def test_a_lane_turns_on_its_own_board() -> None:
    two = Two()
    two.cabinet.vend("A1", order(1, 1))
    two.cabinet.vend("L01", order(2, 1))
    assert [len(board.turned) for board in two.boards] == [1, 1]
    assert [label for label, _ in two.owner.turned] == ["A1", "L01"], "the same motor, another board"
    two.cabinet.query_vend("L01", order(2, 1))
    assert [len(board.queried) for board in two.boards] == [0, 1]


def test_no_board_is_asked_for_what_it_cannot_do() -> None:
    two = Two()
    for number, label in enumerate(PLACES, 1):
        two.cabinet.vend(label, order(number, PLACES[label].motor))
    first, second = two.boards
    assert [(turn.lift, turn.drop_sensor) for turn in first.turned] == [(True, True), (False, False)]
    assert [(turn.lift, turn.drop_sensor) for turn in second.turned] == [(False, False)]


def test_a_lane_that_is_planned_no_more_can_still_be_asked_about() -> None:
    two = Two()
    two.cabinet.query_vend("Z9", order(1, 9))
    assert two.boards[0].queried[0].drop_sensor


def test_one_board_away_is_its_lanes_trouble_and_both_are_the_machines() -> None:
    two = Two()
    two.boards[1].down()
    assert two.cabinet.up and two.cabinet.answers("A1") and not two.cabinet.answers("L01")
    assert two.cabinet.why_down == "the cable is out"
    two.boards[0].down()
    assert not two.cabinet.up


def test_any_open_door_counts_and_is_forgotten_with_its_board() -> None:
    two = Two()
    two.boards[1].say(MachineReport(True, (7, 101, -50)))
    assert [two.cabinet.door_open] == [True]
    heard = two.cabinet.heard[1]
    assert heard.temperatures_c == (7, None, None) and heard.probe_faults == {1, 2} and heard.reports == 1
    assert heard.temperature_c(5) is None
    two.boards[1].down()
    assert not two.cabinet.door_open and two.cabinet.heard[1].reports == 0


def test_lane_health_belongs_to_the_board_that_speaks() -> None:
    two = Two()
    two.boards[1].say(LaneReport(1, LaneState.FAULT, "-", "no door"))
    two.boards[1].say(LaneReport(2, LaneState.FAULT, "-", "nobody's"))
    assert list(two.owner.health) == ["L01"] and not two.cabinet.health("A1").faulty


# --- the drop sensor -----------------------------------------------------------------------------------


def test_the_sensor_is_tested_before_money_is_taken_where_the_board_can() -> None:
    two = Two()
    for label in ("A1", "A1", "A2", "L01"):
        two.cabinet.check(label)
    assert two.boards[0].asked == ["drop_sensor_test"], "once a minute, and not for lanes that need none"
    assert two.boards[0].checked == [1, 1, 2] and two.boards[1].asked == []


def test_a_blocked_sensor_closes_the_lanes_that_need_it_until_it_works() -> None:
    two = Two()
    two.boards[0].say(DropSensorReport(False, "blocked or dirty"))
    assert [two.cabinet.sees_drops(label) for label in PLACES] == [False, True, True]
    two.clock.advance(ASK_AGAIN_MS)
    two.cabinet.time_passed()
    assert two.boards[0].asked == ["drop_sensor_test"]
    two.boards[0].say(DropSensorReport(True, "works"))
    assert two.cabinet.sees_drops("A1")


def test_a_turn_the_sensor_failed_is_not_held_against_the_lane() -> None:
    two = Two()
    failed = outcome(order(1, 1), Result.FAULT, nothing_moved=True, sensor_fault=True)
    for number in range(1, 5):
        two.boards[0].say(VendFinished(replace(failed, key=f"vend:S:0:{number}")))
    assert not two.owner.health and not two.cabinet.sees_drops("A1")


def test_a_blocked_sensor_outlives_its_board_and_is_forgiven_by_a_drop_a_door_or_a_person() -> None:
    def blocked() -> Two:
        two = Two()
        two.cabinet.distrust(0, "blocked")
        two.boards[0].down()
        two.boards[0].say(BoardUp(BoardInfo("scripted", "-")))
        assert not two.cabinet.sees_drops("A1")
        return two

    dropped, opened, trusted = blocked(), blocked(), blocked()
    dropped.boards[0].say(VendFinished(outcome(order(1, 2), Result.DELIVERED)))
    for door_open in (False, True, False):
        assert not opened.cabinet.sees_drops("A1")
        opened.boards[0].say(MachineReport(door_open))
    trusted.cabinet.trust_sensor(0)
    assert all(two.cabinet.sees_drops("A1") for two in (dropped, opened, trusted))


def test_no_test_while_its_motor_turns() -> None:
    two = Two()
    two.boards[0].holds = True
    two.cabinet.vend("A1", order(1, 1))
    two.cabinet.check("A1")
    assert two.boards[0].asked == []
    two.boards[0].finish()
    two.cabinet.check("A1")
    assert two.boards[0].asked == ["drop_sensor_test"]
