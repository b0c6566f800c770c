"""After a power cut: nothing is turned again, no fen is forgotten, whatever the stage."""

from __future__ import annotations

from pathlib import Path

from hardware.api import Result
from kiosk.payments.intent import CallUnknown
from kiosk.sale.effects import Worry
from kiosk.sale.state import Fate, Stage
from kiosk.store.audit import audit
from kiosk.store.store import Store
from kiosk.vend.recovery import TOLD_WITHIN_MS, find, find_one, open_worries
from tests.kiosk.vend.outside import AWAY, ScriptedBoard, ScriptedGateway
from tests.kiosk.vend.rig import play, running

NUMBER = "K0000001"


def test_a_code_on_the_screen_is_closed(tmp_path: Path) -> None:
    gateway = ScriptedGateway()

    async def cut() -> None:
        async with running(tmp_path, gateway) as rig:
            await rig.shown()

    async def again() -> None:
        gateway.away = False
        async with running(tmp_path, gateway) as rig:
            found = await find(rig.store)
            assert found[0].tell_customer(rig.clock.utc_ms())
            assert not found[0].tell_customer(rig.clock.utc_ms() + TOLD_WITHIN_MS + 60_000)
            assert found[0].tell_customer(0), "a clock without a battery knows nothing of the day"
            live = (await rig.take_up())[0]
            await rig.closed(live)
            assert f"{NUMBER}A" in gateway.closed

    play(cut)
    play(again)
    assert audit(tmp_path).findings == ()


def test_a_turn_cut_short_is_asked_about_and_never_repeated(tmp_path: Path) -> None:
    gateway = ScriptedGateway()
    first, second = ScriptedBoard(holds=True), ScriptedBoard()

    async def cut() -> None:
        async with running(tmp_path, gateway, first) as rig:
            await rig.shown()
            gateway.pays(f"{NUMBER}A")
            await rig.until(lambda: first.turned)

    async def again() -> None:
        gateway.away = False
        async with running(tmp_path, gateway, second) as rig:
            live = (await rig.take_up())[0]
            await rig.until(lambda: live.sale.stage is Stage.NEEDS_STAFF)
            assert not second.turned
            assert {order.key for order in second.queried} == {first.turned[0].key}
            assert [line.fate for line in live.sale.lines] == [Fate.UNKNOWN, Fate.NOT_DELIVERED]
            assert gateway.back_fen == {f"{NUMBER}R0": 300}
            assert rig.health["A1"].out, "what lies before the hatch is not known"

    play(cut)
    play(again)
    report = audit(tmp_path)
    assert report.findings == () and report.figures.in_doubt_fen == 450


def test_a_board_that_remembers_spares_everybody_the_doubt(tmp_path: Path) -> None:
    gateway = ScriptedGateway()
    first = ScriptedBoard(holds=True)

    async def cut() -> None:
        async with running(tmp_path, gateway, first) as rig:
            await rig.shown()
            gateway.pays(f"{NUMBER}A")
            await rig.until(lambda: first.turned)

    async def again() -> None:
        gateway.away = False
        second = ScriptedBoard(remembers={first.turned[0].key: Result.DELIVERED})
        async with running(tmp_path, gateway, second) as rig:
            live = (await rig.take_up())[0]
            await rig.closed(live)

    play(cut)
    play(again)
    report = audit(tmp_path)
    assert report.findings == () and report.figures.delivered_fen == 450
    assert report.figures.refunded_fen == 300 and report.double_vends == 0


def test_a_refund_keeps_its_number_and_its_age(tmp_path: Path) -> None:
    gateway = ScriptedGateway(answers={"refund": [CallUnknown(AWAY)]})

    async def cut() -> None:
        async with running(tmp_path, gateway, ScriptedBoard(results={1: [Result.NOT_DELIVERED]})) as rig:
            await rig.shown(units=1)
            gateway.pays(f"{NUMBER}A")
            await rig.until(lambda: rig.deadlines.napping)

    async def again() -> None:
        gateway.away = False
        async with running(tmp_path, gateway) as rig:
            live = (await rig.take_up())[0]
            assert live.refunds_since_ms == {f"{NUMBER}R0": live.opened_at_ms}
            await rig.closed(live)
            assert gateway.back_fen == {f"{NUMBER}R0": 450}

    play(cut)
    play(again)
    assert audit(tmp_path).findings == ()


def test_what_staff_must_know_is_found_again(tmp_path: Path) -> None:
    gateway = ScriptedGateway()

    async def doubt() -> None:
        async with running(tmp_path, gateway, ScriptedBoard(results={1: [Result.UNKNOWN]})) as rig:
            live = await rig.shown(units=1)
            gateway.pays(f"{NUMBER}A")
            await rig.until(lambda: live.sale.stage is Stage.NEEDS_STAFF)
            assert open_worries(live.sale)[0].worry is Worry.LINE_IN_DOUBT
            assert open_worries(live.sale)[0].subject == "0"

    play(doubt)


def test_a_closed_sale_is_found_only_by_its_number(tmp_path: Path) -> None:
    async def sell() -> None:
        async with running(tmp_path) as rig:
            live = await rig.shown()
            rig.gateway.pays(f"{NUMBER}A")
            await rig.closed(live)
            assert await find(rig.store) == []

            def look(store: Store) -> tuple[bool, bool]:
                return find_one(store, NUMBER) is None, find_one(store, "NOBODY") is None

            assert await rig.store.run(look) == (False, True)

    play(sell)
