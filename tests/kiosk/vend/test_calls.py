"""Questions to a gateway: how often, how urgently, and until when."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.errors import BugError
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    Method,
    PaymentOrder,
    Problem,
    ProblemKind,
    QueryResult,
    RefundAccepted,
    RefundOrder,
    RefundResult,
    Unpaid,
)
from kiosk.payments.schedule import WATCH_DELAYS_S, WATCH_MARGIN_S
from kiosk.sale import events
from kiosk.vend.calls import FIRST_REFUND_QUERY_S, LAST_WORD_MS, GatewayCalls
from tests.kiosk.vend.outside import AWAY, CODE_LIFE_S, ScriptedGateway
from tests.kiosk.vend.rig import Rig, order, play, running

NUMBER = "K0000001A"
REFUND = "K0000001R0"
DEAD_MS = 1000 * (CODE_LIFE_S + WATCH_MARGIN_S)


class Heard:
    """Calls whose answers are only written down."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.gateway = rig.gateway
        self.order = order(clock=rig.clock)
        self.refund = RefundOrder(REFUND, self.order, 450, "not delivered")
        self.events: list[events.Event] = []
        self.calls = GatewayCalls(rig.desk, rig.deadlines, rig.clock, self._tell)

    def _tell(self, sale: str, event: events.Event) -> None:
        assert sale == "K0000001"
        self.events.append(event)
        self.rig.ring()

    async def next(self) -> events.Event:
        """The next answer."""
        await self.rig.until(lambda: self.events)
        # the question's own task ends in the same turn of the loop
        return self.events.pop(0)

    async def naps(self) -> None:
        await self.rig.until(lambda: self.rig.deadlines.napping)


@asynccontextmanager
async def calling(folder: Path, gateway: ScriptedGateway | None = None) -> AsyncIterator[Heard]:
    async with running(folder, gateway) as rig:
        heard = Heard(rig)
        yield heard
        rig.gateway.change(lambda: setattr(rig.gateway, "away", True))
        await heard.calls.stop()


def test_the_last_word_is_asked_for_at_once_however_often_was_polled(tmp_path: Path) -> None:
    async def work() -> None:
        async with calling(tmp_path, ScriptedGateway(can_wait=False)) as heard:
            for _ in range(3):
                heard.calls.query(heard.order, urgent=True)
                await heard.rig.until(lambda: heard.events or heard.rig.deadlines.napping)
                heard.rig.pass_time(1_000)
                assert await heard.next() == events.PaymentUnpaid(NUMBER)
            heard.gateway.answers["close"] = [Unpaid()]
            heard.calls.close(heard.order, urgent=True)
            assert await heard.next() == events.PaymentUnpaid(NUMBER)
            heard.calls.close(heard.order, urgent=True)
            await heard.naps()
            heard.rig.pass_time(LAST_WORD_MS)
            assert await heard.next() == events.PaymentClosed(NUMBER)

    play(work)


@pytest.mark.parametrize("has_close", [True, False])
def test_nobody_is_kept_waiting_for_a_close_that_cannot_be(tmp_path: Path, has_close: bool) -> None:
    """A wallet may have nothing to close before the code is scanned: an unpaid answer is then the last word
    that the customer waits for, while the code is watched on."""

    async def work() -> None:
        async with calling(tmp_path, ScriptedGateway(has_close=has_close)) as heard:
            heard.gateway.answers["close"] = [Unpaid(), Unpaid(), Closed()]
            heard.calls.close(heard.order, urgent=True)
            assert await heard.next() == events.PaymentUnpaid(NUMBER)
            assert heard.events == ([] if has_close else [events.DeadlinePassed(events.Timer.CLOSE)])
            heard.events.clear()
            await heard.rig.until(lambda: not heard.calls._talks[NUMBER].running)
            heard.calls.close(heard.order, urgent=False)
            await heard.naps()
            heard.calls.hurry(NUMBER)
            assert await heard.next() == events.PaymentUnpaid(NUMBER)
            assert heard.events == [], "nobody waits here"

    play(work)


def test_an_abandoned_code_is_watched_at_its_own_pace(tmp_path: Path) -> None:
    """A hundred polls while the customer stood there must not mean an hour until the first look after."""

    async def work() -> None:
        async with calling(tmp_path, ScriptedGateway(can_wait=False)) as heard:
            heard.gateway.answers["close"] = [CallUnknown(AWAY) for _ in range(9)]
            for _ in range(20):
                heard.calls.query(heard.order, urgent=True)
                await heard.rig.until(lambda: heard.events or heard.rig.deadlines.napping)
                heard.rig.pass_time(10_000)
                await heard.next()
            heard.calls.close(heard.order, urgent=True)
            await heard.next()
            for delay_s in (WATCH_DELAYS_S[0], *WATCH_DELAYS_S[:3]):
                heard.calls.close(heard.order, urgent=False)
                await heard.naps()
                asked = heard.gateway.asked[f"close {NUMBER}"]
                heard.rig.pass_time(delay_s * 1000)
                assert await heard.next() == events.PaymentUnknown(NUMBER)
                assert heard.gateway.asked[f"close {NUMBER}"] == asked + 1

    play(work)


