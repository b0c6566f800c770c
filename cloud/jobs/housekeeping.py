"""What is forgotten in time. Any number of processes may do it; nothing here is money."""

from __future__ import annotations

import asyncio

from cloud.clock import Clock
from cloud.enrolment import WINDOW_S
from cloud.logs import log
from cloud.pickup.issuing import withdraw_over
from cloud.store import answers, machines
from cloud.store.database import Database, StoreUnavailable
from cloud.store.documents import rows as documents

EVERY_S = 3600
ANSWERS_KEPT_S = 3 * 24 * 3600
"""No machine repeats a request under the same key after so long; its numbers stay unique for ever anyway."""
DELETIONS_KEPT_S = 90 * 24 * 3600
"""A machine that was away longer is told everything anew."""


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
    await withdraw_over(db, now_s)
    await db.write(documents.forget_deleted, (now_s - DELETIONS_KEPT_S) * 1000)
