"""How often an XY board POLLs: twice as often as by itself, on a line that is quick enough for it. Pure.

We may speak only when the board asks (boards.md 2.2), so a paid customer waits for its next POLL. By itself
it asks every 200 ms; command 16 sets the beat in units of 100 ms, until its power goes. A line that is late
loses results at the quicker beat, so the first commands of a line that came up are timed before one asks.
"""

from __future__ import annotations

from typing import Final

USUAL: Final = 2
"""As the board begins, in units of 100 ms."""
QUICK: Final = 1
"""The least it can be told."""
QUICK_WITHIN_MS: Final = 50
"""From a command's last byte to the board's ACK: half of what it may take (boards.md 2.2)."""
LATE_MS: Final = 100
"""The board waits no longer for an answer of ours, and what it says may be as late."""


class Tempo:
    """One line's beat. Times are of the monotonic clock."""

    def __init__(self, *, is_wanted: bool) -> None:
        self._is_wanted = is_wanted
        self._asked = 0
        self._sent: tuple[int, int] | None = None

    def forget(self) -> None:
        """The board may have been without power: it POLLs as it does by itself, and is timed anew."""
        self._asked = 0
        self._sent = None

    def sent(self, ticket: int, now_ms: int) -> None:
        """A command's bytes go out, for the first or a further time."""
        self._sent = ticket, now_ms

    def acknowledged(self, ticket: int, now_ms: int) -> int:
        """How often to have it POLL from now on, in units of 100 ms; 0: as it does."""
        if self._sent is None or self._sent[0] != ticket or not self._is_wanted:
            return 0
        took_ms = now_ms - self._sent[1]
        if not self._asked and took_ms <= QUICK_WITHIN_MS:
            self._asked = QUICK
            return QUICK
        if self._asked == QUICK and took_ms > LATE_MS:
            self._asked = USUAL
            return USUAL
        return 0
