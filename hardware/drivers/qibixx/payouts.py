"""What was asked to be paid out, each key once, and what is known of the one under way. Pure."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hardware.api import CashLevels, PaidOut
from hardware.drivers.qibixx.change import Coins
from hardware.drivers.qibixx.troubles import Say

KEYS_KEPT: Final = 10_000
WAITING_MAX: Final = 16
START_LIMIT_MS: Final = 5_000
"""Not begun by then (the changer is away, or another payout takes long), it pays nothing."""
AWAY_LIMIT_MS: Final = 30_000
"""So long a payout whose line broke waits to count the tubes; then it ends as not sure."""


@dataclass(slots=True)
class Payout:
    """One ``pay_out``."""

    key: str
    asked_fen: int
    start_by_ms: int
    paid_fen: int = 0
    """What came out for certain, by the tubes' counts."""
    sent: Coins | None = None
    """A dispense that may have been heard and has not been counted yet. **Written before it is sent.**"""
    counted_before: int = 0
    """Coins in the tube of ``sent`` then."""
    came_in: int = 0
    """Coins that fell into that tube since."""
    end_by_ms: int | None = None
    """Set while the line is away."""

    @property
    def left_fen(self) -> int:
        return self.asked_fen - self.paid_fen

    def begin(self, coins: Coins, counted_before: int) -> None:
        """This dispense goes out next."""
        assert self.sent is None, f"{self.key}: the last dispense has not been counted"
        assert coins.value_fen * coins.count <= self.left_fen, f"{self.key}: more than was asked for"
        self.sent, self.counted_before, self.came_in = coins, counted_before, 0

    def coin_came_in(self, kind: int) -> None:
        """A coin fell into a tube meanwhile."""
        if self.sent is not None and self.sent.kind == kind:
            self.came_in += 1

    def count(self, counted_after: int) -> int:
        """How many coins of ``sent`` came out: never more than were told to."""
        assert self.sent is not None
        out = self.counted_before + self.came_in - counted_after
        return max(0, min(out, self.sent.count))

    def settle(self, out: int) -> None:
        assert self.sent is not None
        self.paid_fen += out * self.sent.value_fen
        self.sent = None


class PayoutDesk:
    """One payout at a time, in order. Each ends in one ``PaidOut``, repeated when its key comes again."""

    def __init__(self, say: Say, levels: Callable[[], CashLevels], unsure: Callable[[], None]) -> None:
        """``unsure`` is called before a payout ends that nobody is sure of."""
        self._say = say
        self._unsure = unsure
        self._levels = levels
        self._answers: OrderedDict[str, PaidOut] = OrderedDict()
        self._waiting: deque[Payout] = deque()
        self.current: Payout | None = None

    def ask(self, key: str, amount_fen: int, now_ms: int) -> None:
        if key in self._answers:
            self._say(self._answers[key])
            return
        if any(payout.key == key for payout in self._all()):
            return
        payout = Payout(key, amount_fen, now_ms + START_LIMIT_MS)
        if amount_fen <= 0 or len(self._waiting) >= WAITING_MAX:
            self._answer(payout, sure=True)
        else:
            self._waiting.append(payout)

    def take(self) -> Payout | None:
        """The one to work on now: the one under way, or the next."""
        if self.current is None and self._waiting:
            self.current = self._waiting.popleft()
        return self.current

    def finish(self, *, sure: bool) -> None:
        """The one under way is over."""
        assert self.current is not None
        payout, self.current = self.current, None
        self._answer(payout, sure)

    def line_lost(self, now_ms: int) -> None:
        if self.current is not None and self.current.end_by_ms is None:
            self.current.end_by_ms = now_ms + AWAY_LIMIT_MS

    def line_back(self) -> None:
        if self.current is not None:
            self.current.end_by_ms = None

    def deadline_ms(self) -> int | None:
        due = [payout.start_by_ms for payout in self._waiting]
        if self.current is not None and self.current.end_by_ms is not None:
            due.append(self.current.end_by_ms)
        return min(due, default=None)

    def expire(self, now_ms: int) -> None:
        """End what nobody will work on any more."""
        for late in [payout for payout in self._waiting if now_ms >= payout.start_by_ms]:
            self._waiting.remove(late)
            self._answer(late, sure=True)
        current = self.current
        if current is not None and current.end_by_ms is not None and now_ms >= current.end_by_ms:
            self.finish(sure=current.sent is None)

    def close(self) -> None:
        """No more will be heard: everything is answered now."""
        if self.current is not None:
            self.finish(sure=self.current.sent is None)
        while self._waiting:
            self._answer(self._waiting.popleft(), sure=True)

    def _answer(self, payout: Payout, sure: bool) -> None:
        if not sure:
            self._unsure()
        answer = PaidOut(payout.key, payout.asked_fen, payout.paid_fen, sure, self._levels())
        self._answers[payout.key] = answer
        if len(self._answers) > KEYS_KEPT:
            self._answers.popitem(last=False)
        self._say(answer)

    def _all(self) -> list[Payout]:
        return [*([self.current] if self.current else []), *self._waiting]
