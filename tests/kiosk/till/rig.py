"""The shells round the till and the sale: real store, runner, calls and keeper; a scripted till, gateway and
board; a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hardware.api import Result
from kiosk.clock import ManualClock
from kiosk.errors import KnownError
from kiosk.payments.intent import Method
from kiosk.sale.events import MethodChosen
from kiosk.sale.state import AttemptState, Line, open_sale
from kiosk.till.keeper import Look, TillKeeper
from kiosk.till.opening import till_gateways
from kiosk.vend.live import Live
from tests.kiosk.till.scripted import ScriptedTill
from tests.kiosk.vend.outside import ScriptedBoard, ScriptedGateway
from tests.kiosk.vend.rig import Rig

PRICE_FEN = 450


class TillRig(Rig):
    """``till`` outlives a run, as the devices outlive a power cut of the program."""

    def __init__(self, folder: Path, till: ScriptedTill, board: ScriptedBoard, clock: ManualClock) -> None:
        super().__init__(folder, ScriptedGateway(), board, clock)
        self.till = till
        self.levers = 0
        self.paid_in: list[str] = []
        self.incidents: list[tuple[str, str]] = []

    async def start(self) -> None:
        await super().start()
        self.till.told = self.ring
        self.keeper = TillKeeper(self.till, self.disk, self.clock, self, self._post)
        self.keeper.start(await self.store.run(lambda store: store.till.box()))
        self._tasks.append(self._loop.create_task(self._run_keeper()))
        self.desk.add(till_gateways(self.keeper))

    async def _run_keeper(self) -> None:
        try:
            await self.keeper.run()
        except Exception as error:
            self._bug(error)

    async def stop(self) -> None:
        self.keeper.let_go()
        await super().stop()
        self.keeper.close()

    def buy(self, method: Method, number: str = "K0000001", units: int = 1) -> Live:
        """Open a sale of so many bottles of tea and choose ``method``."""
        lines = tuple(Line(index, "tea", "A1", 1, PRICE_FEN) for index in range(units))
        live = Live(open_sale(number, lines), self.clock.utc_ms(), "t" * 24, {}, "tea")
        self.runner.open(live, MethodChosen(method.value), {})
        return live

    async def taking(self, method: Method = Method.CASH, number: str = "K0000001", units: int = 1) -> Live:
        """A sale for which the till takes money, or asks for a card."""
        live = self.buy(method, number, units)
        if method is Method.CASH:
            await self.until(lambda: self.till.coins_taken and self.keeper.box.attempt == f"{number}A")
        else:
            await self.until(lambda: self.till.cards and self.till.cards[-1][0] == f"{number}A#1")
        assert live.sale.attempts[-1].state is AttemptState.SHOWN, "nothing is taken before that is stored"
        return live

    async def quiet(self) -> None:
        """Everything that was handed in so far is decided and done."""
        await self.keeper.ask(Look(""))

    # --- what the keeper tells -----------------------------------------------------------------------

    def till_changed(self) -> None:
        self.ring()

    def till_paid_in(self, attempt: str) -> None:
        self.paid_in.append(attempt)

    def till_lever(self) -> None:
        self.levers += 1
        self.ring()

    def till_incident(self, code: str, subject: str, text: str) -> None:
        self.incidents.append((code, text))
        self.ring()

    def storage_trouble(self, error: KnownError | None) -> None:
        super().storage_trouble(error)
        self.keeper.disk_changed()


@asynccontextmanager
async def selling(
    folder: Path,
    till: ScriptedTill | None = None,
    results: dict[int, list[Result]] | None = None,
    clock: ManualClock | None = None,
) -> AsyncIterator[TillRig]:
    """One run of the program. ``results``: how turns of a motor end, each once; then everything falls."""
    board = ScriptedBoard(results={motor: list(ends) for motor, ends in (results or {}).items()})
    rig = TillRig(folder, till or ScriptedTill(), board, clock or ManualClock())
    await rig.start()
    try:
        yield rig
    finally:
        await rig.stop()
        await asyncio.sleep(0)
