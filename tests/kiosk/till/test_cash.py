"""Cash through the whole shell: what is put in is goods or comes back, to the fen."""

from __future__ import annotations

import asyncio
from pathlib import Path

from hardware.api import CashLevels, MoneyIn, MoneyKind, PaidOut, Result
from kiosk.cabinet.watch import Finding
from kiosk.clock import ManualClock
from kiosk.payments.intent import Method
from kiosk.sale.events import CancelPressed, MethodChosen, StaffSettled
from kiosk.sale.state import AttemptState, Fate, Stage
from kiosk.store.audit import AuditReport, audit
from kiosk.till.events import HandedOver
from kiosk.till.step import PRESENT_MS
from kiosk.till.watch import till_findings
from tests.kiosk.till.rig import PRICE_FEN, TillRig, selling
from tests.kiosk.till.scripted import ScriptedTill
from tests.kiosk.vend.rig import WITHIN_S, play


def balanced(folder: Path) -> AuditReport:
    report = audit(folder)
    assert report.findings == ()
    return report


def test_exact_coins_buy_the_goods_and_nothing_comes_out(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking()
            assert rig.till.bills_taken == (500, 1_000), "what can be given back may be put in"
            for value in (100, 100, 100, 100, 50):
                rig.till.coin(value)
            await rig.closed(live)
            assert [line.fate for line in live.sale.lines] == [Fate.DELIVERED]
            assert rig.till.came_out_fen == 0 and rig.till.coins_taken == ()
            assert rig.paid_in == ["K0000001A"] * 5

    play(story)
    assert balanced(tmp_path).figures.delivered_fen == PRICE_FEN


def test_what_is_too_much_comes_out_as_change(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking()
            rig.till.bill(1_000)
            await rig.closed(live)
            await rig.until(lambda: rig.till.came_out_fen == 1_000 - PRICE_FEN)

    play(story)
    assert balanced(tmp_path).figures.paid_fen == PRICE_FEN


def test_cancel_gives_everything_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking()
            rig.till.coin(100)
            rig.till.coin(50)
            await rig.until(lambda: rig.keeper.box.credit_fen == 150)
            rig.runner.tell(live.number, CancelPressed())
            await rig.closed(live)
            await rig.until(lambda: rig.till.came_out_fen == 150)
            assert rig.till.coins_taken == ()
            assert live.sale.attempts[0].state is AttemptState.CLOSED

    play(story)
    assert balanced(tmp_path).figures.paid_fen == 0


def test_a_coin_on_its_way_while_the_customer_cancels_comes_back_too(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking()
            rig.runner.tell(live.number, CancelPressed())
            await rig.closed(live)
            rig.till.coin(100)
            await rig.until(lambda: rig.till.came_out_fen == 100)

    play(story)
    balanced(tmp_path)


def test_another_wallet_gets_the_coins_out_first(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking()
            rig.till.coin(100)
            rig.runner.tell(live.number, MethodChosen("wechat"))
            await rig.until(lambda: rig.gateway.asked["wait K0000001B"])
            await rig.until(lambda: rig.till.came_out_fen == 100)
            rig.gateway.pays("K0000001B")
            await rig.closed(live)
            assert live.sale.funded_by == "K0000001B"

    play(story)
    balanced(tmp_path)


def test_goods_that_do_not_fall_are_paid_back_in_coins(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path, results={1: [Result.DELIVERED, Result.NOT_DELIVERED]}) as rig:
            live = await rig.taking(units=2)
            rig.till.bill(1_000)
            await rig.closed(live)
            assert rig.till.came_out_fen == 1_000 - PRICE_FEN
            assert [key for key, _ in rig.till.asked] == ["K0000001A.1#1", "K0000001R0#1"]

    play(story)
    figures = balanced(tmp_path).figures
    assert (figures.delivered_fen, figures.refunded_fen) == (PRICE_FEN, PRICE_FEN)


def test_what_the_tubes_cannot_pay_is_for_a_person_to_the_fen_and_never_tried_again(tmp_path: Path) -> None:
    till = ScriptedTill()

    async def story() -> None:
        async with selling(tmp_path, till, {1: [Result.NOT_DELIVERED]}) as rig:
            live = await rig.taking()
            till.holds = True
            for value in (100, 100, 100, 100, 50):
                till.coin(value)
            await rig.until(lambda: till.asked)
            till.finish(250)
            await rig.until(lambda: live.sale.stage is Stage.NEEDS_STAFF)
            owed = [(one.code, one.subject, one.detail) for one in findings(rig)]
            assert owed == [("till_owes", "K0000001R0", "¥2.00 (K0000001R0)")]
            rig.pass_time(24 * 3_600_000)
            await rig.until(lambda: rig.deadlines.napping == 0 or rig.calls.busy)
            assert len(till.asked) == 1
            await hand_over(rig, "K0000001R0")
            await rig.until(lambda: not findings(rig))
            rig.calls.hurry("K0000001R0")
            await rig.closed(live)

    play(story)
    assert balanced(tmp_path).figures.refunded_fen == PRICE_FEN


def test_a_power_cut_gives_back_what_was_in(tmp_path: Path) -> None:
    till, clock = ScriptedTill(), ManualClock()

    async def before() -> None:
        async with selling(tmp_path, till, clock=clock) as rig:
            await rig.taking()
            till.coin(100)
            till.coin(100)
            await rig.until(lambda: rig.keeper.box.credit_fen == 200)

    async def after() -> None:
        async with selling(tmp_path, till, clock=clock) as rig:
            (live,) = await rig.take_up()
            await rig.until(lambda: till.came_out_fen == 200)
            await rig.closed(live)

    play(before)
    clock.advance(30_000)
    play(after)
    assert balanced(tmp_path).figures.paid_fen == 0


def test_a_clock_that_fell_back_with_the_power_does_not_keep_the_coins(tmp_path: Path) -> None:
    """A machine without a battery stands before its own records until the network tells it the time."""
    till = ScriptedTill()

    async def before() -> None:
        async with selling(tmp_path, till, clock=ManualClock(2_000_000_000_000)) as rig:
            await rig.taking()
            till.coin(100)
            await rig.until(lambda: rig.keeper.box.credit_fen == 100)

    async def after() -> None:
        async with selling(tmp_path, till, clock=ManualClock(1_000_000_000_000)) as rig:
            (live,) = await rig.take_up()
            await rig.until(lambda: till.came_out_fen == 100)
            await rig.closed(live)

    play(before)
    play(after)
    balanced(tmp_path)


def test_a_coin_behind_one_that_nobody_heard_does_not_hide_it(tmp_path: Path) -> None:
    """The program died with a coin it had been told of; the next one hears of another before ``TillUp``."""
    till = ScriptedTill()

    async def before() -> None:
        async with selling(tmp_path, till) as rig:
            await rig.taking()
            till.coin(50)
            await rig.until(lambda: rig.keeper.box.credit_fen == 50)

    async def after() -> None:
        async with selling(tmp_path, till) as rig:
            till.coin(100)
            till.bill(500)
            till.up()
            await rig.until(lambda: rig.incidents)
            assert rig.incidents == [
                ("till_counts", "the tubes hold 1.00 yuan more than was written down"),
            ]

    play(before)
    till.tubes[100] += 1
    till.put_in_fen += 100
    till.starts_up = False
    play(after)
    balanced(tmp_path)


def test_a_coin_beside_a_full_tube_is_not_looked_for_in_it(tmp_path: Path) -> None:
    till = ScriptedTill()

    async def before() -> None:
        async with selling(tmp_path, till) as rig:
            await rig.until(lambda: rig.keeper.box.is_counted)

    async def after() -> None:
        async with selling(tmp_path, till) as rig:
            levels = till.levels
            till.say(MoneyIn(100, MoneyKind.COIN, levels))
            till.up()
            await rig.until(lambda: rig.keeper.bus.info is not None)
            assert rig.keeper.box.levels == levels
            assert not rig.incidents

    play(before)
    till.starts_up = False
    play(after)


def test_after_a_night_it_is_kept_for_its_owner(tmp_path: Path) -> None:
    """Coins that fall before a stranger are lost to whoever put them in."""
    till, clock = ScriptedTill(), ManualClock()

    async def before() -> None:
        async with selling(tmp_path, till, clock=clock) as rig:
            await rig.taking()
            till.coin(100)
            await rig.until(lambda: rig.keeper.box.credit_fen == 100)

    async def after() -> None:
        async with selling(tmp_path, till, clock=clock) as rig:
            (live,) = await rig.take_up()
            await rig.closed(live)
            await rig.until(lambda: findings(rig))
            assert [one.code for one in findings(rig)] == ["till_owes"]
            assert not till.asked

    play(before)
    clock.advance(PRESENT_MS + 1_000)
    play(after)
    balanced(tmp_path)


def test_a_refund_of_yesterday_does_not_come_out_before_the_next_customer(tmp_path: Path) -> None:
    """A line was in doubt, a person settled it later: its owner is gone, somebody else stands there."""

    async def story() -> None:
        async with selling(tmp_path, results={1: [Result.UNKNOWN]}) as rig:
            doubted = await rig.taking()
            for value in (100, 100, 100, 100, 50):
                rig.till.coin(value)
            await rig.until(lambda: doubted.sale.stage is Stage.NEEDS_STAFF)
            rig.clock.advance(PRESENT_MS + 1_000)
            await rig.taking(number="K0000002")
            rig.till.coin(100)
            await rig.until(lambda: rig.keeper.box.credit_fen)
            rig.runner.tell(doubted.number, StaffSettled(0, delivered=False))
            await rig.until(lambda: findings(rig))
            assert [one.detail for one in findings(rig)] == ["¥4.50 (K0000001R0)"]
            assert not rig.till.asked

    play(story)
    balanced(tmp_path)


def test_change_cut_short_is_counted_and_the_rest_paid_once(tmp_path: Path) -> None:
    till, clock = ScriptedTill(holds=True), ManualClock()

    async def before() -> None:
        async with selling(tmp_path, till, clock=clock) as rig:
            await rig.taking()
            till.bill(1_000)
            await rig.until(lambda: till.asked)
            till.gives(200)

    async def after() -> None:
        till.holds = False
        async with selling(tmp_path, till, clock=clock) as rig:
            await rig.take_up()
            await rig.until(lambda: till.came_out_fen >= 1_000 - PRICE_FEN)
            await rig.quiet()
            assert till.asked[-1] == ("K0000001A.1#2", 350)
            assert till.came_out_fen in (1_000 - PRICE_FEN, 1_000), "goods or their money"

    play(before)
    play(after)
    balanced(tmp_path)


def test_an_orderly_end_waits_for_coins_on_their_way(tmp_path: Path) -> None:
    async def story() -> None:
        till = ScriptedTill(holds=True)
        async with selling(tmp_path, till) as rig:
            await change_is_due(rig, till)
            rests = asyncio.create_task(rig.keeper.coins_rest(WITHIN_S))
            await rig.quiet()
            assert not rests.done()
            till.finish()
            await rests
            assert till.came_out_fen == 50
            await rig.keeper.coins_rest(WITHIN_S)

    play(story)


def test_a_coin_that_fell_in_the_dark_is_named_with_its_sum(tmp_path: Path) -> None:
    till = ScriptedTill()

    async def before() -> None:
        async with selling(tmp_path, till) as rig:
            await rig.taking()
            await rig.quiet()

    async def after() -> None:
        till.tubes[100] += 1
        async with selling(tmp_path, till) as rig:
            await rig.until(lambda: rig.incidents)
            assert rig.incidents == [("till_counts", "the tubes hold 1.00 yuan more than was written down")]
            assert not till.asked

    play(before)
    play(after)
    balanced(tmp_path)


def test_tubes_filled_by_hand_are_written_down_and_alarm_nobody(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            await rig.until(lambda: rig.keeper.bus.info)
            rig.till.tubes[100] += 10
            rig.till.up()
            await rig.until(lambda: rig.keeper.box.levels == rig.till.levels)
            assert rig.incidents == []
            rig.till.down()
            rig.till.tubes[100] -= 1
            rig.till.up()
            await rig.until(lambda: rig.incidents)
            assert rig.incidents == [("till_counts", "the tubes hold 1.00 yuan less than was written down")]

    play(story)
    balanced(tmp_path)


def test_while_the_disk_takes_nothing_the_till_takes_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking()
            await rig.disk_refuses(True)
            rig.till.coin(100)
            await rig.until(lambda: rig.till.coins_taken == ())
            assert rig.keeper.box.credit_fen == 0, "what is not written down is not known"
            await rig.disk_refuses(False)
            await rig.until(lambda: rig.keeper.box.credit_fen == 100 and rig.till.coins_taken)
            rig.runner.tell(live.number, CancelPressed())
            await rig.closed(live)
            await rig.until(lambda: rig.till.came_out_fen == 100)

    play(story)
    balanced(tmp_path)


def test_a_till_that_is_away_keeps_what_is_in_and_goes_on_when_it_is_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with selling(tmp_path) as rig:
            live = await rig.taking()
            rig.till.coin(100)
            rig.till.down()
            await rig.until(lambda: rig.keeper.bus.info is None)
            await rig.quiet()
            assert rig.till.coins_taken == () and rig.keeper.trouble(Method.CASH) is not None
            rig.till.up()
            await rig.until(lambda: rig.till.coins_taken)
            for value in (100, 100, 100, 50):
                rig.till.coin(value)
            await rig.closed(live)
            assert live.sale.funded_by

    play(story)
    balanced(tmp_path)


def test_an_end_that_is_not_known_is_told_by_the_counts(tmp_path: Path) -> None:
    async def story() -> None:
        till = ScriptedTill(holds=True)
        async with selling(tmp_path, till) as rig:
            await change_is_due(rig, till)
            till.finish(sure=False)
            await rig.until(lambda: rig.keeper.bus.unsure_ms is not None)
            assert rig.keeper.box.active is not None
            till.up()
            await rig.until(lambda: rig.keeper.box.active is None)
            assert not rig.keeper.box.dues and till.came_out_fen == 50

    play(story)


def test_a_coin_that_fell_while_change_was_paid_in_the_dark_is_named(tmp_path: Path) -> None:
    """The line may be back so soon that the end of the pay-out is told ahead of ``TillUp``."""

    async def story() -> None:
        till = ScriptedTill(holds=True)
        async with selling(tmp_path, till) as rig:
            await change_is_due(rig, till)
            till.down()
            till.tubes[100] += 1
            till.finish()
            till.up()
            await rig.until(lambda: rig.keeper.box.active is None and rig.keeper.bus.info is not None)
            assert rig.incidents == [("till_counts", "the tubes hold 1.00 yuan more than was written down")]
            assert not rig.keeper.box.dues and till.came_out_fen == 50

    play(story)
    balanced(tmp_path)


def test_coins_that_came_out_before_the_line_went_do_not_look_stolen(tmp_path: Path) -> None:
    async def story() -> None:
        till = ScriptedTill(holds=True)
        async with selling(tmp_path, till) as rig:
            await change_is_due(rig, till)
            till.down()
            key, asked_fen = till.asked[-1]
            till.say(PaidOut(key, asked_fen, till.gives(asked_fen), True, CashLevels()))
            till.up()
            await rig.until(lambda: rig.keeper.box.active is None and rig.keeper.bus.info is not None)
            assert not rig.incidents and not rig.keeper.box.dues and till.came_out_fen == 50

    play(story)
    balanced(tmp_path)


async def change_is_due(rig: TillRig, till: ScriptedTill) -> None:
    """Somebody paid with a bill, and the till was asked for what is too much."""
    await rig.taking()
    till.bill(500)
    await rig.until(lambda: till.asked)


def findings(rig: TillRig) -> list[Finding]:
    return list(till_findings(rig.keeper.now))


async def hand_over(rig: TillRig, key: str) -> None:
    await rig.keeper.ask(HandedOver("", key, "Li Lei"))
