"""The cloud's mornings: one process does a day, late money waits for its machine, and a machine that is gone
does not keep it."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest

from cloud.__main__ import main
from cloud.jobs.reconciling import GONE_S, LEASE_MS
from cloud.store import bills, leases
from cloud.store.database import Database
from cloud.store.leases import Lease
from kiosk.clock import ManualClock
from kiosk.payments.beijing import beijing_day
from kiosk.payments.bills.bill import (
    Bill,
    BillFile,
    BillReady,
    BillResult,
    BillRow,
    BillTotals,
    NoTrade,
    RowKind,
    RowState,
    day_bounds_s,
)
from kiosk.payments.intent import Method, RefundDone, Traits
from kiosk.payments.reconcile.cases import Case, Deed
from kiosk.payments.reconcile.day import Day
from kiosk.payments.reconcile.days import READY_S
from tests.cloud.served import BookGateway, Machine, ServedCloud

T = TypeVar("T")
NUMBER = "K7ABCDEFGA"
FEN = 350
WITHIN_S = 30


@dataclass
class BillingBook(BookGateway):
    """A wallet with bills of its own."""

    rows: list[BillRow] = field(default_factory=list)

    @property
    def traits(self) -> Traits:
        return replace(super().traits, has_bills=True)

    def bill(self, day: date) -> BillResult:
        self._called("bill", day.isoformat())
        rows = tuple(row for row in self.rows if beijing_day(row.at_s) == day)
        if not rows:
            return NoTrade()
        file = BillFile(f"wechat-{day.isoformat()}.csv", b"as it came")
        return BillReady(Bill(Method.WECHAT, day, rows, BillTotals(len(rows), 0, 0)), file)


@dataclass
class Site:
    """A cloud whose gateway took money after it had confirmed a close."""

    cloud: ServedCloud
    machine: Machine
    book: BillingBook
    day: date

    def does(self, work: Coroutine[Any, Any, T], cloud: ServedCloud | None = None) -> T:
        loop = (cloud or self.cloud)._loop
        return asyncio.run_coroutine_threadsafe(work, loop).result(WITHIN_S)

    def looks(self, cloud: ServedCloud | None = None) -> None:
        self.does((cloud or self.cloud).cloud.reconciling.look(), cloud)

    def kept(self) -> Day:
        found = self.does(self.cloud.db.read(bills.kept_day, Method.WECHAT, self.day))
        assert found is not None
        return found

    def deeds(self) -> list[tuple[Case, Deed]]:
        return [(finding.case, finding.deed) for finding in self.kept().findings]


@pytest.fixture
def site(serve: Callable[..., ServedCloud]) -> Site:
    clock, book = ManualClock(), BillingBook()
    cloud = serve(gateway=book, clock=clock)
    machine = cloud.machine()
    assert machine.post("/v1/payments", machine.order(NUMBER, FEN)).json()["state"] == "open"
    assert machine.post(f"/v1/payments/{NUMBER}/close").json()["state"] == "closed"
    now_s = clock.utc_ms() // 1000
    book.pay(NUMBER, FEN)
    book.rows.append(BillRow(RowKind.PAYMENT, NUMBER, "", "T", FEN, now_s, RowState.SUCCESS))
    day = beijing_day(now_s)
    _, until_s = day_bounds_s(day)
    clock.advance(1000 * (until_s + READY_S + 60 - now_s))
    return Site(cloud, machine, book, day)


def test_late_money_is_booked_and_waits_for_its_machine(site: Site) -> None:
    site.looks()
    assert site.deeds() == [(Case.LATE, Deed.WITH_MACHINE)] and site.kept().is_done
    queries = site.book.count("query")
    state = site.machine.get(f"/v1/payments/{NUMBER}").json()
    assert (state["state"], state["paid_fen"], state["refunded"]) == ("paid", FEN, False)
    assert site.book.count("query") == queries, "known by now, not asked again"
    site.book.refunds["K7ABCDEFGR0"] = RefundDone("R")
    body = {"number": "K7ABCDEFGR0", "amount_fen": FEN, "reason": "late"}
    assert site.machine.post(f"/v1/payments/{NUMBER}/refunds", body).json()["state"] == "done"
    site.looks()
    assert site.deeds() == [(Case.LATE, Deed.SETTLED)]
    assert site.book.count("refund") == 1


def test_a_day_that_is_done_is_not_fetched_again(site: Site) -> None:
    site.looks()
    site.looks()
    assert site.book.count("bill") == 1
    assert site.does(site.cloud.db.read(bills.kept_file, site.kept().file_name)) == b"as it came"


def test_a_machine_that_is_gone_does_not_keep_late_money(site: Site) -> None:
    site.looks()
    site.cloud.clock.advance(GONE_S * 1000 - 60_000)
    site.looks()
    assert site.book.count("refund") == 0, "it has its week"
    site.book.refunds[f"{NUMBER}C"] = RefundDone("R")
    site.cloud.clock.advance(120_000)
    site.looks()
    assert site.deeds() == [(Case.LATE, Deed.PAID_BACK)]
    site.looks()
    assert site.book.calls.count(("refund", f"{NUMBER}C")) == 1
    state = site.machine.get(f"/v1/payments/{NUMBER}").json()
    assert (state["state"], state["refunded"]) == ("paid", True), "a machine that comes back is told"
    body = {"number": "K7ABCDEFGR0", "amount_fen": FEN, "reason": "late"}
    assert site.machine.post(f"/v1/payments/{NUMBER}/refunds", body).status_code == 409


def test_two_processes_do_a_day_once(site: Site, serve: Callable[..., ServedCloud]) -> None:
    other = serve(gateway=site.book, clock=site.cloud.clock)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(site.looks, cloud) for cloud in (site.cloud, other)]:
            done.result(WITHIN_S)
    assert site.book.count("bill") == 1
    assert site.deeds() == [(Case.LATE, Deed.WITH_MACHINE)]


def test_a_process_that_died_is_replaced_when_its_lease_runs_out(site: Site) -> None:
    dead = Lease("reconcile:wechat", "dead", site.cloud.clock.utc_ms(), LEASE_MS)
    assert site.does(site.cloud.db.write(leases.take, dead))
    site.looks()
    assert site.book.count("bill") == 0
    site.cloud.clock.advance(LEASE_MS)
    site.looks()
    assert site.kept().is_done


def test_who_has_lost_the_lease_writes_nothing(site: Site) -> None:
    """It hung in a question for longer than the lease; another process took over meanwhile."""

    def hangs(call: str, _number: str) -> None:
        if call == "bill":
            site.cloud.clock.advance(LEASE_MS)
            new = Lease("reconcile:wechat", "other", site.cloud.clock.utc_ms(), LEASE_MS)
            assert site.cloud.db.write_now(leases.take, new)

    site.book.before = hangs
    site.looks()
    assert site.does(site.cloud.db.read(bills.kept_day, Method.WECHAT, site.day)) is None
    assert site.machine.get(f"/v1/payments/{NUMBER}").json()["state"] == "paid", "its own question"


def test_a_crash_between_the_bill_and_the_question_is_made_good(site: Site) -> None:
    def breaks(call: str, _number: str) -> None:
        if call == "query":
            raise RuntimeError("the process dies here")

    site.book.before = breaks
    with pytest.raises(RuntimeError):
        site.looks()
    assert site.deeds() == [(Case.LATE, Deed.TO_ASK)] and not site.kept().is_done
    site.book.before = None
    site.looks()
    assert site.deeds() == [(Case.LATE, Deed.WITH_MACHINE)]


def test_the_report_and_its_exit_code(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "report.csv"
    words = ["reconcile", "--data", str(tmp_path), "--out", str(out), "--day", site.day.isoformat()]
    assert main(words) == 1, "not done yet"
    assert "wechat: not done yet" in capsys.readouterr().out
    site.looks()
    assert main(words) == 1, "the money is not back yet"
    with out.open(encoding="utf-8-sig", newline="") as stream:
        (row,) = list(csv.DictReader(stream))
    assert (row["class"], row["order"], row["theirs"], row["ours"]) == ("late", NUMBER, "3.50", "3.50")
    assert row["done"] == "with_machine" and row["done_zh"]
    assert main([*words[:-2]]) == 2
    assert "reconcile needs" in capsys.readouterr().err


def test_leases_are_taken_held_and_left(url: str) -> None:
    db = Database(url)
    first, second = Lease("job", "a", 1_000, 100), Lease("job", "b", 1_050, 100)
    assert db.write_now(leases.take, first) and db.write_now(leases.take, first)
    assert not db.write_now(leases.take, second)
    with pytest.raises(leases.LeaseLost):
        db.write_now(leases.must_hold, second)
    db.write_now(leases.release, "job", "b")
    assert not db.write_now(leases.take, second), "only its holder leaves it"
    assert db.write_now(leases.take, replace(second, now_ms=1_100))
    db.write_now(leases.release, "job", "b")
    assert db.write_now(leases.take, first)
    db.close()
