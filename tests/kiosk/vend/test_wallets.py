"""Each wallet, and each change from one to another, ends right by itself: over real HTTP, by both routes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.payments.intent import Method
from kiosk.payments.wallets import WALLETS
from kiosk.sale.events import CancelPressed
from kiosk.sale.state import AttemptState, Stage
from kiosk.vend.live import Live
from tests.kiosk.vend.outside import ScriptedBoard
from tests.kiosk.vend.rig import PAY_MS, Rig, play, running
from tests.kiosk.vend.wallets import Customer, RealTime, Street, street

FEN = 450
NO_CLOSE = ("alipay", "unionpay")
pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module", params=["direct", "cloud"])
def road(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with street(tmp_path_factory.mktemp(f"street-{request.param}"), request.param) as made:
        yield made


def turns(rig: Rig) -> int:
    assert isinstance(rig.board, ScriptedBoard)
    return len(rig.board.turned)


def old_code(live: Live) -> str:
    return live.sale.attempts[0].number


def test_changing_the_wallet_ends_the_old_code_first_or_pays_back_what_it_takes(
    road: Street, tmp_path: Path
) -> None:
    """Every pair. Where a close exists the old code is dead before the new one shows; where none does the new
    one shows all the same, and of two that were paid one buys and one goes back."""

    async def work() -> None:
        async with running(tmp_path, clock=RealTime(), gateways=road.gateways) as rig:
            for first, then in itertools.permutations([str(method) for method in WALLETS], 2):
                buyer, before = Customer(rig, road), turns(rig)
                live = await buyer.sees_code(first)
                old = buyer.code_of(live)
                new = await buyer.switches(then)
                dead = first not in NO_CLOSE
                expected = (AttemptState.CLOSED, "CLOSED") if dead else (AttemptState.CLOSING, "NOTPAY")
                assert (live.sale.attempts[0].state, road.order(old_code(live))["state"]) == expected, first
                assert await buyer.pays(new)
                assert await buyer.pays(old) is not dead
                await buyer.buys()
                await buyer.gets(0 if dead else FEN)
                assert road.money(live.number) == (FEN, 0) if dead else (2 * FEN, FEN), (first, then)
                assert turns(rig) == before + 1, (first, then)
        assert rig.audit().findings == ()

    play(work)


def test_the_newest_code_is_the_one_on_the_screen(road: Street, tmp_path: Path) -> None:
    """WeChat: an order whose answer was lost is sent again, and its first code is dead by then."""

    async def work() -> None:
        road.sandbox.fault("native", "truncated", times=1)
        async with running(tmp_path, clock=RealTime(), gateways=road.gateways) as rig:
            buyer = Customer(rig, road)
            live = await buyer.sees_code("wechat")
            orders = [call for call in road.sandbox.calls() if call["subject"] == old_code(live)]
            assert sum(call["call"] == "native" for call in orders) == 2
            assert await buyer.pays(buyer.code_of(live))
            await buyer.until(lambda: live.sale.funded_by)

    play(work)


@pytest.mark.parametrize("method", list(WALLETS))
def test_two_phones_and_a_payment_of_the_last_second(road: Street, tmp_path: Path, method: Method) -> None:
    async def work() -> None:
        async with running(tmp_path, clock=RealTime(), gateways=road.gateways) as rig:
            buyer = Customer(rig, road)
            live = await buyer.sees_code(method)
            phone, code = road.sandbox.phone, buyer.code_of(live)
            assert phone("scan", code).done
            assert not phone("pay_other_payer", code).done, "the first account that scanned has it"
            assert phone("pay", code).done
            rig.pass_time(PAY_MS)
            await buyer.until(lambda: live.sale.stage not in (Stage.PAYING, Stage.CLOSING))
            assert live.sale.funded_by, "it was paid before its time was up"
            assert not phone("pay", code).done
            assert road.money(live.number) == (FEN, 0)
        assert (turns(rig), rig.audit().findings) == (1, ())

    play(work)


@pytest.mark.parametrize("method", list(WALLETS))
def test_paid_after_it_was_given_up_buys_nothing_and_goes_back(
    road: Street, tmp_path: Path, method: Method
) -> None:
    async def work() -> None:
        async with running(tmp_path, clock=RealTime(), gateways=road.gateways) as rig:
            buyer = Customer(rig, road)
            live = await buyer.sees_code(method)
            code = buyer.code_of(live)
            rig.runner.tell(live.number, CancelPressed())
            await buyer.until(lambda: live.sale.stage in (Stage.WATCHING, Stage.CLOSED))
            assert await buyer.pays(code) is (method in NO_CLOSE)
            if method in NO_CLOSE:
                await buyer.gets(FEN)
                await buyer.until(lambda: live.sale.refunds)
            assert not live.sale.funded_by
        assert (turns(rig), rig.audit().findings) == (0, ())

    play(work)


@pytest.mark.parametrize("method", list(WALLETS))
def test_the_customers_own_code(road: Street, tmp_path: Path, method: Method) -> None:
    """Asked on the phone and confirmed; then one that is refused, after which the screen's code pays."""

    async def work() -> None:
        async with running(tmp_path, clock=RealTime(), gateways=road.gateways) as rig:
            buyer = Customer(rig, road)
            live = await buyer.sees_code("wechat")
            await buyer.holds(method, "asks")
            assert road.order(old_code(live))["state"] == "CLOSED", "before anything was charged"
            charged = live.sale.attempts[1].number
            await buyer.until(lambda: road.order(charged))
            assert await buyer.pays(number=charged)
            await buyer.until(lambda: live.sale.funded_by == charged)
            assert road.money(live.number) == (FEN, 0)
            other = Customer(rig, road)
            live = await other.sees_code("wechat")
            await other.holds(method, "poor")
            await other.until(lambda: other.code_of(live) and len(live.sale.attempts) == 3)
            assert (other.method, live.sale.attempts[1].state) == (method, AttemptState.REFUSED)
            assert await other.pays(other.code_of(live))
            await other.until(lambda: live.sale.funded_by)
        assert (turns(rig), rig.audit().findings) == (2, ())

    play(work)


@pytest.mark.parametrize("method", list(WALLETS))
def test_given_up_while_asked_on_the_phone_or_cut_off_it_is_reversed(
    road: Street, tmp_path: Path, method: Method
) -> None:
    async def work() -> None:
        async with running(tmp_path, clock=RealTime(), gateways=road.gateways) as rig:
            buyer = Customer(rig, road)
            live = await buyer.sees_code("wechat")
            await buyer.holds(method, "asks")
            charged = live.sale.attempts[1].number
            await buyer.until(lambda: road.order(charged))
            rig.runner.tell(live.number, CancelPressed())
            await buyer.until(lambda: live.sale.stage is Stage.CLOSED)
            assert not await buyer.pays(number=charged)
            cut = Customer(rig, road)
            other = await cut.sees_code("wechat")
            await cut.holds(method, "asks")
            await cut.until(lambda: road.order(other.sale.attempts[1].number))
        async with running(tmp_path, clock=RealTime(), gateways=road.gateways) as rig:
            (found,) = await rig.take_up()
            await Customer(rig, road).until(lambda: found.sale.stage is Stage.CLOSED)
            number = found.sale.attempts[1].number
            assert not await cut.pays(number=number)
            assert (
                sum(call["call"] == "charge" for call in road.sandbox.calls() if call["subject"] == number)
                == 1
            )
        assert (turns(rig), rig.audit().findings) == (0, ())

    play(work)
