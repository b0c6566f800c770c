"""A till's driver against the simulated till on a real pty, and the books that must hold at the end."""

from __future__ import annotations

import json
import queue
import time
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


class Heard:
    """A driver at a port, and what it told."""

    def __init__(self, port: str, **options: object) -> None:
        self.events: list[TillEvent] = []
        self._queue: queue.Queue[TillEvent] = queue.Queue()
        self.till: Till = open_till(TillSettings("qibixx", port, options=dict(options)))

    def __call__(self, event: TillEvent) -> None:
        self.events.append(event)
        self._queue.put(event)

    def wait(
        self, kind: type[Event], such: Callable[[Event], bool] = lambda _event: True, limit_s: float = WAIT_S
    ) -> Event:
        """The next event of this kind; others before it are skipped."""
        while True:
            event = self._queue.get(timeout=limit_s)
            if isinstance(event, kind) and such(event):
                return event


class TillBench(Heard):
    """A simulated till, a driver and what was heard."""

    def __init__(self, folder: Path, *, till: str = "", faults: Any = None, **options: object) -> None:
        plan, script = folder / "till.toml", folder / "faults.json"
        plan.write_text(till)
        script.write_text(json.dumps(faults or []))
        self.sim = SimProcess(model="qibixx", till=plan, script=script, link=folder / "till", turn_ms=COIN_MS)
        super().__init__(self.sim.port, **options)

    def start(self) -> TillUp:
        self.till.start(self)
        return self.wait(TillUp)

    def close(self) -> None:
        self.till.close()
        self.sim.close()

    def take(self) -> None:
        """Take everything, and wait until the devices know it."""
        self.till.accept(COINS, BILLS)
        self.until(lambda world: world["enabled_coins"] and world["enabled_bills"])

    def until(self, such: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The simulated world, as soon as it is so."""
        return world_when(self.sim, such)

    def pay(self, key: str, amount_fen: int) -> PaidOut:
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
        return sum(event.amount_fen for event in self.events if isinstance(event, MoneyIn))

    def paid_fen(self) -> int:
        return sum(event.paid_fen for event in self.events if isinstance(event, PaidOut))

    def check_books(self) -> None:
        """Money in = money told; money out = money told; no payout paid more than was asked."""
        world = self.sim.world()
        assert self.told_fen() == world["in_fen"], (self.events, world)
        assert self.paid_fen() == world["out_fen"], (self.events, world)
        for event in self.events:
            if isinstance(event, PaidOut):
                assert event.paid_fen <= event.asked_fen, event
        assert all(isinstance(event, TillEvent) for event in self.events)

    def downs(self) -> int:
        return sum(isinstance(event, TillDown) for event in self.events)


def world_when(sim: SimProcess, such: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The simulated world, as soon as it is so; asked again and again, for nobody tells of it."""
    until_s = time.monotonic() + WAIT_S
    while not such(world := sim.world()):
        assert time.monotonic() < until_s, f"it never came to be so: {world}"
    return world


Make = Callable[..., TillBench]
