"""A cloud that is away is asked ever less often; that is said once, and once when it is back."""

from __future__ import annotations

import asyncio
import logging
import random

from kiosk.payments.intent import Problem


class Patience:
    """Of one loop that asks again and again."""

    def __init__(self, log: logging.Logger, away: str, back: str) -> None:
        """``away`` is said with the reason behind it."""
        self._log = log
        self._away = away
        self._back = back
        self._failures = 0

    def heard(self, problem: Problem | None) -> bool:
        """What came of the last question; True: it has to be waited for (``rest``)."""
        if problem is None:
            if self._failures:
                self._log.info(self._back)
            self._failures = 0
            return False
        if not self._failures:
            self._log.warning("%s: %s", self._away, problem.text)
        self._failures += 1
        return True

    async def rest(self) -> None:
        """The longer the more questions in a row came to nothing."""
        from kiosk.sync.plan import next_delay_ms

        await asyncio.sleep(next_delay_ms(self._failures, random.randrange(1000)) / 1000)  # noqa: S311 jitter
