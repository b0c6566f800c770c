"""The shell round a code that was read: sent once, after everything before it, and written nowhere."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from kiosk.payments.intent import CallUnknown, Closed, CreateRefused, Paid, PayCode, Problem, ProblemKind
from kiosk.sale.events import CancelPressed, CodeRead, DeadlinePassed, Timer
from kiosk.sale.state import AttemptState, Stage
from kiosk.vend.live import Live
from tests.kiosk.vend.outside import AWAY, ScriptedGateway
from tests.kiosk.vend.rig import Rig, play, running

A, B, C = (f"K0000001{letter}" for letter in "ABC")
CODE = "134567890123456789"


async def shows_code(rig: Rig, text: str = CODE) -> Live:
    """A customer before a code on the screen holds another to the reader."""
    live = await rig.shown(units=1)
    rig.runner.tell(live.number, CodeRead("wechat"), PayCode(text))
    await rig.until(lambda: rig.gateway.asked[f"charge {B}"])
    return live


def test_the_screens_code_is_closed_first_and_the_other_charged_once(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(tmp_path) as rig:
            live = await shows_code(rig)
            assert rig.gateway.closed == {A}, "the code on the screen was dead before the other was charged"
            await rig.until(lambda: rig.gateway.asked[f"wait {B}"])
            assert live.pay_code is None, "kept no longer than the call needs it"
            rig.gateway.pays(B)
            await rig.closed(live)
            assert (live.sale.funded_by, rig.gateway.codes) == (B, [CODE])
        assert rig.audit().findings == ()

    play(work)


def test_an_answer_that_told_nothing_is_asked_about_and_never_charged_again(tmp_path: Path) -> None:
    async def work() -> None:
        gateway = ScriptedGateway(answers={"charge": [CallUnknown(AWAY)]})
        async with running(tmp_path, gateway) as rig:
            live = await shows_code(rig)
            await rig.until(lambda: gateway.asked[f"wait {B}"] or gateway.asked[f"query {B}"])
            gateway.pays(B)
            await rig.closed(live)
            assert gateway.codes == [CODE]

    play(work)


def test_a_refused_code_leads_to_one_to_scan(tmp_path: Path) -> None:
    async def work() -> None:
        refused = CreateRefused(Problem(ProblemKind.ACCOUNT, "no longer good", "AUTH_CODE_INVALID"))
        async with running(tmp_path, ScriptedGateway(answers={"charge": [refused]})) as rig:
            live = await shows_code(rig)
            await rig.until(lambda: rig.gateway.asked[f"wait {C}"])
            assert live.sale.attempts[1].state is AttemptState.REFUSED
            rig.gateway.pays(C)
            await rig.closed(live)
            assert live.sale.funded_by == C

    play(work)


def test_a_reversal_waits_for_the_charge_it_would_overtake(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(tmp_path, ScriptedGateway(holds_charge=True)) as rig:
            live = await shows_code(rig)
            rig.runner.tell(live.number, CancelPressed())
            await rig.until(lambda: live.sale.stage is Stage.CLOSING)
            assert not rig.gateway.asked[f"close {B}"], "it would find nothing, and be followed by the charge"
            rig.gateway.change(lambda: setattr(rig.gateway, "holds_charge", False))
            await rig.closed(live)
            assert (rig.gateway.asked[f"close {B}"], live.sale.attempts[1].state) == (1, AttemptState.CLOSED)

    play(work)


def test_money_behind_a_reversal_buys_nothing_and_is_in_the_books(tmp_path: Path) -> None:
    async def work() -> None:
        gone = Paid(450, "ref", 1, refunded=True)
        async with running(tmp_path, ScriptedGateway(answers={"close": [Closed(), gone]})) as rig:
            live = await shows_code(rig)
            rig.runner.tell(live.number, DeadlinePassed(Timer.PAY))
            await rig.closed(live)
            assert (live.sale.funded_by, live.sale.paid_fen) == ("", 450)
            assert not rig.staff and not rig.turned, "our own doing: nobody is called, nothing turns"
            assert not rig.gateway.back_fen, "no refund beside the reversal"
        assert rig.audit().findings == ()

    play(work)


def test_after_a_power_cut_it_is_reversed_and_the_code_is_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def work() -> None:
        gateway = ScriptedGateway()
        async with running(tmp_path, gateway) as rig:
            await shows_code(rig)
        gateway.change(lambda: setattr(gateway, "away", False))
        async with running(tmp_path, gateway) as rig:
            (live,) = await rig.take_up()
            assert live.orders[B].scanned and not live.orders[A].scanned
            await rig.closed(live)
            assert gateway.closed == {A, B}
            assert gateway.codes == [CODE]

    play(work)
    assert CODE not in caplog.text
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert B.encode() in kept
    assert CODE.encode() not in kept


def test_a_second_code_does_not_take_the_place_of_the_first(tmp_path: Path) -> None:
    """Two reads before the table has answered: the wallet of one must not get the digits of the other."""

    async def work() -> None:
        async with running(tmp_path) as rig:
            live = await rig.shown(units=1)
            rig.runner.tell(live.number, CodeRead("wechat"), PayCode(CODE))
            rig.runner.tell(live.number, CodeRead("alipay"), PayCode("280000000000000000"))
            await rig.until(lambda: rig.gateway.asked[f"wait {B}"])
            assert rig.gateway.codes == [CODE]

    play(work)
