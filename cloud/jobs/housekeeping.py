"""What is forgotten in time. Any number of processes may do it; nothing here is money."""

from __future__ import annotations

import asyncio

from cloud.clock import Clock
from cloud.enrolment import WINDOW_S
from cloud.logs import log
from cloud.store import answers, machines
from cloud.store.console import people
from cloud.store.database import Database, StoreUnavailable

EVERY_S = 3600
ANSWERS_KEPT_S = 3 * 24 * 3600
"""No machine repeats a request under the same key after so long; its numbers stay unique for ever anyway."""

TRIES_KEPT_S = 24 * 3600
"""Of signing in to the console; the longest pause after one is a quarter of an hour."""


async def keep_house(db: Database, clock: Clock) -> None:
    """Runs until cancelled."""
    while True:
        try:
            await tidy(db, clock.utc_ms() // 1000)
        except StoreUnavailable as error:
            log.error("housekeeping.store", error=str(error))
        await asyncio.sleep(EVERY_S)


async def tidy(db: Database, now_s: int) -> None:
    """One round."""
    await db.write(answers.forget, now_s - ANSWERS_KEPT_S)
    await db.write(machines.forget_failures, now_s - WINDOW_S)
    await db.write(people.forget_old_tries, now_s - TRIES_KEPT_S)
