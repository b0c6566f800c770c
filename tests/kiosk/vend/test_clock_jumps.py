"""The system clock is set by hours, or stands in another year, in the middle of a sale: nothing changes.

UTC alone jumps; the monotonic clock goes on, or starts anew with a restart. Real runner, store, calls and
deadlines.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from hardware.api import Result
from kiosk.clock import ManualClock
from kiosk.payments.intent import Problem, ProblemKind, RefundDone, RefundOrder, RefundRefused
from kiosk.sale.state import RefundState, Stage
from kiosk.store.audit import audit
from kiosk.vend.dispatch import DAY_MS, LAST_TRIES_MS
from tests.kiosk.vend.outside import CODE_LIFE_S, ScriptedBoard, ScriptedGateway
from tests.kiosk.vend.rig import PAY_MS, Rig, play, running

NUMBER = "K0000001"
CODE, REFUND = f"{NUMBER}A", f"{NUMBER}R0"
HOUR_MS = 3_600_000
WATCHED_MS = 1000 * (CODE_LIFE_S + 300)
NO_MONEY = RefundRefused(Problem(ProblemKind.BALANCE, "The balance is too low.", "NOT_ENOUGH"))
JUMPS = pytest.mark.parametrize(
    "jump_ms",
    [5 * HOUR_MS, -5 * HOUR_MS, 400 * DAY_MS, -1_790_000_000_000],
    ids=["5 h ahead", "5 h back", "a year ahead", "to 1970"],
)
Story = Callable[[Rig], Awaitable[None]]


def jumped(folder: Path, story: Story, gateway: ScriptedGateway, board: ScriptedBoard | None = None) -> None:
    async def work() -> None:
        async with running(folder, gateway, board) as rig:
            await story(rig)

    play(work)


def books(folder: Path) -> tuple[int, int, int, int]:
    report = audit(folder)
    assert report.findings == ()
    figures = report.figures
    return figures.paid_fen, figures.delivered_fen, figures.refunded_fen, figures.refund_pending_fen


@JUMPS
def test_while_the_code_is_shown_the_countdown_goes_on(tmp_path: Path, jump_ms: int) -> None:
    gateway = ScriptedGateway(can_wait=False)

    async def story(rig: Rig) -> None:
        live = await rig.shown()
        rig.clock.jump(jump_ms)
        rig.pass_time(PAY_MS - 1)
        await rig.until(rig.asleep)
        assert live.sale.stage is Stage.PAYING, "it does not fire early"
        rig.pass_time(1)
        await rig.closed(live)
        assert CODE in gateway.closed, "nor never"

    jumped(tmp_path, story, gateway)
    assert books(tmp_path) == (0, 0, 0, 0)


@JUMPS
def test_who_pays_after_the_jump_gets_the_goods(tmp_path: Path, jump_ms: int) -> None:
    gateway, board = ScriptedGateway(), ScriptedBoard()

    async def story(rig: Rig) -> None:
        live = await rig.shown()
        rig.clock.jump(jump_ms)
        gateway.pays(CODE)
        await rig.closed(live)

    jumped(tmp_path, story, gateway, board)
    assert len(board.turned) == 2 and books(tmp_path) == (750, 750, 0, 0)


@JUMPS
def test_in_the_middle_of_a_turn(tmp_path: Path, jump_ms: int) -> None:
    gateway, board = ScriptedGateway(), ScriptedBoard(holds=True)

    async def story(rig: Rig) -> None:
        live = await rig.shown()
        gateway.pays(CODE)
        for turn in (1, 2):
            await rig.until(lambda: len(board.turned) == turn)  # noqa: B023 awaited here
            rig.clock.jump(jump_ms if turn == 1 else -jump_ms)
            rig.deadlines.poke()
            board.finish(Result.DELIVERED if turn == 1 else Result.NOT_DELIVERED)
        await rig.closed(live)
        assert not rig.staff

    jumped(tmp_path, story, gateway, board)
    assert len(board.turned) == 2 and books(tmp_path) == (750, 450, 300, 0)


@JUMPS
def test_while_a_refund_waits_it_keeps_its_pace_and_its_day(tmp_path: Path, jump_ms: int) -> None:
    gateway = ScriptedGateway(answers={"refund": [NO_MONEY, NO_MONEY]})
    board = ScriptedBoard(results={2: [Result.NOT_DELIVERED]})

    async def story(rig: Rig) -> None:
        live = await rig.shown()
        gateway.pays(CODE)
        await rig.until(lambda: gateway.asked[f"refund {REFUND}"] == 1 and rig.asleep())
        rig.clock.jump(jump_ms)
        rig.pass_time(9_999)
        await rig.until(rig.asleep)
        assert gateway.asked[f"refund {REFUND}"] == 1 and not rig.staff
        rig.pass_time(1)
        await rig.until(lambda: gateway.asked[f"refund {REFUND}"] == 2 and rig.asleep())
        rig.pass_time(30_000)
        await rig.closed(live)
        assert not rig.staff

    jumped(tmp_path, story, gateway, board)
    assert books(tmp_path) == (750, 450, 300, 0)


async def abandoned(rig: Rig) -> None:
    """The customer left; the code cannot be closed and is watched."""
    live = await rig.shown()
    rig.pass_time(PAY_MS)
    await rig.until(lambda: live.sale.stage is Stage.WATCHING and rig.asleep())


@JUMPS
def test_a_code_that_is_watched_is_watched_to_its_end_and_no_longer(tmp_path: Path, jump_ms: int) -> None:
    gateway = ScriptedGateway(can_wait=False, has_close=False)

    async def story(rig: Rig) -> None:
        await abandoned(rig)
        live = rig.runner.live[NUMBER]
        rig.clock.jump(jump_ms)
        rig.pass_time(WATCHED_MS - PAY_MS - 1_000)
        await rig.until(rig.asleep)
        assert live.sale.stage is Stage.WATCHING, "it could still be paid"
        rig.pass_time(HOUR_MS)
        await rig.closed(live)

    jumped(tmp_path, story, gateway)
    assert books(tmp_path) == (0, 0, 0, 0)


@JUMPS
def test_late_money_after_the_jump_goes_back(tmp_path: Path, jump_ms: int) -> None:
    gateway = ScriptedGateway(can_wait=False, has_close=False)

    async def story(rig: Rig) -> None:
        await abandoned(rig)
        rig.clock.jump(jump_ms)
        gateway.pays(CODE)
        live = rig.runner.live[NUMBER]
        rig.pass_time(HOUR_MS)
        await rig.closed(live)

    jumped(tmp_path, story, gateway)
    assert books(tmp_path) == (750, 0, 750, 0)


# --- and a restart in between: the monotonic clock starts anew


@JUMPS
def test_a_restart_watches_a_code_anew_and_ends_the_watch(tmp_path: Path, jump_ms: int) -> None:
    gateway = ScriptedGateway(can_wait=False, has_close=False)
    jumped(tmp_path, abandoned, gateway)

    async def again() -> None:
        gateway.away = False
        clock = ManualClock()
        clock.jump(jump_ms)
        async with running(tmp_path, gateway, clock=clock) as rig:
            live = (await rig.take_up())[0]
            await rig.until(rig.asleep)
            rig.pass_time(WATCHED_MS - 1_000)
            await rig.until(rig.asleep)
            assert live.sale.stage is Stage.WATCHING, "it does not end at once"
            rig.pass_time(HOUR_MS)
            await rig.closed(live)

    play(again)
    assert books(tmp_path) == (0, 0, 0, 0)


@JUMPS
def test_a_restart_goes_on_with_a_refund_and_calls_nobody_at_once(tmp_path: Path, jump_ms: int) -> None:
    gateway = ScriptedGateway(answers={"refund": [NO_MONEY for _ in range(99)]})
    board = ScriptedBoard(results={2: [Result.NOT_DELIVERED]})

    async def first(rig: Rig) -> None:
        await rig.shown()
        gateway.pays(CODE)
        await rig.until(lambda: gateway.asked[f"refund {REFUND}"] == 1 and rig.asleep())

    jumped(tmp_path, first, gateway, board)

    async def again() -> None:
        gateway.away = False
        clock = ManualClock()
        clock.jump(jump_ms)
        async with running(tmp_path, gateway, clock=clock) as rig:
            live = (await rig.take_up())[0]
            before = gateway.asked[f"refund {REFUND}"]
            await rig.until(lambda: gateway.asked[f"refund {REFUND}"] > before and rig.asleep())
            rig.pass_time(LAST_TRIES_MS - 1)
            await rig.until(rig.asleep)
            assert not rig.staff, "ten minutes are left whatever the clock says"
            rig.pass_time(DAY_MS)
            # a day later somebody is called, whatever the clock says
            await rig.until(lambda: rig.staff)
            gateway.answers.clear()
            rig.calls.hurry(REFUND)
            await rig.closed(live)

    play(again)
    assert books(tmp_path) == (750, 450, 300, 0)


# --- orders and refunds bear their gateway's time


class Listed(ScriptedGateway):
    """Keeps the refunds it was asked for."""

    def refund(self, refund: RefundOrder) -> RefundDone:
        self.refunds = [*getattr(self, "refunds", []), refund]
        super().refund(refund)
        return RefundDone("ref")


def test_an_order_and_its_refund_are_of_the_gateways_now_and_stay_so(tmp_path: Path) -> None:
    """UnionPay knows both by number and time (payments.md 3.2): what is on the disk is what was sent."""
    gateway = Listed(clock_offset_s=7_200)
    board = ScriptedBoard(results={1: [Result.NOT_DELIVERED], 2: [Result.NOT_DELIVERED]})

    async def story(rig: Rig) -> None:
        theirs_s = rig.clock.utc_ms() // 1000 + 7_200
        live = await rig.shown()
        order = gateway.orders[CODE]
        assert order.created_at_s == theirs_s and order.expires_at_s > theirs_s
        gateway.pays(CODE)
        await rig.closed(live)
        (refund,) = gateway.refunds
        assert refund.created_at_s == theirs_s
        stored = await rig.store.run(lambda store: store.sales.refund_orders(NUMBER))
        assert stored == [refund]
        assert live.sale.refunds[0].state is RefundState.DONE

    jumped(tmp_path, story, gateway, board)
