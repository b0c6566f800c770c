"""The whole watch over the cabinets with a real store: what may be sold from, what is wrong, what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hardware.api import (
    DropSensorReport,
    MachineReport,
    ReaderDown,
    ReaderTrouble,
    Result,
    VendFinished,
    VendOrder,
    VendOutcome,
)
from kiosk.cabinet.climate import MINUTE_MS
from kiosk.cabinet.supervision import BOARD_GRACE_MS, FIRST_LOOK_MS, Supervision, read_kept, turn_of
from kiosk.cabinet.trend import TURNS_MIN, Turn
from kiosk.clock import ManualClock
from kiosk.profile.profile import Place, Zone
from kiosk.store.records import Severity
from kiosk.store.store import Store
from tests.kiosk.cabinet.standing_reader import StandingReader
from tests.kiosk.cabinet.test_boards import AbleBoard
from tests.kiosk.vend.outside import outcome

COLD, DRY = Zone("cold", 0, 0, max_c=5), Zone("dry", 0, 1)
PLACES = {
    "A1": Place("A1", 1, zone="cold"),
    "A2": Place("A2", 2, zone="cold", spoils=False),
    "B1": Place("B1", 3, zone="dry", drop_sensor=False),
}
COOL, WARM = MachineReport(False, (4, 20)), MachineReport(False, (9, 20))


@dataclass
class Listening:
    changes: int = 0
    late: list[tuple[int, ...]] = field(default_factory=list)

    def cabinet_changed(self) -> None:
        self.changes += 1

    def vend_started(self, key: str) -> None:
        return

    def vend_finished(self, outcome: VendOutcome) -> None:
        return

    def late_result(self, motors: tuple[int, ...]) -> None:
        self.late.append(motors)


class Machine:
    """One run of the program over a store that outlives it. ``starts_up``: the board answers at once;
    ``reads``: there is a code reader."""

    def __init__(
        self,
        store: Store,
        clock: ManualClock,
        places: dict[str, Place] | None = None,
        *,
        starts_up: bool = True,
        reads: bool = False,
    ) -> None:
        self.store, self.clock = store, clock
        self.board = AbleBoard(starts_up=starts_up)
        self.reader = StandingReader()

        def later(work: Callable[[Store], object]) -> None:
            work(store)

        def at_once(call: Callable[[], None]) -> None:
            call()

        zones = (COLD, DRY)
        self.watch = Supervision(
            [self.board], ["main"], zones, clock, Listening(), later, at_once, self.reader if reads else None
        )
        planned = PLACES if places is None else places
        self.watch.plan(planned, read_kept(store, list(planned)))
        self.watch.start()

    def report(self, report: MachineReport, minutes: float = 0) -> None:
        """It is so, and stays so: the board says it every half minute."""
        self.board.say(report)
        for _ in range(round(minutes * 2)):
            self.clock.advance(MINUTE_MS // 2)
            self.board.say(report)

    @property
    def codes(self) -> set[str]:
        return {one.code for one in self.store.machine.incidents()}

    def sold_from(self) -> dict[str, bool]:
        lanes = {label: self.watch.lane(label) for label in PLACES}
        return {
            label: lane.board_up and not (lane.faulty or lane.paused or lane.too_warm)
            for label, lane in lanes.items()
        }


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
def machine(store: Store, clock: ManualClock) -> Machine:
    return Machine(store, clock)


# --- temperature ---------------------------------------------------------------------------------------


def test_warm_for_too_long_locks_what_spoils_and_nothing_else(machine: Machine) -> None:
    machine.report(COOL, 5)
    machine.report(WARM, 15)
    assert machine.sold_from() == {"A1": True, "A2": True, "B1": True}
    assert machine.codes == {"out_of_limits"} and machine.watch.temperature_c == 9
    machine.report(WARM, 1)
    assert machine.sold_from() == {"A1": False, "A2": True, "B1": True}
    assert machine.codes == {"climate_locked"} and not machine.watch.all_too_warm


def test_the_lock_outlives_cold_restart_and_a_broken_probe(machine: Machine) -> None:
    machine.report(COOL, 5)
    machine.report(WARM, 16)
    machine.report(COOL, 60)
    assert not machine.sold_from()["A1"]
    again = Machine(machine.store, machine.clock)
    assert not again.sold_from()["A1"], "before the board has said anything"
    again.report(MachineReport(False, (None, 20), (0,)), 1)
    assert not again.sold_from()["A1"] and again.codes == {"climate_locked", "probe_fault"}


def test_time_off_counts_as_not_known(machine: Machine) -> None:
    machine.report(COOL, 5)
    machine.clock.advance(29 * MINUTE_MS)
    short = Machine(machine.store, machine.clock)
    short.report(COOL, 5)
    assert short.sold_from()["A1"] and short.codes == set()
    short.clock.advance(31 * MINUTE_MS)
    assert not Machine(short.store, short.clock).sold_from()["A1"]


def test_a_person_signs_and_it_is_written_down(machine: Machine) -> None:
    machine.report(COOL, 5)
    machine.report(WARM, 16)
    assert not machine.watch.sign_off("cold", "Li")
    machine.report(COOL)
    assert not machine.watch.sign_off("cellar", "Li")
    assert machine.watch.sign_off("cold", "Li")
    assert machine.sold_from()["A1"] and machine.codes == set()
    assert Machine(machine.store, machine.clock).sold_from()["A1"]
    trail = machine.store._connection.exec_driver_sql("SELECT who, action, detail FROM trail").all()
    assert trail == [("Li", "climate.signed_off", '{"zone": "cold"}')]


def test_a_probe_fault_is_told_and_shown_as_not_known(machine: Machine) -> None:
    machine.report(MachineReport(False, (101, 20)))
    assert (machine.watch.temperature_c, machine.codes) == (None, {"probe_fault"})
    machine.report(COOL)
    assert (machine.watch.temperature_c, machine.codes) == (4, set())


def test_a_machine_of_which_everything_is_locked_says_so(store: Store, clock: ManualClock) -> None:
    machine = Machine(store, clock, {"A1": PLACES["A1"]})
    machine.report(WARM, 31)
    assert machine.watch.all_too_warm


def test_a_zone_planned_no_more_keeps_its_latch(machine: Machine) -> None:
    machine.report(COOL, 5)
    machine.report(WARM, 16)
    record = machine.store.machine.get("climate")
    record["zones"]["cellar"] = record["zones"]["cold"]
    machine.store.machine.put("climate", record)
    Machine(machine.store, machine.clock)
    assert machine.store.machine.get("climate")["zones"]["cellar"]["latch"]


# --- boards and lanes ----------------------------------------------------------------------------------


def test_a_board_that_never_comes_is_told_after_its_time(store: Store, clock: ManualClock) -> None:
    machine = Machine(store, clock, starts_up=False)
    machine.watch.time_passed()
    assert (machine.codes, machine.watch.all_given_up) == (set(), False)
    clock.advance(BOARD_GRACE_MS + 1)
    machine.watch.time_passed()
    assert (machine.codes, machine.watch.all_given_up) == ({"board_away"}, True)
    machine.board.up()
    assert machine.codes == set()


def test_what_was_wrong_before_a_restart_is_not_ended_before_the_board_spoke(machine: Machine) -> None:
    machine.report(MachineReport(True, (4, 20)))
    assert machine.codes == {"door_open"}
    again = Machine(machine.store, machine.clock)
    again.watch.time_passed()
    assert again.codes == {"door_open"}
    again.report(MachineReport(True, (4, 20)))
    assert len(again.store.machine.incidents(open_only=False)) == 1, "told once over both runs"
    again.report(COOL)
    assert again.codes == set()


def test_a_board_that_never_reports_is_not_waited_for(machine: Machine) -> None:
    machine.board.say(DropSensorReport(False, "blocked"))
    assert machine.codes == set()
    machine.clock.advance(FIRST_LOOK_MS + 1)
    machine.watch.time_passed()
    assert machine.codes == {"drop_sensor"}


def test_a_blocked_sensor_is_remembered_over_a_restart(machine: Machine) -> None:
    machine.report(COOL)
    machine.board.say(DropSensorReport(False, "blocked"))
    assert machine.sold_from() == {"A1": False, "A2": False, "B1": True} and not machine.watch.all_blind
    again = Machine(machine.store, machine.clock, {"A1": PLACES["A1"]})
    assert [again.watch.all_blind, again.watch.lane("A1").faulty] == [True, True]
    again.report(COOL)
    again.board.say(DropSensorReport(True, "works"))
    assert [again.watch.all_blind, again.codes] == [False, set()]


def test_lane_health_is_kept_and_told(machine: Machine) -> None:
    machine.report(COOL)
    machine.board.say(VendFinished(outcome(VendOrder("vend:S:0:1", 1), Result.UNKNOWN)))
    assert machine.codes == {"lane_out"}
    again = Machine(machine.store, machine.clock)
    again.report(COOL)
    assert not again.sold_from()["A1"] and again.codes == {"lane_out"}
    again.watch.cabinet.mend("A1")
    assert again.sold_from()["A1"] and again.codes == set()


def test_a_lane_that_wears_is_named_over_restarts(machine: Machine) -> None:
    for number in range(40):
        order = VendOrder(f"vend:S{number}:0:1", 1)
        machine.board.say(VendFinished(outcome(order, Result.DELIVERED, run_ms=2000 + 18 * number)))
    again = Machine(machine.store, machine.clock)
    again.report(COOL)
    assert list(again.watch.forecasts()) == ["A1"] and again.codes == {"lane_wearing"}
    for number in range(60):
        order = VendOrder(f"vend:T{number}:0:1", 1)
        again.board.say(VendFinished(outcome(order, Result.DELIVERED, run_ms=2000)))
    again.watch.time_passed()
    assert not again.watch.forecasts() and again.codes == set()


def test_turns_that_say_nothing_of_the_lane_are_no_history() -> None:
    order = VendOrder("vend:S:0:1", 1)
    assert turn_of(outcome(order, Result.UNKNOWN), 7) is None
    assert turn_of(outcome(order, Result.FAULT, sensor_fault=True), 7) is None
    assert turn_of(outcome(order, Result.REFUSED, nothing_moved=True, raw_code="-"), 7) is None
    assert turn_of(outcome(order, Result.DELIVERED, run_ms=9, current_ma=5), 7) == Turn(9, True, 5, 7)
    assert turn_of(outcome(order, Result.DELIVERED, fault_although_delivered=True), 7) == Turn(
        0, False, None, 7
    )
    assert TURNS_MIN > 1


def test_a_planogram_that_does_not_fit_is_an_incident(store: Store, clock: ManualClock) -> None:
    machine = Machine(store, clock)
    machine.watch.plan(PLACES, read_kept(store, []), "lanes Z1 and Z2 are not there")
    machine.report(COOL)
    assert machine.codes == {"planogram_strangers"}


# --- the code reader -----------------------------------------------------------------------------------


def test_a_reader_that_goes_is_told_low_and_once_and_everything_is_sold_on(
    store: Store, clock: ManualClock
) -> None:
    machine = Machine(store, clock, reads=True)
    machine.reader.up()
    machine.report(COOL)
    assert machine.codes == set()
    machine.reader.say(ReaderDown("unplugged"))
    [incident] = store.machine.incidents()
    assert (incident.code, incident.severity, incident.text) == ("reader_away", Severity.INFO, "unplugged")
    assert all(machine.sold_from().values())
    machine.reader.up()
    assert machine.codes == set()
    assert len(store.machine.incidents(open_only=False)) == 1


def test_a_reader_that_never_comes_has_its_time_first(store: Store, clock: ManualClock) -> None:
    machine = Machine(store, clock, reads=True)
    machine.report(COOL)
    machine.reader.say(ReaderDown("not there"))
    assert machine.codes == set()
    clock.advance(BOARD_GRACE_MS + 1)
    machine.watch.time_passed()
    assert machine.codes == {"reader_away"}


def test_a_reader_that_is_set_up_wrong_is_told_until_it_reads(store: Store, clock: ManualClock) -> None:
    machine = Machine(store, clock, reads=True)
    machine.reader.up()
    machine.report(COOL)
    machine.reader.say(ReaderTrouble("unfinished", "Set scanner.suffix.", lasting=True))
    assert machine.codes == {"reader_trouble"}
    machine.reader.read("12345678")
    assert machine.codes == set()


def test_it_is_started_and_closed_with_the_boards(store: Store, clock: ManualClock) -> None:
    machine = Machine(store, clock, reads=True)
    machine.reader.up()
    assert machine.watch.codes.up
    machine.watch.close()
    assert machine.reader.is_closed
    assert not Machine(store, clock).watch.codes.has_reader
