"""Which wallets are offered, by what their gateways answered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from kiosk.clock import ManualClock
from kiosk.payments.desk import Desk
from kiosk.payments.intent import Gateway, Method, Problem, ProblemKind, Shows, Traits
from tests.kiosk.vend.outside import ScriptedGateway

LIMIT_S = 20
PORTAL = Problem(ProblemKind.BAD_ANSWER, "Not the gateway but another server answered.", "HTTP_200")
AWAY = Problem(ProblemKind.NETWORK, "The server cannot be reached.")


class Probed(ScriptedGateway):
    """Answers the probe as told; the last answer for ever."""

    def __init__(self, *answers: Problem | None) -> None:
        super().__init__()
        self._answers: Iterator[Problem | None] = iter(answers)
        self._last: Problem | None = None
        self.probes = 0

    def probe(self) -> Problem | None:
        self.probes += 1
        self._last = next(self._answers, self._last)
        return self._last


class Probing:
    """A desk that probes one wallet, and what it told."""

    def __init__(self, gateway: Gateway) -> None:
        self.told: asyncio.Queue[Problem | None] = asyncio.Queue()
        self.clock = ManualClock()
        self.desk = Desk(lambda _method, problem: self.told.put_nowait(problem), self.clock)
        table: Mapping[Method, Gateway] = {Method.WECHAT: gateway}
        self.desk.set_up(table)

    async def __aenter__(self) -> Probing:
        self._task = asyncio.create_task(self.desk.keep_probing())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self.desk.close()

    async def next(self) -> Problem | None:
        return await asyncio.wait_for(self.told.get(), LIMIT_S)


@pytest.mark.parametrize(
    "kind", [kind for kind in ProblemKind if kind is not ProblemKind.LIMIT], ids=lambda kind: str(kind)
)
def test_a_wallet_whose_probe_fails_is_not_offered_whatever_the_reason(kind: ProblemKind) -> None:
    async def story() -> None:
        async with Probing(Probed(Problem(kind, "No."))) as probing:
            assert await probing.next() == Problem(kind, "No.")
            assert probing.desk.asked and not probing.desk.offered

    asyncio.run(story())


def test_a_gateway_that_asks_for_fewer_calls_is_there() -> None:
    async def story() -> None:
        async with Probing(Probed(Problem(ProblemKind.LIMIT, "Too many."))) as probing:
            assert await probing.next() is None
            assert probing.desk.offered == (Method.WECHAT,)

    asyncio.run(story())


def test_a_strange_answer_to_a_call_is_looked_into_at_once(caplog: pytest.LogCaptureFixture) -> None:
    """A web page in place of an answer may be one order's trouble or everybody's: the probe tells which."""

    async def story() -> None:
        async with Probing(Probed(None, PORTAL)) as probing:
            assert await probing.next() is None
            probing.desk.heard(Method.WECHAT, PORTAL)
            assert probing.desk.offered, "one strange answer alone takes no wallet away"
            assert await probing.next() == PORTAL
            assert not probing.desk.offered

    with caplog.at_level(logging.WARNING, "kiosk.payments.desk"):
        asyncio.run(story())
    assert [record.getMessage() for record in caplog.records] == [f"wechat cannot be offered: {PORTAL.text}"]


def test_what_is_about_one_order_alone_asks_nobody() -> None:
    async def story() -> None:
        gateway = Probed(None)
        async with Probing(gateway) as probing:
            assert await probing.next() is None
            probing.desk.heard(Method.WECHAT, Problem(ProblemKind.BALANCE, "No balance."))
            probing.desk.heard(Method.WECHAT, AWAY)
            assert await probing.next() == AWAY
            assert await probing.next() is None, "asked again at once, it is there"
            assert gateway.probes == 2

    asyncio.run(story())


class AtTheMachine(Probed):
    """A gateway that needs no network, and gives back the whole or nothing."""

    @property
    def traits(self) -> Traits:
        return replace(super().traits, is_local=True, refunds_parts=False, shows=Shows.READER)


def stands(desk: Desk) -> tuple[list[Method], bool, bool]:
    """What is offered, whether the network is up, whether only staff can help."""
    return list(desk.offered), desk.network_up, desk.only_staff_can_help


def test_what_stands_in_the_machine_is_no_network() -> None:
    async def story() -> None:
        desk = Desk(lambda _method, _problem: None, ManualClock())
        desk.set_up({Method.CARD: AtTheMachine()})
        desk.add({Method.WECHAT: Probed()})
        desk.heard(Method.CARD, None)
        assert stands(desk) == ([Method.CARD], False, False)
        desk.heard(Method.WECHAT, None)
        assert stands(desk) == ([Method.WECHAT, Method.CARD], True, False), "in their fixed order"
        assert list(desk.offered_for(1)) == [Method.WECHAT, Method.CARD]
        assert list(desk.offered_for(2)) == [Method.WECHAT]
        shown = [desk.shows(method) for method in ("wechat", "card", "")]
        assert shown == [Shows.CODE, Shows.READER, Shows.CODE]
        desk.heard(Method.CARD, AWAY)
        assert stands(desk) == ([Method.WECHAT], True, True), "waiting for the network mends no device"
        desk.heard(Method.WECHAT, AWAY)
        assert stands(desk) == ([], False, False)
        desk.close()

    asyncio.run(story())


def test_a_device_that_is_not_there_is_no_trouble() -> None:
    async def story() -> None:
        desk = Desk(lambda _method, _problem: None, ManualClock())
        desk.set_up({Method.CARD: AtTheMachine(), Method.WECHAT: Probed()})
        assert desk.count == 2
        desk.heard(Method.CARD, Problem(ProblemKind.ABSENT, "There is none."))
        assert desk.count == 1 and desk.offered == ()
        desk.close()

    asyncio.run(story())


def test_a_wallet_without_an_account_is_missed_by_nobody() -> None:
    """The merchant's cloud has no Alipay: not offered, not counted, and no reason to call anybody."""

    async def story() -> None:
        absent = Problem(ProblemKind.ABSENT, "The cloud has no alipay account.")
        told: asyncio.Queue[Method] = asyncio.Queue()
        desk = Desk(lambda method, _problem: told.put_nowait(method), ManualClock())
        wechat = Probed(Problem(ProblemKind.CONFIG, "Wrong keys."))
        desk.set_up({Method.WECHAT: wechat, Method.ALIPAY: Probed(absent)})
        async with asyncio.timeout(LIMIT_S):
            probing = asyncio.create_task(desk.keep_probing())
            while not desk.asked:
                await told.get()
        assert (desk.count, desk.offered, desk.only_staff_can_help) == (1, (), True)
        probing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await probing
        desk.close()

    asyncio.run(story())
