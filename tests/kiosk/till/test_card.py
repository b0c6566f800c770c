"""Cards through the whole shell: charged is delivered, given back by the reader, or settled by a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.api import CardEnd, Result
from kiosk.clock import ManualClock
from kiosk.payments.intent import Method
from kiosk.sale.events import CancelPressed
from kiosk.sale.state import Fate, RefundState, Stage
from kiosk.store.audit import audit
from kiosk.till.cards import CARD_TURNS_MAX, FOUND_MS
from kiosk.till.events import HandedOver, LookedUp
from kiosk.till.watch import till_findings
from tests.kiosk.till.rig import PRICE_FEN, TillRig, selling
from tests.kiosk.till.scripted import ScriptedTill
from tests.kiosk.vend.rig import play

CARD_KEY = "K0000001A#1"


def codes(rig: TillRig) -> list[str]:
    return [one.code for one in till_findings(rig.keeper.now)]


@pytest.fixture(autouse=True)
def books(tmp_path: Path) -> object:
    yield
    assert audit(tmp_path).findings == ()


def test_approved_is_delivered_and_only_then_charged_for_good(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking(Method.CARD)
            assert rig.till.cards == [(CARD_KEY, PRICE_FEN)]
            rig.till.approves()
            await rig.closed(live)
            await rig.until(lambda: rig.till.ends)
            assert rig.till.ends == [(CARD_KEY, True)]
            assert rig.till.charged_fen == PRICE_FEN
            assert live.sale.lines[0].fate is Fate.DELIVERED

    play(story)


def test_goods_that_do_not_fall_are_given_back_by_the_reader(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path, results={1: [Result.NOT_DELIVERED]}) as rig:
            live = await rig.taking(Method.CARD)
            rig.till.approves()
            await rig.closed(live)
            assert rig.till.ends == [(CARD_KEY, False)] and rig.till.charged_fen == 0
            assert [refund.state for refund in live.sale.refunds] == [RefundState.DONE]

    play(story)


def test_a_reader_that_may_not_have_heard_of_it_is_for_a_person(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path, results={1: [Result.NOT_DELIVERED]}) as rig:
            rig.till.end = CardEnd.UNKNOWN
            live = await rig.taking(Method.CARD)
            rig.till.approves()
            await rig.until(lambda: live.sale.stage is Stage.NEEDS_STAFF)
            assert codes(rig) == ["card_owes"] and rig.till.came_out_fen == 0, "never in coins"
            await rig.keeper.ask(HandedOver("", "K0000001R0", "Han Mei"))
            rig.calls.hurry("K0000001R0")
            await rig.closed(live)
            assert codes(rig) == []

    play(story)


def test_a_refused_card_may_be_followed_by_another(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking(Method.CARD)
            rig.till.denies()
            await rig.until(lambda: len(rig.till.cards) == 2)
            rig.till.approves()
            await rig.closed(live)
            await rig.until(lambda: rig.till.ends == [("K0000001A#2", True)])

    play(story)


def test_a_reader_that_refuses_everything_is_not_asked_for_ever(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking(Method.CARD)
            for _ in range(CARD_TURNS_MAX):
                rig.till.denies()
                asked = len(rig.till.cards)
                await rig.until(lambda: len(rig.till.cards) > asked or not rig.keeper.box.cards)  # noqa: B023 waited for
            await rig.closed(live)
            assert len(rig.till.cards) == CARD_TURNS_MAX and not live.sale.funded_by

    play(story)


def test_cancelled_in_time_nothing_is_charged(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking(Method.CARD)
            rig.runner.tell(live.number, CancelPressed())
            await rig.until(lambda: rig.till.cancelled)
            rig.till.denies()
            await rig.closed(live)
            assert len(rig.till.cards) == 1, "whoever cancelled is not asked again"

    play(story)


def test_cancelled_too_late_the_reader_gives_it_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking(Method.CARD)
            rig.runner.tell(live.number, CancelPressed())
            await rig.until(lambda: rig.till.cancelled)
            rig.till.approves()
            await rig.closed(live)
            assert rig.till.ends == [(CARD_KEY, False)] and rig.till.charged_fen == 0

    play(story)


def test_another_amount_than_was_asked_for_buys_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking(Method.CARD)
            rig.till.approves(PRICE_FEN + 20)
            await rig.until(lambda: len(rig.till.cards) == 2)
            assert rig.till.ends == [(CARD_KEY, False)]
            rig.till.approves()
            await rig.closed(live)

    play(story)


@pytest.mark.parametrize("charged", [True, False])
def test_a_reader_gone_before_its_answer_is_settled_by_a_person(tmp_path: Path, charged: bool) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking(Method.CARD)
            rig.till.goes_silent()
            await rig.until(lambda: codes(rig) == ["card_in_doubt"])
            rig.runner.tell(live.number, CancelPressed())
            await rig.until(lambda: live.sale.stage is Stage.CLOSING)
            await rig.keeper.ask(LookedUp("K0000001A", charged, "Han Mei"))
            await rig.until(lambda: live.sale.stage in (Stage.CLOSED, Stage.NEEDS_STAFF))
            if not charged:
                assert codes(rig) == []
                return
            assert codes(rig) == ["card_owes"], "the reader holds it no longer"
            await rig.keeper.ask(HandedOver("", "K0000001R0", "Han Mei"))
            rig.calls.hurry("K0000001R0")
            await rig.closed(live)

    play(story)


def cut_while_a_motor_turned(folder: Path, till: ScriptedTill, clock: ManualClock) -> None:
    """A card was approved, its goods were on their way, and the power went."""

    async def before() -> None:
        async with selling(folder, till, clock=clock) as rig:
            rig.board.holds = True  # type: ignore[attr-defined]  # scripted
            await rig.taking(Method.CARD)
            till.approves()
            await rig.until(lambda: rig.board.turned)  # type: ignore[attr-defined]  # scripted

    play(before)


def test_after_a_power_cut_doubtful_goods_stay_charged_and_are_not_turned_again(tmp_path: Path) -> None:
    till, clock = ScriptedTill(), ManualClock()
    cut_while_a_motor_turned(tmp_path, till, clock)

    async def after() -> None:
        async with selling(tmp_path, till, clock=clock) as rig:
            (live,) = await rig.take_up()
            await rig.until(lambda: live.sale.stage is Stage.NEEDS_STAFF)
            await rig.until(lambda: till.ends == [(CARD_KEY, True)])
            assert not rig.board.turned  # type: ignore[attr-defined]  # scripted
            await rig.until(lambda: rig.keeper.box.cards == ())

    play(after)


def test_after_a_power_cut_goods_that_did_not_fall_are_given_back_by_a_reader_that_knows(
    tmp_path: Path,
) -> None:
    till, clock = ScriptedTill(), ManualClock()
    cut_while_a_motor_turned(tmp_path, till, clock)

    async def after() -> None:
        async with selling(tmp_path, till, clock=clock) as rig:
            rig.board.remembers = {"vend:K0000001:0:1": Result.NOT_DELIVERED}  # type: ignore[attr-defined]  # scripted
            (live,) = await rig.take_up()
            await rig.closed(live)
            assert till.ends == [(CARD_KEY, False)] and till.charged_fen == 0

    play(after)


def test_an_approval_found_at_the_start_is_kept_when_its_sale_cannot_say(tmp_path: Path) -> None:
    """The goods may have fallen, and the board does not answer: a reader left alone would give it back."""
    till, clock = ScriptedTill(), ManualClock()
    cut_while_a_motor_turned(tmp_path, till, clock)

    async def after() -> None:
        async with selling(tmp_path, till, clock=clock) as rig:
            await rig.until(lambda: rig.keeper.bus.info)
            clock.advance(FOUND_MS + 1)
            rig.keeper.time_passed()
            await rig.until(lambda: till.ends == [(CARD_KEY, True)])
            (live,) = await rig.take_up()
            await rig.until(lambda: live.sale.stage is Stage.NEEDS_STAFF)

    play(after)


@pytest.mark.parametrize("end", [CardEnd.RETURNED, CardEnd.UNKNOWN])
def test_a_power_cut_before_the_answer_is_doubt_unless_the_reader_knows(tmp_path: Path, end: CardEnd) -> None:
    till = ScriptedTill()

    async def before() -> None:
        async with selling(tmp_path, till) as rig:
            await rig.taking(Method.CARD)
            await rig.quiet()

    async def after() -> None:
        till.end = end
        async with selling(tmp_path, till) as rig:
            (live,) = await rig.take_up()
            await rig.until(lambda: till.ends == [(CARD_KEY, False)])
            if end is CardEnd.UNKNOWN:
                await rig.until(lambda: codes(rig) == ["card_in_doubt"])
                await rig.keeper.ask(LookedUp("K0000001A", False, "Han Mei"))
                rig.calls.hurry("K0000001A")
            await rig.closed(live)
            assert codes(rig) == [] and not live.sale.paid_fen

    play(before)
    play(after)


def test_a_basket_of_several_is_not_offered_a_card(tmp_path: Path) -> None:
    """A reader gives back the whole or nothing: half a basket could not be paid back."""

    async def story() -> None:
        async with selling(tmp_path) as rig:
            await rig.until(lambda: rig.keeper.bus.info)
            for method in (Method.CASH, Method.CARD):
                rig.desk.heard(method, rig.keeper.trouble(method))
            assert rig.desk.offered_for(1) == (Method.CASH, Method.CARD)
            assert rig.desk.offered_for(2) == (Method.CASH,)

    play(story)