def test_after_a_restart_the_first_question_is_put_at_once(tmp_path: Path) -> None:
    async def work() -> None:
        async with calling(tmp_path) as heard:
            heard.calls.close(heard.order, urgent=False)
            assert await heard.next() == events.PaymentClosed(NUMBER)

    play(work)


def test_one_question_of_a_kind_at_a_time(tmp_path: Path) -> None:
    async def work() -> None:
        async with calling(tmp_path) as heard:
            for _ in range(5):
                heard.calls.query(heard.order, urgent=True)
            await heard.rig.until(lambda: heard.gateway.asked[f"wait {NUMBER}"])
            heard.gateway.pays(NUMBER, 450)
            assert await heard.next() == events.PaymentSeen(NUMBER, 450)
            assert heard.gateway.asked[f"wait {NUMBER}"] == 1 and not heard.events

    play(work)


@pytest.mark.parametrize("jumped", [False, True])
def test_a_code_is_dead_only_by_both_clocks(tmp_path: Path, jumped: bool) -> None:
    """UTC that jumps forward (set right by the network) must not bury money."""

    async def work() -> None:
        async with calling(tmp_path, ScriptedGateway(can_wait=False)) as heard:
            heard.gateway.answers["close"] = [Unpaid(), Unpaid()]
            heard.calls.close(heard.order, urgent=False)
            assert await heard.next() == events.PaymentUnpaid(NUMBER, life_over=False)
            heard.calls.close(heard.order, urgent=False)
            await heard.naps()
            if jumped:
                heard.rig.clock._utc_ms += 10 * DEAD_MS
                heard.rig.pass_time(WATCH_DELAYS_S[0] * 1000)
            else:
                heard.rig.pass_time(DEAD_MS)
            assert await heard.next() == events.PaymentUnpaid(NUMBER, life_over=not jumped)

    play(work)


def test_the_watch_is_as_long_as_the_slower_clock_says(tmp_path: Path) -> None:
    async def work() -> None:
        async with calling(tmp_path) as heard:
            assert heard.calls.watch_ms(heard.order) == DEAD_MS
            heard.rig.clock._utc_ms += 2 * DEAD_MS
            assert heard.calls.watch_ms(heard.order) == DEAD_MS
            heard.rig.clock.advance(DEAD_MS - 1_000)
            assert heard.calls.watch_ms(heard.order) == 1_000

    play(work)


def test_a_closed_sale_leaves_nothing_behind(tmp_path: Path) -> None:
    async def work() -> None:
        async with calling(tmp_path) as heard:
            heard.gateway.answers["close"] = [Unpaid()]
            heard.calls.close(heard.order, urgent=True)
            await heard.next()
            heard.calls.close(heard.order, urgent=False)
            await heard.naps()
            heard.calls.forget("K0000001")
            await heard.rig.until(lambda: heard.calls.busy == 0 and not heard.rig.deadlines.napping)
            assert heard.gateway.asked[f"close {NUMBER}"] == 1, "nobody wants to know any more"

    play(work)


def test_another_sale_with_a_longer_number_is_not_forgotten(tmp_path: Path) -> None:
    async def work() -> None:
        async with calling(tmp_path) as heard:
            heard.calls.close(heard.order, urgent=True)
            await heard.next()
            heard.calls.forget("K000000")
            assert heard.calls.busy == 1

    play(work)


def test_a_refund_is_asked_about_soon_and_then_ever_less_often(tmp_path: Path) -> None:
    async def work() -> None:
        async with calling(tmp_path) as heard:
            heard.gateway.answers["refund"] = [RefundAccepted()]
            heard.calls.refund(heard.refund)
            assert await heard.next() == events.RefundAccepted(REFUND)
            heard.gateway.answers["query-refund"] = [RefundAccepted()]
            heard.calls.query_refund(heard.refund)
            await heard.naps()
            heard.rig.pass_time(FIRST_REFUND_QUERY_S * 1000)
            assert await heard.next() == events.RefundAccepted(REFUND)
            heard.calls.query_refund(heard.refund)
            await heard.naps()
            heard.rig.pass_time(FIRST_REFUND_QUERY_S * 1000)
            assert not heard.events, "the second time not so soon"
            heard.gateway.back_fen[REFUND] = 450
            heard.rig.pass_time(30_000)
            assert await heard.next() == events.RefundSeen(REFUND)

    play(work)


