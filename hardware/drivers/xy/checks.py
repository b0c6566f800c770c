"""Which 02 of an XY board may be the answer to a check (01) of ours (boards.md 2.3). Pure.

A board may answer a check seconds late, behind its slot reports. Taken for a refusal of the vend that runs
by then, such an answer would give away goods.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

PENDING_MS: Final = 5_000
"""A check not answered for so long may be put again."""
STALE_MS: Final = 12_000
"""So long after the line came back, an answer owed before may still come: the board says everything up to
5 times, at most 2 s apart (boards.md 2.2)."""


class Checks:
    """Answers owed, by slot. One that never comes stays owed until the line is down."""

    def __init__(self) -> None:
        self._owed: Counter[int] = Counter()
        self._slots: dict[int, int] = {}
        self._asked_ms: dict[int, int] = {}
        self._stale: set[int] = set()
        self._up_ms: int | None = None

    def is_pending(self, slot: int, now_ms: int) -> bool:
        """Asked just now and not answered: that answer serves whoever asks again."""
        asked_ms = self._asked_ms.get(slot)
        return asked_ms is not None and now_ms - asked_ms < PENDING_MS

    def submitted(self, ticket: int, slot: int, now_ms: int) -> None:
        self._slots[ticket] = slot
        self._asked_ms[slot] = now_ms

    def sent(self, ticket: int) -> None:
        """Its bytes go out, for the first or a further time. The board may answer each time."""
        if ticket in self._slots:
            self._owed[self._slots[ticket]] += 1

    def closed(self, ticket: int) -> None:
        """It will not be sent any more: acknowledged, or dropped."""
        self._slots.pop(ticket, None)

    def answered(self, slot: int, now_ms: int) -> bool:
        """A 02 came: whether it may be the answer to a check."""
        self._asked_ms.pop(slot, None)
        if self._owed[slot]:
            self._owed[slot] -= 1
            return True
        return slot in self._stale and (self._up_ms is None or now_ms - self._up_ms < STALE_MS)

    def line_up(self, now_ms: int) -> None:
        self._up_ms = now_ms

    def line_down(self) -> None:
        self._stale = {slot for slot, count in self._owed.items() if count}
        self._up_ms = None
        self._owed.clear()
        self._slots.clear()
        self._asked_ms.clear()
