"""What the cards of one draw hide, and how many prizes a day has left. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

CARDS = 6
HUNDRED = 100
_DIGEST_BYTES = 8


def deal(seed: int, win_percent: int) -> tuple[bool, ...]:
    """For each card: does it win? The same seed deals the same cards. Each card is drawn by itself, before
    anybody chooses: which one is touched really decides."""
    return tuple(_roll(seed, card) < win_percent for card in range(CARDS))


def _roll(seed: int, card: int) -> int:
    digest = hashlib.sha256(f"{seed}:{card}".encode()).digest()
    return int.from_bytes(digest[:_DIGEST_BYTES]) % HUNDRED


@dataclass(frozen=True, slots=True)
class Day:
    """Prizes given away on one day of the machine's own zone."""

    date: str = ""
    """ISO."""
    won: int = 0

    def on(self, date: str) -> Day:
        """As it stands on ``date``: a new day begins with none. A clock that was set back begins none."""
        return self if date <= self.date else Day(date)

    def left(self, prizes_per_day: int) -> int:
        return max(0, prizes_per_day - self.won)

    def with_prize(self) -> Day:
        return replace(self, won=self.won + 1)

    def table(self) -> dict[str, object]:
        """As it is kept."""
        return {"date": self.date, "won": self.won}


def day_from(kept: object) -> Day:
    """What ``table`` wrote; what cannot be read begins anew."""
    if not isinstance(kept, Mapping):
        return Day()
    date, won = kept.get("date"), kept.get("won")
    if not isinstance(date, str) or type(won) is not int or won < 0:
        return Day()
    return Day(date, won)