def test_a_gateway_that_is_back_is_asked_at_once(tmp_path: Path) -> None:
    async def work() -> None:
        async with calling(tmp_path, ScriptedGateway(away=True)) as heard:
            heard.calls.refund(heard.refund)
            assert await heard.next() == events.RefundUnknown(REFUND)
            heard.calls.refund(heard.refund)
            await heard.naps()
            heard.gateway.away = False
            heard.calls.gateway_is_back(Method.ALIPAY)
            assert heard.rig.deadlines.napping == 1, "another wallet's return means nothing here"
            heard.calls.gateway_is_back(Method.WECHAT)
            assert await heard.next() == events.RefundSeen(REFUND)

    play(work)


def test_a_refund_waits_for_a_wallet_that_is_set_up_later(tmp_path: Path) -> None:
    async def work() -> None:
        async with calling(tmp_path) as heard:
            heard.rig.desk.set_up({})
            heard.calls.create(heard.order, 0)
            assert await heard.next() == events.PaymentRefused(NUMBER)
            heard.calls.query(heard.order, urgent=False)
            assert await heard.next() == events.PaymentUnknown(NUMBER)
            heard.calls.refund(heard.refund)
            assert await heard.next() == events.RefundUnknown(REFUND)
            heard.calls.refund(heard.refund)
            await heard.naps()
            heard.rig.desk.set_up({Method.WECHAT: heard.gateway})
            heard.calls.gateway_is_back(Method.WECHAT)
            assert await heard.next() == events.RefundSeen(REFUND)

    play(work)


def test_a_person_who_asks_need_not_wait(tmp_path: Path) -> None:
    async def work() -> None:
        async with calling(tmp_path) as heard:
            limit = Problem(ProblemKind.BALANCE, "no balance", "NOT_ENOUGH")
            heard.gateway.answers["refund"] = [CallUnknown(limit), CallUnknown(limit)]
            heard.calls.refund(heard.refund)
            await heard.next()
            heard.calls.refund(heard.refund)
            await heard.naps()
            heard.calls.hurry(REFUND)
            assert await heard.next() == events.RefundUnknown(REFUND)

    play(work)


def test_the_same_trouble_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        async with calling(tmp_path, ScriptedGateway(can_wait=False)) as heard:
            heard.gateway.answers["query"] = [CallUnknown(AWAY), CallUnknown(AWAY), Closed()]
            for _ in range(3):
                heard.calls.query(heard.order, urgent=True)
                await heard.rig.until(lambda: heard.events or heard.rig.deadlines.napping)
                heard.rig.pass_time(5_000)
                await heard.next()

    play(work)
    said = [record for record in caplog.records if record.name == "kiosk.vend.calls"]
    assert [record.getMessage() for record in said] == [f"payment {NUMBER}: {AWAY.text}"]


def test_a_bug_in_a_call_is_this_sales_matter_and_is_heard(tmp_path: Path) -> None:
    def broken(_order: PaymentOrder) -> QueryResult:
        raise BugError("what was never thought of")

    async def work() -> None:
        async with calling(tmp_path, ScriptedGateway(can_wait=False)) as heard:
            heard.gateway.query = broken  # type: ignore[method-assign,assignment]  # the bug
            heard.calls.query(heard.order, urgent=True)
            assert await heard.next() == events.PaymentUnknown(NUMBER), "the sale goes on slowly"
            assert "what was never thought of" in str(heard.rig.bugs.pop())

    play(work)


def test_a_bug_in_a_refund_rests_with_a_person(tmp_path: Path) -> None:
    def broken(_refund: RefundOrder) -> RefundResult:
        raise BugError("what was never thought of")

    async def work() -> None:
        async with calling(tmp_path) as heard:
            heard.gateway.refund = broken  # type: ignore[method-assign,assignment]  # the bug
            heard.calls.refund(heard.refund)
            assert await heard.next() == events.RefundRefused(REFUND, hopeless=True)
            heard.rig.bugs.clear()

    play(work)


def test_an_order_sent_again_waits_a_little(tmp_path: Path) -> None:
    async def work() -> None:
        async with calling(tmp_path) as heard:
            heard.calls.create(heard.order, 1)
            await heard.naps()
            assert not heard.gateway.orders
            heard.rig.pass_time(500)
            assert await heard.next() == events.PaymentReady(NUMBER, f"code:{NUMBER}")

    play(work)


def test_time_is_the_clock_that_was_handed_in() -> None:
    clock = ManualClock()
    assert order(clock=clock).created_at_s == clock.utc_ms() // 1000
