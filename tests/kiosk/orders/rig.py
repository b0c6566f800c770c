"""The desk over a real store on its own thread, with sales stepped through the real table."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from hardware.api import CodeKind, ScannedCode
from kiosk.cabinet.code_desk import Taker
from kiosk.clock import ManualClock
from kiosk.front.counter import Counter
from kiosk.orders.desk import OrderDesk
from kiosk.orders.evidence import Seen
from kiosk.orders.views import OrderView
from kiosk.sale.events import Event
from kiosk.sale.state import Sale
from kiosk.services import Services
from kiosk.store import OpenRecord, StoreThread
from kiosk.store.store import Store
from kiosk.vend.disk import Disk
from tests.kiosk.store import machine

LIMIT_S = 20.0


@dataclass
class Rig:
    """``await until(...)`` instead of waiting; ``events`` are what the cloud would hear."""

    folder: Path
    clock: ManualClock = field(default_factory=ManualClock)
    filled: list[tuple[str, ...]] = field(default_factory=list)
    takers: list[Taker] = field(default_factory=list)
    learnt: list[bool] = field(default_factory=list)
    """Each time the shop's counts were told to look again."""

    async def __aenter__(self) -> Rig:
        self.store = StoreThread(self.folder, self.clock)
        await asyncio.wrap_future(self.store.start())
        self.disk = Disk(self.store, lambda _error: None)
        self._later = asyncio.create_task(self.disk.run())
        self.services = cast(
            "Services",
            SimpleNamespace(
                store=self.store,
                disk=self.disk,
                up=True,
                live=lambda _number: None,
                ask_code=self._ask,
                note=self._note,
                learning=SimpleNamespace(more=lambda: self.learnt.append(True)),
                outside=SimpleNamespace(truth_url=lambda token: f"https://c/o/{token}", tie=None),
            ),
        )
        services: Callable[[], Services | None] = lambda: self.services  # noqa: E731 typed for both
        self.counter = Counter(services, lambda: None)
        self.desk = OrderDesk(
            services,
            self.counter,
            self.clock,
            lambda: Seen("selling", "none", True, True, 4, ("lane.paused",)),
            lambda skus: self.filled.append(tuple(skus)),
        )
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.desk.end()
        self._later.cancel()
        await asyncio.gather(self._later, return_exceptions=True)
        await asyncio.to_thread(self.store.close)

    def _ask(self, taker: Taker) -> Any:
        self.takers.append(taker)
        return SimpleNamespace(end=lambda: None)

    def _note(self, sale: str, kind: str, text: str) -> None:
        self.disk.later(lambda store: store.sales.note(sale, kind, text))

    async def sold(self, number: str, *events: Event) -> Sale:
        """A sale opened now."""

        def work(store: Store) -> Sale:
            sale = machine.basket(number)
            token = f"token-of-{number}-000"
            store.commit(OpenRecord(sale, self.clock.utc_ms(), token, {}))
            return machine.run(store, sale, *events)

        return await self.store.run(work)

    async def planned(self) -> None:
        await self.store.run(lambda store: store.stock.plan(machine.LANES))

    async def until(self, so: Callable[[], object]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while True:
                if so():
                    return
                await asyncio.sleep(0.005)

    async def opened(self, number: str) -> OrderView:
        await self.until(lambda: self.desk.view.open and self.desk.view.open.sale.number == number)
        order = self.desk.view.open
        assert order is not None, "waited for above"
        return order

    async def events(self, kind: str) -> Sequence[dict[str, Any]]:
        """What waits for the cloud of that kind."""
        await self.until(lambda: not self.disk._later)
        pending = await self.store.run(lambda store: store.outbox.pending(500))
        return [dict(event.body) for event in pending if event.kind == kind]

    def scan(self, text: str, kind: CodeKind = CodeKind.OTHER) -> None:
        code = ScannedCode(text)
        assert code.kind is kind, "the test means this kind of code"
        self.takers.pop()(code)
