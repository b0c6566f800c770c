"""A code as it is typed: what opens a sale and what only a word on the screen; what is kept for it; guessing.

Real store, runner, gateway and stock; a scripted board.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from kiosk.cabinet.incidents.cloud import GUESSED
from kiosk.catalog.availability import LaneCondition
from kiosk.catalog.basket import Basket
from kiosk.front.stock import Stock
from kiosk.payments.intent import Method
from kiosk.pickup.codes import TRIES_FREE, TRIES_TO_TELL
from kiosk.pickup.desk import Door, PickUpDesk
from kiosk.pickup.gateway import PickUpGateway
from kiosk.pickup.views import PickUpState
from kiosk.sale.state import Fate, Sale
from kiosk.services import Services
from kiosk.store.records import DocumentChange, DocumentPlan, Position
from kiosk.vend.live import Live
from kiosk.wire import pick_up_digest
from tests.kiosk.front.shop import SHOP
from tests.kiosk.vend.rig import LANES, WITHIN_S, Rig, running

SALT, CODE, WRONG = "ab" * 16, "30517284", "00000000"
LIFE_S = 7_200


class Machine:
    """The desk among real parts; ``open`` is whether goods can be given out."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.open = True
        self.told: list[tuple[str, str]] = []
        self.bodies: dict[str, Any] = {}
        self.served: list[Live] = []
        self.gateway = PickUpGateway(rig.store)
        rig.desk.keep_aside(Method.PICKUP, self.gateway)
        self.shop = replace(SHOP, lanes=LANES)
        self.stock = Stock(self.shop, 6)
        services = SimpleNamespace(
            store=rig.store,
            disk=rig.disk,
            runner=rig.runner,
            pickup=self.gateway,
            outside=SimpleNamespace(machine_id="K1"),
            documents=SimpleNamespace(of=lambda _kind: self.bodies),
            check_lane=lambda _label: None,
            call_staff=lambda code, _subject, text: self.told.append((code, text)),
        )
        door = Door(lambda: cast("Services", services), lambda: self.open, self.served.append, rig.ring)
        self.desk = PickUpDesk(self.shop, self.stock, rig.clock, door)
        self.desk.subscribe(rig.ring)

        def changed(live: Live, before: Sale) -> None:
            Rig.sale_changed(rig, live, before)
            self.desk.changed(live)

        rig.sale_changed = changed  # type: ignore[method-assign]  # as the kiosk does, which hears of each step

    def look(self) -> None:
        sales = [live.sale for live in self.rig.runner.live.values()]
        self.stock.look(sales, lambda _label: LaneCondition(), "2026-09-21")

    async def tell(self, *skus: str) -> None:
        """The cloud tells of one code for these."""
        body = {
            "salt": SALT,
            "rounds": 1,
            "digest": pick_up_digest(CODE, SALT, 1),
            "until_s": self.rig.clock.utc_ms() // 1000 + LIFE_S,
            "currency": "CNY",
            "units": [{"sku": sku, "amount_fen": 400} for sku in skus],
        }
        change = DocumentChange("pickup", "P1", 1, json.dumps(body))
        plan = DocumentPlan(Position("c", 1), (change,))
        await self.rig.store.run(lambda store: store.documents.apply(plan))
        self.bodies = {"P1": body}
        self.desk.documents_changed(frozenset({"pickup"}))
        await self.rest()
        self.look()

    async def types(self, code: str) -> PickUpState:
        """What comes of it, at last."""
        self.desk.redeem(code)
        await self.rig.until(lambda: self.desk.view.state is not PickUpState.CHECKING)
        await self.rest()
        return self.desk.view.state

    async def rest(self) -> None:
        """Until the desk does nothing beside any more."""
        async with asyncio.timeout(WITHIN_S):
            while self.desk._tasks:
                await asyncio.gather(*self.desk._tasks)

    async def on_the_disk(self) -> None:
        """All that was handed over to be written is."""
        loop, written = asyncio.get_running_loop(), asyncio.Event()
        self.rig.disk.later(lambda _store: loop.call_soon_threadsafe(written.set))
        async with asyncio.timeout(WITHIN_S):
            await written.wait()


