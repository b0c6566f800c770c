"""A till's driver and the simulated till on one line in time that only passes when told to."""

from __future__ import annotations

from collections import Counter

from hardware.api import MoneyIn, PaidOut, TillDown, TillEvent, TillSettings, TillUp
from hardware.drivers.qibixx.till import QibixxTill
from hardware.sim.qibixx.plan import TillPlan
from hardware.sim.qibixx.till import SimulatedTill
from hardware.wire.mdb import changer as mdb
from tests.hardware.drivers.timed_line import Losses, TimedCable, TimedPort

COINS = (10, 50, 100)
BILLS = (100, 500, 1_000, 2_000)
COIN_MS = 300
LINE_LOSS = 5
"""Parts per thousand of the lines to the adapter that never arrive."""


class TimedTill(TimedCable[TillEvent]):
    """The losses of a line: single bytes towards us, whole lines towards the adapter."""

    def __init__(self, losses: Losses | None = None, plan: TillPlan | None = None, **options: object) -> None:
        self.till = till = QibixxTill(TillSettings("qibixx", "nowhere", options=dict(options)))
        self.sim = SimulatedTill(plan or TillPlan(), COIN_MS)
        super().__init__(till, self.sim, losses)
        self.box_fen_lost = 0
        """Worth of the cash box's coins in answers that did not arrive whole: MDB counts them nowhere."""
        self.lost_lines = 0
        # The port and the clock are the two things that are not real here.
        vars(till).update(_port=TimedPort(self), _now_ms=lambda: self.now_ms)
        vars(till._errands).update(_now_ms=lambda: self.now_ms)
        till.start(self.events.append)

    def begin(self) -> TillUp:
        up = self.until(TillUp)
        self.till.accept(COINS, BILLS)
        self.run(1_000)
        return up

    def fault(self, script: object) -> None:
        self.sim.book.add(self.sim.parse(script), self.now_ms)
        self.sim.advance(self.now_ms)

    def coin(self, fen: int) -> bool:
        return self.sim.changer is not None and self.sim.changer.insert(fen, self.now_ms)

    def bill(self, fen: int) -> bool:
        return self.sim.validator is not None and self.sim.validator.insert(fen, self.now_ms)

    @property
    def said(self) -> TillUp | None:
        """What was said last of what is there; None while the till is down."""
        last = next((event for event in reversed(self.events) if isinstance(event, TillUp | TillDown)), None)
        return last if isinstance(last, TillUp) else None

    def told_fen(self) -> int:
        return sum(event.amount_fen for event in self.events if isinstance(event, MoneyIn))

    def check_cash(self) -> None:
        """Everything that came in was told, and nothing else, but for what nobody can find again."""
        missing_fen = self.sim.world.in_fen - self.told_fen()
        words = f"{self.sim.world.in_fen} came in, {self.told_fen()} were told; {self.events[-8:]}"
        assert 0 <= missing_fen <= self.box_fen_lost, words

    def paid(self, key: str) -> PaidOut:
        return next(event for event in self.events if isinstance(event, PaidOut) and event.key == key)

    def counts(self) -> Counter[str]:
        return Counter(type(event).__name__ for event in self.events)

    def to_driver(self, chunk: bytes) -> bytes:
        through = super().to_driver(chunk)
        if through != chunk:
            self.lost_lines += 1
            self.box_fen_lost += self._box_fen(chunk)
        return through

    def to_sim(self, data: bytes) -> bytes:
        is_lost = self.losses.byte and self.losses.random.randrange(1000) < LINE_LOSS
        return b"" if is_lost else data

    def _box_fen(self, chunk: bytes) -> int:
        """What coins of the cash box an answer to a poll of the changer reports."""
        text = chunk.decode("latin-1").strip()
        try:
            reports = mdb.decode_poll(bytes.fromhex(text[2:])) if text.startswith("p,") else ()
        except ValueError:
            return 0
        return sum(
            self.sim.world.tubes[report.kind].value_fen
            for report in reports or ()
            if isinstance(report, mdb.CoinIn) and report.route is mdb.Route.CASH_BOX
            if report.kind < len(self.sim.world.tubes)
        )
