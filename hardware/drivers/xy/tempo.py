"""How often an XY board POLLs: twice as often as by itself, but only while nothing can be lost by it. Pure.

We may speak only when the board asks (boards.md 2.2), so a paid customer waits for its next POLL. By itself
it asks every 200 ms; command 16 sets the beat in units of 100 ms, until its power goes. The beat is also that
of the board's repetitions: a result is said six times, so at half the beat a line that is bad for a second
loses it. Hence the quick beat is for a line that was clean lately and a cabinet at rest:

=====================================  =========================================
the line was clean and quick, at rest  ``QUICK``: whoever pays now is served soon
goods move, or did a moment ago        ``USUAL``, said right behind the order
noise, repetitions, late receipts      ``USUAL`` until it was clean for a while
=====================================  =========================================
"""

from __future__ import annotations

from typing import Final

USUAL: Final = 2
"""As the board begins, in units of 100 ms."""
QUICK: Final = 1
"""The least it can be told."""
QUICK_WITHIN_MS: Final = 50
"""From a command's last byte to the board's ACK: half of what it may take (boards.md 2.2)."""
CLEAN_MS: Final = 30_000
"""So long without any trouble a line counts as clean again."""
REST_MS: Final = 500
"""So long after the last movement: the basket's next order follows at once."""
AGAIN_MS: Final = 1_000
"""A beat that was not acknowledged is said again after so long."""
SENDS: Final = 2
"""Of the usual beat, before the command alone is given up; the quick one is sent once."""


class Tempo:
    """One line's beat. Times in milliseconds of the monotonic clock."""

    def __init__(self, *, is_wanted: bool) -> None:
        self._is_wanted = is_wanted
        self._is_known = is_wanted
        """Whether the board may know command 16."""
        self._was_heard = False
        self._told: int | None = None
        """What the board was told, None: it may be either."""
        self._ticket: int | None = None
        self._sent: tuple[int, int] | None = None
        self._is_timed = False
        self._trouble_ms: int | None = None
        self._is_moving = False
        self._moved_ms: int | None = None
        self._not_before_ms = 0

    def line_up(self) -> None:
        """It may be another board, and this one may have been told anything by a program before this."""
        self._is_known, self._was_heard = self._is_wanted, False
        self._told = self._ticket = self._sent = None
        self._is_timed = False

    def line_down(self) -> None:
        """Nothing can be told, and the line that comes back is timed anew."""
        self._is_timed = False

    def restarted(self) -> None:
        """The board was without power: it POLLs as it does by itself."""
        self._told = USUAL

    def trouble(self, now_ms: int) -> None:
        """Noise, or something that had to be said twice."""
        self._trouble_ms = now_ms

    def sent(self, ticket: int, now_ms: int) -> None:
        """A command's bytes go out; for the second time, one of the two directions lost something."""
        if self._sent is not None and self._sent[0] == ticket:
            self.trouble(now_ms)
        self._sent = ticket, now_ms

    def acknowledged(self, ticket: int, now_ms: int) -> None:
        """Each receipt times the line."""
        if self._sent is not None and self._sent[0] == ticket:
            self._is_timed = True
            if now_ms - self._sent[1] > QUICK_WITHIN_MS:
                self.trouble(now_ms)
        if ticket == self._ticket:
            self._ticket, self._was_heard = None, True

    def gave_up(self, ticket: int, now_ms: int) -> None:
        """A beat that was not acknowledged may have been taken or not; one never heard is not known."""
        if ticket != self._ticket:
            return
        self._is_known = self._was_heard or self._told == QUICK
        self._ticket = self._told = None
        self._not_before_ms = now_ms + AGAIN_MS if self._was_heard else now_ms
        self.trouble(now_ms)

    def next(self, now_ms: int, *, is_moving: bool) -> int:
        """What to tell the board now, in units of 100 ms; 0: nothing. Whoever sends it says ``submitted``."""
        self._is_moving = is_moving
        if is_moving:
            self._moved_ms = now_ms
        if not self._is_known or self._ticket is not None or now_ms < self._not_before_ms:
            return 0
        is_bad = _lately(self._trouble_ms, CLEAN_MS, now_ms)
        if is_moving or is_bad:
            return USUAL if self._told != USUAL else 0
        if _lately(self._moved_ms, REST_MS, now_ms) or not self._is_timed:
            return 0
        return QUICK if self._told != QUICK else 0

    def next_deadline_ms(self) -> int | None:
        """When ``next`` may say something though nothing was heard."""
        if not self._is_known or not self._is_timed or self._is_moving:
            return None
        if self._ticket is not None or self._told == QUICK:
            return None
        due = [self._not_before_ms]
        if self._moved_ms is not None:
            due.append(self._moved_ms + REST_MS)
        if self._trouble_ms is not None:
            due.append(self._trouble_ms + CLEAN_MS)
        return max(due)

    def submitted(self, ticket: int | None, beat: int) -> None:
        """The beat waits to be sent; None: the queue was full."""
        if ticket is not None:
            self._ticket, self._told = ticket, beat


def _lately(event_ms: int | None, within_ms: int, now_ms: int) -> bool:
    return event_ms is not None and now_ms - event_ms < within_ms
