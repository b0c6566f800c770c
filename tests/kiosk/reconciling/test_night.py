"""A machine's mornings: what a bill brings out goes back by itself, or somebody is called; once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kiosk.cabinet.incidents.bills import OVERDUE, UNREAD
from kiosk.clock import ManualClock
from kiosk.payments.bills.bill import BillFile, BillUnknown, NotMadeYet
from kiosk.payments.intent import CallUnknown, Problem, ProblemKind
from kiosk.payments.reconcile.cases import Case, Deed, Note
from kiosk.payments.reconcile.day import Source
from kiosk.payments.reconcile.days import AGAIN_S, OVERDUE_AGAIN_S
from kiosk.sale.events import PaymentSeen
from tests.kiosk.reconciling.rig import BillingGateway, later, reconciling
from tests.kiosk.vend.rig import PAY_MS, play

TOTAL_FEN = 750
PAYMENT = "K0000001A"


@pytest.mark.parametrize("has_bills", [True, False])
def test_money_taken_after_a_confirmed_close_goes_back_by_itself(tmp_path: Path, has_bills: bool) -> None:
    """By the bill; and by asking for each order, where there is none."""

    async def scene() -> None:
        gateway = BillingGateway(has_bills=has_bills)
        async with reconciling(tmp_path, gateway) as machine:
            await machine.cancelled()
            gateway.pays(PAYMENT)
            gateway.has_row(PAYMENT, machine.now_s, TOTAL_FEN)
            day = machine.next_morning()
            await machine.look()
            kept = await machine.kept(day)
            assert [(one.case, one.deed) for one in kept.findings] == [(Case.LATE, Deed.SETTLED)]
            assert (kept.is_done, kept.source) == (True, Source.BILL if has_bills else Source.ORDERS)
            assert gateway.back_fen == {"K0000001R0": TOTAL_FEN}
            assert not machine.staff.open, "nobody has to do anything"
        report = machine.rig.audit()
        assert report.balanced and report.figures.refunded_fen == TOTAL_FEN

    play(scene)


def test_nothing_is_refunded_on_the_bills_word_alone(tmp_path: Path) -> None:
    async def scene() -> None:
        gateway = BillingGateway()
        async with reconciling(tmp_path, gateway) as machine:
            await machine.cancelled()
            gateway.has_row(PAYMENT, machine.now_s, TOTAL_FEN)
            day = machine.next_morning()
            await machine.look()
            (found,) = await machine.findings(day)
            assert (found.case, found.deed, found.note) == (Case.LATE, Deed.PERSON, Note.GATEWAY_DENIES)
            assert gateway.back_fen == {}
            assert list(machine.staff.open) == [("reconcile_late", PAYMENT)]
        assert machine.rig.audit().balanced

    play(scene)


def test_a_day_done_again_changes_nothing_and_is_not_even_asked_for(tmp_path: Path) -> None:
    async def scene() -> None:
        gateway = BillingGateway()
        async with reconciling(tmp_path, gateway) as machine:
            await machine.cancelled()
            gateway.pays(PAYMENT)
            gateway.has_row(PAYMENT, machine.now_s, TOTAL_FEN)
            day = machine.next_morning()
            await machine.look()
            before, asked = await machine.kept(day), dict(gateway.asked)
            await machine.look()
            assert (await machine.kept(day), dict(gateway.asked)) == (before, asked)
        report = machine.rig.audit()
        assert report.balanced and report.figures.refunded_fen == TOTAL_FEN

    play(scene)


def test_the_power_goes_between_the_bill_and_the_question(tmp_path: Path) -> None:
    """The gateway hands out its bill and then says nothing; the next run of the program comes to the end."""

    async def scene() -> None:
        gateway, clock = BillingGateway(), ManualClock()
        async with reconciling(tmp_path, gateway, clock) as machine:
            await machine.cancelled()
            gateway.pays(PAYMENT)
            gateway.has_row(PAYMENT, machine.now_s, TOTAL_FEN)
            day = machine.next_morning()
            gateway.answers["query"] = [_silence()] * 9  # whoever else asks: the sale still watches its code
            await machine.look()
            kept = await machine.kept(day)
            assert not kept.is_done and [one.deed for one in kept.findings] == [Deed.TO_ASK]
            assert gateway.back_fen == {}
        gateway.away = False
        gateway.answers.clear()
        async with reconciling(tmp_path, gateway, clock) as machine:
            await machine.look()
            assert [one.deed for one in await machine.findings(day)] == [Deed.SETTLED]
            assert gateway.back_fen == {"K0000001R0": TOTAL_FEN}
        assert machine.rig.audit().balanced

    play(scene)


def test_a_gateway_that_is_silent_is_asked_again_half_an_hour_later(tmp_path: Path) -> None:
    async def scene() -> None:
        gateway = BillingGateway()
        async with reconciling(tmp_path, gateway) as machine:
            await machine.cancelled()
            day = machine.next_morning()
            gateway.says[day] = NotMadeYet()
            await machine.look()
            await machine.look()
            assert gateway.billed == [day], "not before its time"
            del gateway.says[day]
            machine.rig.pass_time(AGAIN_S * 1000)
            await machine.look()
            assert (await machine.kept(day)).is_done

    play(scene)


def test_a_bill_that_cannot_be_read_is_not_waited_for(tmp_path: Path) -> None:
    """At first it may be a damaged download; in the afternoon orders are asked for, and somebody is told."""

    async def scene() -> None:
        gateway = BillingGateway()
        async with reconciling(tmp_path, gateway) as machine:
            await machine.cancelled()
            gateway.pays(PAYMENT)
            day = machine.next_morning()
            odd = Problem(ProblemKind.BAD_ANSWER, "The sums are wrong.", "BILL")
            gateway.says[day] = BillUnknown(odd, BillFile("wechat-odd.csv", b"odd"))
            await machine.look()
            assert not machine.staff.open and gateway.back_fen == {}
            assert (tmp_path / "bills" / "wechat-odd.csv").read_bytes() == b"odd"
            machine.rig.pass_time(6 * 3_600_000)
            await machine.look()
            assert gateway.back_fen == {"K0000001R0": TOTAL_FEN}
            kept = await machine.kept(day)
            assert (kept.source, kept.is_done) == (Source.ORDERS, True)
            assert machine.staff.open == {(UNREAD, "wechat"): f"{day.isoformat()}. The sums are wrong."}
            gateway.has_row("SHOP-1", machine.now_s, 100)
            machine.next_morning()
            await machine.look()
            assert not machine.staff.open, "the next one could be read"

    play(scene)


def test_a_gateway_that_is_away_for_days_calls_somebody(tmp_path: Path) -> None:
    async def scene() -> None:
        gateway = BillingGateway()
        async with reconciling(tmp_path, gateway) as machine:
            await machine.cancelled()
            day = machine.next_morning()
            away = BillUnknown(Problem(ProblemKind.NETWORK, "No network."))
            gateway.says = dict.fromkeys([later(day, index) for index in range(5)], away)
            gateway.away = True
            await machine.look()
            assert not machine.staff.open
            for _ in range(3):
                machine.next_morning()
            await machine.look()
            assert (OVERDUE, "wechat") in machine.staff.open
            gateway.says.clear()
            gateway.away = False
            machine.rig.pass_time(OVERDUE_AGAIN_S * 1000)
            await machine.look()
            assert (OVERDUE, "wechat") not in machine.staff.open

    play(scene)


def test_a_confirmed_refund_is_told_to_its_sale(tmp_path: Path) -> None:
    """The gateway took the refund and its answers were lost: the bill knows before the next question."""

    async def scene() -> None:
        gateway = BillingGateway()
        async with reconciling(tmp_path, gateway) as machine:
            live = await machine.cancelled()
            gateway.pays(PAYMENT)
            gateway.has_row(PAYMENT, machine.now_s, TOTAL_FEN)
            gateway.has_row(PAYMENT, machine.now_s, TOTAL_FEN, "K0000001R0")
            gateway.answers["refund"] = [_silence()] * 50
            machine.rig.runner.tell(live.number, PaymentSeen(PAYMENT, TOTAL_FEN))
            await machine.rig.until(lambda: gateway.asked["refund K0000001R0"] == 1)
            day = machine.next_morning()
            gateway.back_fen["K0000001R0"] = TOTAL_FEN
            await machine.look()
            cases = {one.case: one.deed for one in await machine.findings(day)}
            assert cases == {Case.OK: Deed.NOTHING, Case.REFUND_CONFIRMED: Deed.SETTLED}
        assert machine.rig.audit().figures.refunded_fen == TOTAL_FEN

    play(scene)


def test_what_only_a_person_can_judge_is_an_incident_until_it_is_settled(tmp_path: Path) -> None:
    async def scene() -> None:
        gateway = BillingGateway()
        async with reconciling(tmp_path, gateway) as machine:
            await machine.cancelled()
            gateway.has_row("SHOP-1", machine.now_s, 100)
            gateway.has_row("K1" + "0" * 14 + "A", machine.now_s, 200)
            gateway.has_row(PAYMENT, machine.now_s, 750, "BY-HAND")
            day = machine.next_morning()
            await machine.look()
            found = {one.case: one.deed for one in await machine.findings(day)}
            assert found == {
                Case.FOREIGN_ORDER: Deed.NOTHING,
                Case.STRANGE_ORDER: Deed.PERSON,
                Case.FOREIGN_REFUND: Deed.PERSON,
            }
            assert set(machine.staff.open) == {
                ("reconcile_strange_order", "K1" + "0" * 14 + "A"),
                ("reconcile_foreign_refund", "BY-HAND"),
            }

    play(scene)


def test_the_raw_file_is_kept_with_its_digest(tmp_path: Path) -> None:
    async def scene() -> None:
        gateway = BillingGateway()
        async with reconciling(tmp_path, gateway) as machine:
            await machine.cancelled()
            gateway.has_row("SHOP-1", machine.now_s, 100)
            day = machine.next_morning()
            await machine.look()
            kept = await machine.kept(day)
        file = tmp_path / "bills" / kept.file_name
        assert file.read_bytes() == b"as it came" and file.stat().st_mode & 0o777 == 0o600
        assert len(kept.file_sha256) == 64

    play(scene)


def test_nobody_is_asked_while_a_customer_stands_before_a_code(tmp_path: Path) -> None:
    async def scene() -> None:
        gateway = BillingGateway()
        async with reconciling(tmp_path, gateway) as machine:
            await machine.cancelled()
            day = machine.next_morning()
            live = await machine.rig.shown("K0000002")
            task = asyncio.get_running_loop().create_task(machine.night.look())
            await machine.rig.until(lambda: machine.rig.deadlines.napping)
            assert gateway.billed == []
            machine.rig.pass_time(PAY_MS // 2)
            gateway.pays("K0000002A")
            await machine.rig.until(lambda: not live.cancellable)
            machine.rig.pass_time(2_000)
            task.add_done_callback(lambda _: machine.rig.ring())
            await machine.rig.until(task.done)
            assert gateway.billed == [day]

    play(scene)


def test_days_missed_while_off_are_caught_up_oldest_first(tmp_path: Path) -> None:
    async def scene() -> None:
        gateway = BillingGateway()
        async with reconciling(tmp_path, gateway) as machine:
            await machine.cancelled()
            day = machine.next_morning()
            for _ in range(4):
                machine.next_morning()
            await machine.look()
            assert gateway.billed == [later(day, index) for index in range(5)]

    play(scene)


def _silence() -> CallUnknown:
    return CallUnknown(Problem(ProblemKind.TIMEOUT, "nothing came"))
