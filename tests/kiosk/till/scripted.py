"""A till for these tests: tubes, a stacker and a reader that keep the truth and do as they are told.

It answers at once and on the caller's thread, as a driver may; ``holds`` keeps answers back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from hardware.api import (
    CardAnswer,
    CardEnd,
    CardEnded,
    CardResult,
    CashLevels,
    MoneyIn,
    MoneyKind,
    PaidOut,
    ReturnPressed,
    TillDown,
    TillEvent,
    TillInfo,
    TillListener,
    TillTrouble,
    TillUp,
    Tube,
)

TUBE_MAX = 50


@dataclass
class ScriptedTill:
    """Implements ``Till``. ``tubes``: value in fen -> coins."""

    tubes: dict[int, int] = field(default_factory=lambda: {50: 20, 100: 20})
    bills_fen: tuple[int, ...] = (500, 1_000)
    card: bool = True
    told: Callable[[], None] = lambda: None
    holds: bool = False
    """Pay-outs are begun and not ended: see ``finish``."""
    stacked: int = 0
    put_in_fen: int = 0
    came_out_fen: int = 0
    charged_fen: int = 0
    coins_taken: tuple[int, ...] = ()
    bills_taken: tuple[int, ...] = ()
    asked: list[tuple[str, int]] = field(default_factory=list)
    """Every pay-out that was asked for."""
    cards: list[tuple[str, int]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    ends: list[tuple[str, bool]] = field(default_factory=list)
    end: CardEnd | None = None
    """What the reader says to every end, instead of the truth."""
    starts_up: bool = True
    is_closed: bool = False
    _listener: TillListener = lambda _event: None

    @property
    def levels(self) -> CashLevels:
        tubes = (Tube(value, count, count >= TUBE_MAX) for value, count in sorted(self.tubes.items()))
        return CashLevels(tuple(tubes), self.stacked)

    @property
    def info(self) -> TillInfo:
        return TillInfo("scripted", "-", "1", tuple(sorted(self.tubes)), self.bills_fen, self.card)

    # --- as the kiosk sees it ------------------------------------------------------------------------

    def start(self, listener: TillListener) -> None:
        self._listener = listener
        if self.starts_up:
            self.up()

    def close(self) -> None:
        self.is_closed = True

    def accept(self, coins_fen: Collection[int], bills_fen: Collection[int]) -> None:
        self.coins_taken, self.bills_taken = tuple(coins_fen), tuple(bills_fen)
        self.told()

    def pay_out(self, key: str, amount_fen: int) -> None:
        assert key not in [known for known, _ in self.asked], f"{key} is asked for twice"
        self.asked.append((key, amount_fen))
        if not self.holds:
            self.finish()
        self.told()

    def request_card(self, key: str, amount_fen: int, item: int) -> None:
        self.cards.append((key, amount_fen))
        self.told()

    def cancel_card(self, key: str) -> None:
        self.cancelled.append(key)
        self.told()

    def end_card(self, key: str, *, keep: bool) -> None:
        self.ends.append((key, keep))
        if not keep and self.end is None:
            self.charged_fen -= self.cards[-1][1]
        truth = CardEnd.KEPT if keep else CardEnd.RETURNED
        self.say(CardEnded(key, self.end or truth))
        self.told()

    # --- what happens to it --------------------------------------------------------------------------

    def say(self, event: TillEvent) -> None:
        self._listener(event)

    def up(self) -> None:
        self.say(TillUp(self.info, self.levels))

    def down(self) -> None:
        self.say(TillDown("the cable is out"))

    def coin(self, value_fen: int) -> None:
        """A coin falls into its tube, whether it was wanted or not."""
        self.tubes[value_fen] += 1
        self.put_in_fen += value_fen
        self.say(MoneyIn(value_fen, MoneyKind.COIN, self.levels))

    def bill(self, value_fen: int) -> None:
        self.stacked += 1
        self.put_in_fen += value_fen
        self.say(MoneyIn(value_fen, MoneyKind.BILL, self.levels))

    def finish(self, paid_fen: int | None = None, *, sure: bool = True) -> None:
        """The last pay-out ends: all of it came out, or ``paid_fen``."""
        key, asked_fen = self.asked[-1]
        out_fen = self.gives(asked_fen if paid_fen is None else paid_fen)
        self.say(PaidOut(key, asked_fen, out_fen if sure else 0, sure, self.levels if sure else CashLevels()))

    def gives(self, amount_fen: int) -> int:
        """Coins fall into the cup, the largest first; what fell."""
        out_fen = 0
        for value in sorted(self.tubes, reverse=True):
            while self.tubes[value] and out_fen + value <= amount_fen:
                self.tubes[value] -= 1
                out_fen += value
        self.came_out_fen += out_fen
        return out_fen

    def approves(self, amount_fen: int | None = None) -> None:
        key, asked_fen = self.cards[-1]
        charged_fen = asked_fen if amount_fen is None else amount_fen
        self.charged_fen += charged_fen
        self.say(CardAnswer(key, CardResult.APPROVED, charged_fen))

    def denies(self) -> None:
        self.say(CardAnswer(self.cards[-1][0], CardResult.DENIED, 0))

    def goes_silent(self) -> None:
        self.say(CardAnswer(self.cards[-1][0], CardResult.UNKNOWN, 0))

    def lever(self) -> None:
        self.say(ReturnPressed())

    def complains(self, code: str, *, cleared: bool = False) -> None:
        self.say(TillTrouble(code, f"it says {code}", cleared))
