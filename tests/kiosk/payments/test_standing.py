"""What only an order or a refund tells about a wallet: believed, tried again, told to staff, and mended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from kiosk.cabinet.incidents.table import INCIDENTS
from kiosk.clock import ManualClock
from kiosk.payments.certificates import Validity, invalid, running_out
from kiosk.payments.desk import Desk
from kiosk.payments.intent import Method, Problem, ProblemKind
from kiosk.payments.schedule import by_their_clock_s
from kiosk.payments.standing import FALSE_SIGNATURES_MAX, HOLDS_MS
from kiosk.payments.watch import WalletWatch
from tests.kiosk.vend.outside import ScriptedGateway

W, A = Method.WECHAT, Method.ALIPAY
NO_RIGHT = Problem(ProblemKind.PERMISSION, "The merchant may not.", "NO_AUTH")
NO_MONEY = Problem(ProblemKind.BALANCE, "The balance is too low.", "NOT_ENOUGH")
FALSE = Problem(ProblemKind.BAD_SIGNATURE, "The signature is false.", "SIGNATURE")
AWAY = Problem(ProblemKind.NETWORK, "The server cannot be reached.")
DAY_S = 86_400


@dataclass
class Shop:
    """A desk with two wallets that are well."""

    clock: ManualClock = field(default_factory=ManualClock)
    told: list[tuple[Method, Problem | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gateways = {W: ScriptedGateway(), A: ScriptedGateway()}
        self.desk = Desk(lambda method, problem: self.told.append((method, problem)), self.clock)
        self.desk.set_up(self.gateways)
        for method in self.gateways:
            self.desk.heard(method, None)
        self.told.clear()
        self.watch = WalletWatch(self.desk)

    def offered(self) -> list[Method]:
        return list(self.desk.offered)

    def found(self) -> dict[tuple[str, str], str]:
        return {(one.code, one.subject): one.detail for one in self.watch.findings()}


def shopping(story: Callable[[Shop], None]) -> None:
    async def all_of_it() -> None:
        shop = Shop()
        story(shop)
        shop.desk.close()

    asyncio.run(all_of_it())


@pytest.mark.parametrize("kind", [ProblemKind.CONFIG, ProblemKind.PERMISSION, ProblemKind.QUOTA])
def test_a_refused_order_takes_this_wallet_off_and_leaves_the_other(kind: ProblemKind) -> None:
    def story(shop: Shop) -> None:
        problem = replace(NO_RIGHT, kind=kind)
        shop.desk.heard_of_order(W, problem)
        assert shop.offered() == [A] and shop.told == [(W, problem)]
        shop.desk.heard(W, None)
        assert shop.offered() == [A], "a probe that is well sees less than an order"
        assert shop.found() == {("wallet_refused", "wechat"): problem.text}
        assert shop.desk.only_staff_can_help
        shop.clock.advance(HOLDS_MS[0])
        assert shop.offered() == [W, A], "the next order shows whether it was mended"
        assert ("wallet_refused", "wechat") in shop.found(), "which is not known before"
        shop.desk.heard_of_order(W, None)
        assert shop.offered() == [W, A] and not shop.found() and shop.told[-1] == (W, None)

    shopping(story)


def test_it_is_tried_ever_more_rarely_and_once_mended_from_the_start_again() -> None:
    def story(shop: Shop) -> None:
        for hold_ms in (*HOLDS_MS, HOLDS_MS[-1]):
            for _ in range(3):  # one sale asks up to three times
                shop.desk.heard_of_order(W, NO_RIGHT)
            shop.clock.advance(hold_ms - 1)
            assert W not in shop.desk.offered
            shop.clock.advance(1)
            assert W in shop.desk.offered
        shop.desk.heard_of_order(W, None)
        shop.desk.heard_of_order(W, NO_RIGHT)
        shop.clock.advance(HOLDS_MS[0])
        assert W in shop.desk.offered

    shopping(story)


@pytest.mark.parametrize("problem", [AWAY, NO_MONEY, Problem(ProblemKind.GATEWAY, "A fault.")])
def test_what_is_about_one_order_or_the_network_is_not_held_against_the_account(problem: Problem) -> None:
    def story(shop: Shop) -> None:
        shop.desk.heard_of_order(W, problem)
        shop.desk.heard(W, None)
        assert shop.offered() == [W, A] and not shop.found()

    shopping(story)


def test_false_signatures_in_a_row_are_a_wrong_key_and_one_is_none() -> None:
    def story(shop: Shop) -> None:
        unsigned = replace(FALSE, code="UNSIGNED")
        for problem in (FALSE, FALSE, None, FALSE, FALSE, unsigned, unsigned):
            shop.desk.heard_of_order(W, problem)
        assert W in shop.desk.offered
        shop.desk.heard_of_order(W, None)
        for _ in range(FALSE_SIGNATURES_MAX):
            shop.desk.heard_of_order(W, FALSE)
        assert shop.offered() == [A]
        assert shop.found() == {("wallet_refused", "wechat"): FALSE.text}

    shopping(story)


def test_what_the_probe_sees_the_probe_sees_mended() -> None:
    def story(shop: Shop) -> None:
        wrong_key = Problem(ProblemKind.CONFIG, "Wrong keys.", "SIGN_ERROR")
        shop.desk.heard_of_order(W, wrong_key)
        shop.desk.heard(W, wrong_key)
        assert shop.offered() == [A]
        shop.desk.heard(W, None)
        assert shop.offered() == [W, A], "nobody waits for a hold that the probe knows to be over"

    shopping(story)


def test_who_may_give_nothing_back_takes_nothing_until_a_refund_is_granted() -> None:
    def story(shop: Shop) -> None:
        shop.desk.heard_of_refund(W, "K1R0", NO_RIGHT)
        assert shop.offered() == [A]
        assert shop.found() == {("refunds_refused", "wechat"): NO_RIGHT.text}
        shop.desk.heard_of_order(W, None)
        assert shop.offered() == [A], "that payments are taken is not the point"
        shop.desk.heard_of_refund(W, "K1R0", None)
        assert shop.offered() == [W, A] and not shop.found()
        assert shop.told[-1] == (W, None), "whoever waits with another refund is woken"

    shopping(story)


def test_sales_bring_the_balance_back_so_they_go_on() -> None:
    def story(shop: Shop) -> None:
        shop.desk.heard_of_refund(W, "K1R0", NO_MONEY)
        assert shop.offered() == [W, A]
        assert shop.found() == {("refunds_refused", "wechat"): NO_MONEY.text}
        shop.desk.heard_of_refund(W, "K2R0", NO_RIGHT)
        assert shop.found() == {("refunds_refused", "wechat"): NO_RIGHT.text}, "the gravest"
        shop.desk.forget_refund(W, "K2R0")
        assert shop.found() == {("refunds_refused", "wechat"): NO_MONEY.text}
        shop.desk.forget_refund(W, "K1R0")
        assert not shop.found()

    shopping(story)


def test_what_is_about_one_payment_is_no_trouble_of_the_account() -> None:
    def story(shop: Shop) -> None:
        shop.desk.heard_of_refund(W, "K1R0", Problem(ProblemKind.ACCOUNT, "The card is closed.", "ABNORMAL"))
        assert not shop.found() and shop.offered() == [W, A]

    shopping(story)


def test_a_network_that_is_away_calls_nobody_and_a_wrong_key_does() -> None:
    def story(shop: Shop) -> None:
        shop.desk.heard(W, AWAY)
        assert not shop.found() and shop.offered() == [A]
        shop.desk.heard(W, Problem(ProblemKind.CONFIG, "Wrong keys."))
        assert shop.found() == {("wallet_refused", "wechat"): "Wrong keys."}

    shopping(story)


def test_what_is_warned_of_is_told_by_wallet() -> None:
    def story(shop: Shop) -> None:
        soon = Problem(ProblemKind.CONFIG, "It runs out.", "RUNS_OUT")
        shop.gateways[A].warnings = (soon, replace(soon, text="This one, too."))
        found = shop.found()
        assert found == {
            ("wallet_warning", "alipay"): "It runs out.",
            ("wallet_warning", "alipay:1"): "This one, too.",
        }
        assert {code for code, _ in found} <= set(INCIDENTS)

    shopping(story)


def test_a_clock_that_is_wrong_is_told_and_over_when_it_is_clearly_right() -> None:
    def story(shop: Shop) -> None:
        wechat, alipay = shop.gateways[W], shop.gateways[A]
        wechat.clock_offset_s = 120
        assert not shop.found()
        wechat.clock_offset_s, alipay.clock_offset_s = 100, -7200
        assert shop.found() == {("clock_wrong", ""): "7200 s ahead, by alipay"}
        alipay.clock_offset_s = None
        assert shop.found() == {("clock_wrong", ""): "100 s behind, by wechat"}, "it may sway about the limit"
        wechat.clock_offset_s = 90
        assert not shop.found()
        wechat.clock_offset_s = 100
        assert not shop.found()

    shopping(story)


def test_orders_bear_the_gateways_time_where_ours_is_wrong() -> None:
    def story(shop: Shop) -> None:
        ours_s = shop.clock.utc_ms() // 1000
        shop.gateways[W].clock_offset_s, shop.gateways[A].clock_offset_s = 120, -600
        assert (shop.desk.now_s("wechat"), shop.desk.now_s("alipay")) == (ours_s, ours_s - 600)
        assert shop.desk.now_s("cash") == ours_s, "who is not there has no clock"

    shopping(story)
    assert by_their_clock_s(1_000, None) == 1_000


def test_certificates() -> None:
    now_s = 1_790_000_000
    good = Validity("The certificate", now_s - DAY_S, now_s + 400 * DAY_S, "Get one.")
    assert invalid([good], now_s) is None and running_out([good], now_s) == ()
    assert running_out([replace(good, until_s=now_s + 30 * DAY_S)], now_s) == ()
    (soon,) = running_out([good, replace(good, until_s=now_s + 30 * DAY_S - 1)], now_s)
    assert soon.text == "The certificate is valid until 2026-10-21: 29 days are left. Get one."
    (one,) = running_out([replace(good, until_s=now_s + DAY_S)], now_s)
    (today,) = running_out([replace(good, until_s=now_s)], now_s)
    assert "1 day is left" in one.text and "less than a day" in today.text
    over, not_yet = replace(good, until_s=now_s - 1), replace(good, from_s=now_s + 1)
    assert running_out([over, not_yet], now_s) == (), "these are wrong already"
    problem = invalid([good, over], now_s)
    assert problem is not None and problem.text == "The certificate was valid until 2026-09-21 only. Get one."
    problem = invalid([not_yet], now_s)
    assert problem is not None and problem.kind is ProblemKind.CONFIG and "from 2026-09-21 on" in problem.text
