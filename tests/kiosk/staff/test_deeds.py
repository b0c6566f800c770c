"""What staff do is written down before it is done, and breaks no promise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.api import Result
from kiosk.cabinet.incidents.staff import LANE_HELD, TURN_IN_DOUBT
from kiosk.errors import KnownError
from kiosk.sale.events import StaffRetried, StaffSettled
from kiosk.sale.state import Fate, Refund, RefundState, Stage
from kiosk.staff.roles import Page
from kiosk.staff.views import LaneStanding, Said
from kiosk.store.records import StockReason
from kiosk.store.store import Store
from tests.kiosk.staff.house import House, played


async def said(house: House, what: Said) -> None:
    await house.until(lambda: house.room.view.notice.said is what)


def standing(house: House, label: str) -> LaneStanding:
    return next(lane.standing for lane in house.room.view.lanes.lanes if lane.label == label)


# --- money ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delivered", [True, False])
def test_a_persons_word_ends_a_doubt_and_stands_in_the_trail(tmp_path: Path, delivered: bool) -> None:
    async def story(house: House) -> None:
        house.sales.doubted("K1")
        await house.sign_in()
        house.room.settle("K1", 0, delivered=delivered, reason="lane_counted")
        await said(house, Said.SETTLED)
        assert house.sales.told == [("K1", StaffSettled(0, delivered))]
        detail = await house.until_done("sale.settled")
        assert detail == {
            "sale": "K1",
            "line": 1,
            "sku": "cola",
            "lane": "A1",
            "amount_fen": 350,
            "delivered": delivered,
            "reason": "lane_counted",
        }
        assert house.trail()[-1][0] == "王芳 (P1)"

    played(tmp_path, story)


@pytest.mark.parametrize("stage", [Stage.VENDING, Stage.SETTLING, Stage.CLOSED])
def test_nobody_settles_a_sale_that_takes_no_such_word(tmp_path: Path, stage: Stage) -> None:
    async def story(house: House) -> None:
        house.sales.doubted("K1", stage)
        await house.sign_in()
        house.room.settle("K1", 0, delivered=True, reason="lane_counted")
        await said(house, Said.SETTLED_ALREADY)
        assert not house.sales.told and "sale.settled" not in house.actions()

    played(tmp_path, story)


def test_what_is_not_in_doubt_is_not_settled(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.sales.doubted("K1")
        live = house.sales.live["K1"]
        live.sale = live.sale.with_line(replace(live.sale.lines[0], fate=Fate.DELIVERED))
        await house.sign_in()
        for number, line in (("K1", 0), ("K1", 7), ("K1", -1), ("K9", 0)):
            house.room.settle(number, line, delivered=False, reason="lane_counted")
            await said(house, Said.SETTLED_ALREADY)
            house.room.open("money")
        assert not house.sales.told

    played(tmp_path, story)


def test_what_cannot_be_written_down_is_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise KnownError("store.disk_full", "The disk is full.")

    async def story(house: House) -> None:
        house.sales.doubted("K1")
        await house.sign_in()
        await house.until_done("staff.signed_in")
        monkeypatch.setattr("kiosk.store.repositories.machine.Machine.trail", full)
        monkeypatch.setattr("kiosk.store.repositories.staff.service_turns.ServiceTurns.begin", full)
        house.room.settle("K1", 0, delivered=True, reason="lane_counted")
        await said(house, Said.NO_DISK)
        house.room.open("lanes")
        house.room.test_lane("A1")
        await said(house, Said.NO_DISK)
        assert not house.sales.told and not house.board.turned
        monkeypatch.undo()

    played(tmp_path, story)


def test_a_stuck_refund_is_tried_again_and_no_other(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.sales.doubted("K1")
        live = house.sales.live["K1"]
        stuck = Refund("K1R0", "K1A", 350, RefundState.STUCK)
        going = Refund("K1R1", "K1A", 350, RefundState.ACCEPTED)
        live.sale = replace(live.sale, refunds=(stuck, going))
        await house.sign_in()
        house.room.retry_refund("K1", "K1R1")
        await said(house, Said.SETTLED_ALREADY)
        house.room.retry_refund("K1", "K1R0")
        await said(house, Said.RETRIED)
        assert house.sales.told == [("K1", StaffRetried("K1R0"))]
        assert (await house.until_done("refund.retried"))["amount_fen"] == 350

    played(tmp_path, story)


# --- incidents -----------------------------------------------------------------------------------------


def test_only_what_happened_once_is_ticked_off(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        ledger = house.machine.ledger
        ledger.raise_("unasked_result", "board", "a turn nobody ordered")
        ledger.raise_("line_in_doubt", "K1:0", "look")
        await house.sign_in()
        house.room.tick_off("line_in_doubt", "K1:0")
        house.room.tick_off("unasked_result", "board")
        await said(house, Said.TICKED_OFF)
        assert not ledger.is_open("unasked_result", "board") and ledger.is_open("line_in_doubt", "K1:0")
        await house.until(lambda: [one.code for one in house.room.view.today.incidents] == ["line_in_doubt"])

    played(tmp_path, story)


# --- lanes ---------------------------------------------------------------------------------------------


def test_a_test_turn_is_booked_with_its_reason(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.sign_in()
        house.room.open("lanes")
        house.room.test_lane("A1")
        await said(house, Said.TEST_FELL)
        [order] = house.board.turned
        assert order.key.startswith("service:") and order.motor == 1
        await house.until_done("lane.tested")
        [movement, *_] = await house.store.run(lambda store: store.stock.movements(5))
        assert (movement.reason, movement.delta, movement.after) == (StockReason.TESTED, -1, 4)
        assert (movement.who, movement.sale) == ("王芳 (P1)", "")
        assert house.lanes["A1"].stock == 4, "the customers' screen knows it too"
        assert await house.store.run(lambda store: store.turns.under_way()) is None

    played(tmp_path, story)


def test_the_turn_is_on_the_disk_before_the_motor_moves(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.board.holds = True
        await house.sign_in()
        house.room.test_lane("A1")
        await house.until(lambda: house.board.turned)
        assert house.actions()[-1] == "lane.test_ordered"
        turn = await house.store.run(lambda store: store.turns.under_way())
        assert turn is not None and turn.key == house.board.turned[0].key
        house.room.open("lanes")
        assert house.room.view.lanes.testing == "A1"
        house.room.test_lane("A2")
        await said(house, Said.TURN_RUNS)
        house.board.finish(Result.NOT_DELIVERED)
        await said(house, Said.TEST_NOTHING)
        assert (await house.until_done("lane.tested"))["units"] == 0
        assert house.lanes["A1"].stock == 5

    played(tmp_path, story)


def test_one_turn_begins_only_when_the_end_of_the_one_before_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(house: House) -> None:
        await house.sign_in()
        waiting: list[Callable[[Store], object]] = []
        monkeypatch.setattr(house.disk, "later", waiting.append)
        house.room.test_lane("A1")
        await said(house, Said.TEST_FELL)
        house.room.test_lane("A1")
        await said(house, Said.TURN_RUNS)
        assert len(house.board.turned) == 1
        monkeypatch.undo()
        for work in waiting:
            house.disk.later(work)
        await house.until(lambda: house.room._deeds.turn is None)
        house.clock.advance(1)
        house.room.test_lane("A1")
        await house.until(lambda: house.lanes["A1"].stock == 3)
        assert len({order.key for order in house.board.turned}) == 2

    played(tmp_path, story)


def test_nothing_is_sold_while_a_turn_outlasts_its_session(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.board.holds = True
        await house.sign_in()
        house.room.test_lane("A1")
        await house.until(lambda: house.board.turned)
        house.room.leave()
        assert house.room.is_open
        renewed = house.renewed
        house.board.finish()
        await house.until(lambda: not house.room.is_open)
        assert house.renewed > renewed, "the kiosk is told that it may sell again"
        assert house.lanes["A1"].stock == 4

    played(tmp_path, story)


@pytest.mark.parametrize("stage", [Stage.VENDING, Stage.SETTLING])
def test_nothing_else_turns_while_a_sale_is_in_the_motors(tmp_path: Path, stage: Stage) -> None:
    async def story(house: House) -> None:
        house.sales.doubted("K1", stage)
        await house.sign_in()
        house.room.test_lane("A1")
        await said(house, Said.SALE_RUNS)
        assert not house.board.turned and "lane.test_ordered" not in house.actions()

    played(tmp_path, story)


def test_a_sale_that_came_while_the_disk_wrote_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(house: House) -> None:
        await house.sign_in()
        write = house.disk.write_now

        async def slow(work: Callable[[Store], object]) -> bool:
            done = await write(work)
            house.sales.doubted("K1", Stage.VENDING)
            return done

        monkeypatch.setattr(house.disk, "write_now", slow)
        house.room.test_lane("A1")
        await said(house, Said.SALE_RUNS)
        assert not house.board.turned
        assert (await house.until_done("lane.tested"))["result"] == "not_begun"

    played(tmp_path, story)


def test_a_board_that_is_away_turns_nothing(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.sign_in()
        house.board.down()
        house.room.test_lane("A1")
        await said(house, Said.BOARD_AWAY)
        assert not house.board.turned

    played(tmp_path, story)


def test_an_empty_lane_does_not_go_below_nothing(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.sign_in()
        house.room.test_lane("A2")
        await said(house, Said.TEST_FELL)
        assert (await house.until_done("lane.tested"))["units"] == 0
        assert all(
            movement.reason is not StockReason.TESTED
            for movement in await house.store.run(lambda store: store.stock.movements(5))
        )

    played(tmp_path, story)


def test_a_turn_whose_end_nobody_knows_takes_the_lane_out_and_asks_for_a_count(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.board.holds = True
        await house.sign_in()
        house.room.open("lanes")
        house.room.test_lane("A1")
        await house.until(lambda: house.board.turned)
        house.board.finish(Result.UNKNOWN)
        await said(house, Said.TEST_UNKNOWN)
        assert house.machine.ledger.is_open(TURN_IN_DOUBT, "A1")
        assert standing(house, "A1") is LaneStanding.OUT
        house.board.holds = False

    played(tmp_path, story)


def test_a_turn_the_power_cut_short_is_found_at_the_next_start(tmp_path: Path) -> None:
    async def first() -> None:
        async with House(tmp_path) as house:
            house.board.holds = True
            await house.sign_in()
            house.room.test_lane("A1")
            await house.until(lambda: house.board.turned)
            house.machine.cabinet._boards = ()  # the program is gone: nobody hears the board any more

    async def second() -> None:
        async with House(tmp_path) as house:
            assert (await house.until_done("lane.tested"))["result"] == "cut_short"
            await house.until(lambda: house.machine.ledger.is_open(TURN_IN_DOUBT, "A1"))
            assert await house.store.run(_under_way_no_more)
            assert not house.board.turned, "nothing is turned again"

    asyncio.run(first())
    asyncio.run(second())


def _under_way_no_more(store: Store) -> bool:
    return store.turns.under_way() is None


def test_a_paused_lane_stays_so_over_a_restart_until_staff_say_otherwise(tmp_path: Path) -> None:
    async def first() -> None:
        async with House(tmp_path) as house:
            await house.sign_in()
            house.room.open("lanes")
            house.room.pause_lane("A1", paused=True)
            await said(house, Said.PAUSED)
            assert standing(house, "A1") is LaneStanding.HELD
            assert house.lane("A1").paused
            await house.until_done("lane.paused")

    async def second() -> None:
        async with House(tmp_path) as house:
            assert house.lane("A1").paused
            house.machine.look()
            assert house.machine.ledger.is_open(LANE_HELD, "A1")
            await house.knock()
            house.room.choose("P1")
            await house.enter("246810")
            await house.until(lambda: house.room.is_open)
            house.room.clear_lane("A1")
            await said(house, Said.CLEARED)
            assert house.lane("A1").paused, "clearing a fault is another thing"
            house.room.pause_lane("A1", paused=False)
            await said(house, Said.RESUMED)
            assert not house.lane("A1").paused

    asyncio.run(first())
    asyncio.run(second())


def test_a_lane_that_was_mended_is_cleared_by_name(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.board.holds = True
        await house.sign_in()
        house.room.open("lanes")
        house.room.test_lane("A1")
        await house.until(lambda: house.board.turned)
        house.board.finish(Result.UNKNOWN)
        await house.until(lambda: standing(house, "A1") is LaneStanding.OUT)
        house.room.clear_lane("A1")
        await said(house, Said.CLEARED)
        assert standing(house, "A1") is LaneStanding.WELL
        assert await house.until_done("lane.cleared") == {"lane": "A1"}
        assert 1 in house.board.checked, "the board has its say before anything is sold from it"
        house.room.clear_lane("Z9")
        house.board.holds = False

    played(tmp_path, story)


def test_the_page_that_is_open_is_the_one_that_is_shown(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.sign_in()
        for page in Page:
            house.room.open(page.value)
            assert house.room.view.screen == f"staff:{page.value}"
        house.room.open("nowhere")
        assert house.room.view.page is Page.LANES

    played(tmp_path, story)
