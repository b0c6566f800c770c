"""What a board's answer means for a customer, and how long each deadline is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hardware.api import Result, VendOrder
from kiosk.sale.effects import ArmDeadline
from kiosk.sale.events import Timer
from kiosk.sale.state import Fate
from kiosk.vend import dispatch
from kiosk.vend.dispatch import DAY_MS, LAST_TRIES_MS, fate_of, sale_of, unsettled_turns, vend_event
from tests.kiosk.vend.outside import ScriptedBoard, outcome
from tests.kiosk.vend.rig import play, running

TURN = VendOrder("vend:K0000001:0:1", 1)


@pytest.mark.parametrize(
    ("result", "fate"),
    [
        (Result.DELIVERED, Fate.DELIVERED),
        (Result.TURNED_UNCONFIRMED, Fate.DELIVERED),
        (Result.NOT_DELIVERED, Fate.NOT_DELIVERED),
        (Result.FAULT, Fate.NOT_DELIVERED),
        (Result.REFUSED, Fate.NOT_DELIVERED),
        (Result.UNKNOWN, Fate.UNKNOWN),
    ],
)
def test_each_result_is_a_fate(result: Result, fate: Fate) -> None:
    assert fate_of(outcome(TURN, result)) is fate


def test_no_result_is_without_a_fate() -> None:
    assert set(dispatch.FATES) == set(Result)


def test_goods_that_fell_before_the_fault_are_not_paid_back() -> None:
    assert fate_of(outcome(TURN, Result.FAULT, fault_although_delivered=True)) is Fate.DELIVERED


def test_a_key_leads_back_to_its_line() -> None:
    assert sale_of("vend:K0000001:3:2") == ("K0000001", 3, 2)


def test_another_lane_is_offered_only_when_nothing_moved(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(tmp_path, board=ScriptedBoard(holds=True)) as rig:
            live = await rig.shown()
            still = outcome(TURN, Result.REFUSED, nothing_moved=True)
            moved = outcome(TURN, Result.NOT_DELIVERED)
            assert vend_event(live, still, lambda sku, lane: (f"{sku}/{lane}", 3)).spare_lane == "tea/A1"
            assert vend_event(live, moved, lambda _sku, _lane: ("A3", 3)).spare_lane == ""

    play(work)


def test_the_one_retry_comes_from_the_spare_lane(tmp_path: Path) -> None:
    refused = outcome(TURN, Result.REFUSED, nothing_moved=True)
    board = ScriptedBoard(results={1: [refused]})

    async def work() -> None:
        async with running(tmp_path, board=board) as rig:
            rig.spare = ("A3", 3)
            live = await rig.shown(units=1)
            rig.gateway.pays("K0000001A")
            await rig.closed(live)
            assert [order.key for order in board.turned] == ["vend:K0000001:0:1", "vend:K0000001:0:2"]
            assert live.sale.lines[0].lane == "A3" and rig.health["A1"].failures == 1

    play(work)


def test_only_doubtful_lines_of_the_motor_are_asked_about(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(tmp_path) as rig:
            live = await rig.shown()
            first, second = live.sale.lines
            sale = live.sale.with_line(replace(first, fate=Fate.UNKNOWN, turns=1))
            sale = sale.with_line(replace(second, fate=Fate.DELIVERED, turns=1))
            assert [turn.vend_key for turn in unsettled_turns(sale, (1, 2))] == [TURN.key]
            assert unsettled_turns(sale, (2,)) == ()

    play(work)


@pytest.mark.parametrize(
    ("tried_ms", "left_ms"), [(0, DAY_MS), (DAY_MS // 4, DAY_MS * 3 // 4), (3 * DAY_MS, LAST_TRIES_MS)]
)
def test_a_refund_is_a_day_old_after_a_day_however_often_the_power_went(
    tmp_path: Path, tried_ms: int, left_ms: int
) -> None:
    async def work() -> None:
        async with running(tmp_path) as rig:
            live = await rig.shown()
            live.refunds_since_ms["R"] = rig.clock.utc_ms() - tried_ms
            rig.dispatch.carry_out(live, ArmDeadline(Timer.REFUND_GIVE_UP, "R"))
            due_ms = rig.deadlines.due_ms(live.number, Timer.REFUND_GIVE_UP, "R")
            assert due_ms - rig.clock.monotonic_ms() == left_ms

    play(work)


def test_only_the_code_on_the_screen_is_urgent(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(tmp_path) as rig:
            live = await rig.shown()
            assert live.urgent_about("K0000001A") and live.cancellable
            assert not live.urgent_about("K0000001B")
            live.sale = replace(live.sale, present=False)
            assert not live.urgent_about("K0000001A") and not live.cancellable

    play(work)
