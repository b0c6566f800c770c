"""A till's driver against the simulated till on a real pty, and the books that must hold at the end."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from hardware.api import (
    CardAnswer,
    CardEnded,
    MoneyIn,
    PaidOut,
    Till,
    TillDown,
    TillEvent,
    TillSettings,
    TillTrouble,
    TillUp,
)
from hardware.rig import open_till
from hardware.sim.client import SimProcess

COIN_MS = 20
WAIT_S = 15.0
COINS = (10, 50, 100)
BILLS = (100, 500, 1_000, 2_000)

Event = TypeVar("Event")


class TillBench:
    """A simulated till, a driver and what was heard."""

    def __init__(self, folder: Path, *, till: str = "", faults: Any = None, **options: object) -> None:
        plan, script = folder / "till.toml", folder / "faults.json"
        plan.write_text(till)
        script.write_text(json.dumps(faults or []))
        self.sim = SimProcess(model="qibixx", till=plan, script=script, link=folder / "till", turn_ms=COIN_MS)
        self.heard: list[TillEvent] = []
        self._queue: queue.Queue[TillEvent] = queue.Queue()
        self.till: Till = open_till(TillSettings("qibixx", self.sim.port, options=dict(options)))
        self.asked_fen: dict[str, int] = {}

    def start(self) -> TillUp:
        self.till.start(self._hear)
        return self.wait(TillUp)

    def close(self) -> None:
        self.till.close()
        self.sim.close()

    def wait(
        self, kind: type[Event], such: Callable[[Event], bool] = lambda _event: True, limit_s: float = WAIT_S
    ) -> Event:
        """The next event of this kind; others before it are skipped."""
        while True:
            event = self._queue.get(timeout=limit_s)
            if isinstance(event, kind) and such(event):
                return event

    def take(self) -> None:
        """Take everything, and wait until the devices know it."""
        self.till.accept(COINS, BILLS)
        self.until(lambda world: world["enabled_coins"] and world["enabled_bills"])

    def until(self, such: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The simulated world, as soon as it is so."""
        for _ in range(3_000):
            world = self.sim.world()
            if such(world):
                return world
        raise AssertionError(f"it never came to be so: {world}")

    def pay(self, key: str, amount_fen: int) -> PaidOut:
        self.asked_fen[key] = amount_fen
        self.till.pay_out(key, amount_fen)
        return self.wait(PaidOut, lambda paid: paid.key == key, limit_s=60)

    def ask_card(self, key: str, amount_fen: int) -> None:
        """Until the reader asks the customer for the card."""
        self.till.request_card(key, amount_fen, 5)
        self.until(lambda world: world["reader"] == "VEND")

    def answer(self, key: str) -> CardAnswer:
        return self.wait(CardAnswer, lambda answer: answer.key == key, limit_s=40)

    def end(self, key: str, *, keep: bool) -> CardEnded:
        self.till.end_card(key, keep=keep)
        return self.wait(CardEnded, lambda ended: ended.key == key, limit_s=40)

    def trouble(self, code: str, *, cleared: bool = False) -> TillTrouble:
        return self.wait(TillTrouble, lambda trouble: (trouble.code, trouble.cleared) == (code, cleared))

    def told_fen(self) -> int:
        """Everything that was told to have come in."""
        return sum(event.amount_fen for event in self.heard if isinstance(event, MoneyIn))

    def paid_fen(self) -> int:
        return sum(event.paid_fen for event in self.heard if isinstance(event, PaidOut))

    def check_books(self) -> None:
        """Money in = money told; money out = money told; no payout paid more than was asked."""
        world = self.sim.world()
        assert self.told_fen() == world["in_fen"], (self.heard, world)
        assert self.paid_fen() == world["out_fen"], (self.heard, world)
        for event in self.heard:
            if isinstance(event, PaidOut):
                assert event.paid_fen <= event.asked_fen, event
        assert all(isinstance(event, TillEvent) for event in self.heard)

    def downs(self) -> int:
        return sum(isinstance(event, TillDown) for event in self.heard)

    def _hear(self, event: TillEvent) -> None:
        self.heard.append(event)
        self._queue.put(event)


Make = Callable[..., TillBench]
