"""Whether a device on the bus is there. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FIND_AGAIN_MS: Final = 10_000
"""A device that is away is looked for, and reset, so often (boards.md 8.1)."""


@dataclass
class Presence:
    """One device."""

    silence_limit_ms: int
    """From its first unanswered command on, after which it counts as gone (boards.md 8.1)."""
    is_there: bool = False
    is_settled: bool = False
    """It was looked for since the line came up."""
    is_known: bool = False
    """It was found, and has not been given up since: what is told of it holds."""
    _silent_since_ms: int | None = None

    @property
    def is_silent(self) -> bool:
        """Its last command was not answered."""
        return self._silent_since_ms is not None

    def is_gone(self, now_ms: int) -> bool:
        """It has been silent for too long."""
        return self._silent_since_ms is not None and now_ms - self._silent_since_ms >= self.silence_limit_ms

    def line_is_up(self) -> None:
        """It has to be found anew."""
        self.is_there = self.is_settled = False
        self._silent_since_ms = None

    def came(self) -> None:
        self.is_there = self.is_settled = self.is_known = True
        self._silent_since_ms = None

    def heard(self, is_answer: bool, now_ms: int) -> bool:
        """What became of a command; gives ``is_answer``."""
        if is_answer:
            self._silent_since_ms = None
        elif self._silent_since_ms is None:
            self._silent_since_ms = now_ms
        elif self.is_gone(now_ms):
            self.is_there = False
        return is_answer

    def leave(self) -> bool:
        """It is not there; whether that is news."""
        was_known, self.is_known = self.is_known, False
        self.is_there, self.is_settled = False, True
        return was_known