@asynccontextmanager
async def machine(folder: Path) -> AsyncIterator[Machine]:
    async with running(folder) as rig:
        made = Machine(rig)
        made.look()
        try:
            yield made
        finally:
            await made.desk.stop()


def test_a_code_becomes_a_sale_and_then_is_used(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with machine(tmp_path) as one:
            await one.tell("cola", "tea")
            assert await one.types(CODE) is PickUpState.IDLE
            (live,) = one.served
            await one.rig.closed(live)
            assert [(line.sku, line.fate) for line in live.sale.lines] == [
                ("cola", Fate.DELIVERED),
                ("tea", Fate.DELIVERED),
            ]
            assert live.sale.paid_fen == 800, "what the code is worth, not what it costs today"
            assert await one.types(CODE) is PickUpState.USED
            assert len(one.served) == 1
            assert one.rig.audit().findings == ()

    asyncio.run(scenario())


def test_goods_of_a_code_are_kept_for_it_while_it_is_good(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with machine(tmp_path) as one:
            everything = Basket((("cola", 8),))
            assert one.stock.pick(everything) is not None
            await one.tell(*["cola"] * 6)
            assert one.stock.pick(Basket((("cola", 3),))) is None
            assert one.stock.pick(Basket((("cola", 2),))) is not None
            assert one.stock.pick_promised(Basket((("cola", 6),))) is not None
            one.rig.clock.advance((LIFE_S + 1) * 1000)
            one.desk.time_passed()
            one.look()
            assert one.stock.pick(everything) is not None
            assert await one.types(CODE) is PickUpState.OVER

    asyncio.run(scenario())


def test_what_cannot_be_given_out_takes_nothing_from_the_code(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with machine(tmp_path) as one:
            await one.tell("tea", "nobody-has-it")
            assert await one.types(CODE) is PickUpState.NOT_ENOUGH
            one.open = False
            assert await one.types(CODE) is PickUpState.CANNOT_NOW
            assert await one.rig.store.run(lambda store: store.pickups.out(["P1"])) == {}
            assert one.served == [] and not one.rig.runner.live

    asyncio.run(scenario())


def test_guessing_is_slowed_and_told_and_a_restart_is_no_way_round(tmp_path: Path) -> None:
    async def guess() -> None:
        async with machine(tmp_path) as one:
            await one.tell("tea")
            for _ in range(TRIES_FREE - 1):
                assert await one.types(WRONG) is PickUpState.UNKNOWN
            while len(one.told) < 1:
                assert await one.types(WRONG) is PickUpState.TOO_MANY_TRIES
                again_at_ms = one.desk.view.again_at_ms
                assert await one.types(CODE) is PickUpState.TOO_MANY_TRIES, "not even a good one is looked at"
                assert one.desk.view.again_at_ms == again_at_ms
                one.rig.clock.advance(again_at_ms - one.rig.clock.monotonic_ms())
            assert one.told == [(GUESSED, str(TRIES_TO_TELL))]
            await one.on_the_disk()

    async def after_a_restart() -> None:
        async with machine(tmp_path) as one:
            await one.tell("tea")
            one.desk.started()
            await one.rest()
            assert await one.types(CODE) is PickUpState.TOO_MANY_TRIES
            one.rig.clock.advance(one.desk.view.again_at_ms - one.rig.clock.monotonic_ms())
            one.desk.time_passed()
            assert one.desk.view.state is PickUpState.IDLE
            assert await one.types(CODE) is PickUpState.IDLE and one.served, (
                "a good code, and all is forgotten"
            )
            assert await one.types(WRONG) is PickUpState.UNKNOWN

    asyncio.run(guess())
    asyncio.run(after_a_restart())


def test_what_is_no_code_is_not_looked_at(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with machine(tmp_path) as one:
            for text in ("", "3051728", "305172840", "3051728a", "３０５１７２８４"):
                one.desk.redeem(text)
                assert one.desk.view.state is PickUpState.IDLE

    asyncio.run(scenario())
