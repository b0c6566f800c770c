"""Refunds whose numbers die: others take their place, at the old pace and within the same day, and no more
than eight; then a person."""

from __future__ import annotations

from pathlib import Path

from hardware.api import Result
from kiosk.front.sale_view import sale_view
from kiosk.payments.intent import Problem, ProblemKind, RefundOrder, RefundRefused, RefundResult, RefundVoid
from kiosk.sale.effects import Worry
from kiosk.sale.events import StaffRetried
from kiosk.sale.state import REFUND_NUMBERS_MAX, RefundState, Stage
from kiosk.vend.live import Live
from kiosk.views import RefundState as Shown
from tests.kiosk.vend.outside import ScriptedBoard, ScriptedGateway
from tests.kiosk.vend.rig import Rig, play, running

NUMBER = "K0000001"
NO_MONEY = Problem(ProblemKind.BALANCE, "The balance is too low.", "ACP_01")
DEAD = RefundVoid(Problem(ProblemKind.GATEWAY, "UnionPay knows no such transaction.", "ACP_34"))
SENT_WITHIN_S = 3_000
"""As UnionPay's adapter has it: an older number that is not known is dead."""
STEP_MS = 600_000
STEPS_A_DAY = 144


def shown(live: Live) -> list[tuple[Shown, int]]:
    view = sale_view(
        live.sale, ("unionpay",), turning=False, notice="", ends_at_ms=0, span_ms=0, truth_url=""
    )
    return [(refund.state, refund.amount_fen) for refund in view.refunds]


class NoBalance(ScriptedGateway):
    """Refuses as UnionPay does: this number now, and any number that has grown old for good."""

    rig: Rig

    def refund(self, refund: RefundOrder) -> RefundResult:
        with self._call("refund", refund.number):
            if self.rig.clock.utc_ms() // 1000 - refund.created_at_s > SENT_WITHIN_S:
                return DEAD
            return RefundRefused(NO_MONEY)


def test_the_ninth_number_is_a_persons_business_and_no_loop(tmp_path: Path) -> None:
    gateway = ScriptedGateway(answers={"refund": [DEAD for _ in range(99)]})
    board = ScriptedBoard(results={1: [Result.NOT_DELIVERED], 2: [Result.NOT_DELIVERED]})

    async def story() -> None:
        async with running(tmp_path, gateway, board) as rig:
            live = await rig.shown()
            gateway.pays(f"{NUMBER}A")
            await rig.until(lambda: rig.staff)
            states = [refund.state for refund in live.sale.refunds]
            assert states == [RefundState.VOID] * (REFUND_NUMBERS_MAX - 1) + [RefundState.STUCK]
            last = live.sale.refunds[-1].number
            assert rig.staff == [(Worry.REFUND_STUCK, NUMBER, last)]
            assert shown(live) == [(Shown.WITH_STAFF, 750)], "dead numbers are nobody's business"
            assert live.sale.stage is not Stage.CLOSED
            asked = gateway.asked.copy()
            rig.pass_time(48 * STEPS_A_DAY * STEP_MS)
            assert gateway.asked == asked, "nothing is asked any more"
            rig.runner.tell(NUMBER, StaffRetried(last))
            await rig.until(lambda: gateway.asked[f"refund {last}"] == 2 and len(rig.staff) == 2)
            assert len(live.sale.refunds) == REFUND_NUMBERS_MAX
            gateway.answers.clear()
            rig.runner.tell(NUMBER, StaffRetried(last))
            await rig.closed(live)
            assert rig.audit().figures.refunded_fen == 750

    play(story)


def test_numbers_that_die_of_a_low_balance_last_longer_than_the_day(tmp_path: Path) -> None:
    """UnionPay's numbers live for 50 minutes. Beginning anew with each, eight were used up before the day was
    over, and nobody would have asked again."""
    gateway = NoBalance()
    board = ScriptedBoard(results={1: [Result.NOT_DELIVERED], 2: [Result.NOT_DELIVERED]})

    async def story() -> None:
        async with running(tmp_path, gateway, board) as rig:
            gateway.rig = rig
            live = await rig.shown()
            gateway.pays(f"{NUMBER}A")
            await rig.until(lambda: live.sale.refunds and rig.asleep())
            assert rig.desk.refund_troubles, "told at once, not after a day"
            for _ in range(STEPS_A_DAY - 1):
                rig.pass_time(STEP_MS)
                await rig.until(rig.asleep)
            assert not rig.staff
            rig.pass_time(STEP_MS)
            await rig.until(lambda: rig.staff)
            assert 1 < len(live.sale.refunds) < REFUND_NUMBERS_MAX
            assert sum(count for name, count in gateway.asked.items() if name.startswith("refund")) < 40
            gateway.refund = super(NoBalance, gateway).refund  # type: ignore[method-assign]  # money is there
            rig.pass_time(6 * 3_600_000)
            await rig.closed(live)
            assert rig.audit().figures.refunded_fen == 750 and not rig.desk.refund_troubles

    play(story)
