"""The report of real books: every sum against the audit, every count against what was done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hardware.api import Result, VendOutcome
from kiosk.cabinet.incidents.table import INCIDENTS
from kiosk.catalog.products import Lane
from kiosk.clock import ManualClock
from kiosk.ops.dts.events import EVENTS
from kiosk.ops.dts.report import About, Reading, report, selections
from kiosk.ops.dts.segments import document
from kiosk.sale.events import Event, PaymentSeen, RefundSeen, StaffSettled, VendResult
from kiosk.sale.state import Fate, Line, Sale, open_sale
from kiosk.store import counters as counting
from kiosk.store.audit import audit
from kiosk.store.counters import counters
from kiosk.store.records import OpenRecord, Severity, StockReason
from kiosk.store.store import Store
from tests.kiosk.ops.dts.parser import Dts, parse
from tests.kiosk.store.machine import TOKEN, paid, record

ZONE = ZoneInfo("Asia/Shanghai")
DAY_MS, HOUR_MS, MINUTE_MS = 86_400_000, 3_600_000, 60_000
JAN_1 = int(datetime(2026, 1, 1, tzinfo=ZONE).timestamp()) * 1000
JAN_2, JAN_3 = JAN_1 + DAY_MS, JAN_1 + 2 * DAY_MS
ABOUT = About("M-1", "Hall*A", "一号楼 Hall", "CNY", "HUODAO", "1")
LANES = (
    Lane("A1", 1, "tea", 8, 2, par=6),
    Lane("A2", 2, "cola", 8, 8),
    Lane("甲3", 3, "绿茶*", 5, 5),
    Lane("B1", 4, "never", 9, 9),
)
PRICES = {"tea": 450, "cola": 300, "绿茶*": 600}


@dataclass
class Machine:
    """Books that are filled day by day."""

    folder: Path
    clock: ManualClock = field(default_factory=lambda: ManualClock(JAN_1 + HOUR_MS))
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 1_000)))

    def __post_init__(self) -> None:
        self.store = Store.open(self.folder, self.clock)
        self.store.stock.plan(LANES)

    def sell(self, *lines: tuple[str, str, int, int], fates: str) -> str:
        """One sale: lane, sku, motor, fen; a fate for each: d(elivered), n(ot), u(nknown)."""
        number = f"K{next(self.numbers):07}"
        sale = open_sale(
            number, tuple(Line(at, sku, lane, motor, fen) for at, (lane, sku, motor, fen) in enumerate(lines))
        )
        self.store.commit(OpenRecord(sale, self.clock.utc_ms(), TOKEN))
        *begin, _seen = paid(number)
        self.step(sale, *begin, PaymentSeen(f"{number}A", sale.due_fen))
        names = {"d": Fate.DELIVERED, "n": Fate.NOT_DELIVERED, "u": Fate.UNKNOWN}
        for at, fate in enumerate(fates):
            self.step(self.now(number), VendResult(at, 1, names[fate]))
            result = {"d": Result.DELIVERED, "n": Result.NOT_DELIVERED, "u": Result.UNKNOWN}[fate]
            key = f"vend:{number}:{at}:1"
            self.store.sales.record_outcome(VendOutcome(key, at + 1, result, "-", "-"))
        if "n" in fates:
            self.step(self.now(number), RefundSeen(f"{number}R0"))
        return number

    def now(self, number: str) -> Sale:
        stored = self.store.sales.load(number)
        assert stored is not None
        return stored.sale

    def step(self, sale: Sale, *events: Event) -> None:
        for event in events:
            one = record(sale, event, self.clock.utc_ms())
            self.store.commit(one)
            sale = one.after

    def incident(self, code: str, subject: str, minutes: int | None) -> None:
        """It lasts so long; None: it is open."""
        self.store.machine.raise_incident(code, subject, Severity.WARNING, "")
        if minutes is not None:
            self.clock.advance(minutes * MINUTE_MS)
            self.store.machine.clear_incident(code, subject)

    def read(self, since_ms: int = JAN_2, until_ms: int = JAN_3) -> Dts:
        """The report, by the reader that shares nothing with its writer; its sums held against the audit."""
        found = counters(self.folder, since_ms, until_ms)
        reading = Reading(until_ms, since_ms, until_ms, ZONE)
        dts = parse(document(report(ABOUT, found, PRICES, reading)))
        books = audit(self.folder)
        va1 = dts.numbers("VA1")
        assert va1[:2] == [books.figures.delivered_fen, books.vends_delivered]
        assert [a + b for a, b in zip(dts.numbers("CA2"), dts.numbers("DA2"), strict=True)] == va1
        rows = dts.selections().values()
        sums = [sum(row.pa2[at] for row in rows) for at in range(4)]
        assert [sums[1], sums[0], sums[3], sums[2]] == va1
        for row in rows:
            by_price = [[int(number) for number in one[4:]] for one in row.pa7]
            assert [sum(one[at] for one in by_price) for at in range(4)] == row.pa2
            assert all(int(one[3]) * int(one[4]) == int(one[5]) for one in row.pa7)
        return dts


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    made = Machine(tmp_path)
    yield made
    made.store.close()


TEA, COLA, GREEN = ("A1", "tea", 1, 450), ("A2", "cola", 2, 300), ("甲3", "绿茶*", 3, 600)


def test_a_machine_that_has_sold_nothing_has_zeros(machine: Machine) -> None:
    dts = machine.read()
    assert dts.numbers("VA1") == dts.numbers("CA2") == dts.numbers("DA2") == [0, 0, 0, 0]
    assert [row.pa2 for row in dts.selections().values()] == [[0, 0, 0, 0]] * len(LANES)
    assert dts.all("EA1") == dts.all("EA2") == []


def test_what_was_delivered_is_counted_ever_and_within_the_period(machine: Machine) -> None:
    machine.sell(TEA, COLA, fates="dd")
    machine.clock.advance(DAY_MS)
    machine.sell(TEA, COLA, GREEN, fates="dnd")
    machine.sell(COLA, fates="d")
    machine.clock.advance(DAY_MS)
    machine.sell(COLA, fates="d")
    dts = machine.read()
    assert dts.numbers("VA1") == [450 + 300 + 1_050 + 300 + 300, 6, 1_350, 3]
    found = dts.selections()
    assert found["A1"].pa2 == [2, 900, 1, 450]
    assert found["A2"].pa2 == [3, 900, 1, 300]
    assert found["A2"].pa7 == [["A2", "DA", "0", "300", "3", "900", "1", "300"]]
    assert found["B1"].pa2 == [0, 0, 0, 0] and found["B1"].pa7 == []


def test_what_is_in_doubt_counts_when_a_person_says_that_it_fell(machine: Machine) -> None:
    number = machine.sell(TEA, fates="u")
    assert machine.read(JAN_1).numbers("VA1") == [0, 0, 0, 0]
    machine.clock.advance(DAY_MS)
    machine.step(machine.now(number), StaffSettled(0, True))
    assert machine.read().numbers("VA1") == [450, 1, 450, 1]


def test_each_price_it_was_sold_at_is_a_line_of_its_own(machine: Machine) -> None:
    machine.sell(TEA, ("A1", "tea", 1, 399), fates="dd")
    found = machine.read(JAN_1).selections()["A1"]
    assert [one[3:6] for one in found.pa7] == [["399", "1", "399"], ["450", "1", "450"]]
    assert found.pa1[1] == "450", "what it costs now"


def test_who_the_machine_is_and_its_money(machine: Machine) -> None:
    dts = machine.read()
    assert dts.one("ID1") == ["M-1", "HUODAO", "1", "??? Hall", "", "Hall-A"]
    assert dts.one("ID4") == ["2", "1156", "CNY"]
    assert dts.one("EA3") == ["", "260103", "0000", "", "260102", "0000"]


def test_lanes_and_goods_with_names_no_file_can_hold(machine: Machine) -> None:
    machine.sell(GREEN, fates="d")
    found = machine.read(JAN_1).selections()
    assert list(found) == ["A1", "A2", "L3", "B1"]
    assert found["L3"].pa1 == ["L3", "600", "", "5", "5", "", "0"]
    assert found["L3"].pa2 == [1, 600, 1, 600]
    assert found["A1"].pa1 == ["A1", "450", "tea", "8", "6", "", "0"]
    assert found["B1"].pa1[1] == "", "nobody knows its price"


def test_a_lane_that_is_planned_no_more_keeps_what_it_sold(machine: Machine) -> None:
    machine.sell(TEA, COLA, fates="dd")
    machine.store.stock.plan((LANES[1],))
    found = machine.read(JAN_1).selections()
    assert list(found) == ["A2", "A1"]
    assert found["A1"].pa1 == ["A1", "", "", "", "", "", "1"] and found["A1"].pa2 == [1, 450, 1, 450]


def test_sold_out_is_when_the_last_unit_fell(machine: Machine) -> None:
    machine.sell(TEA, fates="d")
    assert machine.read(JAN_1).selections()["A1"].pa5 == []
    machine.clock.advance(DAY_MS + 30 * MINUTE_MS)
    machine.sell(TEA, fates="d")
    dts = machine.read()
    assert dts.selections()["A1"].pa5 == ["260102", "0130"]
    assert dts.counts()["ELB_A1"] == (1, 1, True)
    machine.clock.advance(HOUR_MS)
    machine.sell(TEA, fates="d")  # there was one more than the books knew of
    assert machine.read().selections()["A1"].pa5 == ["260102", "0130"]
    assert machine.read().counts()["ELB_A1"] == (1, 1, True)
    machine.store.stock.set_stock("A1", 8, StockReason.REFILLED)
    assert machine.read(JAN_1, JAN_2).counts()["ELB_A1"] == (0, 1, False)


def test_turns_after_which_nothing_fell_are_counted_by_selection(machine: Machine) -> None:
    machine.sell(TEA, fates="n")
    machine.clock.advance(DAY_MS)
    machine.sell(GREEN, fates="n")
    number = machine.sell(GREEN, fates="u")
    for _ in range(2):  # the board says it twice, late
        late = VendOutcome(f"vend:{number}:0:1", 3, Result.FAULT, "-", "-")
        machine.store.sales.record_outcome(late)
    counts = machine.read().counts()
    assert counts["ELA_A1"] == (0, 1, False) and counts["ELA_L3"] == (2, 2, False)


def test_incidents_are_events_with_their_length_in_the_order_of_time(machine: Machine) -> None:
    machine.incident("door_open", "main", 7)
    machine.clock.advance(DAY_MS)
    machine.incident("door_open", "main", 12)
    machine.incident("lane_fault", "A2", 3)
    machine.incident("refund_stuck", "K1:R0", 1)
    machine.incident("drop_sensor", "main", None)
    machine.incident("climate_locked", "main", None)
    dts = machine.read()
    assert [fields[0] for fields in dts.all("EA1")] == ["EGS", "EGT", "EJB_A2", "EJL", "EJJ"]
    assert dts.all("EA1")[0] == ["EGS", "260102", "0107", "12"]
    assert dts.all("EA1")[1] == ["EGT", "260102", "0119"]
    assert dts.all("EA1")[3] == ["EJL", "260102", "0123"], "it is not over"
    assert dts.counts() == {
        "EGS": (1, 2, False),
        "EGT": (1, 2, False),
        "EJB_A2": (1, 1, False),
        "EJJ": (1, 1, True),
        "EJL": (1, 1, True),
    }


def test_what_began_before_the_period_and_ended_in_it_is_told_by_its_end(machine: Machine) -> None:
    machine.clock.advance(DAY_MS - 2 * HOUR_MS)
    machine.incident("door_open", "main", 120)
    dts = machine.read()
    assert [fields[0] for fields in dts.all("EA1")] == ["EGT"]
    assert dts.counts() == {"EGS": (0, 1, False), "EGT": (1, 1, False)}


def test_a_machine_with_more_trouble_than_anyone_reads_tells_the_newest(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert counting.HAPPENED_MAX >= 100
    monkeypatch.setattr(counting, "HAPPENED_MAX", 3)
    for _ in range(8):
        machine.store.machine.raise_incident("board_away", "main", Severity.ERROR, "")
        machine.store.machine.clear_incident("board_away", "main")
        machine.clock.advance(1_000)
    dts = machine.read(JAN_1)
    assert len(dts.all("EA1")) == 3
    assert dts.counts()["EJM"] == (8, 8, False)


def test_every_incident_has_its_row() -> None:
    assert set(EVENTS) == set(INCIDENTS)


@pytest.mark.parametrize(
    ("planned", "heard_of", "names"),
    [
        (["A1"], ["A1", "B2"], ["A1", "B2"]),
        (["货1", "L1", "货2"], [], ["L2", "L1", "L3"]),
        (["LANE-0001", "LANE-0002"], [], ["L1", "L2"]),
        (["A*1", "A-1"], [], ["L1", "A-1"]),
        ([" A1", "A1"], [], ["L1", "A1"]),
    ],
)
def test_no_two_selections_have_one_name(planned: list[str], heard_of: list[str], names: list[str]) -> None:
    found = selections(planned, heard_of)
    assert list(found.values()) == names and len(set(names)) == len(names)
    assert list(found) == list(dict.fromkeys((*planned, *heard_of)))


def test_times_are_the_machines_own() -> None:
    reading = Reading(0, 0, 0, UTC)
    assert reading.when(JAN_1) == ("251231", "1600")
    assert Reading(0, 0, 0, ZONE).when(JAN_1) == ("260101", "0000")
