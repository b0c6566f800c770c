"""What physically is in and around a simulated till: coins, bills, a customer's card. The truth of tests."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from hardware.sim.qibixx.plan import TillPlan


@dataclass(slots=True)
class SimTube:
    """One coin type and its tube."""

    value_fen: int
    capacity: int
    coins: int
    """What really lies in it."""
    is_jammed: bool = False
    is_broken: bool = False

    @property
    def is_full(self) -> bool:
        return self.coins >= self.capacity


@dataclass
class TillWorld:
    """Everything is counted when it physically happens."""

    tubes: list[SimTube]
    card_fen: int
    cash_box: Counter[int] = field(default_factory=Counter)
    """Coins by value."""
    stacker: Counter[int] = field(default_factory=Counter)
    """Bills by value."""
    coins_in: Counter[int] = field(default_factory=Counter)
    """Coins customers put in that stayed."""
    coins_out: Counter[int] = field(default_factory=Counter)
    """Coins that came out by order."""
    coins_by_hand: Counter[int] = field(default_factory=Counter)
    """Coins that came out by the buttons inside the door."""
    coins_back: Counter[int] = field(default_factory=Counter)
    """Coins that fell through: not taken, or not known."""
    bills_back: Counter[int] = field(default_factory=Counter)
    charged_fen: int = 0
    """What the card was finally charged."""
    held_fen: int = 0
    """What the reader holds of the card right now."""
    card_log: list[str] = field(default_factory=list)
    revision: int = 0
    """Grows with everything that must outlive the process."""

    @classmethod
    def build(cls, plan: TillPlan) -> TillWorld:
        tubes = [SimTube(coin.value_fen, coin.capacity, coin.count) for coin in plan.coins]
        return cls(tubes, plan.card_fen)

    @property
    def in_fen(self) -> int:
        """Money that came in as coins and bills."""
        return _sum(self.coins_in) + _sum(self.stacker)

    @property
    def out_fen(self) -> int:
        """Money that was paid out."""
        return _sum(self.coins_out)

    def changed(self) -> None:
        self.revision += 1

    def to_record(self) -> dict[str, Any]:
        return {
            "tubes": {str(tube.value_fen): tube.coins for tube in self.tubes},
            "cash_box": _by_value(self.cash_box),
            "stacker": _by_value(self.stacker),
            "coins_in": _by_value(self.coins_in),
            "coins_out": _by_value(self.coins_out),
            "coins_by_hand": _by_value(self.coins_by_hand),
            "coins_back": _by_value(self.coins_back),
            "bills_back": _by_value(self.bills_back),
            "in_fen": self.in_fen,
            "out_fen": self.out_fen,
            "card_fen": self.card_fen,
            "charged_fen": self.charged_fen,
            "held_fen": self.held_fen,
            "card_log": list(self.card_log),
        }

    def to_state(self) -> dict[str, Any]:
        return {**self.to_record(), "jammed": [tube.value_fen for tube in self.tubes if tube.is_jammed]}

    def load_state(self, state: dict[str, Any]) -> None:
        for tube in self.tubes:
            tube.coins = int(state["tubes"][str(tube.value_fen)])
            tube.is_jammed = tube.value_fen in state["jammed"]
        for name in (
            *("cash_box", "stacker", "coins_in", "coins_out"),
            *("coins_by_hand", "coins_back", "bills_back"),
        ):
            counts = {int(value): int(count) for value, count in state[name].items()}
            setattr(self, name, Counter(counts))
        self.card_fen, self.charged_fen = int(state["card_fen"]), int(state["charged_fen"])
        self.held_fen = int(state["held_fen"])
        self.card_log = [str(entry) for entry in state["card_log"]]


def _by_value(counts: Counter[int]) -> dict[str, int]:
    return {str(value): count for value, count in sorted(counts.items()) if count}


def _sum(counts: Counter[int]) -> int:
    return sum(value * count for value, count in counts.items())
