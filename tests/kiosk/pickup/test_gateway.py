"""A sale that a pick-up code pays for: once, whole or not at all, through jams and power cuts.

Real store, real runner, a scripted board.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hardware.api import Result
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CreateRefused,
    CreateResult,
    Method,
    Paid,
    PaymentOrder,
    QueryResult,
    RefundDone,
)
from kiosk.pickup.gateway import SLOW, PickUpGateway
from kiosk.sale.state import Fate, RefundState, Stage
from kiosk.store.records import DocumentChange, DocumentPlan, Position
from kiosk.store.repositories.pickups import Claim
from kiosk.store.store import Store
from kiosk.vend.live import Live
from tests.kiosk.vend.outside import ScriptedBoard
from tests.kiosk.vend.rig import Rig, running

CODE = "P0000001"
CLAIM = Claim(CODE, (0, 1))
BODY = {
    "salt": "0" * 32,
    "rounds": 1,
    "digest": "0" * 64,
    "until_s": 4_000_000_000,
    "currency": "CNY",
    "units": [{"sku": "tea", "amount_fen": 450}, {"sku": "cola", "amount_fen": 300}],
}


def tell(body: dict[str, Any] | None = BODY) -> Any:
    change = DocumentChange("pickup", CODE, 1, None if body is None else json.dumps(body))
    return lambda store: store.documents.apply(DocumentPlan(Position("c", 1), (change,)))


@asynccontextmanager
async def machine(
    folder: Path, board: ScriptedBoard | None = None
) -> AsyncIterator[tuple[Rig, PickUpGateway]]:
    async with running(folder, board=board) as rig:
        gateway = PickUpGateway(rig.store)
        rig.desk.keep_aside(Method.PICKUP, gateway)
        yield rig, gateway


def begin(rig: Rig, gateway: PickUpGateway, number: str = "K0000001", claim: Claim = CLAIM) -> Live:
    gateway.expect(number, claim)
    return rig.begin(number, len(claim.units), method="pickup")


async def out(rig: Rig) -> frozenset[int]:
    found = await rig.store.run(lambda store: store.pickups.out([CODE]))
    return found.get(CODE, frozenset())


async def told(rig: Rig) -> list[tuple[object, object]]:
    events = await rig.store.run(lambda store: store.outbox.pending(100))
    return [(event.body["what"], event.body["units"]) for event in events if event.kind == "pickup"]


def test_a_code_pays_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with machine(tmp_path) as (rig, gateway):
            await rig.store.run(tell())
            first = begin(rig, gateway)
            await rig.closed(first)
            assert [line.fate for line in first.sale.lines] == [Fate.DELIVERED] * 2
            again = begin(rig, gateway, "K0000002")
            await rig.closed(again)
            assert not again.sale.funded_by and again.sale.paid_fen == 0
            assert await out(rig) == {0, 1}
            assert await told(rig) == [("taken", [0, 1])]
        report = rig.audit()
        assert report.findings == ()
        assert (report.figures.paid_fen, report.figures.delivered_fen) == (750, 750)
        assert report.vends_commanded == 2

    asyncio.run(scenario())


def test_two_sales_at_once_never_both_get_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with machine(tmp_path) as (rig, gateway):
            await rig.store.run(tell())
            both = [begin(rig, gateway, number) for number in ("K0000001", "K0000002")]
            for live in both:
                await rig.closed(live)
            assert sorted(live.sale.paid_fen for live in both) == [0, 750]
        assert rig.audit().findings == () and rig.audit().vends_commanded == 2

    asyncio.run(scenario())


def test_what_does_not_fall_is_on_the_code_again_and_no_more(tmp_path: Path) -> None:
    board = ScriptedBoard(results={2: [Result.NOT_DELIVERED]})

    async def scenario() -> None:
        async with machine(tmp_path, board) as (rig, gateway):
            await rig.store.run(tell())
            live = begin(rig, gateway)
            await rig.closed(live)
            assert [line.fate for line in live.sale.lines] == [Fate.DELIVERED, Fate.NOT_DELIVERED]
            (refund,) = live.sale.refunds
            assert (refund.state, refund.amount_fen) == (RefundState.DONE, 300)
            assert await out(rig) == {0}
            assert await told(rig) == [("taken", [0, 1]), ("back", [1])]
            whole = begin(rig, gateway, "K0000002")
            await rig.closed(whole)
            assert whole.sale.paid_fen == 0, "the unit that fell is not given out again"
        assert rig.audit().findings == ()

    asyncio.run(scenario())


@pytest.mark.parametrize("when", ["created", "taken"])
def test_a_power_cut_before_the_motor_leaves_the_code_usable(tmp_path: Path, when: str) -> None:
    """Never both given out and usable, never neither."""

    async def cut_short() -> None:
        async with machine(tmp_path) as (rig, gateway):
            await rig.store.run(tell())
            gateway.expect("K0000001", CLAIM)
            rig.desk.keep_aside(Method.PICKUP, _Cut(gateway, when))
            live = rig.begin("K0000001", 2, method="pickup")
            await rig.until(lambda: live.sale.stage is Stage.PAYING and rig.asleep())
            assert not live.sale.funded_by

    async def afterwards() -> None:
        async with machine(tmp_path) as (rig, gateway):
            assert await out(rig) == ({0, 1} if when == "taken" else set())
            (live,) = await rig.take_up()
            await rig.closed(live)
            assert live.sale.paid_fen == (750 if when == "taken" else 0)
            assert await out(rig) == set()
            again = begin(rig, gateway, "K0000002")
            await rig.closed(again)
            assert [line.fate for line in again.sale.lines] == [Fate.DELIVERED] * 2
        report = rig.audit()
        assert report.findings == () and report.vends_commanded == 2

    asyncio.run(cut_short())
    asyncio.run(afterwards())


class _Cut(PickUpGateway):
    """The power goes before the sale hears of the answer."""

    def __init__(self, real: PickUpGateway, when: str) -> None:
        super().__init__(real._store)
        self._claims = real._claims
        self._when = when

    def create(self, order: PaymentOrder) -> CreateResult:
        return CallUnknown(SLOW) if self._when == "created" else super().create(order)

    def wait(self, order: PaymentOrder, timeout_s: float) -> QueryResult:
        super().wait(order, timeout_s)
        return CallUnknown(SLOW)


def test_a_code_that_the_cloud_took_back_pays_for_nothing(tmp_path: Path) -> None:
    """Even when it was looked up just before: what the machine reported to the cloud in between holds."""

    async def scenario() -> None:
        async with machine(tmp_path) as (rig, gateway):
            await rig.store.run(tell())
            await rig.store.run(tell(None))
            live = begin(rig, gateway)
            await rig.closed(live)
            assert live.sale.paid_fen == 0
            assert await told(rig) == []

    asyncio.run(scenario())


def test_every_answer_is_the_same_when_it_is_asked_for_again(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with machine(tmp_path, ScriptedBoard(results={1: [Result.NOT_DELIVERED]})) as (rig, gateway):
            await rig.store.run(tell())
            live = begin(rig, gateway)
            await rig.closed(live)
            order = live.orders["K0000001A"]
            (refund,) = live.refund_orders.values()
            paid = gateway.query(order)
            assert isinstance(paid, Paid) and paid == gateway.wait(order, 1) == gateway.close(order)
            assert gateway.refund(refund) == gateway.query_refund(refund) == RefundDone(refund.number)
            assert await told(rig) == [("taken", [0, 1]), ("back", [0])]
            assert isinstance(gateway.create(replace(order, sale="K9999999")), CreateRefused)

    asyncio.run(scenario())


def test_a_closed_attempt_is_never_paid(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with machine(tmp_path) as (rig, gateway):
            await rig.store.run(tell())
            live = begin(rig, gateway, claim=Claim("P-OTHER", (0, 1)))
            await rig.closed(live)
            gateway.expect("K0000001", CLAIM)
            assert isinstance(gateway.wait(live.orders["K0000001A"], 1), Closed)
            assert await out(rig) == set()

    asyncio.run(scenario())


def test_a_refund_that_no_units_are_worth_is_for_a_person(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with machine(tmp_path) as (rig, gateway):
            await rig.store.run(tell())
            live = begin(rig, gateway)
            await rig.closed(live)

            def work(store: Store) -> bool:
                return store.pickups.give_back("K0000001R0", "K0000001A", live.sale, 450)

            assert await rig.store.run(work) is False, "all of it fell"
            assert await out(rig) == {0, 1}

    asyncio.run(scenario())
