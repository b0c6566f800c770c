"""A staff room over a real store and a real cabinet; its board and its sales do as the test says."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from hardware.api import MachineReport, VendOutcome
from kiosk.cabinet.supervision import Supervision, read_kept
from kiosk.catalog.availability import LaneCondition
from kiosk.catalog.products import Lane, Operator, Shop
from kiosk.clock import ManualClock
from kiosk.ops.settings import Settings, StaffKeys
from kiosk.outfit import Outfit
from kiosk.payments.desk import Desk
from kiosk.profile.profile import Place
from kiosk.sale.events import Event
from kiosk.sale.state import Fate, Line, Sale, Stage
from kiosk.services import Services
from kiosk.staff.pins import hashed
from kiosk.staff.roles import Role
from kiosk.staff.room import StaffRoom
from kiosk.staff.views import Step
from kiosk.store import StoreThread
from kiosk.vend.disk import Disk
from kiosk.vend.live import Live
from tests.kiosk.cabinet.test_boards import AbleBoard

WITHIN_S = 30.0
LOOK_AGAIN_S = 0.01
PIN, OTHER_PIN = "246810", "280419"
FREE = 3
LANES = (Lane("A1", 1, "cola", 8, 5, 8), Lane("A2", 2, "tea", 8, 0, 8))
SHOP = Shop({"en": "Shop"}, {}, Operator({}), (), (), LANES)
SHUT, OPEN = MachineReport(False, (4,)), MachineReport(True, (4,))


@dataclass
class Sales:
    """The runner, as far as staff deal with it."""

    live: dict[str, Live] = field(default_factory=dict)
    told: list[tuple[str, Event]] = field(default_factory=list)

    def tell(self, number: str, event: Event) -> None:
        self.told.append((number, event))

    def doubted(self, number: str, stage: Stage = Stage.NEEDS_STAFF) -> None:
        line = Line(0, "cola", "A1", 1, 350, Fate.UNKNOWN, 1)
        self.live[number] = Live(Sale(number, (line,), stage=stage), 0, "token", {}, "")


class House:
    """Belongs to the running loop; ``role`` of the one person who works here."""

    def __init__(self, folder: Path, role: Role = Role.MANAGER, *, is_demo: bool = False) -> None:
        self.folder, self.role = folder, role
        self.clock = ManualClock()
        self.board, self.sales = AbleBoard(), Sales()
        self.store = StoreThread(folder, self.clock)
        self.disk = Disk(self.store, lambda _error: None, again_s=LOOK_AGAIN_S)
        self.desk = Desk(lambda _method, _problem: None, self.clock)
        self.up = True
        self.reader_up: bool | None = None
        self.lanes = {lane.label: lane for lane in LANES}
        self.money_in_flight = False
        self.renewed = 0
        self.machine = Supervision(
            [self.board], ["main"], (), self.clock, self, self.disk.later, lambda call: call()
        )
        self.runner = self.sales
        outfit = Outfit(
            Settings(staff=StaffKeys("corners", FREE)),
            folder,
            self.clock,
            SHOP,
            cast(Any, None),
            cast(Any, None),
            cast(Any, None),
            lambda _lanes: None,
        )
        self.room = StaffRoom(
            outfit,
            lambda: cast(Services, self),
            lambda: tuple(self.lanes.values()),
            self._took_one,
            lambda: self.money_in_flight,
            self._renew,
        )
        self._is_demo = is_demo
        self._writing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> House:
        await asyncio.wrap_future(self.store.start())
        await self.store.run(lambda store: store.stock.plan(LANES))
        kept = await self.store.run(lambda store: read_kept(store, list(self.lanes)))
        self.machine.plan({"A1": Place("A1", 1), "A2": Place("A2", 2)}, kept)
        self.machine.start()
        self.board.say(SHUT)
        self._writing = asyncio.get_running_loop().create_task(self.disk.run())
        self.room.start(is_demo=self._is_demo)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.room.stop()
        assert self._writing is not None
        self._writing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._writing
        self.machine.close()
        self.desk.close()
        await asyncio.to_thread(self.store.close)

    # --- as services and as the cabinet's listener -------------------------------------------------------

    def live(self, number: str) -> Live | None:
        return self.sales.live.get(number)

    def lane(self, label: str) -> LaneCondition:
        return self.machine.lane(label)

    def cabinet_changed(self) -> None:
        self.room.machine_changed()

    def vend_started(self, key: str) -> None:
        return

    def vend_finished(self, outcome: VendOutcome) -> None:
        assert self.room.vend_finished(outcome), "no sale turns a motor here"

    def late_result(self, motors: tuple[int, ...]) -> None:
        return

    def _took_one(self, label: str) -> None:
        self.lanes[label] = replace(self.lanes[label], stock=self.lanes[label].stock - 1)

    def _renew(self) -> None:
        self.renewed += 1

    # --- what a test does ------------------------------------------------------------------------------

    async def hire(self, name: str = "王芳", *, given: bool = False) -> None:
        """Somebody works here; with a PIN of their own, unless it was just given out."""
        pin_hash = hashed(PIN)

        def work(store: Any) -> None:
            person = store.people.add(name, self.role, pin_hash, who="test")
            if not given:
                store.people.own_pin(person, pin_hash)

        await self.store.run(work)

    async def knock(self) -> None:
        self.room.knock()
        await self.until(lambda: self.room.view.login.loaded)

    async def at_the_pin(self) -> None:
        await self.hire()
        await self.knock()
        self.room.choose("P1")

    async def enter(self, pin: str) -> None:
        self.room.enter(pin)
        await self.until(lambda: self.room.view.login.step is not Step.CHECKING)

    async def sign_in(self) -> None:
        await self.at_the_pin()
        await self.enter(PIN)
        await self.until(lambda: self.room.view.screen == "staff:today")

    async def until(self, so: Callable[[], object]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not so():
                assert self._writing is not None and not self._writing.done(), "nothing is written any more"
                await asyncio.sleep(LOOK_AGAIN_S)

    def trail(self) -> list[tuple[str, str, dict[str, Any]]]:
        with closing(sqlite3.connect(self.folder / "huodao.db")) as connection:
            rows = connection.execute("SELECT who, action, detail FROM trail ORDER BY id").fetchall()
        return [(who, action, json.loads(detail)) for who, action, detail in rows]

    def actions(self) -> list[str]:
        return [action for _, action, _ in self.trail()]

    async def until_done(self, action: str) -> dict[str, Any]:
        """The detail of this action, once it stands in the trail."""
        await self.until(lambda: action in self.actions())
        return next(detail for _, found, detail in self.trail() if found == action)


def played(
    folder: Path, story: Callable[[House], Coroutine[Any, Any, None]], role: Role = Role.MANAGER
) -> None:
    """``story`` in a house of its own."""

    async def whole() -> None:
        async with House(folder, role) as house:
            await story(house)

    asyncio.run(whole())
